/*
 * doc.h - an article's text as a tree: blocks, and inlines within them.
 *
 * Made by markdown.h, read by render/document.h.  The tree lives in an arena,
 * is at most DOC_DEPTH_MAX deep, holds only valid UTF-8 without control
 * characters (but TAB and LF in code), and is never changed once made.
 */
#ifndef CONTENT_DOC_H
#define CONTENT_DOC_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define DOC_DEPTH_MAX 64	/* levels; what lies deeper is flattened into its ancestor */

enum doc_kind {
	/* blocks */
	DOC_ROOT, DOC_PARAGRAPH, DOC_HEADING, DOC_QUOTE, DOC_LIST, DOC_ITEM, DOC_CODE_BLOCK,
	DOC_HTML_BLOCK, DOC_TABLE, DOC_ROW, DOC_CELL, DOC_RULE, DOC_FOOTNOTE,
	/* inlines */
	DOC_TEXT, DOC_SOFT_BREAK, DOC_HARD_BREAK, DOC_CODE, DOC_EMPH, DOC_STRONG, DOC_STRIKE,
	DOC_LINK, DOC_IMAGE, DOC_HTML, DOC_FOOTNOTE_REF,
};

enum doc_align { DOC_ALIGN_NONE, DOC_ALIGN_LEFT, DOC_ALIGN_CENTER, DOC_ALIGN_RIGHT };
enum doc_task { DOC_TASK_NONE, DOC_TASK_OPEN, DOC_TASK_DONE };

/*
 * Which member goes with which kind:
 *
 * kind			text		url	title	number		other
 * HEADING		-		-	-	level 1..6
 * LIST			-		-	-	first number	ordered, tight
 * ITEM			-		-	-	its number	ordered, task
 * CODE_BLOCK		the code	-	info	-		fenced
 * HTML_BLOCK, HTML	raw HTML	-	-	-
 * TABLE		-		-	-	columns		aligns
 * ROW			-		-	-	-		header
 * CELL			-		-	-	column, from 0	align
 * FOOTNOTE, _REF	-		-	-	from 1
 * TEXT, CODE		the text	-	-	-
 * LINK, IMAGE		-		target	title	-		autolink
 */
struct doc_node {
	enum doc_kind kind;
	struct doc_node *parent, *first, *last, *next;
	struct str text;
	struct str url;			/* entities decoded, otherwise as written */
	struct str title;
	unsigned number;
	unsigned line;			/* in the file, from 1; 0 when not known */
	bool ordered, tight, header, autolink, fenced;
	enum doc_task task;
	enum doc_align align;
	const enum doc_align *aligns;	/* number of them */
};

struct doc_node *doc_new(struct arena *a, enum doc_kind kind);
void doc_append(struct doc_node *parent, struct doc_node *child);
bool doc_is_block(enum doc_kind kind);
const char *doc_kind_name(enum doc_kind kind);

/* The next node in document order after n, below (not including) top, children first; NULL at the
 * end.  doc_skip is the same without n's children. */
const struct doc_node *doc_walk(const struct doc_node *n, const struct doc_node *top);
const struct doc_node *doc_skip(const struct doc_node *n, const struct doc_node *top);

#endif
