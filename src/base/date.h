/*
 * date.h - moments as authors write them, always in UTC.
 *
 * A date-only value is that day in UTC and is never moved by a time zone.
 * The process's time zone is never asked.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdint.h>

#include "base/strbuf.h"

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define DATE_MIN_S INT64_C(-62135596800)
#define DATE_MAX_S INT64_C(253402300799)
#define DATE_DAY_S 86400

struct date {
	int64_t at_s;		/* seconds since 1970-01-01T00:00:00Z */
	bool known;		/* false: there is no date */
	bool has_time;		/* false: only the day was given */
};

/* The day of a known d, counted from the first one there is. */
static inline int
date_day(struct date d)
{
	return (int)((d.at_s - DATE_MIN_S) / DATE_DAY_S);
}

enum date_verdict {
	DATE_OK,
	DATE_UNKNOWN_FORM,	/* none of the forms below */
	DATE_BAD_MONTH,
	DATE_BAD_DAY,
	DATE_BAD_TIME,
	DATE_OUT_OF_RANGE,	/* a year before 1 or after 9999 */
};

/*
 * Takes: YYYY-MM-DD (also YYYY/MM/DD), then optionally [T ]H[H]:MM[:SS[.fff]]
 * [blank][Z|UTC|+HH:MM|+HHMM|+HH]; "15 Oct 2023", "Oct 15 2023", "October 15,
 * 2023", "Sunday, ..."; "1/8/2025" (US order); RFC 2822; seconds since 1970 as
 * nine to eleven digits.  A time may follow each of them; without zone it is
 * UTC.  Blanks around it are ignored.  *ret is untouched unless DATE_OK.
 */
enum date_verdict date_parse(struct str s, struct date *ret);
/* For a diagnostic: what is wrong, with the remedy. */
const char *date_verdict_text(enum date_verdict v);

/*
 * A file or folder name (without its extension) that begins with YYYY-MM-DD and
 * then ends or goes on with "-", "_", blank or a time "T08:30:00[Z|+HH:MM]"
 * (Zola): gives the date and the rest of the name behind those signs.
 */
bool date_from_name(struct str name, struct date *ret, struct str *ret_rest);

/* Made of numbers; the day alone, or a moment.  As date_parse judges them. */
enum date_verdict date_of_day(int year, int month, int day, struct date *ret);
enum date_verdict date_of_seconds(int64_t at_s, struct date *ret);

struct date date_now(void);
int date_year(struct date d);			/* 0 when unknown */
/* d is known. */
void date_parts(struct date d, int *ret_year, int *ret_month, int *ret_day);
int date_cmp(struct date a, struct date b);	/* unknown is before any known */
/* An unknown date appends nothing. */
void date_add_day(struct strbuf *out, struct date d);		/* 2024-03-09 */
void date_add_rfc3339(struct strbuf *out, struct date d);	/* 2024-03-09T12:00:00Z; noon for a day alone */

#endif
