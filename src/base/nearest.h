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

/* Of all that are known the one that word could be a slip for: it begins with nothing, each is
 * offered, and of those that word resembles the nearest stands, of equals the first. */
struct nearest {
	struct str word, known;	/* borrowed */
	size_t distance;
};

struct nearest nearest_begin(struct str word);
void nearest_offer(struct nearest *n, struct str known);
/* Absent when there is none. */
struct str nearest_end(const struct nearest *n);

#endif
