/* answer_test.c - which pages are made off the loop. */

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "page/page.h"
#include "proto/answer.h"
#include "site.h"

static void
put(const char *path, const char *keys, size_t size)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "---\ntitle: T\ndate: 2024-01-02\n%s---\n\n", keys);
	assert_true(text.len <= size);
	while (text.len < size)
		strbuf_addc(&text, text.len % 60 == 0 ? '\n' : 'x');
	site_put(path, text.buf);
	strbuf_done(&text);
}

/* What Gopher says of a path asked for on the loop. */
static enum respond
respond(struct shelf *shelf, const char *path)
{
	struct service service = { .capsule = &site, .shelf = shelf };
	struct request request;
	struct reply reply;
	struct arena scratch;
	enum respond r;

	arena_init(&scratch, 0);
	reply_init(&reply);
	request_init(&request);
	request.scheme = SCHEME_GOPHER;
	request.path = str_of(path);
	request.service = &service;
	r = protocol_gopher.respond(&service, &request, &scratch, false, &reply);
	if (r == RESPOND_DONE)
		assert_int_equal(reply.status, 20);
	reply_done(&reply);
	request_done(&request);
	arena_done(&scratch);
	return r;
}

/* Whole articles are read for their excerpts, up to 8 MB each: not while everybody waits. */
static void
test_lists_of_large_texts(void **state)
{
	static const struct { const char *name, *keys, *list; } rows[] = {
		{ "a folder", "", "s/" }, { "a folder, as it is not written", "", "S/" },
		{ "a tag", "tags: [x]\n", "tags/x" }, { "its feed", "tags: [x]\n", "tags/x.xml" },
		{ "a category", "category: c\n", "categories/c" }, { "its feed", "category: c\n", "categories/c.xml" },
		{ "the feed", "", "atom.xml" }, { "what is featured", "featured: true\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct shelf shelf;

		site_begin();
		put("s/small.md", rows[i].keys, 200);
		put("s/edge.md", rows[i].keys, PAGE_JOB_SIZE);
		shelf_init(&shelf, site_build(NULL));
		if (respond(&shelf, rows[i].list) != RESPOND_DONE)
			fail_msg("%s: a job, though its texts are small", rows[i].name);
		put("s/large.md", rows[i].keys, PAGE_JOB_SIZE + 1);
		shelf_replace(&shelf, site_build(NULL));
		if (respond(&shelf, rows[i].list) != RESPOND_JOB)
			fail_msg("%s: made on the loop", rows[i].name);
		shelf_done(&shelf);
		site_end();
	}
}

static void
test_lists_of_many_texts(void **state)
{
	char name[32];

	(void)state;
	for (int n = ANSWER_EXCERPTS_MAX; n <= ANSWER_EXCERPTS_MAX + 1; n++) {
		struct shelf shelf;

		site_begin();
		for (int i = 0; i < n; i++) {
			snprintf(name, sizeof name, "s/%d.md", i);
			put(name, "", 200);
		}
		shelf_init(&shelf, site_build(NULL));
		assert_int_equal(respond(&shelf, "s/"), n > ANSWER_EXCERPTS_MAX ? RESPOND_JOB : RESPOND_DONE);
		shelf_done(&shelf);
		site_end();
	}
}

/* A menu by hand is put together anew for each reader. */
static void
test_large_menus_by_hand(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct shelf shelf;

	(void)state;
	while (text.len < PAGE_JOB_SIZE)
		strbuf_adds(&text, "1An item\t/x\nwords.\n");
	strbuf_truncate(&text, PAGE_JOB_SIZE);
	site_begin();
	site_put("edge/gophermap", text.buf);
	strbuf_addc(&text, '\n');
	site_put("large/gophermap", text.buf);
	shelf_init(&shelf, site_build(NULL));
	assert_int_equal(respond(&shelf, "edge/"), RESPOND_DONE);
	assert_int_equal(respond(&shelf, "large/"), RESPOND_JOB);
	/* Asked for by its name it is sent as any file is. */
	assert_int_equal(respond(&shelf, "large/gophermap"), RESPOND_DONE);
	shelf_done(&shelf);
	site_end();
	strbuf_done(&text);
}

static atomic_bool enough;

/* A text with bare addresses is alone in its parse. */
static void *
parse_long(void *unused)
{
	struct strbuf text = STRBUF_INIT;

	(void)unused;
	while (text.len <= MARKDOWN_LONG_SIZE)
		strbuf_adds(&text, "some words, and https://a.example/ among them\n\n");
	while (!atomic_load(&enough)) {
		struct arena arena;

		arena_init(&arena, 0);
		markdown_parse(&arena, strbuf_str(&text), STR("long.md"), 1, NULL);
		arena_done(&arena);
	}
	strbuf_done(&text);
	return NULL;
}

/* An article of 8 MB, asked for by one reader, held the lock that all others' pages need. */
static void
test_nobody_waits_for_a_long_text(void **state)
{
	struct shelf shelf;
	pthread_t thread;

	(void)state;
	site_begin();
	put("small.md", "", 200);
	shelf_init(&shelf, site_build(NULL));
	assert_int_equal(respond(&shelf, "small"), RESPOND_DONE);
	assert_int_equal(pthread_create(&thread, NULL, parse_long, NULL), 0);
	/* It is parsed again and again: sooner or later somebody comes while it is. */
	while (respond(&shelf, "small") != RESPOND_WAIT)
		sched_yield();
	atomic_store(&enough, true);
	pthread_join(thread, NULL);
	assert_int_equal(respond(&shelf, "small"), RESPOND_DONE);
	shelf_done(&shelf);
	site_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists_of_large_texts),
		cmocka_unit_test(test_lists_of_many_texts),
		cmocka_unit_test(test_large_menus_by_hand),
		cmocka_unit_test(test_nobody_waits_for_a_long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
