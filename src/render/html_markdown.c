/* html_markdown.c - Markdown within a tree made from HTML. */
#include "content/directive.h"
#include "render/html_build.h"

/* --- copies ---------------------------------------------------------- */

static struct doc_node *
copy_node(struct arena *a, const struct doc_node *n, struct doc_node *into)
{
	struct doc_node *copy = doc_new(a, n->kind);

	*copy = *n;
	copy->parent = copy->first = copy->last = copy->next = NULL;
	doc_append(into, copy);
	return copy;
}

static void
copy_inline(struct arena *a, const struct doc_node *n, struct doc_node *into)
{
	struct doc_node *copy = copy_node(a, n, into);

	for (const struct doc_node *c = n->first; c != NULL; c = c->next)
		copy_inline(a, c, copy);
}

void
build_copy(const struct builder *b, const struct doc_node *n, struct doc_node *into)
{
	struct doc_node *copy = copy_node(b->arena, n, into);

	if (n->first != NULL && doc_is_block(n->first->kind)) {
		build_joined(b, n->first, copy);
		return;
	}
	for (const struct doc_node *c = n->first; c != NULL; c = c->next)
		copy_inline(b->arena, c, copy);
}

/* --- inlines --------------------------------------------------------- */

static bool
is_structure(const struct html_token *t)
{
	switch (t->role) {
	case HTML_LIST:
	case HTML_ORDERED:
	case HTML_ITEM:
	case HTML_TERM:
	case HTML_DEFINITION:
	case HTML_QUOTE:
	case HTML_TABLE:
	case HTML_HEAD:
	case HTML_ROW:
	case HTML_CELL:
	case HTML_HEADER:
		return true;
	default:
		return str_is_case(t->name, "dl");
	}
}

/* Whether a piece of HTML in a paragraph is not about the paragraph, but about what is around. */
static bool
is_about_shell(const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	while (n->kind == DOC_HTML && html_next(&html, &t))
		if (is_structure(&t))
			return true;
	return false;
}

static bool
is_blank(const struct doc_node *n)
{
	return n->kind == DOC_SOFT_BREAK || n->kind == DOC_HARD_BREAK ||
	    (n->kind == DOC_TEXT && str_trim(n->text).len == 0);
}

static void
trim_start(struct doc_node *n)
{
	if (n->kind == DOC_TEXT)
		n->text = str_from(n->text, (size_t)(str_trim(n->text).p - n->text.p));
}

void
build_inlines(struct builder *b, const struct doc_node *first)
{
	for (const struct doc_node *n = first; n != NULL; n = n->next) {
		if (is_about_shell(n)) {
			build_html(b, n->text, b->line);
		} else if (!(b->fresh && is_blank(n)) && build_begin_inline(b)) {
			copy_inline(b->arena, n, b->at);
			if (b->fresh)
				trim_start(b->at->last);
			b->fresh = b->spaced = false;
		}
	}
}

/* --- blocks ---------------------------------------------------------- */

static void
add_row(struct builder *b, const struct doc_node *row)
{
	for (const struct doc_node *cell = row->first; cell != NULL; cell = cell->next) {
		b->space = true;
		build_inlines(b, cell->first);
	}
}

/* A block in a cell, which holds lines alone; or what is left of one that HTML ended amid it. */
static void
add_lines(struct builder *b, const struct doc_node *n)
{
	build_end_line(b);
	switch (n->kind) {
	case DOC_HEADING:
		build_inlines(b, n->first);
		break;
	case DOC_CODE_BLOCK:
		build_code_lines(b, n->text);
		break;
	case DOC_ROW:
		add_row(b, n);
		break;
	case DOC_ITEM:
		if (b->at->kind == DOC_CELL)
			build_mark(b, n->ordered ? arena_strf(b->arena, "%u. ", n->number) : STR("- "));
		/* fallthrough */
	default:
		for (const struct doc_node *c = n->first; c != NULL; c = c->next)
			build_markdown(b, c);
		break;
	}
}

/* Whether what CommonMark takes for code is more of the HTML around it, which is indented. */
static bool
is_laid_out(const struct doc_node *n)
{
	struct html html = { .rest = n->text };
	struct html_token t;

	if (n->kind != DOC_CODE_BLOCK || n->fenced)
		return false;
	while (html_next(&html, &t))
		if (t.kind != HTML_TEXT && t.role != HTML_INLINE)
			return true;
	return false;
}

bool
build_is_directive(const struct doc_node *n)
{
	size_t from, to;
	struct str words;

	return n->kind == DOC_HTML_BLOCK && directive_find(n->text, &from, &to, &words);
}

void
build_markdown(struct builder *b, const struct doc_node *n)
{
	if (n->line > 0)
		b->line = n->line;
	if ((n->kind == DOC_HTML_BLOCK && !build_is_directive(n)) || is_laid_out(n)) {
		b->space = true;
		build_html(b, n->text, n->line);
	} else if (n->kind == DOC_PARAGRAPH) {
		build_end_line(b);
		build_inlines(b, n->first);
		build_end_line(b);
	} else if (n->kind == DOC_ITEM || n->kind == DOC_ROW || !build_begin_block(b)) {
		add_lines(b, n);
	} else {
		build_copy(b, n, b->at);
		b->fresh = true;
	}
}
