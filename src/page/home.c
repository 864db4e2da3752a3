#include "page/listing.h"
#include "page/pages.h"

#define HOME_TAGS_MAX 20	/* the most used tags named on the home page */

static void
write_featured(struct sheet *s, const struct catalogue *c, struct arena *scratch)
{
	if (c->nfeatured == 0)
		return;
	listing_heading(s, 2, WORD_FEATURED);
	for (size_t i = 0; i < c->nfeatured; i++)
		listing_entry(s, c, c->featured[i], true, scratch);
}

/* The newest articles but the featured ones: a page to subscribe to has one link per address. */
static void
write_latest(struct sheet *s, const struct catalogue *c, struct arena *scratch)
{
	size_t limit = c->capsule->latest > 0 ? c->capsule->latest : CAPSULE_LATEST;

	if (c->narticles == c->nfeatured)
		return;
	listing_heading(s, 2, WORD_LATEST);
	for (size_t i = 0, n = 0; i < c->narticles && n < limit; i++) {
		if (c->articles[i]->featured)
			continue;
		listing_entry(s, c, c->articles[i], false, scratch);
		n++;
	}
}

static void
write_sections(struct sheet *s, const struct catalogue *c)
{
	const struct section *root = c->root;
	bool any = false;

	for (size_t i = 0; i < root->nsections; i++) {
		const struct section *section = root->sections[i];

		if (section->is_bundle)
			continue;
		if (!any)
			listing_heading(s, 2, WORD_SECTIONS);
		any = true;
		listing_count(s, listing_place(PLACE_SECTION, section->path), section->title, section->total);
	}
}

static void
write_categories(struct sheet *s, const struct catalogue *c)
{
	if (c->ncategories == 0)
		return;
	listing_heading(s, 2, WORD_CATEGORIES);
	for (size_t i = 0; i < c->ncategories && i < CAPSULE_PAGE_ENTRIES; i++)
		listing_count(s, listing_place(PLACE_CATEGORY, c->categories[i]->path),
		    c->categories[i]->name, c->categories[i]->narticles);
	if (c->ncategories > CAPSULE_PAGE_ENTRIES)
		listing_count(s, listing_place(PLACE_CATEGORIES, STR("")),
		    sheet_word(s, WORD_ALL_CATEGORIES), c->ncategories);
}

/* Chooses the most used tags, in the order of their names. */
static size_t
choose_tags(const struct catalogue *c, const struct group **chosen)
{
	size_t n = 0, least;

	for (size_t i = 0; i < c->ntags; i++) {
		if (n < HOME_TAGS_MAX) {
			chosen[n++] = c->tags[i];
			continue;
		}
		least = 0;
		for (size_t j = 1; j < n; j++)
			if (chosen[j]->narticles <= chosen[least]->narticles)
				least = j;
		if (c->tags[i]->narticles <= chosen[least]->narticles)
			continue;
		for (size_t j = least; j + 1 < n; j++)
			chosen[j] = chosen[j + 1];
		chosen[n - 1] = c->tags[i];
	}
	return n;
}

static void
write_tags(struct sheet *s, const struct catalogue *c)
{
	const struct group *chosen[HOME_TAGS_MAX];
	size_t n;

	if (c->ntags == 0)
		return;
	listing_heading(s, 2, WORD_TAGS);
	n = choose_tags(c, chosen);
	for (size_t i = 0; i < n; i++)
		listing_count(s, listing_place(PLACE_TAG, chosen[i]->path), chosen[i]->name, chosen[i]->narticles);
	if (c->ntags > n)
		listing_count(s, listing_place(PLACE_TAGS, STR("")),
		    sheet_word(s, WORD_ALL_TAGS), c->ntags);
}

static void
write_browse(struct sheet *s, const struct catalogue *c)
{
	if (c->narticles == 0)
		return;
	listing_heading(s, 2, WORD_BROWSE);
	listing_search(s, c);
	listing_count(s, listing_place(PLACE_ARCHIVE, STR("")),
	    sheet_word(s, WORD_ALL_ARTICLES), c->narticles);
	if (c->ntags > 0)
		listing_link(s, listing_place(PLACE_TAGS, STR("")), sheet_word(s, WORD_ALL_TAGS));
	if (c->ncategories > 0)
		listing_link(s, listing_place(PLACE_CATEGORIES, STR("")),
		    sheet_word(s, WORD_ALL_CATEGORIES));
	if (c->ndated > 0)
		listing_link(s, listing_place(PLACE_FEED, STR("")), sheet_word(s, WORD_FEED));
}

/* All that the home page lists of itself. */
struct lists {
	const struct catalogue *catalogue;
	struct arena *scratch;
};

static void
write_lists(void *arg, struct sheet *s)
{
	const struct lists *lists = arg;
	const struct catalogue *c = lists->catalogue;

	write_featured(s, c, lists->scratch);
	write_latest(s, c, lists->scratch);
	write_sections(s, c);
	write_categories(s, c);
	write_tags(s, c);
	write_browse(s, c);
}

enum page_verdict
home_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	struct lists lists = { c, scratch };
	struct placing placing = { .catalogue = c, .article = c->root->text, .scratch = scratch,
	    .automatic = write_lists, .automatic_arg = &lists };
	enum page_verdict verdict = PAGE_WRITTEN;

	if (place->page > 1)
		return PAGE_MISSING;
	page_begin(c, c->title, s, scratch);
	if (c->root->text == NULL && c->description.len > 0) {
		sheet_text(s, c->description);
		sheet_blank(s);
	}
	if (c->root->text != NULL) {
		verdict = reading_write_text(&placing, c->title, c->description, s);
		if (verdict != PAGE_WRITTEN)
			return verdict;
	}
	if (c->narticles == 0 && c->root->text == NULL)
		sheet_text(s, sheet_word(s, WORD_NOTHING_YET));
	if (!placing.lists)
		write_lists(&lists, s);
	return verdict;
}
