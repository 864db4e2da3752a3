/* catalogue_made.c - what old spellings of made pages stand for. */
#include "base/slug.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

static const struct made {
	const char *folder;
	enum place_kind all, one, feed;	/* PLACE_NONE: there is none */
	enum group_kind group;
} made[] = {
	{ "tags", PLACE_TAGS, PLACE_TAG, PLACE_TAG_FEED, GROUP_TAG },
	{ "tag", PLACE_TAGS, PLACE_TAG, PLACE_TAG_FEED, GROUP_TAG },
	{ "categories", PLACE_CATEGORIES, PLACE_CATEGORY, PLACE_CATEGORY_FEED, GROUP_CATEGORY },
	{ "category", PLACE_CATEGORIES, PLACE_CATEGORY, PLACE_CATEGORY_FEED, GROUP_CATEGORY },
	{ "archive", PLACE_ARCHIVE, PLACE_YEAR, PLACE_NONE, GROUP_YEAR },
	{ "archives", PLACE_ARCHIVE, PLACE_YEAR, PLACE_NONE, GROUP_YEAR },
	{ "search", PLACE_SEARCH, PLACE_NONE, PLACE_NONE, GROUP_TAG },
};

static const char *const feed_names[] = {
	"atom.xml", "feed.xml", "rss.xml", "index.xml", "feed.atom", "feed", "rss",
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static bool
is_feed(struct str name)
{
	for (size_t i = 0; i < COUNT(feed_names); i++)
		if (str_is_case(name, feed_names[i]))
			return true;
	return false;
}

/* A group by its slug, or by its name as an old site may have spelled it. */
static const struct group *
find_group(const struct catalogue *c, enum group_kind kind, struct str name)
{
	const struct group *group = catalogue_find_group(c, kind, name);
	struct strbuf slug = STRBUF_INIT;
	struct str rest = name, part;

	if (group != NULL)
		return group;
	while (str_cut(&rest, kind == GROUP_CATEGORY ? '/' : '\0', &part)) {
		if (slug.len > 0)
			strbuf_addc(&slug, '/');
		slug_add(&slug, part);
	}
	group = catalogue_find_group(c, kind, strbuf_str(&slug));
	strbuf_done(&slug);
	return group;
}

/* "tag/name/", "categories/a/b.html", "tags/name/feed.xml", "feed.xml" … */
bool
made_find(const struct catalogue *c, struct str path, struct place *ret)
{
	struct str first = str_slice(path, 0, str_find(path, '/'));
	struct str rest = str_from(path, first.len + 1);
	const struct made *row = NULL;
	const struct group *group;
	bool feed = false, folder;

	rest = str_chop(rest, '/');
	if (rest.len == 0 && is_feed(first)) {
		*ret = (struct place){ .kind = PLACE_FEED };
		return true;
	}
	for (size_t i = 0; i < COUNT(made) && row == NULL; i++)
		if (str_is_case(rest.len > 0 ? first : spelling_page(first, &folder),
		    made[i].folder))
			row = &made[i];
	if (row != NULL && row->all == PLACE_SEARCH && !c->capsule->search)
		row = NULL;	/* switched off, it is no place */
	if (row == NULL)
		return false;
	if (row->feed != PLACE_NONE && is_feed(spelling_base(rest)) &&
	    spelling_folder(rest).len > 0) {
		rest = str_slice(rest, 0, spelling_folder(rest).len - 1);
		feed = true;
	} else if (row->feed != PLACE_NONE && str_ends_case(rest, STR(".xml"))) {
		rest.len -= 4;
		feed = true;
	}
	rest = spelling_page(rest, &folder);
	if (rest.len == 0) {
		*ret = (struct place){ .kind = row->all };
		return true;
	}
	if (row->one == PLACE_NONE)
		return false;
	group = find_group(c, row->group, rest);
	if (group == NULL)
		return false;
	*ret = (struct place){ .kind = feed ? row->feed : row->one, .path = group->path };
	return true;
}
