/* html_build.c - how the tree of an HTML block is put together. */
#include "render/html_build.h"

#include <assert.h>

/* --- going up and down ----------------------------------------------- */

struct doc_node *
build_new(struct builder *b, enum doc_kind kind)
{
	struct doc_node *n = doc_new(b->arena, kind);

	n->line = b->line;
	b->whole->nnodes++;
	return n;
}

struct doc_node *
build_append(struct builder *b, enum doc_kind kind)
{
	struct doc_node *n = build_new(b, kind);

	doc_append(b->at, n);
	return n;
}

/* Of rows, cells and items, paragraphs, and marks within them. */
#define LINE_DEPTH 4

static bool
holds_blocks(enum doc_kind kind)
{
	return kind == DOC_QUOTE || kind == DOC_LIST || kind == DOC_TABLE;
}

bool
build_push(struct builder *b, enum doc_kind kind)
{
	if (b->depth >= HTML_DEPTH_MAX - (holds_blocks(kind) ? LINE_DEPTH : 0))
		return false;
	b->at = build_append(b, kind);
	b->depth++;
	return true;
}

void
build_up(struct builder *b)
{
	assert(b->at->parent != NULL);
	b->at = b->at->parent;
	b->depth--;
}

bool
build_is_inside(const struct builder *b, enum doc_kind kind)
{
	for (const struct doc_node *n = b->at; n != NULL; n = n->parent)
		if (n->kind == kind)
			return true;
	return false;
}

void
build_leave(struct builder *b, enum doc_kind kind)
{
	if (!build_is_inside(b, kind))
		return;
	while (b->at->kind != kind)
		build_up(b);
	build_up(b);
}

void
build_end_line(struct builder *b)
{
	while (!doc_is_block(b->at->kind))
		build_up(b);
	b->space = b->spaced = false;
	if (b->at->kind == DOC_CELL && !b->fresh)
		build_append(b, DOC_HARD_BREAK);
	else if (b->at->kind == DOC_PARAGRAPH || b->at->kind == DOC_HEADING)
		build_up(b);
	b->fresh = true;
}

void
build_mark(struct builder *b, struct str mark)
{
	if (b->at->last != NULL && b->at->last->kind != DOC_HARD_BREAK)
		build_append(b, DOC_HARD_BREAK);
	build_append(b, DOC_TEXT)->text = mark;
	b->fresh = true;
	b->space = b->spaced = false;
}

bool
build_begin_block(struct builder *b)
{
	build_end_line(b);
	if (b->at->kind == DOC_CELL)
		return false;
	if (b->at->kind == DOC_TABLE || b->at->kind == DOC_ROW)
		build_leave(b, DOC_TABLE);
	if (b->at->kind == DOC_LIST && !build_push(b, DOC_ITEM))
		build_leave(b, DOC_LIST);
	return true;
}

bool
build_begin_line(struct builder *b)
{
	if (doc_is_block(b->at->kind) && b->at->kind != DOC_PARAGRAPH &&
	    b->at->kind != DOC_HEADING && b->at->kind != DOC_CELL &&
	    (!build_begin_block(b) || !build_push(b, DOC_PARAGRAPH)))
		return false;
	if (b->href.len > 0) {
		struct str href = b->href;

		b->href = STR_NONE;
		if (b->space && !b->fresh) {
			build_append(b, DOC_TEXT)->text = STR(" ");
			b->spaced = true;
		}
		b->space = false;
		if (build_push(b, DOC_LINK)) {
			b->at->url = href;
			b->at->title = b->title;
		}
	}
	return true;
}

/* --- text ------------------------------------------------------------ */

/* A blank in HTML is any number of spaces and line ends. */
static size_t
blank(struct str s, size_t at)
{
	if (s.p[at] == ' ' || (s.p[at] >= '\t' && s.p[at] <= '\r'))
		return 1;
	return s.len - at >= 2 && s.p[at] == '\xC2' && s.p[at + 1] == '\xA0' ? 2 : 0;
}

void
build_text(struct builder *b, struct str raw)
{
	struct strbuf decoded = STRBUF_INIT;
	struct str s;
	char *text;
	size_t at = 0, n = 0, len;

	html_decode(&decoded, raw);
	s = strbuf_str(&decoded);
	while (at < s.len && (len = blank(s, at)) > 0) {
		b->space = true;
		at += len;
	}
	if (at == s.len || !build_begin_line(b))
		goto out;
	/* Each blank that is written has one in s. */
	text = arena_bytes(b->arena, s.len + 1);
	while (at < s.len) {
		len = blank(s, at);
		if (len > 0) {
			b->space = true;
			at += len;
			continue;
		}
		if (b->space && !b->fresh && !b->spaced)
			text[n++] = ' ';
		b->space = b->fresh = b->spaced = false;
		text[n++] = s.p[at++];
	}
	build_append(b, DOC_TEXT)->text = (struct str){ text, n };
out:
	strbuf_done(&decoded);
}

bool
build_begin_inline(struct builder *b)
{
	if (!build_begin_line(b))
		return false;
	if (b->space && !b->fresh && !b->spaced) {
		build_append(b, DOC_TEXT)->text = STR(" ");
		b->spaced = true;
	}
	b->space = false;
	return true;
}
