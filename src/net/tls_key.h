/*
 * tls_key.h - certificates and keys from their bytes, for net/ files that know
 * OpenSSL.
 */
#ifndef NET_TLS_KEY_H
#define NET_TLS_KEY_H

#include <openssl/types.h>

#include "base/str.h"

struct cert_facts;

#define TLS_KEY_SIZE_MAX ((size_t)256 * 1024)	/* [bytes] of a certificate with its chain, or of a key */

/* Whether the bytes are text in PEM form; else they may be DER, as agate keeps them. */
bool tls_is_pem(struct str bytes);
/* The first certificate, in PEM or DER form; NULL when there is none.  The caller's. */
X509 *tls_certificate(struct str bytes);
/* The private key, in PEM or DER form; NULL when there is none, or a passphrase is
 * needed.  The caller's. */
EVP_PKEY *tls_key(struct str bytes);
/* What a certificate says of itself (cert.h); cert_facts_done frees it. */
void cert_facts_read(X509 *x, struct cert_facts *ret);

#endif
