/* html_tree.c - the HTML that authors write within Markdown: its tree. */
#include <assert.h>

#include "base/utf8.h"
#include "render/html.h"

struct builder {
	struct arena *arena;
	struct html html;
	unsigned line;
	struct doc_node *at;		/* what the next node is appended to */
	size_t depth;			/* of at */
	bool fresh;			/* nothing stands on the line yet */
	bool space;			/* a blank waits for what follows */
	bool spaced;			/* the last node is such a blank */
	bool head;			/* within a thead */
	bool media_open;		/* there is no end tag for media any more */
	size_t inner;			/* tables within a cell */
	struct str href, title;		/* of a link that waits for its content */
	struct doc_node *definitions;	/* the list of a dl's dd */
	bool in_figure;
	struct doc_node *image;		/* of the figure */
	struct str caption;		/* of the figure, when it comes before the image */
	struct strbuf scratch;
};

/* --- going up and down ----------------------------------------------- */

static struct doc_node *
append(struct builder *b, enum doc_kind kind)
{
	struct doc_node *n = doc_new(b->arena, kind);

	n->line = b->line;
	doc_append(b->at, n);
	return n;
}

static bool
push(struct builder *b, enum doc_kind kind)
{
	if (b->depth >= HTML_DEPTH_MAX)
		return false;
	b->at = append(b, kind);
	b->depth++;
	return true;
}

static void
up(struct builder *b)
{
	assert(b->at->parent != NULL);
	b->at = b->at->parent;
	b->depth--;
}

static bool
is_inside(const struct builder *b, enum doc_kind kind)
{
	for (const struct doc_node *n = b->at; n != NULL; n = n->parent)
		if (n->kind == kind)
			return true;
	return false;
}

/* Closes the nearest node of that kind and all in it, if there is one. */
static void
leave(struct builder *b, enum doc_kind kind)
{
	if (!is_inside(b, kind))
		return;
	while (b->at->kind != kind)
		up(b);
	up(b);
}

/* Ends the paragraph or heading; in a cell a new line begins. */
static void
end_line(struct builder *b)
{
	while (!doc_is_block(b->at->kind))
		up(b);
	b->space = b->spaced = false;
	if (b->at->kind == DOC_CELL && !b->fresh)
		append(b, DOC_HARD_BREAK);
	else if (b->at->kind == DOC_PARAGRAPH || b->at->kind == DOC_HEADING)
		up(b);
	b->fresh = true;
}

/* Leaves places where no block may stand; false when there is none to be had. */
static bool
begin_block(struct builder *b)
{
	end_line(b);
	if (b->at->kind == DOC_CELL)
		return false;
	if (b->at->kind == DOC_TABLE || b->at->kind == DOC_ROW)
		leave(b, DOC_TABLE);
	if (b->at->kind == DOC_LIST && !push(b, DOC_ITEM))
		leave(b, DOC_LIST);
	return true;
}

/* Makes sure that inlines may follow.  A link begins with its content: there
 * may be blocks between the two. */
static bool
begin_line(struct builder *b)
{
	if (doc_is_block(b->at->kind) && b->at->kind != DOC_PARAGRAPH &&
	    b->at->kind != DOC_HEADING && b->at->kind != DOC_CELL &&
	    (!begin_block(b) || !push(b, DOC_PARAGRAPH)))
		return false;
	if (b->href.len > 0) {
		struct str href = b->href;

		b->href = STR_NONE;
		if (b->space && !b->fresh) {
			append(b, DOC_TEXT)->text = STR(" ");
			b->spaced = true;
		}
		b->space = false;
		if (push(b, DOC_LINK)) {
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

static void
add_text(struct builder *b, struct str raw)
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
	if (at == s.len || !begin_line(b))
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
	append(b, DOC_TEXT)->text = (struct str){ text, n };
out:
	strbuf_done(&decoded);
}

/* Prepares the line for a node that is no text. */
static bool
begin_inline(struct builder *b)
{
	if (!begin_line(b))
		return false;
	if (b->space && !b->fresh && !b->spaced) {
		append(b, DOC_TEXT)->text = STR(" ");
		b->spaced = true;
	}
	b->space = false;
	return true;
}

/* Puts what stands up to the end tag of that name into b->scratch, without
 * the tags in it. */
static struct str
take_raw(struct builder *b, struct str name)
{
	struct html_token t;

	strbuf_reset(&b->scratch);
	while (html_next(&b->html, &t)) {
		if (t.kind == HTML_END && str_eq_case(t.name, name))
			break;
		if (t.kind == HTML_TEXT)
			html_decode(&b->scratch, t.text);
		else if (t.role == HTML_BREAK)
			strbuf_addc(&b->scratch, '\n');
	}
	return strbuf_str(&b->scratch);
}

static void
add_pre(struct builder *b, const struct html_token *t)
{
	struct str text = take_raw(b, t->name);

	/* HTML, "The pre element": a line end right after the tag is not there. */
	if (str_starts(text, STR("\n")))
		text = str_from(text, 1);
	text = arena_str(b->arena, text);
	if (!begin_block(b))
		add_text(b, text);
	else
		append(b, DOC_CODE_BLOCK)->text = text;
	end_line(b);
}

static void
add_code(struct builder *b, const struct html_token *t)
{
	struct str text = take_raw(b, t->name);

	for (size_t i = 0; i < text.len; i++)
		if (b->scratch.buf[i] == '\n' || b->scratch.buf[i] == '\t')
			b->scratch.buf[i] = ' ';
	text = arena_str(b->arena, str_trim(text));
	if (text.len == 0 || !begin_inline(b))
		return;
	append(b, DOC_CODE)->text = text;
	b->fresh = b->spaced = false;
}

/* One break is a new line, two are a new paragraph. */
static void
add_break(struct builder *b)
{
	if (b->fresh) {
		end_line(b);
	} else if (begin_line(b)) {
		append(b, DOC_HARD_BREAK);
		b->fresh = true;
		b->space = false;
	}
}

/* --- links, images, media -------------------------------------------- */

static void
set_text(struct builder *b, struct doc_node *n, struct str text)
{
	n->first = n->last = NULL;
	if (text.len == 0)
		return;
	doc_append(n, doc_new(b->arena, DOC_TEXT));
	n->first->text = text;
}

static void
open_link(struct builder *b, const struct html_token *t)
{
	leave(b, DOC_LINK);
	b->href = html_attribute(t, "href", b->arena);
	b->title = html_attribute(t, "title", b->arena);
}

/* A link without content is still a link. */
static void
close_link(struct builder *b)
{
	if (b->href.len > 0)
		(void)begin_line(b);
	leave(b, DOC_LINK);
}

static void
add_image(struct builder *b, const struct html_token *t)
{
	struct str src = html_source(t, b->arena);
	struct doc_node *n;

	if (src.len == 0 || !begin_inline(b))
		return;
	n = append(b, DOC_IMAGE);
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
static void
add_media(struct builder *b, const struct html_token *t)
{
	struct str src = html_source(t, b->arena), other = skip_fallback(b, t);
	struct doc_node *n;

	if (src.len == 0)
		src = other;
	if (src.len == 0)
		return;
	end_line(b);
	if (!begin_line(b))
		return;
	n = append(b, DOC_LINK);
	n->url = src;
	set_text(b, n, html_media_label(t, src, b->arena));
	b->fresh = false;
	end_line(b);
}

/*
 * A figure's caption says more of its image than the image's own text, and
 * takes its place, unless there is a link in it.
 */
static void
add_caption(struct builder *b)
{
	struct html before = b->html;
	struct html_token t;
	struct str caption;

	end_line(b);
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
static void
end_figure(struct builder *b)
{
	struct str caption = b->caption;

	end_line(b);
	b->in_figure = false;
	b->image = NULL;
	b->caption = STR_NONE;
	add_text(b, caption);
	end_line(b);
}

/* --- lists ----------------------------------------------------------- */

static void
open_list(struct builder *b, const struct html_token *t)
{
	struct str start;
	unsigned long number = 1;

	if (!begin_block(b) || !push(b, DOC_LIST))
		return;
	b->at->ordered = t->role == HTML_ORDERED;
	b->at->tight = true;
	start = html_attribute(t, "start", b->arena);
	(void)str_number(start, 999999999, &number);
	b->at->number = b->at->ordered ? (unsigned)number : 0;
}

static void
open_item(struct builder *b)
{
	const struct doc_node *n, *before;

	end_line(b);
	if (b->at->kind == DOC_CELL) {
		add_text(b, STR("- "));
		return;
	}
	for (n = b->at; n != NULL && n->kind != DOC_ITEM && n->kind != DOC_LIST;)
		n = n->parent;
	if (n != NULL && n->kind == DOC_ITEM)
		leave(b, DOC_ITEM);
	else if (n != NULL)
		while (b->at != n)
			up(b);
	if (b->at->kind != DOC_LIST && (!begin_block(b) || !push(b, DOC_LIST)))
		return;
	before = b->at->last;
	if (!push(b, DOC_ITEM))
		return;
	b->at->ordered = b->at->parent->ordered;
	if (b->at->ordered)
		b->at->number = before != NULL ? before->number + 1 : b->at->parent->number;
}

static void
leave_definitions(struct builder *b)
{
	const struct doc_node *n = b->at;

	end_line(b);
	while (n != NULL && n != b->definitions)
		n = n->parent;
	if (n == NULL || b->definitions == NULL)
		return;
	while (b->at != b->definitions->parent)
		up(b);
}

static void
open_definition(struct builder *b)
{
	leave_definitions(b);
	if (b->definitions != NULL && b->at == b->definitions->parent &&
	    b->at->last == b->definitions) {
		b->at = b->definitions;
		b->depth++;
	} else if (begin_block(b) && push(b, DOC_LIST)) {
		b->definitions = b->at;
	} else {
		return;
	}
	(void)push(b, DOC_ITEM);
}

/* --- tables ---------------------------------------------------------- */

static void
open_row(struct builder *b)
{
	end_line(b);
	if (b->inner > 0)
		return;
	leave(b, DOC_ROW);
	if (b->at->kind != DOC_TABLE && (!begin_block(b) || !push(b, DOC_TABLE)))
		return;
	if (push(b, DOC_ROW))
		b->at->header = b->head;
}

static void
open_cell(struct builder *b, const struct html_token *t)
{
	unsigned long span = 1;

	if (b->inner > 0) {
		b->space = true;
		return;
	}
	while (!doc_is_block(b->at->kind))
		up(b);
	leave(b, DOC_CELL);
	if (b->at->kind != DOC_ROW)
		open_row(b);
	if (b->at->kind != DOC_ROW || !push(b, DOC_CELL))
		return;
	b->fresh = true;
	b->space = false;
	b->at->header = t->role == HTML_HEADER;
	(void)str_number(html_attribute(t, "colspan", b->arena), HTML_COLSPAN_MAX, &span);
	b->at->number = (unsigned)span;
	if (str_is_case(html_attribute(t, "align", b->arena), "right"))
		b->at->align = DOC_ALIGN_RIGHT;
}

static void
start_table(struct builder *b)
{
	if (is_inside(b, DOC_CELL)) {
		end_line(b);
		b->inner++;
	} else if (begin_block(b)) {
		(void)push(b, DOC_TABLE);
	}
}

static void
end_table(struct builder *b)
{
	end_line(b);
	if (b->inner > 0)
		b->inner--;
	else
		leave(b, DOC_TABLE);
}

/* Takes away the line ends at the end of a cell. */
static void
trim_breaks(struct doc_node *cell)
{
	struct doc_node *last = NULL;

	for (struct doc_node *n = cell->first; n != NULL; n = n->next)
		if (n->kind != DOC_HARD_BREAK)
			last = n;
	cell->last = last;
	if (last != NULL)
		last->next = NULL;
	else
		cell->first = NULL;
}

/* Numbers a row's cells, with empty ones where one takes several columns; true
 * when all are headers. */
static bool
finish_row(struct builder *b, struct doc_node *row, unsigned *columns)
{
	bool headers = true;
	unsigned n = 0;

	for (struct doc_node *cell = row->first, *after; cell != NULL; cell = after) {
		unsigned span = cell->number;

		after = cell->next;
		headers = headers && cell->header;
		trim_breaks(cell);
		cell->number = n++;
		for (struct doc_node *at = cell; span > 1; span--, at = at->next) {
			struct doc_node *empty = doc_new(b->arena, DOC_CELL);

			empty->parent = row;
			empty->number = n++;
			empty->next = after;
			at->next = empty;
			if (after == NULL)
				row->last = empty;
		}
	}
	if (n > *columns)
		*columns = n;
	return headers && n > 0;
}

static void
finish_table(struct builder *b, struct doc_node *table)
{
	enum doc_align *aligns;
	unsigned columns = 0;

	for (struct doc_node *row = table->first; row != NULL; row = row->next) {
		bool headers = finish_row(b, row, &columns);

		row->header = row == table->first && (row->header || headers);
	}
	aligns = arena_calloc(b->arena, columns + 1, sizeof *aligns);
	table->number = columns;
	table->aligns = aligns;
}

/* Every node lies in b's own tree, so that it may still be changed. */
static void
finish(struct builder *b, struct doc_node *root)
{
	struct doc_node *n = root;

	while (n != NULL) {
		if (n->kind == DOC_TABLE)
			finish_table(b, n);
		if (n->first != NULL) {
			n = n->first;
			continue;
		}
		while (n != root && n->next == NULL)
			n = n->parent;
		n = n == root ? NULL : n->next;
	}
}

/* --- tags ------------------------------------------------------------ */

static void
start_tag(struct builder *b, const struct html_token *t)
{
	switch (t->role) {
	case HTML_INLINE:
	case HTML_SOURCE:
		break;
	case HTML_BLOCK:
		end_line(b);
		break;
	case HTML_HEADING:
		if (begin_block(b) && push(b, DOC_HEADING))
			b->at->number = t->level;
		break;
	case HTML_LIST:
	case HTML_ORDERED:
		open_list(b, t);
		break;
	case HTML_ITEM:
		open_item(b);
		break;
	case HTML_TERM:
		leave_definitions(b);
		break;
	case HTML_DEFINITION:
		open_definition(b);
		break;
	case HTML_QUOTE:
		if (begin_block(b))
			(void)push(b, DOC_QUOTE);
		break;
	case HTML_PRE:
		add_pre(b, t);
		break;
	case HTML_TABLE:
		start_table(b);
		break;
	case HTML_HEAD:
		b->head = true;
		break;
	case HTML_ROW:
		open_row(b);
		break;
	case HTML_CELL:
	case HTML_HEADER:
		open_cell(b, t);
		break;
	case HTML_CAPTION:
		if (b->in_figure)
			add_caption(b);
		else
			end_line(b);
		break;
	case HTML_FIGURE:
		end_figure(b);
		b->in_figure = true;
		break;
	case HTML_RULE:
		if (begin_block(b))
			append(b, DOC_RULE);
		break;
	case HTML_BREAK:
		add_break(b);
		break;
	case HTML_LINK:
		open_link(b, t);
		break;
	case HTML_IMAGE:
		add_image(b, t);
		break;
	case HTML_MEDIA:
		add_media(b, t);
		break;
	case HTML_CODE:
		add_code(b, t);
		break;
	case HTML_EMPH:
		if (begin_inline(b))
			(void)push(b, DOC_EMPH);
		break;
	case HTML_STRONG:
		if (begin_inline(b))
			(void)push(b, DOC_STRONG);
		break;
	case HTML_STRIKE:
		if (begin_inline(b))
			(void)push(b, DOC_STRIKE);
		break;
	case HTML_HIDDEN:
		if (t->text.len == 0 || t->text.p[t->text.len - 1] != '/')
			html_skip(&b->html, t->name);
		break;
	}
}

static void
end_tag(struct builder *b, const struct html_token *t)
{
	switch (t->role) {
	case HTML_BLOCK:
		end_line(b);
		/* "</dl>" ends the list of its definitions. */
		if (str_is_case(t->name, "dl")) {
			leave_definitions(b);
			b->definitions = NULL;
		}
		break;
	case HTML_HEADING:
	case HTML_TERM:
	case HTML_CAPTION:
		end_line(b);
		break;
	case HTML_FIGURE:
		end_figure(b);
		break;
	case HTML_LIST:
	case HTML_ORDERED:
		end_line(b);
		leave(b, DOC_LIST);
		break;
	case HTML_ITEM:
	case HTML_DEFINITION:
		end_line(b);
		break;
	case HTML_QUOTE:
		end_line(b);
		leave(b, DOC_QUOTE);
		break;
	case HTML_TABLE:
		end_table(b);
		break;
	case HTML_HEAD:
		b->head = false;
		break;
	case HTML_LINK:
		close_link(b);
		break;
	case HTML_EMPH:
		leave(b, DOC_EMPH);
		break;
	case HTML_STRONG:
		leave(b, DOC_STRONG);
		break;
	case HTML_STRIKE:
		leave(b, DOC_STRIKE);
		break;
	default:
		break;
	}
}

struct doc_node *
html_tree(struct arena *a, struct str html, unsigned line)
{
	struct doc_node *root = doc_new(a, DOC_ROOT);
	struct builder b = {
		.arena = a,
		.html = { .rest = html },
		.line = line,
		.at = root,
		.fresh = true,
		.scratch = STRBUF_INIT,
	};
	struct html_token t;

	root->line = line;
	while (html_next(&b.html, &t)) {
		if (t.kind == HTML_TEXT)
			add_text(&b, t.text);
		else if (t.kind == HTML_START)
			start_tag(&b, &t);
		else
			end_tag(&b, &t);
	}
	close_link(&b);
	end_figure(&b);
	finish(&b, root);
	strbuf_done(&b.scratch);
	return root;
}
