/*
 * limiter.h - how many connections there may be, in all and for one address.
 *
 * Counts connections that are open; an IPv6 address counts with its whole /64,
 * which one owner has to himself.  Loopback is exempt from the limit for one
 * address: an onion service or a forwarder brings everybody from there.  From
 * any thread.
 */
#ifndef NET_LIMITER_H
#define NET_LIMITER_H

#include "net/peer.h"

struct limiter;

enum limiter_verdict {
	LIMITER_OK,
	LIMITER_FULL,		/* too many in all */
	LIMITER_ADDRESS,	/* too many from there */
};

struct limiter *limiter_new(unsigned total_max, unsigned address_max);
void limiter_free(struct limiter *limiter);

/* Counts one more when LIMITER_OK; limiter_give takes it off again. */
enum limiter_verdict limiter_take(struct limiter *limiter, const struct peer *peer);
void limiter_give(struct limiter *limiter, const struct peer *peer);
/* Whether there is no room in all; for one about to accept. */
bool limiter_is_full(const struct limiter *limiter);
unsigned limiter_total(const struct limiter *limiter);

#endif
