#include "page/listing.h"
#include "page/pages.h"

#define HOME_TAGS_MAX 20	/* the most used tags named on the home page */

static void
write_featured(struct sheet *s, const struct catalogue *c)
{
	const struct edition *e = LISTING_EDITION(s, c);

	if (e->nfeatured == 0)
		return;
	listing_heading(s, 2, WORD_FEATURED);
	listing_entries(s, c, e->featured, (struct listing_span){ .end = e->nfeatured }, true);
}

/* The newest articles but the featured ones: a page to subscribe to has one link per address. */
static void
write_latest(struct sheet *s, const struct catalogue *c)
{
	const struct edition *e = LISTING_EDITION(s, c);
	size_t limit = c->capsule->latest > 0 ? c->capsule->latest : CAPSULE_LATEST;

	if (e->narticles == e->nfeatured)
		return;
	listing_heading(s, 2, WORD_LATEST);
	for (size_t i = 0, n = 0; i < e->narticles && n < limit; i++) {
		if (e->articles[i]->featured)
			continue;
		listing_entry(s, c, e->articles[i], NULL);
		n++;
	}
}

static bool
is_home_of_language(const struct catalogue *c, const struct section *section)
{
	for (size_t i = 0; i < c->neditions; i++)
		if (c->editions[i].is_folder && str_eq(c->editions[i].folder, section->path))
			return true;
	return false;
}

static void
write_sections(struct sheet *s, const struct catalogue *c, const struct section *root)
{
	bool any = false;

	for (size_t i = 0; i < root->nsections; i++) {
		const struct section *section = root->sections[i];

		/* The folders of other languages are led to by their names. */
		if (section->is_bundle || is_home_of_language(c, section))
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
	const struct edition *e = LISTING_EDITION(s, c);

	if (e->ncategories == 0)
		return;
	listing_heading(s, 2, WORD_CATEGORIES);
	for (size_t i = 0; i < e->ncategories && i < CAPSULE_PAGE_ENTRIES; i++)
		listing_count(s, listing_place(PLACE_CATEGORY, e->categories[i]->path),
		    e->categories[i]->name, e->categories[i]->narticles);
	if (e->ncategories > CAPSULE_PAGE_ENTRIES)
		listing_count(s, listing_place(PLACE_CATEGORIES, STR("")),
		    sheet_word(s, WORD_ALL_CATEGORIES), e->ncategories);
}

/* Chooses the most used tags, in the order of their names. */
static size_t
choose_tags(const struct edition *e, const struct group **chosen)
{
	size_t n = 0, least;

	for (size_t i = 0; i < e->ntags; i++) {
		if (n < HOME_TAGS_MAX) {
			chosen[n++] = e->tags[i];
			continue;
		}
		least = 0;
		for (size_t j = 1; j < n; j++)
			if (chosen[j]->narticles <= chosen[least]->narticles)
				least = j;
		if (e->tags[i]->narticles <= chosen[least]->narticles)
			continue;
		for (size_t j = least; j + 1 < n; j++)
			chosen[j] = chosen[j + 1];
		chosen[n - 1] = e->tags[i];
	}
	return n;
}

static void
write_tags(struct sheet *s, const struct catalogue *c)
{
	const struct edition *e = LISTING_EDITION(s, c);
	const struct group *chosen[HOME_TAGS_MAX];
	size_t n;

	if (e->ntags == 0)
		return;
	listing_heading(s, 2, WORD_TAGS);
	n = choose_tags(e, chosen);
	for (size_t i = 0; i < n; i++)
		listing_count(s, listing_place(PLACE_TAG, chosen[i]->path), chosen[i]->name, chosen[i]->narticles);
	if (e->ntags > n)
		listing_count(s, listing_place(PLACE_TAGS, STR("")),
		    sheet_word(s, WORD_ALL_TAGS), e->ntags);
}

static void
write_browse(struct sheet *s, const struct catalogue *c)
{
	const struct edition *e = LISTING_EDITION(s, c);

	if (e->narticles == 0)
		return;
	listing_heading(s, 2, WORD_BROWSE);
	listing_search(s, c);
	listing_count(s, listing_place(PLACE_ARCHIVE, STR("")),
	    sheet_word(s, WORD_ALL_ARTICLES), e->narticles);
	if (e->ntags > 0)
		listing_link(s, listing_place(PLACE_TAGS, STR("")), sheet_word(s, WORD_ALL_TAGS));
	if (e->ncategories > 0)
		listing_link(s, listing_place(PLACE_CATEGORIES, STR("")),
		    sheet_word(s, WORD_ALL_CATEGORIES));
	if (e->ndated > 0)
		listing_link(s, listing_place(PLACE_FEED, STR("")), sheet_word(s, WORD_FEED));
}

void
home_write_languages(struct sheet *s, const struct catalogue *c, const struct edition *but)
{
	if (c->neditions == 0)
		return;
	listing_heading(s, 2, WORD_LANGUAGE_LIST);
	for (size_t i = 0; i < c->neditions; i++)
		if (&c->editions[i] != but)
			sheet_link(s, &(struct sheet_link){ .place = edition_home(&c->editions[i]),
			    .label = c->editions[i].name, .listing = true });
}

void
home_write_lists(struct sheet *s, const struct catalogue *c, const struct section *root)
{
	write_featured(s, c);
	write_latest(s, c);
	if (root != NULL)
		write_sections(s, c, root);
	write_categories(s, c);
	write_tags(s, c);
	write_browse(s, c);
}

/* All that the home page lists of itself. */
struct lists {
	const struct catalogue *catalogue;
	const struct section *root;
};

static void
write_lists(void *arg, struct sheet *s)
{
	const struct lists *lists = arg;

	home_write_lists(s, lists->catalogue, lists->root);
}

enum page_verdict
home_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct edition *e = place->edition.len > 0 ? catalogue_find_edition(c, place->edition) : &c->whole;
	/* Folders list what is in the default language: another has none of its own here. */
	struct lists lists = { c, place->edition.len > 0 ? NULL : c->root };
	struct placing placing = { .catalogue = c, .scratch = scratch, .automatic = write_lists, .automatic_arg = &lists };
	enum page_verdict verdict = PAGE_WRITTEN;

	if (e == NULL || place->page > 1)
		return PAGE_MISSING;
	placing.article = e->text;
	page_begin(c, e->title, s, scratch);
	if (e->text == NULL && c->description.len > 0) {
		sheet_text(s, c->description);
		sheet_blank(s);
	}
	if (e->text != NULL) {
		verdict = reading_write_text(&placing, e->title,
		    place->edition.len > 0 ? e->text->excerpt : c->description, s);
		if (verdict != PAGE_WRITTEN)
			return verdict;
	}
	if (LISTING_EDITION(s, c)->narticles == 0 && e->text == NULL)
		sheet_text(s, sheet_word(s, WORD_NOTHING_YET));
	if (!placing.lists)
		write_lists(&lists, s);
	/* A default language in a folder of its own has its home there. */
	home_write_languages(s, c, s->edition != NULL && s->edition->is_folder ? NULL : s->edition);
	return verdict;
}
