/* watch_test.c - what brings news of a folder, and when somebody looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <time.h>

#include "content/watch.h"
#include "site.h"

static struct watch *watch;
static struct catalogue *catalogue;

static void
look(void)
{
	const char *why = NULL;
	int error = 0;
	struct catalogue *next = catalogue_build_with(&site, catalogue, site_moment(SITE_NOW),
	    &(struct catalogue_aides){ .watch = watch }, &error, &why);

	scratch_must(next != NULL, why);
	catalogue_release(catalogue);
	catalogue = next;
}

static int
setup(void **state)
{
	(void)state;
	site_begin();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	watch_free(watch);
	watch = NULL;
	catalogue_release(catalogue);
	catalogue = NULL;
	site_end();
	return 0;
}

/* False where the system has no watch, which is then all there is to see. */
static bool
begin(size_t folders_max)
{
	int error = 0;

	watch = watch_new(folders_max, &error);
#ifndef __linux__
	assert_null(watch);
	assert_int_equal(error, -ENOSYS);
	return false;
#endif
	scratch_must(watch != NULL, "watch_new");
	look();
	assert_int_equal(watch_read(watch), WATCH_NOTHING);
	return true;
}

#define assert_news() assert_int_equal(watch_read(watch), WATCH_CHANGED)
#define assert_no_news() assert_int_equal(watch_read(watch), WATCH_NOTHING)

static void
test_lull(void **state)
{
	struct watch_lull l = { WATCH_NOTHING, 0, 0 };

	(void)state;
	assert_true(watch_lull_over(&l) == UINT64_MAX);
	watch_lull_note(&l, WATCH_NOTHING, 500);
	assert_true(watch_lull_over(&l) == UINT64_MAX);
	watch_lull_note(&l, WATCH_CHANGED, 1000);
	assert_int_equal(watch_lull_over(&l), 1000 + WATCH_QUIET_MS);
	watch_lull_note(&l, WATCH_NOTHING, 1050);
	assert_int_equal(watch_lull_over(&l), 1000 + WATCH_QUIET_MS);
	watch_lull_note(&l, WATCH_CHANGED, 1099);
	assert_int_equal(watch_lull_over(&l), 1099 + WATCH_QUIET_MS);
	/* A stream of them does not put it off for ever. */
	for (uint64_t at = 1100; at < 3000; at += 20)
		watch_lull_note(&l, WATCH_CHANGED, at);
	assert_int_equal(watch_lull_over(&l), 1000 + WATCH_LONGEST_MS);
}

static void
test_lull_after_a_loss(void **state)
{
	struct watch_lull l = { WATCH_NOTHING, 0, 0 };

	(void)state;
	watch_lull_note(&l, WATCH_CHANGED, 1000);
	watch_lull_note(&l, WATCH_LOST, 1001);
	assert_int_equal(watch_lull_over(&l), 0);
	watch_lull_note(&l, WATCH_CHANGED, 1002);
	assert_int_equal(watch_lull_over(&l), 0);
}

static void
test_news(void **state)
{
	(void)state;
	site_put("a.md", "text\n");
	site_put("dir/b.md", "text\n");
	if (!begin(0))
		return;
	site_put("a.md", "other text\n");
	assert_news();
	assert_no_news();
	site_put("dir/new.md", "text\n");
	assert_news();
	site_put("dir/picture.png", "");
	assert_news();
	scratch_must(chmod(scratch_name("dir/b.md"), 0) == 0, "chmod");
	assert_news();
	scratch_must(chmod(scratch_name("dir"), 0700) == 0, "chmod");
	assert_news();
	scratch_must(renameat(scratch_dir, "dir/b.md", scratch_dir, "c.md") == 0, "rename");
	assert_news();
	scratch_must(unlinkat(scratch_dir, "c.md", 0) == 0, "unlink");
	assert_news();
	scratch_link("link.md", "a.md");
	assert_news();
}

/* What is made in a folder before anybody could watch it lies there when it is listed. */
static void
test_folder_filled_before_it_is_watched(void **state)
{
	(void)state;
	if (!begin(0))
		return;
	site_put("new/deep/deeper/a.md", "text\n");
	site_put("new/b.md", "text\n");
	assert_news();
	look();
	assert_int_equal(catalogue->narticles, 2);
	assert_no_news();
	site_put("new/deep/deeper/a.md", "other text\n");
	assert_news();
	site_put("new/deep/c.md", "text\n");
	assert_news();
}

static void
test_folder_taken_away(void **state)
{
	size_t before;

	(void)state;
	site_put("dir/deep/a.md", "text\n");
	site_put("outside.d/x", "");
	scratch_folder("content");
	scratch_must(renameat(scratch_dir, "dir", scratch_dir, "content/dir") == 0, "rename");
	site.content_dir = scratch_name("content");
	if (!begin(0))
		return;
	before = watch_count(watch);
	assert_int_equal(before, 3);
	scratch_must(renameat(scratch_dir, "content/dir", scratch_dir, "outside.d/dir") == 0, "rename");
	assert_news();
	look();
	assert_int_equal(watch_count(watch), 1);
	assert_no_news();
	site_put("outside.d/dir/deep/b.md", "text\n");
	assert_no_news();
	/* And back, among the same numbers. */
	scratch_must(renameat(scratch_dir, "outside.d/dir", scratch_dir, "content/dir") == 0, "rename");
	assert_news();
	look();
	assert_int_equal(watch_count(watch), 3);
	assert_int_equal(catalogue->narticles, 2);
	scratch_must(unlinkat(scratch_dir, "content/dir/deep/a.md", 0) == 0, "unlink");
	assert_news();
}

/* What editors and tools do beside the files that count. */
static void
test_what_is_no_news(void **state)
{
	static const char *const names[] = {
		".a.md.swp", ".git/index", "a.md~", "#a.md#", ".a.md.Xy12Zz", "node_modules/x/readme.md",
		"_site/index.md", "a.md.tmp", "a.md.orig",
	};

	(void)state;
	site_put("a.md", "text\n");
	site_put("node_modules/x/y.md", "text\n");
	site_put("_site/y.md", "text\n");
	scratch_folder(".git");
	scratch_folder(".well-known");
	if (!begin(0))
		return;
	assert_int_equal(watch_count(watch), 2);	/* the root and .well-known */
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		site_put(names[i], "text\n");
		assert_no_news();
		scratch_must(unlinkat(scratch_dir, names[i], 0) == 0, names[i]);
		assert_no_news();
	}
	scratch_link(".#a.md", "me@here.1:2");
	assert_no_news();
}

/* They say how what is beside them is read. */
static void
test_engines_are_news(void **state)
{
	static const char *const names[] = { ".eleventy.js", "_config.yml", "package.json" };

	(void)state;
	if (!begin(0))
		return;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		site_put(names[i], "text\n");
		assert_news();
	}
	scratch_folder("old.bak");	/* a backup's name, and yet a folder that is served */
	assert_news();
	scratch_folder(".well-known");
	assert_news();
}

/* A log that grows in the folder must not keep the server busy. */
static void
test_written_and_kept_open(void **state)
{
	int log, article;

	(void)state;
	site_put("server.log", "");
	site_put("a.md", "text\n");
	if (!begin(0))
		return;
	log = openat(scratch_dir, "server.log", O_WRONLY | O_APPEND);
	article = openat(scratch_dir, "a.md", O_WRONLY | O_APPEND);
	scratch_must(log >= 0 && article >= 0, "open");
	assert_no_news();
	scratch_must(write(log, "line\n", 5) == 5, "write");
	assert_no_news();
	scratch_must(write(article, "line\n", 5) == 5, "write");
	assert_news();
	close(log);
	assert_news();
	close(article);
	assert_news();
}

static void
test_links(void **state)
{
	(void)state;
	site_put("outside/folder/x.md", "text\n");
	site_put("outside/y.md", "text\n");
	site_put("content/z.md", "text\n");
	scratch_link("content/folder", "../outside/folder");
	scratch_link("content/y.md", "../outside/y.md");
	site.content_dir = scratch_name("content");
	site.follow_links = true;
	if (!begin(0))
		return;
	assert_int_equal(watch_count(watch), 3);
	site_put("outside/folder/x.md", "other text\n");
	assert_news();
	site_put("outside/y.md", "other text\n");
	assert_news();
	look();
	assert_no_news();
	/* Saved by renaming: the link now leads to a file that nobody has watched before. */
	site_put("outside/new", "third text\n");
	assert_no_news();
	scratch_must(renameat(scratch_dir, "outside/new", scratch_dir, "outside/y.md") == 0, "rename");
	assert_news();
	look();
	assert_no_news();
	site_put("outside/y.md", "fourth text\n");
	assert_news();
}

static void
test_limit_of_folders(void **state)
{
	int error;

	(void)state;
	for (int i = 0; i < 5; i++)
		site_put((const char *[]){ "a/x.md", "b/x.md", "c/x.md", "d/x.md", "e/x.md" }[i], "text\n");
	if (!begin(3))
		return;
	assert_int_equal(catalogue->narticles, 5);
	assert_int_equal(watch_count(watch), 3);
	assert_int_equal(watch_left_out(watch, &error), 3);
	assert_int_equal(error, -E2BIG);
	site_put("y.md", "text\n");
	assert_news();
	site_put("b/x.md", "other text\n");
	assert_news();
	site_put("c/x.md", "other text\n");
	assert_no_news();
	/* At the edge. */
	for (int i = 2; i < 5; i++) {
		const char *const pairs[][2] = { { "c/x.md", "c" }, { "d/x.md", "d" }, { "e/x.md", "e" } };

		scratch_must(unlinkat(scratch_dir, pairs[i - 2][0], 0) == 0 &&
		    unlinkat(scratch_dir, pairs[i - 2][1], AT_REMOVEDIR) == 0, "unlink");
	}
	look();
	assert_int_equal(watch_left_out(watch, &error), 0);
	assert_int_equal(error, 0);
}

static void
test_more_than_the_system_keeps(void **state)
{
	unsigned long most = 0;
	FILE *f;

	(void)state;
	if (!begin(0))
		return;
	f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	scratch_must(f != NULL && fscanf(f, "%lu", &most) == 1, "max_queued_events");
	fclose(f);
	site_put("a.md", "text\n");
	for (unsigned long i = 0; i <= most / 2; i++) {
		const char *from = i % 2 == 0 ? "a.md" : "b.md", *to = i % 2 == 0 ? "b.md" : "a.md";

		scratch_must(renameat(scratch_dir, from, scratch_dir, to) == 0, "rename");
	}
	assert_int_equal(watch_read(watch), WATCH_LOST);
	assert_no_news();
	look();
	assert_int_equal(catalogue->narticles, 1);
	site_put("c.md", "text\n");
	assert_news();
}

/* As a build that news leads to; what was read a moment ago is trusted as if that were long past. */
static void
look_after_news(void)
{
	struct catalogue_aides aides = { .watch = watch, .trust_watch = true };
	struct catalogue *previous = catalogue;
	const char *why;
	int error;

	for (size_t i = 0; i < previous->nread; i++)
		previous->read[i]->fresh_hash = 0;
	(void)watch_read(watch);
	catalogue = catalogue_build_with(&site, previous, 0, &aides, &error, &why);
	catalogue_release(previous);
	assert_non_null(catalogue);
}

static void
assert_title(const char *file, const char *title)
{
	const struct article *article = catalogue_find_file(catalogue, str_of(file));

	assert_non_null(article);
	assert_string_equal(article->title.p, title);
}

static void
test_only_folders_with_news_are_looked_at(void **state)
{
	FILE *f;

	(void)state;
	site_put("a/x.md", "# One\n");
	site_put("b/y.md", "# One\n");
	scratch_must(mkdirat(scratch_dir, ".out", 0700) == 0, "mkdir");
	scratch_must(linkat(scratch_dir, "a/x.md", scratch_dir, ".out/x.md", 0) == 0, "link");
	if (!begin(0))
		return;
	look_after_news();
	/* By a name that is not watched: the one way to change it and bring no news. */
	f = fopen(scratch_name(".out/x.md"), "w");
	scratch_must(f != NULL && fputs("# Two, unheard\n", f) >= 0 && fclose(f) == 0, "write");
	site_put("b/y.md", "# Two\n");
	look_after_news();
	assert_title("b/y.md", "Two");
	assert_title("a/x.md", "One");
	site_put("a/new.md", "# New\n");
	look_after_news();
	assert_title("a/x.md", "Two, unheard");
	assert_title("a/new.md", "New");
	/* Whoever looks for another reason looks at all. */
	f = fopen(scratch_name(".out/x.md"), "w");
	scratch_must(f != NULL && fputs("# Three, unheard\n", f) >= 0 && fclose(f) == 0, "write");
	look_after_news();
	assert_title("a/x.md", "Two, unheard");
	look();
	assert_title("a/x.md", "Three, unheard");
}

static void
test_folders_that_change_places(void **state)
{
	(void)state;
	site_put("p/sub/z.md", "# First\n");
	site_put("q/sub/z.md", "# Other\n");
	if (!begin(0))
		return;
	look_after_news();
	scratch_must(renameat(scratch_dir, "p", scratch_dir, "t") == 0, "rename");
	scratch_must(renameat(scratch_dir, "q", scratch_dir, "p") == 0, "rename");
	scratch_must(renameat(scratch_dir, "t", scratch_dir, "q") == 0, "rename");
	look_after_news();
	assert_title("p/sub/z.md", "Other");
	assert_title("q/sub/z.md", "First");
}

/* One that could not be read is tried again, and goes on being told of. */
static void
test_what_was_kept_is_tried_again(void **state)
{
	(void)state;
	if (geteuid() == 0)
		site.article_size_max = 20;
	site_put("a/x.md", "# One\n");
	if (!begin(0))
		return;
	look_after_news();
	if (geteuid() == 0)
		site_put("a/x.md", "# Two, and longer than can be read\n");
	else
		scratch_must(fchmodat(scratch_dir, "a/x.md", 0, 0) == 0, "chmod");
	for (unsigned i = 0; i < 2; i++) {
		look_after_news();
		assert_title("a/x.md", "One");
		assert_int_equal(catalogue->diags.nerrors, 1);
	}
}

static void
test_stopped(void **state)
{
	const char *why = NULL;
	atomic_bool stop = true;
	int error = 0;

	(void)state;
	site_put("a.md", "text\n");
	assert_null(catalogue_build_with(&site, NULL, 0, &(struct catalogue_aides){ .stop = &stop }, &error, &why));
	assert_int_equal(error, -ECANCELED);
	assert_non_null(why);
	stop = false;
	catalogue = catalogue_build_with(&site, NULL, 0, &(struct catalogue_aides){ .stop = &stop }, &error, &why);
	assert_non_null(catalogue);
}

static void
test_roots_mark(void **state)
{
	const char *const more[] = { "../static", "../public" };
	uint64_t first, missing;
	char dir[512];

	(void)state;
	scratch_folder("content");
	scratch_folder("static");
	snprintf(dir, sizeof dir, "%s/content", scratch_path);
	site.content_dir = dir;
	site.asset_dirs = more;
	site.nasset_dirs = 2;
	first = catalogue_roots_mark(&site);
	assert_true(catalogue_roots_mark(&site) == first);
	scratch_folder("public");
	assert_true(catalogue_roots_mark(&site) != first);
	scratch_must(unlinkat(scratch_dir, "public", AT_REMOVEDIR) == 0, "rmdir");
	assert_true(catalogue_roots_mark(&site) == first);
	scratch_must(renameat(scratch_dir, "content", scratch_dir, "old") == 0, "rename");
	missing = catalogue_roots_mark(&site);
	assert_true(missing != first);
	scratch_folder("content");
	assert_true(catalogue_roots_mark(&site) != first);
	assert_true(catalogue_roots_mark(&site) != missing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lull),
		cmocka_unit_test(test_lull_after_a_loss),
		cmocka_unit_test_setup_teardown(test_news, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folder_filled_before_it_is_watched, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folder_taken_away, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_no_news, setup, teardown),
		cmocka_unit_test_setup_teardown(test_engines_are_news, setup, teardown),
		cmocka_unit_test_setup_teardown(test_written_and_kept_open, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limit_of_folders, setup, teardown),
		cmocka_unit_test_setup_teardown(test_more_than_the_system_keeps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_folders_with_news_are_looked_at, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folders_that_change_places, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_was_kept_is_tried_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stopped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_roots_mark, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
