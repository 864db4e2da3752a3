/* excludes_test.c - what is never read or served is out, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/excludes.h"
#include "site.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct entry_case {
	const char *path;
	bool is_folder;
	unsigned engines;
	bool out;
};

static const struct entry_case entry_cases[] = {
	{ "a.md", false, 0, false },
	{ "a/b.md", false, 0, false },
	{ ".git", true, 0, true },
	{ "a/.hidden.md", false, 0, true },
	{ ".well-known", true, 0, false },
	{ ".well-known", false, 0, true },
	{ ".well-known/security.txt", false, 0, false },
	{ ".well-known/.x", false, 0, true },
	{ "node_modules", true, 0, true },
	{ "a/node_modules", true, 0, true },
	{ "node_modules", false, 0, false },
	{ "node_modules_of_mine", true, 0, false },
	{ "_site", true, 0, true },
	{ "_layouts", true, 0, true },
	{ "_includes", true, 0, true },
	{ "_data", true, 0, true },
	{ "_sass", true, 0, true },
	{ "_posts", true, 0, false },
	{ "_drafts", true, 0, false },
	{ "_note.md", false, 0, false },
	{ "vendor", true, 0, false },
	{ "vendor", true, EXCLUDES_JEKYLL, true },
	{ "a/vendor", true, EXCLUDES_NODE, true },
	{ "vendor", false, EXCLUDES_NODE, false },
	{ "layouts", true, EXCLUDES_HUGO, true },
	{ "archetypes", true, EXCLUDES_HUGO, true },
	{ "themes", true, EXCLUDES_HUGO, true },
	{ "themes", true, 0, false },
	{ "templates", true, EXCLUDES_HUGO, false },
	{ "templates", true, EXCLUDES_ZOLA, true },
	{ "sass", true, EXCLUDES_ZOLA, true },
	{ "content", true, EXCLUDES_ZOLA, false },
	{ "a.md~", false, 0, true },
	{ "#a.md#", false, 0, true },
	{ "#", false, 0, false },
	{ "##", false, 0, false },
	{ "# one.md", false, 0, false },
	{ "a.swp", false, 0, true },
	{ "a.md.bak", false, 0, true },
	{ "a.orig", false, 0, true },
	{ "a.tmp", false, 0, true },
	{ "a.bak", true, 0, false },
	{ "a.bakery", false, 0, false },
	{ "_config.yml", false, 0, true },
	{ "hugo.toml", false, 0, true },
	{ "hugo.yaml", false, 0, true },
	{ "hugo.json", false, 0, true },
	{ "package.json", false, 0, true },
	{ "a/package.json", false, 0, true },
	{ "astro.config.mjs", false, 0, true },
	{ "astro.config.", false, 0, false },
	{ "eleventy.config.cjs", false, 0, true },
	{ "marmot.yaml", false, 0, true },
	{ "config.toml", false, 0, false },
	{ "config.toml", false, EXCLUDES_ZOLA, true },
	{ "config.yaml", false, EXCLUDES_ZOLA, false },
	{ "Gemfile", false, 0, false },
	{ "Gemfile", false, EXCLUDES_JEKYLL, true },
	{ "package-lock.json", false, EXCLUDES_NODE, true },
	{ "logseq", true, 0, false },
	{ "logseq/bak", true, EXCLUDES_LOGSEQ, true },
	{ "bak", true, 0, false },
	{ "bak", true, EXCLUDES_NODE, false },
	{ "logseq/custom.css", false, EXCLUDES_LOGSEQ, true },
	{ "custom.css", false, 0, false },
	{ "LICENSE", false, EXCLUDES_NODE, false },
};

static void
test_entries(void **state)
{
	struct excludes x;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	excludes_init(&x, &site, &a);
	for (size_t i = 0; i < COUNT(entry_cases); i++) {
		const struct entry_case *t = &entry_cases[i];

		if (excludes_entry(&x, str_of(t->path), t->is_folder, t->engines) != t->out)
			fail_msg("%s %s", t->path, t->out ? "is let in" : "is left out");
	}
	arena_done(&a);
}

static void
test_globs(void **state)
{
	static const struct {
		const char *glob, *path;
		bool is_folder, out;
	} cases[] = {
		{ "*.psd", "a.psd", false, true },
		{ "*.psd", "a/b.psd", false, true },
		{ "*.psd", "a/b.psdx", false, false },
		{ "private", "private", true, true },
		{ "private/", "a/private", true, true },
		{ "/private/", "private", true, true },
		{ "notes/2*", "notes/2024", true, true },
		{ "notes/2*", "2024", true, false },
		{ "notes/2*", "x/notes/2024", true, false },
		{ "[ab].md", "x/a.md", false, true },
		{ "[ab].md", "x/c.md", false, false },
		{ "", "a.md", false, false },
		{ "/", "a.md", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str glob = str_of(cases[i].glob);
		struct excludes x;
		struct arena a;

		arena_init(&a, 0);
		site.ignore = &glob;
		site.nignore = 1;
		excludes_init(&x, &site, &a);
		if (excludes_entry(&x, str_of(cases[i].path), cases[i].is_folder, 0) != cases[i].out)
			fail_msg("%s: %s", cases[i].glob, cases[i].path);
		arena_done(&a);
	}
}

static void
test_engines(void **state)
{
	static const struct {
		const char *name, *text;
		unsigned engine;
	} cases[] = {
		{ "_config.yml", "", EXCLUDES_JEKYLL },
		{ "hugo.toml", "", EXCLUDES_HUGO },
		{ "package.json", "{}", EXCLUDES_NODE },
		{ ".eleventy.js", "", EXCLUDES_NODE },
		{ "astro.config.ts", "", EXCLUDES_NODE },
		{ "marmot.yaml", "title: x\n", 0 },
		{ "config.toml", "title = 1\n  base_url = 'https://a/'\n", EXCLUDES_ZOLA },
		{ "config.toml", "baseURL = 'https://a/'\n", EXCLUDES_HUGO },
		{ "config.toml", "# base_url\n[server]\nport = 1\n", 0 },
		{ "config.yaml", "baseURL: https://a/\n", EXCLUDES_HUGO },
		{ "config.json", "{\n  \"baseURL\": \"https://a/\"\n}\n", EXCLUDES_HUGO },
		{ "config.json", "{}", 0 },
		{ "config.edn", "{:meta/version 1\n :a b}\n", EXCLUDES_LOGSEQ },
		{ "config.edn", "{:deps {}}\n", 0 },
		{ "article.md", "base_url", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		scratch_file(cases[i].name, cases[i].text);
		if (excludes_engine_of(scratch_dir, cases[i].name) != cases[i].engine)
			fail_msg("%s: %s", cases[i].name, cases[i].text);
		unlinkat(scratch_dir, cases[i].name, 0);
	}
	assert_int_equal(excludes_engine_of(scratch_dir, "config.toml"), 0);
}

static void
test_sniff_limit(void **state)
{
	static const char line[] = "\nbase_url = 'x'\n";
	size_t size = EXCLUDES_SNIFF_MAX + 1;
	char *text = calloc(1, size);

	(void)state;
	assert_non_null(text);
	memset(text, '#', size);
	memcpy(text + 100, line, sizeof line - 1);
	scratch_bytes("config.toml", text, size - 1);
	assert_int_equal(excludes_engine_of(scratch_dir, "config.toml"), EXCLUDES_ZOLA);
	scratch_bytes("config.toml", text, size);
	assert_int_equal(excludes_engine_of(scratch_dir, "config.toml"), 0);
	free(text);
}

static void
test_paths(void **state)
{
	static const struct {
		const char *path;
		bool out;
	} cases[] = {
		{ "a.md", false },
		{ "sub/deep/a.md", false },
		{ "sub/node_modules/x/readme.md", true },
		{ ".git/config", true },
		{ "sub/.obsidian/a.md", true },
		{ "vendor/a.md", true },
		{ "sub/vendor/a.md", false },
		{ "a.md~", true },
		{ "_config.yml", true },
		{ "not/there/a.md", false },
		{ "not/there/_site/a.md", true },
		{ "", false },
	};
	struct excludes x;
	struct arena a;

	(void)state;
	site_put("_config.yml", "title: x\n");
	site_put("sub/vendor/a.md", "");
	site_put("vendor/a.md", "");
	arena_init(&a, 0);
	excludes_init(&x, &site, &a);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (excludes_path(&x, scratch_dir, str_of(cases[i].path)) != cases[i].out)
			fail_msg("%s", cases[i].path);
	arena_done(&a);
}

static void
test_private_keys(void **state)
{
	static const char key[] = "some words\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n"
	    "-----END EC PRIVATE KEY-----\n";

	(void)state;
	site_put("a/key.pem", key);
	site_put("a/KEY.KEY", key);
	site_put("a/cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
	site_put("a/talk.key", "an Apple Keynote file");
	site_put("a/key.md", key);
	assert_true(excludes_private_key(scratch_dir, "a/key.pem"));
	assert_true(excludes_private_key(scratch_dir, "a/KEY.KEY"));
	assert_false(excludes_private_key(scratch_dir, "a/cert.pem"));
	assert_false(excludes_private_key(scratch_dir, "a/talk.key"));
	assert_false(excludes_private_key(scratch_dir, "a/key.md"));
	assert_false(excludes_private_key(scratch_dir, "a/none.pem"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_entries, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_globs, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_engines, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_sniff_limit, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_paths, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_private_keys, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
