/* quota_test.c - lines taken and left out, by clocks of the test's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "net/quota.h"

#define NOW_MS 1000000U
#define SPAN_MS 60000U

static void
test_spans(void **state)
{
	struct quota q;

	(void)state;
	quota_init(&q, 3, SPAN_MS);
	assert_int_equal(quota_end(&q, NOW_MS, true), 0);
	for (int i = 0; i < 3; i++)
		assert_true(quota_take(&q, NOW_MS + 10));
	assert_false(quota_take(&q, NOW_MS + 10));
	assert_false(quota_take(&q, NOW_MS + SPAN_MS));
	/* The span is not over one millisecond before its end. */
	assert_int_equal(quota_end(&q, NOW_MS + 9 + SPAN_MS, false), 0);
	assert_int_equal(quota_end(&q, NOW_MS + 10 + SPAN_MS, false), 2);
	assert_int_equal(quota_end(&q, NOW_MS + 10 + SPAN_MS, false), 0);
	/* The next one begins when it is needed, and is whole. */
	for (int i = 0; i < 3; i++)
		assert_true(quota_take(&q, NOW_MS + 10 * SPAN_MS));
	assert_int_equal(quota_end(&q, NOW_MS + 11 * SPAN_MS - 1, false), 0);
	assert_false(quota_take(&q, NOW_MS + 11 * SPAN_MS - 1));
	/* At the end of all it is told at once. */
	assert_int_equal(quota_end(&q, NOW_MS + 11 * SPAN_MS - 1, true), 1);
	quota_done(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
