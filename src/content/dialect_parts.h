/*
 * dialect_parts.h - what the rooms behind dialect.h share.
 *
 * One reader goes over the text once.  dialect.c takes it line by line and, in
 * lines of text, byte by byte to the reader of the construct that may begin
 * there; each construct has a room: dialect_hugo.c, dialect_liquid.c and so on.
 * A reader either moves d->at behind its construct and puts what stands for it,
 * or says no and leaves everything as it was.
 */
#ifndef CONTENT_DIALECT_PARTS_H
#define CONTENT_DIALECT_PARTS_H

#include "base/ascii.h"
#include "content/dialect.h"
#include "content/dialect_block.h"

enum dialect_where {
	IN_TEXT,	/* Markdown */
	IN_HTML,	/* a block of HTML, where Markdown means nothing */
	IN_TARGET,	/* the target of a link: only targets are put, as they are */
};

enum dialect_engine {
	ENGINE_HUGO,		/* {{< x >}} {{% x %}} */
	ENGINE_LIQUID,		/* {% x %}: Liquid, Nunjucks, Zola's with a body */
	ENGINE_EXPRESSION,	/* {{ x }} */
	ENGINE_JSX,		/* <X> */
};

struct dialect_tag {
	enum dialect_engine engine;
	size_t start, end;	/* in the text */
	struct str name, args;
	bool closing;		/* its name without "/" or "end" */
	bool single;		/* closes itself: <x /> */
	bool call;		/* Zola: x(…), which "end" ends */
};

/* A container whose lines become a quote. */
struct dialect_box {
	size_t column;		/* [bytes] before it on each line */
	size_t depth;		/* of quotes and items around it */
	size_t nsigns;		/* it began with so many colons or slashes; 0: with a tag
				 * or, when it is indented, with another line */
	char sign;
	size_t close;		/* where the tag that ends it stands */
	size_t indent;		/* [columns] that its lines lose */
	bool quote;		/* false: only its beginning and end are taken away */
};

#define DIALECT_UNPAIRED_MAX 8
#define DIALECT_MISSES 8

/* There is no needle in [from, to) of the text. */
struct dialect_miss {
	char needle[4];		/* the first bytes of it, or all */
	size_t from, to;
};

struct dialect {
	struct str text;
	const struct dialect_options *options;
	struct strbuf *out;
	size_t at;		/* the next byte to be read */
	size_t stop;		/* the end of the line read, or of the construct within it */
	size_t bound;		/* the end of the paragraph, when it is beyond at */
	unsigned nested;	/* constructs around the one read */
	enum dialect_where where;
	bool fresh;		/* nothing is shown yet on this line */
	bool below_shortcode;	/* the line above was one, and nothing else */
	bool again;		/* what stood before on this line has gone */
	bool flat;		/* line ends become spaces and are counted */
	size_t nflat;
	size_t steps;		/* of looking ahead that are left */
	size_t known_from, known_end;	/* no line ends between; dialect_line_end */
	struct dialect_miss misses[DIALECT_MISSES];	/* by their first byte; dialect_find */
	size_t raw_end;		/* no templates before that */
	size_t drawer_end;	/* nor anything to show: Logseq's drawers */
	size_t definition;	/* where a line ": text" is expected; 0: nowhere */
	size_t definition_depth;	/* of the item it became */
	struct block block;	/* as it is behind line */
	struct block_line line;
	size_t column;		/* [bytes] before the line's text */
	size_t shift;		/* [bytes] of them that containers took away */
	struct dialect_box boxes[DIALECT_BOXES_MAX];
	size_t nboxes;
	struct str unpaired[DIALECT_UNPAIRED_MAX];	/* tags that nothing ends from here on */
	size_t nunpaired;
	struct strbuf notes;	/* definitions of inline footnotes */
	unsigned nnotes;
};

/* --- reading (dialect_copy.c) ---------------------------------------- */

/* Space, tab or the end of a line. */
static inline bool
dialect_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Of ASCII. */
static inline bool
dialect_is_punctuation(char c)
{
	return c > ' ' && c < 0x7f && !ascii_is_word(c);
}
/* Whether s stands at text[at]. */
bool dialect_sees(const struct dialect *d, size_t at, const char *s);
/* The byte before at on its line, or a space. */
char dialect_before(const struct dialect *d, size_t at);

/* Whether there is any sign of an engine in text. */
bool dialect_may_hold(struct str text, const struct dialect_options *options);

/* The end of the paragraph, cell or block of HTML that d->at is in. */
size_t dialect_bound(struct dialect *d);
/* How far a tag may reach that begins at d->at. */
size_t dialect_reach(const struct dialect *d);
/* The first needle in [from, to), or to; to as well when no steps are left. */
size_t dialect_find(struct dialect *d, const char *needle, size_t from, size_t to);
/* Pays for n steps; false when they are not left. */
bool dialect_pay(struct dialect *d, size_t n);
size_t dialect_line_end(struct dialect *d, size_t at);
/* Whether [d->at, to) is all there is on its line, or lines. */
bool dialect_is_alone(struct dialect *d, size_t to);
/* Whether only blanks and the signs of quotes stand before at on its line. */
bool dialect_begins_line(const struct dialect *d, size_t at);

/* --- writing (dialect_copy.c, dialect_put.c) ------------------------------- */

/* Copies the text up to to. */
void dialect_take(struct dialect *d, size_t to);
/* Leaves the text up to to out, but for its line ends. */
void dialect_drop(struct dialect *d, size_t to);
/* After d->at was moved otherwise: it may have come to another line. */
void dialect_settle(struct dialect *d);
/* The signs of the containers that the line is in. */
void dialect_open_line(struct dialect *d);
/* What stands before the line's text: indents, signs of quotes and items. */
void dialect_head(struct dialect *d);
/* The line's place in the quotes around it, and nothing else of it. */
void dialect_blank(struct dialect *d);
/* (dialect.c) Reads everything up to to, which is not beyond the paragraph, as part of the
 * construct read.  The caller has looked at d->nested. */
void dialect_inner(struct dialect *d, size_t to);

/* Appends Markdown without line ends. */
void dialect_put(struct dialect *d, struct str markdown);
void dialect_puts(struct dialect *d, const char *markdown);
/* Appends text that is shown as it is. */
void dialect_put_text(struct dialect *d, struct str text);
/* A line or two of Markdown, as they stand in an argument: its line ends become
 * spaces, and brackets cannot end what is around it. */
void dialect_put_label(struct dialect *d, struct str label);
/* "](<url>)": the end of a link. */
void dialect_put_target(struct dialect *d, struct str url);
void dialect_put_link(struct dialect *d, struct str url, struct str label);
/* link: what the picture leads to, may be empty. */
void dialect_put_image(struct dialect *d, struct str url, struct str label, struct str link);
/* "**title**", or without the marks when it holds some. */
void dialect_put_strong(struct dialect *d, struct str title);

/* --- arguments (dialect_args.c) --------------------------------------- */

struct dialect_args {
	struct dialect_arg {
		struct str key;		/* absent: it has a place only */
		struct str value;	/* without quotes */
		bool quoted;
	} v[DIALECT_ARGS_MAX];
	size_t n;
};

/* Reads 'a "b c" d=e f: "g", (h)', up to a "|". */
void dialect_args_read(struct dialect_args *a, struct str s);
/* The value of the first of keys, separated by spaces, that has one. */
struct str dialect_args_get(const struct dialect_args *a, const char *keys);
/* The i-th argument without a key, or absent. */
struct str dialect_args_at(const struct dialect_args *a, size_t i);

/* --- tags (dialect_tag.c, dialect_call.c, dialect_code.c, dialect_box.c) - */

/* The position behind the first close from from on that stands in no quotes,
 * 0 when there is none within reach or another tag begins before. */
size_t dialect_tag_end(struct dialect *d, size_t from, const char *close);
/* Finds the tag that ends tag. */
bool dialect_pair(struct dialect *d, const struct dialect_tag *tag, struct dialect_tag *ret);
/* Each reads the tag at text[at]. */
bool dialect_hugo_tag(struct dialect *d, size_t at, struct dialect_tag *ret);
bool dialect_liquid_tag(struct dialect *d, size_t at, struct dialect_tag *ret);
bool dialect_jsx_tag(struct dialect *d, size_t at, struct dialect_tag *ret);
/* The position behind the "}" that ends the "{" at text[at], 0 for none. */
size_t dialect_braces_end(struct dialect *d, size_t at);

/* Puts what tag, at d->at, stands for, and moves behind it. */
void dialect_call(struct dialect *d, const struct dialect_tag *tag);

/* The text between a tag and the one that ends it, as code. */
void dialect_put_code(struct dialect *d, struct str lang, size_t from, size_t to, size_t end);

/* What a container of that name is called ("Note"), or NULL. */
const char *dialect_box_title(struct str name);
/* Appends that or, when it is not known, the name itself with a capital. */
void dialect_box_name(struct strbuf *out, struct str name);
/* The first line of a container, which begins at d->at, and whose title may be
 * empty; the caller drops what stood for it. */
void dialect_box_open(struct dialect *d, struct dialect_box box, const char *kind,
    struct str title);
/* "**Note:** ", for one whose text follows on the line. */
void dialect_box_lead(struct dialect *d, const char *kind, struct str title);
/* Before each line: ends those that are over.  True when the line only said so. */
bool dialect_box_close(struct dialect *d);

/* Whether "{:height 300, :width 400}" has inner in its braces. */
bool dialect_is_size(struct str inner);

/* --- lines: true when the line is done, d->at at its end or a later one's -- */

bool dialect_read_box(struct dialect *d);		/* ::: note */
bool dialect_read_include(struct dialect *d);		/* {{#include x}} */
bool dialect_read_include_fence(struct dialect *d);
bool dialect_read_include_comment(struct dialect *d);
bool dialect_read_indented(struct dialect *d);		/* !!! note, and text below it */
bool dialect_read_module(struct dialect *d);		/* import … from "x" */
bool dialect_read_attributes(struct dialect *d);	/* {: .x} */
bool dialect_read_open(struct dialect *d);		/* <div markdown="1"> */
bool dialect_read_abbreviation(struct dialect *d);	/* *[HTML]: … */
bool dialect_read_contents(struct dialect *d);		/* * TOC */
bool dialect_read_definition(struct dialect *d);	/* Term, and below it ": text" */
bool dialect_read_formula(struct dialect *d);		/* $$ */
bool dialect_read_callout(struct dialect *d);		/* > [!note]- Title */
bool dialect_read_org_block(struct dialect *d);		/* #+BEGIN_QUOTE */
bool dialect_read_aside(struct dialect *d);		/* <aside>, on a line of HTML */
bool dialect_read_drawer(struct dialect *d);		/* :LOGBOOK: */
bool dialect_read_property(struct dialect *d);		/* key:: value */

/* --- constructs within a line ------------------------------------------ */

bool dialect_read_code(struct dialect *d);		/* `…` */
bool dialect_read_escape(struct dialect *d);		/* \x, \(…\) */
bool dialect_read_bracket(struct dialect *d);		/* [[x]], [x]: … */
bool dialect_read_wikilink(struct dialect *d);
bool dialect_read_embed(struct dialect *d);		/* ![[x]] */
bool dialect_read_target(struct dialect *d);		/* ](…) */
/* The same, where the target begins at text[at]: "](a file.md", "]([[Page]]", "](((id))".
 * What comes of it begins a target; the ")" is left. */
bool dialect_read_spaced(struct dialect *d, size_t at);
bool dialect_read_page(struct dialect *d, size_t at);
bool dialect_read_brace(struct dialect *d);		/* all that begins with { */
bool dialect_read_hugo(struct dialect *d);
bool dialect_read_liquid(struct dialect *d);
bool dialect_read_expression(struct dialect *d);
bool dialect_read_span(struct dialect *d);		/* {:.x}, {#id} */
bool dialect_read_macro(struct dialect *d);		/* {{embed [[x]]}} */
bool dialect_read_reference(struct dialect *d);		/* ((id)) */
/* The position behind the "((id))" at text[at], or 0. */
size_t dialect_reference_end(const struct dialect *d, size_t at);
bool dialect_read_mdx(struct dialect *d);		/* {…} */
bool dialect_read_markup(struct dialect *d);		/* <…> */
bool dialect_read_component(struct dialect *d);		/* <X …> */
bool dialect_read_comment(struct dialect *d);		/* %%…%% */
bool dialect_read_mark(struct dialect *d);		/* ==…==, ^^…^^ */
bool dialect_read_caret(struct dialect *d);		/* ^[…], ^id */
bool dialect_read_block_id(struct dialect *d);
bool dialect_read_math(struct dialect *d);		/* $…$ */
bool dialect_read_url(struct dialect *d);		/* ://… */

#endif
