/* front_escape.c - characters that are written by their numbers. */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/front_parse.h"

bool
front_hex(struct str s, size_t at, unsigned digits, uint32_t *ret)
{
	uint32_t n = 0;

	if (at > s.len || s.len - at < digits)
		return false;
	for (size_t i = at; i < at + digits; i++) {
		int value = ascii_hex(s.p[i]);

		if (value < 0)
			return false;
		n = n * 16 + (uint32_t)value;
	}
	*ret = n;
	return true;
}

/* What stands behind "\u" at s[*at]; a half of a surrogate pair alone is no character. */
static uint32_t
read_unicode(struct str s, size_t *at)
{
	uint32_t high, low;

	if (!front_hex(s, *at, 4, &high))
		return UTF8_REPLACEMENT;
	*at += 4;
	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || *at + 2 > s.len || s.p[*at] != '\\' || s.p[*at + 1] != 'u' ||
	    !front_hex(s, *at + 2, 4, &low) || low < 0xdc00 || low > 0xdfff)
		return UTF8_REPLACEMENT;
	*at += 6;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

struct str
front_json_unescape(struct arena *a, struct str s)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	struct strbuf out = STRBUF_INIT;
	struct str text;

	for (size_t at = 0; at < s.len; ) {
		char c = s.p[at++];
		const char *escape;

		if (c != '\\' || at == s.len) {
			strbuf_addc(&out, c);
			continue;
		}
		c = s.p[at++];
		escape = c != '\0' ? strchr(from, c) : NULL;
		if (c == 'u')
			utf8_add(&out, read_unicode(s, &at));
		else if (escape != NULL)
			strbuf_addc(&out, to[escape - from]);
		else {
			strbuf_addc(&out, '\\');
			strbuf_addc(&out, c);
		}
	}
	text = arena_str(a, strbuf_str(&out));
	strbuf_done(&out);
	return text;
}
