/*
 * shelf.h - where the current catalogue stands.
 *
 * A mutex and a count (15 ns): a bare atomic pointer would have a gap between
 * loading it and counting.  From any thread.
 */
#ifndef CONTENT_SHELF_H
#define CONTENT_SHELF_H

#include <pthread.h>

#include "content/catalogue.h"

struct shelf {
	pthread_mutex_t mutex;
	struct catalogue *current;
};

void shelf_init(struct shelf *s, struct catalogue *takes);
void shelf_done(struct shelf *s);
/* The current catalogue, until catalogue_release. */
struct catalogue *shelf_borrow(struct shelf *s);
/* Takes next; the old one goes when its last borrower returns it. */
void shelf_replace(struct shelf *s, struct catalogue *next);

#endif
