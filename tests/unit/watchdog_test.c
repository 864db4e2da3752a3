/* watchdog_test.c - the service manager hears from us while all workers turn, and no longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/notify.h"
#include "net/watchdog.h"
#include "scratch.h"

static int manager;

static void
manager_begin(const char *watchdog_usec)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	scratch_begin();
	assert_true(snprintf(address.sun_path, sizeof address.sun_path, "%.90s/notify", scratch_path) > 0);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(manager, (struct sockaddr *)&address, sizeof address), 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	setenv("WATCHDOG_USEC", watchdog_usec, 1);
	notify_begin();
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_null(getenv("WATCHDOG_USEC"));
}

static void
manager_end(void)
{
	notify_end();
	close(manager);
	scratch_end();
}

static unsigned
signs(void)
{
	char text[64];
	ssize_t len;
	unsigned n = 0;

	while ((len = recv(manager, text, sizeof text, 0)) > 0) {
		assert_int_equal(len, 10);
		assert_memory_equal(text, "WATCHDOG=1", 10);
		n++;
	}
	return n;
}

static void
stop(void *arg)
{
	loop_stop(arg);
}

static void
run_for(struct loop *loop, uint64_t ms)
{
	struct loop_timer *timer = loop_timer_new(loop, stop, loop);

	loop_timer_set(timer, ms);
	assert_int_equal(loop_run(loop), 0);
	loop_timer_free(timer);
}

/* Two workers whose loops nobody runs: they hang. */
static void
test_a_hanging_worker_is_noticed(void **state)
{
	struct worker one = { .loop = loop_new() }, two = { .loop = loop_new() };
	struct worker *const workers[] = { &one, &two };
	struct loop *loop = loop_new();
	struct watchdog *dog;

	(void)state;
	manager_begin("4000");
	assert_int_equal(notify_watchdog_ms(), 4);
	dog = watchdog_new(loop, workers, 2);
	assert_int_equal(signs(), 1);
	run_for(loop, 100);
	assert_int_equal(signs(), 0);
	/* One of them alone does not help. */
	atomic_store(&one.answered, atomic_load(&one.asked));
	run_for(loop, 100);
	assert_int_equal(signs(), 0);
	atomic_store(&two.answered, atomic_load(&two.asked));
	run_for(loop, 100);
	assert_int_equal(signs(), 1);
	watchdog_free(dog);
	loop_free(loop);
	loop_free(one.loop);
	loop_free(two.loop);
	manager_end();
}

static void
test_no_watchdog_is_wanted(void **state)
{
	(void)state;
	manager_begin("0");
	assert_null(watchdog_new(NULL, NULL, 0));
	manager_end();
	manager_begin("many");
	assert_null(watchdog_new(NULL, NULL, 0));
	manager_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_hanging_worker_is_noticed),
		cmocka_unit_test(test_no_watchdog_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
