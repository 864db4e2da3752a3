/* conn_answer.c - a whole request is answered, refused, or handed on. */
#include <stdio.h>

#include "net/conn.h"
#include "net/worker.h"

#define JOB_WAIT_S 1		/* [s] to wait when too many of one's requests are under way */

void
conn_refuse(struct conn *c, int status, const char *why)
{
	reply_done(&c->reply);
	conn_let_go(c);
	c->door->protocol->refuse(status, why, &c->reply);
	c->state = CONN_REPLY;
}

void
conn_refuse_haste(struct conn *c, unsigned wait_s)
{
	const struct protocol *protocol = c->door->protocol;
	char why[64];

	if (protocol->wait_is_number)
		snprintf(why, sizeof why, "%u", wait_s);
	else
		snprintf(why, sizeof why, "Too many requests, try again in %u second%s", wait_s,
		    wait_s == 1 ? "" : "s");
	conn_refuse(c, 44, why);
}

void
conn_hold(struct conn *c)
{
	size_t n = c->reply.bytes.len;
	enum limiter_verdict verdict;

	if (n <= CONN_HELD_FREE)
		return;
	verdict = limiter_hold(c->worker->shared->limiter, &c->peer, c->exempt, n);
	if (verdict == LIMITER_OK)
		c->held = n;
	else if (verdict == LIMITER_ADDRESS)
		conn_refuse_haste(c, JOB_WAIT_S);
	else
		conn_refuse(c, 41, "too busy, try again later");
}

void
conn_let_go(struct conn *c)
{
	size_t n = c->held;

	c->held = 0;
	if (n > 0 && limiter_let_go(c->worker->shared->limiter, &c->peer, c->exempt, n) && n >= WORKER_TRIM_ANSWER)
		worker_give_back();
}

void
conn_answer(struct conn *c, struct request *request)
{
	struct worker *worker = c->worker;
	const struct protocol *protocol = c->door->protocol;
	struct job *job;
	struct upstream *upstream = protocol->upstream != NULL ?
	    protocol->upstream(request->service, request, &c->reply) : NULL;
	enum respond r;

	if (upstream != NULL) {
		if (!c->exempt && !limiter_take_job(worker->shared->limiter, &c->peer)) {
			conn_refuse_haste(c, JOB_WAIT_S);
		} else {
			c->errand_counted = !c->exempt;
			upstream_begin(c, upstream, request);
		}
		return;
	}
	if (c->reply.status != 0) {
		c->state = CONN_REPLY;
		return;
	}
	r = protocol->respond(request->service, request, &worker->scratch, false, &c->reply);
	arena_reset(&worker->scratch);
	if (r == RESPOND_DONE) {
		c->state = CONN_REPLY;
		conn_hold(c);
		return;
	}
	/* One who asks for nothing but what takes long would have all helpers to himself. */
	if (!c->exempt && !limiter_take_job(worker->shared->limiter, &c->peer)) {
		conn_refuse_haste(c, JOB_WAIT_S);
		return;
	}
	job = job_new(protocol, request);
	job->counted = !c->exempt;
	job->peer = c->peer;
	job->owner = worker;
	job->waiting = c;
	job->setting = setting_hold(c->setting);
	job->finished = worker_job_finished;
	if (job_submit(worker->shared->jobs, job)) {
		c->job = job;
		c->state = CONN_JOB;
	} else {
		if (job->counted)
			limiter_give_job(worker->shared->limiter, &job->peer);
		job_free(job);
		conn_refuse(c, 41, "too busy, try again later");
	}
}
