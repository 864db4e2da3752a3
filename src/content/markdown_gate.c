/* markdown_gate.c - keeps out of cmark what would hold up every reader. */
#include "content/markdown_gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "content/markdown.h"

struct edit {
	size_t at;
	size_t cut;	/* [bytes] left out; 0: a backslash is put in */
};

/* Lines without a blank one between. */
struct run {
	size_t start;
	unsigned line;		/* number of its first */
	size_t rules[GATE_RULES_MAX];	/* where lines that may divide head and body of a table begin */
	size_t nrules;
	size_t columns;		/* of the widest of them */
	size_t definition;	/* where one may begin */
	unsigned definition_line;
	bool defines;
};

struct scan {
	struct gate *gate;
	struct str text;
	unsigned line;		/* number of the line looked at */
	struct run run;
	size_t nblanks;
	size_t definition_max;	/* [bytes]; 0: not known yet */
	struct edit *edits;
	size_t nedits, cap;
};

static void
edit(struct scan *s, size_t at, size_t cut)
{
	struct edit *last = s->nedits > 0 ? &s->edits[s->nedits - 1] : NULL;

	/* Blank lines may be most of a text. */
	if (cut > 0 && last != NULL && last->cut > 0 && last->at + last->cut == at) {
		last->cut += cut;
		return;
	}
	s->edits = arena_grow(s->gate->arena, s->edits, &s->cap, s->nedits + 1, sizeof *s->edits);
	s->edits[s->nedits++] = (struct edit){ .at = at, .cut = cut };
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

static size_t
skip_blanks(struct str text, size_t at, size_t end)
{
	while (at < end && ascii_is_blank(text.p[at]))
		at++;
	return at;
}

/* --- quotes and lists ------------------------------------------------ */

static bool
may_be_marker(char c)
{
	return c == '>' || c == '-' || c == '+' || c == '*' || ascii_is_digit(c);
}

/* The bytes of the sign of a quote or item at text[at], 0 when there is none;
 * *ret_escape is where a backslash would undo it. */
static size_t
marker(struct str text, size_t at, size_t end, size_t *ret_escape)
{
	size_t i = at;

	*ret_escape = at;
	if (text.p[at] == '>')
		return 1;
	if (text.p[at] == '-' || text.p[at] == '+' || text.p[at] == '*') {
		i++;
	} else {
		while (i < end && i - at < 9 && ascii_is_digit(text.p[i]))
			i++;
		if (i == at || i == end || (text.p[i] != '.' && text.p[i] != ')'))
			return 0;
		*ret_escape = i++;
	}
	return i == end || ascii_is_blank(text.p[i]) ? i - at : 0;
}

/* A thematic break looks like a ladder of lists, but is none. */
static bool
is_break(struct str text, size_t at, size_t end)
{
	char sign = text.p[at];

	if (sign != '-' && sign != '*')
		return false;
	while (at < end && (text.p[at] == sign || ascii_is_blank(text.p[at])))
		at++;
	return at == end;
}

static size_t
columns_of(struct str text, size_t at, size_t end)
{
	size_t n = 0;

	for (; at < end; at++)
		n = text.p[at] == '\t' ? (n / 4 + 1) * 4 : n + 1;
	return n;
}

/* Skips the signs of quotes and items from text[at] on; returns where the
 * line's own text begins. */
static size_t
skip_markers(struct scan *s, size_t start, size_t at, size_t end)
{
	struct gate *g = s->gate;
	size_t n = 0, len, escape;

	if (is_break(s->text, at, end))
		return at;
	while (at < end && (len = marker(s->text, at, end, &escape)) > 0) {
		if (n == GATE_MARKERS_MAX ||
		    (at - start > GATE_INDENT_MAX / 4 &&
		    columns_of(s->text, start, at) > GATE_INDENT_MAX)) {
			edit(s, escape, 0);
			gate_warn(g, s->line, "quotes or lists deeper than %d levels: "
			    "what lies deeper is shown as text", GATE_MARKERS_MAX);
			break;
		}
		n++;
		at += len;
		start = at;
		at = skip_blanks(s->text, at, end);
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
		edit(s, at, 0);
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

/* A definition may have begun; it ends at the latest before text[end]. */
static void
end_definition(struct scan *s, size_t end)
{
	struct run *run = &s->run;
	struct str all = str_slice(s->text, run->definition, end);
	size_t at;

	if (!run->defines)
		return;
	run->defines = false;
	if (all.len <= GATE_COPIES_MAX / GATE_NODES_MAX || all.len <= definition_max(s))
		return;
	for (at = 1; at < all.len && all.p[at] != ']'; at++)
		if (all.p[at] == '\\')
			at++;
	if (at + 1 >= all.len || all.p[at + 1] != ':')
		return;
	edit(s, run->definition, 0);
	gate_warn(s->gate, run->definition_line, "definition of a link is %zu bytes long: shown as text "
	    "(at most %zu are looked at)", all.len, definition_max(s));
}

/* --- lines ----------------------------------------------------------- */

static void
end_run(struct scan *s, size_t end)
{
	struct run *run = &s->run;

	end_definition(s, end);
	if (run->nrules > 0 && is_too_wide(s, str_slice(s->text, run->start, end))) {
		for (size_t i = 0; i < run->nrules; i++)
			edit(s, run->rules[i], 0);
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
	edit(s, start, end - start);
	if (s->nblanks == GATE_BLANKS_MAX + 1)
		diag_add(s->gate->diags, DIAG_NOTE, s->gate->path, s->line, 0,
		    "more than %d blank lines: the others are left out", GATE_BLANKS_MAX);
}

/* Looks at the line [start, end), its LF not counted. */
static void
text_line(struct scan *s, size_t start, size_t end)
{
	size_t at = skip_blanks(s->text, start, end);

	s->nblanks = 0;
	s->gate->nnodes += 2;
	if (may_be_marker(s->text.p[at]))
		at = skip_markers(s, start, at, end);
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
		end_definition(s, at);
		if (at + 1 < end && s->text.p[at + 1] == '^')
			break;
		s->run.defines = true;
		s->run.definition = at;
		s->run.definition_line = s->line;
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
	char *buf = arena_bytes(s->gate->arena, text.len + s->nedits);
	size_t len = 0, from = 0;

	qsort(s->edits, s->nedits, sizeof *s->edits, edit_cmp);
	for (size_t i = 0; i < s->nedits && s->edits[i].at < text.len; i++) {
		size_t at = s->edits[i].at;

		if (i > 0 && at == s->edits[i - 1].at)
			continue;
		memcpy(buf + len, text.p + from, at - from);
		len += at - from;
		if (s->edits[i].cut == 0)
			buf[len++] = '\\';
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

		if (skip_blanks(text, at, end) == end)
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
