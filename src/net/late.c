/* late.c - what follows when the time of a connection's state is up. */
#include "net/conn.h"
#include "net/worker.h"

/* Nothing was asked, so nothing is answered; but the end is a clean one. */
enum conn_want
late_quietly(struct conn *c)
{
	if (c->clean && !c->finished) {
		c->finished = true;
		if (pipe_finish(&c->pipe) == PIPE_OK)
			(void)pipe_flush(&c->pipe);
	}
	return CONN_DONE;
}

enum conn_want
late_handshake(struct conn *c)
{
	if (c->pipe.tls != NULL || c->in.len > 0) {
		c->pipe.why = "it took too long";
		conn_log_handshake(c);
	}
	return late_quietly(c);
}

/* The body must come at the minimum rate that holds for replies. */
enum conn_want
late_upload(struct conn *c)
{
	const struct server_options *options = &c->worker->setting->options;
	uint64_t taken = upload_taken(c), now_ms = loop_now_ms(), gone = now_ms - c->metered_ms;

	c->left_ms += (taken - c->metered) * options->upload_ms / options->reply_bytes;
	if (c->left_ms > options->upload_ms)
		c->left_ms = options->upload_ms;
	c->left_ms -= gone < c->left_ms ? gone : c->left_ms;
	c->metered = taken;
	c->metered_ms = now_ms;
	if (c->left_ms > 0)
		return CONN_WANT_READ;
	conn_refuse(c, 59, "The body came too slowly");
	c->reply.outcome = "too slow";
	c->failed = true;
	upload_done(c);
	return CONN_GO_ON;
}

enum conn_want
late_job(struct conn *c)
{
	atomic_store(&c->job->abandoned, true);
	c->job->waiting = NULL;
	c->job = NULL;
	conn_refuse(c, 42, "this took too long");
	c->reply.outcome = "took too long";
	c->failed = true;
	return CONN_GO_ON;
}

/* Reads the meter: whether there is time left.  ret_moved: the client has
 * taken anything at all since the last reading. */
static bool
has_time(struct conn *c, bool *ret_moved)
{
	const struct server_options *options = &c->worker->setting->options;
	uint64_t taken = pipe_taken(&c->pipe), now_ms = loop_now_ms(), bought, gone;

	/* The byte that our own end counts as may seem to have been taken back. */
	if (taken < c->metered)
		taken = c->metered;
	*ret_moved = taken > c->metered;
	bought = (taken - c->metered) * options->reply_ms / options->reply_bytes;
	gone = now_ms - c->metered_ms;
	c->left_ms += bought;
	if (c->left_ms > options->reply_ms)
		c->left_ms = options->reply_ms;
	c->left_ms -= gone < c->left_ms ? gone : c->left_ms;
	c->metered = taken;
	c->metered_ms = now_ms;
	return c->left_ms > 0;
}

enum conn_want
late_pause(struct conn *c)
{
	c->state = CONN_REPLY;
	return CONN_GO_ON;
}

enum conn_want
late_reply(struct conn *c)
{
	bool moved;

	if (has_time(c, &moved))
		return CONN_WANT_WRITE;
	conn_log(c, "too slow");
	return CONN_RESET;
}

enum conn_want
late_finish(struct conn *c)
{
	bool moved;

	if (has_time(c, &moved) && moved)
		return CONN_WANT_WRITE;
	conn_log(c, "too slow");
	return CONN_RESET;
}

/*
 * What the client has not taken is in the kernel's hands, where it may stay
 * under the reply's rule and no longer.
 */
enum conn_want
late_linger(struct conn *c)
{
	size_t drained = c->drained;
	bool moved;

	/* A client may write all of a refused body before it reads why. */
	if (c->body_left > 0 && loop_now_ms() < c->drain_until_ms && drained > c->drained_before) {
		c->drained_before = drained;
		return CONN_WANT_READ;
	}
	/* The end itself counts as one byte. */
	if (pipe_taken(&c->pipe) + 1 >= c->pipe.sent)
		return CONN_DONE;
	return has_time(c, &moved) ? CONN_WANT_READ : CONN_RESET;
}
