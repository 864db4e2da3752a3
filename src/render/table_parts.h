/*
 * table_parts.h - a table while it is being written: for table*.c alone.
 */
#ifndef RENDER_TABLE_PARTS_H
#define RENDER_TABLE_PARTS_H

#include "render/table.h"

#define TABLE_SEPARATOR_WIDTH 3	/* [columns] between two columns */

struct cell {
	struct str text;	/* LF at line ends */
	size_t nlinks;		/* gathered up to the end of its row */
};

struct table {
	const struct doc_node *node;
	struct sheet *sheet;
	struct inlines *in;
	struct arena *arena;
	size_t nrows, ncolumns;
	struct cell *cells;	/* nrows * ncolumns, row by row */
	bool headed;		/* the first row is a head with something in it */
	size_t *widths;		/* [columns] of each column */
	struct str *rests;	/* of the cells of a row that is being written */
	struct strbuf out;
};

static inline struct cell *
cell_at(const struct table *t, size_t row, size_t column)
{
	return &t->cells[row * t->ncolumns + column];
}

/* Gives each column its width, so that the table is no wider than the sheet
 * has room for; false when even the longest words do not fit beside each other. */
bool table_fit(struct table *t);

#endif
