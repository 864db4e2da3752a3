#include "page/excerpt.h"

#include "base/utf8.h"
#include "render/document.h"

/* [bytes] of a text that are looked at for its first paragraph */
#define EXCERPT_SOURCE_MAX ((size_t)16 * 1024)

#define DEFINITIONS_MAX ((size_t)64 * 1024)	/* [bytes] of targets behind that are looked at */

/* Where the author's <!-- more --> mark begins, or text.len. */
static size_t
find_more(struct str text)
{
	static const char *const marks[] = { "<!-- more -->", "<!--more-->" };
	size_t best = text.len;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t at = str_search(text, str_of(marks[i]));

		if (at < best)
			best = at;
	}
	return best;
}

/* The part of text before end, and what defines the targets of its links, which
 * may stand behind that. */
static struct str
cut_source(struct arena *a, struct str text, size_t end)
{
	struct strbuf source = STRBUF_INIT;
	struct str rest = str_from(text, end), line, kept;

	strbuf_addstr(&source, str_slice(text, 0, end));
	strbuf_adds(&source, "\n\n");
	for (size_t at; source.len < end + DEFINITIONS_MAX && (at = str_search(rest, STR("]:"))) < rest.len;
	    rest = str_from(rest, at)) {
		size_t from = str_rfind(str_slice(rest, 0, at), '\n');

		from = from < at ? from + 1 : 0;
		at += str_find(str_from(rest, at), '\n');
		line = str_slice(rest, from, at);
		if (str_starts(str_trim(line), STR("[")) && line.len <= DEFINITIONS_MAX) {
			strbuf_addstr(&source, line);
			strbuf_adds(&source, "\n\n");
		}
	}
	kept = arena_str(a, strbuf_str(&source));
	strbuf_done(&source);
	return kept;
}

/* Leaves the blocks out that begin behind line: what was kept of there defines targets, or only
 * looks as if it did. */
static void
cut_blocks(struct doc_node *root, unsigned line)
{
	struct doc_node **n = &root->first;

	while (*n != NULL && (*n)->line <= line)
		n = &(*n)->next;
	*n = NULL;
}

/* All paragraphs of root, one blank between them. */
static void
add_paragraphs(const struct doc_node *root, struct strbuf *out)
{
	for (const struct doc_node *n = root->first; n != NULL; n = n->next) {
		if (n->kind != DOC_PARAGRAPH)
			continue;
		if (out->len > 0)
			strbuf_addc(out, ' ');
		document_plain(n, out);
	}
}

void
excerpt_add(struct strbuf *out, const struct catalogue *c, const struct article *article, struct arena *trees)
{
	struct strbuf body = STRBUF_INIT, plain = STRBUF_INIT;
	struct doc_node *root;
	struct str text;
	unsigned line, last;
	size_t more, end;

	if (article->excerpt.len > 0) {
		document_cut(out, article->excerpt, CAPSULE_EXCERPT_WIDTH);
		return;
	}
	if (catalogue_read_body(c, article, &body, &line) != 0)
		goto out;
	text = strbuf_str(&body);
	end = text.len < EXCERPT_SOURCE_MAX ? text.len : EXCERPT_SOURCE_MAX;
	more = find_more(str_slice(text, 0, end));
	last = line + (unsigned)str_count(str_slice(text, 0, more), '\n');
	if (more < text.len)
		text = cut_source(trees, text, more);
	root = markdown_parse(trees, text, article->file, line, NULL);
	cut_blocks(root, last);
	if (more < end)
		add_paragraphs(root, &plain);
	else
		document_first_paragraph(root, &plain);
	document_cut(out, str_trim(strbuf_str(&plain)), CAPSULE_EXCERPT_WIDTH);
out:
	/* Of one text at a time: a tree may be a hundred times as large as its text. */
	arena_reset(trees);
	strbuf_done(&plain);
	strbuf_done(&body);
}
