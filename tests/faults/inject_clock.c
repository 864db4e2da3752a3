/* inject_clock.c - faults of the system, made to order: the clock of the day. */
#include <sys/time.h>
#include <time.h>

#include "inject.h"

static int64_t
shift_s(void)
{
	return inject_page != NULL ? __atomic_load_n(&inject_page->clock_s, __ATOMIC_RELAXED) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *ret)
{
	INJECT_REAL(clock_gettime);
	int r = real(clock, ret);

	if (r == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		ret->tv_sec += (time_t)shift_s();
	return r;
}

time_t
time(time_t *ret)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (ret != NULL)
		*ret = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
	INJECT_REAL(gettimeofday);
	int r = real(ret, zone);

	if (r == 0)
		ret->tv_sec += (time_t)shift_s();
	return r;
}
