/* dialect_block.c - which lines are code. */
#include "content/dialect_block.h"

#include <string.h>

#include "base/ascii.h"
#include "content/markdown_marker.h"

/* Where a line is being read: a tab may be half used up. */
struct cursor {
	struct str text;
	size_t at, end;
	size_t column;
	size_t surplus;	/* [columns] of a tab before at that are left */
};

#define TAB 4	/* [columns] */

/* --- blanks ---------------------------------------------------------- */

bool
block_is_blank(struct str text, size_t from, size_t to)
{
	while (from < to && ascii_is_blank(text.p[from]))
		from++;
	return from >= to;
}

static size_t
width_at(char c, size_t column)
{
	return c == '\t' ? TAB - column % TAB : 1;
}

/* Columns of blanks from c on; *ret_at is what follows them. */
static size_t
indent_of(const struct cursor *c, size_t *ret_at)
{
	size_t n = c->surplus, column = c->column, at = c->at;

	for (; at < c->end && ascii_is_blank(c->text.p[at]); at++) {
		size_t width = width_at(c->text.p[at], column);

		n += width;
		column += width;
	}
	*ret_at = at;
	return n;
}

/* Moves c over n columns of blanks, which are there. */
static void
skip_columns(struct cursor *c, size_t n)
{
	while (n > 0) {
		if (c->surplus == 0) {
			if (c->at >= c->end || !ascii_is_blank(c->text.p[c->at]))
				return;
			c->surplus = width_at(c->text.p[c->at], c->column);
			c->column += c->surplus;
			c->at++;
		}
		if (c->surplus > n) {
			c->surplus -= n;
			return;
		}
		n -= c->surplus;
		c->surplus = 0;
	}
}

/* --- containers ------------------------------------------------------ */

static void
skip_quote(struct cursor *c)
{
	size_t at;

	skip_columns(c, indent_of(c, &at));
	c->at++;
	c->column++;
	if (c->at < c->end && ascii_is_blank(c->text.p[c->at]))
		skip_columns(c, 1);
}

/* How many of b's containers the line goes on with. */
static size_t
match(const struct block *b, struct cursor *c)
{
	size_t i, at, indent;

	for (i = 0; i < b->n; i++) {
		indent = indent_of(c, &at);
		if (b->v[i].quote) {
			if (at == c->end || c->text.p[at] != '>' || indent >= TAB)
				break;
			skip_quote(c);
		} else if (at < c->end) {
			if (indent < b->v[i].offset)
				break;
			skip_columns(c, b->v[i].offset);
		}
	}
	return i;
}

static bool
is_rule(struct str text, size_t at, size_t end)
{
	char sign = text.p[at];
	size_t n = 0;

	if (sign != '-' && sign != '*' && sign != '_')
		return false;
	for (; at < end; at++) {
		if (text.p[at] != sign && !ascii_is_blank(text.p[at]))
			return false;
		n += text.p[at] == sign;
	}
	return n >= 3;
}

/* The bytes of a list item's sign, 0 when there is none.  Only some may
 * interrupt a paragraph (CommonMark, 5.2). */
static size_t
marker(struct str text, size_t at, size_t end, bool interrupts)
{
	size_t n = marker_read_item(text, at, end);

	if (n == 0 || (at + n < end && !ascii_is_blank(text.p[at + n])))
		return 0;
	if (interrupts && ascii_is_digit(text.p[at]) && (n != 2 || text.p[at] != '1'))
		return 0;
	return interrupts && block_is_blank(text, at + n, end) ? 0 : n;
}

static void
push(struct block *b, bool quote, size_t offset)
{
	b->v[b->n++] = (struct block_container){ .quote = quote, .offset = offset };
	b->leaf = LEAF_NONE;
}

/* Moves c over an item's sign of len bytes. */
static void
enter_item(struct block *b, struct cursor *c, size_t indent, size_t len)
{
	size_t padding, at;

	skip_columns(c, indent);
	c->at += len;
	c->column += len;
	padding = indent_of(c, &at);
	if (at == c->end || padding > TAB)
		padding = 1;
	skip_columns(c, padding);
	push(b, false, indent + len + padding);
}

/* Opens the quotes and items that begin on the line. */
static void
enter(struct block *b, struct cursor *c, size_t matched, struct block_line *line)
{
	while (b->n < BLOCK_DEPTH_MAX || matched < b->n) {
		size_t at, indent = indent_of(c, &at), len;
		bool interrupts = b->leaf == LEAF_PARAGRAPH && matched == b->n;

		if (at == c->end || (indent >= TAB && !(b->mdx && !interrupts)))
			return;
		if (c->text.p[at] == '>') {
			b->n = matched;
			skip_quote(c);
			push(b, true, 0);
			line->new_quote = true;
			line->new_item = false;
		} else {
			if (is_rule(c->text, at, c->end))
				return;
			len = marker(c->text, at, c->end, interrupts);
			if (len == 0)
				return;
			b->n = matched;
			enter_item(b, c, indent, len);
			line->new_quote = false;
			line->new_item = true;
		}
		matched = b->n;
		line->begins = true;
	}
}

/* --- leaves ---------------------------------------------------------- */

static size_t
run_of(struct str text, size_t at, size_t end)
{
	size_t n = 1;

	while (at + n < end && text.p[at + n] == text.p[at])
		n++;
	return n;
}

static bool
begins_fence(struct block *b, struct str text, const struct block_line *line)
{
	char sign = text.p[line->text];
	size_t n;

	if (sign != '`' && sign != '~')
		return false;
	n = run_of(text, line->text, line->end);
	if (n < 3 || (sign == '`' &&
	    memchr(text.p + line->text + n, '`', line->end - line->text - n) != NULL))
		return false;
	b->leaf = LEAF_FENCE;
	b->fence = sign;
	b->fence_len = n;
	b->fence_dedent = b->mdx && line->indent >= TAB ? line->text - line->inner : 0;
	return true;
}

static bool
ends_fence(const struct block *b, struct str text, const struct block_line *line)
{
	size_t n;

	if (line->text == line->end || text.p[line->text] != b->fence ||
	    (line->indent >= TAB && !b->mdx))
		return false;
	n = run_of(text, line->text, line->end);
	return n >= b->fence_len && block_is_blank(text, line->text + n, line->end);
}

static bool
is_heading(struct str text, const struct block_line *line)
{
	size_t n;

	if (text.p[line->text] != '#')
		return false;
	n = run_of(text, line->text, line->end);
	return n <= 6 && (line->text + n == line->end || ascii_is_blank(text.p[line->text + n]));
}

/* A line of "===" or "---" makes the paragraph above it a heading. */
static bool
is_underline(struct str text, const struct block_line *line)
{
	char sign = text.p[line->text];

	return (sign == '=' || sign == '-') &&
	    block_is_blank(text, line->text + run_of(text, line->text, line->end), line->end);
}

void
block_judge(struct block *b, struct str text, struct block_line *line)
{
	line->kind = LINE_TEXT;
	line->heading = false;
	if (line->text == line->end) {
		line->kind = LINE_BLANK;
		b->leaf = LEAF_NONE;
	} else if (line->indent >= TAB && !b->mdx) {
		if (b->leaf == LEAF_PARAGRAPH)
			return;
		line->kind = LINE_CODE;
	} else if (begins_fence(b, text, line)) {
		line->kind = LINE_CODE;
	} else if (text.p[line->text] == '<' && block_begins_html(b, text, line)) {
		;
	} else if (is_heading(text, line)) {
		line->heading = true;
		b->leaf = LEAF_NONE;
	} else if (is_rule(text, line->text, line->end) ||
	    (b->leaf == LEAF_PARAGRAPH && is_underline(text, line))) {
		b->leaf = LEAF_NONE;
	} else {
		line->begins = line->begins || b->leaf != LEAF_PARAGRAPH;
		b->leaf = LEAF_PARAGRAPH;
		return;
	}
	line->begins = true;
}

/* --- the line -------------------------------------------------------- */

static void
stand(struct block_line *line, const struct cursor *c)
{
	line->inner = c->at;
	line->indent = indent_of(c, &line->text);
}

/* What goes on whatever the line says; false when nothing does. */
static bool
goes_on(struct block *b, struct str text, struct block_line *line)
{
	if (b->leaf == LEAF_FENCE) {
		line->kind = LINE_CODE;
		if (ends_fence(b, text, line))
			b->leaf = LEAF_NONE;
		return true;
	}
	if (b->leaf == LEAF_RAW) {
		line->kind = LINE_CODE;
		if (block_ends_raw(b, str_slice(text, line->inner, line->end)))
			b->leaf = LEAF_NONE;
		return true;
	}
	if (b->leaf == LEAF_HTML && line->text < line->end && !block_is_open(text, line)) {
		line->kind = LINE_HTML;
		return true;
	}
	return false;
}

void
block_line(struct block *b, struct str text, size_t at, struct block_line *ret)
{
	const char *lf = memchr(text.p + at, '\n', text.len - at);
	struct cursor c = { .text = text, .at = at };
	enum block_leaf leaf;
	size_t matched;

	*ret = (struct block_line){ .start = at };
	ret->end = lf != NULL ? (size_t)(lf - text.p) : text.len;
	ret->next = lf != NULL ? ret->end + 1 : text.len;
	c.end = ret->end;
	ret->kept = matched = match(b, &c);
	stand(ret, &c);
	if (matched == b->n && goes_on(b, text, ret))
		return;
	if (b->leaf == LEAF_FENCE || b->leaf == LEAF_RAW || b->leaf == LEAF_HTML)
		b->leaf = LEAF_NONE;
	enter(b, &c, matched, ret);
	stand(ret, &c);
	if (ret->begins || matched == b->n) {
		block_judge(b, text, ret);
		return;
	}
	/* A paragraph may go on without the signs of its quotes and items. */
	leaf = b->leaf;
	block_judge(b, text, ret);
	if (leaf == LEAF_PARAGRAPH && ret->kind == LINE_TEXT && !ret->begins) {
		ret->kept = b->n;
		return;
	}
	b->n = matched;
	b->leaf = LEAF_NONE;
	block_judge(b, text, ret);
}
