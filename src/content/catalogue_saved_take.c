/* catalogue_saved_take.c - numbers and texts of a saved catalogue, which may be anybody's. */
#include "base/utf8.h"
#include "content/catalogue_saved_parts.h"

uint64_t
saved_fixed(struct saved_reader *r, size_t size)
{
	const unsigned char *p = r->p;
	uint64_t n = 0;

	if ((size_t)(r->end - p) < size) {
		r->bad = true;
		r->p = r->end;
		return 0;
	}
	r->p += size;
	/* Written out, for compilers make one load of it: there are half a million. */
	if (size == 8)
		return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
		    (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
	for (size_t i = 0; i < size; i++)
		n |= (uint64_t)p[i] << (8 * i);
	return n;
}

size_t
saved_number(struct saved_reader *r, size_t max)
{
	uint64_t n = 0;

	/* Nearly all are below 128. */
	if (r->p < r->end && *r->p < 0x80 && *r->p <= max)
		return *r->p++;
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
is_line(struct str s)
{
	size_t at = utf8_skip_printable(s, 0);

	if (at == s.len)
		return true;
	if (str_has_control(s) || !utf8_valid(s))
		return false;
	while ((at = utf8_skip_ascii(s, at)) < s.len) {
		uint32_t c = utf8_next(s, &at);

		if ((c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029)
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
saved_name(struct saved_reader *r, size_t max)
{
	size_t n = saved_number(r, r->nnames + 1);

	if (n == 0)
		return STR_NONE;
	if (n == 1)
		return saved_line(r, max);
	if (r->names[n - 2].len > max)
		r->bad = true;
	return r->names[n - 2];
}

bool
saved_is_path(struct str s)
{
	if (utf8_skip_printable(s, 0) < s.len && (!utf8_valid(s) || str_has_control(s)))
		return false;
	return (s.len == 0 || s.p[0] != '/') && str_find(s, '\\') == s.len;
}

struct str
saved_path(struct saved_reader *r, size_t max)
{
	struct str s = saved_bytes(r, max);

	if (!saved_is_path(s))
		r->bad = true;
	return s;
}
