/*
 * markdown.h - the one door to cmark-gfm.
 *
 * CommonMark with GitHub's tables, strikethrough, task lists, autolinks and
 * footnotes.  cmark keeps process-wide state while it parses inlines with some
 * of them (two threads at once gave wrong trees): a text with bare addresses or
 * strikethrough is alone in that half of its parse.  Nothing of cmark leaves
 * this room.  Its memory comes from a thread-local arena.
 */
#ifndef CONTENT_MARKDOWN_H
#define CONTENT_MARKDOWN_H

#include "content/diag.h"
#include "content/doc.h"

/*
 * Candidates for cmark-gfm's quadratic paths in one block, found by a linear
 * scan before parsing; a block with more of them makes the article be parsed
 * without the autolink extension, or that block be taken as text, with a
 * diagnostic.
 */
#define MARKDOWN_AUTOLINKS_MAX 1000
#define MARKDOWN_LINKS_MAX 4000

#define MARKDOWN_TREE_SIZE ((size_t)256 * 1024)	/* [bytes] for an arena to begin with: nearly all trees fit */

#define MARKDOWN_LONG_SIZE ((size_t)64 * 1024)	/* [bytes] of a text from which on its parse takes long */

/*
 * Parses text (raw bytes; cleaned by utf8_clean at this door) into a tree in
 * arena a.  first_line is the line number of text's first line in the file.
 * Never fails: any bytes are a document.  From any thread.
 */
struct doc_node *markdown_parse(struct arena *a, struct str text, struct str path,
    unsigned first_line, struct diag_list *diags);
/* Whether a long text is being parsed on some thread, so that who parses now may have to wait for it. */
bool markdown_is_busy(void);

#endif
