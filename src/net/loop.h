/*
 * loop.h - waiting: descriptors, timers, signals, a knock from another thread.
 *
 * The only room that knows libevent.  A loop belongs to the thread that runs
 * it; of all functions only loop_wake may be called from another one.  Callbacks
 * may free any watch or timer, their own included.  Readiness is a level: what
 * was not taken is reported again.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_watch;
struct loop_timer;

enum {
	LOOP_READ = 1,
	LOOP_WRITE = 2,
};

typedef void loop_ready(void *arg, unsigned what);
typedef void loop_due(void *arg);

/* NULL when the system refuses, with errno set. */
struct loop *loop_new(void);
void loop_free(struct loop *loop);
/* Runs callbacks until loop_stop; 0 or -errno. */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* [ms] of a clock that never jumps. */
uint64_t loop_now_ms(void);

/*
 * A watch waits for nothing until it is told to; setting what it already
 * waits for costs nothing.  The descriptor stays the caller's and must be
 * open as long as the watch lives.  loop_watch_set is false when the kernel
 * has no room for it; then the watch waits for nothing.
 */
struct loop_watch *loop_watch_new(struct loop *loop, int fd, loop_ready *ready, void *arg);
bool loop_watch_set(struct loop_watch *watch, unsigned what);
void loop_watch_free(struct loop_watch *watch);

/* Fires once for each loop_timer_set, never early by loop_now_ms; setting it again moves it. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_due *due, void *arg);
void loop_timer_set(struct loop_timer *timer, uint64_t in_ms);
void loop_timer_clear(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

/* Calls due in the loop for each signal.  One loop in a process at a time may
 * do so (libevent's rule).  Ends with the loop. */
void loop_signal(struct loop *loop, int number, loop_due *due, void *arg);

/* Calls due when all that was ready has had its turn, before the loop waits. */
void loop_on_rest(struct loop *loop, loop_due *due, void *arg);

/* loop_wake makes the loop call due soon; many wakes may be one call. */
void loop_on_wake(struct loop *loop, loop_due *due, void *arg);
void loop_wake(struct loop *loop);

#endif
