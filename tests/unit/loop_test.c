/* loop_test.c - timers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/loop.h"

#define ROUNDS 60
#define WORK_MS 3	/* before a timer is set: libevent's clock stands still while a callback runs */

struct round {
	struct loop *loop;
	struct loop_timer *timer;
	uint64_t due_ms;
	unsigned left, early;
};

static void
round_begin(struct round *r)
{
	uint64_t in_ms = r->left % 7, from_ms = loop_now_ms();

	while (loop_now_ms() < from_ms + WORK_MS)
		;
	r->due_ms = loop_now_ms() + in_ms;
	loop_timer_set(r->timer, in_ms);
}

static void
round_end(void *arg)
{
	struct round *r = arg;

	r->early += loop_now_ms() < r->due_ms;
	if (--r->left > 0)
		round_begin(r);
	else
		loop_stop(r->loop);
}

/* A deadline that had passed by libevent's clock had some milliseconds to go by ours, and was
 * taken for another one. */
static void
test_a_timer_is_never_early(void **state)
{
	struct round r = { .left = ROUNDS };

	(void)state;
	r.loop = loop_new();
	assert_non_null(r.loop);
	r.timer = loop_timer_new(r.loop, round_end, &r);
	round_begin(&r);
	assert_int_equal(loop_run(r.loop), 0);
	assert_int_equal(r.left, 0);
	assert_int_equal(r.early, 0);
	loop_timer_free(r.timer);
	loop_free(r.loop);
}

static void
count(void *arg)
{
	++*(unsigned *)arg;
}

static void
stop(void *arg)
{
	loop_stop(arg);
}

/* A timer that is cleared says nothing, one that is moved speaks once, at its last time. */
static void
test_cleared_and_moved(void **state)
{
	unsigned cleared = 0, moved = 0;
	struct loop *loop = loop_new();
	struct loop_timer *c, *m, *end;

	(void)state;
	assert_non_null(loop);
	c = loop_timer_new(loop, count, &cleared);
	m = loop_timer_new(loop, count, &moved);
	end = loop_timer_new(loop, stop, loop);
	loop_timer_set(c, 1);
	loop_timer_set(m, 3600000);
	loop_timer_set(m, 2);
	loop_timer_clear(c);
	loop_timer_set(end, 30);
	assert_int_equal(loop_run(loop), 0);
	assert_int_equal(cleared, 0);
	assert_int_equal(moved, 1);
	loop_timer_free(c);
	loop_timer_free(m);
	loop_timer_free(end);
	loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_timer_is_never_early),
		cmocka_unit_test(test_cleared_and_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
