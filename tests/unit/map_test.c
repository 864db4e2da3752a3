/* map_test.c - names to things: many, odd, and hashed alike everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/map.h"

#define MANY ((size_t)100000)

static void
test_empty(void **state)
{
	struct arena a;
	struct map m;
	struct str key;
	void *value;
	size_t at = 0;

	(void)state;
	arena_init(&a, 0);
	map_init(&m, &a, 0);
	assert_null(map_get(&m, STR("x")));
	assert_false(map_next(&m, &at, &key, &value));
	map_init(&m, &a, 10);
	assert_null(map_get(&m, STR("x")));
	assert_false(map_next(&m, &at, &key, &value));
	arena_done(&a);
}

static void
test_put_and_set(void **state)
{
	struct arena a;
	struct map m;
	int one = 1, two = 2, three = 3;

	(void)state;
	arena_init(&a, 0);
	map_init(&m, &a, 0);
	assert_ptr_equal(map_put(&m, STR("k"), &one), &one);
	assert_ptr_equal(map_put(&m, STR("k"), &two), &one);
	assert_ptr_equal(map_get(&m, STR("k")), &one);
	map_set(&m, STR("k"), &three);
	assert_ptr_equal(map_get(&m, STR("k")), &three);
	map_set(&m, STR("new"), &two);
	assert_ptr_equal(map_get(&m, STR("new")), &two);
	assert_int_equal(m.n, 2);
	arena_done(&a);
}

/* Keys are bytes: NUL, nothing and the absent string are keys too. */
static void
test_odd_keys(void **state)
{
	static const struct str keys[] = {
		{ "", 0 }, { "\0", 1 }, { "\0\0", 2 }, { "a", 1 }, { "a\0", 2 }, { "A", 1 },
		{ "\xff", 1 }, { "12345678", 8 }, { "12345678\0", 9 },
	};
	struct arena a;
	struct map m;
	int values[sizeof keys / sizeof keys[0]];

	(void)state;
	arena_init(&a, 0);
	map_init(&m, &a, 0);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		assert_ptr_equal(map_put(&m, keys[i], &values[i]), &values[i]);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		assert_ptr_equal(map_get(&m, keys[i]), &values[i]);
	assert_ptr_equal(map_get(&m, STR_NONE), &values[0]);
	arena_done(&a);
}

static void
fill(struct arena *a, struct map *m, size_t *values)
{
	for (size_t i = 0; i < MANY; i++) {
		values[i] = i;
		map_set(m, arena_strf(a, "posts/%zu/article", i), &values[i]);
	}
}

static void
test_many(void **state)
{
	size_t *values = malloc(MANY * sizeof *values);
	unsigned char *seen = calloc(MANY, 1);

	(void)state;
	assert_non_null(values);
	assert_non_null(seen);
	for (size_t expected = 0; expected <= MANY; expected += MANY / 2) {
		struct arena a;
		struct map m;
		struct str key;
		void *value;
		size_t at = 0, n = 0, nslots;
		char name[64];

		arena_init(&a, 0);
		map_init(&m, &a, expected);
		nslots = m.nslots;
		fill(&a, &m, values);
		/* What was announced is not moved. */
		if (expected == MANY)
			assert_int_equal(m.nslots, nslots);
		assert_int_equal(m.n, MANY);
		assert_true(m.nslots > MANY);
		for (size_t i = 0; i < MANY; i++) {
			snprintf(name, sizeof name, "posts/%zu/article", i);
			assert_ptr_equal(map_get(&m, str_of(name)), &values[i]);
			snprintf(name, sizeof name, "posts/%zu/articl", i);
			assert_null(map_get(&m, str_of(name)));
		}
		memset(seen, 0, MANY);
		while (map_next(&m, &at, &key, &value)) {
			size_t i = *(size_t *)value;

			snprintf(name, sizeof name, "posts/%zu/article", i);
			assert_true(str_is(key, name));
			assert_int_equal(seen[i], 0);
			seen[i] = 1;
			n++;
		}
		assert_int_equal(n, MANY);
		arena_done(&a);
	}
	free(values);
	free(seen);
}

/* Never more than three quarters full, never grown before that. */
static void
test_fullness(void **state)
{
	struct arena a;
	struct map m;
	int value;

	(void)state;
	arena_init(&a, 0);
	map_init(&m, &a, 0);
	for (size_t n = 1; n <= 5000; n++) {
		map_set(&m, arena_strf(&a, "%zu", n), &value);
		map_set(&m, arena_strf(&a, "%zu", n), &value);
		assert_int_equal(m.n, n);
		assert_true(n <= m.nslots / 4 * 3);
		assert_true(m.nslots == 8 || n > m.nslots / 8 * 3);
	}
	arena_done(&a);
}

/* With key 0 CPython hashes bytes by the same function; its values. */
static void
test_hash_keyed(void **state)
{
	static const uint64_t zero[2] = { 0, 0 };
	static const uint64_t counting[2] = { 0x0706050403020100u, 0x0f0e0d0c0b0a0908u };
	static const struct { const char *s; uint64_t want; } rows[] = {
		{ "a", 0x407448d2b89b1813 },
		{ "abc", 0xc03bc3a0042630f2 },
		{ "abcdefg", 0x6db12aae9070f506 },
		{ "abcdefgh", 0x3f7b849c0b8e35ea },
		{ "abcdefghi", 0xf89b34a3d11eb6e5 },
		{ "Marmot serves a folder of Markdown articles", 0xaae90ad56d756f51 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_true(map_hash_keyed(zero, str_of(rows[i].s)) == rows[i].want);
	assert_true(map_hash_keyed(counting, STR_NONE) == 0xabac0158050fc4dc);
}

static uint64_t
hash_in_child(void)
{
	uint64_t hash = 0;
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		hash = map_hash(STR("marmot"));
		_exit(write(ends[1], &hash, sizeof hash) == (ssize_t)sizeof hash ? 0 : 1);
	}
	assert_int_equal(read(ends[0], &hash, sizeof hash), sizeof hash);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(ends[0]);
	close(ends[1]);
	return hash;
}

/* The first test, as the seed is made at the first hash. */
static void
test_seed(void **state)
{
	(void)state;
	assert_true(hash_in_child() != hash_in_child());
	assert_true(map_hash(STR("marmot")) == map_hash(STR("marmot")));
	assert_true(map_hash(STR("marmot")) != map_hash(STR("marmots")));
	/* Once made it is the process's. */
	assert_true(hash_in_child() == map_hash(STR("marmot")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seed),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_put_and_set),
		cmocka_unit_test(test_odd_keys),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_fullness),
		cmocka_unit_test(test_hash_keyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
