/*
 * ahead.h - articles that a loop will come to, fetched while it is at another.
 *
 * By date they lie anywhere in a catalogue, so that each would be a wait for
 * memory.  At place i of a list of n.  For catalogue*.c alone.
 */
#ifndef CONTENT_AHEAD_H
#define CONTENT_AHEAD_H

#include "content/article.h"

#define AHEAD_ARTICLES 12	/* how far; what an article leads to is fetched later */

#ifdef __GNUC__
#define AHEAD_FETCH(p) __builtin_prefetch(p)
#else
#define AHEAD_FETCH(p) ((void)(p))
#endif

/* What stands in front of an article (article.h). */
static inline void
ahead_article(const struct article *const *v, size_t n, size_t i)
{
	const char *p;

	if (i + AHEAD_ARTICLES >= n)
		return;
	p = (const char *)v[i + AHEAD_ARTICLES];
	for (size_t line = 0; line < 256; line += 64)
		AHEAD_FETCH(p + line);
}

/* The lists of tags too, and what the tags are called. */
static inline void
ahead_tags(const struct article *const *v, size_t n, size_t i)
{
	size_t lists = i + AHEAD_ARTICLES / 2, names = i + AHEAD_ARTICLES / 4;

	ahead_article(v, n, i);
	if (lists < n) {
		AHEAD_FETCH(v[lists]->tags);
		AHEAD_FETCH(v[lists]->tag_groups);
	}
	if (names < n && v[names]->tag_groups == NULL) {
		for (size_t j = 0; j < v[names]->ntags; j++)
			AHEAD_FETCH(v[names]->tags[j].p);
		AHEAD_FETCH(v[names]->category.p);
	}
}

#endif
