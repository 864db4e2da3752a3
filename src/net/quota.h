/*
 * quota.h - so many lines in a span of time, and how many were left out: what
 * strangers can bring about is told to the owner without filling his disk.
 *
 * From any thread.
 */
#ifndef NET_QUOTA_H
#define NET_QUOTA_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct quota {
	pthread_mutex_t mutex;		/* for all below */
	unsigned max;			/* in each span */
	uint64_t span_ms;
	uint64_t since_ms;		/* when the span began; 0: none runs */
	unsigned taken;
	uint64_t left_out;
};

void quota_init(struct quota *q, unsigned max, uint64_t span_ms);
void quota_done(struct quota *q);

/* Whether one more may be said at now_ms, which begins a span when none runs;
 * when not, it is counted. */
bool quota_take(struct quota *q, uint64_t now_ms);

/* Ends a span that is over by now_ms, or any with last set: how many were left out. */
uint64_t quota_end(struct quota *q, uint64_t now_ms, bool last);

#endif
