/* document_test.c - articles on sheets: what the golden files do not show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "content/links.h"
#include "content/markdown.h"
#include "render/document.h"

#include "../lib/sheet_check.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct capsule capsule = {
	.host = { "example.org", 11 }, .gemini_port = 1965, .gopher_port = 70,
};

struct fixture {
	struct arena arena, scratch;
	struct diag_list diags;
	struct strbuf out;
	struct document document;
};

static void
begin(struct fixture *f)
{
	*f = (struct fixture){ .out = STRBUF_INIT };
	arena_init(&f->arena, 0);
	arena_init(&f->scratch, 0);
	diag_list_init(&f->diags);
	f->document = (struct document){ .path = STR("a.md"), .diags = &f->diags };
}

static void
end(struct fixture *f)
{
	strbuf_done(&f->out);
	diag_list_done(&f->diags);
	arena_done(&f->scratch);
	arena_done(&f->arena);
}

static const char *
write(struct fixture *f, struct str markdown, enum sheet_form form)
{
	struct sheet sheet;

	strbuf_reset(&f->out);
	f->document.root = markdown_parse(&f->arena, markdown, f->document.path, 1, &f->diags);
	sheet_init(&sheet, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER, &capsule,
	    &f->out, 0);
	document_write(&f->document, &sheet, &f->scratch);
	sheet_end(&sheet);
	sheet_done(&sheet);
	return f->out.buf;
}

/* --- titles ---------------------------------------------------------- */

static const struct {
	const char *title, *in, *want;
} titles[] = {
	{ "A b", "# A b\n\nc", "c\n" },
	{ "A b", "# a, B!\n\nc", "c\n" },
	{ "A b", "# A *b*\n\nc", "c\n" },
	{ "A b", "c\n\n# A b", "c\n" },
	{ "A b", "<h1>A b</h1>\n\nc", "c\n" },
	{ "A b", "# A b\n\n# A b", "# A b\n" },
	{ "A b", "# A c", "# A c\n" },
	/* A lower one says it twice only where the text begins. */
	{ "A b", "<a id=\"x\"></a>\n\n## A b\n\nc", "c\n" },
	{ "A b", "c\n\n## A b", "c\n\n## A b\n" },
	{ "A b", "## c\n\n# A b", "## c\n\n# A b\n" },
	{ "A b", "> # A b", "> A b\n" },
	{ "\xC3\x89t\xC3\xA9", "# \xC3\xA9t\xC3\xA9", "" },
	{ "!?", "# !?", "" },
	{ "!?", "# ?!", "# ?!\n" },
	{ NULL, "# A b", "# A b\n" },
	/* A link in the heading is not lost with it. */
	{ "A b", "# [A b](c)\n\nd", "=> c A b\n\nd\n" },
};

static void
a_title_is_not_written_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(titles); i++) {
		struct fixture f;

		begin(&f);
		f.document.title = str_of(titles[i].title);
		assert_string_equal(write(&f, str_of(titles[i].in), SHEET_GEMTEXT), titles[i].want);
		end(&f);
	}
}

/* --- links ----------------------------------------------------------- */

static void
add_long_link(struct strbuf *out, size_t size)
{
	strbuf_adds(out, "[a](https://b/");
	strbuf_fill(out, 'x', size - strlen("https://b/"));
	strbuf_adds(out, ")");
}

static void
targets_are_as_long_as_the_limit(void **state)
{
	struct strbuf in = STRBUF_INIT;
	struct fixture f;

	(void)state;
	begin(&f);
	add_long_link(&in, LINK_URL_MAX);
	write(&f, strbuf_str(&in), SHEET_GEMTEXT);
	assert_true(str_starts(strbuf_str(&f.out), STR("=> https://b/x")));
	assert_int_equal(f.diags.n, 0);

	strbuf_reset(&in);
	add_long_link(&in, LINK_URL_MAX + 1);
	assert_string_equal(write(&f, strbuf_str(&in), SHEET_GEMTEXT), "a\n");
	assert_int_equal(f.diags.n, 1);
	assert_non_null(strstr(f.diags.v[0].text.p, "too long"));
	/* Only the head of it is named. */
	assert_true(f.diags.v[0].text.len < 200);
	strbuf_done(&in);
	end(&f);
}

static const struct {
	const char *in;
	enum diag_severity severity;
	unsigned line;
	const char *text;
} complaints[] = {
	{ "a\n\n[b](javascript:x)", DIAG_WARNING, 3, "link \"javascript:x\" has a scheme" },
	{ "[b](JavaScript:x)", DIAG_WARNING, 1, "link \"JavaScript:x\" has a scheme" },
	{ "[b](vbscript:x)", DIAG_WARNING, 1, "scheme" },
	{ "[b](file:///x)", DIAG_WARNING, 1, "scheme" },
	{ "![b](data:x)", DIAG_WARNING, 1, "image \"data:x\" has a scheme" },
	{ "[b]()", DIAG_WARNING, 1, "link has no target" },
	{ "a\n![](b.png)", DIAG_NOTE, 2, "image \"b.png\" has no text" },
	{ "<img src=b.png>", DIAG_NOTE, 1, "image \"b.png\" has no text" },
	{ "a\n\n\n<a href='data:x'>b</a>", DIAG_WARNING, 4, "link \"data:x\"" },
};

static void
authors_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(complaints); i++) {
		struct fixture f;

		begin(&f);
		write(&f, str_of(complaints[i].in), SHEET_GEMTEXT);
		assert_int_equal(f.diags.n, 1);
		assert_int_equal(f.diags.v[0].severity, complaints[i].severity);
		assert_int_equal(f.diags.v[0].line, complaints[i].line);
		assert_non_null(strstr(f.diags.v[0].text.p, complaints[i].text));
		assert_null(strstr(f.out.buf, "=> data"));
		assert_null(strstr(f.out.buf, "=> java"));
		end(&f);
	}
}

static const struct {
	const char *in;
	enum sheet_form form;
	const char *want;
} links[] = {
	/* The same place is written once in a block, whatever it is called. */
	{ "[a](x) b [c](x)\n\n[d](x) e", SHEET_GEMTEXT, "a b c\n\n=> x a\n\nd e\n\n=> x d\n" },
	{ "- b [a](x)\n  - c [d](x)", SHEET_GEMTEXT, "* b a\n* \xE2\x80\x93 c d\n=> x a\n" },
	{ "[a](#b) [c](d#e) f", SHEET_GEMTEXT, "a c f\n\n=> d#e c\n" },
	{ "[a \\] b](<c d>) e", SHEET_GEMTEXT, "a ] b e\n\n=> c%20d a ] b\n" },
	{ "x [a](b 'A') [c](d 't')", SHEET_GEMTEXT, "x a c\n\n=> b a\n=> d c \xE2\x80\x93 t\n" },
	{ "x [a](b 't')", SHEET_PLAIN, "x a [1]\n\nLinks\n-----\n\n[1] b\n" },
	/* The longest of all vague labels, and one more byte. */
	{ "x [Hier klicken](https://h.org/y)", SHEET_GEMTEXT,
	    "x Hier klicken\n\n=> https://h.org/y Hier klicken (h.org)\n" },
	{ "x [Hier klicken!](https://h.org/y)", SHEET_GEMTEXT,
	    "x Hier klicken!\n\n=> https://h.org/y Hier klicken!\n" },
	{ "x [HERE](https://h.org/y) and [here](z)", SHEET_GEMTEXT,
	    "x HERE and here\n\n=> https://h.org/y HERE (h.org)\n=> z here\n" },
	{ "x [a](b) [c](b)", SHEET_PLAIN, "x a [1] c [1]\n\nLinks\n-----\n\n[1] b\n" },
	/* Links alone. */
	{ "[a](b)\\\n[c](d)", SHEET_GEMTEXT, "=> b a\n=> d c\n" },
	{ "*[a](b)*, ![c](d)", SHEET_GEMTEXT, "=> b a\n=> d Image: c\n" },
	{ "[a](b) [c](data:d)", SHEET_GEMTEXT, "a c\n\n=> b a\n" },
	{ "[a](b)[^1]\n\n[^1]: c", SHEET_GEMTEXT, "a[1]\n\n=> b a\n\n---\n\n[1] c\n" },
	{ "> [a](b)", SHEET_GEMTEXT, "=> b a\n" },
	{ "> c [a](b)\n>\n> d", SHEET_GEMTEXT, "> c a\n>\n> d\n\n=> b a\n" },
	/* Images in links. */
	{ "a [![b](c)](d) e", SHEET_GEMTEXT, "a [b] e\n\n=> d b\n=> c Image: b\n" },
	{ "[![b](c) text](d)", SHEET_GEMTEXT, "=> d [b] text\n=> c Image: b\n" },
	{ "[![b](c)](c)", SHEET_GEMTEXT, "=> c Image: b\n" },
	{ "[![b](c)](c)", SHEET_PLAIN, "[b] [1]\n\nLinks\n-----\n\n[1] c\n" },
	{ "[![b](c)](javascript:d)", SHEET_GEMTEXT, "[b]\n\n=> c Image: b\n" },
	/* A link that was never closed ends with its block. */
	{ "a <a href=b>c\n\nd", SHEET_GEMTEXT, "a c\n\n=> b c\n\nd\n" },
	{ "a <a href=b>c <a href=d>e</a> f", SHEET_GEMTEXT, "a c e f\n\n=> b c\n=> d e\n" },
	{ "a <a href=b>c [d](e)</a> f", SHEET_GEMTEXT, "a c d f\n\n=> b c\n=> e d\n" },
	{ "</a> a", SHEET_GEMTEXT, "a\n" },
	/* What is to be left out has an end in its block; else it is a slip. */
	{ "a <svg>b</svg>c <svg>d\n\ne", SHEET_GEMTEXT, "a c d\n\ne\n" },
	{ "a <svg>b <title>c</svg>d <svg>e", SHEET_GEMTEXT, "a d e\n" },
	{ "a <svg/>b", SHEET_GEMTEXT, "a b\n" },
};

static void
links_follow_what_they_stand_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		struct fixture f;

		begin(&f);
		assert_string_equal(write(&f, str_of(links[i].in), links[i].form), links[i].want);
		end(&f);
	}
}

/* --- marks ----------------------------------------------------------- */

static const struct {
	const char *in, *want;
} marks[] = {
	{ "*a*", "_a_\n" },
	{ "**a**", "*a*\n" },
	{ "***a***", "_*a*_\n" },
	{ "*a **b***", "_a *b*_\n" },
	{ "(*a*)", "(_a_)\n" },
	{ "((*a*))", "((a))\n" },
	{ "**a***b*", "*a*_b_\n" },
	{ "~~*a*~~", "~~a~~\n" },
	{ "*a*---b", "a---b\n" },
	{ "<b>**a**</b>", "*a*\n" },
	{ "** a**", "** a**\n" },
	{ "*a*\n*b*", "_a_ _b_\n" },
	{ "\xE6\x97\xA5\n*\xE6\x9C\xAC*", "\xE6\x97\xA5_\xE6\x9C\xAC_\n" },
	{ "# *a* `b`", "a `b`\n=====\n" },
	{ "[*a*](b) c", "_a_ [1] c\n\nLinks\n-----\n\n[1] b\n" },
};

static void
marks_never_draw_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(marks); i++) {
		struct fixture f;

		begin(&f);
		assert_string_equal(write(&f, str_of(marks[i].in), SHEET_PLAIN), marks[i].want);
		end(&f);
	}
}

/* --- valid whatever comes -------------------------------------------- */

static void
repeat(struct strbuf *out, const char *s, size_t size)
{
	while (out->len < size)
		strbuf_adds(out, s);
}

/* What costs the walker, the table or the HTML reader time or depth. */
static const char *const hostile[] = {
	"<b>", "<div><p>", "<a href=x>", "<a href=\"", "<a href='", "<a b=\"c", "<ul><li>", "<table><tr><td>",
	"<td>", "<blockquote>", "<pre>", "<video>", "<figure><img src=x><figcaption>", "<dl><dt>a<dd>b",
	"<script>", "</script", "<svg>", "<!-- ", "<h1>", "<code>", "&#120;", "&amp", "<br>", "<img src=x>",
	"<td colspan=32>", "[a](b)\n", "![](b)", "- [a](b)\n", "> [a](b)\n>\n", "*a*", "a\\\n", "[^a]\n\n[^a]: b\n\n",
	"<table><td><table><td>", "<li>a", "<div>\n\n", "<title>", "<template><svg>", "</ ", "<? ", "&copy", "<textarea>",
	"<tr><td rowspan=1000>", "<blockquote>\n\na\n\n", "<ul><li>a\n\nb\n\n</ul>\n\n", "<table><td>\n\n- a\n\n",
	"</td>\n\n<td>\n\n", "<svg>\n\na\n\n", "</svg>\n\n<p>a<svg>\n\n", "|a|b|\n|-|-|\n|[a](b)|c|\n\n",
};

static void
pages_are_valid_whatever_comes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct strbuf in = STRBUF_INIT;
		struct fixture f;

		begin(&f);
		strbuf_adds(&in, "<div>");
		repeat(&in, hostile[i], 60000);
		for (enum sheet_form form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
			struct sheet_check check = { .form = form, .host = capsule.host };

			write(&f, strbuf_str(&in), form);
			assert_null(sheet_check(&check, strbuf_str(&f.out)));
		}
		strbuf_done(&in);
		end(&f);
	}
}

/* --- plain text ------------------------------------------------------ */

static const struct {
	const char *in, *want;
} plains[] = {
	{ "A *b* `c` [d](e) ~~f~~", "A b c d f" },
	{ "a\nb  \nc", "a b c" },
	{ "\xE6\x97\xA5\n\xE6\x9C\xAC", "\xE6\x97\xA5\xE6\x9C\xAC" },
	{ "a<br>b <b>c</b> &amp;", "a b c &" },
	{ "a ![b](c) d[^1]\n\n[^1]: e", "a  d" },
	{ "![b](c)\n\n<p>x</p>\n\n# y\n\nfirst\n\nsecond", "first" },
	{ "- a", "" },
	{ "", "" },
};

static void
first_paragraphs_are_plain(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(plains); i++) {
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.out, "> ");
		document_first_paragraph(markdown_parse(&f.arena, str_of(plains[i].in), STR(""), 1, NULL),
		    &f.out);
		assert_string_equal(f.out.buf + 2, plains[i].want);
		end(&f);
	}
}

static const struct {
	const char *in;
	size_t width;
	const char *want;
} cuts[] = {
	{ "one two three", 13, "one two three" },
	{ "one two three", 12, "one two\xE2\x80\xA6" },
	{ "one two three", 8, "one two\xE2\x80\xA6" },
	{ "one two three", 7, "one\xE2\x80\xA6" },
	{ "onetwothree", 5, "onet\xE2\x80\xA6" },
	{ " one ", 3, "one" },
	{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 6, "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E" },
	{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 5, "\xE6\x97\xA5\xE6\x9C\xAC\xE2\x80\xA6" },
	{ "ab", 1, "\xE2\x80\xA6" },
	{ "ab", 0, "" },
	{ "", 5, "" },
};

static void
texts_are_cut_at_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct strbuf out = STRBUF_INIT;

		document_cut(&out, str_of(cuts[i].in), cuts[i].width);
		assert_string_equal(out.buf, cuts[i].want);
		assert_true(utf8_width(strbuf_str(&out)) <= cuts[i].width);
		strbuf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_title_is_not_written_twice),
		cmocka_unit_test(targets_are_as_long_as_the_limit),
		cmocka_unit_test(authors_are_told),
		cmocka_unit_test(links_follow_what_they_stand_in),
		cmocka_unit_test(marks_never_draw_lines),
		cmocka_unit_test(pages_are_valid_whatever_comes),
		cmocka_unit_test(first_paragraphs_are_plain),
		cmocka_unit_test(texts_are_cut_at_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
