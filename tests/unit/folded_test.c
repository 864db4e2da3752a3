/* folded_test.c - positions are found by their hash, all of them, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/folded.h"

/* Hashes that share a bucket, a half, or all of it. */
static uint64_t
hash_of(size_t i)
{
	return (uint64_t)(i % 7) << 32 | (i % 11);
}

static void
test_find(void **state)
{
	enum { N = 1000 };
	struct folded f;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	folded_init(&f, &a, N);
	for (size_t i = 0; i < N; i += 2)
		folded_add(&f, i, hash_of(i));
	for (size_t h = 0; h < 77; h++) {
		size_t want = 0, got = 0;
		bool seen[N] = { false };

		for (size_t i = 0; i < N; i += 2)
			want += hash_of(i) == hash_of(h);
		for (uint32_t at = folded_first(&f, hash_of(h)); at != FOLDED_END;
		    at = folded_next(&f, at)) {
			assert_true(at < N);
			assert_false(seen[at]);
			seen[at] = true;
			if (hash_of(at) == hash_of(h))
				got++;
			else	/* only the low half is compared: a seeker looks closer */
				assert_int_equal((uint32_t)hash_of(at), (uint32_t)hash_of(h));
		}
		assert_int_equal(got, want);
	}
	arena_done(&a);
}

static void
test_empty(void **state)
{
	struct folded f;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	folded_init(&f, &a, 0);
	assert_int_equal(folded_first(&f, 7), FOLDED_END);
	folded_init(&f, &a, 1);
	assert_int_equal(folded_first(&f, 7), FOLDED_END);
	folded_add(&f, 0, 7);
	assert_int_equal(folded_first(&f, 7), 0);
	assert_int_equal(folded_next(&f, 0), FOLDED_END);
	assert_int_equal(folded_first(&f, 8), FOLDED_END);
	arena_done(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
