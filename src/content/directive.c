/* directive.c - HTML comments that place a list in an article. */
#include "content/directive.h"

#include "base/ascii.h"
#include "base/nearest.h"

#define COUNT(v) (sizeof(v) / sizeof(v)[0])
#define BIT(key) (1u << (key))
#define OF_ARTICLES (BIT(DIRECTIVE_TAG) | BIT(DIRECTIVE_CATEGORY) | BIT(DIRECTIVE_SECTION) | \
    BIT(DIRECTIVE_YEAR) | BIT(DIRECTIVE_SERIES) | BIT(DIRECTIVE_LANG) | BIT(DIRECTIVE_LIMIT) | \
    BIT(DIRECTIVE_ORDER) | BIT(DIRECTIVE_EXCERPTS))

static const struct {
	const char *name;
	unsigned keys;		/* that it takes */
} kinds[DIRECTIVE_KINDS] = {
	[DIRECTIVE_ARTICLES] = { "articles", OF_ARTICLES | BIT(DIRECTIVE_PINNED) },
	[DIRECTIVE_FEATURED] = { "featured", OF_ARTICLES },
	[DIRECTIVE_LATEST] = { "latest", OF_ARTICLES & ~BIT(DIRECTIVE_ORDER) },
	[DIRECTIVE_TAGS] = { "tags", BIT(DIRECTIVE_LIMIT) | BIT(DIRECTIVE_ORDER) },
	[DIRECTIVE_CATEGORIES] = { "categories", BIT(DIRECTIVE_LIMIT) | BIT(DIRECTIVE_ORDER) },
	[DIRECTIVE_SECTIONS] = { "sections", BIT(DIRECTIVE_SECTION) | BIT(DIRECTIVE_LIMIT) },
	[DIRECTIVE_ARCHIVE] = { "archive", BIT(DIRECTIVE_LIMIT) },
	[DIRECTIVE_SEARCH] = { "search", BIT(DIRECTIVE_LABEL) },
	[DIRECTIVE_FEED] = { "feed", BIT(DIRECTIVE_TAG) | BIT(DIRECTIVE_CATEGORY) | BIT(DIRECTIVE_LABEL) },
	[DIRECTIVE_AUTO] = { "auto", 0 },
};

static const char *const keys[DIRECTIVE_KEYS] = {
	[DIRECTIVE_TAG] = "tag", [DIRECTIVE_CATEGORY] = "category", [DIRECTIVE_SECTION] = "section",
	[DIRECTIVE_YEAR] = "year", [DIRECTIVE_SERIES] = "series", [DIRECTIVE_LANG] = "lang",
	[DIRECTIVE_LABEL] = "label", [DIRECTIVE_PINNED] = "featured", [DIRECTIVE_LIMIT] = "limit",
	[DIRECTIVE_ORDER] = "order", [DIRECTIVE_EXCERPTS] = "excerpts",
};

static const struct {
	const char *name;
	enum directive_order order;
	bool of_groups;
} orders[] = {
	{ "newest", DIRECTIVE_NEWEST, false }, { "oldest", DIRECTIVE_OLDEST, false },
	{ "title", DIRECTIVE_TITLE, false }, { "order", DIRECTIVE_BY_ORDER, false },
	{ "used", DIRECTIVE_USED, true }, { "name", DIRECTIVE_NAME, true },
};

/* A directive while it is read, and where what is wrong is said. */
struct reading {
	struct directive *d;
	struct str path;
	unsigned line;
	struct diag_list *diags;
	unsigned said;		/* bits of the keys met */
};

#define SAY(r, ...) diag_add((r)->diags, DIAG_WARNING, (r)->path, (r)->line, 0, __VA_ARGS__)

const char *
directive_name(enum directive_kind kind)
{
	return kinds[kind].name;
}

bool
directive_find(struct str html, size_t *ret_from, size_t *ret_to, struct str *ret_words)
{
	size_t at = 0, end;
	struct str inner;

	for (;;) {
		at += str_search(str_from(html, at), STR("<!--"));
		if (at >= html.len)
			return false;
		end = at + 4 + str_search(str_from(html, at + 4), STR("-->"));
		if (end >= html.len)
			return false;
		inner = str_trim(str_slice(html, at + 4, end));
		if (str_starts_case(inner, STR("marmot:")))
			break;
		at = end + 3;
	}
	*ret_from = at;
	*ret_to = end + 3;
	*ret_words = str_trim(str_from(inner, 7));
	return true;
}

/* --- words ------------------------------------------------------------- */

static void
skip_blanks(struct str *rest)
{
	while (rest->len > 0 && ascii_is_space(rest->p[0]))
		*rest = str_from(*rest, 1);
}

static struct str
take_name(struct str *rest)
{
	size_t n = 0;
	struct str name;

	while (n < rest->len && !ascii_is_space(rest->p[n]) && rest->p[n] != '=')
		n++;
	name = str_slice(*rest, 0, n);
	*rest = str_from(*rest, n);
	return name;
}

/* False when a quote has no end. */
static bool
take_value(struct str *rest, struct str *ret)
{
	size_t n = 0;
	char quote = rest->len > 0 && (rest->p[0] == '"' || rest->p[0] == '\'') ? rest->p[0] : '\0';

	if (quote != '\0') {
		*rest = str_from(*rest, 1);
		n = str_find(*rest, quote);
		if (n == rest->len)
			return false;
		*ret = str_trim(str_slice(*rest, 0, n));
		*rest = str_from(*rest, n + 1);
		return true;
	}
	while (n < rest->len && !ascii_is_space(rest->p[n]))
		n++;
	*ret = str_slice(*rest, 0, n);
	*rest = str_from(*rest, n);
	return true;
}

/* --- what is wrong with them ------------------------------------------- */

/* The name nearest to word of those that may stand there, or NULL. */
static const char *
name_meant(struct str word, const char *(*name_of)(size_t i, unsigned keys_taken), size_t n, unsigned taken)
{
	struct nearest nearest = nearest_begin(word);

	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(i, taken);

		if (name != NULL)
			nearest_offer(&nearest, str_of(name));
	}
	/* Whole names were offered, so that it ends as they do. */
	return nearest_end(&nearest).p;
}

static const char *
kind_at(size_t i, unsigned taken)
{
	(void)taken;
	return kinds[i].name;
}

static const char *
key_at(size_t i, unsigned taken)
{
	return (taken & BIT(i)) != 0 ? keys[i] : NULL;
}

static void
add_kinds(struct strbuf *out)
{
	for (size_t i = 0; i < DIRECTIVE_KINDS; i++)
		strbuf_addf(out, "%s%s", i > 0 ? ", " : "", kinds[i].name);
}

static void
add_keys(struct strbuf *out, unsigned taken)
{
	bool first = true;

	for (size_t i = 0; i < DIRECTIVE_KEYS; i++) {
		if ((taken & BIT(i)) == 0)
			continue;
		strbuf_addf(out, "%s%s", first ? "" : ", ", keys[i]);
		first = false;
	}
	if (first)
		strbuf_adds(out, "none");
}

static void
say_unknown_kind(struct reading *r, struct str name)
{
	const char *meant = name_meant(name, kind_at, DIRECTIVE_KINDS, 0);
	struct strbuf list = STRBUF_INIT;

	add_kinds(&list);
	if (name.len == 0)
		SAY(r, "marmot: names no list (write one of %s)", list.buf);
	else if (meant != NULL)
		SAY(r, "marmot: there is no list \"%.*s\"; did you mean \"%s\"?", STR_ARG(name), meant);
	else
		SAY(r, "marmot: there is no list \"%.*s\" (write one of %s)", STR_ARG(name), list.buf);
	strbuf_done(&list);
}

static void
say_unknown_key(struct reading *r, struct str name)
{
	unsigned taken = kinds[r->d->kind].keys;
	const char *meant = name_meant(name, key_at, DIRECTIVE_KEYS, taken);
	struct strbuf list = STRBUF_INIT;

	add_keys(&list, taken);
	if (meant != NULL)
		SAY(r, "marmot: %s: takes no \"%.*s\"; did you mean \"%s\"?", kinds[r->d->kind].name,
		    STR_ARG(name), meant);
	else
		SAY(r, "marmot: %s: takes no \"%.*s\" (what it takes: %s)", kinds[r->d->kind].name,
		    STR_ARG(name), list.buf);
	strbuf_done(&list);
}

/* --- values ------------------------------------------------------------ */

static bool
take_answer(struct reading *r, enum directive_key key, struct str value, enum directive_answer *ret)
{
	static const char *const yes[] = { "yes", "true", "on" }, *const no[] = { "no", "false", "off" };

	for (size_t i = 0; i < COUNT(yes); i++) {
		if (str_is_case(value, yes[i]))
			*ret = DIRECTIVE_YES;
		else if (str_is_case(value, no[i]))
			*ret = DIRECTIVE_NO;
	}
	if (*ret == DIRECTIVE_UNSAID)
		SAY(r, "marmot: %s: \"%.*s\" is neither yes nor no", keys[key], STR_ARG(value));
	return *ret != DIRECTIVE_UNSAID;
}

static bool
take_order(struct reading *r, struct str value)
{
	bool groups = r->d->kind == DIRECTIVE_TAGS || r->d->kind == DIRECTIVE_CATEGORIES;

	for (size_t i = 0; i < COUNT(orders); i++)
		if (orders[i].of_groups == groups && str_is_case(value, orders[i].name))
			r->d->order = orders[i].order;
	if (r->d->order == DIRECTIVE_ORDER_UNSAID)
		SAY(r, "marmot: order: \"%.*s\" is none of %s", STR_ARG(value),
		    groups ? "used, name" : "newest, oldest, title, order");
	return r->d->order != DIRECTIVE_ORDER_UNSAID;
}

static bool
take_limit(struct reading *r, struct str value)
{
	unsigned long n;

	if (!str_number(value, DIRECTIVE_LIMIT_MAX, &n) || n == 0) {
		SAY(r, "marmot: limit: \"%.*s\" is not a whole number from 1 to %d", STR_ARG(value),
		    DIRECTIVE_LIMIT_MAX);
		return false;
	}
	r->d->limit = n;
	return true;
}

static bool
take_key(struct reading *r, enum directive_key key, struct str value)
{
	switch (key) {
	case DIRECTIVE_LIMIT:
		return take_limit(r, value);
	case DIRECTIVE_ORDER:
		return take_order(r, value);
	case DIRECTIVE_PINNED:
		return take_answer(r, key, value, &r->d->featured);
	case DIRECTIVE_EXCERPTS:
		return take_answer(r, key, value, &r->d->excerpts);
	default:
		r->d->values[key] = value;
		return true;
	}
}

/* One KEY=VALUE off the rest. */
static bool
read_pair(struct reading *r, struct str *rest)
{
	struct str name = take_name(rest), value;
	enum directive_key key = 0;

	while (key < DIRECTIVE_KEYS && !(str_is_case(name, keys[key]) &&
	    (kinds[r->d->kind].keys & BIT(key)) != 0))
		key++;
	skip_blanks(rest);
	if (key == DIRECTIVE_KEYS) {
		say_unknown_key(r, name);
		return false;
	}
	if (rest->len == 0 || rest->p[0] != '=') {
		SAY(r, "marmot: %s: has no value (write %s=… )", keys[key], keys[key]);
		return false;
	}
	*rest = str_from(*rest, 1);
	skip_blanks(rest);
	if (!take_value(rest, &value)) {
		SAY(r, "marmot: %s: a quote has no end", keys[key]);
		return false;
	}
	if (value.len == 0) {
		SAY(r, "marmot: %s: has no value (write %s=… )", keys[key], keys[key]);
		return false;
	}
	if ((r->said & BIT(key)) != 0) {
		SAY(r, "marmot: %s: is said twice", keys[key]);
		return false;
	}
	r->said |= BIT(key);
	return take_key(r, key, value);
}

bool
directive_read(struct str words, struct str path, unsigned line, struct diag_list *diags,
    struct directive *ret)
{
	struct reading r = { .d = ret, .path = path, .line = line, .diags = diags };
	struct str rest = words, name;
	size_t kind = 0;

	*ret = (struct directive){ 0 };
	if (words.len > DIRECTIVE_SIZE_MAX) {
		SAY(&r, "marmot: longer than %d bytes", DIRECTIVE_SIZE_MAX);
		return false;
	}
	skip_blanks(&rest);
	name = take_name(&rest);
	while (kind < DIRECTIVE_KINDS && !str_is_case(name, kinds[kind].name))
		kind++;
	if (kind == DIRECTIVE_KINDS) {
		say_unknown_kind(&r, name);
		return false;
	}
	ret->kind = (enum directive_kind)kind;
	for (skip_blanks(&rest); rest.len > 0; skip_blanks(&rest))
		if (!read_pair(&r, &rest))
			return false;
	return true;
}
