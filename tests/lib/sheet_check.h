/*
 * sheet_check.h - the judge of what sheets write: is this valid gemtext, a
 * valid menu, a plain text fit to be sent by Gopher?  For unit tests, golden
 * tests and fuzzing alike, so it reports and asserts nothing.
 */
#ifndef TESTS_SHEET_CHECK_H
#define TESTS_SHEET_CHECK_H

#include "base/str.h"
#include "render/sheet.h"

/* How many lines of each kind there are: nothing but the sheet's own markup
 * may make one. */
struct sheet_census {
	size_t links, headings, quotes, bullets, fences;	/* gemtext; menus: links are items but "i" */
};

struct sheet_check {
	enum sheet_form form;
	size_t width;		/* [columns] of an "i" line; 0: the form's */
	struct str host;	/* of local items; absent: localhost */
	unsigned port;		/* 0: 70 */
	/* out */
	size_t line;		/* the one that is wrong, from 1 */
	struct sheet_census census;
};

/*
 * NULL when out keeps all the rules of its form, else what is wrong with
 * c->line.  The census is complete only when nothing is wrong.
 *
 * Gemtext: valid UTF-8, no control characters but TAB in preformatted text, a
 * line end at the end, fences in pairs, targets of '!'..'~' alone, no blank
 * line at either end nor two in a row outside preformatted text, no blanks at
 * line ends outside it.
 * Menu: each line type, display, TAB, selector, TAB, host, TAB, port, CRLF;
 * valid UTF-8, no control characters; "i" lines within the width, with an
 * empty selector and none beginning with "."; local selectors begin with "/"
 * or "URL:"; known item types; blank lines as in gemtext.
 * Plain: valid UTF-8, no control characters but LF, none at either end blank,
 * none beginning with "." or ending in a blank.
 */
const char *sheet_check(struct sheet_check *c, struct str out);

#endif
