/* links_test.c - a link in an article finds what its author meant, in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/links.h"
#include "site.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct link_case {
	const char *from;	/* file; NULL: none */
	const char *target;
	enum link_verdict verdict;
	enum place_kind kind;
	const char *path;
};

static void
check(const struct catalogue *c, const struct link_case *cases, size_t n)
{
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0; i < n; i++) {
		const struct link_case *t = &cases[i];
		const struct article *from = NULL;
		struct place place = { .kind = PLACE_NONE };
		enum link_verdict verdict;

		if (t->from != NULL) {
			from = catalogue_find_file(c, str_of(t->from));
			assert_non_null(from);
		}
		verdict = links_resolve(c, from, str_of(t->target), &a, &place);
		if (verdict != t->verdict)
			fail_msg("%s in %s: verdict %d, path \"%.*s\"", t->target, t->from,
			    verdict, STR_ARG(place.path));
		if (verdict != LINK_LOCAL && verdict != LINK_REMOTE)
			continue;
		if (place.kind != t->kind || !str_is(place.path, t->path))
			fail_msg("%s in %s: kind %d, path \"%.*s\"", t->target, t->from, place.kind,
			    STR_ARG(place.path));
	}
	arena_done(&a);
}

static void
make_site(void)
{
	site_put("index.md", "home\n");
	site_put("about.md", "---\naliases: [/who/]\n---\n");
	site_put("en/start.md", "text\n");
	site_put("en/guide/one.md", "---\ntags: [C++, deep]\ncategory: Big/Small\n---\n");
	site_put("en/guide/two words.md", "text\n");
	site_put("en/guide/_index.md", "---\ntitle: Guide\n---\n");
	site_put("en/guide/deep/README.md", "text\n");
	site_put("en/guide/deep/photo.jpg", "");
	site_put("en/guide/deep/other.md", "text\n");
	site_put("de/start.md", "text\n");
	site_put("de/Einzig.md", "text\n");
	site_put("de/bild.png", "");
	site_put("de/slugged.md", "---\nslug: schnecke\n---\n");
	site_put("_posts/2015-05-15-hello.md", "text\n");
	site_put("_posts/2004-06-22-bear.aspx.markdown", "text\n");
	site_put("C# in a day.md", "text\n");
	site_put("static/img/logo.png", "");
	site_put("hidden.md", "---\ndraft: true\n---\n");
	site_put("shelf/page.gmi", "");
	site_put("www.md", "text\n");
	site_put("mixed/Case.md", "text\n");
	site_put("mixed/Search.md", "text\n");
}

static void
test_local(void **state)
{
	static const struct link_case cases[] = {
		/* the exact file */
		{ "about.md", "en/start.md", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "en/start.md", "guide/one.md", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "./guide/one.md", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/guide/one.md", "../start.md", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "en/guide/one.md", "/about.md", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ "en/guide/one.md", "two%20words.md", LINK_LOCAL, PLACE_ARTICLE, "en/guide/two words" },
		{ "en/guide/one.md", "two words.md", LINK_LOCAL, PLACE_ARTICLE, "en/guide/two words" },
		{ "en/guide/one.md", "deep/photo.jpg", LINK_LOCAL, PLACE_ASSET, "en/guide/deep/photo.jpg" },
		{ "en/guide/one.md", "deep\\photo.jpg", LINK_LOCAL, PLACE_ASSET, "en/guide/deep/photo.jpg" },
		{ "en/guide/one.md", "../../shelf/page.gmi", LINK_LOCAL, PLACE_ASSET, "shelf/page.gmi" },
		{ "en/guide/one.md", "_index.md", LINK_LOCAL, PLACE_SECTION, "en/guide/" },
		{ "about.md", "index.md", LINK_LOCAL, PLACE_HOME, "" },
		{ "about.md", "/", LINK_LOCAL, PLACE_HOME, "" },
		{ "about.md", "./", LINK_LOCAL, PLACE_HOME, "" },
		{ NULL, "en/start.md", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		/* queries and fragments go */
		{ "about.md", "en/start.md?x=1#part", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "about.md", "en/start#part", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "about.md", "C# in a day.md", LINK_LOCAL, PLACE_ARTICLE, "C# in a day" },
		{ "about.md", "C%23%20in%20a%20day", LINK_LOCAL, PLACE_ARTICLE, "C# in a day" },
		/* what is not said */
		{ "en/start.md", "guide/one", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "guide/one/", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "guide", LINK_LOCAL, PLACE_SECTION, "en/guide/" },
		{ "en/start.md", "guide/", LINK_LOCAL, PLACE_SECTION, "en/guide/" },
		{ "en/start.md", "guide/deep/index.md", LINK_LOCAL, PLACE_SECTION, "en/guide/deep/" },
		{ "en/start.md", "guide/one.html", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "guide/one.gmi", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "guide/index.html", LINK_LOCAL, PLACE_SECTION, "en/guide/" },
		/* by an article's file, by its address */
		{ "de/start.md", "slugged.md", LINK_LOCAL, PLACE_ARTICLE, "de/schnecke" },
		{ "de/start.md", "slugged", LINK_LOCAL, PLACE_ARTICLE, "de/schnecke" },
		{ "de/start.md", "schnecke", LINK_LOCAL, PLACE_ARTICLE, "de/schnecke" },
		/* from the folder an engine gives the article */
		{ "en/guide/one.md", "../deep/other/", LINK_LOCAL, PLACE_ARTICLE, "en/guide/deep/other" },
		/* from the root, although it does not say so */
		{ "en/guide/one.md", "de/bild.png", LINK_LOCAL, PLACE_ASSET, "de/bild.png" },
		{ "en/guide/one.md", "@/de/start.md#x", LINK_LOCAL, PLACE_ARTICLE, "de/start" },
		{ "en/guide/one.md", "{filename}/de/start.md#x", LINK_LOCAL, PLACE_ARTICLE, "de/start" },
		{ "en/guide/one.md", "{filename}../start.md", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "en/guide/one.md", "|filename|../start.md", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "about.md", "{static}/de/bild.png", LINK_LOCAL, PLACE_ASSET, "de/bild.png" },
		{ "about.md", "{attach}de/bild.png", LINK_LOCAL, PLACE_ASSET, "de/bild.png" },
		{ "about.md", "{static}", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "{other}/start.md", LINK_UNRESOLVED, PLACE_NONE, NULL },
		/* more steps up than there are */
		{ "about.md", "../../de/bild.png", LINK_LOCAL, PLACE_ASSET, "de/bild.png" },
		/* old addresses */
		{ "about.md", "/who", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ "en/start.md", "/2015/05/15/hello.html", LINK_LOCAL, PLACE_ARTICLE,
		    "_posts/2015-05-15-hello" },
		{ "en/start.md", "/mixed/case", LINK_LOCAL, PLACE_ARTICLE, "mixed/Case" },
		{ "about.md", "/2004/06/22/Bear.aspx", LINK_LOCAL, PLACE_ARTICLE,
		    "_posts/2004-06-22-bear.aspx" },
		{ "about.md", "_posts/2004-06-22-bear.aspx", LINK_LOCAL, PLACE_ARTICLE,
		    "_posts/2004-06-22-bear.aspx" },
		/* with our own first folder in front */
		{ "en/start.md", "/guide/one", LINK_LOCAL, PLACE_ARTICLE, "en/guide/one" },
		{ "en/start.md", "/guide/", LINK_LOCAL, PLACE_SECTION, "en/guide/" },
		{ "en/guide/one.md", "/start", LINK_LOCAL, PLACE_ARTICLE, "en/start" },
		{ "de/Einzig.md", "/start", LINK_LOCAL, PLACE_ARTICLE, "de/start" },
		/* the only one of its name */
		{ "about.md", "einzig", LINK_LOCAL, PLACE_ARTICLE, "de/Einzig" },
		{ "about.md", "somewhere/Einzig.md", LINK_LOCAL, PLACE_ARTICLE, "de/Einzig" },
		{ "about.md", "photo.jpg", LINK_LOCAL, PLACE_ASSET, "en/guide/deep/photo.jpg" },
		{ "about.md", "start.md", LINK_UNRESOLVED, PLACE_NONE, NULL },
		/* assets below static/ */
		{ "en/start.md", "/img/logo.png", LINK_LOCAL, PLACE_ASSET, "static/img/logo.png" },
		{ "en/start.md", "../static/img/logo.png", LINK_LOCAL, PLACE_ASSET, "static/img/logo.png" },
		{ "en/start.md", "/public/img/logo.png", LINK_LOCAL, PLACE_ASSET, "static/img/logo.png" },
		/* made pages */
		{ "about.md", "/tags/", LINK_LOCAL, PLACE_TAGS, "" },
		{ "about.md", "/tags/deep", LINK_LOCAL, PLACE_TAG, "deep" },
		{ "about.md", "/tag/Deep/", LINK_LOCAL, PLACE_TAG, "deep" },
		{ "about.md", "/categories/big/small", LINK_LOCAL, PLACE_CATEGORY, "big/small" },
		{ "about.md", "/archive/", LINK_LOCAL, PLACE_ARCHIVE, "" },
		{ "about.md", "/atom.xml", LINK_LOCAL, PLACE_FEED, "" },
		{ "about.md", "/search?two%20words", LINK_LOCAL, PLACE_SEARCH, "two words" },
		{ "about.md", "search", LINK_LOCAL, PLACE_SEARCH, "" },
		{ "about.md", "Search", LINK_LOCAL, PLACE_ARTICLE, "mixed/Search" },
		{ "about.md", "Tags", LINK_LOCAL, PLACE_TAGS, "" },
		{ "about.md", "/tags/none", LINK_UNRESOLVED, PLACE_NONE, NULL },
		/* nothing, or nothing that is shown */
		{ "about.md", "hidden.md", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "/hidden", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "nowhere/none.md", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "?page=2", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "{{ site.url }}/about", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "{% post_url x %}", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "about.md", "C:\\about.md", LINK_UNRESOLVED, PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	make_site();
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

static void
test_verdicts(void **state)
{
	static const struct link_case cases[] = {
		{ NULL, "", LINK_EMPTY, PLACE_NONE, NULL },
		{ NULL, " \n\t", LINK_EMPTY, PLACE_NONE, NULL },
		{ NULL, "#part", LINK_FRAGMENT, PLACE_NONE, NULL },
		{ NULL, "#", LINK_FRAGMENT, PLACE_NONE, NULL },
		{ NULL, "javascript:alert(1)", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, " JavaScript:alert(1)", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "java\nscript:alert(1)", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "\x01" "javascript:alert(1)", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "data:text/html,x", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "vbscript:x", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "file:///etc/passwd", LINK_UNSAFE, PLACE_NONE, NULL },
		{ NULL, "https://a.b/c?d#e", LINK_REMOTE, PLACE_REMOTE, "https://a.b/c?d#e" },
		{ NULL, "https://a.b/c d", LINK_REMOTE, PLACE_REMOTE, "https://a.b/c%20d" },
		{ NULL, "//a.b/c", LINK_REMOTE, PLACE_REMOTE, "https://a.b/c" },
		{ NULL, "www.a.b/c", LINK_REMOTE, PLACE_REMOTE, "https://www.a.b/c" },
		{ NULL, "www.md", LINK_LOCAL, PLACE_ARTICLE, "www" },
		{ NULL, "mailto:a@b.c", LINK_REMOTE, PLACE_REMOTE, "mailto:a@b.c" },
		{ NULL, "gemini://other.org/about", LINK_REMOTE, PLACE_REMOTE,
		    "gemini://other.org/about" },
		/* our own host */
		{ NULL, "gemini://example.org/about", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "gemini://EXAMPLE.org:1965/about.gmi", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "gemini://example.org", LINK_LOCAL, PLACE_HOME, "" },
		{ NULL, "gemini://example.org/two%20words", LINK_REMOTE, PLACE_REMOTE,
		    "gemini://example.org/two%20words" },
		{ NULL, "gemini://example.org/einzig", LINK_REMOTE, PLACE_REMOTE,
		    "gemini://example.org/einzig" },
		{ NULL, "gemini://example.org:1966/about", LINK_REMOTE, PLACE_REMOTE,
		    "gemini://example.org:1966/about" },
		{ NULL, "gopher://example.org/1/about", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "gopher://example.org:70/0/about", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "gopher://example.org:7070/1/about", LINK_REMOTE, PLACE_REMOTE,
		    "gopher://example.org:7070/1/about" },
		{ NULL, "gopher://example.org/", LINK_LOCAL, PLACE_HOME, "" },
		{ NULL, "gopher://example.org/1", LINK_LOCAL, PLACE_HOME, "" },
		{ NULL, "https://example.org/about", LINK_REMOTE, PLACE_REMOTE,
		    "https://example.org/about" },
	};
	struct catalogue *c;

	(void)state;
	make_site();
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

static void
test_base_url(void **state)
{
	static const struct link_case cases[] = {
		{ NULL, "https://www.example.org/blog/about.html", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "http://www.example.org/blog/about/", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ NULL, "https://www.example.org/blog", LINK_LOCAL, PLACE_HOME, "" },
		{ NULL, "https://www.example.org/blogabout", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/blogabout" },
		{ NULL, "https://www.example.org/about", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/about" },
		{ NULL, "https://www.example.org/blog/none#x", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/blog/none#x" },
		{ "en/start.md", "/blog/about", LINK_LOCAL, PLACE_ARTICLE, "about" },
		{ "en/start.md", "/none?a=b#c", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/blog/none?a=b#c" },
		{ "en/guide/one.md", "../no%20ne", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/blog/en/no%20ne" },
		{ "en/start.md", "hidden", LINK_REMOTE, PLACE_REMOTE,
		    "https://www.example.org/blog/en/hidden" },
		{ "en/start.md", "{{ x }}", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "en/start.md", "?x", LINK_UNRESOLVED, PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	site.base_url = STR("https://www.example.org/blog/");
	make_site();
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

static void
test_asset_roots(void **state)
{
	static const char *const dirs[] = { "../static" };
	static const struct link_case cases[] = {
		{ "a.md", "/img/x.png", LINK_LOCAL, PLACE_ASSET, "img/x.png" },
		{ "a.md", "/static/img/x.png", LINK_LOCAL, PLACE_ASSET, "img/x.png" },
		{ "a.md", "../static/img/x.png", LINK_LOCAL, PLACE_ASSET, "img/x.png" },
		{ "a.md", "/img/y.png", LINK_UNRESOLVED, PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("content/a.md", "text\n");
	site_put("static/img/x.png", "");
	site.content_dir = scratch_name("content");
	site.asset_dirs = dirs;
	site.nasset_dirs = COUNT(dirs);
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* A site whose articles are translated one by one; en is the fullest folder. */
static void
put_translations(void)
{
	site_put("en/guides/cms.md", "text\n");
	site_put("en/guides/index.md", "text\n");
	site_put("en/guides/pic.png", "");
	site_put("en/reference/cms.md", "text\n");
	site_put("en/reference/routes.md", "text\n");
	site_put("en/topics.md", "text\n");
	site_put("ja/guides/start.md", "text\n");
	site_put("ja/reference/routes.md", "text\n");
	site_put("pt-BR/guides/start.md", "text\n");
	site_put("pt-BR/topics.md", "text\n");
	site_put("notes/guides/start.md", "text\n");
	site_put("notes/topics.md", "text\n");
}

static void
test_untranslated(void **state)
{
	static const struct link_case cases[] = {
		{ "ja/guides/start.md", "/ja/guides/cms/", LINK_LOCAL, PLACE_ARTICLE, "en/guides/cms" },
		{ "ja/guides/start.md", "/ja/guides/cms.md#part", LINK_LOCAL, PLACE_ARTICLE, "en/guides/cms" },
		{ "ja/guides/start.md", "/ja/guides/", LINK_LOCAL, PLACE_SECTION, "ja/guides/" },
		{ "ja/reference/routes.md", "../topics", LINK_LOCAL, PLACE_ARTICLE, "en/topics" },
		{ "ja/guides/start.md", "/JA/Guides/CMS", LINK_LOCAL, PLACE_ARTICLE, "en/guides/cms" },
		{ "pt-BR/guides/start.md", "/pt-BR/reference/routes/", LINK_LOCAL, PLACE_ARTICLE,
		    "en/reference/routes" },
		{ "pt-BR/guides/start.md", "/pt-br/guides/", LINK_LOCAL, PLACE_SECTION, "pt-BR/guides/" },
		/* the language unsaid, or a relative target */
		{ "ja/guides/start.md", "/reference/cms", LINK_LOCAL, PLACE_ARTICLE, "en/reference/cms" },
		{ "ja/guides/start.md", "./cms.md", LINK_LOCAL, PLACE_ARTICLE, "en/guides/cms" },
		{ "ja/guides/start.md", "../reference/cms", LINK_LOCAL, PLACE_ARTICLE, "en/reference/cms" },
		{ "ja/guides/start.md", "pic.png", LINK_LOCAL, PLACE_ASSET, "en/guides/pic.png" },
		/* what is translated, and what is nowhere */
		{ "ja/guides/start.md", "/ja/reference/routes", LINK_LOCAL, PLACE_ARTICLE, "ja/reference/routes" },
		{ "ja/guides/start.md", "/ja/guides/none", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "ja/guides/start.md", "/ja/cms", LINK_UNRESOLVED, PLACE_NONE, NULL },
		/* another language than the page's own; the site's own; no language at all */
		{ "ja/guides/start.md", "/pt-BR/guides/cms", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "en/guides/cms.md", "/en/guides/start", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ "notes/topics.md", "/notes/guides/cms", LINK_UNRESOLVED, PLACE_NONE, NULL },
		{ NULL, "/ja/guides/cms", LINK_UNRESOLVED, PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	put_translations();
	c = site_build(NULL);
	assert_true(str_is(c->language, "en/"));
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* Where the own language has no folder: VitePress, Docusaurus. */
static void
test_untranslated_above(void **state)
{
	static const struct link_case cases[] = {
		{ "zh/guide/one.md", "/zh/guide/two", LINK_LOCAL, PLACE_ARTICLE, "guide/two" },
		{ "zh/guide/one.md", "./two.md", LINK_LOCAL, PLACE_ARTICLE, "guide/two" },
		{ "zh/guide/one.md", "/zh/guide/three", LINK_LOCAL, PLACE_ARTICLE, "guide/three" },
		{ "ko/guide/one.md", "/ko/guide/four", LINK_UNRESOLVED, PLACE_NONE, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("guide/two.md", "text\n");
	site_put("guide/three.md", "text\n");
	site_put("other/two.md", "text\n");
	site_put("other/three.md", "text\n");
	site_put("other/four.md", "text\n");
	site_put("zh/guide/one.md", "text\n");
	site_put("zh/guide/four.md", "text\n");
	site_put("ko/guide/one.md", "text\n");
	site.lang = STR("en");
	c = site_build(NULL);
	assert_null(c->language.p);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* Nothing here answers, so it is on the web, in the language that was asked for. */
static void
test_untranslated_on_the_web(void **state)
{
	static const struct link_case cases[] = {
		{ "ja/guides/start.md", "/ja/guides/cms/", LINK_LOCAL, PLACE_ARTICLE, "en/guides/cms" },
		{ "ja/guides/start.md", "/ja/guides/none", LINK_REMOTE, PLACE_REMOTE,
		    "https://example.org/ja/guides/none" },
	};
	struct catalogue *c;

	(void)state;
	site.base_url = STR("https://example.org");
	put_translations();
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* "demos/turn/" is what a browser finds there, when nothing else is called so. */
static void
test_web_folders(void **state)
{
	static const struct link_case cases[] = {
		{ "css/turn.md", "demos/turn/", LINK_LOCAL, PLACE_ASSET, "css/demos/turn/index.html" },
		{ "css/turn.md", "demos/turn", LINK_LOCAL, PLACE_ASSET, "css/demos/turn/index.html" },
		{ "css/turn.md", "/css/demos/turn/?at=1#top", LINK_LOCAL, PLACE_ASSET, "css/demos/turn/index.html" },
		{ "css/turn.md", "/slides/", LINK_LOCAL, PLACE_ASSET, "static/slides/index.html" },
		{ "css/turn.md", "/mixed/", LINK_LOCAL, PLACE_SECTION, "mixed/" },
		{ "css/turn.md", "demos/", LINK_UNRESOLVED, 0, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("css/turn.md", "text\n");
	site_put("css/demos/turn/index.html", "");
	site_put("static/slides/index.html", "");
	site_put("mixed/one.md", "text\n");
	site_put("mixed/index.html", "");
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* Jekyll and Bridgetown keep "/docs/one" in "_docs". */
static void
test_collections(void **state)
{
	static const struct link_case cases[] = {
		{ "_docs/one.md", "/docs/one/", LINK_LOCAL, PLACE_ARTICLE, "_docs/one" },
		{ "_docs/one.md", "/docs/deep/two.html", LINK_LOCAL, PLACE_ARTICLE, "_docs/deep/two" },
		{ "_docs/one.md", "/docs/", LINK_LOCAL, PLACE_SECTION, "_docs/" },
		{ NULL, "docs/one#more", LINK_LOCAL, PLACE_ARTICLE, "_docs/one" },
		{ NULL, "/pages/one", LINK_LOCAL, PLACE_ARTICLE, "pages/one" },
		{ NULL, "/tags", LINK_LOCAL, PLACE_TAGS, "" },
		{ NULL, "/assets/one/a.png", LINK_LOCAL, PLACE_ASSET, "_assets/one/a.png" },
		{ NULL, "/docs/none", LINK_UNRESOLVED, 0, NULL },
	};
	struct catalogue *c;

	(void)state;
	site_put("_docs/one.md", "text\n");
	site_put("_docs/deep/two.md", "text\n");
	site_put("_pages/one.md", "text\n");
	site_put("pages/one.md", "text\n");
	site_put("_tags/one.md", "text\n");
	site_put("_assets/one/a.png", "");
	site_put("_assets/two/a.png", "");
	c = site_build(NULL);
	check(c, cases, COUNT(cases));
	catalogue_release(c);
}

/* The owner's word, the home text's, and then the most articles. */
static void
test_own_language(void **state)
{
	static const struct {
		const char *lang, *home, *want;
	} rows[] = {
		{ NULL, "home\n", "fr/" },
		{ NULL, "---\nlang: de\n---\n", "de/" },
		{ NULL, "---\nlang: nonsense words\n---\n", "fr/" },
		{ "de-AT", "---\nlang: fr\n---\n", "de/" },
		{ "pt", "home\n", "pt-br/" },
		{ "pt-BR", "home\n", "pt-br/" },
		{ "pt_PT", "home\n", "pt-PT/" },
		{ "es", "home\n", NULL },
		{ "en", "---\nlang: fr\n---\n", NULL },
	};

	(void)state;
	site_put("de/one.md", "text\n");
	site_put("fr/one.md", "text\n");
	site_put("fr/two.md", "text\n");
	site_put("pt-br/one.md", "text\n");
	site_put("pt-br/two.md", "text\n");
	site_put("pt-PT/one.md", "text\n");
	site_put("notes/de/one.md", "text\n");
	site_put("notes/de/two.md", "text\n");
	site_put("notes/de/three.md", "text\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct catalogue *c;

		site_put("index.md", rows[i].home);
		site.lang = str_of(rows[i].lang);
		c = site_build(NULL);
		if (!str_eq(c->language, str_of(rows[i].want)))
			fail_msg("%s: \"%.*s\"", rows[i].lang, STR_ARG(c->language));
		catalogue_release(c);
	}
}

static enum link_verdict
resolve_long(const struct catalogue *c, const char *start, size_t len)
{
	struct place place;
	struct arena a;
	enum link_verdict verdict;
	char *text = malloc(len + 1);

	assert_non_null(text);
	memset(text, 'x', len);
	memcpy(text, start, strlen(start));
	text[len] = '\0';
	arena_init(&a, 0);
	verdict = links_resolve(c, NULL, (struct str){ text, len }, &a, &place);
	arena_done(&a);
	free(text);
	return verdict;
}

static void
test_lengths(void **state)
{
	struct catalogue *c;

	(void)state;
	c = site_build(NULL);
	assert_int_equal(resolve_long(c, "https://a/", LINK_URL_MAX), LINK_REMOTE);
	assert_int_equal(resolve_long(c, "https://a/", LINK_URL_MAX + 1), LINK_TOO_LONG);
	/* One byte that becomes three. */
	assert_int_equal(resolve_long(c, "https://a/ ", LINK_URL_MAX - 2), LINK_REMOTE);
	assert_int_equal(resolve_long(c, "https://a/ ", LINK_URL_MAX - 1), LINK_TOO_LONG);
	assert_int_equal(resolve_long(c, "/", LINK_TARGET_MAX), LINK_UNRESOLVED);
	assert_int_equal(resolve_long(c, "/", LINK_TARGET_MAX + 1), LINK_TOO_LONG);
	catalogue_release(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_local, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_verdicts, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_base_url, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_asset_roots, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_untranslated, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_untranslated_above, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_untranslated_on_the_web, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_web_folders, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_collections, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_own_language, site_setup, site_teardown),
		cmocka_unit_test_setup_teardown(test_lengths, site_setup, site_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
