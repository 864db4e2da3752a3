/* dialect_note.c - inline footnotes, ^[text], and definition lists. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

/* --- footnotes ------------------------------------------------------- */

/* The "]" that ends what begins at at, or to. */
static size_t
closing_bracket(struct dialect *d, size_t at, size_t to)
{
	size_t from = at, depth = 0;

	for (; at < to; at++) {
		char c = d->text.p[at];

		if (c == '`') {
			size_t end = dialect_find(d, "`", at + 1, to);

			at = end < to ? end : at;
		} else if (c == '\\') {
			at++;
		} else if (c == '[') {
			depth++;
		} else if (c == ']' && depth-- == 0) {
			break;
		}
	}
	return dialect_pay(d, at - from) && at < to ? at : to;
}

/* Reads the note's text up to to into a definition of its own. */
static void
add_note(struct dialect *d, size_t to)
{
	struct strbuf *out = d->out;
	bool flat = d->flat, fresh = d->fresh;

	d->out = &d->notes;
	d->flat = true;
	strbuf_addf(&d->notes, "[^inline-note-%u]: ", d->nnotes);
	dialect_inner(d, to);
	if (d->at < to)
		dialect_take(d, to);
	strbuf_addc(&d->notes, '\n');
	d->out = out;
	d->flat = flat;
	d->fresh = fresh;
}

static bool
has_space(const struct dialect *d, size_t from, size_t to)
{
	while (from < to && !dialect_is_space(d->text.p[from]))
		from++;
	return from < to;
}

static bool
read_note(struct dialect *d)
{
	size_t from = d->at + 2, bound = dialect_bound(d), to, lines = d->nflat;
	char before = dialect_before(d, d->at);

	if (d->nested >= DIALECT_DEPTH_MAX || d->flat || d->nnotes == DIALECT_NOTES_MAX ||
	    d->where != IN_TEXT)
		return false;
	to = closing_bracket(d, from, bound);
	if (to >= bound || block_is_blank(d->text, from, to))
		return false;
	/* Regular expressions begin like a note: "/^[a-z]+/". */
	if (strchr("/([{|^", before) != NULL || dialect_sees(d, to, "](") ||
	    (dialect_is_space(before) && !has_space(d, from, to)))
		return false;
	d->nnotes++;
	d->at = from;
	add_note(d, to);
	strbuf_addf(d->out, "[^inline-note-%u]", d->nnotes);
	d->fresh = false;
	d->at = to;
	dialect_drop(d, to + 1);
	for (; lines < d->nflat; d->nflat--)
		strbuf_addc(d->out, '\n');
	return true;
}

bool
dialect_read_caret(struct dialect *d)
{
	if (dialect_sees(d, d->at, "^^"))
		return dialect_read_mark(d);
	return dialect_sees(d, d->at, "^[") ? read_note(d) : dialect_read_block_id(d);
}

/* --- definition lists --------------------------------------------------- */

#define TERM_MAX 200	/* [bytes] */
#define TERMS_MAX 3	/* lines of terms above one definition */

/* Where the sign of a line ": text" stands when at is in front of it, else 0. */
static size_t
definition_at(struct dialect *d, size_t at)
{
	size_t n = 0;

	for (; n < 3 && at < d->text.len && d->text.p[at] == ' '; n++)
		at++;
	if (at + 2 >= d->text.len || d->text.p[at] != ':' || !ascii_is_blank(d->text.p[at + 1]) ||
	    block_is_blank(d->text, at + 1, dialect_line_end(d, at)))
		return 0;
	return at;
}

/* Whether the line at at is a definition within the quotes and items of the line
 * read. */
static bool
is_definition(struct dialect *d, size_t at)
{
	size_t width = d->line.inner - d->line.start;

	for (; width > 0; width--, at++)
		if (at >= d->text.len || (!ascii_is_blank(d->text.p[at]) && d->text.p[at] != '>'))
			return false;
	return definition_at(d, at) > 0;
}

/* The line that defines the term which the line read is, or 0. */
static size_t
find_definition(struct dialect *d)
{
	size_t at = d->line.next;

	for (size_t i = 0; i < TERMS_MAX && at < d->text.len; i++) {
		size_t end = dialect_line_end(d, at);

		if (is_definition(d, at))
			return at;
		/* One blank line may stand below the last term. */
		if (block_is_blank(d->text, at, end)) {
			at = end + 1;
			return i == 0 && at < d->text.len && is_definition(d, at) ? at : 0;
		}
		if (end - at > TERM_MAX)
			return 0;
		at = end + 1;
	}
	return 0;
}

/* A term right below the definition of another.  Markdown sees more of that
 * paragraph, so it becomes an item, and its definition the item's next line. */
static bool
read_next_term(struct dialect *d, struct str term)
{
	struct block *b = &d->block;

	if (d->line.begins || d->definition_depth == 0 || b->n < d->definition_depth ||
	    d->line.indent > 0 || !is_definition(d, d->line.next))
		return false;
	b->n = d->definition_depth - 1;
	dialect_head(d);
	dialect_puts(d, "- ");
	dialect_put_strong(d, term);
	dialect_puts(d, "  ");
	b->v[b->n++] = (struct block_container){ .offset = 2 };
	d->definition = d->line.next;
	d->at = d->line.end;
	return true;
}

/* A term above a definition, or above another term. */
static bool
read_term(struct dialect *d)
{
	struct str term = str_trim(str_slice(d->text, d->line.text, d->line.end));
	bool known = d->line.start < d->definition && !d->line.begins;
	size_t definition = known ? d->definition : 0;
	const char *mark;

	if (d->line.heading || d->block.leaf != LEAF_PARAGRAPH || term.len > TERM_MAX ||
	    d->text.p[d->line.text] == '|' || d->text.p[d->line.text] == '<' ||
	    d->text.p[d->line.text] == '{')
		return false;
	if (read_next_term(d, term))
		return true;
	if (!known && d->line.begins)
		definition = find_definition(d);
	if (definition == 0)
		return false;
	d->definition = definition;
	d->definition_depth = 0;
	mark = str_find(term, '*') == term.len ? "**" : "";
	dialect_head(d);
	dialect_puts(d, mark);
	dialect_inner(d, d->line.text + term.len);
	dialect_puts(d, mark);
	if (definition != d->line.next && !block_is_blank(d->text, d->line.next,
	    dialect_line_end(d, d->line.next)))
		dialect_puts(d, "  ");
	d->at = d->stop;
	return true;
}

/* ": text" becomes an item, which has room for the same text.  True when d->at is
 * at it. */
static bool
read_item(struct dialect *d)
{
	size_t sign = definition_at(d, d->line.inner), text = sign + 1;
	struct block *b = &d->block;

	if (sign == 0 || d->definition == 0 || d->line.indent >= 4)
		return false;
	if (d->definition_depth == 0 && d->line.start != d->definition)
		return false;
	if (d->definition_depth > 0 && d->line.start == d->definition) {
		dialect_head(d);
		dialect_puts(d, " ");
		d->line.text = d->line.inner = d->at = sign + 1;
		return true;
	}
	/* Another definition of the term ends the item of the one before. */
	if (d->definition_depth > 0 && b->n >= d->definition_depth)
		b->n = d->definition_depth - 1;
	if (b->n == BLOCK_DEPTH_MAX)
		return false;
	while (ascii_is_blank(d->text.p[text]))
		text++;
	dialect_head(d);
	dialect_puts(d, "-");
	d->at = sign + 1;
	b->v[b->n++] = (struct block_container){
		.offset = sign - d->line.inner + (text - sign > 5 ? 2 : text - sign),
	};
	d->definition_depth = b->n;
	b->leaf = LEAF_PARAGRAPH;
	dialect_take(d, text);
	d->line.text = d->line.inner = text;
	d->line.new_item = d->fresh = true;
	return true;
}

bool
dialect_read_definition(struct dialect *d)
{
	/* A paragraph of its own ends the list. */
	if (d->definition_depth > 0 && d->line.begins && d->block.n < d->definition_depth &&
	    definition_at(d, d->line.inner) == 0)
		d->definition = d->definition_depth = 0;
	return !read_item(d) && read_term(d);
}
