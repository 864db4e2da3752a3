/*
 * pages.h - the kinds of page, each in a file of its own; page.c knows which
 * place is which kind's.
 */
#ifndef PAGE_PAGES_H
#define PAGE_PAGES_H

#include "page/page.h"
#include "page/placing.h"

/* The page of one place; the contract is page_write's. */
typedef enum page_verdict page_writer(const struct catalogue *c, const struct place *place,
    struct sheet *sheet, struct arena *scratch);

page_writer home_write;		/* home.c */
page_writer section_write;	/* section.c */
page_writer reading_write;	/* reading.c: an article, as any form of sheet */
page_writer groups_write;	/* groups.c: all tags, all categories, the archive */
page_writer drafts_write;	/* drafts.c: what is hidden, for authors */
page_writer group_write;	/* groups.c: one tag, category or year */

/*
 * An article's text with its image, without the page around it: for home and
 * sections, whose texts are articles too.  title is written above already; lead
 * is written here unless the text begins with it.  placing says whose text, and
 * afterwards whether it placed lists.
 */
enum page_verdict reading_write_text(struct placing *placing, struct str title, struct str lead,
    struct sheet *sheet);

/* The title, and below it the header of all pages: clients take the first line
 * for the page's name.  c may be NULL. */
void page_begin(const struct catalogue *c, struct str title, struct sheet *sheet, struct arena *scratch);

/* In place of an article that has moved out of the capsule: where it is; elsewhere.c. */
enum page_verdict elsewhere_write(const struct catalogue *c, const struct article *article,
    struct sheet *s, struct arena *scratch);

/* In place of an address that leads out of the capsule by a rule of the owner's. */
page_writer elsewhere_write_remote;

/* What a home lists of itself, in the sheet's edition; root: whose folders, NULL for none. */
void home_write_lists(struct sheet *s, const struct catalogue *c, const struct section *root);
/* The homes in all languages but one (NULL: in all), by the names of these. */
void home_write_languages(struct sheet *s, const struct catalogue *c, const struct edition *but);

/* Links to the same in other languages, each by the language's name. */
void reading_write_translations(struct sheet *s, const struct article *article);

/* A header or footer (NULL: none), which every page has, or what stands where none is; one
 * that cannot be read now is left out, and so is a title that it begins with. */
void reading_write_snippet(const struct catalogue *c, const struct article *snippet, struct str title,
    struct sheet *sheet, struct arena *scratch);

/* What path means below AREA_DRAFTS, which is taken away; drafts.c. */
struct route;
void drafts_route(const struct catalogue *c, struct str path, struct route *ret);

/* The article a place shows, or NULL: PLACE_ARTICLE, PLACE_TEXT, PLACE_SOURCE and texts of folders. */
const struct article *reading_article(const struct catalogue *c, const struct place *place);

#endif
