/* document.c - an article's tree, written onto any sheet. */
#include "render/document_parts.h"

#include "base/utf8.h"
#include "render/alert.h"
#include "render/fence.h"
#include "render/table.h"

/* Links come below what they stand in: a paragraph, else the whole outermost
 * quote or item. */
static void
end_block(struct writer *w)
{
	w->ruled = w->linked = false;
	if (w->nopen == 0)
		gather_end_block(&w->in.links);
}

/* Links that are a block of their own are not taken for those of the block
 * above, but stand together with others like them. */
static void
begin_links(struct writer *w)
{
	if (w->nopen == 0 && !w->linked)
		sheet_blank(w->sheet);
}

/* --- text ------------------------------------------------------------ */

static void
write_lines(struct writer *w)
{
	struct str rest, line;
	bool first = true;

	strbuf_insert(&w->in.text, 0, w->lead);
	w->lead = STR_NONE;
	for (rest = strbuf_str(&w->in.text); str_cut(&rest, '\n', &line);) {
		if (inline_is_blank(line))
			continue;
		if (first)
			sheet_text(w->sheet, line);
		else
			sheet_line(w->sheet, line);
		first = false;
	}
}

/* A lead that no paragraph came for stands alone. */
void
document_write_lead(struct writer *w)
{
	if (w->lead.len > 0) {
		sheet_text(w->sheet, w->lead);
		w->lead = STR_NONE;
	}
}

/* The inlines of a paragraph from first up to end, as text or as links alone. */
static void
write_part(struct writer *w, const struct doc_node *first, const struct doc_node *end)
{
	bool links = !sheet_numbers_links(w->sheet) && w->lead.len == 0 && inline_is_links(first, end);

	inline_write_part(&w->in, first, end, true);
	links = links && w->in.nlinks > 0 && w->in.nlost == 0;
	if (links) {
		begin_links(w);
		gather_write_alone(&w->in.links);
	} else {
		write_lines(w);
	}
	end_block(w);
	w->linked = links;
}

/* Images on lines of their own among a paragraph's text stand alone, as if
 * there were blank lines around. */
static void
write_paragraph(struct writer *w, const struct doc_node *first)
{
	const struct doc_node *end;
	bool images = true;

	if (w->nopen > 0 || w->lead.len > 0 || (first != NULL && !inline_may_hold_images(first))) {
		write_part(w, first, NULL);
		return;
	}
	for (; first != NULL; first = end) {
		end = images ? inline_after_images(first) : inline_next_images(first);
		if (end != first)
			write_part(w, first, end);
		images = !images;
	}
}

static bool
is_title(struct writer *w, const struct doc_node *n)
{
	struct strbuf text = STRBUF_INIT;
	bool first = !w->headed, r;

	w->headed = true;
	if (!first || w->document->title.len == 0 || w->nopen > 0 ||
	    (n->number != 1 && n != document_beginning(w->root)))
		return false;
	document_plain(n, &text);
	r = document_same_title(strbuf_str(&text), w->document->title);
	strbuf_done(&text);
	return r;
}

static void
write_heading(struct writer *w, const struct doc_node *n)
{
	bool title = is_title(w, n);

	inline_write(&w->in, n->first, false);
	if (!title)
		sheet_heading(w->sheet, n->number, strbuf_str(&w->in.text));
	end_block(w);
}

/* Its title stands above, where the site shows it; clients hide what stands
 * behind a fence. */
static void
write_code(struct writer *w, const struct doc_node *n)
{
	struct str title = fence_title(n->title);

	if (title.len > 0)
		sheet_text(w->sheet, title);
	sheet_verbatim(w->sheet, fence_language(n->title), n->text);
	end_block(w);
}

/* --- containers ------------------------------------------------------ */

static void
open_quote(struct writer *w)
{
	sheet_open_quote(w->sheet);
	if (w->nopen++ == 0)
		w->in_item = false;
	w->nquotes++;
}

static void
open_item(struct writer *w, const struct doc_node *item)
{
	sheet_open_item(w->sheet, item->ordered, item->number, (int)item->task);
	if (w->nopen++ == 0)
		w->in_item = true;
}

/* An item's links stand directly below it, so they are part of it. */
static void
shut(struct writer *w)
{
	document_write_lead(w);
	if (w->nopen == 1 && w->in_item)
		gather_end_block(&w->in.links);
	sheet_close(w->sheet);
	w->nopen--;
	end_block(w);
}

static void
write_quote(struct writer *w, const struct doc_node *n)
{
	enum word word = alert_word(n);
	const struct doc_node *first = n->first;

	open_quote(w);
	if (word != WORD_COUNT) {
		const struct doc_node *mark = first->first;

		w->lead = arena_strf(w->arena, "%s%s", word_of(&w->sheet->words, word),
		    word_of(&w->sheet->words, WORD_COLON));
		/* Behind the mark is the end of its line. */
		if (mark->next != NULL)
			write_paragraph(w, mark->next->next);
		first = first->next;
	}
	document_write_blocks(w, first);
	w->nquotes--;
	shut(w);
}

/* Whether an item holds more than a paragraph and lists: then a blank line
 * keeps the items apart. */
static bool
is_long(const struct doc_node *item)
{
	size_t n = 0;

	for (const struct doc_node *c = item->first; c != NULL; c = c->next)
		n += c->kind != DOC_LIST;
	return n > 1;
}

/* The link that a whole item becomes: it begins the item's only paragraph. */
static const struct doc_node *
item_link(const struct doc_node *item)
{
	const struct doc_node *c = item->first;

	if (c == NULL || c->kind != DOC_PARAGRAPH || c->first == NULL)
		return NULL;
	for (c = c->next; c != NULL; c = c->next)
		if (c->kind != DOC_LIST)
			return NULL;
	return inline_leading_link(item->first->first);
}

static bool
are_links(const struct writer *w, const struct doc_node *list)
{
	/* A quote cannot hold link lines. */
	if (sheet_numbers_links(w->sheet) || w->nquotes > 0)
		return false;
	for (const struct doc_node *item = list->first; item != NULL; item = item->next)
		if (item_link(item) == NULL)
			return false;
	return true;
}

/* A paragraph that becomes the label of its link. */
static void
write_label(struct writer *w, const struct doc_node *paragraph)
{
	struct gather *links = &w->in.links;
	size_t n = links->n;

	inline_write(&w->in, paragraph->first, false);
	if (links->n == n + 1) {
		gather_label(links, n, inline_one_line(&w->in), inline_leading_link(paragraph->first)->title);
		gather_write_alone(links);
	} else {
		write_lines(w);
	}
}

static void
write_item(struct writer *w, const struct doc_node *item, bool is_link)
{
	const struct doc_node *first = item->first;

	open_item(w, item);
	if (is_link) {
		write_label(w, first);
		first = first->next;
	}
	document_write_blocks(w, first);
	shut(w);
}

static void
write_list(struct writer *w, const struct doc_node *list)
{
	bool links = are_links(w, list), apart = false;

	for (const struct doc_node *item = list->first; item != NULL; item = item->next)
		apart = apart || is_long(item);
	if (links)
		begin_links(w);
	for (const struct doc_node *item = list->first; item != NULL; item = item->next) {
		if (apart && item != list->first)
			sheet_blank(w->sheet);
		if (item->kind == DOC_ITEM)
			write_item(w, item, links);
	}
	/* Two lists are two. */
	if (list->next != NULL && list->next->kind == DOC_LIST)
		sheet_blank(w->sheet);
}

/* --- blocks ---------------------------------------------------------- */

static void
write_rule(struct writer *w)
{
	if (!w->ruled)
		sheet_rule(w->sheet);
	w->ruled = true;
}

static void
write_block(struct writer *w, const struct doc_node *n)
{
	switch (n->kind) {
	case DOC_PARAGRAPH:
		write_paragraph(w, n->first);
		break;
	case DOC_HEADING:
		document_write_lead(w);
		write_heading(w, n);
		break;
	case DOC_QUOTE:
		document_write_lead(w);
		write_quote(w, n);
		break;
	case DOC_LIST:
		document_write_lead(w);
		write_list(w, n);
		break;
	case DOC_CODE_BLOCK:
		document_write_lead(w);
		write_code(w, n);
		break;
	case DOC_HTML_BLOCK:
		document_write_html(w, n);
		break;
	case DOC_TABLE:
		document_write_lead(w);
		table_write(n, w->sheet, &w->in, w->arena);
		end_block(w);
		break;
	case DOC_RULE:
		document_write_lead(w);
		write_rule(w);
		break;
	case DOC_FOOTNOTE:
		break;
	default:
		document_write_blocks(w, n->first);
		break;
	}
}

void
document_write_blocks(struct writer *w, const struct doc_node *first)
{
	for (const struct doc_node *n = first; n != NULL; n = n->next)
		write_block(w, n);
}

/* The notes stand at the end of the tree, in the order of their numbers. */
static void
write_notes(struct writer *w, const struct doc_node *root)
{
	const char *sign = sheet_numbers_links(w->sheet) ? "^" : "";
	bool ruled = false;

	for (const struct doc_node *n = root->first; n != NULL; n = n->next) {
		if (n->kind != DOC_FOOTNOTE || n->first == NULL)
			continue;
		if (!ruled)
			write_rule(w);
		ruled = true;
		w->lead = arena_strf(w->arena, "[%s%u] ", sign, n->number);
		document_write_blocks(w, n->first);
		document_write_lead(w);
	}
}

void
document_write(const struct document *d, struct sheet *sheet, struct arena *scratch)
{
	struct writer w = {
		.document = d,
		.sheet = sheet,
		.arena = scratch,
		.html = { .diags = d->diags, .path = d->path },
	};
	bool emphasis = sheet->emphasis;

	w.root = html_join(scratch, d->root, &w.html);
	if (d->look.emphasis != LOOK_UNSAID)
		sheet->emphasis = d->look.emphasis == LOOK_FIRST;
	inline_init(&w.in, d, sheet, scratch);
	document_write_blocks(&w, w.root->first);
	write_notes(&w, w.root);
	gather_write_held(&w.in.links);
	inline_done(&w.in);
	sheet->emphasis = emphasis;
}
