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

/* Has a helper make the reply to request, which is empty afterwards.  NULL, or the job that
 * nobody has room for: the caller's. */
static struct job *
begin_job(struct conn *c, struct request *request, bool counted)
{
	struct worker *worker = c->worker;
	struct job *job = job_new(c->door->protocol, request);

	job->counted = counted;
	job->peer = c->peer;
	job->owner = worker;
	job->waiting = c;
	job->setting = setting_hold(c->setting);
	job->finished = worker_job_finished;
	if (!job_submit(worker->shared->jobs, job))
		return job;
	c->job = job;
	c->state = CONN_JOB;
	return NULL;
}

static enum respond
respond(struct conn *c, const struct request *request, bool in_job)
{
	struct worker *worker = c->worker;
	enum respond r = c->door->protocol->respond(request->service, request, &worker->scratch, in_job, &c->reply);

	arena_reset(&worker->scratch);
	return r;
}

static void
begin_reply(struct conn *c)
{
	c->state = CONN_REPLY;
	conn_hold(c);
}

void
conn_answer(struct conn *c, struct request *request)
{
	struct limiter *limiter = c->worker->shared->limiter;
	const struct protocol *protocol = c->door->protocol;
	struct upstream *upstream = protocol->upstream != NULL ?
	    protocol->upstream(request->service, request, &c->reply) : NULL;
	struct job *left;

	if (upstream != NULL) {
		if (!c->exempt && !limiter_take_job(limiter, &c->peer)) {
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
	switch (respond(c, request, false)) {
	case RESPOND_DONE:
		begin_reply(c);
		break;
	case RESPOND_WAIT:
		left = begin_job(c, request, false);
		if (left != NULL) {
			(void)respond(c, &left->request, true);
			begin_reply(c);
			job_free(left);
		}
		break;
	case RESPOND_JOB:
		/* One who asks for nothing but what takes long would have all helpers to himself. */
		if (!c->exempt && !limiter_take_job(limiter, &c->peer)) {
			conn_refuse_haste(c, JOB_WAIT_S);
			break;
		}
		left = begin_job(c, request, !c->exempt);
		if (left != NULL) {
			if (!c->exempt)
				limiter_give_job(limiter, &c->peer);
			conn_refuse(c, 41, "too busy, try again later");
			job_free(left);
		}
		break;
	}
}
