/*
 * dialect_code.c - code and formulas that an engine marks, as Markdown's code.
 *
 * A fence needs a line of its own, and none may be added.  So tags that stand
 * alone on their lines become fences, others HTML's <pre>, which may begin and
 * end anywhere, and those within a line spans of code.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

/* The longest run of backticks in [from, to). */
static size_t
longest_run(const struct dialect *d, size_t from, size_t to)
{
	size_t longest = 0, n = 0;

	for (size_t i = from; i < to; i++) {
		n = d->text.p[i] == '`' ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest;
}

#define TAB 4	/* [columns] */

/* [columns] of the n bytes at at, where a line begins. */
static size_t
columns(const struct dialect *d, size_t at, size_t n)
{
	size_t column = 0;

	for (size_t i = 0; i < n; i++)
		column += d->text.p[at + i] == '\t' ? TAB - column % TAB : 1;
	return column;
}

static size_t
indent_at(const struct dialect *d, size_t at)
{
	size_t n = 0;

	while (at + n < d->text.len && ascii_is_blank(d->text.p[at + n]))
		n++;
	return n;
}

/* Whether the lines of [from, to), which follows a line's end, must be indented
 * so that they stay in the list item. */
static bool
wants_indent(struct dialect *d, size_t from, size_t to)
{
	size_t wanted = columns(d, d->line.start, d->column), least = wanted, end;
	bool item = false;

	for (size_t i = 0; i < d->block.n; i++) {
		if (d->block.v[i].quote)
			return false;
		item = true;
	}
	for (; from < to; from = end + 1) {
		size_t n = indent_at(d, from);

		end = dialect_line_end(d, from);
		if (from + n < end && from + n < to && columns(d, from, n) < least)
			least = columns(d, from, n);
	}
	return item && least < wanted && d->column <= DIALECT_BOX_COLUMN_MAX;
}

/* As far as the text of the line read, without the shift bytes that containers
 * took away there; tabs stay, for they have columns of their own. */
static void
put_indent(struct dialect *d, size_t shift)
{
	for (size_t i = shift; i < d->column && d->column <= DIALECT_BOX_COLUMN_MAX; i++)
		strbuf_addc(d->out, d->text.p[d->line.start + i] == '\t' ? '\t' : ' ');
}

/* Copies [d->at, to), each line but the first indented when that is wanted. */
static void
take_lines(struct dialect *d, size_t to, bool indent, size_t shift)
{
	while (d->at < to) {
		dialect_take(d, d->at + str_find(str_slice(d->text, d->at, to), '\n'));
		if (d->at >= to)
			break;
		dialect_take(d, d->at + 1);
		if (indent && d->at < to && d->text.p[d->at] != '\n')
			put_indent(d, shift);
	}
}

static void
put_fence(struct dialect *d, struct str lang, size_t from, size_t to, size_t end)
{
	size_t body = dialect_line_end(d, from), last = to, shift = d->shift, ticks;
	bool quote = false, indent;

	while (last > body && d->text.p[last - 1] != '\n')
		last--;
	ticks = longest_run(d, body, last) + 1;
	ticks = ticks < 3 ? 3 : ticks;
	indent = wants_indent(d, body + 1, last);
	for (size_t i = 0; i < d->block.n; i++)
		quote = quote || d->block.v[i].quote;
	strbuf_fill(d->out, '`', ticks);
	dialect_put(d, lang);
	d->fresh = false;
	dialect_drop(d, body);
	/* The first line end, the lines, the last line end. */
	dialect_take(d, body + 1);
	if (indent && d->at < last && d->text.p[d->at] != '\n')
		put_indent(d, shift);
	take_lines(d, last, indent, shift);
	/* What takes a fence's sign for code is an indent of its own. */
	if (quote)
		dialect_take(d, to);
	else if (d->at < to)
		put_indent(d, shift);
	d->at = to;
	strbuf_fill(d->out, '`', ticks);
	d->fresh = false;
	dialect_drop(d, end);
	d->at = dialect_line_end(d, d->at);
}

/* One line's worth as a span of code. */
static void
put_span(struct dialect *d, size_t to)
{
	struct str code = str_trim(str_slice(d->text, d->at, to));
	size_t from = (size_t)(code.p - d->text.p), ticks;
	bool row = d->line.text < d->text.len && d->text.p[d->line.text] == '|';
	const char *pad;

	if (code.len > 0) {
		ticks = longest_run(d, from, from + code.len) + 1;
		pad = code.p[0] == '`' || code.p[code.len - 1] == '`' ? " " : "";
		strbuf_fill(d->out, '`', ticks);
		dialect_puts(d, pad);
		for (size_t i = 0; i < code.len; i++) {
			if (row && code.p[i] == '|' && (i == 0 || code.p[i - 1] != '\\'))
				strbuf_addc(d->out, '\\');
			strbuf_addc(d->out, code.p[i]);
		}
		dialect_puts(d, pad);
		strbuf_fill(d->out, '`', ticks);
		d->fresh = false;
	}
	d->at = to;
}

static void
put_spans(struct dialect *d, size_t from, size_t to, size_t end)
{
	d->fresh = false;
	dialect_drop(d, from);
	while (d->at < to) {
		size_t line = d->at + str_find(str_slice(d->text, d->at, to), '\n');

		put_span(d, line);
		dialect_take(d, line < to ? line + 1 : line);
	}
	d->fresh = false;
	dialect_drop(d, end);
}

static void
put_pre(struct dialect *d, struct str lang, size_t from, size_t to, size_t end)
{
	bool block = d->where == IN_HTML, indent = wants_indent(d, dialect_line_end(d, from) + 1, to);
	size_t shift = d->shift;

	dialect_puts(d, "<pre><code");
	if (lang.len > 0) {
		dialect_puts(d, " class=\"language-");
		dialect_put(d, lang);
		dialect_puts(d, "\"");
	}
	dialect_puts(d, ">");
	dialect_drop(d, from);
	d->where = IN_HTML;
	while (d->at < to) {
		size_t line = d->at + str_find(str_slice(d->text, d->at, to), '\n');

		dialect_put_text(d, str_slice(d->text, d->at, line));
		d->at = line;
		if (line == to)
			break;
		dialect_take(d, line + 1);
		if (indent && d->at < to && d->text.p[d->at] != '\n')
			put_indent(d, shift);
		/* A blank line would end the block of HTML around it. */
		if (block && d->at < to && d->text.p[d->at] == '\n')
			dialect_puts(d, "&#32;");
	}
	dialect_puts(d, "</code></pre>");
	d->fresh = false;
	dialect_drop(d, end);
	d->fresh = false;
	d->again = false;
}

void
dialect_put_code(struct dialect *d, struct str lang, size_t from, size_t to, size_t end)
{
	bool lines = str_find(str_slice(d->text, from, to), '\n') < to - from;
	bool alone = d->fresh && d->nested == 0 && !d->flat &&
	    block_is_blank(d->text, end, dialect_line_end(d, end));

	if (d->where == IN_TEXT && lines && alone && dialect_is_alone(d, from) &&
	    dialect_begins_line(d, to)) {
		put_fence(d, lang, from, to, end);
		d->block.leaf = LEAF_NONE;
	} else if (d->fresh && d->nested == 0 && !d->flat && (lines || alone)) {
		enum dialect_where where = d->where;

		put_pre(d, lang, from, to, end);
		if (where == IN_TEXT)
			d->block.leaf = LEAF_NONE;
	} else if (d->where == IN_HTML) {
		dialect_puts(d, "<code>");
		dialect_put_text(d, str_slice(d->text, from, to));
		dialect_puts(d, "</code>");
		dialect_drop(d, end);
	} else {
		put_spans(d, from, to, end);
	}
}

/* The end of Quarto's name for the formula that ends at at, "$$ {#eq-sum}"; else at. */
static size_t
skip_formula_name(const struct dialect *d, size_t at)
{
	size_t from = at, end;

	while (from < d->text.len && ascii_is_blank(d->text.p[from]))
		from++;
	if (!dialect_sees(d, from, "{#"))
		return at;
	for (end = from + 2; end < d->text.len && (ascii_is_word(d->text.p[end]) || strchr("-_:.", d->text.p[end])); end++)
		continue;
	return end < d->text.len && d->text.p[end] == '}' ? end + 1 : at;
}

/* The environments of LaTeX that MathJax and Pandoc take for formulas without any sign around them. */
static bool
is_environment(struct str name)
{
	static const char *const names[] = {
		"align", "alignat", "displaymath", "eqnarray", "equation", "flalign", "gather", "multline",
	};

	if (name.len > 0 && name.p[name.len - 1] == '*')
		name.len--;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* What stands between the lines "\begin{align}" and "\end{align}", if that is no Markdown. */
static bool
read_environment(struct dialect *d)
{
	size_t from = d->line.text + strlen("\\begin{"), to, reach = dialect_bound(d);
	struct str name = str_slice(d->text, from, d->line.end), body;
	struct strbuf end = STRBUF_INIT;
	size_t behind;

	if (reach > from + DIALECT_TAG_MAX)
		reach = from + DIALECT_TAG_MAX;
	name.len = str_find(name, '}');
	from += name.len + 1;
	if (!is_environment(name) || !block_is_blank(d->text, from, d->line.end))
		return false;
	strbuf_addf(&end, "\\end{%.*s}", STR_ARG(name));
	to = dialect_find(d, end.buf, d->line.end, reach);
	behind = to + end.len;
	strbuf_done(&end);
	if (behind > reach || !dialect_begins_line(d, to) || !block_is_blank(d->text, behind, dialect_line_end(d, behind)))
		return false;
	/* Where Markdown comes before the formula, authors escape it: "x\_1 \\\\". */
	body = str_slice(d->text, from, to);
	if (str_search(body, STR("\\_")) < body.len || str_search(body, STR("\\\\\\\\")) < body.len)
		return false;
	dialect_head(d);
	dialect_put_code(d, STR("math"), from, to, behind);
	return true;
}

/* "$$" or "\[" alone on a line, or at the start of one that is no formula to
 * CommonMark's eye: it ends elsewhere than the paragraph. */
bool
dialect_read_formula(struct dialect *d)
{
	bool dollars = dialect_sees(d, d->line.text, "$$");
	const char *sign = dollars ? "$$" : "\\]";
	size_t from = d->line.text + 2, to, end, reach = d->text.len;

	if (dialect_sees(d, d->line.text, "\\begin{"))
		return read_environment(d);
	if (!dollars && !dialect_sees(d, d->line.text, "\\["))
		return false;
	if (reach > from + DIALECT_TAG_MAX)
		reach = from + DIALECT_TAG_MAX;
	to = dialect_find(d, sign, from, reach);
	end = skip_formula_name(d, to + 2);
	if (to >= reach || !block_is_blank(d->text, end, dialect_line_end(d, to)))
		return false;
	if ((!block_is_blank(d->text, from, d->line.end) || !dialect_begins_line(d, to)) &&
	    (!dollars || to < dialect_bound(d)))
		return false;
	dialect_head(d);
	dialect_put_code(d, STR("math"), from, to, end);
	return true;
}
