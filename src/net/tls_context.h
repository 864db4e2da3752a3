/*
 * tls_context.h - what is behind struct tls_context, for net/tls*.c only.
 */
#ifndef NET_TLS_CONTEXT_H
#define NET_TLS_CONTEXT_H

#include <stdbool.h>

#include <openssl/types.h>

struct request_identity;

struct tls_context {
	SSL_CTX *ssl;
};

/* tls_reason.c: why libssl ended a handshake with error, of its queue; static words,
 * NULL for no error. */
const char *tls_reason(const SSL *ssl, unsigned long error);

/* tls_client.c: asks clients for a certificate, and takes any. */
bool tls_client_ask(SSL_CTX *ctx);
/* What is worth knowing of one. */
void tls_client_read(const X509 *x, struct request_identity *ret);

#endif
