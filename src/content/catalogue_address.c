/* catalogue_address.c - building: who is shown, and under which address. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* The folders of a site in which files lie that are addressed without it. */
static const char *const asset_folders[] = { "static/", "public/", "assets/" };

/* The moment at which article next appears or disappears. */
static int64_t
next_change(const struct article *article, int64_t now_s)
{
	if (article->hidden || article->until_s <= now_s || article->until_s <= article->from_s)
		return INT64_MAX;
	return article->from_s > now_s ? article->from_s : article->until_s;
}

static void
select_shown(struct build *b)
{
	struct catalogue *c = b->c;

	b->shown = arena_calloc(&c->arena, b->narticles + 1, sizeof *b->shown);
	c->shown = (const struct article **)b->shown;
	c->next_change_s = INT64_MAX;
	for (size_t i = 0; i < b->narticles; i++) {
		struct article *article = b->articles[i];
		int64_t change = next_change(article, b->now_s);

		article->area = area_of(b->capsule, article->path);
		if (article->area == NULL)
			article->area = area_of_file(b->capsule, article->file);
		if (change < c->next_change_s)
			c->next_change_s = change;
		if (article_is_shown(article, b->now_s))
			b->shown[c->nshown++] = article;
		else
			c->nhidden++;
	}
	if (b->again && c->next_change_s > b->now_s + CATALOGUE_AGAIN_S)
		c->next_change_s = b->now_s + CATALOGUE_AGAIN_S;
}

/* The position of the article that has this address, or FOLDED_END. */
static uint32_t
holder(const struct build *b, struct str path, uint64_t hash)
{
	const struct folded *f = &b->c->articles_by_path;
	uint32_t i = folded_first(f, hash);

	while (i != FOLDED_END && !str_eq(b->shown[i]->path, path))
		i = folded_next(f, i);
	return i;
}

/* An article that was changed here is not what its file says. */
static void
mark_altered(struct build *b, const struct article *article)
{
	map_set(&b->c->altered, article->file, b->c);
}

/* Another address for the article that came second; without one it cannot be
 * shown. */
static void
readdress(struct build *b, size_t position, const struct article *winner)
{
	struct article *article = b->shown[position];
	struct str tries[] = { spelling_stem(article->file), article->file };

	mark_altered(b, article);
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		uint64_t hash = spelling_hash(tries[i]);

		if (holder(b, tries[i], hash) != FOLDED_END)
			continue;
		diag_add(&b->c->diags, DIAG_WARNING, article->file, 0, 0,
		    "its address /%.*s is that of %.*s too; it is shown at /%.*s "
		    "(change its slug or its name)", STR_ARG(article->path),
		    STR_ARG(winner->file), STR_ARG(tries[i]));
		article->path = tries[i];
		read_names(b, article);
		folded_add(&b->c->articles_by_path, position, hash);
		return;
	}
	diag_add(&b->c->diags, DIAG_ERROR, article->file, 0, 0,
	    "its address /%.*s is that of %.*s too; it is not shown "
	    "(change its slug or its name)", STR_ARG(article->path), STR_ARG(winner->file));
	article->section = NULL;
	b->shown[position] = NULL;
	b->c->nhidden++;
}

void
address_articles(struct build *b)
{
	struct catalogue *c = b->c;
	size_t *losers = NULL, nlosers = 0, cap = 0;
	uint32_t *winners = NULL;
	size_t wcap = 0;

	select_shown(b);
	section_texts(b);
	folded_init(&c->articles_by_path, &c->arena, c->nshown);
	for (size_t i = 0; i < c->nshown; i++) {
		struct article *article = b->shown[i], *other;
		uint64_t hash;
		uint32_t at;

		if (article->is_folder_text)
			continue;
		hash = article->path_hash;
		at = holder(b, article->path, hash);
		if (at == FOLDED_END) {
			folded_add(&c->articles_by_path, i, hash);
			continue;
		}
		/* Of two with one address the first by its file's path has it;
		 * the position in the index stays. */
		other = b->shown[at];
		if (str_cmp(article->file, other->file) < 0) {
			b->shown[at] = article;
			b->shown[i] = other;
		}
		losers = mem_grow(losers, &cap, nlosers + 1, sizeof *losers);
		winners = mem_grow(winners, &wcap, nlosers + 1, sizeof *winners);
		losers[nlosers] = i;
		winners[nlosers++] = at;
	}
	/* Only when all have what is theirs. */
	for (size_t i = 0; i < nlosers; i++)
		readdress(b, losers[i], b->shown[winners[i]]);
	free(losers);
	free(winners);
}

/* So that catalogue_find_file and the next build find what the address does not
 * lead to. */
void
address_files(struct build *b)
{
	struct catalogue *c = b->c;

	for (size_t i = 0; i < b->narticles; i++) {
		struct article *article = b->articles[i];

		if (article->section == NULL || article->renamed)
			map_put(&c->by_file, article->file, article);
	}
}

static struct str
without_folder(struct str path)
{
	for (size_t i = 0; i < sizeof asset_folders / sizeof asset_folders[0]; i++)
		if (str_starts(path, str_of(asset_folders[i])))
			return str_from(path, strlen(asset_folders[i]));
	return STR_NONE;
}

void
address_assets(struct build *b)
{
	struct catalogue *c = b->c;
	size_t nshort = 0, own = 0;
	struct asset *v;

	v = arena_calloc(&c->arena, b->nassets + 1, sizeof *v);
	if (b->nassets > 0)
		memcpy(v, b->assets, b->nassets * sizeof *v);
	c->assets = v;
	c->nassets = b->nassets;
	for (size_t i = 0; i < c->nassets; i++)
		v[i].area = area_of_file(b->capsule, v[i].path);
	while (own < c->nassets && v[own].root == 0)
		nshort += without_folder(v[own++].path).len > 0;
	map_init(&c->by_asset, &c->arena, c->nassets + nshort);
	/* In this order: as it lies, below content/static and kin, elsewhere. */
	for (size_t i = 0; i < own; i++)
		map_put(&c->by_asset, v[i].path, &v[i]);
	for (size_t i = 0; i < own; i++) {
		struct str path = without_folder(v[i].path);

		if (path.len > 0)
			map_put(&c->by_asset, path, &v[i]);
	}
	for (size_t i = own; i < c->nassets; i++)
		map_put(&c->by_asset, v[i].path, &v[i]);

	folded_init(&c->assets_by_path, &c->arena, c->nassets);
	folded_init(&c->assets_by_base, &c->arena, c->nassets);
	for (size_t i = 0; i < c->nassets; i++) {
		folded_add(&c->assets_by_path, i, spelling_hash(v[i].path));
		folded_add(&c->assets_by_base, i, spelling_hash(spelling_base(v[i].path)));
	}
}
