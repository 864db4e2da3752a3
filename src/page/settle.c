/* settle.c - routes to articles that are not where they were. */
#include <string.h>

#include "base/uri.h"
#include "content/moved.h"
#include "page/pages.h"
#include "page/settle.h"

void
settle_place(const struct catalogue *c, struct place place, struct route *ret)
{
	*ret = (struct route){ .kind = ROUTE_PAGE, .place = place, .other_spelling = true };
	ret->article = reading_article(c, &place);
	switch (place.kind) {
	case PLACE_ASSET:
		ret->kind = ROUTE_FILE;
		ret->asset = catalogue_find_asset(c, place.path);
		if (ret->asset == NULL)
			*ret = (struct route){ .kind = ROUTE_MISSING };
		break;
	case PLACE_SOURCE:
		ret->kind = ROUTE_SOURCE;
		break;
	case PLACE_SEARCH:
		ret->kind = ROUTE_SEARCH;
		break;
	case PLACE_FEED:
	case PLACE_TAG_FEED:
	case PLACE_CATEGORY_FEED:
		ret->kind = ROUTE_FEED;
		break;
	default:
		break;
	}
}

/* An address that its holder has left, and another article claims. */
static bool
has_heir(const struct catalogue *c, struct str path, const struct article *gone, struct route *ret)
{
	struct place place;
	const struct article *heir;

	if (!catalogue_find_other(c, path, area_of(c->capsule, path), &place))
		return false;
	heir = reading_article(c, &place);
	if (heir == NULL || heir == gone || heir->gone)
		return false;
	settle_place(c, place, ret);
	return true;
}

/* Gemini can redirect to its own kind alone (0.24.1, "Redirection"); for the
 * rest the article's page says where it is. */
static bool
is_redirectable(enum scheme scheme, struct str url)
{
	struct uri uri;

	uri_split(url, &uri);
	return scheme == SCHEME_GEMINI && str_is_case(uri.scheme, "gemini");
}

static void
settle_moved(const struct catalogue *c, enum scheme scheme, struct arena *scratch, struct route *ret)
{
	struct place place;

	switch (moved_find(c, ret->article, scratch, &place)) {
	case MOVED_NOWHERE:
		*ret = (struct route){ .kind = ROUTE_MISSING };
		break;
	case MOVED_HERE:
		settle_place(c, place, ret);
		break;
	case MOVED_AWAY:
		if (is_redirectable(scheme, place.path))
			*ret = (struct route){ .kind = ROUTE_PAGE, .place = place, .other_spelling = true,
			    .is_whole = true };
		break;
	}
}

/* The article whose page or source the route leads to; NULL when it is more than
 * that, or a draft's. */
static const struct article *
holder(const struct catalogue *c, const struct route *route)
{
	const struct section *section;

	switch (route->place.kind) {
	case PLACE_ARTICLE:
	case PLACE_TEXT:
	case PLACE_SOURCE:
		return route->article;
	case PLACE_SECTION:
		section = catalogue_find_section(c, route->place.path);
		return section != NULL && section->is_bundle ? route->article : NULL;
	default:
		return NULL;
	}
}

void
settle(const struct catalogue *c, enum scheme scheme, struct str path, struct arena *scratch, struct route *ret)
{
	const struct article *article = holder(c, ret);

	if (article != NULL && article->gone && has_heir(c, path, article, ret))
		article = holder(c, ret);
	/* The source may be read where it lies. */
	if (article != NULL && article->moved_to.len > 0 && ret->kind == ROUTE_PAGE) {
		settle_moved(c, scheme, scratch, ret);
		article = holder(c, ret);
	}
	if (article != NULL && article->gone) {
		ret->kind = ROUTE_GONE;
		ret->other_spelling = false;
	}
}
