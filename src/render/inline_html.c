/* inline_html.c - raw HTML in a line of text. */
#include "render/inline_parts.h"

#include <string.h>

static void
write_html_image(struct inlines *in, const struct html_token *tag, unsigned line)
{
	struct inline_image image = {
		.url = html_source(tag, in->arena),
		.title = html_attribute(tag, "title", in->arena),
		.alt = html_attribute(tag, "alt", in->arena),
		.line = line,
	};

	if (image.url.len > 0)
		inline_write_image(in, &image);
}

static bool
write_media(struct inlines *in, const struct html_token *tag, struct str src, unsigned line)
{
	if (src.len == 0)
		return false;
	inline_end_link(in);
	if (in->soft)
		inline_settle_soft(in, STR("a"));
	inline_begin_link(in, src, STR(""), line);
	inline_add_text(in, html_media_label(tag, src, in->arena));
	inline_end_link(in);
	return true;
}

/*
 * Whether an end tag of that name follows in the block.  One that is missing is
 * looked for once, so that all is read once.
 */
static bool
is_ended(struct inlines *in, const struct doc_node *n, struct str name)
{
	const struct doc_node *top = n;

	for (size_t i = 0; i < in->nunended; i++)
		if (str_eq_case(in->unended[i], name))
			return false;
	if (in->nunended == INLINE_UNENDED_MAX)
		return false;
	while (!doc_is_block(top->kind))
		top = top->parent;
	while ((n = doc_walk(n, top)) != NULL) {
		struct html html = { .rest = n->text };
		struct html_token t;

		while (n->kind == DOC_HTML && html_next(&html, &t))
			if (t.kind == HTML_END && str_eq_case(t.name, name))
				return true;
	}
	in->unended[in->nunended++] = name;
	return false;
}

/* What is between the tags of media is for readers that cannot show it, but
 * may name the source. */
static void
write_html_media(struct inlines *in, const struct html_token *tag, const struct doc_node *n)
{
	in->sourceless = !write_media(in, tag, html_source(tag, in->arena), n->line);
	in->media = *tag;
	if (!str_is_case(tag->name, "embed") && is_ended(in, n, tag->name))
		in->mute = tag->name;
}

static void
write_html_link(struct inlines *in, const struct html_token *tag, unsigned line)
{
	struct str href = html_attribute(tag, "href", in->arena);

	inline_end_link(in);
	if (href.len == 0)
		return;
	if (in->soft)
		inline_settle_soft(in, STR("a"));
	inline_begin_link(in, href, html_attribute(tag, "title", in->arena), line);
}

static void
write_tag(struct inlines *in, const struct html_token *tag, const struct doc_node *n)
{
	bool start = tag->kind == HTML_START;

	switch (tag->role) {
	case HTML_INLINE:
	case HTML_EMPH:
	case HTML_STRONG:
	case HTML_SOURCE:
	case HTML_HEAD:
		break;
	case HTML_CODE:
		inline_add_text(in, STR("`"));
		break;
	case HTML_STRIKE:
		inline_add_text(in, STR("~~"));
		break;
	case HTML_LINK:
		if (start)
			write_html_link(in, tag, n->line);
		else
			inline_end_link(in);
		break;
	case HTML_IMAGE:
		if (start)
			write_html_image(in, tag, n->line);
		break;
	case HTML_MEDIA:
		if (start)
			write_html_media(in, tag, n);
		break;
	case HTML_CELL:
	case HTML_HEADER:
		in->soft = true;
		break;
	case HTML_ITEM:
		inline_add_break(in);
		/* A sentence may be about the tag. */
		if (start && is_ended(in, n, tag->name))
			inline_add_text(in, STR("- "));
		break;
	case HTML_HIDDEN:
		if (start && !html_is_closed(tag) && is_ended(in, n, tag->name))
			in->mute = tag->name;
		in->sourceless = false;
		break;
	default:
		inline_add_break(in);
		break;
	}
}

void
inline_write_html(struct inlines *in, const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	while (html_next(&html, &t)) {
		if (in->mute.p != NULL) {
			if (t.kind == HTML_END && str_eq_case(t.name, in->mute))
				in->mute = STR_NONE;
			else if (t.kind == HTML_START && in->sourceless &&
			    (t.role == HTML_SOURCE || t.role == HTML_MEDIA))
				in->sourceless = !write_media(in, &in->media,
				    html_source(&t, in->arena), n->line);
		} else if (t.kind != HTML_TEXT) {
			write_tag(in, &t, n);
		}
	}
}
