/* Client certificates: asked for, never demanded, and what is known of them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "net/tls.h"
#include "toy.h"

#define DAY_S (24 * 60 * 60L)

/* A certificate made as clients make them: self-signed, for any name. */
struct maker {
	const char *name;
	long from_s, until_s;	/* from now */
	size_t padding;		/* [bytes] of an organisation beside the name, in steps of 64 */
};

static EVP_PKEY *key;

static X509 *
make(struct maker m)
{
	X509 *x = X509_new();
	X509_NAME *subject = X509_get_subject_name(x);
	char filler[64];

	memset(filler, 'o', sizeof filler);
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), m.from_s);
	X509_gmtime_adj(X509_getm_notAfter(x), m.until_s);
	if (m.name != NULL)
		assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
		    (const unsigned char *)m.name, -1, -1, 0), 1);
	for (size_t n = 0; n < m.padding; n += sizeof filler)
		assert_int_equal(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
		    (const unsigned char *)filler, sizeof filler, -1, 0), 1);
	X509_set_issuer_name(x, subject);
	X509_set_pubkey(x, key);
	assert_int_not_equal(X509_sign(x, key, EVP_sha256()), 0);
	return x;
}

/* Its bytes in records of their own. */
static bool
say_bytewise(SSL *ssl, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (SSL_write(ssl, s.p + i, 1) != 1)
			return false;
	return true;
}

/* A visit with this certificate, or with none; session may be NULL, or hold one
 * to resume, and takes the new one.  The request comes byte by byte: what the server
 * knows of who asks is looked up when it is whole, and is the same. */
static bool
visit(X509 *x, int version, SSL_SESSION **session, struct strbuf *out)
{
	struct toy_client c = { .fd = toy_dial(toy_tls_port), .ctx = SSL_CTX_new(TLS_client_method()) };
	bool good;

	SSL_CTX_set_security_level(c.ctx, 0);
	if (version != 0) {
		SSL_CTX_set_min_proto_version(c.ctx, version);
		SSL_CTX_set_max_proto_version(c.ctx, version);
	}
	if (x != NULL) {
		assert_int_equal(SSL_CTX_use_certificate(c.ctx, x), 1);
		assert_int_equal(SSL_CTX_use_PrivateKey(c.ctx, key), 1);
	}
	c.ssl = SSL_new(c.ctx);
	SSL_set_fd(c.ssl, c.fd);
	if (session != NULL && *session != NULL)
		SSL_set_session(c.ssl, *session);
	ERR_clear_error();
	good = SSL_connect(c.ssl) == 1 && say_bytewise(c.ssl, STR("identity\n")) &&
	    toy_hear_tls(&c, out) == TOY_CLOSE_NOTIFY;
	if (session != NULL) {
		SSL_SESSION_free(*session);
		*session = SSL_get1_session(c.ssl);
	}
	toy_hang_up(&c);
	return good;
}

static void
start(bool ask)
{
	struct server_options options = toy_options();

	options.ask_identity = ask;
	toy_start(&options);
}

static const char nobody[] = "20 toy\r\n000|0000000000000000000000000000000000000000000000000000000000000000"
    "|0000000000000000000000000000000000000000000000000000000000000000|";
static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static void
test_not_asked(void **state)
{
	X509 *x = make((struct maker){ "Ada", -DAY_S, DAY_S, 0 });
	struct strbuf out = STRBUF_INIT;

	(void)state;
	start(false);
	assert_true(visit(x, 0, NULL, &out));
	assert_string_equal(out.buf, nobody);
	assert_int_equal(toy_stop(), 0);
	strbuf_done(&out);
	X509_free(x);
}

static void
test_none_shown(void **state)
{
	(void)state;
	start(true);
	for (size_t i = 0; i < 2; i++) {
		struct strbuf out = STRBUF_INIT;

		assert_true(visit(NULL, versions[i], NULL, &out));
		assert_string_equal(out.buf, nobody);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* What the server saw of x, begun with its three flags. */
static void
expect(X509 *x, int version, const char *flags, const char *name)
{
	struct strbuf out = STRBUF_INIT, want = STRBUF_INIT;
	struct fingerprint f;
	unsigned char *der = NULL;
	int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

	strbuf_addf(&want, "20 toy\r\n%s|", flags);
	assert_int_equal(X509_digest(x, EVP_sha256(), f.bytes, NULL), 1);
	fingerprint_add(&want, &f);
	assert_int_equal(EVP_Digest(der, (size_t)size, f.bytes, NULL, EVP_sha256(), NULL), 1);
	strbuf_addc(&want, '|');
	fingerprint_add(&want, &f);
	strbuf_addf(&want, "|%s", name);
	assert_true(visit(x, version, NULL, &out));
	assert_string_equal(out.buf, want.buf);
	OPENSSL_free(der);
	strbuf_done(&out);
	strbuf_done(&want);
}

static void
test_shown(void **state)
{
	static const char longest[] = "0123456789012345678901234567890123456789012345678901234567890123";
	static const struct { const char *name, *seen; } names[] = {
		{ "Ada", "Ada" }, { NULL, "" }, { "\xC3\x84" "da\nB", "\xC3\x84" "da B" }, { longest, longest },
	};

	(void)state;
	start(true);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		X509 *x = make((struct maker){ names[i].name, -DAY_S, DAY_S, 0 });

		for (size_t j = 0; j < 2; j++)
			expect(x, versions[j], "100", names[i].seen);
		X509_free(x);
	}
	assert_int_equal(toy_stop(), 0);
}

/* 64 characters are what X.520 allows, and may be 256 bytes. */
static void
test_a_name_is_cut_between_characters(void **state)
{
	struct strbuf name = STRBUF_INIT, seen = STRBUF_INIT;
	X509 *x;

	(void)state;
	for (size_t i = 0; i < 30; i++)
		strbuf_adds(&name, "\xE3\x83\x9E");
	for (size_t i = 0; i < IDENTITY_NAME_MAX / 3; i++)
		strbuf_adds(&seen, "\xE3\x83\x9E");
	x = make((struct maker){ name.buf, -DAY_S, DAY_S, 0 });
	start(true);
	expect(x, 0, "100", seen.buf);
	assert_int_equal(toy_stop(), 0);
	X509_free(x);
	strbuf_done(&name);
	strbuf_done(&seen);
}

/* Their dates never end a handshake: the answer can say 62. */
static void
test_dates(void **state)
{
	X509 *expired = make((struct maker){ "Ada", -2 * DAY_S, -DAY_S, 0 });
	X509 *not_yet = make((struct maker){ "Ada", DAY_S, 2 * DAY_S, 0 });

	(void)state;
	start(true);
	for (size_t i = 0; i < 2; i++) {
		expect(expired, versions[i], "110", "Ada");
		expect(not_yet, versions[i], "101", "Ada");
	}
	assert_int_equal(toy_stop(), 0);
	X509_free(expired);
	X509_free(not_yet);
}

/* Lagrange resumes; without a session id context its second page would fail. */
static void
test_resumption(void **state)
{
	X509 *x = make((struct maker){ "Ada", -DAY_S, DAY_S, 0 });

	(void)state;
	start(true);
	for (size_t i = 0; i < 2; i++) {
		SSL_SESSION *session = NULL;

		for (size_t n = 0; n < 3; n++) {
			struct strbuf out = STRBUF_INIT;

			assert_true(visit(x, versions[i], &session, &out));
			assert_true(str_starts(strbuf_str(&out), STR("20 toy\r\n100|")));
			strbuf_done(&out);
		}
		SSL_SESSION_free(session);
	}
	assert_int_equal(toy_stop(), 0);
	X509_free(x);
}

static void
test_limit_of_certificates(void **state)
{
	/* Subject and issuer are the same, so the padding counts twice. */
	X509 *fits = make((struct maker){ "Ada", -DAY_S, DAY_S, 6 * 1024 });
	X509 *large = make((struct maker){ "Ada", -DAY_S, DAY_S, TLS_CLIENT_CHAIN_MAX });
	struct strbuf out = STRBUF_INIT;

	(void)state;
	start(true);
	for (size_t i = 0; i < 2; i++)
		expect(fits, versions[i], "100", "Ada");
	assert_false(visit(large, TLS1_3_VERSION, NULL, &out));
	assert_false(visit(large, TLS1_2_VERSION, NULL, &out));
	assert_int_equal(out.len, 0);
	/* Others are served as before. */
	expect(fits, 0, "100", "Ada");
	assert_int_equal(toy_stop(), 0);
	X509_free(fits);
	X509_free(large);
	strbuf_done(&out);
}

static EVP_PKEY *
assemble(const BIGNUM *n, const BIGNUM *e, const BIGNUM *d)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params;
	EVP_PKEY *made = NULL;

	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_D, d);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &made, EVP_PKEY_KEYPAIR, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return made;
}

/* Multiplies n by a prime of so many bits, and phi by one less, unless n then had less than least bits, or more
 * than most. */
static void
add_prime(BIGNUM *n, BIGNUM *phi, int bits, int least, int most, uint64_t exponent, BN_CTX *ctx)
{
	BIGNUM *p = BN_new(), *less = BN_new(), *product = BN_new();

	do {
		assert_int_equal(BN_generate_prime_ex(p, bits, 0, NULL, NULL, NULL), 1);
		BN_sub(less, p, BN_value_one());
	} while (BN_mod_word(less, exponent) == 0);
	BN_mul(product, n, p, ctx);
	if (BN_num_bits(product) >= least && BN_num_bits(product) <= most) {
		BN_copy(n, product);
		BN_mul(phi, phi, less, ctx);
	}
	BN_free(p);
	BN_free(less);
	BN_free(product);
}

/* A key that works, and no more: it has many primes, which are found at once.  turned: its
 * exponents have changed places, so that it is quick to sign with and slow to check. */
static EVP_PKEY *
make_rsa(int bits, uint64_t exponent, bool turned)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = BN_new(), *phi = BN_new(), *e = BN_new(), *d;
	EVP_PKEY *made;

	BN_one(n);
	BN_one(phi);
	BN_set_word(e, exponent);
	while (bits - BN_num_bits(n) > 128)
		add_prime(n, phi, 64, 0, bits, exponent, ctx);
	/* A product has as many bits as both, or one less. */
	for (int i = 0; BN_num_bits(n) < bits; i++)
		add_prime(n, phi, bits - BN_num_bits(n) + i % 2, bits, bits, exponent, ctx);
	d = BN_mod_inverse(NULL, e, phi, ctx);
	assert_non_null(d);
	made = turned ? assemble(n, d, e) : assemble(n, e, d);
	BN_free(n);
	BN_free(phi);
	BN_free(e);
	BN_free(d);
	BN_CTX_free(ctx);
	return made;
}

/* A visit with a certificate for this key, which is used up. */
static void
expect_key(EVP_PKEY *other, bool taken)
{
	EVP_PKEY *usual = key;
	X509 *x;

	key = other;
	x = make((struct maker){ "Ada", -DAY_S, DAY_S, 0 });
	for (size_t i = 0; i < 2; i++) {
		struct strbuf out = STRBUF_INIT;

		if (taken)
			expect(x, versions[i], "100", "Ada");
		else
			assert_false(visit(x, versions[i], NULL, &out));
		assert_int_equal(out.len, 0);
		strbuf_done(&out);
	}
	X509_free(x);
	EVP_PKEY_free(key);
	key = usual;
}

/* To check what such a key signs takes a hundred times longer than usual, and others would wait. */
static void
test_keys_that_are_slow_to_check(void **state)
{
	(void)state;
	start(true);
	expect_key(make_rsa(2048, 65537, false), true);
	expect_key(make_rsa(2048, 65537, true), false);
	expect_key(make_rsa(2048, 4294967291, false), true);	/* 32 bits */
	expect_key(make_rsa(2048, 4294967311, false), false);	/* 33 */
	expect_key(make_rsa(TLS_CLIENT_RSA_MAX, 65537, false), true);
	expect_key(make_rsa(TLS_CLIENT_RSA_MAX + 1, 65537, false), false);
	assert_int_equal(toy_stop(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(test_none_shown),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_a_name_is_cut_between_characters),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_resumption),
		cmocka_unit_test(test_limit_of_certificates),
		cmocka_unit_test(test_keys_that_are_slow_to_check),
	};
	int failed;

	toy_begin();
	key = EVP_EC_gen("P-256");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	EVP_PKEY_free(key);
	toy_end();
	return failed;
}
