/*
 * keys.h - the certificates in use and their keys: read from their files,
 * watched, handed to the threads that speak TLS.
 *
 * Files are read and judged by one thread, the main one, so that no other needs
 * to reach them.  A pair that cannot be used, because half of it has been
 * replaced so far, changes nothing: the one in use stays, and it is tried again.
 */
#ifndef NET_KEYS_H
#define NET_KEYS_H

#include "base/strbuf.h"

#define KEYS_MAX 64	/* certificates */

struct tls_context;

/* A certificate as the owner names it. */
struct keys_pair {
	const char *crt_path, *key_path;
	const struct str *hosts;	/* who asks for one of these by SNI gets it (proto/host.h) */
	size_t nhosts;
};

struct keys;

/* The first of n pairs, n > 0, is for everybody who names no host or an unknown one. */
struct keys *keys_new(const struct keys_pair *pairs, size_t n, bool ask_identity);
void keys_free(struct keys *k);
/* Takes over what before has in use of the same files. */
void keys_inherit(struct keys *k, struct keys *before);
/* Reads all files; what is in use changes only when all are good.  One that may not
 * be read any more, since root alone may, stays in use with a word in the log.
 * 0 or -errno with a message in why. */
int keys_load(struct keys *k, struct strbuf *why);
/* Looks whether a file was replaced, and takes what is good; says in the log what
 * it did, and once what is wrong; on each new day also that one has expired or soon
 * will.  To be called every second or so. */
void keys_look(struct keys *k);

/* Which keys they are, to be compared; 0: none yet.  From any thread. */
unsigned keys_number(struct keys *k);
/* A context of the caller's own with all of them; NULL with static words, and *ret_number
 * as it was, so that it is tried again.  From any thread. */
struct tls_context *keys_context(struct keys *k, unsigned *ret_number, const char **ret_why);

#endif
