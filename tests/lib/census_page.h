/*
 * census_page.h - a page taken apart: what census.h looks into.  For the files
 * of the census alone.
 */
#ifndef TESTS_CENSUS_PAGE_H
#define TESTS_CENSUS_PAGE_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "render/sheet.h"

struct census_page {
	struct arena *arena;
	enum sheet_form form;
	/* gemtext alone: */
	struct str *links;	/* addresses of the link lines, sorted */
	size_t nlinks, links_cap;
	struct str *code;	/* preformatted lines; an absent one ends a block */
	size_t ncode, code_cap;
	size_t code_at;		/* behind what was found last */
	/* all forms: */
	struct strbuf text;	/* all lines, without blanks and what folds them */
	size_t text_at;		/* behind what was found last */
};

void census_page_init(struct census_page *p, enum sheet_form form, struct str page,
    struct arena *arena);
void census_page_done(struct census_page *p);

/* Link lines to that address. */
size_t census_page_links(const struct census_page *p, struct str address);
/* Whether a preformatted block behind those found before is this code. */
bool census_page_code(struct census_page *p, struct str code, size_t *ret_nlines);
/* Whether s stands there, blanks ignored; better behind what was found before. */
bool census_page_text(struct census_page *p, struct str s);

#endif
