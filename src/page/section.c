#include "page/listing.h"
#include "page/pages.h"

static void
write_sections(struct sheet *s, const struct section *section)
{
	bool any = false;

	for (size_t i = 0; i < section->nsections; i++) {
		const struct section *below = section->sections[i];

		if (below->is_bundle)
			continue;
		if (!any)
			listing_heading(s, 2, WORD_SECTIONS);
		any = true;
		listing_count(s, listing_place(PLACE_SECTION, below->path), below->title, below->total);
	}
}

static void
write_files(struct sheet *s, const struct section *section)
{
	if (section->nassets == 0)
		return;
	listing_heading(s, 2, WORD_FILES);
	for (size_t i = 0; i < section->nassets; i++) {
		struct str path = section->assets[i]->path;

		listing_link(s, listing_place(PLACE_ASSET, path), str_from(path, section->path.len));
	}
}

/* What a page of the section lists of itself. */
struct lists {
	const struct catalogue *catalogue;
	const struct section *section;
	struct place place;
	struct listing_span span;
	const struct article **articles;	/* those in the page's language */
	size_t narticles;
	bool is_home;			/* of that language */
	struct arena *scratch;
};

/* A page lists what is in its own language. */
static void
choose_articles(struct lists *lists, const struct edition *edition)
{
	const struct section *section = lists->section;

	lists->articles = arena_calloc(lists->scratch, section->narticles, sizeof *lists->articles);
	for (size_t i = 0; i < section->narticles; i++)
		if (edition == NULL || section->articles[i]->edition == edition)
			lists->articles[lists->narticles++] = section->articles[i];
}

static void
write_lists(void *arg, struct sheet *s)
{
	const struct lists *lists = arg;
	const struct section *section = lists->section;
	struct listing_span span = lists->span;

	if (lists->is_home && span.page == 1) {
		home_write_lists(s, lists->catalogue, section);
		return;
	}
	if (span.page == 1)
		write_sections(s, section);
	if (lists->narticles > 0) {
		if (span.page == 1 && (section->text != NULL || section->nsections > 0))
			listing_heading(s, 2, WORD_ARTICLES);
		listing_entries(s, lists->catalogue, lists->articles, span, true);
	}
	if (span.page == span.pages)
		write_files(s, section);
	listing_pager(s, lists->place, span);
}

enum page_verdict
section_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct section *section = catalogue_find_section(c, place->path);
	struct lists lists = { .catalogue = c, .section = section, .place = *place, .scratch = scratch };
	struct placing placing = { .catalogue = c, .scratch = scratch, .automatic = write_lists,
	    .automatic_arg = &lists };
	enum page_verdict verdict;
	struct place up = listing_place(PLACE_NONE, STR(""));
	const struct edition *home = NULL;	/* whose home this is */

	if (section == NULL || section->parent == NULL)
		return PAGE_MISSING;
	if (section->is_bundle)
		return place->page > 1 ? PAGE_MISSING : reading_write(c, place, s, scratch);
	if (s->edition != NULL && s->edition->is_folder && str_eq(s->edition->folder, section->path))
		home = s->edition;
	lists.is_home = home != NULL;
	choose_articles(&lists, s->edition);
	if (!listing_span(c->capsule, lists.narticles, place->page, &lists.span))
		return PAGE_MISSING;
	page_begin(c, home != NULL && section->text == NULL ? home->name : section->title, s, scratch);
	if (lists.span.page == 1 && section->text != NULL) {
		placing.article = section->text;
		verdict = reading_write_text(&placing, section->title, section->text->excerpt, s);
		if (verdict != PAGE_WRITTEN)
			return verdict;
	}
	if (!placing.lists)
		write_lists(&lists, s);
	sheet_blank(s);
	if (lists.is_home)
		home_write_languages(s, c, s->edition);
	else if (section->text != NULL)
		reading_write_translations(s, section->text);
	sheet_blank(s);
	if (section->parent->parent != NULL)
		up = listing_place(PLACE_SECTION, section->parent->path);
	listing_way_back(s, c, up, section->parent->title);
	return PAGE_WRITTEN;
}
