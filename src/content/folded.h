/*
 * folded.h - finding entries of an array by names that several may share.
 *
 * A hash table of positions, not of names: the owner of the array hashes a
 * name of each entry (spelling.h folds it), and a seeker compares the entries
 * it is given with what it seeks.  Costs 12 to 16 bytes an entry, where a map
 * of names would cost 80; a hundred thousand articles are found by several
 * names each.  Read from any thread once filled.
 */
#ifndef CONTENT_FOLDED_H
#define CONTENT_FOLDED_H

#include <stdint.h>

#include "base/arena.h"

#define FOLDED_WALK_MAX 4096	/* entries of one name that a seeker looks at */
#define FOLDED_END UINT32_MAX

struct folded {
	uint32_t *heads;	/* first position of each bucket, plus 1; 0: none */
	uint32_t *next;		/* by position, plus 1 */
	uint32_t *hashes;	/* by position */
	size_t nheads;		/* a power of two, or 0 */
	size_t n;		/* positions there are */
};

/* For positions below n; they are added in any order, each at most once. */
void folded_init(struct folded *f, struct arena *a, size_t n);
void folded_add(struct folded *f, size_t position, uint64_t hash);

/* The first position added under this hash and those after it; FOLDED_END when
 * there is none (left).  Newest first. */
uint32_t folded_first(const struct folded *f, uint64_t hash);
uint32_t folded_next(const struct folded *f, uint32_t position);

#endif
