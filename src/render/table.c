/* table.c - a table in preformatted text, or a record for each row. */
#include "render/table_parts.h"

#include "base/utf8.h"
#include "render/wrap.h"

#define SEPARATOR " | "
#define RULE_SEPARATOR "-+-"
#define ALT_WIDTH 72		/* [columns] of what says what the table holds */

/* --- what is in it --------------------------------------------------- */

static void
read_rows(struct table *t)
{
	size_t row = 0;

	for (const struct doc_node *r = t->node->first; r != NULL; r = r->next) {
		size_t column = 0;

		for (const struct doc_node *c = r->first; c != NULL && column < t->ncolumns; c = c->next) {
			inline_write(t->in, c->first, true);
			cell_at(t, row, column++)->text =
			    arena_str(t->arena, str_trim(strbuf_str(&t->in->text)));
		}
		cell_at(t, row++, 0)->nlinks = t->in->links.n;
	}
}

static bool
is_headed(const struct table *t)
{
	if (t->nrows == 0 || !t->node->first->header)
		return false;
	for (size_t i = 0; i < t->ncolumns; i++)
		if (!inline_is_blank(cell_at(t, 0, i)->text))
			return true;
	return false;
}

static bool
is_empty(const struct table *t)
{
	for (size_t i = 0; i < t->nrows * t->ncolumns; i++)
		if (!inline_is_blank(t->cells[i].text))
			return false;
	return true;
}

/* --- preformatted ---------------------------------------------------- */

static void
write_cell(struct table *t, size_t column, struct str text, bool last)
{
	size_t used = utf8_width(text), spare, before = 0;

	spare = t->widths[column] > used ? t->widths[column] - used : 0;
	switch (t->node->aligns[column]) {
	case DOC_ALIGN_RIGHT:
		before = spare;
		break;
	case DOC_ALIGN_CENTER:
		before = spare / 2;
		break;
	case DOC_ALIGN_NONE:
	case DOC_ALIGN_LEFT:
		break;
	}
	strbuf_fill(&t->out, ' ', before);
	strbuf_addstr(&t->out, text);
	if (!last) {
		strbuf_fill(&t->out, ' ', spare - before);
		strbuf_adds(&t->out, SEPARATOR);
	}
}

static void
end_line(struct table *t)
{
	while (t->out.len > 0 && t->out.buf[t->out.len - 1] == ' ')
		strbuf_truncate(&t->out, t->out.len - 1);
	strbuf_addc(&t->out, '\n');
}

/* The next line of a cell; empty when there is none. */
static struct str
next_line(struct str *rest, size_t width)
{
	struct str line, piece;
	size_t end;

	while (rest->len > 0) {
		end = str_find(*rest, '\n');
		line = str_slice(*rest, 0, end);
		if (wrap_line(&line, width, true, &piece)) {
			*rest = line.len > 0 ? str_from(*rest, (size_t)(line.p - rest->p)) :
			    str_from(*rest, end + 1);
			return piece;
		}
		*rest = str_from(*rest, end + 1);
	}
	return STR("");
}

static void
write_row(struct table *t, size_t row)
{
	bool more;

	for (size_t i = 0; i < t->ncolumns; i++)
		t->rests[i] = cell_at(t, row, i)->text;
	do {
		more = false;
		for (size_t i = 0; i < t->ncolumns; i++) {
			write_cell(t, i, next_line(&t->rests[i], t->widths[i]), i + 1 == t->ncolumns);
			more = more || !inline_is_blank(t->rests[i]);
		}
		end_line(t);
	} while (more);
}

static void
write_rule(struct table *t)
{
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (i > 0)
			strbuf_adds(&t->out, RULE_SEPARATOR);
		strbuf_fill(&t->out, '-', t->widths[i]);
	}
	strbuf_addc(&t->out, '\n');
}

/* "Table: Name, Colour…": for those to whom it is read aloud. */
static struct str
alt_text(struct table *t)
{
	struct strbuf all = STRBUF_INIT, cut = STRBUF_INIT;
	struct str alt;

	strbuf_adds(&all, "Table");
	for (size_t i = 0; t->headed && i < t->ncolumns; i++) {
		struct str name = cell_at(t, 0, i)->text;

		if (inline_is_blank(name))
			continue;
		strbuf_adds(&all, all.len > 5 ? ", " : ": ");
		strbuf_addstr(&all, name);
	}
	document_cut(&cut, strbuf_str(&all), ALT_WIDTH);
	alt = arena_str(t->arena, strbuf_str(&cut));
	strbuf_done(&all);
	strbuf_done(&cut);
	return alt;
}

static void
write_lines(struct table *t)
{
	t->rests = arena_calloc(t->arena, t->ncolumns, sizeof *t->rests);
	for (size_t row = 0; row < t->nrows; row++) {
		/* A head without names says nothing. */
		if (row == 0 && t->node->first->header && !t->headed)
			continue;
		write_row(t, row);
		if (row == 0 && t->headed)
			write_rule(t);
	}
	sheet_verbatim(t->sheet, alt_text(t), strbuf_str(&t->out));
}

/* --- records --------------------------------------------------------- */

/* Text with LF at line ends, as lines of the sheet. */
static void
write_text(struct table *t, struct str text)
{
	struct str line;
	bool first = true;

	while (str_cut(&text, '\n', &line)) {
		if (inline_is_blank(line))
			continue;
		if (first)
			sheet_text(t->sheet, line);
		else
			sheet_line(t->sheet, line);
		first = false;
	}
}

/* "Header: value" */
static void
write_field(struct table *t, size_t row, size_t column)
{
	struct str name = t->headed ? cell_at(t, 0, column)->text : STR("");

	strbuf_reset(&t->out);
	if (!inline_is_blank(name)) {
		strbuf_addstr(&t->out, name);
		strbuf_adds(&t->out, ": ");
	}
	strbuf_addstr(&t->out, cell_at(t, row, column)->text);
	write_text(t, strbuf_str(&t->out));
}

/* The links from v[from] on up to those of the next row. */
static void
write_links(struct table *t, size_t row, size_t from)
{
	const struct gather *links = &t->in->links;

	for (size_t to = cell_at(t, row, 0)->nlinks; from < to; from++)
		sheet_link(t->sheet, &links->v[from]);
}

static void
write_record(struct table *t, size_t row, size_t nlinks)
{
	size_t last = t->ncolumns - 1;

	while (last > 0 && inline_is_blank(cell_at(t, row, last)->text))
		last--;
	write_text(t, cell_at(t, row, 0)->text);
	for (size_t i = 1; i <= last; i++) {
		if (inline_is_blank(cell_at(t, row, i)->text))
			continue;
		sheet_open_item(t->sheet, false, 0, DOC_TASK_NONE);
		write_field(t, row, i);
		/* Links of an item's text are part of it. */
		if (i == last)
			write_links(t, row, nlinks);
		sheet_close(t->sheet);
	}
	if (last == 0)
		write_links(t, row, nlinks);
}

static void
write_records(struct table *t, size_t nlinks)
{
	size_t row, from = nlinks;

	/* A head alone is a record like any other. */
	t->headed = t->headed && t->nrows > 1;
	/* A head's own links come with the first record. */
	for (row = t->node->first->header && t->nrows > 1 ? 1 : 0; row < t->nrows; row++) {
		write_record(t, row, from);
		from = cell_at(t, row, 0)->nlinks;
		sheet_blank(t->sheet);
	}
	gather_forget(&t->in->links, nlinks);
}

void
table_write(const struct doc_node *n, struct sheet *sheet, struct inlines *in, struct arena *arena)
{
	struct table t = {
		.node = n, .sheet = sheet, .in = in, .arena = arena, .out = STRBUF_INIT };
	size_t nlinks = in->links.n;

	t.ncolumns = n->number;
	for (const struct doc_node *row = n->first; row != NULL; row = row->next)
		t.nrows++;
	if (t.nrows == 0 || t.ncolumns == 0)
		return;
	t.cells = arena_calloc(arena, t.nrows * t.ncolumns, sizeof *t.cells);
	read_rows(&t);
	t.headed = is_headed(&t);
	if (is_empty(&t))
		return;
	if (table_fit(&t))
		write_lines(&t);
	else
		write_records(&t, nlinks);
	strbuf_done(&t.out);
}
