/* search_merge_test.c - the pieces an index consists of, and when they are merged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "content/search_parts.h"
#include "site.h"

static char state_dir[300];
static struct search *search;
static struct catalogue *catalogue;
static unsigned nchanges;

static void
begin_search(void)
{
	search = search_new(&(struct search_options){ .state_dir = state_dir, .content_dir = scratch_path,
	    .deadline_ms = 600000 });
}

static void
end_search(void)
{
	search_free(search);
	search = NULL;
}

/* Reads the folder, and brings the index up to date with it. */
static void
pass(void)
{
	struct survey_consumer consumer = search_consumer(search);
	struct catalogue *old = catalogue;

	catalogue = site_build(old);
	if (old != NULL)
		catalogue_release(old);
	survey_read(catalogue, &consumer, 1);
}

/* As many changes, each kept by itself; of that many words, all of them new. */
static void
change(int times, int nwords)
{
	struct strbuf text = STRBUF_INIT;

	for (int i = 0; i < times; i++) {
		strbuf_reset(&text);
		strbuf_addf(&text, "---\ntitle: N\n---\nlatest change%u", ++nchanges);
		for (int j = 0; j < nwords; j++)
			strbuf_addf(&text, " w%ux%d", nchanges, j);
		/* Of another size than the last one: the clock of the files is a coarse one. */
		strbuf_fill(&text, ' ', nchanges % 2 + 1);
		site_put("changed.md", text.buf);
		pass();
	}
	strbuf_done(&text);
}

static size_t
found(const char *words)
{
	struct search_query q;
	struct search_result result;
	struct arena a;

	arena_init(&a, 0);
	search_query_read(&q, str_of(words), &a);
	search_find(search, catalogue, &q, 0, 10, &a, &result);
	assert_int_equal(result.verdict, SEARCH_FOUND);
	assert_true(result.progress.complete);
	arena_done(&a);
	return result.found;
}

static int64_t
ask_index(const char *sql)
{
	char path[400];
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t n;

	snprintf(path, sizeof path, "%s/search.db", state_dir);
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

/* fts5.html, 9.2: each piece has its own number. */
static int64_t
pieces(void)
{
	return ask_index("SELECT count(DISTINCT segid) FROM words_idx");
}

static int
setup(void **state)
{
	(void)state;
	site_begin();
	snprintf(state_dir, sizeof state_dir, "%s/.state/marmot", scratch_path);
	site_put("heron.md", "---\ntitle: A heron\n---\nOf birds.\n");
	nchanges = 0;
	begin_search();
	pass();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	end_search();
	catalogue_release(catalogue);
	catalogue = NULL;
	site_end();
	return 0;
}

/* None is merged before there are too many, and then all are. */
static void
test_edge(void **state)
{
	(void)state;
	assert_int_equal(pieces(), 1);
	/* The first one asked whether there was anything left to be merged. */
	change(SEARCH_PIECES_MAX - 1, 0);
	assert_int_equal(pieces(), SEARCH_PIECES_MAX);
	change(1, 0);
	assert_int_equal(pieces(), 1);
	assert_int_equal(found("heron"), 1);
	assert_int_equal(found("latest"), 1);
	assert_int_equal(found("change64"), 1);
	assert_int_equal(found("change63"), 0);
	/* Nor is it begun anew with each one after that. */
	change(2, 0);
	assert_int_equal(pieces(), 3);
}

/* Steps of settling until there is nothing left to be done. */
static size_t
settle(void)
{
	struct survey_consumer consumer = search_consumer(search);
	size_t n = 1;

	for (; consumer.settle(consumer.arg); n++)
		assert_true(n < 1000);
	return n;
}

/* Few pieces stay; what a pass adds many of, or an earlier run has left, is merged when there is time. */
static void
test_settles(void **state)
{
	(void)state;
	assert_int_equal(settle(), 1);
	change(SEARCH_PIECES_MANY + 4, 0);
	assert_int_equal(settle(), 1);
	assert_int_equal(pieces(), SEARCH_PIECES_MANY + 5);
	end_search();
	begin_search();
	pass();
	assert_true(settle() > 1);
	assert_int_equal(pieces(), 1);
	assert_int_equal(settle(), 1);
	assert_int_equal(found("heron"), 1);
	assert_int_equal(found("latest"), 1);
	assert_int_equal(found("change20"), 1);
	assert_int_equal(found("change19"), 0);
	/* As a pass that has kept so many. */
	change(SEARCH_PIECES_MANY - 1, 0);
	search->writer.nadded = SEARCH_PIECES_MANY - 1;
	search_merge_count(search);
	assert_true(settle() > 1);
	assert_int_equal(pieces(), 1);
}

/* In memory a writer holds up who reads: there nothing is merged but what must be. */
static void
test_memory_does_not_settle(void **state)
{
	(void)state;
	end_search();
	search = search_new(&(struct search_options){ .content_dir = scratch_path, .deadline_ms = 600000 });
	pass();
	change(SEARCH_PIECES_MANY + 4, 0);
	search->writer.unsettled = true;
	assert_int_equal(settle(), 1);
	assert_true(search->writer.unsettled);
	assert_int_equal(found("latest"), 1);
}

/* What an earlier run left is merged by the next one. */
static void
test_left_behind(void **state)
{
	(void)state;
	change(40, 0);
	assert_int_equal(pieces(), 41);
	end_search();
	begin_search();
	change(1, 0);
	assert_int_equal(pieces(), 1);
	assert_int_equal(found("change41"), 1);
	assert_int_equal(found("latest"), 1);
}

/* Much is merged in steps, one for each piece that is added; all is found meanwhile,
 * and however many are added they do not pile up. */
static void
test_steps(void **state)
{
	int64_t most = 0, n;

	(void)state;
	change(SEARCH_PIECES_MAX, 8000);
	n = pieces();
	assert_true(n > 1);
	assert_int_equal(found("heron"), 1);
	assert_int_equal(found("latest"), 1);
	assert_int_equal(found("w64x7999"), 1);
	for (int i = 0; i < 2 * SEARCH_PIECES_MAX; i++) {
		change(1, 0);
		n = pieces();
		most = n > most ? n : most;
		assert_int_equal(found("latest"), 1);
	}
	assert_true(most <= 2 * SEARCH_PIECES_MAX);
	assert_int_equal(found("heron"), 1);
	/* The big ones are one by now. */
	assert_int_equal(ask_index("SELECT count(*) FROM (SELECT segid FROM words_idx GROUP BY segid HAVING count(*) > 9)"), 1);
}

/* FTS5 merges nothing of its own accord, whatever an index was made with. */
static void
test_settings(void **state)
{
	(void)state;
	assert_int_equal(ask_index("SELECT v FROM words_config WHERE k = 'automerge'"), 0);
	assert_int_equal(ask_index("SELECT v FROM words_config WHERE k = 'hashsize'"), SEARCH_GATHER);
	assert_true(ask_index("SELECT v FROM words_config WHERE k = 'crisismerge'") > 4 * SEARCH_PIECES_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_edge, setup, teardown),
		cmocka_unit_test_setup_teardown(test_settles, setup, teardown),
		cmocka_unit_test_setup_teardown(test_memory_does_not_settle, setup, teardown),
		cmocka_unit_test_setup_teardown(test_left_behind, setup, teardown),
		cmocka_unit_test_setup_teardown(test_steps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_settings, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
