/* tls13_keys.c - see tls13_keys.h. */

/* The plain SHA-256 calls cost a tenth of EVP's; OpenSSL 3 calls them deprecated. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls13_keys.h"

static EVP_PKEY *own_key;
static EVP_PKEY_CTX *derivation;
static EVP_CIPHER_CTX *sealer, *opener;
static uint8_t own_share[32];
static uint8_t early_derived[TLS13_HASH];	/* Derive-Secret(Early Secret, "derived", "") */
static uint8_t empty_hash[TLS13_HASH];

static void
must(bool ok)
{
	if (ok)
		return;
	fprintf(stderr, "load: libcrypto refused\n");
	exit(2);
}

static void
hmac(uint8_t ret[TLS13_HASH], const uint8_t key[TLS13_HASH], const uint8_t *text, size_t n)
{
	uint8_t pad[SHA256_CBLOCK], inner[TLS13_HASH];
	SHA256_CTX c;

	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = (uint8_t)((i < TLS13_HASH ? key[i] : 0) ^ 0x36);
	SHA256_Init(&c);
	SHA256_Update(&c, pad, sizeof pad);
	SHA256_Update(&c, text, n);
	SHA256_Final(inner, &c);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	SHA256_Init(&c);
	SHA256_Update(&c, pad, sizeof pad);
	SHA256_Update(&c, inner, sizeof inner);
	SHA256_Final(ret, &c);
}

/* HKDF-Expand-Label for at most one block of output. */
static void
expand(uint8_t *ret, size_t len, const uint8_t secret[TLS13_HASH], const char *label,
    const uint8_t *context, size_t context_len)
{
	uint8_t info[2 + 1 + 6 + 32 + 1 + TLS13_HASH + 1], block[TLS13_HASH];
	size_t label_len = strlen(label), n = 0;

	info[n++] = 0;
	info[n++] = (uint8_t)len;
	info[n++] = (uint8_t)(6 + label_len);
	memcpy(info + n, "tls13 ", 6);
	memcpy(info + n + 6, label, label_len);
	n += 6 + label_len;
	info[n++] = (uint8_t)context_len;
	if (context_len > 0)
		memcpy(info + n, context, context_len);
	n += context_len;
	info[n++] = 1;
	hmac(block, secret, info, n);
	memcpy(ret, block, len);
}

void
tls13_keys_init(void)
{
	static const uint8_t zeros[TLS13_HASH];
	uint8_t early[TLS13_HASH];
	EVP_CIPHER *cipher;
	size_t len = sizeof own_share;

	if (own_key != NULL)
		return;
	own_key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
	must(own_key != NULL && EVP_PKEY_get_raw_public_key(own_key, own_share, &len) == 1);
	derivation = EVP_PKEY_CTX_new_from_pkey(NULL, own_key, NULL);
	must(derivation != NULL && EVP_PKEY_derive_init(derivation) == 1);
	cipher = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
	sealer = EVP_CIPHER_CTX_new();
	opener = EVP_CIPHER_CTX_new();
	must(cipher != NULL && sealer != NULL && opener != NULL &&
	    EVP_EncryptInit_ex2(sealer, cipher, NULL, NULL, NULL) == 1 &&
	    EVP_DecryptInit_ex2(opener, cipher, NULL, NULL, NULL) == 1);
	EVP_CIPHER_free(cipher);
	SHA256(zeros, 0, empty_hash);
	hmac(early, zeros, zeros, sizeof zeros);
	tls13_derive(early_derived, early, "derived", empty_hash);
}

const uint8_t *
tls13_share(void)
{
	return own_share;
}

bool
tls13_handshake_secret(uint8_t ret[TLS13_HASH], const uint8_t share[32])
{
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, share, 32);
	uint8_t shared[32];
	size_t len = sizeof shared;
	bool ok = peer != NULL && EVP_PKEY_derive_set_peer_ex(derivation, peer, 0) == 1 &&
	    EVP_PKEY_derive(derivation, shared, &len) == 1;

	EVP_PKEY_free(peer);
	if (ok)
		hmac(ret, early_derived, shared, sizeof shared);
	return ok;
}

void
tls13_master_secret(uint8_t ret[TLS13_HASH], const uint8_t handshake[TLS13_HASH])
{
	static const uint8_t zeros[TLS13_HASH];
	uint8_t derived[TLS13_HASH];

	tls13_derive(derived, handshake, "derived", empty_hash);
	hmac(ret, derived, zeros, sizeof zeros);
}

void
tls13_derive(uint8_t ret[TLS13_HASH], const uint8_t secret[TLS13_HASH], const char *label,
    const uint8_t hash[TLS13_HASH])
{
	expand(ret, TLS13_HASH, secret, label, hash, TLS13_HASH);
}

void
tls13_keys_of(struct tls13_keys *k, const uint8_t secret[TLS13_HASH])
{
	expand(k->key, sizeof k->key, secret, "key", NULL, 0);
	expand(k->iv, sizeof k->iv, secret, "iv", NULL, 0);
	k->sequence = 0;
}

void
tls13_verify_data(uint8_t ret[TLS13_HASH], const uint8_t secret[TLS13_HASH],
    const uint8_t hash[TLS13_HASH])
{
	uint8_t key[TLS13_HASH];

	expand(key, sizeof key, secret, "finished", NULL, 0);
	hmac(ret, key, hash, TLS13_HASH);
}

static void
nonce_of(uint8_t nonce[12], struct tls13_keys *k)
{
	memcpy(nonce, k->iv, 12);
	for (int i = 0; i < 8; i++)
		nonce[4 + i] ^= (uint8_t)(k->sequence >> (56 - 8 * i));
	k->sequence++;
}

void
tls13_seal(struct tls13_keys *k, const uint8_t header[5], uint8_t *body, size_t n)
{
	uint8_t nonce[12];
	int len;

	nonce_of(nonce, k);
	must(EVP_EncryptInit_ex2(sealer, NULL, k->key, nonce, NULL) == 1 &&
	    EVP_EncryptUpdate(sealer, NULL, &len, header, 5) == 1 &&
	    EVP_EncryptUpdate(sealer, body, &len, body, (int)n) == 1 &&
	    EVP_EncryptFinal_ex(sealer, body + n, &len) == 1 &&
	    EVP_CIPHER_CTX_ctrl(sealer, EVP_CTRL_AEAD_GET_TAG, TLS13_TAG, body + n) == 1);
}

bool
tls13_open(struct tls13_keys *k, const uint8_t header[5], uint8_t *body, size_t n)
{
	uint8_t nonce[12];
	int len;

	if (n < TLS13_TAG)
		return false;
	n -= TLS13_TAG;
	nonce_of(nonce, k);
	return EVP_DecryptInit_ex2(opener, NULL, k->key, nonce, NULL) == 1 &&
	    EVP_DecryptUpdate(opener, NULL, &len, header, 5) == 1 &&
	    EVP_DecryptUpdate(opener, body, &len, body, (int)n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(opener, EVP_CTRL_AEAD_SET_TAG, TLS13_TAG, body + n) == 1 &&
	    EVP_DecryptFinal_ex(opener, body + n, &len) == 1;
}
