/*
 * guard.h - inputs that end flush against a page nobody may read, so that one
 * byte of over-read is a crash even without a sanitizer.
 */
#ifndef UNIT_GUARD_H
#define UNIT_GUARD_H

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"

struct guard {
	char *map;
	size_t size;	/* [bytes] that can be read */
};

static inline struct guard
guard_new(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct guard g = { .size = (size / page + 1) * page };

	g.map = mmap(NULL, g.size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	assert(g.map != MAP_FAILED);
	assert(mprotect(g.map + g.size, page, PROT_NONE) == 0);
	return g;
}

/* A copy of s whose last byte is the last one that can be read. */
static inline struct str
guard_str(struct guard *g, struct str s)
{
	assert(s.len <= g->size);
	if (s.len > 0)
		memcpy(g->map + g->size - s.len, s.p, s.len);
	return (struct str){ g->map + g->size - s.len, s.len };
}

static inline void
guard_done(struct guard *g)
{
	munmap(g->map, g->size + (size_t)sysconf(_SC_PAGESIZE));
}

#endif
