/* html_table.c - the tables of HTML. */
#include "render/html_build.h"

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
	unsigned long columns = 1, rows = 1;

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
	(void)str_number(html_attribute(t, "colspan", b->arena), HTML_COLSPAN_MAX, &columns);
	(void)str_number(html_attribute(t, "rowspan", b->arena), HTML_ROWSPAN_MAX, &rows);
	b->at->number = (unsigned)((rows > 0 ? rows : 1) * BUILD_SPAN + (columns > 0 ? columns : 1));
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
