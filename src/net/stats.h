/*
 * stats.h - what the owner can count: requests by protocol and status, the most
 * asked paths, the readers of feeds, errors, pages from the cache, connections.
 *
 * Each worker counts for itself, in memory that no other thread writes to; who
 * asks adds up.  Numbers are relaxed atomics.  The table of paths has a mutex
 * that its worker only tries: while somebody reads, a path is not counted.
 */
#ifndef NET_STATS_H
#define NET_STATS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "base/strbuf.h"
#include "net/record.h"
#include "render/address.h"

#define STATS_STATUS_MIN 10
#define STATS_STATUSES 60		/* Gemini's numbers, 10 to 69 */
#define STATS_PATH_SIZE 120		/* [bytes] of a path with NUL; a longer one is cut */
#define STATS_SETS 64U			/* of paths that share a hash's lower bits */
#define STATS_WAYS 4U			/* paths in a set: 256 in all, for each worker */
#define STATS_SHOWN 20			/* of the most asked paths */
#define STATS_READERS_MAX 4096U		/* of feeds, in a day; more are not told apart */

struct stats_path {
	uint64_t asked;			/* times, and a few more when others were forgotten for it */
	char path[STATS_PATH_SIZE];
};

struct stats {
	_Atomic uint64_t requests[SCHEMES][STATS_STATUSES];
	_Atomic uint64_t bytes, cached, failed, connections, handshakes_failed;
	pthread_mutex_t mutex;		/* for paths */
	struct stats_path paths[STATS_SETS][STATS_WAYS];
};

/* Hashes of readers, by a salt of the day, without a lock. */
struct stats_readers {
	_Atomic int64_t day;
	_Atomic uint64_t before;	/* how many there were the day before */
	_Atomic uint64_t n;
	_Atomic uint64_t hashes[STATS_READERS_MAX];
};

void stats_init(struct stats *s);
void stats_done(struct stats *s);

/* A finished request, by its worker; cached: it was not made anew. */
void stats_count(struct stats *s, enum scheme scheme, const struct record *r, bool cached, bool failed);
/* A feed's reader, known by peer; from any thread. */
void stats_count_reader(struct stats_readers *readers, struct record_salt *salt, const struct peer *peer, time_t now);
/* The path that a request line asks for, without query and parameters; a part of line. */
struct str stats_path_of(struct str line);

/* Three forms, for people, as a page, and for Prometheus, of what n stats say together. */
struct stats_sum {
	struct stats *const *stats;	/* one for each worker */
	size_t n;
	struct stats_readers *readers;
	uint64_t uptime_s, open;	/* since the start; connections now */
	uint64_t last_minute;		/* requests */
};
void stats_add_text(struct strbuf *out, const struct stats_sum *sum);
void stats_add_gemtext(struct strbuf *out, const struct stats_sum *sum);
void stats_add_prometheus(struct strbuf *out, const struct stats_sum *sum);
uint64_t stats_requests(struct stats *const *stats, size_t n);

#endif
