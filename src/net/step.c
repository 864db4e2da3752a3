/* step.c - the work of a connection's states. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "net/conn.h"
#include "net/worker.h"

#define FIRST_BYTE_OF_TLS 0x16	/* a handshake record (RFC 8446, 5.1) */

/* --- the end ------------------------------------------------------------------ */

/*
 * Everything is said: close our side, and wait for the client's.  A close with
 * unread input would make the kernel reset the connection, and a reset destroys
 * what the client has not read yet.
 */
static enum conn_want
go_linger(struct conn *c)
{
	pipe_done(&c->pipe);
	reply_done(&c->reply);
	conn_let_go(c);
	strbuf_done(&c->in);
	c->clean = false;
	c->state = CONN_LINGER;
	if (shutdown(c->pipe.fd, SHUT_WR) != 0)
		return CONN_DONE;
	return CONN_WANT_READ;
}

/* An end that a client can tell from a whole answer. */
static enum conn_want
go_cut(struct conn *c)
{
	if (c->pipe.tls == NULL)
		return CONN_RESET;
	/* What is there goes out, but without close_notify. */
	c->finished = true;
	c->state = CONN_FINISH;
	return CONN_GO_ON;
}

/* --- handshake ------------------------------------------------------------------ */

/* Without a handshake there is but an alert: access_denied, which is fatal (RFC 8446, 5.1 and 6.2). */
static enum conn_want
refuse_hello(struct conn *c)
{
	size_t sent;

	c->pipe.why = "too many handshakes from there";
	conn_log_handshake(c);
	(void)pipe_write(&c->pipe, STR("\x15\x03\x03\x00\x02\x02\x31"), &sent);
	(void)pipe_flush(&c->pipe);
	return CONN_DONE;
}

/* Begins TLS once hello, what came so far, is a whole ClientHello. */
static enum conn_want
judge_hello(struct conn *c, struct str hello)
{
	struct worker *worker = c->worker;
	struct tls_context *context;

	switch (tls_hello_judge(hello)) {
	case TLS_HELLO_WHOLE:
		break;
	case TLS_HELLO_MORE:
		if (c->in.len == 0)
			strbuf_addstr(&c->in, hello);
		return CONN_WANT_READ;
	case TLS_HELLO_NOT:
		/* Plain text: a Gemini header must never be seen outside TLS. */
		c->pipe.why = tls_hello_words(hello);
		conn_log_handshake(c);
		return go_linger(c);
	}
	if (!c->exempt && limiter_ask_handshake(worker->shared->limiter, &c->peer, loop_now_ms()) > 0)
		return refuse_hello(c);
	context = worker_tls(worker);
	if (context == NULL || tls_start(&c->pipe, context, hello, &worker->gather) != PIPE_OK)
		return CONN_DONE;
	return CONN_GO_ON;
}

/* Collects the ClientHello, so that there is no SSL object before it is whole. */
static enum conn_want
step_hello(struct conn *c)
{
	struct str hello = { c->worker->input, 0 };

	switch (pipe_read(&c->pipe, c->worker->input, WORKER_READ_SIZE, &hello.len)) {
	case PIPE_OK:
		break;
	case PIPE_WANT_READ:
		return CONN_WANT_READ;
	default:
		/* Who sends nothing at all only asks whether somebody listens. */
		c->pipe.why = "closed by the client";
		if (c->in.len > 0)
			conn_log_handshake(c);
		return CONN_DONE;
	}
	if (c->in.len > 0) {
		strbuf_addstr(&c->in, hello);
		hello = strbuf_str(&c->in);
	}
	return judge_hello(c, hello);
}

enum conn_want
step_handshake(struct conn *c)
{
	enum pipe_verdict v;

	if (c->pipe.tls == NULL) {
		enum conn_want want = step_hello(c);

		if (want != CONN_GO_ON)
			return want;
	}
	v = pipe_handshake(&c->pipe);
	strbuf_done(&c->in);
	switch (v) {
	case PIPE_OK:
		c->clean = true;
		c->state = CONN_REQUEST;
		return CONN_GO_ON;
	case PIPE_WANT_READ:
		return CONN_WANT_READ;
	case PIPE_WANT_WRITE:
		return CONN_WANT_WRITE;
	case PIPE_ENDED:
	case PIPE_BROKEN:
		break;
	}
	conn_log_handshake(c);
	/* The alert that says why. */
	(void)pipe_flush(&c->pipe);
	return go_linger(c);
}

/* --- request ---------------------------------------------------------------------- */

static void
origin_of(const struct conn *c, struct request_origin *ret)
{
	struct sockaddr_storage local;
	socklen_t size = sizeof local;
	struct peer peer;

	_Static_assert(sizeof ret->client >= PEER_TEXT_SIZE && sizeof ret->local >= PEER_TEXT_SIZE,
	    "an address does not fit");
	_Static_assert(sizeof ret->sni > TLS_NAME_MAX, "a name does not fit");
	peer_text(&c->peer, ret->client);
	ret->local_port = c->told ? c->told_port : c->door->port;
	tls_name(&c->pipe, ret->sni);
	if (c->told) {
		peer_text(&c->told_local, ret->local);
	} else if (c->door->any && getsockname(c->pipe.fd, (struct sockaddr *)&local, &size) == 0) {
		peer = peer_of((struct sockaddr *)&local);
		peer_text(&peer, ret->local);
	} else {
		memcpy(ret->local, c->door->address, PEER_TEXT_SIZE);
	}
}

/* Whether a whole request came too early after others, and is refused. */
static bool
is_too_fast(struct conn *c, const struct request *request)
{
	unsigned wait_s = c->exempt ? 0 : limiter_ask(c->worker->shared->limiter, &c->peer, loop_now_ms());

	if (wait_s == 0)
		return false;
	upload_expect_rest(c, request->upload.size);
	conn_refuse_haste(c, wait_s);
	return true;
}

/* Parses what is there; CONN_WANT_READ when it is too little. */
static enum conn_want
judge(struct conn *c, struct str bytes, bool ended)
{
	const struct protocol *protocol = c->door->protocol;
	struct strbuf line = STRBUF_INIT;
	struct request_origin origin;
	struct request request;
	enum parse parse;

	conn_follow(c);
	origin_of(c, &origin);
	request_init(&request);
	request.service = c->door->service;
	parse = protocol->parse(c->door->service, &origin, str_slice(bytes, 0, protocol->line_max), ended,
	    &request);
	if (parse == PARSE_MORE) {
		request_done(&request);
		/* A protocol keeps to line_max; if it did not, here would be the end. */
		if (!ended && bytes.len < protocol->line_max)
			return CONN_WANT_READ;
		c->state = CONN_FINISH;
		return CONN_GO_ON;
	}
	/* Once: to read one takes longer than to parse, and a request may come byte by byte. */
	if (protocol->tls)
		tls_identity(&c->pipe, &request.identity);
	strbuf_addstr(&line, request.line);
	c->asked_ms = loop_now_ms();
	if (is_too_fast(c, &request))
		goto out;
	if (parse == PARSE_OK && request.upload.size > 0)
		upload_begin(c, &request, str_from(bytes, request.head_len));
	else if (parse == PARSE_OK)
		conn_answer(c, &request);
	else
		conn_refuse(c, request.status, request.why);
out:
	request_done(&request);
	strbuf_done(&c->in);
	c->in = line;
	return CONN_GO_ON;
}

enum conn_want
step_request(struct conn *c)
{
	struct worker *worker = c->worker;

	for (;;) {
		struct str bytes = { worker->input, 0 };
		enum pipe_verdict v = pipe_read(&c->pipe, worker->input, WORKER_READ_SIZE, &bytes.len);
		enum conn_want want;

		if (v == PIPE_WANT_READ)
			return CONN_WANT_READ;
		if (v == PIPE_WANT_WRITE)
			return CONN_WANT_WRITE;
		if (v == PIPE_BROKEN) {
			(void)pipe_flush(&c->pipe);
			return go_linger(c);
		}
		if (c->in.len > 0) {
			if (v == PIPE_OK)
				strbuf_addstr(&c->in, bytes);
			bytes = strbuf_str(&c->in);
		}
		if (v == PIPE_ENDED && bytes.len == 0) {
			c->state = CONN_FINISH;
			return CONN_GO_ON;
		}
		if (c->pipe.tls == NULL && (unsigned char)bytes.p[0] == FIRST_BYTE_OF_TLS) {
			/* A client that tries TLS on a plain port waits for our hello. */
			if (!c->door->tls_too)
				return go_linger(c);
			c->state = CONN_HANDSHAKE;
			return judge_hello(c, bytes);
		}
		want = judge(c, bytes, v == PIPE_ENDED);
		if (want != CONN_WANT_READ)
			return want;
		if (c->in.len == 0)
			strbuf_addstr(&c->in, bytes);
	}
}

enum conn_want
step_job(struct conn *c)
{
	(void)c;
	return CONN_WANT_NOTHING;
}

/* --- reply -------------------------------------------------------------------------- */

/* Unless an upstream has more, once the client has taken what there was. */
static enum conn_want
reply_is_over(struct conn *c)
{
	if (c->errand == NULL) {
		c->state = CONN_FINISH;
		return CONN_GO_ON;
	}
	switch (pipe_flush(&c->pipe)) {
	case PIPE_OK:
		break;
	case PIPE_WANT_WRITE:
		return CONN_WANT_WRITE;
	default:
		conn_log(c, c->pipe.why);
		return CONN_RESET;
	}
	c->state = CONN_UPSTREAM;
	c->metered_ms = 0;
	c->metered = pipe_taken(&c->pipe);
	return CONN_WANT_UPSTREAM;
}

enum conn_want
step_pause(struct conn *c)
{
	(void)c;
	return CONN_WANT_NOTHING;
}

enum conn_want
step_reply(struct conn *c)
{
	size_t budget = CONN_TURN_BYTES;

	if (c->reply.sent == 0)
		c->header_len = reply_header_len(&c->reply, c->door->protocol->scheme);
	while (budget > 0) {
		struct reply_chunk chunk;
		size_t n = 0;
		int error = reply_peek(&c->reply, &chunk);

		if (error == -EAGAIN) {
			c->state = CONN_PAUSE;
			return CONN_WANT_NOTHING;
		}
		if (error != 0) {
			if (c->reply.sent == 0) {
				conn_refuse(c, 40, "the file cannot be read");
				return CONN_GO_ON;
			}
			c->failed = true;
			conn_log(c, c->reply.outcome);
			return go_cut(c);
		}
		if (chunk.len == 0)
			return reply_is_over(c);
		chunk.len = chunk.len < budget ? chunk.len : budget;
		/* All that the socket's buffer holds would leave as one segment where they are
		 * large, as on loopback: its receiver waits 40 ms for a second one before he
		 * acknowledges it, and we for that. */
		chunk.len = chunk.len < CONN_SEND_SIZE ? chunk.len : CONN_SEND_SIZE;
		switch (pipe_write(&c->pipe, (struct str){ chunk.p, chunk.len }, &n)) {
		case PIPE_OK:
			break;
		case PIPE_WANT_READ:
		case PIPE_WANT_WRITE:
			return CONN_WANT_WRITE;
		case PIPE_ENDED:
		case PIPE_BROKEN:
			conn_log(c, c->pipe.why);
			return CONN_RESET;
		}
		reply_sent(&c->reply, n);
		budget -= n;
	}
	return CONN_WANT_WRITE;
}

enum conn_want
step_finish(struct conn *c)
{
	if (!c->finished) {
		c->finished = true;
		if (pipe_finish(&c->pipe) != PIPE_OK) {
			conn_log(c, c->pipe.why);
			return CONN_RESET;
		}
	}
	switch (pipe_flush(&c->pipe)) {
	case PIPE_OK:
		conn_log(c, c->reply.outcome);
		return go_linger(c);
	case PIPE_WANT_WRITE:
		return CONN_WANT_WRITE;
	default:
		conn_log(c, c->pipe.why);
		return CONN_RESET;
	}
}

enum conn_want
step_linger(struct conn *c)
{
	size_t n = 0;

	for (size_t taken = 0; taken < CONN_DRAIN_TURN; taken += n) {
		switch (pipe_recv_fd(&c->pipe, c->worker->input, WORKER_READ_SIZE, &n)) {
		case PIPE_OK:
			break;
		case PIPE_WANT_READ:
			return CONN_WANT_READ;
		default:
			return CONN_DONE;
		}
		c->drained += n;
		if (c->drained > CONN_DRAIN_MAX + c->body_left)
			return CONN_DONE;
	}
	return CONN_WANT_READ;
}
