/*
 * census.c - reads a folder of articles and says what of them is not in their
 * pages: census [--assets DIR]... CONTENT
 *
 * Exit status: 0 when nothing is missing, 1 when something is, 2 on trouble.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "content/markdown.h"

#include "../lib/census.h"

#define ASSETS_MAX 8

static void
take_form(struct document *d, enum sheet_form form, struct census *census)
{
	struct arena scratch;
	struct diag_list diags;
	struct strbuf page = STRBUF_INIT;
	struct sheet sheet;

	arena_init(&scratch, 0);
	diag_list_init(&diags);
	d->diags = &diags;
	sheet_init(&sheet, form, SCHEME_GEMINI, d->catalogue->capsule, &page, 0);
	document_write(d, &sheet, &scratch);
	sheet_end(&sheet);
	sheet_done(&sheet);
	census_take(census, d, form, strbuf_str(&page), &scratch);
	strbuf_done(&page);
	diag_list_done(&diags);
	arena_done(&scratch);
}

/* What is counted in gemtext goes to census, what is missing elsewhere too. */
static void
take(const struct catalogue *c, const struct article *article, struct census *census)
{
	struct strbuf body = STRBUF_INIT;
	struct census others;
	struct arena arena;
	struct document d = { .catalogue = c, .article = article, .path = article->file,
	    .title = article->title };
	unsigned line;

	arena_init(&arena, 0);
	census_init(&others);
	if (catalogue_read_body(c, article, &body, &line) == 0) {
		d.root = markdown_parse(&arena, strbuf_str(&body), article->file, line, NULL);
		take_form(&d, SHEET_GEMTEXT, census);
		take_form(&d, SHEET_MENU, &others);
		take_form(&d, SHEET_PLAIN, &others);
		census->missing += others.missing;
		strbuf_addstr(&census->complaints, strbuf_str(&others.complaints));
	} else {
		fprintf(stderr, "census: %.*s cannot be read\n", STR_ARG(article->file));
	}
	census_done(&others);
	arena_done(&arena);
	strbuf_done(&body);
}

int
main(int argc, char **argv)
{
	const char *assets[ASSETS_MAX], *why;
	struct capsule capsule = { .host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70,
	    .asset_dirs = assets };
	struct catalogue *c;
	struct census census;
	int at = 1, error;

	for (; at + 2 < argc && strcmp(argv[at], "--assets") == 0 && capsule.nasset_dirs < ASSETS_MAX; at += 2)
		assets[capsule.nasset_dirs++] = argv[at + 1];
	if (at + 1 != argc) {
		fprintf(stderr, "usage: census [--assets DIR]... CONTENT\n");
		return 2;
	}
	capsule.content_dir = argv[at];
	c = catalogue_build(&capsule, NULL, (int64_t)time(NULL), &error, &why);
	if (c == NULL) {
		fprintf(stderr, "census: %s: %s (%s)\n", argv[at], why, strerror(-error));
		return 2;
	}
	census_init(&census);
	for (size_t i = 0; i < c->narticles; i++)
		take(c, c->articles[i], &census);
	fputs(census.complaints.buf, stdout);
	printf("%zu articles: %zu links, %zu images, %zu lines of code, %zu pieces of text;\n"
	    "of the links and images %zu lead into their own page, %zu have targets that are\n"
	    "left out and named, %zu stand twice in a block; missing: %zu\n", c->narticles, census.links,
	    census.images, census.code, census.texts, census.fragments, census.refused, census.repeated,
	    census.missing);
	error = census.missing > 0;
	census_done(&census);
	catalogue_release(c);
	return error;
}
