/* html_pieces.c - code, links, images and media out of HTML. */
#include "base/map.h"
#include "render/html_build.h"

/* --- text that is kept as it is -------------------------------------- */

static void
set_text(struct builder *b, struct doc_node *n, struct str text)
{
	struct doc_node *t;

	n->first = n->last = NULL;
	if (text.len == 0)
		return;
	t = build_new(b, DOC_TEXT);
	t->text = text;
	doc_append(n, t);
}

/* The links of preformatted text, each place once. */
struct inner_link {
	struct doc_node *node;		/* the open one, or NULL */
	size_t from;			/* where its label begins in b->scratch */
	struct map seen;		/* their targets */
};

static void
end_inner(struct builder *b, struct inner_link *inner)
{
	char *label;
	struct str text;

	if (inner->node == NULL)
		return;
	text = str_trim(str_from(strbuf_str(&b->scratch), inner->from));
	label = arena_bytes(b->arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		label[i] = text.p[i] == '\n' || text.p[i] == '\t' ? ' ' : text.p[i];
	set_text(b, inner->node, (struct str){ label, text.len });
	inner->node = NULL;
}

/* Adds the link or image of a tag to the paragraph links. */
static void
begin_inner(struct builder *b, const struct html_token *t, struct doc_node *links,
    struct inner_link *inner)
{
	bool image = t->role == HTML_IMAGE;
	struct str url = image ? html_source(t, b->arena) : html_attribute(t, "href", b->arena);
	struct doc_node *n;

	end_inner(b, inner);
	/* Lines of code have links to themselves. */
	if (url.len == 0 || url.p[0] == '#' || b->whole->nnodes >= HTML_NODES_MAX ||
	    map_get(&inner->seen, url) != NULL)
		return;
	map_set(&inner->seen, url, links);
	if (links->first != NULL)
		doc_append(links, build_new(b, DOC_SOFT_BREAK));
	n = build_new(b, image ? DOC_IMAGE : DOC_LINK);
	n->url = url;
	n->title = html_attribute(t, "title", b->arena);
	doc_append(links, n);
	if (image) {
		set_text(b, n, html_attribute(t, "alt", b->arena));
		return;
	}
	inner->node = n;
	inner->from = b->scratch.len;
}

/* Lines of code may be elements. */
static void
end_code_line(struct strbuf *code)
{
	if (code->len > 0 && code->buf[code->len - 1] != '\n')
		strbuf_addc(code, '\n');
}

/* Puts what stands up to the end tag of that name into b->scratch, without
 * the tags in it; links and images go into the paragraph links, if it is
 * not NULL. */
static struct str
take_raw(struct builder *b, struct str name, struct doc_node *links)
{
	struct inner_link inner = { .node = NULL };
	struct html_token t;
	struct str raw;

	map_init(&inner.seen, b->arena, 0);
	strbuf_reset(&b->scratch);
	/* What one is to copy out of there is HTML mostly. */
	if (str_is_case(name, "textarea") && (raw = html_skip(&b->html, name)).p != NULL) {
		html_decode(&b->scratch, raw);
		return strbuf_str(&b->scratch);
	}
	while (html_next(&b->html, &t)) {
		if (t.kind == HTML_END && str_eq_case(t.name, name))
			break;
		if (t.kind == HTML_TEXT)
			html_decode(&b->scratch, t.text);
		else if (t.role == HTML_BREAK)
			strbuf_addc(&b->scratch, '\n');
		else if (html_ends_line(t.role))
			end_code_line(&b->scratch);
		else if (links != NULL && t.kind == HTML_START &&
		    (t.role == HTML_LINK || t.role == HTML_IMAGE))
			begin_inner(b, &t, links, &inner);
		else if (t.role == HTML_LINK)
			end_inner(b, &inner);
	}
	end_inner(b, &inner);
	return strbuf_str(&b->scratch);
}

void
build_code_lines(struct builder *b, struct str code)
{
	struct strbuf text = STRBUF_INIT;
	struct str line, part;

	while (str_line(&code, &line)) {
		build_end_line(b);
		if (str_trim(line).len == 0 || !build_begin_inline(b))
			continue;
		strbuf_reset(&text);
		str_cut(&line, '\t', &part);
		strbuf_addstr(&text, part);
		while (str_cut(&line, '\t', &part)) {
			strbuf_adds(&text, "    ");
			strbuf_addstr(&text, part);
		}
		build_append(b, DOC_CODE)->text = arena_str(b->arena, strbuf_str(&text));
		b->fresh = false;
	}
	strbuf_done(&text);
}

void
build_pre(struct builder *b, const struct html_token *t)
{
	struct doc_node *links = build_new(b, DOC_PARAGRAPH);
	struct str text = take_raw(b, t->name, links);

	/* HTML, "The pre element": a line end right after the tag is not there. */
	if (str_starts(text, STR("\n")))
		text = str_from(text, 1);
	text = arena_str(b->arena, text);
	if (!build_begin_block(b)) {
		build_code_lines(b, text);
	} else {
		build_append(b, DOC_CODE_BLOCK)->text = text;
		if (links->first != NULL)
			doc_append(b->at, links);
	}
	build_end_line(b);
}

/* Whether a link or an image comes before the end of a code element.  Where
 * one was found is remembered, so that elements in each other are read once. */
static bool
holds_link(struct builder *b, struct str name)
{
	struct html html = b->html;
	struct html_token t;

	if (b->html.rest.p < b->link_ahead)
		return true;
	while (html_next(&html, &t)) {
		if (t.kind == HTML_END && str_eq_case(t.name, name))
			return false;
		if (t.kind == HTML_START && (t.role == HTML_LINK || t.role == HTML_IMAGE ||
		    t.role == HTML_MEDIA)) {
			b->link_ahead = html.rest.p;
			return true;
		}
	}
	return false;
}

void
build_tick(struct builder *b)
{
	build_text(b, STR("`"));
}

void
build_code(struct builder *b, const struct html_token *t)
{
	struct str text;

	if (holds_link(b, t->name)) {
		build_tick(b);
		b->nticks++;
		return;
	}
	text = take_raw(b, t->name, NULL);
	for (size_t i = 0; i < text.len; i++)
		if (b->scratch.buf[i] == '\n' || b->scratch.buf[i] == '\t')
			b->scratch.buf[i] = ' ';
	text = arena_str(b->arena, str_trim(text));
	if (text.len == 0 || !build_begin_inline(b))
		return;
	build_append(b, DOC_CODE)->text = text;
	b->fresh = b->spaced = false;
}

/* One break is a new line, two are a new paragraph. */
void
build_break(struct builder *b)
{
	if (b->fresh) {
		build_end_line(b);
	} else if (build_begin_line(b)) {
		build_append(b, DOC_HARD_BREAK);
		b->fresh = true;
		b->space = false;
	}
}

/* --- links, images, media -------------------------------------------- */

void
build_open_link(struct builder *b, const struct html_token *t)
{
	/* HTML, "in body": a link ends the one before. */
	build_close_link(b);
	b->href = html_attribute(t, "href", b->arena);
	b->title = html_attribute(t, "title", b->arena);
}

/* A link without content is still a link. */
void
build_close_link(struct builder *b)
{
	if (b->href.len > 0)
		(void)build_begin_line(b);
	build_leave(b, DOC_LINK);
}

void
build_image(struct builder *b, const struct html_token *t)
{
	struct str src = html_source(t, b->arena);
	struct doc_node *n;

	if (src.len == 0 || !build_begin_inline(b))
		return;
	n = build_append(b, DOC_IMAGE);
	n->url = src;
	n->title = html_attribute(t, "title", b->arena);
	set_text(b, n, b->caption.len > 0 ? b->caption : html_attribute(t, "alt", b->arena));
	b->caption = STR_NONE;
	b->image = n;
	b->fresh = b->spaced = false;
}

/* What a reader that can show media leaves out, up to the end tag; gives the
 * source that is named there. */
static struct str
skip_fallback(struct builder *b, const struct html_token *media)
{
	struct html before = b->html;
	struct html_token t;
	struct str src = STR_NONE;

	if (b->media_open || str_is_case(media->name, "embed"))
		return STR_NONE;
	while (html_next(&b->html, &t)) {
		if (t.kind == HTML_END && str_eq_case(t.name, media->name))
			return src;
		if (src.len == 0 && t.kind == HTML_START &&
		    (t.role == HTML_SOURCE || t.role == HTML_MEDIA))
			src = html_source(&t, b->arena);
	}
	b->media_open = true;
	b->html = before;
	return STR_NONE;
}

/* A line of its own that says what there would be to see or hear. */
void
build_media(struct builder *b, const struct html_token *t)
{
	struct str src = html_source(t, b->arena), other = skip_fallback(b, t);
	struct doc_node *n;

	if (src.len == 0)
		src = other;
	if (src.len == 0)
		return;
	build_end_line(b);
	if (!build_begin_line(b))
		return;
	n = build_append(b, DOC_LINK);
	n->url = src;
	set_text(b, n, html_media_label(t, src, b->arena));
	b->fresh = false;
	build_end_line(b);
}

/*
 * A figure's caption says more of its image than the image's own text, and
 * takes its place, unless there is a link in it.
 */
void
build_caption(struct builder *b)
{
	struct html before = b->html;
	struct html_token t;
	struct str caption;

	build_end_line(b);
	strbuf_reset(&b->scratch);
	while (html_next(&b->html, &t)) {
		if (t.role == HTML_CAPTION || t.role == HTML_FIGURE)
			break;
		if (t.role == HTML_LINK || t.role == HTML_IMAGE) {
			b->html = before;
			return;
		}
		if (t.kind == HTML_TEXT)
			html_decode(&b->scratch, t.text);
		else if (html_ends_line(t.role))
			strbuf_addc(&b->scratch, ' ');
	}
	if (t.role == HTML_FIGURE)
		b->in_figure = false;
	caption = arena_str(b->arena, str_trim(strbuf_str(&b->scratch)));
	if (b->image != NULL)
		set_text(b, b->image, caption);
	else
		b->caption = caption;
}

/* The caption of a figure without an image, which is of something else. */
void
build_end_figure(struct builder *b)
{
	struct str caption = b->caption;

	build_end_line(b);
	b->in_figure = false;
	b->image = NULL;
	b->caption = STR_NONE;
	build_text(b, caption);
	build_end_line(b);
}
