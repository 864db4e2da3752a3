/*
 * convert.h - converters of Markdown, side by side in one process.
 */
#ifndef BENCH_CONVERT_H
#define BENCH_CONVERT_H

#include <stddef.h>

struct converter {
	const char *name;
	/* Converts one document and gives back all it took; returns the bytes
	 * made (a parser that writes nothing: the nodes). */
	size_t (*convert)(const char *text, size_t len);
};

extern const struct converter convert_marmot;
/* The same onto a menu and as plain text; what a catalogue reads of an article. */
extern const struct converter convert_marmot_menu, convert_marmot_text, convert_marmot_article;
/* cmark-gfm with the extensions Marmot uses, and without: parse into a bump
 * arena that is reused; parse by malloc and write CommonMark, or HTML. */
extern const struct converter convert_cmark_arena, convert_cmark_arena_plain, convert_cmark_commonmark,
    convert_cmark_html;
/* lowdown's library; name is NULL when it was not there to build with. */
extern const struct converter convert_lowdown;

/* Document i of a corpus that is always the same, about 8 KB; the caller's to free. */
char *corpus_document(unsigned i, size_t *ret_len);

#endif
