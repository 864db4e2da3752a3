/* convert_cmark.c - cmark-gfm by itself, as a yardstick. */

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"

#define ARENA_SIZE ((size_t)64 * 1024 * 1024)	/* [bytes]; only what is used is ever touched */
#define HEADER 16				/* [bytes] before each piece: its size */

static const char *const extension_names[] = { "table", "strikethrough", "tasklist", "autolink" };
#define NEXTENSIONS (sizeof extension_names / sizeof extension_names[0])

static char *arena;
static size_t arena_used;

static void *
bump(size_t size)
{
	size_t whole = HEADER + ((size + 15) & ~(size_t)15);
	char *p = arena + arena_used;

	if (whole > ARENA_SIZE - arena_used) {
		fprintf(stderr, "convert: a document takes more than %zu bytes\n", ARENA_SIZE);
		exit(2);
	}
	arena_used += whole;
	memcpy(p, &size, sizeof size);
	return p + HEADER;
}

static void *
bump_calloc(size_t n, size_t size)
{
	void *p = bump(n * size);

	return memset(p, 0, n * size);
}

static void *
bump_realloc(void *old, size_t size)
{
	void *p;
	size_t had;

	if (old == NULL)
		return bump(size);
	memcpy(&had, (char *)old - HEADER, sizeof had);
	if (size <= had)
		return old;
	p = bump(size);
	return memcpy(p, old, had);
}

static void
bump_free(void *p)
{
	(void)p;
}

static cmark_mem bump_mem = { bump_calloc, bump_realloc, bump_free };

static cmark_node *
parse(const char *text, size_t len, int options, size_t nextensions, cmark_mem *mem)
{
	static cmark_syntax_extension *extensions[NEXTENSIONS];
	cmark_parser *parser;
	cmark_node *root;

	if (extensions[0] == NULL) {
		cmark_gfm_core_extensions_ensure_registered();
		for (size_t i = 0; i < NEXTENSIONS; i++)
			extensions[i] = cmark_find_syntax_extension(extension_names[i]);
	}
	parser = cmark_parser_new_with_mem(options, mem);
	for (size_t i = 0; i < nextensions; i++)
		cmark_parser_attach_syntax_extension(parser, extensions[i]);
	cmark_parser_feed(parser, text, len);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

static size_t
parse_in_arena(const char *text, size_t len, int options, size_t nextensions)
{
	size_t used;

	if (arena == NULL && (arena = malloc(ARENA_SIZE)) == NULL) {
		fprintf(stderr, "convert: %s\n", strerror(errno));
		exit(2);
	}
	parse(text, len, options, nextensions, &bump_mem);
	used = arena_used;
	arena_used = 0;
	return used;
}

static size_t
arena_gfm(const char *text, size_t len)
{
	return parse_in_arena(text, len, CMARK_OPT_FOOTNOTES, NEXTENSIONS);
}

static size_t
arena_plain(const char *text, size_t len)
{
	return parse_in_arena(text, len, CMARK_OPT_DEFAULT, 0);
}

static size_t
to_commonmark(const char *text, size_t len)
{
	cmark_mem *mem = cmark_get_default_mem_allocator();
	cmark_node *root = parse(text, len, CMARK_OPT_FOOTNOTES, NEXTENSIONS, mem);
	char *out = cmark_render_commonmark_with_mem(root, CMARK_OPT_FOOTNOTES, 0, mem);
	size_t n = strlen(out);

	mem->free(out);
	cmark_node_free(root);
	return n;
}

static size_t
to_html(const char *text, size_t len)
{
	cmark_mem *mem = cmark_get_default_mem_allocator();
	cmark_node *root = parse(text, len, CMARK_OPT_FOOTNOTES, NEXTENSIONS, mem);
	char *out = cmark_render_html_with_mem(root, CMARK_OPT_FOOTNOTES, NULL, mem);
	size_t n = strlen(out);

	mem->free(out);
	cmark_node_free(root);
	return n;
}

const struct converter convert_cmark_arena = { "cmark-arena", arena_gfm };
const struct converter convert_cmark_arena_plain = { "cmark-arena-plain", arena_plain };
const struct converter convert_cmark_commonmark = { "cmark-commonmark", to_commonmark };
const struct converter convert_cmark_html = { "cmark-html", to_html };
