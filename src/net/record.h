/*
 * record.h - the line that the log gets about a finished request.
 *
 * Nothing a stranger sends can forge one or reach a terminal: control bytes,
 * what is not UTF-8 and what turns a line round are written as \xNN, in each
 * of the forms.
 */
#ifndef NET_RECORD_H
#define NET_RECORD_H

#include <stdint.h>
#include <time.h>

#include "base/strbuf.h"
#include "net/peer.h"

/* [bytes] of a request in a line, escaped; a longer one
 * is cut and ends in "...", so that the line stays whole (LOG_LINE_SIZE_MAX). */
#define RECORD_REQUEST_MAX 3072
#define RECORD_SALT_SIZE 32
#define RECORD_HASH_DIGITS 16
#define RECORD_CLIENT_SIZE PEER_TEXT_SIZE	/* [bytes] with NUL */

enum record_format {
	RECORD_PLAIN,		/* for people */
	RECORD_COMMON,		/* the Common Log Format of web servers */
	RECORD_COMBINED,	/* the same with "-" for referrer and client */
	RECORD_JSON,		/* an object a line */
};

/* What is told of a client's address. */
enum record_client {
	RECORD_CLIENT_OFF,
	RECORD_CLIENT_SHORT,	/* 192.0.2.0, 2001:db8:1:: (the first 48 bits) */
	RECORD_CLIENT_HASHED,	/* with a salt of the day */
	RECORD_CLIENT_FULL,
};

struct record {
	time_t at;		/* when it was finished */
	const char *protocol;
	int status;
	uint64_t bytes;		/* of the body, as sent */
	uint64_t ms;		/* from the request's end to the answer's */
	const char *outcome;
	struct str request;	/* as it came, without its line end */
	const char *client;	/* "": nothing is told */
};

/* Appends the line without its end; RECORD_PLAIN without the time. */
void record_add(struct strbuf *out, enum record_format format, const struct record *r);

/* Someone who could not begin TLS, or several that are not spoken of one by one. */
struct record_failure {
	time_t at;
	const char *protocol;	/* NULL for several */
	const char *client;	/* as above */
	struct str why;		/* words for the owner; a stranger's may stand in them */
	uint64_t left_out;	/* how many; 0: this is one */
};

/* Appends the line without its end: an object for RECORD_JSON; else words, without the
 * time, since the other forms have nothing for it. */
void record_add_failure(struct strbuf *out, enum record_format format, const struct record_failure *f);

/*
 * Salt for hashed addresses: random, renewed at midnight UTC, in memory alone,
 * so that one visitor is one for a day and nobody can tell who afterwards.
 * From any thread.
 */
struct record_salt;
struct record_salt *record_salt_new(void);
void record_salt_free(struct record_salt *salt);

/* What is told of peer at the time now; salt is needed for RECORD_CLIENT_HASHED. */
void record_client(enum record_client how, const struct peer *peer, struct record_salt *salt, time_t now,
    char ret[static RECORD_CLIENT_SIZE]);
/* The first eight bytes of SHA-256 over today's salt and bytes: who, without saying who. */
uint64_t record_hash(struct record_salt *salt, time_t now, struct str bytes);

#endif
