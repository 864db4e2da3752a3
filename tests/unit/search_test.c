/* search_test.c - the index: built, brought up to date, made anew, asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/log.h"
#include "content/search.h"
#include "site.h"

static char state_dir[300];
static struct shelf shelf;
static struct search *search;
static struct survey *survey;
static struct arena arena;

static void
nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

static void
begin_search(const char *state, size_t memory_max)
{
	struct survey_consumer consumer;
	int error;

	search = search_new(&(struct search_options){ .state_dir = state, .content_dir = scratch_path,
	    .shelf = &shelf, .memory_max = memory_max, .deadline_ms = 600000 });
	consumer = search_consumer(search);
	survey = survey_new(&shelf, &consumer, 1, &error);
	assert_non_null(survey);
}

static void
end_search(void)
{
	survey_free(survey);
	search_free(search);
	survey = NULL;
	search = NULL;
}

/* Reads the folder again, as a reload does. */
static void
reload(void)
{
	struct catalogue *old = shelf_borrow(&shelf);

	shelf_replace(&shelf, site_build(old));
	catalogue_release(old);
}

static size_t
find(const char *words, struct search_result *ret)
{
	struct search_query q;
	struct catalogue *c = shelf_borrow(&shelf);

	search_query_read(&q, str_of(words), &arena);
	search_find(search, c, &q, 0, 10, &arena, ret);
	catalogue_release(c);
	return ret->found;
}

/* Until words are found, or are not, that often. */
static void
wait_found(const char *words, size_t want)
{
	struct search_result result;

	for (int i = 0; i < 30000; i++, nap())
		if (find(words, &result) == want && result.progress.complete && result.verdict == SEARCH_FOUND)
			return;
	fail_msg("%s is found %zu times, not %zu", words, result.found, want);
}

/* The titles found, best first, each behind a "|". */
static void
check(const char *words, const char *want)
{
	struct search_result result;
	struct search_query q;
	struct strbuf titles = STRBUF_INIT;
	struct catalogue *c = shelf_borrow(&shelf);

	search_query_read(&q, str_of(words), &arena);
	search_find(search, c, &q, 0, 10, &arena, &result);
	assert_int_equal(result.verdict, SEARCH_FOUND);
	for (size_t i = 0; i < result.narticles; i++) {
		strbuf_addc(&titles, '|');
		strbuf_addstr(&titles, result.articles[i]->title);
	}
	if (strcmp(titles.buf, want) != 0)
		fail_msg("%s gives %s, not %s", words, titles.buf, want);
	assert_int_equal(result.found, result.narticles);
	strbuf_done(&titles);
	catalogue_release(c);
}

static int
setup(void **state)
{
	(void)state;
	site_begin();
	snprintf(state_dir, sizeof state_dir, "%s/.state/marmot", scratch_path);
	arena_init(&arena, 0);
	site_put("title.md", "---\ntitle: A heron\ndate: 2020-01-01\n---\nOf birds.\n");
	site_put("tag.md", "---\ntitle: B\ndate: 2024-01-01\ntags: [heron]\n---\nOf birds.\n");
	site_put("excerpt.md", "---\ntitle: C\ndate: 2025-01-01\nexcerpt: The heron waits.\n---\nOf birds.\n");
	site_put("text.md", "---\ntitle: D\ndate: 2026-01-01\n---\nOf birds, and the heron.\n");
	site_put("other.md", "---\ntitle: E\ncategory: Notes/Wet days\n---\nOf fish.\n");
	shelf_init(&shelf, site_build(NULL));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	end_search();
	shelf_done(&shelf);
	arena_done(&arena);
	site_end();
	return 0;
}

static void
test_ranking(void **state)
{
	(void)state;
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	/* Title before tags before excerpt before text, whatever their dates. */
	check("heron", "|A heron|B|C|D");
	check("birds -heron", "");
	check("birds -heron*", "");
	check("tag:heron", "|B");
	check("category:notes", "|E");
	check("category:\"notes/wet days\"", "|E");
	check("year:2020-2024", "|B|A heron");
	check("wet", "|E");
	/* Of equals the newest first, and the undated last. */
	site_put("x/2.md", "---\ntitle: Second\ndate: 2022-01-01\n---\nsame\n");
	site_put("x/1.md", "---\ntitle: First\ndate: 2024-01-01\n---\nsame\n");
	site_put("x/3.md", "---\ntitle: Third\n---\nsame\n");
	reload();
	wait_found("same", 3);
	check("same", "|First|Second|Third");
}

static void
test_changes(void **state)
{
	struct search_result result;

	(void)state;
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	site_put("text.md", "---\ntitle: D\ndate: 2026-01-01\n---\nOf birds, and the stork.\n");
	site_put("new.md", "---\ntitle: F\ndate: 2026-02-01\n---\nA stork and a heron.\n");
	unlink(scratch_name("tag.md"));
	reload();
	wait_found("stork", 2);
	check("stork", "|F|D");
	check("heron", "|A heron|C|F");
	/* A draft is gone from the results with its catalogue, whatever the index has. */
	site_put("title.md", "---\ntitle: A heron\ndraft: true\n---\nOf birds.\n");
	reload();
	for (find("heron", &result); result.narticles > 0; result.narticles--)
		assert_false(str_is(result.articles[result.narticles - 1]->title, "A heron"));
	wait_found("heron", 2);
}

/* What is thrown away piles up until the index is made anew. */
static void
test_many_changes(void **state)
{
	char text[100], name[40];

	(void)state;
	begin_search(state_dir, 0);
	for (int round = 0; round < 12; round++) {
		for (int i = 0; i < 100; i++) {
			snprintf(text, sizeof text, "---\ntitle: N\n---\nround%d number%d\n", round, i);
			snprintf(name, sizeof name, "many/n%d.md", i);
			site_put(name, text);
		}
		reload();
		snprintf(text, sizeof text, "round%d", round);
		wait_found(text, 100);
	}
	wait_found("round0", 0);
	wait_found("heron", 4);
}

static void
test_kept(void **state)
{
	struct stat before, after;

	(void)state;
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	end_search();
	assert_int_equal(stat(scratch_name(".state/marmot/search.db"), &before), 0);
	assert_int_equal(before.st_mode & 0777, 0600);
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	assert_int_equal(stat(scratch_name(".state/marmot/search.db"), &after), 0);
	assert_int_equal(after.st_ino, before.st_ino);
	check("heron", "|A heron|B|C|D");
}

/* Damaged under the readers' hands: found out by the next question, or by the
 * next start, and made anew by itself. */
static void
test_damage(void **state)
{
	char junk[512];
	int fd;
	off_t size;
	struct search_result result;

	(void)state;
	memset(junk, 0xEE, sizeof junk);
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	end_search();
	fd = open(scratch_name(".state/marmot/search.db"), O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	size = lseek(fd, 0, SEEK_END);
	for (off_t at = 4096; at < size; at += 4096)
		assert_int_equal(pwrite(fd, junk, sizeof junk, at), sizeof junk);
	close(fd);
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	/* And while it is in use. */
	fd = open(scratch_name(".state/marmot/search.db"), O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	size = lseek(fd, 0, SEEK_END);
	for (off_t at = 0; at < size; at += 4096)
		assert_int_equal(pwrite(fd, junk, sizeof junk, at), sizeof junk);
	close(fd);
	site_put("new.md", "---\ntitle: F\n---\nA stork.\n");
	reload();
	for (int i = 0; i < 30000 && find("stork", &result) != 1; i++)
		nap();
	wait_found("stork", 1);
	wait_found("heron", 4);
}

static void
test_other_folder(void **state)
{
	char other[300];

	(void)state;
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	end_search();
	snprintf(other, sizeof other, "%s/.", scratch_path);
	/* The same folder by another name is the same. */
	site.content_dir = other;
	reload();
	begin_search(state_dir, 0);
	wait_found("heron", 4);
	site.content_dir = scratch_path;
	reload();
}

static void
test_memory(void **state)
{
	(void)state;
	begin_search(NULL, 0);
	wait_found("heron", 4);
	check("heron", "|A heron|B|C|D");
	site_put("new.md", "---\ntitle: F\n---\nA stork.\n");
	reload();
	wait_found("stork", 1);
}

/* n articles of many words each, all different. */
static void
put_big(int n)
{
	char name[40], text[20000];

	for (int i = 0; i < n; i++) {
		size_t len = (size_t)snprintf(text, sizeof text, "---\ntitle: Big\n---\npelican ");

		for (int j = 0; len + 20 < sizeof text; j++)
			len += (size_t)snprintf(text + len, sizeof text - len, "w%dx%d ", i, j);
		snprintf(name, sizeof name, "big/%d.md", i);
		site_put(name, text);
	}
	reload();
}

/* What does not fit into memory is not found, and all else is. */
static void
test_memory_is_full(void **state)
{
	struct search_result result;

	(void)state;
	put_big(600);
	log_set_level(LOG_LEVEL_ERROR);
	begin_search(NULL, (size_t)12 * 1024 * 1024);
	for (int i = 0; i < 30000 && (find("pelican", &result) == 0 || result.progress.total < 600); i++)
		nap();
	find("pelican", &result);
	assert_int_equal(result.verdict, SEARCH_FOUND);
	assert_true(result.found > 0 && result.found < 600);
	assert_false(result.progress.complete);
	assert_true(result.progress.done < result.progress.total);
	end_search();
	log_set_level(LOG_LEVEL_INFO);
}

/* A prefix of a hundred thousand words takes longer than a millisecond; what is
 * asked next is none the worse for it. */
static void
test_deadline(void **state)
{
	struct search_result result;
	struct search_query q;
	struct search *hasty;
	struct catalogue *c;
	struct survey_consumer consumer;
	int error;

	(void)state;
	put_big(100);
	hasty = search_new(&(struct search_options){ .state_dir = state_dir, .content_dir = scratch_path,
	    .shelf = &shelf, .deadline_ms = 1 });
	consumer = search_consumer(hasty);
	survey = survey_new(&shelf, &consumer, 1, &error);
	assert_non_null(survey);
	c = shelf_borrow(&shelf);
	search_query_read(&q, STR("w*x*1 -stork w1* w2* w3* w4* w5* w6* w7* w8* w9*"), &arena);
	for (int i = 0; i < 30000; i++, nap()) {
		search_find(hasty, c, &q, 0, 10, &arena, &result);
		if (result.progress.complete)
			break;
	}
	assert_int_equal(result.verdict, SEARCH_TOO_LONG);
	assert_int_equal(result.narticles, 0);
	survey_free(survey);
	search_free(hasty);
	catalogue_release(c);
	begin_search(state_dir, 0);
	wait_found("pelican", 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ranking, setup, teardown),
		cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damage, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_folder, setup, teardown),
		cmocka_unit_test_setup_teardown(test_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(test_memory_is_full, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deadline, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
