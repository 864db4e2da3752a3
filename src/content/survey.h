/*
 * survey.h - reading the texts of all articles, in the background.
 *
 * One thread looks through each new catalogue that is put on the shelf and hands
 * the texts that its consumers want to them, newest article first.  It never
 * holds up a request: it has a low place among the threads (where the
 * system ranks them), reads one article at a time, and begins anew, keeping what
 * was done, when the next catalogue stands on the shelf; so that a catalogue is
 * held no longer than one article takes after it was replaced.
 */
#ifndef CONTENT_SURVEY_H
#define CONTENT_SURVEY_H

#include "content/doc.h"
#include "content/shelf.h"

#define SURVEY_GROUP 2048	/* articles between two rests */
#define SURVEY_RETRY_S 60	/* until what failed is tried again */
#define SURVEY_CONSUMERS_MAX 8

/* Who wants the texts.  All are called on the survey's thread. */
struct survey_consumer {
	void *arg;
	/* A pass over a catalogue begins; articles of it are good until end. */
	void (*begin)(void *arg, const struct catalogue *c);
	/* Asked once a pass for each article that everyone is shown, newest first. */
	bool (*wants)(void *arg, const struct article *article);
	/*
	 * An article that was wanted; root is good for this call, NULL when the
	 * file cannot be read.  Groups of SURVEY_GROUP come newest first, the
	 * articles within a group oldest first.
	 */
	void (*take)(void *arg, const struct article *article, const struct doc_node *root);
	/* A group is done: a good moment to keep it. */
	void (*rest)(void *arg);
	/* The pass is over; whole: nothing that was wanted is left out.  True: try
	 * again after SURVEY_RETRY_S though nothing may have changed. */
	bool (*end)(void *arg, bool whole);
	/* Called again and again while there is nothing to be read, the catalogue given
	 * back: a short step of putting things in order.  False: there is none left.
	 * NULL for none at all. */
	bool (*settle)(void *arg);
};

struct survey;

/* Starts the thread.  NULL with a negative errno in *ret_error when there is none to be had. */
struct survey *survey_new(struct shelf *shelf, const struct survey_consumer *consumers, size_t n,
    int *ret_error);
/* One pass over one catalogue, on the caller's thread, for whoever can wait; without settling. */
void survey_read(const struct catalogue *c, const struct survey_consumer *consumers, size_t n);
/* Ends it, at the latest after the article it is reading or the step it is at.  NULL is fine. */
void survey_free(struct survey *survey);

#endif
