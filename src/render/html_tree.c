/* html_tree.c - the HTML that authors write within Markdown: its tree. */
#include "render/html_build.h"

/* --- tags ------------------------------------------------------------ */

static void
start_tag(struct builder *b, const struct html_token *t)
{
	switch (t->role) {
	case HTML_INLINE:
	case HTML_SOURCE:
		break;
	case HTML_BLOCK:
		build_end_line(b);
		break;
	case HTML_HEADING:
		if (build_begin_block(b) && build_push(b, DOC_HEADING))
			b->at->number = t->level;
		break;
	case HTML_LIST:
	case HTML_ORDERED:
		build_list(b, t);
		break;
	case HTML_ITEM:
		build_item(b, t);
		break;
	case HTML_TERM:
		build_leave_definitions(b);
		break;
	case HTML_DEFINITION:
		build_definition(b);
		break;
	case HTML_QUOTE:
		if (build_begin_block(b))
			(void)build_push(b, DOC_QUOTE);
		break;
	case HTML_PRE:
		build_pre(b, t);
		break;
	case HTML_TABLE:
		build_table(b);
		break;
	case HTML_HEAD:
		b->head = true;
		break;
	case HTML_ROW:
		build_row(b);
		break;
	case HTML_CELL:
	case HTML_HEADER:
		build_cell(b, t);
		break;
	case HTML_CAPTION:
		if (b->in_figure)
			build_caption(b);
		else
			build_end_line(b);
		break;
	case HTML_FIGURE:
		build_end_figure(b);
		b->in_figure = true;
		break;
	case HTML_RULE:
		if (build_begin_block(b))
			build_append(b, DOC_RULE);
		break;
	case HTML_BREAK:
		build_break(b);
		break;
	case HTML_LINK:
		build_open_link(b, t);
		break;
	case HTML_IMAGE:
		build_image(b, t);
		break;
	case HTML_MEDIA:
		build_media(b, t);
		break;
	case HTML_CODE:
		build_code(b, t);
		break;
	case HTML_EMPH:
		if (build_begin_inline(b))
			(void)build_push(b, DOC_EMPH);
		break;
	case HTML_STRONG:
		if (build_begin_inline(b))
			(void)build_push(b, DOC_STRONG);
		break;
	case HTML_STRIKE:
		if (build_begin_inline(b))
			(void)build_push(b, DOC_STRIKE);
		break;
	case HTML_HIDDEN:
		if (!html_is_closed(t))
			(void)html_skip(&b->html, t->name);
		break;
	}
}

static void
end_tag(struct builder *b, const struct html_token *t)
{
	switch (t->role) {
	case HTML_BLOCK:
		build_end_line(b);
		/* "</dl>" ends the list of its definitions. */
		if (str_is_case(t->name, "dl")) {
			build_leave_definitions(b);
			b->definitions = NULL;
		}
		break;
	case HTML_HEADING:
	case HTML_TERM:
	case HTML_CAPTION:
		build_end_line(b);
		break;
	case HTML_FIGURE:
		build_end_figure(b);
		break;
	case HTML_LIST:
	case HTML_ORDERED:
		build_end_list(b, t);
		break;
	case HTML_ITEM:
	case HTML_DEFINITION:
		build_end_line(b);
		break;
	case HTML_QUOTE:
		build_end_line(b);
		if (b->at->kind != DOC_CELL)
			build_leave(b, DOC_QUOTE);
		break;
	case HTML_TABLE:
		build_end_table(b);
		break;
	case HTML_BREAK:
		/* HTML, "in body": "</br>" is one, too. */
		build_break(b);
		break;
	case HTML_HEAD:
		b->head = false;
		break;
	case HTML_LINK:
		build_close_link(b);
		break;
	case HTML_CODE:
		if (b->nticks > 0) {
			build_tick(b);
			b->nticks--;
		}
		break;
	case HTML_EMPH:
		build_leave(b, DOC_EMPH);
		break;
	case HTML_STRONG:
		build_leave(b, DOC_STRONG);
		break;
	case HTML_STRIKE:
		build_leave(b, DOC_STRIKE);
		break;
	default:
		break;
	}
}

/* Whether the text on both sides of a tag is parted by it. */
static bool
is_parting(enum html_role role)
{
	switch (role) {
	case HTML_INLINE:
	case HTML_CODE:
	case HTML_LINK:
	case HTML_EMPH:
	case HTML_STRONG:
	case HTML_STRIKE:
		return false;
	default:
		return true;
	}
}

/* All the text there still is, as a paragraph. */
static void
take_rest(struct builder *b)
{
	struct html_token t;
	struct strbuf text = STRBUF_INIT;

	if (!b->whole->said)
		diag_add(b->whole->diags, DIAG_WARNING, b->whole->path, b->line, 0,
		    "article has too much HTML: from here on it is shown as text (at most %d parts)",
		    HTML_NODES_MAX);
	b->whole->said = true;
	while (html_next(&b->html, &t)) {
		if (t.kind == HTML_TEXT)
			strbuf_addstr(&text, t.text);
		else if (t.kind == HTML_START && t.role == HTML_HIDDEN && !html_is_closed(&t))
			(void)html_skip(&b->html, t.name);
		else if (is_parting(t.role))
			strbuf_addc(&text, ' ');
	}
	while (b->at != b->root)
		build_up(b);
	b->fresh = true;
	b->href = STR_NONE;
	build_text(b, strbuf_str(&text));
	strbuf_done(&text);
}

void
build_init(struct builder *b, struct arena *a, struct html_whole *whole, struct doc_node *root,
    size_t depth)
{
	*b = (struct builder){
		.arena = a,
		.whole = whole,
		.line = root->line,
		.root = root,
		.at = root,
		.depth = depth,
		.fresh = true,
		.scratch = STRBUF_INIT,
	};
}

void
build_html(struct builder *b, struct str html, unsigned line)
{
	struct html_token t;

	b->html = (struct html){ .rest = html };
	b->line = line;
	b->media_open = false;
	b->link_ahead = NULL;
	while (b->whole->nnodes < HTML_NODES_MAX && html_next(&b->html, &t)) {
		if (t.kind == HTML_TEXT)
			build_text(b, t.text);
		else if (t.kind == HTML_START)
			start_tag(b, &t);
		else
			end_tag(b, &t);
	}
	if (b->whole->nnodes >= HTML_NODES_MAX && b->html.rest.len > 0)
		take_rest(b);
}

void
build_done(struct builder *b)
{
	build_close_link(b);
	build_end_figure(b);
	build_finish(b, b->root);
	strbuf_done(&b->scratch);
}

struct doc_node *
html_tree(struct arena *a, struct str html, unsigned line, struct html_whole *whole)
{
	struct doc_node *root = doc_new(a, DOC_ROOT);
	struct builder b;

	root->line = line;
	build_init(&b, a, whole, root, 0);
	build_html(&b, html, line);
	build_done(&b);
	return root;
}
