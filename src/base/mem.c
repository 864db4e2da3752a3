/* mem.c - memory from the heap, or no program. */
#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/log.h"

static void *
checked(void *p, size_t size)
{
	if (p == NULL)
		log_fatal("out of memory: %zu bytes more were refused", size);
	return p;
}

void *
mem_alloc(size_t size)
{
	return checked(calloc(1, size > 0 ? size : 1), size);
}

void *
mem_calloc(size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		log_fatal("out of memory: %zu elements of %zu bytes", n, size);
	return mem_alloc(n * size);
}

void *
mem_realloc(void *p, size_t size)
{
	/* realloc(p, 0) may free p and give NULL, which is not "no memory". */
	return checked(realloc(p, size > 0 ? size : 1), size);
}

char *
mem_strdup(const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(checked(malloc(size), size), s, size);
}

/* Few things have more than four of anything; the many small arrays stay small. */
#define FIRST_CAP ((size_t)4)

size_t
mem_double(size_t cap, size_t want, size_t size)
{
	size_t most;

	assert(size > 0);
	most = SIZE_MAX / size;
	if (want > most)
		log_fatal("out of memory: %zu elements of %zu bytes", want, size);
	if (cap < FIRST_CAP)
		cap = FIRST_CAP;
	while (cap < want) {
		if (cap > most / 2)
			return want;
		cap *= 2;
	}
	return cap > most ? want : cap;
}

void *
mem_grow(void *p, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap && p != NULL)
		return p;
	*cap = mem_double(*cap, want, size);
	return mem_realloc(p, *cap * size);
}

#ifdef __GLIBC__
/* Where malloc is another's (a sanitizer's, a preloaded one), glibc's own is made ready by the
 * first call: two threads that make it at once crash, and one that ends takes it along. */
__attribute__((constructor)) static void
trim_first(void)
{
	malloc_trim(0);
}
#endif

void
mem_give_back(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
