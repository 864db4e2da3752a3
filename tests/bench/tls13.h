/*
 * tls13.h - a TLS 1.3 client that is cheap: it trusts everyone.
 *
 * RFC 8446 with one choice of each: X25519, AES-128-GCM with SHA-256, no
 * resumption.  The certificate and its signature are read past; the server's
 * Finished is checked.  All connections of the process send one key share,
 * which the server cannot tell and which spares the client a key.  For load
 * on loopback, never for secrets.
 *
 * Bytes in, bytes out; the caller owns the socket.
 */
#ifndef BENCH_TLS13_H
#define BENCH_TLS13_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS13_HELLO_MAX 512
#define TLS13_OUT_MAX 4096		/* [bytes] of the second flight with the request */
#define TLS13_IN_MAX (5 + 16384 + 256)	/* [bytes] of a record */
#define TLS13_FLIGHT_MAX 16384		/* [bytes] of the server's handshake messages */
#define TLS13_REQUEST_MAX 2048

enum tls13_took {
	TLS13_MORE,	/* wants more bytes */
	TLS13_READY,	/* the handshake is over: tls13_finish tells what to send */
	TLS13_DATA,	/* *ret points to plain bytes, until the next call */
	TLS13_CLOSED,	/* close_notify */
	TLS13_BAD,	/* an alert, or bytes that are none of TLS 1.3 */
};

struct tls13;

/* name is for SNI.  Never NULL: exits without a provider of the algorithms. */
struct tls13 *tls13_new(const char *name);
void tls13_free(struct tls13 *t);

/* Begins anew; the ClientHello is in the object until the next call. */
const uint8_t *tls13_begin(struct tls13 *t, size_t *ret_len);
/* Where received bytes go, and how many fit. */
uint8_t *tls13_room(struct tls13 *t, size_t *ret_len);
void tls13_received(struct tls13 *t, size_t n);
/* Takes the next thing out of what was received. */
enum tls13_took tls13_next(struct tls13 *t, const uint8_t **ret, size_t *ret_len);
/* After TLS13_READY, once: the client's Finished, and the request behind it. */
const uint8_t *tls13_finish(struct tls13 *t, const void *request, size_t len, size_t *ret_len);

#endif
