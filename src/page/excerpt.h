/*
 * excerpt.h - the few lines that listings and feeds say of an article.
 */
#ifndef PAGE_EXCERPT_H
#define PAGE_EXCERPT_H

#include "content/catalogue.h"

/*
 * Appends the front matter's excerpt, else the text before <!-- more -->, else
 * the first paragraph, as one line of plain text of at most
 * CAPSULE_EXCERPT_WIDTH columns.  Appends nothing when there is none or the
 * file cannot be read.
 */
void excerpt_add(struct strbuf *out, const struct catalogue *c, const struct article *article);

#endif
