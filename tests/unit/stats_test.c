/* stats_test.c - what is counted, and where counting ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "net/stats.h"

#define DAY_S 86400

static struct stats *
stats_new(void)
{
	struct stats *s = mem_calloc(1, sizeof *s);

	stats_init(s);
	return s;
}

static void
stats_free(struct stats *s)
{
	stats_done(s);
	free(s);
}

static void
ask(struct stats *s, int status, const char *line)
{
	struct record r = { .protocol = "gemini", .status = status, .bytes = 10, .request = str_of(line) };

	stats_count(s, SCHEME_GEMINI, &r, false, false);
}

/* How often the text for people says that path was asked for; 0: not at all. */
static unsigned long
asked(struct stats *const *stats, size_t n, const char *path)
{
	struct stats_readers *readers = mem_calloc(1, sizeof *readers);
	const struct stats_sum sum = { .stats = stats, .n = n, .readers = readers };
	struct strbuf text = STRBUF_INIT;
	struct str rest, line;
	unsigned long found = 0;

	stats_add_text(&text, &sum);
	rest = strbuf_str(&text);
	while (str_line(&rest, &line)) {
		size_t blank = str_rfind(line, ' ');

		if (str_starts(line, STR("  ")) && blank < line.len && str_is(str_from(line, blank + 1), path))
			assert_true(str_number(str_trim(str_slice(line, 0, blank)), UINT32_MAX, &found));
	}
	strbuf_done(&text);
	free(readers);
	return found;
}

static void
test_paths_of_requests(void **state)
{
	static const struct {
		const char *line, *path;
	} rows[] = {
		{ "gemini://example.org/a/b.gmi", "/a/b.gmi" },
		{ "gemini://example.org/a?query", "/a" },
		{ "gemini://example.org/a#part", "/a" },
		{ "titan://example.org/a;size=3;token=secret", "/a" },
		{ "gemini://example.org", "" },
		{ "gemini://example.org?query/x", "/x" },
		{ "example.org /walks/ 0", "/walks/" },
		{ "/about", "/about" },
		{ "/about\tsecret words", "/about" },
		{ "1/about", "/about" },
		{ "about", "about" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str path = stats_path_of(str_of(rows[i].line));

		if (!str_is(path, rows[i].path))
			fail_msg("\"%s\": \"%.*s\"", rows[i].line, STR_ARG(path));
	}
}

static void
test_statuses_at_their_edge(void **state)
{
	struct stats *s = stats_new();

	(void)state;
	ask(s, STATS_STATUS_MIN - 1, "/x");
	ask(s, STATS_STATUS_MIN + STATS_STATUSES, "/x");
	ask(s, 0, "/x");
	assert_int_equal(stats_requests(&s, 1), 0);
	ask(s, STATS_STATUS_MIN, "/x");
	ask(s, STATS_STATUS_MIN + STATS_STATUSES - 1, "/x");
	assert_int_equal(stats_requests(&s, 1), 2);
	assert_int_equal(s->bytes, 50);
	/* What is not there, or leads elsewhere, is no path worth a place. */
	assert_int_equal(asked(&s, 1, "/x"), 0);
	stats_free(s);
}

static void
test_long_paths_are_cut(void **state)
{
	struct stats *s = stats_new();
	char line[STATS_PATH_SIZE + 2];

	(void)state;
	memset(line, 'a', sizeof line);
	line[0] = '/';
	line[STATS_PATH_SIZE - 1] = '\0';
	ask(s, 20, line);
	assert_int_equal(asked(&s, 1, line), 1);
	/* One byte more is the same path to it. */
	line[STATS_PATH_SIZE - 1] = 'b';
	line[STATS_PATH_SIZE] = '\0';
	ask(s, 20, line);
	line[STATS_PATH_SIZE - 1] = '\0';
	assert_int_equal(asked(&s, 1, line), 2);
	stats_free(s);
}

/* The i-th path that shares a set with "/0". */
static void
neighbour(unsigned i, char path[static 32])
{
	unsigned set = map_hash(STR("/0")) % STATS_SETS, n = 0;

	for (unsigned k = 0;; k++) {
		snprintf(path, 32, "/%u", k);
		if (map_hash(str_of(path)) % STATS_SETS == set && n++ == i)
			return;
	}
}

/* In a full set the least asked makes room, and what is asked often stays. */
static void
test_a_full_set(void **state)
{
	struct stats *s = stats_new();
	char path[32];

	(void)state;
	for (unsigned i = 0; i < STATS_WAYS; i++) {
		neighbour(i, path);
		for (unsigned k = 0; k < 10 * (i + 1); k++)
			ask(s, 20, path);
	}
	for (unsigned i = 0; i < STATS_WAYS; i++) {
		neighbour(i, path);
		assert_int_equal(asked(&s, 1, path), 10 * (i + 1));
	}
	neighbour(STATS_WAYS, path);
	ask(s, 20, path);
	/* It has the number of the one that it drove out, and one more. */
	assert_int_equal(asked(&s, 1, path), 11);
	neighbour(0, path);
	assert_int_equal(asked(&s, 1, path), 0);
	for (unsigned i = 1; i < STATS_WAYS; i++) {
		neighbour(i, path);
		assert_int_equal(asked(&s, 1, path), 10 * (i + 1));
	}
	stats_free(s);
}

static void
test_so_many_are_shown(void **state)
{
	struct stats *both[] = { stats_new(), stats_new() };
	char path[32];

	(void)state;
	/* The i-th is asked i + 1 times, by two workers in turn. */
	for (unsigned i = 0; i < STATS_SHOWN + 1; i++) {
		snprintf(path, sizeof path, "/%u", i);
		for (unsigned k = 0; k < i + 1; k++)
			ask(both[k % 2], 20, path);
	}
	assert_int_equal(asked(both, 2, "/0"), 0);
	for (unsigned i = 1; i < STATS_SHOWN + 1; i++) {
		snprintf(path, sizeof path, "/%u", i);
		assert_int_equal(asked(both, 2, path), i + 1);
	}
	stats_free(both[0]);
	stats_free(both[1]);
}

/* A reader of the table holds nobody up: a path is then not counted, a request is. */
static void
test_not_counted_while_it_is_read(void **state)
{
	struct stats *s = stats_new();

	(void)state;
	pthread_mutex_lock(&s->mutex);
	ask(s, 20, "/x");
	pthread_mutex_unlock(&s->mutex);
	assert_int_equal(asked(&s, 1, "/x"), 0);
	assert_int_equal(stats_requests(&s, 1), 1);
	stats_free(s);
}

static struct peer
address(uint32_t i)
{
	struct peer p = { { [10] = 0xff, [11] = 0xff, [12] = 10 } };

	p.bytes[13] = (unsigned char)(i >> 16);
	p.bytes[14] = (unsigned char)(i >> 8);
	p.bytes[15] = (unsigned char)i;
	return p;
}

static void
test_readers_of_feeds(void **state)
{
	struct stats_readers *readers = mem_calloc(1, sizeof *readers);
	struct record_salt *salt = record_salt_new();
	struct peer p;

	(void)state;
	for (uint32_t i = 0; i < STATS_READERS_MAX + 10; i++) {
		p = address(i);
		stats_count_reader(readers, salt, &p, 20 * DAY_S);
		stats_count_reader(readers, salt, &p, 20 * DAY_S + 5);
		assert_int_equal(readers->n, i + 1 < STATS_READERS_MAX ? i + 1 : STATS_READERS_MAX);
	}
	/* The next day they are told anew, and the day before is known. */
	p = address(7);
	stats_count_reader(readers, salt, &p, 21 * DAY_S);
	assert_int_equal(readers->n, 1);
	assert_int_equal(readers->before, STATS_READERS_MAX);
	/* A clock that goes back begins no day. */
	stats_count_reader(readers, salt, &p, 21 * DAY_S - 1);
	assert_int_equal(readers->before, STATS_READERS_MAX);
	/* A day without any lies between: then there was nobody yesterday. */
	stats_count_reader(readers, salt, &p, 23 * DAY_S);
	assert_int_equal(readers->n, 1);
	assert_int_equal(readers->before, 0);
	record_salt_free(salt);
	free(readers);
}

/* Until that year had come all readers were those of one day. */
static void
test_readers_after_a_clock_was_a_year_ahead(void **state)
{
	struct stats_readers *readers = mem_calloc(1, sizeof *readers);
	struct record_salt *salt = record_salt_new();
	struct peer p = address(7), q = address(8);

	(void)state;
	stats_count_reader(readers, salt, &p, 400 * DAY_S);
	stats_count_reader(readers, salt, &q, 400 * DAY_S);
	stats_count_reader(readers, salt, &p, 35 * DAY_S);
	assert_int_equal(readers->n, 1);
	assert_int_equal(readers->before, 0);
	stats_count_reader(readers, salt, &p, 36 * DAY_S);
	assert_int_equal(readers->n, 1);
	assert_int_equal(readers->before, 1);
	record_salt_free(salt);
	free(readers);
}

static void
test_page(void **state)
{
	struct stats *s = stats_new();
	struct stats_readers *readers = mem_calloc(1, sizeof *readers);
	const struct stats_sum sum = { .stats = &s, .n = 1, .readers = readers, .uptime_s = 90061, .open = 2, .last_minute = 3 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	ask(s, 20, "/a\x1b");
	ask(s, 51, "/b");
	stats_add_gemtext(&out, &sum);
	assert_string_equal(out.buf, "# Counters\n\nOf the whole server, since it was started.\n\n"
	    "* Up: 1 d 01:01:01\n* Connections: 2 open, 0 in all; 0 failed to begin TLS\n"
	    "* Requests: 2, 3 in the last minute; 0 from the cache, 0 not finished; 20 bytes\n"
	    "* Feeds: 0 readers today, 0 yesterday (UTC)\n\n"
	    "## By protocol and status\n\n``` protocol, status, requests\n"
	    "  gemini   20           1\n  gemini   51           1\n```\n\n"
	    "## Most asked\n\n``` requests, path\n           1  /a\\x1b\n```\n");
	strbuf_done(&out);
	free(readers);
	stats_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths_of_requests),
		cmocka_unit_test(test_statuses_at_their_edge),
		cmocka_unit_test(test_long_paths_are_cut),
		cmocka_unit_test(test_a_full_set),
		cmocka_unit_test(test_so_many_are_shown),
		cmocka_unit_test(test_not_counted_while_it_is_read),
		cmocka_unit_test(test_readers_of_feeds),
		cmocka_unit_test(test_readers_after_a_clock_was_a_year_ahead),
		cmocka_unit_test(test_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
