/*
 * bare_tcp.c - the leanest Gopher server: accept, read at once, answer, linger.
 *
 * usage: bare_tcp REPLY-FILE
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.h"

struct conn {
	int fd;
	bool watched, answered;
	size_t seen;	/* bytes of the request */
};

static const uint8_t *reply;
static size_t reply_len;
static int epoll;

static void
conn_close(struct conn *c)
{
	close(c->fd);
	free(c);
}

/* True when there is more to come. */
static bool
conn_step(struct conn *c)
{
	char line[BARE_LINE_MAX];
	ssize_t n;

	while (!c->answered) {
		n = recv(c->fd, line, sizeof line, 0);
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		c->seen += (size_t)n;
		if (memchr(line, '\n', (size_t)n) == NULL) {
			if (c->seen > BARE_LINE_MAX)
				return false;
			continue;
		}
		/* The send buffer of a fresh connection takes a reply of this size whole. */
		if (send(c->fd, reply, reply_len, MSG_NOSIGNAL) != (ssize_t)reply_len)
			return false;
		shutdown(c->fd, SHUT_WR);
		c->answered = true;
	}
	while ((n = recv(c->fd, line, sizeof line, 0)) > 0)
		continue;
	return n < 0 && errno == EAGAIN;
}

static void
conn_advance(struct conn *c)
{
	if (!conn_step(c)) {
		conn_close(c);
	} else if (!c->watched) {
		bare_watch(epoll, c->fd, c);
		c->watched = true;
	}
}

static void
accept_all(int listener)
{
	struct conn *c;
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		if ((c = calloc(1, sizeof *c)) == NULL)
			bare_die("calloc");
		c->fd = fd;
		conn_advance(c);
	}
	if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
		bare_die("accept4");
}

int
main(int argc, char **argv)
{
	struct epoll_event events[BARE_EVENTS_MAX];
	int listener, n;

	if (argc != 2) {
		fprintf(stderr, "usage: %s REPLY-FILE\n", argv[0]);
		return 2;
	}
	reply = bare_reply(argv[1], &reply_len);
	listener = bare_listen();
	epoll = bare_epoll(listener);
	while ((n = epoll_wait(epoll, events, BARE_EVENTS_MAX, -1)) >= 0 || errno == EINTR) {
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				accept_all(listener);
			else
				conn_advance(events[i].data.ptr);
		}
	}
	bare_die("epoll_wait");
}
