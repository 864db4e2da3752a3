/* date_parse.c - the forms of dates that authors write. */
#include "base/date.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/date_scan.h"

static const char *const month_names[12] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
};

static const char *const day_names[7] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

/* The place in names of the one that begins with word, three letters at least,
 * or n. */
static size_t
find_name(struct str word, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (word.len >= 3 && str_starts_case(str_of(names[i]), word))
			break;
	return i;
}

/* --- days ------------------------------------------------------------ */

static enum date_verdict
scan_year(struct scan *in, int *ret)
{
	size_t n = scan_count(in);

	if (n > 4 && n <= 9)
		return DATE_OUT_OF_RANGE;
	return scan_number(in, 4, 4, ret) ? DATE_OK : DATE_UNKNOWN_FORM;
}

/* "2024-03-09", "2024/3/9". */
static enum date_verdict
scan_iso_day(struct scan *in, struct date *d)
{
	enum date_verdict v;
	int year, month, day;

	if ((v = scan_year(in, &year)) != DATE_OK)
		return v;
	char separator = scan_peek(in, 0);

	if ((separator != '-' && separator != '/') || !scan_char(in, separator) ||
	    !scan_number(in, 1, 2, &month) || !scan_char(in, separator) ||
	    !scan_number(in, 1, 2, &day))
		return DATE_UNKNOWN_FORM;
	return date_of_day(year, month, day, d);
}

/* "1/8/2025": the eighth of January. */
static enum date_verdict
scan_us_day(struct scan *in, struct date *d)
{
	enum date_verdict v;
	int year, month, day;

	if (!scan_number(in, 1, 2, &month) || !scan_char(in, '/') ||
	    !scan_number(in, 1, 2, &day) || !scan_char(in, '/'))
		return DATE_UNKNOWN_FORM;
	if ((v = scan_year(in, &year)) != DATE_OK)
		return v;
	return date_of_day(year, month, day, d);
}

static void
skip_weekday(struct scan *in)
{
	struct str word = scan_peek_word(in);

	if (find_name(word, day_names, COUNT(day_names)) == COUNT(day_names))
		return;
	in->at += word.len;
	(void)(scan_char(in, ',') || scan_char(in, '.'));
	scan_blanks(in);
}

static bool
scan_month(struct scan *in, int *ret)
{
	struct str word = scan_peek_word(in);
	size_t i = find_name(word, month_names, COUNT(month_names));

	if (i == COUNT(month_names))
		return false;
	in->at += word.len;
	scan_char(in, '.');
	*ret = (int)i + 1;
	return true;
}

static void
skip_comma(struct scan *in)
{
	scan_char(in, ',');
	scan_blanks(in);
}

/* "[Sun, ]15 Oct 2023" and "[Sunday, ]October 15, 2023". */
static enum date_verdict
scan_named_day(struct scan *in, struct date *d)
{
	enum date_verdict v;
	int year, month, day;
	bool day_first;

	skip_weekday(in);
	day_first = scan_number(in, 1, 2, &day);
	if (day_first && !scan_blanks(in))
		return DATE_UNKNOWN_FORM;
	if (!scan_month(in, &month))
		return DATE_UNKNOWN_FORM;
	skip_comma(in);
	if (!day_first) {
		if (!scan_number(in, 1, 2, &day))
			return DATE_UNKNOWN_FORM;
		skip_comma(in);
	}
	if (day_first && scan_count(in) == 2) {
		/* The two digits of RFC 2822, 4.3. */
		(void)scan_number(in, 2, 2, &year);
		year += year < 50 ? 2000 : 1900;
	} else if ((v = scan_year(in, &year)) != DATE_OK) {
		return v;
	}
	return date_of_day(year, month, day, d);
}

/* --- the whole ------------------------------------------------------- */

static enum date_verdict
scan_seconds(struct scan *in, struct date *d)
{
	int64_t at_s = 0;

	for (; !scan_at_end(in); in->at++)
		at_s = at_s * 10 + (in->s.p[in->at] - '0');
	return date_of_seconds(at_s, d);
}

static enum date_verdict
scan_day(struct scan *in, struct date *d)
{
	size_t n = scan_count(in);
	char after = scan_peek(in, n);

	if (n >= 4 && (after == '-' || after == '/'))
		return scan_iso_day(in, d);
	if (n > 0 && after == '/')
		return scan_us_day(in, d);
	return scan_named_day(in, d);
}

/* "T10:00", " 10:00", ", 10:00" or nothing. */
static bool
begins_time(struct scan *in)
{
	if (ascii_is_digit(scan_peek(in, 1)) && (scan_char(in, 'T') || scan_char(in, 't')))
		return true;
	scan_char(in, ',');
	return scan_blanks(in);
}

/* Clock and zone, added to the day in *d. */
static enum date_verdict
scan_time(struct scan *in, struct date *d)
{
	enum date_verdict v;
	int clock_s, zone_s;

	if ((v = scan_clock(in, &clock_s)) != DATE_OK)
		return v;
	scan_blanks(in);
	if ((v = scan_zone(in, &zone_s)) != DATE_OK)
		return v;
	return date_of_seconds(d->at_s + clock_s - zone_s, d);
}

/* RFC 2822 lets a comment follow: "(CEST)". */
static void
skip_comment(struct scan *in)
{
	size_t from = in->at;

	scan_blanks(in);
	if (scan_peek(in, 0) == '(' && in->s.p[in->s.len - 1] == ')')
		in->at = in->s.len;
	else
		in->at = from;
}

enum date_verdict
date_parse(struct str s, struct date *ret)
{
	struct scan in = { .s = str_trim(s) };
	struct date d = { 0 };
	size_t n = scan_count(&in);
	enum date_verdict v;
	int zone_s;

	if (n == in.s.len && n >= 9 && n <= 11) {
		v = scan_seconds(&in, &d);
	} else {
		v = scan_day(&in, &d);
		if (v == DATE_OK && !scan_at_end(&in)) {
			if (!begins_time(&in))
				v = DATE_UNKNOWN_FORM;
			else if (scan_peek(&in, 0) == '+' || scan_peek(&in, 0) == '-')
				v = scan_zone(&in, &zone_s);	/* which says nothing about a whole day */
			else
				v = scan_time(&in, &d);
			skip_comment(&in);
		}
	}
	if (v == DATE_OK && !scan_at_end(&in))
		v = DATE_UNKNOWN_FORM;
	if (v == DATE_OK)
		*ret = d;
	return v;
}

const char *
date_verdict_text(enum date_verdict v)
{
	static const char *const texts[] = {
		[DATE_OK] = "a good date",
		[DATE_UNKNOWN_FORM] =
		    "not a date; write it as 2024-03-09 or 2024-03-09T12:00:00Z",
		[DATE_BAD_MONTH] =
		    "there is no such month; write year, month, day, as in 2024-03-09",
		[DATE_BAD_DAY] = "that month has no such day; the day comes last, as in 2024-03-09",
		[DATE_BAD_TIME] =
		    "there is no such time; hours are 0 to 23, as in 2024-03-09T17:30:00+01:00",
		[DATE_OUT_OF_RANGE] = "the year is not between 1 and 9999",
	};

	assert((size_t)v < COUNT(texts));
	return texts[v];
}

/* Zola's "2018-10-10T08:30:00Z": the zone only as "Z" or "+HH:MM", for a "-"
 * may as well begin the name. */
static bool
scan_name_time(struct scan *in, struct date *d)
{
	int clock_s, zone_s = 0;

	in->at++;
	if (scan_clock(in, &clock_s) != DATE_OK)
		return false;
	if (scan_peek(in, 0) == 'Z' || ((scan_peek(in, 0) == '+' || scan_peek(in, 0) == '-') &&
	    ascii_is_digit(scan_peek(in, 1)) && ascii_is_digit(scan_peek(in, 2)) && scan_peek(in, 3) == ':'))
		if (scan_zone(in, &zone_s) != DATE_OK)
			return false;
	return date_of_seconds(d->at_s + clock_s - zone_s, d) == DATE_OK;
}

bool
date_from_name(struct str name, struct date *ret, struct str *ret_rest)
{
	struct scan in = { .s = name };
	struct date d;

	if (name.len < 10 || name.p[4] != '-' || name.p[7] != '-' ||
	    scan_iso_day(&in, &d) != DATE_OK || in.at != 10)
		return false;
	if (scan_peek(&in, 0) == 'T' && !scan_name_time(&in, &d))
		return false;
	char after = scan_peek(&in, 0);

	if (!scan_at_end(&in) && after != '-' && after != '_' && after != ' ')
		return false;
	while (scan_peek(&in, 0) == '-' || scan_peek(&in, 0) == '_' || scan_peek(&in, 0) == ' ')
		in.at++;
	*ret = d;
	*ret_rest = str_from(name, in.at);
	return true;
}
