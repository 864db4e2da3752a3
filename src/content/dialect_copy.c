/* dialect_copy.c - how far constructs may reach, and how the text is copied. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

/* --- bytes ----------------------------------------------------------- */

bool
dialect_sees(const struct dialect *d, size_t at, const char *s)
{
	for (; *s != '\0'; s++, at++)
		if (at >= d->text.len || d->text.p[at] != *s)
			return false;
	return true;
}

char
dialect_before(const struct dialect *d, size_t at)
{
	return at == 0 || d->text.p[at - 1] == '\n' ? ' ' : d->text.p[at - 1];
}

size_t
dialect_line_end(struct dialect *d, size_t at)
{
	/* A line may be long, and hold many constructs that ask. */
	if (at < d->known_from || at > d->known_end) {
		d->known_from = at;
		d->known_end = at + str_find(str_from(d->text, at), '\n');
		(void)dialect_pay(d, d->known_end - at);
	}
	return d->known_end;
}

bool
dialect_is_alone(struct dialect *d, size_t to)
{
	return d->fresh && d->nested == 0 && !d->flat &&
	    block_is_blank(d->text, to, dialect_line_end(d, to));
}

bool
dialect_begins_line(const struct dialect *d, size_t at)
{
	while (at > 0 && (ascii_is_blank(d->text.p[at - 1]) || d->text.p[at - 1] == '>'))
		at--;
	return at == 0 || d->text.p[at - 1] == '\n';
}

bool
dialect_pay(struct dialect *d, size_t n)
{
	if (n > d->steps) {
		d->steps = 0;
		return false;
	}
	d->steps -= n;
	return true;
}

/* Where to look for needle from from on: what was looked through is left out. */
static size_t
look_from(const struct dialect_miss *miss, const char *needle, size_t from)
{
	size_t len = strlen(needle);

	if (len >= sizeof miss->needle || strcmp(miss->needle, needle) != 0 || from < miss->from ||
	    from + len > miss->to)
		return from;
	/* It may begin within, and end beyond. */
	return miss->to - len + 1;
}

size_t
dialect_find(struct dialect *d, const char *needle, size_t from, size_t to)
{
	struct dialect_miss *miss = &d->misses[(unsigned char)needle[0] % DIALECT_MISSES];
	size_t at, start;

	if (from >= to || d->steps == 0)
		return to;
	start = look_from(miss, needle, from);
	if (start >= to)
		return to;
	at = start + str_search(str_slice(d->text, start, to), str_of(needle));
	if (!dialect_pay(d, at - start + 1))
		return to;
	if (at == to && strlen(needle) < sizeof miss->needle) {
		/* Most of what was known before is known still. */
		miss->from = start > from ? miss->from : from;
		miss->to = to;
		memcpy(miss->needle, needle, strlen(needle) + 1);
	}
	return at;
}

size_t
dialect_reach(const struct dialect *d)
{
	size_t end = d->text.len - d->at < DIALECT_TAG_MAX ? d->text.len : d->at + DIALECT_TAG_MAX;

	return d->nested > 0 && end > d->stop ? d->stop : end;
}

/* --- how far a paragraph goes ------------------------------------------ */

/* Lines that CommonMark would take for more of a paragraph, but no engine. */
static bool
is_engine_line(const struct dialect *d, const struct block_line *line)
{
	static const char *const begins[] = { "{", ":::", "$$", "%%", ": ", "///", "!!! ",
	    "???", "===", "--8<--", "<<< " };
	char next = line->text + 1 < d->text.len ? d->text.p[line->text + 1] : ' ';

	if (dialect_sees(d, line->text, "<") && (d->options->mdx || next == '/' ||
	    ascii_is_capital(next)))
		return true;
	for (size_t i = 0; i < COUNT(begins); i++)
		if (dialect_sees(d, line->text, begins[i]))
			return true;
	return false;
}

static bool
is_row(const struct dialect *d, const struct block_line *line)
{
	return line->text < line->end && d->text.p[line->text] == '|';
}

size_t
dialect_bound(struct dialect *d)
{
	struct block block;
	struct block_line line;

	if (d->nested > 0)
		return d->stop;
	if (d->at < d->bound)
		return d->bound;
	d->bound = d->stop;
	if (d->line.heading || is_row(d, &d->line))
		return d->bound;
	block = d->block;
	while (d->bound < d->text.len && block.leaf != LEAF_NONE) {
		block_line(&block, d->text, d->bound + 1, &line);
		if (line.kind != (d->where == IN_HTML ? LINE_HTML : LINE_TEXT) || line.begins ||
		    is_engine_line(d, &line) || is_row(d, &line))
			break;
		d->bound = line.end;
	}
	if (!dialect_pay(d, d->bound - d->stop))
		d->bound = d->stop;
	return d->bound;
}

/* --- copying --------------------------------------------------------- */

/* Moves over the indent that a container's text has.  Gives its bytes; what a
 * blank line lacks counts as well. */
static size_t
skip_indent(struct dialect *d, size_t indent)
{
	size_t from = d->at;

	while (indent > 0 && d->at < d->text.len && ascii_is_blank(d->text.p[d->at])) {
		indent -= d->text.p[d->at] == '\t' ? indent : 1;
		d->at++;
	}
	d->shift += d->at - from;
	return d->at - from + indent;
}

/* Puts the signs of the containers the line is in. */
void
dialect_open_line(struct dialect *d)
{
	size_t column = 0;

	d->shift = 0;
	for (size_t i = 0; i < d->nboxes; i++) {
		const struct dialect_box *box = &d->boxes[i];

		if (!box->quote && box->indent == 0)
			continue;
		for (; column < box->column; column++) {
			if (d->at < d->text.len && (ascii_is_blank(d->text.p[d->at]) ||
			    d->text.p[d->at] == '>'))
				strbuf_addc(d->out, d->text.p[d->at++]);
			else
				strbuf_addc(d->out, ' ');
		}
		strbuf_adds(d->out, box->quote ? "> " : "");
		column += skip_indent(d, box->indent);
	}
}

/* Moves over a line end, and what belongs to quotes at the next line's start. */
static void
break_line(struct dialect *d, bool dropped)
{
	size_t signs = 0, start = ++d->at;

	for (size_t i = 0; i < d->block.n; i++)
		if (d->block.v[i].quote)
			signs = d->line.inner - d->line.start;
	if (d->flat) {
		strbuf_addc(d->out, ' ');
		d->nflat++;
	} else {
		strbuf_addc(d->out, '\n');
		dialect_open_line(d);
	}
	if (!d->flat && !dropped)
		return;
	while (d->at - start < signs && d->at < d->text.len &&
	    (ascii_is_blank(d->text.p[d->at]) || d->text.p[d->at] == '>')) {
		if (!d->flat)
			strbuf_addc(d->out, d->text.p[d->at]);
		d->at++;
	}
}

void
dialect_settle(struct dialect *d)
{
	if (d->nested == 0 && d->at > d->stop)
		d->stop = dialect_line_end(d, d->at);
}

void
dialect_take(struct dialect *d, size_t to)
{
	while (d->at < to) {
		size_t end = to;

		if (d->nboxes > 0 || d->flat)
			end = d->at + str_find(str_slice(d->text, d->at, to), '\n');
		strbuf_addstr(d->out, str_slice(d->text, d->at, end));
		d->at = end;
		if (end < to)
			break_line(d, false);
		d->fresh = false;
	}
	dialect_settle(d);
}

void
dialect_drop(struct dialect *d, size_t to)
{
	while (d->at < to) {
		d->at += str_find(str_slice(d->text, d->at, to), '\n');
		if (d->at < to) {
			break_line(d, true);
			d->fresh = true;
		}
	}
	dialect_settle(d);
	if (!d->fresh || d->nested > 0)
		return;
	/* What indented the tag must not make code of what follows it. */
	while (d->at < d->stop && ascii_is_blank(d->text.p[d->at]))
		d->at++;
	d->again = d->where == IN_TEXT;
}

void
dialect_head(struct dialect *d)
{
	bool dedent = d->options->mdx && d->line.indent >= 4;

	strbuf_addstr(d->out, str_slice(d->text, d->at,
	    dedent && d->line.begins ? d->line.inner : d->line.text));
	if (d->at < d->line.text)
		d->at = d->line.text;
}

void
dialect_blank(struct dialect *d)
{
	while (d->at < d->line.inner && d->at < d->line.text &&
	    (ascii_is_blank(d->text.p[d->at]) || d->text.p[d->at] == '>'))
		strbuf_addc(d->out, d->text.p[d->at++]);
	d->at = d->line.end;
	d->block.leaf = LEAF_NONE;
}
