/* arena_test.c - memory given back at once: zeroed, aligned, apart, bounded. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define IS_CLOSED(p) (__asan_address_is_poisoned(p) != 0)
#endif

static bool
is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static void
test_alloc(void **state)
{
	struct arena a;
	char *last = NULL;
	size_t sum = 0;

	(void)state;
	arena_init(&a, 0);
	assert_null(a.chunks);
	assert_int_equal(a.chunk_size, ARENA_CHUNK_SIZE);
	for (size_t size = 0; size < 2000; size++) {
		/* Text in between puts the next piece on an odd place. */
		char *text = arena_bytes(&a, size % 7 + 1), *p = arena_alloc(&a, size);

		assert_non_null(p);
		assert_ptr_not_equal(p, last);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		assert_true(is_zero(p, size));
		memset(text, 0xAA, size % 7 + 1);
		memset(p, 0xAA, size);
		sum += size + size % 7 + 1;
		last = size > 0 ? p : NULL;
	}
	assert_int_equal(a.used, sum);
	assert_true(a.reserved >= a.used);
	arena_done(&a);
	assert_null(a.chunks);
	assert_int_equal(a.reserved, 0);
	assert_int_equal(a.used, 0);
	arena_done(&a);
}

/* What was written and given back must be zero when handed out again. */
static void
test_reset(void **state)
{
	struct arena a;
	char *first;

	(void)state;
	arena_init(&a, 1024);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 50; i++) {
			char *p = arena_alloc(&a, 100);

			assert_true(is_zero(p, 100));
			memset(p, 0xFF, 100);
		}
		assert_true(a.reserved > 4000);
		arena_reset(&a);
		assert_int_equal(a.used, 0);
		assert_int_equal(a.reserved, 1024);
		assert_non_null(a.chunks);
	}
	first = arena_calloc(&a, 10, 10);
	assert_true(is_zero(first, 100));
	assert_int_equal(a.reserved, 1024);
	arena_done(&a);
	arena_reset(&a);
	assert_null(a.chunks);
}

/* A huge piece comes and goes, and is not kept for ever. */
static void
test_large(void **state)
{
	struct arena a;
	char *small, *huge;

	(void)state;
	arena_init(&a, 1024);
	huge = arena_alloc(&a, 100000);
	memset(huge, 1, 100000);
	arena_reset(&a);
	assert_true(a.reserved <= 1024);

	small = arena_alloc(&a, 8);
	huge = arena_alloc(&a, 100000);
	memset(huge, 1, 100000);
	/* The chunk that was begun goes on being filled. */
	assert_true(labs((long)((uintptr_t)arena_alloc(&a, 8) - (uintptr_t)small)) < 1024);
	assert_true(a.reserved < 103000);
	arena_reset(&a);
	assert_int_equal(a.reserved, 1024);

	/* So it does when a piece is smaller than a chunk but does not fit. */
	small = arena_alloc(&a, 500);
	huge = arena_alloc(&a, 600);
	memset(huge, 1, 600);
	assert_true(labs((long)((uintptr_t)arena_alloc(&a, 200) - (uintptr_t)small)) < 1024);
	assert_true(a.reserved < 1024 + 700);
	arena_done(&a);
}

/* Pieces of any size leave at most a quarter of the chunks unused. */
static void
test_waste(void **state)
{
	static const size_t sizes[] = { 5, 300, 90, 500, 17, 1000, 255, 400, 64, 777 };
	struct arena a;

	(void)state;
	arena_init(&a, 1024);
	for (size_t i = 0; i < 5000; i++)
		memset(arena_bytes(&a, sizes[i * 7 % 10]), 1, sizes[i * 7 % 10]);
#ifndef IS_CLOSED
	assert_true(a.used >= a.reserved / 4 * 3);
#else
	assert_true(a.used + 5000 * 32 >= a.reserved / 4 * 3);
#endif
	arena_done(&a);
}

static void
test_text(void **state)
{
	struct arena a;
	struct str s;
	char many[5000];

	(void)state;
	arena_init(&a, 0);
	s = arena_str(&a, STR("abc"));
	assert_int_equal(s.len, 3);
	assert_string_equal(s.p, "abc");
	assert_null(arena_str(&a, STR_NONE).p);
	s = arena_str(&a, STR(""));
	assert_non_null(s.p);
	assert_string_equal(s.p, "");
	s = arena_str(&a, STR("a\0b"));
	assert_memory_equal(s.p, "a\0b", 4);
	s = arena_strf(&a, "%d-%s", 7, "x");
	assert_int_equal(s.len, 3);
	assert_string_equal(s.p, "7-x");
	memset(many, 'm', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	s = arena_strf(&a, "%s", many);
	assert_int_equal(s.len, sizeof many - 1);
	assert_string_equal(s.p, many);
	arena_done(&a);
}

static void
test_grow(void **state)
{
	struct arena a;
	size_t cap = 0, *v = NULL, *same;

	(void)state;
	arena_init(&a, 0);
	for (size_t n = 0; n < 10000; n++) {
		v = arena_grow(&a, v, &cap, n + 1, sizeof *v);
		assert_true(cap > n);
		assert_int_equal(v[n], 0);
		v[n] = n + 1;
	}
	for (size_t n = 0; n < 10000; n++)
		assert_int_equal(v[n], n + 1);
	same = arena_grow(&a, v, &cap, cap, sizeof *v);
	assert_ptr_equal(same, v);
	/* All the arrays left behind together are no larger than the last. */
	assert_true(a.used <= 2 * cap * sizeof *v);
	arena_done(&a);
}

static void
test_too_much(void **state)
{
	struct arena a;
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		close(STDERR_FILENO);
		arena_init(&a, 0);
		arena_calloc(&a, SIZE_MAX / 2, 3);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 70);
}

#ifdef IS_CLOSED
/* An overrun inside an arena must be seen by the sanitizer at its first byte. */
static void
test_red_zones(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t size = 1; size < 70; size++) {
		char *p = arena_alloc(&a, size), *text = arena_bytes(&a, size);

		assert_false(IS_CLOSED(p));
		assert_false(IS_CLOSED(p + size - 1));
		assert_true(IS_CLOSED(p + size));
		assert_true(IS_CLOSED(p + size + 8));
		assert_true(IS_CLOSED(p - 1) || size == 1);
		assert_false(IS_CLOSED(text));
		assert_false(IS_CLOSED(text + size - 1));
		assert_true(IS_CLOSED(text + size));
		assert_true(IS_CLOSED(text - 1));
	}
	arena_done(&a);
}

static void
test_closed_after_reset(void **state)
{
	struct arena a;
	char *p, *q;

	(void)state;
	arena_init(&a, 0);
	p = arena_alloc(&a, 100);
	q = arena_bytes(&a, 100);
	arena_reset(&a);
	assert_true(IS_CLOSED(p));
	assert_true(IS_CLOSED(p + 99));
	assert_true(IS_CLOSED(q));
	arena_done(&a);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_waste),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_too_much),
#ifdef IS_CLOSED
		cmocka_unit_test(test_red_zones),
		cmocka_unit_test(test_closed_after_reset),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
