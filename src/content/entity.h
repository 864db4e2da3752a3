/*
 * entity.h - HTML's entities: "&eacute;", "&#233;", "&#xE9;".
 *
 * The texts of articles are decoded by cmark; titles, and HTML within
 * articles, are read without it.
 */
#ifndef CONTENT_ENTITY_H
#define CONTENT_ENTITY_H

#include "base/strbuf.h"

enum entity_place {
	ENTITY_MARKDOWN,	/* CommonMark 0.31, 6.2: the ";" must be there */
	ENTITY_TEXT,		/* HTML: the oldest names, and numbers, go without */
	ENTITY_VALUE,		/* an attribute's: "&copy=" in an address stays */
};

/*
 * Appends what the entity at the start of s (which begins with "&") stands for and gives its
 * length [bytes]; 0, and nothing appended, when it is none.  Of control characters only TAB and
 * LF are appended.
 */
size_t entity_add(struct strbuf *out, struct str s, enum entity_place place);

#endif
