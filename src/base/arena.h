/*
 * arena.h - memory that is given back all at once.
 *
 * An arena owns everything allocated from it until arena_reset or arena_done.
 * Nothing in it is freed alone.  Memory is zeroed and aligned for any type.
 * Large requests get a chunk of their own.  Under
 * AddressSanitizer what was not handed out is poisoned, with a red zone behind
 * each allocation.  Not shared between threads while somebody allocates.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#define ARENA_CHUNK_SIZE ((size_t)64 * 1024)	/* [bytes] */
#define ARENA_LARGE_SIZE ((size_t)8 * 1024 * 1024)	/* [bytes] that go back to the system at once */

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;	/* newest first */
	size_t chunk_size;		/* [bytes] of the chunks to come */
	size_t chunk_max;		/* [bytes] that they double up to */
	size_t used;			/* [bytes] handed out since the reset */
	size_t reserved;		/* [bytes] of all chunks */
};

/* chunk_size 0 means ARENA_CHUNK_SIZE.  Allocates nothing yet. */
void arena_init(struct arena *a, size_t chunk_size);
void arena_done(struct arena *a);
/*
 * Lets chunks double up to chunk_max: for what may be small or very large, and
 * is not reset.  Where the system has huge pages (Linux), chunks of
 * ARENA_HUGE_SIZE and more ask for them: a hundred thousand articles are looked
 * at in a fifth less time.
 */
#define ARENA_HUGE_SIZE ((size_t)2 * 1024 * 1024)	/* [bytes] */
void arena_let_grow(struct arena *a, size_t chunk_max);
/* Forgets everything, keeps one chunk of ordinary size for the next round. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_calloc(struct arena *a, size_t n, size_t size);
/* Bytes that are not zeroed and not aligned: for text. */
char *arena_bytes(struct arena *a, size_t size);
/* A copy of s with a NUL behind it (not counted).  STR_NONE stays STR_NONE. */
struct str arena_str(struct arena *a, struct str s);
struct str arena_strf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Like mem_grow for an array that lives in an arena: the old one is left
 * behind, so the waste is bounded by the doubling.
 */
void *arena_grow(struct arena *a, void *p, size_t *cap, size_t want, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
