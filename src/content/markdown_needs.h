/*
 * markdown_needs.h - which of GitHub's additions a text makes use of.
 *
 * Each costs cmark-gfm time, whether there is anything for it to do or not:
 * footnotes two walks over the tree, autolinks a stop at every "w" and ":".
 * What is said to be needed may not be; what is not, never is.
 */
#ifndef CONTENT_MARKDOWN_NEEDS_H
#define CONTENT_MARKDOWN_NEEDS_H

#include <stdbool.h>

#include "base/str.h"

struct needs {
	bool strikethrough, tasks, autolinks, footnotes;
};

void needs_find(struct str text, struct needs *ret);

#endif
