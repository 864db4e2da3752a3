/*
 * area.h - parts of a capsule that are shown to some alone.
 *
 * What lies in an area is in no list outside of it: not in tags, feeds, search
 * or the pages of other folders.  It is found by its exact address, by whoever
 * may enter (proto/access.h).
 */
#ifndef CONTENT_AREA_H
#define CONTENT_AREA_H

#include "base/str.h"

#define AREA_PEOPLE_MAX 64	/* people of one area */
#define AREAS_MAX 64
#define AREA_DRAFTS "drafts/"	/* where authors read what is hidden */

struct capsule;

/* Names and fingerprints, as the owner wrote them; "all": everyone who is registered. */
struct people {
	const struct str *v;
	size_t n;
};

/*
 * path "members/" is a folder and all below it; "notes/secret" an article, its
 * views and a folder of that name too.  Never empty.
 */
struct area {
	struct str path;
	struct people people;
	bool is_drafts;
	bool is_counters;		/* nothing lies in it: the server shows what it has counted */
};

/*
 * The innermost area that path (decoded, no leading "/") lies in, or NULL.
 * Case and Unicode form do not count, nor whether anything is there.
 */
const struct area *area_of(const struct capsule *capsule, struct str path);

/* The same for a file or a path that may lead to one: what lies in static/ and
 * kin has an address without it too. */
const struct area *area_of_file(const struct capsule *capsule, struct str file);

/* Whether what lies in inner may be listed, or linked to unasked, in outer. */
bool area_shows(const struct area *outer, const struct area *inner);

#endif
