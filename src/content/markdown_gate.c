/* markdown_gate.c - keeps out of cmark what would hold up every reader. */
#include "content/markdown_gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "content/markdown.h"
#include "content/markdown_definition.h"
#include "content/markdown_marker.h"

struct edit {
	size_t at;
	size_t cut;	/* [bytes] left out */
	const char *put;	/* EDIT_PUT_MAX bytes or fewer */
};

#define EDIT_PUT_MAX 2

/* Lines without a blank one between. */
struct run {
	size_t start;
	unsigned line;		/* number of its first */
	size_t rules[GATE_RULES_MAX];	/* where lines that may divide head and body of a table begin */
	size_t nrules;
	size_t columns;		/* of the widest of them */
};

struct scan {
	struct gate *gate;
	struct str text;
	unsigned line;		/* number of the line looked at */
	struct run run;
	size_t nblanks;
	size_t definition_max;	/* [bytes]; 0: not known yet */
	char fence;		/* the sign of the one that code may stand behind, else NUL */
	size_t fence_len;
	struct edit *edits;
	size_t nedits, cap;
};

static void
edit(struct scan *s, size_t at, size_t cut, const char *put)
{
	struct edit *last = s->nedits > 0 ? &s->edits[s->nedits - 1] : NULL;

	/* Blank lines may be most of a text. */
	if (*put == '\0' && last != NULL && last->cut > 0 && last->at + last->cut == at) {
		last->cut += cut;
		return;
	}
	s->edits = arena_grow(s->gate->arena, s->edits, &s->cap, s->nedits + 1, sizeof *s->edits);
	s->edits[s->nedits++] = (struct edit){ .at = at, .cut = cut, .put = put };
}

/* Makes text of the sign at s->text[at]. */
static void
escape(struct scan *s, size_t at)
{
	edit(s, at, 0, "\\");
}

void
gate_warn(struct gate *g, unsigned line, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_add(g->diags, DIAG_WARNING, g->path, line, 0, "%s", text.buf);
	strbuf_done(&text);
}

/* Skips the signs of quotes and items from text[at] on; returns where the
 * line's own text begins. */
static size_t
skip_markers(struct scan *s, size_t start, size_t at, size_t end)
{
	struct gate *g = s->gate;
	size_t n = 0, len, sign;

	if (marker_is_break(s->text, at, end))
		return at;
	while (at < end && (len = marker_read(s->text, at, end, &sign)) > 0) {
		if (n == GATE_MARKERS_MAX ||
		    (at - start > GATE_INDENT_MAX / 4 &&
		    marker_columns(s->text, start, at) > GATE_INDENT_MAX)) {
			escape(s, sign);
			gate_warn(g, s->line, "quotes or lists deeper than %d levels: "
			    "what lies deeper is shown as text", GATE_MARKERS_MAX);
			break;
		}
		/* A task is no block of its own. */
		n += s->text.p[at] != '[' || s->text.p[at + 1] == '^';
		at += len;
		start = at;
		at = marker_skip_blanks(s->text, at, end);
	}
	g->nnodes += 2 * n;
	return at;
}

/* --- tables ---------------------------------------------------------- */

static size_t
count(struct str text, char c)
{
	size_t n = 0;

	for (size_t at = str_find(text, c); at < text.len; at++) {
		n++;
		at += str_find(str_from(text, at + 1), c);
	}
	return n;
}

/* Whether a line from text[at] on may divide a table's head from its body; a
 * line of "-" alone is a heading's or a thematic break. */
static bool
is_rule(struct str text, size_t at, size_t end)
{
	bool dash = false, other = false;

	for (; at < end; at++) {
		char c = text.p[at];

		if (c == '-')
			dash = true;
		else if (c == '|' || c == ':')
			other = true;
		else if (!ascii_is_blank(c))
			return false;
	}
	return dash && other;
}

static void
note_rule(struct scan *s, size_t at, size_t end)
{
	struct run *run = &s->run;
	struct str line = str_trim(str_slice(s->text, at, end));
	size_t columns = count(line, '|') + 1;

	/* Those at both ends part nothing. */
	columns -= line.p[0] == '|';
	columns -= line.len > 1 && line.p[line.len - 1] == '|';
	s->gate->nrules++;
	if (run->nrules < GATE_RULES_MAX)
		run->rules[run->nrules++] = at;
	else
		escape(s, at);
	if (columns > run->columns)
		run->columns = columns;
}

/* Short rows are filled up with cells, so a few bytes can make many of them. */
static bool
is_too_wide(struct scan *s, struct str lines)
{
	struct gate *g = s->gate;
	struct str line;
	size_t nlines = 0;

	if (s->run.columns > GATE_COLUMNS_MAX)
		return true;
	while (str_line(&lines, &line)) {
		nlines++;
		if (line.len > GATE_COLUMNS_MAX && count(line, '|') > GATE_COLUMNS_MAX + 1)
			return true;
	}
	if (s->run.columns * nlines > GATE_CELLS_MAX - g->ncells)
		return true;
	g->ncells += s->run.columns * nlines;
	return false;
}

/* --- definitions of links -------------------------------------------- */

/* Each use of a definition copies its target and title. */
static size_t
definition_max(struct scan *s)
{
	size_t uses;

	if (s->definition_max == 0) {
		uses = count(s->text, ']') + 1;
		s->definition_max = GATE_COPIES_MAX / (uses < GATE_NODES_MAX ? uses : GATE_NODES_MAX);
		if (s->definition_max > GATE_DEFINITION_MAX)
			s->definition_max = GATE_DEFINITION_MAX;
	}
	return s->definition_max;
}

/* No reader should follow some targets, however long; but that is said where they are used. */
static void
cut_target(struct scan *s, const struct definition *d)
{
	struct str target = str_slice(s->text, d->target, d->target_end);
	size_t keep = 0;

	if (links_is_unsafe(target)) {
		while (keep < GATE_DEFINITION_SHOWN && target.p[keep] >= ' ' && target.p[keep] < 0x7F &&
		    target.p[keep] != '\\')
			keep++;
	} else {
		gate_warn(s->gate, s->line, "target of a link is %zu bytes long: what uses it leads nowhere (at most %zu)",
		    target.len, definition_max(s));
	}
	edit(s, d->target + keep, target.len - keep, keep == 0 && !d->angled ? "<>" : "");
}

static void
escape_definition(struct scan *s, const struct definition *d, size_t at)
{
	gate_warn(s->gate, s->line, "definition of a link is %zu bytes long: shown as text (at most %zu)",
	    d->target_end - d->target + d->title_end - d->title, definition_max(s));
	escape(s, at);
}

static void
cut_title(struct scan *s, const struct definition *d, size_t at)
{
	size_t behind = d->target_end + d->angled;

	/* Below the target it may be text that only begins as a title does. */
	if (str_find(str_slice(s->text, behind, d->title), '\n') < d->title - behind) {
		escape_definition(s, d, d->title);
	} else if (d->lines) {
		escape_definition(s, d, at);
	} else {
		gate_warn(s->gate, s->line, "title of a link is %zu bytes long: left out (at most %zu)",
		    d->title_end - d->title, definition_max(s));
		edit(s, behind, d->title_end - behind, "");
	}
}

/* A definition of a link may begin at text[at], and be code all the same. */
static void
look_at_definition(struct scan *s, size_t at, bool code)
{
	struct definition d;
	size_t size;

	if (!definition_read(s->text, at, &d))
		return;
	size = d.target_end - d.target + d.title_end - d.title;
	if (d.broken)
		escape(s, at);
	else if (size <= GATE_COPIES_MAX / GATE_NODES_MAX || size <= definition_max(s))
		return;
	else if (code)
		escape_definition(s, &d, at);
	else if (d.target_end - d.target > definition_max(s))
		cut_target(s, &d);
	else
		cut_title(s, &d, at);
}

/* --- lines ----------------------------------------------------------- */

static void
end_run(struct scan *s, size_t end)
{
	struct run *run = &s->run;

	if (run->nrules > 0 && is_too_wide(s, str_slice(s->text, run->start, end))) {
		for (size_t i = 0; i < run->nrules; i++)
			escape(s, run->rules[i]);
		gate_warn(s->gate, run->line, "table is too large: shown as text "
		    "(at most %d columns, %d cells in an article)", GATE_COLUMNS_MAX, GATE_CELLS_MAX);
	}
	*run = (struct run){ 0 };
}

static void
blank_line(struct scan *s, size_t start, size_t end)
{
	if (s->nblanks++ == 0) {
		end_run(s, start);
		s->gate->nnodes++;
	}
	if (s->nblanks <= GATE_BLANKS_MAX)
		return;
	edit(s, start, end - start, "");
	if (s->nblanks == GATE_BLANKS_MAX + 1)
		diag_add(s->gate->diags, DIAG_NOTE, s->gate->path, s->line, 0,
		    "more than %d blank lines: the others are left out", GATE_BLANKS_MAX);
}

/* "```" and "~~~".  The end of a quote or item ends code as well, which is not seen here. */
static void
note_fence(struct scan *s, size_t at, size_t end)
{
	char sign = s->text.p[at];
	size_t n = 0;

	while (at + n < end && s->text.p[at + n] == sign)
		n++;
	if (n < 3 || (s->fence != '\0' && (sign != s->fence || n < s->fence_len ||
	    marker_skip_blanks(s->text, at + n, end) < end)))
		return;
	s->fence = s->fence == '\0' ? sign : '\0';
	s->fence_len = n;
}

/* Looks at the line [start, end), its LF not counted. */
static void
text_line(struct scan *s, size_t start, size_t end)
{
	size_t first = marker_skip_blanks(s->text, start, end), at = first;
	bool code = s->fence != '\0' || marker_columns(s->text, start, at) > 3;

	s->nblanks = 0;
	s->gate->nnodes += 2;
	if (marker_may_begin(s->text.p[at]))
		at = skip_markers(s, start, at, end);
	/* What looks like a note may define a link below another definition. */
	if (at != first && s->text.p[first] == '[')
		look_at_definition(s, first, code);
	if (s->run.line == 0) {
		s->run.start = start;
		s->run.line = s->line;
	}
	switch (at < end ? s->text.p[at] : '\n') {
	case '|':
	case ':':
	case '-':
		if (is_rule(s->text, at, end))
			note_rule(s, at, end);
		break;
	case '[':
		look_at_definition(s, at, code);
		break;
	case '`':
	case '~':
		note_fence(s, at, end);
		break;
	default:
		break;
	}
}

static int
edit_cmp(const void *left, const void *right)
{
	const struct edit *a = left, *b = right;

	return (a->at > b->at) - (a->at < b->at);
}

static struct str
edited(struct scan *s, struct str text)
{
	char *buf = arena_bytes(s->gate->arena, text.len + s->nedits * EDIT_PUT_MAX);
	size_t len = 0, from = 0;

	qsort(s->edits, s->nedits, sizeof *s->edits, edit_cmp);
	for (size_t i = 0; i < s->nedits && s->edits[i].at < text.len; i++) {
		size_t at = s->edits[i].at, put = strlen(s->edits[i].put);

		if (at < from || (i > 0 && at == s->edits[i - 1].at))
			continue;
		memcpy(buf + len, text.p + from, at - from);
		len += at - from;
		memcpy(buf + len, s->edits[i].put, put);
		len += put;
		from = at + s->edits[i].cut;
	}
	memcpy(buf + len, text.p + from, text.len - from);
	return (struct str){ buf, len + text.len - from };
}

struct str
gate_lines(struct gate *g, struct str text, unsigned first_line, struct str *ret_rest)
{
	struct scan s = { .gate = g, .text = text, .line = first_line };
	size_t at = 0;

	for (; at < text.len && at < GATE_SIZE_MAX && g->nnodes <= GATE_NODES_MAX; s.line++) {
		size_t end = at + str_find(str_from(text, at), '\n');

		if (marker_skip_blanks(text, at, end) == end)
			blank_line(&s, at, end < text.len ? end + 1 : end);
		else
			text_line(&s, at, end);
		at = end < text.len ? end + 1 : end;
	}
	end_run(&s, at);
	*ret_rest = str_from(text, at);
	if (ret_rest->len > 0)
		gate_warn(g, s.line, "article is too long: the rest is shown as it is "
		    "(at most %d parts, %zu bytes)", GATE_NODES_MAX, GATE_SIZE_MAX);
	text = str_slice(text, 0, at);
	return s.nedits > 0 ? edited(&s, text) : text;
}
