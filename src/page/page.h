/*
 * page.h - what each address shows: a catalogue and a place become one sheet.
 *
 * home, section, tags (tags, categories, archive: all groups), reading (an
 * article) each write one kind of page and share listing.h.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "content/catalogue.h"
#include "content/markdown.h"
#include "render/sheet.h"

/* [bytes] of an article's source from which on its conversion is a job for a
 * helper thread, off the workers' loops. */
#define PAGE_JOB_SIZE MARKDOWN_LONG_SIZE

enum page_verdict {
	PAGE_WRITTEN,
	PAGE_MISSING,		/* no such page of the listing, no such place */
	PAGE_UNREADABLE,	/* the article's file cannot be read now */
};

/*
 * Writes the page of a local place onto the sheet, sheet_end included.  Places
 * are those of sheets: not assets, sources or feeds.  On anything but
 * PAGE_WRITTEN the sheet's bytes are to be thrown away.
 */
enum page_verdict page_write(const struct catalogue *c, const struct place *place,
    struct sheet *sheet, struct arena *scratch);

/* The edition that a place's page is in: home's is the default one; NULL: it is of all languages. */
const struct edition *page_edition(const struct catalogue *c, const struct place *place);

/* The article whose text is the place's page, or a part of it; NULL for none. */
const struct article *page_article(const struct catalogue *c, const struct place *place);

#define PAGE_MISSING_TITLE_MAX 512	/* [bytes]; a longer one does not stand in a status line */

/* The owner's words for what is not there: their title, absent when there is none, */
struct str page_missing_title(const struct catalogue *c);
/* and their text, sheet_end included; nothing when there are none. */
void page_write_missing(const struct catalogue *c, struct sheet *sheet, struct arena *scratch);

/* Whether page_write may take over a millisecond. */
bool page_is_long(const struct catalogue *c, const struct place *place);

/* The BCP 47 language of a place's page: the article's, else the capsule's; may be absent. */
struct str page_lang(const struct catalogue *c, const struct place *place);

#endif
