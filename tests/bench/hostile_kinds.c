/* hostile_kinds.c - texts that cost a converter of Markdown most. */

#include <stdlib.h>

#include "convert.h"
#include "hostile.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Sizes met with in real folders, and beyond. */
#define ARTICLE_SIZE ((size_t)600 * 1024)	/* [bytes] */
#define LINE_LEN 54417
#define LINKS 3600
#define PARAGRAPH_LINKS 5000
#define URL_LEN ((size_t)11 * 1024)
#define URLS 50
#define TABLE_ROWS 1297
#define TABLE_COLUMNS 26
#define CELL_LEN 3000		/* of one cell in each LONG_ROWS rows */
#define LONG_ROWS 8
#define WIDE_COLUMNS 20000
#define QUOTES 20000

static void
words(struct strbuf *out, size_t size)
{
	static const char *const some[] = { "meadow ", "and ", "snow ", "a ", "whistle ", "burrow ", "of ", "stones " };

	for (size_t from = out->len, i = 0; out->len - from < size; i++)
		strbuf_adds(out, some[i * i % 31 % COUNT(some)]);
}

/* Units until out is size bytes long. */
static void
repeat(struct strbuf *out, const char *unit, size_t size)
{
	for (unsigned n = 0; out->len < size; n++)
		for (const char *c = unit; *c != '\0'; c++) {
			if (*c == '\a')
				strbuf_addf(out, "%u", n);
			else
				strbuf_addc(out, *c);
		}
}

static void
times(struct strbuf *out, const char *unit, size_t n)
{
	while (n-- > 0)
		strbuf_adds(out, unit);
}

/* --- ordinary, but large --------------------------------------------- */

static void
make_article(struct strbuf *out, unsigned scale)
{
	for (unsigned i = 0; out->len < scale * ARTICLE_SIZE; i++) {
		size_t len;
		char *text = corpus_document(i, &len);

		strbuf_add(out, text, len);
		free(text);
	}
}

static void
make_line(struct strbuf *out, unsigned scale)
{
	words(out, scale * LINE_LEN);
}

static void
make_links(struct strbuf *out, unsigned scale)
{
	for (unsigned i = 0; i < scale * LINKS; i++)
		strbuf_addf(out, "Day %u is told of [in the\nbook](https://example.org/%u/) and elsewhere.\n\n",
		    i, i);
}

static void
make_paragraph_links(struct strbuf *out, unsigned scale)
{
	for (unsigned i = 0; i < scale * PARAGRAPH_LINKS; i++)
		strbuf_addf(out, "[day %u](https://example.org/%u/),\n", i, i);
}

static void
make_urls(struct strbuf *out, unsigned scale)
{
	for (unsigned i = 0; i < scale * URLS; i++) {
		strbuf_addf(out, "![picture %u](https://example.org/%u/", i, i);
		strbuf_fill(out, 'x', URL_LEN);
		strbuf_adds(out, ")\n\n");
	}
}

static void
make_table(struct strbuf *out, unsigned scale)
{
	times(out, "| name ", TABLE_COLUMNS);
	strbuf_adds(out, "|\n");
	times(out, "|---", TABLE_COLUMNS);
	strbuf_adds(out, "|\n");
	for (size_t row = 0; row < scale * TABLE_ROWS; row++) {
		for (size_t column = 0; column < TABLE_COLUMNS; column++) {
			strbuf_adds(out, "| ");
			words(out, row % LONG_ROWS == 0 && column == row % TABLE_COLUMNS ? CELL_LEN : 8);
		}
		strbuf_adds(out, "|\n");
	}
}

static void
make_wide_table(struct strbuf *out, unsigned scale)
{
	static const char *const cells[] = { "|a", "|-", "|b" };

	for (size_t i = 0; i < COUNT(cells); i++) {
		times(out, cells[i], scale * WIDE_COLUMNS);
		strbuf_adds(out, "|\n");
	}
}

/* --- nested ---------------------------------------------------------- */

static void
make_quotes(struct strbuf *out, unsigned scale)
{
	times(out, ">", scale * QUOTES);
	strbuf_adds(out, " a\n");
}

static void
make_ladder(struct strbuf *out, unsigned scale)
{
	for (size_t depth = 0; out->len < scale * HOSTILE_SIZE; depth++) {
		strbuf_fill(out, ' ', depth * 2);
		strbuf_adds(out, "- a\n");
	}
}

/* --- marks, tags, bytes ---------------------------------------------- */

static void
make_backticks(struct strbuf *out, unsigned scale)
{
	for (size_t n = 1; out->len < scale * HOSTILE_SIZE; n++) {
		strbuf_addc(out, 'a');
		strbuf_fill(out, '`', n);
	}
}

/* As many columns as rows. */
static void
make_html_table(struct strbuf *out, unsigned scale)
{
	strbuf_adds(out, "<table>");
	repeat(out, "<td>", scale * HOSTILE_SIZE / 2);
	repeat(out, "<tr>", scale * HOSTILE_SIZE);
}

/* Its lines look like definitions themselves. */
static void
make_long_title(struct strbuf *out, unsigned scale)
{
	strbuf_adds(out, "[a]: /x \"");
	repeat(out, "\n[b", scale * HOSTILE_SIZE / 2);
	strbuf_adds(out, "\"\n\n");
	repeat(out, "[a]\n\n", scale * HOSTILE_SIZE);
}

static void
make_nul(struct strbuf *out, unsigned scale)
{
	while (out->len < scale * HOSTILE_SIZE)
		strbuf_add(out, "a\0\0\n", 4);
}

/* --- all ------------------------------------------------------------- */

const struct hostile_kind hostile_kinds[] = {
	{ "an article of 600 KB", .make = make_article },
	{ "a line of 54,417 bytes", .make = make_line },
	{ "3,600 links in an article", .make = make_links },
	{ "5,000 links in a paragraph", .make = make_paragraph_links },
	{ "URLs of 11 KB", .make = make_urls },
	{ "a table of 1,297 x 26, some cells of 3,000 bytes", .make = make_table },
	{ "a table of 20,000 columns", .make = make_wide_table },
	{ "a long row in a table of two columns", .before = "|a|b|\n|-|-|\n", .unit = "|x" },
	{ "short rows of a wide table", .before = "|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|\n"
	    "|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n", .unit = "|x\n" },
	{ "what divides a table's head from its body", .unit = "|-|-|\n|-|\n" },
	{ "tables of one row", .unit = "|a|b|\n|-|-|\n|[c](/\a)|d|\n\n" },

	{ "20,000 quotes in one another", .make = make_quotes },
	{ "quotes that go on lazily", .before = "> > > > > > > > > > > > > > > > > > > > > > > > a\n", .unit = "b\n" },
	{ "lists in one another, on a line", .unit = "- " },
	{ "numbered lists in one another", .unit = "1. " },
	{ "lists in one another, on lines", .make = make_ladder },
	{ "blank lines in lists", .before = "- - - - - - - - - - - - - - - - - - - - - - - - a\n", .unit = "\n" },
	{ "items", .unit = "- a\n" },
	{ "headings", .unit = "# a\n" },
	{ "paragraphs", .unit = "a\n\n" },

	{ "emphasis in one another", .unit = "*a **b " },
	{ "emphasis that ends twice", .unit = "*a_ " },
	{ "*_", .unit = "*_" },
	{ "strong that may not end", .unit = "a**b" },
	{ "~~a", .unit = "~~a " },
	{ "brackets", .unit = "[" },
	{ "brackets and brackets that end", .before = "[", .unit = "[a]" },
	{ "links without an end", .unit = "[a](" },
	{ "targets without an end", .unit = "[a](<b" },
	{ "images in brackets", .unit = "![[]()" },
	{ "backticks, each time one more", .make = make_backticks },
	{ "entities", .unit = "&#120;" },
	{ "backslashes", .unit = "\\*" },
	{ "hard breaks", .unit = "a\\\n" },
	{ "dots", .unit = "." },
	{ "words with www", .before = "www.a.b ", .unit = "w" },

	{ "<", .unit = "<" },
	{ "tags", .unit = "<b>" },
	{ "tags without an end", .unit = "<a " },
	{ "attributes without an end", .unit = "<a b=\"c" },
	{ "comments without an end", .unit = "a<!-- " },
	{ "a comment without an end", .before = "<!-- ", .unit = "a\n" },
	{ "CDATA without an end", .unit = "a<![CDATA[" },
	{ "declarations without an end", .unit = "a<!A " },
	{ "instructions without an end", .unit = "a<?" },
	{ "blocks of HTML", .unit = "<div>\n\n" },
	{ "<div> on a line", .unit = "<div>" },
	{ "links of HTML in a block", .before = "<div>", .unit = "<a href=\a>b</a> " },
	{ "lists of HTML", .before = "<div>", .unit = "<ul><li>a" },
	{ "cells of HTML that take 32 columns", .unit = "<td colspan=32>" },
	{ "as many rows of HTML as columns", .make = make_html_table },
	{ "<video>", .before = "a", .unit = "<video>" },

	{ "_www.", .unit = "_www." },
	{ "http://a<", .unit = "http://a<" },
	{ "http://a))))", .before = "http://a", .unit = ")" },
	{ "http://a(?!)?!)", .before = "http://a(", .unit = "?!)" },
	{ "a@a.a@a.", .unit = "a@a." },
	{ "a@b.c", .unit = "a@b.c " },
	{ "bare addresses", .unit = "https://example.org/\a " },
	{ "brackets and addresses", .unit = "![[]()w:" },

	{ "definitions", .unit = "[a\a]: /b\n" },
	{ "definitions and their uses", .unit = "[a\a]\n\n[a\a]: /b\n\n" },
	{ "uses of a long definition", .before = "[a]: /"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "\n\n", .unit = "[a] " },
	{ "uses of a long title", .make = make_long_title },
	{ "targets and titles without an end", .unit = "[a]: <b\\\n[a]: b\n'c\n[a]:\n(c\n" },
	{ "definitions without an end", .unit = "[a]: b \"" },
	{ "titles without an end", .before = "[a]: b \"", .unit = "c\n" },
	{ "labels without a definition", .before = "[a]: b\n\n[a b][", .unit = "c " },
	{ "footnotes", .unit = "[^a\a]: b\n\n" },
	{ "footnotes and their uses", .unit = "a[^a\a]\n\n[^a\a]: b\n\n" },
	{ "footnotes within one another", .before = "a[^1]\n\n", .unit = "[^1]: " },
	{ "footnotes in one another", .unit = "[^\a]: x [^1\a]\n\n" },
	{ "uses of a footnote", .before = "[^a]: b\n\n", .unit = "[^a] " },
	{ "uses of no footnote", .unit = "[^a " },

	{ "NUL", .make = make_nul },
	{ "invalid UTF-8", .unit = "a\xFF\xC3 \xED\xA0\x80\xF0\x9F" },
	{ "byte order marks", .unit = "\xEF\xBB\xBF" "a " },
	{ "CRLF and CR", .unit = "a\r\nb\r" },
	{ "line separators", .unit = "a\xE2\x80\xA8" },
	{ "accents", .before = "a", .unit = "\xCC\x81" },
	{ "joined emoji", .unit = "\xF0\x9F\x91\xA9\xE2\x80\x8D" },
	{ "Chinese", .unit = "\xE5\x9C\x9F\xE6\x8B\xA8\xE9\xBC\xA0\xE3\x80\x82" },
	{ "blank lines", .unit = "\n" },
	{ "tabs", .before = "a", .unit = "\t" },

	{ "shortcodes", .unit = "{{< figure src=\"\a.png\" >}}\n" },
	{ "shortcodes without an end", .unit = "{{< note >}}a " },
	{ "shortcodes that are no tags", .unit = "{{" },
	{ "Liquid", .unit = "{% if a %}b{% endif %} {{ c | d }} " },
	{ "Liquid without an end", .unit = "{% highlight c %}" },
	{ "{%", .unit = "{%" },
	{ "wikilinks", .unit = "[[page \a|label]] ![[picture.png]] " },
	{ "wikilinks without an end", .unit = "[[a|" },
	{ ":::", .unit = "::: tip\n" },
	{ "std::x", .unit = "std::x " },
	{ "%% without an end", .unit = "a %%b " },
	{ "== without an end", .unit = "==a " },
	{ "inline footnotes without an end", .unit = "^[a" },
	{ "components", .unit = "<Note>\n</Note>\n" },
	{ "attributes", .unit = "{.a #b} " },
	{ "definition lists", .unit = "a\n: b\n\n" },
	{ "formulas", .unit = "$a_b$ and \\(c_d\\) " },
	{ "formulas without an end", .unit = "\\(" },
};

const size_t hostile_nkinds = COUNT(hostile_kinds);

void
hostile_write(struct strbuf *out, const struct hostile_kind *kind, unsigned scale)
{
	if (kind->make != NULL) {
		kind->make(out, scale);
		return;
	}
	if (kind->before != NULL)
		strbuf_adds(out, kind->before);
	repeat(out, kind->unit, scale * HOSTILE_SIZE);
	if (kind->after != NULL)
		strbuf_adds(out, kind->after);
}
