/*
 * excerpt.h - the few lines that listings and feeds say of an article.
 */
#ifndef PAGE_EXCERPT_H
#define PAGE_EXCERPT_H

#include "content/catalogue.h"
#include "content/markdown.h"

/*
 * Appends the front matter's excerpt, else the text before <!-- more -->, else
 * the first paragraph, as one line of plain text of at most
 * CAPSULE_EXCERPT_WIDTH columns.  Appends nothing when there is none or the
 * file cannot be read.  The article is parsed in trees, an arena of
 * MARKDOWN_TREE_SIZE that is reset: one for a whole page, since memory of that
 * size goes back to the system at once (musl's), and costs more than the parsing
 * when it is asked for again for each article.
 */
void excerpt_add(struct strbuf *out, const struct catalogue *c, const struct article *article, struct arena *trees);

#endif
