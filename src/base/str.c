/* str.c - a borrowed run of bytes. */
#include "base/str.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "base/find_byte.h"

struct str
str_of(const char *cstring)
{
	if (cstring == NULL)
		return STR_NONE;
	return (struct str){ cstring, strlen(cstring) };
}

static bool
same_case(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_small(a[i]) != ascii_small(b[i]))
			return false;
	return true;
}

/* memcmp may not be given NULL, not even for no bytes. */
static bool
same(const char *a, const char *b, size_t n)
{
	return n == 0 || memcmp(a, b, n) == 0;
}

bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && same(a.p, b.p, a.len);
}

bool
str_is(struct str a, const char *cstring)
{
	return str_eq(a, str_of(cstring));
}

bool
str_eq_case(struct str a, struct str b)
{
	return a.len == b.len && same_case(a.p, b.p, a.len);
}

bool
str_is_case(struct str a, const char *cstring)
{
	size_t i = 0;

	if (cstring == NULL)
		return a.len == 0;
	/* Names are compared with all of a list, and differ in their first byte. */
	while (i < a.len && cstring[i] != '\0' && ascii_small(a.p[i]) == ascii_small(cstring[i]))
		i++;
	return i == a.len && cstring[i] == '\0';
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int d = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (d != 0)
		return d;
	return (a.len > b.len) - (a.len < b.len);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && same(s.p, prefix.p, prefix.len);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

bool
str_starts_case(struct str s, struct str prefix)
{
	return s.len >= prefix.len && same_case(s.p, prefix.p, prefix.len);
}

bool
str_ends_case(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq_case(str_from(s, s.len - suffix.len), suffix);
}

size_t
str_find(struct str s, char c)
{
#ifdef __GLIBC__
	const char *at = s.len > 0 ? memchr(s.p, (unsigned char)c, s.len) : NULL;

	return at != NULL ? (size_t)(at - s.p) : s.len;
#else
	return find_byte(s.p, s.len, c);
#endif
}

size_t
str_count(struct str s, char c)
{
	size_t n = 0;

	while (s.len > 0) {
		size_t at = str_find(s, c);

		n += at < s.len;
		s = str_from(s, at + 1);
	}
	return n;
}

size_t
str_rfind(struct str s, char c)
{
#ifdef __GLIBC__
	/* Folders and endings of a hundred thousand names are looked for again and again. */
	const char *at = s.len > 0 ? memrchr(s.p, (unsigned char)c, s.len) : NULL;

	return at != NULL ? (size_t)(at - s.p) : s.len;
#else
	for (size_t i = s.len; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return s.len;
#endif
}

size_t
str_search(struct str s, struct str needle)
{
	size_t at = 0;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return s.len;
	assert(s.p != NULL);
	/* memmem(3) is not in every libc; str_find skips to the candidates. */
	while (s.len - at >= needle.len) {
		at += str_find(str_slice(s, at, s.len - needle.len + 1), needle.p[0]);
		if (s.len - at < needle.len)
			break;
		if (memcmp(s.p + at, needle.p, needle.len) == 0)
			return at;
		at++;
	}
	return s.len;
}

struct str
str_trim(struct str s)
{
	size_t from = 0, to = s.len;

	while (to > 0 && ascii_is_space(s.p[to - 1]))
		to--;
	while (from < to && ascii_is_space(s.p[from]))
		from++;
	return str_slice(s, from, to);
}

struct str
str_skip(struct str s, char c)
{
	while (s.len > 0 && s.p[0] == c) {
		s.p++;
		s.len--;
	}
	return s;
}

struct str
str_chop(struct str s, char c)
{
	while (s.len > 0 && s.p[s.len - 1] == c)
		s.len--;
	return s;
}

bool
str_cut(struct str *rest, char sep, struct str *ret)
{
	struct str all = *rest;
	size_t at;

	if (all.p == NULL)
		return false;
	at = str_find(all, sep);
	*ret = str_slice(all, 0, at);
	*rest = at < all.len ? str_from(all, at + 1) : STR_NONE;
	return true;
}

bool
str_line(struct str *rest, struct str *ret)
{
	struct str line;

	if (rest->len == 0 || !str_cut(rest, '\n', &line))
		return false;
	/* A CR without its LF is text of the last line, not an end of line. */
	if (rest->p != NULL && line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	*ret = line;
	return true;
}

bool
str_number(struct str s, unsigned long max, unsigned long *ret)
{
	unsigned long n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned long digit;

		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		digit = (unsigned long)(s.p[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return true;
}

bool
str_has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
			return true;
	return false;
}
