/* limiter.c - how many connections there may be, in all and for one address, and how many requests. */
#include "net/limiter.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "net/rate.h"

#define BUCKETS_MAX ((size_t)16 * 1024)

/* A network with at least one connection or job. */
struct entry {
	struct entry *next;
	struct peer network;
	unsigned n, njobs;
	size_t held;		/* [bytes] */
};

struct limiter {
	pthread_rwlock_t limits;	/* for the next three */
	struct limiter_options options;
	struct rate *requests, *handshakes;	/* NULL: they are not counted */
	atomic_uint total, total_max;
	atomic_size_t held;	/* [bytes] */
	pthread_mutex_t mutex;	/* for all below */
	struct entry **buckets;
	size_t nbuckets;	/* a power of two */
};

static unsigned
times(unsigned n, unsigned factor, unsigned max)
{
	return n < max / factor ? n * factor : max;
}

static void
set_rates(struct limiter *limiter, unsigned per_second, unsigned burst)
{
	unsigned at_once = times(burst, LIMITER_HANDSHAKES, RATE_BURST_MAX);

	limiter->requests = limiter->handshakes = NULL;
	if (per_second == 0 || burst == 0)
		return;
	limiter->requests = rate_new(per_second, burst);
	limiter->handshakes = rate_new(times(per_second, LIMITER_HANDSHAKES, RATE_PER_SECOND_MAX),
	    at_once > LIMITER_HANDSHAKES_AT_ONCE ? at_once : LIMITER_HANDSHAKES_AT_ONCE);
}

void
limiter_set(struct limiter *limiter, const struct limiter_options *options)
{
	bool same_rate = options->per_second == limiter->options.per_second && options->burst == limiter->options.burst;
	struct rate *gone[2] = { NULL, NULL };

	assert(options->total_max > 0 && options->address_max > 0 && options->address_jobs_max > 0);
	pthread_rwlock_wrlock(&limiter->limits);
	limiter->options = *options;
	if (!same_rate) {
		gone[0] = limiter->requests;
		gone[1] = limiter->handshakes;
		set_rates(limiter, options->per_second, options->burst);
	}
	atomic_store(&limiter->total_max, options->total_max);
	pthread_rwlock_unlock(&limiter->limits);
	rate_free(gone[0]);
	rate_free(gone[1]);
}

struct limiter *
limiter_new(const struct limiter_options *options)
{
	struct limiter *limiter = mem_alloc(sizeof *limiter);

	pthread_rwlock_init(&limiter->limits, NULL);
	limiter_set(limiter, options);
	pthread_mutex_init(&limiter->mutex, NULL);
	limiter->nbuckets = 64;
	while (limiter->nbuckets < options->total_max && limiter->nbuckets < BUCKETS_MAX)
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
	pthread_rwlock_destroy(&limiter->limits);
	rate_free(limiter->requests);
	rate_free(limiter->handshakes);
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

static struct entry *
find_or_make(struct limiter *limiter, const struct peer *network)
{
	struct entry **at = find(limiter, network);

	if (*at == NULL) {
		*at = mem_alloc(sizeof **at);
		(*at)->network = *network;
	}
	return *at;
}

static void
drop_if_idle(struct entry **at)
{
	struct entry *e = *at;

	if (e->n > 0 || e->njobs > 0 || e->held > 0)
		return;
	*at = e->next;
	free(e);
}

static bool
take_address(struct limiter *limiter, const struct peer *peer, bool job)
{
	struct peer network = peer_network(peer);
	struct entry *e;
	unsigned max;
	bool good = true;

	pthread_rwlock_rdlock(&limiter->limits);
	max = job ? limiter->options.address_jobs_max : limiter->options.address_max;
	pthread_rwlock_unlock(&limiter->limits);
	pthread_mutex_lock(&limiter->mutex);
	e = find_or_make(limiter, &network);
	if (job && e->njobs < max)
		e->njobs++;
	else if (!job && e->n < max)
		e->n++;
	else
		good = false;
	pthread_mutex_unlock(&limiter->mutex);
	return good;
}

static void
give_address(struct limiter *limiter, const struct peer *peer, bool job)
{
	struct peer network = peer_network(peer);
	struct entry **at, *e;

	pthread_mutex_lock(&limiter->mutex);
	at = find(limiter, &network);
	e = *at;
	assert(e != NULL && (job ? e->njobs : e->n) > 0);
	if (job)
		e->njobs--;
	else
		e->n--;
	drop_if_idle(at);
	pthread_mutex_unlock(&limiter->mutex);
}

static bool
exempts(const struct limiter_options *options, const struct peer *peer)
{
	if (!options->loopback && peer_is_loopback(peer))
		return true;
	for (size_t i = 0; i < options->nallow; i++)
		if (peer_range_holds(&options->allow[i], peer))
			return true;
	return false;
}

bool
limiter_exempts(struct limiter *limiter, const struct peer *peer)
{
	bool is;

	pthread_rwlock_rdlock(&limiter->limits);
	is = exempts(&limiter->options, peer);
	pthread_rwlock_unlock(&limiter->limits);
	return is;
}

bool
limiter_enter(struct limiter *limiter)
{
	unsigned total = atomic_load(&limiter->total);

	while (total < atomic_load(&limiter->total_max))
		if (atomic_compare_exchange_weak(&limiter->total, &total, total + 1))
			return true;
	return false;
}

void
limiter_leave(struct limiter *limiter)
{
	unsigned before = atomic_fetch_sub(&limiter->total, 1);

	assert(before > 0);
	(void)before;
}

enum limiter_verdict
limiter_take(struct limiter *limiter, const struct peer *peer, bool exempt)
{
	return exempt || take_address(limiter, peer, false) ? LIMITER_OK : LIMITER_ADDRESS;
}

enum limiter_verdict
limiter_move(struct limiter *limiter, const struct peer *peer)
{
	return take_address(limiter, peer, false) ? LIMITER_OK : LIMITER_ADDRESS;
}

void
limiter_give(struct limiter *limiter, const struct peer *peer, bool exempt)
{
	limiter_leave(limiter);
	if (!exempt)
		give_address(limiter, peer, false);
}

bool
limiter_take_job(struct limiter *limiter, const struct peer *peer)
{
	return take_address(limiter, peer, true);
}

void
limiter_give_job(struct limiter *limiter, const struct peer *peer)
{
	give_address(limiter, peer, true);
}

enum limiter_verdict
limiter_hold(struct limiter *limiter, const struct peer *peer, bool exempt, size_t n)
{
	struct peer network = peer_network(peer);
	struct entry *e;
	bool good = true;

	assert(n > 0);
	if (atomic_fetch_add(&limiter->held, n) >= LIMITER_HELD_MAX) {
		atomic_fetch_sub(&limiter->held, n);
		return LIMITER_FULL;
	}
	if (exempt)
		return LIMITER_OK;
	pthread_mutex_lock(&limiter->mutex);
	e = find_or_make(limiter, &network);
	good = e->held < LIMITER_HELD_ADDRESS_MAX;
	if (good)
		e->held += n;
	pthread_mutex_unlock(&limiter->mutex);
	if (!good)
		atomic_fetch_sub(&limiter->held, n);
	return good ? LIMITER_OK : LIMITER_ADDRESS;
}

bool
limiter_let_go(struct limiter *limiter, const struct peer *peer, bool exempt, size_t n)
{
	struct peer network = peer_network(peer);
	size_t before = atomic_fetch_sub(&limiter->held, n);
	struct entry **at;

	assert(before >= n);
	if (exempt)
		return before == n;
	pthread_mutex_lock(&limiter->mutex);
	at = find(limiter, &network);
	assert(*at != NULL && (*at)->held >= n);
	(*at)->held -= n;
	drop_if_idle(at);
	pthread_mutex_unlock(&limiter->mutex);
	return before == n;
}

/* One more of what *rate counts, which others may replace meanwhile. */
static unsigned
take_token(struct limiter *limiter, struct rate *const *rate, const struct peer *peer, uint64_t now_ms)
{
	struct peer network = peer_network(peer);
	unsigned wait_s;

	pthread_rwlock_rdlock(&limiter->limits);
	wait_s = *rate != NULL ? rate_take(*rate, &network, now_ms) : 0;
	pthread_rwlock_unlock(&limiter->limits);
	return wait_s;
}

unsigned
limiter_ask(struct limiter *limiter, const struct peer *peer, uint64_t now_ms)
{
	return take_token(limiter, &limiter->requests, peer, now_ms);
}

unsigned
limiter_ask_handshake(struct limiter *limiter, const struct peer *peer, uint64_t now_ms)
{
	return take_token(limiter, &limiter->handshakes, peer, now_ms);
}

unsigned
limiter_total(const struct limiter *limiter)
{
	return atomic_load(&limiter->total);
}
