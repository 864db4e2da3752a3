/* address.c - how a place is spelled in each protocol. */
#include "render/address_parts.h"

#include <assert.h>
#include <stddef.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "content/media.h"

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

/* Whose address, and where it listens unless the capsule says otherwise. */
static const struct {
	const char *prefix;
	unsigned port;
	size_t public_port;		/* in struct capsule */
} schemes[SCHEMES] = {
	[SCHEME_GEMINI] = { "gemini://", 1965, offsetof(struct capsule, gemini_port) },
	[SCHEME_GOPHER] = { "gopher://", GOPHER_PORT, offsetof(struct capsule, gopher_port) },
	[SCHEME_SPARTAN] = { "spartan://", 300, offsetof(struct capsule, spartan_port) },
	[SCHEME_NEX] = { "nex://", 1900, offsetof(struct capsule, nex_port) },
	/* An answer to finger has no address of its own to lead to. */
	[SCHEME_FINGER] = { "gemini://", 1965, offsetof(struct capsule, gemini_port) },
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

void
address_spell(struct strbuf *out, enum scheme scheme, const struct place *place)
{
	const struct spelling *how = spelling_of(place);
	bool suffixed = scheme != SCHEME_GOPHER || !how->page;

	if (place->edition.len > 0)
		strbuf_addf(out, "/%.*s%s", STR_ARG(place->edition), how->before + 1);
	else
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

	address_spell(&raw, scheme, place);
	uri_encode(out, strbuf_str(&raw), PATH_KEEP);
	if (has_words(place) && scheme != SCHEME_GOPHER) {
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
	else if (scheme != SCHEME_GOPHER)
		add_encoded(out, scheme, place);
	else
		address_spell(out, scheme, place);
}

struct str
address_own_host(const struct capsule *capsule)
{
	return capsule != NULL && capsule->host.len > 0 ? capsule->host : STR("localhost");
}

unsigned
address_own_port(const struct capsule *capsule, enum scheme scheme)
{
	unsigned port = 0;

	if (capsule != NULL)
		port = *(const unsigned *)(const void *)((const char *)capsule + schemes[scheme].public_port);
	return port != 0 ? port : schemes[scheme].port;
}

static void
add_authority(struct strbuf *out, const struct capsule *capsule, enum scheme scheme)
{
	struct str host = address_own_host(capsule);
	unsigned port = address_own_port(capsule, scheme);
	/* An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
	bool bare = str_find(host, ':') < host.len && host.p[0] != '[';

	strbuf_adds(out, schemes[scheme].prefix);
	strbuf_adds(out, bare ? "[" : "");
	strbuf_addstr(out, host);
	strbuf_adds(out, bare ? "]" : "");
	if (port != schemes[scheme].port)
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
			strbuf_addc(out, address_item(capsule, place));
		}
	}
	add_encoded(out, scheme, place);
}

bool
address_gopher_type(const struct uri *uri, char *ret)
{
	char type;

	if (uri->path.len < 2) {
		*ret = '1';
		return true;
	}
	type = uri->path.p[1];
	if (!(ascii_is_word(type) || type == ';' || type == ':') ||
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
	if (str_is_case(uri.scheme, "gopher") && address_gopher_type(&uri, &type))
		return type;
	if (str_is_case(uri.scheme, "telnet"))
		return '8';
	return 'h';
}

char
address_item(const struct capsule *capsule, const struct place *place)
{
	const struct mime *mime;

	if (place->kind == PLACE_REMOTE)
		return remote_item(place->path);
	if (has_words(place))
		return '1';
	if (place->kind != PLACE_ASSET)
		return spelling_of(place)->item;
	mime = media_of(capsule, place->path);
	/* Lagrange drops every "h" item but those of URL: selectors. */
	return mime->item == 'h' ? '0' : mime->item;
}
