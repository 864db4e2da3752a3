/* entity_test.c - HTML's entities. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/entity.h"
#include "content/entity_names.h"

#include "guard.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define NONE "\xEF\xBF\xBD"

static const struct {
	const char *in;
	size_t markdown, text, value;	/* [bytes] of the entity in each place; 0: none */
	const char *want;
} rows[] = {
	{ "&amp;", 5, 5, 5, "&" },
	{ "&AMP;", 5, 5, 5, "&" },
	{ "&Eacute;&", 8, 8, 8, "É" },
	{ "&eacute;", 8, 8, 8, "é" },
	{ "&dagger;", 8, 8, 8, "†" },
	{ "&lpar;)", 6, 6, 6, "(" },
	{ "&fjlig;", 7, 7, 7, "fj" },
	{ "&NotEqualTilde;", 15, 15, 15, "≂\xCC\xB8" },
	{ "&CounterClockwiseContourIntegral;", 33, 33, 33, "∳" },
	{ "&zwnj;", 6, 6, 6, "\xE2\x80\x8C" },
	/* Without ";". */
	{ "&copy", 0, 5, 5, "©" },
	{ "&copy 2020", 0, 5, 5, "©" },
	{ "&copy2020", 0, 5, 0, "©" },
	{ "&copy=2020", 0, 5, 0, "©" },
	{ "&copy<", 0, 5, 5, "©" },
	{ "&copyright;", 0, 5, 0, "©" },
	{ "&notin;", 7, 7, 7, "∉" },
	{ "&notit;", 0, 4, 0, "¬" },
	{ "&lt", 0, 3, 3, "<" },
	{ "&frac12x", 0, 7, 0, "½" },
	{ "&hellip ", 0, 0, 0, "" },
	{ "&mdash", 0, 0, 0, "" },
	/* Numbers. */
	{ "&#39;", 5, 5, 5, "'" },
	{ "&#x27;", 6, 6, 6, "'" },
	{ "&#X2019;", 8, 8, 8, "’" },
	{ "&#39 ", 0, 4, 4, "'" },
	{ "&#x27", 0, 5, 5, "'" },
	{ "&#146;", 6, 6, 6, "’" },
	{ "&#x80;", 6, 6, 6, "€" },
	{ "&#x9f;", 6, 6, 6, "Ÿ" },
	{ "&#129;", 6, 6, 6, "" },
	{ "&#0;", 4, 4, 4, NONE },
	{ "&#xD800;", 8, 8, 8, NONE },
	{ "&#xFFFE;", 8, 8, 8, NONE },
	{ "&#1114111;", 10, 10, 10, "\xF4\x8F\xBF\xBF" },
	{ "&#1114112;", 10, 10, 10, NONE },
	{ "&#00000039;", 0, 11, 11, "'" },
	{ "&#x0000027;", 0, 11, 11, "'" },
	{ "&#99999999999999999999;", 0, 23, 23, NONE },
	{ "&#10;", 5, 5, 5, "\n" },
	{ "&#13;", 5, 5, 5, "\n" },
	{ "&#9;", 4, 4, 4, "\t" },
	{ "&Tab;", 5, 5, 5, "\t" },
	{ "&NewLine;", 9, 9, 9, "\n" },
	{ "&#1;", 4, 4, 4, "" },
	{ "&#x2028;", 8, 8, 8, "" },
	{ "&#xfeff;", 8, 8, 8, "" },
	/* None. */
	{ "&", 0, 0, 0, "" },
	{ "&;", 0, 0, 0, "" },
	{ "&#", 0, 0, 0, "" },
	{ "&#;", 0, 0, 0, "" },
	{ "&#x", 0, 0, 0, "" },
	{ "&#x;", 0, 0, 0, "" },
	{ "&#a;", 0, 0, 0, "" },
	{ "& amp;", 0, 0, 0, "" },
	{ "&unknown;", 0, 0, 0, "" },
	{ "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;", 0, 0, 0, "" },
};

static void
entities_stand_for_characters(void **state)
{
	struct guard guard = guard_new(64);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const size_t lengths[] = { rows[i].markdown, rows[i].text, rows[i].value };

		for (enum entity_place place = ENTITY_MARKDOWN; place <= ENTITY_VALUE; place++) {
			struct strbuf out = STRBUF_INIT;

			strbuf_adds(&out, "x");
			assert_int_equal(entity_add(&out, guard_str(&guard, str_of(rows[i].in)), place),
			    lengths[place]);
			assert_string_equal(out.buf + 1, lengths[place] > 0 ? rows[i].want : "");
			strbuf_done(&out);
		}
	}
	guard_done(&guard);
}

static void
names_are_in_order_and_within_their_limits(void **state)
{
	size_t longest = 0, longest_old = 0;

	(void)state;
	for (size_t i = 0; i < ENTITY_NAMES; i++) {
		size_t len = strlen(entity_names[i]);

		assert_true(i == 0 || strcmp(entity_names[i - 1], entity_names[i]) < 0);
		assert_true(strlen(entity_names[i] + len + 1) > 0);
		longest = len > longest ? len : longest;
	}
	for (size_t i = 0; i < ENTITY_OLD_NAMES; i++) {
		size_t len = strlen(entity_old_names[i]);

		assert_true(i == 0 || strcmp(entity_old_names[i - 1], entity_old_names[i]) < 0);
		longest_old = len > longest_old ? len : longest_old;
	}
	assert_int_equal(longest, ENTITY_NAME_MAX);
	assert_int_equal(longest_old, ENTITY_OLD_NAME_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entities_stand_for_characters),
		cmocka_unit_test(names_are_in_order_and_within_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
