/*
 * place.h - what an address stands for, whatever the protocol spells it.
 *
 * A place names a page, a view of an article, a file or something elsewhere.
 * render/address.h spells it for Gemini and Gopher; page/route.h reads such
 * spellings.
 */
#ifndef CONTENT_PLACE_H
#define CONTENT_PLACE_H

#include "base/str.h"

enum place_kind {
	PLACE_NONE,
	PLACE_HOME,
	PLACE_SECTION,		/* path: "dir/sub/" */
	PLACE_ARTICLE,		/* path: "dir/name"; an article that speaks for a folder is its PLACE_SECTION */
	PLACE_TEXT,		/* an article as wrapped text; path as PLACE_ARTICLE, "dir/" for a folder's */
	PLACE_SOURCE,		/* an article's Markdown; path as PLACE_TEXT */
	PLACE_TAGS,
	PLACE_TAG,		/* path: the slug */
	PLACE_CATEGORIES,
	PLACE_CATEGORY,		/* path: the slug; nested ones "a/b" of slugs */
	PLACE_ARCHIVE,
	PLACE_YEAR,		/* path: "2025", or "undated" */
	PLACE_SEARCH,		/* path: the words, decoded; empty or absent when there are none yet */
	PLACE_FEED,		/* of the whole capsule */
	PLACE_TAG_FEED,		/* path: the slug */
	PLACE_CATEGORY_FEED,
	PLACE_ASSET,		/* path: the address of a file, "images/a.png" */
	PLACE_DRAFTS,		/* what is hidden, for authors */
	PLACE_DRAFT,		/* one of it; path: catalogue_draft_path */
	PLACE_DRAFT_TEXT,
	PLACE_DRAFT_SOURCE,
	PLACE_CAPS,		/* the caps.txt made when the folder holds none */
	PLACE_REMOTE,		/* path: a whole URL, tidy (uri_tidy) */
};

struct place {
	enum place_kind kind;
	unsigned page;		/* of a paged listing, from 1; 0 counts as 1 */
	struct str path;	/* decoded UTF-8, no leading "/" */
	struct str edition;	/* "de/": a page that is made for one language; empty: for all */
};

#endif
