/* tls13.c - see tls13.h. */

#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls13.h"
#include "tls13_keys.h"

enum { CHANGE_CIPHER = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION = 23 };
enum { SERVER_HELLO = 2, EXTENSIONS = 8, CERTIFICATE = 11, CERTIFICATE_REQUEST = 13,
	CERTIFICATE_VERIFY = 15, FINISHED = 20 };

#define RECORD_HEADER 5
#define MESSAGE_HEADER 4
#define RANDOM_AT (RECORD_HEADER + MESSAGE_HEADER + 2)

enum phase { WANT_HELLO, WANT_FLIGHT, WANT_SEND, WANT_DATA };

struct tls13 {
	enum phase phase;
	bool asked;			/* for a certificate of ours */
	uint64_t count;			/* makes each ClientHello another */
	SHA256_CTX transcript;
	uint8_t handshake[TLS13_HASH], client_secret[TLS13_HASH], server_secret[TLS13_HASH];
	struct tls13_keys in, out;
	size_t hello_len;
	size_t in_at, in_len;		/* received, not yet taken */
	size_t flight_len;
	uint8_t hello[TLS13_HELLO_MAX];
	uint8_t sent[TLS13_OUT_MAX];
	uint8_t flight[TLS13_FLIGHT_MAX];
	uint8_t received[TLS13_IN_MAX];
};

static void
put(uint8_t **p, const void *bytes, size_t n)
{
	memcpy(*p, bytes, n);
	*p += n;
}

static void
put16(uint8_t *p, size_t n)
{
	p[0] = (uint8_t)(n >> 8);
	p[1] = (uint8_t)n;
}

static void
put_extension(uint8_t **p, unsigned type, const void *bytes, size_t n)
{
	put16(*p, type);
	put16(*p + 2, n);
	*p += 4;
	put(p, bytes, n);
}

/* RFC 8446, 4.1.2; without a session id, so that no one plays TLS 1.2. */
static void
hello_write(struct tls13 *t, const char *name)
{
	static const uint8_t suites[] = { 0, 2, 0x13, 0x01, 1, 0 };
	static const uint8_t versions[] = { 2, 0x03, 0x04 };
	static const uint8_t groups[] = { 0, 2, 0x00, 0x1d };
	static const uint8_t signatures[] = { 0, 12, 0x04, 0x03, 0x08, 0x07, 0x08, 0x04, 0x05, 0x03,
	    0x08, 0x05, 0x04, 0x01 };
	uint8_t share[6 + 32] = { 0, 36, 0x00, 0x1d, 0, 32 }, sni[5 + 255] = { 0 };
	size_t name_len = strlen(name) < 255 ? strlen(name) : 255;
	uint8_t *p = t->hello + RANDOM_AT, *extensions;

	RAND_bytes(p, 32);
	p += 32;
	*p++ = 0;
	put(&p, suites, sizeof suites);
	extensions = p;
	p += 2;
	put16(sni, name_len + 3);
	put16(sni + 3, name_len);
	memcpy(sni + 5, name, name_len);
	put_extension(&p, 0, sni, 5 + name_len);
	put_extension(&p, 43, versions, sizeof versions);
	put_extension(&p, 10, groups, sizeof groups);
	put_extension(&p, 13, signatures, sizeof signatures);
	memcpy(share + 6, tls13_share(), 32);
	put_extension(&p, 51, share, sizeof share);
	put16(extensions, (size_t)(p - extensions) - 2);
	t->hello_len = (size_t)(p - t->hello);
	memcpy(t->hello, (const uint8_t[]){ HANDSHAKE, 3, 1 }, 3);
	put16(t->hello + 3, t->hello_len - RECORD_HEADER);
	t->hello[5] = 1;
	t->hello[6] = 0;
	put16(t->hello + 7, t->hello_len - RECORD_HEADER - MESSAGE_HEADER);
	put16(t->hello + 9, 0x0303);
}

struct tls13 *
tls13_new(const char *name)
{
	struct tls13 *t = calloc(1, sizeof *t);

	if (t == NULL) {
		fprintf(stderr, "load: out of memory\n");
		exit(2);
	}
	tls13_keys_init();
	hello_write(t, name);
	return t;
}

void
tls13_free(struct tls13 *t)
{
	free(t);
}

const uint8_t *
tls13_begin(struct tls13 *t, size_t *ret_len)
{
	t->count++;
	memcpy(t->hello + RANDOM_AT, &t->count, sizeof t->count);
	SHA256_Init(&t->transcript);
	SHA256_Update(&t->transcript, t->hello + RECORD_HEADER, t->hello_len - RECORD_HEADER);
	t->phase = WANT_HELLO;
	t->asked = false;
	t->in_at = t->in_len = t->flight_len = 0;
	*ret_len = t->hello_len;
	return t->hello;
}

uint8_t *
tls13_room(struct tls13 *t, size_t *ret_len)
{
	/* A record begins at the front whenever it would not fit where it is. */
	if (t->in_at > 0) {
		memmove(t->received, t->received + t->in_at, t->in_len);
		t->in_at = 0;
	}
	*ret_len = sizeof t->received - t->in_len;
	return t->received + t->in_len;
}

void
tls13_received(struct tls13 *t, size_t n)
{
	t->in_len += n;
}

static void
transcript_hash(const struct tls13 *t, uint8_t hash[TLS13_HASH])
{
	SHA256_CTX c = t->transcript;

	SHA256_Final(hash, &c);
}

/* The key_share of a ServerHello of n bytes at p, its header left out; NULL
 * when it is not the TLS 1.3 we asked for. */
static const uint8_t *
share_of(const uint8_t *p, size_t n)
{
	const uint8_t *share = NULL;
	bool tls13 = false;
	size_t at = 2 + 32, len, end;

	if (n < at + 1 || n < at + 1 + p[at] + 5)
		return NULL;
	at += 1 + p[at];
	if (p[at] != 0x13 || p[at + 1] != 0x01)
		return NULL;
	at += 3;
	end = at + 2 + (size_t)(p[at] << 8 | p[at + 1]);
	if (end != n)
		return NULL;
	for (at += 2; at + 4 <= end; at += 4 + len) {
		unsigned type = (unsigned)(p[at] << 8 | p[at + 1]);

		len = (size_t)(p[at + 2] << 8 | p[at + 3]);
		if (at + 4 + len > end)
			return NULL;
		if (type == 43)
			tls13 = len == 2 && p[at + 4] == 3 && p[at + 5] == 4;
		/* A HelloRetryRequest has a group alone here. */
		if (type == 51 && len == 36 && p[at + 4] == 0 && p[at + 5] == 0x1d)
			share = p + at + 8;
	}
	return tls13 ? share : NULL;
}

static bool
take_hello(struct tls13 *t, const uint8_t *p, size_t n)
{
	const uint8_t *share;
	uint8_t hash[TLS13_HASH];

	if (n < MESSAGE_HEADER || p[0] != SERVER_HELLO || p[1] != 0 ||
	    (size_t)(p[2] << 8 | p[3]) != n - MESSAGE_HEADER)
		return false;
	share = share_of(p + MESSAGE_HEADER, n - MESSAGE_HEADER);
	if (share == NULL || !tls13_handshake_secret(t->handshake, share))
		return false;
	SHA256_Update(&t->transcript, p, n);
	transcript_hash(t, hash);
	tls13_derive(t->client_secret, t->handshake, "c hs traffic", hash);
	tls13_derive(t->server_secret, t->handshake, "s hs traffic", hash);
	tls13_keys_of(&t->in, t->server_secret);
	tls13_keys_of(&t->out, t->client_secret);
	t->phase = WANT_FLIGHT;
	return true;
}

static bool
take_finished(struct tls13 *t, const uint8_t *p, size_t n)
{
	uint8_t hash[TLS13_HASH], expected[TLS13_HASH];

	transcript_hash(t, hash);
	tls13_verify_data(expected, t->server_secret, hash);
	if (n != MESSAGE_HEADER + TLS13_HASH || memcmp(p + MESSAGE_HEADER, expected, TLS13_HASH) != 0)
		return false;
	SHA256_Update(&t->transcript, p, n);
	t->phase = WANT_SEND;
	return true;
}

/* Takes whole messages out of the flight; false for what has no place in it. */
static bool
take_flight(struct tls13 *t)
{
	size_t at = 0, n;

	while (t->phase == WANT_FLIGHT && t->flight_len - at >= MESSAGE_HEADER) {
		const uint8_t *p = t->flight + at;

		n = MESSAGE_HEADER + ((size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3]);
		if (n > sizeof t->flight)
			return false;
		if (n > t->flight_len - at)
			break;
		at += n;
		if (p[0] == FINISHED) {
			if (!take_finished(t, p, n))
				return false;
			continue;
		}
		if (p[0] != EXTENSIONS && p[0] != CERTIFICATE && p[0] != CERTIFICATE_REQUEST &&
		    p[0] != CERTIFICATE_VERIFY)
			return false;
		t->asked |= p[0] == CERTIFICATE_REQUEST;
		SHA256_Update(&t->transcript, p, n);
	}
	memmove(t->flight, t->flight + at, t->flight_len - at);
	t->flight_len -= at;
	return true;
}

/* One record that is sealed; n counts the tag. */
static enum tls13_took
take_sealed(struct tls13 *t, const uint8_t *header, uint8_t *body, size_t n, const uint8_t **ret,
    size_t *ret_len)
{
	if (t->phase == WANT_HELLO || !tls13_open(&t->in, header, body, n))
		return TLS13_BAD;
	for (n -= TLS13_TAG; n > 0 && body[n - 1] == 0; n--)
		continue;
	if (n-- == 0)
		return TLS13_BAD;
	if (body[n] == APPLICATION && t->phase == WANT_DATA) {
		*ret = body;
		*ret_len = n;
		return n > 0 ? TLS13_DATA : TLS13_MORE;
	}
	if (body[n] == ALERT)
		return n == 2 && body[1] == 0 ? TLS13_CLOSED : TLS13_BAD;
	if (body[n] != HANDSHAKE)
		return TLS13_BAD;
	if (t->phase != WANT_FLIGHT)	/* a ticket: not for us */
		return TLS13_MORE;
	if (n > sizeof t->flight - t->flight_len)
		return TLS13_BAD;
	memcpy(t->flight + t->flight_len, body, n);
	t->flight_len += n;
	if (!take_flight(t))
		return TLS13_BAD;
	return t->phase == WANT_SEND ? TLS13_READY : TLS13_MORE;
}

enum tls13_took
tls13_next(struct tls13 *t, const uint8_t **ret, size_t *ret_len)
{
	while (t->in_len >= RECORD_HEADER) {
		uint8_t *record = t->received + t->in_at;
		size_t n = (size_t)(record[3] << 8 | record[4]);
		enum tls13_took r;

		if (RECORD_HEADER + n > sizeof t->received)
			return TLS13_BAD;
		if (t->in_len < RECORD_HEADER + n)
			return TLS13_MORE;
		t->in_at += RECORD_HEADER + n;
		t->in_len -= RECORD_HEADER + n;
		if (record[0] == CHANGE_CIPHER)
			continue;
		if (record[0] == HANDSHAKE && t->phase == WANT_HELLO) {
			if (!take_hello(t, record + RECORD_HEADER, n))
				return TLS13_BAD;
			continue;
		}
		if (record[0] != APPLICATION)
			return TLS13_BAD;
		r = take_sealed(t, record, record + RECORD_HEADER, n, ret, ret_len);
		if (r != TLS13_MORE)
			return r;
	}
	return TLS13_MORE;
}

/* Seals content of the given type at *p as one record and moves *p behind it. */
static void
put_record(struct tls13_keys *k, uint8_t **p, uint8_t type, const void *content, size_t n)
{
	uint8_t *header = *p;

	memcpy(header, (const uint8_t[]){ APPLICATION, 3, 3 }, 3);
	put16(header + 3, n + 1 + TLS13_TAG);
	memcpy(header + RECORD_HEADER, content, n);
	header[RECORD_HEADER + n] = type;
	tls13_seal(k, header, header + RECORD_HEADER, n + 1);
	*p += RECORD_HEADER + n + 1 + TLS13_TAG;
}

const uint8_t *
tls13_finish(struct tls13 *t, const void *request, size_t len, size_t *ret_len)
{
	static const uint8_t no_certificate[] = { CERTIFICATE, 0, 0, 4, 0, 0, 0, 0 };
	uint8_t hash[TLS13_HASH], master[TLS13_HASH], secret[TLS13_HASH];
	uint8_t flight[sizeof no_certificate + MESSAGE_HEADER + TLS13_HASH], *f = flight, *p = t->sent;
	struct tls13_keys client;

	/* The application secrets hang on the transcript up to the server's Finished. */
	transcript_hash(t, hash);
	tls13_master_secret(master, t->handshake);
	tls13_derive(secret, master, "s ap traffic", hash);
	tls13_keys_of(&t->in, secret);
	tls13_derive(secret, master, "c ap traffic", hash);
	tls13_keys_of(&client, secret);
	if (t->asked) {
		put(&f, no_certificate, sizeof no_certificate);
		SHA256_Update(&t->transcript, no_certificate, sizeof no_certificate);
		transcript_hash(t, hash);
	}
	put(&f, (const uint8_t[]){ FINISHED, 0, 0, TLS13_HASH }, MESSAGE_HEADER);
	tls13_verify_data(f, t->client_secret, hash);
	f += TLS13_HASH;
	put_record(&t->out, &p, HANDSHAKE, flight, (size_t)(f - flight));
	t->out = client;
	if (len > 0)
		put_record(&t->out, &p, APPLICATION, request, len);
	t->phase = WANT_DATA;
	*ret_len = (size_t)(p - t->sent);
	return t->sent;
}
