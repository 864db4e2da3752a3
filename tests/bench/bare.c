/* bare.c - see bare.h. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "bare.h"

void
bare_die(const char *what)
{
	fprintf(stderr, "bare: %s: %s\n", what, errno != 0 ? strerror(errno) : "failed");
	exit(2);
}

const uint8_t *
bare_reply(const char *path, size_t *ret_len)
{
	static uint8_t reply[BARE_REPLY_MAX + 1];
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		bare_die(path);
	*ret_len = fread(reply, 1, sizeof reply, f);
	fclose(f);
	if (*ret_len == 0 || *ret_len > BARE_REPLY_MAX) {
		errno = EFBIG;
		bare_die(path);
	}
	return reply;
}

int
bare_listen(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	struct rlimit limit;
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	signal(SIGPIPE, SIG_IGN);
	if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		bare_die("listen");
	printf("port=%u\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

void
bare_watch(int epoll, int fd, void *data)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = data };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev) != 0)
		bare_die("epoll_ctl");
}

int
bare_epoll(int listener)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (epoll < 0)
		bare_die("epoll_create1");
	bare_watch(epoll, listener, NULL);
	return epoll;
}
