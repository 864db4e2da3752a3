/* map.c - names to things. */
#include "base/map.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#if defined(__OpenBSD__) || defined(__FreeBSD__) || defined(__NetBSD__) || \
    defined(__DragonFly__) || defined(__APPLE__)
#define HAS_ARC4RANDOM 1
#endif

#define FIRST_SLOTS ((size_t)8)

static pthread_once_t seed_once = PTHREAD_ONCE_INIT;
static uint64_t seed[2];

#ifndef HAS_ARC4RANDOM
/* For kernels and sandboxes that have no getrandom. */
static bool
read_urandom(void *p, size_t size)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	do
		n = read(fd, p, size);
	while (n < 0 && errno == EINTR);
	close(fd);
	return n == (ssize_t)size;
}
#endif

static void
seed_make(void)
{
#ifdef HAS_ARC4RANDOM
	arc4random_buf(seed, sizeof seed);
#else
	if (getentropy(seed, sizeof seed) != 0 && !read_urandom(seed, sizeof seed))
		log_fatal("the system gives no random bytes: %s", strerror(errno));
#endif
}

static uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

/* Inline, for in registers it takes half the time. */
static inline void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

/* Eight bytes, the first in the lowest place on any machine; written out, for
 * compilers make one load of it. */
static uint64_t
word(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	    (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

uint64_t
map_hash_keyed(const uint64_t key[2], struct str s)
{
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
		key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u,
	};
	size_t whole = s.len & ~(size_t)7;
	uint64_t last = (uint64_t)s.len << 56;

	for (size_t i = 0; i < whole; i += 8) {
		uint64_t w = word(s.p + i);

		v[3] ^= w;
		sip_round(v);
		v[0] ^= w;
	}
	for (size_t i = whole; i < s.len; i++)
		last |= (uint64_t)(unsigned char)s.p[i] << (8 * (i - whole));
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t
map_hash(struct str s)
{
	pthread_once(&seed_once, seed_make);
	return map_hash_keyed(seed, s);
}

/* Three quarters full: beyond that the runs of taken slots grow long. */
static bool
is_full(const struct map *m, size_t n)
{
	return n > m->nslots / 4 * 3;
}

void
map_init(struct map *m, struct arena *a, size_t expected)
{
	*m = (struct map){ .arena = a };
	if (expected == 0)
		return;
	m->nslots = FIRST_SLOTS;
	while (is_full(m, expected))
		m->nslots *= 2;
	m->slots = arena_calloc(a, m->nslots, sizeof *m->slots);
}

/* The slot of key, or the free one where it belongs.  There is always a free
 * one, which ends the search. */
static struct map_slot *
find(const struct map *m, struct str key, uint64_t hash)
{
	for (size_t i = (size_t)hash; ; i++) {
		struct map_slot *slot = &m->slots[i & (m->nslots - 1)];

		if (slot->value == NULL || (slot->hash == hash && str_eq(slot->key, key)))
			return slot;
	}
}

static void
grow(struct map *m)
{
	struct map_slot *old = m->slots;
	size_t nold = m->nslots;

	m->nslots = nold > 0 ? nold * 2 : FIRST_SLOTS;
	m->slots = arena_calloc(m->arena, m->nslots, sizeof *m->slots);
	for (size_t i = 0; i < nold; i++)
		if (old[i].value != NULL)
			*find(m, old[i].key, old[i].hash) = old[i];
}

void *
map_get(const struct map *m, struct str key)
{
	return m->n > 0 ? find(m, key, map_hash(key))->value : NULL;
}

/* The slot of key, made if there is none; its value is then still NULL. */
static struct map_slot *
claim(struct map *m, struct str key)
{
	uint64_t hash = map_hash(key);
	struct map_slot *slot = m->nslots > 0 ? find(m, key, hash) : NULL;

	if (slot != NULL && slot->value != NULL)
		return slot;
	if (is_full(m, m->n + 1)) {
		grow(m);
		slot = find(m, key, hash);
	}
	assert(slot != NULL);
	slot->key = key;
	slot->hash = hash;
	m->n++;
	return slot;
}

void *
map_put(struct map *m, struct str key, void *value)
{
	struct map_slot *slot;

	assert(value != NULL);
	slot = claim(m, key);
	if (slot->value == NULL)
		slot->value = value;
	return slot->value;
}

void
map_set(struct map *m, struct str key, void *value)
{
	assert(value != NULL);
	claim(m, key)->value = value;
}

bool
map_next(const struct map *m, size_t *at, struct str *ret_key, void **ret_value)
{
	while (*at < m->nslots) {
		const struct map_slot *slot = &m->slots[(*at)++];

		if (slot->value == NULL)
			continue;
		*ret_key = slot->key;
		*ret_value = slot->value;
		return true;
	}
	return false;
}
