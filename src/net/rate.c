/* rate.c - how many requests a network may send. */
#include "net/rate.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#define SETS (RATE_NETWORKS_MAX / RATE_WAYS)
#define SECOND_US 1000000U

struct bucket {
	struct peer network;
	uint64_t full_us;	/* when it is full again; what is past is full */
};

struct rate {
	uint64_t each_us;	/* in which one token comes back */
	uint64_t burst_us;	/* in which all of them do */
	struct bucket *buckets;	/* SETS times RATE_WAYS, by the lock of the set */
	pthread_mutex_t locks[RATE_LOCKS];
};

struct rate *
rate_new(unsigned per_second, unsigned burst)
{
	struct rate *rate = mem_alloc(sizeof *rate);

	_Static_assert((SETS & (SETS - 1)) == 0 && SETS % RATE_LOCKS == 0, "sets are chosen by bits");
	assert(per_second > 0 && per_second <= RATE_PER_SECOND_MAX && burst > 0 && burst <= RATE_BURST_MAX);
	rate->each_us = SECOND_US / per_second;
	rate->burst_us = rate->each_us * burst;
	/* Pages that no bucket ever lies in cost nothing. */
	rate->buckets = mem_calloc(RATE_NETWORKS_MAX, sizeof *rate->buckets);
	for (size_t i = 0; i < RATE_LOCKS; i++)
		pthread_mutex_init(&rate->locks[i], NULL);
	return rate;
}

void
rate_free(struct rate *rate)
{
	if (rate == NULL)
		return;
	for (size_t i = 0; i < RATE_LOCKS; i++)
		pthread_mutex_destroy(&rate->locks[i]);
	free(rate->buckets);
	free(rate);
}

/* The bucket of network in its set; a new one takes the place of the fullest. */
static struct bucket *
find(struct bucket *set, const struct peer *network)
{
	struct bucket *fullest = set;

	for (size_t i = 0; i < RATE_WAYS; i++) {
		if (memcmp(&set[i].network, network, sizeof *network) == 0)
			return &set[i];
		if (set[i].full_us < fullest->full_us)
			fullest = &set[i];
	}
	*fullest = (struct bucket){ .network = *network };
	return fullest;
}

unsigned
rate_take(struct rate *rate, const struct peer *network, uint64_t now_ms)
{
	struct str key = { (const char *)network->bytes, sizeof network->bytes };
	size_t set = (size_t)map_hash(key) & (SETS - 1);
	pthread_mutex_t *lock = &rate->locks[set % RATE_LOCKS];
	uint64_t now_us = now_ms * 1000, full_us, wait_us = 0;
	struct bucket *bucket;

	pthread_mutex_lock(lock);
	bucket = find(&rate->buckets[set * RATE_WAYS], network);
	full_us = (bucket->full_us > now_us ? bucket->full_us : now_us) + rate->each_us;
	if (full_us - now_us <= rate->burst_us)
		bucket->full_us = full_us;
	else
		wait_us = full_us - now_us - rate->burst_us;
	pthread_mutex_unlock(lock);
	return (unsigned)((wait_us + SECOND_US - 1) / SECOND_US);
}
