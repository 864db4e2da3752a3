/*
 * readings.h - the ways in which a path in a link may be meant.  For links.c.
 */
#ifndef CONTENT_READINGS_H
#define CONTENT_READINGS_H

#include "content/catalogue.h"

#define READINGS_MAX 8

struct readings {
	struct str v[READINGS_MAX];	/* paths below the root, decoded, no leading "/"; likeliest first */
	size_t n;
};

/* The readings of path (decoded) as it stands in article from, or in none
 * (NULL).  Strings live in arena a. */
void readings_find(struct readings *r, const struct catalogue *c, const struct article *from,
    struct str path, struct arena *a);
/*
 * What of the readings in of is to lie in the language folder of from, where
 * the language may be that translations are made from: above the folders of the
 * others, or in the folder of its own.
 */
void readings_untranslated(struct readings *r, const struct readings *of, const struct catalogue *c,
    const struct article *from, struct arena *a);
/* path from the root as the only reading. */
void readings_single(struct readings *r, struct str path, struct arena *a);

/* path, of a site at base_url, from there on: "/blog/x" is "/x" below
 * "https://host/blog"; absent when it lies elsewhere. */
struct str readings_below_base(const struct capsule *capsule, struct str path);

#endif
