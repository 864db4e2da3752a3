/* html_finish.c - what the tables of a tree need once it is whole. */
#include "render/html_build.h"

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

/* --- size ------------------------------------------------------------ */

/* Each row is as wide as the widest, so a few bytes can make many cells. */
static bool
is_too_large(struct builder *b, const struct doc_node *table)
{
	size_t rows = 0, columns = 0, cells;
	bool spans = false;

	for (const struct doc_node *row = table->first; row != NULL; row = row->next) {
		size_t width = 0;

		for (const struct doc_node *cell = row->first; cell != NULL; cell = cell->next) {
			width += cell->number % BUILD_SPAN;
			spans = spans || cell->number / BUILD_SPAN > 1;
		}
		columns = width > columns ? width : columns;
		rows++;
	}
	/* Cells that take several rows push others aside. */
	cells = rows * (columns + (spans ? HTML_ROWSPAN_COLUMNS : 0));
	if (columns > HTML_COLUMNS_MAX || cells > HTML_CELLS_MAX - b->whole->ncells)
		return true;
	b->whole->ncells += cells;
	return false;
}

/* Makes a row a paragraph, with what its cells hold side by side. */
static void
flatten_row(struct doc_node *row)
{
	struct doc_node *cell = row->first, *after;

	row->kind = DOC_PARAGRAPH;
	row->first = row->last = NULL;
	for (; cell != NULL; cell = after) {
		struct doc_node *inlines = cell->first;

		after = cell->next;
		trim_breaks(cell);
		if (cell->first == NULL)
			continue;
		if (row->last != NULL) {
			*cell = (struct doc_node){ .kind = DOC_TEXT, .line = cell->line, .text = STR(" | ") };
			doc_append(row, cell);
		}
		for (struct doc_node *next; inlines != NULL; inlines = next) {
			next = inlines->next;
			inlines->parent = inlines->next = NULL;
			doc_append(row, inlines);
		}
	}
}

static void
flatten_table(struct builder *b, struct doc_node *table)
{
	/* No form of its own, and each row stands for itself. */
	table->kind = DOC_ROOT;
	for (struct doc_node *row = table->first; row != NULL; row = row->next)
		flatten_row(row);
	diag_add(b->whole->diags, DIAG_WARNING, b->whole->path, table->line, 0,
	    "HTML table is too large: shown as text (at most %d columns, %d cells in an article)",
	    HTML_COLUMNS_MAX, HTML_CELLS_MAX);
}

/* --- columns --------------------------------------------------------- */

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
	struct doc_node *empty = build_new(b, DOC_CELL);
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
		unsigned rows = cell->number / BUILD_SPAN, span = cell->number % BUILD_SPAN;

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

	if (is_too_large(b, table)) {
		flatten_table(b, table);
		return;
	}
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
		/* Markdown's have their columns. */
		if (n->kind == DOC_TABLE && n->aligns == NULL)
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
