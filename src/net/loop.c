/* loop.c - waiting: descriptors, timers, signals, a knock from another thread. */
#include "net/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "net/loop_memory.h"

#define LOOP_SIGNALS_MAX 8
#define FAR_MS ((uint64_t)365 * 24 * 60 * 60 * 1000)
#define NEVER_MS UINT64_MAX

struct loop_signal {
	struct event *event;
	loop_due *due;
	void *arg;
};

struct loop {
	struct event_base *base;
	struct loop_signal signals[LOOP_SIGNALS_MAX];
	unsigned nsignals;
	int wake_pipe[2];
	struct loop_watch *wake_watch;
	loop_due *on_wake;
	void *on_wake_arg;
	loop_due *on_rest;
	void *on_rest_arg;
	atomic_bool woken;		/* a byte is in the pipe already */
	bool stopped;
};

/* One allocation with libevent's own part behind, whose size only it knows. */
struct loop_watch {
	struct loop *loop;
	loop_ready *ready;
	void *arg;
	int fd;
	unsigned what;
	_Alignas(max_align_t) char event[];
};

struct loop_timer {
	uint64_t due_ms;	/* NEVER_MS: it waits for nothing, far away */
	loop_due *due;
	void *arg;
	_Alignas(max_align_t) char event[];
};

static void loop_drain_wakes(void *arg, unsigned what);

static struct event *
watch_event(struct loop_watch *watch)
{
	return (struct event *)(void *)watch->event;
}

static struct event *
timer_event(struct loop_timer *timer)
{
	return (struct event *)(void *)timer->event;
}

/* What libevent has to say would otherwise go to standard error by itself. */
static void
said(int severity, const char *words)
{
	if (severity >= EVENT_LOG_WARN)
		log_warning("libevent: %s", words);
	else
		log_debug("libevent: %s", words);
}

static void
set_up(void)
{
	event_set_mem_functions(loop_memory_alloc, loop_memory_resize, loop_memory_free);
	event_set_log_callback(said);
}

struct loop *
loop_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct loop *loop = mem_alloc(sizeof *loop);
	struct event_config *config;
	int saved;

	pthread_once(&once, set_up);
	config = event_config_new();
	if (config == NULL)
		log_fatal("out of memory");
	/* Each loop has one thread: its locks would only be paid for. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	/* A stranger's environment has no say in how we wait. */
	event_config_set_flag(config, EVENT_BASE_FLAG_IGNORE_ENV);
	loop->base = event_base_new_with_config(config);
	event_config_free(config);
	loop->wake_pipe[0] = loop->wake_pipe[1] = -1;
	if (loop->base == NULL || pipe2(loop->wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
		saved = errno != 0 ? errno : EMFILE;
		loop_free(loop);
		errno = saved;
		return NULL;
	}
	loop->wake_watch = loop_watch_new(loop, loop->wake_pipe[0], loop_drain_wakes, loop);
	if (!loop_watch_set(loop->wake_watch, LOOP_READ)) {
		loop_free(loop);
		errno = ENOMEM;
		return NULL;
	}
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	for (unsigned i = 0; i < loop->nsignals; i++)
		event_free(loop->signals[i].event);
	loop_watch_free(loop->wake_watch);
	for (int i = 0; i < 2; i++)
		if (loop->wake_pipe[i] >= 0)
			close(loop->wake_pipe[i]);
	if (loop->base != NULL)
		event_base_free(loop->base);
	free(loop);
}

int
loop_run(struct loop *loop)
{
	while (!loop->stopped) {
		if (event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY) < 0 &&
		    errno != EINTR)
			return errno != 0 ? -errno : -EIO;
		if (loop->on_rest != NULL)
			loop->on_rest(loop->on_rest_arg);
	}
	loop->stopped = false;
	return 0;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
	event_base_loopbreak(loop->base);
}

uint64_t
loop_now_ms(void)
{
	return thread_now_ms();
}

static void
watch_ready(evutil_socket_t fd, short events, void *arg)
{
	struct loop_watch *watch = arg;
	unsigned what = 0;

	(void)fd;
	if (events & EV_READ)
		what |= LOOP_READ;
	if (events & EV_WRITE)
		what |= LOOP_WRITE;
	watch->ready(watch->arg, what);
}

struct loop_watch *
loop_watch_new(struct loop *loop, int fd, loop_ready *ready, void *arg)
{
	struct loop_watch *watch = mem_alloc(sizeof *watch + event_get_struct_event_size());

	watch->loop = loop;
	watch->ready = ready;
	watch->arg = arg;
	watch->fd = fd;
	return watch;
}

bool
loop_watch_set(struct loop_watch *watch, unsigned what)
{
	short events = EV_PERSIST;

	if (what == watch->what)
		return true;
	if (watch->what != 0)
		event_del(watch_event(watch));
	watch->what = 0;
	if (what == 0)
		return true;
	if (what & LOOP_READ)
		events |= EV_READ;
	if (what & LOOP_WRITE)
		events |= EV_WRITE;
	if (event_assign(watch_event(watch), watch->loop->base, watch->fd, events, watch_ready,
	    watch) != 0 || event_add(watch_event(watch), NULL) != 0)
		return false;
	watch->what = what;
	return true;
}

void
loop_watch_free(struct loop_watch *watch)
{
	if (watch == NULL)
		return;
	(void)loop_watch_set(watch, 0);
	free(watch);
}

/* Only an event that waits for nothing yet needs memory from libevent.  So each timer
 * always waits, and to set one cannot fail. */
static void
timer_put(struct loop_timer *timer, uint64_t in_ms)
{
	struct timeval in = {
		.tv_sec = (time_t)(in_ms / 1000),
		.tv_usec = (suseconds_t)(in_ms % 1000 * 1000),
	};

	if (event_add(timer_event(timer), &in) != 0)
		log_fatal("out of memory: a timer was refused");
}

static void
timer_park(struct loop_timer *timer)
{
	timer->due_ms = NEVER_MS;
	timer_put(timer, FAR_MS);
}

static void
timer_due(evutil_socket_t fd, short events, void *arg)
{
	struct loop_timer *timer = arg;
	bool was_set = timer->due_ms != NEVER_MS;
	uint64_t now_ms = loop_now_ms();

	(void)fd;
	(void)events;
	/* libevent's clock is coarse, and stands still while callbacks run. */
	if (was_set && now_ms < timer->due_ms) {
		timer_put(timer, timer->due_ms - now_ms);
		return;
	}
	/* Its place, which it has just left, is still there. */
	timer_park(timer);
	if (was_set)
		timer->due(timer->arg);
}

struct loop_timer *
loop_timer_new(struct loop *loop, loop_due *due, void *arg)
{
	struct loop_timer *timer = mem_alloc(sizeof *timer + event_get_struct_event_size());

	timer->due = due;
	timer->arg = arg;
	if (event_assign(timer_event(timer), loop->base, -1, 0, timer_due, timer) != 0)
		log_fatal("cannot make a timer");
	timer_park(timer);
	return timer;
}

void
loop_timer_set(struct loop_timer *timer, uint64_t in_ms)
{
	timer->due_ms = loop_now_ms() + in_ms;
	timer_put(timer, in_ms);
}

void
loop_timer_clear(struct loop_timer *timer)
{
	if (timer->due_ms != NEVER_MS)
		timer_park(timer);
}

void
loop_timer_free(struct loop_timer *timer)
{
	if (timer == NULL)
		return;
	event_del(timer_event(timer));
	free(timer);
}

static void
signal_came(evutil_socket_t fd, short events, void *arg)
{
	struct loop_signal *s = arg;

	(void)fd;
	(void)events;
	s->due(s->arg);
}

void
loop_signal(struct loop *loop, int number, loop_due *due, void *arg)
{
	struct loop_signal *s;

	if (loop->nsignals == LOOP_SIGNALS_MAX)
		log_fatal("too many signals for one loop");
	s = &loop->signals[loop->nsignals++];
	s->due = due;
	s->arg = arg;
	s->event = evsignal_new(loop->base, number, signal_came, s);
	if (s->event == NULL || event_add(s->event, NULL) != 0)
		log_fatal("cannot wait for signal %d", number);
}

void
loop_on_wake(struct loop *loop, loop_due *due, void *arg)
{
	loop->on_wake = due;
	loop->on_wake_arg = arg;
}

void
loop_on_rest(struct loop *loop, loop_due *due, void *arg)
{
	loop->on_rest = due;
	loop->on_rest_arg = arg;
}

static void
loop_drain_wakes(void *arg, unsigned what)
{
	struct loop *loop = arg;
	char bytes[64];

	(void)what;
	while (read(loop->wake_pipe[0], bytes, sizeof bytes) > 0)
		;
	/* Before the call: what is posted during it knocks again. */
	atomic_store(&loop->woken, false);
	if (loop->on_wake != NULL)
		loop->on_wake(loop->on_wake_arg);
}

void
loop_wake(struct loop *loop)
{
	if (atomic_exchange(&loop->woken, true))
		return;
	while (write(loop->wake_pipe[1], "", 1) < 0 && errno == EINTR)
		;
}
