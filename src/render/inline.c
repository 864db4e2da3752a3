/* inline.c - what stands in a paragraph, as a line of text and links. */
#include "render/inline_parts.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

void
inline_init(struct inlines *in, const struct document *d, struct sheet *sheet,
    struct arena *arena)
{
	*in = (struct inlines){ .sheet = sheet, .arena = arena, .text = STRBUF_INIT };
	gather_init(&in->links, d, sheet, arena);
}

void
inline_done(struct inlines *in)
{
	gather_done(&in->links);
	strbuf_done(&in->text);
}

/* --- nodes ----------------------------------------------------------- */

static void write_nodes(struct inlines *in, const struct doc_node *first, const struct doc_node *end);

/* The text that a node begins with, for what stands before it. */
static struct str
first_text(const struct doc_node *n)
{
	while (n->first != NULL)
		n = n->first;
	return n->text.len > 0 ? n->text : STR("a");
}

static bool
is_digit(struct str s, size_t at)
{
	return at < s.len && ascii_is_digit(s.p[at]);
}

/* "640*480*24" is no emphasis, whatever Markdown says of it. */
static bool
is_product(const struct inlines *in, const struct doc_node *n)
{
	struct str before = strbuf_str(&in->text);

	return n->kind == DOC_EMPH && !in->soft && n->first != NULL && n->next != NULL &&
	    before.len > 0 && is_digit(before, before.len - 1) && is_digit(first_text(n), 0) &&
	    is_digit(first_text(n->next), 0);
}

static void
write_emphasis(struct inlines *in, const struct doc_node *n, char sign)
{
	size_t mark, end;

	if (is_product(in, n)) {
		inline_add_text(in, STR("*"));
		write_nodes(in, n->first, NULL);
		inline_add_text(in, STR("*"));
		return;
	}
	if (!in->keeps_marks || n->first == NULL) {
		write_nodes(in, n->first, NULL);
		return;
	}
	if (in->soft)
		inline_settle_soft(in, first_text(n));
	mark = inline_add_mark(in, sign);
	write_nodes(in, n->first, NULL);
	end = inline_add_mark(in, sign);
	in->marks[mark].partner = end;
	in->marks[end].partner = mark;
	if (in->marks[end].at == in->marks[mark].at + 1)
		inline_kill_mark(in, mark);
}

static void
write_link(struct inlines *in, const struct doc_node *n)
{
	inline_end_link(in);
	if (in->soft)
		inline_settle_soft(in, first_text(n));
	inline_begin_link(in, n->url, n->title, n->line);
	write_nodes(in, n->first, NULL);
	inline_end_link(in);
}

static void
write_node(struct inlines *in, const struct doc_node *n)
{
	switch (n->kind) {
	case DOC_TEXT:
		inline_add_text(in, n->text);
		break;
	case DOC_SOFT_BREAK:
		in->soft = true;
		break;
	case DOC_HARD_BREAK:
		inline_add_break(in);
		break;
	case DOC_CODE:
		inline_add_code(in, n->text);
		break;
	case DOC_EMPH:
		write_emphasis(in, n, '_');
		break;
	case DOC_STRONG:
		write_emphasis(in, n, '*');
		break;
	case DOC_STRIKE:
		inline_add_text(in, STR("~~"));
		write_nodes(in, n->first, NULL);
		inline_add_text(in, STR("~~"));
		break;
	case DOC_LINK:
		write_link(in, n);
		break;
	case DOC_IMAGE:
		inline_write_node_image(in, n);
		break;
	case DOC_FOOTNOTE_REF:
		if (in->soft)
			inline_settle_soft(in, STR("["));
		strbuf_addf(&in->text, sheet_numbers_links(in->sheet) ? "[^%u]" : "[%u]", n->number);
		break;
	default:
		write_nodes(in, n->first, NULL);
		break;
	}
}

static void
write_nodes(struct inlines *in, const struct doc_node *first, const struct doc_node *end)
{
	for (const struct doc_node *n = first; n != end; n = n->next) {
		if (n->kind == DOC_HTML)
			inline_write_html(in, n);
		else if (in->mute.p == NULL)
			write_node(in, n);
	}
}

void
inline_write(struct inlines *in, const struct doc_node *first, bool marks)
{
	inline_write_part(in, first, NULL, marks);
}

void
inline_write_part(struct inlines *in, const struct doc_node *first, const struct doc_node *end,
    bool marks)
{
	strbuf_reset(&in->text);
	in->nmarks = 0;
	in->nlinks = in->nlost = 0;
	in->soft = false;
	in->mute = STR_NONE;
	in->sourceless = false;
	in->nunended = 0;
	in->link.open = false;
	in->keeps_marks = marks && sheet_keeps_emphasis(in->sheet);
	write_nodes(in, first, end);
	inline_end_link(in);
	if (in->nmarks > 0)
		inline_thin_marks(in);
}

/* Whether a line goes on in the next one without a sign between. */
static bool
ends_in_sign(struct str line)
{
	size_t at;

	if (line.len == 0)
		return false;
	at = utf8_before(line, line.len);
	return !utf8_is_letter(utf8_next(line, &at)) && strchr(")]`\"'", line.p[line.len - 1]) == NULL;
}

struct str
inline_one_line(struct inlines *in)
{
	const char *dash = in->sheet->form == SHEET_GEMTEXT ? " \xE2\x80\x93 " : " - ";
	struct strbuf label = STRBUF_INIT;
	struct str rest = strbuf_str(&in->text), line;

	in->nmarks = 0;
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (label.len > 0 && line.len > 0)
			strbuf_adds(&label, ends_in_sign(strbuf_str(&label)) ? " " : dash);
		strbuf_addstr(&label, line);
	}
	line = arena_str(in->arena, strbuf_str(&label));
	strbuf_done(&label);
	return line;
}
