/*
 * address.h - how a place is spelled in each protocol.
 *
 * Gemini: "/dir/name.gmi", percent-encoded.  Gopher: the selector
 * "/dir/name" as it is, UTF-8, no escapes, with an item type.  page/route.h is
 * the way back.
 */
#ifndef RENDER_ADDRESS_H
#define RENDER_ADDRESS_H

#include "base/strbuf.h"
#include "content/capsule.h"
#include "content/place.h"

enum scheme { SCHEME_GEMINI, SCHEME_GOPHER };

/*
 * Appends the path of a local place: begins with "/", percent-encoded for
 * Gemini, raw for Gopher.  PLACE_REMOTE: its URL.
 */
void address_path(struct strbuf *out, enum scheme scheme, const struct place *place);
/* Appends the whole URL: gemini://host[:port]/… or gopher://host[:port]/T…,
 * percent-encoded; PLACE_REMOTE: its URL. */
void address_url(struct strbuf *out, const struct capsule *capsule, enum scheme scheme,
    const struct place *place);
/* The Gopher item type of a place: 0 1 7 9 g I s h. */
char address_item(const struct place *place);

#endif
