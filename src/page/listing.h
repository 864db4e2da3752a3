/*
 * listing.h - what all pages that list articles share: entries, paging, the
 * way back.
 *
 * An entry is a link whose label begins with its date, so that every listing
 * is a page one can subscribe to ("Subscribing to Gemini pages").
 */
#ifndef PAGE_LISTING_H
#define PAGE_LISTING_H

#include "page/page.h"

/* The lists of the page's language, else of the whole. */
#define LISTING_EDITION(s, c) ((s)->edition != NULL ? (s)->edition : &(c)->whole)

/* Which entries of a long list stand on one of its pages. */
struct listing_span {
	size_t first, end;	/* of the list: [first, end) */
	size_t page, pages;	/* from 1 */
};

/* False when there is no such page.  An empty list has one page. */
bool listing_span(const struct capsule *capsule, size_t n, unsigned page, struct listing_span *ret);

/* A link to a local or remote place; label may be absent. */
void listing_link(struct sheet *s, struct place place, struct str label);
/* The same with a count behind the name: "Linux (12)". */
void listing_count(struct sheet *s, struct place place, struct str name, size_t n);
/* What a group is called: its name, or words for "undated". */
struct str listing_group_name(const struct sheet *s, const struct group *group);
/* A tag, a category or a year, with how many it has. */
void listing_group(struct sheet *s, const struct group *group);
/* "Tag: linux"; "Older: Title". */
void listing_named(struct sheet *s, struct place place, enum word word, struct str name);
/* The same as text, appended. */
void listing_label(struct strbuf *out, const struct sheet *s, enum word word, struct str name);

/* An article's entry; its excerpt below, made in trees (excerpt.h), unless that is NULL. */
void listing_entry(struct sheet *s, const struct catalogue *c, const struct article *article,
    struct arena *trees);
void listing_entries(struct sheet *s, const struct catalogue *c, const struct article *const *articles,
    struct listing_span span, bool with_excerpts);

/* "Page 2 of 9" with links to its neighbours; nothing when there is one page. */
void listing_pager(struct sheet *s, struct place place, struct listing_span span);

/* The link to the search, where there is one. */
void listing_search(struct sheet *s, const struct catalogue *c);

/* The end of every page but home: the way up (unless PLACE_NONE) and home. */
void listing_way_back(struct sheet *s, const struct catalogue *c, struct place up, struct str up_name);

/* Appends text with its "#" as first and its "##" as second number. */
void listing_add_numbers(struct strbuf *out, struct str text, size_t first, size_t second);

void listing_heading(struct sheet *s, unsigned level, enum word word);

/* A place in one expression. */
struct place listing_place(enum place_kind kind, struct str path);

#endif
