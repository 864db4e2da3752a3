/*
 * titan_target.h - which file an address of a titan request means.
 *
 * Addresses of pages mean their sources: "/notes/snow", "/notes/snow.gmi" and
 * "/notes/snow.md" are content/notes/snow.md, or the file that has this address
 * by its slug; a folder's is the text of the folder.  Everything else is a file
 * as it lies.  The server's own pages mean nothing.
 */
#ifndef PROTO_TITAN_TARGET_H
#define PROTO_TITAN_TARGET_H

#include "content/catalogue.h"
#include "proto/request.h"

struct titan_target {
	struct str file;	/* below the content folder, NUL-terminated */
	bool is_article;
};

/* NULL, or static words that say why nothing can be published at path.  Strings
 * of *ret live in the catalogue or in scratch. */
const char *titan_find_target(const struct catalogue *c, const struct request *request,
    struct arena *scratch, struct titan_target *ret);

#endif
