#include "page/listing.h"
#include "page/pages.h"

/* What a kind of group is called and where it lives. */
struct shape {
	enum word all, one;
	enum place_kind all_place, one_place;
	enum place_kind feed;	/* PLACE_NONE: years have none */
};

static const struct shape shapes[] = {
	[GROUP_TAG] = { WORD_TAGS, WORD_TAG, PLACE_TAGS, PLACE_TAG, PLACE_TAG_FEED },
	[GROUP_CATEGORY] = { WORD_CATEGORIES, WORD_CATEGORY, PLACE_CATEGORIES, PLACE_CATEGORY,
	    PLACE_CATEGORY_FEED },
	[GROUP_YEAR] = { WORD_ARCHIVE, WORD_ARCHIVE, PLACE_ARCHIVE, PLACE_YEAR, PLACE_NONE },
};
#define NSHAPES (sizeof shapes / sizeof shapes[0])

static bool
find_kind(enum place_kind place, bool all, enum group_kind *ret)
{
	for (size_t i = 0; i < NSHAPES; i++) {
		if ((all ? shapes[i].all_place : shapes[i].one_place) == place) {
			*ret = (enum group_kind)i;
			return true;
		}
	}
	return false;
}

static void
write_groups(struct sheet *s, const struct group *const *groups, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		listing_group(s, groups[i]);
}

enum page_verdict
groups_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct edition *e = LISTING_EDITION(s, c);
	const struct group *const *groups[] = {
		[GROUP_TAG] = e->tags, [GROUP_CATEGORY] = e->categories, [GROUP_YEAR] = e->years,
	};
	const size_t counts[] = {
		[GROUP_TAG] = e->ntags, [GROUP_CATEGORY] = e->ncategories, [GROUP_YEAR] = e->nyears,
	};
	struct listing_span span;
	enum group_kind kind;

	if (!find_kind(place->kind, true, &kind) ||
	    !listing_span(c->capsule, counts[kind], place->page, &span))
		return PAGE_MISSING;
	page_begin(c, sheet_word(s, shapes[kind].all), s, scratch);
	if (counts[kind] == 0)
		sheet_text(s, sheet_word(s, WORD_NOTHING_YET));
	write_groups(s, groups[kind], span.first, span.end);
	listing_pager(s, *place, span);
	sheet_blank(s);
	listing_search(s, c);
	listing_way_back(s, c, listing_place(PLACE_NONE, STR("")), STR(""));
	return PAGE_WRITTEN;
}

enum page_verdict
group_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct group *group;
	const struct shape *shape;
	struct listing_span span;
	struct strbuf title = STRBUF_INIT;
	enum group_kind kind;

	if (!find_kind(place->kind, false, &kind))
		return PAGE_MISSING;
	group = edition_find_group(LISTING_EDITION(s, c), kind, place->path);
	if (group == NULL || !listing_span(c->capsule, group->narticles, place->page, &span))
		return PAGE_MISSING;
	shape = &shapes[kind];
	listing_label(&title, s, shape->one, listing_group_name(s, group));
	page_begin(c, strbuf_str(&title), s, scratch);
	strbuf_done(&title);
	if (span.page == 1 && group->ngroups > 0) {
		write_groups(s, group->groups, 0, group->ngroups);
		sheet_blank(s);
	}
	/* A year is a table of contents; what a tag gathers wants a word on each. */
	listing_entries(s, c, group->articles, span, kind != GROUP_YEAR);
	listing_pager(s, *place, span);
	sheet_blank(s);
	if (shape->feed != PLACE_NONE)
		listing_link(s, listing_place(shape->feed, group->path), sheet_word(s, WORD_FEED));
	if (group->parent != NULL)
		listing_named(s, listing_place(shape->one_place, group->parent->path),
		    shape->one, group->parent->name);
	listing_link(s, listing_place(shape->all_place, STR("")), sheet_word(s, shape->all));
	listing_search(s, c);
	listing_way_back(s, c, listing_place(PLACE_NONE, STR("")), STR(""));
	return PAGE_WRITTEN;
}
