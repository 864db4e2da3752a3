/*
 * markdown_east.h - strong emphasis in scripts written without blanks around words.
 *
 * CommonMark (0.31, 6.2) lets punctuation next to "**" decide whether it opens
 * or closes, with blanks around words in mind.  In Chinese, Japanese and Korean
 * "**答案：**因为" and "**Release (RC)**と" stay full of asterisks, and in Hebrew
 * does "the" before a link in them.  A
 * mark between the punctuation and the asterisks, which is no punctuation
 * itself, makes them what their author meant.
 */
#ifndef CONTENT_MARKDOWN_EAST_H
#define CONTENT_MARKDOWN_EAST_H

#include "base/arena.h"
#include "base/strbuf.h"

#define EAST_MARK "\xEF\xB7\x90"	/* U+FDD0, which is no character and in no text */

/* Whether there may be something to mark in a whole text. */
bool east_is_needed(struct str text);
/* Appends a block's text with marks where they help.  False, and nothing
 * appended, when none do. */
bool east_mark(struct str text, struct strbuf *out);
/* s without the marks, in a if there are some. */
struct str east_unmark(struct arena *a, struct str s);

#endif
