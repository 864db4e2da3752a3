/* fixed.c - lines of a fixed width: what menus and plain text share. */
#include <assert.h>

#include "base/utf8.h"
#include "render/scrub.h"
#include "render/sheet_kind.h"
#include "render/wrap.h"

#define HEADING_HANG 2		/* [columns]; three spaces would be code to Lagrange */
#define UNDERLINED_LEVELS 2

/* The columns that quotes and items may take of a line. */
static size_t
indent_max(const struct sheet *s)
{
	return s->width - SHEET_TEXT_MIN;
}

static size_t
item_indent(const struct sheet_level *item)
{
	size_t n = 2;

	if (item->ordered)
		for (unsigned number = item->number; number >= 10; number /= 10)
			n++;
	return item->ordered ? n + 1 : n;
}

/* The prefix of the lines within the first nlevels levels that are not the
 * first of an item. */
static void
add_rest(struct sheet *s, struct strbuf *out, size_t nlevels)
{
	for (size_t i = 0; i < nlevels; i++) {
		const struct sheet_level *level = &s->levels[i];
		bool quote = level->kind == SHEET_LEVEL_QUOTE;
		size_t n = quote ? 2 : item_indent(level);

		if (out->len + n > indent_max(s))
			continue;
		if (quote)
			strbuf_adds(out, "> ");
		else
			strbuf_fill(out, ' ', n);
	}
}

/* The prefix of a line with the markers of the items it begins.  Where they
 * take too much, the innermost item's alone is shown, as part of its text. */
static void
add_first(struct sheet *s, struct strbuf *out)
{
	const struct sheet_level *flat = NULL;

	for (size_t i = 0; i < sheet_depth(s); i++) {
		const struct sheet_level *level = &s->levels[i];
		size_t start = out->len;

		if (level->kind == SHEET_LEVEL_QUOTE)
			strbuf_adds(out, "> ");
		else if (level->begun)
			strbuf_fill(out, ' ', item_indent(level));
		else
			sheet_add_marker(out, level);
		if (out->len > indent_max(s)) {
			strbuf_truncate(out, start);
			if (level->kind == SHEET_LEVEL_ITEM && !level->begun)
				flat = level;
		}
	}
	if (flat != NULL)
		sheet_add_marker(out, flat);
}

static void
set_prefixes(struct sheet *s)
{
	strbuf_reset(&s->first);
	strbuf_reset(&s->rest);
	if (s->nlevels > 0) {
		add_first(s, &s->first);
		add_rest(s, &s->rest, sheet_depth(s));
	}
}

static struct str
trim_end(struct str s)
{
	while (s.len > 0 && s.p[s.len - 1] == ' ')
		s.len--;
	return s;
}

/*
 * Lays text out behind s->first and s->rest; *ret_widest, unless NULL, gets the
 * columns of the widest line.  No line begins with a ".": it could end a
 * Gopher document.
 */
static void
lay(struct sheet *s, struct str text, size_t hang, size_t *ret_widest)
{
	struct str prefix = strbuf_str(&s->first), line;
	size_t widest = 0;

	text = wrap_start(text);
	if (text.len == 0)
		s->kind->line(s, trim_end(prefix), text);
	if (s->rest.len + hang <= indent_max(s))
		strbuf_fill(&s->rest, ' ', hang);
	while (text.len > 0) {
		if (prefix.len == 0 && text.p[0] == '.')
			prefix = STR(" ");
		assert(prefix.len < s->width);
		if (!wrap_line(&text, s->width - prefix.len, s->kind->hard, &line))
			break;
		s->kind->line(s, prefix, line);
		if (ret_widest != NULL) {
			size_t columns = utf8_width(line);

			widest = columns > widest ? columns : widest;
		}
		prefix = strbuf_str(&s->rest);
	}
	if (ret_widest != NULL)
		*ret_widest = widest;
}

void
fixed_hanging(struct sheet *s, struct str text, size_t hang)
{
	set_prefixes(s);
	lay(s, text, hang, NULL);
}

void
fixed_text(struct sheet *s, struct str text)
{
	fixed_hanging(s, text, 0);
}

void
fixed_outside(struct sheet *s, struct str text, size_t hang)
{
	strbuf_reset(&s->first);
	strbuf_reset(&s->rest);
	lay(s, text, hang, NULL);
}

void
fixed_heading(struct sheet *s, unsigned level, struct str text)
{
	size_t widest, room;

	set_prefixes(s);
	if (level > UNDERLINED_LEVELS) {
		strbuf_reset(&s->line);
		strbuf_fill(&s->line, '#', level);
		strbuf_addc(&s->line, ' ');
		strbuf_addstr(&s->line, text);
		lay(s, strbuf_str(&s->line), HEADING_HANG, NULL);
		return;
	}
	lay(s, text, 0, &widest);
	/* Marks alone take no columns. */
	if (widest == 0)
		return;
	strbuf_reset(&s->line);
	/* A long word may stick out of plain text; its line need not. */
	room = s->width - s->rest.len;
	strbuf_fill(&s->line, level == 1 ? '=' : '-', widest < room ? widest : room);
	s->kind->line(s, strbuf_str(&s->rest), strbuf_str(&s->line));
}

/*
 * The bytes of a line of code that stand before a fold at width columns.  What
 * follows must not begin with a space, since those are taken off with the
 * indentation (RFC 8792, 7.2.2), unless there is nothing else.
 */
static size_t
fold_at(struct str line, size_t width)
{
	size_t n = wrap_fit(line, width);
	struct str before = trim_end(str_slice(line, 0, n));
	size_t columns;

	if (n == line.len || line.p[n] != ' ' || before.len == 0)
		return n;
	/* The last cluster before the spaces goes with them. */
	columns = utf8_width(before);
	return columns > 1 ? wrap_fit(before, columns - 1) : n;
}

/* A line of code that is too wide, in pieces. */
static void
fold_line(struct sheet *s, struct str line, size_t width)
{
	while (wrap_fit(line, width) < line.len) {
		size_t n = fold_at(line, width - 1);

		strbuf_reset(&s->line);
		strbuf_addstr(&s->line, str_slice(line, 0, n));
		strbuf_addc(&s->line, '\\');
		s->kind->line(s, strbuf_str(&s->rest), strbuf_str(&s->line));
		line = str_from(line, n);
	}
	s->kind->line(s, strbuf_str(&s->rest), line);
}

void
fixed_verbatim(struct sheet *s, struct str alt, struct str lines)
{
	struct str line;
	size_t nblank, width;

	(void)alt;
	strbuf_reset(&s->rest);
	add_rest(s, &s->rest, sheet_depth(s));
	strbuf_fill(&s->rest, ' ', FIXED_CODE_INDENT);
	width = s->width - s->rest.len;
	while (sheet_next_code(&lines, &nblank, &line)) {
		struct str code;

		for (; nblank > 0; nblank--)
			s->kind->line(s, strbuf_str(&s->rest), STR(""));
		strbuf_reset(&s->scratch);
		sheet_scrub(s, line, true);
		code = scrub_end(strbuf_str(&s->scratch));
		if (s->kind->hard)
			fold_line(s, code, width);
		else
			s->kind->line(s, strbuf_str(&s->rest), code);
	}
}

size_t
fixed_room(struct sheet *s)
{
	strbuf_reset(&s->rest);
	add_rest(s, &s->rest, sheet_depth(s));
	return s->width - s->rest.len;
}

void
fixed_blank(struct sheet *s, size_t nlevels)
{
	strbuf_reset(&s->rest);
	add_rest(s, &s->rest, nlevels);
	s->kind->line(s, trim_end(strbuf_str(&s->rest)), STR(""));
}
