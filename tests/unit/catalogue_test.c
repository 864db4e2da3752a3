/* catalogue_test.c - folders become lists: what is in them, in which order, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>

#include "content/catalogue_build.h"
#include "site.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* The paths of articles, one after another with a blank. */
static const char *
paths_of(const struct article *const *v, size_t n)
{
	static char text[4096];
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", i > 0 ? " " : "",
		    STR_ARG(v[i]->path));
	return text;
}

static const char *
names_of(const struct group *const *v, size_t n)
{
	static char text[4096];
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", i > 0 ? "|" : "",
		    STR_ARG(v[i]->name));
	return text;
}

static const struct section *
section_at(const struct catalogue *c, const char *path)
{
	const struct section *section = catalogue_find_section(c, str_of(path));

	if (section == NULL)
		fail_msg("no section %s", path);
	return section;
}

static const struct group *
group_at(const struct catalogue *c, enum group_kind kind, const char *path)
{
	const struct group *group = catalogue_find_group(c, kind, str_of(path));

	if (group == NULL)
		fail_msg("no group %s", path);
	return group;
}

static const struct article *
article_at(const struct catalogue *c, const char *path)
{
	const struct article *article = catalogue_find_article(c, str_of(path));

	if (article == NULL)
		fail_msg("no article %s", path);
	return article;
}

static void
check_str(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("\"%.*s\", not \"%s\"", STR_ARG(got), want);
}

/* How many diagnostics of this severity name path and say words. */
static size_t
diags_about(const struct catalogue *c, enum diag_severity severity, const char *path,
    const char *words)
{
	size_t n = 0;

	for (size_t i = 0; i < c->diags.n; i++)
		n += c->diags.v[i].severity == severity && str_is(c->diags.v[i].path, path) &&
		    str_search(c->diags.v[i].text, str_of(words)) < c->diags.v[i].text.len;
	return n;
}

static void
test_empty(void **state)
{
	struct catalogue *c = site_build(NULL);

	(void)state;
	assert_int_equal(c->narticles, 0);
	assert_int_equal(c->ntags, 0);
	assert_int_equal(c->nyears, 0);
	assert_int_equal(c->diags.n, 0);
	assert_int_equal(c->number, 1);
	assert_int_equal(c->next_change_s, INT64_MAX);
	assert_non_null(c->root);
	assert_ptr_equal(section_at(c, ""), c->root);
	assert_null(catalogue_find_article(c, STR("")));
	assert_null(catalogue_find_article(c, STR("a")));
	assert_null(catalogue_find_section(c, STR("a/")));
	assert_null(catalogue_find_asset(c, STR("a")));
	check_str(c->title, "example.org");
	check_str(c->author, "example.org");
	catalogue_release(c);
	catalogue_release(NULL);
	catalogue_hold(NULL);
}

static void
test_no_folder(void **state)
{
	const char *why = NULL;
	int error = 0;

	(void)state;
	site.content_dir = "no/such/folder";
	assert_null(catalogue_build(&site, NULL, 0, &error, &why));
	assert_int_equal(error, -ENOENT);
	assert_non_null(why);
}

static void
test_names(void **state)
{
	static const struct {
		const char *title, *description, *author, *host, *home;
		const char *want_title, *want_description, *want_author;
	} cases[] = {
		{ "T", "D", "A", "h", "---\ntitle: H\nexcerpt: E\n---\n", "T", "D", "A" },
		{ NULL, NULL, NULL, "h", "---\ntitle: H\nexcerpt: E\n---\n", "H", "E", "H" },
		{ "T", NULL, NULL, "h", "---\ntitle: H\nexcerpt: E\n---\n", "T", "E", "T" },
		{ NULL, NULL, NULL, "h", "text\n", "h", "", "h" },
		{ NULL, NULL, NULL, NULL, "text\n", "Capsule", "", "Capsule" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct catalogue *c;

		site.title = str_of(cases[i].title);
		site.description = str_of(cases[i].description);
		site.author = str_of(cases[i].author);
		site.host = str_of(cases[i].host);
		site_put("index.md", cases[i].home);
		c = site_build(NULL);
		check_str(c->title, cases[i].want_title);
		check_str(c->description, cases[i].want_description);
		check_str(c->author, cases[i].want_author);
		check_str(c->root->title, cases[i].want_title);
		assert_non_null(c->root->text);
		assert_int_equal(c->narticles, 0);
		catalogue_release(c);
	}
}

static void
test_orders(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("z/late.md", "---\ndate: 2024-05-02\n---\n");
	site_put("z/early.md", "---\ndate: 2023-01-01\norder: 9\n---\n");
	site_put("z/b.md", "---\ndate: 2024-01-01\ncategory: c\n---\n");
	site_put("z/a.md", "---\ndate: 2024-01-01\norder: 2\ncategory: c\nfeatured: true\n---\n");
	site_put("z/y.md", "---\ndate: 2024-01-01\norder: 1\nfeatured: true\ncategory: c\n---\n");
	site_put("z/undated.md", "---\norder: 0\n---\n");
	site_put("a/undated.md", "text\n");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles),
	    "z/late z/y z/a z/b z/early a/undated z/undated");
	assert_int_equal(c->ndated, 5);
	assert_string_equal(paths_of(c->featured, c->nfeatured), "z/y z/a");
	assert_string_equal(paths_of(section_at(c, "z/")->articles, section_at(c, "z/")->narticles),
	    "z/undated z/y z/a z/early z/late z/b");
	assert_string_equal(paths_of(group_at(c, GROUP_CATEGORY, "c")->articles, 3), "z/y z/a z/b");
	assert_string_equal(names_of(c->years, c->nyears), "2024|2023|undated");
	assert_string_equal(paths_of(c->years[0]->articles, c->years[0]->narticles),
	    "z/late z/y z/a z/b");
	assert_string_equal(paths_of(c->years[1]->articles, c->years[1]->narticles), "z/early");
	assert_string_equal(paths_of(group_at(c, GROUP_YEAR, "undated")->articles, 2),
	    "a/undated z/undated");
	assert_int_equal(c->latest.at_s, site_moment("2024-05-02"));
	catalogue_release(c);
}

static void
test_neighbours(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("x/1.md", "---\ndate: 2024-01-01\n---\n");
	site_put("y/2.md", "---\ndate: 2024-01-02\n---\n");
	site_put("x/deep/3.md", "---\ndate: 2024-01-03\n---\n");
	site_put("4.md", "---\ndate: 2024-01-04\n---\n");
	site_put("x/5/index.md", "---\ndate: 2024-01-05\n---\n");
	site_put("6.md", "---\ndate: 2024-01-06\n---\n");
	site_put("x/none.md", "");
	c = site_build(NULL);
	assert_null(article_at(c, "x/1")->older);
	assert_ptr_equal(article_at(c, "x/1")->newer, article_at(c, "x/deep/3"));
	assert_ptr_equal(article_at(c, "x/deep/3")->older, article_at(c, "x/1"));
	assert_ptr_equal(article_at(c, "x/deep/3")->newer, article_at(c, "x/5/"));
	assert_null(article_at(c, "x/5/")->newer);
	assert_null(article_at(c, "y/2")->older);
	assert_null(article_at(c, "y/2")->newer);
	assert_ptr_equal(article_at(c, "4")->newer, article_at(c, "6"));
	assert_null(article_at(c, "x/none")->older);
	assert_null(article_at(c, "x/none")->newer);
	catalogue_release(c);
}

static void
test_sections(void **state)
{
	struct catalogue *c;
	const struct section *docs;

	(void)state;
	site_put("index.md", "---\ntitle: Home\n---\n");
	site_put("docs/_index.md", "---\ntitle: The docs\norder: 2\ndate: 2020-01-01\n---\n");
	site_put("docs/b/one.md", "---\ndate: 2021-01-01\n---\n");
	site_put("docs/A/two.md", "---\ndate: 2022-01-01\nupdated: 2023-01-01\n---\n");
	site_put("docs/three.md", "text\n");
	site_put("notes/README.md", "no title here\n");
	site_put("notes/n.md", "text\n");
	site_put("first/index.md", "---\norder: 1\n---\n");
	site_put("first/f.md", "text\n");
	site_put("empty/image.png", "");
	site_put("gem/hello.gmi", "# Hello\n");
	site_put("static/gem/hidden.gmi", "");
	c = site_build(NULL);
	assert_int_equal(c->root->nsections, 4);
	check_str(c->root->sections[0]->path, "first/");
	check_str(c->root->sections[1]->path, "docs/");
	check_str(c->root->sections[2]->path, "gem/");
	check_str(c->root->sections[3]->path, "notes/");
	check_str(section_at(c, "notes/")->title, "notes");
	docs = section_at(c, "docs/");
	check_str(docs->title, "The docs");
	assert_int_equal(docs->nsections, 2);
	check_str(docs->sections[0]->path, "docs/A/");
	check_str(docs->sections[1]->path, "docs/b/");
	assert_string_equal(paths_of(docs->articles, docs->narticles), "docs/three");
	assert_int_equal(docs->total, 3);
	assert_int_equal(docs->latest.at_s, site_moment("2023-01-01"));
	assert_false(docs->is_bundle);
	assert_ptr_equal(docs->parent, c->root);
	assert_ptr_equal(docs->text->section, docs);
	assert_ptr_equal(article_at(c, "docs/A/two")->section, section_at(c, "docs/A/"));
	assert_int_equal(c->root->total, 5);
	assert_int_equal(c->root->narticles, 0);
	assert_null(catalogue_find_section(c, STR("empty/")));
	assert_null(catalogue_find_section(c, STR("static/")));
	assert_int_equal(section_at(c, "gem/")->nassets, 1);
	/* The text of a section counts in no list. */
	assert_int_equal(c->narticles, 5);
	assert_string_equal(names_of(c->years, c->nyears), "2022|2021|undated");
	catalogue_release(c);
}

static void
test_bundles(void **state)
{
	struct catalogue *c;
	const struct section *posts;

	(void)state;
	site_put("posts/_index.md", "---\ntitle: Posts\ntags: [t]\n---\n");
	site_put("posts/one/index.md", "---\ntitle: One\ndate: 2024-01-01\ntags: [t]\n---\n");
	site_put("posts/one/photo.png", "");
	site_put("posts/two/README.md", "---\ndate: 2024-01-02\n---\n");
	site_put("posts/three/index.md", "---\ntitle: Three\n---\n");
	site_put("posts/three/below/index.md", "---\ndate: 2024-01-03\n---\n");
	c = site_build(NULL);
	posts = section_at(c, "posts/");
	assert_string_equal(paths_of(c->articles, c->narticles),
	    "posts/three/below/ posts/two/ posts/one/");
	assert_string_equal(paths_of(posts->articles, posts->narticles), "posts/two/ posts/one/");
	assert_int_equal(posts->nsections, 1);
	check_str(posts->sections[0]->path, "posts/three/");
	assert_int_equal(posts->total, 3);
	assert_true(section_at(c, "posts/one/")->is_bundle);
	assert_false(section_at(c, "posts/three/")->is_bundle);
	assert_true(section_at(c, "posts/three/below/")->is_bundle);
	assert_ptr_equal(article_at(c, "posts/one/")->section, posts);
	assert_ptr_equal(section_at(c, "posts/one/")->text, article_at(c, "posts/one/"));
	assert_int_equal(group_at(c, GROUP_TAG, "t")->narticles, 1);
	/* A section's text names its tags where others made them groups. */
	assert_int_equal(posts->text->ntags, 1);
	assert_ptr_equal(posts->text->tag_groups[0], group_at(c, GROUP_TAG, "t"));
	assert_int_equal(article_place(article_at(c, "posts/one/")).kind, PLACE_SECTION);
	catalogue_release(c);

	/* A lone text of the root is the home page and no article. */
	site_end();
	site_begin();
	site_put("README.md", "---\ntitle: Home\ntags: [a]\ncategory: c\n---\n");
	c = site_build(NULL);
	assert_int_equal(c->narticles, 0);
	assert_int_equal(c->ntags, 0);
	assert_int_equal(c->root->text->ntags, 0);
	assert_null(c->root->text->category_group);
	assert_false(c->root->is_bundle);
	assert_int_equal(article_place(c->root->text).kind, PLACE_HOME);
	catalogue_release(c);
}

static void
test_two_texts(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("d/README.md", "---\ntitle: R\n---\n");
	site_put("d/index.md", "---\ntitle: I\n---\n");
	site_put("d/_index.md", "---\ntitle: U\n---\n");
	for (int round = 0; round < 2; round++) {
		c = site_build(NULL);
		check_str(section_at(c, "d/")->title, "U");
		assert_string_equal(paths_of(c->articles, c->narticles), "d/README d/index");
		assert_int_equal(diags_about(c, DIAG_NOTE, "d/index.md", "_index.md"), 1);
		assert_int_equal(diags_about(c, DIAG_NOTE, "d/README.md", "_index.md"), 1);
		assert_ptr_equal(catalogue_find_file(c, STR("d/index.md")),
		    article_at(c, "d/index"));
		assert_ptr_equal(catalogue_find_file(c, STR("d/_index.md")),
		    article_at(c, "d/"));
		catalogue_release(c);
	}
}

static void
test_tags(void **state)
{
	static const struct str ignored[] = { { "POST", 4 }, { "all", 3 } };
	struct catalogue *c;
	const struct article *article;

	(void)state;
	site.ignore_tags = ignored;
	site.nignore_tags = COUNT(ignored);
	site_put("1.md", "---\ndate: 2024-01-01\ntags: [linux, Zebra, post, os/bsd]\n---\n");
	site_put("2.md", "---\ndate: 2024-01-02\ntags: [Linux, \"C++\", os, TCP/IP]\n---\n");
	site_put("3.md", "---\ndate: 2024-01-03\ntags: [\"\xc3\xa4pfel\", machine learning]\n---\n");
	site_put("4.md", "---\ndate: 2024-01-04\ntags: [machine-learning, All]\n---\n");
	c = site_build(NULL);
	assert_string_equal(names_of(c->tags, c->ntags),
	    "C++|Linux|machine-learning|os|os/bsd|TCP/IP|Zebra|\xc3\xa4pfel");
	assert_string_equal(paths_of(group_at(c, GROUP_TAG, "linux")->articles, 2), "2 1");
	assert_string_equal(paths_of(group_at(c, GROUP_TAG, "machine-learning")->articles, 2), "4 3");
	assert_int_equal(c->tags[3]->narticles, 2);
	assert_string_equal(paths_of(c->tags[3]->articles, 2), "2 1");
	assert_string_equal(paths_of(c->tags[4]->articles, c->tags[4]->narticles), "1");
	assert_null(c->tags[4]->parent);
	article = article_at(c, "1");
	assert_int_equal(article->ntags, 4);
	for (size_t i = 0; i < article->ntags; i++)
		assert_non_null(article->tag_groups[i]);
	check_str(article->tag_groups[2]->name, "os/bsd");
	assert_int_equal(article_at(c, "4")->ntags, 1);
	assert_int_equal(group_at(c, GROUP_TAG, "linux")->latest.at_s, site_moment("2024-01-02"));
	catalogue_release(c);
}

static void
test_categories(void **state)
{
	struct catalogue *c;
	const struct group *ai;

	(void)state;
	site_put("1.md", "---\ncategory: AI/Hardware\ndate: 2024-01-01\n---\n");
	site_put("2.md", "---\ncategory: ai\ndate: 2024-01-02\norder: 5\n---\n");
	site_put("3.md", "---\ncategory: ai / Software /\ndate: 2024-01-03\norder: 4\n---\n");
	site_put("4.md", "---\ncategory: Zoo\n---\n");
	site_put("5.md", "---\ncategory: /\n---\n");
	c = site_build(NULL);
	assert_string_equal(names_of(c->categories, c->ncategories), "ai|Zoo");
	ai = group_at(c, GROUP_CATEGORY, "ai");
	assert_string_equal(paths_of(ai->articles, ai->narticles), "3 2 1");
	assert_string_equal(names_of(ai->groups, ai->ngroups), "Hardware|Software");
	check_str(ai->groups[0]->path, "ai/hardware");
	assert_ptr_equal(ai->groups[0]->parent, ai);
	assert_ptr_equal(article_at(c, "1")->category_group, group_at(c, GROUP_CATEGORY, "ai/hardware"));
	assert_null(article_at(c, "5")->category_group);
	catalogue_release(c);

	/* Parts beyond the deepest count for that. */
	site_put("6.md", "---\ncategory: 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16\n---\n");
	site_put("7.md", "---\ncategory: 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17\n---\n");
	c = site_build(NULL);
	check_str(article_at(c, "6")->category_group->name, "16");
	assert_ptr_equal(article_at(c, "7")->category_group, article_at(c, "6")->category_group);
	assert_int_equal(article_at(c, "7")->category_group->narticles, 2);
	catalogue_release(c);
}

static void
test_hidden(void **state)
{
	static const char now[] = "2026-06-15T12:00:00Z";
	struct catalogue *c, *next;

	(void)state;
	site_put("draft.md", "---\ndraft: true\ntags: [x]\naliases: [/old/]\n---\n");
	site_put("future.md", "---\ndate: 2026-06-15T12:00:01Z\ntags: [x]\n---\n");
	site_put("later.md", "---\ndate: 2027-01-01\n---\n");
	site_put("expired.md", "---\nexpiryDate: 2026-06-15T12:00:00Z\n---\n");
	site_put("expires.md", "---\nexpiryDate: 2026-06-15T12:00:02Z\n---\n");
	site_put("sub/_drafts/d.md", "text\n");
	site_put("sub/_drafts/d.png", "");
	site_put("gone/only.md", "---\ndraft: true\n---\n");
	site_put("shown.md", "text\n");
	c = site_build_at(NULL, now);
	assert_string_equal(paths_of(c->articles, c->narticles), "expires shown");
	assert_int_equal(c->nhidden, 6);
	assert_int_equal(c->ntags, 0);
	assert_int_equal(c->nassets, 0);
	assert_null(catalogue_find_article(c, STR("draft")));
	assert_null(catalogue_find_file(c, STR("draft.md")));
	assert_null(catalogue_find_file(c, STR("sub/_drafts/d.md")));
	assert_null(catalogue_find_section(c, STR("gone/")));
	assert_null(catalogue_find_section(c, STR("sub/")));
	assert_int_equal(c->next_change_s, site_moment("2026-06-15T12:00:01Z"));

	next = site_build_at(c, "2026-06-15T12:00:01Z");
	assert_string_equal(paths_of(next->articles, next->narticles), "future expires shown");
	assert_int_equal(next->ntags, 1);
	assert_int_equal(next->next_change_s, site_moment("2026-06-15T12:00:02Z"));
	catalogue_release(c);
	c = site_build_at(next, "2026-06-15T12:00:02Z");
	assert_string_equal(paths_of(c->articles, c->narticles), "future shown");
	assert_int_equal(c->next_change_s, site_moment("2027-01-01"));
	catalogue_release(c);
	catalogue_release(next);
}

static void
test_gone(void **state)
{
	struct place place;
	struct catalogue *c;

	(void)state;
	site_put("a/1.md", "---\ntags: [x]\ncategory: c\ndate: 2024-01-01\n---\n");
	site_put("a/2.md", "---\ntags: [x, y]\ncategory: c\ndate: 2024-01-02\ngone: true\n"
	    "featured: true\naliases: [/old]\n---\n");
	site_put("a/bundle/index.md", "---\ngone: true\ndate: 2025-01-02\ntags: [x]\n---\n");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "a/1");
	assert_int_equal(c->nfeatured, 0);
	assert_int_equal(c->ntags, 1);
	assert_int_equal(c->tags[0]->narticles, 1);
	assert_int_equal(c->categories[0]->narticles, 1);
	assert_string_equal(names_of(c->years, c->nyears), "2024");
	assert_int_equal(section_at(c, "a/")->narticles, 1);
	assert_int_equal(section_at(c, "a/")->total, 1);
	assert_int_equal(section_at(c, "a/")->nsections, 0);
	assert_null(article_at(c, "a/1")->newer);
	assert_true(article_at(c, "a/2")->gone);
	assert_int_equal(article_at(c, "a/2")->ntags, 1);
	assert_true(article_at(c, "a/bundle/")->gone);
	assert_true(catalogue_find_other(c, STR("old"), NULL, &place));
	check_str(place.path, "a/2");
	catalogue_release(c);
}

static void
test_slug_clash(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("a/two.md", "---\nslug: x\n---\n");
	site_put("a/one.md", "---\nslug: x\n---\n");
	site_put("b/z.markdown", "text\n");
	site_put("b/z.md", "text\n");
	for (int round = 0; round < 2; round++) {
		c = site_build(NULL);
		assert_string_equal(paths_of(c->articles, c->narticles), "a/x a/two b/z b/z.md");
		check_str(article_at(c, "a/x")->file, "a/one.md");
		check_str(article_at(c, "b/z")->file, "b/z.markdown");
		assert_int_equal(diags_about(c, DIAG_WARNING, "a/two.md", "a/one.md"), 1);
		assert_int_equal(diags_about(c, DIAG_WARNING, "b/z.md", "b/z.markdown"), 1);
		check_str(catalogue_find_file(c, STR("b/z.md"))->path, "b/z.md");
		check_str(catalogue_find_file(c, STR("a/one.md"))->path, "a/x");
		catalogue_release(c);
	}
	/* All that it could be called is taken. */
	site_put("c/n.md", "---\nslug: m\n---\n");
	site_put("c/m.md", "text\n");
	site_put("c/o.md", "---\nslug: n\n---\n");
	site_put("c/p.md", "---\nslug: n.md\n---\n");
	c = site_build(NULL);
	check_str(article_at(c, "c/m")->file, "c/m.md");
	check_str(article_at(c, "c/n")->file, "c/o.md");
	assert_null(catalogue_find_file(c, STR("c/n.md")));
	assert_int_equal(diags_about(c, DIAG_ERROR, "c/n.md", "not shown"), 1);
	assert_int_equal(c->nhidden, 1);
	catalogue_release(c);
}

/* The address a clash gave goes with the clash, although the file is unchanged. */
static void
test_clash_ends(void **state)
{
	struct catalogue *c, *next;

	(void)state;
	site_put("a.md", "---\nslug: x\n---\n");
	site_put("b.md", "---\nslug: x\n---\n");
	site_put("d/README.md", "---\ntitle: R\n---\n");
	site_put("d/index.md", "---\ntitle: I\ntags: [only-here]\n---\n");
	site_put("d/e.md", "text\n");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "x b d/README d/e");
	assert_int_equal(article_at(c, "d/")->ntags, 0);
	scratch_must(unlinkat(scratch_dir, "a.md", 0) == 0, "a.md");
	scratch_must(unlinkat(scratch_dir, "d/e.md", 0) == 0, "d/e.md");
	scratch_must(unlinkat(scratch_dir, "d/README.md", 0) == 0, "d/README.md");
	next = site_build(c);
	catalogue_release(c);
	assert_string_equal(paths_of(next->articles, next->narticles), "x d/");
	check_str(article_at(next, "x")->file, "b.md");
	assert_int_equal(article_at(next, "d/")->ntags, 1);
	assert_int_equal(next->diags.n, 0);
	catalogue_release(next);
}

/* "gemini://example.org:65535/" has 27 bytes, and each byte of a folder of 127 "é" three. */
static void
test_address_too_long(void **state)
{
	char folder[256] = "", path[600];
	struct catalogue *c;

	(void)state;
	for (size_t i = 0; i < 127; i++)
		memcpy(folder + 2 * i, "\xC3\xA9", 3);
	for (unsigned len = 229; len <= 235; len++) {
		snprintf(path, sizeof path, "%s/%0*u.t", folder, (int)len - 2, len);
		site_put(path, "text\n");
		snprintf(path, sizeof path, "%s/%0*u.md", folder, (int)len, len);
		site_put(path, "---\ncategory: short\n---\n");
	}
	c = site_build(NULL);
	for (unsigned len = 229; len <= 235; len++) {
		snprintf(path, sizeof path, "%s/%0*u.t", folder, (int)len - 2, len);
		assert_int_equal(diags_about(c, DIAG_WARNING, path, "too long for Gemini"), len > 234);
		snprintf(path, sizeof path, "%s/%0*u.md", folder, (int)len, len);
		assert_int_equal(diags_about(c, DIAG_WARNING, path, "give it a slug"), len > 230);
	}
	catalogue_release(c);
}

static void
test_clash_notes(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("a.md", "---\ntags: [t]\ndate: 2024-01-01\n---\n");
	site_put("tags/t.md", "text\n");
	site_put("tags/u.md", "text\n");
	site_put("archive/2024.md", "text\n");
	site_put("archive/2023.md", "text\n");
	site_put("archive/page/2.md", "text\n");
	site_put("search.md", "text\n");
	site_put("atom.xml", "<feed/>");
	site_put("tags/t.xml", "<feed/>");
	site_put("foo.md", "text\n");
	site_put("foo/bar.md", "text\n");
	site_put("foo.txt", "text\n");
	site_put("foo.gmi", "text\n");
	site_put("foo/index.gmi", "text\n");
	site_put("foo/index.txt", "text\n");
	site_put("free.txt", "text\n");
	c = site_build(NULL);
	assert_int_equal(diags_about(c, DIAG_WARNING, "tags/t.md", "/tags/t"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "tags/u.md", ""), 0);
	assert_int_equal(diags_about(c, DIAG_WARNING, "archive/2024.md", "/archive/2024"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "archive/2023.md", ""), 0);
	assert_int_equal(diags_about(c, DIAG_WARNING, "archive/page/2.md", ""), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "search.md", "/search"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "atom.xml", "/atom.xml"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "tags/t.xml", "/tags/t.xml"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "tags/", "/tags/"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "foo.md", "folder"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "foo.txt", "foo.md"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "foo.gmi", "foo.md"), 1);
	assert_int_equal(diags_about(c, DIAG_NOTE, "foo/index.gmi", ""), 0);
	assert_int_equal(diags_about(c, DIAG_NOTE, "foo/index.txt", ""), 0);
	assert_int_equal(diags_about(c, DIAG_NOTE, "free.txt", ""), 0);
	catalogue_release(c);
}

static void
test_excluded(void **state)
{
	static const struct str globs[] = { { "secret*", 7 } };
	struct catalogue *c;

	(void)state;
	site.ignore = globs;
	site.nignore = COUNT(globs);
	site_put("package.json", "{}");
	site_put("vendor/a.md", "");
	site_put("x/vendor/ok.md", "");
	site_put("node_modules/m/README.md", "");
	site_put(".git/config", "");
	site_put("secrets/a.md", "");
	site_put("x/secret.png", "");
	site_put("a.md~", "");
	site_put(".well-known/security.txt", "");
	site_put(".well-known/note.md", "");
	site_put("keys/server.pem", "-----BEGIN PRIVATE KEY-----\n");
	site_put("LICENSE", "");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "x/vendor/ok");
	assert_int_equal(c->nassets, 3);
	assert_non_null(catalogue_find_asset(c, STR(".well-known/security.txt")));
	assert_non_null(catalogue_find_asset(c, STR(".well-known/note.md")));
	assert_non_null(catalogue_find_asset(c, STR("LICENSE")));
	assert_int_equal(diags_about(c, DIAG_WARNING, "keys/server.pem", "private key"), 1);
	catalogue_release(c);
}

/* Else "assets: ." or "assets: .." would show the source of each draft, and of what is private. */
static void
test_articles_are_no_assets(void **state)
{
	static const char *const dirs[] = { ".", "..", "../link" };
	struct catalogue *c;

	(void)state;
	site_put("content/notes/hidden.md", "---\ndraft: true\n---\nnothing yet\n");
	site_put("content/a.png", "1");
	site_put("beside/b.png", "2");
	assert_int_equal(symlink("content", scratch_name("link")), 0);
	site.content_dir = scratch_name("content");
	site.asset_dirs = dirs;
	site.nasset_dirs = COUNT(dirs);
	c = site_build(NULL);
	assert_int_equal(diags_about(c, DIAG_WARNING, ".", "take it out of assets:"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "../link", "take it out of assets:"), 1);
	assert_null(catalogue_find_asset(c, STR("notes/hidden.md")));
	assert_null(catalogue_find_asset(c, STR("content/notes/hidden.md")));
	assert_null(catalogue_find_asset(c, STR("link/notes/hidden.md")));
	assert_non_null(catalogue_find_asset(c, STR("a.png")));
	assert_non_null(catalogue_find_asset(c, STR("beside/b.png")));
	catalogue_release(c);
}

static void
test_assets(void **state)
{
	static const char *const dirs[] = { "more", "missing" };
	struct fs_stamp stamp;
	struct catalogue *c;
	const struct asset *asset;
	char byte;
	int fd;

	(void)state;
	site_put("content/a.png", "1");
	site_put("content/static/a.png", "2");
	site_put("content/static/img/b.png", "3");
	site_put("content/public/img/b.png", "4");
	site_put("content/assets/c.txt", "5");
	site_put("content/docs/d.pdf", "6");
	site_put("content/docs/e.md", "text\n");
	site_put("content/docs/e.jpg", "7");
	site_put("content/robots.txt", "");
	site_put("content/more/img/b.png", "8");
	site_put("content/more/only.md", "9");
	site.content_dir = scratch_name("content");
	site.asset_dirs = dirs;
	site.nasset_dirs = COUNT(dirs);
	c = site_build(NULL);
	assert_int_equal(c->nroots, 2);
	assert_int_equal(diags_about(c, DIAG_WARNING, "missing", "cannot be opened"), 1);
	check_str(catalogue_find_asset(c, STR("a.png"))->file, "a.png");
	check_str(catalogue_find_asset(c, STR("static/a.png"))->file, "static/a.png");
	check_str(catalogue_find_asset(c, STR("img/b.png"))->file, "public/img/b.png");
	check_str(catalogue_find_asset(c, STR("c.txt"))->path, "assets/c.txt");
	assert_null(catalogue_find_asset(c, STR("A.png")));
	assert_null(catalogue_find_asset(c, STR("docs/e.md")));
	assert_int_equal(section_at(c, "docs/")->nassets, 1);
	check_str(section_at(c, "docs/")->assets[0]->path, "docs/d.pdf");
	assert_int_equal(c->root->nassets, 0);

	/* In a further root everything is an asset, the Markdown too. */
	asset = catalogue_find_asset(c, STR("only.md"));
	assert_non_null(asset);
	assert_int_equal(asset->root, 1);
	fd = catalogue_open_asset(c, asset, &stamp);
	assert_true(fd >= 0);
	assert_int_equal(stamp.size, 1);
	assert_int_equal(read(fd, &byte, 1), 1);
	assert_int_equal(byte, '9');
	close(fd);
	catalogue_release(c);
}

static void
test_odd_files(void **state)
{
	struct catalogue *c;

	(void)state;
	site_put("good.md", "text\n");
	site_put("sub/a.md", "text\n");
	site_put("bad\xff.md", "text\n");
	site_put("tab\there.png", "");
	site_put("back\\slash.png", "");
	site_put("c1\xc2\x85.md", "text\n");
	assert_int_equal(mkfifoat(scratch_dir, "pipe.md", 0644), 0);
	scratch_link("loop", ".");
	scratch_link("sub/up", "..");
	scratch_link("sub/sibling.md", "../good.md");
	scratch_link("other", "sub");
	scratch_link("out.md", "/etc/hostname");
	scratch_link("outside", "/etc");
	scratch_link("dead.md", "nowhere");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles),
	    "good other/a other/sibling sub/a sub/sibling");
	assert_int_equal(c->nassets, 0);
	assert_int_equal(diags_about(c, DIAG_WARNING, "pipe.md", "neither"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "loop", "above"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "sub/up", "above"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "out.md", "follow_links"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "outside", "follow_links"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "dead.md", "nothing"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "bad\xff.md", "address"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "tab\there.png", "address"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "back\\slash.png", "address"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "c1\xc2\x85.md", "address"), 1);
	catalogue_release(c);
}

static void
test_follow_links(void **state)
{
	struct strbuf body = STRBUF_INIT;
	struct fs_stamp stamp;
	struct catalogue *c;
	unsigned line;
	int fd;

	(void)state;
	site_put("content/a.md", "text\n");
	site_put("elsewhere/b.md", "---\ntitle: B\n---\nbody\n");
	site_put("elsewhere/b.png", "1");
	scratch_link("content/dir", "../elsewhere");
	scratch_link("content/b.md", "../elsewhere/b.md");
	site.content_dir = scratch_name("content");
	site.follow_links = true;
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "a b dir/b");
	assert_int_equal(catalogue_read_body(c, article_at(c, "dir/b"), &body, &line), 0);
	assert_string_equal(body.buf, "body\n");
	assert_int_equal(line, 4);
	assert_int_equal(catalogue_stat(c, article_at(c, "dir/b"), &stamp), 0);
	assert_true(fs_stamp_eq(stamp, article_at(c, "dir/b")->stamp));
	fd = catalogue_open_asset(c, catalogue_find_asset(c, STR("dir/b.png")), &stamp);
	assert_true(fd >= 0);
	close(fd);
	/* No longer allowed: the next request already is refused. */
	site.follow_links = false;
	assert_int_equal(catalogue_stat(c, article_at(c, "dir/b"), &stamp), -EXDEV);
	strbuf_done(&body);
	catalogue_release(c);
}

static void
test_read_body(void **state)
{
	struct strbuf body = STRBUF_INIT;
	struct fs_stamp stamp;
	struct catalogue *c;
	unsigned line = 7;

	(void)state;
	site_put("a.md", "---\ntitle: A\n---\none\n");
	c = site_build(NULL);
	strbuf_adds(&body, ">");
	assert_int_equal(catalogue_read_body(c, article_at(c, "a"), &body, &line), 0);
	assert_string_equal(body.buf, ">one\n");
	assert_int_equal(line, 4);
	site_put("a.md", "---\ntitle: A\nmore: b\n---\nlonger\n");
	assert_int_equal(catalogue_read_body(c, article_at(c, "a"), &body, &line), 0);
	assert_string_equal(body.buf, ">one\nlonger\n");
	assert_int_equal(line, 5);
	assert_int_equal(catalogue_stat(c, article_at(c, "a"), &stamp), 0);
	assert_false(fs_stamp_eq(stamp, article_at(c, "a")->stamp));
	scratch_must(unlinkat(scratch_dir, "a.md", 0) == 0, "a.md");
	assert_int_equal(catalogue_read_body(c, article_at(c, "a"), &body, &line), -ENOENT);
	assert_string_equal(body.buf, ">one\nlonger\n");
	strbuf_done(&body);
	catalogue_release(c);
}

static void
test_limits(void **state)
{
	struct catalogue *c;
	char path[CATALOGUE_DEPTH_MAX * 2 + 16];
	size_t at = 0;

	(void)state;
	for (int i = 0; i <= CATALOGUE_DEPTH_MAX; i++) {
		memcpy(path + at, "d/", 2);
		at += 2;
		if (i == CATALOGUE_DEPTH_MAX - 1) {
			memcpy(path + at, "in.md", 6);
			site_put(path, "text\n");
		}
	}
	memcpy(path + at, "out.md", 7);
	site_put(path, "text\n");
	c = site_build(NULL);
	assert_int_equal(c->narticles, 1);
	assert_true(str_ends(c->articles[0]->path, STR("/in")));
	path[at - 1] = '\0';
	assert_int_equal(diags_about(c, DIAG_ERROR, path, "folders within folders"), 1);
	catalogue_release(c);

	site_end();
	site_begin();
	site.articles_max = 2;
	site_put("a.md", "text\n");
	site_put("b.md", "text\n");
	c = site_build(NULL);
	assert_int_equal(c->narticles, 2);
	assert_int_equal(c->diags.n, 0);
	catalogue_release(c);
	site_put("c.md", "text\n");
	site_put("d.md", "text\n");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "a b");
	assert_int_equal(diags_about(c, DIAG_ERROR, "c.md", "more than 2 articles"), 1);
	assert_int_equal(c->diags.n, 1);
	catalogue_release(c);

	site.articles_max = 0;
	site.article_size_max = 5;
	site_put("c.md", "12345");
	site_put("d.md", "123456");
	c = site_build(NULL);
	assert_string_equal(paths_of(c->articles, c->narticles), "a b c");
	assert_int_equal(diags_about(c, DIAG_ERROR, "d.md", "5 bytes"), 1);
	catalogue_release(c);
}

/* What a real folder would take hours to reach, with lower limits. */
static void
test_counts(void **state)
{
	static const struct {
		size_t folders, assets;		/* that are there */
		size_t ndiags;
	} cases[] = { { 3, 2, 0 }, { 4, 2, 1 }, { 5, 2, 1 }, { 3, 3, 1 }, { 3, 4, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct build b;
		struct catalogue *c;
		char name[32];

		site_end();
		site_begin();
		for (size_t j = 1; j < cases[i].folders; j++) {
			snprintf(name, sizeof name, "folder%zu/a.md", j);
			site_put(name, "text\n");
		}
		for (size_t j = 0; j < cases[i].assets; j++) {
			snprintf(name, sizeof name, "file%zu", j);
			site_put(name, "");
		}
		assert_int_equal(build_begin(&b, &site, NULL, 0), 0);
		b.folders_max = 3;
		b.assets_max = 2;
		c = build_end(&b);
		assert_int_equal(c->narticles, 2);
		assert_int_equal(c->nassets, 2);
		assert_int_equal(c->diags.n, cases[i].ndiags);
		assert_int_equal(diags_about(c, DIAG_ERROR, "folder3", "more than 3 folders"),
		    cases[i].folders > 3);
		assert_int_equal(diags_about(c, DIAG_ERROR, "file2", "more than 2 files"),
		    cases[i].assets > 2);
		catalogue_release(c);
	}
}

/* Folders that link to each other are many ways through few folders. */
static void
test_link_farm(void **state)
{
	struct build b;
	struct catalogue *c;

	(void)state;
	for (char from = 'a'; from <= 'h'; from++) {
		const char folder[] = { from, '\0' };

		scratch_folder(folder);
		for (char to = 'a'; to <= 'h'; to++) {
			const char name[] = { from, '/', to, '\0' }, target[] = { '.', '.', '/', to, '\0' };

			scratch_link(name, target);
		}
	}
	assert_int_equal(build_begin(&b, &site, NULL, 0), 0);
	b.folders_max = 500;
	c = build_end(&b);
	assert_int_equal(c->diags.nerrors, 1);
	catalogue_release(c);
}

/* The longest name there may be; longer ones no file system here makes. */
static void
test_name_limit(void **state)
{
	char name[CATALOGUE_NAME_MAX + 1];
	struct catalogue *c;

	(void)state;
	memset(name, 'n', sizeof name);
	memcpy(name + sizeof name - 5, ".png", 5);
	site_put(name, "");
	c = site_build(NULL);
	assert_int_equal(strlen(name), CATALOGUE_NAME_MAX);
	assert_int_equal(c->nassets, 1);
	catalogue_release(c);
}

/* Makes a file look as if it had been written at another time, unchanged. */
static void
touch(const char *name, time_t at)
{
	struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };

	scratch_must(utimensat(scratch_dir, name, times, 0) == 0, name);
}

static void
forge(struct catalogue *c, const char *path, const char *title)
{
	((struct article *)article_at(c, path))->title = str_of(title);
}

static void
test_rebuild(void **state)
{
	struct catalogue *c, *next;
	struct capsule other;
	const struct article *article;
	const char *why;
	int error;

	(void)state;
	site_put("a.md", "---\ntitle: One\ntags: [x, y]\ncategory: c\naliases: [/old/]\n"
	    "date: 2024-01-01\nexcerpt: E\n---\n");
	site_put("draft.md", "---\ndraft: true\n---\n");
	site_put("dir/index.md", "---\ntitle: Dir\nslug: z\n---\n");
	site_put("broken.md", "---\ndate: 2024-13-01\ntitle: B\n---\n");
	site_put("gone.md", "text\n");
	touch("a.md", 1000);
	touch("draft.md", 1000);
	c = site_build(NULL);

	/* Another title in the catalogue shows whether it was taken from there. */
	forge(c, "a", "One, taken over");
	scratch_must(unlinkat(scratch_dir, "gone.md", 0) == 0, "gone.md");
	site_put("new.md", "text\n");
	next = site_build(c);
	assert_int_equal(next->number, 2);
	assert_int_equal(next->diags.n, c->diags.n);
	assert_int_equal(next->diags.nwarnings, c->diags.nwarnings);
	catalogue_release(c);
	article = article_at(next, "a");
	check_str(article->title, "One, taken over");
	check_str(article->excerpt, "E");
	check_str(article->file, "a.md");
	assert_int_equal(article->ntags, 2);
	check_str(article->tags[1], "y");
	check_str(article->category_group->name, "c");
	assert_int_equal(article->naliases, 1);
	check_str(article->aliases[0], "old/");
	assert_string_equal(paths_of(next->articles, next->narticles), "a broken dir/ new");
	assert_int_equal(next->nhidden, 1);

	/* Another stamp, or other settings: read again. */
	touch("a.md", 1001);
	c = site_build(next);
	check_str(article_at(c, "a")->title, "One");
	catalogue_release(next);
	forge(c, "a", "Forged");
	other = site;
	next = catalogue_build(&other, c, site_moment(SITE_NOW), &error, &why);
	assert_non_null(next);
	assert_int_equal(next->number, c->number + 1);
	check_str(article_at(next, "a")->title, "One");
	catalogue_release(next);
	catalogue_release(c);
}

/* As if the article had last changed long before it was read. */
static void
age(struct catalogue *c, const char *path)
{
	struct article *article = (struct article *)article_at(c, path);

	article->fresh_hash = 0;
}

/* Once the stamp can be trusted nothing is read; until then the text decides. */
static void
test_stamp_too_fresh(void **state)
{
	struct catalogue *c, *next;
	struct fs_stamp stamp;

	(void)state;
	site_put("a.md", "---\ntitle: One\n---\n");
	c = site_build(NULL);
	assert_true(article_at(c, "a")->fresh_hash != 0);
	next = site_build(c);
	assert_true(catalogue_same(c, next));
	catalogue_release(next);

	/* The same size within one tick of the clock: as if the stamp were the same. */
	site_put("a.md", "---\ntitle: Two\n---\n");
	assert_int_equal(fs_stat_file(scratch_dir, "a.md", &stamp), 0);
	((struct article *)article_at(c, "a"))->stamp = stamp;
	next = site_build(c);
	check_str(article_at(next, "a")->title, "Two");
	assert_false(catalogue_same(c, next));
	catalogue_release(next);

	age(c, "a");
	next = site_build(c);
	check_str(article_at(next, "a")->title, "One");
	assert_true(catalogue_same(c, next));
	catalogue_release(next);
	catalogue_release(c);
}

/* Modes change no time of writing, and yet decide whether it can be read. */
static void
test_mode_is_part_of_the_stamp(void **state)
{
	struct catalogue *c, *next;

	(void)state;
	site_put("a.md", "---\ntitle: One\n---\n");
	c = site_build(NULL);
	age(c, "a");
	forge(c, "a", "Forged");
	scratch_must(fchmodat(scratch_dir, "a.md", 0640, 0) == 0, "chmod");
	next = site_build(c);
	check_str(article_at(next, "a")->title, "One");
	catalogue_release(next);
	catalogue_release(c);
}

/* A file that cannot be read is listed as it was, and not at all if it never was. */
static void
test_unreadable(void **state)
{
	struct catalogue *c, *next;

	(void)state;
	site.article_size_max = 64;
	site_put("a.md", "---\ntitle: Small\n---\n");
	c = site_build(NULL);
	site_put("a.md", "---\ntitle: Large\n---\n"
	    "0123456789012345678901234567890123456789012345678901234567890123456789");
	next = site_build(c);
	catalogue_release(c);
	check_str(article_at(next, "a")->title, "Small");
	assert_int_equal(diags_about(next, DIAG_ERROR, "a.md", "as it was before"), 1);
	c = site_build(NULL);
	assert_int_equal(c->narticles, 0);
	assert_int_equal(diags_about(c, DIAG_ERROR, "a.md", "not listed"), 1);
	/* It can be asked for, to be told that it cannot be read now. */
	assert_true(article_at(c, "a")->unread);
	catalogue_release(next);
	next = site_build(c);
	assert_int_equal(diags_about(next, DIAG_ERROR, "a.md", "not listed"), 1);
	assert_true(catalogue_same(c, next));
	catalogue_release(c);
	/* It heals. */
	site_put("a.md", "---\ntitle: New\n---\n");
	c = site_build(next);
	catalogue_release(next);
	check_str(article_at(c, "a")->title, "New");
	assert_int_equal(c->diags.n, 0);
	assert_int_equal(c->narticles, 1);
	catalogue_release(c);
}

/* Found by giving two articles one address and then making one of them unreadable. */
static void
test_unreadable_with_another_address(void **state)
{
	struct catalogue *c, *next;

	(void)state;
	site.article_size_max = 64;
	site_put("a.md", "---\nslug: x\ntitle: A\n---\n");
	site_put("b.md", "---\nslug: x\ntitle: B\n---\n");
	c = site_build(NULL);
	check_str(article_at(c, "b")->title, "B");
	site_put("b.md", "0123456789012345678901234567890123456789012345678901234567890123456789");
	next = site_build(c);
	check_str(article_at(next, "b")->title, "B");
	assert_string_equal(paths_of(next->articles, next->narticles), "x b");
	catalogue_release(c);
	catalogue_release(next);
}

/* What was known of it stays. */
static void
test_unreadable_folder(void **state)
{
	struct catalogue *c, *next;
	struct build b;

	(void)state;
	site_put("a.md", "text\n");
	site_put("dir/b.md", "---\ntitle: B\ntags: [t]\n---\n");
	site_put("dir/deep/c.md", "text\n");
	site_put("dir/deep/p.png", "");
	site_put("dirt/d.md", "text\n");
	c = site_build(NULL);
	assert_int_equal(c->narticles, 4);
	assert_int_equal(build_begin(&b, &site, c, 0), 0);
	strbuf_adds(&b.path, "dir");
	keep_before(&b, 0, -EACCES);
	assert_int_equal(b.narticles, 2);
	assert_int_equal(b.nassets, 1);
	check_str(b.assets[0].path, "dir/deep/p.png");
	check_str(b.articles[0]->title, "B");
	check_str(b.articles[1]->file, "dir/deep/c.md");
	assert_int_equal(diags_about(b.c, DIAG_ERROR, "dir", "as it was before"), 1);
	/* The whole of it is dropped, and read as it is. */
	b.narticles = b.nassets = 0;
	next = build_end(&b);
	assert_int_equal(next->narticles, 4);
	catalogue_release(next);
	if (geteuid() != 0) {
		scratch_must(chmod(scratch_name("dir"), 0) == 0, "chmod");
		next = site_build(c);
		assert_int_equal(next->narticles, 4);
		check_str(article_at(next, "dir/b")->title, "B");
		scratch_must(chmod(scratch_name("dir"), 0755) == 0, "chmod");
		catalogue_release(next);
	}
	catalogue_release(c);
}

/* A _config.yml changes how the files beside and below it are read. */
static void
test_jekyll_comes(void **state)
{
	struct catalogue *c, *next;

	(void)state;
	site_put("a.md", "---\ntags: one two\n---\n");
	site_put("sub/b.md", "---\ntags: one two\n---\n");
	site_put("sub/_posts/c.md", "---\ntags: three four\n---\n");
	c = site_build(NULL);
	assert_string_equal(names_of(c->tags, c->ntags), "four|one two|three");
	site_put("_config.yml", "title: x\n");
	next = site_build(c);
	catalogue_release(c);
	assert_string_equal(names_of(next->tags, next->ntags), "four|one|three|two");
	scratch_must(unlinkat(scratch_dir, "_config.yml", 0) == 0, "_config.yml");
	c = site_build(next);
	catalogue_release(next);
	assert_string_equal(names_of(c->tags, c->ntags), "four|one two|three");
	catalogue_release(c);
}

struct other_case {
	const char *path;
	enum place_kind kind;	/* PLACE_NONE: nothing answers */
	const char *want;
};

static void
check_others(const struct catalogue *c, const struct other_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct place place = { .kind = PLACE_NONE };
		bool found = catalogue_find_other(c, str_of(cases[i].path), NULL, &place);

		if (found != (cases[i].kind != PLACE_NONE) || place.kind != cases[i].kind ||
		    (found && !str_is(place.path, cases[i].want)))
			fail_msg("%s: %d %d \"%.*s\"", cases[i].path, found, place.kind,
			    STR_ARG(place.path));
	}
}

static void
test_other(void **state)
{
	static const struct other_case cases[] = {
		{ "", PLACE_HOME, "" },
		{ "/index.html", PLACE_HOME, "" },
		{ "README.md", PLACE_HOME, "" },
		/* suffixes, slashes, case */
		{ "docs/Guide", PLACE_ARTICLE, "docs/Guide" },
		{ "/docs/Guide", PLACE_ARTICLE, "docs/Guide" },
		{ "docs/guide", PLACE_ARTICLE, "docs/Guide" },
		{ "DOCS/GUIDE.HTML", PLACE_ARTICLE, "docs/Guide" },
		{ "docs/guide/", PLACE_ARTICLE, "docs/Guide" },
		{ "docs/Guide/index.html", PLACE_ARTICLE, "docs/Guide" },
		{ "docs/Guide.markdown", PLACE_ARTICLE, "docs/Guide" },
		{ "docs", PLACE_SECTION, "docs/" },
		{ "Docs/index.html", PLACE_SECTION, "docs/" },
		{ "img/photo.png", PLACE_ASSET, "img/Photo.PNG" },
		{ "docs/nothing", PLACE_NONE, NULL },
		{ "guide", PLACE_NONE, NULL },
		/* the same name as article and as folder */
		{ "Both", PLACE_ARTICLE, "both" },
		{ "Both/", PLACE_SECTION, "both/" },
		/* differing in case alone */
		{ "Twin", PLACE_ARTICLE, "Twin" },
		{ "twin", PLACE_ARTICLE, "twin" },
		{ "TWIN", PLACE_NONE, NULL },
		/* aliases, slugs */
		{ "old/guide", PLACE_ARTICLE, "docs/Guide" },
		{ "old/guide/", PLACE_ARTICLE, "docs/Guide" },
		{ "OLD/Guide/index.html", PLACE_ARTICLE, "docs/Guide" },
		{ "shared/alias", PLACE_NONE, NULL },
		{ "slugged/source", PLACE_ARTICLE, "slugged/address" },
		{ "slugged/Source.md", PLACE_ARTICLE, "slugged/address" },
		{ "folder/was/here", PLACE_SECTION, "docs/" },
		/* dates in names and in URLs */
		{ "_posts/hello", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "_posts/2015-05-15-hello.md", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "_posts/2015-05-16-hello", PLACE_NONE, NULL },
		{ "2015/05/15/hello.html", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "blog/2015/05/15/Hello/", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "2015/05/hello", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "2015/06/hello", PLACE_NONE, NULL },
		{ "2015/05/32/hello", PLACE_NONE, NULL },
		{ "2015/02/30/hello", PLACE_NONE, NULL },
		{ "2015/00/hello", PLACE_NONE, NULL },
		{ "hello", PLACE_ARTICLE, "_posts/2015-05-15-hello" },
		{ "2004/06/22/BEAR.aspx/", PLACE_ARTICLE, "_posts/2004-06-22-Bear.aspx" },
		{ "_posts/2004-06-22-bear.aspx", PLACE_ARTICLE, "_posts/2004-06-22-Bear.aspx" },
		{ "2016/01/01/links.html", PLACE_ARTICLE, "_posts/2016-01-01-links" },
		{ "2016/01/links", PLACE_NONE, NULL },
		{ "_posts/links", PLACE_NONE, NULL },
		/* the day where the author was */
		{ "2020/03/01/evening.html", PLACE_ARTICLE, "evening" },
		{ "2020/03/02/evening.html", PLACE_ARTICLE, "evening" },
		{ "2020/03/04/evening.html", PLACE_NONE, NULL },
		/* made pages */
		{ "tag/a b/", PLACE_TAG, "a-b" },
		{ "tags/A-B.html", PLACE_TAG, "a-b" },
		{ "tags/a-b/feed.xml", PLACE_TAG_FEED, "a-b" },
		{ "tags/a-b/index.xml", PLACE_TAG_FEED, "a-b" },
		{ "Tags/a-b.xml", PLACE_TAG_FEED, "a-b" },
		{ "tags/none", PLACE_NONE, NULL },
		{ "tags", PLACE_TAGS, "" },
		{ "tags.html", PLACE_TAGS, "" },
		{ "tags/index.html", PLACE_TAGS, "" },
		{ "category/Big Things/Small", PLACE_CATEGORY, "big-things/small" },
		{ "categories/big-things/", PLACE_CATEGORY, "big-things" },
		{ "categories/", PLACE_CATEGORIES, "" },
		{ "archives/2015/", PLACE_YEAR, "2015" },
		{ "archive/2015.xml", PLACE_NONE, NULL },
		{ "archive", PLACE_ARCHIVE, "" },
		{ "feed.xml", PLACE_FEED, "" },
		{ "feed/", PLACE_FEED, "" },
		{ "Search/", PLACE_SEARCH, "" },
		{ "search/x", PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("index.md", "home\n");
	site_put("docs/index.md", "---\naliases: [/folder/was/here]\n---\n");
	site_put("docs/Guide.md", "---\naliases: [/old/guide/, /shared/alias]\n"
	    "tags: [a b]\ncategory: Big Things/Small\n---\n");
	site_put("other.md", "---\naliases: [/shared/alias.html]\n---\n");
	site_put("third.md", "---\naliases: [/Shared/Alias/]\n---\n");
	site_put("both.md", "text\n");
	site_put("both/x.md", "text\n");
	site_put("Twin.md", "text\n");
	site_put("twin.md", "text\n");
	site_put("slugged/source.md", "---\nslug: address\n---\n");
	site_put("img/Photo.PNG", "");
	site_put("_posts/2015-05-15-hello.md", "text\n");
	site_put("_posts/2004-06-22-Bear.aspx.md", "text\n");
	site_put("_posts/2016-01-01-links.md", "text\n");
	site_put("_posts/2016-01-02-links.md", "text\n");
	site_put("evening.md", "---\ndate: 2020-03-01 23:30:00 -0800\n---\n");
	c = site_build(NULL);
	check_others(c, cases, COUNT(cases));
	assert_int_equal(diags_about(c, DIAG_WARNING, "other.md", "shared/alias"), 1);
	assert_int_equal(diags_about(c, DIAG_WARNING, "third.md", "shared/alias"), 0);
	catalogue_release(c);
}

/* A name of so many that not all are looked at answers to nothing. */
static void
test_walk_limit(void **state)
{
	struct date day = { .known = true };
	struct strbuf name = STRBUF_INIT;
	struct place place;

	(void)state;
	for (int i = 0; i <= FOLDED_WALK_MAX; i++, day.at_s += 86400) {
		strbuf_reset(&name);
		date_add_day(&name, day);
		strbuf_adds(&name, "-note.md");
		scratch_file(name.buf, "text\n");
		if (i + 1 >= FOLDED_WALK_MAX) {
			struct catalogue *c = site_build(NULL);

			assert_int_equal(c->narticles, i + 1);
			assert_int_equal(catalogue_find_other(c, STR("1970/01/02/note"), NULL, &place),
			    i + 1 == FOLDED_WALK_MAX);
			/* By its own name each is found. */
			assert_true(catalogue_find_other(c, STR("1970-01-02-NOTE.md"), NULL, &place));
			catalogue_release(c);
		}
	}
	strbuf_done(&name);
}

static void
test_base(void **state)
{
	static const struct other_case cases[] = {
		{ "one", PLACE_ARTICLE, "a/One" },
		{ "x/y/ONE.md", PLACE_ARTICLE, "a/One" },
		{ "2015-05-15-one", PLACE_NONE, NULL },
		{ "two", PLACE_NONE, NULL },
		{ "post", PLACE_ARTICLE, "a/2015-05-15-post" },
		{ "2015-05-15-post.md", PLACE_ARTICLE, "a/2015-05-15-post" },
		{ "2015-05-14-post.md", PLACE_NONE, NULL },
		{ "bundle", PLACE_SECTION, "a/bundle/" },
		{ "zzz/bundle/index.md", PLACE_SECTION, "a/bundle/" },
		{ "My Note", PLACE_ARTICLE, "a/my-note" },
		{ "my-note", PLACE_ARTICLE, "a/my-note" },
		{ "Cat.png", PLACE_ASSET, "pics/cat.png" },
		{ "dog.png", PLACE_NONE, NULL },
		{ "", PLACE_NONE, NULL },
		{ "/", PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("a/One.md", "text\n");
	site_put("a/two.md", "text\n");
	site_put("b/two.md", "text\n");
	site_put("a/2015-05-15-post.md", "text\n");
	site_put("a/bundle/index.md", "text\n");
	site_put("a/My Note.md", "---\nslug: my-note\n---\n");
	site_put("pics/cat.png", "");
	site_put("pics/dog.png", "");
	site_put("more/dog.png", "");
	c = site_build(NULL);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct place place = { .kind = PLACE_NONE };
		bool found = catalogue_find_base(c, str_of(cases[i].path), NULL, &place);

		if (found != (cases[i].kind != PLACE_NONE) || place.kind != cases[i].kind ||
		    (found && !str_is(place.path, cases[i].want)))
			fail_msg("%s: %d \"%.*s\"", cases[i].path, place.kind, STR_ARG(place.path));
	}
	catalogue_release(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_empty, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_no_folder, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_names, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_orders, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_neighbours, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_sections, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_bundles, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_two_texts, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_tags, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_categories, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_hidden, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_gone, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_slug_clash, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_clash_ends, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_address_too_long, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_clash_notes, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_excluded, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_articles_are_no_assets, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_assets, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_odd_files, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_follow_links, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_read_body, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_limits, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_counts, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_link_farm, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_name_limit, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_rebuild, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable_with_another_address, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable_folder, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_stamp_too_fresh, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_mode_is_part_of_the_stamp, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_jekyll_comes, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_other, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_walk_limit, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_base, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
