/* html_parts.c - the lists and tables of HTML. */
#include "render/html_build.h"

/* --- lists ----------------------------------------------------------- */

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
	(void)str_number(start, 999999999, &number);
	b->at->number = b->at->ordered ? (unsigned)number : 0;
}

void
build_item(struct builder *b)
{
	const struct doc_node *n, *before;

	build_end_line(b);
	if (b->at->kind == DOC_CELL) {
		build_text(b, STR("- "));
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
	if (b->at->ordered)
		b->at->number = before != NULL ? before->number + 1 : b->at->parent->number;
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

/* --- tables ---------------------------------------------------------- */

void
build_row(struct builder *b)
{
	build_end_line(b);
	if (b->inner > 0)
		return;
	build_leave(b, DOC_ROW);
	if (b->at->kind != DOC_TABLE && (!build_begin_block(b) || !build_push(b, DOC_TABLE)))
		return;
	if (build_push(b, DOC_ROW))
		b->at->header = b->head;
}

void
build_cell(struct builder *b, const struct html_token *t)
{
	unsigned long span = 1;

	if (b->inner > 0) {
		b->space = true;
		return;
	}
	while (!doc_is_block(b->at->kind))
		build_up(b);
	build_leave(b, DOC_CELL);
	if (b->at->kind != DOC_ROW)
		build_row(b);
	if (b->at->kind != DOC_ROW || !build_push(b, DOC_CELL))
		return;
	b->fresh = true;
	b->space = false;
	b->at->header = t->role == HTML_HEADER;
	(void)str_number(html_attribute(t, "colspan", b->arena), HTML_COLSPAN_MAX, &span);
	b->at->number = (unsigned)span;
	if (str_is_case(html_attribute(t, "align", b->arena), "right"))
		b->at->align = DOC_ALIGN_RIGHT;
}

void
build_table(struct builder *b)
{
	if (build_is_inside(b, DOC_CELL)) {
		build_end_line(b);
		b->inner++;
	} else if (build_begin_block(b)) {
		(void)build_push(b, DOC_TABLE);
	}
}

void
build_end_table(struct builder *b)
{
	build_end_line(b);
	if (b->inner > 0)
		b->inner--;
	else
		build_leave(b, DOC_TABLE);
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

void
build_finish(struct builder *b, struct doc_node *root)
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
