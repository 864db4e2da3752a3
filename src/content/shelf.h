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
	pthread_cond_t changed;
	struct catalogue *current;
	unsigned nreplaced;	/* how often another one was put here */
};

void shelf_init(struct shelf *s, struct catalogue *takes);
void shelf_done(struct shelf *s);
/* The current catalogue, until catalogue_release. */
struct catalogue *shelf_borrow(struct shelf *s);
/* Takes next; the old one goes when its last borrower returns it. */
void shelf_replace(struct shelf *s, struct catalogue *next);

/*
 * Waits for another catalogue than the one borrowed when *seen was set (0: any),
 * at most wait_s seconds [0: as long as it takes], and borrows the current one,
 * changed or not.  NULL when *stop was set, or nothing stands here.
 */
struct catalogue *shelf_await(struct shelf *s, unsigned *seen, unsigned wait_s, const bool *stop);
/* As if the catalogue were put here once more: for whoever waits for another.
 * NULL is fine. */
void shelf_nudge(struct shelf *s);
/* Sets *stop and wakes whoever waits. */
void shelf_stop(struct shelf *s, bool *stop);
/* Whether another catalogue stands here than when *seen was set, or *stop was. */
bool shelf_is_past(struct shelf *s, unsigned seen, const bool *stop);

#endif
