/*
 * table.h - a table in preformatted text, or a record for each row.
 */
#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include "render/inline.h"

/*
 * Writes the table n (DOC_TABLE), its cells wrapped so that it fits the sheet;
 * when the longest words of its columns do not fit beside each other, each row
 * becomes a record.  Its links are gathered; a record's stand below it.
 * Linear in what the table holds.
 */
void table_write(const struct doc_node *n, struct sheet *sheet, struct inlines *in,
    struct arena *arena);

#endif
