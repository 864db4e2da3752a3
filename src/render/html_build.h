/*
 * html_build.h - how a tree is put together from HTML, and from Markdown that
 * HTML goes around.  For html_*.c alone.
 */
#ifndef RENDER_HTML_BUILD_H
#define RENDER_HTML_BUILD_H

#include "render/html.h"

/* Until build_finish a cell's number holds the rows, times this, and the
 * columns it takes. */
#define BUILD_SPAN (HTML_COLSPAN_MAX + 1)

struct builder {
	struct arena *arena;
	struct html_whole *whole;
	struct html html;
	unsigned line;
	struct doc_node *root, *at;	/* at: what the next node is appended to */
	size_t depth;			/* of at */
	bool fresh;			/* nothing stands on the line yet */
	bool space;			/* a blank waits for what follows */
	bool spaced;			/* the last node is such a blank */
	bool head;			/* within a thead */
	bool media_open;		/* there is no end tag for media any more */
	size_t inner;			/* tables within a cell */
	struct str href, title;		/* of a link that waits for its content */
	const char *link_ahead;		/* behind a link that the code around it holds */
	size_t nticks;			/* such code that is open */
	struct doc_node *definitions;	/* the list of a dl's dd */
	bool in_figure;
	struct doc_node *image;		/* of the figure */
	struct str caption;		/* of the figure, when it comes before the image */
	struct strbuf scratch;
};

/* The tree is to grow below root, which lies depth levels below HTML's first. */
void build_init(struct builder *b, struct arena *a, struct html_whole *whole,
    struct doc_node *root, size_t depth);
/* Adds what stands in HTML, on that line. */
void build_html(struct builder *b, struct str html, unsigned line);
/* Ends whatever is open. */
void build_done(struct builder *b);

/* A node that counts. */
struct doc_node *build_new(struct builder *b, enum doc_kind kind);
/* Appends a node to b->at, and returns it. */
struct doc_node *build_append(struct builder *b, enum doc_kind kind);
/* The same, and goes down into it; false at the greatest depth, which leaves room
 * for lines in what was pushed. */
bool build_push(struct builder *b, enum doc_kind kind);
void build_up(struct builder *b);
bool build_is_inside(const struct builder *b, enum doc_kind kind);
/* Goes up over the nearest node of that kind, if there is one. */
void build_leave(struct builder *b, enum doc_kind kind);

/* Ends the paragraph or heading; in a cell a new line begins. */
void build_end_line(struct builder *b);
/* Begins a line of a cell with a mark, which is no text of its own. */
void build_mark(struct builder *b, struct str mark);
/* Leaves places where no block may stand; false when there is none to be had. */
bool build_begin_block(struct builder *b);
/* Makes sure that inlines may follow.  A link begins with its content: there
 * may be blocks between the two. */
bool build_begin_line(struct builder *b);
/* The same, with a blank if one waits: for nodes that are no text. */
bool build_begin_inline(struct builder *b);
/* Adds text as it stands in HTML. */
void build_text(struct builder *b, struct str raw);

/* html_list.c, html_table.c: tag by tag. */
void build_list(struct builder *b, const struct html_token *t);
void build_end_list(struct builder *b, const struct html_token *t);
void build_item(struct builder *b, const struct html_token *t);
void build_definition(struct builder *b);
void build_leave_definitions(struct builder *b);
void build_table(struct builder *b);
void build_row(struct builder *b);
void build_cell(struct builder *b, const struct html_token *t);
void build_end_table(struct builder *b);

/* html_finish.c: gives the tables below root their columns, numbers and heads;
 * those that are too large become paragraphs. */
void build_finish(struct builder *b, struct doc_node *root);

/* html_pieces.c */
/* In a cell each line of code is code by itself. */
void build_code_lines(struct builder *b, struct str code);
void build_pre(struct builder *b, const struct html_token *t);
void build_tick(struct builder *b);
void build_code(struct builder *b, const struct html_token *t);
/* One break is a new line, two are a new paragraph. */
void build_break(struct builder *b);
void build_open_link(struct builder *b, const struct html_token *t);
/* A link without content is still a link. */
void build_close_link(struct builder *b);
void build_image(struct builder *b, const struct html_token *t);
/* A line of its own that says what there would be to see or hear. */
void build_media(struct builder *b, const struct html_token *t);
/*
 * A figure's caption says more of its image than the image's own text, and
 * takes its place, unless there is a link in it.
 */
void build_caption(struct builder *b);
/* The caption of a figure without an image, which is of something else. */
void build_end_figure(struct builder *b);

/* html_markdown.c */
/* Adds a copy of a block of Markdown where HTML left off. */
void build_markdown(struct builder *b, const struct doc_node *n);
/* The same for inlines from first to the last sibling; HTML among them may end what is open. */
void build_inlines(struct builder *b, const struct doc_node *first);
/* Whether a block of HTML asks for something (content/directive.h), and is to be kept. */
bool build_is_directive(const struct doc_node *n);

/* Appends a copy of a block to into, which lies where b is. */
void build_copy(const struct builder *b, const struct doc_node *n, struct doc_node *into);

/* html_join.c: the same for first and its siblings, HTML that goes around them made a tree. */
void build_joined(const struct builder *b, const struct doc_node *first, struct doc_node *into);

#endif
