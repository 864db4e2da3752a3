/* tls_test.c - TLS as Gemini wants it, and as clients try it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <poll.h>

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

/* What clients send is far smaller; of larger ones libssl would keep seven times as much. */
static void
test_judge_limit(void **state)
{
	static char bytes[TLS_HELLO_MAX] = "\x16\x03\x01\x3F\xFB\x01\x00\x3F\xF7";

	(void)state;
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX - 1 }), TLS_HELLO_MORE);
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX }), TLS_HELLO_WHOLE);
}

/* The same in two records is five bytes too long, also when all of it comes at once. */
static void
test_judge_limit_of_records(void **state)
{
	static char bytes[TLS_HELLO_MAX + 5] = "\x16\x03\x01\x00\x04\x01\x00\x3F\xF7" "\x16\x03\x01\x3F\xF7";

	(void)state;
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX - 1 }), TLS_HELLO_MORE);
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX }), TLS_HELLO_NOT);
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX + 5 }), TLS_HELLO_NOT);
	/* Five less fit. */
	bytes[8] = bytes[13] = '\xF2';
	assert_int_equal(tls_hello_judge((struct str){ bytes, TLS_HELLO_MAX }), TLS_HELLO_WHOLE);
}

/* Nothing is kept of what will be too long. */
static void
test_a_huge_hello_is_promised(void **state)
{
	struct str hello = STR("\x16\x03\x01\x3F\xFC\x01\x00\x3F\xF8");

	(void)state;
	assert_int_equal(tls_hello_judge(hello), TLS_HELLO_NOT);
	assert_string_equal(tls_hello_words(hello),
	    "its first message is no ClientHello, or a larger one than any client's");
	/* Until its length is whole nobody knows. */
	assert_int_equal(tls_hello_judge(str_slice(hello, 0, hello.len - 1)), TLS_HELLO_MORE);
	assert_int_equal(tls_hello_judge(STR("\x16\x03\x01\x00\x01\x01\x16\x03\x01\x00\x03\x02\x00\x00")),
	    TLS_HELLO_NOT);
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
		assert_false(SSL_SESSION_has_ticket(session));
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
	struct server_options options = toy_options();
	struct toy_client c;
	struct strbuf out = STRBUF_INIT;
	int i;

	(void)state;
	options.linger_ms = 50;
	toy_start(&options);
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

/* Each costs far more to take than to send: a few are taken, and then no request any more. */
static void
test_key_updates_have_a_limit(void **state)
{
	static const struct {
		int n;
		enum toy_end end;
		const char *answer;
	} rows[] = {
		{ TLS_KEY_UPDATES_MAX, TOY_CLOSE_NOTIFY, "20 toy\r\na" },
		{ TLS_KEY_UPDATES_MAX + 1, TOY_FIN, "" },
	};

	(void)state;
	start();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct toy_client c;
		struct strbuf out = STRBUF_INIT;

		assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", TLS1_3_VERSION));
		for (int n = 0; n < rows[i].n; n++) {
			assert_int_equal(SSL_key_update(c.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
			assert_int_equal(SSL_do_handshake(c.ssl), 1);
		}
		if (rows[i].end == TOY_CLOSE_NOTIFY)
			assert_int_equal(SSL_write(c.ssl, "echo a\r\n", 8), 8);
		assert_int_equal(toy_hear_tls(&c, &out), rows[i].end);
		assert_string_equal(out.buf, rows[i].answer);
		toy_hang_up(&c);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* --- the pipe ------------------------------------------------------------------ */

#define PIPE_BYTES ((size_t)1000 * 1000)

struct reader {
	struct toy_client c;
	sem_t go;
	struct strbuf heard;
	enum toy_end end;
};

static void *
read_slowly(void *arg)
{
	struct reader *r = arg;
	char buf[3000];
	size_t n;

	if (!toy_greet(&r->c, r->c.fd, "localhost", 0))
		return NULL;
	while (sem_wait(&r->go) != 0)
		;
	for (int i = 0; i < 20 && SSL_read_ex(r->c.ssl, buf, sizeof buf, &n) == 1; i++) {
		strbuf_add(&r->heard, buf, n);
		usleep(1000);
	}
	r->end = toy_hear_tls(&r->c, &r->heard);
	return NULL;
}

static void
wait_for(int fd, enum pipe_verdict v)
{
	struct pollfd p = { .fd = fd, .events = v == PIPE_WANT_READ ? POLLIN : POLLOUT };

	assert_true(v == PIPE_WANT_READ || v == PIPE_WANT_WRITE);
	assert_int_equal(poll(&p, 1, TOY_PATIENCE_S * 1000), 1);
}

static void
flush_all(struct pipe *p)
{
	enum pipe_verdict v;

	while ((v = pipe_flush(p)) != PIPE_OK)
		wait_for(p->fd, v);
}

/* When a flush is done nothing is left, however little the socket took at a time. */
static void
test_partial_sends(void **state)
{
	struct strbuf crt = STRBUF_INIT, key = STRBUF_INIT, gather = STRBUF_INIT, bytes = STRBUF_INIT;
	struct reader reader = { .heard = STRBUF_INIT, .end = TOY_NEVER };
	const char *why = NULL;
	struct tls_context *context;
	enum pipe_verdict v;
	struct pipe p;
	pthread_t thread;
	size_t at = 0, n = 0;
	int fds[2], small = 1;

	(void)state;
	assert_int_equal(fs_read_path(toy_crt.buf, 100000, &crt), 0);
	assert_int_equal(fs_read_path(toy_key.buf, 100000, &key), 0);
	context = tls_context_new(strbuf_str(&crt), strbuf_str(&key), false, &why);
	assert_non_null(context);
	for (size_t i = 0; i < PIPE_BYTES; i++)
		strbuf_addc(&bytes, toy_byte(i));
	/* A socket of this kind takes less than a record at once. */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
	assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	reader.c.fd = fds[1];
	sem_init(&reader.go, 0, 0);
	assert_int_equal(pthread_create(&thread, NULL, read_slowly, &reader), 0);

	pipe_init(&p, fds[0]);
	assert_int_equal(tls_start(&p, context, STR_NONE, &gather), PIPE_OK);
	while ((v = pipe_handshake(&p)) != PIPE_OK) {
		flush_all(&p);
		wait_for(p.fd, v);
	}
	/* Nobody reads, so this ends with the socket full and something kept. */
	while ((v = pipe_write(&p, str_from(strbuf_str(&bytes), at), &n)) == PIPE_OK)
		at += n;
	assert_int_equal(v, PIPE_WANT_WRITE);
	assert_in_range(at, 1, bytes.len - 1);
	assert_int_equal(pipe_finish(&p), PIPE_OK);
	assert_int_equal(pipe_flush(&p), PIPE_WANT_WRITE);
	sem_post(&reader.go);
	flush_all(&p);
	pipe_done(&p);
	assert_int_equal(shutdown(fds[0], SHUT_WR), 0);

	pthread_join(thread, NULL);
	assert_int_equal(reader.end, TOY_CLOSE_NOTIFY);
	assert_int_equal(reader.heard.len, at);
	assert_memory_equal(reader.heard.buf, bytes.buf, at);
	sem_destroy(&reader.go);
	toy_hang_up(&reader.c);
	close(fds[0]);
	tls_context_free(context);
	strbuf_done(&reader.heard);
	strbuf_done(&crt);
	strbuf_done(&key);
	strbuf_done(&gather);
	strbuf_done(&bytes);
}

/* A greeting that fills records, as one with many offers may. */
static void
test_large_hello(void **state)
{
	static unsigned char offers[15000];
	struct toy_client c = { .ctx = SSL_CTX_new(TLS_client_method()) };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	start();
	for (size_t i = 0; i < sizeof offers; i += 200)
		offers[i] = 199;
	c.fd = toy_dial(toy_tls_port);
	c.ssl = SSL_new(c.ctx);
	SSL_set_fd(c.ssl, c.fd);
	assert_int_equal(SSL_set_max_send_fragment(c.ssl, 4096), 1);
	assert_int_equal(SSL_set_alpn_protos(c.ssl, offers, sizeof offers), 0);
	assert_int_equal(SSL_connect(c.ssl), 1);
	assert_true(SSL_write(c.ssl, "echo a\r\n", 8) == 8);
	assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	assert_string_equal(out.buf, "20 toy\r\na");
	toy_hang_up(&c);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- deadlines ------------------------------------------------------------------ */

static void
test_slow_greetings(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;

	(void)state;
	options.handshake_ms = 500;	/* enough for a hello to be sent in time */
	toy_start(&options);
	for (size_t n = 0; n < sizeof HELLO - 1; n += 3) {
		int fd = toy_dial(toy_tls_port);

		scratch_must(send(fd, HELLO, n, MSG_NOSIGNAL) == (ssize_t)n, "send");
		assert_int_equal(toy_hear(fd, &out), TOY_FIN);
		close(fd);
	}
	assert_int_equal(out.len, 0);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* Where a handshake was done, even giving up is said with close_notify. */
static void
test_slow_requests(void **state)
{
	static const char *const words[] = { "", "echo", "echo a\r" };
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;

	(void)state;
	options.request_ms = 500;	/* enough for the words to be said in time */
	toy_start(&options);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct toy_client c;

		assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
		if (i > 0)
			(void)SSL_write(c.ssl, words[i], (int)strlen(words[i]));
		assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		toy_hang_up(&c);
	}
	assert_int_equal(out.len, 0);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* One who does not read is cut, and can tell. */
static void
test_never_reading(void **state)
{
	static const char *const words[] = { "big 9000000\r\n", "big 60000\r\n", "file\r\n" };
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;

	(void)state;
	options.reply_ms = 100;
	options.finish_ms = 100;
	options.linger_ms = 50;
	toy_start(&options);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct toy_client c;

		assert_true(toy_greet(&c, toy_dial_slow(toy_tls_port, 2048), "localhost", 0));
		assert_true(SSL_write(c.ssl, words[i], (int)strlen(words[i])) > 0);
		for (int j = 0, error = 0; error == 0; j++) {
			socklen_t size = sizeof error;

			assert_true(j < TOY_PATIENCE_S * 100);
			usleep(10000);
			getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &error, &size);
		}
		assert_int_not_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
		toy_hang_up(&c);
	}
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

	context = tls_context_new(strbuf_str(&crt), strbuf_str(&key), false, &why);
	assert_non_null(context);
	tls_context_free(context);
	tls_context_free(NULL);
	assert_null(tls_context_new(strbuf_str(&crt), strbuf_str(&other), false, &why));
	assert_string_equal(why, "the private key does not belong to the certificate");
	assert_null(tls_context_new(STR(""), strbuf_str(&key), false, &why));
	assert_null(tls_context_new(garbage, strbuf_str(&key), false, &why));
	assert_string_equal(why, "no usable certificate in PEM or DER form in the certificate file");
	assert_null(tls_context_new(strbuf_str(&crt), STR(""), false, &why));
	assert_null(tls_context_new(strbuf_str(&crt), strbuf_str(&crt), false, &why));
	assert_string_equal(why, "no private key in PEM or DER form in the key file, or one with a passphrase");
	/* Once the chain ended, unseen, where one of it was damaged. */
	strbuf_reset(&other);
	strbuf_addstr(&other, strbuf_str(&crt));
	strbuf_addstr(&other, garbage);
	strbuf_adds(&other, "-----END CERTIFICATE-----\n");
	assert_null(tls_context_new(strbuf_str(&other), strbuf_str(&key), false, &why));
	assert_string_equal(why, "a certificate of the chain behind the first is damaged in the certificate file");
	/* Certificate and key in one file, and a chain behind the first. */
	strbuf_addstr(&crt, strbuf_str(&key));
	assert_int_equal(fs_read_path(toy_crt.buf, 100000, &crt), 0);
	context = tls_context_new(strbuf_str(&crt), strbuf_str(&crt), false, &why);
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
		cmocka_unit_test(test_judge_limit_of_records),
		cmocka_unit_test(test_a_huge_hello_is_promised),
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
		cmocka_unit_test(test_key_updates_have_a_limit),
		cmocka_unit_test(test_partial_sends),
		cmocka_unit_test(test_large_hello),
		cmocka_unit_test(test_slow_greetings),
		cmocka_unit_test(test_slow_requests),
		cmocka_unit_test(test_never_reading),
		cmocka_unit_test(test_contexts),
	};
	int failed;

	toy_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	toy_end();
	return failed;
}
