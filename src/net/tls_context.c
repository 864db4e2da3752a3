/* tls_context.c - a certificate and its key with all settings. */
#include "net/tls_context.h"

#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "net/tls.h"

/* A key with a passphrase must not make a daemon ask a terminal. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static bool
context_set_up(SSL_CTX *ctx)
{
	static const unsigned char name[] = "marmot";

	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
	    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	/* X25519 and AES-128 first: the cheapest pair of OpenSSL 3.  Resumption
	 * is off because a ticket costs more than it saves; the session id
	 * context is set nevertheless, for without it a resuming client is turned
	 * away where client certificates are asked for. */
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	    SSL_CTX_set_num_tickets(ctx, 0) == 1 &&
	    SSL_CTX_set_session_id_context(ctx, name, sizeof name - 1) == 1 &&
	    SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384") == 1 &&
	    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:"
	    "TLS_AES_256_GCM_SHA384") == 1 &&
	    SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
	    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
	    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384") == 1;
}

static bool
context_add_certificates(SSL_CTX *ctx, BIO *pem)
{
	X509 *crt = PEM_read_bio_X509(pem, NULL, no_passphrase, NULL);
	bool good = crt != NULL && SSL_CTX_use_certificate(ctx, crt) == 1;

	X509_free(crt);
	while (good && (crt = PEM_read_bio_X509(pem, NULL, no_passphrase, NULL)) != NULL)
		if (SSL_CTX_add0_chain_cert(ctx, crt) != 1) {
			X509_free(crt);
			good = false;
		}
	return good;
}

struct tls_context *
tls_context_new(struct str crt_pem, struct str key_pem, bool ask_identity, const char **ret_why)
{
	struct tls_context *context;
	SSL_CTX *ctx = NULL;
	BIO *crt = NULL, *key = NULL;
	EVP_PKEY *pkey = NULL;
	const char *why = "out of memory";

	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
	ctx = SSL_CTX_new(TLS_server_method());
	crt = BIO_new_mem_buf(crt_pem.p, (int)crt_pem.len);
	key = BIO_new_mem_buf(key_pem.p, (int)key_pem.len);
	if (ctx == NULL || crt == NULL || key == NULL)
		goto out;
	why = "this OpenSSL lacks a cipher or group that is needed";
	if (!context_set_up(ctx))
		goto out;
	why = "this OpenSSL cannot ask for client certificates";
	if (ask_identity && !tls_client_ask(ctx))
		goto out;
	why = "no usable certificate in PEM form in the certificate file";
	if (!context_add_certificates(ctx, crt))
		goto out;
	why = "no private key in PEM form in the key file, or one with a passphrase";
	pkey = PEM_read_bio_PrivateKey(key, NULL, no_passphrase, NULL);
	if (pkey == NULL)
		goto out;
	why = "the private key does not belong to the certificate";
	if (SSL_CTX_use_PrivateKey(ctx, pkey) != 1 || SSL_CTX_check_private_key(ctx) != 1)
		goto out;
	why = NULL;
out:
	ERR_clear_error();
	EVP_PKEY_free(pkey);
	BIO_free(key);
	BIO_free(crt);
	if (why != NULL) {
		SSL_CTX_free(ctx);
		*ret_why = why;
		return NULL;
	}
	context = mem_alloc(sizeof *context);
	context->ssl = ctx;
	return context;
}

void
tls_context_free(struct tls_context *context)
{
	if (context == NULL)
		return;
	SSL_CTX_free(context->ssl);
	free(context);
}
