/* listener.c - a bound socket that accepts. */
#include "net/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/inherited.h"

#define PORT_TRIES 16	/* for a free port that both families have */

/* Addresses that stand for more than one socket. */
static const struct {
	const char *name;
	const char *sockets[LISTENER_SOCKETS_MAX];
} names[] = {
	{ "*", { "::", "0.0.0.0" } },
	{ "localhost", { "::1", "127.0.0.1" } },
};

/* What an owner can do about it. */
static const struct {
	int error;
	const char *remedy;
	bool is_unix;
} remedies[] = {
	{ EADDRINUSE, "the address is in use by another program; stop it or choose another port", false },
	{ EACCES, "a port below 1024 needs root or CAP_NET_BIND_SERVICE; choose another port", false },
	{ EADDRNOTAVAIL, "this machine has no such address", false },
	{ EAFNOSUPPORT, "this machine does not have this kind of address", false },
	{ EINVAL, "not a numeric IP address, \"localhost\" or \"*\"", false },
	{ EADDRINUSE, "a program listens there already, or it is another kind of file", true },
	{ ESRCH, "there is no such group (socket_group)", true },
	{ EPERM, "only root can give it to a group that its user is no member of (socket_group)", true },
};

static void
explain(struct strbuf *why, const char *address, unsigned port, const char *option, int error)
{
	const char *remedy = strerror(error);
	bool is_unix = strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0;

	for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
		if (remedies[i].error == error && remedies[i].is_unix == is_unix)
			remedy = remedies[i].remedy;
	if (is_unix)
		strbuf_addf(why, "cannot listen at %s: %s", address, remedy);
	else
		strbuf_addf(why, strchr(address, ':') != NULL ? "cannot listen at [%s]:%u: %s" :
		    "cannot listen at %s:%u: %s", address, port, remedy);
	if (option != NULL)
		strbuf_addf(why, " (%s)", option);
}

static int
set_up(int fd, int family)
{
	/* Where both families share a socket by default, the IPv4 one of "*"
	 * would find its port taken. */
	static const int on = 1, send_buffer = LISTENER_SEND_BUFFER;

	if (family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
		return -errno;
	/* Accepted sockets inherit these two, which saves a call for each; a
	 * system that refuses them still serves. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
	return 0;
}

/* One socket; 0 or -errno. */
static int
open_one(const char *address, unsigned port, struct listener *ret)
{
	struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *info = NULL;
	struct sockaddr_storage bound;
	socklen_t size = sizeof bound;
	struct peer peer;
	char service[16];
	int fd = -1, r = 0;

	snprintf(service, sizeof service, "%u", port);
	if (getaddrinfo(address, service, &hints, &info) != 0)
		return -EINVAL;
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		r = -errno;
		goto out;
	}
	r = set_up(fd, info->ai_family);
	if (r != 0)
		goto out;
	if (bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&bound, &size) != 0) {
		r = -errno;
		goto out;
	}
	*ret = (struct listener){ .fd = fd, .port = peer_port_of((struct sockaddr *)&bound) };
	peer = peer_of((struct sockaddr *)&bound);
	peer_text(&peer, ret->address);
	ret->any = strcmp(ret->address, "::") == 0 || strcmp(ret->address, "0.0.0.0") == 0;
	fd = -1;
out:
	if (fd >= 0)
		close(fd);
	freeaddrinfo(info);
	return r;
}

bool
listener_is_address(const char *address)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *info = NULL;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(address, names[i].name) == 0)
			return true;
	if (strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0)
		return strlen(address) < strlen(LISTENER_UNIX) + LISTENER_PATH_SIZE;
	if (getaddrinfo(address, NULL, &hints, &info) != 0)
		return false;
	freeaddrinfo(info);
	return true;
}

/* Both sockets of a name, or the one this machine has; how many, or -errno. */
static int
open_pair(const char *const sockets[static LISTENER_SOCKETS_MAX], unsigned port,
    struct listener ret[static LISTENER_SOCKETS_MAX])
{
	int n = 0, r = 0;

	for (int i = 0; i < LISTENER_SOCKETS_MAX; i++) {
		r = open_one(sockets[i], n > 0 ? ret[0].port : port, &ret[n]);
		if (r == 0)
			n++;
		else if (r != -EAFNOSUPPORT && r != -EADDRNOTAVAIL)
			break;
		else if (i < LISTENER_SOCKETS_MAX - 1 || n > 0)
			r = 0;
	}
	if (r == 0)
		return n;
	while (n > 0)
		listener_close(&ret[--n]);
	return r;
}

static int
open_unix(const char *path, const struct unix_socket_access *access, struct listener *ret)
{
	static const struct unix_socket_access usual = { .mode = LISTENER_UNIX_MODE };
	int fd;

	_Static_assert(LISTENER_PATH_SIZE <= UNIX_SOCKET_PATH_SIZE, "a path does not fit");
	if (strlen(path) >= LISTENER_PATH_SIZE)
		return -ENAMETOOLONG;
	fd = unix_socket_listen(path, access != NULL ? access : &usual, SOMAXCONN);
	if (fd < 0)
		return fd;
	*ret = (struct listener){ .fd = fd };
	memcpy(ret->unix_path, path, strlen(path) + 1);
	return 0;
}

int
listener_open(const char *address, unsigned port, const struct unix_socket_access *access, const char *option,
    struct listener ret[static LISTENER_SOCKETS_MAX], struct strbuf *why)
{
	int n = inherited_take(address, port, ret);

	if (n > 0)
		return n;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(address, names[i].name) != 0)
			continue;
		/* The port the system chose for one may be taken for the other. */
		for (int try = 0; try < (port == 0 ? PORT_TRIES : 1); try++) {
			n = open_pair(names[i].sockets, port, ret);
			if (n != -EADDRINUSE)
				break;
		}
		if (n < 0)
			explain(why, address, port, option, -n);
		return n;
	}
	if (strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0)
		n = open_unix(address + strlen(LISTENER_UNIX), access, &ret[0]);
	else
		n = open_one(address, port, &ret[0]);
	if (n == 0)
		return 1;
	explain(why, address, port, option, -n);
	return n;
}

void
listener_close(struct listener *listener)
{
	if (listener->fd >= 0) {
		if (listener->unix_path[0] != '\0' && !listener->is_inherited)
			(void)unlink(listener->unix_path);
		close(listener->fd);
	}
	listener->fd = -1;
}

void
listener_copy(struct listener *to, const struct listener *from)
{
	to->fd = from->fd;
	to->port = from->port;
	to->any = from->any;
	to->is_inherited = from->is_inherited;
	memcpy(to->address, from->address, sizeof to->address);
	memcpy(to->unix_path, from->unix_path, sizeof to->unix_path);
}

struct listener *
listener_keep(const struct listener *opened)
{
	static atomic_uint last;
	struct listener *listener = mem_alloc(sizeof *listener);

	listener_copy(listener, opened);
	listener->id = atomic_fetch_add(&last, 1) + 1;
	atomic_store(&listener->holders, 1);
	return listener;
}

struct listener *
listener_hold(struct listener *listener)
{
	atomic_fetch_add(&listener->holders, 1);
	return listener;
}

void
listener_give(struct listener *listener)
{
	if (atomic_fetch_sub(&listener->holders, 1) != 1)
		return;
	listener_close(listener);
	free(listener);
}

int
listener_accept(const struct listener *listener, struct peer *ret)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof address;
	int fd;

	address.ss_family = AF_UNSPEC;
	fd = accept4(listener->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	if (listener->unix_path[0] != '\0')
		*ret = (struct peer){ .bytes = { [15] = 1 } };
	else
		*ret = peer_of((struct sockaddr *)&address);
	return fd;
}
