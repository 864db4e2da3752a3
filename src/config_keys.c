#include "config_keys.h"

#include <stddef.h>
#include <string.h>

#include "base/nearest.h"
#include "config_value.h"
#include "net/rate.h"
#include "page/related.h"

static void read_map(struct config *c, const struct key *keys, size_t n, const struct front_value *map,
    const char *where, struct diag_list *diags);
static key_taker take_limits, take_titan;

#define IN_CAPSULE(member) offsetof(struct config, capsule.member)
#define IN_SERVER(member) offsetof(struct config, server.member)
#define LONGEST_S 86400UL	/* [s] of any deadline */

static const struct key keys[] = {
	{ .name = "title", .take = take_text, .offset = IN_CAPSULE(title) },
	{ .name = "description", .take = take_text, .offset = IN_CAPSULE(description) },
	{ .name = "author", .take = take_text, .offset = IN_CAPSULE(author) },
	{ .name = "lang", .take = take_lang, .offset = IN_CAPSULE(lang) },
	{ .name = "languages", .take = take_languages },
	{ .name = "header", .take = take_text, .offset = IN_CAPSULE(header) },
	{ .name = "footer", .take = take_text, .offset = IN_CAPSULE(footer) },
	{ .name = "base_url", .take = take_site, .offset = IN_CAPSULE(base_url) },
	{ .name = "host", .take = take_hosts },
	{ .name = "content", .take = take_folder, .offset = IN_CAPSULE(content_dir) },
	{ .name = "certs", .take = take_folder, .offset = offsetof(struct config, certs_dir) },
	{ .name = "certificate", .take = take_file, .offset = offsetof(struct config, certificate) },
	{ .name = "certificate_key", .take = take_file, .offset = offsetof(struct config, certificate_key) },
	{ .name = "state", .take = take_folder, .offset = offsetof(struct config, state_dir) },
	{ .name = "gemini", .whole = true, .take = take_listen, .protocol = &protocol_gemini },
	{ .name = "gopher", .take = take_listen, .protocol = &protocol_gopher },
	{ .name = "spartan", .whole = true, .take = take_listen, .protocol = &protocol_spartan },
	{ .name = "nex", .take = take_listen, .protocol = &protocol_nex },
	{ .name = "finger", .take = take_listen, .protocol = &protocol_finger },
	{ .name = "gemini_public_port", .take = take_unsigned, .offset = IN_CAPSULE(gemini_port), .min = 1, .max = 65535 },
	{ .name = "gopher_public_port", .take = take_unsigned, .offset = IN_CAPSULE(gopher_port), .min = 1, .max = 65535 },
	{ .name = "private", .take = take_private },
	{ .name = "authors", .take = take_authors },
	{ .name = "counters", .take = take_counters },
	{ .name = "spartan_public_port", .take = take_unsigned, .offset = IN_CAPSULE(spartan_port), .min = 1, .max = 65535 },
	{ .name = "nex_public_port", .take = take_unsigned, .offset = IN_CAPSULE(nex_port), .min = 1, .max = 65535 },
	{ .name = "assets", .take = take_folders },
	{ .name = "ignore", .take = take_strings, .offset = IN_CAPSULE(ignore) },
	{ .name = "ignore_tags", .take = take_strings, .offset = IN_CAPSULE(ignore_tags) },
	{ .name = "tags_split", .take = take_split },
	{ .name = "keywords_are_tags", .take = take_bool, .offset = IN_CAPSULE(keywords_are_tags) },
	{ .name = "show_future", .take = take_bool, .offset = IN_CAPSULE(show_future) },
	{ .name = "follow_links", .take = take_bool, .offset = IN_CAPSULE(follow_links) },
	{ .name = "accept_fragments", .take = take_bool, .offset = IN_CAPSULE(accept_fragments) },
	{ .name = "gopher_tls", .whole = true, .take = take_bool, .offset = offsetof(struct config, gopher_tls) },
	{ .name = "gopher_text_dot", .take = take_bool, .offset = IN_CAPSULE(gopher_text_dot) },
	{ .name = "page_entries", .take = take_size, .offset = IN_CAPSULE(page_entries), .min = 1, .max = 1000 },
	{ .name = "latest", .take = take_size, .offset = IN_CAPSULE(latest), .min = 1, .max = 1000 },
	{ .name = "feed_entries", .take = take_size, .offset = IN_CAPSULE(feed_entries), .min = 1, .max = 1000 },
	{ .name = "links", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "emphasis", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "images", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "gopher_ascii", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "menu_width", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "text_width", .take = take_look, .offset = IN_CAPSULE(look) },
	{ .name = "words", .take = take_words },
	{ .name = "redirects", .take = take_redirects },
	{ .name = "temporary_redirects", .take = take_redirects },
	{ .name = "gone", .take = take_gone },
	{ .name = "not_found", .take = take_text, .offset = IN_CAPSULE(not_found) },
	{ .name = "types", .take = take_media },
	{ .name = "watch", .take = take_bool, .offset = offsetof(struct config, watch) },
	{ .name = "search", .take = take_bool, .offset = IN_CAPSULE(search) },
	{ .name = "series", .take = take_bool, .offset = IN_CAPSULE(series) },
	{ .name = "related", .take = take_size, .offset = IN_CAPSULE(related), .min = 0, .max = RELATED_SHOWN_MAX },
	{ .name = "backlinks", .take = take_bool, .offset = offsetof(struct config, backlinks) },
	{ .name = "rescan_seconds", .take = take_unsigned, .offset = offsetof(struct config, rescan_s), .max = LONGEST_S },
	{ .name = "log_requests", .whole = true, .take = take_bool, .offset = IN_SERVER(log_requests) },
	{ .name = "log_addresses", .whole = true, .take = take_log_addresses },
	{ .name = "log_format", .whole = true, .take = take_log_format },
	{ .name = "log_file", .whole = true, .take = take_folder, .offset = IN_SERVER(log_file) },
	{ .name = "socket_mode", .whole = true, .take = take_mode, .offset = IN_SERVER(listen_access.mode) },
	{ .name = "socket_group", .whole = true, .take = take_group, .offset = IN_SERVER(listen_access.group) },
	{ .name = "stats_socket_mode", .whole = true, .take = take_mode, .offset = IN_SERVER(stats_access.mode) },
	{ .name = "stats_socket_group", .whole = true, .take = take_group, .offset = IN_SERVER(stats_access.group) },
	{ .name = "proxy_protocol", .whole = true, .take = take_networks },
	{ .name = "user", .whole = true, .take = take_user },
	{ .name = "sandbox", .whole = true, .take = take_bool, .offset = offsetof(struct config, sandbox) },
	{ .name = "sandbox_read", .whole = true, .take = take_sandbox_read },
	{ .name = "titan", .take = take_titan },
	{ .name = "proxy", .take = take_upstreams },
	{ .name = "scgi", .take = take_upstreams },
	{ .name = "fastcgi", .take = take_upstreams },
	{ .name = "capsules", .whole = true, .take = take_capsules },
	{ .name = "limits", .take = take_limits },
};

#define TITAN "titan: "
#define IN_TITAN(member) offsetof(struct config, titan.member)

static const struct key titan_keys[] = {
	{ .below = TITAN, .name = "paths", .take = take_grants },
	{ .below = TITAN, .name = "token", .take = take_token },
	{ .below = TITAN, .name = "token_file", .take = take_token_file },
	{ .below = TITAN, .name = "max_size", .take = take_size, .offset = IN_TITAN(size_max), .min = 1,
	    .max = TITAN_SIZE_LARGEST },
	{ .below = TITAN, .name = "types", .take = take_types },
	{ .below = TITAN, .name = "versions", .take = take_size, .offset = IN_TITAN(publish.versions_max),
	    .max = PUBLISH_VERSIONS_LARGEST },
};

#define LIMITS "limits: "
#define SECONDS(key, member) { .below = LIMITS, .name = key, .whole = true, .take = take_unsigned, \
    .offset = IN_SERVER(member), .min = 1, .max = LONGEST_S, .unit = 1000 }

static const struct key limit_keys[] = {
	{ .below = LIMITS, .name = "workers", .whole = true, .take = take_unsigned, .offset = IN_SERVER(workers), .min = 1, .max = SERVER_WORKERS_MAX },
	{ .below = LIMITS, .name = "helpers", .whole = true, .take = take_unsigned, .offset = IN_SERVER(helpers), .min = 1, .max = 64 },
	{ .below = LIMITS, .name = "jobs", .take = take_unsigned, .offset = IN_SERVER(jobs_max), .min = 1, .max = 10000 },
	{ .below = LIMITS, .name = "cache_size", .take = take_size, .offset = offsetof(struct config, cache_size), .max = 1UL << 40 },
	{ .below = LIMITS, .name = "article_size", .take = take_size, .offset = IN_CAPSULE(article_size_max), .min = 1024,
	    .max = 256UL << 20 },
	{ .below = LIMITS, .name = "articles", .take = take_size, .offset = IN_CAPSULE(articles_max),
	    .min = 1, .max = CATALOGUE_ARTICLES_MAX },
	SECONDS("handshake_seconds", handshake_ms),
	SECONDS("request_seconds", request_ms),
	SECONDS("upload_seconds", upload_ms),
	SECONDS("reply_seconds", reply_ms),
	SECONDS("finish_seconds", finish_ms),
	SECONDS("linger_seconds", linger_ms),
	SECONDS("job_seconds", job_ms),
	SECONDS("stop_seconds", stop_ms),
	{ .below = LIMITS, .name = "search_seconds", .take = take_unsigned, .offset = offsetof(struct config, search_s),
	    .min = 1, .max = 60 },
	{ .below = LIMITS, .name = "uploads", .whole = true, .take = take_unsigned, .offset = IN_SERVER(uploads_max), .min = 1, .max = 64 },
	{ .below = LIMITS, .name = "connections", .whole = true, .take = take_unsigned, .offset = IN_SERVER(connections_max),
	    .min = 1, .max = 1000000 },
	{ .below = LIMITS, .name = "connections_per_address", .whole = true, .take = take_unsigned, .offset = IN_SERVER(connections_per_address),
	    .min = 1, .max = 1000000 },
	{ .below = LIMITS, .name = "jobs_per_address", .whole = true, .take = take_unsigned, .offset = IN_SERVER(jobs_per_address),
	    .min = 1, .max = 10000 },
	{ .below = LIMITS, .name = "requests_per_second", .whole = true, .take = take_unsigned, .offset = IN_SERVER(requests_per_second),
	    .max = RATE_PER_SECOND_MAX },
	{ .below = LIMITS, .name = "requests_burst", .whole = true, .take = take_unsigned, .offset = IN_SERVER(requests_burst),
	    .max = RATE_BURST_MAX },
	{ .below = LIMITS, .name = "allow", .whole = true, .take = take_networks },
	{ .below = LIMITS, .name = "loopback", .whole = true, .take = take_bool, .offset = IN_SERVER(limit_loopback) },
};

#define COUNT(table) (sizeof (table) / sizeof (table)[0])

static void
take_limits(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	if (v->kind == FRONT_MAP)
		read_map(c, limit_keys, COUNT(limit_keys), v, LIMITS, diags);
	else if (v->kind != FRONT_NULL)
		WRONG(v, "%s: needs indented lines below it, as in \"  cache_size: 16M\"", key->name);
}

static void
take_titan(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	c->has_titan = true;
	if (v->kind == FRONT_MAP)
		read_map(c, titan_keys, COUNT(titan_keys), v, TITAN, diags);
	else
		WRONG(v, "%s: needs indented lines below it, as in \"  paths:\"", key->name);
}

const struct key *
config_table(const char *map, size_t *ret_n)
{
	static const struct {
		const char *map;
		const struct key *keys;
		size_t n;
	} tables[] = {
		{ "capsules", keys, COUNT(keys) }, { "limits", limit_keys, COUNT(limit_keys) },
		{ "titan", titan_keys, COUNT(titan_keys) },
	};

	for (size_t i = 0; i < COUNT(tables); i++)
		if (strcmp(map != NULL ? map : "capsules", tables[i].map) == 0) {
			*ret_n = tables[i].n;
			return tables[i].keys;
		}
	return NULL;
}

static const struct key *
find_key(const struct key *table, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, table[i].name))
			return &table[i];
	return NULL;
}

static void
say_unknown(struct config *c, const struct key *table, size_t n, const struct front_value *v,
    const char *where, struct diag_list *diags)
{
	struct nearest nearest = nearest_begin(v->key);
	struct str meant;

	for (size_t i = 0; i < n; i++)
		nearest_offer(&nearest, str_of(table[i].name));
	meant = nearest_end(&nearest);
	if (table != limit_keys && find_key(limit_keys, COUNT(limit_keys), v->key) != NULL)
		WRONG(v, "%.*s: belongs below \"limits:\", indented", STR_ARG(v->key));
	else if (table != titan_keys && find_key(titan_keys, COUNT(titan_keys), v->key) != NULL)
		WRONG(v, "%.*s: belongs below \"titan:\", indented", STR_ARG(v->key));
	else if (table != keys && find_key(keys, COUNT(keys), v->key) != NULL)
		WRONG(v, "%s%.*s: belongs beside \"%.*s\", and not below it", where, STR_ARG(v->key), (int)strlen(where) - 1,
		    where);
	else if (meant.p != NULL)
		WRONG(v, "%s%.*s: there is no such key; did you mean \"%.*s\"?", where, STR_ARG(v->key), STR_ARG(meant));
	else
		WRONG(v, "%s%.*s: there is no such key (man marmot.yaml lists them)", where, STR_ARG(v->key));
}

/* Of what all capsules have in common one cannot have its own. */
static void
say_whole(struct config *c, const struct key *key, const struct front_value *v, struct diag_list *diags)
{
	struct strbuf own = STRBUF_INIT;

	for (size_t i = 0; key->below != NULL && i < COUNT(limit_keys); i++)
		if (!limit_keys[i].whole)
			strbuf_addf(&own, "%s%s", own.len > 0 ? ", " : "; of its own a capsule can have ", limit_keys[i].name);
	WRONG(v, "capsules: %s%s: is the whole server's: it belongs to the top level%s",
	    key->below != NULL ? key->below : "", key->name, own.len > 0 ? own.buf : "");
	strbuf_done(&own);
}

static void
read_map(struct config *c, const struct key *table, size_t n, const struct front_value *map,
    const char *where, struct diag_list *diags)
{
	for (const struct front_value *v = map->items; v != NULL; v = v->next) {
		const struct key *key = find_key(table, n, v->key);

		if (key == NULL)
			say_unknown(c, table, n, v, where, diags);
		else if (key->whole && c->top != NULL)
			say_whole(c, key, v, diags);
		else if (v->kind == FRONT_NULL && key->take == take_titan)
			WRONG(v, "%s: has nothing below it, so that nobody could publish: write \"%s: {}\" for authors to, or take "
			    "the line out", key->name, key->name);
		else if (v->kind != FRONT_NULL)
			key->take(c, key, (char *)c + key->offset, v, diags);
	}
}

/* One file of a pair without the other. */
static void
judge_pair(struct config *c, const struct front_value *root, struct diag_list *diags)
{
	const struct front_value *crt = front_get(root, "certificate"), *key = front_get(root, "certificate_key");
	bool has_crt = crt != NULL && crt->kind != FRONT_NULL, has_key = key != NULL && key->kind != FRONT_NULL;

	if (has_crt != has_key)
		WRONG(has_crt ? crt : key, "certificate: and certificate_key: belong together: name both files, or neither");
}

void
config_read_keys(struct config *c, const struct front_value *root, struct diag_list *diags)
{
	const struct front_value *titan = front_get(root, "titan");
	size_t nerrors = diags->nerrors;

	read_map(c, keys, COUNT(keys), root, c->top != NULL ? "capsules: " : "", diags);
	judge_pair(c, root, diags);
	if (c->has_titan && diags->nerrors == nerrors)
		config_judge_titan(c, titan, diags);
	if (c->top == NULL)
		config_read_capsules(c, diags);
}

const char *const *
config_key_names(void)
{
	static const char *names[COUNT(keys) + COUNT(titan_keys) + COUNT(limit_keys) + 1];

	for (size_t i = 0; i < COUNT(keys); i++)
		names[i] = keys[i].name;
	for (size_t i = 0; i < COUNT(titan_keys); i++)
		names[COUNT(keys) + i] = titan_keys[i].name;
	for (size_t i = 0; i < COUNT(limit_keys); i++)
		names[COUNT(keys) + COUNT(titan_keys) + i] = limit_keys[i].name;
	return names;
}
