/*
 * search_snippet.h - the piece of a text in which a reader's words stand.
 */
#ifndef CONTENT_SEARCH_SNIPPET_H
#define CONTENT_SEARCH_SNIPPET_H

#include "content/search_query.h"

#define SEARCH_SNIPPET_SIZE ((size_t)240)	/* [bytes] of text, about */
#define SEARCH_SNIPPET_HITS_MAX 200		/* places in a text that are looked at */

/*
 * Appends one line: the part of text (doc_text.h) that holds most of what q
 * seeks, with some words before it, whole words, and "…" where text was left
 * out.  False, with nothing appended, when text holds none of it.
 */
bool search_snippet_add(struct strbuf *out, struct str text, const struct search_query *q);

#endif
