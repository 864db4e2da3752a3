/*
 * publish.h - putting files into the content folder, and taking them out.
 *
 * A file is judged first, what was there is kept, and the new one takes its
 * place whole or not at all.  No link is followed, and nothing is written that
 * would not be served.  One at a time, whoever calls; everything here may wait
 * for the disk.
 */
#ifndef CONTENT_PUBLISH_H
#define CONTENT_PUBLISH_H

#include "content/catalogue.h"

#define PUBLISH_VERSIONS_DEFAULT 20	/* earlier states kept of one file */
#define PUBLISH_VERSIONS_LARGEST 10000

struct publish_options {
	const char *versions_dir;	/* "STATE/versions"; what was PATH is PATH/TIME below it */
	size_t versions_max;		/* of one file; 0: nothing is kept */
};

enum publish_verdict {
	PUBLISH_DONE,
	PUBLISH_WRONG,		/* it will never do: the author's to mend */
	PUBLISH_MISSING,	/* there is nothing to delete */
	PUBLISH_FAILED,		/* the system refuses: another time, perhaps */
};

/*
 * Whether file (below the content folder) may be written at all: no dot names,
 * nothing that excludes.h leaves out, no keys, no name too long or too deep.
 * NULL, or static words that say why not.
 */
const char *publish_judge_name(const struct catalogue *c, struct str file);

/*
 * Judges the bytes of an article.
 * PUBLISH_WRONG with the first mistake, in a diagnostic's words, in why.
 */
enum publish_verdict publish_judge_article(const struct catalogue *c, struct str file, struct str bytes,
    struct strbuf *why);

/* Stores bytes as file; folders that are not there yet are made.  What refuses is in why. */
enum publish_verdict publish_store(const struct catalogue *c, const struct publish_options *o,
    struct str file, struct str bytes, struct strbuf *why);
/* Opens what publish_store could replace, for an author's eyes; fd or -errno. */
int publish_open(const struct catalogue *c, struct str file, struct fs_stamp *ret_stamp);
/* Removes file, which is kept like one that is replaced. */
enum publish_verdict publish_delete(const struct catalogue *c, const struct publish_options *o,
    struct str file, struct strbuf *why);

#endif
