/* look_test.c - how an article is shown: each key at its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/look.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void
each_key_takes_what_it_can_be(void **state)
{
	static const struct {
		const char *key, *value;
		int want;	/* -1: refused */
	} rows[] = {
		{ "links", "after", LOOK_FIRST }, { "links", "End", LOOK_SECOND }, { "LINKS", " end ", LOOK_SECOND },
		{ "links", "below", -1 }, { "links", "", -1 }, { "links", "true", -1 }, { "links", "40", -1 },
		{ "emphasis", "keep", LOOK_FIRST }, { "emphasis", "DROP", LOOK_SECOND }, { "emphasis", "no", -1 },
		{ "images", "show", LOOK_FIRST }, { "images", "hide", LOOK_SECOND }, { "images", "false", -1 },
		{ "gopher_ascii", "true", LOOK_FIRST }, { "gopher_ascii", "yes", LOOK_FIRST },
		{ "gopher_ascii", "on", LOOK_FIRST }, { "gopher_ascii", "1", LOOK_FIRST },
		{ "gopher_ascii", "False", LOOK_SECOND }, { "gopher_ascii", "off", LOOK_SECOND },
		{ "gopher_ascii", "perhaps", -1 }, { "gopher_ascii", "2", -1 }, { "gopher_ascii", "", -1 },
		{ "menu_width", "39", -1 }, { "menu_width", "40", 40 }, { "menu_width", "200", 200 },
		{ "menu_width", "201", -1 }, { "menu_width", "296", -1 }, { "menu_width", "-50", -1 },
		{ "menu_width", "50.5", -1 }, { "menu_width", "0x40", -1 }, { "menu_width", "", -1 },
		{ "menu_width", "99999999999999999999999999", -1 }, { "menu_width", "wide", -1 },
		{ "text_width", "39", -1 }, { "text_width", " 40 ", 40 }, { "text_width", "200", 200 },
		{ "text_width", "201", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct look_key *key = look_key(str_of(rows[i].key));
		struct front_value v = { .kind = FRONT_SCALAR, .text = str_of(rows[i].value) };
		struct look look = { 0 };
		bool taken;

		assert_non_null(key);
		taken = look_read(&look, key, &v);
		if (taken != (rows[i].want >= 0))
			fail_msg("%s: %s: %s", rows[i].key, rows[i].value, taken ? "taken" : "refused");
		assert_int_equal(((uint8_t *)&look)[key->offset], taken ? rows[i].want : 0);
	}
}

/* A list or a map is nothing that a key can be; what was said stays. */
static void
other_kinds_are_refused(void **state)
{
	static const enum front_kind kinds[] = { FRONT_NULL, FRONT_LIST, FRONT_MAP };

	(void)state;
	for (size_t k = 0; k < LOOK_KEYS; k++)
		for (size_t i = 0; i < COUNT(kinds); i++) {
			struct look look = { .links = LOOK_SECOND, .menu_width = 50 };

			assert_false(look_read(&look, &look_keys[k], &(struct front_value){ .kind = kinds[i] }));
			assert_int_equal(look.links, LOOK_SECOND);
			assert_int_equal(look.menu_width, 50);
		}
	assert_null(look_key(STR("width")));
	assert_null(look_key(STR("")));
}

/* Each key falls back by itself. */
static void
what_the_article_says_comes_first(void **state)
{
	struct look none = { 0 }, merged;
	struct look article = { .links = LOOK_FIRST, .gopher_ascii = LOOK_SECOND, .text_width = 40 };
	struct look capsule = { .links = LOOK_SECOND, .emphasis = LOOK_FIRST, .gopher_ascii = LOOK_FIRST,
	    .menu_width = 200, .text_width = 90 };

	(void)state;
	merged = look_merge(&article, &capsule);
	assert_int_equal(merged.links, LOOK_FIRST);
	assert_int_equal(merged.emphasis, LOOK_FIRST);
	assert_int_equal(merged.images, LOOK_UNSAID);
	assert_int_equal(merged.gopher_ascii, LOOK_SECOND);
	assert_int_equal(merged.menu_width, 200);
	assert_int_equal(merged.text_width, 40);
	merged = look_merge(&none, &none);
	assert_memory_equal(&merged, &none, sizeof none);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_takes_what_it_can_be),
		cmocka_unit_test(other_kinds_are_refused),
		cmocka_unit_test(what_the_article_says_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
