/* front_clean.c - a block as its readers expect it: UTF-8 without control characters. */
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "content/front_parse.h"

/* Behind the bytes from s[at] on that are printable ASCII, eight at a time. */
static size_t
skip_printable(struct str s, size_t at)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	for (; s.len - at >= sizeof each; at += sizeof each) {
		uint64_t eight;

		memcpy(&eight, s.p + at, sizeof eight);
		/* A top bit comes up where a byte is below 0x20, is 0x7f, or has it set. */
		if ((((eight - each * 0x20) | (eight + each) | eight) & each * 0x80) != 0)
			break;
	}
	return at;
}

/* Whether s holds nothing that a reader of front matter stumbles over. */
static bool
is_clean(struct str s)
{
	bool ascii = true;

	for (size_t i = skip_printable(s, 0); i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned char d = i + 1 < s.len ? (unsigned char)s.p[i + 1] : 0;
		unsigned char e = i + 2 < s.len ? (unsigned char)s.p[i + 2] : 0;

		if (c >= 0x20 && c < 0x7f)
			continue;
		if (c == '\n') {
			i = skip_printable(s, i + 1) - 1;
			continue;
		}
		if (c == '\t' || (c == '\r' && d == '\n'))
			continue;
		if (c < 0x80)
			return false;
		ascii = false;
		/* C1; U+2028 and U+2029; U+FEFF, U+FFFE and U+FFFF. */
		if (c == 0xc2 && d < 0xa0)
			return false;
		if (c == 0xe2 && d == 0x80 && (e == 0xa8 || e == 0xa9))
			return false;
		if (c == 0xef && ((d == 0xbb && e == 0xbf) || (d == 0xbf && e >= 0xbe)))
			return false;
	}
	return ascii || utf8_valid(s);
}

/*
 * A copy of s that passes is_clean.  Every LF stays where it is, so that line
 * numbers hold; other line ends of Unicode become blanks.
 */
static struct str
make_clean(struct arena *a, struct str s)
{
	struct strbuf out = STRBUF_INIT;
	struct str copy;

	for (size_t at = 0; at < s.len; ) {
		uint32_t c = utf8_next(s, &at);

		if (c == '\r' && at < s.len && s.p[at] == '\n')
			continue;
		if (c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
			c = ' ';
		else if (c == 0xfffe || c == 0xffff)
			c = UTF8_REPLACEMENT;
		else if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
		    c == 0xfeff)
			continue;
		utf8_add(&out, c);
	}
	copy = arena_str(a, strbuf_str(&out));
	strbuf_done(&out);
	return copy;
}

struct str
front_clean(struct arena *a, struct str s)
{
	return is_clean(s) ? s : make_clean(a, s);
}
