/*
 * tls_context.h - what is behind struct tls_context, for net/tls*.c only.
 */
#ifndef NET_TLS_CONTEXT_H
#define NET_TLS_CONTEXT_H

#include <openssl/types.h>

struct tls_context {
	SSL_CTX *ssl;
};

#endif
