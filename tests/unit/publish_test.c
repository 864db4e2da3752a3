/* Files put into the content folder and taken out of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/publish.h"
#include "site.h"

static struct publish_options options;
static struct strbuf why = STRBUF_INIT;
static char versions[512];

static enum publish_verdict
store(const struct catalogue *c, const char *file, const char *text)
{
	strbuf_reset(&why);
	return publish_store(c, &options, str_of(file), str_of(text), &why);
}

static bool
holds(const char *path, const char *text)
{
	struct strbuf bytes = STRBUF_INIT;
	bool same = fs_read_path(scratch_name(path), 100000, &bytes) == 0 && str_is(strbuf_str(&bytes), text);

	strbuf_done(&bytes);
	return same;
}

static bool
count(void *arg, const struct fs_entry *entry)
{
	(void)entry;
	(*(size_t *)arg)++;
	return true;
}

static size_t
count_in(const char *path)
{
	int fd = fs_open_dir(scratch_name(path));
	size_t n = 0;

	if (fd >= 0) {
		(void)fs_list(fd, count, &n);
		close(fd);
	}
	return n;
}

static void
test_store_and_delete(void **state)
{
	struct catalogue *c;

	(void)state;
	site_begin();
	site_put("notes/old.md", "old\n");
	c = site_build(NULL);
	snprintf(versions, sizeof versions, "%s/state/versions", scratch_path);
	options = (struct publish_options){ .versions_dir = versions, .versions_max = 2 };
	assert_int_equal(store(c, "notes/new.md", "new\n"), PUBLISH_DONE);
	assert_true(holds("notes/new.md", "new\n"));
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(store(c, "notes/old.md", i % 2 == 0 ? "a\n" : "b\n"), PUBLISH_DONE);
	assert_true(holds("notes/old.md", "a\n"));
	assert_int_equal(count_in("state/versions/notes/old.md"), 2);
	assert_int_equal(publish_delete(c, &options, STR("notes/old.md"), &why), PUBLISH_DONE);
	assert_false(holds("notes/old.md", "a\n"));
	assert_int_equal(publish_delete(c, &options, STR("notes/old.md"), &why), PUBLISH_MISSING);
	assert_int_equal(publish_delete(c, &options, STR("nowhere/old.md"), &why), PUBLISH_MISSING);
	catalogue_release(c);
	site_end();
}

static bool
find_text(void *arg, const struct fs_entry *entry)
{
	char path[300];

	snprintf(path, sizeof path, "state/versions/old.md/%s", entry->name);
	if (holds(path, "as it was\n"))
		*(bool *)arg = true;
	return true;
}

/* By its name it was the oldest of all, and went at once. */
static void
test_what_was_is_kept_though_the_clock_was_set_back(void **state)
{
	struct catalogue *c;
	bool found = false;
	int fd;

	(void)state;
	site_begin();
	site_put("old.md", "as it was\n");
	c = site_build(NULL);
	scratch_folder("state");
	scratch_folder("state/versions");
	scratch_folder("state/versions/old.md");
	scratch_file("state/versions/old.md/99970101T000000.000000Z", "one\n");
	scratch_file("state/versions/old.md/99980101T000000.000000Z", "two\n");
	snprintf(versions, sizeof versions, "%s/state/versions", scratch_path);
	options = (struct publish_options){ .versions_dir = versions, .versions_max = 2 };
	assert_int_equal(store(c, "old.md", "anew\n"), PUBLISH_DONE);
	assert_int_equal(count_in("state/versions/old.md"), 2);
	assert_true(holds("state/versions/old.md/99980101T000000.000000Z", "two\n"));
	fd = fs_open_dir(scratch_name("state/versions/old.md"));
	assert_true(fd >= 0);
	(void)fs_list(fd, find_text, &found);
	close(fd);
	assert_true(found);
	/* With the next one what the wrong clock has named is gone. */
	assert_int_equal(store(c, "old.md", "anew again\n"), PUBLISH_DONE);
	assert_int_equal(count_in("state/versions/old.md"), 2);
	assert_false(holds("state/versions/old.md/99980101T000000.000000Z", "two\n"));
	catalogue_release(c);
	site_end();
}

static void
test_folders(void **state)
{
	struct catalogue *c;

	(void)state;
	site_begin();
	site_put("notes/old.md", "old\n");
	c = site_build(NULL);
	options = (struct publish_options){ .versions_max = 0 };
	assert_int_equal(store(c, "notes/a/b/c.md", "x\n"), PUBLISH_DONE);
	assert_true(holds("notes/a/b/c.md", "x\n"));
	assert_int_equal(store(c, "absent/a.md", "x\n"), PUBLISH_DONE);
	assert_true(holds("absent/a.md", "x\n"));
	/* A file is no folder, and a folder no file. */
	assert_int_equal(store(c, "notes/old.md/x.md", "x\n"), PUBLISH_WRONG);
	assert_int_equal(store(c, "notes/a", "x\n"), PUBLISH_WRONG);
	/* Folders made for what then fails go again. */
	scratch_folder("notes/made");
	assert_int_equal(store(c, "notes/made/x/Y/z.md", "x\n"), PUBLISH_DONE);
	assert_int_equal(store(c, "notes/made/x/y/z.md", "x\n"), PUBLISH_WRONG);
	assert_int_equal(count_in("notes/made/x"), 1);
	catalogue_release(c);
	site_end();
}

static void
test_twins(void **state)
{
	struct catalogue *c;

	(void)state;
	site_begin();
	site_put("notes/Caf\xC3\xA9.md", "old\n");
	c = site_build(NULL);
	options = (struct publish_options){ .versions_max = 0 };
	assert_int_equal(store(c, "notes/caf\xC3\xA9.md", "x\n"), PUBLISH_WRONG);
	assert_non_null(strstr(why.buf, "\"Caf\xC3\xA9.md\""));
	assert_int_equal(store(c, "notes/CAFE\xCC\x81.md", "x\n"), PUBLISH_WRONG);
	assert_int_equal(store(c, "Notes/x.md", "x\n"), PUBLISH_WRONG);
	assert_int_equal(store(c, "notes/Caf\xC3\xA9.md", "x\n"), PUBLISH_DONE);
	assert_int_equal(count_in("notes"), 1);
	catalogue_release(c);
	site_end();
}

static void
test_names(void **state)
{
	static const char *const bad[] = {
		"", "a//b", ".x", "a/.b/c.md", ".well-known/x", "node_modules/x.md", "a/_site/x.md", "x.md~", "x.key",
		"a/X.PEM", "marmot.yaml", "hugo.toml", "secret/x.md",
	};
	static const char *const good[] = { "a.md", "a/b/c.md", "a..b.md", "x.keys.md", "\xE3\x83\x9E.md" };
	static const struct str globs[] = { { "secret", 6 } };
	struct strbuf name = STRBUF_INIT;
	struct catalogue *c;

	(void)state;
	site_begin();
	site.ignore = globs;
	site.nignore = 1;
	c = site_build(NULL);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (publish_judge_name(c, str_of(bad[i])) == NULL)
			fail_msg("\"%s\" is taken", bad[i]);
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		if (publish_judge_name(c, str_of(good[i])) != NULL)
			fail_msg("\"%s\": %s", good[i], publish_judge_name(c, str_of(good[i])));
	strbuf_fill(&name, 'n', CATALOGUE_NAME_MAX - 5);
	assert_null(publish_judge_name(c, strbuf_str(&name)));
	strbuf_addc(&name, 'n');
	assert_non_null(publish_judge_name(c, strbuf_str(&name)));
	strbuf_reset(&name);
	for (size_t i = 1; i < CATALOGUE_DEPTH_MAX; i++)
		strbuf_adds(&name, "d/");
	strbuf_adds(&name, "x.md");
	assert_null(publish_judge_name(c, strbuf_str(&name)));
	strbuf_insert(&name, 0, STR("d/"));
	assert_non_null(publish_judge_name(c, strbuf_str(&name)));
	strbuf_done(&name);
	catalogue_release(c);
	site_end();
}

static void
test_articles(void **state)
{
	static const struct { const char *text, *words; } bad[] = {
		{ "---\ndate: someday\n---\n", "Line 2: date" }, { "---\ntitle: x\n", "Line 1: " },
		{ "\xFF", "UTF-8" }, { "---\ntags: [a\n---\nText\n", "Line" },
	};
	static const char *const good[] = {
		"", "Text", "---\ntitle: x\n---\n\nText\n", "---\ndraft: true\n---\n", "+++\ntitle = \"x\"\n+++\n",
	};
	struct strbuf large = STRBUF_INIT;
	struct catalogue *c;

	(void)state;
	site_begin();
	site.article_size_max = 2000;
	c = site_build(NULL);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		strbuf_reset(&why);
		assert_int_equal(publish_judge_article(c, STR("a.md"), str_of(bad[i].text), &why), PUBLISH_WRONG);
		if (strstr(why.buf, bad[i].words) == NULL)
			fail_msg("\"%s\" is said of \"%s\"", why.buf, bad[i].text);
	}
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		strbuf_reset(&why);
		if (publish_judge_article(c, STR("a.md"), str_of(good[i]), &why) != PUBLISH_DONE)
			fail_msg("\"%s\": %s", good[i], why.buf);
	}
	assert_int_equal(publish_judge_article(c, STR("a.md"), (struct str){ "a\0b", 3 }, &why), PUBLISH_WRONG);
	strbuf_fill(&large, 'x', 2000);
	assert_int_equal(publish_judge_article(c, STR("a.md"), strbuf_str(&large), &why), PUBLISH_DONE);
	strbuf_addc(&large, 'x');
	assert_int_equal(publish_judge_article(c, STR("a.md"), strbuf_str(&large), &why), PUBLISH_WRONG);
	strbuf_done(&large);
	catalogue_release(c);
	site_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_and_delete),
		cmocka_unit_test(test_what_was_is_kept_though_the_clock_was_set_back),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_articles),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	strbuf_done(&why);
	return failed;
}
