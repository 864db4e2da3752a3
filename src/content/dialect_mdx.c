/*
 * dialect_mdx.c - MDX: modules, components, expressions.  Vue's components in
 * VitePress are written the same way.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

#define IMPORT_MAX 4096		/* [bytes] of one statement */

/* --- import and export -------------------------------------------------- */

/* The position behind the quoted name at at, and a ";" and blanks behind that, on the
 * line; 0 when the name does not end there. */
static size_t
name_end(struct dialect *d, size_t at)
{
	size_t line = dialect_line_end(d, at);
	size_t end = at + 1 + str_find(str_slice(d->text, at + 1, line), d->text.p[at]) + 1;

	if (end > line)
		return 0;
	while (end < line && (d->text.p[end] == ';' || ascii_is_blank(d->text.p[end])))
		end++;
	return end;
}

/* The same for import "x", import X from "x", import { a, b as c } from "x" */
static size_t
statement_end(struct dialect *d, size_t at)
{
	struct str s = str_slice(d->text, at, at + IMPORT_MAX), names;
	size_t i = 6;

	while (i < s.len && s.p[i] != '"' && s.p[i] != '\'') {
		if (!ascii_is_word(s.p[i]) && strchr("_$,{}* \t\n", s.p[i]) == NULL)
			return 0;
		if (s.p[i] == '\n' && i + 1 < s.len && s.p[i + 1] == '\n')
			return 0;
		i++;
	}
	(void)dialect_pay(d, i);
	names = str_trim(str_slice(s, 6, i));
	if (i == s.len || (names.len > 0 && !str_ends(names, STR("from"))))
		return 0;
	return name_end(d, at + i);
}

/* The end of the line after the import at at, which may have others behind it; 0 when
 * there is more. */
static size_t
import_end(struct dialect *d, size_t at)
{
	do
		at = statement_end(d, at);
	while (at > 0 && (dialect_sees(d, at, "import ") || dialect_sees(d, at, "import\n")));
	return at > 0 && at == dialect_line_end(d, at) ? at : 0;
}

/* Up to the blank line behind the last bracket that ends. */
static size_t
export_end(struct dialect *d, size_t at)
{
	size_t reach = dialect_reach(d), depth = 0, line = dialect_line_end(d, at), from = at;

	for (; at < reach; at++) {
		char c = d->text.p[at];

		if (strchr("({[", c) != NULL) {
			depth++;
		} else if (strchr(")}]", c) != NULL) {
			depth -= depth > 0;
		} else if (c == '"' || c == '\'' || c == '`') {
			char quote[2] = { c, '\0' };
			size_t limit = c == '`' ? reach : dialect_line_end(d, at);
			size_t end = dialect_find(d, quote, at + 1, limit);

			at = end < limit ? end : at;
		} else if (c == '\n' && depth == 0) {
			if (at + 1 >= reach || d->text.p[at + 1] == '\n' ||
			    dialect_sees(d, at + 1, "export ") ||
			    dialect_sees(d, at + 1, "import "))
				return at;
		}
	}
	(void)dialect_pay(d, at - from);
	return at == d->text.len && depth == 0 ? at : line;
}

static bool
is_export(const struct dialect *d, size_t at)
{
	static const char *const words[] = { "const ", "default ", "function ", "async ", "let ",
	    "var ", "class ", "{", "*" };

	if (!dialect_sees(d, at, "export "))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (dialect_sees(d, at + 7, words[i]))
			return true;
	return false;
}

bool
dialect_read_module(struct dialect *d)
{
	size_t at = d->line.text, end = 0;

	if (!d->line.begins || d->block.n > 0 || d->line.indent > 0)
		return false;
	if (dialect_sees(d, at, "import") && at + 6 < d->text.len &&
	    strchr(" {\"'", d->text.p[at + 6]) != NULL)
		end = import_end(d, at);
	else if (d->options->mdx && is_export(d, at))
		end = export_end(d, at);
	if (end == 0)
		return false;
	/* Statements may follow each other without a blank line. */
	d->block.leaf = LEAF_NONE;
	dialect_drop(d, end);
	d->again = false;
	return true;
}

/* --- braces ---------------------------------------------------------- */

size_t
dialect_braces_end(struct dialect *d, size_t at)
{
	size_t reach = dialect_reach(d), from = at, depth = 0;

	for (; at < reach; at++) {
		char c = d->text.p[at];

		if ((c == '"' || c == '`' || (c == '\'' && !ascii_is_word(d->text.p[at - 1])))) {
			char quote[2] = { c, '\0' };
			size_t limit = c == '`' ? reach : dialect_line_end(d, at);
			size_t end = dialect_find(d, quote, at + 1, limit);

			at = end < limit ? end : at;
		} else if (c == '/' && dialect_sees(d, at, "/*")) {
			size_t end = dialect_find(d, "*/", at + 2, reach);

			at = end < reach ? end + 1 : at;
		}
		depth += c == '{';
		if (c == '}' && --depth == 0)
			return dialect_pay(d, at - from) ? at + 1 : 0;
	}
	(void)dialect_pay(d, at - from);
	return 0;
}

/* A comment, {props.x}, {"text"}. */
bool
dialect_read_mdx(struct dialect *d)
{
	size_t end = dialect_braces_end(d, d->at);
	struct str inner;

	if (end == 0)
		return false;
	inner = str_trim(str_slice(d->text, d->at + 1, end - 1));
	if (inner.len > 1 && (inner.p[0] == '"' || inner.p[0] == '\'' || inner.p[0] == '`') &&
	    str_rfind(inner, inner.p[0]) == inner.len - 1)
		dialect_put_text(d, str_slice(inner, 1, inner.len - 1));
	dialect_drop(d, end);
	return true;
}

/* --- components ------------------------------------------------------ */

static size_t
skip_space(const struct dialect *d, size_t at, size_t end)
{
	while (at < end && dialect_is_space(d->text.p[at]))
		at++;
	return at;
}

/* The position behind an attribute's value at at, or 0. */
static size_t
value_end(struct dialect *d, size_t at, size_t reach)
{
	char quote[2] = { at < reach ? d->text.p[at] : ' ', '\0' };
	size_t end;

	if (quote[0] == '{')
		return dialect_braces_end(d, at);
	if (quote[0] == '"' || quote[0] == '\'') {
		end = dialect_find(d, quote, at + 1, reach);
		return end < reach ? end + 1 : 0;
	}
	for (end = at; end < reach && !dialect_is_space(d->text.p[end]) && d->text.p[end] != '>';)
		end++;
	return end > at ? end : 0;
}

/* The position behind the attribute at at, or 0 when there is none. */
static size_t
attribute_end(struct dialect *d, size_t at, size_t reach)
{
	size_t from = at;

	if (d->text.p[at] == '{')
		return d->options->mdx ? dialect_braces_end(d, at) : 0;
	while (at < reach && (ascii_is_word(d->text.p[at]) ||
	    strchr("_-:@#.$*", d->text.p[at]) != NULL))
		at++;
	if (at == from)
		return 0;
	return at < reach && d->text.p[at] == '=' ? value_end(d, at + 1, reach) : at;
}

bool
dialect_jsx_tag(struct dialect *d, size_t at, struct dialect_tag *ret)
{
	size_t reach = d->text.len - at < DIALECT_TAG_MAX ? d->text.len : at + DIALECT_TAG_MAX;
	size_t from;

	if (d->nested > 0 && reach > d->stop)
		reach = d->stop;
	*ret = (struct dialect_tag){ .engine = ENGINE_JSX, .start = at };
	ret->name = block_tag_name(d->text, at, reach);
	if (ret->name.len == 0)
		return false;
	ret->closing = d->text.p[at + 1] == '/';
	from = at = at + 1 + (ret->closing ? 1 : 0) + ret->name.len;
	for (;;) {
		at = skip_space(d, at, reach);
		if (at == reach)
			return false;
		ret->single = dialect_sees(d, at, "/>");
		if (ret->single || d->text.p[at] == '>')
			break;
		at = attribute_end(d, at, reach);
		if (at == 0 || at >= reach)
			return false;
	}
	(void)dialect_pay(d, at - from);
	ret->args = str_slice(d->text, from, at);
	ret->end = at + (ret->single ? 2 : 1);
	return ret->end <= reach;
}

/* Whether attributes hold JavaScript for certain, even where braces might be Liquid's:
 * Docusaurus reads ".md" as MDX. */
static bool
is_javascript(struct str args)
{
	static const char *const signs[] = { "style={{", "={require(", "={useBaseUrl(" };

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_search(args, str_of(signs[i])) < args.len)
			return true;
	return false;
}

/* An attribute; entities in its value are what they are in HTML. */
static void
put_attribute(struct dialect *d, const char *name, struct str value)
{
	dialect_puts(d, " ");
	dialect_puts(d, name);
	dialect_puts(d, "=\"");
	for (size_t i = 0; i < value.len; i++) {
		char c = value.p[i];

		dialect_put(d, c == '"' ? STR("&quot;") : c == '<' ? STR("&lt;") :
		    c == '>' ? STR("&gt;") : c == '\n' ? STR(" ") : str_slice(value, i, i + 1));
	}
	dialect_puts(d, "\"");
}

/* Whether the ">" of a tag of several lines stands at the start of its last, as
 * formatters put it: to CommonMark a quote begins there. */
static bool
ends_like_quote(const struct dialect *d, const struct dialect_tag *tag)
{
	size_t at = tag->end - 1;

	while (at > tag->start && ascii_is_blank(d->text.p[at - 1]))
		at--;
	return d->text.p[at - 1] == '\n';
}

/* A tag of HTML whose attributes are JavaScript in part: the others are kept. */
static bool
read_element(struct dialect *d, const struct dialect_tag *tag)
{
	static const char *const kept[] = { "href", "src", "alt", "title" };
	struct dialect_args args;
	size_t end;

	if (d->options->mdx ? str_find(tag->args, '{') == tag->args.len && !ends_like_quote(d, tag) :
	    !is_javascript(tag->args))
		return false;
	dialect_args_read(&args, tag->args);
	dialect_puts(d, tag->closing ? "</" : "<");
	dialect_put(d, tag->name);
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		struct str value = dialect_args_get(&args, kept[i]);

		if (value.len > 0)
			put_attribute(d, kept[i], value);
	}
	/* No line in it may be blank, which would end the paragraph.  An end tag holds no attribute. */
	dialect_puts(d, tag->closing ? ">" : "");
	while ((end = dialect_line_end(d, d->at)) < tag->end) {
		dialect_drop(d, end + 1);
		dialect_puts(d, tag->closing ? "<!-- -->" : "_");
	}
	dialect_puts(d, tag->closing ? "" : tag->single ? " />" : ">");
	dialect_drop(d, tag->end);
	d->again = false;
	return true;
}

/* Whether the tag that ends this one, or that this one ends, stands on the same line. */
static bool
is_paired(struct dialect *d, const struct dialect_tag *tag)
{
	size_t from = tag->closing ? d->line.text : tag->end;
	size_t to = tag->closing ? tag->start : d->stop;
	struct strbuf other = STRBUF_INIT;
	size_t at;

	strbuf_addf(&other, tag->closing ? "<%.*s" : "</%.*s>", STR_ARG(tag->name));
	at = dialect_find(d, other.buf, from, to);
	strbuf_done(&other);
	return at < to;
}

bool
dialect_read_component(struct dialect *d)
{
	bool mdx = d->options->mdx;
	struct dialect_tag tag;

	if (mdx && (dialect_sees(d, d->at, "<>") || dialect_sees(d, d->at, "</>"))) {
		dialect_drop(d, d->at + (d->text.p[d->at + 1] == '/' ? 3 : 2));
		return true;
	}
	if (!dialect_jsx_tag(d, d->at, &tag))
		return false;
	if (!block_is_component(tag.name, mdx))
		return read_element(d, &tag);
	/* "List<String>" in prose is none. */
	if (!mdx && !tag.closing && ascii_is_word(dialect_before(d, d->at)))
		return false;
	if (!mdx && !tag.single && (tag.closing || str_trim(tag.args).len == 0) &&
	    !dialect_is_alone(d, tag.end) && !is_paired(d, &tag))
		return false;
	/* What follows on the next line is no part of it. */
	if (tag.closing && str_is_case(tag.name, "summary") && !d->fresh)
		strbuf_adds(d->out, "  ");
	dialect_call(d, &tag);
	return true;
}
