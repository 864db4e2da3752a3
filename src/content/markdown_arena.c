/* markdown_arena.c - the memory cmark works in. */
#include "content/markdown_arena.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/log.h"

/* [bytes] taken from the arena at once; small enough not to get a chunk of its
 * own there. */
#define SLAB_SIZE (ARENA_CHUNK_SIZE / 4 - 64)

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

static void *
take(size_t size)
{
	size_t need;
	union head *head;

	if (size > SIZE_MAX / 2)
		log_fatal("out of memory: %zu bytes for Markdown", size);
	need = round_up(size) + sizeof *head;
	if (need > (size_t)(slab.end - slab.at)) {
		if (need > SLAB_SIZE / 2) {
			head = (union head *)(void *)fetch(need);
			head->size = size;
			return head + 1;
		}
		slab.at = fetch(SLAB_SIZE);
		slab.end = slab.at + SLAB_SIZE;
	}
	head = (union head *)(void *)slab.at;
	head->size = size;
	slab.last = (char *)(head + 1);
	slab.at += need;
	return slab.last;
}

void *
markdown_arena_calloc(size_t n, size_t size)
{
	assert(slab.arena != NULL);
	if (size != 0 && n > SIZE_MAX / size)
		log_fatal("out of memory: %zu times %zu bytes for Markdown", n, size);
	return memset(take(n * size), 0, n * size);
}

void *
markdown_arena_realloc(void *p, size_t size)
{
	size_t old;
	void *grown;

	assert(slab.arena != NULL);
	/* cmark begins the text of each block this way and does not end it with a
	 * NUL before there is some: an empty one has to read as empty. */
	if (p == NULL)
		return memset(take(size), 0, size);
	old = head_of(p)->size;
	if (size <= old)
		return p;
	if (p == slab.last && round_up(size) <= (size_t)(slab.end - slab.last)) {
		head_of(p)->size = size;
		slab.at = slab.last + round_up(size);
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
	slab.at = (char *)head_of(p);
	slab.last = NULL;
}
