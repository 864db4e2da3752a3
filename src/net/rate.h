/*
 * rate.h - how many requests a network may send: a token bucket for each.
 *
 * A bucket holds burst tokens, a request takes one, and they come back at a
 * steady rate.  It is kept as one number, the time when it is full again
 * (the "theoretical arrival time" of the generic cell rate algorithm, ITU-T
 * I.371), so that nothing has to be filled up by a timer.
 *
 * Memory is fixed, and so is the work: a network's bucket lies in one of
 * RATE_WAYS places that its hash (seeded) names.  When all are taken, the
 * fullest bucket is forgotten, which favours its owner: a flood of networks
 * can make us forget, never refuse somebody who asked for little.  From any
 * thread.
 */
#ifndef NET_RATE_H
#define NET_RATE_H

#include <stdint.h>

#include "net/peer.h"

#define RATE_NETWORKS_MAX ((size_t)64 * 1024)	/* buckets; 1.5 MB once all were needed */
#define RATE_WAYS ((size_t)8)
#define RATE_LOCKS ((size_t)16)
#define RATE_PER_SECOND_MAX 1000000U
#define RATE_BURST_MAX 1000000U

struct rate;

/* per_second: 1 to RATE_PER_SECOND_MAX, burst: 1 to RATE_BURST_MAX. */
struct rate *rate_new(unsigned per_second, unsigned burst);
void rate_free(struct rate *rate);

/*
 * Takes a token for network (as peer_network gives it) at now_ms of a clock
 * that never jumps.  0: there was one; else how long to wait for the next,
 * in whole seconds [s], at least 1, and nothing was taken.
 */
unsigned rate_take(struct rate *rate, const struct peer *network, uint64_t now_ms);

#endif
