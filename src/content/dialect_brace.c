/*
 * dialect_brace.c - what begins with a brace, and kramdown's share of it:
 * attributes, comments, tables of contents, abbreviations.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

bool
dialect_read_brace(struct dialect *d)
{
	char next = d->at + 1 < d->text.len ? d->text.p[d->at + 1] : ' ';

	if (next == '{')
		return dialect_read_hugo(d) || dialect_read_macro(d) || dialect_read_expression(d) ||
		    (d->options->mdx && dialect_read_mdx(d));
	if (next == '%')
		return dialect_read_liquid(d);
	return dialect_read_span(d) || (d->options->mdx && dialect_read_mdx(d));
}

/* --- attributes ------------------------------------------------------ */

static size_t
skip_word(struct str s, size_t at)
{
	while (at < s.len && (ascii_is_word(s.p[at]) || (unsigned char)s.p[at] >= 0x80 ||
	    strchr("-_.:%/", s.p[at]) != NULL))
		at++;
	return at;
}

/* '.x #y z="w"' and nothing else. */
static bool
is_attributes(struct str s)
{
	size_t at = 0, n = 0;

	for (;; n++) {
		size_t from;

		while (at < s.len && ascii_is_blank(s.p[at]))
			at++;
		if (at == s.len)
			return n > 0;
		from = at;
		if (s.p[at] == '.' || s.p[at] == '#') {
			at = skip_word(s, at + 1);
			if (at - from < 2)
				return false;
			continue;
		}
		at = skip_word(s, at);
		if (at == from || at + 1 >= s.len || s.p[at] != '=')
			return false;
		at++;
		if (s.p[at] == '"' || s.p[at] == '\'') {
			from = at + 1;
			at = from + str_find(str_from(s, from), s.p[at]) + 1;
			if (at > s.len)
				return false;
		} else {
			at = skip_word(s, at);
		}
	}
}

#define ATTRIBUTES_MAX 500	/* [bytes] */

/* The text in the braces at at, when they end on this line. */
static struct str
inner_of(struct dialect *d, size_t at)
{
	size_t end = at;

	while (end < d->stop && end - at < ATTRIBUTES_MAX && d->text.p[end] != '}') {
		if (d->text.p[end] == '\n')
			return STR_NONE;
		end++;
	}
	return end < d->stop && d->text.p[end] == '}' ? str_slice(d->text, at + 1, end) : STR_NONE;
}

static bool
is_kramdown(struct str inner)
{
	return inner.len > 1 && inner.p[0] == ':' && str_find(inner, '{') == inner.len &&
	    (strchr(" .#:/", inner.p[1]) != NULL || is_attributes(str_from(inner, 1)));
}

/* The line below makes this one a heading. */
static bool
is_underlined(struct dialect *d)
{
	size_t at = d->stop + 1, end;
	char sign;

	if (at >= d->text.len)
		return false;
	sign = d->text.p[at];
	end = dialect_line_end(d, at);
	if (sign != '=' && sign != '-')
		return false;
	while (at < end && d->text.p[at] == sign)
		at++;
	return block_is_blank(d->text, at, end);
}

/* "#id", whatever else the engine lets stand in it. */
static bool
is_id(struct str inner)
{
	return inner.len > 1 && inner.p[0] == '#' && !ascii_is_blank(inner.p[1]) &&
	    str_find(inner, '{') == inner.len;
}

/* Whether what stands between d->at and end is the last of a heading, and not all of it. */
static bool
ends_heading(struct dialect *d, size_t end)
{
	size_t from = d->line.text;

	/* First what stands behind it: there may be many on the line. */
	while (end < d->stop && ascii_is_blank(d->text.p[end]))
		end++;
	/* "## Title {#id} ##" */
	while (d->line.heading && end < d->stop && d->text.p[end] == '#')
		end++;
	if (!block_is_blank(d->text, end, d->stop) || (!d->line.heading && !is_underlined(d)))
		return false;
	while (d->line.heading && from < d->at && d->text.p[from] == '#')
		from++;
	return !block_is_blank(d->text, from, d->at);
}

/* {::comment} … {:/comment} */
static bool
read_kramdown_comment(struct dialect *d, size_t end)
{
	size_t reach = d->nested > 0 ? d->stop : d->text.len, to;

	to = dialect_find(d, "{:/", end, reach);
	if (to >= reach)
		return false;
	to = dialect_find(d, "}", to, reach);
	dialect_drop(d, to < reach ? to + 1 : reach);
	return true;
}

/* Whether inner is below a sign of a formula, "\\sum_{n=1}", and no attribute of emphasis, "_x_{rel=me}". */
static bool
is_subscript(const struct dialect *d, struct str inner)
{
	struct str text = d->text;
	size_t at = d->at, sign = str_find(inner, '=');

	if (at == 0 || text.p[at - 1] != '_' || sign == inner.len)
		return false;
	if (at > 1 && text.p[at - 2] == '\\')
		return true;
	for (at--; at > 0 && ascii_is_word(text.p[at - 1]); at--)
		continue;
	return sign == 1 || (at > 0 && text.p[at - 1] == '\\');
}

bool
dialect_read_span(struct dialect *d)
{
	struct str inner;
	size_t end, reach;
	char before;

	/* Nunjucks' and Tera's comments. */
	if (dialect_sees(d, d->at, "{# ") || dialect_sees(d, d->at, "{#-") ||
	    dialect_sees(d, d->at, "{#\n")) {
		reach = dialect_reach(d);
		end = dialect_find(d, "#}", d->at + 2, reach);
		if (end < reach) {
			dialect_drop(d, end + 2);
			return true;
		}
	}
	inner = inner_of(d, d->at);
	/* An id in a comment, in files that are MDX by another name. */
	if (d->line.heading && str_starts(inner, STR("/*")) && str_ends(inner, STR("*/"))) {
		dialect_drop(d, d->at + inner.len + 2);
		return true;
	}
	if (inner.len == 0)
		return false;
	end = d->at + inner.len + 2;
	if (is_subscript(d, inner))
		return false;
	before = dialect_before(d, d->at);
	if (str_is(str_trim(inner), "::comment") && read_kramdown_comment(d, end))
		return true;
	if (is_kramdown(inner) || dialect_is_size(inner)) {
		dialect_drop(d, end);
		return true;
	}
	/* ":icon:{ .class }" */
	if (before == ':' && (str_starts(str_trim(inner), STR(".")) ||
	    str_starts(str_trim(inner), STR("#"))))
		before = ')';
	if (!(is_attributes(inner) && strchr(")]`*_", before) != NULL) &&
	    !((is_attributes(inner) || is_id(inner)) && ends_heading(d, end)))
		return false;
	/* "![x](y.png){.wide}{.framed}" */
	while (end < d->stop && d->text.p[end] == '{' && is_attributes(inner = inner_of(d, end)))
		end += inner.len + 2;
	dialect_drop(d, end);
	return true;
}

/* A line that says how to show the block above or below it. */
bool
dialect_read_attributes(struct dialect *d)
{
	struct str inner;

	if (d->text.p[d->line.text] != '{')
		return false;
	inner = inner_of(d, d->line.text);
	if (inner.len == 0 || (inner.p[0] != ':' && !is_attributes(inner)) ||
	    str_is(str_trim(inner), "::comment") ||
	    !block_is_blank(d->text, d->line.text + inner.len + 2, d->line.end))
		return false;
	dialect_blank(d);
	return true;
}

bool
dialect_read_open(struct dialect *d)
{
	if (!block_is_open(d->text, &d->line))
		return false;
	d->block.open = true;
	dialect_blank(d);
	return true;
}

/* --- other lines ------------------------------------------------------- */

bool
dialect_read_abbreviation(struct dialect *d)
{
	struct str line = str_slice(d->text, d->line.text, d->line.end);
	size_t close = str_find(line, ']');

	if (!str_starts(line, STR("*[")) || close == 2 ||
	    !str_starts(str_from(line, close), STR("]:")))
		return false;
	dialect_blank(d);
	return true;
}

/* A list item that kramdown puts a table of contents in the place of, or Franklin's word for one. */
bool
dialect_read_contents(struct dialect *d)
{
	struct str next = str_trim(str_slice(d->text, d->line.text, d->line.end));

	if (str_is(next, "\\toc") || str_is(next, "\\tableofcontents")) {
		dialect_blank(d);
		return true;
	}
	if (!d->line.new_item || d->line.next >= d->text.len)
		return false;
	next = str_trim(str_slice(d->text, d->line.next, dialect_line_end(d, d->line.next)));
	if (!str_starts(next, STR("{:toc")) && !str_starts(next, STR("{: toc")))
		return false;
	d->block.n--;
	dialect_blank(d);
	return true;
}
