/* The words the server writes: whole tables, the choice of language, the owner's own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "content/word.h"

/* Every word has one row, and every language a text in it that any page can hold. */
static void
test_tables_are_whole(void **state)
{
	(void)state;
	for (enum word w = 0; w < WORD_COUNT; w++) {
		const struct word_row *tables[] = { word_labels, word_texts, word_searches }, *row = NULL;
		int nrows = 0;

		for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
			if (tables[i][w].key == NULL)
				continue;
			row = &tables[i][w];
			nrows++;
		}
		if (nrows != 1)
			fail_msg("word %d has %d rows", w, nrows);
		assert_int_equal(word_find(str_of(row->key)), w);
		for (int i = 0; i < WORD_LANGUAGES; i++) {
			struct str text = str_of(row->in[i]);

			if (str_trim(text).len == 0 || text.len > WORD_TEXT_MAX || !utf8_valid(text) ||
			    str_find(text, '\n') < text.len || str_find(text, '\t') < text.len)
				fail_msg("%s in language %d: \"%.*s\"", row->key, i, STR_ARG(text));
		}
	}
	assert_int_equal(word_find(STR("")), WORD_COUNT);
	assert_int_equal(word_find(STR("Older")), WORD_COUNT);
}

/* The page's number and how many there are stand in it everywhere. */
static void
test_page_number_has_both_numbers(void **state)
{
	(void)state;
	for (int i = 0; i < WORD_LANGUAGES; i++) {
		struct str text = str_of(word_texts[WORD_PAGE_NUMBER].in[i]);
		size_t signs = 0;

		for (size_t at = 0; at < text.len; at++)
			signs += text.p[at] == '#';
		assert_int_equal(signs, 3);
		assert_true(str_search(text, STR("##")) < text.len);
	}
}

static void
test_languages(void **state)
{
	static const struct {
		const char *tag;
		enum word_language is;
	} rows[] = {
		{ "en", WORD_EN }, { "EN-GB", WORD_EN }, { "de-AT", WORD_DE }, { "pt-BR", WORD_PT },
		{ "pt_br", WORD_PT }, { "zh", WORD_ZH_HANS }, { "zh-CN", WORD_ZH_HANS },
		{ "zh-TW", WORD_ZH_HANT }, { "zh_hk", WORD_ZH_HANT }, { "zh-Hant", WORD_ZH_HANT },
		{ "zh-hans-HK", WORD_ZH_HANS }, { "iw", WORD_HE }, { "he", WORD_HE }, { "fa-IR", WORD_FA },
		{ "eo", WORD_LANGUAGES }, { "den", WORD_LANGUAGES }, { "", WORD_LANGUAGES },
		{ "-", WORD_LANGUAGES }, { "zh-", WORD_ZH_HANS }, { "zh--TW", WORD_ZH_HANT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (word_language(str_of(rows[i].tag)) != rows[i].is)
			fail_msg("\"%s\" is %d", rows[i].tag, word_language(str_of(rows[i].tag)));
}

static const char *
older(const struct capsule *capsule, const char *lang)
{
	struct words words = words_for(capsule, str_of(lang));

	return word_of(&words, WORD_OLDER);
}

/* A page's language, else the capsule's, else English. */
static void
test_choice(void **state)
{
	struct capsule none = { .title = STR("x") }, german = { .lang = STR("de-CH") }, esperanto = { .lang = STR("eo") };

	(void)state;
	assert_string_equal(older(NULL, NULL), "Older");
	assert_string_equal(older(&none, NULL), "Older");
	assert_string_equal(older(&none, "fr"), word_labels[WORD_OLDER].in[WORD_FR]);
	assert_string_equal(older(&german, NULL), word_labels[WORD_OLDER].in[WORD_DE]);
	assert_string_equal(older(&german, "en"), "Older");
	assert_string_equal(older(&german, "eo"), word_labels[WORD_OLDER].in[WORD_DE]);
	assert_string_equal(older(&esperanto, NULL), "Older");
	assert_string_equal(older(&esperanto, "ja"), word_labels[WORD_OLDER].in[WORD_JA]);
}

/* The owner's words: for a very tag, for a language, for the capsule's own. */
static void
test_own_words(void **state)
{
	struct own_words sets[] = {
		{ .texts = { [WORD_OLDER] = "plain", [WORD_NEWER] = "plain newer" } },
		{ .lang = STR("pt"), .texts = { [WORD_OLDER] = "pt" } },
		{ .lang = STR("pt-BR"), .texts = { [WORD_OLDER] = "pt-BR" } },
		{ .lang = STR("zh-Hant"), .texts = { [WORD_OLDER] = "Hant" } },
		{ .lang = STR("eo"), .texts = { [WORD_OLDER] = "eo" } },
	};
	struct capsule c = { .lang = STR("de"), .words = sets, .nwords = sizeof sets / sizeof sets[0] };
	struct words words;

	(void)state;
	assert_string_equal(older(&c, NULL), "plain");
	assert_string_equal(older(&c, "de-AT"), "plain");
	assert_string_equal(older(&c, "fr"), word_labels[WORD_OLDER].in[WORD_FR]);
	assert_string_equal(older(&c, "pt-PT"), "pt");
	assert_string_equal(older(&c, "pt_br"), "pt-BR");
	assert_string_equal(older(&c, "zh-TW"), "Hant");
	assert_string_equal(older(&c, "zh"), word_labels[WORD_OLDER].in[WORD_ZH_HANS]);
	assert_string_equal(older(&c, "eo"), "eo");
	/* What is not said for Esperanto is said as on the capsule's pages. */
	words = words_for(&c, STR("eo"));
	assert_string_equal(word_of(&words, WORD_NEWER), "plain newer");
	assert_string_equal(word_of(&words, WORD_HOME), word_labels[WORD_HOME].in[WORD_DE]);
	words = words_for(&c, STR("pt-BR"));
	assert_string_equal(word_of(&words, WORD_NEWER), word_labels[WORD_NEWER].in[WORD_PT]);
}

/* The manual lists every word. */
static void
test_manual_lists_them(void **state)
{
	struct strbuf page = STRBUF_INIT, item = STRBUF_INIT;

	(void)state;
	assert_int_equal(fs_read_path("src/man/marmot.yaml.5", 1024 * 1024, &page), 0);
	for (enum word w = 0; w < WORD_COUNT; w++) {
		strbuf_reset(&item);
		strbuf_addf(&item, "\n.It Li %s\n", word_key(w));
		if (strstr(page.buf, item.buf) == NULL)
			fail_msg("marmot.yaml(5) does not list %s", word_key(w));
	}
	strbuf_done(&item);
	strbuf_done(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables_are_whole), cmocka_unit_test(test_page_number_has_both_numbers),
		cmocka_unit_test(test_languages), cmocka_unit_test(test_choice), cmocka_unit_test(test_own_words),
		cmocka_unit_test(test_manual_lists_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
