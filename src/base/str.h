/*
 * str.h - a borrowed run of bytes.
 *
 * A struct str owns nothing: it is a look at bytes that somebody else keeps
 * (an arena, a strbuf, a literal).  It may hold any byte, NUL included, and is
 * not NUL-terminated.  { NULL, 0 } is the absent string, and is also empty.
 * No function here allocates or fails.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	const char *p;
	size_t len;		/* [bytes] */
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).p != NULL ? (s).p : ""

struct str str_of(const char *cstring);		/* NULL gives STR_NONE */

/* From and to are clamped. */
static inline struct str
str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	/* NULL + 0 is undefined in C, and an absent string begins at 0. */
	if (from > 0)
		s.p += from;
	s.len = to - from;
	return s;
}

static inline struct str
str_from(struct str s, size_t from)
{
	return str_slice(s, from, s.len);
}

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *cstring);
bool str_eq_case(struct str a, struct str b);		/* ASCII case ignored */
bool str_is_case(struct str a, const char *cstring);
int str_cmp(struct str a, struct str b);		/* bytewise, like strcmp */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_starts_case(struct str s, struct str prefix);
bool str_ends_case(struct str s, struct str suffix);

/* Position of the first (last) c, or s.len when there is none. */
size_t str_find(struct str s, char c);
size_t str_rfind(struct str s, char c);
/* How many c there are. */
size_t str_count(struct str s, char c);
/* Position of the first needle, or s.len when there is none. */
size_t str_search(struct str s, struct str needle);

/* Without blanks (space, tab, CR, LF, VT, FF) at both ends. */
struct str str_trim(struct str s);
/* Without every c that it begins with, and that it ends with. */
struct str str_skip(struct str s, char c);
struct str str_chop(struct str s, char c);

/*
 * Cuts the text up to the next sep off *rest and gives it in *ret; sep itself
 * is consumed.  False when *rest is absent; after the last piece *rest becomes
 * STR_NONE, so that "a,b," gives "a", "b" and "".
 */
bool str_cut(struct str *rest, char sep, struct str *ret);

/* The next line of *rest without its LF or CRLF; false at the end (no empty
 * line after a final LF). */
bool str_line(struct str *rest, struct str *ret);

/* Whether s holds a control character of ASCII (C0, DEL). */
bool str_has_control(struct str s);

/* A decimal number of digits only, at most max; false otherwise. */
bool str_number(struct str s, unsigned long max, unsigned long *ret);

#endif
