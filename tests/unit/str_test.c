/* str_test.c - looks at bytes: every function, with its edges. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/find_byte.h"
#include "base/str.h"
#include "flush.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void
assert_str(struct str got, const char *want)
{
	if (got.len != strlen(want) || (got.len > 0 && memcmp(got.p, want, got.len) != 0))
		fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(got), want);
}

static void
test_of(void **state)
{
	(void)state;
	assert_null(str_of(NULL).p);
	assert_int_equal(str_of(NULL).len, 0);
	assert_non_null(str_of("").p);
	assert_int_equal(str_of("abc").len, 3);
	assert_int_equal(STR("a\0b").len, 3);
}

static void
test_slice(void **state)
{
	static const struct { size_t from, to; const char *want; } rows[] = {
		{ 0, 5, "abcde" }, { 0, 0, "" }, { 1, 3, "bc" }, { 3, 99, "de" },
		{ 5, 5, "" }, { 6, 9, "" }, { 4, 2, "" }, { SIZE_MAX, SIZE_MAX, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_str(str_slice(STR("abcde"), rows[i].from, rows[i].to), rows[i].want);
	assert_str(str_from(STR("abcde"), 3), "de");
	assert_str(str_from(STR("abcde"), 6), "");
	assert_null(str_slice(STR_NONE, 1, 2).p);
	assert_non_null(str_from(STR("abc"), 3).p);
}

static void
test_equality(void **state)
{
	static const struct { const char *a, *b; bool same, same_case; } rows[] = {
		{ "", "", true, true }, { "a", "a", true, true }, { "a", "b", false, false },
		{ "a", "A", false, true }, { "a", "ab", false, false }, { "Z", "z", false, true },
		{ "@", "`", false, false }, { "[", "{", false, false },
		{ "\xc3\x84", "\xc3\xa4", false, false },	/* ASCII only */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);

		assert_int_equal(str_eq(a, b), rows[i].same);
		assert_int_equal(str_is(a, rows[i].b), rows[i].same);
		assert_int_equal(str_eq_case(a, b), rows[i].same_case);
		assert_int_equal(str_is_case(a, rows[i].b), rows[i].same_case);
	}
	assert_true(str_eq(STR_NONE, STR("")));
	assert_true(str_eq(STR("a\0b"), STR("a\0b")));
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
	assert_false(str_is(STR("a\0b"), "a"));
}

static void
test_cmp(void **state)
{
	/* In rising order. */
	static const struct str rows[] = {
		{ NULL, 0 }, { "A", 1 }, { "a", 1 }, { "a\0", 2 }, { "aa", 2 }, { "b", 1 },
		{ "\x7f", 1 }, { "\x80", 1 }, { "\xff", 1 }, { "\xff\xff", 2 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t j = 0; j < COUNT(rows); j++) {
			int got = str_cmp(rows[i], rows[j]);

			assert_int_equal((got > 0) - (got < 0), (i > j) - (i < j));
		}
}

static void
test_ends(void **state)
{
	static const struct { const char *s, *part; bool starts, ends, starts_case, ends_case; } rows[] = {
		{ "gemini://x", "gemini:", true, false, true, false },
		{ "GEMINI://x", "gemini:", false, false, true, false },
		{ "a.md", ".md", false, true, false, true },
		{ "a.MD", ".md", false, false, false, true },
		{ "abc", "abc", true, true, true, true },
		{ "abc", "abcd", false, false, false, false },
		{ "abc", "", true, true, true, true },
		{ "", "", true, true, true, true },
		{ "", "a", false, false, false, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].s)), part = flush_str(str_of(rows[i].part));

		assert_int_equal(str_starts(s, part), rows[i].starts);
		assert_int_equal(str_ends(s, part), rows[i].ends);
		assert_int_equal(str_starts_case(s, part), rows[i].starts_case);
		assert_int_equal(str_ends_case(s, part), rows[i].ends_case);
		flush_drop(s);
		flush_drop(part);
	}
	assert_true(str_starts(STR("a"), STR_NONE));
	assert_true(str_ends(STR_NONE, STR_NONE));
}

static void
test_find(void **state)
{
	static const struct { struct str s; char c; size_t first, last, n; } rows[] = {
		{ { "abcabc", 6 }, 'a', 0, 3, 2 }, { { "abcabc", 6 }, 'c', 2, 5, 2 },
		{ { "abc", 3 }, 'x', 3, 3, 0 }, { { "", 0 }, 'x', 0, 0, 0 }, { { NULL, 0 }, 'x', 0, 0, 0 },
		{ { "a\0b\0", 4 }, '\0', 1, 3, 2 }, { { "\xff\xfe", 2 }, '\xfe', 1, 1, 1 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(str_find(rows[i].s, rows[i].c), rows[i].first);
		assert_int_equal(str_rfind(rows[i].s, rows[i].c), rows[i].last);
		assert_int_equal(str_count(rows[i].s, rows[i].c), rows[i].n);
	}
}

/* At each place of each length, from each start in a word; never one behind the end. */
static void
test_find_byte(void **state)
{
	enum { SIZE = 3 * FIND_BYTE_BLOCK };
	char text[SIZE + 16];

	(void)state;
	for (size_t start = 0; start < 8; start++)
		for (size_t n = 0; n <= SIZE; n++) {
			const char *p = text + start;

			memset(text, 'a', sizeof text);
			text[start + n] = '\x80';
			assert_int_equal(find_byte(p, n, '\x80'), n);
			for (size_t at = n; at-- > 0;) {
				text[start + at] = '\x80';
				assert_int_equal(find_byte(p, n, '\x80'), at);
			}
		}
	assert_int_equal(find_byte(NULL, 0, 'a'), 0);
}

static void
test_search(void **state)
{
	static const struct { const char *s, *needle; size_t want; } rows[] = {
		{ "abcabd", "abd", 3 }, { "abc", "abc", 0 }, { "abc", "abcd", 3 }, { "abc", "c", 2 },
		{ "aaaab", "aab", 2 }, { "abc", "", 0 }, { "", "", 0 }, { "", "a", 0 },
		{ "abcab", "abx", 5 }, { "xxab", "abc", 4 }, { "ababab", "ba", 1 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].s)), needle = flush_str(str_of(rows[i].needle));

		assert_int_equal(str_search(s, needle), rows[i].want);
		flush_drop(s);
		flush_drop(needle);
	}
	assert_int_equal(str_search(STR("a\0b\0c"), STR("\0c")), 3);
	assert_int_equal(str_search(STR_NONE, STR("a")), 0);
}

static void
test_trim(void **state)
{
	static const struct { const char *s, *want; } rows[] = {
		{ " a ", "a" }, { "\t\n\v\f\r a b \r\n", "a b" }, { "", "" }, { " \t ", "" },
		{ "a", "a" }, { "\xc2\xa0x", "\xc2\xa0x" }, { "\bx\x0e", "\bx\x0e" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].s));

		assert_str(str_trim(s), rows[i].want);
		flush_drop(s);
	}
	assert_null(str_trim(STR_NONE).p);
}

static void
test_skip_and_chop(void **state)
{
	static const struct { const char *s, *skipped, *chopped; } rows[] = {
		{ "", "", "" }, { "/", "", "" }, { "///", "", "" }, { "a", "a", "a" }, { "/a/", "a/", "/a" },
		{ "//a/b//", "a/b//", "//a/b" }, { " /a", " /a", " /a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].s));

		assert_str(str_skip(s, '/'), rows[i].skipped);
		assert_str(str_chop(s, '/'), rows[i].chopped);
		flush_drop(s);
	}
	assert_null(str_skip(STR_NONE, '/').p);
	assert_null(str_chop(STR_NONE, '/').p);
}

static void
test_cut(void **state)
{
	static const struct { const char *s; const char *want[5]; } rows[] = {
		{ "a,b,", { "a", "b", "", NULL } }, { "", { "", NULL } }, { ",", { "", "", NULL } },
		{ "abc", { "abc", NULL } }, { ",,a", { "", "", "a", NULL } },
	};
	struct str rest, piece = STR("kept");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = 0;

		rest = str_of(rows[i].s);
		while (str_cut(&rest, ',', &piece)) {
			assert_non_null(rows[i].want[n]);
			assert_str(piece, rows[i].want[n++]);
		}
		assert_null(rows[i].want[n]);
		assert_null(rest.p);
	}
	piece = STR("kept");
	assert_false(str_cut(&rest, ',', &piece));
	assert_str(piece, "kept");
}

static void
test_line(void **state)
{
	static const struct { const char *s; const char *want[5]; } rows[] = {
		{ "a\nb\n", { "a", "b", NULL } }, { "a\r\nb", { "a", "b", NULL } },
		{ "", { NULL } }, { "\n", { "", NULL } }, { "\r\n\r\n", { "", "", NULL } },
		{ "a\rb\n", { "a\rb", NULL } }, { "a\r", { "a\r", NULL } },
		{ "\n\na", { "", "", "a", NULL } }, { "a\r\r\n", { "a\r", NULL } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = str_of(rows[i].s), line;
		size_t n = 0;

		while (str_line(&rest, &line)) {
			assert_non_null(rows[i].want[n]);
			assert_str(line, rows[i].want[n++]);
		}
		assert_null(rows[i].want[n]);
	}
}

static void
test_number(void **state)
{
	static const struct { const char *s; unsigned long max; bool good; unsigned long want; } rows[] = {
		{ "0", 0, true, 0 }, { "1", 0, false, 0 }, { "65535", 65535, true, 65535 },
		{ "65536", 65535, false, 0 }, { "007", 9, true, 7 }, { "", 9, false, 0 },
		{ "-1", 9, false, 0 }, { "+1", 9, false, 0 }, { " 1", 9, false, 0 },
		{ "1 ", 9, false, 0 }, { "1x", 99, false, 0 }, { "12", 11, false, 0 },
		{ "9", 5, false, 0 }, { "99999999999999999999999999", ULONG_MAX, false, 0 },
	};
	char most[32];
	unsigned long got;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		got = 4711;
		assert_int_equal(str_number(str_of(rows[i].s), rows[i].max, &got), rows[i].good);
		assert_int_equal(got, rows[i].good ? rows[i].want : 4711);
	}
	snprintf(most, sizeof most, "%lu", ULONG_MAX);
	assert_true(str_number(str_of(most), ULONG_MAX, &got));
	assert_true(got == ULONG_MAX);
	assert_false(str_number(str_of(most), ULONG_MAX - 1, &got));
}

static void
test_has_control(void **state)
{
	(void)state;
	assert_false(str_has_control(STR_NONE));
	assert_false(str_has_control(STR("a b~\xC3\xBC\x80\xFF")));
	assert_true(str_has_control(STR("a\tb")));
	assert_true(str_has_control(STR("\x1F")));
	assert_true(str_has_control(STR("a\x7F")));
	assert_true(str_has_control(STR("a\0")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of),
		cmocka_unit_test(test_slice),
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_cmp),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_byte),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_skip_and_chop),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_has_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
