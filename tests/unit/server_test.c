/* server_test.c - listening, signals, certificates, limits and the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "net/listener.h"
#include "toy.h"

/* --- listening --------------------------------------------------------------- */

/* Where IPv6 was turned off "::" may still be listened at, and "::1" be no address. */
static bool
has_address(const char *address)
{
	struct listener listener[LISTENER_SOCKETS_MAX];
	struct strbuf why = STRBUF_INIT;
	bool has = listener_open(address, 0, NULL, NULL, listener, &why) == 1;

	if (has)
		listener_close(&listener[0]);
	strbuf_done(&why);
	return has;
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *address;
		const char *ipv6;	/* that is listened at too, if there is such an address */
		bool any;
		const char *bound;	/* the last one */
	} rows[] = {
		{ "127.0.0.1", NULL, false, "127.0.0.1" }, { "0.0.0.0", NULL, true, "0.0.0.0" },
		{ "::1", NULL, false, "::1" }, { "::", NULL, true, "::" },
		{ "*", "::", true, "0.0.0.0" }, { "localhost", "::1", false, "127.0.0.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct listener ret[LISTENER_SOCKETS_MAX];
		struct strbuf why = STRBUF_INIT;
		int n;

		if (strchr(rows[i].address, ':') != NULL && !has_address(rows[i].address))
			continue;
		n = listener_open(rows[i].address, 0, NULL, "listen", ret, &why);
		assert_int_equal(n, rows[i].ipv6 != NULL && has_address(rows[i].ipv6) ? 2 : 1);
		assert_string_equal(ret[n - 1].address, rows[i].bound);
		assert_int_equal(ret[n - 1].any, rows[i].any);
		assert_int_not_equal(ret[0].port, 0);
		assert_int_equal(ret[n - 1].port, ret[0].port);
		assert_int_equal(why.len, 0);
		while (n > 0)
			listener_close(&ret[--n]);
	}
}

static void
test_refused_addresses(void **state)
{
	struct listener first[LISTENER_SOCKETS_MAX], ret[LISTENER_SOCKETS_MAX];
	struct strbuf why = STRBUF_INIT;
	char text[64];

	(void)state;
	assert_int_equal(listener_open("127.0.0.1", 0, NULL, NULL, first, &why), 1);
	assert_int_equal(listener_open("127.0.0.1", first[0].port, NULL, "gemini_listen", ret, &why), -EADDRINUSE);
	/* Whoever reads it knows which address and what to change. */
	snprintf(text, sizeof text, "127.0.0.1:%u: the address is in use", first[0].port);
	assert_non_null(strstr(why.buf, text));
	assert_non_null(strstr(why.buf, "(gemini_listen)"));
	strbuf_reset(&why);
	/* All addresses are in use as soon as one is; nothing stays open. */
	assert_int_equal(listener_open("*", first[0].port, NULL, "x", ret, &why), -EADDRINUSE);
	assert_non_null(strstr(why.buf, "at *:"));
	listener_close(&first[0]);
	strbuf_reset(&why);
	assert_in_range(listener_open("*", first[0].port, NULL, "x", ret, &why), 1, 2);
	listener_close(&ret[0]);
	if (has_address("::"))
		listener_close(&ret[1]);
	assert_int_equal(listener_open("example.org", 0, NULL, "x", ret, &why), -EINVAL);
	assert_non_null(strstr(why.buf, "not a numeric IP address"));
	strbuf_reset(&why);
	assert_int_equal(listener_open("192.0.2.1", 0, NULL, "x", ret, &why), -EADDRNOTAVAIL);
	assert_non_null(strstr(why.buf, "no such address"));
	strbuf_done(&why);
}

static void
test_new_refuses(void **state)
{
	struct server_options options = toy_options();
	struct keys_pair pair = toy_pair;
	struct strbuf why = STRBUF_INIT;

	(void)state;
	toy_start(&options);
	options.listeners[0].port = toy_plain_port;
	assert_null(server_new(&options, &toy_service, &why));
	assert_non_null(strstr(why.buf, "in use"));
	assert_non_null(strstr(why.buf, "(toy_listen)"));
	assert_int_equal(toy_stop(), 0);

	strbuf_reset(&why);
	options = toy_options();
	pair.crt_path = scratch_name("none.crt");
	options.pairs = &pair;
	assert_null(server_new(&options, &toy_service, &why));
	assert_non_null(strstr(why.buf, "none.crt: "));
	strbuf_reset(&why);
	pair = (struct keys_pair){ .crt_path = toy_crt.buf, .key_path = toy_crt.buf };
	assert_null(server_new(&options, &toy_service, &why));
	assert_non_null(strstr(why.buf, "private key"));
	/* Without TLS nobody asks for a certificate. */
	options = toy_options();
	options.pairs = NULL;
	options.npairs = 0;
	options.nlisteners = 1;
	toy_start(&options);
	strbuf_reset(&why);
	assert_int_equal(toy_visit_plain("echo a\n", &why), TOY_FIN);
	assert_int_equal(toy_stop(), 0);
	strbuf_done(&why);
}

/* Both families of "*", and the address a client has really come to. */
static void
test_any_address(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	char want[128];

	(void)state;
	options.listeners[0].address = "*";
	toy_start(&options);
	assert_int_equal(toy_visit_plain("origin\n", &out), TOY_FIN);
	snprintf(want, sizeof want, "20 toy\r\n127.0.0.1|127.0.0.1|%u|", toy_plain_port);
	assert_string_equal(out.buf, want);
	if (has_address("::1")) {
		struct sockaddr_in6 in6 = {
			.sin6_family = AF_INET6,
			.sin6_port = htons((uint16_t)toy_plain_port),
			.sin6_addr = IN6ADDR_LOOPBACK_INIT,
		};
		int fd = socket(AF_INET6, SOCK_STREAM, 0);

		assert_int_equal(connect(fd, (struct sockaddr *)&in6, sizeof in6), 0);
		toy_say(fd, "origin\n");
		strbuf_reset(&out);
		assert_int_equal(toy_hear(fd, &out), TOY_FIN);
		snprintf(want, sizeof want, "20 toy\r\n::1|::1|%u|", toy_plain_port);
		assert_string_equal(out.buf, want);
		close(fd);
	}
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- certificates --------------------------------------------------------------- */

static void
served_fingerprint(char ret[static 96])
{
	struct toy_client c;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	X509 *x;

	assert_true(toy_greet(&c, toy_dial(toy_tls_port), "localhost", 0));
	x = SSL_get1_peer_certificate(c.ssl);
	assert_int_equal(X509_digest(x, EVP_sha256(), hash, &n), 1);
	for (unsigned i = 0; i < n; i++)
		snprintf(ret + 3 * i, 4, i + 1 < n ? "%02X:" : "%02X", hash[i]);
	X509_free(x);
	toy_hang_up(&c);
}

static void
test_reload_certificate(void **state)
{
	struct server_options options = toy_options();
	struct str name = STR("localhost");
	struct strbuf why = STRBUF_INIT, out = STRBUF_INIT;
	char before[96], after[96], last[96];
	struct cert_facts facts;
	struct toy_client old;
	const char *words;

	(void)state;
	assert_int_equal(cert_make(scratch_name("other"), &name, 1, &words), 0);
	toy_start(&options);
	served_fingerprint(before);
	assert_true(toy_greet(&old, toy_dial(toy_tls_port), "localhost", 0));

	/* A key that does not belong: nothing changes. */
	scratch_must(rename(scratch_name("other/localhost.crt"), toy_crt.buf) == 0, "rename");
	assert_int_equal(server_reload_certificate(toy_server, &why), -EINVAL);
	assert_non_null(strstr(why.buf, "does not belong"));
	served_fingerprint(after);
	assert_string_equal(before, after);

	strbuf_reset(&why);
	scratch_must(rename(scratch_name("other/localhost.key"), toy_key.buf) == 0, "rename");
	assert_int_equal(server_reload_certificate(toy_server, &why), 0);
	assert_int_equal(why.len, 0);
	served_fingerprint(after);
	assert_string_not_equal(before, after);
	assert_int_equal(cert_read(toy_crt.buf, &facts, &words), 0);
	assert_string_equal(facts.fingerprint, after);
	cert_facts_done(&facts);

	/* Who was there before is served to the end. */
	assert_true(SSL_write(old.ssl, "echo old\r\n", 10) == 10);
	assert_int_equal(toy_hear_tls(&old, &out), TOY_CLOSE_NOTIFY);
	assert_string_equal(out.buf, "20 toy\r\nold");
	toy_hang_up(&old);

	scratch_file("localhost.crt", "");
	assert_int_equal(server_reload_certificate(toy_server, &why), -EINVAL);
	scratch_must(unlinkat(scratch_dir, "localhost.crt", 0) == 0, "unlink");
	assert_int_equal(server_reload_certificate(toy_server, &why), -ENOENT);
	served_fingerprint(last);
	assert_string_equal(after, last);
	assert_int_equal(toy_stop(), 0);

	/* The other tests want theirs. */
	scratch_must(unlinkat(scratch_dir, "localhost.key", 0) == 0, "unlink");
	assert_int_equal(cert_make(scratch_path, &name, 1, &words), 0);
	strbuf_done(&why);
	strbuf_done(&out);
}

/* --- signals and the end ---------------------------------------------------------- */

static atomic_int reloads;

static void
count_reload(void *arg)
{
	(void)arg;
	atomic_fetch_add(&reloads, 1);
}

static void
test_signals(void **state)
{
	struct server_options options = toy_options();
	struct server_hooks hooks = { .reload = count_reload };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	toy_start_with_hooks(&options, &hooks);
	/* Once it serves, its signals are in place. */
	assert_int_equal(toy_visit_plain("echo a\n", &out), TOY_FIN);
	for (int i = 1; i <= 3; i++) {
		kill(getpid(), SIGHUP);
		while (atomic_load(&reloads) < i)
			usleep(1000);
	}
	assert_int_equal(toy_visit_plain("echo a\n", &out), TOY_FIN);
	kill(getpid(), SIGTERM);
	assert_int_equal(toy_join(), 0);
	toy_start(&options);
	assert_int_equal(toy_visit_plain("echo a\n", &out), TOY_FIN);
	kill(getpid(), SIGINT);
	assert_int_equal(toy_join(), 0);
	strbuf_done(&out);
}

/* Answers under way are finished, and nobody new is let in. */
static void
test_stop_finishes(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT, plain = STRBUF_INIT, job = STRBUF_INIT;
	struct toy_client c, shaken;
	char buf[8];
	int fd, waiting, late, idle[2];
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	(void)state;
	options.stop_ms = options.request_ms = options.handshake_ms = TOY_NEVER_MS;
	options.linger_ms = 50;
	atomic_store(&toy_jobs_begun, 0);
	toy_start(&options);
	/* Three who have asked for nothing are not waited for. */
	idle[0] = toy_dial(toy_plain_port);
	idle[1] = toy_dial(toy_tls_port);
	assert_true(toy_greet(&shaken, toy_dial(toy_tls_port), "localhost", 0));
	assert_true(toy_greet(&c, toy_dial_slow(toy_tls_port, 4096), "localhost", 0));
	assert_true(SSL_write(c.ssl, "big 2000000\r\n", 13) == 13);
	assert_int_equal(SSL_read(c.ssl, buf, 8), 8);
	strbuf_add(&out, buf, 8);
	fd = toy_dial_slow(toy_plain_port, 4096);
	toy_say(fd, "big 2000000\r\n");
	assert_int_equal(recv(fd, buf, 8, 0), 8);
	strbuf_add(&plain, buf, 8);
	waiting = toy_dial(toy_plain_port);
	toy_say(waiting, "stuck\r\n");
	while (atomic_load(&toy_jobs_begun) == 0)
		usleep(1000);

	server_stop(toy_server);
	in.sin_port = htons((uint16_t)toy_plain_port);
	do {
		usleep(1000);
		late = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(late, (struct sockaddr *)&in, sizeof in) != 0)
			break;
		close(late);
	} while (true);
	assert_int_equal(errno, ECONNREFUSED);
	close(late);

	sem_post(&toy_release);
	assert_int_equal(toy_hear(waiting, &job), TOY_FIN);
	assert_string_equal(job.buf, "20 toy\r\n");
	assert_int_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	assert_true(toy_is_pattern(&out, 2000000));
	assert_int_equal(toy_hear(fd, &plain), TOY_FIN);
	assert_true(toy_is_pattern(&plain, 2000000));
	strbuf_reset(&job);
	assert_int_equal(toy_hear(idle[0], &job), TOY_FIN);
	assert_int_equal(toy_hear(idle[1], &job), TOY_FIN);
	assert_int_equal(toy_hear_tls(&shaken, &job), TOY_CLOSE_NOTIFY);
	assert_int_equal(job.len, 0);
	close(idle[0]);
	close(idle[1]);
	toy_hang_up(&shaken);
	toy_hang_up(&c);
	close(fd);
	close(waiting);
	strbuf_done(&out);
	strbuf_done(&plain);
	strbuf_done(&job);
	assert_int_equal(toy_join(), 0);
}

/* Clients that are stuck in any state do not hold up the end. */
static void
test_stop_with_stuck_clients(void **state)
{
	static const char *const words[] = { "", "ech", "big 9000000\r\n", "echo a\r\n" };
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	struct toy_client c;
	int fds[8];

	(void)state;
	options.stop_ms = 100;
	toy_start(&options);
	for (size_t i = 0; i < 8; i++) {
		fds[i] = toy_dial_slow(i < 4 ? toy_plain_port : toy_tls_port, 4096);
		if (i < 4)
			toy_say(fds[i], words[i]);
		else
			scratch_must(send(fds[i], "\x16\x03\x01\x01", i - 4, 0) == (ssize_t)i - 4, "send");
	}
	assert_true(toy_greet(&c, toy_dial_slow(toy_tls_port, 4096), "localhost", 0));
	assert_true(SSL_write(c.ssl, "big 9000000\r\n", 13) == 13);
	assert_int_equal(toy_visit_plain("echo a\n", &out), TOY_FIN);
	assert_int_equal(toy_stop(), 0);
	/* What was cut does not look whole. */
	assert_int_not_equal(toy_hear_tls(&c, &out), TOY_CLOSE_NOTIFY);
	toy_hang_up(&c);
	for (size_t i = 0; i < 8; i++)
		close(fds[i]);
	strbuf_done(&out);
}

/* Asked twice, it does not wait for anybody; a job that is still running finds
 * its client gone. */
static void
test_stop_twice(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	char byte;
	int fd, waiting;

	(void)state;
	options.stop_ms = options.reply_ms = options.job_ms = TOY_NEVER_MS;
	atomic_store(&toy_jobs_begun, 0);
	toy_start(&options);
	fd = toy_dial_slow(toy_plain_port, 4096);
	toy_say(fd, "big 9000000\r\n");
	assert_int_equal(recv(fd, &byte, 1, 0), 1);
	waiting = toy_dial(toy_plain_port);
	toy_say(waiting, "stuck\r\n");
	while (atomic_load(&toy_jobs_begun) == 0)
		usleep(1000);
	/* Two that come before either is noticed are one: until it is obeyed. */
	do
		kill(getpid(), SIGTERM);
	while (poll(&(struct pollfd){ .fd = waiting, .events = POLLIN }, 1, 50) == 0);
	assert_int_equal(toy_hear(waiting, &out), TOY_FIN);
	assert_int_equal(out.len, 0);
	sem_post(&toy_release);
	assert_int_equal(toy_join(), 0);
	close(fd);
	close(waiting);
	strbuf_done(&out);
}

/* Once the loop was gone a signal ended the process by itself, and what an owner had asked for
 * twice seemed to have failed. */
static void
test_signals_behind_the_end(void **state)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1 };
	pid_t pid = fork();
	int status;

	(void)state;
	scratch_must(pid >= 0, "fork");
	if (pid == 0) {
		struct server_options options = toy_options();
		struct strbuf why = STRBUF_INIT;
		struct server *server = server_new(&options, &toy_service, &why);

		if (server == NULL)
			_exit(1);
		server_stop(server);
		if (server_run(server, NULL) != 0)
			_exit(2);
		server_free(server);
		for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
			kill(getpid(), numbers[i]);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
test_never_run(void **state)
{
	struct server_options options = toy_options();
	struct strbuf why = STRBUF_INIT;
	struct server *server = server_new(&options, &toy_service, &why);

	(void)state;
	assert_non_null(server);
	assert_int_not_equal(server_port(server, 0), server_port(server, 1));
	server_free(server);
	server_free(NULL);
	strbuf_done(&why);
}

/* --- limits --------------------------------------------------------------------------- */

/* A server in a process of its own with fewer descriptors than places; its log
 * in a file. */
static pid_t
serve_with_descriptors(rlim_t n)
{
	int ports[2];
	pid_t pid;

	scratch_file("log", "");
	scratch_must(pipe(ports) == 0, "pipe");
	pid = fork();
	scratch_must(pid >= 0, "fork");
	if (pid == 0) {
		struct server_options options = toy_options();
		struct rlimit limit = { n, n };
		struct strbuf why = STRBUF_INIT;
		int file = open(scratch_name("log"), O_WRONLY | O_APPEND);
		struct server *server;
		unsigned port;

		dup2(file, STDERR_FILENO);
		close(file);
		log_set_level(LOG_LEVEL_WARNING);
		setrlimit(RLIMIT_NOFILE, &limit);
		options.workers = 1;
		server = server_new(&options, &toy_service, &why);
		if (server == NULL)
			_exit(1);
		port = server_port(server, 0);
		if (write(ports[1], &port, sizeof port) != sizeof port || server_run(server, NULL) != 0)
			_exit(2);
		server_free(server);
		strbuf_done(&why);
		_exit(0);
	}
	close(ports[1]);
	scratch_must(read(ports[0], &toy_plain_port, sizeof toy_plain_port) == sizeof toy_plain_port, "port");
	close(ports[0]);
	return pid;
}

static void
test_descriptors_used_up(void **state)
{
	pid_t pid = serve_with_descriptors(26);
	struct strbuf out = STRBUF_INIT;
	int fds[100], status, log_fd;
	char log_text[4096] = "";

	(void)state;
	for (size_t i = 0; i < 100; i++)
		fds[i] = toy_dial(toy_plain_port);
	/* In the queue behind all of them, and served none the less. */
	assert_int_equal(toy_visit_plain("echo at last\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nat last");
	strbuf_reset(&out);
	assert_int_equal(toy_visit_plain("file\n", &out), TOY_FIN);
	assert_true(toy_is_pattern(&out, TOY_FILE_SIZE));
	for (size_t i = 0; i < 100; i++)
		close(fds[i]);
	strbuf_reset(&out);
	assert_int_equal(toy_visit_plain("echo again\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nagain");
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);

	log_fd = open(scratch_name("log"), O_RDONLY);
	assert_true(read(log_fd, log_text, sizeof log_text - 1) > 0);
	close(log_fd);
	assert_non_null(strstr(log_text, "no descriptors left"));
	/* One line, however often it happened. */
	assert_ptr_equal(strchr(log_text, '\n'), strrchr(log_text, '\n'));
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* These fork, before there has been a thread: a helper is joined by nobody, and what
		 * a sanitizer locks while one ends would stay locked in the child. */
		cmocka_unit_test(test_signals_behind_the_end),
		cmocka_unit_test(test_descriptors_used_up),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_refused_addresses),
		cmocka_unit_test(test_new_refuses),
		cmocka_unit_test(test_any_address),
		cmocka_unit_test(test_reload_certificate),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_stop_finishes),
		cmocka_unit_test(test_stop_with_stuck_clients),
		cmocka_unit_test(test_stop_twice),
		cmocka_unit_test(test_never_run),
	};
	int failed;

	toy_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	toy_end();
	return failed;
}
