/* load_hold.c - connections that stay where they are, until the server ends them. */

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load_run.h"

/* Many that are held: one address has not ports enough for them beside those of the load. */
void
hold_source(const struct run *r, const struct slot *s)
{
	static const int on = 1, small = LOAD_UNREAD_BUFFER;
	unsigned long number = (unsigned long)(s - r->slots);
	struct sockaddr_in from = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)(number / LOAD_PER_SOURCE)) };

	if (setsockopt(s->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) != 0 ||
	    bind(s->fd, (struct sockaddr *)&from, sizeof from) != 0)
		load_die("bind");
	if (r->options->hold == LOAD_HOLD_UNREAD &&
	    setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) != 0)
		load_die("SO_RCVBUF");
}

void
hold_ended(struct run *r, struct slot *s)
{
	uint64_t age_ns = load_clock_ns(CLOCK_MONOTONIC) - s->held_ns;

	if (r->gone == 0 || age_ns < r->age_min_ns)
		r->age_min_ns = age_ns;
	if (age_ns > r->age_max_ns)
		r->age_max_ns = age_ns;
	close(s->fd);
	s->fd = -1;
	r->open--;
	r->gone++;
}

/* Until there are none of them, or nobody wants to know. */
static void
await_end(struct run *r)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = r->epoll, .events = POLLIN } };
	char c;

	while (r->open > 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			load_die("poll");
		if (fds[1].revents != 0)
			run_turn(r, 0);
		if (fds[0].revents != 0 && read(STDIN_FILENO, &c, 1) <= 0)
			break;
	}
	printf("gone=%lu age_min_ms=%lu age_max_ms=%lu\n", r->gone, (unsigned long)(r->age_min_ns / 1000000),
	    (unsigned long)(r->age_max_ns / 1000000));
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		continue;
}

void
hold_run(struct run *r)
{
	for (unsigned i = 0; i < r->options->connections; i++) {
		run_advance(r, &r->slots[i], run_begin(r, &r->slots[i]));
		/* Few at once, so that no backlog overflows. */
		while (r->open + r->gone > r->held + 64)
			run_turn(r, RUN_TICK_MS);
	}
	while (r->open + r->gone > r->held) {
		run_turn(r, RUN_TICK_MS);
		run_drop_late(r);
	}
	printf("held=%lu failed=%lu\n", r->held, r->faults);
	fflush(stdout);
	await_end(r);
}
