/*
 * backlinks.h - which articles link to an article.
 *
 * Learned from the texts by the survey, in the background.  A table is immutable
 * once made, shared, and replaced whole, like a catalogue; pages borrow the
 * current one.  Until the first pass is over there is none.  What lies in a
 * private area is never named as a source.
 */
#ifndef CONTENT_BACKLINKS_H
#define CONTENT_BACKLINKS_H

#include "content/survey.h"

#define BACKLINKS_LINKS_MAX 1000	/* links of one article that are followed */

struct backlinks;
struct backlinks_table;

/* The articles (their files) that link to one. */
struct backlinks_sources {
	const struct str *files;
	size_t n;
};

/* Held once. */
struct backlinks *backlinks_new(void);
/* For one more who will call backlinks_free; one survey at a time feeds it. */
struct backlinks *backlinks_hold(struct backlinks *b);
/* After the survey is over; the last one frees it.  NULL is fine. */
void backlinks_free(struct backlinks *b);
struct survey_consumer backlinks_consumer(struct backlinks *b);

/* Counts the tables: what was made from one is stale when it changes.  0 for
 * NULL and before the first.  From any thread. */
unsigned backlinks_edition(const struct backlinks *b);

/* The current table, until backlinks_release; NULL when there is none yet.
 * b may be NULL.  From any thread. */
const struct backlinks_table *backlinks_borrow(struct backlinks *b);
void backlinks_release(const struct backlinks_table *table);
/* The sources of the article with that file, in no order. */
struct backlinks_sources backlinks_find(const struct backlinks_table *table, struct str file);

#endif
