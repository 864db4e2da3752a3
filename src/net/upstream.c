/* upstream.c - a connection whose answer comes from an upstream. */
#include <poll.h>

#include "net/conn.h"
#include "net/errand.h"
#include "net/worker.h"

/* In other states the time that is up is looked at when it is the errand's turn. */
static void
errand_due(void *arg)
{
	struct conn *c = arg;

	if (c->state == CONN_UPSTREAM)
		conn_ready(c, 0);
}

void
upstream_begin(struct conn *c, struct upstream *upstream, const struct request *request)
{
	const char *why;
	int status;

	c->errand = errand_new(c->worker, upstream, request, &c->peer, conn_ready, errand_due, c, &status, &why);
	if (c->errand != NULL) {
		c->reply.outcome = "ok";
		c->state = CONN_UPSTREAM;
		return;
	}
	upstream_done(c);
	conn_refuse(c, status, why);
}

/* The place among the long answers is given back. */
void
upstream_done(struct conn *c)
{
	errand_free(c->errand);
	c->errand = NULL;
	if (c->errand_counted)
		limiter_give_job(c->worker->shared->limiter, &c->peer);
	c->errand_counted = false;
}

/* What a client sends behind its request is of no interest, but that it is there. */
static bool
is_there(struct conn *c)
{
	size_t n = 0;

	if (c->deaf)
		return true;
	switch (pipe_read(&c->pipe, c->worker->input, WORKER_READ_SIZE, &n)) {
	case PIPE_OK:
		c->drained += n;
		c->deaf = c->drained > CONN_DRAIN_MAX;
		break;
	case PIPE_ENDED:
		/* Some say that they have no more to say, and wait. */
		c->deaf = true;
		break;
	case PIPE_BROKEN:
		return false;
	case PIPE_WANT_READ:
	case PIPE_WANT_WRITE:
		break;
	}
	return true;
}

static enum conn_want
fail(struct conn *c)
{
	const char *why = errand_why(c->errand);

	c->failed = true;
	if (c->reply.sent == 0 && c->reply.bytes.len == 0) {
		conn_refuse(c, errand_status(c->errand), errand_apology(c->errand));
		c->reply.outcome = why;
		upstream_done(c);
		return CONN_GO_ON;
	}
	/* What is here is sent, but no end that could be taken for the answer's. */
	c->reply.outcome = why;
	c->reply.is_cut = true;
	upstream_done(c);
	c->state = CONN_REPLY;
	return CONN_GO_ON;
}

enum conn_want
step_upstream(struct conn *c)
{
	if (!is_there(c)) {
		conn_log(c, "gone before the answer");
		return CONN_RESET;
	}
	switch (errand_step(c->errand, &c->reply)) {
	case ERRAND_WAIT:
		return CONN_WANT_UPSTREAM;
	case ERRAND_PIECE:
		break;
	case ERRAND_END:
		upstream_done(c);
		c->state = CONN_REPLY;
		if (c->reply.sent == 0)
			conn_hold(c);
		return CONN_GO_ON;
	case ERRAND_FAILED:
		return fail(c);
	}
	c->state = CONN_REPLY;
	return CONN_GO_ON;
}

/* One who says no more is noticed to have gone when his system refuses what comes. */
enum conn_want
late_upstream(struct conn *c)
{
	struct pollfd p = { .fd = c->pipe.fd };

	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLERR | POLLHUP)) != 0) {
		conn_log(c, "gone before the answer");
		return CONN_RESET;
	}
	return CONN_WANT_UPSTREAM;
}
