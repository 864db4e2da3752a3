/*
 * html.h - the HTML that authors write within Markdown.
 *
 * A tokenizer that takes whatever comes, and a tree made from it of the same
 * nodes that Markdown makes, so that the rest of the house need not know.
 * Whoever puts a real parser in its place keeps these functions.  Linear in
 * the length of the HTML.
 *
 * Why no parser that Debian 12 ships: they read whole documents, and HTML in
 * Markdown comes in pieces with Markdown between them, which a parser would have
 * to be given as HTML and its answer be turned back.  On 50,605 such pieces of
 * 12,630 articles of public sites (609,789 words, 8,714 links, 9,778 images) this
 * tree has all that gumbo's has but one link; besides captions, which are labels
 * here, and the names of media, words differ in 56 pieces.  libxml2 2.9 lost the
 * same link and 73 words, follows rules older than HTML 5, and brings ICU, lzma
 * and the C++ library along; gumbo is small (380 KB), and its upstream is closed;
 * lexbor is not in Debian 12.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/strbuf.h"
#include "content/diag.h"
#include "content/doc.h"

#define HTML_DEPTH_MAX 24	/* levels of a tree made from HTML; deeper ones are flat */
#define HTML_NUMBER_MAX 999999999	/* of an item; CommonMark 0.31, 5.2 allows as many digits */
#define HTML_UNENDED_MAX 8	/* names of elements without an end that are remembered */
#define HTML_COLSPAN_MAX 32	/* columns that one cell of a table may take */
#define HTML_ROWSPAN_MAX 1000	/* rows that it may take */
#define HTML_ROWSPAN_COLUMNS 8	/* from the left: further right a cell takes one row */
#define HTML_COLUMNS_MAX 128	/* of a table */
#define HTML_CELLS_MAX 100000	/* of all tables of an article, empty ones too */
#define HTML_NODES_MAX 200000	/* of all trees of an article */

/* What an element is to us. */
enum html_role {
	HTML_INLINE,		/* and whatever is not known: nothing but its content */
	/* html_ends_line: */
	HTML_BLOCK,		/* begins and ends a paragraph */
	HTML_HEADING,
	HTML_LIST,
	HTML_ORDERED,
	HTML_ITEM,
	HTML_TERM,
	HTML_DEFINITION,
	HTML_QUOTE,
	HTML_PRE,
	HTML_TABLE,
	HTML_HEAD,		/* thead */
	HTML_ROW,
	HTML_CELL,
	HTML_HEADER,		/* th */
	HTML_CAPTION,		/* figcaption */
	HTML_FIGURE,
	HTML_RULE,
	HTML_BREAK,
	/* within lines: */
	HTML_LINK,
	HTML_IMAGE,
	HTML_MEDIA,		/* a frame, video or sound: a link to its src */
	HTML_SOURCE,		/* a source of the media around it */
	HTML_CODE,
	HTML_EMPH,
	HTML_STRONG,
	HTML_STRIKE,
	HTML_HIDDEN,		/* left out with all that is in it */
};

enum html_kind { HTML_TEXT, HTML_START, HTML_END };

struct html_token {
	enum html_kind kind;
	enum html_role role;	/* of a tag */
	unsigned level;		/* of a heading */
	struct str name;	/* of a tag, as written */
	struct str text;	/* text as written; a start tag's attributes */
};

/* What was looked for up to the end of rest in vain is not looked for again. */
struct html {
	struct str rest;
	bool no_quote[2];	/* no more of ' and " in rest */
	bool no_instruction;	/* nor of "?>" */
	struct str unended[HTML_UNENDED_MAX];	/* nor an end tag of these names */
	size_t nunended;
};

/* Cuts the next token off h->rest; comments and declarations are passed over.
 * False at the end. */
bool html_next(struct html *h, struct html_token *ret);
/*
 * What follows the start tag of an element whose content is no HTML to us:
 * passes over everything up to its end tag and gives it.  Without an end tag
 * only programs (scripts and styles) are passed over, up to the end of h->rest:
 * a "<title>" in a sentence hides nothing.
 */
struct str html_skip(struct html *h, struct str name);

/* Whether a start tag is "<br/>". */
bool html_is_closed(const struct html_token *t);
/* Whether what stands before and behind an element's tags is on different lines. */
bool html_ends_line(enum html_role role);

/* The value of a start tag's attribute, entities decoded, on one line, in arena
 * a; absent when it has none of that name. */
struct str html_attribute(const struct html_token *tag, const char *name, struct arena *a);
/* The source of an image or of media: src, or what stands in for it where
 * pages load late. */
struct str html_source(const struct html_token *tag, struct arena *a);
/* What to call media without a text of its own; never empty. */
struct str html_media_label(const struct html_token *tag, struct str src, struct arena *a);

/* Appends s with entities decoded; what is none stays as it is. */
void html_decode(struct strbuf *out, struct str s);

/* What all HTML blocks of an article have come to. */
struct html_whole {
	struct diag_list *diags;	/* may be NULL */
	struct str path;		/* of the article, for them */
	size_t nnodes, ncells;
	bool said;			/* that there is too much */
};

/*
 * The tree of an HTML block: a DOC_ROOT of blocks, whose nodes are said to
 * stand on that line.  What is beyond a limit is text, and said: a table's rows
 * become paragraphs, the rest of an article's HTML one for each block.
 */
struct doc_node *html_tree(struct arena *a, struct str html, unsigned line,
    struct html_whole *whole);

/*
 * HTML that goes around Markdown: "<blockquote>", a blank line, Markdown, a
 * blank line, "</blockquote>" are three blocks to CommonMark (0.31, 4.6).  Gives
 * root as it is when no block of HTML leaves open what a later one beside it
 * ends; else a copy in arena a where such blocks and all between them are a tree
 * as HTML would have it.  Quotes, lists and tables alone go around; linear.
 */
const struct doc_node *html_join(struct arena *a, const struct doc_node *root,
    struct html_whole *whole);

#endif
