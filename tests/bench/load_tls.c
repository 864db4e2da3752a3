/*
 * load_tls.c - load on a Gemini server: a full handshake for each request.
 *
 * By tls13.h, which is cheap enough that one core of load keeps one core of
 * server busy; with --openssl by libssl, as a cross-check.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "load.h"
#include "tls13.h"

enum state { HELLO, HANDSHAKE, REPLY, CLOSED };

struct session {
	const struct load_options *options;
	struct tls13 *tls;
	int fd;
	enum state state;
};

static void *
session_new(const struct load_options *options)
{
	struct session *s = calloc(1, sizeof *s);

	if (s == NULL)
		load_die("calloc");
	s->options = options;
	s->tls = tls13_new(options->name);
	return s;
}

static void
session_free(void *session)
{
	struct session *s = session;

	tls13_free(s->tls);
	free(s);
}

static void
begin(void *session, int fd)
{
	struct session *s = session;

	s->fd = fd;
	s->state = HELLO;
}

static enum load_step
send_all(struct session *s, const uint8_t *bytes, size_t n)
{
	ssize_t sent = send(s->fd, bytes, n, MSG_NOSIGNAL);

	if (sent < 0)
		return load_step_of_errno(LOAD_WANT_WRITE);
	/* Flights this short leave at once or the machine is in no state to measure. */
	return (size_t)sent == n ? LOAD_WANT_READ : LOAD_BROKEN;
}

static enum load_step
say_hello(struct session *s)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;
	size_t n;
	const uint8_t *hello = tls13_begin(s->tls, &n);
	enum load_step r;

	if (s->options->hold == LOAD_HOLD_SILENT)
		return getpeername(s->fd, (struct sockaddr *)&peer, &len) == 0 ? LOAD_HELD : LOAD_WANT_WRITE;
	if (s->options->hold == LOAD_HOLD_HALF)
		n /= 2;
	if ((r = send_all(s, hello, n)) != LOAD_WANT_READ)
		return r;
	s->state = HANDSHAKE;
	return s->options->hold == LOAD_HOLD_HALF ? LOAD_HELD : LOAD_WANT_READ;
}

static enum load_step
say_request(struct session *s)
{
	size_t n;
	const uint8_t *bytes = tls13_finish(s->tls, s->options->request,
	    s->options->hold == LOAD_HOLD_SHAKEN ? 0 : strlen(s->options->request), &n);
	enum load_step r = send_all(s, bytes, n);

	if (r != LOAD_WANT_READ)
		return r == LOAD_WANT_WRITE ? LOAD_BROKEN : r;
	s->state = REPLY;
	return s->options->hold != LOAD_HOLD_NOT ? LOAD_HELD : LOAD_WANT_READ;
}

/* What was received, taken apart; LOAD_WANT_READ to go on. */
static enum load_step
take(struct session *s, struct load_reply *reply)
{
	const uint8_t *bytes;
	size_t n;
	enum load_step r;

	for (;;) {
		switch (tls13_next(s->tls, &bytes, &n)) {
		case TLS13_MORE:
			return LOAD_WANT_READ;
		case TLS13_READY:
			if ((r = say_request(s)) != LOAD_WANT_READ)
				return r;
			break;
		case TLS13_DATA:
			if (!load_reply_add(reply, bytes, n))
				return LOAD_CHANGED;
			break;
		case TLS13_CLOSED:
			s->state = CLOSED;
			return LOAD_WANT_READ;
		case TLS13_BAD:
			return LOAD_BROKEN;
		}
	}
}

static enum load_step
step(void *session, struct load_reply *reply)
{
	struct session *s = session;
	enum load_step r;
	ssize_t n;

	if (s->state == HELLO)
		return say_hello(s);
	for (;;) {
		size_t room;
		uint8_t *to = tls13_room(s->tls, &room);

		n = recv(s->fd, to, room, 0);
		/* Some servers wait for us to close first, as clients do. */
		if (n < 0)
			return load_step_of_errno(s->state == CLOSED && reply->len > 0 ? LOAD_DONE : LOAD_WANT_READ);
		if (n == 0)
			return s->state == CLOSED && reply->len > 0 ? LOAD_DONE : LOAD_TRUNCATED;
		if (s->state == CLOSED)
			return LOAD_BROKEN;
		tls13_received(s->tls, (size_t)n);
		if ((r = take(s, reply)) != LOAD_WANT_READ)
			return r;
		/* Nothing more can be here yet, unless the end is. */
		if ((size_t)n < room && s->state != CLOSED)
			return LOAD_WANT_READ;
	}
}

int
main(int argc, char **argv)
{
	static const struct load_kind by_hand = {
		.session_new = session_new, .session_free = session_free, .begin = begin, .step = step,
	};
	struct load_options options;
	bool openssl = false;

	load_options_read(&options, &openssl, argc, argv);
	return load_run(openssl ? &load_openssl : &by_hand, &options);
}
