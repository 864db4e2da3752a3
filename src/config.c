#include "config.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config_value.h"
#include "net/listener.h"
#include "net/stats_socket.h"
#include "proto/host.h"

void
config_init(struct config *c)
{
	*c = (struct config){ 0 };
	arena_init(&c->arena, 0);
	c->capsule.content_dir = "content";
	c->certs_dir = "certs";
	c->listen[SCHEME_GEMINI] = (struct config_listen){ .v = { "*:1965" }, .n = 1 };
	c->listen[SCHEME_GOPHER] = (struct config_listen){ .v = { "*:70" }, .n = 1 };
	c->cache_size = CACHE_SIZE_DEFAULT;
	c->rescan_s = 60;
	c->watch = true;
	c->backlinks = true;
	c->sandbox = true;
	c->capsule.series = true;
	c->capsule.related = 5;
	c->capsule.search = true;
	c->search_s = SEARCH_SECONDS;
	c->server.log_requests = true;
	c->server.requests_per_second = 10;
	c->server.requests_burst = 100;
	c->titan.size_max = TITAN_SIZE_DEFAULT;
	c->titan.publish.versions_max = PUBLISH_VERSIONS_DEFAULT;
}

void
config_done(struct config *c)
{
	config_done_capsules(c);
	for (size_t i = 0; i < c->capsule.nrules; i++)
		rule_done(&c->rules[i]);
	arena_done(&c->arena);
}

bool
config_is_unix(const char *address)
{
	return strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0;
}

bool
config_parse_listen(struct arena *arena, const char *text, const char **ret_address, unsigned *ret_port)
{
	struct str s = str_trim(str_of(text)), address, port;
	size_t colon = str_rfind(s, ':');
	unsigned long number;

	if (str_starts(s, STR(LISTENER_UNIX))) {
		*ret_address = arena_str(arena, s).p;
		*ret_port = 0;
		return s.len > strlen(LISTENER_UNIX);
	}
	if (colon == s.len) {
		address = STR("");
		port = s;
	} else {
		address = str_slice(s, 0, colon);
		port = str_from(s, colon + 1);
	}
	if (address.len >= 2 && address.p[0] == '[' && address.p[address.len - 1] == ']')
		address = str_slice(address, 1, address.len - 1);
	else if (str_find(address, ':') < address.len)
		return false;	/* an IPv6 address without brackets: its port is anybody's guess */
	if (!str_number(port, 65535, &number))
		return false;
	*ret_address = address.len == 0 ? "*" : arena_str(arena, address).p;
	*ret_port = (unsigned)number;
	return true;
}

/* The protocols, and where each wants to be. */
static const struct served {
	const struct protocol *protocol;
	unsigned port;			/* that clients take when none is said */
	const char *option;		/* what the owner changes to move it */
	size_t public_port;		/* in struct capsule */
	bool names_host;		/* its requests do, so that capsules can share an address */
} served[] = {
	{ &protocol_gemini, 1965, "--gemini", offsetof(struct capsule, gemini_port), true },
	{ &protocol_gopher, 70, "--gopher", offsetof(struct capsule, gopher_port), false },
	{ &protocol_spartan, 300, "spartan:", offsetof(struct capsule, spartan_port), true },
	{ &protocol_nex, 1900, "nex:", offsetof(struct capsule, nex_port), false },
	{ &protocol_finger, 79, "finger:", offsetof(struct capsule, finger_port), false },
};
#define NSERVED (sizeof served / sizeof served[0])

static const struct served *
served_of(enum scheme scheme)
{
	for (size_t i = 0; i < NSERVED; i++)
		if (served[i].protocol->scheme == scheme)
			return &served[i];
	assert(!"a protocol that is not in the table");
	return NULL;
}

bool
config_set_listen(struct config *c, const struct protocol *protocol, const char *const *values,
    size_t n, struct strbuf *why)
{
	struct config_listen *listen = &c->listen[protocol->scheme];
	unsigned usual = served_of(protocol->scheme)->port, port;
	const char *address;

	listen->said = true;
	if (n == 1 && strcmp(values[0], "off") == 0) {
		listen->n = 0;
		return true;
	}
	if (n > CONFIG_LIST_MAX) {
		strbuf_addf(why, "more than %d addresses", CONFIG_LIST_MAX);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!config_parse_listen(&c->arena, values[i], &address, &port)) {
			strbuf_addf(why, "\"%s\" is no address to listen on: write ADDR:PORT as in 127.0.0.1:%u, "
			    "[::1]:%u or *:%u, unix:PATH, or off", values[i], usual, usual, usual);
			return false;
		}
		listen->v[i] = arena_str(&c->arena, str_of(values[i])).p;
	}
	listen->n = n;
	return true;
}

/* RFC 1123, 2.1, and the "_" and "*" of names that are no machines'; the certificate's files are called by it. */
static bool
is_host(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*") == strlen(name);
}

bool
config_set_hosts(struct config *c, const char *const *values, size_t n, struct strbuf *why)
{
	struct strbuf name = STRBUF_INIT;

	if (n > CONFIG_LIST_MAX) {
		strbuf_addf(why, "more than %d host names", CONFIG_LIST_MAX);
		return false;
	}
	c->nhosts = 0;
	for (size_t i = 0; i < n; i++) {
		struct str text = str_trim(str_of(values[i]));

		strbuf_reset(&name);
		if (strpbrk(values[i], "/:@?#% \t") != NULL || !host_ascii(&name, text) || !is_host(name.buf)) {
			strbuf_addf(why, "\"%s\" is no host name: write it as in example.org, without scheme, port "
			    "or path, and several as a list", values[i]);
			break;
		}
		if (strchr(name.buf, '*') != NULL && (c->nhosts == 0 || !str_starts(strbuf_str(&name), STR("*.")) ||
		    strchr(name.buf + 1, '*') != NULL)) {
			strbuf_addf(why, "\"%s\": a wildcard stands for the first part of a name, as in *.example.org, and "
			    "behind another host name, which is the public one", values[i]);
			break;
		}
		c->hosts[c->nhosts++] = arena_str(&c->arena, strbuf_str(&name));
	}
	strbuf_done(&name);
	return c->nhosts == n;
}

void
config_say(struct config *c, const char *key)
{
	struct front_value *v = ARENA_NEW(&c->arena, struct front_value);

	*v = (struct front_value){ .kind = FRONT_SCALAR, .key = str_of(key), .next = c->said.items };
	c->said.kind = FRONT_MAP;
	c->said.items = v;
}

unsigned *
config_public_port(struct config *c, enum scheme scheme)
{
	return (unsigned *)(void *)((char *)&c->capsule + served_of(scheme)->public_port);
}

bool
config_wants_tls(const struct config *c)
{
	return c->listen[SCHEME_GEMINI].n > 0 || (c->gopher_tls && c->listen[SCHEME_GOPHER].n > 0);
}

/* The listeners of one protocol, for capsule number owner, c. */
static void
add_listeners(struct config *top, struct config *c, size_t owner, const struct served *what)
{
	const struct config_listen *listen = &c->listen[what->protocol->scheme];

	for (size_t i = 0; i < listen->n; i++) {
		struct server_listener *l = &top->server.listeners[top->server.nlisteners];

		top->owners[top->server.nlisteners++] = owner;
		*l = (struct server_listener){ .protocol = what->protocol, .option = what->option,
		    .tls_too = c->gopher_tls && what->protocol == &protocol_gopher };
		if (!config_parse_listen(&top->arena, listen->v[i], &l->address, &l->port))
			l->address = "*";	/* was judged when it was set */
	}
}

static void
set_public_port(struct config *c, const struct served *what)
{
	const struct config_listen *listen = &c->listen[what->protocol->scheme];
	unsigned *public_port = config_public_port(c, what->protocol->scheme), port;
	const char *address;

	if (listen->n == 0)
		*public_port = 0;
	for (size_t i = 0; *public_port == 0 && i < listen->n; i++)
		if (config_parse_listen(&c->arena, listen->v[i], &address, &port))
			*public_port = config_is_unix(address) ? what->port : port;
}

static const char *
state_default(struct config *c)
{
	const char *dir;

	/* systemd.exec(5), StateDirectory=: several folders stand between colons. */
	if ((dir = getenv("STATE_DIRECTORY")) != NULL && dir[0] != '\0' && dir[0] != ':')
		return arena_str(&c->arena, str_slice(str_of(dir), 0, str_find(str_of(dir), ':'))).p;
	if ((dir = getenv("XDG_STATE_HOME")) != NULL && dir[0] != '\0')
		return arena_strf(&c->arena, "%s/marmot", dir).p;
	if ((dir = getenv("HOME")) != NULL && dir[0] != '\0')
		return arena_strf(&c->arena, "%s/.local/state/marmot", dir).p;
	return "/var/lib/marmot";
}

void
config_finish_capsule(struct config *c)
{
	c->capsule.host = c->hosts[0];
	c->capsule.own_dirs[0] = c->state_dir;
	c->server.stats_path = arena_strf(&c->arena, "%s/" STATS_SOCKET, c->state_dir).p;
	c->capsule.own_dirs[1] = c->certs_dir;
	if (c->has_titan)
		config_finish_titan(c);
	c->server.ask_identity = c->capsule.nareas > 0;
	for (size_t i = 0; c->has_titan && i < c->titan.ngrants; i++)
		if (c->titan.grants[i].people.n > 0)
			c->server.ask_identity = true;
	/* Programs are told who asks; another server has no use for it. */
	for (size_t i = 0; i < c->nupstreams; i++)
		if (c->upstreams[i].kind != UPSTREAM_PROXY)
			c->server.ask_identity = true;
	for (size_t i = 0; i < NSERVED; i++)
		set_public_port(c, &served[i]);
}

/* The addresses of the whole server come first, then those of single capsules. */
static void
add_all_listeners(struct config *c)
{
	c->server.nlisteners = 0;
	for (size_t i = 0; i < NSERVED; i++)
		add_listeners(c, c, 0, &served[i]);
	for (size_t k = 1; k < config_ncapsules(c); k++)
		for (size_t i = 0; i < NSERVED; i++)
			if (!served[i].names_host)
				add_listeners(c, config_capsule(c, k), k, &served[i]);
}

static size_t
count_listeners(struct config *c)
{
	size_t n = 0;

	for (size_t i = 0; i < NSERVED; i++) {
		n += c->listen[served[i].protocol->scheme].n;
		for (size_t k = 1; !served[i].names_host && k < config_ncapsules(c); k++)
			n += config_capsule(c, k)->listen[served[i].protocol->scheme].n;
	}
	return n;
}

bool
config_finish(struct config *c, struct strbuf *why)
{
	if (!config_begin_finish_capsules(c, why))
		return false;
	if (c->nhosts == 0) {
		c->host_is_guess = true;
		c->hosts[c->nhosts++] = STR("localhost");
	}
	if (c->state_dir == NULL)
		c->state_dir = state_default(c);
	config_finish_capsule(c);
	if (!config_finish_capsules(c, why))
		return false;
	if (c->listen[SCHEME_GEMINI].n + c->listen[SCHEME_GOPHER].n == 0) {
		strbuf_adds(why, "both gemini and gopher are off: there is nothing to serve");
		return false;
	}
	if (count_listeners(c) > SERVER_LISTENERS_MAX) {
		strbuf_addf(why, "more than %d addresses to listen on", SERVER_LISTENERS_MAX);
		return false;
	}
	add_all_listeners(c);
	return true;
}
