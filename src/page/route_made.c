/* route_made.c - addresses of pages that the server makes: tags and kin, in all or one language. */
#include <string.h>

#include "base/slug.h"
#include "base/uri.h"
#include "page/route_parts.h"

/* What lies below the addresses that the server makes. */
struct generated {
	const char *folder;		/* "tags/" */
	enum place_kind all, one, feed;
	enum group_kind group;
};

static const struct generated generated[] = {
	{ "tags/", PLACE_TAGS, PLACE_TAG, PLACE_TAG_FEED, GROUP_TAG },
	{ "categories/", PLACE_CATEGORIES, PLACE_CATEGORY, PLACE_CATEGORY_FEED, GROUP_CATEGORY },
	{ "archive/", PLACE_ARCHIVE, PLACE_YEAR, PLACE_NONE, GROUP_YEAR },
};

/* A group by another spelling than its slug: whole is what follows the folder,
 * name the same without suffix. */
static bool
route_other_group(const struct edition *e, enum scheme scheme, const struct generated *g,
    struct str whole, struct str name, struct route *ret)
{
	const struct group *group;
	struct strbuf slug = STRBUF_INIT;

	if (str_is(name, "index"))
		return route_set_page(ret, g->all, STR(""), 0, true);
	/* A slug may itself end in what looks like a suffix. */
	group = edition_find_group(e, g->group, whole);
	if (group != NULL)
		return route_set_page(ret, g->one, group->path, 0, scheme != SCHEME_GOPHER);
	slug_add(&slug, whole);
	group = edition_find_group(e, g->group, strbuf_str(&slug));
	if (group == NULL) {
		strbuf_reset(&slug);
		slug_add(&slug, name);
		group = edition_find_group(e, g->group, strbuf_str(&slug));
	}
	strbuf_done(&slug);
	if (group != NULL)
		route_set_page(ret, g->one, group->path, 0, true);
	return true;
}

bool
route_made(const struct edition *e, enum scheme scheme, struct str path, struct route *ret)
{
	for (size_t i = 0; i < sizeof generated / sizeof generated[0]; i++) {
		const struct generated *g = &generated[i];
		struct str folder = str_of(g->folder), name;
		const struct group *group;
		struct parts parts;

		if (str_eq(path, str_slice(folder, 0, folder.len - 1)))
			return route_set_page(ret, g->all, STR(""), 0, true);
		if (!str_starts(path, folder))
			continue;
		route_take_apart(path, &parts);
		name = uri_without_slash(str_from(parts.stem, folder.len));
		if (name.len == 0) {
			if (parts.suffix.len == 0 || route_is_page_suffix(scheme, &parts))
				return route_set_page(ret, g->all, STR(""), parts.page,
				    parts.page > 0 && !route_is_page_suffix(scheme, &parts));
			return true;
		}
		group = edition_find_group(e, g->group, name);
		if (group == NULL)
			return route_other_group(e, scheme, g, uri_without_slash(str_from(path, folder.len)), name, ret);
		if (str_eq(parts.suffix, STR(".xml"))) {
			if (g->feed != PLACE_NONE && parts.page == 0) {
				ret->kind = ROUTE_FEED;
				ret->place = (struct place){ .kind = g->feed, .path = group->path };
			}
			return true;
		}
		if (parts.suffix.len > 0 && !str_eq(parts.suffix, STR(".gmi")))
			return true;
		return route_set_page(ret, g->one, group->path, parts.page,
		    !str_eq(parts.suffix, route_page_suffix(scheme)) || path.p[path.len - 1] == '/');
	}
	return false;
}

bool
route_edition(const struct catalogue *c, enum scheme scheme, struct str path, struct route *ret)
{
	for (size_t i = 0; i < c->neditions; i++) {
		const struct edition *e = &c->editions[i];
		struct str rest = str_from(path, e->folder.len);

		if (str_eq(path, str_slice(e->folder, 0, e->folder.len - 1)))
			rest = STR("");
		else if (!str_starts(path, e->folder))
			continue;
		*ret = (struct route){ .kind = ROUTE_MISSING };
		if (rest.len == 0 || str_is(rest, "index.gmi")) {
			route_set_page(ret, PLACE_HOME, STR(""), 0, e->at_root || !str_eq(path, e->folder));
			ret->place = edition_home(e);
			return true;
		}
		if (str_is(rest, "atom.xml")) {
			ret->kind = ROUTE_FEED;
			ret->place = (struct place){ .kind = PLACE_FEED, .path = STR("") };
		} else if (!route_made(e, scheme, rest, ret) || ret->kind == ROUTE_MISSING) {
			continue;
		}
		ret->place.edition = e->folder;
		return true;
	}
	*ret = (struct route){ .kind = ROUTE_MISSING };
	return false;
}
