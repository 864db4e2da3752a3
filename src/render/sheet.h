/*
 * sheet.h - a page being written, whatever it will look like.
 *
 * Gemtext, Gopher menu and plain text are three kinds of sheet; every page and
 * every article is written once, against the functions below.  The sheet owns
 * blank lines (one between blocks, none at either end), prefixes, wrapping and
 * escaping: whatever text comes in, none of it can be taken for a link, a
 * heading, a list item, a quote or a fence in gemtext, add a field to a menu
 * line, or end a Gopher document.
 *
 * Text in: any bytes meant as one line of UTF-8; line ends and control
 * characters in it become spaces, invalid bytes U+FFFD.  Nothing here fails.
 */
#ifndef RENDER_SHEET_H
#define RENDER_SHEET_H

#include <stdbool.h>

#include "base/date.h"
#include "base/strbuf.h"
#include "content/capsule.h"
#include "content/place.h"
#include "render/address.h"

#define SHEET_MENU_WIDTH 67	/* [columns] of an "i" line */
#define SHEET_TEXT_WIDTH 70
#define SHEET_TABLE_WIDTH 72	/* of a table in gemtext */
#define SHEET_LEVELS_MAX 64	/* quotes and items within each other; deeper ones are flat */

enum sheet_form { SHEET_GEMTEXT, SHEET_MENU, SHEET_PLAIN };

/* A link, drawn as a line of its own. */
struct sheet_link {
	struct place place;
	struct str label;	/* absent: the URL itself */
	struct date date;	/* put before the label when known: listings, subscriptions */
	bool listing;		/* an entry of a listing: a long label goes on below, not cut */
};

enum sheet_level_kind { SHEET_LEVEL_QUOTE, SHEET_LEVEL_ITEM };

struct sheet_kind;

struct sheet_level {
	enum sheet_level_kind kind;
	bool ordered;
	unsigned number;	/* of an ordered item */
	int task;		/* enum doc_task */
	bool begun;		/* its first line is written */
	size_t indent;		/* [columns] its text is indented by */
};

struct sheet {
	const struct sheet_kind *kind;
	enum sheet_form form;
	enum scheme scheme;		/* whose addresses the links have */
	const struct capsule *capsule;	/* host and ports of local links */
	struct strbuf *out;
	size_t width;			/* [columns] of a line of text */

	/* private */
	struct sheet_level levels[SHEET_LEVELS_MAX];
	size_t nlevels;			/* may count beyond SHEET_LEVELS_MAX */
	bool started, blank_wanted;
	int last;			/* what kind of line was written last */
	struct strbuf scratch;
	struct strbuf notes;		/* plain text: the numbered links for the end */
	unsigned nnotes;
};

/* width 0: the capsule's, else the form's default.  out is borrowed. */
void sheet_init(struct sheet *s, enum sheet_form form, enum scheme scheme,
    const struct capsule *capsule, struct strbuf *out, size_t width);
/* Writes what must stand at the end (plain text: the numbered links); a menu's
 * final "." is the protocol's, not the sheet's. */
void sheet_end(struct sheet *s);
void sheet_done(struct sheet *s);

/* A heading of level 1..6; level 1 is the page's title. */
void sheet_heading(struct sheet *s, unsigned level, struct str text);
/* One paragraph or, within it, what follows a hard break (sheet_break first). */
void sheet_text(struct sheet *s, struct str text);
/* A line of text directly below the one before: a hard line break. */
void sheet_line(struct sheet *s, struct str text);
/* Preformatted text, line by line as it is; alt says what it is (the language
 * of code, "Table: …").  fold: lines too long for a menu may be folded. */
void sheet_verbatim(struct sheet *s, struct str alt, struct str lines);
void sheet_rule(struct sheet *s);
/*
 * A link line.  Links one after another stand together; a gemtext sheet sets
 * them off from text by a blank line, a menu does not.  In plain text a link
 * is "label" and its URL among the numbered ones, or "label" + URL below.
 */
void sheet_link(struct sheet *s, const struct sheet_link *link);
/* Plain text: notes url under the next number, which is returned, so that the
 * text can say "[n]"; the same URL keeps its number.  0 on other sheets. */
unsigned sheet_note(struct sheet *s, const struct place *place);
/* Asks for a blank line before whatever comes next. */
void sheet_blank(struct sheet *s);
/* Whether the next lines follow tightly (a list without blank lines between
 * its items): false after sheet_blank. */

/* What is written until the matching close stands in a quote, or is a list
 * item: "* ", or "N. " when ordered; task is an enum doc_task. */
void sheet_open_quote(struct sheet *s);
void sheet_open_item(struct sheet *s, bool ordered, unsigned number, int task);
void sheet_close(struct sheet *s);

/* How the form shows inline marks. */
bool sheet_keeps_emphasis(const struct sheet *s);	/* _em_ and *strong*: menu, plain */
bool sheet_numbers_links(const struct sheet *s);	/* plain */

#endif
