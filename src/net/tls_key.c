/* tls_key.c - certificates and keys from their bytes. */
#include "net/tls_key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

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

bool
tls_is_pem(struct str bytes)
{
	return str_search(bytes, STR("-----BEGIN ")) < bytes.len;
}

X509 *
tls_certificate(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	BIO *bio;
	X509 *x;

	if (bytes.len == 0 || bytes.len > TLS_KEY_SIZE_MAX)
		return NULL;
	if (!tls_is_pem(bytes)) {
		x = d2i_X509(NULL, &p, (long)bytes.len);
	} else {
		bio = BIO_new_mem_buf(bytes.p, (int)bytes.len);
		x = bio != NULL ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
		BIO_free(bio);
	}
	ERR_clear_error();
	return x;
}

EVP_PKEY *
tls_key(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	BIO *bio;
	EVP_PKEY *key;

	if (bytes.len == 0 || bytes.len > TLS_KEY_SIZE_MAX)
		return NULL;
	if (!tls_is_pem(bytes)) {
		key = d2i_AutoPrivateKey(NULL, &p, (long)bytes.len);
	} else {
		bio = BIO_new_mem_buf(bytes.p, (int)bytes.len);
		key = bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
		BIO_free(bio);
	}
	ERR_clear_error();
	return key;
}
