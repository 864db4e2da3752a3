/* catalogue_edition_list.c - building: what is in each language, and how it is found. */
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* The lists of one edition while they are filled. */
struct listing {
	struct build *b;
	struct edition *e;
};

static const struct group **
copy_groups(struct listing *l, struct map *by_path, const struct group *const *from, size_t nfrom,
    const struct group *parent, size_t *ret_n);

/* What of a group is in this edition; NULL for nothing. */
static const struct group *
copy_group(struct listing *l, struct map *by_path, const struct group *from, const struct group *parent)
{
	struct arena *a = &l->b->c->arena;
	struct group *group;
	size_t n = 0;

	for (size_t i = 0; i < from->narticles; i++)
		n += from->articles[i]->edition == l->e;
	if (n == 0)
		return NULL;
	group = ARENA_NEW(a, struct group);
	*group = (struct group){ .kind = from->kind, .name = from->name, .path = from->path, .parent = parent };
	group->articles = arena_calloc(a, n, sizeof *group->articles);
	for (size_t i = 0; i < from->narticles; i++) {
		const struct article *article = from->articles[i];

		if (article->edition != l->e)
			continue;
		group->articles[group->narticles++] = article;
		if (date_cmp(group->latest, article_latest(article)) < 0)
			group->latest = article_latest(article);
	}
	group->groups = copy_groups(l, by_path, from->groups, from->ngroups, group, &group->ngroups);
	map_put(by_path, group->path, group);
	return group;
}

static const struct group **
copy_groups(struct listing *l, struct map *by_path, const struct group *const *from, size_t nfrom,
    const struct group *parent, size_t *ret_n)
{
	const struct group **v = arena_calloc(&l->b->c->arena, nfrom + 1, sizeof *v);

	*ret_n = 0;
	for (size_t i = 0; i < nfrom; i++) {
		const struct group *group = copy_group(l, by_path, from[i], parent);

		if (group != NULL)
			v[(*ret_n)++] = group;
	}
	return v;
}

static const struct article **
copy_articles(struct listing *l, const struct article *const *from, size_t nfrom, size_t *ret_n)
{
	const struct article **v;
	size_t n = 0;

	for (size_t i = 0; i < nfrom; i++)
		n += from[i]->edition == l->e && from[i] != l->e->text;
	v = arena_calloc(&l->b->c->arena, n + 1, sizeof *v);
	*ret_n = 0;
	for (size_t i = 0; i < nfrom; i++)
		if (from[i]->edition == l->e && from[i] != l->e->text)
			v[(*ret_n)++] = from[i];
	return v;
}

/* The text of an edition's home: that of its folder, else "index.de.md". */
static void
find_text(struct build *b, struct edition *e)
{
	struct catalogue *c = b->c;
	const struct section *section = e->is_folder ? catalogue_find_section(c, e->folder) : c->root;

	e->title = c->title;
	if (e->is_folder || e->at_root)
		e->text = section != NULL ? section->text : NULL;
	for (size_t i = 0; e->text == NULL && !e->is_folder && i < c->nshown; i++) {
		const struct article *article = c->shown[i];

		if (article != NULL && article->edition == e && article->area == NULL && !article->gone &&
		    spelling_folder(article->file).len == 0 &&
		    str_is(edition_key(&b->scratch, article, 0, true), "/"))
			e->text = article;
	}
	arena_reset(&b->scratch);
	/* The owner's name for the capsule stands on the default one's home. */
	if (e->text != NULL && !e->text->title_is_file_name && (e != &c->editions[0] || e->is_folder))
		e->title = e->text->title;
}

/* Older and newer stay in one language. */
static void
join_neighbours(struct build *b, const struct edition *e)
{
	struct map last;

	map_init(&last, &b->temp, 0);
	for (size_t i = 0; i < e->ndated; i++) {
		struct article *article = (struct article *)e->articles[i], *newer;
		struct str top = str_slice(article->file, 0, str_find(article->file, '/') + 1);

		newer = map_get(&last, top);
		article->newer = newer;
		article->older = NULL;
		if (newer != NULL)
			newer->older = article;
		map_set(&last, top, article);
	}
}

static void
fill(struct build *b, struct edition *e)
{
	struct listing l = { .b = b, .e = e };
	struct catalogue *c = b->c;

	find_text(b, e);
	map_init(&e->by_tag, &c->arena, 0);
	map_init(&e->by_category, &c->arena, 0);
	map_init(&e->by_year, &c->arena, 0);
	e->articles = copy_articles(&l, c->articles, c->narticles, &e->narticles);
	e->featured = copy_articles(&l, c->featured, c->nfeatured, &e->nfeatured);
	while (e->ndated < e->narticles && e->articles[e->ndated]->date.known)
		e->ndated++;
	e->tags = copy_groups(&l, &e->by_tag, c->tags, c->ntags, NULL, &e->ntags);
	e->categories = copy_groups(&l, &e->by_category, c->categories, c->ncategories, NULL, &e->ncategories);
	e->years = copy_groups(&l, &e->by_year, c->years, c->nyears, NULL, &e->nyears);
	join_neighbours(b, e);
}

void
edition_list(struct build *b)
{
	struct catalogue *c = b->c;

	c->whole = (struct edition){
		.tag = c->root->lang, .folder = STR(""), .title = c->title, .text = c->root->text,
		.articles = c->articles, .narticles = c->narticles, .ndated = c->ndated,
		.featured = c->featured, .nfeatured = c->nfeatured, .tags = c->tags, .ntags = c->ntags,
		.categories = c->categories, .ncategories = c->ncategories, .years = c->years, .nyears = c->nyears,
		.by_tag = c->by_tag, .by_category = c->by_category, .by_year = c->by_year,
	};
	for (size_t i = 0; i < c->neditions; i++)
		fill(b, (struct edition *)&c->editions[i]);
}

const struct edition *
catalogue_find_edition(const struct catalogue *c, struct str folder)
{
	if (folder.len == 0)
		return &c->whole;
	for (size_t i = 0; i < c->neditions; i++)
		if (str_eq(c->editions[i].folder, folder))
			return &c->editions[i];
	return NULL;
}

const struct group *
edition_find_group(const struct edition *e, enum group_kind kind, struct str path)
{
	return map_get(kind == GROUP_TAG ? &e->by_tag : kind == GROUP_CATEGORY ? &e->by_category : &e->by_year, path);
}

const struct edition *
catalogue_section_edition(const struct catalogue *c, const struct section *section)
{
	const struct edition *e;

	if (c->neditions == 0)
		return NULL;
	e = edition_of_file(c, section->path);
	return e != NULL && e->is_folder ? e : &c->editions[0];
}

struct str
catalogue_path_lang(const struct catalogue *c, struct str path)
{
	for (size_t i = 0; i < c->neditions; i++)
		if (str_starts(path, c->editions[i].folder))
			return c->editions[i].tag;
	return c->root->lang;
}

struct place
edition_home(const struct edition *e)
{
	if (e->is_folder)
		return (struct place){ .kind = PLACE_SECTION, .path = e->folder };
	return (struct place){ .kind = PLACE_HOME, .path = STR(""), .edition = e->at_root ? STR("") : e->folder };
}
