/* html_list.c - the lists of HTML. */
#include "render/html_build.h"

void
build_list(struct builder *b, const struct html_token *t)
{
	struct str start;
	unsigned long number = 1;

	if (!build_begin_block(b) || !build_push(b, DOC_LIST))
		return;
	b->at->ordered = t->role == HTML_ORDERED;
	b->at->tight = true;
	start = html_attribute(t, "start", b->arena);
	(void)str_number(start, HTML_NUMBER_MAX, &number);
	b->at->number = b->at->ordered ? (unsigned)number : 0;
}

/* A list of that kind ends, with those in it; when there is none, the wrong tag was taken for
 * the innermost. */
void
build_end_list(struct builder *b, const struct html_token *t)
{
	const struct doc_node *n;

	build_end_line(b);
	/* Those in a cell are lines of it. */
	if (b->at->kind == DOC_CELL)
		return;
	for (n = b->at; n != NULL && (n->kind != DOC_LIST || n->ordered != (t->role == HTML_ORDERED));)
		n = n->parent;
	while (n != NULL && b->at != n)
		build_up(b);
	build_leave(b, DOC_LIST);
}

void
build_item(struct builder *b, const struct html_token *t)
{
	const struct doc_node *n, *before;
	unsigned long number;

	build_end_line(b);
	if (b->at->kind == DOC_CELL) {
		build_mark(b, STR("- "));
		return;
	}
	for (n = b->at; n != NULL && n->kind != DOC_ITEM && n->kind != DOC_LIST;)
		n = n->parent;
	if (n != NULL && n->kind == DOC_ITEM)
		build_leave(b, DOC_ITEM);
	else if (n != NULL)
		while (b->at != n)
			build_up(b);
	if (b->at->kind != DOC_LIST && (!build_begin_block(b) || !build_push(b, DOC_LIST)))
		return;
	before = b->at->last;
	if (!build_push(b, DOC_ITEM))
		return;
	b->at->ordered = b->at->parent->ordered;
	if (!b->at->ordered)
		return;
	number = before != NULL ? before->number + 1 : b->at->parent->number;
	(void)str_number(html_attribute(t, "value", b->arena), HTML_NUMBER_MAX, &number);
	b->at->number = (unsigned)number;
}

void
build_leave_definitions(struct builder *b)
{
	const struct doc_node *n = b->at;

	build_end_line(b);
	while (n != NULL && n != b->definitions)
		n = n->parent;
	if (n == NULL || b->definitions == NULL)
		return;
	while (b->at != b->definitions->parent)
		build_up(b);
}

void
build_definition(struct builder *b)
{
	build_leave_definitions(b);
	if (b->definitions != NULL && b->at == b->definitions->parent &&
	    b->at->last == b->definitions) {
		b->at = b->definitions;
		b->depth++;
	} else if (build_begin_block(b) && build_push(b, DOC_LIST)) {
		b->definitions = b->at;
	} else {
		return;
	}
	(void)build_push(b, DOC_ITEM);
}
