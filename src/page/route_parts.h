/*
 * route_parts.h - paths taken apart, for the route*.c files.
 */
#ifndef PAGE_ROUTE_PARTS_H
#define PAGE_ROUTE_PARTS_H

#include "page/route.h"

/* A path taken apart: "tags/linux/page/2.gmi" is { "tags/linux", ".gmi", 2 }. */
struct parts {
	struct str stem;	/* without suffix and page */
	struct str suffix;	/* ".gmi", ".txt", ".md", ".xml", or empty */
	unsigned page;		/* 0 when none is named */
};

void route_take_apart(struct str path, struct parts *ret);
/* The suffix of a page of the capsule. */
struct str route_page_suffix(enum scheme scheme);
/* "page/2" and "page/2.gmi" of the listing that lies at the rest of the path. */
bool route_is_page_suffix(enum scheme scheme, const struct parts *parts);
/* Always true. */
bool route_set_page(struct route *ret, enum place_kind kind, struct str path, unsigned page, bool other);

/* route_made.c */
/* tags/…, categories/…, archive/… of an edition, below its folder.  False when
 * path is none of these; true and ROUTE_MISSING when nothing of it is there. */
bool route_made(const struct edition *e, enum scheme scheme, struct str path, struct route *ret);
/* What is made for one language, below its folder: home, tags, feed … */
bool route_edition(const struct catalogue *c, enum scheme scheme, struct str path, struct route *ret);

#endif
