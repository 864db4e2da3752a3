#include "content/backlinks.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "content/links.h"

/* What one article links to. */
struct outgoing {
	struct fs_stamp stamp;		/* of the text it was read from */
	struct str file;
	const struct str *targets;	/* files of articles */
	size_t ntargets;
	const struct str *open;		/* as written: nothing answered to them, but may yet */
	size_t nopen;
};

struct backlinks_table {
	struct arena arena;
	struct map outgoing;		/* file => struct outgoing */
	struct map incoming;		/* file => struct backlinks_sources */
	atomic_int references;
};

struct backlinks {
	pthread_mutex_t mutex;		/* for current */
	struct backlinks_table *current;
	atomic_uint edition, holders;

	/* The survey's thread's own. */
	const struct catalogue *catalogue;	/* of this pass */
	struct backlinks_table *next;
	struct backlinks_table *kept;		/* of a pass that was broken off; NULL for none */
	bool changed;
	struct arena scratch;
};

/* --- tables ------------------------------------------------------------------ */

static struct backlinks_table *
table_new(void)
{
	struct backlinks_table *t = mem_alloc(sizeof *t);

	arena_init(&t->arena, 0);
	map_init(&t->outgoing, &t->arena, 0);
	map_init(&t->incoming, &t->arena, 0);
	atomic_store(&t->references, 1);
	return t;
}

void
backlinks_release(const struct backlinks_table *table)
{
	struct backlinks_table *t = (struct backlinks_table *)(void *)(uintptr_t)table;

	if (t != NULL && atomic_fetch_sub(&t->references, 1) == 1) {
		arena_done(&t->arena);
		free(t);
	}
}

const struct backlinks_table *
backlinks_borrow(struct backlinks *b)
{
	struct backlinks_table *t;

	if (b == NULL)
		return NULL;
	pthread_mutex_lock(&b->mutex);
	t = b->current;
	if (t != NULL)
		atomic_fetch_add(&t->references, 1);
	pthread_mutex_unlock(&b->mutex);
	return t;
}

unsigned
backlinks_edition(const struct backlinks *b)
{
	return b != NULL ? atomic_load(&b->edition) : 0;
}

struct backlinks_sources
backlinks_find(const struct backlinks_table *table, struct str file)
{
	const struct backlinks_sources *found = table != NULL ? map_get(&table->incoming, file) : NULL;

	return found != NULL ? *found : (struct backlinks_sources){ NULL, 0 };
}

/* --- one article ------------------------------------------------------------- */

/* The article a place shows, in whichever form. */
static const struct article *
article_at(const struct catalogue *c, const struct place *place)
{
	const struct section *section;

	switch (place->kind) {
	case PLACE_ARTICLE:
	case PLACE_SECTION:
	case PLACE_HOME:
	case PLACE_TEXT:
	case PLACE_SOURCE:
		break;
	default:
		return NULL;
	}
	if (place->path.len > 0 && place->path.p[place->path.len - 1] != '/')
		return catalogue_find_article(c, place->path);
	section = catalogue_find_section(c, place->path);
	return section != NULL ? section->text : NULL;
}

/* Lists while they grow; seen by their strings. */
struct collecting {
	struct map targets, open;
	size_t nlinks;
};

static void
collect(struct backlinks *b, struct collecting *k, const struct article *article, struct str url)
{
	const struct article *target;
	struct place place;
	enum link_verdict verdict;

	if (url.len == 0 || k->nlinks++ >= BACKLINKS_LINKS_MAX)
		return;
	verdict = links_resolve(b->catalogue, article, url, &b->scratch, &place);
	if (verdict == LINK_UNRESOLVED || (verdict == LINK_REMOTE && str_search(url, STR("://")) == url.len))
		map_put(&k->open, url, k);
	if (verdict != LINK_LOCAL)
		return;
	target = article_at(b->catalogue, &place);
	if (target != NULL && target != article)
		map_put(&k->targets, target->file, k);
}

static const struct str *
keys_of(struct arena *a, const struct map *map)
{
	struct str *v = map->n > 0 ? arena_calloc(a, map->n, sizeof *v) : NULL;
	size_t at = 0, n = 0;
	struct str key;
	void *value;

	while (map_next(map, &at, &key, &value)) {
		assert(v != NULL && n < map->n);
		v[n++] = arena_str(a, key);
	}
	return v;
}

static void
put(struct backlinks *b, const struct article *article, struct collecting *k)
{
	struct arena *a = &b->next->arena;
	struct outgoing *o = ARENA_NEW(a, struct outgoing);

	*o = (struct outgoing){ .stamp = article->stamp, .file = arena_str(a, article->file),
	    .targets = keys_of(a, &k->targets), .ntargets = k->targets.n,
	    .open = keys_of(a, &k->open), .nopen = k->open.n };
	map_set(&b->next->outgoing, o->file, o);
}

/* --- a pass -------------------------------------------------------------------- */

static void
begin(void *arg, const struct catalogue *c)
{
	struct backlinks *b = arg;

	b->catalogue = c;
	b->next = table_new();
	b->changed = b->current == NULL || b->kept != NULL;
}

static const struct outgoing *
before_of(const struct backlinks *b, struct str file)
{
	const struct outgoing *o = b->kept != NULL ? map_get(&b->kept->outgoing, file) : NULL;

	return o == NULL && b->current != NULL ? map_get(&b->current->outgoing, file) : o;
}

/* Whether what it leads to is still there. */
static bool
is_sound(const struct backlinks *b, const struct outgoing *o)
{
	for (size_t i = 0; i < o->ntargets; i++)
		if (catalogue_find_file(b->catalogue, o->targets[i]) == NULL)
			return false;
	return true;
}

/* What has not changed is carried over; of its links only those are looked up
 * anew that led nowhere. */
static bool
wants(void *arg, const struct article *article)
{
	struct backlinks *b = arg;
	const struct outgoing *before = before_of(b, article->file);
	struct collecting k = { .nlinks = 0 };

	if (before == NULL || !fs_stamp_eq(before->stamp, article->stamp) || !is_sound(b, before))
		return true;
	map_init(&k.targets, &b->scratch, before->ntargets);
	map_init(&k.open, &b->scratch, before->nopen);
	for (size_t i = 0; i < before->ntargets; i++)
		map_put(&k.targets, before->targets[i], &k);
	for (size_t i = 0; i < before->nopen; i++)
		collect(b, &k, article, before->open[i]);
	b->changed |= k.targets.n != before->ntargets;
	put(b, article, &k);
	arena_reset(&b->scratch);
	return false;
}

static void
take(void *arg, const struct article *article, const struct doc_node *root)
{
	struct backlinks *b = arg;
	struct collecting k = { .nlinks = 0 };

	map_init(&k.targets, &b->scratch, 0);
	map_init(&k.open, &b->scratch, 0);
	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root))
		if (n->kind == DOC_LINK)
			collect(b, &k, article, n->url);
	put(b, article, &k);
	b->changed = true;
	arena_reset(&b->scratch);
}

static void
rest(void *arg)
{
	(void)arg;
}

/* Turns "links to" into "is linked from". */
static void
turn_around(struct backlinks_table *t)
{
	struct map counts;
	struct arena temp;
	struct str key;
	size_t at = 0;
	void *value;

	arena_init(&temp, 0);
	map_init(&counts, &temp, 0);
	while (map_next(&t->outgoing, &at, &key, &value)) {
		const struct outgoing *o = value;

		for (size_t i = 0; i < o->ntargets; i++) {
			size_t *n = map_get(&counts, o->targets[i]);

			if (n == NULL) {
				n = arena_calloc(&temp, 1, sizeof *n);
				map_put(&counts, o->targets[i], n);
			}
			++*n;
		}
	}
	for (at = 0; map_next(&counts, &at, &key, &value); ) {
		struct backlinks_sources *sources = ARENA_NEW(&t->arena, struct backlinks_sources);

		*sources = (struct backlinks_sources){ .files = arena_calloc(&t->arena, *(size_t *)value, sizeof(struct str)) };
		map_put(&t->incoming, key, sources);
	}
	for (at = 0; map_next(&t->outgoing, &at, &key, &value); ) {
		const struct outgoing *o = value;

		for (size_t i = 0; i < o->ntargets; i++) {
			struct backlinks_sources *sources = map_get(&t->incoming, o->targets[i]);

			((struct str *)(void *)(uintptr_t)sources->files)[sources->n++] = o->file;
		}
	}
	arena_done(&temp);
}

static bool
end(void *arg, bool whole)
{
	struct backlinks *b = arg;
	struct backlinks_table *old = NULL;

	backlinks_release(b->kept);
	b->kept = NULL;
	if (!whole) {
		/* A part, shown, would take the links of all the rest away. */
		b->kept = b->next;
	} else if (b->changed || b->next->outgoing.n != b->current->outgoing.n) {
		turn_around(b->next);
		pthread_mutex_lock(&b->mutex);
		old = b->current;
		b->current = b->next;
		pthread_mutex_unlock(&b->mutex);
		atomic_fetch_add(&b->edition, 1);
	} else {
		old = b->next;
	}
	backlinks_release(old);
	b->next = NULL;
	b->catalogue = NULL;
	return false;
}

struct survey_consumer
backlinks_consumer(struct backlinks *b)
{
	return (struct survey_consumer){ .arg = b, .begin = begin, .wants = wants, .take = take, .rest = rest,
	    .end = end };
}

struct backlinks *
backlinks_new(void)
{
	struct backlinks *b = mem_alloc(sizeof *b);

	pthread_mutex_init(&b->mutex, NULL);
	arena_init(&b->scratch, 0);
	atomic_store(&b->holders, 1);
	return b;
}

struct backlinks *
backlinks_hold(struct backlinks *b)
{
	atomic_fetch_add(&b->holders, 1);
	return b;
}

void
backlinks_free(struct backlinks *b)
{
	if (b == NULL || atomic_fetch_sub(&b->holders, 1) != 1)
		return;
	backlinks_release(b->current);
	backlinks_release(b->next);
	backlinks_release(b->kept);
	arena_done(&b->scratch);
	pthread_mutex_destroy(&b->mutex);
	free(b);
}
