/* cert_test.c - certificates as clients of all kinds accept them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/fs.h"
#include "net/cert.h"
#include "net/tls_key.h"
#include "scratch.h"

static X509 *
load(const char *name)
{
	FILE *f = fopen(scratch_name(name), "r");
	X509 *x = f != NULL ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

	assert_non_null(x);
	fclose(f);
	return x;
}

static void
test_make(void **state)
{
	const struct str names[] = {
		STR("example.org"), STR("www.example.org"), STR("192.0.2.7"), STR("2001:db8::7"),
	};
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;
	struct cert_facts facts;
	struct stat st;
	const char *why = "";
	time_t now = time(NULL);

	(void)state;
	/* The folder is made when there is none. */
	assert_int_equal(cert_make(scratch_name("a/b"), names, 4, &why), 0);
	assert_null(why);
	assert_int_equal(stat(scratch_name("a/b/example.org.key"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(scratch_name("a/b/example.org.crt"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);

	assert_int_equal(cert_read(scratch_name("a/b/example.org.crt"), &facts, &why), 0);
	assert_string_equal(facts.names.buf, "example.org, www.example.org, 192.0.2.7, 2001:db8::7");
	assert_false(facts.expired);
	assert_false(facts.not_yet);
	assert_true(facts.from.known && facts.from.at_s <= now - 86400 + 60 && facts.from.at_s > now - 2 * 86400);
	/* 9999-12-31T23:59:59Z */
	assert_true(facts.until.known && facts.until.at_s == 253402300799);
	assert_int_equal(strlen(facts.fingerprint), 95);
	assert_int_equal(strlen(facts.spki), 95);
	assert_string_not_equal(facts.fingerprint, facts.spki);
	cert_facts_done(&facts);

	assert_true(cert_find(scratch_name("a/b"), names[0], &crt, &key));
	assert_non_null(strstr(crt.buf, "/a/b/example.org.crt"));
	assert_non_null(strstr(key.buf, "/a/b/example.org.key"));
	strbuf_done(&crt);
	strbuf_done(&key);
}

/* What Go, rustls and Lagrange ask of a certificate. */
static void
test_contents(void **state)
{
	const struct str names[] = { STR("localhost"), STR("127.0.0.1") };
	char cn[64];
	const char *why;
	EVP_PKEY *key;
	X509 *x, *again;

	(void)state;
	assert_int_equal(cert_make(scratch_path, names, 2, &why), 0);
	x = load("localhost.crt");
	key = X509_get0_pubkey(x);
	assert_int_equal(X509_get_version(x), X509_VERSION_3);
	assert_int_equal(EVP_PKEY_get_bits(key), 256);
	assert_int_equal(X509_verify(x, key), 1);
	assert_int_equal(X509_check_ca(x), 0);
	assert_int_equal(X509_check_host(x, "localhost", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL), 1);
	assert_int_equal(X509_check_ip_asc(x, "127.0.0.1", 0), 1);
	assert_int_equal(X509_check_ip_asc(x, "127.0.0.2", 0), 0);
	assert_true(X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, cn, sizeof cn) > 0);
	assert_string_equal(cn, "localhost");
	/* The address is a CN besides. */
	assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(x)), 2);
	assert_in_range(ASN1_STRING_length(X509_get0_serialNumber(x)), 16, 16);

	/* Another one is another one. */
	assert_int_equal(unlinkat(scratch_dir, "localhost.crt", 0), 0);
	assert_int_equal(unlinkat(scratch_dir, "localhost.key", 0), 0);
	assert_int_equal(cert_make(scratch_path, names, 2, &why), 0);
	again = load("localhost.crt");
	assert_int_not_equal(ASN1_INTEGER_cmp(X509_get0_serialNumber(x), X509_get0_serialNumber(again)), 0);
	assert_int_not_equal(EVP_PKEY_eq(key, X509_get0_pubkey(again)), 1);
	X509_free(x);
	X509_free(again);
}

/* Readers have pinned what is there. */
static void
test_never_replaced(void **state)
{
	const struct str name = STR("example.org");
	const char *why;
	struct stat st;

	(void)state;
	scratch_file("example.org.key", "mine");
	assert_int_equal(cert_make(scratch_path, &name, 1, &why), -EEXIST);
	assert_non_null(why);
	assert_int_equal(stat(scratch_name("example.org.crt"), &st), -1);
	assert_int_equal(unlinkat(scratch_dir, "example.org.key", 0), 0);
	scratch_file("example.org.crt", "mine");
	assert_int_equal(cert_make(scratch_path, &name, 1, &why), -EEXIST);
	assert_int_equal(stat(scratch_name("example.org.key"), &st), -1);
}

static void
test_bad_names(void **state)
{
	static char long_name[255];
	const struct str names[] = {
		STR(""), STR("a/b"), STR("../a"), STR(".hidden"), STR("-a"), STR("a b"), STR("a\nb"),
		STR("b\xc3\xbc" "cher.example"), STR("a*"), { long_name, 254 }, { "a\0b", 3 },
	};
	const char *why = NULL;
	struct str good = { long_name, 253 };

	(void)state;
	memset(long_name, 'a', sizeof long_name);
	for (size_t i = 50; i < 250; i += 50)
		long_name[i] = '.';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (cert_make(scratch_path, &names[i], 1, &why) != -EINVAL || why == NULL)
			fail_msg("name %zu was taken", i);
		why = NULL;
	}
	assert_int_equal(cert_make(scratch_path, NULL, 0, &why), -EINVAL);
	/* Too long for a CN and for a file's name with its ending is 251. */
	good.len = 251;
	assert_int_equal(cert_make(scratch_path, &good, 1, &why), 0);
}

static void
test_unwritable(void **state)
{
	const struct str name = STR("example.org");
	const char *why = NULL;

	(void)state;
	scratch_file("file", "");
	assert_int_equal(cert_make(scratch_name("file"), &name, 1, &why), -ENOTDIR);
	assert_non_null(why);
}

/* A disk that is full after the key: no half of a pair is left behind. */
static void
test_full_disk(void **state)
{
	const struct str name = STR("example.org");
	struct rlimit before, small;
	const char *why = NULL;
	int r;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_IGN);
	small = before;
	small.rlim_cur = 400;	/* between the sizes of a key and of a certificate */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = cert_make(scratch_path, &name, 1, &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(r, -EFBIG);
	assert_string_equal(why, "the certificate file cannot be written");
	assert_int_equal(cert_make(scratch_path, &name, 1, &why), 0);
}

static void
test_covers(void **state)
{
	const struct str names[] = { STR("example.org"), STR("*.example.net"), STR("192.0.2.7"), STR("::1") };
	const struct {
		struct str host;
		bool want;
	} rows[] = {
		{ STR("example.org"), true }, { STR("EXAMPLE.org"), true }, { STR("example.org."), true },
		{ STR("www.example.org"), false }, { STR("a.example.net"), true },
		{ STR("example.net"), false }, { STR("a.b.example.net"), false }, { STR("192.0.2.7"), true },
		{ STR("192.0.2.8"), false }, { STR("::1"), true }, { STR("0:0::1"), true }, { STR("::2"), false },
		{ STR(""), false }, { STR("."), false }, { { "example.org\0x", 13 }, false },
	};
	const char *why;

	(void)state;
	assert_int_equal(cert_make(scratch_path, names, 4, &why), 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (cert_covers(scratch_name("example.org.crt"), rows[i].host) != rows[i].want)
			fail_msg("%.*s", STR_ARG(rows[i].host));
	assert_false(cert_covers(scratch_name("none.crt"), names[0]));
}

/* An owner's own pair, found by host or under the common names. */
static void
test_find(void **state)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT;

	(void)state;
	assert_false(cert_find(scratch_path, STR("example.org"), &crt, &key));
	assert_int_equal(crt.len + key.len, 0);
	scratch_file("cert.pem", "");
	assert_false(cert_find(scratch_path, STR("example.org"), &crt, &key));
	scratch_file("key.pem", "");
	assert_true(cert_find(scratch_path, STR("example.org"), &crt, &key));
	assert_true(str_ends(strbuf_str(&crt), STR("/cert.pem")));
	assert_true(str_ends(strbuf_str(&key), STR("/key.pem")));
	scratch_file("example.org.crt", "");
	assert_true(cert_find(scratch_path, STR("example.org"), &crt, &key));
	assert_true(str_ends(strbuf_str(&crt), STR("/cert.pem")));
	scratch_file("example.org.key", "");
	assert_true(cert_find(scratch_path, STR("example.org"), &crt, &key));
	assert_true(str_ends(strbuf_str(&crt), STR("/example.org.crt")));
	assert_true(str_ends(strbuf_str(&key), STR("/example.org.key")));
	/* No host leads out of the folder. */
	assert_true(cert_find(scratch_path, STR("../example.org"), &crt, &key));
	assert_true(str_ends(strbuf_str(&crt), STR("/cert.pem")));
	strbuf_done(&crt);
	strbuf_done(&key);
}

static void
test_read_refuses(void **state)
{
	struct cert_facts facts;
	const char *why = NULL;

	(void)state;
	assert_int_equal(cert_read(scratch_name("none.crt"), &facts, &why), -ENOENT);
	assert_string_equal(why, "the certificate file cannot be read");
	scratch_file("empty.crt", "");
	assert_int_equal(cert_read(scratch_name("empty.crt"), &facts, &why), -EINVAL);
	assert_string_equal(why, "no certificate in PEM or DER form in it");
	scratch_file("bad.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	assert_int_equal(cert_read(scratch_name("bad.crt"), &facts, &why), -EINVAL);
}

/* Certificates made elsewhere: their dates are judged, a CN alone is a name. */
static void
test_foreign(void **state)
{
	static const struct {
		long from_s, until_s;	/* from now */
		bool not_yet, expired;
	} rows[] = {
		{ -1000, 1000, false, false },
		{ -1000, -500, false, true },
		{ 500, 1000, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		EVP_PKEY *key = EVP_EC_gen("P-384");
		X509 *x = X509_new();
		X509_NAME *name = X509_get_subject_name(x);
		struct cert_facts facts;
		const char *why;
		FILE *f = fopen(scratch_name("foreign.crt"), "w");

		assert_true(key != NULL && f != NULL);
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"old.example", -1, -1, 0);
		X509_set_issuer_name(x, name);
		X509_gmtime_adj(X509_getm_notBefore(x), rows[i].from_s);
		X509_gmtime_adj(X509_getm_notAfter(x), rows[i].until_s);
		X509_set_pubkey(x, key);
		assert_true(X509_sign(x, key, EVP_sha256()) > 0);
		PEM_write_X509(f, x);
		fclose(f);
		assert_int_equal(cert_read(scratch_name("foreign.crt"), &facts, &why), 0);
		assert_int_equal(facts.not_yet, rows[i].not_yet);
		assert_int_equal(facts.expired, rows[i].expired);
		assert_string_equal(facts.names.buf, "old.example");
		assert_true(cert_covers(scratch_name("foreign.crt"), STR("old.example")));
		cert_facts_done(&facts);
		X509_free(x);
		EVP_PKEY_free(key);
	}
}

/* --- a stranger's certificate ---------------------------------------- */

static void
push_dns(GENERAL_NAMES *all, const char *name)
{
	GENERAL_NAME *general = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();

	assert_true(ASN1_STRING_set(text, name, -1) == 1);
	GENERAL_NAME_set0_value(general, GEN_DNS, text);
	assert_true(sk_GENERAL_NAME_push(all, general) > 0);
}

/* What is read of one that names what is in all; frees all. */
static void
read_stranger(GENERAL_NAMES *all, struct cert_facts *ret)
{
	X509 *x = X509_new();

	assert_int_equal(X509_add1_ext_i2d(x, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT), 1);
	cert_facts_read(x, ret);
	X509_free(x);
	GENERAL_NAMES_free(all);
}

static void
test_names_with_control_characters_are_shown_clean(void **state)
{
	GENERAL_NAMES *all = GENERAL_NAMES_new();
	struct cert_facts facts;

	(void)state;
	push_dns(all, "a.example\x1B[2J");
	push_dns(all, "b\n\tc\xFF");
	read_stranger(all, &facts);
	assert_string_equal(facts.names.buf, "a.example[2J, b  c\xEF\xBF\xBD");
	cert_facts_done(&facts);
}

static void
test_names_are_told_up_to_a_limit(void **state)
{
	/* With ", " between they are the limit, or a byte more. */
	enum { SIZE = 14, COUNT = (CERT_NAMES_SIZE_MAX + 2) / (SIZE + 2) };

	(void)state;
	for (size_t more = 0; more <= 1; more++) {
		GENERAL_NAMES *all = GENERAL_NAMES_new();
		struct cert_facts facts;
		char name[32];

		for (int i = 0; i < COUNT; i++) {
			bool last = i == COUNT - 1;

			snprintf(name, sizeof name, "%06d.example%s", i,
			    last && more > 0 ? "xyz" : last ? "xy" : "");
			push_dns(all, name);
		}
		read_stranger(all, &facts);
		assert_int_equal(facts.names.len, more == 0 ? CERT_NAMES_SIZE_MAX :
		    CERT_NAMES_SIZE_MAX - SIZE - 2 - 2);
		cert_facts_done(&facts);
	}
}

static void
test_a_waiting_key_gets_its_name(void **state)
{
	static const struct {
		const char *key, *waiting;
	} names[] = {
		{ "d/a.example.key", "d/a.example.new" }, { "key.der", "key.new" }, { "d.key/mine", "d.key/mine.new" },
	};
	const struct str name = STR("a.example");
	struct strbuf path = STRBUF_INIT, crt = STRBUF_INIT, key = STRBUF_INIT;
	const char *why;
	struct stat st;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		strbuf_reset(&path);
		cert_waiting_path(names[i].key, &path);
		assert_string_equal(path.buf, names[i].waiting);
	}
	assert_int_equal(cert_make(scratch_path, &name, 1, &why), 0);
	assert_true(cert_find(scratch_path, name, &crt, &key));
	assert_int_equal(cert_finish(crt.buf, key.buf), 0);
	strbuf_reset(&path);
	cert_waiting_path(key.buf, &path);
	/* As after kill -9 before the last step. */
	assert_int_equal(rename(key.buf, path.buf), 0);
	assert_int_equal(cert_finish(crt.buf, key.buf), 1);
	assert_int_equal(stat(path.buf, &st), -1);
	assert_int_equal(cert_finish(crt.buf, key.buf), 0);
	/* And before the step in the middle: another key waits for a certificate that never came. */
	scratch_file("a.example.new", "no key of this certificate");
	assert_int_equal(cert_finish(crt.buf, key.buf), 0);
	assert_int_equal(stat(path.buf, &st), 0);
	strbuf_done(&path);
	strbuf_done(&crt);
	strbuf_done(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_make, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_contents, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_never_replaced, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_bad_names, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_unwritable, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_covers, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_find, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_read_refuses, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_foreign, scratch_setup, scratch_teardown),
		cmocka_unit_test(test_names_with_control_characters_are_shown_clean),
		cmocka_unit_test(test_names_are_told_up_to_a_limit),
		cmocka_unit_test_setup_teardown(test_a_waiting_key_gets_its_name, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
