/* article_fields.c - the plainer keys of an article: order, picture, excerpt, people, source. */
#include <math.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "content/article_parts.h"
#include "content/language.h"

/* Where a map in place of a text keeps it: "image: {src: x}", "cover: {image: x}". */
static const char *const image_members[] = { "path", "src", "url", "image", NULL };
static const char *const alt_members[] = { "alt", NULL };
static const char *const person_members[] = { "name", "title", "display_name", NULL };

/* A decimal number, "-2.5"; strtod(3) would ask the locale what a point is. */
static bool
number(struct str s, double *ret)
{
	bool negative, digits = false;
	double n = 0, place = 1;
	size_t i;

	s = str_trim(s);
	negative = s.len > 0 && s.p[0] == '-';
	i = s.len > 0 && (negative || s.p[0] == '+');
	for (; i < s.len && ascii_is_digit(s.p[i]); i++) {
		n = n * 10 + (s.p[i] - '0');
		digits = true;
	}
	if (i < s.len && s.p[i] == '.')
		for (i++; i < s.len && ascii_is_digit(s.p[i]); i++) {
			place /= 10;
			n += place * (s.p[i] - '0');
			digits = true;
		}
	if (!digits || i < s.len || !isfinite(n))
		return false;
	*ret = negative ? -n : n;
	return true;
}

static void
read_order(struct making *m)
{
	const struct {
		const struct front_value *v;
		bool zero_is_none;		/* Hugo's and Zola's weight */
	} places[] = {
		{ m->values[KEY_ORDER], false },
		{ m->values[KEY_WEIGHT], true },
		{ m->values[KEY_NAV_ORDER], false },
		{ m->values[KEY_SIDEBAR] != NULL ? front_get(m->values[KEY_SIDEBAR], "order") : NULL, false },
		{ m->values[KEY_ELEVENTYNAVIGATION] != NULL ?
		    front_get(m->values[KEY_ELEVENTYNAVIGATION], "order") : NULL, false },
		{ m->values[KEY_SORT_ORDER], false },
		{ m->values[KEY_SIDEBAR_POSITION], false },
	};
	double n;

	m->article->order = INFINITY;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct front_value *v = places[i].v;

		if (v == NULL || v->kind == FRONT_NULL)
			continue;
		if (v->kind != FRONT_SCALAR || !number(v->text, &n)) {
			keys_diagnose(m, DIAG_WARNING, v, "is no number, so it is ignored",
			    "write a number, such as 10");
			continue;
		}
		if (n == 0 && places[i].zero_is_none)
			continue;
		m->article->order = n;
		return;
	}
}

static void
read_featured(struct making *m)
{
	static const enum article_key keys[] = { KEY_FEATURED, KEY_PINNED, KEY_PIN, KEY_STICKY };
	double n;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct front_value *v = m->values[keys[i]];
		bool flag;

		if (v == NULL || v->kind == FRONT_NULL || (v->kind == FRONT_SCALAR && str_trim(v->text).len == 0))
			continue;
		/* Hexo's "sticky: 100" is a rank. */
		if (v->kind == FRONT_SCALAR && number(v->text, &n))
			flag = n > 0;
		else if (!front_bool(v, &flag)) {
			keys_diagnose(m, DIAG_WARNING, v, "is neither true nor false, so it is ignored", "write true or false");
			continue;
		}
		if (flag)
			m->article->featured = true;
	}
}

/* The text of v as an address, kept as it is written; absent when it cannot be one. */
static struct str
keep_url(struct making *m, const struct front_value *v)
{
	struct str url = str_trim(v->text);
	bool flag;

	if (!v->quoted && front_bool(v, &flag))
		return STR_NONE;
	/* Obsidian's properties hold links as [[name]]. */
	if (str_starts(url, STR("[[")) && str_ends(url, STR("]]")) && url.len > 4)
		url = str_slice(url, 2, url.len - 2);
	if (url.len > ARTICLE_URL_MAX) {
		diag_add(m->diags, DIAG_WARNING, m->file, v->line, v->col,
		    "%.*s: an address of %zu bytes, so it is ignored (keep it below %d)",
		    STR_ARG(v->key), url.len, ARTICLE_URL_MAX);
		return STR_NONE;
	}
	return text_line(m->arena, url, ARTICLE_URL_MAX);
}

static void
read_moved(struct making *m)
{
	static const char *const members[] = { "url", "to", NULL };
	const struct front_value *v = keys_text(m->values[KEY_REDIRECT_TO], members);

	if (v == NULL)
		v = keys_text(m->values[KEY_REDIRECTTO], members);
	if (v != NULL)
		m->article->moved_to = keep_url(m, v);
}

static void
read_image(struct making *m)
{
	static const enum article_key keys[] = {
		KEY_IMAGE, KEY_COVER, KEY_HEROIMAGE, KEY_FEATURE_IMAGE, KEY_FEATURED_IMAGE,
		KEY_THUMBNAIL, KEY_BANNER, KEY_OGIMAGE, KEY_HEADER_IMG, KEY_IMAGES
	};
	static const enum article_key alt_keys[] = {
		KEY_IMAGE_ALT, KEY_DASHED_IMAGE_ALT, KEY_IMAGEALT, KEY_FEATURE_IMAGE_ALT, KEY_HEROIMAGEALT,
		KEY_THUMBNAILALT, KEY_ALT, KEY_COUNT
	};
	const struct front_value *of = NULL, *v;
	struct article *article = m->article;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && article->image.len == 0; i++) {
		of = m->values[keys[i]];
		v = keys_text(of, image_members);
		if (v != NULL)
			article->image = keep_url(m, v);
	}
	if (article->image.len == 0 || of == NULL)
		return;
	article->image_alt = keys_plain(m, alt_keys, ARTICLE_EXCERPT_MAX);
	if (article->image_alt.len > 0)
		return;
	/* "cover: {image, alt}", and the same in the first of "images". */
	if (of->kind == FRONT_LIST)
		of = of->items;
	v = of != NULL && of->kind == FRONT_MAP ? keys_text(of, alt_members) : NULL;
	if (v != NULL)
		article->image_alt = text_plain(m->arena, v->text, ARTICLE_EXCERPT_MAX);
}

static void
read_excerpt(struct making *m)
{
	static const enum article_key keys[] = {
		KEY_EXCERPT, KEY_DESCRIPTION, KEY_SUMMARY, KEY_CUSTOM_EXCERPT, KEY_SPOILER, KEY_META_DESCRIPTION,
		KEY_RSS_DESCRIPTION
	};
	bool flag;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && m->article->excerpt.len == 0; i++) {
		const struct front_value *v = m->values[keys[i]];

		if (v != NULL && v->items != NULL)
			keys_diagnose(m, DIAG_WARNING, v, "is a list or map and no text, so it is ignored",
			    "write it as one text");
		/* "excerpt: true" asks an engine to make one. */
		if (v != NULL && v->kind == FRONT_SCALAR && (v->quoted || !front_bool(v, &flag)))
			m->article->excerpt = text_plain(m->arena, v->text, ARTICLE_EXCERPT_MAX);
	}
}

/* One or several people: "A", {name: A}, [A, {name: B}]. */
static void
read_author(struct making *m)
{
	static const enum article_key keys[] = { KEY_AUTHOR, KEY_AUTHORS, KEY_PRIMARY_AUTHOR };
	struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && names.len == 0; i++) {
		const struct front_value *v = m->values[keys[i]], *name;

		if (v != NULL && v->kind == FRONT_LIST)
			v = v->items;
		else if ((name = keys_text(v, person_members)) != NULL) {
			strbuf_addstr(&names, str_trim(name->text));
			break;
		} else
			continue;
		for (; v != NULL && names.len <= ARTICLE_NAME_MAX; v = v->next) {
			name = keys_text(v, person_members);
			if (name == NULL)
				continue;
			if (names.len > 0)
				strbuf_adds(&names, ", ");
			strbuf_addstr(&names, str_trim(name->text));
		}
	}
	m->article->author = text_plain(m->arena, strbuf_str(&names), ARTICLE_NAME_MAX);
	strbuf_done(&names);
}

static void
read_language(struct making *m)
{
	static const enum article_key keys[] = { KEY_LANG, KEY_LANGUAGE, KEY_LOCALE, KEY_COUNT };
	const struct front_value *v = keys_scalar(m, keys);

	if (v == NULL)
		return;
	m->article->lang = language_tag(m->arena, v->text);
	if (m->article->lang.len == 0)
		keys_diagnose(m, DIAG_WARNING, v, "is no language tag, so it is ignored",
		    "write it as en or pt-BR");
}

static void
read_translation(struct making *m)
{
	static const enum article_key keys[] = { KEY_TRANSLATIONKEY, KEY_REF, KEY_COUNT };

	m->article->translation_key = keys_plain(m, keys, ARTICLE_NAME_MAX);
}

static void
read_series(struct making *m)
{
	const struct front_value *v = keys_text(m->values[KEY_SERIES], person_members);

	if (v != NULL)
		m->article->series = text_plain(m->arena, v->text, ARTICLE_NAME_MAX);
}

static void
read_source(struct making *m)
{
	static const enum article_key name_keys[] = { KEY_SOURCE, KEY_COUNT };
	static const enum article_key url_keys[] = {
		KEY_SOURCE_URL, KEY_CANONICAL_URL, KEY_CANONICALURL, KEY_CANONICAL, KEY_COUNT
	};
	const struct front_value *name = keys_scalar(m, name_keys), *url = keys_scalar(m, url_keys);
	struct article *article = m->article;

	if (url != NULL)
		article->source_url = keep_url(m, url);
	if (name == NULL)
		return;
	/* An address where the name is expected is the source's address. */
	if (article->source_url.len == 0 && uri_has_scheme(str_trim(name->text)) &&
	    str_search(name->text, STR("://")) < name->text.len)
		article->source_url = keep_url(m, name);
	else
		article->source = text_plain(m->arena, name->text, ARTICLE_NAME_MAX);
}

static void
read_setting(struct making *m, const struct look_key *key, const struct front_value *v)
{
	struct str remedy;

	if (v->kind == FRONT_NULL || look_read(&m->article->look, key, v))
		return;
	remedy = key->first != NULL ?
	    arena_strf(m->scratch, "write %s or %s", key->first, key->second) :
	    arena_strf(m->scratch, "write a whole number from %d to %d", LOOK_WIDTH_MIN, LOOK_WIDTH_MAX);
	keys_diagnose(m, DIAG_WARNING, v, "is nothing it can be, so it is ignored", remedy.p);
}

static void
read_look(struct making *m)
{
	const struct front_value *map = m->values[KEY_MARMOT];

	if (map == NULL || map->kind == FRONT_NULL)
		return;
	if (map->kind != FRONT_MAP) {
		keys_diagnose(m, DIAG_WARNING, map, "holds no settings, so it is ignored",
		    "write it as in \"marmot: {links: end}\"");
		return;
	}
	for (const struct front_value *v = map->items; v != NULL; v = v->next) {
		const struct look_key *key = look_key(v->key);

		if (key != NULL)
			read_setting(m, key, v);
		else
			keys_diagnose(m, DIAG_WARNING, v, "is no setting of an article",
			    "there are links, emphasis, images, gopher_ascii, menu_width and text_width");
	}
}

void
fields_read(struct making *m)
{
	read_order(m);
	read_featured(m);
	read_moved(m);
	read_image(m);
	read_excerpt(m);
	read_author(m);
	read_series(m);
	read_language(m);
	read_translation(m);
	read_source(m);
	read_look(m);
}
