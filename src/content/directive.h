/*
 * directive.h - HTML comments that place a list in an article.
 *
 *	<!-- marmot: articles tag=linux limit=5 -->
 *
 * Other engines ignore them.  After "marmot:" comes the name of a list, then
 * any number of KEY=VALUE; a value with blanks stands in quotes ("…" or '…').
 * A directive with a mistake is none: an author who wanted few is not given
 * all.
 */
#ifndef CONTENT_DIRECTIVE_H
#define CONTENT_DIRECTIVE_H

#include "content/diag.h"

#define DIRECTIVE_SIZE_MAX 1000		/* [bytes] of what stands after "marmot:" */
#define DIRECTIVE_LIMIT_MAX 1000	/* entries of one list */
#define DIRECTIVES_MAX 50		/* in one text; more show nothing */

enum directive_kind {
	DIRECTIVE_ARTICLES, DIRECTIVE_FEATURED, DIRECTIVE_LATEST, DIRECTIVE_TAGS, DIRECTIVE_CATEGORIES,
	DIRECTIVE_SECTIONS, DIRECTIVE_ARCHIVE, DIRECTIVE_SEARCH, DIRECTIVE_FEED, DIRECTIVE_AUTO,
	DIRECTIVE_KINDS
};

enum directive_key {
	DIRECTIVE_TAG, DIRECTIVE_CATEGORY, DIRECTIVE_SECTION, DIRECTIVE_YEAR, DIRECTIVE_SERIES,
	DIRECTIVE_LANG, DIRECTIVE_LABEL,
	/* read into members of their own */
	DIRECTIVE_PINNED, DIRECTIVE_LIMIT, DIRECTIVE_ORDER, DIRECTIVE_EXCERPTS,
	DIRECTIVE_KEYS
};

enum directive_order {
	DIRECTIVE_ORDER_UNSAID,
	DIRECTIVE_NEWEST, DIRECTIVE_OLDEST, DIRECTIVE_TITLE, DIRECTIVE_BY_ORDER,	/* of articles */
	DIRECTIVE_USED, DIRECTIVE_NAME,		/* of tags and categories */
};

enum directive_answer { DIRECTIVE_UNSAID, DIRECTIVE_YES, DIRECTIVE_NO };

struct directive {
	enum directive_kind kind;
	struct str values[DIRECTIVE_LABEL + 1];	/* as written, trimmed; absent: not said */
	size_t limit;				/* 0: not said */
	enum directive_order order;
	enum directive_answer featured, excerpts;
};

/*
 * The first comment in html that is addressed to us: *ret_words is what stands
 * after "marmot:", trimmed; the comment is html[*ret_from, *ret_to).  False
 * when there is none.
 */
bool directive_find(struct str html, size_t *ret_from, size_t *ret_to, struct str *ret_words);

/*
 * Reads words into *ret, whose strings borrow from them.  False when something
 * is wrong, which diags (may be NULL) then says of path and line.
 */
bool directive_read(struct str words, struct str path, unsigned line, struct diag_list *diags,
    struct directive *ret);

const char *directive_name(enum directive_kind kind);

#endif
