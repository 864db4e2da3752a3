/*
 * uri.h - URIs to the letter of RFC 3986.
 *
 * All parts are borrowed from the input.  Nothing is decoded unless said so.
 */
#ifndef BASE_URI_H
#define BASE_URI_H

#include "base/strbuf.h"

struct uri {
	struct str scheme;	/* absent (NULL) for a relative reference */
	struct str userinfo;	/* absent, or what stands before "@", may be empty */
	struct str host;	/* absent without "//"; brackets of an IP literal kept */
	struct str port;	/* absent without ":"; may be empty */
	struct str path;	/* never absent, may be empty; raw */
	struct str query;	/* absent without "?" */
	struct str fragment;	/* absent without "#" */
};

enum uri_verdict {
	URI_OK,
	URI_BAD_CHARACTER,	/* control character (C0, DEL, C1), blank, or one of <>"{}|\^` */
	URI_BAD_UTF8,
	URI_BAD_ESCAPE,		/* % without two hex digits, or %00 */
	URI_BAD_HOST,		/* also a user's name with "@" in it; an empty host is good */
	URI_BAD_PORT,		/* not a number up to 65535 */
};

/*
 * Splits s (a URI or a relative reference) and judges its characters.  Raw
 * UTF-8 is taken anywhere (an IRI); a raw space only in the query
 * (Bombadillo, gmni and Offpunk send search words so).  A host is
 * a name, perhaps escaped or not ASCII, an IPv4 address, or a literal in
 * brackets (RFC 3986, 3.2.2; RFC 6874).  *ret is untouched unless URI_OK.
 */
enum uri_verdict uri_parse(struct str s, struct uri *ret);
const char *uri_verdict_text(enum uri_verdict v);

/* Splits without judging: for what stands in articles; never fails. */
void uri_split(struct str s, struct uri *ret);
/* True when s begins with a scheme and ":" (RFC 3986, 3.1). */
bool uri_has_scheme(struct str s);

/* Appends s with %XX decoded; bad escapes, %00 among them, stay as they are, and
 * "+" stays "+". */
void uri_decode(struct strbuf *out, struct str s);
/* Appends s with every byte percent-encoded but unreserved ones and those in
 * keep (a C string such as "/:@"). */
void uri_encode(struct strbuf *out, struct str s, const char *keep);
/*
 * Appends a link target fit for any output: bytes outside '!'..'~' and <>"{}|\^`
 * are percent-encoded, a "%" that begins no escape becomes %25, nothing is
 * encoded twice.
 */
void uri_tidy(struct strbuf *out, struct str s);
/* Whether uri_tidy would leave s as it is; may say no in doubt. */
bool uri_is_tidy(struct str s);

/*
 * Appends the path without "." and ".." segments (RFC 3986, 5.2.4); path may
 * be relative, and stays so.  Empty segments stay, but for those at the start:
 * a path never becomes absolute, nor "//host".  False when ".." would climb
 * above the start (what is appended is then what the clamped path would be).
 */
bool uri_remove_dots(struct strbuf *out, struct str path);
/* Appends base's folder joined with the relative path rel, dots removed: for
 * links between articles.  Both are decoded paths; a rel that begins with "/"
 * replaces base, an empty one means base itself.  The result begins with "/"
 * exactly when base does.  False when it climbs above the root. */
bool uri_join(struct strbuf *out, struct str base, struct str rel);

/* path without a "/" at its end; of several one is left out. */
struct str uri_without_slash(struct str path);

/*
 * Turns the raw path of a request into a safe, decoded one: split on "/"
 * first, then each segment is decoded once and judged, then dot segments are
 * resolved.  The result has no leading "/", no "." or ".." segments, and keeps
 * a final "/" (a dot segment at the end leaves one); the root is "".  Doubled
 * slashes collapse.  Nothing is appended unless URI_PATH_OK.
 */
enum uri_path {
	URI_PATH_OK,
	URI_PATH_CLIMBS,	/* ".." above the root */
	URI_PATH_FORBIDDEN,	/* a segment decodes to one with "/", "\" or a control character */
	URI_PATH_NOT_UTF8,
};
enum uri_path uri_safe_path(struct strbuf *out, struct str raw_path);
/* The same for a path without escapes, "%" being a character like others: for
 * Gopher selectors, which mean what they say. */
enum uri_path uri_literal_path(struct strbuf *out, struct str path);

#endif
