/*
 * moved.h - where an article leads that says redirect_to.
 */
#ifndef CONTENT_MOVED_H
#define CONTENT_MOVED_H

#include "content/catalogue.h"

#define MOVED_STEPS_MAX 8	/* from one moved article to the next; more, or a circle, lead nowhere */

enum moved {
	MOVED_NOWHERE,		/* nothing here answers to it, or it is no address */
	MOVED_HERE,		/* *ret is a place of this capsule */
	MOVED_AWAY,		/* *ret is PLACE_REMOTE */
};

/*
 * Follows from->moved_to, through articles that have moved in turn, to the end.
 * Strings of *ret live in arena a or in the catalogue.
 */
enum moved moved_find(const struct catalogue *c, const struct article *from, struct arena *a,
    struct place *ret);

#endif
