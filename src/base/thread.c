/* thread.c - threads as the server starts them. */
#include "base/thread.h"

#include <signal.h>
#include <stddef.h>

int
thread_start(pthread_t *ret, void *(*run)(void *), void *arg)
{
	static const int ours[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP };
	pthread_attr_t attr;
	sigset_t all, before;
	int r;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		sigdelset(&all, ours[i]);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK_SIZE);
	/* A new thread inherits the mask, so there is no moment without it. */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(ret, &attr, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return -r;
}
