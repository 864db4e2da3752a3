/*
 * tls13_keys.h - the key schedule of RFC 8446, 7.1 and record protection (5.2),
 * for SHA-256 and AES-128-GCM.  Not for several threads.
 */
#ifndef BENCH_TLS13_KEYS_H
#define BENCH_TLS13_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS13_HASH 32
#define TLS13_TAG 16

struct tls13_keys {		/* of one direction */
	uint8_t key[16], iv[12];
	uint64_t sequence;
};

/* Makes the process's X25519 key and fetches the cipher; once. */
void tls13_keys_init(void);
const uint8_t *tls13_share(void);			/* 32 bytes */
/* The handshake secret out of the server's share; false for a bad share. */
bool tls13_handshake_secret(uint8_t ret[TLS13_HASH], const uint8_t share[32]);
void tls13_master_secret(uint8_t ret[TLS13_HASH], const uint8_t handshake[TLS13_HASH]);
/* Derive-Secret: label without "tls13 ", hash of the transcript. */
void tls13_derive(uint8_t ret[TLS13_HASH], const uint8_t secret[TLS13_HASH], const char *label,
    const uint8_t hash[TLS13_HASH]);
void tls13_keys_of(struct tls13_keys *k, const uint8_t secret[TLS13_HASH]);
/* The verify_data of a Finished (4.4.4). */
void tls13_verify_data(uint8_t ret[TLS13_HASH], const uint8_t secret[TLS13_HASH],
    const uint8_t hash[TLS13_HASH]);
/* One record: header [5], n bytes at body become n + TLS13_TAG sealed ones. */
void tls13_seal(struct tls13_keys *k, const uint8_t header[5], uint8_t *body, size_t n);
/* The other way; n counts the tag.  False when it does not fit. */
bool tls13_open(struct tls13_keys *k, const uint8_t header[5], uint8_t *body, size_t n);

#endif
