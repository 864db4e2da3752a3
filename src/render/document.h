/*
 * document.h - an article's tree, written onto any sheet.
 *
 * Knows how each construct is shown: which links follow which block, what a
 * lone image is, where footnotes go.  Knows nothing of "=>" or tabs (the
 * sheets do) nor of where articles live (content/links.h does).
 */
#ifndef RENDER_DOCUMENT_H
#define RENDER_DOCUMENT_H

#include "content/catalogue.h"
#include "content/diag.h"
#include "content/doc.h"
#include "render/sheet.h"

/*
 * Writes what a directive (content/directive.h) asks for: words as of
 * directive_find, from that line of the file on.  What stands above is written
 * already, links included; blank lines around are the caller's.
 */
typedef void document_placer(void *arg, struct sheet *sheet, struct str words, unsigned line);

struct document {
	const struct doc_node *root;
	const struct catalogue *catalogue;	/* for links; NULL: links stay as written */
	const struct article *article;		/* whose text it is; may be NULL */
	struct str path;			/* of the file, for diagnostics */
	struct str title;	/* already written above: a first H1 equal to it is left out
				 * (case and punctuation ignored); absent: none */
	struct str excerpt;	/* unused by the walker but for pages that ask document_begins_with */
	struct look look;	/* the article's and the capsule's, merged */
	document_placer *place;			/* NULL: directives are comments like others */
	void *place_arg;
	struct diag_list *diags;		/* unresolved and unsafe links, missing alt texts; may be NULL */
};

void document_write(const struct document *d, struct sheet *sheet, struct arena *scratch);

/* The first block that is more than HTML; NULL when there is none. */
const struct doc_node *document_beginning(const struct doc_node *root);

/* Appends the plain text of the first paragraph (no marks, one line). */
void document_first_paragraph(const struct doc_node *root, struct strbuf *out);
/* Appends all inlines of a one-line Markdown string as plain text: for titles
 * and excerpts that hold marks. */
void document_plain(const struct doc_node *n, struct strbuf *out);
/* Appends s cut to width columns at a word, with "…" when something was left out. */
void document_cut(struct strbuf *out, struct str s, size_t width);

/* Whether two titles say the same, case and punctuation aside. */
bool document_same_title(struct str a, struct str b);

#endif
