/* rate_test.c - tokens taken and given back, by clocks of the test's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "net/rate.h"

#define NOW_MS 1000000U

/* The i-th of many IPv6 networks. */
static struct peer
network(uint32_t i)
{
	struct peer p = { { 0x20, 0x01 } };

	memcpy(p.bytes + 4, &i, sizeof i);
	return p;
}

static void
test_burst(void **state)
{
	struct rate *rate = rate_new(10, 100);
	struct peer a = network(1), b = network(2);

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(rate_take(rate, &a, NOW_MS), 0);
	assert_int_equal(rate_take(rate, &a, NOW_MS), 1);
	/* One's greed is nothing to another. */
	assert_int_equal(rate_take(rate, &b, NOW_MS), 0);
	/* A token comes back in a tenth of a second, and refusals have cost nothing. */
	assert_int_equal(rate_take(rate, &a, NOW_MS + 99), 1);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 100), 0);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 100), 1);
	/* Ten seconds later there are as many as at first, and never more. */
	for (int i = 0; i < 100; i++)
		assert_int_equal(rate_take(rate, &a, NOW_MS + 86400000), 0);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 86400000), 1);
	rate_free(rate);
	rate_free(NULL);
}

static void
test_steady(void **state)
{
	struct rate *rate = rate_new(10, 1);
	struct peer a = network(1);

	(void)state;
	for (unsigned i = 0; i < 10000; i++) {
		assert_int_equal(rate_take(rate, &a, NOW_MS + 100 * i), 0);
		assert_int_equal(rate_take(rate, &a, NOW_MS + 100 * i + 99), 1);
	}
	rate_free(rate);
}

/* The seconds to wait are enough, and not one too many. */
static void
test_wait(void **state)
{
	struct rate *rate = rate_new(1, 3);
	struct peer a = network(1);

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(rate_take(rate, &a, NOW_MS), 0);
	assert_int_equal(rate_take(rate, &a, NOW_MS), 1);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 1), 1);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 999), 1);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 1000), 0);
	assert_int_equal(rate_take(rate, &a, NOW_MS + 1000), 1);
	rate_free(rate);
}

static void
test_edges(void **state)
{
	static const struct {
		unsigned per_second, burst;
	} rows[] = {
		{ 1, 1 }, { 1, RATE_BURST_MAX }, { RATE_PER_SECOND_MAX, 1 }, { RATE_PER_SECOND_MAX, RATE_BURST_MAX },
		{ 3, 7 }, { 999999, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rate *rate = rate_new(rows[i].per_second, rows[i].burst);
		struct peer a = network(1);

		/* At the beginning of the clock too, and near its end. */
		for (unsigned j = 0; j < rows[i].burst; j++)
			assert_int_equal(rate_take(rate, &a, 0), 0);
		assert_int_equal(rate_take(rate, &a, 0), 1);
		for (unsigned j = 0; j < rows[i].burst; j++)
			assert_int_equal(rate_take(rate, &a, UINT64_MAX / 2000), 0);
		assert_int_equal(rate_take(rate, &a, UINT64_MAX / 2000), 1);
		rate_free(rate);
	}
}

/* Many more networks than there is room for: each has its token, and who has
 * used up all of his is remembered longest. */
static void
test_flood(void **state)
{
	struct rate *rate = rate_new(1, 50);
	struct peer greedy = network(UINT32_MAX);

	(void)state;
	for (int i = 0; i < 50; i++)
		assert_int_equal(rate_take(rate, &greedy, NOW_MS), 0);
	for (uint32_t i = 0; i < 10 * RATE_NETWORKS_MAX; i++) {
		struct peer p = network(i);

		assert_int_equal(rate_take(rate, &p, NOW_MS), 0);
	}
	assert_int_equal(rate_take(rate, &greedy, NOW_MS), 1);
	rate_free(rate);
}

/* The fullest goes first: RATE_WAYS in each set are never mixed up. */
static void
test_neighbours(void **state)
{
	struct rate *rate = rate_new(1, 2);

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		struct peer p = network(i);

		assert_int_equal(rate_take(rate, &p, NOW_MS), 0);
		assert_int_equal(rate_take(rate, &p, NOW_MS), 0);
		assert_int_equal(rate_take(rate, &p, NOW_MS), 1);
	}
	rate_free(rate);
}

struct crowd {
	struct rate *rate;
	atomic_uint taken;
};

static void *
take_many(void *arg)
{
	struct crowd *crowd = arg;

	for (uint32_t i = 0; i < 20000; i++) {
		struct peer p = network(i % 4);

		if (rate_take(crowd->rate, &p, NOW_MS) == 0)
			atomic_fetch_add(&crowd->taken, 1);
	}
	return NULL;
}

static void
test_threads(void **state)
{
	struct crowd crowd = { .rate = rate_new(1, 1000) };
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_many, &crowd), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&crowd.taken), 4000);
	rate_free(crowd.rate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_burst),
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
