/* cache.c - finished answers, so that a popular page is converted once. */
#include "proto/cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#define BUCKETS_MIN ((size_t)64)
#define BYTES_PER_BUCKET ((size_t)4096)	/* what a page takes, about */

/* An entry's struct, its path and its bytes are one allocation. */
struct cache {
	pthread_mutex_t mutex;		/* for all below, and the entries' links */
	struct cache_entry **buckets;
	size_t nbuckets;		/* a power of two */
	struct cache_entry *oldest, *newest;
	size_t size, used;		/* [bytes] */
	atomic_size_t lingering;	/* [bytes] of entries that left and are held */
	atomic_size_t holders;		/* of this struct: its owner, and each entry that there is */
};

struct cache *
cache_new(size_t size)
{
	struct cache *cache = mem_alloc(sizeof *cache);

	pthread_mutex_init(&cache->mutex, NULL);
	cache->size = size;
	atomic_store(&cache->holders, 1);
	cache->nbuckets = BUCKETS_MIN;
	while (cache->nbuckets < size / BYTES_PER_BUCKET)
		cache->nbuckets *= 2;
	cache->buckets = mem_calloc(cache->nbuckets, sizeof(struct cache_entry *));
	return cache;
}

static size_t
entry_size(const struct cache_entry *entry)
{
	return sizeof *entry + entry->key.len + entry->bytes.len;
}

static struct cache_entry **
bucket(struct cache *cache, enum scheme scheme, struct str key)
{
	uint64_t hash = map_hash(key) + (uint64_t)scheme;

	return &cache->buckets[hash & (cache->nbuckets - 1)];
}

static struct cache_entry *
find(struct cache *cache, enum scheme scheme, struct str key)
{
	struct cache_entry *e = *bucket(cache, scheme, key);

	while (e != NULL && (e->scheme != scheme || !str_eq(e->key, key)))
		e = e->chain;
	return e;
}

static void
unlink_age(struct cache *cache, struct cache_entry *e)
{
	if (e->older != NULL)
		e->older->newer = e->newer;
	else
		cache->oldest = e->newer;
	if (e->newer != NULL)
		e->newer->older = e->older;
	else
		cache->newest = e->older;
	e->older = e->newer = NULL;
}

static void
link_newest(struct cache *cache, struct cache_entry *e)
{
	e->older = cache->newest;
	e->newer = NULL;
	if (cache->newest != NULL)
		cache->newest->newer = e;
	else
		cache->oldest = e;
	cache->newest = e;
}

/* With the mutex held.  Who is sending it keeps it until he is done. */
static void
drop(struct cache *cache, struct cache_entry *e)
{
	struct cache_entry **at;

	assert(e != NULL);
	at = bucket(cache, e->scheme, e->key);
	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	unlink_age(cache, e);
	cache->used -= entry_size(e);
	/* Whoever releases it last takes that back. */
	e->has_left = true;
	atomic_fetch_add(&cache->lingering, entry_size(e));
	cache_entry_release(e);
}

/* Entries may outlive what they were kept in. */
static void
let_go(struct cache *cache)
{
	if (atomic_fetch_sub(&cache->holders, 1) == 1)
		free(cache);
}

void
cache_free(struct cache *cache)
{
	if (cache == NULL)
		return;
	while (cache->oldest != NULL)
		drop(cache, cache->oldest);
	pthread_mutex_destroy(&cache->mutex);
	free(cache->buckets);
	let_go(cache);
}

struct cache_entry *
cache_get(struct cache *cache, const struct catalogue *c, unsigned edition, enum scheme scheme,
    struct str path)
{
	struct cache_entry *e;
	struct fs_stamp now;

	if (cache->size == 0)
		return NULL;
	pthread_mutex_lock(&cache->mutex);
	e = find(cache, scheme, path);
	/* One of a newer catalogue is only too new for us. */
	if (e != NULL && (e->number != c->number || e->edition != edition)) {
		if (e->number <= c->number)
			drop(cache, e);
		e = NULL;
	}
	if (e != NULL) {
		atomic_fetch_add(&e->references, 1);
		if (e != cache->newest) {
			unlink_age(cache, e);
			link_newest(cache, e);
		}
	}
	pthread_mutex_unlock(&cache->mutex);
	if (e == NULL || e->article == NULL)
		return e;

	/* Asking the disk takes longer than anybody should hold the mutex. */
	if (catalogue_stat(c, e->article, &now) == 0 && fs_stamp_eq(now, e->stamp))
		return e;
	pthread_mutex_lock(&cache->mutex);
	if (find(cache, scheme, path) == e)
		drop(cache, e);
	pthread_mutex_unlock(&cache->mutex);
	cache_entry_release(e);
	return NULL;
}

void
cache_put(struct cache *cache, const struct catalogue *c, unsigned edition, enum scheme scheme,
    struct str path, int status, struct str bytes, const struct article *article, const struct fs_stamp *stamp)
{
	struct cache_entry *e, *old;
	char *tail;

	assert((article == NULL) == (stamp == NULL));
	if (bytes.len > CACHE_ENTRY_MAX || sizeof *e + path.len + bytes.len > cache->size ||
	    atomic_load(&cache->lingering) > cache->size)
		return;
	e = mem_alloc(sizeof *e + path.len + bytes.len);
	tail = (char *)(e + 1);
	if (path.len > 0)
		memcpy(tail, path.p, path.len);
	if (bytes.len > 0)
		memcpy(tail + path.len, bytes.p, bytes.len);
	e->key = (struct str){ tail, path.len };
	e->bytes = (struct str){ tail + path.len, bytes.len };
	e->status = status;
	e->number = c->number;
	e->edition = edition;
	e->article = article;
	if (stamp != NULL)
		e->stamp = *stamp;
	e->scheme = scheme;
	e->cache = cache;
	atomic_fetch_add(&cache->holders, 1);
	atomic_store(&e->references, 1);

	pthread_mutex_lock(&cache->mutex);
	old = find(cache, scheme, path);
	if (old != NULL && old->number > c->number) {
		/* Made from a catalogue that was replaced meanwhile. */
		pthread_mutex_unlock(&cache->mutex);
		cache_entry_release(e);
		return;
	}
	if (old != NULL)
		drop(cache, old);
	e->chain = *bucket(cache, scheme, e->key);
	*bucket(cache, scheme, e->key) = e;
	link_newest(cache, e);
	cache->used += entry_size(e);
	while (cache->used > cache->size)
		drop(cache, cache->oldest);
	pthread_mutex_unlock(&cache->mutex);
}

void
cache_entry_release(struct cache_entry *entry)
{
	if (atomic_fetch_sub(&entry->references, 1) != 1)
		return;
	if (entry->has_left)
		atomic_fetch_sub(&entry->cache->lingering, entry_size(entry));
	let_go(entry->cache);
	free(entry);
}
