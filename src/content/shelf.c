/* shelf.c - where the current catalogue stands. */
#include "content/shelf.h"

#include <assert.h>

static void
lock(struct shelf *s)
{
	int r = pthread_mutex_lock(&s->mutex);

	assert(r == 0);
	(void)r;
}

static void
unlock(struct shelf *s)
{
	int r = pthread_mutex_unlock(&s->mutex);

	assert(r == 0);
	(void)r;
}

void
shelf_init(struct shelf *s, struct catalogue *takes)
{
	int r = pthread_mutex_init(&s->mutex, NULL);

	assert(r == 0);
	(void)r;
	s->current = takes;
}

void
shelf_done(struct shelf *s)
{
	catalogue_release(s->current);
	s->current = NULL;
	pthread_mutex_destroy(&s->mutex);
}

struct catalogue *
shelf_borrow(struct shelf *s)
{
	struct catalogue *c;

	lock(s);
	c = s->current;
	catalogue_hold(c);
	unlock(s);
	return c;
}

void
shelf_replace(struct shelf *s, struct catalogue *next)
{
	struct catalogue *old;

	lock(s);
	old = s->current;
	s->current = next;
	unlock(s);
	/* Outside the lock: freeing a large catalogue takes milliseconds. */
	catalogue_release(old);
}
