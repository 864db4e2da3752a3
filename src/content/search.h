/*
 * search.h - full-text search over all articles.
 *
 * The index is SQLite's FTS5 without the texts themselves: what is found is
 * shown from the articles.  It lies in the state folder (search.db, which can
 * be lost at any time), is filled in the background by the survey, brought up
 * to date one article at a time, and made anew when it is damaged, of another
 * version or of another content folder.  Where it cannot be kept on disk it is
 * kept in memory, up to a limit.
 *
 * An index says which articles hold the words; the current catalogue says which
 * of them are shown.
 */
#ifndef CONTENT_SEARCH_H
#define CONTENT_SEARCH_H

#include "content/catalogue.h"
#include "content/search_query.h"
#include "content/survey.h"

#define SEARCH_RANKED_MAX 10000		/* newest matches that are ranked */
#define SEARCH_SECONDS 2		/* a query may take, unless the owner says */
#define SEARCH_TEXT_SIZE_MAX ((size_t)1024 * 1024)	/* [bytes] of an article's text that are indexed */
#define SEARCH_MEMORY_MAX ((size_t)64 * 1024 * 1024)	/* [bytes] of an index kept in memory */

struct search_options {
	const char *state_dir;		/* NULL: in memory */
	const char *content_dir;	/* which folder's index it is */
	struct shelf *shelf;		/* nudged when the index has to be made anew */
	unsigned deadline_ms;		/* of one query; 0: SEARCH_SECONDS */
	size_t memory_max;		/* [bytes]; 0: SEARCH_MEMORY_MAX */
};

enum search_verdict {
	SEARCH_FOUND,		/* or nothing was */
	SEARCH_TOO_LONG,	/* the deadline came first */
	SEARCH_TROUBLE,		/* the index cannot be read now; it is being made anew */
};

struct search_progress {
	size_t done, total;	/* articles; total 0: not known yet */
	bool complete;		/* all that can be found is */
};

struct search_result {
	enum search_verdict verdict;
	const struct article **articles;	/* the part that was asked for, best first */
	size_t narticles;
	size_t found;		/* in all; at most SEARCH_RANKED_MAX */
	bool more;		/* than that */
	struct search_progress progress;
};

struct search;

/* Opens nothing yet: the survey's thread does.  Held once. */
struct search *search_new(const struct search_options *options);
/* For one more who will call search_free. */
struct search *search_hold(struct search *s);
/* From now on for another shelf, or for none (NULL), while no survey feeds it.  Questions
 * may be under way. */
void search_move(struct search *s, struct shelf *shelf, unsigned deadline_ms);
/* After the survey has ended and no query of the caller's is under way; the last
 * one frees it.  NULL is fine. */
void search_free(struct search *s);
/* What the survey shall feed. */
struct survey_consumer search_consumer(struct search *s);

/*
 * The articles of c that q matches: those from first on, at most n of them.
 * May take up to the deadline: for helper threads.  The array lives in arena a,
 * the articles in c.
 */
void search_find(struct search *s, const struct catalogue *c, const struct search_query *q,
    size_t first, size_t n, struct arena *a, struct search_result *ret);

#endif
