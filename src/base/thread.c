/* thread.c - threads as the server starts them. */
#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "base/log.h"
#include <stdlib.h>

#include "base/mem.h"

struct beginning {
	void *(*run)(void *);
	void *arg;
};

/* Set before the first thread. */
static void (*first)(void);

void
thread_begin_with(void (*begin)(void))
{
	first = begin;
}

static void *
begin(void *arg)
{
	struct beginning *kept = arg, b = *kept;

	free(kept);
	if (first != NULL)
		first();
	return b.run(b.arg);
}

int
thread_start(pthread_t *ret, void *(*run)(void *), void *arg)
{
	static const int ours[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP };
	struct beginning *b = mem_alloc(sizeof *b);
	pthread_attr_t attr;
	sigset_t all, before;
	int r;

	*b = (struct beginning){ run, arg };
	sigfillset(&all);
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		sigdelset(&all, ours[i]);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK_SIZE);
	/* A new thread inherits the mask, so there is no moment without it. */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(ret, &attr, begin, b);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (r != 0)
		free(b);
	return -r;
}

void
thread_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	if (pthread_condattr_init(&attr) != 0)
		log_fatal("out of memory: a condition was refused");
#ifndef __APPLE__
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
#endif
	if (pthread_cond_init(cond, &attr) != 0)
		log_fatal("out of memory: a condition was refused");
	pthread_condattr_destroy(&attr);
}

uint64_t
thread_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

struct timespec
thread_deadline(unsigned ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += (time_t)(ms / 1000);
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

bool
thread_wait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *deadline)
{
#ifdef __APPLE__
	/* It cannot be told which clock to go by, but takes a length of time. */
	struct timespec left = thread_deadline(0);

	left.tv_sec = deadline->tv_sec - left.tv_sec;
	left.tv_nsec = deadline->tv_nsec - left.tv_nsec;
	if (left.tv_nsec < 0) {
		left.tv_sec--;
		left.tv_nsec += 1000000000;
	}
	return left.tv_sec >= 0 && pthread_cond_timedwait_relative_np(cond, mutex, &left) != ETIMEDOUT;
#else
	return pthread_cond_timedwait(cond, mutex, deadline) != ETIMEDOUT;
#endif
}
