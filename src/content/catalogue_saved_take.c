/* catalogue_saved_take.c - numbers and texts of a saved catalogue, which may be anybody's. */
#include "base/utf8.h"
#include "content/catalogue_saved_parts.h"

uint64_t
saved_fixed(struct saved_reader *r, size_t size)
{
	uint64_t n = 0;

	if ((size_t)(r->end - r->p) < size) {
		r->bad = true;
		r->p = r->end;
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		n |= (uint64_t)r->p[i] << (8 * i);
	r->p += size;
	return n;
}

size_t
saved_number(struct saved_reader *r, size_t max)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 35 && r->p < r->end; shift += 7) {
		unsigned char c = *r->p++;

		n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80 && n <= max)
			return (size_t)n;
		if (c < 0x80)
			break;
	}
	r->bad = true;
	r->p = r->end;
	return 0;
}

struct str
saved_bytes(struct saved_reader *r, size_t max)
{
	size_t n = saved_number(r, max + 1);
	struct str s;

	if (n == 0)
		return STR_NONE;
	n--;
	if ((size_t)(r->end - r->p) < n) {
		r->bad = true;
		r->p = r->end;
		return STR_NONE;
	}
	s = (struct str){ (const char *)r->p, n };
	r->p += n;
	return s;
}

static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool
is_line(struct str s)
{
	if (is_plain(s))
		return true;
	if (!utf8_valid(s))
		return false;
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			return false;
	}
	return true;
}

struct str
saved_line(struct saved_reader *r, size_t max)
{
	struct str s = saved_bytes(r, max);

	if (!is_line(s))
		r->bad = true;
	return s;
}

struct str
saved_path(struct saved_reader *r, size_t max)
{
	struct str s = saved_bytes(r, max);

	if (!utf8_valid(s) || str_has_control(s) || (s.len > 0 && s.p[0] == '/') || str_find(s, '\\') < s.len)
		r->bad = true;
	return s;
}
