/* limiter.c - how many connections there may be, in all and for one address. */
#include "net/limiter.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#define BUCKETS_MAX ((size_t)16 * 1024)

/* A network with at least one connection. */
struct entry {
	struct entry *next;
	struct peer network;
	unsigned n;
};

struct limiter {
	unsigned total_max, address_max;
	atomic_uint total;
	pthread_mutex_t mutex;	/* for all below */
	struct entry **buckets;
	size_t nbuckets;	/* a power of two */
};

struct limiter *
limiter_new(unsigned total_max, unsigned address_max)
{
	struct limiter *limiter = mem_alloc(sizeof *limiter);

	assert(total_max > 0 && address_max > 0);
	limiter->total_max = total_max;
	limiter->address_max = address_max;
	pthread_mutex_init(&limiter->mutex, NULL);
	limiter->nbuckets = 64;
	while (limiter->nbuckets < total_max && limiter->nbuckets < BUCKETS_MAX)
		limiter->nbuckets *= 2;
	limiter->buckets = mem_calloc(limiter->nbuckets, sizeof(struct entry *));
	return limiter;
}

void
limiter_free(struct limiter *limiter)
{
	if (limiter == NULL)
		return;
	for (size_t i = 0; i < limiter->nbuckets; i++)
		while (limiter->buckets[i] != NULL) {
			struct entry *e = limiter->buckets[i];

			limiter->buckets[i] = e->next;
			free(e);
		}
	pthread_mutex_destroy(&limiter->mutex);
	free(limiter->buckets);
	free(limiter);
}

/* Where the entry of network hangs, or where one would. */
static struct entry **
find(struct limiter *limiter, const struct peer *network)
{
	struct str key = { (const char *)network->bytes, sizeof network->bytes };
	struct entry **at = &limiter->buckets[map_hash(key) & (limiter->nbuckets - 1)];

	while (*at != NULL && memcmp(&(*at)->network, network, sizeof *network) != 0)
		at = &(*at)->next;
	return at;
}

static bool
take_address(struct limiter *limiter, const struct peer *peer)
{
	struct peer network = peer_network(peer);
	struct entry **at;
	bool good;

	pthread_mutex_lock(&limiter->mutex);
	at = find(limiter, &network);
	good = *at == NULL || (*at)->n < limiter->address_max;
	if (*at == NULL) {
		*at = mem_alloc(sizeof **at);
		(*at)->network = network;
	}
	if (good)
		(*at)->n++;
	pthread_mutex_unlock(&limiter->mutex);
	return good;
}

enum limiter_verdict
limiter_take(struct limiter *limiter, const struct peer *peer)
{
	if (atomic_fetch_add(&limiter->total, 1) >= limiter->total_max) {
		atomic_fetch_sub(&limiter->total, 1);
		return LIMITER_FULL;
	}
	if (!peer_is_loopback(peer) && !take_address(limiter, peer)) {
		atomic_fetch_sub(&limiter->total, 1);
		return LIMITER_ADDRESS;
	}
	return LIMITER_OK;
}

void
limiter_give(struct limiter *limiter, const struct peer *peer)
{
	unsigned before = atomic_fetch_sub(&limiter->total, 1);
	struct peer network = peer_network(peer);
	struct entry **at, *e;

	assert(before > 0);
	if (peer_is_loopback(peer))
		return;
	pthread_mutex_lock(&limiter->mutex);
	at = find(limiter, &network);
	e = *at;
	assert(e != NULL && e->n > 0);
	if (--e->n == 0) {
		*at = e->next;
		free(e);
	}
	pthread_mutex_unlock(&limiter->mutex);
}

bool
limiter_is_full(const struct limiter *limiter)
{
	return limiter_total(limiter) >= limiter->total_max;
}

unsigned
limiter_total(const struct limiter *limiter)
{
	return atomic_load(&limiter->total);
}
