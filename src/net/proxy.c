/* proxy.c - connections that a proxy passes on. */
#include <errno.h>
#include <sys/socket.h>

#include "base/log.h"
#include "net/conn.h"
#include "net/proxy_header.h"
#include "net/worker.h"

#define COMPLAIN_MS 60000	/* at least between two complaints */

bool
proxy_is_source(const struct server_options *options, const struct peer *peer)
{
	for (size_t i = 0; i < options->nproxies; i++)
		if (peer_range_holds(&options->proxies[i], peer))
			return true;
	return false;
}

/* The owner has named one who does not play the game. */
static void
complain(struct conn *c)
{
	_Atomic uint64_t *complained_ms = &c->worker->shared->proxy_complained_ms;
	uint64_t now_ms = loop_now_ms(), last_ms = atomic_load(complained_ms);
	char text[PEER_TEXT_SIZE];

	if (last_ms != 0 && now_ms - last_ms < COMPLAIN_MS)
		return;
	if (!atomic_compare_exchange_strong(complained_ms, &last_ms, now_ms))
		return;
	peer_text(&c->peer, text);
	log_warning("%s sends no PROXY header that can be read, though proxy_protocol: names it; its connections "
	    "are closed", text);
}

/* From here on the connection is the client's. */
static enum conn_want
believe(struct conn *c, const struct proxy_header *header)
{
	struct limiter *limiter = c->worker->shared->limiter;

	if (header->told) {
		if (!limiter_exempts(limiter, &header->client)) {
			if (limiter_move(limiter, &header->client) != LIMITER_OK)
				return CONN_DONE;
			c->exempt = false;
		}
		c->peer = header->client;
		c->told = true;
		c->told_local = header->local;
		c->told_port = header->local_port;
	}
	strbuf_done(&c->in);
	c->state = c->door->protocol->tls ? CONN_HANDSHAKE : CONN_REQUEST;
	return CONN_GO_ON;
}

/*
 * Looks before it takes, so that what follows the header stays in the socket
 * for the states behind this one.
 */
enum conn_want
step_proxy(struct conn *c)
{
	struct worker *worker = c->worker;
	size_t before = c->in.len, n = 0;

	for (;;) {
		struct proxy_header header;
		enum proxy_verdict verdict;
		ssize_t seen;

		strbuf_grow(&c->in, PROXY_HEADER_MAX - before);
		seen = recv(c->pipe.fd, c->in.buf + before, PROXY_HEADER_MAX - before, MSG_PEEK);
		if (seen < 0 && errno == EINTR)
			continue;
		if (seen < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? CONN_WANT_READ : CONN_DONE;
		/* As one does who only asks whether somebody listens. */
		if (seen == 0)
			return CONN_DONE;
		verdict = proxy_header_parse((struct str){ c->in.buf, before + (size_t)seen }, &header);
		if (verdict == PROXY_BAD) {
			complain(c);
			return CONN_DONE;
		}
		/* Of a whole one just what is left of it. */
		n = verdict == PROXY_WHOLE ? header.len - before : (size_t)seen;
		if (pipe_recv_fd(&c->pipe, worker->input, n, &n) != PIPE_OK)
			return CONN_DONE;
		if (verdict == PROXY_WHOLE)
			return believe(c, &header);
		strbuf_advance(&c->in, n);
		before += n;
	}
}
