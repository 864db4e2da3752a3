/* record_test.c - the log's line about a request: its forms, its addresses, its file. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/log_file.h"
#include "net/record.h"
#include "scratch.h"

#define DAY_S 86400

static const struct record sample = {
	.at = 1700000000, .protocol = "gemini", .status = 20, .bytes = 123, .ms = 4, .outcome = "ok",
	.request = { "gemini://h/a\"b\\c\x1b[31m\xff", 22 }, .client = "192.0.2.7",
};

static void
check(enum record_format format, const struct record *r, const char *want)
{
	struct strbuf out = STRBUF_INIT;

	record_add(&out, format, r);
	assert_string_equal(out.buf, want);
	strbuf_done(&out);
}

static void
test_forms(void **state)
{
	struct record none = sample;

	(void)state;
	check(RECORD_PLAIN, &sample, "gemini 20 123 bytes 4 ms ok from 192.0.2.7 \"gemini://h/a\"b\\\\c\\x1b[31m\\xff\"");
	check(RECORD_COMMON, &sample,
	    "192.0.2.7 - - [14/Nov/2023:22:13:20 +0000] \"GET gemini://h/a\\\"b\\\\c\\x1b[31m\\xff gemini\" 20 123");
	check(RECORD_COMBINED, &sample,
	    "192.0.2.7 - - [14/Nov/2023:22:13:20 +0000] \"GET gemini://h/a\\\"b\\\\c\\x1b[31m\\xff gemini\" 20 123 \"-\" \"-\"");
	check(RECORD_JSON, &sample,
	    "{\"time\":\"2023-11-14T22:13:20Z\",\"protocol\":\"gemini\",\"status\":20,\"bytes\":123,\"ms\":4,\"outcome\":\"ok\","
	    "\"client\":\"192.0.2.7\",\"request\":\"gemini://h/a\\\"b\\\\\\\\c\\\\x1b[31m\\\\xff\"}");
	none.client = "";
	none.bytes = 0;
	none.request = STR("x");
	check(RECORD_PLAIN, &none, "gemini 20 0 bytes 4 ms ok \"x\"");
	check(RECORD_COMMON, &none, "- - - [14/Nov/2023:22:13:20 +0000] \"GET x gemini\" 20 -");
	check(RECORD_JSON, &none, "{\"time\":\"2023-11-14T22:13:20Z\",\"protocol\":\"gemini\",\"status\":20,\"bytes\":0,"
	    "\"ms\":4,\"outcome\":\"ok\",\"request\":\"x\"}");
}

static void
check_failure(enum record_format format, const struct record_failure *f, const char *want)
{
	struct strbuf out = STRBUF_INIT;

	record_add_failure(&out, format, f);
	assert_string_equal(out.buf, want);
	strbuf_done(&out);
}

static void
test_failures(void **state)
{
	struct record_failure f = { .at = 1700000000, .protocol = "gemini", .client = "192.0.2.7",
	    .why = STR("it asked for \"\x1b\"") };

	(void)state;
	check_failure(RECORD_PLAIN, &f, "gemini: 192.0.2.7 could not shake hands: it asked for \"\\x1b\"");
	check_failure(RECORD_COMMON, &f, "gemini: 192.0.2.7 could not shake hands: it asked for \"\\x1b\"");
	check_failure(RECORD_JSON, &f, "{\"time\":\"2023-11-14T22:13:20Z\",\"event\":\"handshake\",\"protocol\":\"gemini\","
	    "\"client\":\"192.0.2.7\",\"outcome\":\"it asked for \\\"\\\\x1b\\\"\"}");
	f.client = "";
	f.protocol = NULL;
	f.left_out = 7;
	f.why = STR("enough");
	check_failure(RECORD_PLAIN, &f, "7 more could not shake hands: enough");
	check_failure(RECORD_JSON, &f, "{\"time\":\"2023-11-14T22:13:20Z\",\"event\":\"handshake\",\"left_out\":7,"
	    "\"outcome\":\"enough\"}");
}

/* A line for programs stays whole, however much there is to escape. */
static void
test_long_request(void **state)
{
	static char bytes[4000];
	struct record r = sample;
	struct strbuf out = STRBUF_INIT;

	(void)state;
	memset(bytes, 'a', sizeof bytes);
	r.request = (struct str){ bytes, RECORD_REQUEST_MAX };
	record_add(&out, RECORD_JSON, &r);
	assert_null(strstr(out.buf, "..."));
	r.request.len++;
	strbuf_reset(&out);
	record_add(&out, RECORD_JSON, &r);
	assert_non_null(strstr(out.buf, "a...\"}"));
	memset(bytes, 1, sizeof bytes);
	for (int format = RECORD_PLAIN; format <= RECORD_JSON; format++) {
		r.request.len = sizeof bytes;
		strbuf_reset(&out);
		record_add(&out, (enum record_format)format, &r);
		assert_true(out.len < RECORD_REQUEST_MAX + 512);
		assert_non_null(strstr(out.buf, "x01..."));
	}
	strbuf_done(&out);
}

static struct peer
peer(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return peer_of((struct sockaddr *)&in);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peer_of((struct sockaddr *)&in6);
}

static void
check_client(enum record_client how, const char *address, const char *want)
{
	char got[RECORD_CLIENT_SIZE];
	struct peer p = peer(address);

	record_client(how, &p, NULL, 0, got);
	assert_string_equal(got, want);
}

static void
test_addresses(void **state)
{
	(void)state;
	check_client(RECORD_CLIENT_OFF, "192.0.2.7", "");
	check_client(RECORD_CLIENT_FULL, "192.0.2.7", "192.0.2.7");
	check_client(RECORD_CLIENT_SHORT, "192.0.2.7", "192.0.2.0");
	check_client(RECORD_CLIENT_FULL, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6");
	check_client(RECORD_CLIENT_SHORT, "2001:db8:1:2:3:4:5:6", "2001:db8:1::");
}

static void
test_hashes_hold_for_a_day(void **state)
{
	struct record_salt *one = record_salt_new(), *other = record_salt_new();
	struct peer a = peer("192.0.2.7"), b = peer("192.0.2.8");
	char today[RECORD_CLIENT_SIZE], again[RECORD_CLIENT_SIZE];

	(void)state;
	record_client(RECORD_CLIENT_HASHED, &a, one, 10 * DAY_S, today);
	assert_int_equal(strlen(today), RECORD_HASH_DIGITS);
	assert_int_equal(strspn(today, "0123456789abcdef"), RECORD_HASH_DIGITS);
	record_client(RECORD_CLIENT_HASHED, &a, one, 11 * DAY_S - 1, again);
	assert_string_equal(again, today);
	record_client(RECORD_CLIENT_HASHED, &b, one, 10 * DAY_S, again);
	assert_string_not_equal(again, today);
	record_client(RECORD_CLIENT_HASHED, &a, other, 10 * DAY_S, again);
	assert_string_not_equal(again, today);
	record_client(RECORD_CLIENT_HASHED, &a, one, 11 * DAY_S, again);
	assert_string_not_equal(again, today);
	/* A clock that goes back does not bring yesterday's salt back. */
	memcpy(today, again, sizeof today);
	record_client(RECORD_CLIENT_HASHED, &a, one, 10 * DAY_S, again);
	assert_string_equal(again, today);
	/* Nor does one that was far ahead keep its salt until then. */
	record_client(RECORD_CLIENT_HASHED, &a, one, 400 * DAY_S, today);
	record_client(RECORD_CLIENT_HASHED, &a, one, 12 * DAY_S, again);
	assert_string_not_equal(again, today);
	record_client(RECORD_CLIENT_HASHED, &a, one, 13 * DAY_S - 1, today);
	assert_string_equal(again, today);
	record_salt_free(one);
	record_salt_free(other);
}

static void
add(struct log_file *file, const char *text)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "%s\n", text);
	log_file_add(file, strbuf_str(&line));
	strbuf_done(&line);
}

static void
check_file(const char *path, const char *want)
{
	struct strbuf got = STRBUF_INIT;

	assert_int_equal(fs_read_path(path, 4096, &got), 0);
	assert_string_equal(got.buf, want);
	strbuf_done(&got);
}

static void
test_file_is_reopened(void **state)
{
	char path[600], moved[600];
	struct log_file *file;

	(void)state;
	snprintf(path, sizeof path, "%s/log", scratch_path);
	snprintf(moved, sizeof moved, "%s/log.1", scratch_path);
	file = log_file_new(path);
	add(file, "one");
	assert_int_equal(rename(path, moved), 0);
	add(file, "two");
	log_file_reopen(file);
	add(file, "three");
	check_file(moved, "one\ntwo\n");
	check_file(path, "three\n");
	/* What cannot be opened leaves the old one in use. */
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	log_file_reopen(file);
	add(file, "four");
	check_file(moved, "three\nfour\n");
	log_file_free(file);
}

static void
test_file_cannot_be_opened_yet(void **state)
{
	char path[700], folder[600];
	struct log_file *file;

	(void)state;
	snprintf(folder, sizeof folder, "%s/later", scratch_path);
	snprintf(path, sizeof path, "%s/log", folder);
	file = log_file_new(path);
	add(file, "lost");
	assert_int_equal(mkdir(folder, 0700), 0);
	log_file_reopen(file);
	add(file, "kept");
	check_file(path, "kept\n");
	log_file_free(file);
}

/* Lines went on into a file that had no name any more. */
static void
test_file_is_deleted(void **state)
{
	char path[700], folder[600], moved[600];
	struct log_file *file;

	(void)state;
	snprintf(folder, sizeof folder, "%s/logs", scratch_path);
	snprintf(moved, sizeof moved, "%s/moved", scratch_path);
	snprintf(path, sizeof path, "%s/log", folder);
	file = log_file_new(path);
	assert_int_equal(mkdir(folder, 0700), 0);
	log_file_look(file);
	add(file, "one");
	check_file(path, "one\n");
	/* One that was moved is waited for: whoever moved it says when. */
	assert_int_equal(rename(path, moved), 0);
	log_file_look(file);
	add(file, "two");
	check_file(moved, "one\ntwo\n");
	assert_int_equal(unlink(moved), 0);
	log_file_look(file);
	add(file, "three");
	check_file(path, "three\n");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	log_file_look(file);
	add(file, "lost");
	log_file_look(file);
	assert_int_equal(mkdir(folder, 0700), 0);
	log_file_look(file);
	add(file, "kept");
	check_file(path, "kept\n");
	log_file_free(file);
}

/* Once a short write was taken for a full disk, and its half line got the next one
 * behind it. */
static void
test_half_a_line_is_ended_before_the_next(void **state)
{
	char path[600];
	struct rlimit before, small;
	struct log_file *file;

	(void)state;
	snprintf(path, sizeof path, "%s/log", scratch_path);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 11;
	file = log_file_new(path);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	add(file, "first");
	add(file, "cut in two");
	add(file, "lost whole");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	add(file, "third");
	add(file, "fourth");
	check_file(path, "first\ncut i\nthird\nfourth\n");
	log_file_free(file);
	signal(SIGXFSZ, SIG_DFL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_long_request),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_hashes_hold_for_a_day),
		cmocka_unit_test_setup_teardown(test_file_is_reopened, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_file_cannot_be_opened_yet, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_file_is_deleted, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(test_half_a_line_is_ended_before_the_next, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
