/*
 * nearest.h - the known word that a misspelt one probably meant.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/str.h"

#define NEAREST_WORD_MAX 64	/* [bytes]; longer words resemble nothing */

/*
 * How many single-byte changes, insertions, deletions or swaps of neighbours
 * turn a into b (case ignored); NEAREST_WORD_MAX when either is too long.
 */
size_t nearest_distance(struct str a, struct str b);

/* Whether word could be a slip for known: at most a third of its letters off. */
bool nearest_resembles(struct str word, struct str known);

#endif
