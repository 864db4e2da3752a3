/* errand_step.c - what an errand does, stage by stage. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "net/errand_parts.h"

#define READS_PER_TURN 8	/* that gave nothing to send */

enum errand_verdict
errand_wait_for(struct errand *e, unsigned what)
{
	e->want = what;
	return ERRAND_WAIT;
}

enum errand_verdict
errand_held_up(struct errand *e, enum pipe_verdict status)
{
	switch (status) {
	case PIPE_WANT_READ:
		return errand_wait_for(e, LOOP_READ);
	case PIPE_WANT_WRITE:
		return errand_wait_for(e, LOOP_WRITE);
	default:
		return errand_fail_lost(e);
	}
}

/* A socket that is on its way there; -errno. */
static int
connect_to(const struct upstream *u, const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)u->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)u->port) };
	const struct sockaddr *address = (const struct sockaddr *)&in;
	socklen_t size = sizeof in;
	int fd, on = 1;

	if (u->is_unix)
		return unix_socket_connect(text, SOCK_STREAM | SOCK_NONBLOCK);
	if (inet_pton(AF_INET, text, &in.sin_addr) != 1) {
		if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
			return -EADDRNOTAVAIL;
		address = (const struct sockaddr *)&in6;
		size = sizeof in6;
	}
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, address, size) != 0 && errno != EINPROGRESS && errno != EINTR) {
		int error = errno;

		close(fd);
		return -error;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

int
errand_connect(struct errand *e)
{
	const struct upstream *u = e->upstream;
	int fd = -1;

	for (; e->at < u->naddresses && fd < 0; e->at += fd < 0)
		fd = connect_to(u, u->addresses[e->at]);
	if (fd < 0) {
		e->at = u->naddresses - 1;
		return fd;
	}
	loop_watch_free(e->watch);
	if (e->pipe.fd >= 0)
		close(e->pipe.fd);
	e->pipe.fd = fd;
	e->watch = loop_watch_new(e->worker->loop, fd, e->ready, e->arg);
	return 0;
}

static enum errand_verdict
step_connect(struct errand *e, struct reply *ret)
{
	int error = 0;
	socklen_t size = sizeof error;
	struct sockaddr_storage peer;
	socklen_t peer_size = sizeof peer;

	(void)ret;
	if (getsockopt(e->pipe.fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error != 0 && ++e->at < e->upstream->naddresses) {
		error = -errand_connect(e);
		return error == 0 ? errand_wait_for(e, LOOP_WRITE) : errand_fail_reach(e, error);
	}
	if (error != 0) {
		e->at--;
		return errand_fail_reach(e, error);
	}
	if (getpeername(e->pipe.fd, (struct sockaddr *)&peer, &peer_size) != 0)
		return errand_wait_for(e, LOOP_WRITE);
	if (e->upstream->kind == UPSTREAM_PROXY)
		return errand_begin_tls(e);
	e->stage = ERRAND_ASK;
	return ERRAND_PIECE;
}

static enum errand_verdict
step_ask(struct errand *e, struct reply *ret)
{
	(void)ret;
	while (e->asked < e->ask.len) {
		size_t n = 0;
		enum pipe_verdict status = pipe_write(&e->pipe, str_from(strbuf_str(&e->ask), e->asked), &n);

		if (status != PIPE_OK)
			return errand_held_up(e, status);
		e->asked += n;
	}
	e->stage = ERRAND_LISTEN;
	return ERRAND_PIECE;
}

/* What a program wrote to its standard error is its author's affair. */
static void
pass_complaint(struct errand *e)
{
	struct strbuf *complaint = &e->relay.fcgi.complaint;

	if (complaint->len > 0)
		errand_complain(e, "it says on its standard error", complaint->buf);
	strbuf_reset(complaint);
}

static enum errand_verdict
judge(struct errand *e, enum relay_verdict v)
{
	pass_complaint(e);
	switch (v) {
	case RELAY_MORE:
		return ERRAND_PIECE;
	case RELAY_END:
		return ERRAND_END;
	case RELAY_BAD:
		break;
	}
	return errand_fail(e, e->relay.why, NULL);
}

/* One piece at a time: others have their turn in between. */
static enum errand_verdict
step_listen(struct errand *e, struct reply *ret)
{
	struct str bytes = { e->worker->input, 0 };

	for (int i = 0; i < READS_PER_TURN; i++) {
		enum errand_verdict v;
		enum pipe_verdict status = pipe_read(&e->pipe, e->worker->input, WORKER_READ_SIZE, &bytes.len);

		if (status == PIPE_ENDED)
			return judge(e, relay_end(&e->relay, ret));
		if (status != PIPE_OK)
			return errand_held_up(e, status);
		errand_set_timer(e);
		v = judge(e, relay_take(&e->relay, bytes, ret));
		if (v != ERRAND_PIECE || ret->bytes.len > 0)
			return v;
		/* It was made a menu, which is enough of work for a turn. */
		if (e->relay.form == RELAY_MENU)
			break;
	}
	return errand_wait_for(e, LOOP_READ);
}

static errand_step_of *const stages[] = {
	[ERRAND_CONNECT] = step_connect,
	[ERRAND_HANDSHAKE] = errand_handshake,
	[ERRAND_ASK] = step_ask,
	[ERRAND_LISTEN] = step_listen,
};

enum errand_verdict
errand_step(struct errand *e, struct reply *ret)
{
	enum errand_verdict v;

	if (e->late) {
		e->apology = e->upstream->kind == UPSTREAM_PROXY ? "The server behind this path took too long" :
		    "The program behind this path took too long";
		return errand_fail(e, loop_now_ms() >= e->until_ms ? "the whole answer took longer than total_seconds" :
		    "it was silent for longer than seconds", NULL);
	}
	do {
		enum errand_stage before = e->stage;

		v = stages[e->stage](e, ret);
		if (v == ERRAND_PIECE && e->stage == before)
			break;
	} while (v == ERRAND_PIECE);
	switch (pipe_flush(&e->pipe)) {
	case PIPE_WANT_WRITE:
		e->want = LOOP_WRITE;
		break;
	case PIPE_BROKEN:
		if (v == ERRAND_WAIT)
			return errand_fail_lost(e);
		break;
	default:
		break;
	}
	return v;
}

bool
errand_wait(struct errand *e, bool wait)
{
	if (wait != e->waiting) {
		e->waiting = wait;
		errand_set_timer(e);
	}
	return loop_watch_set(e->watch, wait ? e->want : 0);
}
