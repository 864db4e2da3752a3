#include "page/excerpt.h"

#include "base/utf8.h"
#include "content/markdown.h"
#include "render/document.h"

/* [bytes] of a text that are looked at for its first paragraph */
#define EXCERPT_SOURCE_MAX ((size_t)16 * 1024)

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
excerpt_add(struct strbuf *out, const struct catalogue *c, const struct article *article,
    struct arena *scratch)
{
	struct strbuf body = STRBUF_INIT, plain = STRBUF_INIT;
	struct str text;
	unsigned line;
	size_t more;

	if (article->excerpt.len > 0) {
		document_cut(out, article->excerpt, CAPSULE_EXCERPT_WIDTH);
		return;
	}
	if (catalogue_read_body(c, article, &body, &line) != 0)
		goto out;
	text = str_slice(strbuf_str(&body), 0, EXCERPT_SOURCE_MAX);
	more = find_more(text);
	if (more < text.len)
		add_paragraphs(markdown_parse(scratch, str_slice(text, 0, more), article->file, line, NULL),
		    &plain);
	else
		document_first_paragraph(markdown_parse(scratch, text, article->file, line, NULL), &plain);
	document_cut(out, str_trim(strbuf_str(&plain)), CAPSULE_EXCERPT_WIDTH);
out:
	strbuf_done(&plain);
	strbuf_done(&body);
}
