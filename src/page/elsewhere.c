/* elsewhere.c - the page of an article that has moved out of the capsule. */
#include "content/moved.h"
#include "page/listing.h"
#include "page/pages.h"

enum page_verdict
elsewhere_write(const struct catalogue *c, const struct article *article, struct sheet *s,
    struct arena *scratch)
{
	struct place place, up = listing_place(PLACE_NONE, STR(""));
	const struct section *section = article->section;

	if (moved_find(c, article, scratch, &place) == MOVED_NOWHERE)
		return PAGE_MISSING;
	page_begin(c, article->title, s, scratch);
	listing_named(s, place, WORD_MOVED_TO, place.path);
	sheet_blank(s);
	if (section != NULL && section->parent != NULL)
		up = listing_place(PLACE_SECTION, section->path);
	listing_way_back(s, c, up, section != NULL ? section->title : STR(""));
	return PAGE_WRITTEN;
}

enum page_verdict
elsewhere_write_remote(const struct catalogue *c, const struct place *place, struct sheet *s, struct arena *scratch)
{
	page_begin(c, c->title, s, scratch);
	listing_named(s, *place, WORD_MOVED_TO, place->path);
	sheet_blank(s);
	listing_way_back(s, c, listing_place(PLACE_NONE, STR("")), STR(""));
	return PAGE_WRITTEN;
}
