/*
 * gopher.h - Gopher (RFC 1436): selectors in, menus and texts out.
 *
 * A selector is bytes as they are: no percent-decoding, but what answers to
 * nothing is looked up once more decoded, for clients that encode.  Menus end
 * with ".", texts by closing (capsule->gopher_text_dot: RFC 1436's "." and
 * stuffing).
 */
#ifndef PROTO_GOPHER_H
#define PROTO_GOPHER_H

#include "proto/protocol.h"

#define GOPHER_MAP_MAX ((size_t)1024 * 1024)	/* [bytes] of a hand-written gophermap */

/* Appends one whole error answer: an item of type 3 and the final ".". */
void gopher_add_error(struct strbuf *out, const char *text);

/*
 * Appends text with every line ended by CRLF and the last one complete; dot:
 * RFC 1436's stuffing and final "." too.  Control characters but TAB go.
 */
void gopher_add_text(struct strbuf *out, struct str text, bool dot);

/*
 * Appends the page that "URL:…" selectors answer with, for clients that do not
 * know "h" items (Goerzen, "Links to URL"): small HTML that leads to url, which
 * is escaped.  False, with nothing appended, for schemes that are not safe.
 */
bool gopher_add_url_page(struct strbuf *out, struct str url);

/* Appends s as HTML's text or attribute. */
void gopher_add_html(struct strbuf *out, struct str s);

/* Whether a line is one that web clients begin with. */
bool gopher_is_http(struct str line);
/* Appends an HTTP/1.0 answer that says where to go; nothing of what was asked
 * is in it.  head: without the page. */
void gopher_add_http(struct strbuf *out, const struct capsule *capsule, bool head);

/*
 * Appends a hand-written gophermap as a menu: lines without TAB are text,
 * missing fields are filled in (selectors relative to folder, our host and
 * port), what is complete stays as it is.  Lines end in CRLF, "." at the end.
 */
void gopher_add_map(struct strbuf *out, const struct capsule *capsule, struct str folder, struct str map);

/*
 * Appends a menu as the answer to Gopher+'s "$": each item as an "+INFO" block
 * (Gopher+, 2.3 and 2.6).  The client gopher(1) asks so for the root of a host it
 * was given by name, and takes nothing else; no item of ours says "+", so that it
 * goes on with plain requests.
 */
void gopher_add_attributes(struct strbuf *out, struct str menu);

/* Gemtext that is no article: what a program answers. */
struct gopher_gemtext {
	const struct capsule *capsule;
	struct str path;	/* of the page, decoded, with its "/": what its links start from */
	struct str own;		/* paths that begin with it are menus */
};
/* Appends it as a menu, "." at the end: links into the capsule become items, those
 * with a query lead to Gemini, where it can be said. */
void gopher_add_gemtext(struct strbuf *out, const struct gopher_gemtext *how, struct str text);

/*
 * The same in pieces, cut anywhere: what can be written of a piece is written
 * at once, but for preformatted text, which has to be whole.  The strings of
 * how outlive it, and so does out, which nobody else writes to meanwhile.
 */
struct gopher_menu;
struct gopher_menu *gopher_menu_new(struct strbuf *out, const struct gopher_gemtext *how);
void gopher_menu_take(struct gopher_menu *m, struct str bytes);
void gopher_menu_end(struct gopher_menu *m);
void gopher_menu_free(struct gopher_menu *m);	/* NULL: nothing */

/* Appends the caps.txt that is made when the folder holds none. */
void gopher_add_caps(struct strbuf *out, const struct capsule *capsule, struct str title);

#endif
