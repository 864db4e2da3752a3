/* missing.c - what stands where nothing is, in the owner's words. */
#include "page/pages.h"

struct str
page_missing_title(const struct catalogue *c)
{
	const struct article *article = c->not_found;

	if (article == NULL || article->title_is_file_name || article->title.len > PAGE_MISSING_TITLE_MAX)
		return STR_NONE;
	return article->title;
}

void
page_write_missing(const struct catalogue *c, struct sheet *sheet, struct arena *scratch)
{
	if (c->not_found == NULL)
		return;
	sheet->words = words_for(c->capsule, c->root->lang);
	reading_write_snippet(c, c->not_found, page_missing_title(c), sheet, scratch);
	sheet_end(sheet);
}
