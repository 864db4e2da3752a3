#include "page/pages.h"

static page_writer *const writers[] = {
	[PLACE_HOME] = home_write,
	[PLACE_SECTION] = section_write,
	[PLACE_ARTICLE] = reading_write,
	[PLACE_TEXT] = reading_write,
	[PLACE_TAGS] = groups_write,
	[PLACE_TAG] = group_write,
	[PLACE_CATEGORIES] = groups_write,
	[PLACE_CATEGORY] = group_write,
	[PLACE_ARCHIVE] = groups_write,
	[PLACE_YEAR] = group_write,
	[PLACE_DRAFTS] = drafts_write,
	[PLACE_DRAFT] = reading_write,
	[PLACE_DRAFT_TEXT] = reading_write,
	[PLACE_REMOTE] = elsewhere_write_remote,
};
#define NWRITERS (sizeof writers / sizeof writers[0])

void
page_begin(const struct catalogue *c, struct str title, struct sheet *sheet, struct arena *scratch)
{
	sheet_heading(sheet, 1, title);
	sheet_blank(sheet);
	if (c == NULL || c->header == NULL)
		return;
	reading_write_snippet(c, c->header, STR_NONE, sheet, scratch);
	sheet_blank(sheet);
}

enum page_verdict
page_write(const struct catalogue *c, const struct place *place, struct sheet *sheet,
    struct arena *scratch)
{
	const struct article *article;
	enum page_verdict verdict;

	if ((size_t)place->kind >= NWRITERS || writers[place->kind] == NULL)
		return PAGE_MISSING;
	sheet->words = words_for(c->capsule, page_lang(c, place));
	sheet->edition = page_edition(c, place);
	article = page_article(c, place);
	if (article != NULL) {
		struct look look = look_merge(&article->look, &c->capsule->look);

		sheet_set_look(sheet, &look);
	}
	verdict = writers[place->kind](c, place, sheet, scratch);
	if (verdict == PAGE_WRITTEN) {
		reading_write_snippet(c, c->footer, STR_NONE, sheet, scratch);
		sheet_end(sheet);
	}
	return verdict;
}

const struct edition *
page_edition(const struct catalogue *c, const struct place *place)
{
	const struct article *article;
	const struct section *section;

	if (c->neditions == 0)
		return NULL;
	if (place->edition.len > 0)
		return catalogue_find_edition(c, place->edition);
	switch (place->kind) {
	case PLACE_HOME:
		return &c->editions[0];
	case PLACE_SECTION:
		section = catalogue_find_section(c, place->path);
		if (section == NULL)
			return NULL;
		if (!section->is_bundle || section->text == NULL)
			return catalogue_section_edition(c, section);
		break;
	default:
		break;
	}
	article = reading_article(c, place);
	return article != NULL ? article->edition : NULL;
}

const struct article *
page_article(const struct catalogue *c, const struct place *place)
{
	const struct edition *edition;
	const struct section *section;

	switch (place->kind) {
	case PLACE_HOME:
		edition = catalogue_find_edition(c, place->edition);
		return edition != NULL ? edition->text : NULL;
	case PLACE_SECTION:
		section = catalogue_find_section(c, place->path);
		return section != NULL ? section->text : NULL;
	default:
		return reading_article(c, place);
	}
}

bool
page_is_long(const struct catalogue *c, const struct place *place)
{
	const struct article *article = page_article(c, place);

	/* A list may read many texts for its excerpts, or sort all there are. */
	if ((c->header != NULL && c->header->places) || (c->footer != NULL && c->footer->places))
		return true;
	return article != NULL && (article->places || article->stamp.size > PAGE_JOB_SIZE);
}

struct str
page_lang(const struct catalogue *c, const struct place *place)
{
	const struct article *article = page_article(c, place);

	if (article != NULL && article->language.len > 0)
		return article->language;
	if (place->edition.len > 0) {
		const struct edition *edition = catalogue_find_edition(c, place->edition);

		return edition != NULL ? edition->tag : c->root->lang;
	}
	if (place->kind == PLACE_SECTION) {
		const struct section *section = catalogue_find_section(c, place->path);

		return section != NULL ? section->lang : c->root->lang;
	}
	return c->root->lang;
}
