/*
 * document_parts.h - an article while it is written, for the document*.c files.
 */
#ifndef RENDER_DOCUMENT_PARTS_H
#define RENDER_DOCUMENT_PARTS_H

#include "render/document.h"
#include "render/inline.h"

struct writer {
	const struct document *document;
	const struct doc_node *root;	/* the document's, joined (render/html.h) */
	struct sheet *sheet;
	struct arena *arena;
	struct html_whole html;
	struct inlines in;
	size_t nopen;		/* quotes and items that are open */
	size_t nquotes;		/* of them */
	bool in_item;		/* the outermost is an item */
	struct str lead;	/* stands before the next paragraph's text */
	bool headed;		/* a heading was met */
	bool ruled;		/* what was written last is a rule */
	bool linked;		/* what was written last are links alone */
};

/* Blocks from first to its last sibling. */
void document_write_blocks(struct writer *w, const struct doc_node *first);
/* A lead that no paragraph came for stands alone. */
void document_write_lead(struct writer *w);

/* document_html.c: an HTML block, its directives included. */
void document_write_html(struct writer *w, const struct doc_node *n);

#endif
