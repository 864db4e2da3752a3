/* config_write.c - a configuration as YAML. */
#include "config_write.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "config_keys.h"
#include "config_value.h"
#include "content/front_parse.h"
#include "render/sheet.h"

#define STEP 2		/* columns of a level */
#define KEY_SIMPLE_MAX 1024	/* [characters] of a key with nothing before it (YAML 1.2, 7.4) */
#define DEFAULT "  # default\n"

/* --- values ---------------------------------------------------------------------- */

/* What YAML takes for itself without quotes, and for no other kind of value. */
static bool
is_plain(struct str s)
{
	if (s.len == 0 || s.p[0] == '-' || s.p[0] == '.' || front_is_null(s))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && (s.p[i] < 'a' || s.p[i] > 'z') && (s.p[i] < 'A' || s.p[i] > 'Z') &&
		    strchr("_-./", s.p[i]) == NULL)
			return false;
	return true;
}

/* What YAML does not take as it is, or takes for the end of a line (1.1, 5.1 and 5.4). */
static bool
is_escaped(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
	    c == 0xFFFE || c == 0xFFFF;
}

static void
add_scalar(struct strbuf *out, struct str s, bool quoted)
{
	if (!quoted && is_plain(s)) {
		strbuf_addstr(out, s);
		return;
	}
	strbuf_addc(out, '"');
	for (size_t at = 0; at < s.len;) {
		size_t begin = at;
		uint32_t c = utf8_next(s, &at);

		if (c == '"' || c == '\\')
			strbuf_addc(out, '\\');
		if (c == '\n')
			strbuf_adds(out, "\\n");
		else if (is_escaped(c))
			strbuf_addf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)c);
		else
			strbuf_addstr(out, str_slice(s, begin, at));
	}
	strbuf_addc(out, '"');
}

static void
add_path(struct strbuf *out, const char *path)
{
	struct strbuf whole = STRBUF_INIT;
	char *cwd = path[0] != '/' ? getcwd(NULL, 0) : NULL;

	if (cwd != NULL)
		strbuf_addf(&whole, "%s/", cwd);
	strbuf_adds(&whole, path);
	add_scalar(out, strbuf_str(&whole), false);
	strbuf_done(&whole);
	free(cwd);
}

static void
add_key(struct strbuf *out, size_t depth, struct str name)
{
	size_t at;

	strbuf_fill(out, ' ', depth * STEP);
	at = out->len;
	add_scalar(out, name, false);
	if (out->len - at > KEY_SIMPLE_MAX) {
		strbuf_insert(out, at, STR("? "));
		strbuf_addc(out, '\n');
		strbuf_fill(out, ' ', depth * STEP);
	}
	strbuf_addc(out, ':');
}

static void add_items(struct strbuf *out, const struct config *c, size_t depth, const struct key *table, size_t n,
    const struct front_value *v);

/* Behind a key or the "-" of a list. */
static void
add_value(struct strbuf *out, const struct config *c, size_t depth, const struct key *key,
    const struct front_value *v)
{
	bool is_path = key != NULL && config_key_is_path(key);
	struct strbuf path = STRBUF_INIT;
	const struct key *table = NULL;
	size_t n = 0;

	switch (v->kind) {
	case FRONT_NULL:
		strbuf_adds(out, " null\n");
		break;
	case FRONT_SCALAR:
		strbuf_addc(out, ' ');
		if (is_path && c->file != NULL) {
			config_beside(&path, c->file, v->text);
			add_path(out, path.buf);
		} else {
			add_scalar(out, v->text, v->quoted);
		}
		strbuf_addc(out, '\n');
		break;
	case FRONT_LIST:
	case FRONT_MAP:
		strbuf_adds(out, v->items == NULL ? v->kind == FRONT_LIST ? " []\n" : " {}\n" : "\n");
		if (key != NULL)
			table = config_table(key->name, &n);
		if (v->kind == FRONT_LIST)
			for (const struct front_value *item = v->items; item != NULL; item = item->next) {
				size_t at = out->len;

				strbuf_fill(out, ' ', (depth + 1) * STEP);
				strbuf_addc(out, '-');
				if (item->kind != FRONT_MAP || item->items == NULL) {
					add_value(out, c, depth + 1, item->kind == FRONT_SCALAR ? key : NULL, item);
					continue;
				}
				/* The first key stands on the line of the "-". */
				strbuf_truncate(out, at);
				add_items(out, c, depth + 2, table, n, item);
				out->buf[at + (depth + 1) * STEP] = '-';
			}
		else
			add_items(out, c, depth + 1, table, n, v);
		break;
	}
	strbuf_done(&path);
}

static const struct key *
find(const struct key *table, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, table[i].name))
			return &table[i];
	return NULL;
}

static void
add_items(struct strbuf *out, const struct config *c, size_t depth, const struct key *table, size_t n,
    const struct front_value *v)
{
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		add_key(out, depth, item->key);
		add_value(out, c, depth, find(table, n, item->key), item);
	}
}

/* --- what nobody said --------------------------------------------------------------- */

/* Of keys whose setting is no plain number, text or folder. */
static const struct {
	const char *name, *value;
	unsigned long number;		/* for want of a value */
} usual[] = {
	{ .name = "tags_split", .value = "auto" }, { .name = "log_addresses", .value = "off" },
	{ .name = "log_format", .value = "plain" }, { .name = "socket_mode", .value = "0660" },
	{ .name = "stats_socket_mode", .value = "0600" }, { .name = "links", .value = "after" },
	{ .name = "images", .value = "show" }, { .name = "gopher_ascii", .value = "false" },
	{ .name = "menu_width", .number = SHEET_MENU_WIDTH }, { .name = "text_width", .number = SHEET_TEXT_WIDTH },
};

static void
add_number(struct strbuf *out, unsigned long n)
{
	strbuf_addf(out, " %lu" DEFAULT, n);
}

/* Whether it has a value, which was then added. */
static bool
add_usual(struct strbuf *out, const struct config *c, const struct key *key)
{
	const void *target = (const char *)c + key->offset;

	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (strcmp(key->name, usual[i].name) == 0) {
			if (usual[i].value != NULL)
				strbuf_addf(out, " %s" DEFAULT, usual[i].value);
			else
				add_number(out, usual[i].number);
			return true;
		}
	if (key->take == take_bool) {
		strbuf_addf(out, " %s" DEFAULT, *(const bool *)target ? "true" : "false");
		return true;
	}
	if (key->take == take_unsigned || key->take == take_size) {
		unsigned long value = key->take == take_size ? *(const size_t *)target : *(const unsigned *)target;

		/* 0 where it is not allowed: there is none. */
		if (value < key->min)
			return false;
		add_number(out, value / (key->unit > 0 ? key->unit : 1));
		return true;
	}
	if ((key->take == take_folder || key->take == take_file) && *(const char *const *)target != NULL) {
		strbuf_addc(out, ' ');
		add_path(out, *(const char *const *)target);
		strbuf_adds(out, DEFAULT);
		return true;
	}
	return false;
}

/* --- what options say ----------------------------------------------------------------- */

static void
add_addresses(struct strbuf *out, const struct config *c, const struct key *key, bool said)
{
	const struct config_listen *listen = &c->listen[key->protocol->scheme];

	if (listen->n == 0)
		strbuf_addf(out, " off%s", said ? "\n" : DEFAULT);
	else if (listen->n == 1) {
		strbuf_addc(out, ' ');
		add_scalar(out, str_of(listen->v[0]), true);
		strbuf_adds(out, said ? "\n" : DEFAULT);
	} else {
		strbuf_addc(out, '\n');
		for (size_t i = 0; i < listen->n; i++) {
			strbuf_addf(out, "%*s- ", STEP, "");
			add_scalar(out, str_of(listen->v[i]), true);
			strbuf_addc(out, '\n');
		}
	}
}

/* A key that options set too; true when it was one, and was added. */
static bool
add_optional(struct strbuf *out, const struct config *c, const struct key *key, bool said)
{
	const char *path = key->take == take_folder ? *(const char *const *)(const void *)((const char *)c + key->offset) :
	    NULL;

	if (key->take == take_listen) {
		add_key(out, 0, str_of(key->name));
		add_addresses(out, c, key, said || c->listen[key->protocol->scheme].said);
	} else if (key->take == take_hosts && c->nhosts > 0 && !c->host_is_guess) {
		add_key(out, 0, str_of(key->name));
		strbuf_addc(out, '\n');
		for (size_t i = 0; i < c->nhosts; i++) {
			strbuf_addf(out, "%*s- ", STEP, "");
			add_scalar(out, c->hosts[i], true);
			strbuf_addc(out, '\n');
		}
	} else if (key->take == take_user && c->user != NULL) {
		add_key(out, 0, str_of(key->name));
		strbuf_addc(out, ' ');
		add_scalar(out, str_of(c->user), false);
		strbuf_addc(out, '\n');
	} else if (path != NULL && said) {
		add_key(out, 0, str_of(key->name));
		strbuf_addc(out, ' ');
		add_path(out, path);
		strbuf_addc(out, '\n');
	} else {
		return false;
	}
	return true;
}

/* --- the whole ------------------------------------------------------------------------ */

static void
add_table(struct strbuf *out, const struct config *c, size_t depth, const char *below,
    const struct front_value *said)
{
	size_t n, nested;
	const struct key *table = config_table(below, &n);

	for (size_t i = 0; i < n; i++) {
		const struct key *key = &table[i];
		const struct front_value *v = said != NULL ? front_get(said, key->name) : NULL;
		size_t at = out->len;

		if (v != NULL && v->kind == FRONT_NULL)
			v = NULL;
		if (depth == 0 && add_optional(out, c, key, v != NULL))
			continue;
		add_key(out, depth, str_of(key->name));
		if (depth == 0 && strcmp(key->name, "limits") == 0) {
			strbuf_addc(out, '\n');
			add_table(out, c, depth + 1, key->name, v);
		} else if (v != NULL && config_table(key->name, &nested) != NULL && v->kind == FRONT_MAP) {
			strbuf_addc(out, '\n');
			add_table(out, c, depth + 1, key->name, v);
		} else if (v != NULL) {
			add_value(out, c, depth, key, v);
		} else if (!add_usual(out, c, key)) {
			strbuf_truncate(out, at);
			strbuf_addf(out, "%*s#%s: none said\n", (int)(depth * STEP), "", key->name);
		}
	}
}

/* The numbers that hold where the owner left them to us. */
static void
fill(struct config *c)
{
	struct {
		size_t *number, usual;
	} all[] = {
		{ &c->capsule.page_entries, CAPSULE_PAGE_ENTRIES }, { &c->capsule.latest, CAPSULE_LATEST },
		{ &c->capsule.feed_entries, CAPSULE_FEED_ENTRIES }, { &c->capsule.article_size_max, ARTICLE_SIZE_MAX },
		{ &c->capsule.articles_max, CATALOGUE_ARTICLES_MAX },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (*all[i].number == 0)
			*all[i].number = all[i].usual;
	server_options_fill(&c->server);
}

void
config_write(struct config *c, struct strbuf *out)
{
	fill(c);
	strbuf_addf(out, "# What Marmot " MARMOT_VERSION " serves by%s%s\n", c->file != NULL ? ": " : "",
	    c->file != NULL ? c->file : "");
	add_table(out, c, 0, NULL, &c->said);
}
