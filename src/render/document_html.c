/* document_html.c - blocks of HTML, and the comments among it that ask for a list. */
#include "content/directive.h"
#include "render/document_parts.h"
#include "render/html.h"

/* Elements whose contents are no HTML. */
static bool
is_raw(struct str html)
{
	static const char *const starts[] = { "<script", "<style", "<pre", "<textarea" };

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (str_starts_case(str_trim(html), str_of(starts[i])))
			return true;
	return false;
}

static void
write_directive(struct writer *w, struct str words, unsigned line)
{
	const struct document *d = w->document;

	document_write_lead(w);
	if (w->nopen == 0)
		gather_end_block(&w->in.links);
	sheet_blank(w->sheet);
	d->place(d->place_arg, w->sheet, words, line);
	sheet_blank(w->sheet);
	w->ruled = w->linked = false;
}

void
document_write_html(struct writer *w, const struct doc_node *n)
{
	struct str rest = n->text, words;
	unsigned line = n->line;
	size_t from, to;

	while (w->document->place != NULL && !is_raw(n->text) && directive_find(rest, &from, &to, &words)) {
		document_write_blocks(w, html_tree(w->arena, str_slice(rest, 0, from), line, &w->html)->first);
		write_directive(w, words, line + (unsigned)str_count(str_slice(rest, 0, from), '\n'));
		line += (unsigned)str_count(str_slice(rest, 0, to), '\n');
		rest = str_from(rest, to);
	}
	document_write_blocks(w, html_tree(w->arena, rest, line, &w->html)->first);
}
