/*
 * dialect_indent.c - notes and tabs whose text is indented: '!!! note "Title"',
 * '??? note' and '=== "Tab"' (Python-Markdown, MkDocs).
 *
 * Four blanks are code to CommonMark.  Here they say what belongs to the line
 * above, as in a list item, so that is what the lines below are read as.
 */
#include "base/ascii.h"
#include "content/dialect_parts.h"

#define BODY_INDENT 4		/* [columns] */
#define BLANKS_MAX 3		/* lines between the first line and the text */

/* Whether the lines below are indented as the text of this one, without which
 * "!!! note" may be meant as it stands. */
static bool
has_body(const struct dialect *d)
{
	struct block block = d->block;
	struct block_line line = { .next = d->line.next };
	size_t depth;

	if (block.n == BLOCK_DEPTH_MAX)
		return false;
	block.v[block.n++] = (struct block_container){ .offset = d->line.indent + BODY_INDENT };
	block.leaf = LEAF_NONE;
	depth = block.n;
	for (size_t i = 0; i <= BLANKS_MAX && line.next < d->text.len; i++) {
		block_line(&block, d->text, line.next, &line);
		if (line.kind != LINE_BLANK)
			return block.n >= depth;
	}
	return false;
}

/* The text between the quotes that s is, or absent when it is something else. */
static struct str
between_quotes(struct str s)
{
	if (s.len < 2 || s.p[0] != '"' || s.p[s.len - 1] != '"')
		return STR_NONE;
	return str_slice(s, 1, s.len - 1);
}

/* 'note', 'info inline end', 'tip "Title"'; the title is absent or may be empty. */
static bool
read_opening(struct str s, struct str *ret_kind, struct str *ret_title)
{
	size_t quote = str_find(s, '"'), n = 0;
	struct str words = str_trim(str_slice(s, 0, quote));

	while (n < words.len && (ascii_is_word(words.p[n]) || words.p[n] == '-' || words.p[n] == '_'))
		n++;
	*ret_kind = str_slice(words, 0, n);
	*ret_title = between_quotes(str_from(s, quote));
	for (; n < words.len; n++)
		if (!ascii_is_word(words.p[n]) && words.p[n] != '-' && words.p[n] != '_' &&
		    words.p[n] != ' ')
			return false;
	return ret_kind->len > 0 && (quote == s.len || ret_title->p != NULL);
}

/* Reads the lines below as the text of this one. */
static void
open_body(struct dialect *d, bool quote, const char *kind, struct str title)
{
	struct dialect_box box = { .quote = quote, .indent = BODY_INDENT };
	size_t offset = d->line.indent + BODY_INDENT;

	if (d->block.n < BLOCK_DEPTH_MAX)
		d->block.v[d->block.n++] = (struct block_container){ .offset = offset };
	dialect_box_open(d, box, kind, title);
	d->block.leaf = LEAF_NONE;
	d->at = d->line.end;
}

static bool
read_note(struct dialect *d, struct str rest)
{
	struct str kind, title;
	struct strbuf name = STRBUF_INIT;

	if (!read_opening(rest, &kind, &title) || (title.len == 0 && !has_body(d)))
		return false;
	dialect_head(d);
	dialect_box_name(&name, kind);
	/* An empty title is no title, and one of its own says more than an unknown kind. */
	if (title.p != NULL && title.len == 0)
		open_body(d, true, NULL, STR_NONE);
	else if (title.p != NULL && dialect_box_title(kind) == NULL)
		open_body(d, true, "Details", title);
	else
		open_body(d, true, name.buf, title);
	strbuf_done(&name);
	return true;
}

static bool
read_tab(struct dialect *d, struct str rest)
{
	struct str title;
	bool more = !d->line.begins;

	while (rest.len > 0 && (rest.p[0] == '!' || rest.p[0] == '+'))
		rest = str_from(rest, 1);
	title = between_quotes(str_trim(rest));
	if (title.len == 0)
		return false;
	dialect_head(d);
	/* The text of the tab before may end on the line above. */
	dialect_puts(d, more ? "<br>" : "");
	dialect_put_strong(d, title);
	/* A hard break: what follows on the next line is no part of it. */
	dialect_puts(d, "  ");
	open_body(d, false, NULL, STR_NONE);
	return true;
}

bool
dialect_read_indented(struct dialect *d)
{
	struct str rest;

	if (d->line.end - d->line.text < 4 || d->line.indent >= BODY_INDENT || d->options->mdx)
		return false;
	rest = str_trim(str_slice(d->text, d->line.text + 3, d->line.end));
	if (dialect_sees(d, d->line.text, "!!!"))
		return read_note(d, rest);
	if (dialect_sees(d, d->line.text, "==="))
		return read_tab(d, rest);
	if (!dialect_sees(d, d->line.text, "???"))
		return false;
	return read_note(d, rest.len > 0 && rest.p[0] == '+' ? str_trim(str_from(rest, 1)) : rest);
}
