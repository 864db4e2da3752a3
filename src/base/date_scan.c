/* date_scan.c - numbers, words, clock times and zones in a date. */
#include "base/date_scan.h"

#include "base/ascii.h"

/* RFC 2822, 4.3; the military letters but Z say nothing certain. */
static const struct zone {
	const char *name;
	int hours;
} zones[] = {
	{ "Z", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "UT", 0 },
	{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
	{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

char
scan_peek(const struct scan *in, size_t ahead)
{
	return in->at + ahead < in->s.len ? in->s.p[in->at + ahead] : '\0';
}

bool
scan_at_end(const struct scan *in)
{
	return in->at == in->s.len;
}

bool
scan_char(struct scan *in, char c)
{
	if (scan_at_end(in) || in->s.p[in->at] != c)
		return false;
	in->at++;
	return true;
}

bool
scan_blanks(struct scan *in)
{
	size_t from = in->at;

	while (scan_peek(in, 0) == ' ' || scan_peek(in, 0) == '\t')
		in->at++;
	return in->at > from;
}

size_t
scan_count(const struct scan *in)
{
	size_t n = 0;

	while (ascii_is_digit(scan_peek(in, n)))
		n++;
	return n;
}

bool
scan_number(struct scan *in, size_t least, size_t most, int *ret)
{
	size_t n = scan_count(in);
	int value = 0;

	if (n < least || n > most)
		return false;
	for (; n > 0; n--)
		value = value * 10 + (in->s.p[in->at++] - '0');
	*ret = value;
	return true;
}

struct str
scan_peek_word(const struct scan *in)
{
	size_t n = 0;

	while (ascii_is_letter(scan_peek(in, n)))
		n++;
	return str_slice(in->s, in->at, in->at + n);
}

static bool
at_sign(const struct scan *in)
{
	return scan_peek(in, 0) == '+' || scan_peek(in, 0) == '-';
}

enum date_verdict
scan_zone(struct scan *in, int *ret_s)
{
	int hours, minutes = 0;
	struct str word = scan_peek_word(in);

	for (size_t i = 0; i < COUNT(zones); i++)
		if (str_is_case(word, zones[i].name)) {
			in->at += word.len;
			*ret_s = zones[i].hours * 3600;
			/* "GMT+0200", as JavaScript writes it; "Z-" is Zola's. */
			if (zones[i].hours == 0 && word.len > 1 && at_sign(in))
				break;
			return DATE_OK;
		}
	if (!at_sign(in)) {
		*ret_s = 0;
		return DATE_OK;
	}
	int sign = in->s.p[in->at++] == '-' ? -1 : 1;

	if (scan_count(in) == 4) {
		(void)scan_number(in, 4, 4, &hours);
		minutes = hours % 100;
		hours /= 100;
	} else if (!scan_number(in, 1, 2, &hours)) {
		return DATE_UNKNOWN_FORM;
	} else if (scan_char(in, ':') && !scan_number(in, 2, 2, &minutes)) {
		return DATE_UNKNOWN_FORM;
	}
	if (hours > 23 || minutes > 59)
		return DATE_BAD_TIME;
	*ret_s = sign * (hours * 3600 + minutes * 60);
	return DATE_OK;
}

enum date_verdict
scan_clock(struct scan *in, int *ret_s)
{
	int hour, minute, second = 0;

	if (!scan_number(in, 1, 2, &hour) || !scan_char(in, ':') ||
	    !scan_number(in, 2, 2, &minute))
		return DATE_UNKNOWN_FORM;
	if (scan_char(in, ':')) {
		if (!scan_number(in, 2, 2, &second))
			return DATE_UNKNOWN_FORM;
		if (scan_peek(in, 0) == '.' && ascii_is_digit(scan_peek(in, 1))) {
			in->at++;
			in->at += scan_count(in);
		}
	}
	/* 60 is a leap second (RFC 3339, 5.6); it counts as the next one. */
	if (hour > 23 || minute > 59 || second > 60)
		return DATE_BAD_TIME;
	*ret_s = hour * 3600 + minute * 60 + second;
	return DATE_OK;
}
