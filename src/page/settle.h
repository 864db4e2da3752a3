/*
 * settle.h - routes to articles that are not where they were: those that are
 * gone, that moved, or whose address another article has taken over.  For
 * route.c and proto/answer.c.
 */
#ifndef PAGE_SETTLE_H
#define PAGE_SETTLE_H

#include "page/route.h"

/* The route to a place of the capsule, of which the path is another spelling. */
void settle_place(const struct catalogue *c, struct place place, struct route *ret);
/* Makes the route of path, if it is one to an article, one to where the article is now. */
void settle(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch,
    struct route *ret);

#endif
