/* loop_memory_test.c - libevent's memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/loop_memory.h"

#define MANY (3 * LOOP_MEMORY_SLAB + 1)

static void
pieces_do_not_overlap(void **state)
{
	static unsigned char *pieces[MANY];

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		pieces[i] = loop_memory_alloc(i % 2 == 0 ? LOOP_MEMORY_SMALL : LOOP_MEMORY_SMALL + 1);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)(i % 251), LOOP_MEMORY_SMALL + i % 2);
	}
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < LOOP_MEMORY_SMALL + i % 2; k++)
			assert_int_equal(pieces[i][k], i % 251);
		loop_memory_free(pieces[i]);
	}
}

static void
what_was_freed_is_used_again(void **state)
{
	void *first = loop_memory_alloc(24), *second;

	(void)state;
	loop_memory_free(first);
	second = loop_memory_alloc(LOOP_MEMORY_SMALL);
	assert_ptr_equal(first, second);
	loop_memory_free(second);
}

static void
resizing_keeps_what_is_there(void **state)
{
	static const size_t sizes[] = { 1, 32, LOOP_MEMORY_SMALL, LOOP_MEMORY_SMALL + 1, 4096, 100000, 100, 10 };
	unsigned char *p = NULL;
	size_t before = 0;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		p = loop_memory_resize(p, sizes[i]);
		assert_non_null(p);
		for (size_t k = 0; k < before && k < sizes[i]; k++)
			assert_int_equal(p[k], k % 253);
		for (size_t k = 0; k < sizes[i]; k++)
			p[k] = (unsigned char)(k % 253);
		before = sizes[i];
	}
	loop_memory_free(p);
}

static void
more_than_there_can_be_is_refused(void **state)
{
	/* Past the compiler, which knows that it cannot be. */
	volatile size_t most = SIZE_MAX;
	char *p = loop_memory_alloc(100);

	(void)state;
	p[0] = 'm';
	assert_null(loop_memory_alloc(most));
	assert_null(loop_memory_resize(p, most));
	assert_int_equal(p[0], 'm');
	loop_memory_free(p);
	loop_memory_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(what_was_freed_is_used_again),
		cmocka_unit_test(resizing_keeps_what_is_there),
		cmocka_unit_test(more_than_there_can_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
