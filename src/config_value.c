#include "config_value.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#define COUNT(table) (sizeof (table) / sizeof (table)[0])

/* An error of a key, named with the map it stands in. */
#define COMPLAIN(value, ...) complain(c, key, value, diags, __VA_ARGS__)

static void complain(struct config *c, const struct key *key, const struct front_value *v,
    struct diag_list *diags, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void
complain(struct config *c, const struct key *key, const struct front_value *v,
    struct diag_list *diags, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	WRONG(v, "%s%s: %s", key->below != NULL ? key->below : "", key->name, text.buf);
	strbuf_done(&text);
}

static bool
is_text(struct config *c, const struct key *key, const struct front_value *v, struct diag_list *diags)
{
	if (v->kind == FRONT_SCALAR)
		return true;
	COMPLAIN(v, "needs one value on the same line, as in \"%s: …\"", key->name);
	return false;
}

static const char *
keep(struct config *c, struct str s)
{
	return arena_str(&c->arena, s).p;
}

void
take_text(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	if (is_text(c, key, v, diags))
		*(struct str *)target = arena_str(&c->arena, v->text);
}

void
take_bool(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	bool b;

	if (!is_text(c, key, v, diags))
		return;
	if (front_bool(v, &b))
		*(bool *)target = b;
	else
		COMPLAIN(v, "\"%.*s\" is neither true nor false", STR_ARG(v->text));
}

/* Whether a key counts bytes, and not articles or entries. */
static bool
in_bytes(const struct key *key)
{
	return key->take == take_size && key->max % (1UL << 20) == 0;
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
		COMPLAIN(v, "\"%.*s\" is not a whole number from %lu to %lu%s", STR_ARG(v->text), key->min, key->max,
		    in_bytes(key) ? " (bytes; k, M or G may stand behind it, as in 16M)" : "");
		return false;
	}
	*ret = n << shift;
	return true;
}

void
take_unsigned(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	unsigned long n;

	if (read_number(c, key, v, &n, diags))
		*(unsigned *)target = (unsigned)(n * (key->unit > 0 ? key->unit : 1));
}

void
take_size(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	unsigned long n;

	if (read_number(c, key, v, &n, diags))
		*(size_t *)target = n;
}

/* Relative folders start from the file's own folder. */
void
config_beside(struct strbuf *out, const char *file, struct str path)
{
	size_t slash = str_rfind(str_of(file), '/');

	if ((path.len == 0 || path.p[0] != '/') && slash < strlen(file))
		strbuf_addstr(out, str_slice(str_of(file), 0, slash + 1));
	strbuf_addstr(out, path);
}

static const char *
folder_beside(struct config *c, struct str path)
{
	struct strbuf whole = STRBUF_INIT;
	const char *kept;

	config_beside(&whole, c->file, path);
	kept = keep(c, strbuf_str(&whole));
	strbuf_done(&whole);
	return kept;
}

bool
config_key_is_path(const struct key *key)
{
	return key->take == take_folder || key->take == take_file || key->take == take_sandbox_read ||
	    key->take == take_token_file;
}

static bool
is_path(struct str s)
{
	return s.len > 0 && memchr(s.p, '\0', s.len) == NULL;
}

void
take_folder(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	if (is_text(c, key, v, diags) && is_path(v->text))
		*(const char **)target = folder_beside(c, v->text);
	else if (v->kind == FRONT_SCALAR)
		COMPLAIN(v, key->take == take_file ? "needs the path of a file" : "needs a path");
}

void
take_file(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	take_folder(c, key, target, v, diags);
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
		COMPLAIN(v, "needs a value or a list, as in \"%s: [a, b]\"", key->name);
		return 0;
	}
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		if (item->kind != FRONT_SCALAR) {
			COMPLAIN(item, "an entry of the list is not a plain value");
			return 0;
		}
		if (n == CONFIG_LIST_MAX) {
			COMPLAIN(item, "more than %d entries", CONFIG_LIST_MAX);
			return 0;
		}
		list[n++] = item->text;
	}
	return n;
}

void
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

void
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

void
take_sandbox_read(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	struct str list[CONFIG_LIST_MAX];
	size_t n = read_list(c, key, v, list, diags);
	const char **kept = arena_calloc(&c->arena, n, sizeof *kept);

	(void)target;
	c->nsandbox_read = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_path(list[i]))
			kept[c->nsandbox_read++] = folder_beside(c, list[i]);
		else
			COMPLAIN(v, "needs the paths of folders");
	}
	c->sandbox_read = kept;
}

void
take_user(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const char *user;

	(void)target;
	if (!is_text(c, key, v, diags))
		return;
	user = keep(c, v->text);
	if (user[0] == '\0' || strlen(user) != v->text.len || strpbrk(user, " \t:/,") != NULL)
		COMPLAIN(v, "needs the name of a user of this system, as in \"user: marmot\"");
	else
		c->user = user;
}

/* The digits that chmod(1) takes. */
void
take_mode(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	unsigned mode = 0;
	bool good = v->kind == FRONT_SCALAR && v->text.len >= 3 && v->text.len <= 4;

	for (size_t i = 0; good && i < v->text.len; i++) {
		good = v->text.p[i] >= '0' && v->text.p[i] <= '7';
		mode = mode * 8 + (unsigned)(v->text.p[i] - '0');
	}
	if (good && mode > 0 && mode <= 0777)
		*(unsigned *)target = mode;
	else
		COMPLAIN(v, "needs permissions in three octal digits, as in \"%s: 0660\"", key->name);
}

void
take_group(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const char *group = v->kind == FRONT_SCALAR ? keep(c, v->text) : "";

	if (group[0] == '\0' || strlen(group) != v->text.len || strpbrk(group, " \t:/,") != NULL)
		COMPLAIN(v, "needs the name of a group of this system, as in \"%s: www-data\"", key->name);
	else
		*(const char **)target = group;
}

void
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
	COMPLAIN(v, "\"%.*s\" is none of auto, comma, space", STR_ARG(v->text));
}

void
take_look(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const struct look_key *look = look_key(str_of(key->name));

	assert(look != NULL);
	if (!is_text(c, key, v, diags) || look_read(target, look, v))
		return;
	if (look->first != NULL)
		COMPLAIN(v, "\"%.*s\" is neither %s nor %s", STR_ARG(v->text), look->first, look->second);
	else
		COMPLAIN(v, "\"%.*s\" is not a whole number from %d to %d", STR_ARG(v->text),
		    LOOK_WIDTH_MIN, LOOK_WIDTH_MAX);
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

/* What has to name something does not, and would leave in force what holds without it. */
static bool
is_empty(const struct front_value *v)
{
	return v->kind == FRONT_LIST && v->items == NULL;
}

void
take_hosts(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const char *words[CONFIG_LIST_MAX];
	size_t n = read_words(c, key, v, words, diags);
	struct strbuf why = STRBUF_INIT;

	(void)target;
	if (is_empty(v))
		COMPLAIN(v, "the list is empty: write a name, as in example.org");
	else if (n > 0 && !config_set_hosts(c, words, n, &why))
		COMPLAIN(v, "%s", why.buf);
	strbuf_done(&why);
}

void
take_listen(struct config *c, const struct key *key, void *target, const struct front_value *v,
    struct diag_list *diags)
{
	const char *words[CONFIG_LIST_MAX];
	struct strbuf why = STRBUF_INIT;
	size_t n;
	bool on;

	(void)target;
	/* YAML's own "off" and "false" mean the same. */
	if (v->kind == FRONT_SCALAR && front_bool(v, &on) && !on) {
		words[0] = "off";
		n = 1;
	} else {
		n = read_words(c, key, v, words, diags);
	}
	if (is_empty(v))
		COMPLAIN(v, "the list is empty: write an address, or off");
	else if (n > 0 && !config_set_listen(c, key->protocol, words, n, &why))
		COMPLAIN(v, "%s", why.buf);
	strbuf_done(&why);
}

