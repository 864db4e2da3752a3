/*
 * job.h - requests that take long, answered on threads of their own.
 *
 * A job works on its own copy of the request; the connection it came from may
 * go at any time.  The queue is bounded: what does not fit is refused at once.
 */
#ifndef NET_JOB_H
#define NET_JOB_H

#include <stdatomic.h>

#include "net/peer.h"
#include "proto/protocol.h"

struct job_pool;
struct setting;

struct job {
	struct job *next;		/* for whoever holds it */
	const struct protocol *protocol;
	struct request request;		/* the job's own */
	struct strbuf line;		/* what request.line points into */
	struct reply reply;		/* the result */
	atomic_bool abandoned;		/* nobody waits any more: not worth starting */

	struct setting *setting;	/* held for what the request points to; NULL: it lives anyhow */

	/* For the one who submits. */
	void *owner;
	void *waiting;
	bool counted;			/* by the limiter, */
	struct peer peer;		/*   for this one */
	/* Called on the helper thread when reply is ready; takes the job. */
	void (*finished)(struct job *job);
};

struct job_pool *job_pool_new(unsigned threads, unsigned jobs_max);
/* Other numbers from now on; a helper that is too many goes when it has nothing to do. */
int job_pool_set(struct job_pool *pool, unsigned threads, unsigned jobs_max);
/* Starts the threads; 0 or -errno. */
int job_pool_start(struct job_pool *pool);
/*
 * Drops what is queued and waits at most wait_ms for what runs.  0, or
 * -ETIMEDOUT when a helper is stuck: then the pool and all a job may reach
 * must be left alone.  NULL is fine.
 */
int job_pool_free(struct job_pool *pool, unsigned wait_ms);

/* Moves request into a new job; request is usable and empty afterwards. */
struct job *job_new(const struct protocol *protocol, struct request *request);
void job_free(struct job *job);

/* Takes the job unless the pool is full, or its capsule has as many as it may (false). */
bool job_submit(struct job_pool *pool, struct job *job);

#endif
