/*
 * markdown_fuzz.c - what must hold for any bytes that are taken as an article:
 * the tree keeps what doc.h says of it, each form of its page is valid, there
 * is no link line the tree knows nothing of, and the same bytes give the same
 * page.  How many bytes there are says in what look they are shown.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "content/markdown.h"
#include "content/markdown_gate.h"
#include "render/document.h"

#include "../lib/line_mutator.h"
#include "../lib/sheet_check.h"

LINE_MUTATOR_DEFINE

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct capsule capsule = {
	.host = { "localhost", 9 }, .gemini_port = 1965, .gopher_port = 70,
};

static bool
has_control(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			return true;
	}
	return false;
}

/* What a node of that kind may be in. */
static bool
may_hold(enum doc_kind parent, enum doc_kind child)
{
	switch (parent) {
	case DOC_LIST:
		return child == DOC_ITEM;
	case DOC_TABLE:
		return child == DOC_ROW;
	case DOC_ROW:
		return child == DOC_CELL;
	case DOC_ROOT:
	case DOC_QUOTE:
	case DOC_ITEM:
	case DOC_FOOTNOTE:
		return doc_is_block(child) && child != DOC_ITEM && child != DOC_ROW && child != DOC_CELL;
	case DOC_PARAGRAPH:
	case DOC_HEADING:
	case DOC_CELL:
	case DOC_EMPH:
	case DOC_STRONG:
	case DOC_STRIKE:
	case DOC_LINK:
	case DOC_IMAGE:
		return !doc_is_block(child);
	default:
		return false;
	}
}

/* The number of links and images, and of pieces of HTML that may hold some. */
static size_t
check_tree(const struct doc_node *root)
{
	size_t nlinks = 0;

	for (const struct doc_node *n = root; n != NULL; n = doc_walk(n, root)) {
		size_t depth = 0;

		for (const struct doc_node *p = n; p != root; p = p->parent)
			depth++;
		assert(depth <= DOC_DEPTH_MAX);
		assert(n == root || may_hold(n->parent->kind, n->kind));
		assert(utf8_valid(n->text) && utf8_valid(n->url) && utf8_valid(n->title));
		assert(!has_control(n->url) && !has_control(n->title));
		assert(n->kind != DOC_TEXT || !has_control(n->text));
		nlinks += n->kind == DOC_LINK || n->kind == DOC_IMAGE;
		if (n->kind == DOC_HTML || n->kind == DOC_HTML_BLOCK)
			nlinks += n->text.len / 4;
	}
	return nlinks;
}

static uint8_t
width_of(size_t size)
{
	return size % 4 == 0 ? 0 : (uint8_t)(LOOK_WIDTH_MIN + size % (LOOK_WIDTH_MAX - LOOK_WIDTH_MIN + 1));
}

static struct look
look_of(size_t size)
{
	return (struct look){
		.links = (uint8_t)(size % 3), .emphasis = (uint8_t)(size / 3 % 3), .images = (uint8_t)(size / 9 % 3),
		.gopher_ascii = (uint8_t)(size / 27 % 3), .menu_width = width_of(size), .text_width = width_of(size / 4),
	};
}

static void
write_page(struct str text, enum sheet_form form, struct strbuf *out, size_t *ret_nlinks)
{
	struct arena arena, scratch;
	struct diag_list diags;
	struct document d = { .path = STR("f.md"), .diags = &diags, .look = look_of(text.len) };
	struct sheet sheet;

	arena_init(&arena, 0);
	arena_init(&scratch, 0);
	diag_list_init(&diags);
	d.root = markdown_parse(&arena, text, d.path, 1, &diags);
	*ret_nlinks = check_tree(d.root);
	sheet_init(&sheet, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER, &capsule, out, 0);
	sheet_set_look(&sheet, &d.look);
	document_write(&d, &sheet, &scratch);
	sheet_end(&sheet);
	sheet_done(&sheet);
	diag_list_done(&diags);
	arena_done(&scratch);
	arena_done(&arena);
}

/* The text as one block at the end of a long article, where blocks are counted sign by sign. */
static void
check_gate(struct str text)
{
	struct strbuf content = STRBUF_INIT;
	struct gate gate = {
		.path = STR("f.md"), .autolinks = text.len % 2 == 0, .unseen = GATE_UNSEEN_MAX,
		.nmarks = text.len % 3 == 0 ? GATE_NODES_MAX - 1 : 0, .work = text.len % 5 == 0 ? GATE_WORK_MAX - 100 : 0,
	};

	utf8_clean(&content, text);
	(void)gate_admits(&gate, strbuf_str(&content), 1);
	assert(gate.nmarks <= GATE_NODES_MAX && gate.work <= GATE_WORK_MAX);
	strbuf_done(&content);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;

	for (enum sheet_form form = SHEET_GEMTEXT; form <= SHEET_PLAIN; form++) {
		struct sheet_check check = { .form = form, .width = look_of(size).menu_width };
		const char *wrong;
		size_t nlinks;

		strbuf_reset(&out);
		write_page(text, form, &out, &nlinks);
		wrong = sheet_check(&check, strbuf_str(&out));
		if (wrong != NULL) {
			fprintf(stderr, "line %zu: %s\n%s\n", check.line, wrong, out.buf);
			abort();
		}
		assert(form == SHEET_PLAIN || check.census.links <= nlinks);
	}
	/* The last page once more. */
	write_page(text, SHEET_PLAIN, &again, &(size_t){ 0 });
	assert(str_eq(strbuf_str(&out), strbuf_str(&again)));
	strbuf_done(&again);
	strbuf_done(&out);
	check_gate(text);
	return 0;
}
