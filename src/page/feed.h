/*
 * feed.h - Atom (RFC 4287): the whole capsule, one tag, one category.
 *
 * Ids are gemini:// URLs in both protocols; links are the reader's own
 * protocol's (Gopher: the type 0 text).  The newest dated articles, at most the
 * capsule's feed_entries, with their excerpts.
 */
#ifndef PAGE_FEED_H
#define PAGE_FEED_H

#include "content/catalogue.h"
#include "page/page.h"
#include "render/address.h"

enum page_verdict feed_write(const struct catalogue *c, const struct place *place,
    enum scheme scheme, struct strbuf *out, struct arena *scratch);

#endif
