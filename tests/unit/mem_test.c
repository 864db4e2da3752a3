/* mem_test.c - memory given back from several threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/mem.h"

#define THREADS 4
#define TRIES 300

static pthread_barrier_t start;

static void *
give_back(void *arg)
{
	pthread_barrier_wait(&start);
	mem_give_back();
	return arg;
}

static void
give_back_at_once(void)
{
	pthread_t threads[THREADS];

	if (pthread_barrier_init(&start, NULL, THREADS) != 0)
		_exit(1);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, give_back, NULL) != 0)
			_exit(1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	_exit(0);
}

/* Under a sanitizer's malloc, glibc's own is made ready by the first call ever, and two
 * threads crashed in it: one start in some thousand.  Each process can try only once. */
static void
test_first_given_back_by_many_threads_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < TRIES; i++) {
		pid_t pid = fork();
		int status;

		assert_true(pid >= 0);
		if (pid == 0)
			give_back_at_once();
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_given_back_by_many_threads_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
