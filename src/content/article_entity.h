/*
 * article_entity.h - HTML's entities, as far as titles hold them.
 *
 * The texts of articles are decoded by cmark, which knows all two thousand;
 * a title is read without it.
 */
#ifndef CONTENT_ARTICLE_ENTITY_H
#define CONTENT_ARTICLE_ENTITY_H

#include "base/strbuf.h"

/* Appends what the entity at the start of s (which begins with "&") stands for and gives its
 * length [bytes]; 0, and nothing appended, when it is none that is known. */
size_t entity_add(struct strbuf *out, struct str s);

#endif
