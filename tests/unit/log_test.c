/* log_test.c - lines on standard error: whole, harmless, cut, alone. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

#define TIME_SIZE 21	/* "2024-03-09T12:00:00Z " */
#define THREADS 8
#define LINES 200

/* Standard error as it was, while a test reads what is written to it. */
static int kept;

static void
divert(int fd)
{
	kept = dup(STDERR_FILENO);
	assert_true(kept >= 0);
	assert_true(dup2(fd, STDERR_FILENO) >= 0);
}

static void
restore(void)
{
	dup2(kept, STDERR_FILENO);
	close(kept);
}

/*
 * What a call writes, as a string; "" for nothing.  A socket for datagrams keeps
 * writes apart: a line in two pieces would come as its first.  Standard error is
 * back before anything is asserted, so that a failure can be read.
 */
#define LINE_OF(call) (line_begin(), (call), line_end())

static int line_from;

static void
line_begin(void)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	divert(ends[1]);
	close(ends[1]);
	line_from = ends[0];
}

static const char *
line_end(void)
{
	static char got[2 * LOG_LINE_SIZE_MAX];
	ssize_t n = recv(line_from, got, sizeof got - 1, MSG_DONTWAIT);

	got[n > 0 ? n : 0] = '\0';
	n = recv(line_from, &(char){ 0 }, 1, MSG_DONTWAIT);
	restore();
	close(line_from);
	assert_int_equal(n, -1);
	return got;
}

static void
assert_time(const char *line)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ ";

	for (size_t i = 0; i < TIME_SIZE; i++) {
		if (form[i] == 'd')
			assert_in_range(line[i], '0', '9');
		else
			assert_int_equal(line[i], form[i]);
	}
}

/* want: without the time; "" for no line at all. */
static void
assert_line(const char *line, const char *want)
{
	if (*want != '\0') {
		assert_time(line);
		line += TIME_SIZE;
	}
	assert_string_equal(line, want);
}

static void
put_two(void)
{
	struct strbuf lines = STRBUF_INIT;

	log_begin(&lines, false);
	strbuf_adds(&lines, "one\n");
	log_begin(&lines, true);
	strbuf_adds(&lines, "two\n");
	log_put(strbuf_str(&lines));
	strbuf_done(&lines);
}

static void
test_many_at_once(void **state)
{
	(void)state;
	assert_line(LINE_OF(put_two()), "one\ntwo\n");
	log_set_level(LOG_LEVEL_WARNING);
	assert_line(LINE_OF(put_two()), "");
	log_set_level(LOG_LEVEL_INFO);
	errno = ENOSPC;
	log_put(STR_NONE);
	assert_int_equal(errno, ENOSPC);
}

static void
test_levels(void **state)
{
	static const struct { enum log_level level; const char *want[4]; } rows[] = {
		{ LOG_LEVEL_ERROR, { "error: e1\n", "", "", "" } },
		{ LOG_LEVEL_WARNING, { "error: e1\n", "warning: w\n", "", "" } },
		{ LOG_LEVEL_INFO, { "error: e1\n", "warning: w\n", "i\n", "" } },
		{ LOG_LEVEL_DEBUG, { "error: e1\n", "warning: w\n", "i\n", "debug: d\n" } },
	};

	(void)state;
	assert_int_equal(log_get_level(), LOG_LEVEL_INFO);
	for (size_t i = 0; i < 4; i++) {
		log_set_level(rows[i].level);
		assert_int_equal(log_get_level(), rows[i].level);
		assert_line(LINE_OF(log_error("e%d", 1)), rows[i].want[0]);
		assert_line(LINE_OF(log_warning("w")), rows[i].want[1]);
		assert_line(LINE_OF(log_info("i")), rows[i].want[2]);
		assert_line(LINE_OF(log_debug("d")), rows[i].want[3]);
	}
	log_set_level(LOG_LEVEL_INFO);
}

/* In a line: what cannot be told from the log's own bytes is escaped.  With
 * log_escape backslashes are doubled besides. */
static void
test_escapes(void **state)
{
	static const struct { const char *in, *line, *escaped; } rows[] = {
		{ "plain", "plain", "plain" },
		{ "a\nb\r\n", "a\\x0ab\\x0d\\x0a", "a\\x0ab\\x0d\\x0a" },
		{ "\x1b[31mred", "\\x1b[31mred", "\\x1b[31mred" },
		{ "\t\x01\x7f", "\\x09\\x01\\x7f", "\\x09\\x01\\x7f" },
		{ "\xc2\x9b" "31m", "\\xc2\\x9b31m", "\\xc2\\x9b31m" },		/* CSI of C1 */
		{ "\xc2\xa0", "\xc2\xa0", "\xc2\xa0" },
		{ "Grüße ブログ 🐹", "Grüße ブログ 🐹", "Grüße ブログ 🐹" },
		{ "\xff\xfe", "\\xff\\xfe", "\\xff\\xfe" },
		{ "\xc3", "\\xc3", "\\xc3" },
		{ "\xc3(", "\\xc3(", "\\xc3(" },
		{ "\x80x", "\\x80x", "\\x80x" },
		{ "\xc0\x8a", "\\xc0\\x8a", "\\xc0\\x8a" },			/* overlong LF */
		{ "\xc1\x81", "\\xc1\\x81", "\\xc1\\x81" },			/* overlong A */
		{ "\xe0\x81\x81", "\\xe0\\x81\\x81", "\\xe0\\x81\\x81" },
		{ "\xf0\x80\x81\x81", "\\xf0\\x80\\x81\\x81", "\\xf0\\x80\\x81\\x81" },
		{ "\xe0\x80\x8a", "\\xe0\\x80\\x8a", "\\xe0\\x80\\x8a" },
		{ "\xf0\x80\x80\x8a", "\\xf0\\x80\\x80\\x8a", "\\xf0\\x80\\x80\\x8a" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },	/* surrogate */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd" },
		{ "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80", "\\xf8\\x88\\x80\\x80\\x80" },
		{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8", "\\xe2\\x80\\xa8" },	/* U+2028 */
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae", "\\xe2\\x80\\xae" },	/* U+202E */
		{ "\xe2\x80\x8d", "\xe2\x80\x8d", "\xe2\x80\x8d" },		/* ZWJ stays */
		{ "a\\x41", "a\\x41", "a\\\\x41" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *line;

		line = LINE_OF(log_info("%s", rows[i].in)) + TIME_SIZE;
		assert_int_equal(strlen(line), strlen(rows[i].line) + 1);
		assert_memory_equal(line, rows[i].line, strlen(rows[i].line));
		assert_int_equal(line[strlen(line) - 1], '\n');

		strbuf_reset(&out);
		log_escape(&out, str_of(rows[i].in));
		assert_string_equal(out.buf, rows[i].escaped);
	}
	strbuf_reset(&out);
	log_escape(&out, STR("a\0b"));
	assert_string_equal(out.buf, "a\\x00b");
	strbuf_done(&out);
}

/* A line is never longer than its limit, whatever it holds, and cut lines say
 * so and end with a whole character. */
static void
test_cut(void **state)
{
	size_t most = LOG_LINE_SIZE_MAX - TIME_SIZE - 1;
	char text[LOG_LINE_SIZE_MAX * 2];
	const char *line;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	line = LINE_OF(log_info("%.*s", (int)most, text));
	assert_int_equal(strlen(line), LOG_LINE_SIZE_MAX);
	assert_string_equal(line + LOG_LINE_SIZE_MAX - 4, "xxx\n");

	line = LINE_OF(log_info("%.*s", (int)most + 1, text));
	assert_int_equal(strlen(line), LOG_LINE_SIZE_MAX);
	assert_string_equal(line + LOG_LINE_SIZE_MAX - 5, "x...\n");

	line = LINE_OF(log_info("%s", text));
	assert_string_equal(line + LOG_LINE_SIZE_MAX - 5, "x...\n");

	/* Every phase of four-byte characters against the edge. */
	for (size_t shift = 0; shift < 4; shift++) {
		size_t len = shift, end;

		memset(text, 'x', shift);
		while (len < sizeof text - 5) {
			memcpy(text + len, "🐹", 4);
			len += 4;
		}
		text[len] = '\0';
		line = LINE_OF(log_info("%s", text));
		end = strlen(line);
		assert_in_range(end, LOG_LINE_SIZE_MAX - 3, LOG_LINE_SIZE_MAX);
		assert_string_equal(line + end - 4, "...\n");
		assert_memory_equal(line + end - 8, "🐹", 4);
		assert_null(strstr(line, "\\x"));
	}
	memset(text, '\x1b', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	line = LINE_OF(log_info("%s", text));
	assert_true(strlen(line) <= LOG_LINE_SIZE_MAX);
	assert_string_equal(line + strlen(line) - 8, "\\x1b...\n");
}

static void
test_errno_kept(void **state)
{
	int after;

	(void)state;
	line_begin();
	errno = ENOTTY;
	log_info("%s", strerror(errno));
	after = errno;
	line_end();
	assert_int_equal(after, ENOTTY);

	/* A log nobody reads must not stop the server, nor change errno. */
	kept = dup(STDERR_FILENO);
	close(STDERR_FILENO);
	errno = ENOTTY;
	log_error("lost");
	after = errno;
	restore();
	assert_int_equal(after, ENOTTY);
}

static void *
write_lines(void *arg)
{
	char letter = *(char *)arg, text[500];

	memset(text, letter, sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (int i = 0; i < LINES; i++)
		log_info("%s", text);
	return NULL;
}

/* All that is in a pipe now; the lines of it. */
static size_t
drain(int fd, struct strbuf *out)
{
	char buf[4096];
	size_t lines = 0;
	ssize_t n;

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		strbuf_add(out, buf, (size_t)n);
	for (size_t i = 0; i < out->len; i++)
		lines += out->buf[i] == '\n';
	return lines;
}

/* A pager that stands still, a journal that hangs: a server goes on without its log. */
static void
test_nobody_reads(void **state)
{
	const size_t n = 300;
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	size_t kept_lines;
	char lost[64];
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	divert(ends[1]);
	log_keep_going(true);
	for (size_t i = 0; i < n; i++)
		log_info("%01000zu", i);
	restore();
	kept_lines = drain(ends[0], &first);
	assert_in_range(kept_lines, 1, n - 1);
	assert_int_equal(first.buf[first.len - 1], '\n');
	divert(ends[1]);
	log_info("again");
	log_keep_going(false);
	restore();
	assert_int_equal(drain(ends[0], &second), 2);
	snprintf(lost, sizeof lost, "the log was not read: %zu pieces of it are lost\n", n - kept_lines);
	assert_non_null(strstr(second.buf, lost));
	assert_non_null(strstr(strstr(second.buf, lost), " again\n"));
	close(ends[0]);
	close(ends[1]);
	strbuf_done(&first);
	strbuf_done(&second);
}

/* Lines of many threads in one file: each whole, none lost. */
static void
test_threads(void **state)
{
	char letters[THREADS], line[1024];
	size_t seen[THREADS] = { 0 };
	pthread_t threads[THREADS];
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	assert_int_equal(fcntl(fileno(f), F_SETFL, O_APPEND), 0);
	divert(fileno(f));
	for (size_t i = 0; i < THREADS; i++) {
		letters[i] = (char)('a' + i);
		assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &letters[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	restore();
	rewind(f);
	while (fgets(line, sizeof line, f) != NULL) {
		char letter;

		assert_int_equal(strlen(line), TIME_SIZE + 500);
		letter = line[TIME_SIZE];
		assert_in_range(letter, 'a', 'a' + THREADS - 1);
		for (size_t j = TIME_SIZE; j < TIME_SIZE + 499; j++)
			assert_int_equal(line[j], letter);
		seen[letter - 'a']++;
	}
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(seen[i], LINES);
	fclose(f);
}

/* What a new process with this $JOURNAL_STREAM writes; "%" stands for its true
 * standard error. */
static const char *
write_as_child(const char *stream, int *ret_status, bool fatal)
{
	static char got[256];
	char own[64];
	struct stat st;
	int ends[2];
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		fstat(STDERR_FILENO, &st);
		snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
		if (stream != NULL)
			setenv("JOURNAL_STREAM", *stream == '%' ? own : stream, 1);
		else
			unsetenv("JOURNAL_STREAM");
		if (fatal)
			log_fatal("the end of %d", 7);
		log_warning("beware");
		put_two();
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(waitpid(pid, ret_status, 0), pid);
	n = read(ends[0], got, sizeof got - 1);
	close(ends[0]);
	got[n > 0 ? n : 0] = '\0';
	return got;
}

/* First of all, since a process asks for the journal once. */
static void
test_journal(void **state)
{
	static const char *const foreign[] = { NULL, "", "1:2", "x", "9:99999999" };
	const char *line;
	int status;

	(void)state;
	assert_string_equal(write_as_child("%", &status, false), "<4>warning: beware\n<6>one\n<6>two\n");
	assert_string_equal(write_as_child("%", &status, true), "<3>error: the end of 7\n");
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
		line = write_as_child(foreign[i], &status, false);
		assert_time(line);
		assert_memory_equal(line + TIME_SIZE, "warning: beware\n", 16);
		assert_line(line + TIME_SIZE + 16, "one\ntwo\n");
		assert_int_equal(status, 0);
	}
}

static void
test_fatal(void **state)
{
	const char *line;
	int status;

	(void)state;
	line = write_as_child(NULL, &status, true);
	assert_time(line);
	assert_string_equal(line + TIME_SIZE, "error: the end of 7\n");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 70);
}

#define FATAL_THREADS 8

static void *
die(void *arg)
{
	pthread_barrier_wait(arg);
	log_fatal("the end");
}

/* Standard error that takes nothing until somebody reads it; ret_size: what it holds. */
static void
open_full(int ret[2], size_t *ret_size)
{
	assert_int_equal(pipe(ret), 0);
	fcntl(ret[1], F_SETFL, O_NONBLOCK);
	for (*ret_size = 0; write(ret[1], "x", 1) == 1; ++*ret_size)
		;
	fcntl(ret[1], F_SETFL, 0);
}

/* Each thread that was refused memory said so before one of them ended them all. */
static void
test_fatal_in_all_threads_is_one_line(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		pthread_barrier_t barrier;
		pthread_t thread;
		int ends[2], status;
		size_t size, got = 0;
		char byte;
		pid_t pid;

		open_full(ends, &size);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			unsetenv("JOURNAL_STREAM");
			dup2(ends[1], STDERR_FILENO);
			pthread_barrier_init(&barrier, NULL, FATAL_THREADS);
			for (int k = 1; k < FATAL_THREADS; k++)
				if (pthread_create(&thread, NULL, die, &barrier) != 0)
					_exit(1);
			(void)die(&barrier);
		}
		close(ends[1]);
		/* Time for all of them to come there; nothing depends on it. */
		usleep(50000);
		while (read(ends[0], &byte, 1) == 1)
			got++;
		close(ends[0]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 70);
		assert_int_equal(got, size + TIME_SIZE + strlen("error: the end\n"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journal),
		cmocka_unit_test(test_fatal),
		cmocka_unit_test(test_fatal_in_all_threads_is_one_line),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_many_at_once),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_errno_kept),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_nobody_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
