/* Which known word a misspelt one is taken for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"

static struct str
meant(const char *word, const char *const *known)
{
	struct nearest nearest = nearest_begin(str_of(word));

	for (; *known != NULL; known++)
		nearest_offer(&nearest, str_of(*known));
	return nearest_end(&nearest);
}

static void
test_distance(void **state)
{
	char longest[NEAREST_WORD_MAX + 2];

	(void)state;
	assert_int_equal(nearest_distance(STR("title"), STR("TITLE")), 0);
	assert_int_equal(nearest_distance(STR("tilte"), STR("title")), 1);
	assert_int_equal(nearest_distance(STR("tite"), STR("title")), 1);
	assert_int_equal(nearest_distance(STR(""), STR("title")), 5);
	memset(longest, 'a', sizeof longest);
	longest[NEAREST_WORD_MAX + 1] = '\0';
	assert_int_equal(nearest_distance(str_of(longest), str_of(longest)), NEAREST_WORD_MAX);
	longest[NEAREST_WORD_MAX] = '\0';
	assert_int_equal(nearest_distance(str_of(longest), str_of(longest)), 0);
}

static void
test_of_equals_the_first(void **state)
{
	static const char *const known[] = { "date", "data", "author", NULL };

	(void)state;
	assert_true(str_is(meant("dat", known), "date"));
	assert_true(str_is(meant("autor", known), "author"));
	assert_null(meant("other", known).p);
	assert_null(meant("x", known).p);
}

/* "caxxt" is nearer to "cat", and yet no slip for it. */
static void
test_what_is_nearer_and_no_slip_hides_nothing(void **state)
{
	static const char *const known[] = { "cat", "caxxtabc", NULL };

	(void)state;
	assert_true(str_is(meant("caxxt", known), "caxxtabc"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_of_equals_the_first),
		cmocka_unit_test(test_what_is_nearer_and_no_slip_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
