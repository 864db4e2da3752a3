/* date.c - the calendar: days to seconds and back, and dates as text. */
#include "base/date.h"

#include <time.h>

#define DAYS_IN_400_YEARS 146097
#define DAYS_IN_100_YEARS 36524
#define DAYS_IN_4_YEARS 1461

/* Days before each month of a common year. */
static const int days_before[13] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
};

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 0001-01-01 to the first of the month (1..13). */
static int64_t
days_to_month(int year, int month)
{
	int64_t past = year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400 +
	    days_before[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

enum date_verdict
date_of_day(int year, int month, int day, struct date *ret)
{
	if (year < 1 || year > 9999)
		return DATE_OUT_OF_RANGE;
	if (month < 1 || month > 12)
		return DATE_BAD_MONTH;
	if (day < 1 || day > days_to_month(year, month + 1) - days_to_month(year, month))
		return DATE_BAD_DAY;
	int64_t days = days_to_month(year, month) + day - 1 - days_to_month(1970, 1);

	*ret = (struct date){ .at_s = days * DATE_DAY_S, .known = true };
	return DATE_OK;
}

enum date_verdict
date_of_seconds(int64_t at_s, struct date *ret)
{
	if (at_s < DATE_MIN_S || at_s > DATE_MAX_S)
		return DATE_OUT_OF_RANGE;
	*ret = (struct date){ .at_s = at_s, .known = true, .has_time = true };
	return DATE_OK;
}

/* Takes whole spans of that many days off *days, at most max of them. */
static int
take(int *days, int span, int max)
{
	int n = *days / span;

	if (n > max)
		n = max;
	*days -= n * span;
	return n;
}

void
date_parts(struct date d, int *ret_year, int *ret_month, int *ret_day)
{
	/* From the first second there is, so that nothing is negative. */
	int days = date_day(d);
	int year = 1;
	int month = 1;

	year += 400 * take(&days, DAYS_IN_400_YEARS, 24);
	year += 100 * take(&days, DAYS_IN_100_YEARS, 3);
	year += 4 * take(&days, DAYS_IN_4_YEARS, 24);
	/* The last year of four may have a day more. */
	year += take(&days, 365, 3);
	while (month < 12 && days >= days_to_month(year, month + 1) - days_to_month(year, 1))
		month++;
	days -= (int)(days_to_month(year, month) - days_to_month(year, 1));
	*ret_year = year;
	*ret_month = month;
	*ret_day = days + 1;
}

int
date_year(struct date d)
{
	int year, month, day;

	if (!d.known)
		return 0;
	date_parts(d, &year, &month, &day);
	return year;
}

struct date
date_now(void)
{
	struct date d = { 0 };

	/* A clock outside of the years there are tells no date. */
	(void)date_of_seconds((int64_t)time(NULL), &d);
	return d;
}

int
date_cmp(struct date a, struct date b)
{
	if (!a.known || !b.known)
		return (int)a.known - (int)b.known;
	return (a.at_s > b.at_s) - (a.at_s < b.at_s);
}

void
date_add_day(struct strbuf *out, struct date d)
{
	int year, month, day;

	if (!d.known)
		return;
	date_parts(d, &year, &month, &day);
	strbuf_addf(out, "%04d-%02d-%02d", year, month, day);
}

void
date_add_rfc3339(struct strbuf *out, struct date d)
{
	int s;

	if (!d.known)
		return;
	s = d.has_time ? (int)((d.at_s - DATE_MIN_S) % DATE_DAY_S) : DATE_DAY_S / 2;
	date_add_day(out, d);
	strbuf_addf(out, "T%02d:%02d:%02dZ", s / 3600, s / 60 % 60, s % 60);
}
