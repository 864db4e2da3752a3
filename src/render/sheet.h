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
 * characters in it become spaces, runs of spaces one, invalid bytes U+FFFD.
 * Text of nothing but blanks writes nothing.  Nothing here fails.
 *
 * Lines out: LF in gemtext and plain text (the protocol may turn them into
 * CRLF), CRLF in menus.
 *
 * Which blocks a blank line parts: all but a line (sheet_line) and what is
 * above it; an item and the next of the same list; a link and the next one; a
 * heading and a link; in menus, text or preformatted text and a link; an item
 * and a link written within it.  Wherever else one is wanted, between the items
 * of a loose list or between two lists, sheet_blank asks for it.
 */
#ifndef RENDER_SHEET_H
#define RENDER_SHEET_H

#include <stdbool.h>

#include "base/date.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "content/capsule.h"
#include "content/edition.h"
#include "content/place.h"
#include "content/word.h"
#include "render/address.h"

#define SHEET_MENU_WIDTH 67	/* [columns] of an "i" line */
#define SHEET_TEXT_WIDTH 70
#define SHEET_TABLE_WIDTH 72	/* of a table in gemtext */
#define SHEET_WIDTH_MIN LOOK_WIDTH_MIN	/* [columns]; a smaller width counts as this */
#define SHEET_TEXT_MIN 20	/* [columns] left to text; levels that would take of them are flat */
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
};

struct sheet {
	const struct sheet_kind *kind;
	enum sheet_form form;
	enum scheme scheme;		/* whose addresses the links have */
	const struct capsule *capsule;	/* host and ports of local links */
	struct words words;		/* the capsule's, until the page has its own */
	const struct edition *edition;	/* whose pages the page's links lead to; NULL: those of all languages */
	struct strbuf *out;
	size_t width;			/* [columns] of a line of text */
	bool width_said;		/* to sheet_init */
	bool emphasis;			/* _em_ and *strong* are shown: the form's habit unless changed */
	bool crlf;			/* plain text: lines end with CRLF, not LF */
	bool ascii;			/* text is folded to ASCII (utf8_ascii); addresses stay */

	/* private: sheet_kind.h */
	struct sheet_level levels[SHEET_LEVELS_MAX];
	size_t nlevels;			/* may count beyond SHEET_LEVELS_MAX */
	size_t common;			/* levels still open that the last line stood in */
	bool blank_wanted;
	int last;			/* enum sheet_block */
	bool last_in_item;
	size_t last_quotes;		/* how many quotes the last line stood in */
	struct strbuf scratch;		/* the text of a block, scrubbed */
	struct strbuf line;		/* of a link, or of code that is folded */
	struct strbuf first, rest;	/* prefixes of a block's lines */
	struct strbuf notes;		/* plain text: the numbered links for the end */
	struct arena arena;		/*   and what their URLs are looked up in */
	struct map numbers;
	unsigned nnotes;
};

/* width 0: the capsule's, else the form's default.  out is borrowed; so is
 * capsule, which may be NULL (local links are then paths, or at localhost in
 * menus). */
void sheet_init(struct sheet *s, enum sheet_form form, enum scheme scheme,
    const struct capsule *capsule, struct strbuf *out, size_t width);
/* Takes width and ASCII from look, the capsule's and an article's merged, before
 * anything is written; a width that was said to sheet_init stays. */
void sheet_set_look(struct sheet *s, const struct look *look);
/* Closes what is open and writes what must stand at the end (plain text: the
 * numbered links); a menu's final "." is the protocol's, not the sheet's. */
void sheet_end(struct sheet *s);
void sheet_done(struct sheet *s);

/* A heading of level 1..6; level 1 is the page's title.  Gemtext quotes and
 * the first lines of items hold no headings: there it is text. */
void sheet_heading(struct sheet *s, unsigned level, struct str text);
/* A paragraph, or its first line when hard breaks follow.  The first text in
 * an item stands behind its marker, later ones below, indented where the form
 * can. */
void sheet_text(struct sheet *s, struct str text);
/* A line of text directly below the one before: a hard line break. */
void sheet_line(struct sheet *s, struct str text);
/*
 * Preformatted text, line by line as it is, without blank lines at either end;
 * alt says what it is (the language of code, "Table: …").  In a menu, lines
 * too long are folded as of RFC 8792, elsewhere they stick out.  In gemtext it
 * leaves the quotes and items it stands in.
 */
void sheet_verbatim(struct sheet *s, struct str alt, struct str lines);
/* [columns] that a preformatted line may have at this level without being
 * folded or sticking out: what a table is fitted to. */
size_t sheet_verbatim_width(struct sheet *s);
void sheet_rule(struct sheet *s);
/*
 * A link line.  Links one after another stand together; a gemtext sheet sets
 * them off from text by a blank line, a menu does not.  In plain text a link
 * is "label [n]" with its URL among the numbered ones, or the URL alone
 * without label.
 *
 * As the first thing in an item the link is the item (its number goes into the
 * label).  The links of an item's text are written before sheet_close of that
 * item, and then stand directly below it.  Link lines of gemtext and menus
 * leave the quotes and items they stand in.
 */
void sheet_link(struct sheet *s, const struct sheet_link *link);
/* Plain text: notes url under the next number, which is returned, so that the
 * text can say "[n]"; the same URL keeps its number.  0 on other sheets. */
unsigned sheet_note(struct sheet *s, const struct place *place);
/* Asks for a blank line before whatever comes next. */
void sheet_blank(struct sheet *s);

/* What is written until the matching close stands in a quote, or is a list
 * item: "* ", or "N. " when ordered; task is an enum doc_task.  An item that
 * stays empty shows its number or box, a bullet nothing. */
void sheet_open_quote(struct sheet *s);
void sheet_open_item(struct sheet *s, bool ordered, unsigned number, int task);
void sheet_close(struct sheet *s);

/* A word of the server's in the page's language. */
struct str sheet_word(const struct sheet *s, enum word w);

/* How the form shows inline marks. */
bool sheet_keeps_emphasis(const struct sheet *s);	/* _em_ and *strong*: menu, plain */
bool sheet_numbers_links(const struct sheet *s);	/* plain */

#endif
