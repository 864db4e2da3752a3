/* markdown_tree.c - cmark's tree, taken over into one of ours. */
#include "content/markdown_tree.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/markdown_clean.h"
#include "content/markdown_east.h"
#include "content/markdown_image.h"

/* Levels kept free below the innermost quote or list, for a table's rows and
 * cells or for marks within marks. */
#define LEAF_DEPTH 8

#define NODES_AHEAD 12	/* made at once: most texts have some hundreds */

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

enum doc_kind
tree_kind(cmark_node *n)
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

	if (utf8_skip_printable(s, 0) == s.len || (str_find(s, '\n') == s.len &&
	    (!c->dirty || (str_find(s, '\t') == s.len && text_is_clean(s)))))
		return s;
	utf8_clean_line(&cleaned, s);
	s = arena_str(c->arena, strbuf_str(&cleaned));
	strbuf_done(&cleaned);
	return s;
}

/* A line that goes on with a quote or an item lazily keeps its indent, which cmark skips behind
 * a soft break alone: not behind a hard one, nor where a definition stood before. */
static bool
begins_with_tab(const char *s)
{
	while (*s == ' ')
		s++;
	return *s == '\t';
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
	assert(c->lines != NULL);
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
		d->fenced = cmark_node_get_fenced(n, &(int){ 0 }, &(int){ 0 }, &(char){ 0 });
		break;
	case DOC_HTML_BLOCK:
	case DOC_HTML:
	case DOC_CODE:
		d->text = literal_of(c, cmark_node_get_literal(n));
		break;
	case DOC_TEXT:
		c->dirty = c->dirty || begins_with_tab(cmark_node_get_literal(n));
		d->text = c->dirty ? tidy(c, cmark_node_get_literal(n)) :
		    literal_of(c, cmark_node_get_literal(n));
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

struct doc_node *
tree_append(struct convert *c, enum doc_kind kind, unsigned line)
{
	struct doc_node *d;

	if (c->nspare == 0) {
		c->spare = arena_calloc(c->arena, NODES_AHEAD, sizeof *c->spare);
		c->nspare = NODES_AHEAD;
	}
	d = c->spare++;
	c->nspare--;
	d->kind = kind;
	d->line = line;
	doc_append(c->into, d);
	return d;
}

/* Appends the text or the code of a block that was not parsed. */
static void
append_aside(struct convert *c, enum doc_kind kind, const struct aside *aside, unsigned line)
{
	struct doc_node *d = tree_append(c, aside->math ? DOC_CODE_BLOCK : kind, line);

	if (aside->math) {
		d->text = aside->text;
		d->title = STR("math");
		d->fenced = true;
		return;
	}
	c->into = d;
	tree_append(c, DOC_TEXT, line)->text = tidy(c, aside->text.p);
	c->into = d->parent;
}

/* Appends what n stands for, and returns the first of its children that are to
 * follow. */
static cmark_node *
enter(struct convert *c, cmark_node *n)
{
	enum doc_kind kind = tree_kind(n);
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
	d = tree_append(c, kind, line);
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
	if (c->into->kind == DOC_IMAGE)
		image_trim_size(c->into);
	c->into = c->into->parent;
	c->depth--;
}

void
tree_convert(struct convert *c, cmark_node *root)
{
	cmark_node *n = cmark_node_first_child(root), *next;

	c->dirty = text_may_turn_dirty(c->text);
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
