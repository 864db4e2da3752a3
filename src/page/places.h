/*
 * places.h - every place of a catalogue: what a whole copy of the capsule holds.
 */
#ifndef PAGE_PLACES_H
#define PAGE_PLACES_H

#include "content/catalogue.h"

/* place is the callee's for the length of the call; false stops. */
typedef bool places_visit(void *arg, const struct place *place);

/*
 * Visits files as they lie first, then home, sections, articles (page, text and
 * source), tags, categories and years with all pages of each listing, and
 * feeds.  Search is no page, and what
 * is private is left out.  False when a visit was.
 */
bool places_each(const struct catalogue *c, places_visit *visit, void *arg);

#endif
