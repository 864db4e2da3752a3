/* tls_test.c - TLS as Gemini wants it, and as clients try it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/fs.h"
#include "net/tls.h"
#include "toy.h"

#define HELLO "\x16\x03\x01\x00\x08\x01\x00\x00\x04" "abcd"

/* --- the greeting ---------------------------------------------------------- */

static void
test_judge(void **state)
{
	const struct {
		const char *name;
		struct str bytes;
		enum tls_hello want;
	} rows[] = {
		{ "nothing", STR(""), TLS_HELLO_MORE },
		{ "one byte", STR("\x16"), TLS_HELLO_MORE },
		{ "a header", STR("\x16\x03\x01\x00\x08"), TLS_HELLO_MORE },
		{ "whole", STR(HELLO), TLS_HELLO_WHOLE },
		{ "whole and more", STR(HELLO "\x14\x03"), TLS_HELLO_WHOLE },
		{ "in two records", STR("\x16\x03\x01\x00\x02\x01\x00" "\x16\x03\x01\x00\x06\x00\x04" "abcd"),
		  TLS_HELLO_WHOLE },
		{ "half of two records", STR("\x16\x03\x01\x00\x02\x01\x00" "\x16\x03\x01\x00\x06\x00\x04" "abc"),
		  TLS_HELLO_MORE },
		{ "length in the second record", STR("\x16\x03\x01\x00\x01\x01" "\x16\x03\x01"), TLS_HELLO_MORE },
		{ "a URL", STR("gemini://localhost/\r\n"), TLS_HELLO_NOT },
		{ "one letter", STR("g"), TLS_HELLO_NOT },
		{ "SSL 2", STR("\x80\x2e\x01\x00\x02"), TLS_HELLO_NOT },
		{ "another version", STR("\x16\x02"), TLS_HELLO_NOT },
		{ "an alert", STR("\x15\x03\x01\x00\x02\x02\x28"), TLS_HELLO_NOT },
		{ "another message", STR("\x16\x03\x01\x00\x08\x02"), TLS_HELLO_NOT },
		{ "an empty record", STR("\x16\x03\x01\x00\x00"), TLS_HELLO_NOT },
		{ "a record too long", STR("\x16\x03\x01\x40\x01"), TLS_HELLO_NOT },
		{ "data between", STR("\x16\x03\x01\x00\x02\x01\x00" "\x17"), TLS_HELLO_NOT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (tls_hello_judge(rows[i].bytes) != rows[i].want)
			fail_msg("%s", rows[i].name);
}

/* However it is cut, it is whole only with its last byte. */
static void
test_judge_pieces(void **state)
{
	struct str hello = STR(HELLO);

	(void)state;
	for (size_t i = 0; i < hello.len; i++) {
		char *exact = malloc(i + 1);

		memcpy(exact, hello.p, i);
		assert_int_equal(tls_hello_judge((struct str){ exact, i }), TLS_HELLO_MORE);
		free(exact);
	}
}

/* What is too long to be kept outside libssl is left to it. */
static void
test_judge_limit(void **state)
{
	static char bytes[TLS_HELLO_MAX] = "\x16\x03\x01\x40\x00\x01\x01\x00\x00";

	(void)state;
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX - 1 }), TLS_HELLO_MORE);
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX }), TLS_HELLO_WHOLE);
}

/* --- visits ------------------------------------------------------------------ */

static void
start(void)
{
	struct server_options options = toy_options();

	toy_start(&options);
}

/* Every answer ends with close_notify. */
static void
test_visits(void **state)
{
	static const struct {
		const char *request, *answer;
	} rows[] = {
		{ "echo hello\r\n", "20 toy\r\nhello" },
		{ "echo \r\n", "20 toy\r\n" },
		{ "echo hello\r\nand more\r\n", "20 toy\r\nhello" },
		{ "job hello\r\n", "20 toy\r\nhello" },
		{ "gone\r\n", "40 the file cannot be read\r\n" },
		{ "echo 5678901234567890123456789012345678901234567890123456789012345",
		  "59 too long\r\n" },
	};

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;
		enum toy_end end = toy_visit(rows[i].request, &out);

		if (end != TOY_CLOSE_NOTIFY || strcmp(out.buf, rows[i].answer) != 0)
			fail_msg("%s: ended %d with \"%s\"", rows[i].request, end, out.buf);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

static void
test_large_replies(void **state)
{
	static const size_t sizes[] = { 16 * 1024 - 9, 16 * 1024 - 8, 16 * 1024 - 7, 100000, 3000000 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	start();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char line[64];

		snprintf(line, sizeof line, "big %zu\r\n", sizes[i]);
		strbuf_reset(&out);
		assert_int_equal(toy_visit(line, &out), TOY_CLOSE_NOTIFY);
		assert_true(toy_is_pattern(&out, sizes[i]));
	}
	strbuf_reset(&out);
	assert_int_equal(toy_visit("file\r\n", &out), TOY_CLOSE_NOTIFY);
	assert_true(toy_is_pattern(&out, TOY_FILE_SIZE));
	/* What could not be sent whole does not end as if it had been. */
	strbuf_reset(&out);
	assert_int_equal(toy_visit("cut\r\n", &out), TOY_FIN);
	assert_true(toy_is_pattern(&out, TOY_FILE_SIZE));
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

static void
test_versions(void **state)
{
	static const struct {
		int version;
		bool good;
	} rows[] = {
		{ TLS1_VERSION, false }, { TLS1_1_VERSION, false },
		{ TLS1_2_VERSION, true }, { TLS1_3_VERSION, true },
	};

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct toy_client c;
		struct strbuf out = STRBUF_INIT;
		bool good = toy_greet(&c, toy_dial(toy_tls_port), "localhost", rows[i].version);

		assert_int_equal(good, rows[i].good);
		if (good) {
			assert_true(SSL_write(c.ssl, "echo a\r\n", 8) == 8);
			assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
			assert_string_equal(out.buf, "20 toy\r\na");
		}
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* SNI is recorded in lower case, and nothing in it is a reason to fail. */
static void
test_names(void **state)
{
	static const struct {
		const char *name, *sni;
	} rows[] = {
		{ NULL, "" }, { "localhost", "localhost" }, { "LocalHost", "localhost" },
		{ "127.0.0.1", "127.0.0.1" }, { "other.example", "other.example" }, { "a b\"", "a b\"" },
	};

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct toy_client c;
		struct strbuf out = STRBUF_INIT;
		char want[128];

		assert_true(toy_greet(&c, toy_dial(toy_tls_port), rows[i].name, 0));
		assert_true(SSL_write(c.ssl, "origin\r\n", 8) == 8);
		assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		snprintf(want, sizeof want, "20 toy\r\n127.0.0.1|127.0.0.1|%u|%s", toy_tls_port, rows[i].sni);
		assert_string_equal(out.buf, want);
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* A request may be spread over any number of records. */
static void
test_records(void **state)
{
	static const char request[] = "echo hello\r\n";

	(void)state;
	start();
	for (size_t step = 1; step < sizeof request - 1; step += 3) {
		struct toy_client c;
		struct strbuf out = STRBUF_INIT;

		assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
		for (size_t at = 0; at < sizeof request - 1; at += step) {
			size_t n = sizeof request - 1 - at < step ? sizeof request - 1 - at : step;

			assert_true(SSL_write(c.ssl, request + at, (int)n) == (int)n);
		}
		assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		assert_string_equal(out.buf, "20 toy\r\nhello");
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* Whoever has asked and then ends his side still gets his answer. */
static void
test_half_closed(void **state)
{
	static const struct {
		const char *request;
		bool notify, fin;
		const char *answer;
	} rows[] = {
		{ "big 200000\r\n", true, false, NULL },
		{ "big 200000\r\n", false, true, NULL },
		{ "big 200000\r\n", true, true, NULL },
		{ "job hello\r\n", true, true, "20 toy\r\nhello" },
		{ "echo hel", true, true, "59 cut\r\n" },
		{ "echo hel", false, true, "59 cut\r\n" },
		{ "", true, false, "" },
		{ "", false, true, "" },
	};

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct toy_client c;
		struct strbuf out = STRBUF_INIT;

		assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
		if (rows[i].request[0] != '\0')
			assert_true(SSL_write(c.ssl, rows[i].request, (int)strlen(rows[i].request)) > 0);
		if (rows[i].notify)
			SSL_shutdown(c.ssl);
		if (rows[i].fin)
			shutdown(c.fd, SHUT_WR);
		assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		if (rows[i].answer != NULL)
			assert_string_equal(out.buf, rows[i].answer);
		else
			assert_true(toy_is_pattern(&out, 200000));
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* A whole handshake and request whose bytes arrive one by one. */
static void
test_dripping_client(void **state)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(ctx);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	struct strbuf heard = STRBUF_INIT;
	bool asked = false, ended = false;
	int fd;

	(void)state;
	start();
	fd = toy_dial(toy_tls_port);
	BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(ssl, in, out);
	SSL_set_connect_state(ssl);
	while (!ended) {
		char buf[4096];
		int n;

		if (!SSL_is_init_finished(ssl))
			(void)SSL_do_handshake(ssl);
		if (SSL_is_init_finished(ssl) && !asked)
			asked = SSL_write(ssl, "echo drip\r\n", 11) == 11;
		while (asked && (n = SSL_read(ssl, buf, sizeof buf)) > 0)
			strbuf_add(&heard, buf, (size_t)n);
		ended = (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
		for (char byte; BIO_read(out, &byte, 1) == 1; ) {
			assert_int_equal(send(fd, &byte, 1, MSG_NOSIGNAL), 1);
			usleep(100);
		}
		if (!ended) {
			ssize_t got = recv(fd, buf, sizeof buf, 0);

			assert_true(got > 0);
			BIO_write(in, buf, (int)got);
		}
	}
	assert_string_equal(heard.buf, "20 toy\r\ndrip");
	strbuf_done(&heard);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	close(fd);
	assert_int_equal(toy_stop(), 0);
}

/* Those who speak no TLS hear nothing but the end, and the server lives on. */
static void
test_no_tls(void **state)
{
	const struct {
		struct str words;
		bool alert;	/* libssl says why */
	} rows[] = {
		{ STR("gemini://localhost/\r\n"), false },
		{ STR("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), false },
		{ STR("\r\n"), false },
		{ STR("\x16\x02\x00\x00"), false },
		{ STR("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"), false },
		{ STR("\x16\x03\x01\x00\x08\x01\x00\x00\x04" "abcd"), true },
		{ STR("\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03"), true },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int fd = toy_dial(toy_tls_port);

		strbuf_reset(&out);
		assert_int_equal(send(fd, rows[i].words.p, rows[i].words.len, MSG_NOSIGNAL), rows[i].words.len);
		assert_int_equal(toy_hear(fd, &out), TOY_FIN);
		close(fd);
		if (!rows[i].alert)
			assert_int_equal(out.len, 0);
		else
			assert_true(out.len == 7 && out.buf[0] == 0x15);
	}
	strbuf_reset(&out);
	assert_int_equal(toy_visit("echo alive\r\n", &out), TOY_CLOSE_NOTIFY);
	assert_string_equal(out.buf, "20 toy\r\nalive");
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* ALPN is ignored; a client that wants to resume gets a full handshake. */
static void
test_alpn_and_resumption(void **state)
{
	static const unsigned char protocols[] = "\x02h2\x06gemini";
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL_SESSION *session = NULL;

	(void)state;
	start();
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
	for (int i = 0; i < 3; i++) {
		struct toy_client c = { .fd = toy_dial(toy_tls_port), .ssl = SSL_new(ctx) };
		struct strbuf out = STRBUF_INIT;

		SSL_set_fd(c.ssl, c.fd);
		SSL_set_max_proto_version(c.ssl, i == 0 ? TLS1_3_VERSION : TLS1_2_VERSION);
		SSL_set_alpn_protos(c.ssl, protocols, sizeof protocols - 1);
		if (session != NULL)
			SSL_set_session(c.ssl, session);
		assert_int_equal(SSL_connect(c.ssl), 1);
		assert_false(SSL_session_reused(c.ssl));
		assert_true(SSL_write(c.ssl, "echo a\r\n", 8) == 8);
		assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		assert_string_equal(out.buf, "20 toy\r\na");
		SSL_SESSION_free(session);
		session = SSL_get1_session(c.ssl);
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	SSL_SESSION_free(session);
	SSL_CTX_free(ctx);
	assert_int_equal(toy_stop(), 0);
}

/* Bytes that are eaten inside libssl have an end too. */
static void
test_endless_key_updates(void **state)
{
	struct toy_client c;
	struct strbuf out = STRBUF_INIT;
	int i;

	(void)state;
	start();
	assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", TLS1_3_VERSION));
	for (i = 0; i < 100000; i++) {
		ERR_clear_error();
		if (SSL_key_update(c.ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1 || SSL_do_handshake(c.ssl) != 1)
			break;
	}
	assert_true(i < 100000);
	toy_hang_up(&c);
	assert_int_equal(toy_visit("echo alive\r\n", &out), TOY_CLOSE_NOTIFY);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- deadlines ------------------------------------------------------------------ */

static void
test_deadlines(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	struct toy_client c;
	int fd;

	(void)state;
	options.handshake_ms = 50;
	options.request_ms = 50;
	options.reply_ms = 100;
	options.finish_ms = 100;
	options.linger_ms = 50;
	toy_start(&options);

	fd = toy_dial(toy_tls_port);
	assert_int_equal(toy_hear(fd, &out), TOY_FIN);
	close(fd);
	fd = toy_dial(toy_tls_port);
	scratch_must(send(fd, HELLO, 7, MSG_NOSIGNAL) == 7, "send");
	assert_int_equal(toy_hear(fd, &out), TOY_FIN);
	close(fd);
	assert_int_equal(out.len, 0);

	/* Where a handshake was done, even giving up is said with close_notify. */
	assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
	assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	toy_hang_up(&c);
	assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
	assert_true(SSL_write(c.ssl, "echo", 4) == 4);
	assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	toy_hang_up(&c);
	assert_int_equal(out.len, 0);

	/* One who does not read is cut, and can tell. */
	assert_true(toy_greet(&c, toy_dial_slow(toy_tls_port, 4096), "localhost", 0));
	assert_true(SSL_write(c.ssl, "big 9000000\r\n", 13) == 13);
	for (int i = 0, error = 0; error == 0; i++) {
		socklen_t size = sizeof error;

		assert_true(i < TOY_PATIENCE_S * 100);
		usleep(10000);
		getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &error, &size);
	}
	assert_int_not_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	toy_hang_up(&c);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- contexts ----------------------------------------------------------------------- */

static void
test_contexts(void **state)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT, other = STRBUF_INIT;
	struct str name = STR("other.example"), garbage = STR("-----BEGIN CERTIFICATE-----\nAAAA\n");
	struct tls_context *context;
	const char *why = NULL;

	(void)state;
	assert_int_equal(cert_make(scratch_path, &name, 1, &why), 0);
	assert_int_equal(fs_read_path(toy_crt.buf, 100000, &crt), 0);
	assert_int_equal(fs_read_path(toy_key.buf, 100000, &key), 0);
	assert_int_equal(fs_read_path(scratch_name("other.example.key"), 100000, &other), 0);

	context = tls_context_new(strbuf_str(&crt), strbuf_str(&key), &why);
	assert_non_null(context);
	tls_context_free(context);
	tls_context_free(NULL);
	assert_null(tls_context_new(strbuf_str(&crt), strbuf_str(&other), &why));
	assert_string_equal(why, "the private key does not belong to the certificate");
	assert_null(tls_context_new(STR(""), strbuf_str(&key), &why));
	assert_null(tls_context_new(garbage, strbuf_str(&key), &why));
	assert_string_equal(why, "no usable certificate in PEM form in the certificate file");
	assert_null(tls_context_new(strbuf_str(&crt), STR(""), &why));
	assert_null(tls_context_new(strbuf_str(&crt), strbuf_str(&crt), &why));
	assert_string_equal(why, "no private key in PEM form in the key file, or one with a passphrase");
	/* Certificate and key in one file, and a chain behind the first. */
	strbuf_addstr(&crt, strbuf_str(&key));
	assert_int_equal(fs_read_path(toy_crt.buf, 100000, &crt), 0);
	context = tls_context_new(strbuf_str(&crt), strbuf_str(&crt), &why);
	assert_non_null(context);
	tls_context_free(context);
	strbuf_done(&crt);
	strbuf_done(&key);
	strbuf_done(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_judge_pieces),
		cmocka_unit_test(test_judge_limit),
		cmocka_unit_test(test_visits),
		cmocka_unit_test(test_large_replies),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_half_closed),
		cmocka_unit_test(test_dripping_client),
		cmocka_unit_test(test_no_tls),
		cmocka_unit_test(test_alpn_and_resumption),
		cmocka_unit_test(test_endless_key_updates),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_contexts),
	};
	int failed;

	toy_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	toy_end();
	return failed;
}
