/*
 * sheet_kind.h - what a form of sheet brings with it, and what the forms share.
 * For the files of the sheet alone.
 *
 * sheet.c decides that and when a block is written, and whether a blank line
 * comes first; a kind says how its lines look.
 */
#ifndef RENDER_SHEET_KIND_H
#define RENDER_SHEET_KIND_H

#include "render/sheet.h"

enum sheet_block {
	SHEET_NOTHING,		/* nothing is written yet */
	SHEET_HEADING,
	SHEET_TEXT,
	SHEET_ITEM,		/* the first line of an item, with its marker */
	SHEET_LINE,		/* below whatever is above */
	SHEET_MARKER,		/* an item's marker alone: its first block is no text */
	SHEET_VERBATIM,
	SHEET_RULE,
	SHEET_LINK,
	SHEET_NBLOCKS
};

#define SHEET_BIT(block) (1u << (block))

/* What is read of a link. */
struct sheet_label {
	struct str text;	/* scrubbed, never empty: the item's number, the date,
				 * the label or for want of one the address */
	bool named;		/* there is a label, other than the URL */
	bool alone;		/* text is the address and nothing else */
};

struct sheet_kind {
	size_t width;		/* [columns] unless somebody says otherwise */
	bool soft_hyphens;	/* stay in text */
	bool emphasis;		/* sheet_keeps_emphasis */
	bool numbers;		/* sheet_numbers_links */
	bool markers;		/* a bullet may stand alone, or before a quote's sign */
	bool hard;		/* no line is ever wider than the width: long words are cut */
	/* For each block, those (SHEET_BIT) which it follows without a blank
	 * line within the same list and quote. */
	unsigned follows[SHEET_NBLOCKS];
	/* Blocks (SHEET_BIT) that leave the quotes and items they stand in. */
	unsigned leaves;
	/* Text is scrubbed, and empty only for an item's marker alone. */
	void (*heading)(struct sheet *s, unsigned level, struct str text);
	void (*text)(struct sheet *s, struct str text);
	void (*verbatim)(struct sheet *s, struct str alt, struct str lines);
	void (*rule)(struct sheet *s);
	void (*link)(struct sheet *s, const struct sheet_link *link,
	    const struct sheet_label *label);
	/* A blank line within the first nlevels levels. */
	void (*blank)(struct sheet *s, size_t nlevels);
	/* One line: for fixed.c; NULL in gemtext. */
	void (*line)(struct sheet *s, struct str prefix, struct str text);
};

extern const struct sheet_kind sheet_gemtext, sheet_menu, sheet_plain;

/* Appends text to s->scratch as the form has it: scrub_prose or scrub_code, and
 * folded to ASCII when that is wanted. */
void sheet_scrub(struct sheet *s, struct str text, bool code);
/* A block is begun (with a blank line where one belongs), written, ended. */
void sheet_begin_block(struct sheet *s, enum sheet_block block);
void sheet_end_block(struct sheet *s, enum sheet_block block);
/* Writes s->scratch as text, if there is anything in it to be seen. */
void sheet_write_text(struct sheet *s, enum sheet_block block);
void sheet_write_notes(struct sheet *s);

/* The levels that are more than counted. */
size_t sheet_depth(const struct sheet *s);
/* The item whose first line is to be written next, or NULL. */
const struct sheet_level *sheet_pending(const struct sheet *s);
/* Appends "* " or "12. ", then "[ ] " or "[x] ". */
void sheet_add_marker(struct strbuf *out, const struct sheet_level *item);
void sheet_add_task(struct strbuf *out, const struct sheet_level *item);
/* The next line of preformatted text that shows something; *nblank gets how
 * many blank ones stand before it.  False when there are none but blank ones. */
bool sheet_next_code(struct str *rest, size_t *nblank, struct str *ret);

/*
 * fixed.c: lines of a fixed width, for menus and plain text.  Prefixes are
 * ASCII, so that their bytes are their columns.
 */
#define FIXED_CODE_INDENT 4	/* [columns]; Lagrange shows such "i" lines as preformatted */

void fixed_heading(struct sheet *s, unsigned level, struct str text);
void fixed_text(struct sheet *s, struct str text);
/* The same with all lines after the first indented by hang more columns. */
void fixed_hanging(struct sheet *s, struct str text, size_t hang);
/* The same outside all quotes and items. */
void fixed_outside(struct sheet *s, struct str text, size_t hang);
void fixed_verbatim(struct sheet *s, struct str alt, struct str lines);
void fixed_blank(struct sheet *s, size_t nlevels);
/* [columns] left of the width at this level. */
size_t fixed_room(struct sheet *s);

#endif
