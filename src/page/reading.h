/*
 * reading.h - an article as a page: title, date line, image, text, foot.
 */
#ifndef PAGE_READING_H
#define PAGE_READING_H

#include "page/page.h"

/*
 * Writes one article that is in no catalogue (marmot render): its links stay
 * as written, its tags and category are names without links.  body is its text
 * from line on.
 */
void reading_render(const struct article *article, struct str body, unsigned line,
    struct sheet *sheet, struct arena *scratch, struct diag_list *diags);

/* [bytes] of gemtext; Amfora stops at it and offers to save the page instead. */
#define READING_SIZE_MAX ((size_t)2 * 1024 * 1024)

/* A link or image target that nothing in the folder answers to, as written. */
typedef void reading_stray(void *arg, const struct article *article, struct str target);

/*
 * Reads the article's text as a page would and names its problems (unresolved
 * links, missing alt texts, a page too large for clients) in diags; nothing is written.  stray may be NULL.
 * 0 or -errno.
 */
int reading_check(const struct catalogue *c, const struct article *article, struct arena *scratch,
    struct diag_list *diags, reading_stray *stray, void *arg);

#endif
