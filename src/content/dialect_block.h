/*
 * dialect_block.h - which lines are code, before Markdown is parsed.
 *
 * CommonMark's first phase in small (0.31, 4 and 5): quotes, list items and
 * what kind of block each line belongs to.  It makes no tree.  For dialect.c.
 */
#ifndef CONTENT_DIALECT_BLOCK_H
#define CONTENT_DIALECT_BLOCK_H

#include "base/str.h"

#define BLOCK_NAME_MAX 64	/* [bytes] of a component */
#define BLOCK_DEPTH_MAX 32	/* quotes and items; deeper ones count as text */

enum block_leaf {
	LEAF_NONE,
	LEAF_PARAGRAPH,
	LEAF_FENCE,
	LEAF_RAW,	/* HTML up to a certain end: <pre>, <script>, a comment */
	LEAF_HTML,	/* HTML up to a blank line */
};

struct block_container {
	bool quote;
	size_t offset;	/* [columns] of an item's text, from its parent's */
};

struct block {
	struct block_container v[BLOCK_DEPTH_MAX];
	size_t n;
	enum block_leaf leaf;
	char fence;		/* of LEAF_FENCE */
	size_t fence_len;
	size_t fence_dedent;	/* [bytes] of indent that MDX does not count */
	const char *const *ends;	/* of LEAF_RAW; one of them, NULL at the end */
	bool mdx;
	bool open;	/* in <div markdown="1">: a lone tag like <img> begins no block */
};

enum block_kind {
	LINE_BLANK,
	LINE_CODE,	/* and the fences around it: not to be touched */
	LINE_HTML,
	LINE_TEXT,
};

struct block_line {
	size_t start;	/* positions in the text: where it begins, */
	size_t inner;	/* behind the signs of quotes and items, */
	size_t text;	/* its first byte that is no blank, */
	size_t end;	/* its LF or the end of the text, */
	size_t next;	/* the line after it */
	size_t indent;	/* [columns] from inner to text */
	size_t kept;	/* quotes and items that it goes on with */
	enum block_kind kind;
	bool new_quote;	/* a quote, and nothing else, begins right before text */
	bool new_item;	/* likewise an item */
	bool begins;	/* it is no continuation of a paragraph */
	bool heading;
	bool lone;	/* such a tag, or one with text right below it */
};

/* Reads the line at text[at] and moves b behind it. */
void block_line(struct block *b, struct str text, size_t at, struct block_line *ret);

/* Judges line again from its text on, which the caller has moved: what stood
 * before it was not part of the article. */
void block_judge(struct block *b, struct str text, struct block_line *line);

/* Whether the line, whose text is a "<", begins a block of HTML; then b and
 * line->kind say of which sort. */
bool block_begins_html(struct block *b, struct str text, struct block_line *line);
/* Whether the line is a tag in which Markdown goes on, and which says nothing
 * itself: <div markdown="1"> (kramdown, Python-Markdown). */
bool block_is_open(struct str text, const struct block_line *line);
/* Whether LEAF_RAW ends on the line. */
bool block_ends_raw(const struct block *b, struct str line);

/* The name of the tag at text[at], which is a "<"; absent when there is none. */
struct str block_tag_name(struct str text, size_t at, size_t end);
/* Whether a tag of that name is a component of MDX or Vue and no HTML. */
bool block_is_component(struct str name, bool mdx);
/* Whether between from and to there are only spaces and tabs. */
bool block_is_blank(struct str text, size_t from, size_t to);

#endif
