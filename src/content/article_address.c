/* article_address.c - where an article lives, and where it lived before. */
#include <string.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "content/article_parts.h"
#include "content/readings.h"
#include "content/spelling.h"

static const enum article_key address_keys[] = {
	KEY_PERMALINK, KEY_URL, KEY_PATH, KEY_COUNT
};

/* Whether decoded text may stand in an address: uri_safe_path would take a request for it. */
static bool
is_fit(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || c == 0x7f || c == '\\' ||
		    (c == 0xc2 && i + 1 < s.len && (unsigned char)s.p[i + 1] < 0xa0))
			return false;
	}
	return utf8_valid(s);
}

static struct str
without(struct str s, char c)
{
	while (s.len > 0 && s.p[0] == c)
		s = str_from(s, 1);
	return s;
}

/* Adds an address that is complete: decoded, without "/" at its start. */
static void
alias_keep(struct making *m, struct str path, const struct front_value *from)
{
	struct article *article = m->article;
	size_t cap = article->naliases;

	if (path.len == 0 || str_eq(path, article->path))
		return;
	for (size_t i = 0; i < article->naliases; i++)
		if (str_eq(article->aliases[i], path))
			return;
	if (article->naliases == ARTICLE_ALIASES_MAX) {
		if (from != NULL)
			keys_diagnose(m, DIAG_WARNING, from, "one old address too many does not count",
			    "keep those that are still linked to");
		return;
	}
	/* Few articles have more than one or two. */
	if (cap == 0 || (cap & (cap - 1)) == 0) {
		struct str *grown = arena_calloc(m->arena, cap == 0 ? 1 : cap * 2, sizeof *grown);

		if (cap > 0)
			memcpy(grown, article->aliases, cap * sizeof *grown);
		article->aliases = grown;
	}
	article->aliases[article->naliases++] = arena_str(m->arena, path);
}

/* Whether an absolute address is one of the site itself. */
static bool
is_own(const struct making *m, const struct uri *uri)
{
	struct uri base;

	if (uri->host.p == NULL || m->capsule->base_url.p == NULL)
		return true;
	uri_split(m->capsule->base_url, &base);
	return str_eq_case(uri->host, base.host);
}

/* Adds what a path and a query of one of the site's own addresses come to. */
static void
add_path(struct making *m, struct str text, struct str query, const struct front_value *from)
{
	struct strbuf decoded = STRBUF_INIT, path = STRBUF_INIT;

	uri_decode(&decoded, text);
	/* "./x" and "../x" are meant from the article's folder (Hugo). */
	if (decoded.len > 0 && decoded.buf[0] == '.')
		(void)uri_join(&path, m->folder, strbuf_str(&decoded));
	else
		(void)uri_remove_dots(&path, strbuf_str(&decoded));
	/* Of sites that ran on PHP and kin the query told which page it was. */
	if (query.len > 0) {
		strbuf_addc(&path, '?');
		uri_decode(&path, query);
	}
	if (is_fit(strbuf_str(&path)))
		alias_keep(m, without(strbuf_str(&path), '/'), from);
	else if (from != NULL)
		keys_diagnose(m, DIAG_WARNING, from, "an address holds control characters, "
		    "backslashes or bytes that are not UTF-8, so it is ignored", "take them out");
	strbuf_done(&decoded);
	strbuf_done(&path);
}

void
alias_add(struct making *m, struct str text, const struct front_value *from)
{
	struct str below;
	struct uri uri;

	uri_split(str_trim(text), &uri);
	if (!is_own(m, &uri))
		return;
	if (uri.path.len + uri.query.len > ARTICLE_URL_MAX) {
		if (from != NULL)
			keys_diagnose(m, DIAG_WARNING, from,
			    "an address is too long, so it is ignored", "take it out");
		return;
	}
	/* What is left of it is a path, even if it looks like a whole address again. */
	below = uri.host.p != NULL ? readings_below_base(m->capsule, uri.path) : STR_NONE;
	if (below.len > 1 && below.len < uri.path.len)
		add_path(m, below, STR_NONE, from);
	add_path(m, uri.path, uri.query, from);
}

static struct str
slug_of(struct making *m)
{
	static const enum article_key keys[] = { KEY_SLUG, KEY_COUNT };
	const struct front_value *v = keys_scalar(m, keys);
	struct strbuf decoded = STRBUF_INIT;
	struct str slug;
	size_t slash;

	if (v == NULL)
		return STR_NONE;
	uri_decode(&decoded, str_trim(v->text));
	slug = strbuf_str(&decoded);
	slug = str_chop(slug, '/');
	slash = str_rfind(slug, '/');
	if (slash < slug.len)
		slug = str_from(slug, slash + 1);
	slug = without(str_trim(slug), '.');
	if (slug.len > ARTICLE_SLUG_MAX || !is_fit(slug)) {
		diag_add(m->diags, DIAG_WARNING, m->file, v->line, v->col,
		    "slug: cannot be a part of an address, so it is ignored (use letters, digits "
		    "and -, at most %d bytes)", ARTICLE_SLUG_MAX);
		slug = STR_NONE;
	}
	slug = slug.len > 0 ? arena_str(m->scratch, slug) : STR_NONE;
	strbuf_done(&decoded);
	return slug;
}

void
address_read(struct making *m)
{
	struct article *article = m->article;
	const struct front_value *v = m->values[KEY_SLUG];
	struct str slug = m->slug = slug_of(m);

	if (article->is_folder_text) {
		article->path = str_slice(m->file, 0, m->folder.len);
		/* Hugo gives a bundle the slug in place of its folder's name. */
		if (slug.len > 0 && m->folder.len > 0) {
			size_t slash = str_rfind(str_slice(m->folder, 0, m->folder.len - 1), '/');
			struct str above = slash + 1 < m->folder.len ?
			    str_slice(m->folder, 0, slash + 1) : STR_NONE;

			alias_keep(m, arena_strf(m->scratch, "%.*s%.*s", STR_ARG(above),
			    STR_ARG(slug)), v);
		}
	} else if (slug.len > 0 && !str_eq(slug, m->stem)) {
		article->path = arena_strf(m->arena, "%.*s%.*s", STR_ARG(m->folder), STR_ARG(slug));
	} else {
		article->path = str_slice(m->file, 0, m->folder.len + m->stem.len);
	}
	/* Docusaurus and MDN write whole paths there. */
	if (slug.len > 0 && str_find(str_trim(v->text), '/') < str_trim(v->text).len)
		alias_add(m, v->text, v);
}

/* Obsidian's aliases are other titles. */
static bool
is_address(struct str text)
{
	bool folder;

	text = str_trim(text);
	return str_find(text, '/') < text.len || spelling_page(text, &folder).len < text.len;
}

static void
say_foreign(struct making *m, struct str text, const struct front_value *from)
{
	struct uri uri;

	uri_split(str_trim(text), &uri);
	if (!is_own(m, &uri))
		diag_add(m->diags, DIAG_WARNING, m->file, from->line, from->col,
		    "%.*s: %.*s is an address of another site, so it is ignored (base_url in the configuration "
		    "says which site this is)", STR_ARG(from->key), STR_ARG(str_trim(text)));
}

/* aliases, redirect_from: a text or a list of them. */
static void
take_old(struct making *m, const struct front_value *v, bool only_paths)
{
	const struct front_value *item;

	if (v != NULL && v->kind == FRONT_MAP && v->items != NULL)
		keys_diagnose(m, DIAG_WARNING, v, "is a map, so it is ignored", "write it as a list of paths");
	if (v == NULL || v->kind == FRONT_MAP)
		return;
	for (item = v->kind == FRONT_LIST ? v->items : v; item != NULL; item = item->next) {
		if (item->kind == FRONT_SCALAR && (!only_paths || is_address(item->text))) {
			alias_add(m, item->text, v);
			say_foreign(m, item->text, v);
		}
		if (v->kind != FRONT_LIST)
			return;
	}
}

void
aliases_read(struct making *m)
{
	take_old(m, m->values[KEY_ALIASES], true);
	take_old(m, m->values[KEY_REDIRECT_FROM], false);
	for (const enum article_key *key = address_keys; *key != KEY_COUNT; key++) {
		const struct front_value *v = m->values[*key];
		struct strbuf filled = STRBUF_INIT;
		bool flag;

		/* "permalink: false" is Eleventy's way to have none. */
		if (v != NULL && v->kind == FRONT_SCALAR && !front_bool(v, &flag) &&
		    permalink_fill(m, str_trim(v->text), &filled))
			alias_add(m, strbuf_str(&filled), v);
		strbuf_done(&filled);
	}
	permalink_add_dates(m);
}

/* YYYY-MM-DD or YYYY/MM/DD in s, with no further digit at either end. */
static bool
find_day(struct str s, struct date *ret)
{
	for (size_t i = 0; i + 10 <= s.len; i++) {
		char sign = s.p[i + 4];

		if ((sign != '-' && sign != '/') || s.p[i + 7] != sign)
			continue;
		if ((i > 0 && ascii_is_digit(s.p[i - 1])) || (i + 10 < s.len && ascii_is_digit(s.p[i + 10])))
			continue;
		if (date_parse(str_slice(s, i, i + 10), ret) == DATE_OK)
			return true;
	}
	return false;
}

bool
aliases_date(struct making *m, struct date *ret)
{
	for (const enum article_key *key = address_keys; *key != KEY_COUNT; key++) {
		const struct front_value *v = m->values[*key];
		struct uri uri;

		if (v == NULL || v->kind != FRONT_SCALAR || v->text.len > ARTICLE_URL_MAX)
			continue;
		uri_split(v->text, &uri);
		if (is_own(m, &uri) && find_day(uri.path, ret))
			return true;
	}
	return false;
}
