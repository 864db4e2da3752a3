/* html_table.c - the tables of HTML. */
#include "render/html_build.h"

/* Until build_finish a cell's number holds the rows and columns it takes. */
#define SPAN (HTML_COLSPAN_MAX + 1)

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
	b->at->number = (unsigned)((rows > 0 ? rows : 1) * SPAN + (columns > 0 ? columns : 1));
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

/* --- columns --------------------------------------------------------- */

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

/* How many more rows the cells above take in the first columns. */
struct taken {
	unsigned rows[HTML_ROWSPAN_COLUMNS];
	size_t n;			/* columns up to the last that is taken */
};

static void
take(struct taken *taken, size_t column, unsigned rows)
{
	if (column >= taken->n && rows == 0)
		return;
	taken->rows[column] = rows;
	if (column >= taken->n)
		taken->n = column + 1;
}

/* Puts an empty cell behind one, or first in the row. */
static struct doc_node *
add_empty(struct builder *b, struct doc_node *row, struct doc_node *behind)
{
	struct doc_node *empty = doc_new(b->arena, DOC_CELL);
	struct doc_node **link = behind != NULL ? &behind->next : &row->first;

	empty->parent = row;
	empty->next = *link;
	*link = empty;
	if (empty->next == NULL)
		row->last = empty;
	return empty;
}

/* Puts empty cells behind one where cells above reach down: at column n and those next to it, or
 * in all that are left. */
static struct doc_node *
add_taken(struct builder *b, struct doc_node *row, struct doc_node *behind, struct taken *taken,
    unsigned *n, bool all)
{
	while (taken->n > 0 && taken->rows[taken->n - 1] == 0)
		taken->n--;
	while (*n < taken->n && (all || taken->rows[*n] > 0)) {
		behind = add_empty(b, row, behind);
		behind->number = *n;
		if (taken->rows[*n] > 0)
			taken->rows[*n]--;
		++*n;
	}
	return behind;
}

/* Numbers a row's cells, with empty ones where one takes several columns or rows; true when all
 * are headers. */
static bool
finish_row(struct builder *b, struct doc_node *row, struct taken *taken, unsigned *columns)
{
	struct doc_node *behind = NULL;
	bool headers = row->first != NULL;
	unsigned n = 0;

	for (struct doc_node *cell = row->first, *after; cell != NULL; cell = after) {
		unsigned rows = cell->number / SPAN, span = cell->number % SPAN;

		after = cell->next;
		headers = headers && cell->header;
		trim_breaks(cell);
		behind = add_taken(b, row, behind, taken, &n, false);
		for (unsigned i = 0; i < span; i++, n++) {
			behind = i == 0 ? cell : add_empty(b, row, behind);
			behind->number = n;
			if (n < HTML_ROWSPAN_COLUMNS)
				take(taken, n, rows - 1);
		}
	}
	if (row->first != NULL)
		add_taken(b, row, behind, taken, &n, true);
	if (n > *columns)
		*columns = n;
	return headers;
}

static void
finish_table(struct builder *b, struct doc_node *table)
{
	enum doc_align *aligns;
	struct taken taken = { .n = 0 };
	unsigned columns = 0;

	for (struct doc_node *row = table->first; row != NULL; row = row->next) {
		bool headers = finish_row(b, row, &taken, &columns);

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
