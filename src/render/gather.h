/*
 * gather.h - the links of a block, kept until the block is written.
 *
 * Resolves targets, says what is wrong with them, makes the labels of link
 * lines, and keeps each place once.  Labels and places live in the arena.
 */
#ifndef RENDER_GATHER_H
#define RENDER_GATHER_H

#include "base/map.h"
#include "render/document.h"

struct gather {
	const struct document *document;
	struct sheet *sheet;
	struct arena *arena;
	struct sheet_link *v;		/* in the order of the text */
	size_t n, cap;
	struct map seen;		/* addresses of v */
	struct sheet_link *held;	/* for the end of the article, when they are wanted there */
	size_t nheld, held_cap;
	struct map held_seen;		/* addresses of held */
	struct strbuf scratch;
};

void gather_init(struct gather *g, const struct document *d, struct sheet *sheet,
    struct arena *arena);
void gather_done(struct gather *g);

/*
 * The place a target leads to; false, and a diagnostic, when there is none or
 * when it stays text.  what is "link" or "image", for the diagnostic.
 */
bool gather_resolve(struct gather *g, struct str target, const char *what, unsigned line,
    struct place *ret);

#define GATHER_NONE ((size_t)-1)

/* Keeps a link without label; its position in v, or GATHER_NONE when there is
 * one to that place already.  Good until gather_write. */
size_t gather_add(struct gather *g, const struct place *place);

/* Gives v[at] its label: text (plain, one line, in the arena or the tree), and
 * title unless it says the same; a label that says nothing ("here") is followed
 * by the host. */
void gather_label(struct gather *g, size_t at, struct str text, struct str title);

/* Writes all links onto the sheet, and forgets them. */
void gather_write(struct gather *g);
/* The same for links whose labels stand nowhere else: long ones are not cut. */
void gather_write_alone(struct gather *g);

/* The same where a block ends; but where the article's look wants its links at
 * the end they are held until gather_write_held. */
void gather_end_block(struct gather *g);
void gather_write_held(struct gather *g);

/* Whether d is what gather_resolve says of a target that leads nowhere. */
bool gather_says_nowhere(const struct diag *d, struct str target);

/* Forgets the links from v[from] on, which somebody has written, but for their
 * places: they are not gathered again in this block. */
void gather_forget(struct gather *g, size_t from);

/* The last segment of a target's path: "a%20b.png" is "a b.png". */
struct str gather_file_name(struct gather *g, struct str target);

#endif
