/*
 * word.h - the names and sentences that the server itself writes.
 *
 * Every one of them goes through here, so that a capsule can speak another
 * language.
 */
#ifndef PAGE_WORD_H
#define PAGE_WORD_H

#include "content/capsule.h"

enum word {
	WORD_LATEST, WORD_FEATURED, WORD_SECTIONS, WORD_ARTICLES, WORD_FILES, WORD_TAGS, WORD_TAG,
	WORD_CATEGORIES, WORD_CATEGORY, WORD_ARCHIVE, WORD_BROWSE, WORD_SEARCH, WORD_FEED, WORD_HOME,
	WORD_OLDER, WORD_NEWER, WORD_SOURCE, WORD_UNDATED, WORD_PAGE_N_OF_M, WORD_NEXT_PAGE,
	WORD_PREVIOUS_PAGE, WORD_PLAIN_TEXT, WORD_UPDATED, WORD_BY, WORD_NOTHING_YET, WORD_ALL_TAGS,
	WORD_ALL_CATEGORIES, WORD_ALL_ARTICLES, WORD_IMAGE,
	WORD_COUNT
};

/* A constant C string.  In WORD_PAGE_N_OF_M "#" stands for the page, "##" for
 * how many there are. */
const char *word_of(const struct capsule *capsule, enum word w);

#endif
