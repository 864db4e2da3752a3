/*
 * nearest.h - what a reader may have meant whose words nothing answers to.
 */
#ifndef PAGE_NEAREST_H
#define PAGE_NEAREST_H

#include "content/search_query.h"
#include "page/page.h"

#define NEAREST_TAGS 5		/* tags that are offered */
#define NEAREST_TITLES 5	/* articles that are */
#define NEAREST_LOOKED_AT 10000	/* tags, and newest articles, whose names are compared */

/* Writes links to the tags and articles whose names resemble the words of q
 * most, with a heading; nothing when none does. */
void nearest_write(struct sheet *s, const struct catalogue *c, const struct search_query *q);

#endif
