/* catalogue_draft.c - what is hidden, and what is private. */
#include "content/catalogue_build.h"
#include "content/spelling.h"

static bool
has_drafts(const struct capsule *capsule)
{
	for (size_t i = 0; i < capsule->nareas; i++)
		if (capsule->areas[i].is_drafts)
			return true;
	return false;
}

/* Room for all private articles in their list, which stays empty. */
void
private_room(struct build *b)
{
	struct catalogue *c = b->c;
	size_t n = 0;

	for (size_t i = 0; b->capsule->nareas > 0 && i < c->nshown; i++)
		n += b->shown[i] != NULL && b->shown[i]->area != NULL;
	c->private_articles = arena_calloc(&c->arena, n + 1, sizeof *c->private_articles);
}

/* Hidden are all articles that were read and stand in no section. */
void
draft_build(struct build *b)
{
	struct catalogue *c = b->c;
	size_t n = 0;

	map_init(&c->by_draft, &c->arena, 0);
	if (!has_drafts(b->capsule))
		return;
	c->hidden = arena_calloc(&c->arena, c->nhidden + 1, sizeof *c->hidden);
	for (size_t i = 0; i < b->narticles && n < c->nhidden; i++) {
		struct article *article = b->articles[i];
		struct str stem = spelling_stem(article->file);

		if (article->section != NULL)
			continue;
		c->hidden[n++] = article;
		/* Of "a.md" and "a.mdx" the second is known by its whole name. */
		if (map_put(&c->by_draft, stem, article) != article)
			map_put(&c->by_draft, article->file, article);
	}
	c->nhidden = n;
	sort_by_date(c->hidden, n);
}

const struct article *
catalogue_find_draft(const struct catalogue *c, struct str path)
{
	return map_get(&c->by_draft, path);
}

struct str
catalogue_draft_path(const struct catalogue *c, const struct article *article)
{
	struct str stem = spelling_stem(article->file);

	return catalogue_find_draft(c, stem) == article ? stem : article->file;
}

const struct area *
catalogue_area(const struct catalogue *c, const struct place *place)
{
	const struct article *article = NULL;
	const struct section *section = NULL;
	const struct asset *asset;

	switch (place->kind) {
	case PLACE_ARTICLE:
	case PLACE_TEXT:
	case PLACE_SOURCE:
		article = catalogue_find_article(c, place->path);
		if (article != NULL && article->area != NULL)
			return article->area;
		return area_of(c->capsule, place->path);
	case PLACE_SECTION:
		section = catalogue_find_section(c, place->path);
		return section != NULL ? section->area : area_of(c->capsule, place->path);
	case PLACE_ASSET:
		asset = catalogue_find_asset(c, place->path);
		return asset != NULL ? asset->area : area_of_file(c->capsule, place->path);
	case PLACE_DRAFTS:
	case PLACE_DRAFT:
	case PLACE_DRAFT_TEXT:
	case PLACE_DRAFT_SOURCE:
		return area_of(c->capsule, STR(AREA_DRAFTS));
	default:
		return NULL;
	}
}
