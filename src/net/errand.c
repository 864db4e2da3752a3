/* errand.c - a connection to an upstream. */
#include "net/errand.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/tls.h"
#include "net/worker.h"

#define READS_PER_TURN 8	/* that gave nothing to send */

enum stage { CONNECT, HANDSHAKE, ASK, LISTEN };

struct errand {
	struct worker *worker;
	struct upstream *upstream;
	struct relay relay;
	struct pipe pipe;
	struct loop_watch *watch;
	struct loop_timer *timer;
	loop_due *due;
	void *arg;
	enum stage stage;
	unsigned want;			/* LOOP_READ, LOOP_WRITE */
	struct strbuf ask;
	size_t asked;			/* [bytes] of ask that are on their way */
	struct strbuf gather;		/* for TLS */
	uint64_t until_ms;		/* the whole answer */
	bool late;
	bool waiting;			/* for it: its silence counts */
	const char *why;		/* static */
	const char *apology;
};

typedef enum errand_verdict errand_stage(struct errand *e, struct reply *ret);

/* --- what goes wrong --------------------------------------------------------------- */

/* The owner is told what is wrong, and again after a while: strangers could fill a log with it. */
static void
complain(struct errand *e, const char *why, const char *more)
{
	struct upstream *u = e->upstream;
	uint64_t now_ms = loop_now_ms(), last_ms = atomic_load(&u->complained_ms);
	struct strbuf name = STRBUF_INIT;

	if (atomic_load(&u->complaint) == why && last_ms != 0 && now_ms - last_ms < ERRAND_COMPLAIN_MS)
		return;
	atomic_store(&u->complaint, why);
	atomic_store(&u->complained_ms, now_ms);
	upstream_add_name(u, &name);
	if (u->is_unix)
		log_warning("%s: %s: %s%s%s", name.buf, u->address, why, more != NULL ? ": " : "",
		    more != NULL ? more : "");
	else
		log_warning("%s: %s port %u: %s%s%s", name.buf, u->address, u->port, why, more != NULL ? ": " : "",
		    more != NULL ? more : "");
	strbuf_done(&name);
}

static enum errand_verdict
fail(struct errand *e, const char *why, const char *more)
{
	e->why = why;
	complain(e, why, more);
	return ERRAND_FAILED;
}

static enum errand_verdict
fail_reach(struct errand *e, int error)
{
	e->apology = e->upstream->kind == UPSTREAM_PROXY ? "The server behind this path cannot be reached" :
	    "The program behind this path cannot be reached";
	return fail(e, "cannot be reached", strerror(error));
}

static enum errand_verdict
fail_lost(struct errand *e)
{
	return fail(e, e->stage == HANDSHAKE ? "no TLS with it" : "the connection was lost", e->pipe.why);
}

/* --- stages ------------------------------------------------------------------------ */

static enum errand_verdict
wait_for(struct errand *e, unsigned what)
{
	e->want = what;
	return ERRAND_WAIT;
}

/* A socket that is on its way there; -errno. */
static int
begin_connect(const struct upstream *u)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)u->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)u->port) };
	const struct sockaddr *address = (const struct sockaddr *)&un;
	socklen_t size = sizeof un;
	int fd, on = 1;

	_Static_assert(UPSTREAM_ADDRESS_MAX <= sizeof un.sun_path, "a path does not fit");
	if (u->is_unix) {
		memcpy(un.sun_path, u->address, strlen(u->address) + 1);
	} else if (inet_pton(AF_INET, u->address, &in.sin_addr) == 1) {
		address = (const struct sockaddr *)&in;
		size = sizeof in;
	} else if (inet_pton(AF_INET6, u->address, &in6.sin6_addr) == 1) {
		address = (const struct sockaddr *)&in6;
		size = sizeof in6;
	} else {
		return -EADDRNOTAVAIL;
	}
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, address, size) != 0 && errno != EINPROGRESS && errno != EINTR) {
		int error = errno;

		close(fd);
		return -error;
	}
	if (!u->is_unix)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
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
	if (error != 0)
		return fail_reach(e, error);
	if (getpeername(e->pipe.fd, (struct sockaddr *)&peer, &peer_size) != 0)
		return wait_for(e, LOOP_WRITE);
	e->stage = ASK;
	return ERRAND_PIECE;
}

static enum errand_verdict
step_ask(struct errand *e, struct reply *ret)
{
	(void)ret;
	while (e->asked < e->ask.len) {
		size_t n = 0;

		switch (pipe_write(&e->pipe, str_from(strbuf_str(&e->ask), e->asked), &n)) {
		case PIPE_OK:
			e->asked += n;
			break;
		case PIPE_WANT_READ:
			return wait_for(e, LOOP_READ);
		case PIPE_WANT_WRITE:
			return wait_for(e, LOOP_WRITE);
		case PIPE_ENDED:
		case PIPE_BROKEN:
			return fail_lost(e);
		}
	}
	e->stage = LISTEN;
	return ERRAND_PIECE;
}

/* What a program wrote to its standard error is its author's affair. */
static void
pass_complaint(struct errand *e)
{
	struct strbuf *complaint = &e->relay.fcgi.complaint;

	if (complaint->len > 0)
		complain(e, "it says on its standard error", complaint->buf);
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
	return fail(e, e->relay.why, NULL);
}

static void set_timer(struct errand *e);

/* One piece at a time: others have their turn in between. */
static enum errand_verdict
step_listen(struct errand *e, struct reply *ret)
{
	struct str bytes = { e->worker->input, 0 };

	for (int i = 0; i < READS_PER_TURN; i++) {
		enum errand_verdict v;

		switch (pipe_read(&e->pipe, e->worker->input, WORKER_READ_SIZE, &bytes.len)) {
		case PIPE_OK:
			break;
		case PIPE_WANT_READ:
			return wait_for(e, LOOP_READ);
		case PIPE_WANT_WRITE:
			return wait_for(e, LOOP_WRITE);
		case PIPE_ENDED:
			return judge(e, relay_end(&e->relay, ret));
		case PIPE_BROKEN:
			return fail_lost(e);
		}
		set_timer(e);
		v = judge(e, relay_take(&e->relay, bytes, ret));
		if (v != ERRAND_PIECE || ret->bytes.len > 0)
			return v;
	}
	return wait_for(e, LOOP_READ);
}

static errand_stage *const stages[] = {
	[CONNECT] = step_connect,
	[ASK] = step_ask,
	[LISTEN] = step_listen,
};

enum errand_verdict
errand_step(struct errand *e, struct reply *ret)
{
	enum errand_verdict v;

	if (e->late) {
		e->apology = e->upstream->kind == UPSTREAM_PROXY ? "The server behind this path took too long" :
		    "The program behind this path took too long";
		return fail(e, loop_now_ms() >= e->until_ms ? "the whole answer took longer than total_seconds" :
		    "it was silent for longer than seconds", NULL);
	}
	do {
		enum stage before = e->stage;

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
			return fail_lost(e);
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
		set_timer(e);
	}
	return loop_watch_set(e->watch, wait ? e->want : 0);
}

/* --- time, life ---------------------------------------------------------------------- */

static void
timer_due(void *arg)
{
	struct errand *e = arg;

	/* Else its time comes when it is waited for again. */
	if (!e->waiting && loop_now_ms() < e->until_ms)
		return;
	e->late = true;
	e->due(e->arg);
}

static void
set_timer(struct errand *e)
{
	uint64_t now_ms = loop_now_ms(), silence_ms = (uint64_t)e->upstream->silence_s * 1000;
	uint64_t left_ms = e->until_ms > now_ms ? e->until_ms - now_ms : 0;

	loop_timer_set(e->timer, left_ms < silence_ms || !e->waiting ? left_ms : silence_ms);
}

static bool
take_place(struct upstream *u)
{
	if (atomic_fetch_add(&u->running, 1) < u->at_once)
		return true;
	atomic_fetch_sub(&u->running, 1);
	return false;
}

struct errand *
errand_new(struct worker *worker, struct upstream *u, const struct request *request,
    const struct peer *peer, loop_ready *ready, loop_due *due, void *arg, int *ret_status, const char **ret_why)
{
	struct errand *e;
	char client[PEER_TEXT_SIZE];
	int fd;

	*ret_status = 41;
	*ret_why = "Too many ask for this at once, try again later";
	if (!take_place(u))
		return NULL;
	e = mem_alloc(sizeof *e);
	*e = (struct errand){ .worker = worker, .upstream = u, .due = due, .arg = arg, .ask = STRBUF_INIT,
	    .gather = STRBUF_INIT, .want = LOOP_WRITE };
	relay_init(&e->relay, u, request);
	pipe_init(&e->pipe, -1);
	peer_text(peer, client);
	if (!upstream_ask(u, request, client, &e->ask)) {
		*ret_status = 59;
		*ret_why = "The URL is too long for the server behind this path";
		errand_free(e);
		return NULL;
	}
	fd = begin_connect(u);
	if (fd < 0) {
		(void)fail_reach(e, -fd);
		*ret_status = errand_status(e);
		*ret_why = errand_apology(e);
		errand_free(e);
		return NULL;
	}
	e->pipe.fd = fd;
	pipe_expect_body(&e->pipe);
	e->watch = loop_watch_new(worker->loop, fd, ready, arg);
	e->timer = loop_timer_new(worker->loop, timer_due, e);
	e->until_ms = loop_now_ms() + (uint64_t)u->total_s * 1000;
	set_timer(e);
	return e;
}

void
errand_free(struct errand *e)
{
	if (e == NULL)
		return;
	loop_watch_free(e->watch);
	loop_timer_free(e->timer);
	pipe_done(&e->pipe);
	if (e->pipe.fd >= 0)
		close(e->pipe.fd);
	relay_done(&e->relay);
	strbuf_done(&e->ask);
	strbuf_done(&e->gather);
	atomic_fetch_sub(&e->upstream->running, 1);
	free(e);
}

int
errand_status(const struct errand *e)
{
	return relay_status(&e->relay);
}

const char *
errand_apology(const struct errand *e)
{
	return e->apology != NULL ? e->apology : relay_apology(&e->relay);
}

const char *
errand_why(const struct errand *e)
{
	return e->why;
}
