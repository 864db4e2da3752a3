/*
 * census.h - is all that an article holds in its page?
 *
 * Counts the links, images, lines of code and pieces of text of a parsed
 * article and looks for each in the gemtext that document_write made of it; in
 * menus and plain text, which number, cut and fold, for the text alone.  HTML
 * is read tag by tag, so that the tree which the house makes of it is under
 * test as well.  It reports and asserts nothing.
 *
 * What may be missing: links to "#…", links with an unsafe scheme, without a
 * target, over LINK_URL_MAX, or that nothing answers to, if a diagnostic says
 * so (their text must be there); a link to what another of the same block leads
 * to; a heading equal to the title; the name of a table's first column; what HTML
 * hides.
 */
#ifndef TESTS_CENSUS_H
#define TESTS_CENSUS_H

#include "render/document.h"

struct census {
	/* What the article holds. */
	size_t links, images;
	size_t code;		/* lines */
	size_t texts;		/* pieces of text between marks; words in tables */
	/* Of the links and images those that may be missing, by reason. */
	size_t fragments, refused, repeated;
	/* What is missing, and a line of explanation for each. */
	size_t missing;
	struct strbuf complaints;
};

void census_init(struct census *c);
void census_done(struct census *c);

/*
 * Adds up what is in d and in page, which document_write made of it on a sheet
 * of that form, filling d->diags.  Addresses are those of SCHEME_GEMINI.
 */
void census_take(struct census *c, const struct document *d, enum sheet_form form,
    struct str page, struct arena *scratch);

#endif
