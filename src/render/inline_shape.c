/* inline_shape.c - what a paragraph is: text, links, images. */
#include <string.h>

#include "base/utf8.h"
#include "render/html.h"
#include "render/inline.h"

/* Signs that part links from each other and say nothing. */
static bool
is_parting(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < 0x80 ? strchr(" \t|,;./-()&", (int)c) == NULL :
		    !utf8_is_space(c) && c != 0xB7 && (c < 0x2010 || c > 0x2044) &&
		    (c < 0x2190 || c > 0x21FF))
			return false;
	}
	return true;
}

/* An anchor without one is only a mark in the page. */
static bool
has_target(const struct html_token *tag)
{
	return str_search(tag->text, STR("href")) < tag->text.len ||
	    str_search(tag->text, STR("HREF")) < tag->text.len;
}

/* Whether there is something in a link's label that leads elsewhere. */
static bool
has_inner_link(const struct doc_node *link)
{
	for (const struct doc_node *n = link; (n = doc_walk(n, link)) != NULL;) {
		struct html html = { .rest = n->text };
		struct html_token t;

		if (n->kind == DOC_LINK)
			return true;
		while (n->kind == DOC_HTML && html_next(&html, &t))
			if (t.role == HTML_LINK || t.role == HTML_MEDIA)
				return true;
	}
	return false;
}

/* Adds up the links in first and its siblings; false when there is more. */
static bool
count_links(const struct doc_node *first, const struct doc_node *end, size_t *n, bool *anchor)
{
	for (; first != end; first = first->next) {
		struct html html = { .rest = first->text };
		struct html_token t;

		switch (first->kind) {
		case DOC_TEXT:
			if (!*anchor && !is_parting(first->text))
				return false;
			break;
		case DOC_SOFT_BREAK:
		case DOC_HARD_BREAK:
			break;
		case DOC_LINK:
			if (has_inner_link(first))
				return false;
			++*n;
			break;
		case DOC_IMAGE:
			++*n;
			break;
		case DOC_EMPH:
		case DOC_STRONG:
			if (!count_links(first->first, NULL, n, anchor))
				return false;
			break;
		case DOC_HTML:
			while (html_next(&html, &t)) {
				if (t.kind == HTML_TEXT || t.role == HTML_HIDDEN)
					return false;
				if (t.role == HTML_LINK)
					*anchor = t.kind == HTML_START && has_target(&t);
				*n += t.kind == HTML_START && (*anchor ||
				    t.role == HTML_IMAGE || t.role == HTML_MEDIA);
			}
			break;
		default:
			if (!*anchor)
				return false;
			break;
		}
	}
	return true;
}

bool
inline_is_links(const struct doc_node *first, const struct doc_node *end)
{
	size_t n = 0;
	bool anchor = false;

	return count_links(first, end, &n, &anchor) && n > 0;
}

const struct doc_node *
inline_leading_link(const struct doc_node *first)
{
	const struct doc_node *parent, *leading = first;
	size_t n = 0;

	while (leading != NULL && (leading->kind == DOC_EMPH || leading->kind == DOC_STRONG))
		leading = leading->first;
	if (leading == NULL || leading->kind != DOC_LINK || leading->autolink)
		return NULL;
	parent = first->parent;
	for (const struct doc_node *c = first; c != NULL; c = doc_walk(c, parent))
		n += c->kind == DOC_LINK || c->kind == DOC_IMAGE || c->kind == DOC_HTML;
	return n == 1 ? leading : NULL;
}

/* --- lines of images ------------------------------------------------- */

/* Adds up the images of a tag; false when it is more than something around one. */
static bool
count_tag_images(struct str tag, size_t *n)
{
	struct html html = { .rest = tag };
	struct html_token t;

	while (html_next(&html, &t)) {
		if (t.kind == HTML_TEXT || (t.role != HTML_IMAGE && t.role != HTML_LINK &&
		    t.role != HTML_INLINE && t.role != HTML_SOURCE))
			return false;
		*n += t.role == HTML_IMAGE;
	}
	return true;
}

static bool
count_images(const struct doc_node *first, const struct doc_node *end, size_t *n)
{
	for (; first != end; first = first->next) {
		switch (first->kind) {
		case DOC_TEXT:
			if (!inline_is_blank(first->text))
				return false;
			break;
		case DOC_SOFT_BREAK:
		case DOC_HARD_BREAK:
			break;
		case DOC_IMAGE:
			++*n;
			break;
		case DOC_HTML:
			if (!count_tag_images(first->text, n))
				return false;
			break;
		case DOC_LINK:
		case DOC_EMPH:
		case DOC_STRONG:
			if (!count_images(first->first, NULL, n))
				return false;
			break;
		default:
			return false;
		}
	}
	return true;
}

static bool
is_html_break(struct str tag)
{
	struct html html = { .rest = tag };
	struct html_token t;

	return html_next(&html, &t) && t.role == HTML_BREAK;
}

static bool
is_break(const struct doc_node *n)
{
	return n->kind == DOC_SOFT_BREAK || n->kind == DOC_HARD_BREAK ||
	    (n->kind == DOC_HTML && is_html_break(n->text));
}

/* The first sibling of the next line; *ret_images when there are images and
 * nothing else on this one. */
static const struct doc_node *
next_line(const struct doc_node *first, bool *ret_images)
{
	const struct doc_node *end = first;
	size_t n = 0;

	while (end != NULL && !is_break(end))
		end = end->next;
	*ret_images = count_images(first, end, &n) && n > 0;
	while (end != NULL && is_break(end))
		end = end->next;
	return end;
}

bool
inline_may_hold_images(const struct doc_node *first)
{
	for (const struct doc_node *n = first; n != NULL; n = doc_walk(n, first->parent))
		if (n->kind == DOC_IMAGE || n->kind == DOC_HTML)
			return true;
	return false;
}

const struct doc_node *
inline_after_images(const struct doc_node *first)
{
	const struct doc_node *next;
	bool images;

	for (; first != NULL; first = next) {
		next = next_line(first, &images);
		if (!images)
			break;
	}
	return first;
}

const struct doc_node *
inline_next_images(const struct doc_node *first)
{
	const struct doc_node *next;
	bool images;

	for (; first != NULL; first = next) {
		next = next_line(first, &images);
		if (images)
			break;
	}
	return first;
}

bool
inline_is_blank(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (!utf8_is_space(c) && !utf8_is_ignorable(c))
			return false;
	}
	return true;
}
