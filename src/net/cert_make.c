/* cert_make.c - the server's certificate, made and renewed. */
#include "net/cert.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/fs.h"
#include "net/cert_name.h"
#include "net/tls_key.h"

#define SERIAL_SIZE 16		/* [bytes] */
#define CN_SIZE_MAX 64		/* [bytes] (RFC 5280, ub-common-name) */

/* --- names ------------------------------------------------------------------ */

static bool
add_cn(X509_NAME *subject, struct str name)
{
	return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
	    (const unsigned char *)name.p, (int)name.len, -1, 0) == 1;
}

/*
 * CN is the first name, and any address besides: Lagrange judges an address by
 * the CN, Amfora by the subjectAltName.
 */
static bool
add_subject(X509 *x, const struct str *names, size_t n)
{
	X509_NAME *subject = X509_get_subject_name(x);
	unsigned char bytes[16];

	for (size_t i = 0; i < n; i++)
		if ((i == 0 || cert_name_address(names[i], bytes) > 0) && names[i].len <= CN_SIZE_MAX &&
		    !add_cn(subject, names[i]))
			return false;
	if (X509_NAME_entry_count(subject) == 0 && !add_cn(subject, STR("capsule")))
		return false;
	return X509_set_issuer_name(x, subject) == 1;
}

/* A GENERAL_NAME that owns its bytes, or NULL. */
static GENERAL_NAME *
general_name(struct str name)
{
	GENERAL_NAME *g = GENERAL_NAME_new();
	unsigned char bytes[16];
	size_t size = cert_name_address(name, bytes);
	ASN1_STRING *s = size > 0 ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();

	if (g == NULL || s == NULL ||
	    ASN1_STRING_set(s, size > 0 ? (const void *)bytes : name.p,
	    size > 0 ? (int)size : (int)name.len) != 1) {
		GENERAL_NAME_free(g);
		ASN1_STRING_free(s);
		return NULL;
	}
	GENERAL_NAME_set0_value(g, size > 0 ? GEN_IPADD : GEN_DNS, s);
	return g;
}

static bool
add_alternatives(X509 *x, const struct str *names, size_t n)
{
	GENERAL_NAMES *all = GENERAL_NAMES_new();
	bool good = all != NULL;

	for (size_t i = 0; good && i < n; i++) {
		GENERAL_NAME *g = general_name(names[i]);

		good = g != NULL && sk_GENERAL_NAME_push(all, g) > 0;
		if (!good)
			GENERAL_NAME_free(g);
	}
	good = good && X509_add1_ext_i2d(x, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT) == 1;
	GENERAL_NAMES_free(all);
	return good;
}

/* --- making -------------------------------------------------------------------- */

static bool
add_extension(X509 *x, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *e;
	bool good;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, x, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return good;
}

static bool
set_serial(X509 *x)
{
	unsigned char bytes[SERIAL_SIZE];
	BIGNUM *number = NULL;
	bool good;

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return false;
	/* Positive and never zero (RFC 5280, 4.1.2.2). */
	bytes[0] = (unsigned char)((bytes[0] & 0x7F) | 0x40);
	number = BN_bin2bn(bytes, sizeof bytes, NULL);
	good = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;
	BN_free(number);
	return good;
}

static X509 *
make(EVP_PKEY *key, const struct str *names, size_t n)
{
	X509 *x = X509_new();
	int kind = EVP_PKEY_get_base_id(key);
	/* These hash by themselves. */
	const EVP_MD *hash = kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448 ? NULL : EVP_sha256();

	/* Yesterday, so that no client's clock finds it too new; the end is
	 * RFC 5280's word for none (4.1.2.5). */
	if (x != NULL && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -DATE_DAY_S) != NULL &&
	    ASN1_TIME_set_string(X509_getm_notAfter(x), "99991231235959Z") == 1 &&
	    X509_set_pubkey(x, key) == 1 && add_subject(x, names, n) &&
	    add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
	    add_extension(x, NID_key_usage, "critical,digitalSignature") &&
	    add_extension(x, NID_ext_key_usage, "serverAuth") &&
	    add_extension(x, NID_subject_key_identifier, "hash") &&
	    add_alternatives(x, names, n) && X509_sign(x, key, hash) > 0)
		return x;
	X509_free(x);
	return NULL;
}

/* Writes what is in bio to path whole. */
static int
write_bio(BIO *bio, const char *path, unsigned mode)
{
	char *bytes;
	long n = BIO_get_mem_data(bio, &bytes);

	return fs_write_path(path, (struct str){ bytes, (size_t)n }, mode);
}

/* In DER when the file's name says so, else in PEM. */
static bool
is_der(const char *path)
{
	return str_ends(str_of(path), STR(".der"));
}

static int
write_certificate(X509 *x, const char *path, const char **why)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int r = -ENOMEM;

	*why = "the certificate file cannot be written";
	if (bio != NULL && (is_der(path) ? i2d_X509_bio(bio, x) : PEM_write_bio_X509(bio, x)) == 1)
		r = write_bio(bio, path, 0644);
	BIO_free(bio);
	return r;
}

/* Root renews what belongs to the server's user. */
static int
give_back(const char *path, const struct stat *before, const char **why)
{
	*why = "the new file cannot be given to the owner of the old one";
	return geteuid() != 0 || chown(path, before->st_uid, before->st_gid) == 0 ? 0 : -errno;
}

/* Where it waits for its certificate (cert.h); before: whose it will be, or NULL. */
static int
write_key(EVP_PKEY *key, const char *path, const struct stat *before, const char **why)
{
	struct strbuf waiting = STRBUF_INIT;
	BIO *bio = BIO_new(BIO_s_secmem());
	int r = -ENOMEM;

	*why = "the key file cannot be written";
	cert_waiting_path(path, &waiting);
	if (bio != NULL && (is_der(path) ? i2d_PKCS8PrivateKey_bio(bio, key, NULL, NULL, 0, NULL, NULL) :
	    PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)) == 1)
		r = write_bio(bio, waiting.buf, 0600);
	if (r == 0 && before != NULL)
		r = give_back(waiting.buf, before, why);
	BIO_free(bio);
	strbuf_done(&waiting);
	return r;
}

static void
drop_key(const char *path)
{
	struct strbuf waiting = STRBUF_INIT;

	cert_waiting_path(path, &waiting);
	(void)unlink(waiting.buf);
	strbuf_done(&waiting);
}

static int
put_key(const char *path, const char **why)
{
	struct strbuf waiting = STRBUF_INIT;
	const char *slash = strrchr(path, '/');
	int r;

	*why = "the key file cannot be written";
	cert_waiting_path(path, &waiting);
	r = fs_move_path(waiting.buf, slash != NULL ? slash + 1 : path);
	strbuf_done(&waiting);
	return r;
}

static int
write_pair(X509 *x, EVP_PKEY *key, const char *crt_path, const char *key_path, const char **why)
{
	int r = write_key(key, key_path, NULL, why);

	if (r == 0)
		r = write_certificate(x, crt_path, why);
	if (r != 0) {
		drop_key(key_path);
		return r;
	}
	return put_key(key_path, why);
}

static bool
names_are_good(const struct str *names, size_t n, const char **ret_why)
{
	*ret_why = "no host name";
	if (n == 0)
		return false;
	*ret_why = "not a host name (letters, digits, \"-\" and \".\"; others in their xn-- form)";
	for (size_t i = 0; i < n; i++)
		if (!cert_name_is_good(names[i]))
			return false;
	return true;
}

/* 0: nothing is there; -EEXIST, or what keeps from looking. */
static int
look_for(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? -EEXIST : errno == ENOENT ? 0 : -errno;
}

int
cert_make(const char *dir, const struct str *names, size_t n, const char **ret_why)
{
	struct strbuf crt_path = STRBUF_INIT, key_path = STRBUF_INIT;
	EVP_PKEY *key = NULL;
	X509 *x = NULL;
	int r = -EINVAL;

	if (!names_are_good(names, n, ret_why))
		return -EINVAL;
	strbuf_addf(&crt_path, "%s/%.*s.crt", dir, STR_ARG(names[0]));
	strbuf_addf(&key_path, "%s/%.*s.key", dir, STR_ARG(names[0]));

	*ret_why = "the certificate folder cannot be made";
	r = fs_make_dirs(dir, 0755);
	if (r != 0)
		goto out;
	if ((r = look_for(crt_path.buf)) == 0)
		r = look_for(key_path.buf);
	*ret_why = r == -EEXIST ? "there is one already; readers have pinned it, so it is never replaced by itself" :
	    "nobody can tell whether there is one already";
	if (r != 0)
		goto out;
	*ret_why = "the certificate cannot be made";
	r = -EIO;
	ERR_clear_error();
	key = EVP_EC_gen("P-256");
	x = key != NULL ? make(key, names, n) : NULL;
	if (x == NULL)
		goto out;
	r = write_pair(x, key, crt_path.buf, key_path.buf, ret_why);
	if (r == 0)
		*ret_why = NULL;
out:
	ERR_clear_error();
	X509_free(x);
	EVP_PKEY_free(key);
	strbuf_done(&crt_path);
	strbuf_done(&key_path);
	return r;
}

/* --- renewing ------------------------------------------------------------------ */

/* Keeps the file beside itself, with the day behind its name: the first of a day
 * is the one that readers have seen. */
static int
keep_old(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct strbuf to = STRBUF_INIT;
	int r;

	strbuf_addf(&to, "%s.", slash != NULL ? slash + 1 : path);
	date_add_day(&to, (struct date){ .known = true, .at_s = (int64_t)time(NULL) });
	r = fs_keep_path(path, to.buf);
	strbuf_done(&to);
	return r == -EEXIST ? 0 : r;
}

static EVP_PKEY *
old_key(const char *key_path)
{
	struct strbuf bytes = STRBUF_INIT;
	EVP_PKEY *key = fs_read_path(key_path, TLS_KEY_SIZE_MAX, &bytes) == 0 ? tls_key(strbuf_str(&bytes)) : NULL;

	explicit_bzero(bytes.buf, bytes.len);
	strbuf_done(&bytes);
	return key;
}

int
cert_renew(const char *crt_path, const char *key_path, const struct str *names, size_t n, bool new_key,
    const char **ret_why)
{
	struct stat crt_before, key_before;
	EVP_PKEY *key = NULL;
	X509 *x = NULL;
	int r = -EINVAL;

	if (!names_are_good(names, n, ret_why))
		return -EINVAL;
	*ret_why = "the files cannot be found";
	if (stat(crt_path, &crt_before) != 0 || stat(key_path, &key_before) != 0)
		return -errno;
	ERR_clear_error();
	*ret_why = "the key cannot be read, or has a passphrase";
	key = new_key ? EVP_EC_gen("P-256") : old_key(key_path);
	if (key == NULL)
		goto out;
	*ret_why = "the certificate cannot be made";
	x = make(key, names, n);
	if (x == NULL)
		goto out;
	*ret_why = "the old files cannot be kept beside the new ones";
	r = keep_old(crt_path);
	if (r == 0 && new_key)
		r = keep_old(key_path);
	if (r == 0 && new_key)
		r = write_key(key, key_path, &key_before, ret_why);
	if (r == 0)
		r = write_certificate(x, crt_path, ret_why);
	if (r != 0 && new_key)
		drop_key(key_path);
	if (r == 0 && new_key)
		r = put_key(key_path, ret_why);
	if (r == 0)
		r = give_back(crt_path, &crt_before, ret_why);
	if (r == 0)
		*ret_why = NULL;
out:
	ERR_clear_error();
	X509_free(x);
	EVP_PKEY_free(key);
	return r;
}
