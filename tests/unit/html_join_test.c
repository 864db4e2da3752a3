/* html_join_test.c - HTML that goes around Markdown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/markdown.h"
#include "render/html.h"

#include "tree.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct {
	const char *in, *want;	/* NULL: as it was */
} rows[] = {
	/* Nothing goes around. */
	{ "", NULL },
	{ "a\n\n- b\n", NULL },
	{ "<div>\n\na\n\n</div>\n", NULL },
	{ "<blockquote>a</blockquote>\n\nb\n", NULL },
	{ "<blockquote>a\n", NULL },
	{ "<svg/>\n\n<p>a\n\n</svg>\n", NULL },
	/* Quotes. */
	{ "<blockquote>\na\n\nb *c*\n</blockquote>\n\nd\n", "root(quote(paragraph(text'a') paragraph(text'b ' "
	    "emph(text'c'))) paragraph(text'd'))" },
	{ "<blockquote>\n\n- a\n- b\n\n```\nc\n```\n\n</blockquote>\n", "root(quote(list(item(paragraph(text'a')) "
	    "item(paragraph(text'b'))) code block'c\n'))" },
	{ "<blockquote>\n\na</blockquote> b\n\nc\n", "root(quote(paragraph(text'a')) paragraph(text'b') "
	    "paragraph(text'c'))" },
	{ "<blockquote>\n\n<blockquote>\n\na\n\n</blockquote>\n\nb\n\n</blockquote>\n", "root(quote(quote(paragraph("
	    "text'a')) paragraph(text'b')))" },
	{ "<blockquote>\n\na\n\n<blockquote>b</blockquote>\n\nc\n", "root(quote(paragraph(text'a') quote(paragraph("
	    "text'b'))) paragraph(text'c'))" },
	{ "<div><blockquote>\n\n# a\n\n</blockquote></div>\n", "root(quote(heading#1(text'a')))" },
	/* One that nobody ends is over with its block. */
	{ "<blockquote>a\n\nb\n", "root(quote(paragraph(text'a')) paragraph(text'b'))" },
	{ "<blockquote>a\n\nb\n\n> </blockquote>\n", "root(quote(paragraph(text'a')) paragraph(text'b') "
	    "quote(html block'</blockquote>\n'))" },
	{ "<blockquote><ul><li>a\n\nb\n\n</ul>\n\nc\n", "root(quote(list(item(paragraph(text'a') paragraph(text'b')))) "
	    "paragraph(text'c'))" },
	{ "<ul>\n\na\n\n<ul>b\n\nc\n\n</ul>\n\nd\n", "root(list(item(paragraph(text'a') list(item(paragraph(text'b') "
	    "paragraph(text'c'))))) paragraph(text'd'))" },
	/* Lists. */
	{ "<ol start=3>\n\n<li>a\n\nb\n\n<li>c\n\n</ol>\n", "root(list#3(item#3(paragraph(text'a') paragraph(text'b')) "
	    "item#4(paragraph(text'c'))))" },
	{ "<ul>\n<li>\n\n**a**\n\n</li>\n<li>\n\nb\n\n</li>\n</ul>\n", "root(list(item(paragraph(strong(text'a'))) "
	    "item(paragraph(text'b'))))" },
	{ "<ul><li>a\n\nb</li><li>c\n\nd</li></ul>\n", "root(list(item(paragraph(text'a') paragraph(text'b')) item("
	    "paragraph(text'c') paragraph(text'd'))))" },
	{ "<dl><dt>a<dd>\n\nb\n\nc\n\n</dl>\n\nd\n", "root(paragraph(text'a') list(item(paragraph(text'b') "
	    "paragraph(text'c'))) paragraph(text'd'))" },
	/* Tables. */
	{ "<table>\n\n<tr><th>a\n\n<tr><td>b\n\n</table>\n", "root(table#1(row header(cell(text'a')) row(cell("
	    "text'b'))))" },
	{ "<table><tr><td>\n\n*a*\n\nb\n\n</td><td>\n\n1. c\n2. d\n\n</td></tr></table>\n\ne\n", "root(table#2(row(cell("
	    "emph(text'a') hard break text'b') cell#1(text'1. ' text'c' hard break text'2. ' text'd'))) "
	    "paragraph(text'e'))" },
	{ "<table><td>\n\n```\na\n b\n```\n\n> c\n\n| d | e |\n| - | - |\n| f | g |\n\n---\n\n# h\n\n</table>\n", "root("
	    "table#1(row(cell(code'a' hard break code' b' hard break text'c' hard break text'd' text' ' text'e' "
	    "hard break text'f' text' ' text'g' hard break text'h'))))" },
	{ "<table><td>\n\na</td><td>b\n\n</table>\n", "root(table#2(row(cell(text'a') cell#1(text'b'))))" },
	{ "<table>\n\n| a |\n| - |\n| b |\n\n</table>\n", "root(table table#1(row header(cell(text'a')) row(cell("
	    "text'b'))) html block'</table>\n')" },
	{ "<table><td>\n\n- a </table>\n- b\n\nc\n\n</table>\n", "root(table#1(row(cell(text'- ' text'a '))) "
	    "paragraph(text'b') paragraph(text'c') html block'</table>\n')" },
	/* What is indented is HTML like what is around it, but for code. */
	{ "<ul>\n\n    <li>a</li>\n\n    <li>b</li>\n\n</ul>\n", "root(list(item(paragraph(text'a')) item(paragraph("
	    "text'b'))))" },
	{ "<ul>\n<li>a\n\n    </ul>\n\nb\n", "root(list(item(paragraph(text'a'))) paragraph(text'b'))" },
	{ "<ul>\n<li>\n\n    a < b\n\n</ul>\n", "root(list(item(code block'a < b\n')))" },
	{ "<ul>\n<li>\n\n```\n<li>\n```\n\n</ul>\n", "root(list(item(code block'<li>\n')))" },
	{ "<div>\n\n    <li>a\n\n</div>\n", NULL },
	/* What is hidden. */
	{ "<svg>\n\na\n\n    <b>b</b>\n\n</svg>c\n\nd\n", "root(paragraph(text'c') paragraph(text'd'))" },
	{ "a\n\n<p>b<template>c\n\nd</template>e *f*\n\ng\n", "root(paragraph(text'a') paragraph(text'b') paragraph("
	    "text'e ' emph(text'f')) paragraph(text'g'))" },
	{ "<p>a<svg>b\n\nc\n", "root(paragraph(text'a' text'b') paragraph(text'c'))" },
	/* Links and images within. */
	{ "<blockquote><a href=x>\n\n![a](b)\n\n</a>\n\n[c](d)\n\n</blockquote>\n", "root(quote(paragraph(link<x>("
	    "image<b>(text'a'))) paragraph(link<d>(text'c'))))" },
	/* Within Markdown, and Markdown with HTML within. */
	{ "- <blockquote>\n\n  a\n\n  </blockquote>\n- b\n", "root(list(item(quote(paragraph(text'a'))) item("
	    "paragraph(text'b'))))" },
	{ "<blockquote>\n\n- <ul><li>a\n\n  b\n\n  </ul>\n\n</blockquote>\n", "root(quote(list(item(list(item(paragraph("
	    "text'a') paragraph(text'b')))))))" },
	/* What is asked for stays, and so do notes. */
	{ "<blockquote>\n\n<!-- marmot: tags -->\n\n<!-- a -->\n\n</blockquote>\n", "root(quote(html block'<!-- marmot: "
	    "tags -->\n'))" },
	{ "<ul><li>a[^1]\n\nb[^1]\n\n</ul>\n\n[^1]: c\n", "root(list(item(paragraph(text'a[^1]') paragraph(text'b' "
	    "footnote ref#1))) footnote#1(paragraph(text'c')))" },
};

static const struct doc_node *
join(struct arena *a, const struct doc_node *root)
{
	struct html_whole whole = { 0 };

	return html_join(a, root, &whole);
}

static void
html_goes_around_markdown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		const struct doc_node *root, *joined;
		struct arena a;

		arena_init(&a, 0);
		root = markdown_parse(&a, str_of(rows[i].in), STR("a.md"), 1, NULL);
		joined = join(&a, root);
		tree_dump(&out, joined);
		if (rows[i].want == NULL)
			assert_ptr_equal(joined, root);
		else
			assert_string_equal(out.buf, rows[i].want);
		strbuf_done(&out);
		arena_done(&a);
	}
}

/* Nodes keep their lines, parents and last children. */
static void
joined_trees_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct doc_node *root;
		struct arena a;

		arena_init(&a, 0);
		root = join(&a, markdown_parse(&a, str_of(rows[i].in), STR("a.md"), 1, NULL));
		for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root)) {
			assert_true((n->first == NULL) == (n->last == NULL));
			assert_true(n == root || !doc_is_block(n->kind) || n->line > 0);
			for (const struct doc_node *c = n->first; c != NULL; c = c->next) {
				assert_ptr_equal(c->parent, n);
				assert_true(c->next != NULL || c == n->last);
			}
		}
		arena_done(&a);
	}
}

static void
joined_trees_are_as_deep_as_the_limit(void **state)
{
	struct strbuf in = STRBUF_INIT;
	const struct doc_node *n;
	struct arena a;
	size_t quotes = 0;

	(void)state;
	for (int i = 0; i < 60; i++)
		strbuf_adds(&in, "<blockquote>\n\n");
	strbuf_adds(&in, "a\n");
	for (int i = 0; i < 60; i++)
		strbuf_adds(&in, "\n</blockquote>\n");
	strbuf_adds(&in, "\nb\n");
	arena_init(&a, 0);
	n = join(&a, markdown_parse(&a, strbuf_str(&in), STR("a.md"), 1, NULL));
	assert_true(str_is(n->last->first->text, "b"));
	for (; n->first != NULL; n = n->first)
		quotes += n->kind == DOC_QUOTE;
	assert_true(str_is(n->text, "a"));
	assert_int_equal(quotes, HTML_DEPTH_MAX - 4);
	strbuf_done(&in);
	arena_done(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_goes_around_markdown),
		cmocka_unit_test(joined_trees_are_whole),
		cmocka_unit_test(joined_trees_are_as_deep_as_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
