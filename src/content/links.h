/*
 * links.h - what a link in an article means.
 *
 * Relative and site-absolute targets are looked up in this order: the exact
 * file; with ".md"; with "/index.md", "/_index.md", "/README.md"; ".html" for
 * ".md"; the permalink, alias, slug and date-URL table; with the page's own
 * first folder in front; the only article with that base name; without regard
 * to case; what is to lie in the page's own language folder ("ja/x") without it
 * and in the folder of the site's own language, since what is not translated
 * yet is read there.  Backslashes count as slashes; "{filename}" and "{static}"
 * before a path (Pelican) say nothing more.  A relative target starts from the
 * article's file, then from the folder an engine would give the article, then
 * from the root.  Links to our own host and below base_url are ours too when
 * something answers to them.
 */
#ifndef CONTENT_LINKS_H
#define CONTENT_LINKS_H

#include "content/catalogue.h"
#include "content/place.h"

#define LINK_URL_MAX 1024	/* [bytes] of a target in any output; longer: text only */
#define LINK_TARGET_MAX 8192	/* [bytes] of a target as written; longer: too long unseen */

enum link_verdict {
	LINK_LOCAL,		/* *ret is a place of this capsule */
	LINK_REMOTE,		/* *ret is PLACE_REMOTE with the whole URL, fragment kept */
	LINK_FRAGMENT,		/* only "#…": stays text */
	LINK_UNRESOLVED,	/* nothing here answers to it and there is no base_url */
	LINK_UNSAFE,		/* javascript:, data:, vbscript:, file: */
	LINK_TOO_LONG,
	LINK_EMPTY,
};

/* Whether it has a scheme that is LINK_UNSAFE; blanks before it are the caller's to take away. */
bool links_is_unsafe(struct str target);

/*
 * Resolves target as written in article from (NULL: in no article; relative
 * targets then start at the root).  What is not found here becomes LINK_REMOTE
 * below the capsule's base_url when there is one.  "//host/x" is https.
 * Strings of *ret live in arena a or in the catalogue.
 */
enum link_verdict links_resolve(const struct catalogue *c, const struct article *from,
    struct str target, struct arena *a, struct place *ret);

/* The place of what is elsewhere, its URL as any output may hold it, in arena a; LINK_TOO_LONG, and
 * *ret as it was, where that is longer than LINK_URL_MAX. */
enum link_verdict links_remote(struct str url, struct arena *a, struct place *ret);

#endif
