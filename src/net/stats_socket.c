/* stats_socket.c - a Unix socket that says what was counted. */
#include "net/stats_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/loop.h"

#define BACKLOG 8
#define SEND_BUFFER (256 * 1024)	/* [bytes]; all that is said fits, so that nobody is waited for */

struct stats_socket {
	char *path;
	int fd;
	struct loop_watch *watch;
	stats_writer *write;
	void *arg;
};

static void
ready(void *arg, unsigned what)
{
	static const int buffer = SEND_BUFFER;
	struct stats_socket *s = arg;
	struct strbuf text = STRBUF_INIT;
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)what;
	if (fd < 0)
		return;
	s->write(s->arg, &text);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
	(void)send(fd, text.buf, text.len, MSG_NOSIGNAL);
	strbuf_done(&text);
	close(fd);
}

struct stats_socket *
stats_socket_new(struct loop *loop, const char *path, const struct unix_socket_access *access,
    stats_writer *write, void *arg)
{
	struct stats_socket *s;
	int fd = unix_socket_listen(path, access, BACKLOG);

	if (fd < 0) {
		log_warning("%s: %s: \"marmot stats\" finds nothing", path,
		    fd == -ESRCH ? "there is no such group (stats_socket_group)" :
		    fd == -EADDRINUSE ? "another server runs with this state folder (name one of its own with --state DIR), or "
		    "another kind of file is there (remove it)" : strerror(-fd));
		return NULL;
	}
	s = mem_alloc(sizeof *s);
	s->path = mem_strdup(path);
	s->fd = fd;
	s->write = write;
	s->arg = arg;
	s->watch = loop_watch_new(loop, fd, ready, s);
	(void)loop_watch_set(s->watch, LOOP_READ);
	return s;
}

void
stats_socket_free(struct stats_socket *s)
{
	if (s == NULL)
		return;
	loop_watch_free(s->watch);
	/* In this order: a successor takes the place of a path where nobody listens. */
	(void)unlink(s->path);
	close(s->fd);
	free(s->path);
	free(s);
}

int
stats_socket_read(const char *path, struct strbuf *out)
{
	char buf[4096];
	int fd = unix_socket_connect(path, SOCK_STREAM), r = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n > 0) {
			strbuf_add(out, buf, (size_t)n);
		} else if (errno != EINTR) {
			r = -errno;
			break;
		}
	}
	close(fd);
	return r;
}
