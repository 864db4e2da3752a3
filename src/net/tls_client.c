/* tls_client.c - the certificates of clients. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "net/tls.h"
#include "net/tls_context.h"

/*
 * Whether the proof that the client holds its key can be checked on the loop.
 * Whoever makes an RSA key chooses how long that takes: an exponent as long as
 * the key makes it a hundred times the usual, and costs its maker nothing.
 */
static bool
is_soon_checked(X509 *x)
{
	const EVP_PKEY *key = x != NULL ? X509_get0_pubkey(x) : NULL;
	BIGNUM *exponent = NULL;
	bool soon = true;

	/* libssl says itself what is wrong with one that cannot be read. */
	if (key == NULL)
		return true;
	/* Its parameters are its maker's choice too, and nobody has used it for long. */
	if (EVP_PKEY_is_a(key, "DSA"))
		return false;
	if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"))
		soon = EVP_PKEY_get_bits(key) <= TLS_CLIENT_RSA_MAX &&
		    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
		    BN_num_bits(exponent) <= TLS_CLIENT_EXPONENT_MAX;
	BN_free(exponent);
	return soon;
}

/*
 * Stands for all of OpenSSL's judging: certificates that people make for
 * themselves have no authority, and their dates are a matter of the answer
 * (62), not of the handshake.  That the client holds the key is proved next.
 */
static int
take_any(X509_STORE_CTX *store, void *arg)
{
	bool soon = is_soon_checked(X509_STORE_CTX_get0_cert(store));

	(void)arg;
	X509_STORE_CTX_set_error(store, soon ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
	return soon;
}

bool
tls_client_ask(SSL_CTX *ctx)
{
	SSL_CTX_set_cert_verify_callback(ctx, take_any, NULL);
	SSL_CTX_set_max_cert_list(ctx, (long)TLS_CLIENT_CHAIN_MAX);
	/* Never SSL_VERIFY_FAIL_IF_NO_PEER_CERT: to show one is the client's choice. */
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	return SSL_CTX_get_verify_mode(ctx) == SSL_VERIFY_PEER;
}

/* The first common name, in clean UTF-8 and as much of it as fits. */
static void
read_name(const X509 *x, char ret[static IDENTITY_NAME_MAX + 1])
{
	const X509_NAME *subject = X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	struct strbuf name = STRBUF_INIT;
	unsigned char *bytes = NULL;
	int n = at < 0 ? -1 : ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
	struct str cut;

	if (n > 0)
		utf8_clean_line(&name, (struct str){ (const char *)bytes, (size_t)n });
	OPENSSL_free(bytes);
	cut = utf8_cut(strbuf_str(&name), IDENTITY_NAME_MAX);
	if (cut.len > 0)
		memcpy(ret, cut.p, cut.len);
	ret[cut.len] = '\0';
	strbuf_done(&name);
}

static int64_t
seconds_of(const ASN1_TIME *t)
{
	struct tm tm;

	return ASN1_TIME_to_tm(t, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

void
tls_client_read(const X509 *x, struct request_identity *ret)
{
	unsigned char *der = NULL;
	int size;

	_Static_assert(FINGERPRINT_SIZE == 32, "a SHA-256");
	ERR_clear_error();
	/* What cannot be said of it counts against it. */
	ret->expired = X509_cmp_current_time(X509_get0_notAfter(x)) <= 0;
	ret->not_yet = X509_cmp_current_time(X509_get0_notBefore(x)) >= 0;
	ret->not_before_s = seconds_of(X509_get0_notBefore(x));
	ret->not_after_s = seconds_of(X509_get0_notAfter(x));
	size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
	if (X509_digest(x, EVP_sha256(), ret->certificate.bytes, NULL) != 1 || size <= 0 ||
	    EVP_Digest(der, (size_t)size, ret->key.bytes, NULL, EVP_sha256(), NULL) != 1)
		ret->expired = true;
	OPENSSL_free(der);
	read_name(x, ret->name);
	ERR_clear_error();
}
