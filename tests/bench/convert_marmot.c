/* convert_marmot.c - Marmot's own way from Markdown to what readers get. */

#include "content/article.h"
#include "content/markdown.h"
#include "convert.h"
#include "net/worker.h"
#include "render/document.h"

static const struct capsule capsule = {
	.host = { "localhost", 9 }, .gemini_port = 1965, .gopher_port = 70,
};

static size_t
convert(const char *text, size_t len, enum sheet_form form)
{
	/* Kept from one to the next, as a worker keeps its own. */
	static struct arena arena;
	static struct strbuf out = STRBUF_INIT;
	struct diag_list diags;
	struct document document = { .diags = &diags };
	struct sheet sheet;

	if (arena.chunk_size == 0)
		arena_init(&arena, WORKER_SCRATCH_SIZE);
	diag_list_init(&diags);
	strbuf_reset(&out);
	document.root = markdown_parse(&arena, (struct str){ text, len }, STR("corpus.md"), 1, &diags);
	sheet_init(&sheet, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER, &capsule, &out, 0);
	document_write(&document, &sheet, &arena);
	sheet_end(&sheet);
	sheet_done(&sheet);
	diag_list_done(&diags);
	arena_reset(&arena);
	return out.len;
}

static size_t
to_gemtext(const char *text, size_t len)
{
	return convert(text, len, SHEET_GEMTEXT);
}

static size_t
to_menu(const char *text, size_t len)
{
	return convert(text, len, SHEET_MENU);
}

static size_t
to_text(const char *text, size_t len)
{
	return convert(text, len, SHEET_PLAIN);
}

static size_t
to_article(const char *text, size_t len)
{
	struct arena arena, scratch;
	struct article article;

	arena_init(&arena, 0);
	arena_init(&scratch, 0);
	article_read(&article, (struct str){ text, len }, STR("corpus.md"), &capsule, false, &arena, &scratch,
	    NULL);
	arena_done(&scratch);
	arena_done(&arena);
	return sizeof article;
}

const struct converter convert_marmot = { "marmot", to_gemtext };
const struct converter convert_marmot_menu = { "marmot-menu", to_menu };
const struct converter convert_marmot_text = { "marmot-text", to_text };
const struct converter convert_marmot_article = { "marmot-article", to_article };
