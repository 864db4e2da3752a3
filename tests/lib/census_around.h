/*
 * census_around.h - HTML that goes around blocks of Markdown.
 *
 * Counts tags from block to block, and makes no tree.
 */
#ifndef TESTS_CENSUS_AROUND_H
#define TESTS_CENSUS_AROUND_H

#include "content/doc.h"

enum around_kind { AROUND_QUOTE, AROUND_LIST, AROUND_TABLE, AROUND_HIDDEN, AROUND_KINDS };

struct around {
	unsigned open[AROUND_KINDS];	/* before the next block */
};

/* Whether n, the next child of the root, stands within HTML that ends in it or behind it; *a is
 * then what is open behind n, and else what n leaves open. */
bool around_next(struct around *a, const struct doc_node *n);

/* Whether n leaves something open that hides what follows, up to a block behind it. */
bool around_hides(const struct doc_node *n);

/* Whether n is code to CommonMark, but HTML to those who indent it. */
bool around_is_html(const struct doc_node *n);

#endif
