/*
 * cache.h - finished answers, so that a popular page is converted once.
 *
 * Bounded in bytes, least recently used goes first.  An entry belongs to one
 * build of the catalogue and one edition of what is learned beside it
 * (backlinks_edition); one made from an article's file is good only while
 * that file's stamp stands.  Entries are counted: one that is being sent stays
 * alive after it left the cache.  While as much is kept alive so as the cache may
 * hold, nothing more is taken in.  From any thread.
 */
#ifndef PROTO_CACHE_H
#define PROTO_CACHE_H

#include <stdatomic.h>

#include "content/catalogue.h"
#include "render/address.h"

#define CACHE_SIZE_DEFAULT ((size_t)16 * 1024 * 1024)	/* [bytes] */
#define CACHE_ENTRY_MAX ((size_t)1024 * 1024)		/* [bytes]; a larger page is not kept */

struct cache;

struct cache_entry {
	struct str bytes;		/* the whole answer, header included */
	int status;
	/* private */
	struct cache *cache;
	atomic_int references;
	bool has_left;			/* the cache, though somebody holds it */
	unsigned number;		/* of the catalogue it was made from */
	unsigned edition;
	const struct article *article;	/* checked against its file; may be NULL */
	struct fs_stamp stamp;
	struct str key;
	enum scheme scheme;
	struct cache_entry *older, *newer, *chain;
};

/* size 0: nothing is ever kept. */
struct cache *cache_new(size_t size);
void cache_free(struct cache *cache);

/* The answer kept for path, held for the caller, or NULL. */
struct cache_entry *cache_get(struct cache *cache, const struct catalogue *c, unsigned edition,
    enum scheme scheme, struct str path);
/*
 * Keeps bytes (copied; the caller's strbuf stays his) as the answer for path.
 * stamp: of article's file when it was read; both NULL for pages made from the
 * catalogue alone.
 */
void cache_put(struct cache *cache, const struct catalogue *c, unsigned edition, enum scheme scheme,
    struct str path, int status, struct str bytes, const struct article *article, const struct fs_stamp *stamp);
void cache_entry_release(struct cache_entry *entry);

#endif
