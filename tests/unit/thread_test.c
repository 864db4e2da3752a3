/* thread_test.c - conditions with deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/thread.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond;
static bool there;

static void
test_a_deadline_passes(void **state)
{
	struct timespec past = thread_deadline(0), soon = thread_deadline(20), now;

	(void)state;
	thread_cond_init(&cond);
	pthread_mutex_lock(&mutex);
	assert_false(thread_wait(&cond, &mutex, &past));
	while (thread_wait(&cond, &mutex, &soon))
		;
	pthread_mutex_unlock(&mutex);
	/* Never early, and by the clock that does not jump. */
	now = thread_deadline(0);
	assert_true(now.tv_sec > soon.tv_sec || (now.tv_sec == soon.tv_sec && now.tv_nsec >= soon.tv_nsec));
	pthread_cond_destroy(&cond);
}

static void *
bring(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&mutex);
	there = true;
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void
test_what_is_waited_for_comes(void **state)
{
	struct timespec late = thread_deadline(600000);
	pthread_t thread;
	bool in_time = true;

	(void)state;
	thread_cond_init(&cond);
	pthread_mutex_lock(&mutex);
	assert_int_equal(thread_start(&thread, bring, NULL), 0);
	while (!there && in_time)
		in_time = thread_wait(&cond, &mutex, &late);
	pthread_mutex_unlock(&mutex);
	assert_true(there && in_time);
	pthread_join(thread, NULL);
	pthread_cond_destroy(&cond);
}

static void
test_milliseconds_become_a_deadline(void **state)
{
	struct timespec a = thread_deadline(0), b = thread_deadline(1999);
	int64_t apart_ns = (int64_t)(b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec;

	(void)state;
	assert_in_range(b.tv_nsec, 0, 999999999);
	assert_true(apart_ns >= (int64_t)1999 * 1000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_deadline_passes),
		cmocka_unit_test(test_what_is_waited_for_comes),
		cmocka_unit_test(test_milliseconds_become_a_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
