/* cert_finish.c - what a process that was killed has left of a new pair. */
#include "net/cert.h"

#include <errno.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/fs.h"
#include "net/tls_key.h"

/* Whether the file holds the private key of x. */
static bool
is_key_of(const char *path, const X509 *x)
{
	struct strbuf bytes = STRBUF_INIT;
	EVP_PKEY *key = fs_read_path(path, TLS_KEY_SIZE_MAX, &bytes) == 0 ? tls_key(strbuf_str(&bytes)) : NULL;
	bool is = key != NULL && X509_check_private_key(x, key) == 1;

	EVP_PKEY_free(key);
	explicit_bzero(bytes.buf, bytes.len);
	strbuf_done(&bytes);
	return is;
}

void
cert_waiting_path(const char *key_path, struct strbuf *out)
{
	const struct str endings[] = { STR(".key"), STR(".pem"), STR(".der"), STR(".rsa") };
	struct str name = str_of(key_path);

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (str_ends(name, endings[i])) {
			name.len -= endings[i].len;
			break;
		}
	strbuf_addstr(out, name);
	strbuf_adds(out, ".new");
}

int
cert_finish(const char *crt_path, const char *key_path)
{
	struct strbuf waiting = STRBUF_INIT, bytes = STRBUF_INIT;
	const char *slash = strrchr(key_path, '/');
	struct fs_stamp stamp;
	X509 *x = NULL;
	int r = 0;

	cert_waiting_path(key_path, &waiting);
	if (fs_stat_path(waiting.buf, &stamp) != 0 || fs_read_path(crt_path, TLS_KEY_SIZE_MAX, &bytes) != 0)
		goto out;
	ERR_clear_error();
	x = tls_certificate(strbuf_str(&bytes));
	/* A key that waits for a certificate which never came stays where it is: that may yet come. */
	if (x != NULL && !is_key_of(key_path, x) && is_key_of(waiting.buf, x)) {
		r = fs_move_path(waiting.buf, slash != NULL ? slash + 1 : key_path);
		r = r == 0 ? 1 : r;
	}
	ERR_clear_error();
out:
	X509_free(x);
	strbuf_done(&waiting);
	strbuf_done(&bytes);
	return r;
}
