/* dialect_put.c - links, pictures and text as Markdown or as HTML. */
#include <string.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "content/dialect_parts.h"

struct escape {
	char c;
	const char *put;
};

static const struct escape html_escapes[] = {
	{ '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" }, { '"', "&quot;" },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static bool
is_row(const struct dialect *d)
{
	return d->line.text < d->text.len && d->text.p[d->line.text] == '|';
}

void
dialect_put(struct dialect *d, struct str markdown)
{
	strbuf_addstr(d->out, markdown);
	d->fresh = d->fresh && markdown.len == 0;
}

void
dialect_puts(struct dialect *d, const char *markdown)
{
	dialect_put(d, str_of(markdown));
}

static void
put_byte(struct dialect *d, char c)
{
	strbuf_addc(d->out, c == '\n' ? ' ' : c);
	d->fresh = false;
}

static void
put_html(struct dialect *d, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		const char *put = NULL;

		for (size_t k = 0; k < COUNT(html_escapes); k++)
			if (html_escapes[k].c == text.p[i])
				put = html_escapes[k].put;
		if (put != NULL)
			dialect_puts(d, put);
		else
			put_byte(d, text.p[i]);
	}
}

/* Puts text with a backslash before each of signs. */
static void
put_escaped(struct dialect *d, struct str text, const char *signs)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] != '\0' && strchr(signs, text.p[i]) != NULL)
			put_byte(d, '\\');
		put_byte(d, text.p[i]);
	}
}

void
dialect_put_text(struct dialect *d, struct str text)
{
	if (d->where == IN_HTML)
		put_html(d, text);
	else if (d->where == IN_TARGET)
		dialect_put(d, text);
	else
		put_escaped(d, text, d->fresh ? "\\`*_[]<>&~|$#+-=" : "\\`*_[]<>&~|$");
}

/* Whether brackets and backticks in s are paired, so that the rest of a line is
 * safe from them. */
static bool
is_closed(struct str s)
{
	size_t depth = 0, ticks = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '\\' && ++i == s.len)
			return false;
		if (s.p[i] == '[')
			depth++;
		else if (s.p[i] == ']' && depth-- == 0)
			return false;
		else if (s.p[i] == '<')
			return false;
		ticks += s.p[i] == '`';
	}
	return depth == 0 && ticks % 2 == 0;
}

/* Whether the "<" at s[at] begins a tag that captions are adorned with; ret_end is behind it. */
static bool
is_adornment(struct str s, size_t at, size_t *ret_end)
{
	static const char *const tags[] = {
		"a", "b", "br", "cite", "code", "em", "i", "kbd", "mark", "p", "q", "small", "span", "strong", "sub",
		"sup", "u",
	};
	size_t from = at + 1 + (at + 1 < s.len && s.p[at + 1] == '/'), to = from;
	size_t end = at + str_find(str_from(s, at), '>');

	while (to < end && ascii_is_word(s.p[to]))
		to++;
	if (end == s.len || (to < end && s.p[to] != ' ' && s.p[to] != '/'))
		return false;
	*ret_end = end + 1;
	for (size_t i = 0; i < COUNT(tags); i++)
		if (str_is_case(str_slice(s, from, to), tags[i]))
			return true;
	return false;
}

/* Label without such tags, in out; a line's end in it is a blank. */
static struct str
without_tags(struct str label, struct strbuf *out)
{
	size_t at = 0, end;

	if (str_find(label, '<') == label.len || str_find(label, '`') < label.len)
		return label;
	for (; at < label.len; at++)
		if (label.p[at] != '<' || !is_adornment(label, at, &end)) {
			strbuf_addc(out, label.p[at]);
		} else {
			strbuf_adds(out, str_starts_case(str_from(label, at), STR("<br")) ? " " : "");
			at = end - 1;
		}
	return strbuf_str(out);
}

static void
put_label(struct dialect *d, struct str label)
{
	const char *signs = is_closed(label) ? "" : "\\`*_[]<>";

	label = str_trim(label);
	if (d->where == IN_HTML)
		put_html(d, label);
	else
		put_escaped(d, label, is_row(d) && signs[0] == '\0' ? "|" : signs);
}

void
dialect_put_label(struct dialect *d, struct str label)
{
	struct strbuf plain = STRBUF_INIT;

	put_label(d, without_tags(label, &plain));
	strbuf_done(&plain);
}

void
dialect_put_target(struct dialect *d, struct str url)
{
	url = str_trim(url);
	strbuf_adds(d->out, "](<");
	put_escaped(d, url, is_row(d) ? "\\<>|" : "\\<>");
	dialect_puts(d, ">)");
}

/* "dQw4w9WgXcQ" tells a reader nothing. */
static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.p[i] >= 0x80 || strchr("-_.", s.p[i]) != NULL)
			return true;
		if (i > 0 && !ascii_is_small(s.p[i]))
			return false;
	}
	return s.len > 0;
}

/* What to call a target that has no label: its last part, or the host. */
static struct str
name_of(struct str url)
{
	struct uri uri;
	struct str path;

	uri_split(url, &uri);
	path = uri.path;
	path = str_chop(path, '/');
	path = str_from(path, path.len > 0 ? str_rfind(path, '/') + 1 : 0);
	if (uri.host.len > 0 && !is_word(path))
		return uri.host;
	return path.len > 0 ? path : url;
}

void
dialect_put_link(struct dialect *d, struct str url, struct str label)
{
	label = str_trim(label);
	if (label.len == 0)
		label = name_of(url);
	if (d->where == IN_TARGET) {
		dialect_put(d, url);
	} else if (d->where == IN_HTML) {
		dialect_puts(d, "<a href=\"");
		put_html(d, url);
		dialect_puts(d, "\">");
		put_html(d, label);
		dialect_puts(d, "</a>");
	} else {
		dialect_puts(d, "[");
		dialect_put_label(d, label);
		dialect_put_target(d, url);
	}
}

void
dialect_put_image(struct dialect *d, struct str url, struct str label, struct str link)
{
	if (d->where == IN_TARGET) {
		dialect_put(d, url);
		return;
	}
	if (d->where == IN_HTML) {
		dialect_puts(d, "<img src=\"");
		put_html(d, url);
		dialect_puts(d, "\" alt=\"");
		put_html(d, label);
		dialect_puts(d, "\">");
		return;
	}
	dialect_puts(d, link.len > 0 ? "[![" : "![");
	dialect_put_label(d, label);
	dialect_put_target(d, url);
	if (link.len > 0)
		dialect_put_target(d, link);
}

void
dialect_put_strong(struct dialect *d, struct str title)
{
	const char *mark = str_find(title, '*') == title.len ? "**" : "";

	title = str_trim(title);
	if (title.len == 0)
		return;
	dialect_puts(d, mark);
	dialect_put_label(d, title);
	dialect_puts(d, mark);
}
