/* markdown_test.c - the door to cmark-gfm: trees, limits, threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "content/markdown.h"
#include "content/markdown_arena.h"
#include "content/markdown_gate.h"
#include "content/markdown_math.h"
#include "content/markdown_needs.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct fixture {
	struct arena arena;
	struct diag_list diags;
	struct strbuf text;
};

static void
begin(struct fixture *f)
{
	arena_init(&f->arena, 0);
	diag_list_init(&f->diags);
	strbuf_init(&f->text);
}

static void
end(struct fixture *f)
{
	strbuf_done(&f->text);
	diag_list_done(&f->diags);
	arena_done(&f->arena);
}

static const struct doc_node *
parse(struct fixture *f)
{
	return markdown_parse(&f->arena, strbuf_str(&f->text), STR("a.md"), 1, &f->diags);
}

static void
repeat(struct strbuf *out, const char *s, size_t n)
{
	while (n-- > 0)
		strbuf_adds(out, s);
}

/* --- trees ----------------------------------------------------------- */

/* A tree as text: "paragraph(text'a' link<u>(text'b'))". */
static void
dump(struct strbuf *out, const struct doc_node *n)
{
	strbuf_adds(out, doc_kind_name(n->kind));
	if (n->number > 0)
		strbuf_addf(out, "#%u", n->number);
	if (n->text.p != NULL)
		strbuf_addf(out, "'%.*s'", STR_ARG(n->text));
	if (n->url.p != NULL)
		strbuf_addf(out, "<%.*s>", STR_ARG(n->url));
	if (n->title.len > 0)
		strbuf_addf(out, "\"%.*s\"", STR_ARG(n->title));
	strbuf_addf(out, "%s%s%s%s", n->ordered ? " ordered" : "", n->tight ? " tight" : "",
	    n->header ? " header" : "", n->autolink ? " autolink" : "");
	if (n->task != DOC_TASK_NONE)
		strbuf_adds(out, n->task == DOC_TASK_DONE ? " done" : " open");
	if (n->align != DOC_ALIGN_NONE)
		strbuf_addf(out, " align%d", (int)n->align);
	if (n->first == NULL)
		return;
	strbuf_addc(out, '(');
	for (const struct doc_node *c = n->first; c != NULL; c = c->next) {
		if (c != n->first)
			strbuf_addc(out, ' ');
		dump(out, c);
	}
	strbuf_addc(out, ')');
}

static const struct {
	const char *in, *want;
} trees[] = {
	{ "", "root" },
	{ "a *b* **c** ~~d~~ `e`\nf  \ng", "root(paragraph(text'a ' emph(text'b') text' ' "
	    "strong(text'c') text' ' strike(text'd') text' ' code'e' soft break text'f' hard break text'g'))" },
	{ "~a~", "root(paragraph(text'~a~'))" },
	{ "# a\n\nb\n-\n\n---", "root(heading#1(text'a') heading#2(text'b') rule)" },
	{ "> a\n>\n> > b", "root(quote(paragraph(text'a') quote(paragraph(text'b'))))" },
	{ "- a\n- [ ] b\n- [x] c", "root(list tight(item(paragraph(text'a')) "
	    "item open(paragraph(text'b')) item done(paragraph(text'c'))))" },
	{ "7. a\n\n8. b", "root(list#7 ordered(item#7 ordered(paragraph(text'a')) "
	    "item#8 ordered(paragraph(text'b'))))" },
	{ "- [ ] a [x]", "root(list tight(item open(paragraph(text'a [x]'))))" },
	{ "- [x] a [ ]", "root(list tight(item done(paragraph(text'a [ ]'))))" },
	{ "\t- [ ] a", "root(code block'- [ ] a\n')" },
	{ "1. a\n   - [ ] b [x]", "root(list#1 ordered tight(item#1 ordered(paragraph(text'a') "
	    "list tight(item open(paragraph(text'b [x]'))))))" },
	{ "```sh x\na\tb\n```\n\n    c", "root(code block'a\tb\n'\"sh x\" code block'c\n')" },
	{ "|a|b|c|\n|:-|:-:|-:|\n|1|", "root(table#3(row header(cell align1(text'a') "
	    "cell#1 align2(text'b') cell#2 align3(text'c')) row(cell align1(text'1') cell#1 align2 "
	    "cell#2 align3)))" },
	{ "[a](/b \"c\") ![d](e)", "root(paragraph(link</b>\"c\"(text'a') text' ' image<e>(text'd')))" },
	/* Obsidian's sizes of images */
	{ "![a b |300](c)", "root(paragraph(image<c>(text'a b')))" },
	{ "![*a*|300x200](c)", "root(paragraph(image<c>(emph(text'a') text'')))" },
	{ "![a|300x](c) ![300](d)", "root(paragraph(image<c>(text'a|300x') text' ' image<d>(text'300')))" },
	{ "![a|x200](c) ![|9](d)", "root(paragraph(image<c>(text'a|x200') text' ' image<d>(text'')))" },
	{ "![a|1x2x3](c) [a|300](d)", "root(paragraph(image<c>(text'a|1x2x3') text' ' link<d>(text'a|300')))" },
	{ "<https://a.b> c@d.e www.f.g", "root(paragraph(link<https://a.b> autolink(text'https://a.b') "
	    "text' ' link<mailto:c@d.e> autolink(text'c@d.e') text' ' "
	    "link<http://www.f.g> autolink(text'www.f.g')))" },
	{ "[a][b]\n\n[b]: <x y>\n'two\nlines'", "root(paragraph(link<x y>\"two lines\"(text'a')))" },
	{ "a[^x] b[^y] c[^x]\n\n[^y]: Y\n[^x]: X\n[^z]: Z", "root(paragraph(text'a' footnote ref#1 "
	    "text' b' footnote ref#2 text' c' footnote ref#1) footnote#1(paragraph(text'X')) "
	    "footnote#2(paragraph(text'Y')))" },
	/* cmark-gfm alone would lose the text of these. */
	{ "a [^b c\nd] e", "root(paragraph(text'a [^b c d] e'))" },
	{ "[^\xC3\xA9\xC3\xA9 b\n\xC3\xA9]", "root(paragraph(text'[^\xC3\xA9\xC3\xA9 b \xC3\xA9]'))" },
	{ "[^a\n[^b]\n[^c\n\nd]", "root(paragraph(text'[^a [^b]' soft break text'[^c') paragraph(text'd]'))" },
	{ "a [^b\nc  \nd\n\n[^d]", "root(paragraph(text'a [^b' soft break text'c' hard break text'd') "
	    "paragraph(text'[^d]'))" },
	{ "`[^a\nb]` [^c\n", "root(paragraph(code'[^a b]' text' [^c'))" },
	{ "<div>\n<b>\n\na <i>b</i>", "root(html block'<div>\n<b>\n' paragraph(text'a ' html'<i>' "
	    "text'b' html'</i>'))" },
	{ "&amp; &#1; &#x85; &#10; &Tab; a\tb", "root(paragraph(text'&        a b'))" },
	/* tabs that indent, and others */
	{ "a\n\tb \t\n\n- c\n \t\td\n-\te\n-\n\tf\n", "root(paragraph(text'a' soft break text'b') "
	    "list tight(item(paragraph(text'c' soft break text'd')) item(paragraph(text'e')) "
	    "item(paragraph(text'f'))))" },
	{ "\ta\tb\n\n[c](d 'e\n\tf')", "root(code block'a\tb\n' paragraph(link<d>\"e f\"(text'c')))" },
	{ "[c](d 'e\n\tf')\n\n> a\n\tb", "root(paragraph(link<d>\"e f\"(text'c')) "
	    "quote(paragraph(text'a' soft break text'b')))" },
	/* a quote goes on without its sign */
	{ "> a\\\n\tb\n\n> [c]: d\n \te\n", "root(quote(paragraph(text'a' hard break text' b')) "
	    "quote(paragraph(text'  e')))" },
	{ "[a](/b&#10;c \"d&#9;e\")", "root(paragraph(link</b c>\"d e\"(text'a')))" },
	{ "$$\na_b \\\\\n$$", "root(code block'a_b \\\\\n'\"math\")" },
	{ "$a_b*c$ *d* $e*f$", "root(paragraph(text'$a_b*c$ ' emph(text'd') text' $e*f$'))" },
};

static void
trees_are_as_the_specification_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trees); i++) {
		struct strbuf got = STRBUF_INIT;
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, trees[i].in);
		dump(&got, parse(&f));
		assert_string_equal(got.buf, trees[i].want);
		assert_int_equal(f.diags.n, 0);
		strbuf_done(&got);
		end(&f);
	}
}

static void
bytes_are_cleaned_at_the_door(void **state)
{
	static const char in[] =
	    "\xEF\xBB\xBF" "a\r\nb\rc\0d\x1B" "e\xFF" "f\xE2\x80\xA8g\x7F\xC2\x85h";
	struct strbuf got = STRBUF_INIT;
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_add(&f.text, in, sizeof in - 1);
	dump(&got, parse(&f));
	assert_string_equal(got.buf, "root(paragraph(text'a' soft break text'b' soft break "
	    "text'cde\xEF\xBF\xBD" "f' soft break text'g' soft break text'h'))");
	strbuf_done(&got);
	end(&f);
}

static const struct doc_node *
find(const struct doc_node *root, enum doc_kind kind)
{
	const struct doc_node *n = root;

	while (n != NULL && n->kind != kind)
		n = doc_walk(n, root);
	return n;
}

static void
nodes_know_their_line(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "# a\n\nb\n![c](d)\n\n- e\n  [f](g)\n");
	root = markdown_parse(&f.arena, strbuf_str(&f.text), STR("a.md"), 10, NULL);
	assert_int_equal(find(root, DOC_HEADING)->line, 10);
	assert_int_equal(find(root, DOC_PARAGRAPH)->line, 12);
	assert_int_equal(find(root, DOC_IMAGE)->line, 13);
	assert_int_equal(find(root, DOC_ITEM)->line, 15);
	assert_int_equal(find(root, DOC_LINK)->line, 16);
	end(&f);
}

/* --- limits ---------------------------------------------------------- */

static size_t
depth_of(const struct doc_node *root)
{
	size_t max = 0;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root)) {
		size_t depth = 0;

		for (const struct doc_node *p = n; p != root; p = p->parent)
			depth++;
		max = depth > max ? depth : max;
	}
	return max;
}

static size_t
count_kind(const struct doc_node *root, enum doc_kind kind)
{
	size_t n = 0;

	for (const struct doc_node *c = root; c != NULL; c = doc_walk(c, root))
		n += c->kind == kind;
	return n;
}

/* All text of the tree. */
static void
gather_text(struct strbuf *out, const struct doc_node *root)
{
	for (const struct doc_node *c = root; c != NULL; c = doc_walk(c, root))
		strbuf_addstr(out, c->text);
}

static const struct {
	const char *before, *repeated, *after;
	size_t n;
} deep[] = {
	{ "", ">", " a", 20000 },
	{ "", "- ", "a", 20000 },
	{ "", "1. ", "a", 20000 },
	{ "", "*a **b ", "b** a*", 200 },
	{ "", "![", "](x)", 100 },
};

static void
trees_are_flat_below_the_limit(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(deep); i++) {
		struct fixture f;

		begin(&f);
		repeat(&f.text, deep[i].repeated, deep[i].n);
		strbuf_adds(&f.text, deep[i].after);
		assert_true(depth_of(parse(&f)) <= DOC_DEPTH_MAX);
		end(&f);
	}
}

static void
flattening_loses_no_text_and_is_said(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct fixture f;

	(void)state;
	begin(&f);
	for (int i = 0; i < 80; i++) {
		strbuf_fill(&f.text, ' ', (size_t)i * 2);
		strbuf_adds(&f.text, "- x\n");
	}
	gather_text(&text, parse(&f));
	assert_int_equal(text.len, 80);
	assert_int_equal(f.diags.n, 1);
	assert_non_null(strstr(f.diags.v[0].text.p, "64 levels"));
	strbuf_done(&text);
	end(&f);
}

/* Runs one text at a limit and one beyond: kind is what there is more of when
 * it is parsed. */
struct edge {
	const char *before, *repeated, *after;
	size_t n;		/* repetitions that are parsed */
	enum doc_kind kind;
	size_t want;		/* nodes of kind then */
};

static const struct edge edges[] = {
	{ "", "[](b) ", "", MARKDOWN_LINKS_MAX, DOC_LINK, MARKDOWN_LINKS_MAX },
	{ "", "http://a.b ", "", MARKDOWN_AUTOLINKS_MAX, DOC_LINK, MARKDOWN_AUTOLINKS_MAX },
	{ "|a|\n", "|-|\n", "", GATE_RULES_MAX, DOC_TABLE, 1 },
	{ "", "> ", "a", GATE_MARKERS_MAX, DOC_QUOTE, DOC_DEPTH_MAX - 8 },
};

static void
limits_hold_at_their_edges(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(edges); i++) {
		const struct edge *e = &edges[i];
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, e->before);
		repeat(&f.text, e->repeated, e->n);
		strbuf_adds(&f.text, e->after);
		assert_int_equal(count_kind(parse(&f), e->kind), e->want);
		end(&f);
	}
}

static void
too_many_links_make_a_paragraph_text(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "[a](b)\n\n");
	repeat(&f.text, "[a](b) ", MARKDOWN_LINKS_MAX + 1);
	strbuf_adds(&f.text, "\n\n[c](d)\n\n");
	repeat(&f.text, "http://a.b ", MARKDOWN_AUTOLINKS_MAX + 1);
	root = parse(&f);
	assert_int_equal(count_kind(root, DOC_PARAGRAPH), 4);
	assert_int_equal(count_kind(root, DOC_LINK), 2);
	assert_int_equal(f.diags.n, 2);
	assert_int_equal(f.diags.v[0].line, 3);
	assert_int_equal(f.diags.v[1].line, 7);
	/* All of it is there, in one piece. */
	assert_int_equal(root->first->next->first->text.len, (MARKDOWN_LINKS_MAX + 1) * 7 - 1);
	end(&f);
}

static void
add_table(struct strbuf *out, size_t columns, size_t rows)
{
	repeat(out, "|a", columns);
	strbuf_addc(out, '\n');
	repeat(out, "|-", columns);
	strbuf_addc(out, '\n');
	repeat(out, "|x\n", rows);
	strbuf_addc(out, '\n');
}

static void
tables_are_as_wide_as_the_limit(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	add_table(&f.text, GATE_COLUMNS_MAX, 1);
	add_table(&f.text, GATE_COLUMNS_MAX + 1, 1);
	add_table(&f.text, 2, 1);
	root = parse(&f);
	assert_int_equal(count_kind(root, DOC_TABLE), 2);
	assert_int_equal(root->first->number, GATE_COLUMNS_MAX);
	assert_int_equal(count_kind(root, DOC_PARAGRAPH), 1);
	assert_int_equal(f.diags.n, 1);
	end(&f);
}

static void
a_wide_row_of_a_narrow_table_is_too_wide(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "|a|b|\n|-|-|\n");
	repeat(&f.text, "|x", 20000);
	assert_int_equal(count_kind(parse(&f), DOC_TABLE), 0);
	end(&f);
}

static void
short_rows_cannot_make_more_cells_than_the_limit(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	add_table(&f.text, 100, GATE_CELLS_MAX / 100 - 2);
	add_table(&f.text, 2, 1);
	root = parse(&f);
	assert_int_equal(count_kind(root, DOC_TABLE), 1);
	assert_int_equal(count_kind(root, DOC_CELL), GATE_CELLS_MAX - 100);
	end(&f);
}

/* How many links of root have a target of len bytes. */
static size_t
count_targets(const struct doc_node *root, size_t len)
{
	size_t n = (root->kind == DOC_LINK || root->kind == DOC_IMAGE) && root->url.len == len;

	for (const struct doc_node *c = root->first; c != NULL; c = c->next)
		n += count_targets(c, len);
	return n;
}

static void
definitions_have_targets_up_to_the_limit_of_others(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "[a] [b] [c](");
	strbuf_fill(&f.text, 'x', 9000);
	strbuf_adds(&f.text, ")\n\n[a]: /");
	strbuf_fill(&f.text, 'x', GATE_DEFINITION_MAX - 1);
	strbuf_adds(&f.text, "\n[b]: /");
	strbuf_fill(&f.text, 'x', GATE_DEFINITION_MAX);
	strbuf_adds(&f.text, "\n");
	root = parse(&f);
	assert_int_equal(count_targets(root, GATE_DEFINITION_MAX), 1);
	assert_int_equal(count_targets(root, 0), 1);
	assert_int_equal(count_kind(root, DOC_PARAGRAPH), 1);
	assert_int_equal(f.diags.n, 1);
	assert_int_equal(f.diags.v[0].line, 4);
	end(&f);
}

static void
a_long_definition_takes_no_others_along(void **state)
{
	static const char *const long_ones[][2] = {
		{ "[a]: /", "\n" }, { "[a]:\n/", "\n" }, { "[a]: </", ">\n" }, { "[a]: /", " \"t\"\n" },
		{ "[a]: <data:image/png;base64,", ">\n" }, { "[a]: data:image/png;base64,", "\n" },
		{ "[a]: data:\\(", "\n" }, { "[a]: /x \"", "\"\n" }, { "[a]: </x> '", "'\n" }, { "[a]: /x (", ")\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(long_ones); i++) {
		struct fixture f;
		const struct doc_node *root;

		begin(&f);
		strbuf_adds(&f.text, "[a] [b]\n\n");
		strbuf_adds(&f.text, long_ones[i][0]);
		strbuf_fill(&f.text, 'x', GATE_DEFINITION_MAX + 1);
		strbuf_adds(&f.text, long_ones[i][1]);
		strbuf_adds(&f.text, "[b]: /bbbbb\n");
		root = parse(&f);
		assert_int_equal(count_kind(root, DOC_LINK), 2);
		assert_int_equal(count_targets(root, 6), 1);
		assert_int_equal(count_kind(root, DOC_PARAGRAPH), 1);
		assert_int_equal(f.diags.n, i < 4 || i > 6);
		end(&f);
	}
}

/* What follows on a definition without a blank line is not part of it. */
static void
text_below_a_definition_does_not_make_it_long(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "[a]\n\n[a]: /x\n\"");
	repeat(&f.text, "text ", 5000);
	assert_int_equal(count_kind(parse(&f), DOC_LINK), 1);
	assert_int_equal(f.diags.n, 0);
	end(&f);
}

static void
nothing_of_code_that_looks_like_a_definition_is_lost(void **state)
{
	static const char *const befores[] = { "```\n", "~~~~ md\n~~~\n", "    ", "- ```\n  " };

	(void)state;
	for (size_t i = 0; i < COUNT(befores); i++) {
		struct fixture f;
		struct strbuf out = STRBUF_INIT;

		begin(&f);
		strbuf_adds(&f.text, befores[i]);
		strbuf_adds(&f.text, "[a]: data:,");
		strbuf_fill(&f.text, 'x', GATE_DEFINITION_MAX + 1);
		dump(&out, parse(&f));
		assert_true(out.len > GATE_DEFINITION_MAX);
		strbuf_done(&out);
		end(&f);
	}
}

/* Each use would copy as much. */
static void
no_definition_hides_a_long_title(void **state)
{
	static const struct {
		const char *before, *unit, *after;
	} hidden[] = {
		{ "[a]: /x \"", "\n[b", "\"" },
		{ "[a]: /x\n\"", "\n[b", "\" junk" },
		{ "[a]: /x \"", "\\\"", "\"" },
		{ "[a]: /x \"", "b\\\"", "" },
		{ "[a]: <", "\\\n[b", ">" },
		{ "> [a]:\n> /x\n> '", "\n> [b", "'" },
		{ "[^1]: [a]: /x '", "b", "'" },
		{ "- [ ] [a]: /x (", "b", ")" },
		{ "- [x] [a]: /x (", "b", ")" },
		{ "[b]: /b\n    [^a]: /x\n'", "b", "'\n\n[a]: /x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(hidden); i++) {
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, "x[^1]\n\n");
		strbuf_adds(&f.text, hidden[i].before);
		repeat(&f.text, hidden[i].unit, 50000);
		strbuf_adds(&f.text, hidden[i].after);
		strbuf_adds(&f.text, "\n\n");
		repeat(&f.text, "[a] [^a]\n\n", 500);
		(void)parse(&f);
		assert_true(f.arena.reserved < 32 * 1024 * 1024);
		end(&f);
	}
}

/* [bytes] that a definition and 100,000 uses of it take; *ret_uses are those with its target. */
static size_t
uses_of(const char *target, size_t len, size_t *ret_uses)
{
	struct fixture f;
	size_t reserved;

	begin(&f);
	strbuf_adds(&f.text, "[a]: ");
	repeat(&f.text, target, len);
	strbuf_adds(&f.text, "\n\n");
	for (int i = 0; i < 100; i++) {
		repeat(&f.text, "[a] ", 1000);
		strbuf_adds(&f.text, "\n\n");
	}
	*ret_uses = count_targets(parse(&f), len);
	reserved = f.arena.reserved;
	end(&f);
	return reserved;
}

static void
many_uses_make_definitions_short(void **state)
{
	size_t nshort, nlong, size;

	(void)state;
	size = uses_of("x", 1, &nshort);
	assert_true(uses_of("x", 1000, &nlong) < size + 1024 * 1024);
	assert_int_equal(nshort, 100000);
	assert_int_equal(nlong, 0);
}

static void
blank_lines_beyond_the_limit_are_left_out(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	strbuf_adds(&f.text, "```\na");
	strbuf_fill(&f.text, '\n', GATE_BLANKS_MAX + 1);
	strbuf_adds(&f.text, "b");
	strbuf_fill(&f.text, '\n', GATE_BLANKS_MAX + 2);
	strbuf_adds(&f.text, "c\n```\n");
	root = parse(&f);
	assert_int_equal(root->first->text.len, 4 + 2 * (GATE_BLANKS_MAX + 1));
	assert_int_equal(f.diags.n, 1);
	assert_int_equal(f.diags.v[0].severity, DIAG_NOTE);
	end(&f);
}

static void
blank_lines_take_no_memory_each(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	strbuf_fill(&f.text, '\n', 4000000);
	assert_int_equal(parse(&f)->kind, DOC_ROOT);
	assert_true(f.arena.reserved < f.text.len * 2);
	end(&f);
}

/* Signs of smart punctuation where text begins, those of autolinks where there
 * are some: each is a node of its own. */
static void
signs_are_marks_where_cmark_stops_at_them(void **state)
{
	static const struct {
		const char *before, *repeated;
		size_t n;
		bool is_text;
	} cases[] = {
		{ "", ".", GATE_NODES_MAX, false },
		{ "", ".", GATE_NODES_MAX + 1, true },
		{ "", "-\".'", GATE_NODES_MAX / 4 + 1, true },
		{ "a\n ", ".", GATE_NODES_MAX + 1, true },
		{ "*", ".", GATE_NODES_MAX + 1, true },
		{ "<b>", ".", GATE_NODES_MAX + 1, true },
		{ "&amp;", ".", GATE_NODES_MAX + 1, true },
		{ "www.a.b", ".", GATE_NODES_MAX + 1, true },
		{ "a@b.c", "w", GATE_NODES_MAX + 1, true },
		{ "a@b.c", ":", GATE_NODES_MAX + 1, true },
		{ "a", "w:", GATE_NODES_MAX, false },
		{ "a", ".", GATE_NODES_MAX + 1, false },
		{ "* a ", ".", GATE_NODES_MAX + 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, cases[i].before);
		repeat(&f.text, cases[i].repeated, cases[i].n);
		assert_int_equal(parse(&f)->kind, DOC_ROOT);
		assert_int_equal(f.diags.n, cases[i].is_text);
		assert_true(f.arena.reserved < GATE_NODES_MAX * 200);
		end(&f);
	}
}

/* Bug: a table that had a line of text above it was judged by both together, and lost all of its rows. */
static void
table_below_text_keeps_its_rows(void **state)
{
	static const struct {
		size_t above, within;
		unsigned ndiags;
	} rows[] = {
		{ 0, MARKDOWN_LINKS_MAX, 0 }, { MARKDOWN_LINKS_MAX, 1, 0 }, { 1, MARKDOWN_LINKS_MAX, 0 },
		{ MARKDOWN_LINKS_MAX + 1, 1, 1 }, { 1, MARKDOWN_LINKS_MAX + 1, 1 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct doc_node *root, *table;
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, "above");
		repeat(&f.text, " [a](b)", rows[i].above);
		strbuf_adds(&f.text, "\n|");
		repeat(&f.text, "[a](b) ", rows[i].within);
		strbuf_adds(&f.text, "|\n|---|\n|row|\n");
		root = parse(&f);
		table = root->last;
		assert_int_equal(f.diags.n, rows[i].ndiags);
		assert_int_equal(table->kind, DOC_TABLE);
		assert_int_equal(root->first->kind, DOC_PARAGRAPH);
		assert_ptr_equal(root->first->next, table);
		assert_int_equal(table->last->kind, DOC_ROW);
		assert_true(str_is(table->last->first->first->text, "row"));
		assert_int_equal(table->first->first->kind, DOC_CELL);
		end(&f);
	}
}

static void
what_is_too_much_is_shown_as_it_is(void **state)
{
	struct fixture f;
	const struct doc_node *root;

	(void)state;
	begin(&f);
	repeat(&f.text, "- a\n", GATE_NODES_MAX / 4 + 10);
	strbuf_adds(&f.text, "the end\n");
	root = parse(&f);
	assert_int_equal(root->last->kind, DOC_CODE_BLOCK);
	assert_true(str_ends(root->last->text, STR("- a\nthe end\n")));
	assert_int_equal(count_kind(root, DOC_ITEM) * 4 + root->last->text.len, f.text.len);
	assert_int_equal(f.diags.n, 1);
	end(&f);
}

/* Each took cmark-gfm seconds or longer, or all memory, at this size. */
static const struct {
	const char *before, *repeated, *after;
} hostile[] = {
	{ "", "_www.", "" },
	{ "", "www._", "" },
	{ "", "http://a<", "" },
	{ "http://a", ")", "" },
	{ "http://a(", "?!)", "" },
	{ "", "a@a.", "" },
	{ "", "a@b.c ", "" },
	{ "", "![[]()", "" },
	{ "", "![[]()w:", "" },
	{ "a", "<?", "" },
	{ "a", "<!A ", "" },
	{ "a", "<![CDATA[", "" },
	{ "", "*~a ", "" },
	{ "", "|-|-|\n|-|\n", "" },
	{ "", "a|b\n-|-|-\n-|-\n", "" },
	{ "|a|b|\n|-|-|\n", "|x", "" },
	{ "[a]: b \"", "c\n", "" },
	{ "> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > a\n", "b\n", "" },
	{ "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a\n", "\n", "" },
	{ "", "[^a]: [^a]\n\n", "" },
};

static void
hostile_texts_are_parsed_in_bounded_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct fixture f;

		begin(&f);
		strbuf_adds(&f.text, hostile[i].before);
		while (f.text.len < 400000)
			strbuf_adds(&f.text, hostile[i].repeated);
		strbuf_adds(&f.text, "\n\nend\n");
		assert_int_equal(parse(&f)->kind, DOC_ROOT);
		/* About what a text of nothing but marks needs. */
		assert_true(f.arena.reserved < f.text.len * 400);
		end(&f);
	}
}

/* --- formulas -------------------------------------------------------- */

static const struct {
	const char *in, *want;		/* NULL: nothing to escape */
} formulas[] = {
	{ "$a_b$", "$a\\_b$" },
	{ "$$a_b$$ and $$c*d$$", "$$a\\_b$$ and $$c\\*d$$" },
	{ "$a$ without marks", NULL },
	{ "it costs $5 and *6$*", NULL },
	{ "$ a_b$ and $a_b $", NULL },
	{ "`$a_b$` and `` ` $a_b$ ``", NULL },
	{ "`open and $a_b$", "`open and $a\\_b$" },
	{ "\\$a_b$", NULL },
	{ "$a\\$_b$", "$a\\\\$\\_b$" },
	{ "US$a_b$", NULL },
	{ "$a_b$c", NULL },
	{ "$[a](b_c)$", NULL },
	{ "$5 or *more* 6$", NULL },
	{ "$5_0 = x$", "$5\\_0 = x$" },
	{ "$$open and $a_b$", "$$open and $a\\_b$" },
	{ "$", NULL },
	{ "$$", NULL },
	{ "$\\", NULL },
};

static void
marks_in_formulas_are_escaped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(formulas); i++) {
		struct strbuf out = STRBUF_INIT;
		bool found = math_escape(str_of(formulas[i].in), &out);

		assert_int_equal(found, formulas[i].want != NULL);
		assert_string_equal(out.buf, found ? formulas[i].want : "");
		strbuf_done(&out);
	}
}

/* --- what is made use of --------------------------------------------- */

static const struct {
	const char *in;
	bool strikethrough, tasks, autolinks, footnotes;
} uses[] = {
	{ "", false, false, false, false },
	{ "# a *b* [c](d) `e` ~f~ a: b w", false, false, false, false },
	{ "~~a~~", true, false, false, false },
	{ "- [ ] a", false, true, false, false },
	{ "- [x] a", false, true, false, false },
	{ "- [X] a", false, true, false, false },
	{ "[x", false, false, false, false },
	{ "a[^b]", false, false, false, true },
	{ "[^", false, false, false, true },
	{ "[", false, false, false, false },
	{ "http://a.b", false, false, true, false },
	{ "a://", false, false, true, false },
	{ "[a](http://b.c)", false, false, false, false },
	{ "[a](http://b.c \"d\")", false, false, true, false },
	{ "a](http://b.c)", false, false, true, false },
	{ "\\[a](http://b.c)", false, false, true, false },
	{ "[a](http://b.c", false, false, true, false },
	{ "[a](http://b.c d)", false, false, true, false },
	{ "<http://a.b>", false, false, false, false },
	{ "<http://a.b c>", false, false, true, false },
	{ "[a]: http://b.c", false, false, true, false },
	{ "www.a.b", false, false, true, false },
	{ "(www.a.b)", false, false, true, false },
	{ "http:www.a", false, false, false, false },
	{ "xwww.a.b, /www.a.b", false, false, false, false },
	{ "a@b.c", false, false, true, false },
	{ "a @b c@ d", false, false, false, false },
	{ "a\\@b.c", false, false, true, false },
	{ "a&#64;b.c", false, false, true, false },
	{ "a&commat;b.c", false, false, true, false },
};

static void
only_what_is_made_use_of_is_switched_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(uses); i++) {
		struct needs needs;

		needs_find(str_of(uses[i].in), &needs);
		assert_int_equal(needs.strikethrough, uses[i].strikethrough);
		assert_int_equal(needs.tasks, uses[i].tasks);
		assert_int_equal(needs.autolinks, uses[i].autolinks);
		assert_int_equal(needs.footnotes, uses[i].footnotes);
	}
}

/* --- memory and threads ---------------------------------------------- */

static void
pieces_of_memory_are_apart(void **state)
{
	struct arena a;
	unsigned char *p[200];

	(void)state;
	arena_init(&a, 0);
	markdown_arena_enter(&a);
	for (size_t i = 0; i < COUNT(p); i++) {
		p[i] = markdown_arena_calloc(i, 97);
		for (size_t j = 0; j < i * 97; j++)
			assert_int_equal(p[i][j], 0);
		memset(p[i], (int)i, i * 97);
		if (i % 3 == 0) {
			p[i] = markdown_arena_realloc(p[i], i * 97 + 500);
			memset(p[i] + i * 97, (int)i, 500);
		}
	}
	for (size_t i = 0; i < COUNT(p); i++)
		for (size_t j = 0; j < i * 97; j++)
			assert_int_equal(p[i][j], i);
	/* The latest piece may go, and its memory is zeroed for the next. */
	p[0] = markdown_arena_calloc(1, 64);
	memset(p[0], 1, 64);
	markdown_arena_free(p[0]);
	markdown_arena_free(NULL);
	p[1] = markdown_arena_calloc(1, 64);
	assert_ptr_equal(p[1], p[0]);
	assert_int_equal(p[1][63], 0);
	/* So it is when that piece had grown, beyond what was zeroed ahead. */
	p[0] = NULL;
	for (size_t size = 1; size < 20000; size += size / 2 + 1) {
		p[0] = markdown_arena_realloc(p[0], size);
		memset(p[0], 1, size);
		markdown_arena_free(p[0]);
		p[0] = markdown_arena_calloc(1, size);
		for (size_t j = 0; j < size; j++)
			assert_int_equal(p[0][j], 0);
	}
	markdown_arena_leave();
	arena_done(&a);
}

/* With and without the additions whose signs cmark keeps in tables of the process: "~" there changes
 * what is emphasis, and ":" and "w" where text is taken apart. */
static const char *const texts[] = {
	"# A *title*\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n- [x] www.a.b\n- c@d.e[^f]\n\n[^f]: g\n",
	"a*~b~*c *~d*~ e:w *w:*w ww  \nw [x](y:z) a**~\"f\"~**g\n\n| a | b |\n|---|---|\n| *~1 | ~2* |\n",
	"see https://a.example/w and *~b~* www.c.d\n",
	"~~gone~~ *~b~*c a**~d~**\n",
};

struct often {
	const char *text;
	struct strbuf want;	/* what it is when nobody else parses */
	bool same;
};

static void
dump_text(const char *text, struct strbuf *out)
{
	struct fixture f;

	begin(&f);
	repeat(&f.text, text, 3);
	dump(out, parse(&f));
	end(&f);
}

static void *
parse_often(void *arg)
{
	struct often *often = arg;
	struct strbuf got = STRBUF_INIT;

	for (int i = 0; i < 300; i++) {
		strbuf_reset(&got);
		dump_text(often->text, &got);
		often->same = often->same && str_eq(strbuf_str(&got), strbuf_str(&often->want));
	}
	strbuf_done(&got);
	return NULL;
}

static void
threads_may_parse_at_once(void **state)
{
	pthread_t threads[2 * COUNT(texts)];
	struct often often[COUNT(threads)];

	(void)state;
	for (size_t i = 0; i < COUNT(threads); i++) {
		often[i] = (struct often){ .text = texts[i % COUNT(texts)], .want = STRBUF_INIT, .same = true };
		dump_text(often[i].text, &often[i].want);
	}
	assert_non_null(strstr(often[0].want.buf, "strike(text'2')"));
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, parse_often, &often[i]), 0);
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < COUNT(threads); i++) {
		if (!often[i].same)
			fail_msg("not what it is when nobody else parses: %s", often[i].text);
		strbuf_done(&often[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_are_as_the_specification_says),
		cmocka_unit_test(bytes_are_cleaned_at_the_door),
		cmocka_unit_test(nodes_know_their_line),
		cmocka_unit_test(trees_are_flat_below_the_limit),
		cmocka_unit_test(flattening_loses_no_text_and_is_said),
		cmocka_unit_test(limits_hold_at_their_edges),
		cmocka_unit_test(too_many_links_make_a_paragraph_text),
		cmocka_unit_test(tables_are_as_wide_as_the_limit),
		cmocka_unit_test(a_wide_row_of_a_narrow_table_is_too_wide),
		cmocka_unit_test(short_rows_cannot_make_more_cells_than_the_limit),
		cmocka_unit_test(definitions_have_targets_up_to_the_limit_of_others),
		cmocka_unit_test(a_long_definition_takes_no_others_along),
		cmocka_unit_test(text_below_a_definition_does_not_make_it_long),
		cmocka_unit_test(nothing_of_code_that_looks_like_a_definition_is_lost),
		cmocka_unit_test(no_definition_hides_a_long_title),
		cmocka_unit_test(many_uses_make_definitions_short),
		cmocka_unit_test(blank_lines_beyond_the_limit_are_left_out),
		cmocka_unit_test(blank_lines_take_no_memory_each),
		cmocka_unit_test(signs_are_marks_where_cmark_stops_at_them),
		cmocka_unit_test(table_below_text_keeps_its_rows),
		cmocka_unit_test(what_is_too_much_is_shown_as_it_is),
		cmocka_unit_test(hostile_texts_are_parsed_in_bounded_memory),
		cmocka_unit_test(marks_in_formulas_are_escaped),
		cmocka_unit_test(only_what_is_made_use_of_is_switched_on),
		cmocka_unit_test(pieces_of_memory_are_apart),
		cmocka_unit_test(threads_may_parse_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
