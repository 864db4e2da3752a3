/* catalogue_group.c - building: tags, categories, years. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/slug.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* A group while it is being filled. */
struct group_draft {
	struct group g;			/* first: a group is its draft */
	struct group_draft *up;		/* whose list its articles are in too */
	const struct article *last;	/* the one last counted or put */
	const struct article **articles;
	const struct group **groups;
};

/* Articles of a saved catalogue have their names in common, down to the bytes in memory:
 * where these lie tells the group sooner than what they are. */
#define RECENT_BITS 9
struct recent {
	struct str name;
	struct group_draft *draft;
};

/* Groups of one kind.  Those of a name are the same when their slugs are: it is
 * the slug that readers see. */
struct kind {
	struct build *b;
	enum group_kind kind;
	struct map *by_slug;
	struct map by_name;		/* spellings met so far, in temp */
	struct recent *recent;		/* 1 << RECENT_BITS of them, in temp */
	struct group_draft **v;		/* parents before children; heap */
	size_t n, cap;
	struct group_draft *last;	/* the year that was last met, and the day */
	int64_t last_day;		/* since DATE_MIN_S; -1: undated */
};

static void
kind_init(struct kind *k, struct build *b, enum group_kind kind, struct map *by_slug)
{
	*k = (struct kind){ .b = b, .kind = kind, .by_slug = by_slug };
	map_init(by_slug, &b->c->arena, 0);
	map_init(&k->by_name, &b->temp, 0);
	k->recent = arena_calloc(&b->temp, (size_t)1 << RECENT_BITS, sizeof *k->recent);
}

static void
kind_done(struct kind *k)
{
	free(k->v);
}

static struct recent *
recent_of(const struct kind *k, struct str name)
{
	uint64_t mixed = (uint64_t)(uintptr_t)name.p * UINT64_C(0x9e3779b97f4a7c15);

	return &k->recent[mixed >> (64 - RECENT_BITS)];
}

/* What is put under a spelling; NULL for nothing yet. */
static struct group_draft *
find_name(struct kind *k, struct str name)
{
	struct recent *recent = recent_of(k, name);

	if (recent->name.p != name.p || recent->name.len != name.len)
		*recent = (struct recent){ name, map_get(&k->by_name, name) };
	return recent->draft;
}

static void
put_name(struct kind *k, struct str name, struct group_draft *draft)
{
	map_put(&k->by_name, name, draft);
	*recent_of(k, name) = (struct recent){ name, draft };
}

/* The group at path, made if need be. */
static struct group_draft *
group_at(struct kind *k, struct str path, struct str name, struct group_draft *up)
{
	struct arena *a = &k->b->c->arena;
	struct group_draft *draft = map_get(k->by_slug, path);

	if (draft != NULL)
		return draft;
	draft = ARENA_NEW(a, struct group_draft);
	draft->g.kind = k->kind;
	draft->g.name = arena_str(a, name);
	draft->g.path = arena_str(a, path);
	draft->up = up;
	k->v = mem_grow(k->v, &k->cap, k->n + 1, sizeof *k->v);
	k->v[k->n++] = draft;
	map_put(k->by_slug, draft->g.path, draft);
	return draft;
}

/* The group of a category "a/b" and those of its parts; it lies at their slugs
 * and is called "b".  NULL for a name of nothing. */
static struct group_draft *
group_of_category(struct kind *k, struct str name)
{
	struct group_draft *draft = find_name(k, name);
	struct str rest = name, part;
	struct strbuf path = STRBUF_INIT;

	if (draft != NULL)
		return draft;
	for (size_t depth = 0; depth < CATALOGUE_CATEGORY_DEPTH_MAX && str_cut(&rest, '/', &part);) {
		struct group_draft *up = draft;

		part = str_trim(part);
		if (part.len == 0)
			continue;
		depth++;
		group_category_add(&path, part);
		draft = group_at(k, strbuf_str(&path), part, up);
		draft->g.parent = up != NULL ? &up->g : NULL;
	}
	strbuf_done(&path);
	if (draft != NULL)
		put_name(k, name, draft);
	return draft;
}

/* Counts article for the group and those above it, each once. */
static void
count(struct group_draft *draft, const struct article *article)
{
	struct date latest = article_latest(article);

	for (; draft != NULL && draft->last != article; draft = draft->up) {
		draft->last = article;
		draft->g.narticles++;
		if (date_cmp(draft->g.latest, latest) < 0)
			draft->g.latest = latest;
	}
}

/* The groups of an article, found in the first round: beside each other, where articles by date
 * lie anywhere in memory. */
struct found {
	const struct group **tags;
	struct group_draft *category;
	size_t ntags;
};

static void
put(struct group_draft *draft, const struct article *article)
{
	for (; draft != NULL && draft->last != article; draft = draft->up) {
		draft->last = article;
		draft->articles[draft->g.narticles++] = article;
	}
}

/* Between counting and putting. */
static void
make_room(struct kind *k)
{
	for (size_t i = 0; i < k->n; i++) {
		struct group_draft *draft = k->v[i];

		draft->articles = arena_calloc(&k->b->c->arena, draft->g.narticles,
		    sizeof *draft->articles);
		draft->g.articles = draft->articles;
		draft->g.narticles = 0;
		draft->last = NULL;
	}
}

/* Those that stand below no other into *ret, all others into their parents. */
static const struct group **
list_groups(struct kind *k, size_t *ret_n)
{
	struct arena *a = &k->b->c->arena;
	struct sort_name *names = mem_calloc(k->n, sizeof *names);
	const struct group **top;

	*ret_n = 0;
	top = arena_calloc(a, k->n + 1, sizeof *top);
	for (size_t i = 0; i < k->n; i++) {
		struct group_draft *draft = k->v[i];

		names[i] = (struct sort_name){
			.order = 0, .name = sort_key(&k->b->temp, draft->g.name), .thing = draft,
		};
		if (draft->g.parent != NULL)
			draft->up->g.ngroups++;
	}
	sort_names(names, k->n);
	for (size_t i = 0; i < k->n; i++) {
		struct group_draft *draft = k->v[i];

		if (draft->g.ngroups > 0)
			draft->groups = arena_calloc(a, draft->g.ngroups, sizeof *draft->groups);
		draft->g.groups = draft->groups;
		draft->g.ngroups = 0;
	}
	for (size_t i = 0; i < k->n; i++) {
		const struct group_draft *draft = names[i].thing;

		if (draft->g.parent != NULL)
			draft->up->groups[draft->up->g.ngroups++] = &draft->g;
		else
			top[(*ret_n)++] = &draft->g;
	}
	free(names);
	return top;
}

static bool
is_ignored(const struct capsule *capsule, struct str tag)
{
	for (size_t i = 0; i < capsule->nignore_tags; i++)
		if (spelling_eq(capsule->ignore_tags[i], tag))
			return true;
	return false;
}

/* The group of a tag, or NULL for one that is ignored: slugs are made, and
 * names compared, once for each spelling. */
static struct group_draft *
tag_group(struct kind *k, struct str tag)
{
	static struct group_draft ignored;
	struct group_draft *draft = find_name(k, tag);
	struct strbuf slug = STRBUF_INIT;

	if (draft != NULL)
		return draft != &ignored ? draft : NULL;
	if (is_ignored(k->b->capsule, tag)) {
		put_name(k, tag, &ignored);
		return NULL;
	}
	slug_add(&slug, tag);
	draft = group_at(k, strbuf_str(&slug), tag, NULL);
	put_name(k, tag, draft);
	strbuf_done(&slug);
	return draft;
}

/*
 * Gives article its tag groups; tags that are ignored, or the same as another
 * by their slug, go from its list, so that the two lists stay alike.
 */
static void
tag_article(struct kind *k, struct article *article)
{
	uint8_t n = 0;

	if (article->ntags == 0)
		return;
	article->tag_groups = arena_calloc(&k->b->c->arena, article->ntags,
	    sizeof *article->tag_groups);
	for (size_t i = 0; i < article->ntags; i++) {
		struct group_draft *draft = tag_group(k, article->tags[i]);
		bool again = false;

		for (size_t j = 0; j < n && draft != NULL; j++)
			again = again || article->tag_groups[j] == &draft->g;
		if (draft == NULL || again)
			continue;
		article->tags[n] = article->tags[i];
		article->tag_groups[n++] = &draft->g;
		count(draft, article);
	}
	article->ntags = n;
}

static void
categorise(struct kind *k, struct article *article)
{
	struct group_draft *draft = NULL;

	if (article->category.len > 0)
		draft = group_of_category(k, article->category);
	if (draft == NULL)
		return;
	article->category_group = &draft->g;
	count(draft, article);
}

static struct str
year_name(const struct article *article, char buf[static 4])
{
	int year;

	if (!article->date.known)
		return STR("undated");
	year = date_year(article->date);
	for (int i = 3; i >= 0; i--, year /= 10)
		buf[i] = (char)('0' + year % 10);
	return (struct str){ buf, 4 };
}

/* They come newest first: of one day means of one year. */
static void
date_article(struct kind *k, const struct article *article)
{
	int64_t day = article->date.known ? date_day(article->date) : -1;
	char buf[4];
	struct str name;

	if (k->last == NULL || k->last_day != day) {
		name = year_name(article, buf);
		k->last = group_at(k, name, name, NULL);
		k->last_day = day;
	}
	count(k->last, article);
}

/* by_date is already the order of the years and of the articles in them: a year
 * is a run of it, and needs no list of its own. */
static void
list_years(struct catalogue *c, struct kind *k)
{
	c->years = arena_calloc(&c->arena, k->n + 1, sizeof *c->years);
	for (size_t i = 0, at = 0; i < k->n; i++) {
		c->years[c->nyears++] = &k->v[i]->g;
		k->v[i]->g.articles = c->articles + at;
		at += k->v[i]->g.narticles;
	}
}

void
group_build(struct build *b)
{
	struct catalogue *c = b->c;
	struct kind tags, categories, years;
	struct found *found = mem_calloc(c->narticles, sizeof *found);

	kind_init(&tags, b, GROUP_TAG, &c->by_tag);
	kind_init(&categories, b, GROUP_CATEGORY, &c->by_category);
	kind_init(&years, b, GROUP_YEAR, &c->by_year);
	/* One round for all kinds: each article is a cache miss. */
	for (size_t i = 0; i < c->narticles; i++) {
		struct article *article = (struct article *)c->articles[i];

		ahead_tags(c->articles, c->narticles, i);
		tag_article(&tags, article);
		categorise(&categories, article);
		date_article(&years, article);
		found[i] = (struct found){
			article->tag_groups, (struct group_draft *)article->category_group, article->ntags,
		};
	}
	make_room(&tags);
	make_room(&categories);
	for (size_t i = 0; i < c->narticles; i++) {
		for (size_t j = 0; j < found[i].ntags; j++)
			put((struct group_draft *)found[i].tags[j], c->articles[i]);
		put(found[i].category, c->articles[i]);
	}
	free(found);
	for (size_t i = 0; i < categories.n; i++)
		sort_by_order(categories.v[i]->articles, categories.v[i]->g.narticles);
	c->tags = list_groups(&tags, &c->ntags);
	c->categories = list_groups(&categories, &c->ncategories);
	list_years(c, &years);
	kind_done(&tags);
	kind_done(&categories);
	kind_done(&years);
	group_join(b);
}
