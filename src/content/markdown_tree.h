/*
 * markdown_tree.h - the way out of the door to cmark-gfm: its tree becomes one
 * of ours (doc.h), and nothing of cmark is left.  For markdown*.c alone.
 */
#ifndef CONTENT_MARKDOWN_TREE_H
#define CONTENT_MARKDOWN_TREE_H

#include "content/doc.h"

struct cmark_node;

/* A block that was not parsed: it becomes this text, or this code.  Lies in the
 * node's user data. */
struct aside {
	struct str text;
	bool math;
};

struct convert {
	struct arena *arena;
	struct str text;		/* as parsed */
	struct str *lines;		/* of text, when asked for */
	size_t nlines;
	unsigned first_line;
	bool dirty;			/* there may be control characters in text */
	bool marked;			/* there may be EAST_MARKs in inlines */
	struct doc_node *spare;		/* made and not used yet: nspare of them */
	size_t nspare;
	struct doc_node *into;		/* what the next node is appended to */
	size_t depth;			/* of into */
	unsigned nnotes;
	size_t ndropped;		/* ancestors of the next node that were too deep */
	unsigned too_deep;		/* line of the first that was; 0: none */
};

/* What n becomes. */
enum doc_kind tree_kind(struct cmark_node *n);
/* Appends all below root to c->into, which is where it is when that is done. */
void tree_convert(struct convert *c, struct cmark_node *root);
/* A new node at the end of c->into. */
struct doc_node *tree_append(struct convert *c, enum doc_kind kind, unsigned line);

#endif
