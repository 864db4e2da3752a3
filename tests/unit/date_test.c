/* date_test.c - the calendar, and every form of date that authors write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/date.h"
#include "flush.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* want: the moment, or the day alone. */
static void
assert_date(const char *in, struct date d, const char *want)
{
	struct strbuf out = STRBUF_INIT;

	assert_true(d.known);
	if (d.has_time)
		date_add_rfc3339(&out, d);
	else
		date_add_day(&out, d);
	if (strcmp(out.buf, want) != 0)
		fail_msg("\"%s\": got %s, want %s", in, out.buf, want);
	strbuf_done(&out);
}

static void
test_forms(void **state)
{
	static const struct { const char *in, *want; } rows[] = {
		/* the eleven of 82,251 files */
		{ "2017-01-31", "2017-01-31" },
		{ "2009-12-25 10:41:06 +0000", "2009-12-25T10:41:06Z" },
		{ "2009-12-25 5:00:00", "2009-12-25T05:00:00Z" },
		{ "2009-12-25 5:00:00 +0000", "2009-12-25T05:00:00Z" },
		{ "1997-12-31T00:00:00-08:00", "1997-12-31T08:00:00Z" },
		{ "2013-12-05T04:55:00", "2013-12-05T04:55:00Z" },
		{ "2014-08-19T08:23", "2014-08-19T08:23:00Z" },
		{ "2014-08-19T1:44", "2014-08-19T01:44:00Z" },
		{ "2025-03-14T00:25:42.000Z", "2025-03-14T00:25:42Z" },
		{ "2014-11-18T00:00:00Z", "2014-11-18T00:00:00Z" },
		{ "August 31, 2022", "2022-08-31" },
		{ "2017-06-21 01:09:00", "2017-06-21T01:09:00Z" },
		{ "2015-02-24 14:00", "2015-02-24T14:00:00Z" },
		{ "1/8/2025", "2025-01-08" },
		/* the others of CONTENT's "Normalisation" */
		{ "2024-03-09T10:00Z", "2024-03-09T10:00:00Z" },
		{ "2024-03-09 10:00:30.5 +02:00", "2024-03-09T08:00:30Z" },
		{ "2024-03-09T10:00:30.123456789-0330", "2024-03-09T13:30:30Z" },
		{ "2024-03-09 10:00 UTC", "2024-03-09T10:00:00Z" },
		{ "15 Oct 2023", "2023-10-15" },
		{ "Jul 08 2022", "2022-07-08" },
		{ "Oct 15 2023", "2023-10-15" },
		{ "July 8, 2022", "2022-07-08" },
		{ "October 15, 2023", "2023-10-15" },
		{ "1697328000", "2023-10-15T00:00:00Z" },
		{ "100000000", "1973-03-03T09:46:40Z" },
		{ "99999999999", "5138-11-16T09:46:39Z" },
		/* RFC 2822, 3.3 and 4.3, and its appendix */
		{ "Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z" },
		{ "Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T08:52:37Z" },
		{ "21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z" },
		{ "1 Jan 49 00:00:00 EST", "2049-01-01T05:00:00Z" },
		{ "1 Jan 50 00:00:00 PDT", "1950-01-01T07:00:00Z" },
		{ "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)", "1969-02-14T03:02:00Z" },
		{ "Wed, 02 Oct 2002 13:00:00 -0000", "2002-10-02T13:00:00Z" },
		/* a zone says nothing about a whole day */
		{ "2018-12-21 +0800", "2018-12-21" }, { "2018-12-21 -08:00", "2018-12-21" },
		/* kin */
		{ "2024/03/09", "2024-03-09" }, { "2024/3/9 10:00", "2024-03-09T10:00:00Z" },
		{ "2024-3-9", "2024-03-09" }, { "12/31/1999", "1999-12-31" }, { "02/29/2024", "2024-02-29" },
		{ "1/8/2025 14:30", "2025-01-08T14:30:00Z" },
		{ "2024-03-09t10:00:00z", "2024-03-09T10:00:00Z" },
		{ "2024-03-09  10:00:00   Z", "2024-03-09T10:00:00Z" },
		{ "2024-03-09 10:00 +5", "2024-03-09T05:00:00Z" },
		{ "2024-03-09T10:00:00+14:00", "2024-03-08T20:00:00Z" },
		{ "2024-03-09 10:00 GMT+0200", "2024-03-09T08:00:00Z" },
		{ "Sun Oct 15 2023 10:00:00 GMT+0200 (CEST)", "2023-10-15T08:00:00Z" },
		{ "Sunday, October 15, 2023", "2023-10-15" }, { "Sept 5, 2020", "2020-09-05" },
		{ "oct. 15, 2023", "2023-10-15" }, { "15 OCTOBER 2023", "2023-10-15" },
		{ "May 1 2020", "2020-05-01" }, { "October 15, 2023, 17:05", "2023-10-15T17:05:00Z" },
		{ "October 15, 2023 7:05 +0100", "2023-10-15T06:05:00Z" },
		{ " \t2017-01-31\r\n", "2017-01-31" },
		/* leap days and seconds, the first and the last moment */
		{ "2024-02-29", "2024-02-29" }, { "2000-02-29", "2000-02-29" },
		{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
		{ "0001-01-01", "0001-01-01" }, { "9999-12-31", "9999-12-31" },
		{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
		{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
		{ "0001-01-01T00:00:00-01:00", "0001-01-01T01:00:00Z" },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
		{ "1970-01-01", "1970-01-01" },
		{ "2024-03-09T00:00:00+23:59", "2024-03-08T00:01:00Z" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].in));
		struct date d = { 0 };
		enum date_verdict v = date_parse(s, &d);

		if (v != DATE_OK)
			fail_msg("\"%s\": %s", rows[i].in, date_verdict_text(v));
		assert_date(rows[i].in, d, rows[i].want);
		flush_drop(s);
	}
}

static void
test_refused(void **state)
{
	static const struct { const char *in; enum date_verdict want; } rows[] = {
		{ "", DATE_UNKNOWN_FORM }, { " ", DATE_UNKNOWN_FORM }, { "today", DATE_UNKNOWN_FORM },
		{ "Last Modified", DATE_UNKNOWN_FORM }, { "git Created", DATE_UNKNOWN_FORM },
		{ "true", DATE_UNKNOWN_FORM }, { "null", DATE_UNKNOWN_FORM }, { "2024", DATE_UNKNOWN_FORM },
		{ "2024-03", DATE_UNKNOWN_FORM }, { "2024-03-", DATE_UNKNOWN_FORM },
		{ "2024-03/09", DATE_UNKNOWN_FORM }, { "2024.03.09", DATE_UNKNOWN_FORM },
		{ "24-03-09", DATE_UNKNOWN_FORM }, { "20240309", DATE_UNKNOWN_FORM },
		{ "99999999", DATE_UNKNOWN_FORM }, { "100000000000", DATE_UNKNOWN_FORM },
		{ "-100000000", DATE_UNKNOWN_FORM }, { "1697328000.5", DATE_UNKNOWN_FORM },
		{ "2024-03-09T", DATE_UNKNOWN_FORM }, { "2024-03-09x", DATE_UNKNOWN_FORM },
		{ "2024-03-09 x", DATE_UNKNOWN_FORM }, { "2024-03-09 +", DATE_UNKNOWN_FORM },
		{ "2024-03-09 -0800 x", DATE_UNKNOWN_FORM }, { "2024-03-09 +0800 10:00", DATE_UNKNOWN_FORM }, { "2024-03-09Z", DATE_UNKNOWN_FORM },
		{ "2024-03-09 10", DATE_UNKNOWN_FORM }, { "2024-03-09 10:", DATE_UNKNOWN_FORM },
		{ "2024-03-09 10:0", DATE_UNKNOWN_FORM }, { "2024-03-09 10:00:", DATE_UNKNOWN_FORM },
		{ "2024-03-09 10:00:0", DATE_UNKNOWN_FORM }, { "2024-03-09 10:000", DATE_UNKNOWN_FORM },
		{ "2024-03-09 100:00", DATE_UNKNOWN_FORM }, { "2024-03-09 10:00:00.", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00+", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00+02:", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00+02:0", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00+020", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00ZZ", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00Z+0200", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00 Mars", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00Z (", DATE_UNKNOWN_FORM },
		{ "2024-03-09T10:00:00Z 2024-03-09", DATE_UNKNOWN_FORM },
		{ "2024-03-09 (a day)", DATE_UNKNOWN_FORM },
		{ "15 Okt 2023", DATE_UNKNOWN_FORM }, { "Oc 15 2023", DATE_UNKNOWN_FORM },
		{ "Octobers 15 2023", DATE_UNKNOWN_FORM }, { "15Oct2023", DATE_UNKNOWN_FORM },
		{ "Oct 2023", DATE_UNKNOWN_FORM }, { "Oct 15", DATE_UNKNOWN_FORM },
		{ "Oct 15 23", DATE_UNKNOWN_FORM }, { "15 Oct 123", DATE_UNKNOWN_FORM },
		{ "Sunday", DATE_UNKNOWN_FORM }, { "1/8/25", DATE_UNKNOWN_FORM },
		{ "1/8", DATE_UNKNOWN_FORM }, { "1//2025", DATE_UNKNOWN_FORM },
		{ "२०२४-०३-०९", DATE_UNKNOWN_FORM }, { "\xFF", DATE_UNKNOWN_FORM },
		{ "2024-00-09", DATE_BAD_MONTH }, { "2024-13-09", DATE_BAD_MONTH },
		{ "13/8/2025", DATE_BAD_MONTH }, { "2024-99-99", DATE_BAD_MONTH },
		{ "2024-03-00", DATE_BAD_DAY }, { "2024-03-32", DATE_BAD_DAY },
		{ "2024-04-31", DATE_BAD_DAY }, { "2023-02-29", DATE_BAD_DAY },
		{ "1900-02-29", DATE_BAD_DAY }, { "2100-02-29", DATE_BAD_DAY },
		{ "February 30, 2024", DATE_BAD_DAY }, { "31 Nov 2024", DATE_BAD_DAY },
		{ "2024-03-09T24:00:00", DATE_BAD_TIME }, { "2024-03-09T10:60", DATE_BAD_TIME },
		{ "2024-03-09T10:00:61", DATE_BAD_TIME }, { "2024-03-09T99:99:99Z", DATE_BAD_TIME },
		{ "2024-03-09T10:00+24:00", DATE_BAD_TIME }, { "2024-03-09T10:00+02:60", DATE_BAD_TIME },
		{ "2024-03-09T10:00-9999", DATE_BAD_TIME },
		{ "0000-01-01", DATE_OUT_OF_RANGE }, { "10000-01-01", DATE_OUT_OF_RANGE },
		{ "1/1/0000", DATE_OUT_OF_RANGE }, { "Jan 1, 12345", DATE_OUT_OF_RANGE },
		{ "0001-01-01T00:00:00+00:01", DATE_OUT_OF_RANGE },
		{ "9999-12-31T23:59:59-00:01", DATE_OUT_OF_RANGE },
		{ "9999-12-31T23:59:60Z", DATE_OUT_OF_RANGE },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].in));
		struct date d = { .at_s = 77 };
		enum date_verdict v = date_parse(s, &d);

		if (v != rows[i].want)
			fail_msg("\"%s\": %s; want: %s", rows[i].in, date_verdict_text(v),
			    date_verdict_text(rows[i].want));
		assert_true(d.at_s == 77 && !d.known && !d.has_time);
		flush_drop(s);
	}
	struct date d = { .at_s = 77 };

	assert_int_equal(date_parse(STR_NONE, &d), DATE_UNKNOWN_FORM);
	assert_int_equal(date_parse(STR("2024-03-09\0"), &d), DATE_UNKNOWN_FORM);
	assert_int_equal(d.at_s, 77);
}

/* No prefix of a good date makes it look behind its end. */
static void
test_cut_short(void **state)
{
	static const char *const whole[] = {
		"2025-03-14T00:25:42.000+02:00", "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)",
		"September 31, 2022, 10:00:00 UTC", "12/31/1999 1:00", "99999999999",
	};
	(void)state;

	for (size_t i = 0; i < COUNT(whole); i++)
		for (size_t len = 0; len <= strlen(whole[i]); len++) {
			struct str s = flush_str((struct str){ whole[i], len }), rest;
			struct date d;

			(void)date_parse(s, &d);
			(void)date_from_name(s, &d, &rest);
			flush_drop(s);
		}
}

/* Every day there is, one after the other, against the rules of the calendar. */
static void
test_every_day(void **state)
{
	static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t at_s = DATE_MIN_S;
	(void)state;

	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++) {
			bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
			int length = lengths[month - 1] + (month == 2 && leap ? 1 : 0);

			for (int day = 1; day <= length; day++, at_s += 86400) {
				struct date d = { 0 }, last = { 0 };
				int y, m, dd;

				assert_int_equal(date_of_day(year, month, day, &d), DATE_OK);
				if (d.at_s != at_s || d.has_time || !d.known)
					fail_msg("%d-%d-%d", year, month, day);
				assert_int_equal(date_of_seconds(at_s + 86399, &last), DATE_OK);
				date_parts(d, &y, &m, &dd);
				if (y != year || m != month || dd != day || date_year(d) != year)
					fail_msg("%d-%d-%d", year, month, day);
				date_parts(last, &y, &m, &dd);
				if (y != year || m != month || dd != day)
					fail_msg("%d-%d-%d, last second", year, month, day);
			}
		}
	assert_int_equal(at_s, DATE_MAX_S + 1);
	struct date d;

	assert_int_equal(date_of_seconds(DATE_MIN_S - 1, &d), DATE_OUT_OF_RANGE);
	assert_int_equal(date_of_seconds(DATE_MAX_S + 1, &d), DATE_OUT_OF_RANGE);
	assert_int_equal(date_of_seconds(INT64_MIN, &d), DATE_OUT_OF_RANGE);
	assert_int_equal(date_of_seconds(INT64_MAX, &d), DATE_OUT_OF_RANGE);
	assert_int_equal(date_of_day(2024, 13, 1, &d), DATE_BAD_MONTH);
	assert_int_equal(date_of_day(2024, -1, 1, &d), DATE_BAD_MONTH);
	assert_int_equal(date_of_day(-2024, 1, 1, &d), DATE_OUT_OF_RANGE);
	assert_int_equal(date_of_day(2024, 1, -1, &d), DATE_BAD_DAY);
}

static void
test_from_name(void **state)
{
	static const struct { const char *name, *date, *rest; } rows[] = {
		{ "2015-05-15-x", "2015-05-15", "x" },
		{ "2015-05-15-hello-world", "2015-05-15", "hello-world" },
		{ "2015-05-15_hello", "2015-05-15", "hello" },
		{ "2015-05-15", "2015-05-15", "" },
		{ "2015-05-15-", "2015-05-15", "" },
		{ "2015-05-15 Daily note", "2015-05-15", "Daily note" },
		{ "2015-05-15 - Title", "2015-05-15", "Title" },
		{ "2018-10-10T08:30:00Z-slug", "2018-10-10T08:30:00Z", "slug" },
		{ "2018-10-10T08:30:00-slug", "2018-10-10T08:30:00Z", "slug" },
		{ "2018-10-10T08:30:00+02:00_slug", "2018-10-10T06:30:00Z", "slug" },
		{ "2018-10-10T08:30:00-2020-review", "2018-10-10T08:30:00Z", "2020-review" },
		{ "2018-10-10T08:30", "2018-10-10T08:30:00Z", "" },
		{ "2024-02-29-über", "2024-02-29", "über" },
		{ "2015-05-15x", NULL, NULL }, { "2015-05-15.md", NULL, NULL },
		{ "2015-05-151", NULL, NULL }, { "2015-5-15-x", NULL, NULL }, { "2015-05-1-xx", NULL, NULL },
		{ "2015/05/15-x", NULL, NULL }, { "15-05-2015-x", NULL, NULL }, { "x-2015-05-15", NULL, NULL },
		{ "2015-13-15-x", NULL, NULL }, { "2023-02-29-x", NULL, NULL }, { "0000-01-01-x", NULL, NULL },
		{ "2015-05-15Tuesday", NULL, NULL }, { "2015-05-15T25:00-x", NULL, NULL },
		{ "2015-05-15T10:00+99:00-x", NULL, NULL }, { "2015-05-15T10:00x", NULL, NULL },
		{ "0001-01-01T00:00:00+01:00", NULL, NULL },
		{ "2015-05-15T", NULL, NULL }, { "2015-05-1", NULL, NULL }, { "", NULL, NULL },
		{ "x", NULL, NULL },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].name)), rest = STR("untouched");
		struct date d = { .at_s = 77 };

		if (date_from_name(s, &d, &rest) != (rows[i].date != NULL))
			fail_msg("\"%s\"", rows[i].name);
		if (rows[i].date != NULL) {
			assert_date(rows[i].name, d, rows[i].date);
			assert_true(str_is(rest, rows[i].rest));
		} else {
			assert_true(str_is(rest, "untouched") && d.at_s == 77);
		}
		flush_drop(s);
	}
}

static void
test_text(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct date unknown = { 0 }, day, moment;
	(void)state;

	assert_int_equal(date_of_day(805, 3, 9, &day), DATE_OK);
	assert_int_equal(date_of_seconds(day.at_s + 5 * 3600 + 6 * 60 + 7, &moment), DATE_OK);
	strbuf_adds(&out, "[");
	date_add_day(&out, unknown);
	date_add_rfc3339(&out, unknown);
	assert_string_equal(out.buf, "[");
	date_add_day(&out, moment);
	assert_string_equal(out.buf, "[0805-03-09");
	strbuf_reset(&out);
	date_add_rfc3339(&out, day);
	assert_string_equal(out.buf, "0805-03-09T12:00:00Z");
	strbuf_reset(&out);
	date_add_rfc3339(&out, moment);
	assert_string_equal(out.buf, "0805-03-09T05:06:07Z");
	assert_int_equal(date_year(unknown), 0);
	strbuf_done(&out);
}

static void
test_cmp(void **state)
{
	/* In order. */
	static const struct date rows[] = {
		{ 0 }, { .at_s = -5, .known = true }, { .at_s = 0, .known = true },
		{ .at_s = 1, .known = true, .has_time = true }, { .at_s = INT64_MAX, .known = true },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t j = 0; j < COUNT(rows); j++) {
			int want = (i > j) - (i < j), got = date_cmp(rows[i], rows[j]);

			assert_int_equal((got > 0) - (got < 0), want);
		}
	assert_int_equal(date_cmp((struct date){ .at_s = 9 }, (struct date){ 0 }), 0);
}

/* The time zone of the process changes nothing. */
static void
test_no_zone(void **state)
{
	static const char *const zones[] = { "UTC0", "XXX-14", "YYY12" };
	(void)state;

	for (size_t i = 0; i < COUNT(zones); i++) {
		struct date d, now;
		time_t before, after;

		assert_int_equal(setenv("TZ", zones[i], 1), 0);
		tzset();
		assert_int_equal(date_parse(STR("2024-03-09"), &d), DATE_OK);
		assert_int_equal(d.at_s, 1709942400);
		assert_int_equal(date_parse(STR("2024-03-09 10:00"), &d), DATE_OK);
		assert_int_equal(d.at_s, 1709942400 + 36000);
		before = time(NULL);
		now = date_now();
		after = time(NULL);
		assert_true(now.known && now.has_time);
		assert_true(now.at_s >= before && now.at_s <= after);
	}
}

static void
test_verdict_texts(void **state)
{
	(void)state;
	for (int v = DATE_OK; v <= DATE_OUT_OF_RANGE; v++)
		assert_true(strlen(date_verdict_text((enum date_verdict)v)) > 0);
	assert_non_null(strstr(date_verdict_text(DATE_BAD_MONTH), "month"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_from_name),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_cmp),
		cmocka_unit_test(test_no_zone),
		cmocka_unit_test(test_verdict_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
