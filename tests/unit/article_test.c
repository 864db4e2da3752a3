/* article_test.c - what is known of an article from its front matter, name and folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "content/article.h"
#include "content/article_parts.h"

static void
add_text(struct strbuf *out, const char *name, struct str s)
{
	if (s.p != NULL)
		strbuf_addf(out, "%s: %.*s\n", name, STR_ARG(s));
}

static void
add_list(struct strbuf *out, const char *name, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		strbuf_addf(out, i == 0 ? "%s: %.*s" : "%s%.*s", i == 0 ? name : " | ", STR_ARG(v[i]));
	if (n > 0)
		strbuf_addc(out, '\n');
}

static void
add_date(struct strbuf *out, const char *name, struct date d)
{
	if (!d.known)
		return;
	strbuf_addf(out, "%s: ", name);
	if (d.has_time)
		date_add_rfc3339(out, d);
	else
		date_add_day(out, d);
	strbuf_addc(out, '\n');
}

static void
add_seconds(struct strbuf *out, const char *name, int64_t at_s, int64_t none)
{
	if (at_s != none)
		strbuf_addf(out, "%s: %lld\n", name, (long long)at_s);
}

/* All that differs from an article of which nothing is known, a line each. */
static void
describe(struct strbuf *out, const struct article *a)
{
	add_text(out, "path", a->path);
	add_text(out, "title", a->title);
	add_date(out, "date", a->date);
	add_date(out, "updated", a->updated);
	add_seconds(out, "from", a->from_s, a->date.known ? a->date.at_s : INT64_MIN);
	add_seconds(out, "until", a->until_s, INT64_MAX);
	if (isfinite(a->order))
		strbuf_addf(out, "order: %g\n", a->order);
	add_text(out, "excerpt", a->excerpt);
	add_text(out, "author", a->author);
	add_text(out, "lang", a->lang);
	add_text(out, "series", a->series);
	add_text(out, "source", a->source);
	add_text(out, "source_url", a->source_url);
	add_text(out, "image", a->image);
	add_text(out, "image_alt", a->image_alt);
	add_text(out, "category", a->category);
	add_text(out, "moved to", a->moved_to);
	add_list(out, "tags", a->tags, a->ntags);
	add_list(out, "aliases", a->aliases, a->naliases);
	strbuf_adds(out, a->featured ? "featured\n" : "");
	strbuf_adds(out, a->hidden ? "hidden\n" : "");
	strbuf_adds(out, a->gone ? "gone\n" : "");
	strbuf_adds(out, a->is_folder_text ? "folder text\n" : "");
	strbuf_adds(out, a->title_is_file_name ? "title is file name\n" : "");
}

struct result {
	struct arena arena, scratch;
	struct diag_list diags;
	struct article article;
	struct strbuf text, said;
};

static void
result_init(struct result *r, const struct capsule *capsule, const char *file, struct str source,
    bool jekyll)
{
	char *copy = mem_alloc(source.len);

	arena_init(&r->arena, 0);
	arena_init(&r->scratch, 0);
	diag_list_init(&r->diags);
	strbuf_init(&r->text);
	strbuf_init(&r->said);
	memcpy(copy, source.p, source.len);
	article_read(&r->article, (struct str){ copy, source.len }, str_of(file), capsule, jekyll,
	    &r->arena, &r->scratch, &r->diags);
	/* What is kept must not lie in either of them. */
	memset(copy, '?', source.len);
	free(copy);
	arena_done(&r->scratch);
	describe(&r->text, &r->article);
	for (size_t i = 0; i < r->diags.n; i++)
		diag_write(&r->said, &r->diags.v[i]);
}

static void
result_done(struct result *r)
{
	arena_done(&r->arena);
	diag_list_done(&r->diags);
	strbuf_done(&r->text);
	strbuf_done(&r->said);
}

static const struct reading {
	const char *what, *file, *in, *want, *said;
} readings[] = {
	{ "the home schema", "ai/spark.md",
	    "---\ntitle: \"A: b\"\ndate: 2025-10-15\norder: 6\nsource: \"NVIDIA\"\n"
	    "source_url: \"https://x.org/y/\"\ncategory: \"ai-hardware\"\n"
	    "tags: [\"NVIDIA\", \"DGX Spark\"]\nimage: \"/a/b.png\"\nimage_alt: \"A  box\"\n"
	    "excerpt: \"It's *good*.\"\nfeatured: true\n---\nText\n",
	    "path: ai/spark\ntitle: A: b\ndate: 2025-10-15\norder: 6\nexcerpt: It's good.\n"
	    "source: NVIDIA\nsource_url: https://x.org/y/\nimage: /a/b.png\nimage_alt: A box\n"
	    "category: ai-hardware\ntags: NVIDIA | DGX Spark\nfeatured\n", "" },
	{ "nothing at all", "a.md", "", "path: a\ntitle: a\ntitle is file name\n", "" },

	/* titles */
	{ "title, the second name", "a.md", "---\nlinkTitle: x\n---\n# y\n", "path: a\ntitle: x\n", "" },
	{ "title, case ignored", "a.md", "---\nTitle: x\n---\n# y\n", "path: a\ntitle: x\n", "" },
	{ "title from the heading", "a.md", "---\ntitle:\n---\n\n# The *y* ##\n", "path: a\ntitle: The y\n", "" },
	{ "title from a heading with an id", "a.md", "# The y { #y-1 }\n", "path: a\ntitle: The y\n", "" },
	{ "title from a heading with components", "a.md",
	    "# Use `a` <Badge type=\"warning\" text=\"New\" /> <Version>5.0</Version>\n",
	    "path: a\ntitle: Use a 5.0\n", "" },
	{ "title about components", "a.md", "---\ntitle: A List<String> and <Link /> for <View>\n---\n",
	    "path: a\ntitle: A List<String> and <Link /> for <View>\n", "" },
	{ "title from a lower heading that says the name", "ch15-01-the-box.md",
	    "<!-- Old\n# names -->\n\n<a id=\"x\"></a>\n\n## Using `Box<T>`, the Box\n", "path: ch15-01-the-box\n"
	    "title: Using Box<T>, the Box\n", "" },
	{ "no title from a heading below lower ones", "kevin.md", "## Books\n\n# Clippings\n",
	    "path: kevin\ntitle: kevin\ntitle is file name\n", "" },
	{ "title in spite of what looks like lower ones", "a.md", "#hash\n\n    ## code\n\n# x\n",
	    "path: a\ntitle: x\n", "" },
	{ "no title from one that does not", "the-machine.md", "## Quotes\n",
	    "path: the-machine\ntitle: the machine\ntitle is file name\n", "" },
	{ "no title from one with part of a word", "art.md", "## Starting\n",
	    "path: art\ntitle: art\ntitle is file name\n", "" },
	{ "no title from one that does not begin the text", "box.md", "text\n\n## The box\n",
	    "path: box\ntitle: box\ntitle is file name\n", "" },
	{ "no title for a number", "a1.md", "## Notes\n",
	    "path: a1\ntitle: a1\ntitle is file name\n", "" },
	{ "title that is a number", "a.md", "---\ntitle: 1984\n---\n", "path: a\ntitle: 1984\n", "" },
	{ "title from Eleventy's navigation", "a.md", "---\neleventyNavigation:\n  key: x\n---\ntext\n",
	    "path: a\ntitle: x\n", "" },
	{ "title from the name", "my-first_post.md", "text",
	    "path: my-first_post\ntitle: my first post\ntitle is file name\n", "" },
	{ "title from the name behind a date", "2015-05-15-hello-you.md", "text",
	    "path: 2015-05-15-hello-you\ntitle: hello you\ndate: 2015-05-15\ntitle is file name\n", "" },
	{ "title from a date", "2015-05-15.md", "text",
	    "path: 2015-05-15\ntitle: 2015-05-15\ndate: 2015-05-15\ntitle is file name\n", "" },
	{ "title of a folder's text", "my-box/index.md", "",
	    "path: my-box/\ntitle: my box\nfolder text\ntitle is file name\n", "" },
	{ "title that is a list", "a.md", "---\ntitle: [x]\n---\n# y", "path: a\ntitle: y\n",
	    "a.md:2:1: warning: title: is a list or map, so it is ignored (put the title in quotes)\n" },
	/* Bug: "draft: yess" showed a draft and said nothing. */
	{ "a slip in draft", "a.md", "---\ntitle: x\ndraft: yess\ngone: [true]\nheadless: 2\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: draft: is neither true nor false, so it is ignored (write true or false)\n"
	    "a.md:4:1: warning: gone: is neither true nor false, so it is ignored (write true or false)\n"
	    "a.md:5:1: warning: headless: is neither true nor false, so it is ignored (write true or false)\n" },
	{ "a template's placeholder", "a.md", "---\ntitle: x\ncreated: {{date}}\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: created: is a placeholder, as templates have them, and not a date "
	    "(if this is a template, name its folder below ignore: in the configuration)\n" },
	{ "invalid bytes in the heading", "a.md", "# x\xffy\x01z\n", "path: a\ntitle: x\xef\xbf\xbdyz\n", "" },

	/* addresses */
	{ "slug", "d/a.md", "---\nslug: other%20name\ntitle: x\n---\n",
	    "path: d/other name\ntitle: x\ncategory: d\n", "" },
	{ "slug that is a path", "d/a.md", "---\nslug: /e/f/\ntitle: x\n---\n",
	    "path: d/f\ntitle: x\ncategory: d\naliases: e/f/\n", "" },
	{ "slug with dots", "a.md", "---\nslug: ../..x\ntitle: x\n---\n",
	    "path: x\ntitle: x\naliases: ..x\n", "" },
	{ "slug of no use", "a.md", "---\nslug: \"a\\u0001b\"\ntitle: x\n---\n", "path: a\ntitle: x\n",
	    "a.md:2:1: warning: slug: cannot be a part of an address, so it is ignored "
	    "(use letters, digits and -, at most 200 bytes)\n" },
	{ "slug of a bundle", "blog/a/index.md", "---\nslug: b\ntitle: x\n---\n",
	    "path: blog/a/\ntitle: x\naliases: blog/b\nfolder text\n", "" },
	{ "the home text", "index.md", "# Home\n", "path: \ntitle: Home\nfolder text\n", "" },
	{ "README", "d/ReadMe.MD", "# x\n", "path: d/\ntitle: x\nfolder text\n", "" },
	{ "a name with dots", "d/v1.2.markdown", "# x\n", "path: d/v1.2\ntitle: x\ncategory: d\n", "" },

	/* other addresses */
	{ "aliases with a slash", "a.md",
	    "---\ntitle: x\naliases: [/b/, Other Title, \"c/d%20e.html?f#g\", /b/, https://me.org/h/i]\n---\n",
	    "path: a\ntitle: x\naliases: b/ | c/d e.html?f | h/i\n", "" },
	{ "one alias", "a.md", "---\ntitle: x\naliases: /b\nredirect_from: c.html\n---\n",
	    "path: a\ntitle: x\naliases: b | c.html\n", "" },
	{ "relative aliases", "d/e/a.md", "---\ntitle: x\naliases: [../b, ./c, /f/../g]\n---\n",
	    "path: d/e/a\ntitle: x\ncategory: e\naliases: d/b | d/e/c | g\n", "" },
	{ "aliases that climb", "a.md", "---\ntitle: x\naliases: [../../b, \"/%2e%2e/c\"]\n---\n",
	    "path: a\ntitle: x\naliases: b | c\n", "" },
	{ "its own address", "a.md", "---\ntitle: x\nurl: /a\npermalink: /\n---\n", "path: a\ntitle: x\n", "" },
	{ "permalink: false", "a.md", "---\ntitle: x\npermalink: false\n---\n", "path: a\ntitle: x\n", "" },
	{ "permalink, Jekyll's words", "a-b.md",
	    "---\ntitle: x\ndate: 2024-03-09\ncategories: [c, D]\npermalink: /z/:categories/:year/:i_month/:day/:title/\n---\n",
	    "path: a-b\ntitle: x\ndate: 2024-03-09\ncategory: c\naliases: z/c/D/2024/3/09/a-b/\n", "" },
	{ "permalink, a style", "a.md", "---\ntitle: x\ndate: 2024-03-09\npermalink: pretty\n---\n",
	    "path: a\ntitle: x\ndate: 2024-03-09\naliases: 2024/03/09/a/\n", "" },
	{ "permalink without a date", "a.md", "---\ntitle: x\npermalink: /:year/x\n---\n", "path: a\ntitle: x\n", "" },
	{ "permalink, unknown words", "a.md",
	    "---\ntitle: x\npermalink: /:nonsense/x\nurl: \"/p/{{ page.fileSlug }}/\"\n---\n", "path: a\ntitle: x\n", "" },
	{ "Jekyll's date addresses", "cat/_posts/2015-05-15-a%b.md", "---\ntitle: x\ncategories: y z\n---\n",
	    "path: cat/_posts/2015-05-15-a%b\ntitle: x\ndate: 2015-05-15\ncategory: y\n"
	    "aliases: 2015/05/15/a%b.html | cat/y/z/2015/05/15/a%b.html\n", "" },
	{ "Jekyll's date addresses, the day before 1970", "_posts/1970-01-01-a.md", "---\ntitle: x\ndate: 1969-12-31 12:00\n---\n",
	    "path: _posts/1970-01-01-a\ntitle: x\ndate: 1969-12-31T12:00:00Z\n"
	    "aliases: 1970/01/01/a.html | 1969/12/31/a.html\n", "" },
	{ "Jekyll's date addresses, another date", "_posts/2015-05-15-a.md", "---\ntitle: x\ndate: 2015-05-16\n---\n",
	    "path: _posts/2015-05-15-a\ntitle: x\ndate: 2015-05-16\n"
	    "aliases: 2015/05/15/a.html | 2015/05/16/a.html\n", "" },
	{ "an address with control bytes", "a.md", "---\ntitle: x\nurl: /b%07c\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: url: an address holds control characters, backslashes or bytes that are "
	    "not UTF-8, so it is ignored (take them out)\n" },

	/* dates */
	{ "dates in their order", "a.md", "---\ntitle: x\npublished_at: 2024-01-02\ndate: 2024-01-03T04:05:06Z\n---\n",
	    "path: a\ntitle: x\ndate: 2024-01-03T04:05:06Z\n", "" },
	{ "publishedAt, updatedAt", "a.md", "---\ntitle: x\ncreatedAt: 2024-01-01\npublishedAt: \"2024-01-02\"\nupdatedAt: 2024-01-03\n---\n",
	    "path: a\ntitle: x\ndate: 2024-01-02\nupdated: 2024-01-03\n", "" },
	{ "createdAt, lastModified", "a.md", "---\ntitle: x\ncreatedAt: 2024-01-01\nlastModified: 2024-01-03\n---\n",
	    "path: a\ntitle: x\ndate: 2024-01-01\nupdated: 2024-01-03\n", "" },
	{ "last_modified", "a.md", "---\ntitle: x\nlast_modified: 2024-01-03\n---\n",
	    "path: a\ntitle: x\nupdated: 2024-01-03\n", "" },
	{ "a date that is none", "a.md", "---\ntitle: x\ndate: 2024-13-01\npubDate: Jul 08 2022\n---\n",
	    "path: a\ntitle: x\ndate: 2022-07-08\n", NULL },
	{ "orders are no dates", "a.md", "---\ntitle: x\ndate: git Last Modified\nlastmod: \":git\"\n---\n",
	    "path: a\ntitle: x\n", "" },
	{ "published that is no date", "a.md", "---\ntitle: x\npublished: true\n---\n", "path: a\ntitle: x\n", "" },
	{ "published that is one", "a.md", "---\ntitle: x\npublished: 2024-01-02\n---\n",
	    "path: a\ntitle: x\ndate: 2024-01-02\n", "" },
	{ "a date of a bundle", "blog/2015-05-15-a/index.md", "# x",
	    "path: blog/2015-05-15-a/\ntitle: x\ndate: 2015-05-15\nfolder text\n", "" },
	{ "a date that the folders begin", "posts/2024/03-09-a-den.md", "text",
	    "path: posts/2024/03-09-a-den\ntitle: a den\ndate: 2024-03-09\ntitle is file name\n", "" },
	{ "a date that is all of the folders", "2024/03/09/den.md", "# x",
	    "path: 2024/03/09/den\ntitle: x\ndate: 2024-03-09\n", "" },
	{ "a day of a journal", "log/2024/03/09.md", "text",
	    "path: log/2024/03/09\ntitle: 2024-03-09\ndate: 2024-03-09\ncategory: log\ntitle is file name\n",
	    "" },
	{ "a date of folders and a bundle", "2024/03-09-den/index.md", "# x",
	    "path: 2024/03-09-den/\ntitle: x\ndate: 2024-03-09\nfolder text\n", "" },
	{ "no date of folders", "2024/13-09-den.md", "# x", "path: 2024/13-09-den\ntitle: x\n", "" },
	{ "no date of a month", "2024/03/den.md", "# x", "path: 2024/03/den\ntitle: x\n", "" },
	{ "no date of a year", "2024/den.md", "# x", "path: 2024/den\ntitle: x\n", "" },
	{ "a date in a path", "a.md", "+++\ntitle = \"x\"\npath = \"2014/09/15/Rust-1.0\"\n+++\n",
	    "path: a\ntitle: x\ndate: 2014-09-15\naliases: 2014/09/15/Rust-1.0\n", "" },
	{ "a native date of TOML", "a.md", "+++\ntitle = \"x\"\ndate = 2024-01-02 03:04:05Z\n+++\n",
	    "path: a\ntitle: x\ndate: 2024-01-02T03:04:05Z\n", "" },
	{ "updated", "a.md", "---\ntitle: x\nmodDatetime: 2025-03-14T00:25:42.000Z\n---\n",
	    "path: a\ntitle: x\nupdated: 2025-03-14T00:25:42Z\n", "" },
	{ "publishDate after date, expiryDate", "a.md",
	    "---\ntitle: x\ndate: 1970-01-02\npublishDate: 1970-01-03\nexpiryDate: 1970-01-04\n---\n",
	    "path: a\ntitle: x\ndate: 1970-01-02\nfrom: 172800\nuntil: 259200\n", "" },

	/* visibility */
	{ "draft", "a.md", "---\ntitle: x\ndraft: true\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "draft in quotes", "a.md", "---\ntitle: x\ndraft: \"yes\"\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "draft: null", "a.md", "---\ntitle: x\ndraft: null\n---\n", "path: a\ntitle: x\n", "" },
	{ "published: false", "a.md", "---\ntitle: x\npublished: false\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "publish: no", "a.md", "---\ntitle: x\npublish: no\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "status", "a.md", "---\ntitle: x\nstatus: Scheduled\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "status in a list", "a.md", "---\ntitle: x\nstatus:\n  - idea\n  - draft\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "a slip in status", "a.md", "---\ntitle: x\nstatus: drfat\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: status: \"drfat\" hides nothing; did you mean \"draft\"?\n" },
	{ "a slip in publish", "a.md", "---\ntitle: x\npublish: flase\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: publish: is neither true nor false, so it is ignored (write true or false)\n" },
	{ "status of another kind", "a.md", "---\ntitle: x\nstatus: published\n---\n", "path: a\ntitle: x\n", "" },
	{ "headless", "a.md", "---\ntitle: x\nheadless: true\n---\n", "path: a\ntitle: x\nhidden\n", "" },
	{ "below _drafts", "x/_drafts/a.md", "# x", "path: x/_drafts/a\ntitle: x\ncategory: x\nhidden\n", "" },
	{ "beside _drafts", "my_drafts/a.md", "# x", "path: my_drafts/a\ntitle: x\ncategory: my_drafts\n", "" },
	{ "a dot", ".a.md", "# x", "path: .a\ntitle: x\nhidden\n", "" },
	{ "a template", "_template.md", "# x", "path: _template\ntitle: x\nhidden\n",
	    "_template.md: note: not shown: its name is that of a template (give it another to have it shown)\n" },
	{ "an article about templates", "template.md", "# x", "path: template\ntitle: x\n", "" },
	{ "names with an underscore", "_a.md", "# x", "path: _a\ntitle: x\n", "" },
	{ "gone", "a.md", "---\ntitle: x\ngone: true\n---\n", "path: a\ntitle: x\ngone\n", "" },

	/* tags */
	{ "tags, a block list", "a.md", "---\ntitle: x\ntags:\n- b\n- 2024\n-\n- null\n- true\n- B\n---\n",
	    "path: a\ntitle: x\ntags: b | 2024 | true\n", "" },
	{ "tags, commas", "a.md", "---\ntitle: x\ntags: b c, #d ,, e\n---\n", "path: a\ntitle: x\ntags: b c\n", "" },
	{ "tags, commas in quotes", "a.md", "---\ntitle: x\ntags: \"b c, #d ,, e\"\n---\n",
	    "path: a\ntitle: x\ntags: b c | d | e\n", "" },
	{ "tags, one with a blank", "a.md", "---\ntitle: x\ntags: b c\n---\n", "path: a\ntitle: x\ntags: b c\n", "" },
	{ "tags, nothing", "a.md", "---\ntitle: x\ntags:\ntag: \"\"\n---\n", "path: a\ntitle: x\n", "" },
	{ "tags of a taxonomy", "a.md", "+++\ntitle = \"x\"\n[taxonomies]\ntags = [\"b\"]\ncategories = [\"c\", \"d\"]\n+++\n",
	    "path: a\ntitle: x\ncategory: c\ntags: b\n", "" },
	{ "tags by case", "a.md", "---\ntitle: x\ntags: [Über, über, ÜBER, Straße, STRASSE]\n---\n",
	    "path: a\ntitle: x\ntags: Über | Straße\n", "" },
	{ "nested tags", "a.md", "---\ntitle: x\ntags: [linux/kernel/net, TCP/IP, CI/CD, \"a b/c\", /d/e]\n---\n",
	    "path: a\ntitle: x\ntags: linux/kernel/net | linux | linux/kernel | TCP/IP | CI/CD | a b/c | /d/e\n", "" },
	{ "Ghost's internal tags", "a.md",
	    "{\"title\": \"x\", \"primary_tag\": {\"name\": \"b\"}, \"tags\": [{\"name\": \"b\"}, {\"name\": \"#c\"}]}\n",
	    "path: a\ntitle: x\ncategory: b\ntags: b\n", "" },
	{ "Obsidian's tags", "a.md", "---\ntitle: x\ntags: ['#b', \"#c\"]\n---\n", "path: a\ntitle: x\ntags: b | c\n", "" },
	{ "tags, a number", "a.md", "---\ntitle: x\ntags: 5\n---\n", "path: a\ntitle: x\ntags: 5\n",
	    "a.md:3:1: warning: tags: is no list of names; taken as one name (write a list: [one, two])\n" },
	{ "tags, a map", "a.md", "---\ntitle: x\ntags: {b: c}\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: tags: is a map, so it is ignored (write a list: [one, two])\n" },

	/* categories */
	{ "category, nested", "d/a.md", "---\ntitle: x\ncategory: \" b / c/\"\n---\n", "path: d/a\ntitle: x\ncategory: b/c\n", "" },
	{ "category, a list", "d/a.md", "---\ntitle: x\ncategory: [b, c]\n---\n", "path: d/a\ntitle: x\ncategory: b/c\n", "" },
	{ "categories, the first", "d/a.md", "---\ntitle: x\ncategories:\n- b\n- c\n---\n", "path: d/a\ntitle: x\ncategory: b\n", "" },
	{ "categories, a text", "d/a.md", "---\ntitle: x\ncategories: b c, d\n---\n", "path: d/a\ntitle: x\ncategory: b c\n", "" },
	{ "names that are links", "d/a.md",
	    "---\ntitle: x\ncategories:\n- \"[[Media/Books|Books]]\"\ntags: [\"[[To read]]\", b]\n---\n",
	    "path: d/a\ntitle: x\ncategory: Books\ntags: To read | b\n", "" },
	{ "category of the folder", "blog/en-US/hard-ware/2024/05/_posts/a.md", "# x",
	    "path: blog/en-US/hard-ware/2024/05/_posts/a\ntitle: x\ncategory: hard-ware\n", "" },
	{ "no category of folders below _posts", "c/_posts/old/a.md", "# x",
	    "path: c/_posts/old/a\ntitle: x\ncategory: c\n", "" },
	{ "no category", "posts/2024-05/a.md", "# x", "path: posts/2024-05/a\ntitle: x\n", "" },
	{ "category above a bundle in another language", "ai/a/index.pt-BR.md", "# x",
	    "path: ai/a/index.pt-BR\ntitle: x\ncategory: ai\n", "" },
	{ "category of an index of words", "ai/a/index.words.md", "# x",
	    "path: ai/a/index.words\ntitle: x\ncategory: a\n", "" },
	{ "category above a bundle in a rarer language", "ai/a/index.ca.md", "---\ntitle: x\n---\n",
	    "path: ai/a/index.ca\ntitle: x\ncategory: ai\n", "" },
	{ "category above a bundle", "ai/a/index.md", "# x", "path: ai/a/\ntitle: x\ncategory: ai\nfolder text\n", "" },

	/* the rest */
	{ "weight 0 is none", "a.md", "---\ntitle: x\nweight: 0\nnav_order: 2.5\n---\n", "path: a\ntitle: x\norder: 2.5\n", "" },
	{ "sidebar_position", "a.md", "---\ntitle: x\nsidebar_position: 3\n---\n", "path: a\ntitle: x\norder: 3\n", "" },
	{ "meta_description after others", "a.md", "---\ntitle: x\nmeta_description: Seen by machines.\nspoiler: Seen.\n---\n",
	    "path: a\ntitle: x\nexcerpt: Seen.\n", "" },
	{ "meta_description alone", "a.md", "---\ntitle: x\nmeta_description: Seen by machines.\n---\n",
	    "path: a\ntitle: x\nexcerpt: Seen by machines.\n", "" },
	{ "order 0 is one", "a.md", "---\ntitle: x\norder: 0\n---\n", "path: a\ntitle: x\norder: 0\n", "" },
	{ "order, deeper", "a.md", "---\ntitle: x\nsidebar:\n  order: -3\n---\n", "path: a\ntitle: x\norder: -3\n", "" },
	{ "order, Eleventy's", "a.md", "---\ntitle: x\neleventyNavigation: {key: k, order: 4}\n---\n",
	    "path: a\ntitle: x\norder: 4\n", "" },
	{ "order, no number", "a.md", "---\ntitle: x\norder: first\nweight: 7\n---\n", "path: a\ntitle: x\norder: 7\n",
	    "a.md:3:1: warning: order: is no number, so it is ignored (write a number, such as 10)\n" },
	{ "featured by other names", "a.md", "---\ntitle: x\nsticky: 100\n---\n", "path: a\ntitle: x\nfeatured\n", "" },
	{ "not featured", "a.md", "---\ntitle: x\nfeatured: 0\npin: false\n---\n", "path: a\ntitle: x\n", "" },
	{ "featured, a theme's", "a.md", "+++\ntitle = \"x\"\n[extra]\nfeatured = true\ntitle = \"no\"\n+++\n",
	    "path: a\ntitle: x\nfeatured\n", "" },
	{ "featured, neither", "a.md", "---\ntitle: x\nfeatured: maybe\npin:\nsticky: \"\"\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: featured: is neither true nor false, so it is ignored (write true or false)\n" },
	{ "excerpt, a list", "a.md", "---\ntitle: x\nexcerpt: [one, two]\ndescription: []\nsummary: Said.\n---\n",
	    "path: a\ntitle: x\nexcerpt: Said.\n",
	    "a.md:3:1: warning: excerpt: is a list or map and no text, so it is ignored (write it as one text)\n" },
	{ "aliases, a map", "a.md", "---\ntitle: x\naliases: {old: /b/}\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: aliases: is a map, so it is ignored (write it as a list of paths)\n" },
	{ "Quarto's names", "a.md", "---\ntitle: x\ndate: 2026-06-14\ndate-modified: 2026-07-01\nimage: b.png\nimage-alt: c\n---\n",
	    "path: a\ntitle: x\ndate: 2026-06-14\nupdated: 2026-07-01\nimage: b.png\nimage_alt: c\n", "" },
	{ "names of themes", "a.md", "---\ntitle: x\nheader-img: b.png\nthumbnailAlt: c\nredirectTo: /d/\n---\n",
	    "path: a\ntitle: x\nimage: b.png\nimage_alt: c\nmoved to: /d/\n", "" },
	{ "Franklin's names", "a.md", "@def title = \"x\"\n@def rss_pubdate = Date(2026, 6, 14)\n@def rss_description = \"Said.\"\n\nText\n",
	    "path: a\ntitle: x\ndate: 2026-06-14\nexcerpt: Said.\n", "" },
	{ "image, a map", "a.md", "---\ntitle: x\nimage:\n  src: b.png\n  alt: c\n---\n",
	    "path: a\ntitle: x\nimage: b.png\nimage_alt: c\n", "" },
	{ "cover", "a.md", "---\ntitle: x\ncover: {image: b.png, alt: \"`c`\"}\n---\n",
	    "path: a\ntitle: x\nimage: b.png\nimage_alt: c\n", "" },
	{ "images", "a.md", "---\ntitle: x\nimages: [b.png, c.png]\nimage: false\n---\n", "path: a\ntitle: x\nimage: b.png\n", "" },
	{ "image, Obsidian's", "a.md", "---\ntitle: x\nimage: \"[[b c.png]]\"\n---\n", "path: a\ntitle: x\nimage: b c.png\n", "" },
	{ "alt by itself, of a thumbnail", "a.md", "---\ntitle: x\nthumbnail: b.png\nalt: c\n---\n",
	    "path: a\ntitle: x\nimage: b.png\nimage_alt: c\n", "" },
	{ "alt without an image", "a.md", "---\ntitle: x\nimage_alt: c\n---\n", "path: a\ntitle: x\n", "" },
	{ "excerpt by other names", "a.md", "---\ntitle: x\nexcerpt: true\nsummary: >\n  b\n  &amp; c\n---\n",
	    "path: a\ntitle: x\nexcerpt: b & c\n", "" },
	{ "authors", "a.md", "---\ntitle: x\nauthors:\n- b\n- name: c\n  url: d\n---\n", "path: a\ntitle: x\nauthor: b, c\n", "" },
	{ "author, a map", "a.md", "---\ntitle: x\nauthor: {name: b}\n---\n", "path: a\ntitle: x\nauthor: b\n", "" },
	{ "lang", "a.md", "---\ntitle: x\nlocale: en_US.UTF-8\n---\n", "path: a\ntitle: x\nlang: en-US\n", "" },
	{ "lang, none", "a.md", "---\ntitle: x\nlang: \"en; x=y\"\n---\n", "path: a\ntitle: x\n",
	    "a.md:3:1: warning: lang: is no language tag, so it is ignored (write it as en or pt-BR)\n" },
	{ "canonical", "a.md", "---\ntitle: x\ncanonicalURL: https://x.org/\nsource: Y\n---\n",
	    "path: a\ntitle: x\nsource: Y\nsource_url: https://x.org/\n", "" },
	{ "source, an address", "a.md", "---\ntitle: x\nsource: https://x.org/\n---\n",
	    "path: a\ntitle: x\nsource_url: https://x.org/\n", "" },
	{ "series", "a.md", "---\ntitle: x\nseries: [b]\n---\n", "path: a\ntitle: x\nseries: b\n", "" },
	{ "unknown keys are nobody's business", "a.md", "---\ntitle: x\nlayout: post\nms:assetid: z\n---\n", "path: a\ntitle: x\n", "" },
};

static void
test_readings(void **state)
{
	struct capsule capsule = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		const struct reading *t = &readings[i];
		struct result r;

		result_init(&r, &capsule, t->file, str_of(t->in), false);
		if (strcmp(r.text.buf, t->want) != 0 ||
		    (t->said != NULL && strcmp(r.said.buf, t->said) != 0))
			print_error("%s:\n", t->what);
		assert_string_equal(r.text.buf, t->want);
		if (t->said != NULL)
			assert_string_equal(r.said.buf, t->said);
		assert_int_equal(r.article.file.p[r.article.file.len], '\0');
		result_done(&r);
	}
}

/* The words about a date come from date.h; the key, the place and the text must be named. */
static void
test_bad_date(void **state)
{
	struct capsule capsule = { 0 };
	struct strbuf want = STRBUF_INIT;
	struct result r;

	(void)state;
	result_init(&r, &capsule, "a.md", STR("---\ntitle: x\ndate: 2024-13-01\n---\n"), false);
	strbuf_addf(&want, "a.md:3:1: warning: date: \"2024-13-01\": %s\n",
	    date_verdict_text(DATE_BAD_MONTH));
	assert_string_equal(r.said.buf, want.buf);
	strbuf_done(&want);
	result_done(&r);
}

static void
assert_tags(const struct capsule *capsule, bool jekyll, const char *source, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct result r;

	result_init(&r, capsule, "a.md", str_of(source), jekyll);
	add_list(&got, "tags", r.article.tags, r.article.ntags);
	assert_string_equal(got.buf, want);
	strbuf_done(&got);
	result_done(&r);
}

static void
test_tags_split(void **state)
{
	static const char blanks[] = "---\ntags: b c  d\n---\n";
	static const char commas[] = "---\ntags: b c, d\n---\n";
	static const char one[] = "---\ntag: b c\n---\n";
	static const char words[] = "---\nkeywords: b, c\n---\n";
	struct capsule capsule = { 0 };

	(void)state;
	assert_tags(&capsule, false, blanks, "tags: b c d\n");
	assert_tags(&capsule, true, blanks, "tags: b | c | d\n");
	assert_tags(&capsule, true, commas, "tags: b c | d\n");
	assert_tags(&capsule, true, one, "tags: b c\n");
	assert_tags(&capsule, false, words, "");
	capsule.keywords_are_tags = true;
	assert_tags(&capsule, false, words, "tags: b | c\n");
	capsule.tags_split = TAGS_SPLIT_COMMA;
	assert_tags(&capsule, true, blanks, "tags: b c d\n");
	capsule.tags_split = TAGS_SPLIT_SPACE;
	assert_tags(&capsule, false, blanks, "tags: b | c | d\n");
}

static void
test_shown(void **state)
{
	struct capsule capsule = { 0 };
	struct result r;
	struct str source = STR("---\ndate: 1970-01-02\nexpiryDate: 1970-01-03\n---\n");

	(void)state;
	result_init(&r, &capsule, "a.md", source, false);
	assert_false(article_is_shown(&r.article, 86399));
	assert_true(article_is_shown(&r.article, 86400));
	assert_true(article_is_shown(&r.article, 172799));
	assert_false(article_is_shown(&r.article, 172800));
	result_done(&r);

	capsule.show_future = true;
	result_init(&r, &capsule, "a.md", source, false);
	assert_true(article_is_shown(&r.article, 0));
	assert_false(article_is_shown(&r.article, 172800));
	result_done(&r);

	result_init(&r, &capsule, "a.md", STR("---\ndraft: on\n---\n"), false);
	assert_false(article_is_shown(&r.article, 0));
	result_done(&r);
	result_init(&r, &capsule, "a.md", STR("---\ngone: true\n---\n"), false);
	assert_true(article_is_shown(&r.article, 0));
	result_done(&r);
}

static void
test_own_site(void **state)
{
	struct capsule capsule = { .base_url = STR("https://me.org/") };
	struct str source = STR("---\naliases: [https://ME.org/b, https://you.org/c, /d/]\n"
	    "url: https://you.org/2024/01/02/x\n---\n");
	struct result r;

	(void)state;
	result_init(&r, &capsule, "a.md", source, false);
	assert_int_equal(r.article.naliases, 2);
	assert_true(str_is(r.article.aliases[0], "b"));
	assert_true(str_is(r.article.aliases[1], "d/"));
	assert_false(r.article.date.known);
	result_done(&r);
}

/* Each part below the base looked like an address again, and took another piece of the stack. */
static void
test_address_within_address(void **state)
{
	static const char part[] = "//me.org/b";
	struct capsule capsule = { .base_url = STR("https://me.org/b/") };
	struct strbuf s = STRBUF_INIT;
	struct result r;

	(void)state;
	strbuf_adds(&s, "---\naliases: [\"https://me.org/b//me.org/b/c\"]\n---\n");
	result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
	assert_int_equal(r.article.naliases, 2);
	assert_true(str_is(r.article.aliases[0], "me.org/b/c"));
	assert_true(str_is(r.article.aliases[1], "b//me.org/b/c"));
	result_done(&r);

	strbuf_reset(&s);
	strbuf_adds(&s, "---\naliases: [\"https://me.org/b");
	while (s.len + sizeof part < FRONT_SIZE_MAX - 8)
		strbuf_adds(&s, part);
	strbuf_adds(&s, "\"]\n---\n");
	result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
	assert_int_equal(r.article.naliases, 0);
	assert_int_equal(r.diags.nwarnings, 1);
	result_done(&r);
	strbuf_done(&s);
}

static void
test_home_title(void **state)
{
	struct capsule capsule = { .title = STR("My  capsule") };
	struct result r;

	(void)state;
	result_init(&r, &capsule, "index.md", STR("text"), false);
	assert_true(str_is(r.article.title, "My capsule"));
	assert_true(r.article.title_is_file_name);
	result_done(&r);
}

static const struct {
	const char *in, *want;
} plains[] = {
	{ "x", "x" }, { "", "" }, { " \t\n", "" }, { "  a \n b\t\tc ", "a b c" },
	{ "`code` and ``a`b``", "code and a`b" }, { "a ` b", "a ` b" },
	{ "*a* **b** ***c*** _d_ ~~e~~", "a b c d e" }, { "**a *b* c**", "a b c" },
	{ "2 * 3 * 4", "2 * 3 * 4" }, { "a*b*c", "a*b*c" }, { "snake_case_name", "snake_case_name" },
	{ "__init__", "__init__" }, { "**kwargs and *args", "**kwargs and *args" }, { "~/.config ~ x", "~/.config ~ x" },
	{ "[a](http://x/(y))", "a" }, { "[a *b*][c] d", "a b d" }, { "![alt](x.png) y", "alt y" },
	{ "[a] b", "[a] b" }, { "[[page|text]] [[page]]", "text page" }, { "a] [b", "a] [b" }, { "wow!", "wow!" },
	{ "<b>a</b> <br/>b<!-- c -->", "a b" }, { "Vec<T> & std::vector<int>", "Vec<T> & std::vector<int>" },
	{ "a < b > c", "a < b > c" }, { "<https://x.org/>", "https://x.org/" }, { "<em class=\"x\">a</em>", "a" },
	{ "a &amp; b &lt;c&gt; &#39;d&#x27; &nbsp; &eacute;", "a & b <c> 'd' \xc3\xa9" },
	{ "AT&T &unknown; &; &#;", "AT&T &unknown; &; &#;" }, { "&#0;&#1;&#xD800;&#x110000;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\\*a\\* \\_ C:\\path", "*a* _ C:\\path" },
	{ "a\xe2\x80\xa8" "b\xc2\x85" "c\xc2\xa0" "d", "a b c d" }, { "a\xff" "b\x07", "a\xef\xbf\xbd" "b" },
	{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae" },
};

static void
test_plain(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof plains / sizeof *plains; i++) {
		struct str got = text_plain(&a, str_of(plains[i].in), 100);

		assert_string_equal(got.p != NULL ? got.p : "", plains[i].want);
	}
	arena_done(&a);
}

static void
test_plain_cut(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_string_equal(text_plain(&a, STR("twenty bytes or less"), 20).p, "twenty bytes or less");
	assert_string_equal(text_plain(&a, STR("twenty bytes or less!"), 20).p, "twenty bytes or…");
	assert_string_equal(text_plain(&a, STR("oneverylongwordindeedit"), 20).p, "oneverylongwordin…");
	assert_string_equal(text_plain(&a, STR("éééééééééééé"), 20).p, "éééééééé…");
	assert_string_equal(text_line(&a, STR("*a*  &amp;"), 20).p, "*a* &amp;");
	arena_done(&a);
}

/* What a light scanner could be slow on; all must end at once. */
static void
test_plain_hard(void **state)
{
	static const char *const pieces[] = {
		"*a ", "_a ", "`", "[", "[[", "![", "<", "<a ", "&", "\\", "~~a", "[a](", "***a **b *c ", "<!--",
	};
	struct strbuf s = STRBUF_INIT;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		strbuf_reset(&s);
		while (s.len < 1000000)
			strbuf_adds(&s, pieces[i]);
		assert_true(text_plain(&a, strbuf_str(&s), ARTICLE_EXCERPT_MAX).len <= ARTICLE_EXCERPT_MAX);
	}
	arena_done(&a);
	strbuf_done(&s);
}

static const struct {
	const char *in, *want;
} headings[] = {
	{ "# a\n# b\n", "a" }, { "text\n\n#\ta ###  \n", "a" }, { "## a\n# b", "" }, { "####### a\n# b", "b" }, { "#a\n#\n# c#\n", "c#" },
	{ "   # a\n", "a" }, { "    # a\n", "" }, { "\t# a\n", "" }, { "# a {#id}\n", "a" }, { "# a {b}\n", "a {b}" },
	{ "# a {#@b/c}\n", "a" }, { "# a {#b} ##\n", "a" }, { "# a ## {#b}\n", "a" }, { "# {#a}\n", "{#a}" },
	{ "# a {#}\n", "a {#}" }, { "# a {/* b */}\n", "a" }, { "a {#b}\n===\n", "a" }, { "# {a} {.b}\n", "{a}" },
	{ "a\n===\n", "a" }, { "a\nb\n=\n", "a\nb" }, { "a\n---\nb\n===\n", "b" }, { "\n===\n# b", "b" },
	{ "- a\n===\n", "" }, { "> a\n===\n# b\r\n", "b" }, { "a\n\n===\n", "" },
	{ "```sh\n# a\n```\n# b\n", "b" }, { "~~~\n# a\n```\n# a\n~~~~\n# b", "b" }, { "```\n# a\n", "" },
	{ "```a``` x\n# b\n", "b" }, { "<!--\n# a\n-->\n# b\n", "b" }, { "<!-- x -->\n# b\n", "b" },
	{ "<pre>\n# a\n</pre>\n# b\n", "b" }, { "<h1 align=\"center\">\n  <b>a</b>\n</h1>\n", "<b>a</b>" },
	{ "1. # a\n", "" }, { "# \n# b\n", "b" }, { "", "" },
};

static void
test_heading(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		struct str got = heading_find(str_of(headings[i].in));
		struct strbuf text = STRBUF_INIT;

		strbuf_addstr(&text, got);
		assert_string_equal(text.buf, headings[i].want);
		strbuf_done(&text);
	}
}

static void
test_keys(void **state)
{
	(void)state;
	for (int i = 0; i < KEY_COUNT; i++) {
		assert_non_null(article_key_names[i]);
		if (i > 0)
			assert_true(strcmp(article_key_names[i - 1], article_key_names[i]) < 0);
		assert_int_equal(article_key_find(str_of(article_key_names[i])), i);
	}
	assert_int_equal(article_key_find(STR("pubDatetime")), KEY_PUBDATETIME);
	assert_int_equal(article_key_find(STR("")), KEY_COUNT);
	assert_int_equal(article_key_find(STR("titl")), KEY_COUNT);
	assert_int_equal(article_key_find(STR("titles")), KEY_COUNT);
	assert_int_equal(article_key_find(STR("title\0")), KEY_COUNT);
	assert_int_equal(article_key_find(STR("eleventyexcludefromcollections")), KEY_COUNT);
}

static void
test_names(void **state)
{
	(void)state;
	assert_true(article_is_source(STR("a.md")));
	assert_true(article_is_source(STR("a.b.MDX")));
	assert_true(article_is_source(STR("a.markdown")));
	assert_true(article_is_source(STR("a.qmd")));
	assert_false(article_is_source(STR("a.Rmd")));
	assert_false(article_is_source(STR(".md")));
	assert_false(article_is_source(STR("md")));
	assert_false(article_is_source(STR("a.txt")));
	assert_false(article_is_source(STR("a.md~")));
	assert_int_equal(article_folder_rank(STR("_index.md")), 1);
	assert_int_equal(article_folder_rank(STR("Index.mdx")), 2);
	assert_int_equal(article_folder_rank(STR("README.md")), 3);
	assert_int_equal(article_folder_rank(STR("readme.txt")), 0);
	assert_int_equal(article_folder_rank(STR("indexes.md")), 0);
}

/* n values between head and tail. */
static void
many(struct strbuf *out, const char *head, const char *form, int n, const char *tail)
{
	strbuf_reset(out);
	strbuf_adds(out, head);
	for (int i = 0; i < n; i++) {
		strbuf_adds(out, i > 0 ? ", " : "");
		strbuf_adds(out, form);
		strbuf_addf(out, "%d", i);
	}
	strbuf_adds(out, tail);
}

static void
test_limits(void **state)
{
	static const struct {
		size_t max;
		const char *head;
		size_t fixed;		/* bytes of the value beside the filling */
		const char *tail;
	} longs[] = {
		{ ARTICLE_URL_MAX, "image: ", 0, "" },
		{ ARTICLE_URL_MAX, "source_url: ", 0, "" },
		{ ARTICLE_URL_MAX, "url: /", 1, "" },
		{ ARTICLE_SLUG_MAX, "slug: ", 0, "" },
		{ ARTICLE_NAME_MAX, "tags: [", 0, "]" },
		{ ARTICLE_NAME_MAX, "category: ", 0, "" },
	};
	struct capsule capsule = { 0 };
	struct strbuf s = STRBUF_INIT;
	struct result r;

	(void)state;
	for (int over = 0; over < 2; over++) {
		many(&s, "---\ntags: [", "t", ARTICLE_TAGS_MAX + over, "]\n---\n");
		result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
		assert_int_equal(r.article.ntags, ARTICLE_TAGS_MAX);
		assert_int_equal(r.diags.nwarnings, over);
		result_done(&r);
		many(&s, "---\naliases: [", "/t", ARTICLE_ALIASES_MAX + over, "]\n---\n");
		result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
		assert_int_equal(r.article.naliases, ARTICLE_ALIASES_MAX);
		assert_true(str_is(r.article.aliases[ARTICLE_ALIASES_MAX - 1], "t63"));
		assert_int_equal(r.diags.nwarnings, over);
		result_done(&r);
		for (size_t i = 0; i < sizeof longs / sizeof *longs; i++) {
			strbuf_reset(&s);
			strbuf_addf(&s, "---\n%s", longs[i].head);
			strbuf_fill(&s, 'x', longs[i].max - longs[i].fixed + (size_t)over);
			strbuf_addf(&s, "%s\n---\n# y\n", longs[i].tail);
			result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
			assert_int_equal(r.diags.nwarnings, over);
			result_done(&r);
		}
		strbuf_reset(&s);
		strbuf_adds(&s, "---\ntitle: ");
		strbuf_fill(&s, 'x', ARTICLE_TITLE_MAX + (size_t)over);
		strbuf_adds(&s, "\nexcerpt: ");
		strbuf_fill(&s, 'x', ARTICLE_EXCERPT_MAX + (size_t)over);
		strbuf_adds(&s, "\nlang: ");
		strbuf_adds(&s, "abcdefgh-abcdefgh-abcdefgh-abcdefgh");
		strbuf_adds(&s, over ? "-a\n---\n" : "\n---\n");
		result_init(&r, &capsule, "a.md", strbuf_str(&s), false);
		assert_int_equal(r.article.title.len, ARTICLE_TITLE_MAX);
		assert_int_equal(str_ends(r.article.title, STR("…")), over);
		assert_int_equal(r.article.excerpt.len, ARTICLE_EXCERPT_MAX);
		assert_int_equal(r.article.lang.len, over ? 0 : ARTICLE_LANG_MAX);
		result_done(&r);
	}
	strbuf_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_bad_date),
		cmocka_unit_test(test_tags_split),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_own_site),
		cmocka_unit_test(test_address_within_address),
		cmocka_unit_test(test_home_title),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_plain_cut),
		cmocka_unit_test(test_plain_hard),
		cmocka_unit_test(test_heading),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
