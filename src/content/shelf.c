/* shelf.c - where the current catalogue stands. */
#include "content/shelf.h"

#include <assert.h>

#include "base/thread.h"

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
	thread_cond_init(&s->changed);
	s->current = takes;
	s->nreplaced = 1;
}

void
shelf_done(struct shelf *s)
{
	catalogue_release(s->current);
	s->current = NULL;
	pthread_cond_destroy(&s->changed);
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
	s->nreplaced++;
	pthread_cond_broadcast(&s->changed);
	unlock(s);
	/* Outside the lock: freeing a large catalogue takes milliseconds. */
	catalogue_release(old);
}

struct catalogue *
shelf_await(struct shelf *s, unsigned *seen, unsigned wait_s, const bool *stop)
{
	struct catalogue *c = NULL;
	struct timespec until = thread_deadline(wait_s * 1000);
	bool late = false;

	lock(s);
	while (!*stop && s->nreplaced == *seen && !late) {
		if (wait_s > 0)
			late = !thread_wait(&s->changed, &s->mutex, &until);
		else
			pthread_cond_wait(&s->changed, &s->mutex);
	}
	if (!*stop) {
		c = s->current;
		catalogue_hold(c);
		*seen = s->nreplaced;
	}
	unlock(s);
	return c;
}

void
shelf_nudge(struct shelf *s)
{
	if (s == NULL)
		return;
	lock(s);
	s->nreplaced++;
	pthread_cond_broadcast(&s->changed);
	unlock(s);
}

void
shelf_stop(struct shelf *s, bool *stop)
{
	lock(s);
	*stop = true;
	pthread_cond_broadcast(&s->changed);
	unlock(s);
}

bool
shelf_is_past(struct shelf *s, unsigned seen, const bool *stop)
{
	bool past;

	lock(s);
	past = *stop || s->nreplaced != seen;
	unlock(s);
	return past;
}
