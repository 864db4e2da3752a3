/* convert_marmot.c - Marmot's own way from Markdown to gemtext. */

#include "content/markdown.h"
#include "convert.h"
#include "render/document.h"

static size_t
convert(const char *text, size_t len)
{
	/* Kept from one to the next, as a worker keeps its own. */
	static struct arena arena;
	static struct strbuf out = STRBUF_INIT;
	const struct capsule capsule = { .host = STR("localhost"), .gemini_port = 1965 };
	struct diag_list diags;
	struct document document = { .diags = &diags };
	struct sheet sheet;

	if (arena.chunk_size == 0)
		arena_init(&arena, 0);
	diag_list_init(&diags);
	strbuf_reset(&out);
	document.root = markdown_parse(&arena, (struct str){ text, len }, STR("corpus.md"), 1, &diags);
	sheet_init(&sheet, SHEET_GEMTEXT, SCHEME_GEMINI, &capsule, &out, 0);
	document_write(&document, &sheet, &arena);
	sheet_end(&sheet);
	sheet_done(&sheet);
	diag_list_done(&diags);
	arena_reset(&arena);
	return out.len;
}

const struct converter convert_marmot = { "marmot", convert };
