/* texts_test.c - catalogues share the texts of what has not changed, and no more than that for long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/catalogue_build.h"
#include "site.h"

#define MANY 300
#define EDITS (2 * TEXTS_MAX + 5)

static void
put(unsigned i, unsigned state)
{
	char name[32], text[200];

	snprintf(name, sizeof name, "many/%03u.md", i);
	snprintf(text, sizeof text, "---\ntitle: Number %u, state %u\ntags: [one, two]\naliases: [/old/%u]\n---\n", i, state, i);
	site_put(name, text);
}

static void
assert_title(const struct catalogue *c, unsigned i, unsigned state)
{
	const struct article *article;
	char name[32], title[64];

	snprintf(name, sizeof name, "many/%03u.md", i);
	snprintf(title, sizeof title, "Number %u, state %u", i, state);
	article = catalogue_find_file(c, str_of(name));
	assert_non_null(article);
	assert_true(str_is(article->title, title));
	assert_int_equal(article->ntags, 2);
	assert_true(str_is(article->tags[1], "two"));
}

static size_t
kept(const struct catalogue *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->ntexts; i++)
		n += c->texts[i]->narticles;
	return n;
}

static struct catalogue *
build_next(struct catalogue *previous)
{
	struct catalogue *c = site_build(previous);

	catalogue_release(previous);
	assert_true(c->ntexts <= TEXTS_MAX);
	return c;
}

static void
test_texts_outlive_their_catalogue(void **state)
{
	struct catalogue *c;
	const char *title;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		put(i, 0);
	c = site_build(NULL);
	assert_int_equal(kept(c), MANY);
	title = catalogue_find_file(c, STR("many/001.md"))->title.p;
	put(0, 1);
	c = build_next(c);
	assert_ptr_equal(catalogue_find_file(c, STR("many/001.md"))->title.p, title);
	assert_int_equal(c->ntexts, 2);
	assert_int_equal(kept(c), MANY + 1);
	/* Nothing new: no store for it. */
	c = build_next(c);
	assert_int_equal(c->ntexts, 2);
	assert_title(c, 0, 1);
	assert_title(c, 1, 0);
	catalogue_release(c);
}

static void
test_stores_are_gathered(void **state)
{
	struct catalogue *c;
	size_t most = 0;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		put(i, 0);
	c = site_build(NULL);
	for (unsigned i = 1; i <= EDITS; i++) {
		put(i, i);
		c = build_next(c);
		if (c->ntexts > most)
			most = c->ntexts;
	}
	assert_int_equal(most, TEXTS_MAX);
	for (unsigned i = 1; i <= EDITS; i++)
		assert_title(c, i, i);
	assert_title(c, 0, 0);
	catalogue_release(c);
}

/* Who changes everything again and again does not keep every state of it. */
static void
test_stale_texts_go(void **state)
{
	struct catalogue *c;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		put(i, 0);
	c = site_build(NULL);
	for (unsigned round = 1; round <= 4; round++) {
		for (unsigned i = 0; i < MANY; i++)
			put(i, round);
		c = build_next(c);
		assert_true(kept(c) <= 2 * MANY + MANY / 4 + 64);
	}
	assert_title(c, MANY - 1, 4);
	catalogue_release(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_texts_outlive_their_catalogue, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_stores_are_gathered, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_stale_texts_go, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
