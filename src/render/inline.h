/*
 * inline.h - what stands in a paragraph, as a line of text and links.
 *
 * Marks become what the sheet shows of them, a link leaves its label in the
 * text, and where it leads is gathered (gather.h), or noted by number on sheets
 * that number links.  Raw HTML is reduced to its text, links and images.
 */
#ifndef RENDER_INLINE_H
#define RENDER_INLINE_H

#include "render/gather.h"
#include "render/html.h"

#define INLINE_UNENDED_MAX 16	/* names of elements without end tags that are remembered */

struct inline_mark;

struct inlines {
	struct sheet *sheet;
	struct arena *arena;
	struct gather links;
	struct strbuf text;	/* what inline_write made; LF at hard breaks */
	size_t nlinks;		/* in it, that lead somewhere */
	size_t nlost;		/* in it, whose label stands in no link line */

	/* private */
	bool keeps_marks;
	bool soft;		/* a soft break waits for what follows */
	struct str mute;	/* name of the HTML element that is left out; absent: none */
	struct html_token media;	/* around what is left out */
	bool sourceless;		/* it has not named its source yet */
	struct str unended[INLINE_UNENDED_MAX];	/* names of elements that no tag ends */
	size_t nunended;
	struct {
		bool open;
		bool led;		/* a target was found: place */
		struct place place;
		size_t at;		/* in the gathered links, or GATHER_NONE */
		size_t start;		/* of the label in text */
		struct str url, title;
		struct str image;	/* the text of an image in it, without brackets */
		struct str label;	/* to be used if there is nothing but the image */
		struct place image_place;	/* plain text: its number is to follow */
	} link;
	struct inline_mark *marks;
	size_t nmarks, cap;
};

void inline_init(struct inlines *in, const struct document *d, struct sheet *sheet,
    struct arena *arena);
void inline_done(struct inlines *in);

/*
 * Puts first and its younger siblings into in->text, in place of what was
 * there; emphasis is marked if the sheet keeps it and marks is true.
 */
void inline_write(struct inlines *in, const struct doc_node *first, bool marks);
/* The same up to, but not including, the sibling end. */
void inline_write_part(struct inlines *in, const struct doc_node *first, const struct doc_node *end,
    bool marks);

/* What inline_write made without marks, on one line, with dashes where lines
 * end: a label. */
struct str inline_one_line(struct inlines *in);

/* Whether first and its siblings before end (NULL: all younger ones) are links
 * or images and nothing else but what parts them. */
bool inline_is_links(const struct doc_node *first, const struct doc_node *end);
/* The link that they begin with, if they hold no other link or image, else
 * NULL. */
const struct doc_node *inline_leading_link(const struct doc_node *first);

/* Whether there is an image, or HTML that could be one, from first on; most
 * paragraphs hold none. */
bool inline_may_hold_images(const struct doc_node *first);
/* A paragraph's lines are parted by breaks.  The sibling with which the first
 * line begins, from first on, that holds images and nothing else, or that does
 * not; NULL when there is none. */
const struct doc_node *inline_next_images(const struct doc_node *first);
const struct doc_node *inline_after_images(const struct doc_node *first);

/* Whether there is anything to be seen in s. */
bool inline_is_blank(struct str s);

#endif
