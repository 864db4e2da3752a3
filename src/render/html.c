/* html.c - the HTML that authors write within Markdown: tags and text. */
#include "render/html.h"

#include <string.h>

#include "base/ascii.h"
#include "render/html_sign.h"

#define NAME_SIZE_MAX 16	/* [bytes] of an element's name that is known */

struct element {
	const char *name;
	enum html_role role;
	unsigned level;
};

/* Elements that are more than their content; sorted by name. */
static const struct element elements[] = {
	{ "a", HTML_LINK, 0 },
	{ "address", HTML_BLOCK, 0 },
	{ "article", HTML_BLOCK, 0 },
	{ "aside", HTML_BLOCK, 0 },
	{ "audio", HTML_MEDIA, 0 },
	{ "b", HTML_STRONG, 0 },
	{ "blockquote", HTML_QUOTE, 0 },
	{ "body", HTML_BLOCK, 0 },
	{ "br", HTML_BREAK, 0 },
	{ "caption", HTML_BLOCK, 0 },
	{ "center", HTML_BLOCK, 0 },
	{ "cite", HTML_EMPH, 0 },
	{ "code", HTML_CODE, 0 },
	{ "dd", HTML_DEFINITION, 0 },
	{ "del", HTML_STRIKE, 0 },
	{ "details", HTML_BLOCK, 0 },
	{ "dialog", HTML_BLOCK, 0 },
	{ "div", HTML_BLOCK, 0 },
	{ "dl", HTML_BLOCK, 0 },
	{ "dt", HTML_TERM, 0 },
	{ "em", HTML_EMPH, 0 },
	{ "embed", HTML_MEDIA, 0 },
	{ "fieldset", HTML_BLOCK, 0 },
	{ "figcaption", HTML_CAPTION, 0 },
	{ "figure", HTML_FIGURE, 0 },
	{ "footer", HTML_BLOCK, 0 },
	{ "form", HTML_BLOCK, 0 },
	{ "h1", HTML_HEADING, 1 },
	{ "h2", HTML_HEADING, 2 },
	{ "h3", HTML_HEADING, 3 },
	{ "h4", HTML_HEADING, 4 },
	{ "h5", HTML_HEADING, 5 },
	{ "h6", HTML_HEADING, 6 },
	{ "header", HTML_BLOCK, 0 },
	{ "hr", HTML_RULE, 0 },
	{ "html", HTML_BLOCK, 0 },
	{ "i", HTML_EMPH, 0 },
	{ "iframe", HTML_MEDIA, 0 },
	{ "image", HTML_IMAGE, 0 },
	{ "img", HTML_IMAGE, 0 },
	{ "legend", HTML_BLOCK, 0 },
	{ "li", HTML_ITEM, 0 },
	{ "main", HTML_BLOCK, 0 },
	{ "math", HTML_HIDDEN, 0 },
	{ "menu", HTML_LIST, 0 },
	{ "nav", HTML_BLOCK, 0 },
	{ "object", HTML_MEDIA, 0 },
	{ "ol", HTML_ORDERED, 0 },
	{ "option", HTML_BLOCK, 0 },
	{ "p", HTML_BLOCK, 0 },
	{ "pre", HTML_PRE, 0 },
	{ "s", HTML_STRIKE, 0 },
	{ "samp", HTML_CODE, 0 },
	{ "script", HTML_HIDDEN, 0 },
	{ "section", HTML_BLOCK, 0 },
	{ "source", HTML_SOURCE, 0 },
	{ "strike", HTML_STRIKE, 0 },
	{ "strong", HTML_STRONG, 0 },
	{ "style", HTML_HIDDEN, 0 },
	{ "summary", HTML_BLOCK, 0 },
	{ "svg", HTML_HIDDEN, 0 },
	{ "table", HTML_TABLE, 0 },
	{ "td", HTML_CELL, 0 },
	{ "template", HTML_HIDDEN, 0 },
	{ "textarea", HTML_PRE, 0 },
	{ "th", HTML_HEADER, 0 },
	{ "thead", HTML_HEAD, 0 },
	{ "title", HTML_HIDDEN, 0 },
	{ "tr", HTML_ROW, 0 },
	{ "tt", HTML_CODE, 0 },
	{ "ul", HTML_LIST, 0 },
	{ "var", HTML_EMPH, 0 },
	{ "video", HTML_MEDIA, 0 },
};

#define NELEMENTS (sizeof elements / sizeof elements[0])

static const struct element *
element_find(struct str name)
{
	char lower[NAME_SIZE_MAX + 1];
	size_t low = 0, high = NELEMENTS;

	if (name.len > NAME_SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)(ascii_is_letter(name.p[i]) ? name.p[i] | 0x20 : name.p[i]);
	lower[name.len] = '\0';
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = strcmp(lower, elements[mid].name);

		if (d == 0)
			return &elements[mid];
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

bool
html_is_closed(const struct html_token *t)
{
	return t->text.len > 0 && t->text.p[t->text.len - 1] == '/';
}

bool
html_ends_line(enum html_role role)
{
	return role >= HTML_BLOCK && role <= HTML_BREAK;
}

/* --- tokens ---------------------------------------------------------- */

/* HTML, "Comment start state" and on: "<!-->" is a whole comment, and "--!>"
 * ends one. */
static size_t
skip_comment(struct str rest)
{
	size_t at = 4;

	if (str_starts(str_from(rest, at), STR(">")))
		return at + 1;
	if (str_starts(str_from(rest, at), STR("->")))
		return at + 2;
	for (;; at++) {
		at += str_search(str_from(rest, at), STR("--"));
		if (at >= rest.len)
			return rest.len;
		if (str_starts(str_from(rest, at + 2), STR(">")))
			return at + 3;
		if (str_starts(str_from(rest, at + 2), STR("!>")))
			return at + 4;
	}
}

/* The position behind what begins "<!" or "<?" at h->rest. */
static size_t
skip_declaration(struct html *h)
{
	struct str rest = h->rest;
	size_t at;

	if (str_starts(rest, STR("<!--")))
		return skip_comment(rest);
	if (rest.p[1] == '?' && !h->no_instruction) {
		/* CommonMark 0.31, 6.6: what PHP does may hold a ">". */
		at = 2 + str_search(str_from(rest, 2), STR("?>"));
		if (at < rest.len)
			return at + 2;
		h->no_instruction = true;
	}
	at = 2 + str_find(str_from(rest, 2), '>');
	return at < rest.len ? at + 1 : rest.len;
}

/* The position behind an end tag at rest[at] that has no name: "</>", "</ p>"; 0 when it is not
 * even that, but text. */
static size_t
skip_nameless(struct str rest, size_t at)
{
	for (at += 2; at < rest.len && rest.p[at] != '<'; at++)
		if (rest.p[at] == '>')
			return at + 1;
	return 0;
}

/* Whether more than text begins with the "<" at rest[at]. */
static bool
begins_markup(struct str rest, size_t at)
{
	char c = at + 1 < rest.len ? rest.p[at + 1] : ' ';

	if (c != '/')
		return ascii_is_letter(c) || c == '!' || c == '?';
	return (at + 2 < rest.len && ascii_is_letter(rest.p[at + 2])) || skip_nameless(rest, at) > 0;
}

/*
 * The end of a tag whose attributes begin at rest[at]: the position of its
 * ">", or where the tag breaks off.  A quote begins a value behind a "=" alone
 * (HTML, "Before attribute value state"), and one that nobody closes is none:
 * that there is no other is remembered, so that all is read once.
 */
static size_t
tag_end(struct html *h, size_t at)
{
	struct str rest = h->rest;
	char before = ' ';		/* but for spaces */

	while (at < rest.len && rest.p[at] != '>' && rest.p[at] != '<') {
		char c = rest.p[at++];
		bool *none = &h->no_quote[c == '"'], value = before == '=';
		size_t close;

		before = html_is_space(c) ? before : c;
		if ((c != '"' && c != '\'') || !value || *none)
			continue;
		close = at + str_find(str_from(rest, at), c);
		if (close < rest.len)
			at = close + 1;
		else
			*none = true;
	}
	return at;
}

static void
take_tag(struct html *h, struct html_token *ret)
{
	struct str rest = h->rest;
	bool end = rest.p[1] == '/';
	size_t name = end ? 2 : 1, at = name, stop;
	const struct element *element;

	while (at < rest.len && !html_ends_name(rest.p[at]))
		at++;
	stop = tag_end(h, at);
	*ret = (struct html_token){
		.kind = end ? HTML_END : HTML_START,
		.name = str_slice(rest, name, at),
		.text = str_slice(rest, at, stop),
	};
	element = element_find(ret->name);
	if (element != NULL) {
		ret->role = element->role;
		ret->level = element->level;
	}
	h->rest = str_from(rest, stop < rest.len && rest.p[stop] == '>' ? stop + 1 : stop);
}

static void
take_text(struct html *h, struct html_token *ret)
{
	struct str rest = h->rest;
	size_t end = 0;

	do
		end += 1 + str_find(str_from(rest, end + 1), '<');
	while (end < rest.len && !begins_markup(rest, end));
	*ret = (struct html_token){ .kind = HTML_TEXT, .text = str_slice(rest, 0, end) };
	h->rest = str_from(rest, end);
}

bool
html_next(struct html *h, struct html_token *ret)
{
	while (h->rest.len > 0) {
		struct str rest = h->rest;

		if (rest.p[0] != '<' || !begins_markup(rest, 0)) {
			take_text(h, ret);
			return true;
		}
		if (rest.p[1] == '!' || rest.p[1] == '?') {
			h->rest = str_from(rest, skip_declaration(h));
		} else if (rest.p[1] == '/' && !ascii_is_letter(rest.p[2])) {
			h->rest = str_from(rest, skip_nameless(rest, 0));
		} else {
			take_tag(h, ret);
			return true;
		}
	}
	return false;
}

/* The position of the end tag of that name at or behind rest[0]; rest.len when there is none. */
static size_t
find_end(struct str rest, struct str name)
{
	size_t at = 0, behind;

	for (;; at += 2) {
		at += str_search(str_from(rest, at), STR("</"));
		if (at >= rest.len)
			return rest.len;
		behind = at + 2 + name.len;
		if (str_starts_case(str_from(rest, at + 2), name) &&
		    (behind == rest.len || html_ends_name(rest.p[behind])))
			return at;
	}
}

static bool
is_program(struct str name)
{
	return str_is_case(name, "script") || str_is_case(name, "style");
}

struct str
html_skip(struct html *h, struct str name)
{
	struct str rest = h->rest, skipped;
	size_t at;

	for (size_t i = 0; i < h->nunended; i++)
		if (str_eq_case(h->unended[i], name))
			return STR_NONE;
	at = find_end(rest, name);
	if (at == rest.len && !is_program(name) && h->nunended < HTML_UNENDED_MAX) {
		h->unended[h->nunended++] = name;
		return STR_NONE;
	}
	skipped = str_slice(rest, 0, at);
	at += str_find(str_from(rest, at), '>') + 1;
	h->rest = str_from(rest, at);
	return skipped;
}
