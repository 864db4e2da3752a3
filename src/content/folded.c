/* folded.c - finding entries of an array by names that several may share. */
#include "content/folded.h"

#include <assert.h>

void
folded_init(struct folded *f, struct arena *a, size_t n)
{
	assert(n < FOLDED_END);
	*f = (struct folded){ .n = n };
	if (n == 0)
		return;
	f->nheads = 1;
	while (f->nheads < n)
		f->nheads *= 2;
	f->heads = arena_calloc(a, f->nheads, sizeof *f->heads);
	f->next = arena_calloc(a, n, sizeof *f->next);
	f->hashes = arena_calloc(a, n, sizeof *f->hashes);
}

/* The map of a name and its bucket come from different halves of the hash. */
static uint32_t *
head(const struct folded *f, uint64_t hash)
{
	return &f->heads[(size_t)(hash >> 32) & (f->nheads - 1)];
}

void
folded_add(struct folded *f, size_t position, uint64_t hash)
{
	uint32_t *first = head(f, hash);

	assert(position < f->n);
	f->hashes[position] = (uint32_t)hash;
	f->next[position] = *first;
	*first = (uint32_t)position + 1;
}

static uint32_t
find_from(const struct folded *f, uint32_t link, uint32_t hash)
{
	while (link != 0 && f->hashes[link - 1] != hash)
		link = f->next[link - 1];
	return link != 0 ? link - 1 : FOLDED_END;
}

uint32_t
folded_first(const struct folded *f, uint64_t hash)
{
	return f->n > 0 ? find_from(f, *head(f, hash), (uint32_t)hash) : FOLDED_END;
}

uint32_t
folded_next(const struct folded *f, uint32_t position)
{
	assert(position < f->n);
	return find_from(f, f->next[position], f->hashes[position]);
}
