/*
 * inline_parts.h - a line of text while it is put together: for inline*.c alone.
 *
 *	text	characters, code, breaks, the marks of emphasis
 *	link	links and images, and what is gathered or noted of them
 *	html	raw tags between the nodes
 */
#ifndef RENDER_INLINE_PARTS_H
#define RENDER_INLINE_PARTS_H

#include "render/inline.h"

/* A sign put before or after emphasised text. */
struct inline_mark {
	size_t at;		/* in the text */
	size_t partner;		/* its place among the marks */
	bool dead;		/* to be taken out again */
};

struct inline_image {
	struct str url, title, alt;
	unsigned line;
};

/* inline_text.c */
/* A line end in the source is a blank, but not between two characters of
 * scripts that are written without. */
void inline_settle_soft(struct inlines *in, struct str next);
void inline_add_text(struct inlines *in, struct str s);
void inline_add_break(struct inlines *in);
/* Code keeps its backticks; what holds some gets more of them around. */
void inline_add_code(struct inlines *in, struct str code);
size_t inline_add_mark(struct inlines *in, char sign);
void inline_kill_mark(struct inlines *in, size_t i);
/* Takes out marks that would stand in a row of signs, with their partners. */
void inline_thin_marks(struct inlines *in);
/* Appends the text from start on without its marks, on one line. */
struct str inline_label_from(struct inlines *in, size_t start);

/* inline_link.c */
void inline_begin_link(struct inlines *in, struct str url, struct str title, unsigned line);
void inline_end_link(struct inlines *in);
void inline_write_image(struct inlines *in, const struct inline_image *image);
void inline_write_node_image(struct inlines *in, const struct doc_node *n);

/* inline_html.c */
void inline_write_html(struct inlines *in, const struct doc_node *n);

#endif
