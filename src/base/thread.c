/* thread.c - threads as the server starts them. */
#include "base/thread.h"

#include <signal.h>
#include <stddef.h>
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
