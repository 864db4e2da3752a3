/*
 * date_scan.h - reading a date from left to right; for date_parse.c alone.
 *
 * A function that finds what it looks for moves at behind it; one that does
 * not leaves at where it was or, when it returns a verdict, anywhere.
 */
#ifndef BASE_DATE_SCAN_H
#define BASE_DATE_SCAN_H

#include "base/date.h"

struct scan {
	struct str s;
	size_t at;
};

/* The character that many ahead, or NUL behind the end. */
char scan_peek(const struct scan *in, size_t ahead);
bool scan_at_end(const struct scan *in);

bool scan_char(struct scan *in, char c);
bool scan_blanks(struct scan *in);		/* true: at least one */
size_t scan_count(const struct scan *in);	/* digits from here on */
/* A number of least to most digits and no more; most is at most 9. */
bool scan_number(struct scan *in, size_t least, size_t most, int *ret);
struct str scan_peek_word(const struct scan *in);	/* ASCII letters; may be empty */

/* H[H]:MM[:SS[.fff]]: seconds since midnight. */
enum date_verdict scan_clock(struct scan *in, int *ret_s);
/* "Z", "UTC", "+02:00", "+0200", "+02", "EST": seconds east of Greenwich.
 * Nothing at all is UTC too. */
enum date_verdict scan_zone(struct scan *in, int *ret_s);

#endif
