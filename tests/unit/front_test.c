/* front_test.c - front matter in three syntaxes, as authors write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "content/front_parse.h"

/* Writes a tree as {key: value, list: [plain, "quoted", ~]}. */
static void
dump(struct strbuf *out, const struct front_value *v)
{
	bool in_map = v->kind == FRONT_MAP;

	switch (v->kind) {
	case FRONT_NULL:
		strbuf_addc(out, '~');
		break;
	case FRONT_SCALAR:
		strbuf_addf(out, v->quoted ? "\"%.*s\"" : "%.*s", STR_ARG(v->text));
		break;
	case FRONT_LIST:
	case FRONT_MAP:
		strbuf_addc(out, in_map ? '{' : '[');
		for (const struct front_value *i = v->items; i != NULL; i = i->next) {
			if (i != v->items)
				strbuf_adds(out, ", ");
			if (in_map)
				strbuf_addf(out, "%.*s: ", STR_ARG(i->key));
			dump(out, i);
		}
		strbuf_addc(out, in_map ? '}' : ']');
		break;
	}
}

/* What a source gives: the tree, what is left of the source, the diagnostics. */
struct result {
	struct arena arena;
	struct diag_list diags;
	struct strbuf tree, said;
	struct front front;
	char *source;
	size_t len;
};

static void
result_init(struct result *r, const char *source, size_t len)
{
	arena_init(&r->arena, 0);
	diag_list_init(&r->diags);
	strbuf_init(&r->tree);
	strbuf_init(&r->said);
	/* Not a byte behind it, so that reading too far is seen. */
	r->source = mem_alloc(len);
	memcpy(r->source, source, len);
	r->len = len;
	front_parse((struct str){ r->source, len }, STR("a.md"), &r->arena, &r->diags, &r->front);
	dump(&r->tree, &r->front.root);
	for (size_t i = 0; i < r->diags.n; i++)
		diag_write(&r->said, &r->diags.v[i]);
}

static void
result_done(struct result *r)
{
	arena_done(&r->arena);
	diag_list_done(&r->diags);
	strbuf_done(&r->tree);
	strbuf_done(&r->said);
	free(r->source);
}

#define ALIAS "an alias (*) stands for a value that is elsewhere, which is not looked up, so it is ignored " \
    "(write the value itself, or put it in quotes)\n"
#define KEY "a key that is a list, a map or an alias means nothing, and so its entry is ignored " \
    "(put the key in quotes)\n"

static const struct reading {
	const char *what, *in, *tree, *said;
} readings[] = {
	{ "scalars", "---\na: x\nb: \"y\"\nc: 'z'\nd: 2024-01-02\n---\n",
	    "{a: x, b: \"y\", c: \"z\", d: 2024-01-02}", "" },
	{ "nothing", "---\na:\nb: ~\nc: null\nd: \"null\"\ne: ''\n---\n",
	    "{a: ~, b: ~, c: ~, d: \"null\", e: \"\"}", "" },
	{ "flow and block lists", "---\na: [x, \"y\"]\nb:\n  - x\n  - 1\nc:\n- x\n-\n---\n",
	    "{a: [x, \"y\"], b: [x, 1], c: [x, ~]}", "" },
	{ "maps", "---\na: {b: c}\nd:\n  e: f\n  g:\n    h: i\n---\n",
	    "{a: {b: c}, d: {e: f, g: {h: i}}}", "" },
	{ "blocks", "---\na: |\n  x\n  y\nb: >-\n  x\n  y\n---\n", "{a: \"x\ny\n\", b: \"x y\"}", "" },
	{ "comments", "---\n# one\na: x # two\n---\n", "{a: x}", "" },
	{ "dots end it too", "---\na: x\n...\n", "{a: x}", "" },
	{ "CRLF", "---\r\na: x\r\nb:\r\n- y\r\n---\r\n", "{a: x, b: [y]}", "" },
	{ "BOM", "\xef\xbb\xbf---\na: x\n---\n", "{a: x}", "" },
	{ "blank lines above", "\n \n---\na: x\n---\n", "{a: x}", "" },
	{ "a blank behind the dashes", "--- \na: x\n---  \n", "{a: x}", "" },
	{ "empty", "---\n---\n", "{}", "" },
	{ "comments only", "---\n# a: x\n---\n", "{}", "" },
	{ "odd keys", "---\nms:assetid: x\nreq.header: y\n\"a b\": z\n---\n",
	    "{ms:assetid: x, req.header: y, a b: z}", "" },
	{ "aliases are nothing", "---\na: &x [b]\nc: *x\nd: [*x, *x]\n---\n",
	    "{a: [b], c: ~, d: [~, ~]}",
	    "a.md:3:1: warning: c: " ALIAS "a.md:4:5: warning: front matter: " ALIAS "a.md:4:9: warning: front matter: " ALIAS },
	{ "a key that is no text", "---\n? [a]\n: b\nc: d\n{{e}}: f\ng: {{h}}\n---\n", "{c: d, g: {}}",
	    "a.md:2:3: warning: front matter: " KEY "a.md:5:1: warning: front matter: " KEY },
	{ "a long text of TOML without an end", "+++\na = 1\nb = \"\"\"x\ny\nc = 2\n+++\n", "{a: 1, b: ~, c: 2}",
	    "a.md:3:5: error: b: a quote is not closed, so it is ignored (add the closing quote)\n" },
	{ "equal keys in a block that is read twice", "---\na: {b: x, b: y}\nc: d: e\n---\n", "{a: {b: y}, c: d: e}",
	    "a.md:2:11: warning: b: stands in line 2 too; this one counts (remove the other)\n"
	    "a.md:3:5: warning: c: the value holds \": \"; taken as plain text (put it in quotes)\n" },
	{ "JSON between dashes", "---\n{\"a\": [1, true]}\n---\n", "{a: [1, true]}", "" },
	{ "the block as a whole indented", "---\n  a: x\n  b: y\n---\n", "{a: x, b: y}", "" },
	{ "escapes", "---\na: \"\\u00e9\\t\\\"\"\nb: 'it''s'\n---\n", "{a: \"\xc3\xa9\t\"\", b: \"it's\"}", "" },

	{ "the last of equal keys", "---\na: x\nb: y\na: z\n---\n", "{b: y, a: z}",
	    "a.md:4:1: warning: a: stands in line 2 too; this one counts (remove the other)\n" },
	{ "a colon in a title", "---\ntitle: A: b # c\ntags: [x]\n---\n", "{title: A: b, tags: [x]}",
	    "a.md:2:9: warning: title: the value holds \": \"; taken as plain text (put it in quotes)\n" },
	{ "an at", "---\na: x\nauthor: @name\nb: y\n---\n", "{a: x, author: @name, b: y}",
	    "a.md:3:9: warning: author: a value begins with @, `, % or a tab; "
	    "taken as plain text (put it in quotes)\n" },
	{ "an at in a list", "---\na:\n- @x\n- \"y\"\n-\nb: [c, @d, \"e, f\"]\n---\n",
	    "{a: [@x, \"y\", ~], b: [c, @d, \"e, f\"]}",
	    "a.md:3:3: warning: a: a value begins with @, `, % or a tab; "
	    "taken as plain text (put it in quotes)\n"
	    "a.md:6:8: warning: b: a value begins with @, `, % or a tab; "
	    "taken as plain text (put it in quotes)\n" },
	{ "quotes in quotes", "---\na: \"x \"y\" z\"\nb: \"x\" y\nc: \"d\\w\"\n---\n",
	    "{a: \"x \"y\" z\", b: \"\"x\" y\", c: \"d\\w\"}",
	    "a.md:2:8: warning: a: something follows what is complete; "
	    "taken as plain text (check quotes and indentation)\n"
	    "a.md:3:8: warning: b: something follows what is complete; "
	    "taken as plain text (check quotes and indentation)\n"
	    "a.md:4:4: warning: c: a backslash in double quotes is no escape; "
	    "taken as plain text (use single quotes)\n" },
	{ "a quote not closed", "---\na: x\nb: \"y\nc: z\n---\n", "{a: x, b: \"y\", c: z}",
	    "a.md:3:4: warning: b: a quote is not closed; taken as plain text (add the closing quote)\n" },
	{ "a bracket not closed", "---\na: x\nb: [y, z\nc: z\n---\n", "{a: x, c: z}",
	    "a.md:3:4: error: b: a list in [ ] is not closed, so it is ignored (add the missing comma or ])\n" },
	{ "a bracket with nothing behind it", "---\na: x\nb: [\n---\n", "{a: x}",
	    "a.md:3: error: b: what was begun is not closed, so it is ignored (add the closing bracket or quote)\n" },
	{ "a bracket that is text", "---\na: [RFC] x\n---\n", "{a: [RFC] x}",
	    "a.md:2:10: warning: a: something follows what is complete; "
	    "taken as plain text (check quotes and indentation)\n" },
	{ "text over lines", "---\na: b: c\n  d\n\n  e\nf: g\n---\n", "{a: b: c d e, f: g}",
	    "a.md:2:5: warning: a: the value holds \": \"; taken as plain text (put it in quotes)\n" },
	{ "tabs", "---\na:\n\t- b\n\t- c\nd:\te\n---\n", "{a: [b, c], d: e}",
	    "a.md:3: warning: front matter: indented with a tab, taken as 4 blanks (use blanks)\n" },
	{ "a line that is no entry", "---\na: b\njust text\nc: d\n---\n", "{a: b, c: d}",
	    "a.md:3:1: error: front matter: the line is no \"key: value\", "
	    "so it is ignored (take it out or indent it)\n" },
	{ "a directive", "---\n%YAML 1.2\na: b\n---\n", "{a: b}",
	    "a.md:2: error: front matter: a line begins with \"%\", "
	    "so it is ignored (take it out or put the value in quotes)\n" },
	{ "a bad map costs its key", "---\na:\n  b: c\n d: e\nf: g\n---\n", "{f: g}",
	    "a.md:4:2: error: a: something follows what is complete, "
	    "so it is ignored (check quotes and indentation)\n" },
	{ "less indented below", "---\n  a: b\nc: d\n---\n", "{a: b, c: d}", "" },
	{ "control characters", "---\na: x\001y\xff\nb: c\xe2\x80\xa8""d\n---\n",
	    "{a: xy\xef\xbf\xbd, b: c d}", "" },

	{ "TOML", "+++\na = \"x\" # c\nb = 'y\\'\nc = [1, 2.5,\n  \"z\", # d\n]\nd = 2024-01-02\n"
	    "e = true\nf = 1979-05-27 07:32:00\ng = 1_000\n+++\n",
	    "{a: \"x\", b: \"y\\\", c: [1, 2.5, \"z\"], d: 2024-01-02, e: true, f: 1979-05-27 07:32:00, g: 1000}", "" },
	{ "TOML tables", "+++\na.b = 1\n[c]\nd = 2\n[c.e]\nf = 3\n[[g]]\nh = 4\n[g.i]\nj = 5\n[[g]]\nh = 6\n"
	    "[c.k]\nl = 7\n+++\n",
	    "{a: {b: 1}, c: {d: 2, e: {f: 3}, k: {l: 7}}, g: [{h: 4, i: {j: 5}}, {h: 6}]}", "" },
	{ "TOML inline", "+++\na = { b = 1, c.d = [\"x\"], \"e f\" = {} }\n+++\n",
	    "{a: {b: 1, c: {d: [\"x\"]}, e f: {}}}", "" },
	{ "TOML long texts", "+++\na = \"\"\"\nx\ny\\\n   z\"\"\"\nb = '''\nx\\y'''\nc = \"\"\"\"q\"\"\"\"\n+++\n",
	    "{a: \"x\nyz\", b: \"x\\y\", c: \"\"q\"\"}", "" },
	{ "TOML escapes", "+++\na = \"\\u00e9\\U0001F600\\n\\q\"\n+++\n", "{a: \"\xc3\xa9\xf0\x9f\x98\x80\n\\q\"}", "" },
	{ "Franklin's Julia between its delimiters", "+++\ntitle = \"d = Date(2026, 6, 1)\"\nday = Date(2026, 6, 1)\n+++\n",
	    "{title: \"d = Date(2026, 6, 1)\", day: 2026-06-01}", "" },
	{ "Franklin's Julia, no date", "+++\na = Date(2026)\nb = Date(2026, 6, 1\n+++\n",
	    "{a: Date(2026), b: Date(2026, 6, 1}",
	    "a.md:2:1: warning: a: a text without quotes; taken as it stands (put it in quotes)\n"
	    "a.md:3:1: warning: b: a text without quotes; taken as it stands (put it in quotes)\n" },
	{ "Franklin's lines", "@def title = \"On dens\"\n@def tags = [\"a\", \"b\"]\n\n@def day = Date(2026, 12, 24)\n"
	    "@def text = \"\"\"One\n@def two\"\"\"\n@def math = true\n\nBody\n",
	    "{title: \"On dens\", tags: [\"a\", \"b\"], day: 2026-12-24, text: \"One\n@def two\", math: true}", "" },
	{ "TOML without quotes", "+++\na = x y\nb = 1\n+++\n", "{a: x y, b: 1}",
	    "a.md:2:1: warning: a: a text without quotes; taken as it stands (put it in quotes)\n" },
	{ "TOML without quotes, behind a dotted key", "+++\na.b = x, y\n+++\n", "{a: {b: x, y}}",
	    "a.md:2:1: warning: b: a text without quotes; taken as it stands (put it in quotes)\n" },
	{ "TOML, a bad line", "+++\na = \"x\nb = [1\nc = 2\nd 3\ne = 4\n[f\ng = 5\n[h]\ni = 6\n+++\n",
	    "{a: ~, b: ~, c: 2, e: 4, h: {i: 6}}",
	    "a.md:2:7: error: a: a quote is not closed, so it is ignored (add the closing quote)\n"
	    "a.md:4:1: error: b: a list in [ ] is not closed, so it is ignored (add the missing comma or ])\n"
	    "a.md:5:3: error: d 3: \"=\" is missing behind the key, so it is ignored (write key = value)\n"
	    "a.md:7:3: error: [f: a table's name is not closed, so it is ignored (add the closing bracket)\n" },
	{ "TOML, equal keys", "+++\na = 1\na = 2\n+++\n", "{a: 2}",
	    "a.md:3:1: warning: a: stands in line 2 too; this one counts (remove the other)\n" },

	{ "JSON", "{\n  \"a\": \"x\", \"b\": [1, null, true, -2.5e3],\n  \"c\": {\"d\": \"\\u00e9\\ud83d\\ude00\\/\\n\"}\n}\n",
	    "{a: \"x\", b: [1, ~, true, -2.5e3], c: {d: \"\xc3\xa9\xf0\x9f\x98\x80/\n\"}}", "" },
	{ "JSON, half a pair", "{\"a\": \"\\ud83dx\\udc00\\u12\"}\n",
	    "{a: \"\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd""12\"}", "" },
	{ "JSON, indented below a blank line", "\n  {\n  \"a\": 1\n  }\n\ntext\n", "{a: 1}", "" },
	{ "JSON, a comma too many", "{\"a\": [1, 2,], \"b\": 3,}\n", "{a: [1, 2], b: 3}", "" },
	{ "JSON, a brace in a text", "{\"a\": \"}\\\"}\"}\n", "{a: \"}\"}\"}", "" },
	{ "---json", "---json\n{\"a\": 1}\n---\n", "{a: 1}", "" },
	{ "---toml", "---toml\na = 1\n---\n", "{a: 1}", "" },
	{ "JSON, a bad member", "{\n\"a\": 1,\n\"b\": x,\n\"c\": {\n  \"d\": [y],\n  \"e\": 2\n},\n\"f\": 3\n}\n",
	    "{a: 1, f: 3}",
	    "a.md:3: error: b: a text stands without quotes, so it is ignored (check quotes, commas and brackets)\n"
	    "a.md:5: error: c: a text stands without quotes, so it is ignored (check quotes, commas and brackets)\n" },
	{ "JSON, a bad member in one line", "{\"a\": x, \"b\": [y], \"c\": 3}\n", "{c: 3}",
	    "a.md:1: error: a: a text stands without quotes, so it is ignored (check quotes, commas and brackets)\n"
	    "a.md:1: error: b: a text stands without quotes, so it is ignored (check quotes, commas and brackets)\n" },
	{ "JSON, a quote not closed", "{\n\"a\": \"x,\n\"b\": 2\n}\n", "{b: 2}",
	    "a.md:2: error: a: a quote is not closed, "
	    "so it is ignored (check quotes, commas and brackets)\n" },
	{ "a line without a blank behind its colon", "Title: A: \"b\"\nDate: 2024-01-02 03:04\nNumber:7\n\ntext\n", "{}", "" },
	{ "lines of keys and values", "Title: A: \"b\" # c\nDATE:\t2024-01-02 03:04 \nx_y-2: [z]\nTags:\n\ntext\n",
	    "{title: A: \"b\" # c, date: 2024-01-02 03:04, x_y-2: [z], tags: ~}", "" },
	{ "lines that go on", "Title: A\r\nSummary: b\r\n    c: d\r\n\t e\r\nAuthors:\r\n    f\r\n\r\n",
	    "{title: A, summary: b c: d e, authors: f}", "" },
	{ "lines with a key twice", "Title: A\nTITLE: b\n", "{title: b}",
	    "a.md:2:1: warning: title: stands in line 1 too; this one counts (remove the other)\n" },
	{ "lines without a title", "author: A, B\ndate: 2024-01-02\n\ntext\n", "{author: A, B, date: 2024-01-02}", "" },
	{ "JSON, a comma missing", "{\n\"a\": 1\n\"b\": 2\n}\n", "{a: 1, b: 2}",
	    "a.md:3:1: warning: front matter: \",\" is missing before this key (add it)\n" },
};

static void
test_readings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		struct result r;

		result_init(&r, readings[i].in, strlen(readings[i].in));
		if (strcmp(r.tree.buf, readings[i].tree) != 0 || strcmp(r.said.buf, readings[i].said) != 0)
			print_error("%s:\n", readings[i].what);
		assert_string_equal(r.tree.buf, readings[i].tree);
		assert_string_equal(r.said.buf, readings[i].said);
		result_done(&r);
	}
}

/* Where the text begins, and how many lines stand above it. */
static const struct fence {
	const char *what, *in, *body;
	unsigned line;
	enum front_syntax syntax;
	const char *said;
} fences[] = {
	{ "none", "text\n---\na: b\n---\n", "text\n---\na: b\n---\n", 1, FRONT_NONE, "" },
	{ "nothing at all", "", "", 1, FRONT_NONE, "" },
	{ "blank lines only", "\n \n", "\n \n", 1, FRONT_NONE, "" },
	{ "a BOM goes", "\xef\xbb\xbftext", "text", 1, FRONT_NONE, "" },
	{ "YAML", "---\na: b\n---\ntext\n---\nmore\n", "text\n---\nmore\n", 4, FRONT_YAML, "" },
	{ "no line end behind it", "---\na: b\n---", "", 4, FRONT_YAML, "" },
	{ "dashes within a text", "---\na: |\n  ---\nb: c\n#\n---\nx", "x", 7, FRONT_YAML, "" },
	{ "four dashes", "---\na: b\n----\n---\nx", "x", 5, FRONT_YAML,
	    "a.md:3:1: error: front matter: the line is no \"key: value\", "
	    "so it is ignored (take it out or indent it)\n" },
	{ "TOML", "+++\na = 1\n+++\n---\n", "---\n", 4, FRONT_TOML, "" },
	{ "Franklin's lines", "\n@def a = 1\n\n@def b = 2\n\nText\n", "\nText\n", 5, FRONT_TOML, "" },
	{ "Franklin's lines alone", "@def a = 1", "", 2, FRONT_TOML, "" },
	{ "Franklin's lines, never closed", "@def a = \"\"\"1\n\nText\n", "@def a = \"\"\"1\n\nText\n", 1, FRONT_NONE, "" },
	{ "JSON", "\n{\n\"a\": 1}\n\ntext", "\ntext", 4, FRONT_JSON, "" },
	{ "JSON, closed by the last line", "{\n\"a\": \"x\n}\ntext", "text", 4, FRONT_JSON,
	    "a.md:2: error: a: a quote is not closed, "
	    "so it is ignored (check quotes, commas and brackets)\n" },
	{ "a thematic break", "---\n\nsome text\n\n---\n", "---\n\nsome text\n\n---\n", 1, FRONT_NONE, "" },
	{ "a lone thematic break", "---\n\nsome text\n", "---\n\nsome text\n", 1, FRONT_NONE, "" },
	{ "a shortcode", "{{< x >}}\ntext", "{{< x >}}\ntext", 1, FRONT_NONE, "" },
	{ "text behind the brace", "{\"a\": 1} text", "{\"a\": 1} text", 1, FRONT_NONE, "" },
	{ "a table's dashes", "--- | ---\na: b\n---\n", "--- | ---\na: b\n---\n", 1, FRONT_NONE, "" },
	{ "not closed", "---\na: b\n\ntext\n", "---\na: b\n\ntext\n", 1, FRONT_NONE,
	    "a.md:1: warning: front matter: the block is not closed and so is shown as text "
	    "(end it with a line \"---\")\n" },
	{ "TOML not closed", "\n+++\na = 1\n", "\n+++\na = 1\n", 1, FRONT_NONE,
	    "a.md:2: warning: front matter: the block is not closed and so is shown as text "
	    "(end it with a line \"+++\")\n" },
	{ "JSON not closed", "{\n\"a\": 1,\n", "{\n\"a\": 1,\n", 1, FRONT_NONE,
	    "a.md:1: warning: front matter: the block is not closed and so is shown as text "
	    "(check its quotes and end it with a line \"}\")\n" },
	{ "lines", "Title: A\nDate: 2024-01-02\n\ntext\n", "\ntext\n", 3, FRONT_LINES, "" },
	{ "lines and nothing else", "\xef\xbb\xbfTitle: A", "", 2, FRONT_LINES, "" },
	{ "lines below a blank one", "\nTitle: A\n", "\nTitle: A\n", 1, FRONT_NONE, "" },
	{ "a line of text below lines", "Title: A\nDate: x\ntext\n", "Title: A\nDate: x\ntext\n", 1, FRONT_NONE, "" },
	{ "a heading like a line", "Title: A\n---\n", "Title: A\n---\n", 1, FRONT_NONE, "" },
	{ "a text like a line", "Note: A\nTitle: b\n\n", "Note: A\nTitle: b\n\n", 1, FRONT_NONE, "" },
	{ "a line that no page would show", "Status: done\n\n", "Status: done\n\n", 1, FRONT_NONE, "" },
	{ "a date that is none", "Date: soon\n\n", "Date: soon\n\n", 1, FRONT_NONE, "" },
	{ "a line with tags in the text", "Tags: #a\n\n", "Tags: #a\n\n", 1, FRONT_NONE, "" },
	{ "a line with a wikilink", "Author: [[A]]\n\n", "Author: [[A]]\n\n", 1, FRONT_NONE, "" },
	{ "a line with a link", "Title: [A](b)\n\n", "Title: [A](b)\n\n", 1, FRONT_NONE, "" },
	{ "a line of Dataview's", "Author:: A\n\n", "Author:: A\n\n", 1, FRONT_NONE, "" },
	{ "a title without text", "Title:\n\ntext\n", "Title:\n\ntext\n", 1, FRONT_NONE, "" },
	{ "JavaScript", "---js\n{ a: 1 }\n---\ntext", "text", 4, FRONT_NONE,
	    "a.md:1: warning: front matter: written in JavaScript, which is not read "
	    "(write it in YAML, TOML or JSON)\n" },
};

static void
test_fences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof fences / sizeof *fences; i++) {
		const struct fence *f = &fences[i];
		struct front skipped;
		struct result r;

		result_init(&r, f->in, strlen(f->in));
		if (r.front.body_line != f->line || strcmp(r.said.buf, f->said) != 0)
			print_error("%s:\n", f->what);
		assert_true(r.front.body_at <= r.len);
		assert_string_equal(f->in + r.front.body_at, f->body);
		assert_int_equal(r.front.body_line, f->line);
		assert_int_equal(r.front.syntax, f->syntax);
		assert_string_equal(r.said.buf, f->said);
		front_skip((struct str){ r.source, r.len }, &skipped);
		assert_int_equal(skipped.body_at, r.front.body_at);
		assert_int_equal(skipped.body_line, r.front.body_line);
		assert_int_equal(skipped.syntax, r.front.syntax);
		assert_null(skipped.root.items);
		result_done(&r);
	}
}

static void
test_positions(void **state)
{
	static const char *const sources[] = {
		"\n---\nx: 1\ncover:\n  image: y\n---\n",
		"\n+++\nx = 1\n[cover]\n  image = 1\n+++\n",
		"\n{\n\"x\": 1,\n\"cover\": {\n  \"image\": 2}\n}\n",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct front_value *v;
		struct result r;

		result_init(&r, sources[i], strlen(sources[i]));
		v = front_get(&r.front.root, "cover.image");
		assert_non_null(v);
		assert_int_equal(v->line, 5);
		assert_int_equal(v->col, 3);
		assert_int_equal(front_get(&r.front.root, "cover")->line, 4);
		result_done(&r);
	}
}

static void
test_get(void **state)
{
	const char *source = "---\na.b: 1\na:\n  b: 2\n  c: 3\nd: 4\n---\n";
	struct result r;

	(void)state;
	result_init(&r, source, strlen(source));
	assert_true(str_is(front_get(&r.front.root, "a.b")->text, "1"));
	assert_true(str_is(front_get(&r.front.root, "a.c")->text, "3"));
	assert_null(front_get(&r.front.root, "a.d"));
	assert_null(front_get(&r.front.root, "d.e"));
	assert_null(front_get(&r.front.root, "D"));
	assert_null(front_get(&r.front.root, ""));
	result_done(&r);
}

static void
test_bool(void **state)
{
	static const struct {
		const char *text;
		int want;	/* -1: no boolean */
	} cases[] = {
		{ "true", 1 }, { "Yes", 1 }, { "ON", 1 }, { "1", 1 },
		{ "false", 0 }, { "no", 0 }, { "Off", 0 }, { "0", 0 },
		{ "", -1 }, { "2", -1 }, { "2024-01-01", -1 }, { "truely", -1 },
	};
	struct front_value list = { .kind = FRONT_LIST };
	bool got;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct front_value v = { .kind = FRONT_SCALAR, .text = str_of(cases[i].text) };

		assert_int_equal(front_bool(&v, &got), cases[i].want >= 0);
		if (cases[i].want >= 0)
			assert_int_equal(got, cases[i].want);
	}
	assert_false(front_bool(NULL, &got));
	assert_false(front_bool(&list, &got));
}

/* n times what, between head and tail. */
static void
repeat(struct strbuf *out, const char *head, const char *what, size_t n, const char *tail)
{
	strbuf_reset(out);
	strbuf_adds(out, head);
	for (size_t i = 0; i < n; i++)
		strbuf_adds(out, what);
	strbuf_adds(out, tail);
}

static unsigned
depth_of(const struct front_value *v)
{
	unsigned n = 0;

	for (; v != NULL && v->kind != FRONT_NULL && v->kind != FRONT_SCALAR; v = v->items)
		n++;
	return n;
}

static void
test_depth(void **state)
{
	static const struct {
		const char *head, *open, *middle, *close, *tail;
	} cases[] = {
		{ "---\na: ", "[", "x", "]", "\nz: 1\n---\n" },
		{ "+++\na = ", "[", "1", "]", "\nz = 1\n+++\n" },
		{ "{\"a\": ", "[", "1", "]", ",\n\"z\": 1}\n" },
		{ "---\na: ", "{b: ", "x", "}", "\nz: 1\n---\n" },
		{ "+++\na = ", "{b = ", "1", "}", "\nz = 1\n+++\n" },
		{ "{\"a\": ", "{\"b\": ", "1", "}", ",\n\"z\": 1}\n" },
	};
	/* The root is one level itself. */
	static const unsigned depths[] = { FRONT_DEPTH_MAX - 1, FRONT_DEPTH_MAX, 200, 20000 };
	struct strbuf open = STRBUF_INIT, close = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
			struct result r;
			unsigned want = FRONT_DEPTH_MAX;

			repeat(&open, cases[i].head, cases[i].open, depths[d], cases[i].middle);
			repeat(&close, "", cases[i].close, depths[d], cases[i].tail);
			strbuf_addstr(&open, strbuf_str(&close));
			result_init(&r, open.buf, open.len);
			/* libyaml is not shown the deepest; they cost their key. */
			if (depths[d] == 20000 && open.buf[0] == '-')
				want = 1;
			assert_int_equal(depth_of(&r.front.root), want);
			/* What is left out is said. */
			assert_int_equal(r.diags.n, depths[d] < FRONT_DEPTH_MAX ? 0 : 1);
			assert_non_null(front_get(&r.front.root, "z"));
			result_done(&r);
		}
	strbuf_done(&open);
	strbuf_done(&close);
}

static unsigned
deepest(const struct front_value *v)
{
	unsigned most = 0;

	for (const struct front_value *i = v->items; i != NULL; i = i->next) {
		unsigned n = deepest(i);

		most = n > most ? n : most;
	}
	return most + 1;
}

/* Of a block of TOML that ends in "[last]": the levels of scalars, maps and lists. */
static unsigned
levels_of(struct strbuf *source, size_t *ret_ndiags)
{
	struct result r;
	unsigned n;

	strbuf_adds(source, "[last]\nz = 1\n+++\n");
	result_init(&r, source->buf, source->len);
	assert_non_null(front_get(&r.front.root, "last"));
	n = deepest(&r.front.root);
	*ret_ndiags = r.diags.n;
	result_done(&r);
	return n;
}

/* Headers went as deep as all may, and what stood below them as deep again. */
static void
test_depth_of_tables(void **state)
{
	static const struct {
		const char *begin, *part, *end;
	} headers[] = { { "[z", ".a", "]\n" }, { "[[z", ".a", "]]\n" } };
	static const struct {
		const char *open, *middle, *close;
	} values[] = { { "[", "1", "]" }, { "{b = ", "1", "}" }, { "", "1", "" } };
	struct strbuf source = STRBUF_INIT, more = STRBUF_INIT;
	size_t ndiags;

	(void)state;
	for (size_t i = 0; i < sizeof headers / sizeof *headers * (sizeof values / sizeof *values); i++) {
		const char *open = values[i / 2].open, *middle = values[i / 2].middle, *close = values[i / 2].close;

		for (unsigned nh = 0; nh < FRONT_DEPTH_MAX + 2; nh++)
			for (unsigned nv = 0; nv < FRONT_DEPTH_MAX + 2; nv++) {
				/* The root, the first part of the header, the array's second level, the scalar. */
				unsigned want = 3 + (unsigned)(i % 2) + nh + (open[0] != '\0' ? nv : 0);

				repeat(&source, "+++\n", "", 0, headers[i % 2].begin);
				repeat(&more, "", headers[i % 2].part, nh, headers[i % 2].end);
				strbuf_addstr(&source, strbuf_str(&more));
				repeat(&more, "x = ", open, nv, middle);
				strbuf_addstr(&source, strbuf_str(&more));
				repeat(&more, "", close, nv, "\n");
				strbuf_addstr(&source, strbuf_str(&more));
				if (want <= FRONT_DEPTH_MAX + 1) {
					assert_int_equal(levels_of(&source, &ndiags), want);
					assert_int_equal(ndiags, 0);
				} else {
					assert_true(levels_of(&source, &ndiags) <= FRONT_DEPTH_MAX + 1);
					assert_true(ndiags > 0);
				}
			}
	}
	/* Of each array another one. */
	repeat(&source, "+++\n", "", 0, "");
	for (unsigned n = 0; n < FRONT_DEPTH_MAX; n++) {
		repeat(&more, "[[z", ".a", n, "]]\n");
		strbuf_addstr(&source, strbuf_str(&more));
	}
	assert_true(levels_of(&source, &ndiags) <= FRONT_DEPTH_MAX + 1);
	assert_true(ndiags > 0);
	strbuf_done(&source);
	strbuf_done(&more);
}

/* What is not looked at after so many mistakes is said. */
static void
test_failures(void **state)
{
	static const struct {
		const char *head, *bad, *tail;
	} cases[] = {
		{ "+++\n", "a =\n", "z = 1\n+++\n" },
		{ "{\n", "\"a\": x,\n", "\"z\": 1\n}\n" },
	};
	struct strbuf source = STRBUF_INIT;
	unsigned said;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (unsigned n = FRONT_FAILURES_MAX; n <= FRONT_FAILURES_MAX + 1; n++) {
			struct result r;

			repeat(&source, cases[i].head, cases[i].bad, n, cases[i].tail);
			result_init(&r, source.buf, source.len);
			said = 0;
			for (size_t k = 0; k < r.diags.n; k++)
				if (str_search(r.diags.v[k].text, STR("the rest is not looked at")) < r.diags.v[k].text.len)
					said = r.diags.v[k].line;
			assert_int_equal(said, n == FRONT_FAILURES_MAX ? 0 : n + 2);
			assert_int_equal(front_get(&r.front.root, "z") != NULL, n == FRONT_FAILURES_MAX);
			result_done(&r);
		}
	strbuf_done(&source);
}

static void
test_size(void **state)
{
	struct strbuf source = STRBUF_INIT;
	struct result r;

	(void)state;
	repeat(&source, "---\na: ", "x", FRONT_SIZE_MAX - 4, "\n---\ntext");
	result_init(&r, source.buf, source.len);
	assert_int_equal(front_get(&r.front.root, "a")->text.len, FRONT_SIZE_MAX - 4);
	assert_int_equal(r.diags.n, 0);
	result_done(&r);

	repeat(&source, "---\na: ", "x", FRONT_SIZE_MAX - 3, "\n---\ntext");
	result_init(&r, source.buf, source.len);
	assert_null(r.front.root.items);
	assert_int_equal(r.front.body_line, 4);
	assert_int_equal(r.diags.nerrors, 1);
	result_done(&r);
	strbuf_done(&source);
}

static void
test_values(void **state)
{
	static const struct {
		const char *head, *item, *tail;
	} cases[] = {
		{ "---\na: [", "x,", "]\n---\n" },
		{ "+++\na = [", "1,", "]\n+++\n" },
		{ "{\"a\": [", "1,", "]}\n" },
	};
	struct strbuf source = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t over = 0; over < 2; over++) {
			/* The list itself is a value. */
			size_t n = FRONT_VALUES_MAX - 1 + over, kept = 0;
			struct result r;

			repeat(&source, cases[i].head, cases[i].item, n, cases[i].tail);
			result_init(&r, source.buf, source.len);
			for (const struct front_value *v = r.front.root.items->items; v != NULL; v = v->next)
				kept++;
			assert_int_equal(kept, FRONT_VALUES_MAX - 1);
			assert_int_equal(r.diags.nerrors, over);
			result_done(&r);
		}
	strbuf_done(&source);
}

/* What made readers of such blocks slow somewhere, or might: all must end at once. */
static void
test_hard_blocks(void **state)
{
	static const struct {
		const char *head, *item, *tail;
		size_t n;
	} cases[] = {
		{ "---\na: b\n", "[", "\n---\n", 200000 },
		{ "---\n", "a: @\n", "---\n", 40000 },
		{ "---\n", "- ", "\n---\n", 100000 },
		{ "---\na:\n", "  ? ", "\n---\n", 50000 },
		{ "---\na: ", "\"x\" ", "\n---\n", 60000 },
		{ "---\n@\n", "a: &a [*a]\n", "---\n", 20000 },
		{ "---\n", "%TAG !a! b\n", "---\n", 20000 },
		{ "---\na: |\n", " \n", "---\n", 100000 },
		{ "---\n", "[a: b,\n", "---\n", 30000 },
		{ "---\na: \"", "\n", "---\n", 200000 },
		{ "---\n", "a: b\n", "@\n---\n", 50000 },
		{ "+++\n", "a = \"\"\"\n", "+++\n", 25000 },
		{ "+++\n", "[[a.b.c]]\n", "+++\n", 20000 },
		{ "+++\n", "a.b.c.d = 1\n", "+++\n", 15000 },
		{ "+++\na = ", "[", "\n+++\n", 200000 },
		{ "{\"a\": 1,\n", "\"b\": \"\n", "}\n", 40000 },
		{ "{\"a\": ", "[", "\n", 200000 },
	};
	struct strbuf source = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct result r;

		repeat(&source, cases[i].head, cases[i].item, cases[i].n, cases[i].tail);
		result_init(&r, source.buf, source.len);
		assert_true(r.front.body_at <= r.len);
		result_done(&r);
	}
	strbuf_done(&source);
}

/* Lines that are plain, and lines that only look so. */
static const char *const lines[] = {
	"", " ", "#", "# c", "a: b", "c: d e", "f:", "f: ", "- g", "- ", "-", "  - h", "  -", "  -  i",
	"j: \"k\"", "l: 'm'", "n: \"o\" p", "q: [r, s]", "t: []", "u: [ v , \"w\" ]", "x: 2024-01-02",
	"y: null", "- null", "z: [~, null]", "a: [b,]", "a: [b, ,c]", "a: [\"b, c\"]", "a: b: c", "a: b:", "a: b #c",
	"a: b#c", "a: [b #c]", "a: [b#c]", "a: [b:c]", "a: b:c", "a: -1", "a: - b", "a: -b", "a: [-1]", "a: ./b",
	"a: ..", "...x: y", "a: \"b\\n\"", "a: \"\"", "a: ''", "a: 'b''c'", "a: @b", "a: b@c", "a: (b)", "a: [(b)]",
	"a: b]", "a: [b]]", "a: [[b]]", "a: {b: c}", "a : b", "a:b", "a", " a: b", "  b", "- a: b", "- a:", "- [a]",
	"- \"a\"", "- 'a", "- -a", "- - a", "-a: b", "1: 2", "a: 1:2", "a: \xc3\xa9", "\xc3\xa9: a", "- \xc3\xa9", "a: |", "a: >-",
	"a: &b c", "a: *b", "a: !b c", "a: b\\", "a: \"b\" #c", "a: b  ", "- a  ", "a: b?", "a: [b?]", "a: ?b", "? a", ": a",
	"a: b, c", "a: % b", "a: b \"c\" 'd'", "a_b-c: d", "_a: b", "a: _b", "a: [b\"c]", "a: [b 'c']", "a: ['b' c]",
};

static void
dump_lines(struct strbuf *out, const struct front_value *v)
{
	strbuf_addf(out, "%u ", v->line);
	for (const struct front_value *i = v->items; i != NULL; i = i->next)
		dump_lines(out, i);
}

/* Reads text both ways; true when it was plain, and then both must be the same. */
static bool
plain_is_yaml(struct str text)
{
	struct front_value plain = { .kind = FRONT_MAP, .line = 1 }, yaml = plain;
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	struct front_trouble trouble;
	struct front_reader r = { .text = text, .line = 1 };
	struct front_open o;
	struct arena arena;
	bool is_plain;

	arena_init(&arena, 0);
	r.arena = &arena;
	front_open(&o, &plain);
	is_plain = front_plain_try(&r, &o);
	if (is_plain) {
		front_open(&o, &yaml);
		if (!front_yaml_try(&r, text, 1, &o, &trouble))
			fail_msg("libyaml refuses:\n%.*s", STR_ARG(text));
		dump(&a, &plain);
		dump_lines(&a, &plain);
		dump(&b, &yaml);
		dump_lines(&b, &yaml);
		if (strcmp(a.buf, b.buf) != 0)
			print_error("%.*s", STR_ARG(text));
		assert_string_equal(a.buf, b.buf);
	} else {
		assert_null(plain.items);
		assert_int_equal(r.nvalues, 0);
	}
	arena_done(&arena);
	strbuf_done(&a);
	strbuf_done(&b);
	return is_plain;
}

static void
test_plain_is_yaml(void **state)
{
	const size_t n = sizeof lines / sizeof *lines, few = 16;
	struct strbuf text = STRBUF_INIT;
	size_t nplain = 0;

	(void)state;
	for (size_t i = 0; i < n * n + few * few * few * few; i++) {
		size_t k = i - n * n;

		strbuf_reset(&text);
		if (i < n * n)
			strbuf_addf(&text, "%s\n%s\n", lines[i / n], lines[i % n]);
		else
			strbuf_addf(&text, "%s\n%s\n%s\n%s", lines[k / few / few / few],
			    lines[k / few / few % few], lines[k / few % few], lines[k % few]);
		nplain += plain_is_yaml(strbuf_str(&text));
	}
	/* Or nothing has been compared. */
	assert_true(nplain > 1000);
	strbuf_done(&text);
}

/* What most blocks look like must not need libyaml. */
static void
test_plain_takes(void **state)
{
	static const char *const blocks[] = {
		"title: \"A: b\"\ndate: 2025-10-15\norder: 6\nsource_url: \"https://x.org/\"\n"
		"tags: [\"a\", \"b c\"]\nfeatured: true\n",
		"layout: post\ntitle:  Hello, (world)!\ntags:\n- a\n- b\ncategories:\n  - c\n\n# end\n",
		"", "title: x", "a:\nb: -3\nc: [C#, d-e, \xc3\xa9]\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		assert_true(plain_is_yaml(str_of(blocks[i])));
}

/* Many keys are compared by another road than few. */
static void
test_many_equal_keys(void **state)
{
	struct strbuf source = STRBUF_INIT;
	struct result r;
	size_t n = 0;

	(void)state;
	strbuf_adds(&source, "---\n");
	for (int i = 0; i < 100; i++)
		strbuf_addf(&source, "k%d: %d\n", i % 40, i);
	strbuf_adds(&source, "---\n");
	result_init(&r, source.buf, source.len);
	for (const struct front_value *v = r.front.root.items; v != NULL; v = v->next)
		n++;
	assert_int_equal(n, 40);
	assert_int_equal(r.diags.nwarnings, 60);
	assert_true(str_is(front_get(&r.front.root, "k5")->text, "85"));
	assert_true(str_is(front_get(&r.front.root, "k39")->text, "79"));
	result_done(&r);
	strbuf_done(&source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_fences),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_bool),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_depth_of_tables),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_hard_blocks),
		cmocka_unit_test(test_plain_is_yaml),
		cmocka_unit_test(test_plain_takes),
		cmocka_unit_test(test_many_equal_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
