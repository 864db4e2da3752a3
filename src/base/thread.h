/*
 * thread.h - threads as the server starts them: for the floors that have any.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define THREAD_STACK_SIZE ((size_t)1024 * 1024)	/* [bytes]; musl's own choice is too little */

/*
 * Like pthread_create, with the stack above and all signals blocked but those
 * of our own mistakes: the main thread's loop gets them.  0 or -errno.
 */
int thread_start(pthread_t *ret, void *(*run)(void *), void *arg);

/* What each thread does first, in itself: NULL for nothing.  Set while there are none. */
void thread_begin_with(void (*begin)(void));

/*
 * Conditions that are waited for until a deadline, by the clock that never jumps:
 * by the clock of the day, which POSIX takes unless it is told, one hour forward is
 * a deadline that has passed, and one back is an hour more to wait.
 */
void thread_cond_init(pthread_cond_t *cond);
/* [ms] of a clock that never jumps, the same that these conditions have. */
uint64_t thread_now_ms(void);
/* So many milliseconds from now. */
struct timespec thread_deadline(unsigned ms);
/* Like pthread_cond_timedwait, for a condition of thread_cond_init; false once the
 * deadline has passed. */
bool thread_wait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *deadline);

#endif
