/*
 * markdown_notes.h - references to footnotes that go on in the next line.
 *
 * cmark-gfm reckons the length of a reference from its columns, and cuts off
 * the text of one that ends on another line, within a character too.
 */
#ifndef CONTENT_MARKDOWN_NOTES_H
#define CONTENT_MARKDOWN_NOTES_H

#include "base/strbuf.h"

/*
 * Appends a paragraph's text with a space for each line end between "[^" and
 * the next "]", where it says the same.  False, and nothing appended, when
 * there is none.
 */
bool notes_join(struct str text, struct strbuf *out);

#endif
