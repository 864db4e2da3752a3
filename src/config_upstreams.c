/* config_upstreams.c - the keys "proxy:", "scgi:" and "fastcgi:": paths that others answer. */
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/uri.h"
#include "config_value.h"
#include "net/peer.h"
#include "proto/host.h"

#define PORT_MAX 65535u
#define GEMINI_PORT 1965u
#define IN_UPSTREAM(member) offsetof(struct upstream, member)

static const char *const names[] = {
	[UPSTREAM_PROXY] = "proxy",
	[UPSTREAM_SCGI] = "scgi",
	[UPSTREAM_FASTCGI] = "fastcgi",
};

/* Limits that all kinds have. */
static const struct key limits[] = {
	{ .name = "seconds", .take = take_unsigned, .offset = IN_UPSTREAM(silence_s), .min = 1, .max = UPSTREAM_SECONDS_MAX },
	{ .name = "total_seconds", .take = take_unsigned, .offset = IN_UPSTREAM(total_s), .min = 1,
	    .max = UPSTREAM_SECONDS_MAX },
	{ .name = "at_once", .take = take_unsigned, .offset = IN_UPSTREAM(at_once), .min = 1, .max = UPSTREAM_AT_ONCE_MAX },
	{ .name = "max_size", .take = take_size, .offset = IN_UPSTREAM(size_max), .min = 1, .max = UPSTREAM_SIZE_LARGEST },
};

/* --- addresses ------------------------------------------------------------------- */

/* The addresses of a host, asked for here and not again while the server runs. */
static bool
resolve(struct upstream *u, const char *host, const char **ret_why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *info;
	struct peer peer;
	int r = getaddrinfo(host, NULL, &hints, &info);

	_Static_assert(PEER_TEXT_SIZE <= UPSTREAM_ADDRESS_MAX, "an address does not fit");
	if (r != 0) {
		*ret_why = gai_strerror(r);
		return false;
	}
	for (const struct addrinfo *a = info; a != NULL && u->naddresses < UPSTREAM_ADDRESSES_MAX; a = a->ai_next) {
		peer = peer_of(a->ai_addr);
		peer_text(&peer, u->addresses[u->naddresses++]);
	}
	freeaddrinfo(info);
	return true;
}

static bool
is_loopback(const struct upstream *u)
{
	struct peer_range range;

	for (size_t i = 0; i < u->naddresses; i++)
		if (!peer_range_parse(str_of(u->addresses[i]), &range) || !peer_is_loopback(&range.first))
			return false;
	return true;
}

static bool
set_host(struct config *c, struct upstream *u, struct str host, struct str port, const char **ret_why)
{
	struct strbuf name = STRBUF_INIT;
	unsigned long n = GEMINI_PORT;
	bool good;

	*ret_why = "the port is no number from 1 to 65535";
	if (port.len > 0 && (!str_number(port, PORT_MAX, &n) || n == 0))
		return false;
	u->port = (unsigned)n;
	*ret_why = "that is no name of a host";
	good = host_ascii(&name, host) && resolve(u, name.buf, ret_why);
	u->host = strchr(name.buf, ':') != NULL ? arena_strf(&c->arena, "[%s]", name.buf) :
	    arena_str(&c->arena, strbuf_str(&name));
	strbuf_done(&name);
	return good;
}

/* "gemini://host:1965/path/" */
static bool
set_server(struct config *c, struct upstream *u, struct str to, const char **ret_why)
{
	struct uri uri;

	*ret_why = "needs the address of a Gemini server, as in \"gemini://127.0.0.1:1966/\"";
	if (uri_parse(to, &uri) != URI_OK || !str_is_case(uri.scheme, "gemini") || uri.host.len == 0 ||
	    uri.userinfo.p != NULL || uri.query.p != NULL || uri.fragment.p != NULL)
		return false;
	u->to = str_ends(uri.path, STR("/")) ? arena_str(&c->arena, uri.path) :
	    arena_strf(&c->arena, "%.*s/", STR_ARG(uri.path));
	return set_host(c, u, uri.host, uri.port, ret_why);
}

/* "unix:/run/x.sock", "127.0.0.1:4000", "[::1]:4000" */
static bool
set_program(struct config *c, struct upstream *u, struct str to, const char **ret_why)
{
	size_t colon = str_rfind(to, ':');

	if (str_starts(to, STR("unix:"))) {
		to = str_from(to, strlen("unix:"));
		*ret_why = "needs the whole path of a socket of at most 107 bytes, as in \"unix:/run/guestbook.sock\"";
		if (to.len == 0 || to.p[0] != '/' || to.len >= UPSTREAM_ADDRESS_MAX)
			return false;
		u->is_unix = true;
		memcpy(u->addresses[0], to.p, to.len);
		u->addresses[0][to.len] = '\0';
		u->naddresses = 1;
		return true;
	}
	*ret_why = "needs a Unix socket or an address with its port, as in \"unix:/run/guestbook.sock\" or "
	    "\"127.0.0.1:4000\"";
	if (colon + 1 >= to.len || colon == 0)
		return false;
	return set_host(c, u, str_slice(to, 0, colon), str_from(to, colon + 1), ret_why);
}

static void
take_to(struct config *c, struct upstream *u, const struct front_value *v, struct diag_list *diags)
{
	const char *why = "needs one address";

	if (v->kind != FRONT_SCALAR || !(u->kind == UPSTREAM_PROXY ? set_server(c, u, v->text, &why) :
	    set_program(c, u, v->text, &why)))
		WRONG(v, "%s: to: %.*s: %s", names[u->kind], STR_ARG(v->text), why);
}

/* --- trust ------------------------------------------------------------------------- */

static void
take_fingerprint(struct config *c, struct upstream *u, const struct front_value *v, struct diag_list *diags)
{
	if (v->kind == FRONT_SCALAR && fingerprint_read(v->text, &u->pin))
		u->trust = UPSTREAM_TRUST_PIN;
	else
		WRONG(v, "proxy: fingerprint: needs the SHA-256 of a certificate or of its key, 64 hexadecimal digits, "
		    "as \"marmot cert show\" says it");
}

static void
take_verify(struct config *c, struct upstream *u, const struct front_value *v, struct diag_list *diags)
{
	if (v->kind == FRONT_SCALAR && str_is(v->text, "none"))
		u->trust = UPSTREAM_TRUST_ANY;
	else if (v->kind != FRONT_SCALAR || !str_is(v->text, "first"))
		WRONG(v, "proxy: verify: needs \"first\" (the key that is seen first) or \"none\"");
}

/* --- one of them --------------------------------------------------------------------- */

static void
take_path(struct config *c, struct upstream *u, const struct front_value *v, struct diag_list *diags)
{
	char what[32];

	(void)snprintf(what, sizeof what, "%s: path", names[u->kind]);
	if (v->kind != FRONT_SCALAR || !str_starts(v->text, STR("/"))) {
		WRONG(v, "%s: needs a path that begins with \"/\", as in \"/guestbook\"", what);
		return;
	}
	if (!config_take_path(c, v, v->text, what, &u->path, diags))
		return;
	/* What lies behind another server is a folder of it. */
	if (u->kind == UPSTREAM_PROXY && u->path.len > 0)
		u->path = arena_strf(&c->arena, "%.*s/", STR_ARG(uri_without_slash(u->path)));
	/* Of "/a" and "/a/" the first would have nothing to answer. */
	for (size_t i = 0; i < c->nupstreams; i++)
		if (str_eq(uri_without_slash(c->upstreams[i].path), uri_without_slash(u->path)))
			WRONG(v, "%s: \"/%.*s\" is named twice: keep one (there is \"/%.*s\" in \"%s:\")", what, STR_ARG(u->path),
			    STR_ARG(c->upstreams[i].path), names[c->upstreams[i].kind]);
}

static const struct key *
find_limit(struct str name)
{
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (str_is(name, limits[i].name))
			return &limits[i];
	return NULL;
}

static void
take_key(struct config *c, struct upstream *u, const struct front_value *v, struct diag_list *diags)
{
	const struct key *limit = find_limit(v->key);
	bool proxy = u->kind == UPSTREAM_PROXY;
	struct key named;
	char below[16];

	if (limit != NULL) {
		named = *limit;
		(void)snprintf(below, sizeof below, "%s: ", names[u->kind]);
		named.below = below;
		named.take(c, &named, (char *)u + named.offset, v, diags);
	} else if (str_is(v->key, "path")) {
		take_path(c, u, v, diags);
	} else if (str_is(v->key, "to")) {
		take_to(c, u, v, diags);
	} else if (proxy && str_is(v->key, "fingerprint")) {
		take_fingerprint(c, u, v, diags);
	} else if (proxy && str_is(v->key, "verify")) {
		take_verify(c, u, v, diags);
	} else if (u->kind == UPSTREAM_FASTCGI && str_is(v->key, "script") && v->kind == FRONT_SCALAR) {
		u->script = arena_str(&c->arena, v->text);
	} else {
		WRONG(v, "%s: %.*s: there is no such key; there are path, to, %sseconds, total_seconds, at_once and max_size",
		    names[u->kind], STR_ARG(v->key), proxy ? "fingerprint, verify, " :
		    u->kind == UPSTREAM_FASTCGI ? "script, " : "");
	}
}

static void
take_upstream(struct config *c, enum upstream_kind kind, const struct front_value *v, struct diag_list *diags)
{
	struct upstream *u = &c->upstreams[c->nupstreams];
	size_t nwrong = diags->n;

	*u = (struct upstream){ .kind = kind, .at_once = UPSTREAM_AT_ONCE_DEFAULT, .silence_s = UPSTREAM_SILENCE_DEFAULT_S,
	    .total_s = UPSTREAM_TOTAL_DEFAULT_S, .size_max = UPSTREAM_SIZE_DEFAULT };
	for (const struct front_value *item = v->items; item != NULL; item = item->next)
		take_key(c, u, item, diags);
	if (front_get(v, "path") == NULL || front_get(v, "to") == NULL)
		WRONG(v, "%s: each needs a path: and an address to:", names[kind]);
	else if (front_get(v, "fingerprint") != NULL && front_get(v, "verify") != NULL)
		WRONG(v, "proxy: a fingerprint: leaves nothing to verify: keep one of the two");
	else if (u->trust == UPSTREAM_TRUST_ANY && diags->n == nwrong && !is_loopback(u))
		WRONG(v, "proxy: \"verify: none\" is for servers on this machine alone: name the fingerprint: of this one");
	c->nupstreams++;
}

void
take_upstreams(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	enum upstream_kind kind = str_is(str_of(key->name), "proxy") ? UPSTREAM_PROXY :
	    str_is(str_of(key->name), "scgi") ? UPSTREAM_SCGI : UPSTREAM_FASTCGI;

	(void)target;
	if (v->kind != FRONT_LIST) {
		WRONG(v, "%s: needs a list, as in \"  - path: /guestbook\" with \"to:\" below it", key->name);
		return;
	}
	if (c->upstreams == NULL)
		c->upstreams = arena_calloc(&c->arena, UPSTREAMS_MAX, sizeof *c->upstreams);
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (c->nupstreams == UPSTREAMS_MAX) {
			WRONG(item, "%s: more than %d paths that others answer", key->name, UPSTREAMS_MAX);
			return;
		}
		if (item->kind == FRONT_MAP)
			take_upstream(c, kind, item, diags);
		else
			WRONG(item, "%s: each needs a path: and an address to:", key->name);
	}
}
