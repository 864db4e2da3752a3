/* sheet_test.c - what is written onto a sheet, in all three forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "content/doc.h"
#include "render/sheet_kind.h"

#include "../lib/sheet_check.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
/* A struct str in a static table. */
#define BYTES(literal) { "" literal, sizeof(literal) - 1 }
#define NB2 "\u00A0\u00A0"

static const struct capsule capsule = {
	.host = { "example.org", 11 }, .gemini_port = 1965, .gopher_port = 70,
};

/* --- helpers --------------------------------------------------------- */

static void
text(struct sheet *s, const char *t)
{
	sheet_text(s, str_of(t));
}

static void
bullet(struct sheet *s)
{
	sheet_open_item(s, false, 0, DOC_TASK_NONE);
}

static void
numbered(struct sheet *s, unsigned n)
{
	sheet_open_item(s, true, n, DOC_TASK_NONE);
}

static void
item(struct sheet *s, const char *t)
{
	bullet(s);
	text(s, t);
	sheet_close(s);
}

static void
url(struct sheet *s, const char *address, const char *label)
{
	sheet_link(s, &(struct sheet_link){
		.place = { .kind = PLACE_REMOTE, .path = str_of(address) },
		.label = str_of(label) });
}

static void
article(struct sheet *s, const char *path, const char *label)
{
	sheet_link(s, &(struct sheet_link){
		.place = { .kind = PLACE_ARTICLE, .path = str_of(path) },
		.label = str_of(label) });
}

/*
 * A menu as it is read, for the tables below: "i" lines without their fields,
 * others as type, display and "<selector host port>".
 */
static void
brief(struct strbuf *out, struct str menu)
{
	struct str line, field;

	while (str_line(&menu, &line)) {
		struct str rest = line;

		for (int i = 0; str_cut(&rest, '\t', &field); i++) {
			if (line.p[0] == 'i') {
				strbuf_addstr(out, str_from(field, 1));
				break;
			}
			strbuf_adds(out, i == 0 ? "" : i == 1 ? " <" : " ");
			strbuf_addstr(out, field);
		}
		strbuf_adds(out, line.p[0] == 'i' ? "\n" : ">\n");
	}
}

typedef void script(struct sheet *s);

static void
play(script *write, enum sheet_form form, const struct capsule *c, size_t width, struct strbuf *ret)
{
	struct sheet_check check = { .form = form, .width = width,
	    .host = c != NULL ? c->host : STR_NONE };
	struct sheet s;
	const char *wrong;

	sheet_init(&s, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER, c, ret, width);
	write(&s);
	sheet_end(&s);
	sheet_done(&s);
	wrong = sheet_check(&check, strbuf_str(ret));
	if (wrong != NULL)
		fail_msg("line %zu: %s in:\n%s", check.line, wrong, ret->buf);
	if (form == SHEET_MENU) {
		struct strbuf menu = STRBUF_INIT;

		brief(&menu, strbuf_str(ret));
		strbuf_reset(ret);
		strbuf_addstr(ret, strbuf_str(&menu));
		strbuf_done(&menu);
	}
}

struct row {
	const char *what;
	script *write;
	const char *gemtext, *menu, *plain;
};

static void
run(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *want[] = { rows[i].gemtext, rows[i].menu, rows[i].plain };

		for (int form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
			struct strbuf out = STRBUF_INIT;

			play(rows[i].write, (enum sheet_form)form, &capsule, 0, &out);
			if (strcmp(out.buf, want[form]) != 0)
				fail_msg("%s, form %d: got:\n%s\nwant:\n%s", rows[i].what, form,
				    out.buf, want[form]);
			strbuf_done(&out);
		}
	}
}

/* --- blocks ---------------------------------------------------------- */

static void
w_nothing(struct sheet *s)
{
	sheet_blank(s);
	sheet_text(s, STR_NONE);
	text(s, " \t\u3000 ");
	sheet_heading(s, 1, STR("\n"));
	sheet_line(s, STR("\u00AD" "\uFEFF"));	/* the soft hyphen is a text in gemtext */
	sheet_blank(s);
}

static void
w_blocks(struct sheet *s)
{
	sheet_blank(s);
	sheet_heading(s, 1, STR("Title"));
	text(s, "One.");
	sheet_blank(s);
	sheet_blank(s);
	text(s, "Two,");
	sheet_line(s, STR("broken."));
	sheet_heading(s, 2, STR("Zwölf"));
	sheet_rule(s);
	text(s, "Three.");
	sheet_blank(s);
}

static void
w_headings(struct sheet *s)
{
	sheet_heading(s, 1, STR("漢字"));
	sheet_heading(s, 2, STR(" two\nlines "));
	sheet_heading(s, 3, STR("three"));
	sheet_heading(s, 4, STR("four"));
	sheet_heading(s, 6, STR("six"));
	sheet_heading(s, 3, STR("A heading that is too long for one line of any width that "
	    "we would use"));
}

static void
w_long_heading(struct sheet *s)
{
	sheet_heading(s, 2, STR("A heading that is too long for one line of any width that "
	    "we would use"));
}

static void
w_long_word_heading(struct sheet *s)
{
	sheet_heading(s, 1, STR("0123456789012345678901234567890123456789012345678901234567890123456789xyz"));
}

static void
w_wrapped(struct sheet *s)
{
	text(s, "The quick brown fox jumps over the lazy dog and the quick brown fox jumps "
	    "over the lazy dog.");
}

static void
w_long_word(struct sheet *s)
{
	text(s, "See https://example.org/a/very/long/address/that/does/not/fit/on/a/line/of/"
	    "any/width now.");
}

static void
w_looks_like_markup(struct sheet *s)
{
	text(s, "=> gemini://evil");
	text(s, "# not a heading");
	text(s, "#hashtag");
	text(s, "> not a quote");
	text(s, ">not either");
	text(s, "* not an item");
	text(s, "*emphasis*");
	text(s, "```");
	sheet_line(s, STR("=>x"));
	sheet_line(s, STR("=x"));
	sheet_line(s, STR("``x"));
	text(s, "\uFEFF# after a byte order mark");
	text(s, "\t=>");
	text(s, ".");
	text(s, "..dots");
}

static void
w_any_bytes(struct sheet *s)
{
	sheet_text(s, STR("a\r\n.\r\nb\tc\0d"));
	sheet_text(s, STR("\xFF" "\x1B[1m\xC2\x85" "e"));
	sheet_heading(s, 2, STR("x\r\n1Evil\t/evil\thost\t70"));
}

static void
w_hyphens(struct sheet *s)
{
	text(s, "co\u00ADop");
}

static void
test_blocks(void **state)
{
	static const struct row rows[] = {
		{ "blocks", w_blocks,
		    "# Title\n\nOne.\n\nTwo,\nbroken.\n\n## Zwölf\n\n---\n\nThree.\n",
		    "Title\n=====\n\nOne.\n\nTwo,\nbroken.\n\nZwölf\n-----\n\n* * *\n\nThree.\n",
		    "Title\n=====\n\nOne.\n\nTwo,\nbroken.\n\nZwölf\n-----\n\n"
		    "                         --------------------\n\nThree.\n" },
		{ "headings", w_headings,
		    "# 漢字\n\n## two lines\n\n### three\n\n### four\n\n### six\n\n"
		    "### A heading that is too long for one line of any width that we would use\n",
		    "漢字\n====\n\ntwo lines\n---------\n\n### three\n\n#### four\n\n###### six\n\n"
		    "### A heading that is too long for one line of any width that we\n  would use\n",
		    "漢字\n====\n\ntwo lines\n---------\n\n### three\n\n#### four\n\n###### six\n\n"
		    "### A heading that is too long for one line of any width that we would\n  use\n" },
		{ "long heading", w_long_heading,
		    "## A heading that is too long for one line of any width that we would use\n",
		    "A heading that is too long for one line of any width that we would\nuse\n"
		    "------------------------------------------------------------------\n",
		    "A heading that is too long for one line of any width that we would use\n"
		    "----------------------------------------------------------------------\n" },
		{ "long word in a heading", w_long_word_heading,
		    "# 0123456789012345678901234567890123456789012345678901234567890123456789xyz\n",
		    "0123456789012345678901234567890123456789012345678901234567890123456\n789xyz\n"
		    "===================================================================\n",
		    "0123456789012345678901234567890123456789012345678901234567890123456789xyz\n"
		    "======================================================================\n" },
		{ "wrapped", w_wrapped,
		    "The quick brown fox jumps over the lazy dog and the quick brown fox jumps over "
		    "the lazy dog.\n",
		    "The quick brown fox jumps over the lazy dog and the quick brown fox\n"
		    "jumps over the lazy dog.\n",
		    "The quick brown fox jumps over the lazy dog and the quick brown fox\n"
		    "jumps over the lazy dog.\n" },
		{ "long word", w_long_word,
		    "See https://example.org/a/very/long/address/that/does/not/fit/on/a/line/of/any/width now.\n",
		    "See\n"
		    "https://example.org/a/very/long/address/that/does/not/fit/on/a/line\n"
		    "/of/any/width now.\n",
		    "See\n"
		    "https://example.org/a/very/long/address/that/does/not/fit/on/a/line/of/any/width\n"
		    "now.\n" },
		{ "looks like markup", w_looks_like_markup,
		    " => gemini://evil\n\n # not a heading\n\n #hashtag\n\n > not a quote\n\n >not either\n\n"
		    " * not an item\n\n*emphasis*\n\n ```\n =>x\n=x\n``x\n\n # after a byte order mark\n\n"
		    " =>\n\n.\n\n..dots\n",
		    "=> gemini://evil\n\n# not a heading\n\n#hashtag\n\n> not a quote\n\n>not either\n\n"
		    "* not an item\n\n*emphasis*\n\n```\n=>x\n=x\n``x\n\n# after a byte order mark\n\n"
		    "=>\n\n .\n\n ..dots\n",
		    "=> gemini://evil\n\n# not a heading\n\n#hashtag\n\n> not a quote\n\n>not either\n\n"
		    "* not an item\n\n*emphasis*\n\n```\n=>x\n=x\n``x\n\n# after a byte order mark\n\n"
		    "=>\n\n .\n\n ..dots\n" },
		{ "any bytes", w_any_bytes,
		    "a . b c d\n\n\uFFFD [1m e\n\n## x 1Evil /evil host 70\n",
		    "a . b c d\n\n\uFFFD [1m e\n\nx 1Evil /evil host 70\n---------------------\n",
		    "a . b c d\n\n\uFFFD [1m e\n\nx 1Evil /evil host 70\n---------------------\n" },
		{ "soft hyphen", w_hyphens, "co\u00ADop\n", "coop\n", "coop\n" },
	};

	(void)state;
	run(rows, COUNT(rows));
}

static void
test_nothing(void **state)
{
	(void)state;
	for (int form = SHEET_MENU; form <= SHEET_PLAIN; form++) {
		struct strbuf out = STRBUF_INIT;

		play(w_nothing, (enum sheet_form)form, &capsule, 0, &out);
		assert_string_equal(out.buf, "");
		strbuf_done(&out);
	}
}

/* Wrapping may bring a dot to the start of a line that had it elsewhere. */
static void
test_no_line_begins_with_a_dot(void **state)
{
	struct strbuf in = STRBUF_INIT;

	(void)state;
	for (int i = 0; i < 40; i++)
		strbuf_adds(&in, i % 3 == 0 ? ".gitignore " : "... .b ");
	for (int form = SHEET_MENU; form <= SHEET_PLAIN; form++)
		for (size_t width = SHEET_WIDTH_MIN; width < 80; width++) {
			struct sheet_check check = { .form = (enum sheet_form)form, .width = width };
			struct strbuf out = STRBUF_INIT;
			struct sheet s;

			sheet_init(&s, (enum sheet_form)form, SCHEME_GOPHER, NULL, &out, width);
			sheet_text(&s, strbuf_str(&in));
			sheet_heading(&s, 1, strbuf_str(&in));
			sheet_heading(&s, 3, strbuf_str(&in));
			sheet_end(&s);
			sheet_done(&s);
			assert_null(sheet_check(&check, strbuf_str(&out)));
			strbuf_done(&out);
		}
	strbuf_done(&in);
}

/* --- lists and quotes ------------------------------------------------ */

static void
w_list(struct sheet *s)
{
	text(s, "Before:");
	item(s, "one");
	item(s, "two");
	text(s, "After.");
}

static void
w_loose_list(struct sheet *s)
{
	item(s, "one");
	sheet_blank(s);
	item(s, "two");
}

static void
w_nested_list(struct sheet *s)
{
	bullet(s);
	text(s, "one");
	bullet(s);
	text(s, "two");
	bullet(s);
	text(s, "three");
	sheet_close(s);
	item(s, "again");
	sheet_close(s);
	sheet_close(s);
	item(s, "last");
}

static void
w_numbers(struct sheet *s)
{
	numbered(s, 9);
	text(s, "nine");
	item(s, "bullet below");
	sheet_close(s);
	numbered(s, 10);
	text(s, "ten");
	numbered(s, 1);
	text(s, "one below ten");
	sheet_close(s);
	text(s, "more of ten");
	sheet_close(s);
	bullet(s);
	text(s, "bullet");
	numbered(s, 1);
	text(s, "one below bullet");
	sheet_close(s);
	sheet_close(s);
}

static void
w_tasks(struct sheet *s)
{
	sheet_open_item(s, false, 0, DOC_TASK_OPEN);
	text(s, "to do");
	sheet_close(s);
	sheet_open_item(s, false, 0, DOC_TASK_DONE);
	text(s, "done");
	sheet_close(s);
	sheet_open_item(s, true, 3, DOC_TASK_DONE);
	text(s, "third");
	sheet_close(s);
	sheet_open_item(s, false, 0, DOC_TASK_OPEN);
	sheet_close(s);
}

static void
w_item_of_blocks(struct sheet *s)
{
	bullet(s);
	text(s, "First.");
	sheet_line(s, STR("Broken."));
	text(s, "# Second.");
	sheet_verbatim(s, STR("sh"), STR("make"));
	sheet_close(s);
	item(s, "Next.");
}

static void
w_item_of_code(struct sheet *s)
{
	bullet(s);
	sheet_verbatim(s, STR(""), STR("code"));
	sheet_close(s);
	numbered(s, 2);
	sheet_verbatim(s, STR(""), STR("code"));
	sheet_close(s);
	bullet(s);
	sheet_rule(s);
	sheet_close(s);
	bullet(s);
	sheet_heading(s, 2, STR("Head"));
	text(s, "text");
	sheet_close(s);
}

static void
w_empty_items(struct sheet *s)
{
	item(s, "one");
	bullet(s);
	sheet_close(s);
	numbered(s, 2);
	sheet_close(s);
	bullet(s);
	bullet(s);
	text(s, "deep");
	sheet_close(s);
	sheet_close(s);
	item(s, "last");
}

static void
w_hanging(struct sheet *s)
{
	numbered(s, 100);
	text(s, "The quick brown fox jumps over the lazy dog and the quick brown fox jumps "
	    "over it.");
	sheet_close(s);
	sheet_open_quote(s);
	item(s, "The quick brown fox jumps over the lazy dog and the quick brown fox jumps "
	    "over it.");
	sheet_close(s);
}

static void
w_quote(struct sheet *s)
{
	text(s, "He said:");
	sheet_open_quote(s);
	text(s, "# One.");
	sheet_line(s, STR("Broken."));
	text(s, "Two.");
	sheet_open_quote(s);
	text(s, "Inner.");
	text(s, "More.");
	sheet_close(s);
	text(s, "Outer.");
	sheet_heading(s, 2, STR("Head"));
	item(s, "x");
	item(s, "y");
	numbered(s, 1);
	text(s, "z");
	sheet_close(s);
	sheet_rule(s);
	sheet_close(s);
	text(s, "After.");
	sheet_open_quote(s);
	text(s, "Other.");
	sheet_close(s);
	sheet_open_quote(s);
	text(s, "Another.");
	sheet_close(s);
}

static void
w_code_in_quote(struct sheet *s)
{
	sheet_open_quote(s);
	text(s, "Like so:");
	sheet_verbatim(s, STR("c"), STR("int x;\n\n\tx = 1;\n"));
	text(s, "See?");
	url(s, "https://e.net/", "link");
	text(s, "Yes.");
	sheet_close(s);
}

static void
w_quote_in_item(struct sheet *s)
{
	bullet(s);
	text(s, "item");
	sheet_open_quote(s);
	text(s, "quoted");
	text(s, "more");
	sheet_close(s);
	sheet_close(s);
	bullet(s);
	sheet_open_quote(s);
	text(s, "at once");
	text(s, "more");
	sheet_close(s);
	sheet_close(s);
	numbered(s, 3);
	sheet_open_quote(s);
	text(s, "numbered");
	sheet_close(s);
	sheet_close(s);
}

static void
test_levels(void **state)
{
	static const struct row rows[] = {
		{ "list", w_list,
		    "Before:\n\n* one\n* two\n\nAfter.\n",
		    "Before:\n\n* one\n* two\n\nAfter.\n",
		    "Before:\n\n* one\n* two\n\nAfter.\n" },
		{ "loose list", w_loose_list, "* one\n\n* two\n", "* one\n\n* two\n", "* one\n\n* two\n" },
		{ "nested list", w_nested_list,
		    "* one\n* – two\n* " NB2 "– three\n* " NB2 "– again\n* last\n",
		    "* one\n  * two\n    * three\n    * again\n* last\n",
		    "* one\n  * two\n    * three\n    * again\n* last\n" },
		{ "numbers", w_numbers,
		    "9. nine\n* bullet below\n10. ten\n* 1. one below ten\n\nmore of ten\n\n"
		    "* bullet\n* – 1. one below bullet\n",
		    "9. nine\n   * bullet below\n10. ten\n    1. one below ten\n\n    more of ten\n\n"
		    "* bullet\n  1. one below bullet\n",
		    "9. nine\n   * bullet below\n10. ten\n    1. one below ten\n\n    more of ten\n\n"
		    "* bullet\n  1. one below bullet\n" },
		{ "tasks", w_tasks,
		    "* [ ] to do\n* [x] done\n3. [x] third\n* [ ]\n",
		    "* [ ] to do\n* [x] done\n3. [x] third\n* [ ]\n",
		    "* [ ] to do\n* [x] done\n3. [x] third\n* [ ]\n" },
		{ "item of blocks", w_item_of_blocks,
		    "* First.\nBroken.\n\n # Second.\n\n```sh\nmake\n```\n\n* Next.\n",
		    "* First.\n  Broken.\n\n  # Second.\n\n      make\n\n* Next.\n",
		    "* First.\n  Broken.\n\n  # Second.\n\n      make\n\n* Next.\n" },
		{ "item of code", w_item_of_code,
		    "```\ncode\n```\n\n2.\n```\ncode\n```\n\n---\n\n* Head\n\ntext\n",
		    "*\n      code\n\n2.\n       code\n\n*\n  * * *\n\n* Head\n  ----\n\n  text\n",
		    "*\n      code\n\n2.\n       code\n\n*\n                          --------------------\n\n"
		    "* Head\n  ----\n\n  text\n" },
		{ "empty items", w_empty_items,
		    "* one\n2.\n* – deep\n* last\n",
		    "* one\n2.\n* * deep\n* last\n",
		    "* one\n2.\n* * deep\n* last\n" },
		{ "hanging", w_hanging,
		    "100. The quick brown fox jumps over the lazy dog and the quick brown fox jumps over it.\n\n"
		    "> * The quick brown fox jumps over the lazy dog and the quick brown fox jumps over it.\n",
		    "100. The quick brown fox jumps over the lazy dog and the quick\n     brown fox jumps over it.\n\n"
		    "> * The quick brown fox jumps over the lazy dog and the quick brown\n>   fox jumps over it.\n",
		    "100. The quick brown fox jumps over the lazy dog and the quick brown\n     fox jumps over it.\n\n"
		    "> * The quick brown fox jumps over the lazy dog and the quick brown\n>   fox jumps over it.\n" },
		{ "quote", w_quote,
		    "He said:\n\n> # One.\n> Broken.\n>\n> Two.\n>\n> > Inner.\n> >\n> > More.\n>\n> Outer.\n>\n"
		    "> Head\n>\n> * x\n> * y\n> 1. z\n>\n> ---\n\nAfter.\n\n> Other.\n\n> Another.\n",
		    "He said:\n\n> # One.\n> Broken.\n>\n> Two.\n>\n> > Inner.\n> >\n> > More.\n>\n> Outer.\n>\n"
		    "> Head\n> ----\n>\n> * x\n> * y\n> 1. z\n>\n> * * *\n\nAfter.\n\n> Other.\n\n> Another.\n",
		    "He said:\n\n> # One.\n> Broken.\n>\n> Two.\n>\n> > Inner.\n> >\n> > More.\n>\n> Outer.\n>\n"
		    "> Head\n> ----\n>\n> * x\n> * y\n> 1. z\n>\n>                         --------------------\n\n"
		    "After.\n\n> Other.\n\n> Another.\n" },
		{ "code in quote", w_code_in_quote,
		    "> Like so:\n\n```c\nint x;\n\n    x = 1;\n```\n\n> See?\n\n=> https://e.net/ link\n\n> Yes.\n",
		    "> Like so:\n>\n>     int x;\n>     \n>         x = 1;\n>\n> See?\n"
		    "hlink <URL:https://e.net/ example.org 70>\n\n> Yes.\n",
		    "> Like so:\n>\n>     int x;\n>\n>         x = 1;\n>\n> See?\n>\n> link [1]\n>\n> Yes.\n\n"
		    "Links\n-----\n\n[1] https://e.net/\n" },
		{ "quote in item", w_quote_in_item,
		    "* item\n\n> quoted\n>\n> more\n\n> at once\n>\n> more\n\n3.\n> numbered\n",
		    "* item\n\n  > quoted\n  >\n  > more\n\n* > at once\n  >\n  > more\n\n3. > numbered\n",
		    "* item\n\n  > quoted\n  >\n  > more\n\n* > at once\n  >\n  > more\n\n3. > numbered\n" },
	};

	(void)state;
	run(rows, COUNT(rows));
}

/* Levels beyond the limit are flat; those that would leave text no room too. */
static void
test_deep(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 8; kind++)
		for (int form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
			struct sheet_check check = { .form = (enum sheet_form)form };
			struct strbuf out = STRBUF_INIT;
			struct sheet s;

			sheet_init(&s, (enum sheet_form)form, SCHEME_GOPHER, NULL, &out, 0);
			for (unsigned n = 0; n < SHEET_LEVELS_MAX + 10; n++) {
				if (kind % 4 == 0 || (kind % 4 == 1 && n % 2 == 0))
					sheet_open_quote(&s);
				else
					sheet_open_item(&s, kind % 4 == 2, UINT32_MAX, DOC_TASK_OPEN);
				if (kind >= 4)
					text(&s, "some words that are longer than all the room left");
			}
			text(&s, "The quick brown fox jumps over the lazy dog again and again.");
			sheet_verbatim(&s, STR(""), STR("The quick brown fox jumps over the lazy dog."));
			sheet_blank(&s);
			text(&s, "End.");
			while (s.nlevels > 3)
				sheet_close(&s);
			sheet_end(&s);
			sheet_done(&s);
			const char *wrong = sheet_check(&check, strbuf_str(&out));
			if (wrong != NULL)
				fail_msg("kind %u: line %zu: %s", kind, check.line, wrong);
			strbuf_done(&out);
		}
}

static void
test_levels_limit(void **state)
{
	static const struct { size_t levels; const char *want; } rows[] = {
		{ SHEET_LEVELS_MAX - 1, "> * x\n" },
		{ SHEET_LEVELS_MAX, "> x\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, SHEET_GEMTEXT, SCHEME_GEMINI, NULL, &out, 0);
		for (size_t n = 0; n < rows[i].levels; n++)
			sheet_open_quote(&s);
		item(&s, "x");
		sheet_end(&s);
		sheet_done(&s);
		assert_int_equal(out.len, 2 * rows[i].levels + strlen(rows[i].want) - 2);
		assert_string_equal(out.buf + 2 * rows[i].levels - 2, rows[i].want);
		strbuf_done(&out);
	}
}

/* Ten quotes take the twenty columns that a sheet of forty has to give. */
static void
test_text_min(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct sheet s;

	(void)state;
	sheet_init(&s, SHEET_PLAIN, SCHEME_GEMINI, NULL, &out, 1);
	for (int i = 0; i < 11; i++)
		sheet_open_quote(&s);
	text(&s, "twenty columns wide: and more");
	sheet_end(&s);
	sheet_done(&s);
	assert_string_equal(out.buf,
	    "> > > > > > > > > > twenty columns wide:\n"
	    "> > > > > > > > > > and more\n");
	strbuf_done(&out);
}

/* As a Gopher server sends it; no line is left without its CR. */
static void
test_crlf(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct sheet s;

	(void)state;
	sheet_init(&s, SHEET_PLAIN, SCHEME_GOPHER, &capsule, &out, 0);
	s.crlf = true;
	sheet_heading(&s, 1, STR("a"));
	text(&s, "b");
	sheet_verbatim(&s, STR(""), STR("c\n\nd\n"));
	sheet_rule(&s);
	bullet(&s);
	sheet_link(&s, &(struct sheet_link){ .place = { .kind = PLACE_REMOTE, .path = STR("https://e.f/") },
	    .label = STR("g") });
	sheet_close(&s);
	sheet_end(&s);
	sheet_done(&s);
	assert_string_equal(out.buf, "a\r\n=\r\n\r\nb\r\n\r\n    c\r\n\r\n    d\r\n\r\n"
	    "                         --------------------\r\n\r\n* g [1]\r\n\r\n"
	    "Links\r\n-----\r\n\r\n[1] https://e.f/\r\n");
	strbuf_done(&out);
}

/* Rungs beyond the eighth look like it. */
static void
test_ladder(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct str rest, line, last = STR_NONE;
	struct sheet s;

	(void)state;
	sheet_init(&s, SHEET_GEMTEXT, SCHEME_GEMINI, NULL, &out, 0);
	for (int i = 0; i < 10; i++) {
		bullet(&s);
		text(&s, "x");
	}
	sheet_end(&s);
	sheet_done(&s);
	rest = strbuf_str(&out);
	for (int i = 1; str_line(&rest, &line); i++) {
		assert_int_equal(utf8_width(line), i == 1 ? 3 : i <= 8 ? 2 * i + 1 : 17);
		last = line;
	}
	assert_string_equal(last.p, "* " NB2 NB2 NB2 NB2 NB2 NB2 "– x\n");
	strbuf_done(&out);
}

/* --- preformatted text ----------------------------------------------- */

static void
w_code(struct sheet *s)
{
	text(s, "Before.");
	sheet_verbatim(s, STR("sh `x`\n"), STR("\n \x7F \n\tmake  # all\n\n\n\x1B[1m.dot\n```\n   ``` \r\n=> x\n\n \n"));
	text(s, "After.");
	sheet_verbatim(s, STR("empty"), STR("\n\n \x01\u2028 \n\uFEFF\xC2\x85\n\u00A0\u3000\u200B"));
	sheet_verbatim(s, STR(""), STR("last"));
}

static void
w_long_code(struct sheet *s)
{
	sheet_verbatim(s, STR(""), STR(
	    "0123456789012345678901234567890123456789012345678901234567890ab\n"
	    "0123456789012345678901234567890123456789012345678901234567890abc\n"
	    "01234567890123456789012345678901234567890123456789012345678     x\n"
	    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n"));
}

static void
test_verbatim(void **state)
{
	static const struct row rows[] = {
		{ "code", w_code,
		    "Before.\n\n```sh x\n    make  # all\n\n\n [1m.dot\n ```\n   ``` \n=> x\n```\n\nAfter.\n\n"
		    "```\nlast\n```\n",
		    "Before.\n\n        make  # all\n    \n    \n     [1m.dot\n    ```\n       ```\n    => x\n\nAfter.\n\n"
		    "    last\n",
		    "Before.\n\n        make  # all\n\n\n     [1m.dot\n    ```\n       ```\n    => x\n\nAfter.\n\n"
		    "    last\n" },
		{ "long code", w_long_code,
		    "```\n0123456789012345678901234567890123456789012345678901234567890ab\n"
		    "0123456789012345678901234567890123456789012345678901234567890abc\n"
		    "01234567890123456789012345678901234567890123456789012345678     x\n"
		    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n```\n",
		    "    0123456789012345678901234567890123456789012345678901234567890ab\n"
		    "    0123456789012345678901234567890123456789012345678901234567890a\\\n"
		    "    bc\n"
		    "    0123456789012345678901234567890123456789012345678901234567\\\n"
		    "    8     x\n"
		    "    漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢\\\n"
		    "    字漢字漢字漢字漢字\n",
		    "    0123456789012345678901234567890123456789012345678901234567890ab\n"
		    "    0123456789012345678901234567890123456789012345678901234567890abc\n"
		    "    01234567890123456789012345678901234567890123456789012345678     x\n"
		    "    漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n" },
	};

	(void)state;
	run(rows, COUNT(rows));
}

/* What RFC 8792, 7.2.2 gives back: a "\" at a line's end and the indentation
 * of the next line go. */
static void
unfold(struct strbuf *out, struct str menu)
{
	struct str line;
	bool folded = false;

	while (str_line(&menu, &line)) {
		struct str code = str_from(str_slice(line, 0, str_find(line, '\t')), 1);

		if (folded)
			while (code.len > 0 && code.p[0] == ' ')
				code = str_from(code, 1);
		folded = str_ends(code, STR("\\"));
		strbuf_addstr(out, folded ? str_slice(code, 0, code.len - 1) : code);
	}
}

static void
fold_and_unfold(const char *unit)
{
	struct strbuf code = STRBUF_INIT;

	/* Blanks at every column in turn, but never a width of them. */
	for (int i = 0; i < 400; i++) {
		for (int k = 0; k <= i % 7; k++)
			strbuf_adds(&code, unit);
		strbuf_fill(&code, ' ', (size_t)(i % 11));
	}
	strbuf_adds(&code, unit);
	for (size_t width = SHEET_WIDTH_MIN; width < 90; width++) {
		struct sheet_check check = { .form = SHEET_MENU, .width = width };
		struct strbuf out = STRBUF_INIT, back = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, SHEET_MENU, SCHEME_GOPHER, NULL, &out, width);
		sheet_verbatim(&s, STR(""), strbuf_str(&code));
		sheet_end(&s);
		sheet_done(&s);
		assert_null(sheet_check(&check, strbuf_str(&out)));
		unfold(&back, strbuf_str(&out));
		assert_true(str_eq(str_from(strbuf_str(&back), 4), strbuf_str(&code)));
		strbuf_done(&out);
		strbuf_done(&back);
	}
	strbuf_done(&code);
}

static void
test_folding_is_undone(void **state)
{
	(void)state;
	fold_and_unfold("x");
	fold_and_unfold("漢");
	fold_and_unfold("e\u0301");
}

static void
test_verbatim_width(void **state)
{
	static const struct { enum sheet_form form; size_t top, in_quoted_item; } rows[] = {
		{ SHEET_GEMTEXT, SHEET_TABLE_WIDTH, SHEET_TABLE_WIDTH },
		{ SHEET_MENU, 63, 58 },
		{ SHEET_PLAIN, 66, 61 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, rows[i].form, SCHEME_GOPHER, NULL, &out, 0);
		assert_int_equal(sheet_verbatim_width(&s), rows[i].top);
		sheet_open_quote(&s);
		numbered(&s, 1);
		assert_int_equal(sheet_verbatim_width(&s), rows[i].in_quoted_item);
		sheet_close(&s);
		sheet_close(&s);
		sheet_done(&s);
		strbuf_done(&out);
	}
}

/* --- links ----------------------------------------------------------- */

static void
w_links(struct sheet *s)
{
	sheet_heading(s, 2, STR("Head"));
	article(s, "a b", "In the head");
	text(s, "Some text.");
	article(s, "dir/x", "Ünïcode\tlabel\r\n");
	url(s, "https://e.net/", "out");
	text(s, "More.");
	sheet_rule(s);
	url(s, "mailto:a@e.net", "mail");
}

static void
w_unlabelled(struct sheet *s)
{
	url(s, "https://e.net/x", NULL);
	url(s, "https://e.net/x", " ");
	url(s, "https://e.net/x", "https://e.net/x");
	article(s, "a b", NULL);
}

static void
w_nowhere(struct sheet *s)
{
	sheet_link(s, &(struct sheet_link){ .label = STR("# no place") });
	sheet_link(s, &(struct sheet_link){ .place = { .kind = PLACE_REMOTE }, .label = STR("no URL") });
	sheet_link(s, &(struct sheet_link){ .label = STR_NONE });
	bullet(s);
	sheet_link(s, &(struct sheet_link){ .label = STR("item") });
	sheet_close(s);
}

static void
w_listing(struct sheet *s)
{
	struct date day = { .at_s = 1709942400, .known = true };
	struct sheet_link link = {
		.place = { .kind = PLACE_ARTICLE, .path = STR("a") },
		.label = STR("A title that is so long that it cannot stand on one line of a menu"),
		.date = day, .listing = true,
	};

	sheet_link(s, &link);
	link.label = STR("Short");
	sheet_link(s, &link);
	sheet_line(s, STR("An excerpt."));
	sheet_blank(s);
	link.label = STR_NONE;
	sheet_link(s, &link);
}

/* Daily notes and minutes have the day in their title. */
static void
w_dated(struct sheet *s)
{
	static const char *const titles[] = { "2024-03-09: Minutes", "2024-03-09 - Walk", "2024-03-09",
	    "2024-03-09:", "2024-03-0912", "2024-03-10 Later", "On 2024-03-09" };
	struct sheet_link link = { .place = { .kind = PLACE_ARTICLE, .path = STR("a") },
		.date = { .at_s = 1709942400, .known = true }, .listing = true };

	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
		link.label = str_of(titles[i]);
		sheet_link(s, &link);
	}
	link.date = (struct date){ .known = false };
	link.label = str_of(titles[0]);
	sheet_link(s, &link);
}

static void
w_long_label(struct sheet *s)
{
	article(s, "a", "A label of an article that is just as long as the menu is wide, 67.");
	article(s, "b", "A label of an article that is longer by one than the menu's width 68");
	article(s, "c", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
}

static void
w_items_with_links(struct sheet *s)
{
	text(s, "List:");
	bullet(s);
	text(s, "one");
	item(s, "below");
	url(s, "https://e.net/1", "first");
	url(s, "https://e.net/2", "second");
	sheet_close(s);
	item(s, "two");
	url(s, "https://e.net/3", "after the list");
	bullet(s);
	url(s, "https://e.net/4", "item of a link");
	sheet_close(s);
	numbered(s, 2);
	url(s, "https://e.net/5", "numbered");
	sheet_close(s);
	sheet_open_item(s, false, 0, DOC_TASK_DONE);
	url(s, "https://e.net/6", "done");
	sheet_close(s);
	numbered(s, 4);
	url(s, "https://e.net/7", NULL);
	sheet_close(s);
}

static void
w_same_note(struct sheet *s)
{
	url(s, "https://e.net/", "a");
	url(s, "https://e.net/", "b");
	article(s, "x", "c");
	url(s, "https://e.net/a-very-long-address/that-does-not-fit/on-one-line-of-seventy/columns",
	    "d");
}

static void
w_odd_targets(struct sheet *s)
{
	url(s, "https://e.net/a b\r\n\xC3\xA9", "remote");
	sheet_link(s, &(struct sheet_link){
		.place = { .kind = PLACE_ASSET, .path = STR("a\tb\r\nc") }, .label = STR("asset") });
	url(s, "gopher://g.net:7070/0/x%20y", "gopher");
	url(s, "gemini://example.org/a.gmi", "gemini");
	url(s, "telnet://me@t.net", "telnet");
}

static void
test_links(void **state)
{
	static const struct row rows[] = {
		{ "links", w_links,
		    "## Head\n=> /a%20b.gmi In the head\n\nSome text.\n\n=> /dir/x.gmi Ünïcode label\n"
		    "=> https://e.net/ out\n\nMore.\n\n---\n\n=> mailto:a@e.net mail\n",
		    "Head\n----\n1In the head </a b example.org 70>\n\nSome text.\n"
		    "1Ünïcode label </dir/x example.org 70>\nhout <URL:https://e.net/ example.org 70>\n\nMore.\n\n"
		    "* * *\n\nhmail <URL:mailto:a@e.net example.org 70>\n",
		    "Head\n----\n\nIn the head [1]\n\nSome text.\n\nÜnïcode label [2]\nout [3]\n\nMore.\n\n"
		    "                         --------------------\n\nmail [4]\n\nLinks\n-----\n\n"
		    "[1] gopher://example.org/1/a%20b\n[2] gopher://example.org/1/dir/x\n"
		    "[3] https://e.net/\n[4] mailto:a@e.net\n" },
		{ "without label", w_unlabelled,
		    "=> https://e.net/x\n=> https://e.net/x\n=> https://e.net/x\n=> /a%20b.gmi\n",
		    "hhttps://e.net/x <URL:https://e.net/x example.org 70>\n"
		    "hhttps://e.net/x <URL:https://e.net/x example.org 70>\n"
		    "hhttps://e.net/x <URL:https://e.net/x example.org 70>\n1/a b </a b example.org 70>\n",
		    "https://e.net/x\nhttps://e.net/x\nhttps://e.net/x\ngopher://example.org/1/a%20b\n" },
		{ "to nowhere", w_nowhere,
		    " # no place\n\nno URL\n\n* item\n", "# no place\n\nno URL\n\n* item\n",
		    "# no place\n\nno URL\n\n* item\n" },
		{ "listing", w_listing,
		    "=> /a.gmi 2024-03-09 A title that is so long that it cannot stand on one line of a menu\n"
		    "=> /a.gmi 2024-03-09 Short\nAn excerpt.\n\n=> /a.gmi 2024-03-09 /a.gmi\n",
		    "12024-03-09 A title that is so long that it cannot stand on one line </a example.org 70>\n"
		    "  of a menu\n12024-03-09 Short </a example.org 70>\nAn excerpt.\n\n"
		    "12024-03-09 /a </a example.org 70>\n",
		    "2024-03-09 A title that is so long that it cannot stand on one line of\n  a menu [1]\n"
		    "2024-03-09 Short [1]\nAn excerpt.\n\n2024-03-09 gopher://example.org/1/a\n\n"
		    "Links\n-----\n\n[1] gopher://example.org/1/a\n" },
		{ "day in the title", w_dated,
		    "=> /a.gmi 2024-03-09 Minutes\n"
		    "=> /a.gmi 2024-03-09 Walk\n"
		    "=> /a.gmi 2024-03-09 2024-03-09\n"
		    "=> /a.gmi 2024-03-09 2024-03-09:\n"
		    "=> /a.gmi 2024-03-09 2024-03-0912\n"
		    "=> /a.gmi 2024-03-09 2024-03-10 Later\n"
		    "=> /a.gmi 2024-03-09 On 2024-03-09\n"
		    "=> /a.gmi 2024-03-09: Minutes\n",
		    "12024-03-09 Minutes </a example.org 70>\n"
		    "12024-03-09 Walk </a example.org 70>\n"
		    "12024-03-09 2024-03-09 </a example.org 70>\n"
		    "12024-03-09 2024-03-09: </a example.org 70>\n"
		    "12024-03-09 2024-03-0912 </a example.org 70>\n"
		    "12024-03-09 2024-03-10 Later </a example.org 70>\n"
		    "12024-03-09 On 2024-03-09 </a example.org 70>\n"
		    "12024-03-09: Minutes </a example.org 70>\n",
		    "2024-03-09 Minutes [1]\n"
		    "2024-03-09 Walk [1]\n"
		    "2024-03-09 2024-03-09 [1]\n"
		    "2024-03-09 2024-03-09: [1]\n"
		    "2024-03-09 2024-03-0912 [1]\n"
		    "2024-03-09 2024-03-10 Later [1]\n"
		    "2024-03-09 On 2024-03-09 [1]\n"
		    "2024-03-09: Minutes [1]\n"
		    "\nLinks\n-----\n\n[1] gopher://example.org/1/a\n" },
		{ "long label", w_long_label,
		    "=> /a.gmi A label of an article that is just as long as the menu is wide, 67.\n"
		    "=> /b.gmi A label of an article that is longer by one than the menu's width 68\n"
		    "=> /c.gmi 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n",
		    "1A label of an article that is just as long as the menu is wide, 67. </a example.org 70>\n"
		    "1A label of an article that is longer by one than the menu's widt... </b example.org 70>\n"
		    "1漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字... </c example.org 70>\n",
		    "A label of an article that is just as long as the menu is wide, 67.\n  [1]\n"
		    "A label of an article that is longer by one than the menu's width 68\n  [2]\n"
		    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢\n  字漢字漢字 [3]\n\n"
		    "Links\n-----\n\n[1] gopher://example.org/1/a\n[2] gopher://example.org/1/b\n"
		    "[3] gopher://example.org/1/c\n" },
		{ "items with links", w_items_with_links,
		    "List:\n\n* one\n* – below\n=> https://e.net/1 first\n=> https://e.net/2 second\n* two\n\n"
		    "=> https://e.net/3 after the list\n\n=> https://e.net/4 item of a link\n"
		    "=> https://e.net/5 2. numbered\n=> https://e.net/6 [x] done\n=> https://e.net/7 4. https://e.net/7\n",
		    "List:\n\n* one\n  * below\nhfirst <URL:https://e.net/1 example.org 70>\n"
		    "hsecond <URL:https://e.net/2 example.org 70>\n* two\n\n"
		    "hafter the list <URL:https://e.net/3 example.org 70>\n\n"
		    "hitem of a link <URL:https://e.net/4 example.org 70>\n"
		    "h2. numbered <URL:https://e.net/5 example.org 70>\n"
		    "h[x] done <URL:https://e.net/6 example.org 70>\n"
		    "h4. https://e.net/7 <URL:https://e.net/7 example.org 70>\n",
		    "List:\n\n* one\n  * below\n  first [1]\n  second [2]\n* two\n\nafter the list [3]\n\n"
		    "* item of a link [4]\n2. numbered [5]\n* [x] done [6]\n4. https://e.net/7\n\nLinks\n-----\n\n"
		    "[1] https://e.net/1\n[2] https://e.net/2\n[3] https://e.net/3\n[4] https://e.net/4\n"
		    "[5] https://e.net/5\n[6] https://e.net/6\n" },
		{ "the same note", w_same_note,
		    "=> https://e.net/ a\n=> https://e.net/ b\n=> /x.gmi c\n"
		    "=> https://e.net/a-very-long-address/that-does-not-fit/on-one-line-of-seventy/columns d\n",
		    "ha <URL:https://e.net/ example.org 70>\nhb <URL:https://e.net/ example.org 70>\n"
		    "1c </x example.org 70>\n"
		    "hd <URL:https://e.net/a-very-long-address/that-does-not-fit/on-one-line-of-seventy/columns"
		    " example.org 70>\n",
		    "a [1]\nb [1]\nc [2]\nd [3]\n\nLinks\n-----\n\n[1] https://e.net/\n[2] gopher://example.org/1/x\n"
		    "[3] https://e.net/a-very-long-address/that-does-not-fit/on-one-line-of-seventy/columns\n" },
		{ "odd targets", w_odd_targets,
		    "=> https://e.net/a%20b%0D%0A%C3%A9 remote\n=> /a%09b%0D%0Ac asset\n"
		    "=> gopher://g.net:7070/0/x%20y gopher\n=> gemini://example.org/a.gmi gemini\n"
		    "=> telnet://me@t.net telnet\n",
		    "hremote <URL:https://e.net/a%20b%0D%0A%C3%A9 example.org 70>\nasset\n"
		    "0gopher </x y g.net 7070>\nhgemini <URL:gemini://example.org/a.gmi example.org 70>\n"
		    "8telnet <me t.net 23>\n",
		    "remote [1]\nasset [2]\ngopher [3]\ngemini [4]\ntelnet [5]\n\nLinks\n-----\n\n"
		    "[1] https://e.net/a%20b%0D%0A%C3%A9\n[2] gopher://example.org/9/a%09b%0D%0Ac\n"
		    "[3] gopher://g.net:7070/0/x%20y\n[4] gemini://example.org/a.gmi\n[5] telnet://me@t.net\n" },
	};

	(void)state;
	run(rows, COUNT(rows));
}

/* Selectors over the limit are no items; the label is still read. */
static void
test_selector_too_long(void **state)
{
	for (size_t len = ADDRESS_SELECTOR_MAX - 4; len <= ADDRESS_SELECTOR_MAX - 3; len++) {
		struct strbuf address = STRBUF_INIT, out = STRBUF_INIT, got = STRBUF_INIT;
		struct sheet s;

		(void)state;
		strbuf_adds(&address, "https:");
		strbuf_fill(&address, 'x', len - address.len);
		sheet_init(&s, SHEET_MENU, SCHEME_GOPHER, &capsule, &out, 0);
		url(&s, address.buf, "label");
		sheet_end(&s);
		sheet_done(&s);
		brief(&got, strbuf_str(&out));
		if (len == ADDRESS_SELECTOR_MAX - 4)	/* "URL:" counts */
			assert_true(str_starts(strbuf_str(&got), STR("hlabel <URL:https:xxx")));
		else
			assert_string_equal(got.buf, "label\n");
		strbuf_done(&address);
		strbuf_done(&out);
		strbuf_done(&got);
	}
}

static void
test_notes(void **state)
{
	static const struct { const char *url; unsigned number; } rows[] = {
		{ "https://a/", 1 }, { "https://b/", 2 }, { "https://a/", 1 }, { "", 0 }, { "https://c/", 3 },
	};

	(void)state;
	for (int form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, (enum sheet_form)form, SCHEME_GEMINI, NULL, &out, 0);
		for (size_t i = 0; i < COUNT(rows); i++)
			assert_int_equal(form == SHEET_PLAIN ? rows[i].number : 0,
			    sheet_note(&s, &(struct place){ PLACE_REMOTE, 0, str_of(rows[i].url), STR("") }));
		sheet_end(&s);
		sheet_done(&s);
		assert_string_equal(out.buf, form != SHEET_PLAIN ? "" :
		    "Links\n-----\n\n[1] https://a/\n[2] https://b/\n[3] https://c/\n");
		strbuf_done(&out);
	}
}

/* Ten thousand links are looked up, not searched. */
static void
test_many_notes(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct sheet s;

	(void)state;
	sheet_init(&s, SHEET_PLAIN, SCHEME_GEMINI, NULL, &out, 0);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 1; i <= 10000; i++) {
			char address[32];

			snprintf(address, sizeof address, "https://e.net/%u", i);
			assert_int_equal(i, sheet_note(&s,
			    &(struct place){ PLACE_REMOTE, 0, str_of(address), STR("") }));
		}
	sheet_done(&s);
	strbuf_done(&out);
}

/* --- the rest -------------------------------------------------------- */

/* A menu sheet for real, byte by byte, with the capsule's width and port. */
static void
test_menu_bytes(void **state)
{
	static const struct capsule narrow = { .host = { "example.org", 11 }, .gopher_port = 7070,
	    .look = { .menu_width = 45 } };
	struct strbuf out = STRBUF_INIT;
	struct sheet s;

	(void)state;
	sheet_init(&s, SHEET_MENU, SCHEME_GOPHER, &narrow, &out, 0);
	sheet_heading(&s, 1, STR("Tïtle"));
	text(&s, "One two three four five six seven eight nine ten.");
	article(&s, "a", "A");
	url(&s, "https://e.net/", "E");
	sheet_end(&s);
	sheet_done(&s);
	assert_string_equal(out.buf,
	    "iTïtle\t\terror.host\t1\r\n"
	    "i=====\t\terror.host\t1\r\n"
	    "i\t\terror.host\t1\r\n"
	    "iOne two three four five six seven eight nine\t\terror.host\t1\r\n"
	    "iten.\t\terror.host\t1\r\n"
	    "1A\t/a\texample.org\t7070\r\n"
	    "hE\tURL:https://e.net/\texample.org\t7070\r\n");
	strbuf_done(&out);
}

/* An article's width and ASCII, where nobody named a width to sheet_init. */
static void
test_look(void **state)
{
	static const struct capsule columns = { .host = { "example.org", 11 }, .gopher_port = 70,
	    .look = { .gopher_ascii = LOOK_FIRST, .menu_width = 45, .text_width = 46 } };
	static const struct look look = { .gopher_ascii = LOOK_SECOND, .menu_width = 40, .text_width = 200 };
	static const struct {
		enum sheet_form form;
		enum scheme scheme;
		size_t said, before, after;
		bool ascii;	/* before; never after */
	} rows[] = {
		{ SHEET_MENU, SCHEME_GOPHER, 0, 45, 40, true },
		{ SHEET_MENU, SCHEME_GOPHER, 50, 50, 50, true },
		{ SHEET_MENU, SCHEME_GOPHER, 3, 40, 40, true },
		{ SHEET_PLAIN, SCHEME_GOPHER, 0, 46, 200, true },
		{ SHEET_PLAIN, SCHEME_GEMINI, 0, 46, 200, false },
		{ SHEET_GEMTEXT, SCHEME_GEMINI, 0, 46, 200, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, rows[i].form, rows[i].scheme, &columns, &out, rows[i].said);
		assert_int_equal(s.width, rows[i].before);
		assert_int_equal(s.ascii, rows[i].ascii);
		sheet_set_look(&s, &look);
		assert_int_equal(s.width, rows[i].after);
		assert_false(s.ascii);
		sheet_set_look(&s, &(struct look){ 0 });
		assert_int_equal(s.width, rows[i].said > 0 ? rows[i].after : s.kind->width);
		sheet_done(&s);
		strbuf_done(&out);
	}
}

static void
w_two_links(struct sheet *s)
{
	article(s, "a b", "A");
	url(s, "https://e.net/", "E");
}

/* Without a capsule, and a form on the other protocol. */
static void
test_schemes(void **state)
{
	static const struct {
		enum sheet_form form;
		enum scheme scheme;
		const struct capsule *capsule;
		const char *want;
	} rows[] = {
		{ SHEET_GEMTEXT, SCHEME_GEMINI, NULL, "=> /a%20b.gmi A\n=> https://e.net/ E\n" },
		{ SHEET_GEMTEXT, SCHEME_GOPHER, &capsule,
		    "=> gopher://example.org/1/a%20b A\n=> https://e.net/ E\n" },
		{ SHEET_PLAIN, SCHEME_GEMINI, NULL,
		    "A [1]\nE [2]\n\nLinks\n-----\n\n[1] /a%20b.gmi\n[2] https://e.net/\n" },
		{ SHEET_PLAIN, SCHEME_GEMINI, &capsule,
		    "A [1]\nE [2]\n\nLinks\n-----\n\n[1] gemini://example.org/a%20b.gmi\n[2] https://e.net/\n" },
		{ SHEET_MENU, SCHEME_GOPHER, NULL,
		    "1A\t/a b\tlocalhost\t70\r\nhE\tURL:https://e.net/\tlocalhost\t70\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, rows[i].form, rows[i].scheme, rows[i].capsule, &out, 0);
		w_two_links(&s);
		sheet_end(&s);
		sheet_done(&s);
		assert_string_equal(out.buf, rows[i].want);
		strbuf_done(&out);
	}
}

/* What a careless author can push takes linear time and stays valid: squared,
 * any of these would take minutes. */
static void
test_huge(void **state)
{
	static const struct { const char *unit; size_t n; } rows[] = {
		{ "x", 1000000 }, { " ", 50000 }, { "a ", 200000 }, { "漢", 100000 }, { "\t", 100000 },
		{ "\n", 50000 }, { "a\n", 50000 }, { "\u0301", 100000 }, { "x\u200B", 100000 },
		{ "\xFF", 100000 }, { ".", 200000 }, { " .", 200000 }, { "\u00AD", 100000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf in = STRBUF_INIT;

		for (size_t k = 0; k < rows[i].n; k++)
			strbuf_adds(&in, rows[i].unit);
		for (int form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
			struct sheet_check check = { .form = (enum sheet_form)form };
			struct strbuf out = STRBUF_INIT;
			struct sheet_link link = { .place = { .kind = PLACE_HOME },
			    .label = strbuf_str(&in) };
			struct sheet s;

			sheet_init(&s, (enum sheet_form)form, SCHEME_GEMINI, NULL, &out, 0);
			text(&s, "Start.");
			sheet_text(&s, strbuf_str(&in));
			sheet_heading(&s, 1, strbuf_str(&in));
			sheet_verbatim(&s, strbuf_str(&in), strbuf_str(&in));
			sheet_link(&s, &link);
			link.listing = true;
			sheet_link(&s, &link);
			text(&s, "End.");
			sheet_end(&s);
			sheet_done(&s);
			const char *wrong = sheet_check(&check, strbuf_str(&out));
			if (wrong != NULL)
				fail_msg("row %zu, form %d, line %zu: %s", i, form, check.line, wrong);
			strbuf_done(&out);
		}
		strbuf_done(&in);
	}
}

static void
test_marks(void **state)
{
	static const struct { enum sheet_form form; bool emphasis, numbers; } rows[] = {
		{ SHEET_GEMTEXT, false, false }, { SHEET_MENU, true, false }, { SHEET_PLAIN, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct sheet s;

		sheet_init(&s, rows[i].form, SCHEME_GEMINI, NULL, &out, 0);
		assert_int_equal(sheet_keeps_emphasis(&s), rows[i].emphasis);
		assert_int_equal(sheet_numbers_links(&s), rows[i].numbers);
		sheet_done(&s);
	}
}

/* The judge itself must find something. */
static void
test_check(void **state)
{
	static const struct { enum sheet_form form; struct str out; const char *wrong; } rows[] = {
		{ SHEET_GEMTEXT, BYTES(""), NULL },
		{ SHEET_GEMTEXT, BYTES("a\n\n=> x y\n```\n\n\n\t\n```\n"), NULL },
		{ SHEET_GEMTEXT, BYTES("a"), "no line end at the end" },
		{ SHEET_GEMTEXT, BYTES("\na\n"), "two blank lines, or one at the start" },
		{ SHEET_GEMTEXT, BYTES("a\n\n\nb\n"), "two blank lines, or one at the start" },
		{ SHEET_GEMTEXT, BYTES("a\n\n"), "a blank line at the end" },
		{ SHEET_GEMTEXT, BYTES("a \n"), "a blank at the end of a line" },
		{ SHEET_GEMTEXT, BYTES("a\tb\n"), "a control character" },
		{ SHEET_GEMTEXT, BYTES("a\r\n"), "a control character" },
		{ SHEET_GEMTEXT, BYTES("=>\n"), "a link without target" },
		{ SHEET_GEMTEXT, BYTES("=> \xC3\xA9 x\n"), "a link target that is not percent-encoded" },
		{ SHEET_GEMTEXT, BYTES("```\n"), "a fence that is not closed" },
		{ SHEET_GEMTEXT, BYTES("\xFF\n"), "bytes that are not UTF-8" },
		{ SHEET_MENU, BYTES("ia\t\terror.host\t1\r\n1b\t/b\tlocalhost\t70\r\n0c\tc\te.net\t70\r\n"), NULL },
		{ SHEET_MENU, BYTES("ia\t\terror.host\t1\n"), "a line without type or CRLF" },
		{ SHEET_MENU, BYTES(".\r\n"), "a line without exactly three tabs" },
		{ SHEET_MENU, BYTES("ia\t\terror.host\r\n"), "a line without exactly three tabs" },
		{ SHEET_MENU, BYTES("ia\tb\t\terror.host\t1\r\n"), "a line without exactly three tabs" },
		{ SHEET_MENU, BYTES("i.a\t\terror.host\t1\r\n"), "a line of text that begins with a dot" },
		{ SHEET_MENU, BYTES("ia\t/a\terror.host\t1\r\n"), "an \"i\" line with a selector" },
		{ SHEET_MENU, BYTES("ia\t\t\t1\r\n"), "no host" },
		{ SHEET_MENU, BYTES("ia\t\terror.host\tx\r\n"), "no port" },
		{ SHEET_MENU, BYTES("3a\t/a\tlocalhost\t70\r\n"), "an item type that is none" },
		{ SHEET_MENU, BYTES("1\t/a\tlocalhost\t70\r\n"), "an item without display" },
		{ SHEET_MENU, BYTES("1a\ta\tlocalhost\t70\r\n"), "a local selector without slash" },
		{ SHEET_MENU, BYTES("i\t\terror.host\t1\r\n"), "two blank lines, or one at the start" },
		{ SHEET_MENU, BYTES("ia\t\terror.host\t1\r\ni\t\terror.host\t1\r\n"), "a blank line at the end" },
		{ SHEET_MENU, BYTES("i12345678901234567890123456789012345678901234567890123456789012345678"
		    "\t\terror.host\t1\r\n"), "an \"i\" line wider than the width" },
		{ SHEET_PLAIN, BYTES("a\n\n\nb\n"), NULL },
		{ SHEET_PLAIN, BYTES("a\n.\n"), "a line that begins with a dot" },
		{ SHEET_PLAIN, BYTES("a\r\n"), "a control character" },
		{ SHEET_PLAIN, BYTES("a \n"), "a blank at the end of a line" },
		{ SHEET_PLAIN, BYTES("a\n\n"), "a blank line at the end" },
		{ SHEET_PLAIN, BYTES("\na\n"), "a blank line at the start" },
		{ SHEET_PLAIN, BYTES("a"), "no line end at the end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sheet_check check = { .form = rows[i].form };
		const char *wrong = sheet_check(&check, rows[i].out);

		if ((wrong == NULL) != (rows[i].wrong == NULL) ||
		    (wrong != NULL && strcmp(wrong, rows[i].wrong) != 0))
			fail_msg("row %zu: got %s", i, wrong != NULL ? wrong : "nothing");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_no_line_begins_with_a_dot),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_levels_limit),
		cmocka_unit_test(test_text_min),
		cmocka_unit_test(test_crlf),
		cmocka_unit_test(test_ladder),
		cmocka_unit_test(test_verbatim),
		cmocka_unit_test(test_folding_is_undone),
		cmocka_unit_test(test_verbatim_width),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_selector_too_long),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_many_notes),
		cmocka_unit_test(test_menu_bytes),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_schemes),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
