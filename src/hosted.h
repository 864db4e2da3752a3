/*
 * hosted.h - one capsule as it is served: its catalogue and who keeps it up to
 * date, its search, its certificate.
 */
#ifndef HOSTED_H
#define HOSTED_H

#include "builder.h"
#include "config.h"
#include "confine.h"
#include "content/survey.h"

struct hosted {
	struct config *config;
	struct shelf shelf;
	struct service service;
	unsigned njobs;			/* of the service */
	struct builder *builder;
	struct survey *survey;
	struct known *known;	/* servers behind it; NULL: there are none to be known */
	struct strbuf crt, key;
	bool is_read;			/* the shelf holds a catalogue */
	bool is_moved;			/* its search was another's before */
};

/* What a capsule shares with others; all but cache_size outlives it. */
struct hosted_needs {
	size_t cache_size;		/* [bytes]; 0: none */
	struct access *access;
	const struct counters *counters;
	struct confine *confine;
	bool is_certified;		/* it is served with a certificate already: none is made in its place */
};
/*
 * Finds or makes the certificate, and looks whether there is content.  False
 * after saying why not in the log; hosted_end is to be called either way.
 */
bool hosted_begin(struct hosted *h, struct config *config, const struct hosted_needs *needs);
/*
 * Reads the content, as it will be read when it changes.  before: the one that is
 * served now, or NULL.  False after saying why not.
 */
bool hosted_read(struct hosted *h, struct hosted *before);
/*
 * Makes what the texts are read for, search and backlinks: before's own where
 * the folders are the same, so that nothing is forgotten.  NULL: there is none.
 */
void hosted_learn(struct hosted *h, struct hosted *before);
/* What it is, for the log at the start, and after it was read again in place of before (or NULL). */
void hosted_say(const struct hosted *h);
void hosted_say_again(const struct hosted *h, struct hosted *before);
/* Starts its threads, once the server is bound and before's have ended; 0 or -errno. */
int hosted_start(struct hosted *h);
/* Ends the builder's thread: 0, or -ETIMEDOUT when it hangs and nothing may be freed. */
int hosted_stop(struct hosted *h);
/* Ends the survey's thread; then what else there is, once nobody answers for it any more. */
void hosted_end_survey(struct hosted *h);
void hosted_end(struct hosted *h);

#endif
