/* tls_memory_test.c - the pieces that OpenSSL works with. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/tls_memory.h"

#define MANY 3000

/* Each step's edges, and what passes the last one. */
static const size_t edges[] = {
	1, TLS_MEMORY_SMALL_STEP, TLS_MEMORY_SMALL_STEP + 1, TLS_MEMORY_SMALL - 1, TLS_MEMORY_SMALL,
	TLS_MEMORY_SMALL + 1, TLS_MEMORY_SMALL + TLS_MEMORY_BIG_STEP, TLS_MEMORY_SMALL + TLS_MEMORY_BIG_STEP + 1,
	TLS_MEMORY_BIG - 1, TLS_MEMORY_BIG, TLS_MEMORY_BIG + 1, 10 * TLS_MEMORY_BIG,
};
#define EDGES (sizeof edges / sizeof edges[0])

static void *
take(size_t size)
{
	void *p = tls_memory_alloc(size, __FILE__, __LINE__);

	assert_non_null(p);
	assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
	return p;
}

static void
give(void *p)
{
	tls_memory_free(p, __FILE__, __LINE__);
}

static void
pieces_do_not_overlap(void **state)
{
	static unsigned char *pieces[MANY];

	(void)state;
	/* Twice: from malloc, and from what was kept. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < MANY; i++) {
			pieces[i] = take(edges[i % EDGES]);
			memset(pieces[i], (int)(i % 251), edges[i % EDGES]);
		}
		for (size_t i = 0; i < MANY; i++) {
			for (size_t k = 0; k < edges[i % EDGES]; k++)
				assert_int_equal(pieces[i][k], i % 251);
			give(pieces[i]);
		}
	}
	tls_memory_release();
}

static void
what_was_freed_is_used_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < EDGES; i++) {
		void *first, *second;

		if (edges[i] > TLS_MEMORY_BIG)
			continue;
		first = take(edges[i]);
		give(first);
		second = take(edges[i]);
		assert_ptr_equal(first, second);
		give(second);
	}
	tls_memory_release();
}

static void
resizing_keeps_what_is_there(void **state)
{
	(void)state;
	for (size_t from = 0; from < EDGES; from++) {
		for (size_t to = 0; to < EDGES; to++) {
			unsigned char *p = take(edges[from]);

			for (size_t k = 0; k < edges[from]; k++)
				p[k] = (unsigned char)(k % 253);
			p = tls_memory_resize(p, edges[to], __FILE__, __LINE__);
			assert_non_null(p);
			for (size_t k = 0; k < edges[from] && k < edges[to]; k++)
				assert_int_equal(p[k], k % 253);
			memset(p, 0xA5, edges[to]);
			give(p);
		}
	}
	tls_memory_release();
}

static void
nothing_and_too_much(void **state)
{
	void *p;

	(void)state;
	assert_null(tls_memory_alloc(0, __FILE__, __LINE__));
	assert_null(tls_memory_alloc(SIZE_MAX, __FILE__, __LINE__));
	assert_null(tls_memory_alloc(PTRDIFF_MAX, __FILE__, __LINE__));
	give(NULL);
	p = tls_memory_resize(NULL, 40, __FILE__, __LINE__);
	assert_non_null(p);
	/* A refusal leaves what there is. */
	memset(p, 7, 40);
	assert_null(tls_memory_resize(p, SIZE_MAX, __FILE__, __LINE__));
	assert_int_equal(((unsigned char *)p)[39], 7);
	assert_null(tls_memory_resize(p, 0, __FILE__, __LINE__));
	tls_memory_release();
}

static void
a_thread_keeps_no_more_than_it_may(void **state)
{
	enum { PIECES = 2 * TLS_MEMORY_KEPT_MAX / 4096 };
	static void *pieces[PIECES];

	(void)state;
	assert_int_equal(tls_memory_kept(), 0);
	for (size_t i = 0; i < PIECES; i++)
		pieces[i] = take(4096);
	for (size_t i = 0; i < PIECES; i++)
		give(pieces[i]);
	assert_int_equal(tls_memory_kept(), TLS_MEMORY_KEPT_MAX);
	give(take(TLS_MEMORY_BIG + 1));
	assert_int_equal(tls_memory_kept(), TLS_MEMORY_KEPT_MAX);
	tls_memory_release();
	assert_int_equal(tls_memory_kept(), 0);
}

/* Gives back what the other thread took, and takes what it gives back later.  That
 * nothing is lost when this one ends is LeakSanitizer's to see. */
static void *
run_other(void *arg)
{
	void **pieces = arg;

	for (size_t i = 0; i < MANY / 2; i++)
		give(pieces[i]);
	for (size_t i = 0; i < MANY / 2; i++) {
		pieces[i] = tls_memory_alloc(edges[i % EDGES], __FILE__, __LINE__);
		if (pieces[i] != NULL)
			memset(pieces[i], 1, edges[i % EDGES]);
	}
	give(tls_memory_alloc(100, __FILE__, __LINE__));
	return (void *)tls_memory_kept();
}

static void
pieces_may_be_freed_by_another_thread(void **state)
{
	static void *pieces[MANY];
	pthread_t other;
	void *kept;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		pieces[i] = take(edges[i % EDGES]);
	assert_int_equal(pthread_create(&other, NULL, run_other, pieces), 0);
	for (size_t i = MANY / 2; i < MANY; i++)
		give(pieces[i]);
	assert_int_equal(pthread_join(other, &kept), 0);
	assert_in_range((uintptr_t)kept, 100, TLS_MEMORY_KEPT_MAX);
	for (size_t i = 0; i < MANY / 2; i++) {
		assert_non_null(pieces[i]);
		give(pieces[i]);
	}
	tls_memory_release();
}

static void
freeing_twice_ends_the_process(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		void *p = tls_memory_alloc(32, __FILE__, __LINE__);

		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		give(p);
		give(p);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(what_was_freed_is_used_again),
		cmocka_unit_test(resizing_keeps_what_is_there),
		cmocka_unit_test(nothing_and_too_much),
		cmocka_unit_test(a_thread_keeps_no_more_than_it_may),
		cmocka_unit_test(pieces_may_be_freed_by_another_thread),
		cmocka_unit_test(freeing_twice_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
