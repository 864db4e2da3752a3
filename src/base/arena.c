/* arena.c - memory that is given back all at once. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/log.h"
#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

/*
 * AddressSanitizer keeps account in granules of eight bytes of which only a
 * head may be open: under it text begins on a granule too, and a granule and
 * more behind each piece stay closed.
 */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define CLOSE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define OPEN(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define RED_ZONE ((size_t)16)
#define TEXT_ALIGN ((size_t)8)
#else
#define CLOSE(p, n) ((void)(p), (void)(n))
#define OPEN(p, n) ((void)(p), (void)(n))
#define RED_ZONE ((size_t)0)
#define TEXT_ALIGN ((size_t)1)
#endif

#define ANY_ALIGN alignof(max_align_t)

/* The sanitizer sees only what malloc gave. */
#if defined(__linux__) && defined(MADV_HUGEPAGE) && !defined(ARENA_ASAN)
#define HUGE_PAGES 1
#endif

struct arena_chunk {
	struct arena_chunk *next;
	size_t cap;		/* [bytes] at bytes */
	size_t used;		/* [bytes], red zones and alignment too */
	size_t mapped;		/* [bytes] from mmap(2); 0: from malloc(3) */
	alignas(max_align_t) char bytes[];
};

void
arena_init(struct arena *a, size_t chunk_size)
{
	if (chunk_size == 0)
		chunk_size = ARENA_CHUNK_SIZE;
	*a = (struct arena){ .chunk_size = chunk_size, .chunk_max = chunk_size };
}

void
arena_let_grow(struct arena *a, size_t chunk_max)
{
	a->chunk_max = chunk_max;
}

#ifdef HUGE_PAGES

/* On the border of a huge page, and so many of them that size [bytes] fits. */
static struct arena_chunk *
map_huge(size_t size)
{
	size_t mapped = (size + ARENA_HUGE_SIZE - 1) / ARENA_HUGE_SIZE * ARENA_HUGE_SIZE, before;
	char *p = mmap(NULL, mapped + ARENA_HUGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct arena_chunk *chunk;

	if (p == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)p & (ARENA_HUGE_SIZE - 1);
	if (before > 0)
		munmap(p, before);
	munmap(p + before + mapped, ARENA_HUGE_SIZE - before);
	chunk = (void *)(p + before);
	/* Where it is refused, small pages do. */
	(void)madvise(chunk, mapped, MADV_HUGEPAGE);
	*chunk = (struct arena_chunk){ .cap = mapped - sizeof *chunk, .mapped = mapped };
	return chunk;
}

#endif

/* Takes its size off what is reserved; [bytes] that malloc has back. */
static size_t
chunk_free(struct arena *a, struct arena_chunk *chunk)
{
	size_t cap = chunk->cap;

	a->reserved -= cap;
	OPEN(chunk->bytes, chunk->cap);
#ifdef HUGE_PAGES
	if (chunk->mapped > 0) {
		munmap(chunk, chunk->mapped);
		return 0;
	}
#endif
	free(chunk);
	return cap;
}

void
arena_done(struct arena *a)
{
	size_t chunk_size = a->chunk_size, freed = 0;

	for (struct arena_chunk *chunk = a->chunks, *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		freed += chunk_free(a, chunk);
	}
	arena_init(a, chunk_size);
	if (freed >= ARENA_LARGE_SIZE)
		mem_give_back();
}

void
arena_reset(struct arena *a)
{
	struct arena_chunk *kept = NULL;
	size_t freed = 0;

	for (struct arena_chunk *chunk = a->chunks, *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		/* One huge request must not be paid for in every round after it. */
		if (kept == NULL && chunk->cap == a->chunk_size)
			kept = chunk;
		else
			freed += chunk_free(a, chunk);
	}
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
		CLOSE(kept->bytes, kept->cap);
	}
	a->chunks = kept;
	a->used = 0;
	if (freed >= ARENA_LARGE_SIZE)
		mem_give_back();
}

static struct arena_chunk *
chunk_new(struct arena *a, size_t cap)
{
	struct arena_chunk *chunk = NULL;

#ifdef HUGE_PAGES
	/* malloc may still have what mmap refuses, and says so if not. */
	if (cap >= ARENA_HUGE_SIZE)
		chunk = map_huge(sizeof *chunk + cap);
#endif
	if (chunk == NULL) {
		chunk = mem_realloc(NULL, sizeof *chunk + cap);
		*chunk = (struct arena_chunk){ .cap = cap };
	}
	CLOSE(chunk->bytes, chunk->cap);
	a->reserved += chunk->cap;
	return chunk;
}

/*
 * A new chunk with need bytes free.  The newest stays the newest when a large piece
 * does not fit and gets a chunk of its own, so at most a quarter of an ordinary
 * chunk is ever left unused.
 */
static struct arena_chunk *
chunk_add(struct arena *a, size_t need)
{
	struct arena_chunk *newest = a->chunks, *chunk;

	if (newest != NULL && need > a->chunk_size / 4) {
		chunk = chunk_new(a, need);
		chunk->next = newest->next;
		newest->next = chunk;
		return chunk;
	}
	chunk = chunk_new(a, need > a->chunk_size ? need : a->chunk_size);
	chunk->next = newest;
	a->chunks = chunk;
	if (a->chunk_size < a->chunk_max)
		a->chunk_size = a->chunk_size < a->chunk_max / 2 ? 2 * a->chunk_size : a->chunk_max;
	return chunk;
}

static void *
take(struct arena *a, size_t size, size_t align)
{
	struct arena_chunk *chunk = a->chunks;
	size_t skip;
	char *p;

	assert(a->chunk_size > 0);
	if (size > SIZE_MAX / 2)
		log_fatal("out of memory: %zu bytes in an arena", size);
	/* bytes[] fits any type, so aligning the offset aligns the address. */
	skip = chunk != NULL ? -chunk->used & (align - 1) : 0;
	if (chunk == NULL || chunk->cap - chunk->used < skip + size + RED_ZONE) {
		chunk = chunk_add(a, size + RED_ZONE);
		skip = 0;
	}
	p = chunk->bytes + chunk->used + skip;
	chunk->used += skip + size + RED_ZONE;
	a->used += size;
	OPEN(p, size);
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size, ANY_ALIGN), 0, size);
}

void *
arena_calloc(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		log_fatal("out of memory: %zu elements of %zu bytes in an arena", n, size);
	return arena_alloc(a, n * size);
}

char *
arena_bytes(struct arena *a, size_t size)
{
	return take(a, size, TEXT_ALIGN);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *copy;

	if (s.p == NULL)
		return STR_NONE;
	copy = arena_bytes(a, s.len + 1);
	memcpy(copy, s.p, s.len);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}

static struct str vstrf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0), nonnull(2)));

static struct str
vstrf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	text = arena_bytes(a, (size_t)n + 1);
	n = vsnprintf(text, (size_t)n + 1, fmt, again);
	assert(n >= 0);
	va_end(again);
	return (struct str){ text, (size_t)n };
}

struct str
arena_strf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = vstrf(a, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_grow(struct arena *a, void *p, size_t *cap, size_t want, size_t size)
{
	size_t old = p != NULL ? *cap : 0;
	void *grown;

	if (p != NULL && want <= old)
		return p;
	*cap = mem_double(old, want, size);
	grown = arena_calloc(a, *cap, size);
	if (old > 0)
		memcpy(grown, p, old * size);
	return grown;
}
