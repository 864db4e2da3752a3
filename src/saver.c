/* saver.c - keeps what was read of the articles for the next start. */
#include "saver.h"

#include <string.h>

#include "base/log.h"
#include "content/catalogue_saved.h"

void
saver_init(struct saver *s, const char *state_dir)
{
	*s = (struct saver){ .state_dir = state_dir };
}

struct catalogue *
saver_load(const struct saver *s, const struct capsule *capsule)
{
	return s->state_dir != NULL ? saved_load(s->state_dir, capsule) : NULL;
}

void
saver_begin(struct saver *s, const struct catalogue *first, const struct catalogue *saved)
{
	s->unsaved = first->nsettled;
	if (saved != NULL)
		log_debug("%s/" SAVED_FILE " lacks %zu of %zu articles", s->state_dir, s->unsaved,
		    first->nshown + first->nhidden);
}

void
saver_note(struct saver *s, const struct catalogue *next, const struct catalogue *old, bool same)
{
	/* Where the old one stays, what has settled since would count each time. */
	if (!same || s->same_as != old->number)
		s->unsaved += next->nsettled;
	s->same_as = same ? old->number : 0;
}

void
saver_store(struct saver *s, const struct catalogue *c)
{
	int r;

	if (s->state_dir == NULL || s->unsaved <= (c->nshown + c->nhidden) / SAVER_SHARE)
		return;
	r = saved_store(s->state_dir, c);
	if (r < 0 && r != s->error)
		log_warning("%s/" SAVED_FILE ": cannot be written: %s (name a folder that can be, with --state DIR): "
		    "the next start reads all articles", s->state_dir, strerror(-r));
	s->error = r;
	s->unsaved = 0;
}
