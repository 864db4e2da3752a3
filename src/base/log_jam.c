/* log_jam.c - standard error that nobody reads. */
#include "base/log_jam.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/thread.h"

static atomic_bool can_jam;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;	/* for the next two, and while one writes */
static uint64_t since_ms, waited_ms;

void
log_keep_going(bool keep)
{
	struct stat st;

	/* A disk takes its time and is never full of what nobody reads. */
	atomic_store(&can_jam, keep && fstat(STDERR_FILENO, &st) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || isatty(STDERR_FILENO)));
}

bool
log_jam_lock(void)
{
	if (!atomic_load(&can_jam))
		return false;
	pthread_mutex_lock(&mutex);
	return true;
}

void
log_jam_unlock(void)
{
	pthread_mutex_unlock(&mutex);
}

/* Whoever has gone away makes no one wait either: write(2) says so. */
static bool
is_ready_within(uint64_t ms)
{
	struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };
	int n;

	do
		n = poll(&p, 1, (int)ms);
	while (n < 0 && errno == EINTR && ms == 0);
	return n > 0;
}

bool
log_jam_is_ready(void)
{
	uint64_t from_ms;
	bool ready;

	if (is_ready_within(0)) {
		if (waited_ms > 0 && thread_now_ms() - since_ms >= LOG_PATIENCE_SPAN_MS)
			waited_ms = 0;
		return true;
	}
	if (waited_ms >= LOG_PATIENCE_MS)
		return false;
	from_ms = thread_now_ms();
	if (waited_ms == 0)
		since_ms = from_ms;
	ready = is_ready_within(LOG_PATIENCE_MS - waited_ms);
	waited_ms += thread_now_ms() - from_ms;
	return ready;
}
