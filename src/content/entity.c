/* entity.c - HTML's entities. */
#include "content/entity.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/entity_names.h"

#define DECIMAL_MAX 7		/* digits; CommonMark 0.31, 6.2 */
#define HEXADECIMAL_MAX 6
#define UNICODE_END 0x110000u

/* HTML, "Numeric character reference end state": what these numbers stood for in Windows. */
static const uint16_t windows[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
	0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
	0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

/* -1 when c is no digit. */
static int
digit(char c, bool hex)
{
	int value = ascii_hex(c);

	return hex || value < 10 ? value : -1;
}

static void
add_number(struct strbuf *out, uint32_t c)
{
	if (c >= 0x80 && c < 0xa0)
		c = windows[c - 0x80];
	if (c == 0 || c >= UNICODE_END || (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff)
		c = UTF8_REPLACEMENT;
	if (c == '\r' || c == '\f')
		c = '\n';
	/* Line ends of Unicode and the byte order mark have no place in a text. */
	if (c == '\t' || c == '\n' || (c >= ' ' && (c < 0x7f || c >= 0xa0) && c != 0x2028 &&
	    c != 0x2029 && c != 0xfeff))
		utf8_add(out, c);
}

/* The same for "&#…". */
static size_t
add_numeric(struct strbuf *out, struct str s, enum entity_place place)
{
	bool hex = s.len > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
	size_t from = hex ? 3 : 2, at = from;
	uint32_t n = 0;

	for (; at < s.len && digit(s.p[at], hex) >= 0; at++)
		if (n < UNICODE_END)
			n = n * (hex ? 16 : 10) + (uint32_t)digit(s.p[at], hex);
	if (at == from)
		return 0;
	if (at < s.len && s.p[at] == ';') {
		if (place == ENTITY_MARKDOWN && at - from > (hex ? HEXADECIMAL_MAX : DECIMAL_MAX))
			return 0;
		at++;
	} else if (place == ENTITY_MARKDOWN) {
		return 0;
	}
	add_number(out, n);
	return at;
}

/* The place of name in a sorted table of n names; n when it is not there. */
static size_t
find(const char *const *names, size_t n, struct str name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = str_cmp(name, str_of(names[mid]));

		if (order == 0)
			return mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return n;
}

static bool
add_named(struct strbuf *out, struct str name)
{
	size_t at = find(entity_names, ENTITY_NAMES, name);

	if (at == ENTITY_NAMES)
		return false;
	strbuf_adds(out, entity_names[at] + name.len + 1);
	return true;
}

/* The same for a name without ";"; the longest counts. */
static size_t
add_old(struct strbuf *out, struct str s, enum entity_place place)
{
	for (size_t len = ENTITY_OLD_NAME_MAX; len >= 2; len--) {
		struct str name = str_slice(s, 1, 1 + len), behind = str_from(s, 1 + len);

		if (name.len < len ||
		    find(entity_old_names, ENTITY_OLD_NAMES, name) == ENTITY_OLD_NAMES)
			continue;
		if (place == ENTITY_VALUE && behind.len > 0 &&
		    (behind.p[0] == '=' || ascii_is_word(behind.p[0])))
			return 0;
		return add_named(out, name) ? 1 + len : 0;
	}
	return 0;
}

size_t
entity_add(struct strbuf *out, struct str s, enum entity_place place)
{
	struct str name = str_slice(s, 1, 1 + ENTITY_NAME_MAX + 1);

	if (name.len > 0 && name.p[0] == '#')
		return add_numeric(out, s, place);
	name.len = str_find(name, ';');
	if (name.len < s.len - 1 && s.p[1 + name.len] == ';' && add_named(out, name))
		return 1 + name.len + 1;
	return place == ENTITY_MARKDOWN ? 0 : add_old(out, s, place);
}
