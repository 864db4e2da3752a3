/*
 * markdown_marker.h - the signs of quotes, items, notes and tasks that a line of Markdown begins with.
 */
#ifndef CONTENT_MARKDOWN_MARKER_H
#define CONTENT_MARKDOWN_MARKER_H

#include "base/str.h"

/* Behind the blanks that stand from text[at] on, but not past end. */
size_t marker_skip_blanks(struct str text, size_t at, size_t end);

/* Whether a sign may begin with c. */
bool marker_may_begin(char c);

/* The bytes of the sign of a list's item at text[at], whatever stands behind it; 0 when there is none. */
size_t marker_read_item(struct str text, size_t at, size_t end);

/*
 * The bytes of the sign at text[at] on a line that ends before text[end], 0 when there is none.  *ret_escape is
 * where a backslash would undo it.
 */
size_t marker_read(struct str text, size_t at, size_t end, size_t *ret_escape);

/* Whether the line from text[at] to text[end] is a thematic break, which looks like a ladder of lists. */
bool marker_is_break(struct str text, size_t at, size_t end);

/* [columns] that the bytes from text[at] to text[end] take. */
size_t marker_columns(struct str text, size_t at, size_t end);

#endif
