/*
 * publish_parts.h - what the rooms of publish*.c have in common.
 */
#ifndef CONTENT_PUBLISH_PARTS_H
#define CONTENT_PUBLISH_PARTS_H

#include "content/publish.h"

/* A state of a file that was kept. */
struct version {
	int dir;		/* the folder of the file's versions; -1: none was kept */
	char name[40];		/* "20261129T012345.123456Z": they sort by time */
};

/* Keeps the file name of dir, known as file below the content folder.  0 or -errno. */
int version_keep(const struct publish_options *o, struct str file, int dir, const char *name,
    struct version *ret);
/* The file was not replaced after all. */
void version_undo(struct version *v);
/* Removes the oldest beyond the limit, and closes. */
void version_done(struct version *v, const struct publish_options *o);

#endif
