/* Which place a path means, in both protocols. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "page/route.h"
#include "scratch.h"

static struct capsule capsule = { .host = { "h", 1 }, .gemini_port = 1965, .gopher_port = 70, .page_entries = 2 };
static struct catalogue *catalogue;

static const struct { const char *path, *text; } files[] = {
	{ "index.md", "# Home\n" },
	{ "posts/_index.md", "---\ntitle: All posts\n---\n" },
	{ "posts/a.md", "---\ntitle: A\ndate: 2024-01-02\ntags: [Linux, C++]\ncategory: tech\n---\nText\n" },
	{ "posts/b.md", "---\ntitle: B\ndate: 2025-01-02\ntags: [linux]\nslug: bee\naliases: [/old/b/]\n---\nText\n" },
	{ "posts/c.md", "---\ntitle: C\ntags: [linux]\n---\nText\n" },
	{ "posts/gone.md", "---\ntitle: G\ngone: true\n---\nText\n" },
	{ "posts/draft.md", "---\ntitle: D\ndraft: true\n---\nText\n" },
	{ "posts/bundle/index.md", "---\ntitle: Bundle\ndate: 2023-05-05\n---\nText\n" },
	{ "posts/bundle/pic.png", "x" },
	{ "hand/index.gmi", "# By hand\n" },
	{ "hand/gophermap", "By hand\n" },
	{ "plain.txt", "text\n" },
	{ "static/img/x.png", "x" },
	{ "name.md", "# Name\n" },
	{ "name/inner.md", "# Inner\n" },
	{ "archive/old.md", "# Old\n" },
	{ "archive/lib/old.js", "x" },
	{ "tags/2024.txt", "x" },
};

struct vector {
	const char *path;
	enum route_kind kind;
	enum place_kind place;
	const char *where;	/* place.path */
	unsigned page;
	bool other;
};

static const struct vector gemini[] = {
	{ "", ROUTE_PAGE, PLACE_HOME, "", 0, false },
	{ "index.gmi", ROUTE_PAGE, PLACE_HOME, "", 0, true },
	{ "index.txt", ROUTE_PAGE, PLACE_TEXT, "", 0, false },
	{ "index.md", ROUTE_SOURCE, PLACE_SOURCE, "", 0, false },
	{ "posts/", ROUTE_PAGE, PLACE_SECTION, "posts/", 0, false },
	{ "posts", ROUTE_PAGE, PLACE_SECTION, "posts/", 0, true },
	{ "posts/index.gmi", ROUTE_PAGE, PLACE_SECTION, "posts/", 0, true },
	{ "posts/index.md", ROUTE_SOURCE, PLACE_SOURCE, "posts/", 0, false },
	{ "posts/page/2.gmi", ROUTE_PAGE, PLACE_SECTION, "posts/", 2, false },
	{ "posts/page/2", ROUTE_PAGE, PLACE_SECTION, "posts/", 2, true },
	{ "posts/page/1.gmi", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "posts/page/02.gmi", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "posts/a.gmi", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, false },
	{ "posts/a", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, true },
	{ "posts/a.txt", ROUTE_PAGE, PLACE_TEXT, "posts/a", 0, false },
	{ "posts/a.md", ROUTE_SOURCE, PLACE_SOURCE, "posts/a", 0, false },
	{ "posts/a.html", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, true },
	{ "posts/A.gmi", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, true },
	{ "posts/bee.gmi", ROUTE_PAGE, PLACE_ARTICLE, "posts/bee", 0, false },
	{ "posts/b", ROUTE_PAGE, PLACE_ARTICLE, "posts/bee", 0, true },
	{ "old/b/", ROUTE_PAGE, PLACE_ARTICLE, "posts/bee", 0, true },
	{ "posts/gone.gmi", ROUTE_GONE, PLACE_ARTICLE, "posts/gone", 0, false },
	{ "posts/draft.gmi", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "posts/draft.md", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "posts/draft.txt", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "posts/bundle/", ROUTE_PAGE, PLACE_SECTION, "posts/bundle/", 0, false },
	{ "posts/bundle", ROUTE_PAGE, PLACE_SECTION, "posts/bundle/", 0, true },
	{ "posts/bundle/index.txt", ROUTE_PAGE, PLACE_TEXT, "posts/bundle/", 0, false },
	{ "posts/bundle/pic.png", ROUTE_FILE, PLACE_ASSET, "posts/bundle/pic.png", 0, false },
	{ "tags/", ROUTE_PAGE, PLACE_TAGS, "", 0, false },
	{ "tags", ROUTE_PAGE, PLACE_TAGS, "", 0, true },
	{ "tags/linux.gmi", ROUTE_PAGE, PLACE_TAG, "linux", 0, false },
	{ "tags/Linux.gmi", ROUTE_PAGE, PLACE_TAG, "linux", 0, true },
	{ "tags/linux/", ROUTE_PAGE, PLACE_TAG, "linux", 0, true },
	{ "tags/linux", ROUTE_PAGE, PLACE_TAG, "linux", 0, true },
	{ "tags/linux/page/2.gmi", ROUTE_PAGE, PLACE_TAG, "linux", 2, false },
	{ "tags/linux.xml", ROUTE_FEED, PLACE_TAG_FEED, "linux", 0, false },
	{ "tags/nothing.gmi", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "categories/", ROUTE_PAGE, PLACE_CATEGORIES, "", 0, false },
	{ "categories/tech.gmi", ROUTE_PAGE, PLACE_CATEGORY, "tech", 0, false },
	{ "categories/tech.xml", ROUTE_FEED, PLACE_CATEGORY_FEED, "tech", 0, false },
	{ "archive/", ROUTE_PAGE, PLACE_ARCHIVE, "", 0, false },
	{ "archive/2024.gmi", ROUTE_PAGE, PLACE_YEAR, "2024", 0, false },
	{ "archive/undated.gmi", ROUTE_PAGE, PLACE_YEAR, "undated", 0, false },
	{ "archive/2024.xml", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "atom.xml", ROUTE_FEED, PLACE_FEED, "", 0, false },
	{ "search", ROUTE_SEARCH, PLACE_SEARCH, "", 0, false },
	{ "hand/", ROUTE_FILE, PLACE_ASSET, "hand/index.gmi", 0, false },
	{ "hand/index.gmi", ROUTE_FILE, PLACE_ASSET, "hand/index.gmi", 0, false },
	{ "plain.txt", ROUTE_FILE, PLACE_ASSET, "plain.txt", 0, false },
	{ "img/x.png", ROUTE_FILE, PLACE_ASSET, "static/img/x.png", 0, false },
	{ "static/img/x.png", ROUTE_FILE, PLACE_ASSET, "static/img/x.png", 0, false },
	{ "caps.txt", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "name", ROUTE_PAGE, PLACE_ARTICLE, "name", 0, true },
	{ "name/", ROUTE_PAGE, PLACE_SECTION, "name/", 0, false },
	{ "plain.txt/", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "nothing", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "archive/old.gmi", ROUTE_PAGE, PLACE_ARTICLE, "archive/old", 0, false },
	{ "archive/old.txt", ROUTE_PAGE, PLACE_TEXT, "archive/old", 0, false },
	{ "archive/lib/old.js", ROUTE_FILE, PLACE_ASSET, "archive/lib/old.js", 0, false },
	{ "archive/lib/new.js", ROUTE_MISSING, PLACE_NONE, "", 0, false },
	{ "tags/2024.txt", ROUTE_FILE, PLACE_ASSET, "tags/2024.txt", 0, false },
};

static const struct vector gopher[] = {
	{ "", ROUTE_PAGE, PLACE_HOME, "", 0, false },
	{ "posts/", ROUTE_PAGE, PLACE_SECTION, "posts/", 0, false },
	{ "posts/a", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, false },
	{ "posts/a.gmi", ROUTE_PAGE, PLACE_ARTICLE, "posts/a", 0, true },
	{ "posts/a.txt", ROUTE_PAGE, PLACE_TEXT, "posts/a", 0, false },
	{ "posts/page/2", ROUTE_PAGE, PLACE_SECTION, "posts/", 2, false },
	{ "tags/linux", ROUTE_PAGE, PLACE_TAG, "linux", 0, false },
	{ "tags/linux/page/2", ROUTE_PAGE, PLACE_TAG, "linux", 2, false },
	{ "tags/linux.xml", ROUTE_FEED, PLACE_TAG_FEED, "linux", 0, false },
	{ "archive/2024", ROUTE_PAGE, PLACE_YEAR, "2024", 0, false },
	{ "archive/old", ROUTE_PAGE, PLACE_ARTICLE, "archive/old", 0, false },
	{ "archive/lib/old.js", ROUTE_FILE, PLACE_ASSET, "archive/lib/old.js", 0, false },
	{ "hand/", ROUTE_FILE, PLACE_ASSET, "hand/gophermap", 0, false },
	{ "caps.txt", ROUTE_CAPS, PLACE_CAPS, "", 0, false },
	{ "posts/draft", ROUTE_MISSING, PLACE_NONE, "", 0, false },
};

static void
check(enum scheme scheme, const struct vector *vectors, size_t n)
{
	struct arena scratch;
	unsigned wrong = 0;

	arena_init(&scratch, 0);
	for (size_t i = 0; i < n; i++) {
		const struct vector *v = &vectors[i];
		struct route route;

		route_find(catalogue, scheme, str_of(v->path), &scratch, &route);
		if (route.kind == v->kind && (v->kind == ROUTE_MISSING || (route.place.kind == v->place &&
		    str_is(route.place.path.p != NULL ? route.place.path : STR(""), v->where) &&
		    route.place.page == v->page && route.other_spelling == v->other)))
			continue;
		print_error("%s \"%s\": kind %d, place %d \"%.*s\" page %u other %d; wanted %d, %d \"%s\" %u %d\n",
		    scheme == SCHEME_GEMINI ? "gemini" : "gopher", v->path, route.kind, route.place.kind,
		    STR_ARG(route.place.path), route.place.page, route.other_spelling, v->kind, v->place, v->where,
		    v->page, v->other);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_done(&scratch);
}

static void
test_gemini(void **state)
{
	(void)state;
	check(SCHEME_GEMINI, gemini, sizeof gemini / sizeof gemini[0]);
}

static void
test_gopher(void **state)
{
	(void)state;
	check(SCHEME_GOPHER, gopher, sizeof gopher / sizeof gopher[0]);
}

/* What address.h spells, route.h reads back. */
static void
test_round_trip(void **state)
{
	static const struct place places[] = {
		{ .kind = PLACE_HOME, .path = { "", 0 } }, { .kind = PLACE_SECTION, .path = { "posts/", 6 } },
		{ .kind = PLACE_SECTION, .page = 2, .path = { "posts/", 6 } },
		{ .kind = PLACE_ARTICLE, .path = { "posts/bee", 9 } }, { .kind = PLACE_TEXT, .path = { "posts/bee", 9 } },
		{ .kind = PLACE_SOURCE, .path = { "posts/bee", 9 } }, { .kind = PLACE_TEXT, .path = { "", 0 } },
		{ .kind = PLACE_SOURCE, .path = { "posts/", 6 } }, { .kind = PLACE_TAGS, .path = { "", 0 } },
		{ .kind = PLACE_TAG, .path = { "linux", 5 } }, { .kind = PLACE_TAG, .page = 2, .path = { "linux", 5 } },
		{ .kind = PLACE_CATEGORIES, .path = { "", 0 } }, { .kind = PLACE_CATEGORY, .path = { "tech", 4 } },
		{ .kind = PLACE_ARCHIVE, .path = { "", 0 } }, { .kind = PLACE_YEAR, .path = { "2024", 4 } },
		{ .kind = PLACE_FEED, .path = { "", 0 } }, { .kind = PLACE_TAG_FEED, .path = { "linux", 5 } },
		{ .kind = PLACE_CATEGORY_FEED, .path = { "tech", 4 } },
		{ .kind = PLACE_ASSET, .path = { "posts/bundle/pic.png", 20 } },
	};
	struct strbuf path = STRBUF_INIT;
	struct arena scratch;

	(void)state;
	arena_init(&scratch, 0);
	for (int scheme = SCHEME_GEMINI; scheme <= SCHEME_GOPHER; scheme++) {
		for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
			struct route route;

			strbuf_reset(&path);
			address_path(&path, (enum scheme)scheme, &places[i]);
			assert_int_equal(path.buf[0], '/');
			route_find(catalogue, (enum scheme)scheme, str_from(strbuf_str(&path), 1), &scratch, &route);
			if (route.place.kind != places[i].kind || route.place.page != places[i].page ||
			    !str_eq(route.place.path, places[i].path) || route.other_spelling)
				fail_msg("%s came back as %d \"%.*s\"", path.buf, route.place.kind,
				    STR_ARG(route.place.path));
		}
	}
	arena_done(&scratch);
	strbuf_done(&path);
}

static int
begin(void **state)
{
	const char *why;
	int error;

	(void)state;
	scratch_begin();
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char path[512], *slash;

		snprintf(path, sizeof path, "%s/%s", scratch_path, files[i].path);
		slash = strrchr(path, '/');
		*slash = '\0';
		assert_int_equal(fs_make_dirs(path, 0755), 0);
		*slash = '/';
		assert_int_equal(fs_write_path(path, str_of(files[i].text), 0644), 0);
	}
	capsule.content_dir = scratch_path;
	catalogue = catalogue_build(&capsule, NULL, 1790000000, &error, &why);
	return catalogue != NULL ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	catalogue_release(catalogue);
	scratch_end();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gemini), cmocka_unit_test(test_gopher), cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
