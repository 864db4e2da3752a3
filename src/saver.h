/*
 * saver.h - keeps what was read of the articles for the next start.
 *
 * The file (content/catalogue_saved.h) is written once it lacks more than a few
 * of the articles, by the thread that builds, after a build: nobody waits for
 * it.  The next start reads again what it lacks, so that it need not be written
 * at the end.
 */
#ifndef SAVER_H
#define SAVER_H

#include "content/catalogue.h"

#define SAVER_SHARE 64		/* the file lacks at most this part of the articles: 1/64 */

struct saver {
	const char *state_dir;	/* NULL: nothing is kept */
	size_t unsaved;		/* articles that the file lacks */
	unsigned same_as;	/* number of the catalogue that the last build was the same as; 0: of none */
	int error;		/* of the last time, and was said */
};

void saver_init(struct saver *s, const char *state_dir);
/* What the last run has left, for the first build; NULL when there is nothing. */
struct catalogue *saver_load(const struct saver *s, const struct capsule *capsule);
/* After the first build, from saved (may be NULL). */
void saver_begin(struct saver *s, const struct catalogue *first, const struct catalogue *saved);
/* After each further one; same: it was found to be the same as old, which stays. */
void saver_note(struct saver *s, const struct catalogue *next, const struct catalogue *old, bool same);
/* Writes the file if it is due.  Says in the log when it cannot be. */
void saver_store(struct saver *s, const struct catalogue *c);

#endif
