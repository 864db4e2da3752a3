/*
 * thread.h - threads as the server starts them: for the floors that have any.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#define THREAD_STACK_SIZE ((size_t)1024 * 1024)	/* [bytes]; musl's own choice is too little */

/*
 * Like pthread_create, with the stack above and all signals blocked but those
 * of our own mistakes: the main thread's loop gets them.  0 or -errno.
 */
int thread_start(pthread_t *ret, void *(*run)(void *), void *arg);

/* What each thread does first, in itself: NULL for nothing.  Set while there are none. */
void thread_begin_with(void (*begin)(void));

#endif
