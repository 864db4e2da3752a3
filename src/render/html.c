/* html.c - the HTML that authors write within Markdown: tags and text. */
#include "render/html.h"

#include <string.h>

#include "base/uri.h"
#include "content/entity.h"

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
	{ "head", HTML_HIDDEN, 0 },
	{ "header", HTML_BLOCK, 0 },
	{ "hr", HTML_RULE, 0 },
	{ "html", HTML_BLOCK, 0 },
	{ "i", HTML_EMPH, 0 },
	{ "iframe", HTML_MEDIA, 0 },
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

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
ends_name(char c)
{
	return is_space(c) || c == '>' || c == '/' || c == '<' || c == '=';
}

static const struct element *
element_find(struct str name)
{
	char lower[NAME_SIZE_MAX + 1];
	size_t low = 0, high = NELEMENTS;

	if (name.len > NAME_SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)(is_letter(name.p[i]) ? name.p[i] | 0x20 : name.p[i]);
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

/* --- tokens ---------------------------------------------------------- */

/* The position behind what begins "<!" or "<?" at h->rest. */
static size_t
skip_declaration(struct str rest)
{
	struct str end = str_starts(rest, STR("<!--")) ? STR("-->") : STR(">");
	size_t from = str_starts(rest, STR("<!--")) ? 4 : 2;
	size_t at = from + str_search(str_from(rest, from), end);

	return at + end.len < rest.len ? at + end.len : rest.len;
}

/*
 * The end of a tag whose attributes begin at rest[at]: the position of its
 * ">", or where the tag breaks off.  A quote that nobody closes is none: that
 * there is no other is remembered, so that all is read once.
 */
static size_t
tag_end(struct html *h, size_t at)
{
	struct str rest = h->rest;

	while (at < rest.len && rest.p[at] != '>' && rest.p[at] != '<') {
		char c = rest.p[at++];
		bool *none = &h->no_quote[c == '"'];
		size_t close;

		if ((c != '"' && c != '\'') || *none)
			continue;
		close = at + str_find(str_from(rest, at), c);
		if (close < rest.len)
			at = close + 1;
		else
			*none = true;
	}
	return at;
}

static bool
take_tag(struct html *h, struct html_token *ret)
{
	struct str rest = h->rest;
	bool end = rest.len > 1 && rest.p[1] == '/';
	size_t name = end ? 2 : 1, at = name, stop;
	const struct element *element;

	if (at >= rest.len || !is_letter(rest.p[at]))
		return false;
	while (at < rest.len && !ends_name(rest.p[at]))
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
	return true;
}

bool
html_next(struct html *h, struct html_token *ret)
{
	while (h->rest.len > 0) {
		struct str rest = h->rest;
		size_t end;

		if (rest.p[0] == '<' && rest.len > 1 && (rest.p[1] == '!' || rest.p[1] == '?')) {
			h->rest = str_from(rest, skip_declaration(rest));
			continue;
		}
		if (rest.p[0] == '<' && take_tag(h, ret))
			return true;
		/* A "<" that begins no tag is text. */
		end = 1 + str_find(str_from(rest, 1), '<');
		*ret = (struct html_token){ .kind = HTML_TEXT, .text = str_slice(rest, 0, end) };
		h->rest = str_from(rest, end);
		return true;
	}
	return false;
}

void
html_skip(struct html *h, struct str name)
{
	struct str rest = h->rest;
	size_t at = 0;

	for (;; at += 2) {
		at += str_search(str_from(rest, at), STR("</"));
		if (at >= rest.len)
			break;
		if (str_starts_case(str_from(rest, at + 2), name)) {
			at += 2 + name.len;
			at += str_find(str_from(rest, at), '>') + 1;
			break;
		}
	}
	h->rest = str_from(rest, at);
}

/* --- text ------------------------------------------------------------ */

static void
decode(struct strbuf *out, struct str s, enum entity_place place)
{
	while (s.len > 0) {
		size_t at = str_find(s, '&'), n;

		strbuf_addstr(out, str_slice(s, 0, at));
		s = str_from(s, at);
		if (s.len == 0)
			break;
		n = entity_add(out, s, place);
		if (n == 0) {
			strbuf_addc(out, '&');
			n = 1;
		}
		s = str_from(s, n);
	}
}

void
html_decode(struct strbuf *out, struct str s)
{
	decode(out, s, ENTITY_TEXT);
}

/* --- attributes ------------------------------------------------------ */

static size_t
skip_spaces(struct str s, size_t at)
{
	while (at < s.len && is_space(s.p[at]))
		at++;
	return at;
}

/* The value that begins at s[*at], and moves *at behind it. */
static struct str
attribute_value(struct str s, size_t *at)
{
	size_t from = *at, end;

	if (from < s.len && (s.p[from] == '"' || s.p[from] == '\'')) {
		end = from + 1 + str_find(str_from(s, from + 1), s.p[from]);
		*at = end < s.len ? end + 1 : end;
		return str_slice(s, from + 1, end);
	}
	for (end = from; end < s.len && !is_space(s.p[end]);)
		end++;
	*at = end;
	return str_slice(s, from, end);
}

struct str
html_attribute(const struct html_token *tag, const char *name, struct arena *a)
{
	struct str s = tag->text, value;
	struct strbuf decoded = STRBUF_INIT;
	size_t at = 0, from;

	for (;;) {
		while (at < s.len && (is_space(s.p[at]) || s.p[at] == '/'))
			at++;
		if (at >= s.len)
			return STR_NONE;
		for (from = at++; at < s.len && !ends_name(s.p[at]);)
			at++;
		value = str_slice(s, from, at);
		from = skip_spaces(s, at);
		if (from >= s.len || s.p[from] != '=') {
			if (str_is_case(value, name))
				return STR("");
			continue;
		}
		at = skip_spaces(s, from + 1);
		if (str_is_case(value, name))
			break;
		attribute_value(s, &at);
	}
	decode(&decoded, str_trim(attribute_value(s, &at)), ENTITY_VALUE);
	for (size_t i = 0; i < decoded.len; i++)
		if (is_space(decoded.buf[i]))
			decoded.buf[i] = ' ';
	value = arena_str(a, strbuf_str(&decoded));
	strbuf_done(&decoded);
	return value;
}

struct str
html_source(const struct html_token *tag, struct arena *a)
{
	static const char *const names[] = { "src", "data-src", "data-original", "data" };
	struct str src = STR_NONE;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct str value = html_attribute(tag, names[i], a);

		if (value.len == 0)
			continue;
		if (!str_starts_case(value, STR("data:")))
			return value;
		src = value;
	}
	return src;
}

struct str
html_media_label(const struct html_token *tag, struct str src, struct arena *a)
{
	static const char *const names[] = { "title", "aria-label", "alt" };
	struct uri uri;
	struct str path;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct str value = html_attribute(tag, names[i], a);

		if (value.len > 0)
			return value;
	}
	uri_split(src, &uri);
	path = str_from(uri.path, str_rfind(uri.path, '/') < uri.path.len ?
	    str_rfind(uri.path, '/') + 1 : 0);
	if (str_is_case(tag->name, "video"))
		return arena_strf(a, "Video: %.*s", STR_ARG(path.len > 0 ? path : uri.host));
	if (str_is_case(tag->name, "audio"))
		return arena_strf(a, "Audio: %.*s", STR_ARG(path.len > 0 ? path : uri.host));
	return uri.host.len > 0 ? uri.host : path.len > 0 ? path : tag->name;
}
