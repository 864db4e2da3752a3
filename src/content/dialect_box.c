/*
 * dialect_box.c - containers and callouts, which become quotes.
 *
 * "::: tip Title" (VitePress, Docusaurus, Pandoc), "/// tip | Title"
 * (Python-Markdown), pairs of tags that say the same, and Obsidian's
 * "> [!tip]- Title".  GitHub's own five kinds keep their
 * mark when they have no title, since the renderer knows it.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

static const struct {
	const char *name, *title;
	bool mark;	/* GitHub knows it */
} kinds[] = {
	{ "note", "Note", true },
	{ "tip", "Tip", true },
	{ "important", "Important", true },
	{ "warning", "Warning", true },
	{ "caution", "Caution", true },
	{ "info", "Info", false },
	{ "danger", "Danger", false },
	{ "hint", "Hint", false },
	{ "success", "Success", false },
	{ "question", "Question", false },
	{ "error", "Error", false },
	{ "bug", "Bug", false },
	{ "example", "Example", false },
	{ "quote", "Quote", false },
	{ "todo", "Todo", false },
	{ "abstract", "Abstract", false },
	{ "summary", "Summary", false },
	{ "failure", "Failure", false },
	{ "pitfall", "Pitfall", false },
	{ "attention", "Attention", false },
	{ "faq", "FAQ", false },
	{ "tldr", "TL;DR", false },
	{ "details", "Details", false },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

const char *
dialect_box_title(struct str name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_is_case(name, kinds[i].name))
			return kinds[i].title;
	return NULL;
}

/* "deep-dive" is "Deep-dive". */
void
dialect_box_name(struct strbuf *out, struct str kind)
{
	if (dialect_box_title(kind) != NULL) {
		strbuf_adds(out, dialect_box_title(kind));
		return;
	}
	for (size_t i = 0; i < kind.len; i++) {
		bool capital = ascii_is_capital(kind.p[i]);
		bool small = ascii_is_small(kind.p[i]);

		strbuf_addc(out, i == 0 && small ? (char)(kind.p[i] - 'a' + 'A') :
		    i > 0 && capital ? (char)(kind.p[i] - 'A' + 'a') : kind.p[i]);
	}
}

static bool
has_mark(struct str kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].mark && str_is_case(kind, kinds[i].name))
			return true;
	return false;
}

/* --- the first line ---------------------------------------------------- */

/* kind and title as one: "Note", "Note: Title", or "Title" of details. */
static void
join(struct strbuf *out, struct str kind, struct str title)
{
	title = str_trim(title);
	if (title.len > 0 && (str_is_case(kind, "details") || str_eq_case(title, kind))) {
		strbuf_addstr(out, title);
		return;
	}
	strbuf_addstr(out, kind);
	if (title.len > 0) {
		strbuf_adds(out, ": ");
		strbuf_addstr(out, title);
	}
}

static void
put_first_line(struct dialect *d, struct str kind, struct str title)
{
	struct strbuf line = STRBUF_INIT;
	bool titled;

	title = str_trim(title);
	/* "::: warning Caution" */
	if (dialect_box_title(title) != NULL) {
		kind = str_of(dialect_box_title(title));
		title = STR_NONE;
	}
	titled = title.len > 0 && !str_eq_case(title, kind);
	if (!titled && has_mark(kind)) {
		strbuf_addf(&line, "[!%.*s]", STR_ARG(kind));
		for (size_t i = 2; i + 1 < line.len; i++)
			if (ascii_is_small(line.buf[i]))
				line.buf[i] = (char)(line.buf[i] - 'a' + 'A');
		dialect_put(d, strbuf_str(&line));
	} else {
		join(&line, kind, title);
		/* A title stands out and has a line to itself; a mere kind is shown
		 * as GitHub's are. */
		if (titled) {
			dialect_put_strong(d, strbuf_str(&line));
			dialect_puts(d, "  ");
		} else {
			dialect_put_label(d, strbuf_str(&line));
			dialect_puts(d, ":");
		}
	}
	strbuf_done(&line);
}

void
dialect_box_lead(struct dialect *d, const char *kind, struct str title)
{
	struct strbuf lead = STRBUF_INIT;

	join(&lead, str_of(kind), title);
	dialect_put_label(d, strbuf_str(&lead));
	dialect_puts(d, ": ");
	strbuf_done(&lead);
}

void
dialect_box_open(struct dialect *d, struct dialect_box box, const char *kind, struct str title)
{
	box.column = d->column;
	box.depth = d->block.n;
	if (d->nboxes == DIALECT_BOXES_MAX || box.column > DIALECT_BOX_COLUMN_MAX)
		box.quote = false;
	if (d->nboxes < DIALECT_BOXES_MAX)
		d->boxes[d->nboxes++] = box;
	if (kind == NULL)
		return;
	dialect_puts(d, box.quote ? "> " : "");
	put_first_line(d, str_of(kind), title);
	d->block.leaf = LEAF_NONE;
}

/* --- ::: and /// --------------------------------------------------------- */

static size_t
count_signs(const struct dialect *d, size_t at)
{
	size_t n = 0;

	while (at + n < d->line.end && d->text.p[at + n] == d->text.p[at])
		n++;
	return n;
}

static bool
is_sign(const struct dialect *d, size_t at)
{
	return dialect_sees(d, at, ":::") || dialect_sees(d, at, "///");
}

/* The number of the box that so many signs at the line's text end, or nboxes. */
static size_t
ended_by(const struct dialect *d, size_t nsigns)
{
	size_t i = d->nboxes, innermost = d->nboxes;

	while (i-- > 0) {
		if (d->boxes[i].nsigns == 0 || d->boxes[i].sign != d->text.p[d->line.text])
			break;
		if (d->boxes[i].nsigns == nsigns)
			return i;
		if (innermost == d->nboxes)
			innermost = i;
	}
	return innermost;
}

/* How many of the quotes and items the next line that is not blank goes on with. */
static size_t
kept_below(struct dialect *d)
{
	struct block block = d->block;
	struct block_line line = { .next = d->line.next };

	do {
		if (line.next >= d->text.len)
			return 0;
		block_line(&block, d->text, line.next, &line);
	} while (line.kind == LINE_BLANK && dialect_pay(d, line.next - line.start));
	return line.kept;
}

bool
dialect_box_close(struct dialect *d)
{
	size_t nsigns, i, kept = d->line.kept;

	/* A blank line belongs to no box that is over with it, or two would be one. */
	if (d->nboxes > 0 && d->boxes[d->nboxes - 1].indent > 0 && d->line.kind == LINE_BLANK)
		kept = kept_below(d);
	while (d->nboxes > 0 && d->boxes[d->nboxes - 1].depth > kept)
		d->nboxes--;
	if (d->nboxes == 0 || d->line.kind == LINE_CODE || d->line.kind == LINE_BLANK)
		return false;
	for (i = 0; i < d->nboxes; i++)
		if (d->boxes[i].nsigns == 0 && d->boxes[i].close == d->line.text) {
			/* Nor does HTML go on that began in it. */
			d->nboxes = i;
			d->block.leaf = LEAF_NONE;
			block_judge(&d->block, d->text, &d->line);
			return false;
		}
	if (!is_sign(d, d->line.text))
		return false;
	nsigns = count_signs(d, d->line.text);
	if (!block_is_blank(d->text, d->line.text + nsigns, d->line.end) ||
	    (i = ended_by(d, nsigns)) == d->nboxes)
		return false;
	d->nboxes = i;
	d->block.leaf = LEAF_NONE;
	return true;
}

/* Pandoc's "{.note #id title="x"}": its first class.  Quarto says "callout-note". */
static struct str
first_class(struct str attributes)
{
	struct str class = str_from(attributes, str_find(attributes, '.') + 1), callout = STR("callout-");
	size_t n = 0;

	if (str_starts(class, callout))
		class = str_from(class, callout.len);
	while (n < class.len && (ascii_is_word(class.p[n]) || class.p[n] == '-'))
		n++;
	return str_slice(class, 0, n);
}

/* "tip Title", "note[Title]{.x}", "{.note title="x"}". */
static bool
read_opening(struct str s, struct str *ret_name, struct str *ret_title)
{
	struct dialect_args args;
	size_t n = 0;

	while (s.len > 0 && (s.p[s.len - 1] == ':' || ascii_is_blank(s.p[s.len - 1])))
		s.len--;
	*ret_title = STR_NONE;
	if (s.len > 0 && s.p[0] == '{') {
		*ret_name = first_class(s);
		dialect_args_read(&args, str_slice(s, 1, str_rfind(s, '}')));
		*ret_title = dialect_args_get(&args, "title name");
		return ret_name->len > 0 || s.p[s.len - 1] == '}';
	}
	while (n < s.len && (ascii_is_word(s.p[n]) || s.p[n] == '-' || s.p[n] == '_'))
		n++;
	*ret_name = str_slice(s, 0, n);
	s = str_trim(str_from(s, n));
	if (s.len > 0 && s.p[0] == '[' && str_rfind(s, ']') < s.len)
		*ret_title = str_slice(s, 1, str_rfind(s, ']'));
	else if (str_find(s, '{') > 0)
		*ret_title = str_trim(str_slice(s, 0, str_find(s, '{')));
	return n > 0;
}

/* Python-Markdown's "note | Title", "tab | Title"; comments of code begin with the
 * same signs. */
static bool
read_slashed(struct str s, struct str *ret_name, struct str *ret_title)
{
	static const char *const names[] = { "tab", "html", "admonition", "define" };
	size_t bar = str_find(s, '|');

	*ret_name = str_trim(str_slice(s, 0, bar));
	*ret_title = str_trim(str_from(s, bar + 1));
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(*ret_name, names[i]))
			return true;
	return dialect_box_title(*ret_name) != NULL;
}

bool
dialect_read_box(struct dialect *d)
{
	struct dialect_box box = { .quote = true };
	bool slashes = dialect_sees(d, d->line.text, "///");
	struct str rest, name = STR_NONE, title = STR_NONE;
	const char *kind;
	size_t close;

	if (!is_sign(d, d->line.text))
		return false;
	box.sign = d->text.p[d->line.text];
	box.nsigns = count_signs(d, d->line.text);
	rest = str_trim(str_slice(d->text, d->line.text + box.nsigns, d->line.end));
	if (!(slashes ? read_slashed : read_opening)(rest, &name, &title))
		return false;
	/* Without an end it is a line of text. */
	close = dialect_find(d, slashes ? "\n///" : ":::", d->line.end, d->text.len);
	if (close == d->text.len)
		return false;
	kind = dialect_box_title(name);
	box.quote = kind != NULL;
	if (str_is_case(name, "v-pre") || str_is_case(name, "raw"))
		d->raw_end = close;
	dialect_head(d);
	dialect_box_open(d, box, kind, title);
	if (str_is(name, "tab")) {
		dialect_put_strong(d, title);
		dialect_puts(d, "  ");
	}
	d->block.leaf = LEAF_NONE;
	d->at = d->line.end;
	return true;
}

/* --- callouts ---------------------------------------------------------- */

bool
dialect_read_callout(struct dialect *d)
{
	struct str line = str_slice(d->text, d->line.text, d->line.end), kind, title;
	struct strbuf lead = STRBUF_INIT;
	const char *mark;
	size_t close, n = 2;

	if (!d->line.new_quote || !str_starts(line, STR("[!")))
		return false;
	close = str_find(line, ']');
	while (n < close && (ascii_is_word(line.p[n]) || line.p[n] == '-' || line.p[n] == '_'))
		n++;
	if (n == 2 || close == line.len || (n < close && line.p[n] != '|'))
		return false;
	kind = str_slice(line, 2, n);
	title = str_from(line, close + 1);
	if (title.len > 0 && (title.p[0] == '(' || title.p[0] == '['))
		return false;
	if (title.len > 0 && (title.p[0] == '-' || title.p[0] == '+'))
		title = str_from(title, 1);
	title = str_trim(title);
	if (title.len == 0 && close + 1 == line.len && n == close && has_mark(kind))
		return false;
	dialect_head(d);
	if (title.len == 0 || str_eq_case(title, kind)) {
		dialect_box_name(&lead, kind);
		put_first_line(d, strbuf_str(&lead), STR_NONE);
	} else {
		mark = str_find(title, '*') == title.len ? "**" : "";
		dialect_box_name(&lead, kind);
		dialect_puts(d, mark);
		dialect_put(d, strbuf_str(&lead));
		dialect_puts(d, ": ");
		d->at = (size_t)(title.p - d->text.p);
		dialect_inner(d, d->at + title.len);
		dialect_puts(d, mark);
		dialect_puts(d, "  ");
	}
	strbuf_done(&lead);
	d->at = d->line.end;
	return true;
}
