/* cert.c - the server's certificate: loaded, judged, shown. */
#include "net/cert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/fs.h"
#include "net/cert_name.h"

#define PEM_SIZE_MAX ((size_t)256 * 1024)	/* [bytes] */
#define DAY_S (24 * 60 * 60)

/* The first certificate of the file, or NULL with *ret_error and words. */
static X509 *
read_file(const char *path, int *ret_error, const char **ret_why)
{
	struct strbuf pem = STRBUF_INIT;
	BIO *bio;
	X509 *x = NULL;

	*ret_why = "the certificate file cannot be read";
	*ret_error = fs_read_path(path, PEM_SIZE_MAX, &pem);
	if (*ret_error == 0) {
		*ret_why = "no certificate in PEM form in it";
		*ret_error = -EINVAL;
		ERR_clear_error();
		bio = BIO_new_mem_buf(pem.buf, (int)pem.len);
		x = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
		BIO_free(bio);
		ERR_clear_error();
	}
	strbuf_done(&pem);
	return x;
}

static void
print_hash(char ret[static 96], const unsigned char *hash, unsigned n)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t at = 0;

	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			ret[at++] = ':';
		ret[at++] = hex[hash[i] >> 4];
		ret[at++] = hex[hash[i] & 15];
	}
	ret[at] = '\0';
}

static struct date
date_of(const ASN1_TIME *t)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	struct date date = { .has_time = true };
	int days, seconds;

	if (epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, t) == 1) {
		date.at_s = (int64_t)days * DAY_S + seconds;
		date.known = true;
	}
	ASN1_TIME_free(epoch);
	return date;
}

/* Unless it is among them already. */
static void
add_name(struct strbuf *names, struct str name)
{
	struct str rest = strbuf_str(names), one;

	while (str_cut(&rest, ',', &one))
		if (str_eq_case(str_trim(one), name))
			return;
	if (names->len > 0)
		strbuf_adds(names, ", ");
	strbuf_addstr(names, name);
}

static void
add_address(struct strbuf *names, const ASN1_STRING *bytes)
{
	char text[INET6_ADDRSTRLEN];
	int n = ASN1_STRING_length(bytes);

	if ((n == 4 || n == 16) && inet_ntop(n == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes),
	    text, sizeof text) != NULL)
		add_name(names, str_of(text));
}

static void
add_names(struct strbuf *names, const X509 *x)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	const X509_NAME *subject = X509_get_subject_name(x);
	int at = -1;

	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
		int type;
		const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all, i), &type);

		if (type == GEN_DNS)
			add_name(names, (struct str){ (const char *)ASN1_STRING_get0_data(value),
			    (size_t)ASN1_STRING_length(value) });
		else if (type == GEN_IPADD)
			add_address(names, value);
	}
	while ((at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0) {
		const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
		unsigned char *utf8 = NULL;
		int n = ASN1_STRING_to_UTF8(&utf8, value);

		if (n > 0)
			add_name(names, (struct str){ (const char *)utf8, (size_t)n });
		OPENSSL_free(utf8);
	}
	GENERAL_NAMES_free(all);
}

int
cert_read(const char *crt_path, struct cert_facts *ret, const char **ret_why)
{
	unsigned char hash[EVP_MAX_MD_SIZE], *spki = NULL;
	unsigned n = 0;
	int error, size;
	X509 *x = read_file(crt_path, &error, ret_why);

	if (x == NULL)
		return error;
	*ret = (struct cert_facts){ .names = STRBUF_INIT };
	if (X509_digest(x, EVP_sha256(), hash, &n) == 1)
		print_hash(ret->fingerprint, hash, n);
	size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &spki);
	if (size > 0 && EVP_Digest(spki, (size_t)size, hash, &n, EVP_sha256(), NULL) == 1)
		print_hash(ret->spki, hash, n);
	OPENSSL_free(spki);
	ret->from = date_of(X509_get0_notBefore(x));
	ret->until = date_of(X509_get0_notAfter(x));
	ret->not_yet = X509_cmp_current_time(X509_get0_notBefore(x)) > 0;
	ret->expired = X509_cmp_current_time(X509_get0_notAfter(x)) < 0;
	add_names(&ret->names, x);
	ERR_clear_error();
	X509_free(x);
	*ret_why = NULL;
	return 0;
}

void
cert_facts_done(struct cert_facts *f)
{
	strbuf_done(&f->names);
}

bool
cert_covers(const char *crt_path, struct str host)
{
	unsigned char bytes[16];
	size_t size = cert_name_address(host, bytes);
	const char *why;
	int error;
	X509 *x;
	bool good;

	/* An absolute name ends in a dot; certificates leave it out. */
	if (host.len > 1 && host.p[host.len - 1] == '.')
		host.len--;
	if (host.len == 0 || host.len > CERT_NAME_SIZE_MAX)
		return false;
	x = read_file(crt_path, &error, &why);
	if (x == NULL)
		return false;
	if (size > 0)
		good = X509_check_ip(x, bytes, size, 0) == 1;
	else
		good = X509_check_host(x, host.p, host.len, 0, NULL) == 1;
	ERR_clear_error();
	X509_free(x);
	return good;
}

static bool
is_pair(const struct strbuf *crt, const struct strbuf *key)
{
	return access(crt->buf, F_OK) == 0 && access(key->buf, F_OK) == 0;
}

bool
cert_find(const char *dir, struct str host, struct strbuf *ret_crt, struct strbuf *ret_key)
{
	strbuf_reset(ret_crt);
	strbuf_reset(ret_key);
	if (cert_name_is_good(host)) {
		strbuf_addf(ret_crt, "%s/%.*s.crt", dir, STR_ARG(host));
		strbuf_addf(ret_key, "%s/%.*s.key", dir, STR_ARG(host));
		if (is_pair(ret_crt, ret_key))
			return true;
		strbuf_reset(ret_crt);
		strbuf_reset(ret_key);
	}
	strbuf_addf(ret_crt, "%s/cert.pem", dir);
	strbuf_addf(ret_key, "%s/key.pem", dir);
	if (is_pair(ret_crt, ret_key))
		return true;
	strbuf_reset(ret_crt);
	strbuf_reset(ret_key);
	return false;
}
