/* pipe.c - bytes to and from a client; the plain kind. */
#include "net/pipe.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#ifdef __linux__
/* SIOCOUTQ by its other name (tcp(7)): the kernel's own headers are not everywhere. */
#define OUTPUT_QUEUE TIOCOUTQ
#else
#include <sys/filio.h>
#ifdef FIONWRITE
#define OUTPUT_QUEUE FIONWRITE
#endif
#endif

enum pipe_verdict
pipe_recv_fd(struct pipe *p, char *buf, size_t size, size_t *ret_n)
{
	ssize_t n;

	do
		n = recv(p->fd, buf, size, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		*ret_n = (size_t)n;
		return PIPE_OK;
	}
	if (n == 0)
		return PIPE_ENDED;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return PIPE_WANT_READ;
	p->why = errno != ECONNRESET ? "connection lost" : p->is_ours ? "reset by it" : "reset by the client";
	return PIPE_BROKEN;
}

enum pipe_verdict
pipe_send_fd(struct pipe *p, struct str bytes, size_t *ret_n)
{
	ssize_t n;

	do
		n = send(p->fd, bytes.p, bytes.len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0) {
		*ret_n = (size_t)n;
		p->sent += (size_t)n;
		return PIPE_OK;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return PIPE_WANT_WRITE;
	p->why = errno != ECONNRESET && errno != EPIPE ? "connection lost" : p->is_ours ? "reset by it" :
	    "reset by the client";
	return PIPE_BROKEN;
}

static enum pipe_verdict
plain_nothing(struct pipe *p)
{
	(void)p;
	return PIPE_OK;
}

static void
plain_done(struct pipe *p)
{
	(void)p;
}

static const struct pipe_kind plain = {
	.name = "plain",
	.handshake = plain_nothing,
	.read = pipe_recv_fd,
	.write = pipe_send_fd,
	.finish = plain_nothing,
	.flush = plain_nothing,
	.done = plain_done,
};

void
pipe_init(struct pipe *p, int fd)
{
	*p = (struct pipe){ .kind = &plain, .fd = fd };
}

void
pipe_done(struct pipe *p)
{
	p->kind->done(p);
	p->kind = &plain;
}

void
pipe_expect_body(struct pipe *p)
{
	p->has_body = true;
}

uint64_t
pipe_taken(const struct pipe *p)
{
	int queued = 0;

#ifdef OUTPUT_QUEUE
	if (ioctl(p->fd, OUTPUT_QUEUE, &queued) != 0)
		queued = 0;
#endif
	return queued > 0 && (uint64_t)queued < p->sent ? p->sent - (uint64_t)queued :
	    queued > 0 ? 0 : p->sent;
}

enum pipe_verdict
pipe_handshake(struct pipe *p)
{
	return p->kind->handshake(p);
}

enum pipe_verdict
pipe_read(struct pipe *p, char *buf, size_t size, size_t *ret_n)
{
	return p->kind->read(p, buf, size, ret_n);
}

enum pipe_verdict
pipe_write(struct pipe *p, struct str bytes, size_t *ret_n)
{
	return p->kind->write(p, bytes, ret_n);
}

enum pipe_verdict
pipe_finish(struct pipe *p)
{
	return p->kind->finish(p);
}

enum pipe_verdict
pipe_flush(struct pipe *p)
{
	return p->kind->flush(p);
}
