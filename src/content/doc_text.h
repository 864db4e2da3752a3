/*
 * doc_text.h - all that an article says, as text to be searched.
 */
#ifndef CONTENT_DOC_TEXT_H
#define CONTENT_DOC_TEXT_H

#include "base/strbuf.h"
#include "content/doc.h"

/*
 * Appends the words of the tree below root, one line a block: text, code, the
 * texts of links and pictures and what stands between HTML's tags; no marks, no
 * URLs.  Stops after the block with which max bytes are reached, which may
 * itself be longer.
 */
void doc_text_add(struct strbuf *out, const struct doc_node *root, size_t max);

#endif
