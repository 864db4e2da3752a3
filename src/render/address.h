/*
 * address.h - how a place is spelled in each protocol.
 *
 * Gemini, Spartan, Nex: "/dir/name.gmi", percent-encoded.  Gopher: the selector
 * "/dir/name" as it is, UTF-8, no escapes, with an item type.  page/route.h is
 * the way back.
 */
#ifndef RENDER_ADDRESS_H
#define RENDER_ADDRESS_H

#include "base/strbuf.h"
#include "content/capsule.h"
#include "content/place.h"

/* [bytes] of a selector in a menu (RFC 1436, appendix: "UNASCII, 255 max"). */
#define ADDRESS_SELECTOR_MAX 255

/*
 * Gemini's neighbours have its addresses, without TLS; what finger answers leads
 * into the capsule.
 */
enum scheme { SCHEME_GEMINI, SCHEME_GOPHER, SCHEME_SPARTAN, SCHEME_NEX, SCHEME_FINGER, SCHEMES };

/*
 * Appends the path of a local place: begins with "/", percent-encoded for
 * Gemini, raw for Gopher.  PLACE_REMOTE: its URL, fit for a gemtext link line
 * (bytes '!'..'~' alone) whatever stands in it.  PLACE_NONE has no address.
 */
void address_path(struct strbuf *out, enum scheme scheme, const struct place *place);
/*
 * Appends the whole URL: gemini://host[:port]/… (spartan:, nex:) or gopher://host[:port]/T…,
 * percent-encoded (RFC 4266, 2.1); PLACE_REMOTE: its URL.  Without a capsule
 * there is no host: the percent-encoded path alone.
 */
void address_url(struct strbuf *out, const struct capsule *capsule, enum scheme scheme,
    const struct place *place);
/* The Gopher item type of a place: 0 1 7 9 g I s h; capsule as above. */
char address_item(const struct capsule *capsule, const struct place *place);

/* The part of a menu line that says where an item leads; the selector is in
 * the caller's strbuf. */
struct address_target {
	char type;		/* item type */
	struct str host;	/* borrowed from the capsule or the place */
	unsigned port;
};

/*
 * Appends the selector of a place and fills *ret.  Local places and, as "h"
 * items of "URL:" selectors, those of other protocols are at the capsule's own
 * host and port (NULL: localhost, 70); gopher: and telnet: URLs become items
 * of their own host.  False, with nothing appended, when no menu line can hold
 * it: a selector over ADDRESS_SELECTOR_MAX, control characters, bytes that are
 * not UTF-8; or when the place is private, so that it would lead nowhere.
 */
bool address_target(struct strbuf *selector, const struct capsule *capsule,
    const struct place *place, struct address_target *ret);

#endif
