/* cert.c - the server's certificate: loaded, judged, shown. */
#include "net/cert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "net/cert_name.h"
#include "net/tls_key.h"

#define RSA_BITS_MIN 2048	/* of an RSA key: less is refused by OpenSSL at its usual level 2 */

/* The first certificate of the file, or NULL with *ret_error and words. */
static X509 *
read_file(const char *path, int *ret_error, const char **ret_why)
{
	struct strbuf bytes = STRBUF_INIT;
	X509 *x = NULL;

	*ret_why = "the certificate file cannot be read";
	*ret_error = fs_read_path(path, TLS_KEY_SIZE_MAX, &bytes);
	if (*ret_error == 0) {
		*ret_why = "no certificate in PEM or DER form in it";
		*ret_error = -EINVAL;
		x = tls_certificate(strbuf_str(&bytes));
	}
	strbuf_done(&bytes);
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
		date.at_s = (int64_t)days * DATE_DAY_S + seconds;
		date.known = true;
	}
	ASN1_TIME_free(epoch);
	return date;
}

static bool
holds_name(struct str names, struct str name)
{
	struct str one;

	while (str_cut(&names, ',', &one))
		if (str_eq_case(str_trim(one), name))
			return true;
	return false;
}

/* Unless it is among them already.  It may be any bytes, and is shown on terminals. */
static void
add_name(struct strbuf *names, struct str name)
{
	struct strbuf clean = STRBUF_INIT;

	const char *between = names->len > 0 ? ", " : "";

	utf8_clean_line(&clean, name);
	if (names->len + strlen(between) + clean.len <= CERT_NAMES_SIZE_MAX &&
	    !holds_name(strbuf_str(names), strbuf_str(&clean)))
		strbuf_addf(names, "%s%s", between, clean.buf);
	strbuf_done(&clean);
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

/* What clients of different kinds can be asked to take. */
static void
judge_key(X509 *x, struct cert_facts *ret)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	int kind = key != NULL ? EVP_PKEY_get_base_id(key) : 0;

	if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
		ret->key_trouble = "its key is of the kind Ed25519, which some clients cannot take";
	else if (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < RSA_BITS_MIN)
		ret->key_trouble = "its RSA key is so short that clients refuse it";
}

void
cert_facts_read(X509 *x, struct cert_facts *ret)
{
	unsigned char hash[EVP_MAX_MD_SIZE], *spki = NULL;
	unsigned n = 0;
	int size;

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
	ret->has_alternatives = X509_get_ext_by_NID(x, NID_subject_alt_name, -1) >= 0;
	ret->self_signed = X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
	judge_key(x, ret);
	add_names(&ret->names, x);
	ERR_clear_error();
}

int
cert_read(const char *crt_path, struct cert_facts *ret, const char **ret_why)
{
	int error;
	X509 *x = read_file(crt_path, &error, ret_why);

	if (x == NULL)
		return error;
	cert_facts_read(x, ret);
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
