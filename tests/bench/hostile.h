/*
 * hostile.h - texts that cost a converter of Markdown most.
 *
 * Always the same, and of any size: nested, unended, repeated, of odd bytes, in
 * other engines' dialects.
 */
#ifndef BENCH_HOSTILE_H
#define BENCH_HOSTILE_H

#include "base/strbuf.h"

struct hostile_kind {
	const char *name;
	/* Appends a text that is scale times as much of it. */
	void (*make)(struct strbuf *out, unsigned scale);
	/* Or: before, then unit until there are scale times HOSTILE_SIZE bytes
	 * ("\a" in it is the number of the unit), then after. */
	const char *before, *unit, *after;
};

#define HOSTILE_SIZE ((size_t)256 * 1024)	/* [bytes] */

extern const struct hostile_kind hostile_kinds[];
extern const size_t hostile_nkinds;

void hostile_write(struct strbuf *out, const struct hostile_kind *kind, unsigned scale);

#endif
