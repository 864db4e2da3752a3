/* utf8.c - bytes to characters and back. */
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static bool
is_surrogate(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDFFF;
}

uint32_t
utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = *at;
	unsigned char lead = p[i++];

	if (lead < 0x80) {
		*at = i;
		return lead;
	}
	if (lead < 0xC2 || lead > 0xF4) {
		*at = i;
		return UTF8_REPLACEMENT;
	}
	size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
	/* The second byte alone excludes overlong forms, surrogates and what
	 * lies beyond U+10FFFF (Unicode, table 3-7). */
	unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	uint32_t c = lead & (0x3Fu >> more);

	for (; more > 0; more--) {
		if (i >= s.len || p[i] < low || p[i] > high) {
			*at = i;
			return UTF8_REPLACEMENT;
		}
		c = c << 6 | (p[i++] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*at = i;
	return c;
}

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))
#define TOP_BITS EACH_BYTE(0x80)

size_t
utf8_skip_ascii(struct str s, size_t at)
{
	uint64_t eight;

	for (; s.len - at >= sizeof eight; at += sizeof eight) {
		memcpy(&eight, s.p + at, sizeof eight);
		if ((eight & TOP_BITS) != 0)
			break;
	}
	while (at < s.len && (unsigned char)s.p[at] < 0x80)
		at++;
	return at;
}

static bool
is_printable(char b)
{
	return b >= ' ' && b < 0x7F;
}

static bool
are_printable(const char *p)
{
	uint64_t eight;

	memcpy(&eight, p, sizeof eight);
	/* A borrow or a carry comes from a byte that ends the run itself. */
	return ((eight | (eight - EACH_BYTE(' ')) | (eight + EACH_BYTE(1))) & TOP_BITS) == 0;
}

size_t
utf8_skip_printable(struct str s, size_t at)
{
	for (; s.len - at >= 8; at += 8)
		if (!are_printable(s.p + at))
			break;
	/* The last eight once more, rather than seven one by one. */
	if (s.len >= 8 && s.len - at < 8 && are_printable(s.p + s.len - 8))
		return s.len;
	while (at < s.len && is_printable(s.p[at]))
		at++;
	return at;
}

bool
utf8_valid(struct str s)
{
	for (size_t at = utf8_skip_ascii(s, 0); at < s.len; at = utf8_skip_ascii(s, at)) {
		size_t from = at;

		/* U+FFFD itself may be written, in its three bytes. */
		if (utf8_next(s, &at) == UTF8_REPLACEMENT &&
		    (at - from != 3 || memcmp(s.p + from, "\xEF\xBF\xBD", 3) != 0))
			return false;
	}
	return true;
}

size_t
utf8_before(struct str s, size_t at)
{
	size_t end = at;

	assert(at > 0 && at <= s.len);
	do
		at--;
	while (at > 0 && end - at < 4 && utf8_is_inside(s.p[at]));
	return at;
}

struct str
utf8_cut(struct str s, size_t max)
{
	if (s.len <= max)
		return s;
	s.len = max;
	while (s.len > 0 && max - s.len < 4 && utf8_is_inside(s.p[s.len]))
		s.len--;
	return s;
}

unsigned
utf8_bad_line(struct str s)
{
	struct str line;

	for (unsigned n = 1; str_line(&s, &line); n++)
		if (!utf8_valid(line) || str_find(line, '\0') < line.len)
			return n;
	return 0;
}

size_t
utf8_put(char b[static 4], uint32_t c)
{
	size_t n = 0;

	if (c > 0x10FFFF || is_surrogate(c))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		b[n++] = (char)(0xE0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	} else {
		b[n++] = (char)(0xF0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80)
		b[n++] = (char)(0x80 | (c & 0x3F));
	return n;
}

void
utf8_add(struct strbuf *out, uint32_t c)
{
	char b[4];

	strbuf_add(out, b, utf8_put(b, c));
}

/* Bytes that utf8_clean passes on as they are, in one go. */
static bool
is_clean(unsigned char b)
{
	return (b >= 0x20 && b < 0x7F) || b == '\n' || b == '\t';
}

static void
clean_char(struct strbuf *out, struct str s, size_t *at)
{
	size_t from = *at;
	uint32_t c = utf8_next(s, at);

	switch (c) {
	case '\r':
		if (*at < s.len && s.p[*at] == '\n')
			++*at;
		strbuf_addc(out, '\n');
		return;
	case 0x85:
	case 0x2028:
	case 0x2029:
		strbuf_addc(out, '\n');
		return;
	case 0xFFFE:
	case 0xFFFF:
		/* No XML document may hold these two (XML 1.0, 2.2). */
		utf8_add(out, UTF8_REPLACEMENT);
		return;
	case UTF8_REPLACEMENT:
		utf8_add(out, c);
		return;
	default:
		if (c >= 0xA0)
			strbuf_add(out, s.p + from, *at - from);
		return;
	}
}

void
utf8_clean(struct strbuf *out, struct str s)
{
	size_t at = 0;

	while (s.len - at >= 3 && memcmp(s.p + at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	while (at < s.len) {
		size_t from = at;

		while (at < s.len && is_clean((unsigned char)s.p[at]))
			at++;
		strbuf_add(out, s.p + from, at - from);
		if (at < s.len)
			clean_char(out, s, &at);
	}
}

void
utf8_clean_line(struct strbuf *out, struct str s)
{
	size_t from = out->len;

	utf8_clean(out, s);
	for (size_t i = from; i < out->len; i++)
		if (out->buf[i] == '\n' || out->buf[i] == '\t')
			out->buf[i] = ' ';
}

void
utf8_letters(struct strbuf *out, struct str s)
{
	struct strbuf folded = STRBUF_INIT;
	struct str f;
	size_t from;

	utf8_fold(&folded, s);
	f = strbuf_str(&folded);
	for (size_t at = 0; at < f.len;) {
		from = at;
		if (utf8_is_letter(utf8_next(f, &at)))
			strbuf_add(out, f.p + from, at - from);
	}
	strbuf_done(&folded);
}
