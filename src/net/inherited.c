/* inherited.c - sockets that a service manager opened before it started us. */
#include "net/inherited.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

#define FIRST 3		/* descriptor (SD_LISTEN_FDS_START) */

static struct inherited {
	struct listener listener;	/* fd -1: it was taken, or closed */
	char name[INHERITED_NAME_MAX + 1];
	char text[sizeof LISTENER_UNIX + LISTENER_PATH_SIZE + PEER_TEXT_SIZE];	/* its address */
} sockets[INHERITED_MAX];
static size_t nsockets;

/* --- at the start ------------------------------------------------------------------ */

static int
look_at(int fd, struct inherited *ret)
{
	static const int on = 1, send_buffer = LISTENER_SEND_BUFFER;
	struct sockaddr_storage bound = { 0 };
	const struct sockaddr_un *path = (const struct sockaddr_un *)&bound;
	socklen_t size = sizeof bound, flag_size = sizeof(int);
	struct peer peer;
	int flag = 0, flags;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &flag, &flag_size) != 0 ||
	    getsockname(fd, (struct sockaddr *)&bound, &size) != 0)
		return -errno;
	flags = fcntl(fd, F_GETFL);
	if (flag == 0 || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return -EINVAL;
	ret->listener = (struct listener){ .fd = fd, .is_inherited = true };
	if (bound.ss_family == AF_UNIX) {
		if (path->sun_path[0] != '/' || strnlen(path->sun_path, sizeof path->sun_path) >= LISTENER_PATH_SIZE)
			return -ENAMETOOLONG;
		memcpy(ret->listener.unix_path, path->sun_path, strlen(path->sun_path) + 1);
		snprintf(ret->text, sizeof ret->text, LISTENER_UNIX "%s", path->sun_path);
		return 0;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
	peer = peer_of((struct sockaddr *)&bound);
	peer_text(&peer, ret->listener.address);
	ret->listener.port = peer_port_of((struct sockaddr *)&bound);
	ret->listener.any = strcmp(ret->listener.address, "::") == 0 || strcmp(ret->listener.address, "0.0.0.0") == 0;
	snprintf(ret->text, sizeof ret->text, strchr(ret->listener.address, ':') != NULL ? "[%s]:%u" : "%s:%u",
	    ret->listener.address, ret->listener.port);
	return 0;
}

void
inherited_begin(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS"), *names = getenv("LISTEN_FDNAMES");
	struct str name, rest = names != NULL ? str_of(names) : STR("");
	unsigned long n = 0, whose = 0;

	/* For us, and not for a process that only inherited the variables. */
	if (pid == NULL || fds == NULL || !str_number(str_of(pid), INT32_MAX, &whose) || whose != (unsigned long)getpid())
		n = 0;
	else if (!str_number(str_of(fds), INT32_MAX, &n))
		log_warning("LISTEN_FDS: \"%s\" is no number: the service manager's sockets are not used", fds);
	if (n > INHERITED_MAX)
		log_warning("LISTEN_FDS: only %d of %lu sockets are used", INHERITED_MAX, n);
	for (unsigned long i = 0; i < n && i < INHERITED_MAX; i++) {
		struct inherited *s = &sockets[nsockets];
		int error;

		name = STR("");
		(void)str_cut(&rest, ':', &name);
		error = look_at(FIRST + (int)i, s);
		if (error != 0) {
			log_warning("LISTEN_FDS: descriptor %d is no socket that listens to connections (%s)", FIRST + (int)i,
			    strerror(-error));
			continue;
		}
		snprintf(s->name, sizeof s->name, "%.*s", STR_ARG(name));
		nsockets++;
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}

/* --- whose they are ------------------------------------------------------------------ */

const char *
inherited_named(const char *name, size_t i)
{
	for (size_t k = 0; k < nsockets; k++)
		if (strcmp(sockets[k].name, name) == 0 && i-- == 0)
			return sockets[k].text;
	return NULL;
}

static bool
is_same(const char *a, const char *b)
{
	struct peer_range x, y;

	return peer_range_parse(str_of(a), &x) && peer_range_parse(str_of(b), &y) &&
	    memcmp(&x.first, &y.first, sizeof x.first) == 0;
}

static bool
answers_to(const struct inherited *s, const char *address, unsigned port)
{
	const struct listener *l = &s->listener;

	if (l->unix_path[0] != '\0')
		return strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0 &&
		    strcmp(address + strlen(LISTENER_UNIX), l->unix_path) == 0;
	if (port == 0 || l->port != port)
		return false;
	if (strcmp(address, "*") == 0)
		return l->any;
	if (strcmp(address, "localhost") == 0)
		return is_same(l->address, "::1") || is_same(l->address, "127.0.0.1");
	return is_same(l->address, address);
}

bool
inherited_has(const char *address, unsigned port)
{
	for (size_t i = 0; i < nsockets; i++)
		if (answers_to(&sockets[i], address, port))
			return true;
	return false;
}

int
inherited_take(const char *address, unsigned port, struct listener ret[static LISTENER_SOCKETS_MAX])
{
	int n = 0;

	for (size_t i = 0; i < nsockets && n < LISTENER_SOCKETS_MAX; i++) {
		struct listener *l = &sockets[i].listener;

		if (l->fd < 0 || !answers_to(&sockets[i], address, port))
			continue;
		listener_copy(&ret[n++], l);
		l->fd = -1;
	}
	return n;
}

void
inherited_end(void)
{
	for (size_t i = 0; i < nsockets; i++) {
		struct listener *l = &sockets[i].listener;

		if (l->fd < 0)
			continue;
		log_warning("the service manager's socket at %s is nobody's: configure that address, or name it "
		    "(FileDescriptorName=gemini)", sockets[i].text);
		close(l->fd);
		l->fd = -1;
	}
}
