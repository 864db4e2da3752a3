/*
 * find_byte.h - a byte in a long text, for C libraries whose memchr(3) goes by words.
 *
 * musl's takes seven tenths of an instruction for each byte, glibc's a sixteenth; an
 * article is gone through some forty times before it is parsed.
 */
#ifndef BASE_FIND_BYTE_H
#define BASE_FIND_BYTE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is compared at once: one register of most processors.  Compilers take it apart for others. */
struct find_byte_part {
	signed char bytes __attribute__((vector_size(16)));
};

#define FIND_BYTE_BLOCK (4 * sizeof(struct find_byte_part))	/* [bytes] */

static inline struct find_byte_part
find_byte_load(const char *p)
{
	struct find_byte_part part;

	memcpy(&part.bytes, p, sizeof part.bytes);
	return part;
}

/* The index of the first c among the n bytes at p, or n. */
static inline size_t
find_byte(const char *p, size_t n, char c)
{
	struct find_byte_part wanted, equal;
	const size_t size = sizeof wanted;
	const char *found;
	uint64_t any[2];
	size_t at = 0;

	memset(&wanted, c, size);
	for (; n - at >= FIND_BYTE_BLOCK; at += FIND_BYTE_BLOCK) {
		equal.bytes = (find_byte_load(p + at).bytes == wanted.bytes) |
		    (find_byte_load(p + at + size).bytes == wanted.bytes) |
		    (find_byte_load(p + at + 2 * size).bytes == wanted.bytes) |
		    (find_byte_load(p + at + 3 * size).bytes == wanted.bytes);
		memcpy(any, &equal.bytes, sizeof any);
		if ((any[0] | any[1]) != 0)
			break;
	}
	found = at < n ? memchr(p + at, (unsigned char)c, n - at) : NULL;
	return found != NULL ? (size_t)(found - p) : n;
}

#endif
