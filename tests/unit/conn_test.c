/* conn_test.c - connections in each of their states, without TLS. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "net/conn.h"
#include "toy.h"

static void
start(void **state)
{
	struct server_options options = toy_options();

	(void)state;
	toy_start(&options);
}

/* --- requests ------------------------------------------------------------- */

static void
test_pieces(void **state)
{
	static const struct {
		const char *name;
		const char *pieces[4];	/* sent one by one */
		bool half_close;	/* after the last */
		const char *answer;
	} rows[] = {
		{ "one piece", { "echo hello\r\n" }, false, "20 toy\r\nhello" },
		{ "LF alone", { "echo hello\n" }, false, "20 toy\r\nhello" },
		{ "three pieces", { "ec", "ho hel", "lo\r\n" }, false, "20 toy\r\nhello" },
		{ "CR and LF apart", { "echo hello\r", "\n" }, false, "20 toy\r\nhello" },
		{ "bytes behind", { "echo hello\r\necho again\r\n" }, false, "20 toy\r\nhello" },
		{ "bytes far behind", { "echo hello\r\n", "and more" }, false, "20 toy\r\nhello" },
		{ "half-closed", { "echo hello\r\n" }, true, "20 toy\r\nhello" },
		{ "ended without a line end", { "echo hello" }, true, "20 toy\r\nhello" },
		{ "ended in pieces", { "echo", " hello" }, true, "20 toy\r\nhello" },
		{ "nothing asked", { NULL }, true, "" },
		{ "no line end in all that is needed",
		  { "echo 5678901234567890123456789012345678901234567890123456789012345" },
		  false, "59 too long\r\n" },
		{ "TLS on the plain port", { "\x16\x03\x01\n" }, false, "" },
		{ "a file that cannot be read", { "gone\r\n" }, false, "40 the file cannot be read\r\n" },
		{ "a job", { "job done\r\n" }, false, "20 toy\r\ndone" },
	};

	start(state);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;
		int fd = toy_dial(toy_plain_port);

		for (size_t j = 0; j < 4 && rows[i].pieces[j] != NULL; j++) {
			/* Time for a read of its own; nothing depends on it. */
			if (j > 0)
				usleep(2000);
			toy_say(fd, rows[i].pieces[j]);
		}
		if (rows[i].half_close)
			shutdown(fd, SHUT_WR);
		enum toy_end end = toy_hear(fd, &out);
		close(fd);
		if (end != TOY_FIN || strcmp(out.buf, rows[i].answer) != 0)
			fail_msg("%s: ended %d with \"%s\"", rows[i].name, end, out.buf);
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

/* The edge of line_max: with its last byte a line end it is still good. */
static void
test_line_max(void **state)
{
	char line[TOY_LINE_MAX + 2];
	struct strbuf out = STRBUF_INIT;

	start(state);
	memset(line, 'x', sizeof line);
	memcpy(line, "echo ", 5);
	line[TOY_LINE_MAX - 1] = '\n';
	line[TOY_LINE_MAX] = '\0';
	assert_int_equal(toy_visit_plain(line, &out), TOY_FIN);
	assert_int_equal(out.len, 8 + TOY_LINE_MAX - 6);
	strbuf_reset(&out);
	line[TOY_LINE_MAX - 1] = 'x';
	line[TOY_LINE_MAX] = '\n';
	line[TOY_LINE_MAX + 1] = '\0';
	assert_int_equal(toy_visit_plain(line, &out), TOY_FIN);
	assert_string_equal(out.buf, "59 too long\r\n");
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

static void
test_origin(void **state)
{
	struct strbuf out = STRBUF_INIT;
	char want[128];

	start(state);
	assert_int_equal(toy_visit_plain("origin\n", &out), TOY_FIN);
	snprintf(want, sizeof want, "20 toy\r\n127.0.0.1|127.0.0.1|%u|", toy_plain_port);
	assert_string_equal(out.buf, want);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- replies ----------------------------------------------------------------- */

static void
test_large_replies(void **state)
{
	static const size_t sizes[] = {
		0, 1, 16 * 1024 - 9, 16 * 1024 - 8, 16 * 1024 - 7, CONN_TURN_BYTES - 8,
		CONN_TURN_BYTES, 3000000,
	};

	start(state);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct strbuf out = STRBUF_INIT;
		char line[64];

		snprintf(line, sizeof line, "big %zu\r\n", sizes[i]);
		assert_int_equal(toy_visit_plain(line, &out), TOY_FIN);
		assert_true(toy_is_pattern(&out, sizes[i]));
		strbuf_done(&out);
	}
	assert_int_equal(toy_stop(), 0);
}

static void
test_files(void **state)
{
	struct strbuf out = STRBUF_INIT;

	start(state);
	assert_int_equal(toy_visit_plain("file\r\n", &out), TOY_FIN);
	assert_true(toy_is_pattern(&out, TOY_FILE_SIZE));
	strbuf_reset(&out);
	/* Without TLS a reset is the only way to say that something is missing. */
	assert_int_equal(toy_visit_plain("cut\r\n", &out), TOY_RESET);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* A client that is slow but takes something gets everything, however long it
 * takes; bytes it sends meanwhile do not cost it the reply. */
static void
test_slow_reader(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int fd;

	(void)state;
	options.reply_ms = 1500;
	options.reply_bytes = 100;
	options.finish_ms = 3000;
	options.linger_ms = 50;
	toy_start(&options);
	fd = toy_dial_slow(toy_plain_port, 4096);
	toy_say(fd, "big 400000\r\nmore\r\n");
	for (size_t i = 0; i < 60; i++) {
		char buf[2048];
		ssize_t n = recv(fd, buf, sizeof buf, 0);

		assert_true(n > 0);
		strbuf_add(&out, buf, (size_t)n);
		usleep(30000);
	}
	assert_int_equal(toy_hear(fd, &out), TOY_FIN);
	assert_true(toy_is_pattern(&out, 400000));
	close(fd);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- deadlines ------------------------------------------------------------------ */

/* Each client does what is said and then nothing; the server ends it.  Only
 * the deadline that is meant is short. */
static void
test_deadlines(void **state)
{
	static const struct {
		const char *name, *words, *heard;
		int receive_buffer;
		bool waits;	/* does not read before the server gave up */
		enum toy_end end;
		unsigned request_ms, job_ms, reply_ms, linger_ms;
	} rows[] = {
		{ .name = "silent", .words = "", .heard = "", .end = TOY_FIN, .request_ms = 50 },
		/* Long enough to be said in time. */
		{ .name = "half a line", .words = "echo", .heard = "", .end = TOY_FIN, .request_ms = 1000 },
		{ .name = "a job without end", .words = "stuck\r\n", .heard = "42 this took too long\r\n",
		  .end = TOY_FIN, .job_ms = 50 },
		{ .name = "never reads", .words = "big 9000000\r\n", .receive_buffer = 4096, .waits = true,
		  .end = TOY_RESET, .reply_ms = 100 },
		{ .name = "never reads what the kernel holds", .words = "big 30000\r\n",
		  .receive_buffer = 2048, .waits = true, .end = TOY_RESET, .reply_ms = 100, .linger_ms = 50 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct server_options options = toy_options();
		struct strbuf out = STRBUF_INIT;
		int fd, error = 0;
		socklen_t size = sizeof error;

		options.request_ms = rows[i].request_ms > 0 ? rows[i].request_ms : TOY_NEVER_MS;
		options.job_ms = rows[i].job_ms > 0 ? rows[i].job_ms : TOY_NEVER_MS;
		options.reply_ms = rows[i].reply_ms > 0 ? rows[i].reply_ms : TOY_NEVER_MS;
		options.linger_ms = rows[i].linger_ms;
		toy_start(&options);
		fd = toy_dial_slow(toy_plain_port, rows[i].receive_buffer);
		toy_say(fd, rows[i].words);
		for (int j = 0; rows[i].waits && error == 0 && j < TOY_PATIENCE_S * 100; j++) {
			usleep(10000);
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
		}
		enum toy_end end = error == ECONNRESET ? TOY_RESET : toy_hear(fd, &out);
		if (end != rows[i].end || (rows[i].heard != NULL && strcmp(out.buf, rows[i].heard) != 0))
			fail_msg("%s: ended %d with \"%.60s\"", rows[i].name, end, out.buf);
		close(fd);
		strbuf_done(&out);
		if (rows[i].job_ms > 0)
			sem_post(&toy_release);
		assert_int_equal(toy_stop(), 0);
	}
}

/* A client that never closes its side (as Amfora) is not kept: with room for
 * just one, the next is served when the linger of the first is over. */
static void
test_linger(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int fd;

	(void)state;
	options.linger_ms = 50;
	options.connections_max = 1;
	toy_start(&options);
	fd = toy_dial(toy_plain_port);
	toy_say(fd, "echo one\r\n");
	assert_int_equal(toy_hear(fd, &out), TOY_FIN);
	strbuf_reset(&out);
	assert_int_equal(toy_visit_plain("echo two\r\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\ntwo");
	close(fd);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

#define CROWD 8
#define VISITS 6

static void *
visit_often(void *arg)
{
	atomic_int *answered = arg;

	for (int i = 0; i < VISITS; i++) {
		struct strbuf out = STRBUF_INIT;

		if (toy_visit_plain("echo one\r\n", &out) == TOY_FIN && strcmp(out.buf, "20 toy\r\none") == 0)
			atomic_fetch_add(answered, 1);
		strbuf_done(&out);
	}
	return NULL;
}

/* Two workers once took one each where there was a place for one, and closed the other. */
static void
test_nobody_is_turned_away_at_the_last_place(void **state)
{
	struct server_options options = toy_options();
	pthread_t threads[CROWD];
	atomic_int answered = 0;

	(void)state;
	options.connections_max = 3;
	toy_start(&options);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, visit_often, &answered), 0);
	for (size_t i = 0; i < CROWD; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&answered), CROWD * VISITS);
	assert_int_equal(toy_stop(), 0);
}

/* A byte now and then is no progress. */
static void
test_byte_by_byte(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int fd;

	(void)state;
	options.request_ms = 100;
	toy_start(&options);
	fd = toy_dial(toy_plain_port);
	for (int i = 0; i < TOY_PATIENCE_S * 20; i++) {
		char byte;

		if (send(fd, "x", 1, MSG_NOSIGNAL) != 1 ||
		    recv(fd, &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET)
			break;
		usleep(50000);
		/* The line would be too long at 64 of them: that must not be it. */
		assert_true(i < TOY_LINE_MAX - 1);
	}
	(void)toy_hear(fd, &out);
	assert_int_equal(out.len, 0);
	close(fd);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- jobs --------------------------------------------------------------------------- */

static void
test_jobs_full(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int fds[3];

	(void)state;
	options.helpers = 1;
	options.jobs_max = 3;
	atomic_store(&toy_jobs_begun, 0);
	toy_start(&options);
	/* One runs; two wait behind it and fill the queue. */
	for (int i = 0; i < 3; i++) {
		fds[i] = toy_dial(toy_plain_port);
		toy_say(fds[i], i == 0 ? "stuck\r\n" : "job queued\r\n");
		while (atomic_load(&toy_jobs_begun) == 0)
			usleep(1000);
	}
	/* Others of the same kind may come before those two are read. */
	do {
		strbuf_reset(&out);
		int fd = toy_dial(toy_plain_port);
		struct timeval soon = { .tv_usec = 200000 };

		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
		toy_say(fd, "job more\r\n");
		(void)toy_hear(fd, &out);
		close(fd);
	} while (out.len == 0);
	assert_string_equal(out.buf, "41 too busy, try again later\r\n");
	/* What takes no job is still answered. */
	strbuf_reset(&out);
	assert_int_equal(toy_visit_plain("echo still\r\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nstill");

	sem_post(&toy_release);
	for (int i = 0; i < 3; i++) {
		strbuf_reset(&out);
		enum toy_end end = toy_hear(fds[i], &out);

		assert_int_equal(end, TOY_FIN);
		close(fds[i]);
	}
	strbuf_reset(&out);
	assert_int_equal(toy_visit_plain("job again\r\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nagain");
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

static void
reset_after(const char *words, bool until_begun)
{
	static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	int fd = toy_dial(toy_plain_port);

	toy_say(fd, words);
	for (int i = 0; until_begun && i < 200 && atomic_load(&toy_jobs_begun) == 0; i++)
		usleep(1000);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(fd);
}

/* Clients that reset while their job runs or waits. */
static void
test_jobs_of_the_dead(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;

	(void)state;
	options.helpers = 1;
	options.job_ms = 60;
	atomic_store(&toy_jobs_begun, 0);
	toy_start(&options);
	/* A helper that comes later than the deadline finds the job given up, and begins none. */
	while (atomic_load(&toy_jobs_begun) == 0)
		reset_after("stuck\r\n", true);
	for (int i = 0; i < 20; i++)
		reset_after("job lost\r\n", false);
	usleep(100000);
	sem_post(&toy_release);
	/* The deadline is short for the living too. */
	for (int i = 0; i < 100 && strcmp(out.buf, "20 toy\r\nalive") != 0; i++) {
		strbuf_reset(&out);
		assert_int_equal(toy_visit_plain("job alive\r\n", &out), TOY_FIN);
	}
	assert_string_equal(out.buf, "20 toy\r\nalive");
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* --- crowds --------------------------------------------------------------------------- */

/* Clients that vanish at any moment leave nothing behind. */
static void
test_resets(void **state)
{
	static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	static const char *const words[] = { "", "ech", "echo a\r\n", "big 500000\r\n", "file\r\n" };
	struct strbuf out = STRBUF_INIT;

	start(state);
	for (int i = 0; i < 200; i++) {
		int fd = toy_dial(toy_plain_port);
		char byte;

		toy_say(fd, words[i % 5]);
		if (i % 5 > 1 && i % 3 == 0)
			(void)recv(fd, &byte, 1, 0);
		if (i % 2 == 0)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		close(fd);
	}
	assert_int_equal(toy_visit_plain("echo alive\r\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nalive");
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* With every place taken by those who say nothing, the oldest make room. */
static void
test_idle_crowd(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int fds[20];

	(void)state;
	options.workers = 1;
	options.connections_max = 20;
	options.request_ms = 60000;
	toy_start(&options);
	for (size_t i = 0; i < 20; i++)
		fds[i] = toy_dial(toy_plain_port);
	assert_int_equal(toy_visit_plain("echo room\r\n", &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nroom");
	/* One of them, and only that, was closed for it. */
	strbuf_reset(&out);
	assert_int_equal(toy_hear(fds[0], &out), TOY_FIN);
	toy_say(fds[19], "echo me\r\n");
	assert_int_equal(toy_hear(fds[19], &out), TOY_FIN);
	assert_string_equal(out.buf, "20 toy\r\nme");
	for (size_t i = 0; i < 20; i++)
		close(fds[i]);
	strbuf_done(&out);
	assert_int_equal(toy_stop(), 0);
}

/* The goal for one that idles is 1.5 kB; the watch and the heap's
 * own book-keeping come on top of this. */
static void
test_size(void **state)
{
	(void)state;
	assert_in_range(sizeof(struct conn), 1, 640);
}

/* --- the log ----------------------------------------------------------------------------- */

static void
test_log(void **state)
{
	struct server_options options = toy_options();
	struct strbuf out = STRBUF_INIT;
	int file, real;

	(void)state;
	options.log_requests = true;
	options.log_addresses = RECORD_CLIENT_FULL;
	options.workers = 1;
	scratch_file("log", "");
	file = open(scratch_name("log"), O_WRONLY | O_APPEND | O_CLOEXEC);
	real = dup(STDERR_FILENO);
	scratch_must(file >= 0 && real >= 0 && dup2(file, STDERR_FILENO) >= 0, "log");
	log_set_level(LOG_LEVEL_INFO);
	toy_start(&options);
	(void)toy_visit_plain("echo \033[31mred\\\r\n", &out);
	(void)toy_visit_plain("cut\r\n", &out);
	(void)toy_visit_plain("job twelve bytes\r\n", &out);
	int fd = toy_dial(toy_plain_port);
	close(fd);
	assert_int_equal(toy_stop(), 0);
	log_set_level(LOG_LEVEL_ERROR);
	scratch_must(dup2(real, STDERR_FILENO) >= 0, "log");
	close(real);
	close(file);

	strbuf_reset(&out);
	file = open(scratch_name("log"), O_RDONLY | O_CLOEXEC);
	for (ssize_t n; ; strbuf_advance(&out, (size_t)n)) {
		strbuf_grow(&out, 4096);
		n = read(file, out.buf + out.len, 4096);
		if (n <= 0)
			break;
	}
	close(file);
	assert_non_null(strstr(out.buf, "toy 20 9 bytes "));
	assert_non_null(strstr(out.buf, " ms ok from 127.0.0.1 \"echo \\x1b[31mred\\\\\"\n"));
	assert_non_null(strstr(out.buf, " ms truncated file from 127.0.0.1 \"cut\"\n"));
	assert_non_null(strstr(out.buf, "toy 20 12 bytes "));
	assert_non_null(strstr(out.buf, "\"job twelve bytes\"\n"));
	/* Three requests, three lines: one who asked nothing is not worth any. */
	size_t lines = 0;
	for (size_t i = 0; i < out.len; i++)
		lines += out.buf[i] == '\n';
	assert_int_equal(lines, 3);
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_line_max),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_large_replies),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_slow_reader),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_linger),
		cmocka_unit_test(test_nobody_is_turned_away_at_the_last_place),
		cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_jobs_full),
		cmocka_unit_test(test_jobs_of_the_dead),
		cmocka_unit_test(test_resets),
		cmocka_unit_test(test_idle_crowd),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_log),
	};
	int failed;

	toy_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	toy_end();
	return failed;
}
