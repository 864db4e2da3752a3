/*
 * limiter.h - how many connections there may be, in all and for one address,
 * how many requests and handshakes, and how much memory for answers that nobody
 * reads.
 *
 * Counts connections that are open; an IPv6 address counts with its whole /64,
 * which one owner has to himself.  Loopback is exempt from the limits for one
 * address unless the owner says otherwise: an onion service or a forwarder
 * brings everybody from there.  So are the networks that he names.  From any
 * thread.
 */
#ifndef NET_LIMITER_H
#define NET_LIMITER_H

#include <stdint.h>

#include "net/peer.h"

/* [bytes] of answers that stay in memory until clients have taken them; whoever asks
 * when there is so much already is refused, so that there is one more than this at most. */
#define LIMITER_HELD_MAX ((size_t)64 * 1024 * 1024)
#define LIMITER_HELD_ADDRESS_MAX ((size_t)16 * 1024 * 1024)	/* of them for one address */

/*
 * Handshakes that an address may begin for each request that it may send, and
 * at once at the least: who asks for too much is told so in words for as long.
 * To begin one costs us a hundred times what it costs a client that never
 * ends it, and so never sends a request.
 */
#define LIMITER_HANDSHAKES 10U
#define LIMITER_HANDSHAKES_AT_ONCE 100U

struct limiter;

enum limiter_verdict {
	LIMITER_OK,
	LIMITER_FULL,		/* too many in all */
	LIMITER_ADDRESS,	/* too many from there */
};

struct limiter_options {
	unsigned total_max, address_max;	/* connections */
	unsigned address_jobs_max;	/* long answers under way for one address */
	unsigned per_second, burst;	/* requests from one address (rate.h); 0: as many as come */
	bool loopback;			/* it is not exempt */
	const struct peer_range *allow;	/* exempt; borrowed until others are set */
	size_t nallow;
};

struct limiter *limiter_new(const struct limiter_options *options);
void limiter_free(struct limiter *limiter);
/*
 * Other limits from now on; who is connected stays counted, and may be one of
 * too many.  What was counted of requests is forgotten when their rate changes.
 */
void limiter_set(struct limiter *limiter, const struct limiter_options *options);

/* Whether no limit for one address holds for peer.  Asked once for a connection. */
bool limiter_exempts(struct limiter *limiter, const struct peer *peer);
/* Counts one more of whom nothing is known yet: for one about to accept, so that no two
 * accept for the same place.  False when there is no room in all. */
bool limiter_enter(struct limiter *limiter);
/* The same one did not come, or may not stay. */
void limiter_leave(struct limiter *limiter);
/* Whether peer, who has entered, may stay: when LIMITER_OK, limiter_give takes him off again. */
enum limiter_verdict limiter_take(struct limiter *limiter, const struct peer *peer, bool exempt);
/* One that was taken as exempt counts for peer from here on, unless he has too many. */
enum limiter_verdict limiter_move(struct limiter *limiter, const struct peer *peer);
void limiter_give(struct limiter *limiter, const struct peer *peer, bool exempt);
/* The same for a long answer to one who is not exempt; false when he has too many. */
bool limiter_take_job(struct limiter *limiter, const struct peer *peer);
void limiter_give_job(struct limiter *limiter, const struct peer *peer);
/* The same for n > 0 bytes of an answer in memory. */
enum limiter_verdict limiter_hold(struct limiter *limiter, const struct peer *peer, bool exempt, size_t n);
/* Whether that was the last of all. */
bool limiter_let_go(struct limiter *limiter, const struct peer *peer, bool exempt, size_t n);
/* Counts a request of one who is not exempt; 0, or how long he has to wait [s]. */
unsigned limiter_ask(struct limiter *limiter, const struct peer *peer, uint64_t now_ms);
/* The same for a handshake that is about to begin. */
unsigned limiter_ask_handshake(struct limiter *limiter, const struct peer *peer, uint64_t now_ms);
unsigned limiter_total(const struct limiter *limiter);

#endif
