/*
 * map.h - names to things.
 *
 * A hash table in an arena: open addressing, seeded hash (a stranger's choice
 * of names must not make it slow), keys borrowed (they must live as long as
 * the map), values never NULL.  Nothing is removed.  Once filled it may be
 * read from any thread.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct map_slot {
	struct str key;
	void *value;
	uint64_t hash;
};

struct map {
	struct arena *arena;
	struct map_slot *slots;
	size_t nslots;		/* a power of two, or 0 */
	size_t n;
};

/* expected: how many entries, 0 when unknown. */
void map_init(struct map *m, struct arena *a, size_t expected);
/* The value of key, or NULL. */
void *map_get(const struct map *m, struct str key);
/* Puts key => value unless key is there; returns what is there afterwards. */
void *map_put(struct map *m, struct str key, void *value);
/* Puts key => value, replacing what was there. */
void map_set(struct map *m, struct str key, void *value);
/* Walks all entries in no order: start with *at = 0; false at the end. */
bool map_next(const struct map *m, size_t *at, struct str *ret_key, void **ret_value);

/* A 64-bit hash of s, seeded once per process from the system's randomness. */
uint64_t map_hash(struct str s);
/* The same with a key of one's own: SipHash-1-3, alike on every machine, so
 * that with a fixed key it may be written down. */
uint64_t map_hash_keyed(const uint64_t key[2], struct str s);

#endif
