#include "page/places.h"

#include "page/listing.h"

struct visitor {
	const struct catalogue *c;
	places_visit *visit;
	void *arg;
	struct str edition;	/* whose pages are visited; empty: those of all languages */
};

static bool
one(const struct visitor *v, enum place_kind kind, struct str path)
{
	return v->visit(v->arg, &(struct place){ .kind = kind, .path = path, .edition = v->edition });
}

/* A listing of n entries with all its pages. */
static bool
listing(const struct visitor *v, enum place_kind kind, struct str path, size_t n)
{
	struct listing_span span;

	if (!listing_span(v->c->capsule, n, 1, &span))
		return true;
	for (unsigned page = 1; page <= span.pages; page++)
		if (!v->visit(v->arg, &(struct place){ .kind = kind, .path = path,
		    .page = page > 1 ? page : 0, .edition = v->edition }))
			return false;
	return true;
}

static bool
views(const struct visitor *v, const struct article *article)
{
	return one(v, PLACE_TEXT, article->path) && one(v, PLACE_SOURCE, article->path);
}

static bool
section(const struct visitor *v, const struct section *s)
{
	bool on = true;

	if (s->area != NULL)
		return true;
	if (s->parent == NULL)
		on = one(v, PLACE_HOME, STR(""));
	else
		on = listing(v, PLACE_SECTION, s->path, s->narticles);
	if (on && s->text != NULL)
		on = views(v, s->text);
	for (size_t i = 0; on && i < s->nsections; i++)
		on = section(v, s->sections[i]);
	return on;
}

/* Whether the article is the text of a section that is visited as such. */
static bool
is_section_text(const struct catalogue *c, const struct article *article)
{
	const struct section *s = article->is_folder_text ? catalogue_find_section(c, article->path) : NULL;

	return s != NULL && !s->is_bundle;
}

static bool
articles(const struct visitor *v)
{
	for (size_t i = 0; i < v->c->narticles; i++) {
		const struct article *article = v->c->articles[i];
		struct place place = article_place(article);

		if (is_section_text(v->c, article))
			continue;
		if (!v->visit(v->arg, &place) || !views(v, article))
			return false;
	}
	return true;
}

static bool
groups(const struct visitor *v, const struct group *const *list, size_t n, enum place_kind kind,
    enum place_kind feed)
{
	for (size_t i = 0; i < n; i++) {
		const struct group *group = list[i];

		if (!listing(v, kind, group->path, group->narticles) ||
		    (feed != PLACE_NONE && !one(v, feed, group->path)) ||
		    !groups(v, group->groups, group->ngroups, kind, feed))
			return false;
	}
	return true;
}

/* Of two files with one address, only that which is served. */
static bool
assets(const struct visitor *v)
{
	for (size_t i = 0; i < v->c->nassets; i++) {
		const struct asset *asset = &v->c->assets[i];

		if (asset->area == NULL && catalogue_find_asset(v->c, asset->path) == asset && !one(v, PLACE_ASSET, asset->path))
			return false;
	}
	return true;
}

static bool
made(const struct visitor *v, const struct edition *e)
{
	return listing(v, PLACE_TAGS, STR(""), e->ntags) &&
	    groups(v, e->tags, e->ntags, PLACE_TAG, PLACE_TAG_FEED) &&
	    listing(v, PLACE_CATEGORIES, STR(""), e->ncategories) &&
	    groups(v, e->categories, e->ncategories, PLACE_CATEGORY, PLACE_CATEGORY_FEED) &&
	    listing(v, PLACE_ARCHIVE, STR(""), e->nyears) &&
	    groups(v, e->years, e->nyears, PLACE_YEAR, PLACE_NONE) && one(v, PLACE_FEED, STR(""));
}

static bool
editions(const struct visitor *v)
{
	for (size_t i = 0; i < v->c->neditions; i++) {
		const struct edition *e = &v->c->editions[i];
		struct visitor below = *v;

		below.edition = e->folder;
		if ((!e->is_folder && !e->at_root && !one(&below, PLACE_HOME, STR(""))) || !made(&below, e))
			return false;
	}
	return true;
}

bool
places_each(const struct catalogue *c, places_visit *visit, void *arg)
{
	const struct visitor v = { .c = c, .visit = visit, .arg = arg };

	return assets(&v) && section(&v, c->root) && articles(&v) && made(&v, &c->whole) && editions(&v);
}
