/*
 * load.h - a load client: N connections at once, each one request and its
 * whole reply.
 *
 * The engine connects, waits, measures and counts; a kind (Gopher, TLS by
 * hand, TLS by libssl) moves the bytes of one connection.  The first reply is
 * the reference: every later one must be the same to the byte.  Loopback only.
 * One thread; Linux (epoll).
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOAD_REPLY_MAX ((size_t)1024 * 1024)	/* [bytes] of one reply; more counts as changed */
#define LOAD_PATIENCE_MS 10000			/* for one request */
#define LOAD_FAULTS_MAX 1000			/* then the run ends early */
#define LOAD_CONNECTIONS_MAX 60000
#define LOAD_PER_SOURCE 10000			/* held connections from one loopback address, which has 28,000 ports */
#define LOAD_UNREAD_BUFFER 4096			/* [bytes] that an unread connection's kernel may take */

/* How a step of a connection ended. */
enum load_step {
	LOAD_WANT_READ,
	LOAD_WANT_WRITE,
	LOAD_HELD,	/* came to where it was asked to stay */
	LOAD_DONE,	/* the reply is whole and ended as its protocol demands */
	LOAD_REFUSED,	/* no connection */
	LOAD_RESET,
	LOAD_BROKEN,	/* bytes that the protocol does not allow, or an alert */
	LOAD_TRUNCATED,	/* ended without saying so (TLS: without close_notify) */
	LOAD_CHANGED,	/* another reply than the first */
	LOAD_LATE,	/* not done within LOAD_PATIENCE_MS */
	LOAD_NSTEPS
};

/* Where a connection stays, for measuring what idle ones cost; unread: asks, and never reads the answer. */
enum load_hold { LOAD_HOLD_NOT, LOAD_HOLD_SILENT, LOAD_HOLD_HALF, LOAD_HOLD_SHAKEN, LOAD_HOLD_UNREAD };

struct load_options {
	const char *request;	/* as it is sent, with its CRLF */
	const char *name;	/* for SNI */
	unsigned port;		/* on 127.0.0.1 */
	unsigned connections;	/* at once */
	double seconds;		/* how long new requests are begun; 0: no limit of time */
	unsigned long requests;	/* how many; 0: no limit of number */
	enum load_hold hold;
};

struct load_reply {
	uint8_t *bytes;		/* LOAD_REPLY_MAX + 1 of them, mostly never touched */
	size_t len;
};

struct load_kind {
	/* A session serves one connection after another. */
	void *(*session_new)(const struct load_options *options);
	void (*session_free)(void *session);
	/* A new connection on fd, not yet established. */
	void (*begin)(void *session, int fd);
	/* Goes on as far as it can; called once after begin, then when fd is ready. */
	enum load_step (*step)(void *session, struct load_reply *reply);
};

/*
 * Runs and prints one line of "key=value" on standard output:
 *	requests (all that were done), failed, one count per kind of failure,
 *	seconds, rate [1/s], cpu_us (the client's own, per request), bytes (of a
 *	reply), p50_us p90_us p99_us p999_us (from connect to the end).
 * With options->hold it opens the connections, prints "held=N failed=N" and
 * keeps them.  When the server has ended all of them, or standard input ends,
 * it prints "gone=N age_min_ms=N age_max_ms=N": how many the server ended, and
 * how long after they had come to where they stay.  It leaves when standard
 * input ends.  Returns the exit status: 0 when nothing failed, else 1.
 */
int load_run(const struct load_kind *kind, const struct load_options *options);

/*
 * Reads the command line:
 *	[-c CONNECTIONS] [-s SECONDS] [-n REQUESTS] [--hold silent|half|shaken|unread]
 *	[--name HOST] PORT REQUEST
 * REQUEST is without CRLF.  openssl may be NULL: then there is no --openssl.
 * Exits with a usage on mistakes.
 */
void load_options_read(struct load_options *ret, bool *openssl, int argc, char **argv);

/* Appends to a reply; false when it is full. */
bool load_reply_add(struct load_reply *reply, const void *bytes, size_t n);
/* What errno after a failed send or recv means. */
enum load_step load_step_of_errno(enum load_step again);
_Noreturn void load_die(const char *what);

extern const struct load_kind load_openssl;

#endif
