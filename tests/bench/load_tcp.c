/* load_tcp.c - load on a Gopher server: connect, selector, answer, end. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "load.h"

struct session {
	const char *request;
	size_t request_len;
	enum load_hold hold;
	int fd;
	bool sent;
};

static void *
session_new(const struct load_options *options)
{
	struct session *s = calloc(1, sizeof *s);

	if (s == NULL)
		load_die("calloc");
	s->request = options->request;
	s->request_len = strlen(options->request);
	s->hold = options->hold;
	return s;
}

static void
begin(void *session, int fd)
{
	struct session *s = session;

	s->fd = fd;
	s->sent = false;
}

static enum load_step
send_request(struct session *s)
{
	size_t want = s->hold == LOAD_HOLD_HALF ? s->request_len / 2 : s->request_len;
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;
	ssize_t n;

	if (s->hold == LOAD_HOLD_SILENT)
		return getpeername(s->fd, (struct sockaddr *)&peer, &len) == 0 ? LOAD_HELD : LOAD_WANT_WRITE;
	n = send(s->fd, s->request, want, MSG_NOSIGNAL);
	if (n < 0)
		return load_step_of_errno(LOAD_WANT_WRITE);
	/* A line this short leaves at once or the machine is in no state to measure. */
	if ((size_t)n != want)
		return LOAD_BROKEN;
	s->sent = true;
	return s->hold != LOAD_HOLD_NOT ? LOAD_HELD : LOAD_WANT_READ;
}

static enum load_step
step(void *session, struct load_reply *reply)
{
	struct session *s = session;
	ssize_t n;

	if (!s->sent)
		return send_request(s);
	while (reply->len <= LOAD_REPLY_MAX) {
		n = recv(s->fd, reply->bytes + reply->len, LOAD_REPLY_MAX + 1 - reply->len, 0);
		if (n < 0)
			return load_step_of_errno(LOAD_WANT_READ);
		if (n == 0)
			return reply->len > 0 ? LOAD_DONE : LOAD_TRUNCATED;
		reply->len += (size_t)n;
	}
	return LOAD_CHANGED;
}

int
main(int argc, char **argv)
{
	static const struct load_kind gopher = {
		.session_new = session_new, .session_free = free, .begin = begin, .step = step,
	};
	struct load_options options;

	load_options_read(&options, NULL, argc, argv);
	return load_run(&gopher, &options);
}
