/*
 * markdown_gate.h - keeps out of cmark what would hold up every reader.
 *
 * cmark-gfm parses ordinary text in linear time, but some texts in quadratic
 * time or memory, and one mutex lets one parse in at a time.  The gate looks
 * at the text before the parser sees it (lines: how deep, how wide a table) and
 * at each block's text before its inlines are parsed (links, autolinks, marks).
 * What goes beyond a limit is made harmless: a backslash takes a line's markup
 * away, or a block is taken as plain text.  Nothing of the text is lost.
 * Linear itself, whatever comes.
 */
#ifndef CONTENT_MARKDOWN_GATE_H
#define CONTENT_MARKDOWN_GATE_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "content/diag.h"
#include "content/links.h"

/* Real articles: lists 6 deep, tables of 26 columns and 1,297 rows, 33,722
 * cells; 258 links in a paragraph; 20,000 parts in the longest. */
#define GATE_SIZE_MAX ((size_t)256 * 1024 * 1024)	/* [bytes] parsed; cmark counts in 32 bits */
#define GATE_MARKERS_MAX 64	/* quotes and list items that begin on one line */
#define GATE_INDENT_MAX 200	/* [columns] before the sign of a quote or list item */
#define GATE_BLANKS_MAX 32	/* blank lines in a row */
#define GATE_COLUMNS_MAX 128	/* of a table */
#define GATE_RULES_MAX 12	/* lines like "---|---" without a blank line between */
#define GATE_CELLS_MAX 100000	/* of all tables */
#define GATE_DEFINITION_MAX LINK_TARGET_MAX	/* [bytes] of a definition's target and title, which each use copies */
#define GATE_DEFINITION_SHOWN 96	/* [bytes] kept of a longer target that no link leads to anyway */
#define GATE_COPIES_MAX ((size_t)64 * 1024 * 1024)	/* [bytes] that all uses may copy */
#define GATE_NODES_MAX 200000	/* blocks and lines, and again marks within them */
#define GATE_WORK_MAX ((size_t)16 * 1024 * 1024)	/* steps in quadratic paths of the parser */
#define GATE_UNSEEN_MAX ((size_t)16 * 1024 * 1024)	/* sum of squared sizes of blocks let in unseen */

struct gate {
	struct arena *arena;
	struct diag_list *diags;	/* may be NULL */
	struct str path;
	bool autolinks;			/* are looked for: set before gate_admits */
	size_t nrules;			/* lines that may divide a table's head from its body */
	size_t nnodes, nmarks, ncells, work, unseen;
	bool said_marks;
};

/*
 * Looks at the lines of text, which is clean (utf8_clean).  first_line is the
 * number of its first.  Returns the text to be parsed, which is text itself, a
 * head of it, or in g->arena; *ret_rest is what is left after that, to be shown
 * as it is.
 */
struct str gate_lines(struct gate *g, struct str text, unsigned first_line, struct str *ret_rest);

/* Whether the text of one paragraph, heading or cell, which is followed by NUL,
 * may be parsed; otherwise it is to be taken as it is, and why is said. */
bool gate_admits(struct gate *g, struct str content, unsigned line);

/* Says what the gate took away; of its own files. */
void gate_warn(struct gate *g, unsigned line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
