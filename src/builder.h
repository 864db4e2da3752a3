/*
 * builder.h - the thread that keeps the catalogue up to date.
 *
 * It waits for what may ask for a new catalogue: news of the folders
 * (content/watch.h), a date that shows or hides an article, the time of the
 * periodic look, a folder that was replaced, the owner's word.  Then it builds
 * one aside and puts it on the shelf; the old one stays on any error.  One
 * build at a time; all that asks for it meanwhile leads to one more.
 */
#ifndef BUILDER_H
#define BUILDER_H

#include "content/shelf.h"

#define BUILDER_TICK_MS 1000	/* between looks at clock and roots */
#define BUILDER_NAP_MS 20	/* after news, before more is taken in: a save is a handful */
#define BUILDER_WAIT_MS 20000	/* for a build that somebody waits for */
#define BUILDER_STOP_MS 5000	/* for a build under way at the end */

struct builder_options {
	const struct capsule *capsule;
	bool watch;		/* have the system tell of changes */
	/* Whether the folders cannot be read again, with the reason appended to why;
	 * then what was read before stays.  NULL: never.  Called in its thread. */
	bool (*blocked)(void *arg, struct strbuf *why);
	void *arg;
	unsigned rescan_s;	/* between two looks without any news; 0: never */
	const char *state_dir;	/* where what was read is kept for the next start (saver.h); NULL: nowhere */
};

struct builder;

/* Says in the log when changes cannot be watched for. */
struct builder *builder_new(const struct builder_options *options);
/* The first catalogue, as catalogue_build gives it.  before: what another builder has read
 * of the same folder and is served; NULL: what the last run has saved. */
struct catalogue *builder_first(struct builder *b, const struct catalogue *before, int *ret_error,
    const char **ret_why);
/* Starts the thread, for a shelf that holds the first catalogue and outlives it; 0 or -errno. */
int builder_start(struct builder *b, struct shelf *shelf);
/* Asks for a build that begins after this call, and for a word about it in the log.  From any thread. */
void builder_ask(struct builder *b);
/* The same, and waits until a build that began after this call is on the shelf,
 * has failed or takes longer than BUILDER_WAIT_MS.  False: there was none, as when another
 * builder has taken its place.  From any thread but its own. */
bool builder_ask_and_wait(struct builder *b);
/* Has a build end soon, whoever waits for it, and none begin.  From any thread. */
void builder_cancel(struct builder *b);
/*
 * Ends the thread; who asks for a build from then on gets none.  0, or -ETIMEDOUT
 * when a build hangs, on a file system that does not answer: then all that it
 * may reach must be left alone.
 */
int builder_stop(struct builder *b);
/* After builder_stop gave 0.  NULL is fine. */
void builder_free(struct builder *b);

#endif
