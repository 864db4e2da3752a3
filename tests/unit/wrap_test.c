/* wrap_test.c - lines of a width, whatever comes in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "render/scrub.h"
#include "render/wrap.h"

/* All lines of text, each followed by "|". */
static void
wrap_all(struct strbuf *out, struct str text, size_t width, bool hard)
{
	struct str line;

	while (wrap_line(&text, width, hard, &line)) {
		strbuf_addstr(out, line);
		strbuf_addc(out, '|');
	}
}

static void
test_lines(void **state)
{
	static const struct {
		const char *what, *text;
		size_t width;
		bool hard;
		const char *want;
	} rows[] = {
		{ "nothing", "", 10, false, "" },
		{ "blanks alone", "   ", 10, false, "" },
		{ "short", "a b", 10, false, "a b|" },
		{ "exactly the width", "aaaa bbbbb", 10, false, "aaaa bbbbb|" },
		{ "one over", "aaaa bbbbbb", 10, false, "aaaa|bbbbbb|" },
		{ "blank at the width", "aaaaa bbbbb", 5, false, "aaaaa|bbbbb|" },
		{ "blanks at both ends", "  aaa bbb  ", 4, false, "aaa|bbb|" },
		{ "long word whole", "a bbbbbbbb c", 4, false, "a|bbbbbbbb|c|" },
		{ "long word first", "bbbbbbbb c d", 4, false, "bbbbbbbb|c d|" },
		{ "long word hard", "a bbbbbbbbb c", 4, true, "a|bbbb|bbbb|b c|" },
		{ "no break at a no-break space", "aa b\u00A0c", 4, false, "aa|b\u00A0c|" },
		{ "zero-width space", "aaa\u200Bbbb", 4, false, "aaa\u200B|bbb|" },
		{ "width two", "漢字漢字漢", 4, false, "漢字|漢字|漢|" },
		{ "odd width", "漢字漢字漢", 5, false, "漢字|漢字|漢|" },
		{ "not before closing", "漢字漢。字", 6, false, "漢字|漢。字|" },
		{ "not after opening", "漢字「漢」", 6, false, "漢字|「漢」|" },
		{ "between Latin and Han", "abc漢字", 5, false, "abc漢|字|" },
		{ "not between 漢 and a dot", "漢字漢.", 6, false, "漢字|漢.|" },
		{ "ideographic space", "漢字\u3000漢字", 5, false, "漢字|漢字|" },
		{ "Hangul at blanks", "한국어 한국어", 8, false, "한국어|한국어|" },
		{ "marks take no room", "e\u0301e\u0301e\u0301 e\u0301", 3, false,
		    "e\u0301e\u0301e\u0301|e\u0301|" },
		{ "no cut within a cluster", "e\u0301e\u0301e\u0301", 2, true, "e\u0301e\u0301|e\u0301|" },
		{ "emoji sequence", "👩‍🚀👩‍🚀", 3, true, "👩‍🚀|👩‍🚀|" },
		{ "wide in one column", "漢字", 1, true, "漢|字|" },
		{ "blanks across the width", "aaaa bbbb    c", 10, false, "aaaa bbbb|c|" },
		{ "blanks from the width on", "aaaa bbbbb   c", 10, false, "aaaa bbbbb|c|" },
		{ "blanks at the end", "aaaa bbbbb   ", 10, false, "aaaa bbbbb|" },
		{ "accent at the width", "aaaa bbbbb\u0301", 10, false, "aaaa bbbbb\u0301|" },
		{ "accent on the blank", "aaaa \u0301bbbbbb", 5, false, "aaaa|\u0301bbbbbb|" },
		{ "accents late in the line", "aaa bbb céé ddd", 10, false, "aaa bbb|céé ddd|" },
		{ "accents after blanks", "aaa   ééééé", 10, false, "aaa|ééééé|" },
		{ "accents that fit", "aaa bb éééé", 11, false, "aaa bb éééé|" },
		{ "bidi marks", "\u200Fאבג\u200F דה", 4, false, "\u200Fאבג\u200F|דה|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;

		wrap_all(&out, str_of(rows[i].text), rows[i].width, rows[i].hard);
		if (!str_is(strbuf_str(&out), rows[i].want))
			fail_msg("%s: got %s", rows[i].what, out.buf);
		strbuf_done(&out);
	}
}

/* What a careless author can push: none of it may take more than linear time
 * (a quadratic pass over a million bytes would outlast any patience). */
static void
test_huge(void **state)
{
	static const struct {
		const char *unit;
		size_t n;
		size_t soft_lines, hard_lines;	/* at width 67; 0: any number */
	} rows[] = {
		{ "x", 1000000, 1, 14926 },		/* ceil(1000000 / 67) */
		{ "漢", 300000, 9091, 9091 },		/* 33 a line */
		{ "e\u0301", 300000, 1, 4478 },
		{ "\u200B", 300000, 1, 1 },
		{ "\u0301", 300000, 1, 1 },
		{ " ", 50000, 0, 0 },
		{ "a ", 500000, 14706, 14706 },		/* 34 a line */
		{ "\u3000", 300000, 0, 0 },
		{ "a\u200Db", 300000, 1, 8956 },
		{ "。", 300000, 1, 9091 },
		{ "👩‍🚀", 100000, 1, 3031 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf in = STRBUF_INIT;

		for (size_t k = 0; k < rows[i].n; k++)
			strbuf_adds(&in, rows[i].unit);
		for (int hard = 0; hard < 2; hard++) {
			struct str text = strbuf_str(&in), line;
			size_t lines = 0;

			while (wrap_line(&text, 67, hard, &line)) {
				lines++;
				assert_true(line.len > 0);
				if (hard)
					assert_true(utf8_width(line) <= 67);
			}
			assert_int_equal(lines, hard ? rows[i].hard_lines : rows[i].soft_lines);
		}
		strbuf_done(&in);
	}
}

static void
test_fit(void **state)
{
	static const struct {
		const char *text;
		size_t width, want;	/* [bytes] */
	} rows[] = {
		{ "", 5, 0 },
		{ "abc", 5, 3 },
		{ "abcdef", 5, 5 },
		{ "abcd漢", 5, 4 },
		{ "ab漢d", 4, 5 },
		{ "e\u0301e\u0301", 1, 3 },
		{ "漢", 1, 3 },		/* at least one character */
		{ "   ", 2, 2 },
		{ "abcdef", 6, 6 },
		{ "abcdef", 7, 6 },
		{ "ab\u0301", 1, 1 },	/* the mark is the next one's */
		{ "ab\u0301c", 2, 4 },
		{ "ab", 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(wrap_fit(str_of(rows[i].text), rows[i].width), rows[i].want);
}

/* A cluster may be 64 columns wide; a line of a menu must fit all the same. */
static void
test_wide_cluster(void **state)
{
	struct strbuf in = STRBUF_INIT;
	struct str text, line;
	size_t bytes = 0;

	(void)state;
	strbuf_adds(&in, "क");
	for (int i = 0; i < 100; i++)
		strbuf_adds(&in, "ा");	/* a vowel sign of one column */
	for (text = strbuf_str(&in); wrap_line(&text, 7, true, &line); bytes += line.len)
		assert_true(utf8_width(line) <= 7);
	assert_int_equal(bytes, in.len);
	strbuf_done(&in);
}

/* A struct str in a static table. */
#define BYTES(literal) { "" literal, sizeof(literal) - 1 }

static void
test_scrub_prose(void **state)
{
	static const struct {
		const char *what;
		struct str in;
		const char *want;
	} rows[] = {
		{ "nothing", BYTES(""), "" },
		{ "plain", BYTES("a b"), "a b" },
		{ "blanks", BYTES("  a  b \t c  "), "a b c" },
		{ "line ends", BYTES("a\r\nb\nc\r"), "a b c" },
		{ "controls", BYTES("a\0b\x1B[1mc\x7F" "d"), "a b [1mc d" },
		{ "C1", BYTES("a\xC2\x85" "b\xC2\x9F" "c"), "a b c" },
		{ "separators", BYTES("a\u2028b\u2029c"), "a b c" },
		{ "invalid", BYTES("a\xFF" "b\xE2\x82"), "a\uFFFD" "b\uFFFD" },
		{ "invalid between blanks", BYTES("a \xFF b"), "a \uFFFD b" },
		{ "overlong and surrogate", BYTES("\xC0\xAF" "\xED\xA0\x80"),
		    "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD" },
		{ "U+FFFD itself", BYTES("a\uFFFDb"), "a\uFFFDb" },
		{ "byte order marks", BYTES("\uFEFFa\uFEFF b\uFEFF"), "a b" },
		{ "soft hyphen", BYTES("co\u00ADop \u00AD x"), "coop x" },
		{ "joiners stay", BYTES("👩‍🚀 n\u200Cm"), "👩‍🚀 n\u200Cm" },
		{ "bidi stays", BYTES("\u200Fא\u202Ab\u202C"), "\u200Fא\u202Ab\u202C" },
		{ "no-break space stays", BYTES("a\u00A0 \u00A0b"), "a\u00A0 \u00A0b" },
		{ "blank before Latin with marks", BYTES("a  é  \u00AD é"), "a é é" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;

		strbuf_adds(&out, "=");
		scrub_prose(&out, rows[i].in, false);
		if (!str_is(str_from(strbuf_str(&out), 1), rows[i].want))
			fail_msg("%s: got %s", rows[i].what, out.buf);
		strbuf_done(&out);
	}
}

static void
test_scrub_keeps_soft_hyphens(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	scrub_prose(&out, STR("co\u00ADop"), true);
	assert_string_equal(out.buf, "co\u00ADop");
	strbuf_done(&out);
}

static void
test_scrub_code(void **state)
{
	static const struct {
		const char *what;
		struct str in;
		const char *want;
	} rows[] = {
		{ "as it is", BYTES("  a  b  "), "  a  b  " },
		{ "tab", BYTES("\ta"), "    a" },
		{ "tab to the stop", BYTES("ab\tc"), "ab  c" },
		{ "tab at the stop", BYTES("abcd\te"), "abcd    e" },
		{ "tabs", BYTES("a\tb\t\tc"), "a   b       c" },
		{ "tab after wide", BYTES("漢\tc"), "漢  c" },
		{ "controls", BYTES("a\x1B[0m\r\0"), "a [0m  " },
		{ "invalid", BYTES("\xFF\ta"), "\uFFFD   a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;

		strbuf_adds(&out, "=");
		scrub_code(&out, rows[i].in, false);
		if (!str_is(str_from(strbuf_str(&out), 1), rows[i].want))
			fail_msg("%s: got %s", rows[i].what, out.buf);
		strbuf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_wide_cluster),
		cmocka_unit_test(test_scrub_prose),
		cmocka_unit_test(test_scrub_keeps_soft_hyphens),
		cmocka_unit_test(test_scrub_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
