/* census_test.c - nothing that an article holds gets lost on the way to gemtext. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>

#include "base/fs.h"
#include "content/article.h"
#include "content/front.h"
#include "content/markdown.h"

#include "../lib/census.h"

#define GOLDEN "tests/golden/*.md"
#define SIZE_MAX_READ ((size_t)4 << 20)
#define GENERATED 1000		/* articles */

static const struct capsule capsule = {
	.host = { "localhost", 9 }, .gemini_port = 1965, .gopher_port = 70,
};

struct taken {
	struct arena arena, scratch;
	struct diag_list diags;
	struct strbuf page;
	struct document document;
};

static void
taken_init(struct taken *t, struct str body, enum sheet_form form)
{
	struct sheet sheet;

	arena_init(&t->arena, 0);
	arena_init(&t->scratch, 0);
	diag_list_init(&t->diags);
	strbuf_init(&t->page);
	t->document = (struct document){ .path = STR("a.md"), .title = STR("The title"), .diags = &t->diags };
	t->document.root = markdown_parse(&t->arena, body, t->document.path, 1, &t->diags);
	sheet_init(&sheet, form, SCHEME_GEMINI, &capsule, &t->page, 0);
	document_write(&t->document, &sheet, &t->scratch);
	sheet_end(&sheet);
	sheet_done(&sheet);
}

static void
taken_done(struct taken *t)
{
	strbuf_done(&t->page);
	diag_list_done(&t->diags);
	arena_done(&t->scratch);
	arena_done(&t->arena);
}

/* Fails unless all of body is in its pages; adds to c what there was. */
static void
check(struct census *c, struct str body, const char *name)
{
	size_t before = c->missing;

	for (enum sheet_form form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
		struct taken t;
		struct census other;

		census_init(&other);
		taken_init(&t, body, form);
		census_take(form == SHEET_GEMTEXT ? c : &other, &t.document, form, strbuf_str(&t.page),
		    &t.scratch);
		if (c->missing > before || other.missing > 0) {
			fprintf(stderr, "%s%s\n--- Markdown\n%.*s\n--- page\n%s", c->complaints.buf,
			    other.complaints.buf, STR_ARG(body), t.page.buf);
			fail_msg("%s is not whole", name);
		}
		taken_done(&t);
		census_done(&other);
	}
}

/* --- does the census see? -------------------------------------------- */

struct loss {
	const char *markdown;
	const char *gone;	/* what is taken out of the page */
	const char *complaint;
	enum sheet_form form;
};

static const struct loss losses[] = {
	{ "[a](x.md) and [b](y.md)\n", "=> y.md b\n", "a.md:1: a link is missing: y.md", SHEET_GEMTEXT },
	{ "[a](x.md)\n\n- [a](x.md)\n", "=> x.md a\n", "a.md:3: a link is missing: x.md", SHEET_GEMTEXT },
	{ "# The title [a](x.md)\n", "=> x.md a\n", "a link is missing: x.md", SHEET_GEMTEXT },
	{ "one\n\n> two [a](x.md)\n", "=> x.md a\n", "a.md:3: a link is missing: x.md", SHEET_GEMTEXT },
	{ "![a](x.png)\n", "=> x.png Image: a\n", "a link is missing: x.png", SHEET_GEMTEXT },
	{ "| a |\n|---|\n| [b](x.md) |\n", "=> x.md b\n", "a.md:3: a link is missing: x.md", SHEET_GEMTEXT },
	{ "| a |\n|---|\n| word |\n", "word", "text is missing: word", SHEET_GEMTEXT },
	{ "a [^1]\n\n[^1]: [b](x.md)\n", "=> x.md b\n", "a.md:3: a link is missing: x.md", SHEET_GEMTEXT },
	{ "<p><img src=\"x.png\"></p>\n", "=> x.png Image: x.png\n", "a link is missing: x.png", SHEET_GEMTEXT },
	{ "a <a href=x.md>b</a>\n", "=> x.md b\n", "a link is missing: x.md", SHEET_GEMTEXT },
	{ "<video><source src=x.mp4></video>\n", "=> x.mp4 Video: x.mp4\n", "a link is missing: x.mp4", SHEET_GEMTEXT },
	{ "<div>some words</div>\n", "words", "text is missing: some words", SHEET_GEMTEXT },
	{ "<pre>one\n  two\n</pre>\n", "  two\n", "code is missing: one", SHEET_GEMTEXT },
	{ "```c\none\n\n\ttwo\n```\n", "    two\n", "code is missing: one", SHEET_GEMTEXT },
	{ "```c\none\n\n\ttwo\n```\n", "  ", "code is missing: one", SHEET_GEMTEXT },
	{ "> ```\n> one\n> ```\n", "one\n", "code is missing: one", SHEET_GEMTEXT },
	{ "a *b* c\n", "b", "text is missing: b", SHEET_GEMTEXT },
	{ "a `b` c\n", "`b`", "text is missing: b", SHEET_GEMTEXT },
	{ "![alt text](x.png)\n", "alt ", "text is missing: alt text", SHEET_GEMTEXT },
	{ "one [two](x.md) three\n", "two", "text is missing: two", SHEET_PLAIN },
	{ "> one two\n", "two", "text is missing: one two", SHEET_PLAIN },
	{ "- [one two](x.md)\n", "two", "text is missing: one two", SHEET_MENU },
};

static void
sees_a_loss(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
		const struct loss *loss = &losses[i];
		struct taken t;
		struct census c;
		struct strbuf less = STRBUF_INIT;
		struct str page, gone = str_of(loss->gone);
		size_t at;

		taken_init(&t, str_of(loss->markdown), loss->form);
		census_init(&c);
		page = strbuf_str(&t.page);
		census_take(&c, &t.document, loss->form, page, &t.scratch);
		if (c.missing > 0)
			fail_msg("\"%s\": %s in\n%s", loss->markdown, c.complaints.buf, t.page.buf);
		/* The last one. */
		at = page.len;
		while (at > 0 && !str_starts(str_from(page, at), gone))
			at--;
		if (!str_starts(str_from(page, at), gone))
			fail_msg("\"%s\" has no \"%s\" in\n%s", loss->markdown, loss->gone, t.page.buf);
		strbuf_addstr(&less, str_slice(page, 0, at));
		strbuf_addstr(&less, str_from(page, at + gone.len));
		census_take(&c, &t.document, loss->form, strbuf_str(&less), &t.scratch);
		if (str_search(strbuf_str(&c.complaints), str_of(loss->complaint)) == c.complaints.len)
			fail_msg("\"%s\" without \"%s\": \"%s\"", loss->markdown, loss->gone, c.complaints.buf);
		strbuf_done(&less);
		census_done(&c);
		taken_done(&t);
	}
}

struct exception {
	const char *markdown;
	size_t fragments, refused, repeated;
};

static const struct exception exceptions[] = {
	{ "[a](#b)\n", 1, 0, 0 },
	{ "[a](javascript:b())\n", 0, 1, 0 },
	{ "![a](data:image/png;base64,AAAA)\n", 0, 1, 0 },
	{ "[a]()\n", 0, 1, 0 },
	{ "[a](x) [b](x)\n\n[c](x)\n", 0, 0, 1 },
	{ "- [a](x) b\n  - [c](x) d\n- [e](x)\n", 0, 0, 1 },
	{ "# The Title!\n", 0, 0, 0 },
	{ "a <script>b</script> c\n\n<!-- [d](e) -->\n\n<style>\n.f { }\n</style>\n", 0, 0, 0 },
	{ "<video src=a.mp4>Get <a href=b>a reader</a></video>\n", 0, 0, 0 },
};

static void
knows_the_exceptions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
		const struct exception *e = &exceptions[i];
		struct census c;

		census_init(&c);
		check(&c, str_of(e->markdown), "an exception");
		if (c.fragments != e->fragments || c.refused != e->refused || c.repeated != e->repeated)
			fail_msg("\"%s\": %zu fragments, %zu refused, %zu repeated", e->markdown, c.fragments,
			    c.refused, c.repeated);
		census_done(&c);
	}
}

/* A target that is left out must be named. */
static void
wants_a_diagnostic(void **state)
{
	struct taken t;
	struct census c;

	(void)state;
	taken_init(&t, STR("[a](javascript:b())\n"), SHEET_GEMTEXT);
	census_init(&c);
	diag_list_done(&t.diags);
	diag_list_init(&t.diags);
	census_take(&c, &t.document, SHEET_GEMTEXT, strbuf_str(&t.page), &t.scratch);
	assert_string_equal(c.complaints.buf,
	    "a.md:1: a target is left out and nobody says so: javascript:b()\n");
	census_done(&c);
	taken_done(&t);
}

/* --- golden files ---------------------------------------------------- */

static void
golden_files_are_whole(void **state)
{
	struct census c;
	struct strbuf text = STRBUF_INIT;
	struct front front;
	glob_t found;

	(void)state;
	census_init(&c);
	assert_int_equal(glob(GOLDEN, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		strbuf_reset(&text);
		assert_int_equal(fs_read_path(found.gl_pathv[i], SIZE_MAX_READ, &text), 0);
		front_skip(strbuf_str(&text), &front);
		check(&c, str_from(strbuf_str(&text), front.body_at), found.gl_pathv[i]);
	}
	/* If there is next to nothing, nothing is tested. */
	assert_true(c.links > 80 && c.images > 30 && c.code > 20 && c.texts > 600);
	globfree(&found);
	strbuf_done(&text);
	census_done(&c);
}

/* --- generated articles ---------------------------------------------- */

struct maker {
	struct strbuf out;
	struct strbuf indent;	/* what stands before each line */
	uint64_t seed;
	unsigned nlinks;	/* so that each leads elsewhere */
	unsigned depth;
};

static unsigned
below(struct maker *m, unsigned n)
{
	/* Knuth's MMIX generator: the same articles on every machine. */
	m->seed = m->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(m->seed >> 33) % n;
}

static const char *const words[] = {
	"marmot", "gopher", "the", "hole", "a", "\xE3\x83\x96\xE3\x83\xAD\xE3\x82\xB0", "caf\xC3\xA9",
	"=>", "1)", "\\#", "x<y", "&amp;", "&lt;b&gt;", "snake_case", "2*3*4", "~about", "!", "[x]", "(y)",
	"\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85", "na\xC3\xAFve", "end.", ":", "\\`", "\\*",
};

static void
make_words(struct maker *m)
{
	for (unsigned n = 1 + below(m, 5), i = 0; i < n; i++)
		strbuf_addf(&m->out, "%s%s", i > 0 ? " " : "", words[below(m, sizeof words / sizeof words[0])]);
}

/* Appends a text with a number in place of each "%". */
static void
make_numbered(struct maker *m, const char *text, unsigned number)
{
	for (; *text != '\0'; text++) {
		if (*text == '%')
			strbuf_addf(&m->out, "%u", number);
		else
			strbuf_addc(&m->out, *text);
	}
}

static const char *const targets[] = {
	"https://example.org/%", "page-%.md", "/rooted/%/", "../up%.md#part", "mailto:a%@example.org",
	"gemini://example.org/%", "<two words %.md>", "https://example.org/?a=%&amp;b=2", "same.md", "#here%",
	"javascript:f(%)",
};

static void
make_target(struct maker *m)
{
	make_numbered(m, targets[below(m, sizeof targets / sizeof targets[0])], m->nlinks++);
}

static void make_inlines(struct maker *m, unsigned depth);

static void
make_inline(struct maker *m, unsigned depth)
{
	static const char *const titles[] = { "", "", " \"A title\"" };

	switch (below(m, depth > 2 ? 3 : 13)) {
	case 0:
	case 1:
		make_words(m);
		break;
	case 2:
		strbuf_addf(&m->out, "`code %u`", below(m, 100));
		break;
	case 3:
		strbuf_adds(&m->out, "**");
		make_inlines(m, depth + 1);
		strbuf_adds(&m->out, "**");
		break;
	case 4:
		strbuf_adds(&m->out, "_");
		make_inlines(m, depth + 1);
		strbuf_adds(&m->out, "_");
		break;
	case 5:
	case 6:
		strbuf_adds(&m->out, "[");
		make_inlines(m, depth + 1);
		strbuf_adds(&m->out, "](");
		make_target(m);
		strbuf_addf(&m->out, "%s)", titles[below(m, 3)]);
		break;
	case 7:
		strbuf_adds(&m->out, "![");
		make_words(m);
		strbuf_adds(&m->out, "](");
		make_target(m);
		strbuf_adds(&m->out, ".png)");
		break;
	case 8:
		strbuf_addf(&m->out, "[![shown](img%u.png)](", m->nlinks++);
		make_target(m);
		strbuf_adds(&m->out, ")");
		break;
	case 9:
		strbuf_addf(&m->out, "<https://auto.example/%u>", m->nlinks++);
		break;
	case 10:
		strbuf_addf(&m->out, "https://bare.example/%u", m->nlinks++);
		break;
	case 11:
		strbuf_addf(&m->out, "<a href=\"tag%u.md\">label</a>", m->nlinks++);
		break;
	case 12:
		strbuf_addf(&m->out, "<img src=tag%u.png alt='it'><br>", m->nlinks++);
		break;
	}
}

static void
new_line(struct maker *m)
{
	strbuf_addc(&m->out, '\n');
	strbuf_addstr(&m->out, strbuf_str(&m->indent));
}

static void
make_inlines(struct maker *m, unsigned depth)
{
	for (unsigned n = 1 + below(m, depth > 0 ? 2 : 5), i = 0; i < n; i++) {
		if (i > 0 && depth == 0 && below(m, 6) == 0)
			new_line(m);
		else if (i > 0)
			strbuf_addc(&m->out, ' ');
		make_inline(m, depth);
	}
}

static void
make_code(struct maker *m)
{
	strbuf_adds(&m->out, "````c");
	for (unsigned n = below(m, 5), i = 0; i < n; i++) {
		static const char *const lines[] = { "", "\ttab%", "  => %", "```%", "# %", "x%\ty" };

		new_line(m);
		make_numbered(m, lines[below(m, sizeof lines / sizeof lines[0])], i);
	}
	new_line(m);
	strbuf_adds(&m->out, "````");
}

static void
make_table(struct maker *m)
{
	unsigned ncolumns = 1 + below(m, 5);

	strbuf_adds(&m->out, "| A |");
	for (unsigned i = 1; i < ncolumns; i++)
		strbuf_adds(&m->out, " B |");
	new_line(m);
	for (unsigned i = 0; i < ncolumns; i++)
		strbuf_adds(&m->out, "|---");
	for (unsigned row = 1 + below(m, 4); row > 0; row--) {
		new_line(m);
		for (unsigned i = 0; i < ncolumns; i++) {
			strbuf_adds(&m->out, "| ");
			make_inline(m, below(m, 3) == 0 ? 1 : 3);
			strbuf_adds(&m->out, " ");
		}
	}
}

static const char *const html_blocks[] = {
	"<p align=\"center\"><a href=\"h%.md\"><img src=\"h%.png\" alt=\"it\"></a></p>",
	"<ul><li><a href=h%.md>one</a> of them<li>two</ul>",
	"<table><tr><th>A<th>B<tr><td><a href=h%.md>x</a><td><img src='h%.png'></table>",
	"<figure><img src=\"h%.png\"><figcaption>What it <b>shows</b></figcaption></figure>",
	"<details><summary>More</summary><a href=\"h%.md\">inside</a> text</details>",
	"<iframe src=\"https://video.example/h%\"></iframe>",
	"<div><pre><code>line %\n  two &lt;x&gt;\n</code></pre></div>",
	"<blockquote><p>Said <a href=\"h%.md\">he</a></blockquote>",
	"<dl><dt>Term<dd>What it is: <a href=h%.md>there</a></dl>",
	"<p>Broken <a href=\"h%.md\">and <b>open",
};

static void make_blocks(struct maker *m, unsigned n);

/* Blocks within a quote or an item, whose further lines begin with prefix. */
static void
make_within(struct maker *m, const char *first, const char *prefix)
{
	size_t len = m->indent.len;

	strbuf_adds(&m->out, first);
	strbuf_adds(&m->indent, prefix);
	m->depth++;
	make_blocks(m, 1 + below(m, 3));
	m->depth--;
	strbuf_truncate(&m->indent, len);
}

static void
make_list(struct maker *m, bool ordered)
{
	bool loose = below(m, 3) == 0;

	for (unsigned n = 1 + below(m, 4), i = 0; i < n; i++) {
		if (i > 0)
			new_line(m);
		if (i > 0 && loose)
			new_line(m);
		make_within(m, ordered ? "1. " : "- ", ordered ? "   " : "  ");
	}
}

static void
make_block(struct maker *m)
{
	switch (below(m, m->depth > 3 ? 4 : 12)) {
	case 0:
	case 1:
	case 2:
		make_inlines(m, 0);
		break;
	case 3:
		make_code(m);
		break;
	case 4:
		strbuf_addf(&m->out, "%.*s ", (int)below(m, 6) + 1, "######");
		make_inline(m, 1);
		break;
	case 5:
		make_within(m, "> ", "> ");
		break;
	case 6:
	case 7:
		make_list(m, false);
		break;
	case 8:
		make_list(m, true);
		break;
	case 9:
		make_table(m);
		break;
	case 10:
		strbuf_addf(&m->out, "Noted[^n%u].", m->nlinks);
		new_line(m);
		new_line(m);
		strbuf_addf(&m->out, "[^n%u]: The note ", m->nlinks++);
		make_inline(m, 0);
		break;
	case 11:
		make_numbered(m, html_blocks[below(m, sizeof html_blocks / sizeof html_blocks[0])], m->nlinks++);
		break;
	}
}

static void
make_blocks(struct maker *m, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (i > 0) {
			new_line(m);
			new_line(m);
		}
		make_block(m);
	}
}

static void
generated_articles_are_whole(void **state)
{
	struct census c;
	char name[32];

	(void)state;
	census_init(&c);
	for (unsigned i = 0; i < GENERATED; i++) {
		struct maker m = { .out = STRBUF_INIT, .indent = STRBUF_INIT, .seed = i };

		make_blocks(&m, 1 + i * 8 / GENERATED);
		strbuf_addc(&m.out, '\n');
		snprintf(name, sizeof name, "article %u", i);
		check(&c, strbuf_str(&m.out), name);
		strbuf_done(&m.out);
		strbuf_done(&m.indent);
	}
	assert_true(c.links > 1000 && c.images > 500 && c.code > 1000);
	assert_true(c.fragments > 50 && c.refused > 50 && c.repeated > 20);
	census_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_a_loss),
		cmocka_unit_test(knows_the_exceptions),
		cmocka_unit_test(wants_a_diagnostic),
		cmocka_unit_test(golden_files_are_whole),
		cmocka_unit_test(generated_articles_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
