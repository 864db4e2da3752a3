/*
 * pipe.h - bytes to and from a client, plain or through TLS.
 *
 * The transport seam: a connection calls these and never asks which kind it
 * has.  Nothing here waits; a verdict says what to wait for.
 */
#ifndef NET_PIPE_H
#define NET_PIPE_H

#include <stdint.h>

#include "base/str.h"

struct tls;

enum pipe_verdict {
	PIPE_OK,
	PIPE_WANT_READ,
	PIPE_WANT_WRITE,
	PIPE_ENDED,		/* the client sends no more (FIN or close_notify) */
	PIPE_BROKEN,		/* reset, or no TLS any more; pipe->why says it in words */
};

struct pipe_kind;

struct pipe {
	const struct pipe_kind *kind;
	int fd;			/* the connection's */
	struct tls *tls;	/* NULL for plain; pipe's own */
	uint64_t sent;		/* [bytes] the system has taken */
	bool is_ours;		/* we are the client here: for the words of why */
	bool has_body;		/* more may come in than a request needs */
	const char *why;	/* static text */
};

struct pipe_kind {
	const char *name;
	enum pipe_verdict (*handshake)(struct pipe *p);
	enum pipe_verdict (*read)(struct pipe *p, char *buf, size_t size, size_t *ret_n);
	enum pipe_verdict (*write)(struct pipe *p, struct str bytes, size_t *ret_n);
	enum pipe_verdict (*finish)(struct pipe *p);
	enum pipe_verdict (*flush)(struct pipe *p);
	void (*done)(struct pipe *p);
};

/* A plain pipe over the non-blocking socket fd; it owns no descriptor.
 * tls_start (tls.h) turns it into one with TLS. */
void pipe_init(struct pipe *p, int fd);
/* Frees what TLS needs; the pipe is plain again.  Sends nothing. */
void pipe_done(struct pipe *p);

/* From here on input is without limit: somebody else counts it. */
void pipe_expect_body(struct pipe *p);

/*
 * [bytes] of all that was sent which the client has acknowledged, as far as
 * the system tells; else what the system has taken.  */
uint64_t pipe_taken(const struct pipe *p);

/* PIPE_OK once the client may be read. */
enum pipe_verdict pipe_handshake(struct pipe *p);

/* PIPE_OK: at least one byte was read.  PIPE_ENDED: none, and none will come. */
enum pipe_verdict pipe_read(struct pipe *p, char *buf, size_t size, size_t *ret_n);

/*
 * PIPE_OK: the first *ret_n (at least one) of bytes were taken; they may still
 * wait for pipe_flush.  PIPE_WANT_WRITE: none was.
 */
enum pipe_verdict pipe_write(struct pipe *p, struct str bytes, size_t *ret_n);

/* Puts the clean end (close_notify) behind what was written.  Call once. */
enum pipe_verdict pipe_finish(struct pipe *p);

/* Hands what was taken to the system; PIPE_OK: nothing is left here.  Must be
 * called before a connection waits for anything. */
enum pipe_verdict pipe_flush(struct pipe *p);

/* For kinds: recv(2) and send(2) with their errors made verdicts.  *ret_n is
 * what was moved when PIPE_OK. */
enum pipe_verdict pipe_recv_fd(struct pipe *p, char *buf, size_t size, size_t *ret_n);
enum pipe_verdict pipe_send_fd(struct pipe *p, struct str bytes, size_t *ret_n);

#endif
