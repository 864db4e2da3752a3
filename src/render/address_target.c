/* address_target.c - where a menu's item leads. */
#include "base/ascii.h"
#include "render/address_parts.h"

#include "base/uri.h"
#include "base/utf8.h"

#define TELNET_PORT 23
#define PORT_MAX 65535
#define HOST_SIZE_MAX 253	/* [bytes]; RFC 1035, 2.3.4, less the root's */

/* A name or IPv4 address that a menu's field can hold; a literal IPv6 address
 * is written in no way that all clients read. */
static bool
is_host(struct str host)
{
	if (host.len == 0 || host.len > HOST_SIZE_MAX)
		return false;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.p[i];

		if (!(ascii_is_word(c) || c == '.' || c == '-' || c == '_'))
			return false;
	}
	return true;
}

static bool
is_selector(struct str s)
{
	if (s.len > ADDRESS_SELECTOR_MAX || !utf8_valid(s))
		return false;
	for (size_t at = utf8_skip_printable(s, 0); at < s.len; at = utf8_skip_printable(s, at)) {
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

	if (!address_gopher_type(uri, &ret->type) || !remote_host(uri, GOPHER_PORT, ret))
		return false;
	uri_decode(selector, str_from(uri->path, 2));
	if (uri->query.p != NULL) {
		strbuf_addc(selector, '?');
		uri_decode(selector, uri->query);
	}
	/* With our own selectors in their one spelling. */
	own = str_eq_case(ret->host, address_own_host(capsule)) &&
	    ret->port == address_own_port(capsule, SCHEME_GOPHER);
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
		address_spell(&path, SCHEME_GOPHER, place);
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
		target.host = address_own_host(capsule);
		target.port = address_own_port(capsule, SCHEME_GOPHER);
		target.type = place->kind == PLACE_REMOTE ? 'h' : address_item(capsule, place);
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
