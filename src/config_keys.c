#include "config_keys.h"

#include <stddef.h>
#include <string.h>

#include "base/nearest.h"

struct key;

/* Takes value into the setting at target; false after a diagnostic. */
typedef void key_taker(struct config *c, const struct key *key, void *target,
    const struct front_value *value, struct diag_list *diags);

struct key {
	const char *name;
	key_taker *take;
	size_t offset;			/* of the setting in struct config */
	unsigned long min, max;		/* of numbers */
	unsigned long unit;		/* what a number is multiplied by */
};

static key_taker take_text, take_bool, take_unsigned, take_size, take_folder, take_strings, take_folders,
    take_split, take_hosts, take_gemini, take_gopher;

static void read_map(struct config *c, const struct key *keys, size_t n, const struct front_value *map,
    const char *where, struct diag_list *diags);
static key_taker take_limits;

#define IN_CAPSULE(member) offsetof(struct config, capsule.member)
#define IN_SERVER(member) offsetof(struct config, server.member)
#define LONGEST_S 86400UL	/* [s] of any deadline */

static const struct key keys[] = {
	{ .name = "title", .take = take_text, .offset = IN_CAPSULE(title) },
	{ .name = "description", .take = take_text, .offset = IN_CAPSULE(description) },
	{ .name = "author", .take = take_text, .offset = IN_CAPSULE(author) },
	{ .name = "lang", .take = take_text, .offset = IN_CAPSULE(lang) },
	{ .name = "base_url", .take = take_text, .offset = IN_CAPSULE(base_url) },
	{ .name = "host", .take = take_hosts },
	{ .name = "content", .take = take_folder, .offset = IN_CAPSULE(content_dir) },
	{ .name = "certs", .take = take_folder, .offset = offsetof(struct config, certs_dir) },
	{ .name = "state", .take = take_folder, .offset = offsetof(struct config, state_dir) },
	{ .name = "gemini", .take = take_gemini },
	{ .name = "gopher", .take = take_gopher },
	{ .name = "gemini_public_port", .take = take_unsigned, .offset = IN_CAPSULE(gemini_port), .min = 1, .max = 65535 },
	{ .name = "gopher_public_port", .take = take_unsigned, .offset = IN_CAPSULE(gopher_port), .min = 1, .max = 65535 },
	{ .name = "assets", .take = take_folders },
	{ .name = "ignore", .take = take_strings, .offset = IN_CAPSULE(ignore) },
	{ .name = "ignore_tags", .take = take_strings, .offset = IN_CAPSULE(ignore_tags) },
	{ .name = "tags_split", .take = take_split },
	{ .name = "keywords_are_tags", .take = take_bool, .offset = IN_CAPSULE(keywords_are_tags) },
	{ .name = "show_future", .take = take_bool, .offset = IN_CAPSULE(show_future) },
	{ .name = "follow_links", .take = take_bool, .offset = IN_CAPSULE(follow_links) },
	{ .name = "accept_fragments", .take = take_bool, .offset = IN_CAPSULE(accept_fragments) },
	{ .name = "gopher_text_dot", .take = take_bool, .offset = IN_CAPSULE(gopher_text_dot) },
	{ .name = "page_entries", .take = take_size, .offset = IN_CAPSULE(page_entries), .min = 1, .max = 1000 },
	{ .name = "latest", .take = take_size, .offset = IN_CAPSULE(latest), .min = 1, .max = 1000 },
	{ .name = "feed_entries", .take = take_size, .offset = IN_CAPSULE(feed_entries), .min = 1, .max = 1000 },
	{ .name = "menu_width", .take = take_size, .offset = IN_CAPSULE(menu_width), .min = 40, .max = 200 },
	{ .name = "text_width", .take = take_size, .offset = IN_CAPSULE(text_width), .min = 40, .max = 200 },
	{ .name = "rescan_seconds", .take = take_unsigned, .offset = offsetof(struct config, rescan_s), .max = LONGEST_S },
	{ .name = "log_requests", .take = take_bool, .offset = IN_SERVER(log_requests) },
	{ .name = "log_addresses", .take = take_bool, .offset = IN_SERVER(log_addresses) },
	{ .name = "limits", .take = take_limits },
};

static const struct key limit_keys[] = {
	{ .name = "workers", .take = take_unsigned, .offset = IN_SERVER(workers), .min = 1, .max = SERVER_WORKERS_MAX },
	{ .name = "helpers", .take = take_unsigned, .offset = IN_SERVER(helpers), .min = 1, .max = 64 },
	{ .name = "jobs", .take = take_unsigned, .offset = IN_SERVER(jobs_max), .min = 1, .max = 10000 },
	{ .name = "cache_size", .take = take_size, .offset = offsetof(struct config, cache_size), .max = 1UL << 40 },
	{ .name = "article_size", .take = take_size, .offset = IN_CAPSULE(article_size_max), .min = 1024,
	    .max = 256UL << 20 },
	{ .name = "articles", .take = take_size, .offset = IN_CAPSULE(articles_max), .min = 1, .max = CATALOGUE_ARTICLES_MAX },
	{ .name = "handshake_seconds", .take = take_unsigned, .offset = IN_SERVER(handshake_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "request_seconds", .take = take_unsigned, .offset = IN_SERVER(request_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "reply_seconds", .take = take_unsigned, .offset = IN_SERVER(reply_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "finish_seconds", .take = take_unsigned, .offset = IN_SERVER(finish_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "linger_seconds", .take = take_unsigned, .offset = IN_SERVER(linger_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "job_seconds", .take = take_unsigned, .offset = IN_SERVER(job_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "stop_seconds", .take = take_unsigned, .offset = IN_SERVER(stop_ms), .min = 1, .max = LONGEST_S, .unit = 1000 },
	{ .name = "connections", .take = take_unsigned, .offset = IN_SERVER(connections_max), .min = 1, .max = 1000000 },
	{ .name = "connections_per_address", .take = take_unsigned, .offset = IN_SERVER(connections_per_address), .min = 1, .max = 1000000 },
};

#define COUNT(table) (sizeof (table) / sizeof (table)[0])

#define WRONG(value, ...) diag_add(diags, DIAG_ERROR, str_of(c->file), (value)->line, (value)->col, __VA_ARGS__)

static bool
is_text(struct config *c, const struct key *key, const struct front_value *v, struct diag_list *diags)
{
	if (v->kind == FRONT_SCALAR)
		return true;
	WRONG(v, "%s: needs one value on the same line, as in \"%s: …\"", key->name, key->name);
	return false;
}

static const char *
keep(struct config *c, struct str s)
{
	return arena_str(&c->arena, s).p;
}

static void
take_text(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	if (is_text(c, key, v, diags))
		*(struct str *)target = arena_str(&c->arena, v->text);
}

static void
take_bool(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	bool b;

	if (!is_text(c, key, v, diags))
		return;
	if (front_bool(v, &b))
		*(bool *)target = b;
	else
		WRONG(v, "%s: \"%.*s\" is neither true nor false", key->name, STR_ARG(v->text));
}

/* A whole number, in sizes with k, M or G behind it. */
static bool
read_number(struct config *c, const struct key *key, const struct front_value *v, unsigned long *ret,
    struct diag_list *diags)
{
	static const struct { char letter; unsigned shift; } suffixes[] = {
		{ 'k', 10 }, { 'K', 10 }, { 'M', 20 }, { 'G', 30 },
	};
	struct str s = v->text;
	unsigned long n;
	unsigned shift = 0;

	if (!is_text(c, key, v, diags))
		return false;
	for (size_t i = 0; key->take == take_size && i < COUNT(suffixes); i++) {
		if (s.len > 1 && s.p[s.len - 1] == suffixes[i].letter) {
			shift = suffixes[i].shift;
			s.len--;
			break;
		}
	}
	if (!str_number(s, key->max >> shift, &n) || n << shift < key->min) {
		WRONG(v, "%s: \"%.*s\" is not a whole number from %lu to %lu", key->name, STR_ARG(v->text),
		    key->min, key->max);
		return false;
	}
	*ret = n << shift;
	return true;
}

static void
take_unsigned(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	unsigned long n;

	if (read_number(c, key, v, &n, diags))
		*(unsigned *)target = (unsigned)(n * (key->unit > 0 ? key->unit : 1));
}

static void
take_size(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	unsigned long n;

	if (read_number(c, key, v, &n, diags))
		*(size_t *)target = n;
}

/* Relative folders start from the file's own folder. */
static const char *
folder_beside(struct config *c, struct str path)
{
	struct str file = str_of(c->file);
	size_t slash = str_rfind(file, '/');

	if ((path.len > 0 && path.p[0] == '/') || slash == file.len)
		return keep(c, path);
	return arena_strf(&c->arena, "%.*s/%.*s", STR_ARG(str_slice(file, 0, slash)), STR_ARG(path)).p;
}

static void
take_folder(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	if (!is_text(c, key, v, diags))
		return;
	if (v->text.len == 0)
		WRONG(v, "%s: needs the path of a folder", key->name);
	else
		*(const char **)target = folder_beside(c, v->text);
}

/* One value counts as a list of one.  Returns how many there are; 0 after a diagnostic. */
static size_t
read_list(struct config *c, const struct key *key, const struct front_value *v, struct str *list,
    struct diag_list *diags)
{
	size_t n = 0;

	if (v->kind == FRONT_SCALAR) {
		list[n++] = v->text;
		return n;
	}
	if (v->kind != FRONT_LIST) {
		WRONG(v, "%s: needs a value or a list, as in \"%s: [a, b]\"", key->name, key->name);
		return 0;
	}
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (item->kind != FRONT_SCALAR) {
			WRONG(item, "%s: an entry of the list is not a plain value", key->name);
			return 0;
		}
		if (n == CONFIG_LIST_MAX) {
			WRONG(item, "%s: more than %d entries", key->name, CONFIG_LIST_MAX);
			return 0;
		}
		list[n++] = item->text;
	}
	return n;
}

static void
take_strings(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct str list[CONFIG_LIST_MAX], *kept;
	size_t n = read_list(c, key, v, list, diags);

	kept = arena_calloc(&c->arena, n, sizeof *kept);
	for (size_t i = 0; i < n; i++)
		kept[i] = arena_str(&c->arena, list[i]);
	if (target == (void *)&c->capsule.ignore) {
		c->capsule.ignore = kept;
		c->capsule.nignore = n;
	} else {
		c->capsule.ignore_tags = kept;
		c->capsule.nignore_tags = n;
	}
}

static void
take_folders(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct str list[CONFIG_LIST_MAX];
	size_t n = read_list(c, key, v, list, diags);
	const char **kept = arena_calloc(&c->arena, n, sizeof *kept);

	(void)target;
	for (size_t i = 0; i < n; i++)
		kept[i] = keep(c, list[i]);
	c->capsule.asset_dirs = kept;
	c->capsule.nasset_dirs = n;
}

static void
take_split(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	static const char *const names[] = {
		[TAGS_SPLIT_AUTO] = "auto", [TAGS_SPLIT_COMMA] = "comma", [TAGS_SPLIT_SPACE] = "space",
	};

	(void)target;
	if (!is_text(c, key, v, diags))
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (str_is(v->text, names[i])) {
			c->capsule.tags_split = (enum tags_split)i;
			return;
		}
	}
	WRONG(v, "%s: \"%.*s\" is none of auto, comma, space", key->name, STR_ARG(v->text));
}

/* Values as C strings for the setters that options use too. */
static size_t
read_words(struct config *c, const struct key *key, const struct front_value *v, const char **words,
    struct diag_list *diags)
{
	struct str list[CONFIG_LIST_MAX];
	size_t n = read_list(c, key, v, list, diags);

	for (size_t i = 0; i < n; i++)
		words[i] = keep(c, list[i]);
	return n;
}

static void
take_hosts(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const char *words[CONFIG_LIST_MAX];
	size_t n = read_words(c, key, v, words, diags);
	struct strbuf why = STRBUF_INIT;

	(void)target;
	if (n > 0 && !config_set_hosts(c, words, n, &why))
		WRONG(v, "%s: %s", key->name, why.buf);
	strbuf_done(&why);
}

static void
take_listen(struct config *c, const struct key *key, const struct protocol *protocol,
    const struct front_value *v, struct diag_list *diags)
{
	const char *words[CONFIG_LIST_MAX];
	struct strbuf why = STRBUF_INIT;
	size_t n;
	bool on;

	/* YAML's own "off" and "false" mean the same. */
	if (v->kind == FRONT_SCALAR && front_bool(v, &on) && !on) {
		words[0] = "off";
		n = 1;
	} else {
		n = read_words(c, key, v, words, diags);
	}
	if (n > 0 && !config_set_listen(c, protocol, words, n, &why))
		WRONG(v, "%s: %s", key->name, why.buf);
	strbuf_done(&why);
}

static void
take_gemini(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	take_listen(c, key, &protocol_gemini, v, diags);
}

static void
take_gopher(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	take_listen(c, key, &protocol_gopher, v, diags);
}

static void
take_limits(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	(void)target;
	if (v->kind == FRONT_MAP)
		read_map(c, limit_keys, COUNT(limit_keys), v, "limits: ", diags);
	else if (v->kind != FRONT_NULL)
		WRONG(v, "%s: needs indented lines below it, as in \"  cache_size: 16M\"", key->name);
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
	const struct key *nearest = NULL;
	size_t distance = NEAREST_WORD_MAX, d;

	for (size_t i = 0; i < n; i++) {
		d = nearest_distance(v->key, str_of(table[i].name));
		if (d < distance) {
			distance = d;
			nearest = &table[i];
		}
	}
	if (find_key(limit_keys, COUNT(limit_keys), v->key) != NULL)
		WRONG(v, "%.*s: belongs below \"limits:\", indented", STR_ARG(v->key));
	else if (nearest != NULL && nearest_resembles(v->key, str_of(nearest->name)))
		WRONG(v, "%s%.*s: there is no such key; did you mean \"%s\"?", where, STR_ARG(v->key), nearest->name);
	else
		WRONG(v, "%s%.*s: there is no such key (man marmot.yaml lists them)", where, STR_ARG(v->key));
}

static void
read_map(struct config *c, const struct key *table, size_t n, const struct front_value *map,
    const char *where, struct diag_list *diags)
{
	for (const struct front_value *v = map->items; v != NULL; v = v->next) {
		const struct key *key = find_key(table, n, v->key);

		if (key == NULL)
			say_unknown(c, table, n, v, where, diags);
		else if (v->kind != FRONT_NULL)
			key->take(c, key, (char *)c + key->offset, v, diags);
	}
}

void
config_read_keys(struct config *c, const struct front_value *root, struct diag_list *diags)
{
	read_map(c, keys, COUNT(keys), root, "", diags);
}
