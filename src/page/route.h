/*
 * route.h - which place a request's path means.
 *
 * The way back of render/address.h.  Canonical spellings give their place;
 * any other that the owner's site may have had gives the place too, marked as
 * another spelling: Gemini then redirects, Gopher serves it.
 *
 * Precedence: generated addresses (tags/ categories/ archive/ search atom.xml);
 * files as they lie (a file wins over a view made from another); articles and
 * their views; sections; then catalogue_find_other.  Without suffix an article
 * wins over a folder of its name.  Then an article that has moved becomes what
 * it leads to, and one that is gone what has claimed its address (settle.h).
 * Where nothing answers, the owner's rules are asked (rules.h).
 */
#ifndef PAGE_ROUTE_H
#define PAGE_ROUTE_H

#include "content/catalogue.h"
#include "render/address.h"

enum route_kind {
	ROUTE_MISSING,
	ROUTE_PAGE,		/* a sheet: page_write */
	ROUTE_FEED,		/* feed_write */
	ROUTE_FILE,		/* asset: opened by catalogue_open_asset; */
	ROUTE_SOURCE,		/*   an article's source file */
	ROUTE_CAPS,		/* the caps.txt we make */
	ROUTE_SEARCH,		/* search, when there is one; Gemini's words are the request's query */
	ROUTE_GONE,		/* an article that says gone: true */
	ROUTE_CLOSED,		/* in an area that is not for everybody (never of route_find) */
};

struct route {
	enum route_kind kind;
	bool other_spelling;	/* place's own address is another one */
	bool is_lent;		/* it is so for now: a redirect is a temporary one */
	bool is_whole;		/* place is all there is to be redirected to: no query goes along */
	struct place place;
	const struct article *article;	/* of ROUTE_PAGE with an article, ROUTE_SOURCE */
	const struct asset *asset;	/* of ROUTE_FILE */
};

/*
 * path: decoded and safe (uri_safe_path), without leading "/"; "" is home.
 * Strings of *ret live in the catalogue, in path or in scratch.
 */
void route_find(const struct catalogue *c, enum scheme scheme, struct str path,
    struct arena *scratch, struct route *ret);

#endif
