/* search_words_test.c - a text as the words that the search index knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "content/search_words.h"
#include "guard.h"

/* The words with "|" between them; "+" before one beside the word before it. */
static void
list(struct strbuf *out, struct str text, enum search_purpose purpose)
{
	struct search_words words;
	struct search_word word;

	search_words_init(&words, text, purpose);
	while (search_words_next(&words, &word)) {
		assert_true(word.from < word.to && word.to <= text.len);
		assert_true(word.folded.len > 0 && word.folded.len <= (size_t)2 * SEARCH_WORD_SIZE_MAX);
		strbuf_adds(out, out->len > 0 ? "|" : "");
		strbuf_adds(out, word.beside ? "+" : "");
		strbuf_addstr(out, word.folded);
	}
}

static void
check(const char *text, enum search_purpose purpose, const char *want)
{
	struct guard guard = guard_new(strlen(text));
	struct strbuf out = STRBUF_INIT;

	list(&out, guard_str(&guard, str_of(text)), purpose);
	if (strcmp(out.buf, want) != 0)
		fail_msg("\"%s\" gives %s, not %s", text, out.buf, want);
	guard_done(&guard);
	strbuf_done(&out);
}

static void
test_words(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ " .,;\n", "" },
		{ "The quick-brown fox's 42", "the|quick|brown|fox|s|42" },
		{ "snake_case node.js C++ 3.14", "snake|case|node|js|c|3|14" },
		/* Accents go, in either form; letters of their own stay. */
		{ "Évian E\xCC\x81vian CAF\xC3\x89 na\xC3\xAFve Stra\xC3\x9F" "e", "evian|evian|cafe|naive|strasse" },
		{ "\xC3\xB8l \xC5\x82\xC3\xB3" "d\xC5\xBA \xC4\xB0stanbul", "\xC3\xB8l|\xC5\x82odz|istanbul" },
		{ "Ёлка ЙОД Άνθρωπος", "елка|иод|ανθρωποσ" },
		/* What is not seen parts no word: a soft hyphen, a zero-width non-joiner. */
		{ "Wort\xC2\xADteil می\xE2\x80\x8Cشود", "wortteil|میشود" },
		/* Vowel signs and the hamza's seat. */
		{ "كِتَابٌ أحمد", "كتاب|احمد" },
		{ "שָׁלוֹם", "שלום" },
		/* Devanagari's vowel signs and virama are letters. */
		{ "हिन्दी", "हिन्दी" },
		/* Wide letters, ligatures, a Roman numeral. */
		{ "Ａｂｃ ﬁn Ⅷ", "abc|fin|viii" },
		{ "\xFF\xFE ok \xC3", "ok" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check(rows[i].text, SEARCH_TEXT, rows[i].want);
		check(rows[i].text, SEARCH_WANTED, rows[i].want);
	}
}

static void
test_scripts_without_blanks(void **state)
{
	static const struct {
		const char *text, *found, *wanted;
	} rows[] = {
		{ "雪", "雪", "雪" },
		{ "東京", "東京|+東|+京", "東京" },
		{ "今日は", "今日|+今|日は|+日|+は", "今日|日は" },
		{ "人人人", "人人|+人|人人|+人", "人人|人人" },
		{ "東京tower東", "東京|+東|+京|tower|東", "東京|tower|東" },
		{ "雪、山", "雪|山", "雪|山" },
		/* A voiced kana is one letter, however it is written. */
		{ "ガ", "カ\xE3\x82\x99", "カ\xE3\x82\x99" },
		{ "ｶﾞ", "カ\xE3\x82\x99", "カ\xE3\x82\x99" },
		{ "か", "か", "か" },
		{ "서울에서 봄", "서울|+서|울에|+울|에서|+에|+서|봄", "서울|울에|에서|봄" },
		{ "ภาษา", "ภา|+ภ|าษ|+า|ษา|+ษ|+า", "ภา|าษ|ษา" },
		{ "ລາວ", "ລາ|+ລ|າວ|+າ|+ວ", "ລາ|າວ" },
		{ "ခရီး", "ခရ|+ခ|ရီ|+ရ|ီး|+ီ|+း", "ခရ|ရီ|ီး" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check(rows[i].text, SEARCH_TEXT, rows[i].found);
		check(rows[i].text, SEARCH_WANTED, rows[i].wanted);
	}
}

/* At the edge of SEARCH_WORD_SIZE_MAX, and no character cut in two. */
static void
test_long_words(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	strbuf_fill(&text, 'a', SEARCH_WORD_SIZE_MAX);
	list(&out, strbuf_str(&text), SEARCH_TEXT);
	assert_string_equal(out.buf, text.buf);
	strbuf_addc(&text, 'b');
	strbuf_reset(&out);
	list(&out, strbuf_str(&text), SEARCH_TEXT);
	assert_int_equal(out.len, SEARCH_WORD_SIZE_MAX);
	strbuf_reset(&text);
	strbuf_reset(&out);
	strbuf_fill(&text, 'a', SEARCH_WORD_SIZE_MAX - 1);
	strbuf_adds(&text, "\xC3\xB8");
	list(&out, strbuf_str(&text), SEARCH_TEXT);
	assert_int_equal(out.len, SEARCH_WORD_SIZE_MAX - 1);
	strbuf_done(&text);
	strbuf_done(&out);
}

static void
test_labels(void **state)
{
	(void)state;
	check("\1all\n\1t:c++-3f2a\n\1y:2024", SEARCH_TEXT, "\1all|\1t:c++-3f2a|\1y:2024");
	check("\1t:x", SEARCH_WANTED, "\1t:x");
	check("\1", SEARCH_TEXT, "\1");
	/* Anywhere else that sign is none. */
	check("a \1t:x", SEARCH_TEXT, "a|t|x");
}

/* What is passed over is what would not have been wanted, and each wanted word comes. */
static void
test_pass(void **state)
{
	static const char *const pieces[] = {
		"a", "b", "Ab", "x1", " ", ".", "\n", "_", "\xC3\xA9", "\xCC\x81", "\xE9\x9B\xAA", "\xE3\x82\xAB",
		"\xC2\xAD", "\xFF", "\1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct strbuf text = STRBUF_INIT;
	uint32_t random = 1;

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		bool wanted[256] = { ['b'] = round % 2 != 0, ['x'] = round % 3 == 0, [0xE9] = round % 5 == 0 };
		struct search_words plain, passing;
		struct search_word a, b;
		bool more = true;

		strbuf_reset(&text);
		for (size_t i = 0; i < 1 + round % 12; i++) {
			random = random * 1664525u + 1013904223u;
			strbuf_adds(&text, pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)]);
		}
		search_words_init(&plain, strbuf_str(&text), SEARCH_TEXT);
		search_words_init(&passing, strbuf_str(&text), SEARCH_TEXT);
		while (more) {
			bool passed = search_words_pass(&passing, wanted), any = false;

			more = search_words_next(&passing, &b);
			while (search_words_next(&plain, &a)) {
				if (more && a.from == b.from && a.to == b.to && str_eq(a.folded, b.folded) && a.beside == b.beside)
					break;
				any = true;
				assert_false(wanted[(unsigned char)a.folded.p[0]]);
			}
			assert_int_equal(passed, any);
		}
	}
	strbuf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_scripts_without_blanks),
		cmocka_unit_test(test_long_words), cmocka_unit_test(test_labels),
		cmocka_unit_test(test_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
