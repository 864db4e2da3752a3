/* markdown.c - the one door to cmark-gfm. */
#include "content/markdown.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/markdown_arena.h"
#include "content/markdown_clean.h"
#include "content/markdown_east.h"
#include "content/markdown_gate.h"
#include "content/markdown_math.h"
#include "content/markdown_needs.h"
#include "content/markdown_notes.h"

/* A single "~" is text: people write it for "about". */
#define OPTIONS CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

/* Levels kept free below the innermost quote or list, for a table's rows and
 * cells or for marks within marks. */
#define LEAF_DEPTH 8

enum extension { TABLE, STRIKETHROUGH, TASKLIST, AUTOLINK, NEXTENSIONS };

static const char *const extension_names[NEXTENSIONS] = {
	[TABLE] = "table",
	[STRIKETHROUGH] = "strikethrough",
	[TASKLIST] = "tasklist",
	[AUTOLINK] = "autolink",
};

static cmark_mem memory = {
	.calloc = markdown_arena_calloc,
	.realloc = markdown_arena_realloc,
	.free = markdown_arena_free,
};

/* cmark's process-wide state, and ours about it. */
static pthread_mutex_t cmark_lock = PTHREAD_MUTEX_INITIALIZER;
static cmark_syntax_extension *extensions[NEXTENSIONS], *watcher;
static cmark_node *watched;
static bool marked;		/* there are EAST_MARKs in blocks */

/* --- parsing --------------------------------------------------------- */

/*
 * cmark has no place to look at blocks before their inlines are parsed, but
 * shows each new line's surroundings to its extensions.  This one looks at the
 * first line, which is blank, and remembers whose child it is.
 */
static cmark_node *
watch(cmark_syntax_extension *self, int indented, cmark_parser *parser, cmark_node *parent,
    unsigned char *input, int len)
{
	(void)self;
	(void)indented;
	(void)parser;
	(void)input;
	(void)len;
	if (watched == NULL)
		for (watched = parent; cmark_node_parent(watched) != NULL;)
			watched = cmark_node_parent(watched);
	return NULL;
}

static void
prepare(void)
{
	if (watcher != NULL)
		return;
	cmark_gfm_core_extensions_ensure_registered();
	for (enum extension i = 0; i < NEXTENSIONS; i++) {
		extensions[i] = cmark_find_syntax_extension(extension_names[i]);
		assert(extensions[i] != NULL);
	}
	watcher = cmark_syntax_extension_new("watcher");
	cmark_syntax_extension_set_open_block_func(watcher, watch);
}

/* The node after n in document order, below top. */
static cmark_node *
next_node(cmark_node *n, cmark_node *top)
{
	cmark_node *next = cmark_node_first_child(n);

	for (; next == NULL && n != top; n = cmark_node_parent(n))
		next = cmark_node_next(n);
	return next;
}

/* A block that is not to be parsed: it becomes this text, or this code. */
struct aside {
	struct str text;
	bool math;
};

static void
set_aside(struct gate *gate, cmark_node *n, struct str text, bool math)
{
	struct aside *aside = ARENA_NEW(gate->arena, struct aside);

	*aside = (struct aside){ .text = arena_str(gate->arena, str_trim(text)), .math = math };
	cmark_node_set_user_data(n, aside);
	/* Without any text the block would not be there at all. */
	cmark_node_set_string_content(n, "x");
}

static void
judge_math(struct gate *gate, cmark_node *n)
{
	struct str content = str_of(cmark_node_get_string_content(n)), formula;
	struct strbuf escaped = STRBUF_INIT;

	if (cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH && math_is_block(content, &formula))
		set_aside(gate, n, formula, true);
	else if (math_escape(content, &escaped))
		cmark_node_set_string_content(n, escaped.buf);
	strbuf_done(&escaped);
}

static void
join_notes(cmark_node *n)
{
	struct strbuf joined = STRBUF_INIT;

	if (notes_join(str_of(cmark_node_get_string_content(n)), &joined))
		cmark_node_set_string_content(n, joined.buf);
	strbuf_done(&joined);
}

static void
mark_east(cmark_node *n)
{
	struct strbuf text = STRBUF_INIT;

	if (east_mark(str_of(cmark_node_get_string_content(n)), &text)) {
		cmark_node_set_string_content(n, text.buf);
		marked = true;
	}
	strbuf_done(&text);
}

/* Looks at each block before its inlines are parsed. */
static void
judge_blocks(struct gate *gate, cmark_node *root, bool math, bool notes, bool east,
    unsigned first_line)
{
	for (cmark_node *n = root; n != NULL; n = next_node(n, root)) {
		struct str content = str_of(cmark_node_get_string_content(n));
		cmark_node_type type = cmark_node_get_type(n);

		if (content.len == 0 || type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_HTML_BLOCK)
			continue;
		if (math && str_find(content, '$') < content.len)
			judge_math(gate, n);
		if (notes)
			join_notes(n);
		if (east)
			mark_east(n);
		content = str_of(cmark_node_get_string_content(n));
		if (!gate_admits(gate, content, first_line + (unsigned)cmark_node_get_start_line(n) - 2))
			set_aside(gate, n, content, false);
	}
}

static cmark_parser *
parser_for(const struct gate *gate, const struct needs *needs)
{
	int options = OPTIONS | (needs->footnotes ? CMARK_OPT_FOOTNOTES : 0);
	cmark_parser *parser = cmark_parser_new_with_mem(options, &memory);

	cmark_parser_attach_syntax_extension(parser, watcher);
	if (gate->nrules > 0)
		cmark_parser_attach_syntax_extension(parser, extensions[TABLE]);
	if (needs->strikethrough)
		cmark_parser_attach_syntax_extension(parser, extensions[STRIKETHROUGH]);
	if (needs->tasks)
		cmark_parser_attach_syntax_extension(parser, extensions[TASKLIST]);
	if (needs->autolinks)
		cmark_parser_attach_syntax_extension(parser, extensions[AUTOLINK]);
	return parser;
}

static cmark_node *
parse(struct gate *gate, struct str text, unsigned first_line)
{
	cmark_parser *parser;
	struct needs needs;

	needs_find(text, &needs);
	parser = parser_for(gate, &needs);
	watched = NULL;
	marked = false;
	cmark_parser_feed(parser, "\n", 1);
	cmark_parser_feed(parser, text.p, text.len);
	/* A last line without its end would wait until it is too late to look. */
	if (text.len > 0 && text.p[text.len - 1] != '\n')
		cmark_parser_feed(parser, "\n", 1);
	if (watched != NULL)
		judge_blocks(gate, watched, str_find(text, '$') < text.len, needs.footnotes,
		    east_is_needed(text), first_line);
	/* Nothing is freed: all of it lies in the arena. */
	return cmark_parser_finish(parser);
}

/* --- the tree -------------------------------------------------------- */

struct convert {
	struct arena *arena;
	struct str text;		/* as parsed */
	struct str *lines;		/* of text, when asked for */
	size_t nlines;
	unsigned first_line;
	bool dirty;			/* there may be control characters in text */
	bool marked;			/* there may be EAST_MARKs in inlines */
	struct doc_node *into;		/* what the next node is appended to */
	size_t depth;			/* of into */
	unsigned nnotes;
	size_t ndropped;		/* ancestors of the next node that were too deep */
	unsigned too_deep;		/* line of the first that was; 0: none */
};

struct type_name {
	const char *name;
	enum doc_kind kind;
};

/* What the extensions' nodes are called; their types are known at run time. */
static const struct type_name type_names[] = {
	{ "table", DOC_TABLE },
	{ "table_header", DOC_ROW },
	{ "table_row", DOC_ROW },
	{ "table_cell", DOC_CELL },
	{ "strikethrough", DOC_STRIKE },
};

static enum doc_kind
kind_of(cmark_node *n)
{
	const char *name;

	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_DOCUMENT: return DOC_ROOT;
	case CMARK_NODE_BLOCK_QUOTE: return DOC_QUOTE;
	case CMARK_NODE_LIST: return DOC_LIST;
	case CMARK_NODE_ITEM: return DOC_ITEM;
	case CMARK_NODE_CODE_BLOCK: return DOC_CODE_BLOCK;
	case CMARK_NODE_HTML_BLOCK: return DOC_HTML_BLOCK;
	case CMARK_NODE_PARAGRAPH: return DOC_PARAGRAPH;
	case CMARK_NODE_HEADING: return DOC_HEADING;
	case CMARK_NODE_THEMATIC_BREAK: return DOC_RULE;
	case CMARK_NODE_FOOTNOTE_DEFINITION: return DOC_FOOTNOTE;
	case CMARK_NODE_TEXT: return DOC_TEXT;
	case CMARK_NODE_SOFTBREAK: return DOC_SOFT_BREAK;
	case CMARK_NODE_LINEBREAK: return DOC_HARD_BREAK;
	case CMARK_NODE_CODE: return DOC_CODE;
	case CMARK_NODE_HTML_INLINE: return DOC_HTML;
	case CMARK_NODE_EMPH: return DOC_EMPH;
	case CMARK_NODE_STRONG: return DOC_STRONG;
	case CMARK_NODE_LINK: return DOC_LINK;
	case CMARK_NODE_IMAGE: return DOC_IMAGE;
	case CMARK_NODE_FOOTNOTE_REFERENCE: return DOC_FOOTNOTE_REF;
	default: break;
	}
	name = cmark_node_get_type_string(n);
	for (size_t i = 0; i < sizeof type_names / sizeof type_names[0]; i++)
		if (strcmp(name, type_names[i].name) == 0)
			return type_names[i].kind;
	/* What no extension of ours makes is shown by its text. */
	return DOC_PARAGRAPH;
}

/* Entities can bring control characters into a text that had none but tabs. */
static bool
may_be_dirty(struct str text)
{
	static const char *const signs[] = { "\t", "&#", "&Tab;", "&NewLine;" };

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_search(text, str_of(signs[i])) < text.len)
			return true;
	return false;
}

static struct str
literal_of(struct convert *c, const char *literal)
{
	struct str s = str_of(literal);

	return c->marked ? east_unmark(c->arena, s) : s;
}

/* Text that stands on one line, without control characters. */
static struct str
tidy(struct convert *c, const char *literal)
{
	struct str s = literal_of(c, literal);
	struct strbuf cleaned = STRBUF_INIT;

	if (str_find(s, '\n') == s.len &&
	    (!c->dirty || (str_find(s, '\t') == s.len && text_is_clean(s))))
		return s;
	utf8_clean(&cleaned, s);
	for (size_t i = 0; i < cleaned.len; i++)
		if (cleaned.buf[i] == '\n' || cleaned.buf[i] == '\t')
			cleaned.buf[i] = ' ';
	s = arena_str(c->arena, strbuf_str(&cleaned));
	strbuf_done(&cleaned);
	return s;
}

static void
index_lines(struct convert *c)
{
	struct str rest = c->text, line;
	size_t cap = 0;

	while (str_line(&rest, &line)) {
		c->lines = arena_grow(c->arena, c->lines, &cap, c->nlines + 1, sizeof *c->lines);
		c->lines[c->nlines++] = line;
	}
}

/* cmark-gfm takes a task for done when there is an "[x]" anywhere on its line,
 * so the box itself is read again. */
static bool
is_done(struct convert *c, cmark_node *n)
{
	size_t number = (size_t)cmark_node_get_start_line(n) - 2;
	size_t column = (size_t)cmark_node_get_start_column(n) - 1;
	struct str line;

	if (!cmark_gfm_extensions_get_tasklist_item_checked(n))
		return false;
	if (c->lines == NULL)
		index_lines(c);
	if (number >= c->nlines)
		return true;
	line = str_from(c->lines[number], column);
	line = str_from(line, str_find(line, '[') + 1);
	return line.len == 0 || line.p[0] == 'x' || line.p[0] == 'X';
}

static enum doc_align
align_of(unsigned char sign)
{
	switch (sign) {
	case 'l': return DOC_ALIGN_LEFT;
	case 'c': return DOC_ALIGN_CENTER;
	case 'r': return DOC_ALIGN_RIGHT;
	default: return DOC_ALIGN_NONE;
	}
}

static void
fill_table(struct convert *c, struct doc_node *d, cmark_node *n)
{
	const unsigned char *signs = cmark_gfm_extensions_get_table_alignments(n);
	enum doc_align *aligns;

	d->number = cmark_gfm_extensions_get_table_columns(n);
	aligns = arena_calloc(c->arena, d->number, sizeof *aligns);
	for (unsigned i = 0; i < d->number; i++)
		aligns[i] = align_of(signs[i]);
	d->aligns = aligns;
}

static void
fill_cell(struct doc_node *d, const struct doc_node *before)
{
	const struct doc_node *table = d->parent->parent;

	d->number = before != NULL ? before->number + 1 : 0;
	if (d->number < table->number)
		d->align = table->aligns[d->number];
}

/* A link whose text is its target: "<https://x>", "www.x", "a@b.c". */
static bool
is_autolink(struct str url, cmark_node *child)
{
	static const char *const left_out[] = { "", "mailto:", "http://" };
	struct str text;

	if (child == NULL || cmark_node_get_type(child) != CMARK_NODE_TEXT ||
	    cmark_node_next(child) != NULL)
		return false;
	text = str_of(cmark_node_get_literal(child));
	for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++) {
		struct str lead = str_of(left_out[i]);

		if (str_starts_case(url, lead) && str_eq(str_from(url, lead.len), text))
			return true;
	}
	return false;
}

static void
fill_link(struct convert *c, struct doc_node *d, cmark_node *n)
{
	d->url = tidy(c, cmark_node_get_url(n));
	d->title = tidy(c, cmark_node_get_title(n));
	if (d->kind == DOC_LINK)
		d->autolink = is_autolink(d->url, cmark_node_first_child(n));
}

/* before is the node's elder sibling. */
static void
fill(struct convert *c, struct doc_node *d, const struct doc_node *before, cmark_node *n)
{
	switch (d->kind) {
	case DOC_HEADING:
		d->number = (unsigned)cmark_node_get_heading_level(n);
		break;
	case DOC_LIST:
		d->ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
		d->tight = cmark_node_get_list_tight(n) != 0;
		d->number = (unsigned)cmark_node_get_list_start(n);
		break;
	case DOC_ITEM:
		d->ordered = d->parent->ordered;
		if (d->ordered)
			d->number = before != NULL ? before->number + 1 : d->parent->number;
		if (cmark_node_get_syntax_extension(n) != NULL)
			d->task = is_done(c, n) ? DOC_TASK_DONE : DOC_TASK_OPEN;
		break;
	case DOC_CODE_BLOCK:
		d->text = str_of(cmark_node_get_literal(n));
		d->title = tidy(c, cmark_node_get_fence_info(n));
		break;
	case DOC_HTML_BLOCK:
	case DOC_HTML:
	case DOC_CODE:
		d->text = literal_of(c, cmark_node_get_literal(n));
		break;
	case DOC_TEXT:
		d->text = literal_of(c, cmark_node_get_literal(n));
		if (c->dirty)
			d->text = tidy(c, cmark_node_get_literal(n));
		break;
	case DOC_TABLE:
		fill_table(c, d, n);
		break;
	case DOC_ROW:
		d->header = cmark_gfm_extensions_get_table_row_is_header(n) != 0;
		break;
	case DOC_CELL:
		fill_cell(d, before);
		break;
	case DOC_FOOTNOTE:
		d->number = ++c->nnotes;
		break;
	case DOC_FOOTNOTE_REF:
		d->number = (unsigned)strtoul(cmark_node_get_literal(n), NULL, 10);
		break;
	case DOC_LINK:
	case DOC_IMAGE:
		fill_link(c, d, n);
		break;
	default:
		break;
	}
}

/* Whether a node of that kind may become a child of c->into. */
static bool
fits(const struct convert *c, enum doc_kind kind)
{
	switch (kind) {
	case DOC_QUOTE:
	case DOC_FOOTNOTE:
		return c->depth + 1 <= DOC_DEPTH_MAX - LEAF_DEPTH;
	case DOC_LIST:
		return c->depth + 2 <= DOC_DEPTH_MAX - LEAF_DEPTH;
	case DOC_ITEM:
		return c->into->kind == DOC_LIST;
	case DOC_EMPH:
	case DOC_STRONG:
	case DOC_STRIKE:
	case DOC_LINK:
	case DOC_IMAGE:
		return c->depth + 1 < DOC_DEPTH_MAX;
	default:
		return true;
	}
}

static struct doc_node *
append(struct convert *c, enum doc_kind kind, unsigned line)
{
	struct doc_node *d = doc_new(c->arena, kind);

	d->line = line;
	doc_append(c->into, d);
	return d;
}

/* Appends the text or the code of a block that was not parsed. */
static void
append_aside(struct convert *c, enum doc_kind kind, const struct aside *aside, unsigned line)
{
	struct doc_node *d = append(c, aside->math ? DOC_CODE_BLOCK : kind, line);

	if (aside->math) {
		d->text = aside->text;
		d->title = STR("math");
		return;
	}
	c->into = d;
	append(c, DOC_TEXT, line)->text = tidy(c, aside->text.p);
	c->into = d->parent;
}

/* Appends what n stands for, and returns the first of its children that are to
 * follow. */
static cmark_node *
enter(struct convert *c, cmark_node *n)
{
	enum doc_kind kind = kind_of(n);
	const struct aside *aside = doc_is_block(kind) ? cmark_node_get_user_data(n) : NULL;
	const struct doc_node *before = c->into->last;
	cmark_node *first = cmark_node_first_child(n);
	int at = kind == DOC_TEXT ? 0 : cmark_node_get_start_line(n);
	/* Text needs no line, and what is made of other nodes has none. */
	unsigned line = at > 1 ? c->first_line + (unsigned)at - 2 : c->into->line;
	struct doc_node *d;

	if (aside != NULL) {
		append_aside(c, kind, aside, line);
		return NULL;
	}
	if (!fits(c, kind)) {
		if (c->too_deep == 0)
			c->too_deep = line;
		if (first != NULL) {
			cmark_node_set_user_data(n, c);
			c->ndropped++;
		}
		return first;
	}
	d = append(c, kind, line);
	fill(c, d, before, n);
	if (first != NULL) {
		c->into = d;
		c->depth++;
	}
	return first;
}

static void
leave(struct convert *c, cmark_node *n)
{
	/* Nodes that were dropped are marked with c. */
	if (c->ndropped > 0 && cmark_node_get_user_data(n) == c) {
		c->ndropped--;
		return;
	}
	c->into = c->into->parent;
	c->depth--;
}

static void
convert(struct convert *c, cmark_node *root)
{
	cmark_node *n = cmark_node_first_child(root), *next;

	while (n != NULL) {
		if ((next = enter(c, n)) != NULL) {
			n = next;
			continue;
		}
		while ((next = cmark_node_next(n)) == NULL) {
			n = cmark_node_parent(n);
			if (n == root)
				return;
			leave(c, n);
		}
		n = next;
	}
}

struct doc_node *
markdown_parse(struct arena *a, struct str text, struct str path, unsigned first_line,
    struct diag_list *diags)
{
	struct gate gate = { .arena = a, .path = path, .diags = diags };
	struct convert c = { .arena = a, .first_line = first_line };
	struct doc_node *root = doc_new(a, DOC_ROOT);
	struct str rest;
	cmark_node *tree;

	root->line = first_line;
	c.text = gate_lines(&gate, text_clean(a, text), first_line, &rest);
	c.into = root;
	c.dirty = may_be_dirty(c.text);

	markdown_arena_enter(a);
	pthread_mutex_lock(&cmark_lock);
	prepare();
	tree = parse(&gate, c.text, first_line);
	c.marked = marked;
	pthread_mutex_unlock(&cmark_lock);
	convert(&c, tree);
	markdown_arena_leave();

	if (rest.len > 0)
		append(&c, DOC_CODE_BLOCK, 0)->text = arena_str(a, rest);
	if (c.too_deep > 0)
		diag_add(diags, DIAG_WARNING, path, c.too_deep, 0,
		    "quotes, lists or marks nested deeper than %d levels: flattened",
		    DOC_DEPTH_MAX);
	return root;
}
