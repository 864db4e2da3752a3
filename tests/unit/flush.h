/*
 * flush.h - copies that end where their memory ends, so that the sanitizer sees
 * a look beyond them.
 */
#ifndef UNIT_FLUSH_H
#define UNIT_FLUSH_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static inline struct str
flush_str(struct str s)
{
	char *p = malloc(s.len > 0 ? s.len : 1);

	assert(p != NULL);
	if (s.len > 0)
		memcpy(p, s.p, s.len);
	return (struct str){ p, s.len };
}

static inline void
flush_drop(struct str s)
{
	free((void *)(uintptr_t)s.p);
}

#endif
