/* markdown_arena.c - the memory cmark works in. */
#include "content/markdown_arena.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "base/log.h"

/* [bytes] taken from the arena at once; small enough not to get a chunk of its
 * own there. */
#define SLAB_SIZE (ARENA_CHUNK_SIZE / 4 - 64)

#define ZERO_AHEAD ((size_t)1024)	/* [bytes] */

/* No product of two such numbers is too large. */
#define FACTOR_MAX (SIZE_MAX >> (sizeof(size_t) * CHAR_BIT / 2))

/* Before each piece stands its size, which realloc has to know.  cmark's
 * structures hold nothing that is aligned more strictly than these. */
union head {
	size_t size;
	void *pointer;
	int64_t number;
};

struct slab {
	struct arena *arena;
	char *at, *end;		/* what is left of the slab */
	char *zeroed;		/* up to here it is zero */
	char *last;		/* the latest piece, which may still grow or go */
};

static _Thread_local struct slab slab;

void
markdown_arena_enter(struct arena *a)
{
	assert(slab.arena == NULL);
	slab = (struct slab){ .arena = a };
}

void
markdown_arena_leave(void)
{
	assert(slab.arena != NULL);
	slab = (struct slab){ 0 };
}

static size_t
round_up(size_t size)
{
	return (size + sizeof(union head) - 1) & ~(sizeof(union head) - 1);
}

static union head *
head_of(void *p)
{
	return (union head *)p - 1;
}

/* Memory for size bytes that is aligned but not zeroed. */
static char *
fetch(size_t size)
{
	char *p = arena_bytes(slab.arena, size + sizeof(union head) - 1);

	return p + (-(uintptr_t)p & (sizeof(union head) - 1));
}

/* A zeroed piece beside the slabs. */
static void *
take_large(size_t size)
{
	union head *head = (union head *)(void *)fetch(round_up(size) + sizeof *head);

	head->size = size;
	return memset(head + 1, 0, size);
}

/* Makes need bytes of a slab zero, and some more: cmark asks for a thousand small
 * pieces, and to zero each by itself would take longer. */
static void
prepare(size_t need)
{
	size_t more, left;

	if (need > (size_t)(slab.end - slab.at)) {
		slab.at = slab.zeroed = fetch(SLAB_SIZE);
		slab.end = slab.at + SLAB_SIZE;
	}
	left = (size_t)(slab.end - slab.zeroed);
	more = need - (size_t)(slab.zeroed - slab.at) + ZERO_AHEAD;
	more = more < left ? more : left;
	memset(slab.zeroed, 0, more);
	slab.zeroed += more;
}

static inline void *
put(size_t size, size_t need)
{
	union head *head = (union head *)(void *)slab.at;

	head->size = size;
	slab.last = (char *)(head + 1);
	slab.at += need;
	return slab.last;
}

static void *
take_slowly(size_t size, size_t need)
{
	if (size > SIZE_MAX / 2)
		log_fatal("out of memory: %zu bytes for Markdown", size);
	if (need > SLAB_SIZE / 2 && need > (size_t)(slab.end - slab.at))
		return take_large(size);
	prepare(need);
	return put(size, need);
}

static inline void *
take(size_t size)
{
	size_t need = round_up(size) + sizeof(union head);

	if (size > SIZE_MAX / 2 || need > (size_t)(slab.zeroed - slab.at))
		return take_slowly(size, need);
	return put(size, need);
}

void *
markdown_arena_calloc(size_t n, size_t size)
{
	assert(slab.arena != NULL);
	/* A division would take longer than all the rest. */
	if ((n | size) > FACTOR_MAX && size != 0 && n > SIZE_MAX / size)
		log_fatal("out of memory: %zu times %zu bytes for Markdown", n, size);
	return take(n * size);
}

void *
markdown_arena_realloc(void *p, size_t size)
{
	size_t old, more;
	void *grown;

	assert(slab.arena != NULL);
	/* cmark begins the text of each block this way and does not end it with a
	 * NUL before there is some: an empty one has to read as empty. */
	if (p == NULL)
		return take(size);
	old = head_of(p)->size;
	if (size <= old)
		return p;
	more = round_up(size) - round_up(old);
	if (p == slab.last && more <= (size_t)(slab.end - slab.at)) {
		if (more > (size_t)(slab.zeroed - slab.at))
			prepare(more);
		head_of(p)->size = size;
		slab.at += more;
		return p;
	}
	grown = take(size);
	memcpy(grown, p, old);
	return grown;
}

void
markdown_arena_free(void *p)
{
	if (p == NULL || p != slab.last)
		return;
	slab.at = memset(head_of(p), 0, sizeof(union head) + round_up(head_of(p)->size));
	slab.last = NULL;
}
