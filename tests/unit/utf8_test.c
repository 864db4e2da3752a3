/* utf8_test.c - decoding, widths of the world's scripts, kinds, folding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "flush.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
/* STR() is no constant: this is, in a table. */
#define TEXT(literal) { "" literal, sizeof(literal) - 1 }
#define NO_C 0xFFFFFFFFu

static void
check_text(void (*f)(struct strbuf *, struct str), struct str in, struct str want)
{
	struct strbuf out = STRBUF_INIT;
	struct str s = flush_str(in);

	/* What is there already stays. */
	strbuf_adds(&out, "[");
	f(&out, s);
	assert_int_equal(out.buf[0], '[');
	struct str got = str_from(strbuf_str(&out), 1);

	if (!str_eq(got, want))
		fail_msg("\"%.*s\": got \"%.*s\", want \"%.*s\"", STR_ARG(in),
		    STR_ARG(got), STR_ARG(want));
	flush_drop(s);
	strbuf_done(&out);
}

/* --- decoding -------------------------------------------------------- */

static void
test_next(void **state)
{
	/* Characters expected, NO_C ends; invalid parts as in Unicode, 3.9,
	 * table 3-8. */
	static const struct { struct str in; uint32_t want[12]; bool valid; } rows[] = {
		{ TEXT("aZ~"), { 'a', 'Z', '~', NO_C }, true },
		{ TEXT("\0\x7f"), { 0, 0x7F, NO_C }, true },
		{ TEXT("\xC2\x80\xDF\xBF"), { 0x80, 0x7FF, NO_C }, true },
		{ TEXT("\xE0\xA0\x80\xEF\xBF\xBF"), { 0x800, 0xFFFF, NO_C }, true },
		{ TEXT("\xED\x9F\xBF\xEE\x80\x80"), { 0xD7FF, 0xE000, NO_C }, true },
		{ TEXT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), { 0x10000, 0x10FFFF, NO_C }, true },
		{ TEXT("\xEF\xBF\xBD"), { 0xFFFD, NO_C }, true },
		/* alone, cut short */
		{ TEXT("\x80"), { 0xFFFD, NO_C }, false },
		{ TEXT("\xBF" "a"), { 0xFFFD, 'a', NO_C }, false },
		{ TEXT("\xFF"), { 0xFFFD, NO_C }, false },
		{ TEXT("\xFE" "b"), { 0xFFFD, 'b', NO_C }, false },
		{ TEXT("\xC3"), { 0xFFFD, NO_C }, false },
		{ TEXT("\xC3" "x"), { 0xFFFD, 'x', NO_C }, false },
		{ TEXT("\xE2\x82"), { 0xFFFD, NO_C }, false },
		{ TEXT("\xE2\x82" "x"), { 0xFFFD, 'x', NO_C }, false },
		{ TEXT("\xF0\x9F\x98"), { 0xFFFD, NO_C }, false },
		{ TEXT("\xF0\x9F\x98\xC3\xA9"), { 0xFFFD, 0xE9, NO_C }, false },
		/* overlong */
		{ TEXT("\xC0\xAF"), { 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xC1\xBF"), { 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xE0\x80\xAF"), { 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xE0\x9F\xBF"), { 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xF0\x80\x80\xAF"), { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xF0\x8F\xBF\xBF"), { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		/* surrogates, beyond the last plane */
		{ TEXT("\xED\xA0\x80"), { 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xED\xBF\xBF"), { 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xF4\x90\x80\x80"), { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, NO_C }, false },
		{ TEXT("\xF5\x80"), { 0xFFFD, 0xFFFD, NO_C }, false },
		/* table 3-8 whole */
		{ TEXT("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
		    { 0x61, 0xFFFD, 0xFFFD, 0xFFFD, 0x62, 0xFFFD, 0x63, 0xFFFD, 0xFFFD,
		    0x64, NO_C }, false },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(rows[i].in);
		size_t at = 0, n = 0;

		for (; at < s.len; n++) {
			size_t before = at;

			assert_int_equal(utf8_next(s, &at), rows[i].want[n]);
			assert_true(at > before && at <= s.len);
		}
		assert_int_equal(rows[i].want[n], NO_C);
		assert_int_equal(utf8_valid(s), rows[i].valid);
		flush_drop(s);
	}
	assert_true(utf8_valid(STR_NONE));
	assert_int_equal(utf8_bad_line(STR_NONE), 0);
	assert_int_equal(utf8_bad_line(STR("a\nb\xC3\xA9\r\n")), 0);
	assert_int_equal(utf8_bad_line(STR("\xE9")), 1);
	assert_int_equal(utf8_bad_line(STR("a\n\nb\xE9\nc\xE9\n")), 3);
	assert_int_equal(utf8_bad_line(STR("a\nb\0c\n")), 2);
}

static void
test_every_character(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	(void)state;

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		size_t at = 0;

		strbuf_reset(&sb);
		utf8_add(&sb, c);
		if (utf8_next(strbuf_str(&sb), &at) != c || at != sb.len ||
		    !utf8_valid(strbuf_str(&sb)))
			fail_msg("U+%04X", (unsigned)c);
	}
	strbuf_reset(&sb);
	utf8_add(&sb, 0xD800);
	utf8_add(&sb, 0xDFFF);
	utf8_add(&sb, 0x110000);
	assert_string_equal(sb.buf, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	strbuf_done(&sb);
}

/* The eight bytes at a time find what is wrong at each place. */
static void
test_valid_places(void **state)
{
	(void)state;
	for (size_t len = 1; len < 40; len++)
		for (size_t at = 0; at < len; at++) {
			char text[40];

			memset(text, 'a', sizeof text);
			struct str s = flush_str((struct str){ text, len });

			assert_true(utf8_valid(s));
			flush_drop(s);
			text[at] = (char)0xFF;
			s = flush_str((struct str){ text, len });
			assert_false(utf8_valid(s));
			flush_drop(s);
		}
}

/* Each byte at each place, in every length of what stands before and behind it. */
static void
test_skip(void **state)
{
	(void)state;
	for (unsigned byte = 0; byte < 256; byte++)
		for (size_t len = 1; len < 20; len++)
			for (size_t at = 0; at < len; at++) {
				char text[20];
				bool printable = byte >= ' ' && byte <= '~';

				memset(text, len % 2 == 0 ? ' ' : '~', sizeof text);
				text[at] = (char)byte;
				struct str s = flush_str((struct str){ text, len });

				assert_int_equal(utf8_skip_ascii(s, 0), byte < 0x80 ? len : at);
				assert_int_equal(utf8_skip_printable(s, 0), printable ? len : at);
				assert_int_equal(utf8_skip_printable(s, len), len);
				flush_drop(s);
			}
}

static void
test_clean(void **state)
{
	static const struct { struct str in, want; } rows[] = {
		{ TEXT(""), TEXT("") },
		{ TEXT("plain\ttext\n"), TEXT("plain\ttext\n") },
		{ TEXT("\xEF\xBB\xBF" "a\xEF\xBB\xBF" "b"), TEXT("a\xEF\xBB\xBF" "b") },
		{ TEXT("\xEF\xBB"), TEXT("\xEF\xBF\xBD") },
		{ TEXT("a\r\nb\rc\r"), TEXT("a\nb\nc\n") },
		{ TEXT("\r\r\n\n"), TEXT("\n\n\n") },
		{ TEXT("a\xC2\x85" "b\xE2\x80\xA8" "c\xE2\x80\xA9" "d"), TEXT("a\nb\nc\nd") },
		{ TEXT("a\0b\x01\x08\x0B\x0C\x0E\x1B[31m\x1F\x7F" "c"), TEXT("ab[31mc") },
		{ TEXT("a\xC2\x80\xC2\x9B\xC2\x9F\xC2\xA0z"), TEXT("a\xC2\xA0z") },
		{ TEXT("a\xFF" "b\xC3"), TEXT("a\xEF\xBF\xBD" "b\xEF\xBF\xBD") },
		{ TEXT("\xED\xA0\x80"), TEXT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") },
		{ TEXT("\xEF\xBF\xBE\xEF\xBF\xBF"), TEXT("\xEF\xBF\xBD\xEF\xBF\xBD") },
		{ TEXT("\xEF\xBF\xBD"), TEXT("\xEF\xBF\xBD") },
		{ TEXT("می\xE2\x80\x8Cشود 👩\xE2\x80\x8D👩 é"), TEXT("می\xE2\x80\x8Cشود 👩\xE2\x80\x8D👩 é") },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_text(utf8_clean, rows[i].in, rows[i].want);
}

static void
test_clean_line(void **state)
{
	(void)state;
	check_text(utf8_clean_line, STR("a\tb\r\nc\rd\ne"), STR("a b c d e"));
	check_text(utf8_clean_line, STR("a\xE2\x80\xA8" "b\x1B\xFF"), STR("a b\xEF\xBF\xBD"));
	check_text(utf8_clean_line, STR(""), STR(""));
}

/* --- places between characters ---------------------------------------- */

static void
test_before(void **state)
{
	const struct str s = STR("aé€😀\x80\x80\x80\x80\x80");
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6 };

	(void)state;
	for (size_t at = 1; at <= sizeof want / sizeof want[0]; at++)
		assert_int_equal(utf8_before(s, at), want[at - 1]);
	/* Of bytes that are none, no more than a character could be. */
	assert_int_equal(utf8_before(s, s.len), s.len - 4);
}

static void
test_cut(void **state)
{
	const struct str s = STR("aé€😀");
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

	(void)state;
	for (size_t max = 0; max < sizeof want / sizeof want[0]; max++) {
		struct str cut = utf8_cut(s, max);

		assert_ptr_equal(cut.p, s.p);
		assert_int_equal(cut.len, want[max]);
	}
	assert_int_equal(utf8_cut(STR_NONE, 3).len, 0);
	assert_true(utf8_cut(STR("\x80\x80\x80\x80\x80\x80\x80\x80"), 7).len >= 3);
}

/* --- width ----------------------------------------------------------- */

#define VS15 "\uFE0E"
#define VS16 "\uFE0F"
#define ZWJ "\u200D"
#define ZWNJ "\u200C"

/* What is seen as one, and how wide it is. */
static void
test_one_cluster(void **state)
{
	static const struct { struct str in; size_t width; } rows[] = {
		{ TEXT("a"), 1 }, { TEXT(" "), 1 }, { TEXT("~"), 1 }, { TEXT("\t"), 1 },
		{ TEXT("\x01"), 0 }, { TEXT("\x7f"), 0 }, { TEXT("\r\n"), 0 },
		{ TEXT("\xFF"), 1 }, { TEXT("\uFFFD"), 1 },
		{ TEXT("é"), 1 }, { TEXT("e\u0301"), 1 }, { TEXT("e\u0301\u0323\u0308"), 1 },
		{ TEXT("ё"), 1 }, { TEXT("\u00A0"), 1 }, { TEXT("…"), 1 }, { TEXT("—"), 1 },
		/* Han, kana, full and half width */
		{ TEXT("漢"), 2 }, { TEXT("あ"), 2 }, { TEXT("。"), 2 }, { TEXT("\u3000"), 2 },
		{ TEXT("Ａ"), 2 }, { TEXT("ｱ"), 1 }, { TEXT("か\u3099"), 2 }, { TEXT("𠮷"), 2 },
		{ TEXT("ｶ\uFF9E"), 2 }, { TEXT("\U0003FFF0"), 2 },
		/* Hangul, as a syllable and as its letters */
		{ TEXT("한"), 2 }, { TEXT("\u1112\u1161\u11AB"), 2 }, { TEXT("가\u11A8"), 2 },
		{ TEXT("\u1161"), 1 },
		/* emoji */
		{ TEXT("😀"), 2 }, { TEXT("👍"), 2 }, { TEXT("👍🏽"), 2 }, { TEXT("☝🏿"), 2 },
		{ TEXT("👨" ZWJ "👩" ZWJ "👧" ZWJ "👦"), 2 },
		{ TEXT("👩🏿" ZWJ "❤" VS16 ZWJ "💋" ZWJ "👩🏿"), 2 },
		{ TEXT("🏳" VS16 ZWJ "🌈"), 2 },
		{ TEXT("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"), 2 },
		{ TEXT("🇩🇪"), 2 }, { TEXT("🇩"), 1 },
		{ TEXT("❤"), 1 }, { TEXT("❤" VS16), 2 }, { TEXT("❤" VS15), 1 },
		{ TEXT("⌚"), 2 }, { TEXT("⌚" VS15), 1 }, { TEXT("⌚" VS16), 2 },
		{ TEXT("〰" VS15), 2 }, { TEXT("㊗" VS15), 2 },
		{ TEXT("1" VS16 "\u20E3"), 2 }, { TEXT("#" VS16 "\u20E3"), 2 },
		{ TEXT("1\u20E3"), 1 }, { TEXT("©"), 1 }, { TEXT("©" VS16), 2 }, { TEXT("™"), 1 },
		{ TEXT("✓"), 1 }, { TEXT("✔" VS16), 2 }, { TEXT("a" VS16), 1 },
		{ TEXT("\U0001FADF"), 2 },	/* younger than some tables */
		{ TEXT("\U0001FAFF"), 2 }, { TEXT("\u0378"), 1 },
		/* Arabic, Hebrew, Indic, Thai */
		{ TEXT("م"), 1 }, { TEXT("مُ"), 1 }, { TEXT("ش\u0651\u064E"), 1 }, { TEXT("م" ZWNJ), 1 },
		{ TEXT("\u0600"), 1 },
		{ TEXT("ש\u05C1\u05B8"), 1 },
		{ TEXT("क\u094D"), 1 }, { TEXT("कि"), 2 }, { TEXT("की"), 2 }, { TEXT("कं"), 1 },
		{ TEXT("ก\u0E31"), 1 }, { TEXT("ก\u0E33"), 2 }, { TEXT("ที\u0E48"), 1 },
		/* seen by nobody */
		{ TEXT("\u200B"), 0 }, { TEXT(ZWNJ), 0 }, { TEXT("\u200E"), 0 }, { TEXT("\u2060"), 0 },
		{ TEXT("\u0301"), 0 }, { TEXT("\uFEFF"), 0 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(rows[i].in);
		size_t width = 99;

		if (utf8_grapheme(s, 0, &width) != s.len || width != rows[i].width)
			fail_msg("\"%.*s\": %zu of %zu bytes, %zu columns, want %zu", STR_ARG(s),
			    utf8_grapheme(s, 0, NULL), s.len, width, rows[i].width);
		assert_int_equal(utf8_width(s), width);
		flush_drop(s);
	}
}

static void
test_width(void **state)
{
	static const struct { struct str in; size_t width, clusters; } rows[] = {
		{ TEXT(""), 0, 0 },
		{ TEXT("hello, world"), 12, 12 },
		{ TEXT("a\tb"), 3, 3 },
		{ TEXT("a\x1B[0mb"), 5, 6 },
		{ TEXT("naïve café"), 10, 10 },
		{ TEXT("nai\u0308ve cafe\u0301"), 10, 10 },
		{ TEXT("xe\u0301y"), 3, 3 },
		{ TEXT("日本語 text"), 11, 8 },
		{ TEXT("ブログ"), 6, 3 },
		{ TEXT("フ\u3099ロク\u3099"), 6, 3 },
		{ TEXT("안녕하세요"), 10, 5 },
		{ TEXT("🇩🇪🇫🇷🇯🇵"), 6, 3 },
		{ TEXT("🇩🇪🇫"), 3, 2 },
		{ TEXT("👍👍🏽👎"), 6, 3 },
		{ TEXT("👨" ZWJ "👩" ZWJ "👧!"), 3, 2 },
		{ TEXT("1" VS16 "\u20E3" "2" VS16 "\u20E3"), 4, 2 },
		{ TEXT("می" ZWNJ "شود"), 5, 5 },
		{ TEXT("שָׁלוֹם"), 4, 4 },
		{ TEXT("नमस्ते"), 4, 4 },
		{ TEXT("हिन्दी"), 5, 3 },
		{ TEXT("ภาษาไทย"), 7, 7 },
		{ TEXT("น้ำ"), 2, 1 },
		{ TEXT("a\xFFz"), 3, 3 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(rows[i].in);
		size_t sum = 0, n = 0, w;

		for (size_t at = 0; at < s.len; n++) {
			at += utf8_grapheme(s, at, &w);
			sum += w;
		}
		if (utf8_width(s) != rows[i].width || sum != rows[i].width)
			fail_msg("\"%.*s\": %zu columns, %zu by clusters, want %zu", STR_ARG(s),
			    utf8_width(s), sum, rows[i].width);
		/* Newer tables join क्ष and the like (UAX #29, GB9c). */
		if (n != rows[i].clusters && strstr(rows[i].in.p, "\u094D") == NULL)
			fail_msg("\"%.*s\": %zu clusters", STR_ARG(s), n);
		flush_drop(s);
	}
}

/* A mark adds nothing to any character, whichever way its width is found. */
static void
test_every_width(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	(void)state;

	for (uint32_t c = 0x20; c <= 0x10FFFF; c++) {
		size_t alone, with_mark;

		strbuf_reset(&sb);
		utf8_add(&sb, c);
		alone = utf8_width(strbuf_str(&sb));
		utf8_add(&sb, 0x0301);
		utf8_add(&sb, c);
		with_mark = utf8_width(strbuf_str(&sb));
		if (alone > 2 || with_mark != 2 * alone)
			fail_msg("U+%04X: %zu columns, %zu", (unsigned)c, alone, with_mark);
	}
	strbuf_done(&sb);
}

/* A run of c n times after head: clusters and columns. */
static void
count_run(const char *head, const char *c, size_t n, size_t *ret_clusters, size_t *ret_widest)
{
	struct strbuf sb = STRBUF_INIT;
	size_t at = 0, w, sum = 0;

	strbuf_adds(&sb, head);
	for (size_t i = 0; i < n; i++)
		strbuf_adds(&sb, c);
	*ret_clusters = *ret_widest = 0;
	for (; at < sb.len; ++*ret_clusters) {
		at += utf8_grapheme(strbuf_str(&sb), at, &w);
		sum += w;
		if (w > *ret_widest)
			*ret_widest = w;
	}
	assert_int_equal(sum, utf8_width(strbuf_str(&sb)));
	strbuf_done(&sb);
}

static void
test_cluster_limit(void **state)
{
	size_t n, widest;
	(void)state;

	count_run("a", "\u0301", UTF8_CLUSTER_MAX - 1, &n, &widest);
	assert_int_equal(n, 1);
	count_run("a", "\u0301", UTF8_CLUSTER_MAX, &n, &widest);
	assert_int_equal(n, 2);
	assert_int_equal(widest, 1);
	/* A vowel sign has a column of its own, a leading Hangul letter two. */
	count_run("क", "ि", 100, &n, &widest);
	assert_int_equal(widest, UTF8_CLUSTER_MAX);
	count_run("", "\u1100", 100, &n, &widest);
	assert_int_equal(widest, 64);
	/* One letter with marks in the size of the largest article. */
	count_run("a", "\u0301", 300000, &n, &widest);
	assert_int_equal(n, 300001 / UTF8_CLUSTER_MAX + 1);
}

/* --- kinds ----------------------------------------------------------- */

static void
test_kinds(void **state)
{
	enum { CJK = 1, CLOSING = 2, OPENING = 4, LETTER = 8, SPACE = 16, MARK = 32, IGNORED = 64 };
	static const struct { uint32_t c; int want; } rows[] = {
		{ 0, 0 }, { 'a', LETTER }, { 'Z', LETTER }, { '5', LETTER }, { '_', 0 }, { '@', 0 },
		{ '[', OPENING }, { '`', 0 }, { '{', OPENING }, { '(', OPENING }, { ')', CLOSING },
		{ ']', CLOSING }, { '}', CLOSING }, { '!', CLOSING }, { '?', CLOSING },
		{ ',', CLOSING }, { '.', CLOSING }, { ';', CLOSING }, { ':', CLOSING },
		{ '"', 0 }, { '\'', 0 }, { '-', 0 }, { '/', 0 },
		{ ' ', SPACE }, { '\t', SPACE }, { '\n', SPACE }, { '\r', SPACE }, { '\v', SPACE },
		{ '\f', SPACE }, { 0x1F, 0 }, { 0x7F, 0 }, { 0x85, SPACE }, { 0xA0, SPACE },
		{ 0x2028, SPACE }, { 0x2029, SPACE }, { 0x3000, SPACE }, { 0x200B, IGNORED },
		{ 0xE9, LETTER }, { 0xDF, LETTER }, { 0xBD, LETTER }, { 0x2160, LETTER },
		{ 0x0301, LETTER | MARK }, { 0x093F, LETTER | MARK }, { 0x20E3, LETTER | MARK },
		{ 0x0416, LETTER }, { 0x05D0, LETTER }, { 0x0645, LETTER }, { 0x0915, LETTER },
		{ 0x0E01, LETTER }, { 0xAC00, LETTER }, { 0x1100, LETTER }, { 0x3131, LETTER },
		{ 0x6F22, CJK | LETTER }, { 0x4E00, CJK | LETTER }, { 0x9FFF, CJK | LETTER },
		{ 0x3400, CJK | LETTER }, { 0x20BB7, CJK | LETTER }, { 0x3105, CJK | LETTER },
		{ 0x3042, CJK | LETTER }, { 0x30A2, CJK | LETTER }, { 0xFF71, CJK | LETTER },
		{ 0x3041, CJK | LETTER | CLOSING }, { 0x30C3, CJK | LETTER | CLOSING },
		{ 0x30FC, CJK | LETTER | CLOSING }, { 0x3005, CJK | LETTER | CLOSING },
		{ 0x3002, CJK | CLOSING }, { 0x3001, CJK | CLOSING }, { 0x300D, CJK | CLOSING },
		{ 0xFF09, CJK | CLOSING }, { 0xFF01, CJK | CLOSING }, { 0xFF1F, CJK | CLOSING },
		{ 0x30FB, CJK | CLOSING }, { 0x300C, CJK | OPENING }, { 0xFF08, CJK | OPENING },
		{ 0x3010, CJK | OPENING }, { 0xFF21, CJK | LETTER },
		{ 0x201C, OPENING }, { 0x201D, CLOSING }, { 0x2018, OPENING }, { 0x2019, CLOSING },
		{ 0x00AB, OPENING }, { 0x00BB, CLOSING }, { 0x2026, CLOSING }, { 0x2014, 0 },
		{ 0x00AD, IGNORED }, { 0x200C, IGNORED }, { 0x200D, IGNORED }, { 0x200E, IGNORED },
		{ 0xFE0F, LETTER | MARK | IGNORED }, { 0x1F600, 0 }, { 0xFFFD, 0 },
		{ 0xE000, 0 }, { 0x0378, 0 },
		/* next to the ranges */
		{ 0x2E7F, 0 }, { 0x2E80, CJK }, { 0xA000, LETTER }, { 0x3130, 0 }, { 0xFFA1, LETTER },
		{ 0x1FFFF, 0 }, { 0x3FFFD, CJK }, { 0x3FFFE, 0 }, { 0x10FFFF, 0 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t c = rows[i].c;
		int got = (utf8_is_cjk(c) ? CJK : 0) | (utf8_is_closing(c) ? CLOSING : 0) |
		    (utf8_is_opening(c) ? OPENING : 0) | (utf8_is_letter(c) ? LETTER : 0) |
		    (utf8_is_space(c) ? SPACE : 0) | (utf8_is_mark(c) ? MARK : 0) |
		    (utf8_is_ignorable(c) ? IGNORED : 0);

		if (got != rows[i].want)
			fail_msg("U+%04X: got %d, want %d", (unsigned)c, got, rows[i].want);
	}
}

/* The tables are sorted, or the halving would miss rows; nothing both begins
 * and ends. */
static void
test_kinds_agree(void **state)
{
	size_t nclosing = 0, nopening = 0, ncjk = 0;
	(void)state;

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		assert_false(utf8_is_closing(c) && utf8_is_opening(c));
		assert_false(utf8_is_letter(c) && utf8_is_space(c));
		nclosing += utf8_is_closing(c);
		nopening += utf8_is_opening(c);
		ncjk += utf8_is_cjk(c);
	}
	assert_int_equal(nclosing, 139);
	assert_int_equal(nopening, 38);
	assert_int_equal(ncjk, 168958);
}

/* --- forms ----------------------------------------------------------- */

static void
test_fold(void **state)
{
	static const struct { struct str in, want; } rows[] = {
		{ TEXT(""), TEXT("") },
		{ TEXT("Hello, WORLD 42"), TEXT("hello, world 42") },
		{ TEXT("\0A"), TEXT("\0a") },
		{ TEXT("ÉCOLE"), TEXT("école") },
		{ TEXT("E\u0301COLE"), TEXT("école") },
		{ TEXT("Straße STRASSE"), TEXT("strasse strasse") },
		{ TEXT("ΣΊΣΥΦΟΣ σίσυφος"), TEXT("σίσυφοσ σίσυφοσ") },
		{ TEXT("ПРИВЕТ"), TEXT("привет") },
		{ TEXT("İ"), TEXT("i\u0307") },
		{ TEXT("Å Å"), TEXT("å å") },		/* U+212B and U+00C5 */
		{ TEXT("ᾼ \u0391\u0345\u0301"), TEXT("αι άι") },
		{ TEXT("ﬃ"), TEXT("ffi") },
		/* the marks of kana are no accents */
		{ TEXT("ブログ"), TEXT("ブログ") },
		{ TEXT("フ\u3099ロク\u3099"), TEXT("ブログ") },
		{ TEXT("が゜"), TEXT("が゜") },
		{ TEXT("\u1112\u1161\u11AB"), TEXT("한") },
		{ TEXT("می" ZWNJ "شود"), TEXT("می" ZWNJ "شود") },
		{ TEXT("👩" ZWJ "💻"), TEXT("👩" ZWJ "💻") },
		{ TEXT("क्" ZWJ "ष"), TEXT("क्" ZWJ "ष") },
		{ TEXT("A\xFFZ\xC3"), TEXT("a\uFFFDz\uFFFD") },
		{ TEXT("x\u0323\u0307 x\u0307\u0323"), TEXT("ẋ\u0323 ẋ\u0323") },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_text(utf8_fold, rows[i].in, rows[i].want);
}

static void
test_fold_composes(void **state)
{
	static const struct { struct str in, want; } rows[] = {
		{ TEXT("ASCII stays ASCII"), TEXT("ascii stays ascii") },
		{ TEXT("E\u0301a\u0308"), TEXT("éä") },
		{ TEXT("a\u0301b\u0301"), TEXT("áb\u0301") },
		{ TEXT("フ\u3099ロク\u3099"), TEXT("ブログ") },
		{ TEXT("\u1112\u1161\u11AB"), TEXT("한") },
		{ TEXT("\u212A\u2126"), TEXT("kω") },
		{ TEXT("\u0958"), TEXT("\u0915\u093C") },	/* never composed (CompositionExclusions) */
		{ TEXT("½ａ"), TEXT("½ａ") },		/* no compatibility forms */
		{ TEXT("a\u0315\u0300\u05AE\u0300b"), TEXT("à\u05AE\u0300\u0315b") },
		{ TEXT("\u0301a"), TEXT("\u0301a") },
		{ TEXT("\xE2\x82"), TEXT("\uFFFD") },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_text(utf8_fold, rows[i].in, rows[i].want);
}

static void
add_times(struct strbuf *sb, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		strbuf_adds(sb, s);
}

/* Marks in the wrong order, few and many, and 200,000 of them at once. */
static void
test_many_marks(void **state)
{
	static const size_t counts[] = { 1, 2, 16, 17, 100, 100000 };
	(void)state;

	for (size_t i = 0; i < COUNT(counts); i++) {
		struct strbuf in = STRBUF_INIT, out = STRBUF_INIT, want = STRBUF_INIT;

		strbuf_adds(&in, "q");
		add_times(&in, "\u0301\u0323", counts[i]);
		strbuf_adds(&want, "q");
		add_times(&want, "\u0323", counts[i]);
		add_times(&want, "\u0301", counts[i]);
		utf8_fold(&out, strbuf_str(&in));
		assert_true(str_eq(strbuf_str(&out), strbuf_str(&want)));
		strbuf_done(&in);
		strbuf_done(&out);
		strbuf_done(&want);
	}
}

/* Folding twice changes nothing, whatever the character, alone and with marks. */
static void
test_fold_is_stable(void **state)
{
	struct strbuf in = STRBUF_INIT, once = STRBUF_INIT, twice = STRBUF_INIT;
	(void)state;

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		strbuf_reset(&in);
		strbuf_reset(&once);
		strbuf_reset(&twice);
		utf8_add(&in, c);
		strbuf_addc(&in, ' ');
		utf8_add(&in, c);
		utf8_add(&in, 0x0345);
		utf8_add(&in, 0x0301);
		utf8_fold(&once, strbuf_str(&in));
		utf8_fold(&twice, strbuf_str(&once));
		if (!str_eq(strbuf_str(&once), strbuf_str(&twice)))
			fail_msg("U+%04X: \"%s\" becomes \"%s\"", (unsigned)c, once.buf, twice.buf);
	}
	strbuf_done(&in);
	strbuf_done(&once);
	strbuf_done(&twice);
}

static void
test_ascii(void **state)
{
	static const struct { struct str in, want; } rows[] = {
		{ TEXT(""), TEXT("") },
		{ TEXT("Plain.\n\ttext"), TEXT("Plain.\n\ttext") },
		{ TEXT("“quoted” ‘it’s’ „so“ «là»"), TEXT("\"quoted\" 'it's' \"so\" \"la\"") },
		{ TEXT("1–2 — wait…"), TEXT("1-2 -- wait...") },
		{ TEXT("Crème brûlée, Ångström, Žižek"), TEXT("Creme brulee, Angstrom, Zizek") },
		{ TEXT("e\u0301"), TEXT("e") },
		{ TEXT("Straße Æsir œuvre Øre Łódź þing"), TEXT("Strasse AEsir oeuvre Ore Lodz thing") },
		{ TEXT("a\u00A0b\u2003c"), TEXT("a b c") },
		{ TEXT("½ cup, 1½ cups, ¾"), TEXT("1/2 cup, 1 1/2 cups, 3/4") },
		{ TEXT("© ® ™ € × ÷ − → •"), TEXT("(c) (r) TM EUR x / - -> *") },
		{ TEXT("ﬁn №5 Ａ１"), TEXT("fin No5 A1") },
		{ TEXT("so\u00ADft" ZWNJ ZWJ "\u200E"), TEXT("soft") },
		{ TEXT("日本"), TEXT("??") },
		{ TEXT("ガ"), TEXT("?") },
		{ TEXT("Привет"), TEXT("??????") },
		{ TEXT("👨" ZWJ "👩" ZWJ "👧 👍🏽 🇩🇪"), TEXT("? ? ?") },
		{ TEXT("한 \u1112\u1161\u11AB"), TEXT("? ?") },
		{ TEXT("1" VS16 "\u20E3"), TEXT("1") },
		{ TEXT("a\xFFz"), TEXT("a?z") },
		{ TEXT("\u0301"), TEXT("?") },
		{ TEXT("a \u0948 b \u02D8"), TEXT("a ? b ?") },
		{ TEXT("a\u2028" "b"), TEXT("a\nb") },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_text(utf8_ascii, rows[i].in, rows[i].want);
}

/* Whatever comes in, ASCII comes out, and clean text stays valid. */
static void
test_outputs(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;
	(void)state;

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		uint32_t part[UTF8_DECOMPOSED_MAX];

		strbuf_reset(&in);
		strbuf_reset(&out);
		utf8_add(&in, c);
		utf8_ascii(&out, strbuf_str(&in));
		for (size_t i = 0; i < out.len; i++)
			assert_true((unsigned char)out.buf[i] < 0x80);
		/* A mark alone once left a line of code blank, at the end of a page. */
		if (c > ' ' && !utf8_is_space(c) && !utf8_is_ignorable(c))
			assert_true(str_trim(strbuf_str(&out)).len > 0);
		assert_in_range(utf8_decompose(c, part), 1, UTF8_DECOMPOSED_MAX);
		strbuf_reset(&out);
		utf8_clean(&out, strbuf_str(&in));
		assert_true(utf8_valid(strbuf_str(&out)));
	}
	strbuf_done(&in);
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_valid_places),
		cmocka_unit_test(test_skip),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_line),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_one_cluster),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_every_width),
		cmocka_unit_test(test_cluster_limit),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_kinds_agree),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_composes),
		cmocka_unit_test(test_many_marks),
		cmocka_unit_test(test_fold_is_stable),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_outputs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
