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

enum page_verdict
section_write(const struct catalogue *c, const struct place *place, struct sheet *s,
    struct arena *scratch)
{
	const struct section *section = catalogue_find_section(c, place->path);
	struct listing_span span;
	enum page_verdict verdict;
	struct place up = listing_place(PLACE_NONE, STR(""));

	if (section == NULL || section->parent == NULL)
		return PAGE_MISSING;
	if (section->is_bundle)
		return place->page > 1 ? PAGE_MISSING : reading_write(c, place, s, scratch);
	if (!listing_span(c->capsule, section->narticles, place->page, &span))
		return PAGE_MISSING;
	sheet_heading(s, 1, section->title);
	sheet_blank(s);
	if (span.page == 1) {
		if (section->text != NULL) {
			verdict = reading_write_text(c, section->text, section->title,
			    section->text->excerpt, s, scratch);
			if (verdict != PAGE_WRITTEN)
				return verdict;
		}
		write_sections(s, section);
	}
	if (section->narticles > 0) {
		if (span.page == 1 && (section->text != NULL || section->nsections > 0))
			listing_heading(s, 2, WORD_ARTICLES);
		listing_entries(s, c, section->articles, span, true, scratch);
	}
	if (span.page == span.pages)
		write_files(s, section);
	listing_pager(s, *place, span);
	if (section->parent->parent != NULL)
		up = listing_place(PLACE_SECTION, section->parent->path);
	listing_way_back(s, c, up, section->parent->title);
	return PAGE_WRITTEN;
}
