/*
 * errand.h - a connection to an upstream (proto/upstream.h), for the one
 * client who asked for what it answers.
 *
 *	connect (-> handshake) -> ask -> listen
 *
 * It lives on the loop of the client's worker and never waits.  It is read
 * from only while the client has taken all that came before, so that it keeps
 * no more than one piece.  Two times run: of silence, and of the whole.
 */
#ifndef NET_ERRAND_H
#define NET_ERRAND_H

#include "net/loop.h"
#include "net/peer.h"
#include "net/pipe.h"
#include "proto/relay.h"

#define ERRAND_COMPLAIN_MS 10000u	/* the same complaint is logged once in such a time, and so many in all */

struct errand;
struct worker;

enum errand_verdict {
	ERRAND_WAIT,		/* for the upstream */
	ERRAND_PIECE,		/* the reply has bytes to send */
	ERRAND_END,		/* so it has, or none; and that was all */
	ERRAND_FAILED,		/* it was said in the log; why is errand_why */
};

/*
 * Begins one for request by peer.  NULL when there are too many to that
 * upstream (41), or with *ret_status and *ret_why the refusal for another
 * reason.  ready(arg) and due(arg) are called in the loop when errand_step has
 * work: due when a time is up.
 */
struct errand *errand_new(struct worker *worker, struct upstream *upstream, const struct request *request,
    const struct peer *peer, loop_ready *ready, loop_due *due, void *arg, int *ret_status, const char **ret_why);
void errand_free(struct errand *e);

/* Does what can be done now. */
enum errand_verdict errand_step(struct errand *e, struct reply *ret);
/* Waits for the upstream, or with wait false for nothing; false when the kernel has no room. */
bool errand_wait(struct errand *e, bool wait);

/* How to refuse after ERRAND_FAILED, and for the log of requests. */
int errand_status(const struct errand *e);
const char *errand_apology(const struct errand *e);
const char *errand_why(const struct errand *e);

#endif
