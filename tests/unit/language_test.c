/* language_test.c - folders that hold translations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/language.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void
folders_of_languages(void **state)
{
	static const struct {
		const char *name;
		bool want;
	} rows[] = {
		{ "en", true }, { "EN", true }, { "pt-br", true }, { "pt_BR", true }, { "zh_Hans", true },
		{ "zh-Hant", true }, { "ja", true },
		{ "", false }, { "e", false }, { "en-", false }, { "eng", false }, { "en/", false },
		{ "english", false }, { "en.us", false }, { "pt-b", false }, { "go", false }, { "os", false },
		{ "xx", false }, { "-en", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (language_is_folder(str_of(rows[i].name)) != rows[i].want)
			fail_msg("\"%s\"", rows[i].name);
}

static void
tags_are_alike(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned want;
	} rows[] = {
		{ "en", "en", 2 }, { "en", "EN", 2 }, { "pt-br", "pt_BR", 2 }, { "zh-Hans", "zh_hans", 2 },
		{ "en", "en-GB", 1 }, { "en-US", "en-GB", 1 }, { "pt_BR", "pt", 1 }, { "en-", "en", 1 },
		{ "en", "de", 0 }, { "en-GB", "de-GB", 0 }, { "en", "eng", 0 }, { "en", "", 0 }, { "", "", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(language_likeness(str_of(rows[i].a), str_of(rows[i].b)), rows[i].want);
		assert_int_equal(language_likeness(str_of(rows[i].b), str_of(rows[i].a)), rows[i].want);
	}
}

static void
names_in_themselves(void **state)
{
	static const char *const rows[][2] = {
		{ "de", "Deutsch" }, { "de-AT", "Deutsch" }, { "pt", "Português" }, { "pt-PT", "Português" },
		{ "pt_br", "Português (Brasil)" }, { "zh-TW", "繁體中文" }, { "zh", "中文" }, { "zh-SG", "中文" },
		{ "tlh", "tlh" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!str_is(language_name(str_of(rows[i][0])), rows[i][1]))
			fail_msg("%s is %.*s", rows[i][0], STR_ARG(language_name(str_of(rows[i][0]))));
}

static void
suffixes_of_names(void **state)
{
	static const char *const rows[][2] = {
		{ "a.de", "de" }, { "dir/a.pt-br", "pt-br" }, { "a.b.zh_Hans", "zh_Hans" }, { "de", "" }, { ".de", "" },
		{ "dir/.de", "" }, { "node.js", "" }, { "v1.2", "" }, { "a.", "" }, { "dir.de/a", "" }, { "", "" },
		{ "index.ca", "ca" }, { "dir/_index.eu", "eu" }, { "dir/index.xx", "" }, { "dir/a.ca", "" }, { "index.CA", "CA" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!str_is(language_suffix(str_of(rows[i][0])), rows[i][1]))
			fail_msg("%s has %.*s", rows[i][0], STR_ARG(language_suffix(str_of(rows[i][0]))));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_of_languages),
		cmocka_unit_test(tags_are_alike), cmocka_unit_test(names_in_themselves), cmocka_unit_test(suffixes_of_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
