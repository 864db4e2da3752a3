/* tls_context.c - certificates and their keys with all settings. */
#include "net/tls_context.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "net/tls.h"
#include "net/tls_key.h"
#include "proto/host.h"

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

/* The certificate and, in PEM form, the chain behind it. */
static bool
context_add_certificates(SSL_CTX *ctx, struct str bytes, const char **why)
{
	X509 *crt = tls_certificate(bytes);
	BIO *pem = NULL;
	bool good = crt != NULL && SSL_CTX_use_certificate(ctx, crt) == 1;

	*why = crt == NULL ? "no usable certificate in PEM or DER form in the certificate file" :
	    "OpenSSL refuses the certificate: its key is too short for today, or of a kind that it does not know";
	X509_free(crt);
	if (!good || !tls_is_pem(bytes))
		return good;
	pem = BIO_new_mem_buf(bytes.p, (int)bytes.len);
	crt = pem != NULL ? PEM_read_bio_X509(pem, NULL, NULL, NULL) : NULL;
	good = crt != NULL;
	X509_free(crt);
	while (good && (crt = PEM_read_bio_X509(pem, NULL, NULL, NULL)) != NULL)
		if (SSL_CTX_add0_chain_cert(ctx, crt) != 1) {
			X509_free(crt);
			good = false;
		}
	/* The chain ends where nothing more begins; else it would be cut unseen. */
	*why = "a certificate of the chain behind the first is damaged in the certificate file";
	good = good && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	BIO_free(pem);
	return good;
}

/* Whether that was the reason of what has failed; empties the queue of errors. */
static bool
ran_out(void)
{
	unsigned long error;
	bool is = false;

	while ((error = ERR_get_error()) != 0)
		is |= ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	return is;
}

struct tls_context *
tls_context_new(struct str crt, struct str key, bool ask_identity, const char **ret_why)
{
	struct tls_context *context;
	SSL_CTX *ctx = NULL;
	EVP_PKEY *pkey = NULL;
	const char *why = "out of memory";

	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
	ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL)
		goto out;
	why = "this OpenSSL lacks a cipher or group that is needed";
	if (!context_set_up(ctx))
		goto out;
	why = "this OpenSSL cannot ask for client certificates";
	if (ask_identity && !tls_client_ask(ctx))
		goto out;
	if (!context_add_certificates(ctx, crt, &why))
		goto out;
	why = "no private key in PEM or DER form in the key file, or one with a passphrase";
	pkey = tls_key(key);
	if (pkey == NULL)
		goto out;
	why = "the private key does not belong to the certificate";
	if (SSL_CTX_use_PrivateKey(ctx, pkey) != 1 || SSL_CTX_check_private_key(ctx) != 1)
		goto out;
	why = NULL;
out:
	if (ran_out() && why != NULL)
		why = "out of memory";
	EVP_PKEY_free(pkey);
	if (why != NULL) {
		SSL_CTX_free(ctx);
		*ret_why = why;
		return NULL;
	}
	context = mem_alloc(sizeof *context);
	context->ssl = ctx;
	return context;
}

struct tls_context *
tls_context_client(void)
{
	struct tls_context *context;
	SSL_CTX *ctx;

	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
	ctx = SSL_CTX_new(TLS_client_method());
	if (ctx == NULL || SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
		SSL_CTX_free(ctx);
		ERR_clear_error();
		return NULL;
	}
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	context = mem_alloc(sizeof *context);
	context->ssl = ctx;
	return context;
}

/* --- several certificates ----------------------------------------------------- */

/* What names of SNI get which certificate; goes along with the SSL_CTX that all
 * connections begin with, since handshakes may outlive the context. */
struct names {
	struct name {
		char text[TLS_NAME_MAX + 1];
		SSL_CTX *ctx;		/* NULL: the one they began with */
	} *v;
	size_t n;
};

static atomic_int names_index = -1;
static pthread_mutex_t names_mutex = PTHREAD_MUTEX_INITIALIZER;

static void
names_free(void *parent, void *pointer, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
	struct names *names = pointer;

	(void)parent, (void)data, (void)index, (void)argl, (void)argp;
	for (size_t i = 0; names != NULL && i < names->n; i++)
		SSL_CTX_free(names->v[i].ctx);
	if (names != NULL)
		free(names->v);
	free(names);
}

static bool
names_have_index(void)
{
	pthread_mutex_lock(&names_mutex);
	if (names_index < 0)
		names_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, names_free);
	pthread_mutex_unlock(&names_mutex);
	return names_index >= 0;
}

/* An unknown name never fails a handshake: what is asked for is judged by the URL. */
static int
choose(SSL *ssl, int *alert, void *arg)
{
	const struct names *names = arg;
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	const struct name *found = NULL;
	enum host_match best = HOST_OTHER;

	(void)alert;
	if (asked == NULL)
		return SSL_TLSEXT_ERR_NOACK;
	for (size_t i = 0; i < names->n; i++) {
		enum host_match m = host_match(str_of(names->v[i].text), str_of(asked));

		if (m > best) {
			best = m;
			found = &names->v[i];
		}
	}
	if (found != NULL && found->ctx != NULL)
		(void)SSL_set_SSL_CTX(ssl, found->ctx);
	return SSL_TLSEXT_ERR_OK;
}

bool
tls_context_name(struct tls_context *all, struct tls_context *one, const struct str *hosts, size_t n)
{
	struct names *names;

	if (!names_have_index())
		return false;
	names = SSL_CTX_get_ex_data(all->ssl, names_index);
	if (names == NULL) {
		names = mem_alloc(sizeof *names);
		if (SSL_CTX_set_ex_data(all->ssl, names_index, names) != 1) {
			free(names);
			ERR_clear_error();
			return false;
		}
		SSL_CTX_set_tlsext_servername_callback(all->ssl, choose);
		SSL_CTX_set_tlsext_servername_arg(all->ssl, names);
	}
	names->v = mem_realloc(names->v, (names->n + n) * sizeof *names->v);
	for (size_t i = 0; i < n; i++) {
		struct name *name = &names->v[names->n];

		if (hosts[i].len > TLS_NAME_MAX)
			continue;
		memcpy(name->text, hosts[i].p, hosts[i].len);
		name->text[hosts[i].len] = '\0';
		name->ctx = one != all && SSL_CTX_up_ref(one->ssl) == 1 ? one->ssl : NULL;
		names->n++;
	}
	return true;
}

void
tls_context_free(struct tls_context *context)
{
	if (context == NULL)
		return;
	SSL_CTX_free(context->ssl);
	free(context);
}
