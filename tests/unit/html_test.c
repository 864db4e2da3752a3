/* html_test.c - the HTML that authors write: tokens, attributes, trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "render/html.h"

#include "guard.h"
#include "tree.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* --- tokens ---------------------------------------------------------- */

/* "text" as it is, start tags as "{name attributes}", end tags as "{/name}". */
static void
spell(struct strbuf *out, struct str in)
{
	struct html html = { .rest = in };
	struct html_token t;

	while (html_next(&html, &t)) {
		if (t.kind == HTML_TEXT)
			strbuf_addstr(out, t.text);
		else
			strbuf_addf(out, "{%s%.*s%.*s}", t.kind == HTML_END ? "/" : "",
			    STR_ARG(t.name), STR_ARG(t.text));
	}
}

static const struct {
	const char *in, *want;
} tokens[] = {
	{ "", "" },
	{ "a", "a" },
	{ "a<b>c</b>", "a{b}c{/b}" },
	{ "<br/>", "{br/}" },
	{ "<a href=x>", "{a href=x}" },
	{ "<a href=\"x>y\">z", "{a href=\"x>y\"}z" },
	{ "<a href='x\"y'>z", "{a href='x\"y'}z" },
	{ "<a\nb=c\n>d", "{a\nb=c\n}d" },
	{ "a < b", "a < b" },
	{ "a<3", "a<3" },
	{ "<", "<" },
	{ "</", "</" },
	{ "</>", "" },
	{ "<a", "{a}" },
	{ "<a<b>", "{a}{b}" },
	{ "<a href=\"x>y", "{a href=\"x}y" },
	{ "<a b=\">c<a d=\">e", "{a b=\">c<a d=\"}e" },
	{ "a<!-- b > <c> -->d", "ad" },
	{ "a<!-- b", "a" },
	{ "a<!doctype html>b", "ab" },
	{ "a<?php x ?>b", "ab" },
	{ "a<!", "a" },
	{ "<!-->a", "a" },
	{ "<!--->a", "a" },
	{ "<!---->a", "a" },
	{ "a<!-- b --!>c", "ac" },
	{ "a<!-- b -- c --> d", "a d" },
	{ "a<!- b ->c", "ac" },
	{ "a<![CDATA[b]]>c", "ac" },
	{ "a<?php echo '>' ?>b", "ab" },
	{ "a<? b > c", "a c" },
	{ "a<? b > c<? d ?>e", "ae" },
	{ "a</ p>b", "ab" },
	{ "a</3>b", "ab" },
	{ "a </3 b<i>c", "a </3 b{i}c" },
	{ "a</", "a</" },
	{ "a</ ", "a</ " },
	{ "&amp;", "&amp;" },
};

static void
html_becomes_tags_and_text(void **state)
{
	struct guard guard = guard_new(64);

	(void)state;
	for (size_t i = 0; i < COUNT(tokens); i++) {
		struct strbuf out = STRBUF_INIT;

		spell(&out, guard_str(&guard, str_of(tokens[i].in)));
		assert_string_equal(out.buf, tokens[i].want);
		strbuf_done(&out);
	}
	guard_done(&guard);
}

static const struct {
	const char *name;
	enum html_role role;
	unsigned level;
} roles[] = {
	{ "a", HTML_LINK, 0 }, { "A", HTML_LINK, 0 }, { "video", HTML_MEDIA, 0 },
	{ "H3", HTML_HEADING, 3 }, { "BlockQuote", HTML_QUOTE, 0 }, { "th", HTML_HEADER, 0 },
	{ "span", HTML_INLINE, 0 }, { "x-unknown", HTML_INLINE, 0 },
	{ "averyveryveryverylongname", HTML_INLINE, 0 },
};

static void
elements_are_known_whatever_their_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct strbuf in = STRBUF_INIT;
		struct html_token t;
		struct html html;

		strbuf_addf(&in, "<%s>", roles[i].name);
		html = (struct html){ .rest = strbuf_str(&in) };
		assert_true(html_next(&html, &t));
		assert_int_equal(t.role, roles[i].role);
		assert_int_equal(t.level, roles[i].level);
		strbuf_done(&in);
	}
}

static void
what_is_hidden_is_passed_over(void **state)
{
	static const struct {
		const char *in, *rest;
	} cases[] = {
		{ "a</script>b", "b" }, { "a</b></SCRIPT >c", "c" }, { "a", "" }, { "a</script", "" },
		{ "</scrip></script>d", "d" }, { "a</scripts>b</script/>c", "c" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct html html = { .rest = str_of(cases[i].in) };

		(void)html_skip(&html, STR("script"));
		assert_true(str_is(html.rest, cases[i].rest));
	}
}

static void
an_element_without_end_hides_nothing(void **state)
{
	struct html html = { .rest = STR("a <b>c</svg>d</title>e") };

	(void)state;
	assert_null(html_skip(&html, STR("template")).p);
	assert_true(str_is(html.rest, "a <b>c</svg>d</title>e"));
	assert_true(str_is(html_skip(&html, STR("svg")), "a <b>c"));
	assert_true(str_is(html.rest, "d</title>e"));
	assert_null(html_skip(&html, STR("TEMPLATE")).p);
	assert_true(str_is(html_skip(&html, STR("title")), "d"));
	assert_true(str_is(html.rest, "e"));
}

/* --- attributes ------------------------------------------------------ */

static const struct {
	const char *tag, *name, *want;	/* NULL: there is none */
} attributes[] = {
	{ "<a href=\"x\">", "href", "x" },
	{ "<a href='x'>", "href", "x" },
	{ "<a href=x>", "href", "x" },
	{ "<a HREF = x >", "href", "x" },
	{ "<a b=c href=x d=e>", "href", "x" },
	{ "<a b c href=x>", "href", "x" },
	{ "<a b='href=y' href=x>", "href", "x" },
	{ "<a data-href=y href=x>", "href", "x" },
	{ "<a href=x href=y>", "href", "x" },
	{ "<a href>", "href", "" },
	{ "<a href=>", "href", "" },
	{ "<a href=\"\">", "href", "" },
	{ "<a href=\"a&amp;b&copy;&#x41;&no;\">", "href", "a&b\xC2\xA9" "A&no;" },
	{ "<img alt=\" two\nlines \">", "alt", "two lines" },
	{ "<a href=\"x", "href", "x" },
	{ "<a>", "href", NULL },
	{ "<a b=c>", "href", NULL },
	{ "<a / = href>", "href", "" },
};

static void
attributes_have_their_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(attributes); i++) {
		struct html html = { .rest = str_of(attributes[i].tag) };
		struct html_token t;
		struct arena a;
		struct str got;

		arena_init(&a, 0);
		assert_true(html_next(&html, &t));
		got = html_attribute(&t, attributes[i].name, &a);
		assert_int_equal(got.p == NULL, attributes[i].want == NULL);
		if (got.p != NULL)
			assert_true(str_is(got, attributes[i].want));
		arena_done(&a);
	}
}

static const struct {
	const char *tag, *src, *label;
} media[] = {
	{ "<img src=a.png>", "a.png", "a.png" },
	{ "<img src=data:x data-src=b.png>", "b.png", "b.png" },
	{ "<img src=data:x>", "data:x", "x" },
	{ "<img>", "", "img" },
	{ "<video src=/x/c.mp4>", "/x/c.mp4", "Video: c.mp4" },
	{ "<audio src=https://h.org/>", "https://h.org/", "Audio: h.org" },
	{ "<iframe src=https://h.org/p/q>", "https://h.org/p/q", "h.org" },
	{ "<iframe src=https://h.org/p title='A film'>", "https://h.org/p", "A film" },
	{ "<object data=d.swf>", "d.swf", "d.swf" },
};

static void
media_have_a_source_and_a_label(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(media); i++) {
		struct html html = { .rest = str_of(media[i].tag) };
		struct html_token t;
		struct arena a;
		struct str src;

		arena_init(&a, 0);
		assert_true(html_next(&html, &t));
		src = html_source(&t, &a);
		assert_true(str_is(src, media[i].src));
		assert_true(str_is(html_media_label(&t, src, &a), media[i].label));
		arena_done(&a);
	}
}

/* --- trees ----------------------------------------------------------- */

static struct doc_node *
tree(struct arena *a, struct str html)
{
	struct html_whole whole = { 0 };

	return html_tree(a, html, 1, &whole);
}

static const struct {
	const char *in, *want;
} trees[] = {
	{ "", "root" },
	{ " \n\t&nbsp; ", "root" },
	{ "<div></div>", "root" },
	{ "a  b\nc", "root(paragraph(text'a b c'))" },
	{ "<p>a<p>b", "root(paragraph(text'a') paragraph(text'b'))" },
	{ "<p> a <b> b </b> c </p>", "root(paragraph(text'a' text' ' strong(text'b') text' c'))" },
	{ "a</br>b<br/>c", "root(paragraph(text'a' hard break text'b' hard break text'c'))" },
	{ "a&#10;b&#13;&#9;c&Tab;d", "root(paragraph(text'a b c d'))" },
	{ "a<br>b<br><br>c", "root(paragraph(text'a' hard break text'b' hard break) paragraph(text'c'))" },
	{ "<h2>a<p>b", "root(heading#2(text'a') paragraph(text'b'))" },
	{ "<a href=x>a <i>b</i></a> c", "root(paragraph(link<x>(text'a' text' ' emph(text'b')) text' c'))" },
	{ "<a href=x>a<a href=y>b", "root(paragraph(link<x>(text'a') link<y>(text'b')))" },
	{ "<a href=x><a href=y>a</a></a>", "root(paragraph(link<x> link<y>(text'a')))" },
	{ "<a name=x>a</a>", "root(paragraph(text'a'))" },
	{ "<a href=x><p>a</p></a>", "root(paragraph(link<x>(text'a')))" },
	{ "<a href=x><p>a</p><p>b</p></a>c", "root(paragraph(link<x>(text'a')) paragraph(text'b') "
	    "paragraph(text'c'))" },
	{ "a <a href=x></a>b<a href=y>", "root(paragraph(text'a' text' ' link<x> text'b' link<y>))" },
	{ "a <a href=x> b </a>c<a href=y> d", "root(paragraph(text'a' text' ' link<x>(text'b') text' c' "
	    "text' ' link<y>(text'd')))" },
	{ "<img src=x alt=y><img>", "root(paragraph(image<x>(text'y')))" },
	{ "<ul><li>a<li>b</ul>c", "root(list(item(paragraph(text'a')) item(paragraph(text'b'))) "
	    "paragraph(text'c'))" },
	{ "<ol start=3><li>a<li>b", "root(list#3(item#3(paragraph(text'a')) item#4(paragraph(text'b'))))" },
	{ "<ul><li>a<ul><li>b</ul><li>c", "root(list(item(paragraph(text'a') list(item(paragraph(text'b')))) "
	    "item(paragraph(text'c'))))" },
	{ "<ul>a<li>b", "root(list(item(paragraph(text'a')) item(paragraph(text'b'))))" },
	{ "<li>a", "root(list(item(paragraph(text'a'))))" },
	{ "<ol><li value=7>a<li>b<li value=x>c", "root(list#1(item#7(paragraph(text'a')) "
	    "item#8(paragraph(text'b')) item#9(paragraph(text'c'))))" },
	{ "<ul><li>a<ol><li>b</ul>c", "root(list(item(paragraph(text'a') list#1(item#1(paragraph(text'b')))))"
	    " paragraph(text'c'))" },
	{ "<ol><li>a</ul>b", "root(list#1(item#1(paragraph(text'a'))) paragraph(text'b'))" },
	{ "<ul><li><table><td><ul><li>a</ul></blockquote>b<td>c</table>d</ul>e", "root(list(item(table#2(row(cell("
	    "text'- ' text'a' hard break text'b') cell#1(text'c'))) paragraph(text'd'))) paragraph(text'e'))" },
	{ "<dl><dt>a<dd>b<dd>c<dt>d<dd>e</dl>f", "root(paragraph(text'a') list(item(paragraph(text'b')) "
	    "item(paragraph(text'c'))) paragraph(text'd') list(item(paragraph(text'e'))) paragraph(text'f'))" },
	{ "<blockquote>a<p>b</blockquote>c", "root(quote(paragraph(text'a') paragraph(text'b')) "
	    "paragraph(text'c'))" },
	{ "<pre>\n a\n\t<b>b</b><br>&lt;</pre>c", "root(code block' a\n\tb\n<' paragraph(text'c'))" },
	{ "<pre><div>a</div><div> b</div>c<p>d</pre>", "root(code block'a\n b\nc\nd')" },
	{ "<textarea><b>a</b>&lt;</textarea>b", "root(code block'<b>a</b><' paragraph(text'b'))" },
	{ "<textarea><b>a", "root(code block'a')" },
	{ "<code>a <b>b</b></code>", "root(paragraph(code'a b'))" },
	{ "a<hr>b", "root(paragraph(text'a') rule paragraph(text'b'))" },
	{ "<head><title>a</title>b<svg>c<title>d", "root(paragraph(text'b' text'c' text'd'))" },
	{ "<image src=x>", "root(paragraph(image<x>))" },
	{ "<script>a</script>b<style>c</style><svg/>d", "root(paragraph(text'b' text'd'))" },
	{ "<table><tr><th>a<th>b<tr><td>c<td>d</table>", "root(table#2(row header(cell(text'a') "
	    "cell#1(text'b')) row(cell(text'c') cell#1(text'd'))))" },
	{ "<table><tr><td colspan=3>a<tr><td>b</table>", "root(table#3(row(cell(text'a') cell#1 cell#2) "
	    "row(cell(text'b'))))" },
	{ "<table><tr><td><p>a</p><p>b</p><td><ul><li>c<li>d</ul></table>", "root(table#2(row(cell(text'a' "
	    "hard break text'b') cell#1(text'- ' text'c' hard break text'- ' text'd'))))" },
	{ "<table><tr><td>a<table><tr><td>b</table>c</table>d", "root(table#1(row(cell(text'a' hard break "
	    "text'b' hard break text'c'))) paragraph(text'd'))" },
	{ "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d</table>", "root(table#2(row(cell(text'a') "
	    "cell#1(text'b')) row(cell cell#1(text'c')) row(cell(text'd'))))" },
	{ "<table><tr><td>a<td rowspan=3 colspan=2>b<tr><td>c<tr><tr><td>d<td>e</table>", "root(table#4(row("
	    "cell(text'a') cell#1(text'b') cell#2) row(cell(text'c') cell#1 cell#2) row row(cell(text'd') cell#1 "
	    "cell#2 cell#3(text'e'))))" },
	{ "<table><td><pre>a &amp;lt;\n b\n\nc</pre>d", "root(table#1(row(cell(code'a &lt;' hard break code' b' hard "
	    "break code'c' hard break text'd'))))" },
	{ "<table><td><ul><li><p>a<li>b", "root(table#1(row(cell(text'- ' text'a' hard break text'- ' text'b'))))" },
	{ "<tr><td>a", "root(table#1(row(cell(text'a'))))" },
	{ "<table>a<tr><td>b</table>", "root(table paragraph(text'a') table#1(row(cell(text'b'))))" },
	{ "<figure><img src=x alt=a><figcaption>b</figcaption></figure>", "root(paragraph(image<x>(text'b')))" },
	{ "<figure><figcaption>b</figcaption><pre>c</pre></figure>", "root(code block'c' paragraph(text'b'))" },
	{ "<figure><img src=x><figcaption>a<br>b<p>c</p></figcaption></figure>", "root(paragraph(image<x>(text'a b c')))" },
	{ "<figcaption>a</figcaption>b", "root(paragraph(text'a') paragraph(text'b'))" },
	{ "<video src=x>a</video>b", "root(paragraph(link<x>(text'Video: x')) paragraph(text'b'))" },
	{ "<video><source src=x><source src=y></video>", "root(paragraph(link<x>(text'Video: x')))" },
	{ "<video src=x>a", "root(paragraph(link<x>(text'Video: x')) paragraph(text'a'))" },
	{ "a</p></b></ul></td>b", "root(paragraph(text'a') paragraph(text'b'))" },
	{ "<b>a<p>b</b>c", "root(paragraph(strong(text'a')) paragraph(text'b' text'c'))" },
	{ "1 < 2 &lt; 3", "root(paragraph(text'1 < 2 < 3'))" },
};

static void
html_becomes_a_tree_like_any_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trees); i++) {
		struct strbuf out = STRBUF_INIT;
		struct arena a;

		arena_init(&a, 0);
		tree_dump(&out, tree(&a, str_of(trees[i].in)));
		assert_string_equal(out.buf, trees[i].want);
		strbuf_done(&out);
		arena_done(&a);
	}
}

/* What is deeper is flat, and still there. */
static void
trees_are_as_deep_as_the_limit(void **state)
{
	static const char *const tags[] = { "<blockquote>", "<ul><li>", "<table><td>", "<i>", "<ul>" };

	(void)state;
	for (size_t i = 0; i < COUNT(tags); i++) {
		struct strbuf in = STRBUF_INIT;
		const struct doc_node *n;
		struct arena a;
		size_t depth = 0;

		arena_init(&a, 0);
		for (int k = 0; k < 100; k++)
			strbuf_adds(&in, tags[i]);
		for (int k = 0; k < 100; k++)
			strbuf_adds(&in, "<b>");
		strbuf_adds(&in, "a");
		for (n = tree(&a, strbuf_str(&in)); n->first != NULL; n = n->last)
			depth++;
		/* The text lies below the deepest level. */
		assert_int_equal(depth, HTML_DEPTH_MAX + 1);
		assert_true(str_is(n->text, "a"));
		strbuf_done(&in);
		arena_done(&a);
	}
}

static void
a_cell_takes_as_many_columns_as_the_limit(void **state)
{
	static const struct {
		const char *in;
		unsigned columns;
	} cases[] = {
		{ "<table><td colspan=32>", HTML_COLSPAN_MAX }, { "<table><td colspan=33>", 1 },
		{ "<table><td colspan=0>", 1 }, { "<table><td colspan=x>", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a;

		arena_init(&a, 0);
		assert_int_equal(tree(&a, str_of(cases[i].in))->first->number, cases[i].columns);
		arena_done(&a);
	}
}

static void
cells_further_right_take_one_row(void **state)
{
	for (unsigned columns = HTML_ROWSPAN_COLUMNS - 1; columns <= HTML_ROWSPAN_COLUMNS; columns++) {
		struct strbuf in = STRBUF_INIT;
		const struct doc_node *row;
		struct arena a;

		strbuf_addf(&in, "<table><tr><td colspan=%u>a<td rowspan=2>b<tr><td>c", columns);
		arena_init(&a, 0);
		row = tree(&a, strbuf_str(&in))->first->last;
		assert_int_equal(row->last->number, columns < HTML_ROWSPAN_COLUMNS ? columns : 0);
		arena_done(&a);
		strbuf_done(&in);
	}
	(void)state;
}

static void
a_cell_takes_as_many_rows_as_the_limit(void **state)
{
	static const struct {
		unsigned rows;		/* as written */
		size_t taken;		/* rows below that have an empty cell for it */
	} cases[] = {
		{ 0, 0 }, { 1, 0 }, { 2, 1 }, { HTML_ROWSPAN_MAX, HTML_ROWSPAN_MAX - 1 }, { HTML_ROWSPAN_MAX + 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct strbuf in = STRBUF_INIT;
		const struct doc_node *row;
		struct arena a;
		size_t n = 0;

		strbuf_addf(&in, "<table><td rowspan=%u>a", cases[i].rows);
		for (size_t below = 0; below < HTML_ROWSPAN_MAX + 10; below++)
			strbuf_adds(&in, "<tr><td>b");
		arena_init(&a, 0);
		row = tree(&a, strbuf_str(&in))->first->first;
		while ((row = row->next) != NULL && row->first->first == NULL)
			n++;
		assert_int_equal(n, cases[i].taken);
		arena_done(&a);
		strbuf_done(&in);
	}
}

/* Much of it looks for an end that never comes. */
static const char *const hostile[] = {
	"<title>", "<svg>", "<template>", "<textarea>", "<video>", "<code>", "<code><a href=x>", "<? ", "<!-- ",
	"</ ", "< ", "<a b=\">", "<i>", "<p><i>", "<table><tr><td>", "<table>x<b>", "<td colspan=32>",
	"<tr><td colspan=8 rowspan=1000><tr><td><tr><td><tr><td>", "<figure><figcaption>", "<ul><li>", "<blockquote>", "&", "&#",
	"&aaaaaaa",
};

static void
hostile_html_takes_bounded_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct strbuf in = STRBUF_INIT;
		struct arena a;

		while (in.len < 400000)
			strbuf_adds(&in, hostile[i]);
		arena_init(&a, 0);
		(void)tree(&a, strbuf_str(&in));
		/* About what nothing but tags need. */
		assert_true(a.reserved < in.len * 150);
		arena_done(&a);
		strbuf_done(&in);
	}
}

/* --- limits ---------------------------------------------------------- */

struct fixture {
	struct arena arena;
	struct diag_list diags;
	struct strbuf in;
	struct html_whole whole;
};

static void
begin(struct fixture *f)
{
	*f = (struct fixture){ .in = STRBUF_INIT };
	arena_init(&f->arena, 0);
	diag_list_init(&f->diags);
	f->whole = (struct html_whole){ .diags = &f->diags, .path = STR("a.md") };
}

static void
end(struct fixture *f)
{
	strbuf_done(&f->in);
	diag_list_done(&f->diags);
	arena_done(&f->arena);
}

static void
repeat(struct strbuf *out, const char *s, size_t n)
{
	while (n-- > 0)
		strbuf_adds(out, s);
}

/* Of what is in f->in, which is then forgotten. */
static const struct doc_node *
take(struct fixture *f, unsigned line)
{
	struct str html = arena_str(&f->arena, strbuf_str(&f->in));

	strbuf_reset(&f->in);
	return html_tree(&f->arena, html, line, &f->whole);
}

static void
tables_are_as_wide_as_the_limit(void **state)
{
	struct strbuf out = STRBUF_INIT;
	const struct doc_node *root;
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "<table>");
	repeat(&f.in, "<td colspan=32>", HTML_COLUMNS_MAX / HTML_COLSPAN_MAX);
	strbuf_adds(&f.in, "</table>a<table><tr><th>b<td><b>c</b><br><td><td colspan=30>d<tr>");
	repeat(&f.in, "<td>e", HTML_COLUMNS_MAX + 1);
	strbuf_adds(&f.in, "</table><table><td>f");
	root = take(&f, 7);
	assert_int_equal(root->first->kind, DOC_TABLE);
	assert_int_equal(root->first->number, HTML_COLUMNS_MAX);
	tree_dump(&out, root->first->next->next->first);
	assert_string_equal(out.buf, "paragraph(text'b' text' | ' strong(text'c') text' | ' text'd')");
	assert_int_equal(root->last->kind, DOC_TABLE);
	assert_int_equal(f.diags.n, 1);
	assert_int_equal(f.diags.v[0].line, 7);
	strbuf_done(&out);
	end(&f);
}

static void
tables_have_as_many_cells_as_the_limit(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (int i = 0; i < 2; i++) {
		strbuf_adds(&f.in, "<table><td colspan=25><td colspan=25>");
		repeat(&f.in, "<tr>", HTML_CELLS_MAX / 100 - 1);
		assert_int_equal(take(&f, 1)->first->kind, DOC_TABLE);
	}
	assert_int_equal(f.diags.n, 0);
	strbuf_adds(&f.in, "<table><td>a");
	assert_int_equal(take(&f, 1)->first->first->kind, DOC_PARAGRAPH);
	assert_int_equal(f.diags.n, 1);
	end(&f);
}

/* A row as wide as the table is long made cells without number. */
static void
a_wide_row_does_not_make_all_others_wide(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "<table>");
	repeat(&f.in, "<td colspan=32>", 40000);
	repeat(&f.in, "<tr>", 40000);
	assert_int_equal(take(&f, 1)->first->number, 0);
	assert_true(f.whole.nnodes < 100000);
	assert_true(f.arena.reserved < 20000000);
	end(&f);
}

static void
html_has_as_many_parts_as_the_limit(void **state)
{
	struct strbuf out = STRBUF_INIT;
	const struct doc_node *root;
	struct fixture f;

	(void)state;
	begin(&f);
	repeat(&f.in, "<hr>", HTML_NODES_MAX);
	assert_int_equal(take(&f, 1)->last->kind, DOC_RULE);
	assert_int_equal(f.whole.nnodes, HTML_NODES_MAX);
	assert_int_equal(f.diags.n, 0);

	strbuf_adds(&f.in, "a <b>b</b>c<p>&amp;lt;<script><hr></script>");
	repeat(&f.in, "<hr>d", 100000);
	tree_dump(&out, root = take(&f, 9));
	assert_true(str_starts(strbuf_str(&out), STR("root(paragraph(text'a bc &lt; d d d")));
	assert_ptr_equal(root->first, root->last);
	assert_ptr_equal(root->first->first, root->first->last);
	assert_int_equal(f.diags.n, 1);
	assert_int_equal(f.diags.v[0].line, 9);

	strbuf_reset(&out);
	strbuf_adds(&f.in, "<ul><li>e</ul>");
	tree_dump(&out, take(&f, 10));
	assert_string_equal(out.buf, "root(paragraph(text'e'))");
	assert_int_equal(f.diags.n, 1);
	strbuf_done(&out);
	end(&f);
}

static void
links_in_code_are_parts_too(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.in, "<pre>");
	repeat(&f.in, "<a href=x>a</a>", HTML_NODES_MAX);
	strbuf_adds(&f.in, "</pre>");
	assert_int_equal(take(&f, 1)->first->text.len, HTML_NODES_MAX);
	assert_true(f.whole.nnodes < HTML_NODES_MAX + 10);
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_becomes_tags_and_text),
		cmocka_unit_test(elements_are_known_whatever_their_case),
		cmocka_unit_test(what_is_hidden_is_passed_over),
		cmocka_unit_test(an_element_without_end_hides_nothing),
		cmocka_unit_test(attributes_have_their_values),
		cmocka_unit_test(media_have_a_source_and_a_label),
		cmocka_unit_test(html_becomes_a_tree_like_any_other),
		cmocka_unit_test(trees_are_as_deep_as_the_limit),
		cmocka_unit_test(a_cell_takes_as_many_columns_as_the_limit),
		cmocka_unit_test(a_cell_takes_as_many_rows_as_the_limit),
		cmocka_unit_test(cells_further_right_take_one_row),
		cmocka_unit_test(hostile_html_takes_bounded_memory),
		cmocka_unit_test(tables_are_as_wide_as_the_limit),
		cmocka_unit_test(tables_have_as_many_cells_as_the_limit),
		cmocka_unit_test(a_wide_row_does_not_make_all_others_wide),
		cmocka_unit_test(html_has_as_many_parts_as_the_limit),
		cmocka_unit_test(links_in_code_are_parts_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
