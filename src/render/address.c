/* address.c - how a place is spelled in each protocol. */
#include "render/address.h"

#include <assert.h>

#include "base/mime.h"
#include "base/uri.h"
#include "base/utf8.h"

#define GEMINI_PORT 1965
#define GOPHER_PORT 70
#define TELNET_PORT 23
#define PORT_MAX 65535
#define HOST_SIZE_MAX 253	/* [bytes]; RFC 1035, 2.3.4, less the root's */

/* What a path may hold unescaped: RFC 3986's pchar and the slash. */
#define PATH_KEEP "/:@!$&'()*+,;="

enum spelling_path { NO_PATH, WITH_PATH, WITH_VIEW };

/*
 * A place's address is before, its path (WITH_VIEW: a folder's is followed by
 * "index"), and the suffix, which in Gopher pages do not have.
 */
struct spelling {
	const char *before;
	enum spelling_path path;
	const char *suffix;
	bool page;		/* a page of ours: without its suffix in Gopher */
	char item;
};

static const struct spelling spellings[] = {
	[PLACE_HOME] = { "/", NO_PATH, "", true, '1' },
	[PLACE_SECTION] = { "/", WITH_PATH, "", true, '1' },
	[PLACE_ARTICLE] = { "/", WITH_PATH, ".gmi", true, '1' },
	[PLACE_TEXT] = { "/", WITH_VIEW, ".txt", false, '0' },
	[PLACE_SOURCE] = { "/", WITH_VIEW, ".md", false, '0' },
	[PLACE_TAGS] = { "/tags/", NO_PATH, "", true, '1' },
	[PLACE_TAG] = { "/tags/", WITH_PATH, ".gmi", true, '1' },
	[PLACE_CATEGORIES] = { "/categories/", NO_PATH, "", true, '1' },
	[PLACE_CATEGORY] = { "/categories/", WITH_PATH, ".gmi", true, '1' },
	[PLACE_ARCHIVE] = { "/archive/", NO_PATH, "", true, '1' },
	[PLACE_YEAR] = { "/archive/", WITH_PATH, ".gmi", true, '1' },
	[PLACE_SEARCH] = { "/search", NO_PATH, "", true, '7' },
	[PLACE_FEED] = { "/atom.xml", NO_PATH, "", false, '0' },
	[PLACE_TAG_FEED] = { "/tags/", WITH_PATH, ".xml", false, '0' },
	[PLACE_CATEGORY_FEED] = { "/categories/", WITH_PATH, ".xml", false, '0' },
	[PLACE_ASSET] = { "/", WITH_PATH, "", false, 0 },
	[PLACE_DRAFTS] = { "/" AREA_DRAFTS, NO_PATH, "", true, '1' },
	[PLACE_DRAFT] = { "/" AREA_DRAFTS, WITH_PATH, ".gmi", true, '1' },
	[PLACE_DRAFT_TEXT] = { "/" AREA_DRAFTS, WITH_PATH, ".txt", false, '0' },
	[PLACE_DRAFT_SOURCE] = { "/" AREA_DRAFTS, WITH_PATH, ".md", false, '0' },
	[PLACE_CAPS] = { "/caps.txt", NO_PATH, "", false, '0' },
};

static const struct spelling *
spelling_of(const struct place *place)
{
	assert(place->kind != PLACE_NONE && place->kind != PLACE_REMOTE);
	assert((size_t)place->kind < sizeof spellings / sizeof spellings[0]);
	return &spellings[place->kind];
}

/*
 * Gopher's words for a search go with the selector of item 7 alone; results,
 * which one can link to, have them in their own: "/search/page/1/words".  What a
 * path would be resolved by is escaped, the rest stays readable.
 */
static void
spell_words(struct strbuf *out, const struct place *place)
{
	struct str words = place->path;

	strbuf_adds(out, place->page <= 1 ? "/page/1/" : "/");
	for (size_t i = 0; i < words.len; i++) {
		char c = words.p[i];

		if (c == '/' || c == '\\' || c == '%' || (c == '.' && i == 0))
			strbuf_addf(out, "%%%02X", (unsigned)c);
		else
			strbuf_addc(out, c);
	}
}

static bool
has_words(const struct place *place)
{
	return place->kind == PLACE_SEARCH && place->path.len > 0;
}

/* The address of a local place, decoded; without search words in Gemini. */
static void
spell(struct strbuf *out, enum scheme scheme, const struct place *place)
{
	const struct spelling *how = spelling_of(place);
	bool suffixed = scheme == SCHEME_GEMINI || !how->page;

	strbuf_adds(out, how->before);
	if (how->path != NO_PATH)
		strbuf_addstr(out, place->path);
	if (how->path == WITH_VIEW && out->buf[out->len - 1] == '/')
		strbuf_adds(out, "index");
	if (how->page && place->page > 1) {
		if (out->buf[out->len - 1] != '/')
			strbuf_addc(out, '/');
		strbuf_addf(out, "page/%u", place->page);
		if (suffixed)
			strbuf_adds(out, ".gmi");
	} else if (suffixed) {
		strbuf_adds(out, how->suffix);
	}
	if (has_words(place) && scheme == SCHEME_GOPHER)
		spell_words(out, place);
}

static bool
is_target(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '!' || s.p[i] > '~')
			return false;
	return true;
}

/* Links come tidy from content/links; what a page makes itself may not be. */
static void
add_remote(struct strbuf *out, struct str url)
{
	if (is_target(url))
		strbuf_addstr(out, url);
	else
		uri_tidy(out, url);
}

static void
add_encoded(struct strbuf *out, enum scheme scheme, const struct place *place)
{
	struct strbuf raw = STRBUF_INIT;

	spell(&raw, scheme, place);
	uri_encode(out, strbuf_str(&raw), PATH_KEEP);
	if (has_words(place) && scheme == SCHEME_GEMINI) {
		strbuf_addc(out, '?');
		uri_encode(out, place->path, "");
	}
	strbuf_done(&raw);
}

void
address_path(struct strbuf *out, enum scheme scheme, const struct place *place)
{
	if (place->kind == PLACE_REMOTE)
		add_remote(out, place->path);
	else if (scheme == SCHEME_GEMINI)
		add_encoded(out, scheme, place);
	else
		spell(out, scheme, place);
}

static struct str
own_host(const struct capsule *capsule)
{
	return capsule != NULL && capsule->host.len > 0 ? capsule->host : STR("localhost");
}

static unsigned
own_port(const struct capsule *capsule, enum scheme scheme)
{
	unsigned port = 0;

	if (capsule != NULL)
		port = scheme == SCHEME_GEMINI ? capsule->gemini_port : capsule->gopher_port;
	if (port == 0)
		port = scheme == SCHEME_GEMINI ? GEMINI_PORT : GOPHER_PORT;
	return port;
}

static void
add_authority(struct strbuf *out, const struct capsule *capsule, enum scheme scheme)
{
	struct str host = own_host(capsule);
	unsigned port = own_port(capsule, scheme);
	/* An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
	bool bare = str_find(host, ':') < host.len && host.p[0] != '[';

	strbuf_adds(out, scheme == SCHEME_GEMINI ? "gemini://" : "gopher://");
	strbuf_adds(out, bare ? "[" : "");
	strbuf_addstr(out, host);
	strbuf_adds(out, bare ? "]" : "");
	if (port != (scheme == SCHEME_GEMINI ? GEMINI_PORT : GOPHER_PORT))
		strbuf_addf(out, ":%u", port);
}

void
address_url(struct strbuf *out, const struct capsule *capsule, enum scheme scheme,
    const struct place *place)
{
	if (place->kind == PLACE_REMOTE) {
		add_remote(out, place->path);
		return;
	}
	if (capsule != NULL) {
		add_authority(out, capsule, scheme);
		if (scheme == SCHEME_GOPHER) {
			strbuf_addc(out, '/');
			strbuf_addc(out, address_item(place));
		}
	}
	add_encoded(out, scheme, place);
}

/* A gopher: URL: /T and the selector.  False when it names none of the types
 * that lead somewhere; "i" and "3" would be taken for text and a failure. */
static bool
gopher_type(const struct uri *uri, char *ret)
{
	char type;

	if (uri->path.len < 2) {
		*ret = '1';
		return true;
	}
	type = uri->path.p[1];
	if (!((type >= '0' && type <= '9') || (type >= 'A' && type <= 'Z') ||
	    (type >= 'a' && type <= 'z') || type == ';' || type == ':') ||
	    type == 'i' || type == '3')
		return false;
	*ret = type;
	return true;
}

static char
remote_item(struct str url)
{
	struct uri uri;
	char type;

	uri_split(url, &uri);
	if (str_is_case(uri.scheme, "gopher") && gopher_type(&uri, &type))
		return type;
	if (str_is_case(uri.scheme, "telnet"))
		return '8';
	return 'h';
}

char
address_item(const struct place *place)
{
	const struct mime *mime;

	if (place->kind == PLACE_REMOTE)
		return remote_item(place->path);
	if (has_words(place))
		return '1';
	if (place->kind != PLACE_ASSET)
		return spelling_of(place)->item;
	mime = mime_of(place->path);
	/* Lagrange drops every "h" item but those of URL: selectors. */
	return mime->item == 'h' ? '0' : mime->item;
}

/* A name or IPv4 address that a menu's field can hold; a literal IPv6 address
 * is written in no way that all clients read. */
static bool
is_host(struct str host)
{
	if (host.len == 0 || host.len > HOST_SIZE_MAX)
		return false;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_'))
			return false;
	}
	return true;
}

static bool
is_selector(struct str s)
{
	size_t at = 0;

	if (s.len > ADDRESS_SELECTOR_MAX || !utf8_valid(s))
		return false;
	while (at < s.len) {
		uint32_t c = utf8_next(s, &at);

		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			return false;
	}
	return true;
}

static bool
remote_host(const struct uri *uri, unsigned port, struct address_target *ret)
{
	unsigned long number = port;

	if (!is_host(uri->host))
		return false;
	if (uri->port.len > 0 && (!str_number(uri->port, PORT_MAX, &number) || number == 0))
		return false;
	ret->host = uri->host;
	ret->port = (unsigned)number;
	return true;
}

/* gopher://host:port/Tselector (RFC 4266, 2.1).  A "?" is a selector's own. */
static bool
gopher_target(struct strbuf *selector, const struct capsule *capsule, const struct uri *uri,
    struct address_target *ret)
{
	bool own;

	if (!gopher_type(uri, &ret->type) || !remote_host(uri, GOPHER_PORT, ret))
		return false;
	uri_decode(selector, str_from(uri->path, 2));
	if (uri->query.p != NULL) {
		strbuf_addc(selector, '?');
		uri_decode(selector, uri->query);
	}
	/* With our own selectors in their one spelling. */
	own = str_eq_case(ret->host, own_host(capsule)) &&
	    ret->port == own_port(capsule, SCHEME_GOPHER);
	if (own && !str_starts(strbuf_str(selector), STR("/")) &&
	    !str_starts(strbuf_str(selector), STR("URL:")))
		strbuf_insert(selector, 0, STR("/"));
	return true;
}

/* telnet://login@host:port; the selector is the login name (RFC 1436, 3.8). */
static bool
telnet_target(struct strbuf *selector, const struct uri *uri, struct address_target *ret)
{
	ret->type = '8';
	if (!remote_host(uri, TELNET_PORT, ret))
		return false;
	uri_decode(selector, str_slice(uri->userinfo, 0, str_find(uri->userinfo, ':')));
	return true;
}

static bool
native_target(struct strbuf *selector, const struct capsule *capsule, struct str url,
    struct address_target *ret)
{
	struct uri uri;

	uri_split(url, &uri);
	if (str_is_case(uri.scheme, "gopher"))
		return gopher_target(selector, capsule, &uri, ret);
	if (str_is_case(uri.scheme, "telnet"))
		return telnet_target(selector, &uri, ret);
	return false;
}

/* What nobody can be let into by a protocol that knows nobody. */
static bool
is_private(const struct capsule *capsule, const struct place *place)
{
	struct strbuf path = STRBUF_INIT;
	bool private = false;

	if (capsule != NULL && capsule->nareas > 0 && place->kind != PLACE_REMOTE) {
		spell(&path, SCHEME_GOPHER, place);
		private = area_of_file(capsule, strbuf_str(&path)) != NULL;
	}
	strbuf_done(&path);
	return private;
}

bool
address_target(struct strbuf *selector, const struct capsule *capsule, const struct place *place,
    struct address_target *ret)
{
	struct strbuf s = STRBUF_INIT;
	struct address_target target;
	bool fits;

	if (is_private(capsule, place))
		return false;
	if (place->kind != PLACE_REMOTE || !native_target(&s, capsule, place->path, &target) ||
	    !is_selector(strbuf_str(&s))) {
		strbuf_reset(&s);
		target.host = own_host(capsule);
		target.port = own_port(capsule, SCHEME_GOPHER);
		target.type = place->kind == PLACE_REMOTE ? 'h' : address_item(place);
		if (place->kind == PLACE_REMOTE)
			strbuf_adds(&s, "URL:");
		address_path(&s, SCHEME_GOPHER, place);
	}
	fits = is_selector(strbuf_str(&s));
	if (fits) {
		strbuf_addstr(selector, strbuf_str(&s));
		*ret = target;
	}
	strbuf_done(&s);
	return fits;
}
