/* article_keys.c - the keys of front matter that mean something here. */
#include "base/ascii.h"
#include "content/article_parts.h"

const char *const article_key_names[KEY_COUNT] = {
	"aliases", "alt", "author", "authors", "banner", "canonical", "canonical_url", "canonicalurl",
	"categories", "category", "cover", "created", "created_at", "createdat", "custom_excerpt", "date", "date-modified",
	"description", "draft", "eleventynavigation", "excerpt", "expirydate", "extra", "feature_image",
	"feature_image_alt", "featured", "featured_image", "gone", "header-img", "headless", "heroimage", "heroimagealt",
	"image", "image-alt", "image_alt", "imagealt", "images", "keywords", "lang", "language", "last_modified", "last_modified_at",
	"lastmod", "lastmodified", "linktitle", "locale", "marmot", "meta_description", "meta_title",
	"moddatetime", "modified", "nav_order", "ogimage", "order", "params", "path", "permalink", "pin",
	"pinned", "primary_author", "primary_tag", "pubdate", "pubdatetime", "publish", "publishdate",
	"published", "published_at", "publishedat", "redirect_from", "redirect_to", "redirectto", "ref",
	"rss_description", "rss_pubdate", "series", "sidebar",
	"sidebar_position", "slug", "sort_order", "source", "source_url", "spoiler", "status", "sticky",
	"summary", "tag", "tags", "taxonomies", "thumbnail", "thumbnailalt", "title", "translationkey", "unpublishdate",
	"updated", "updated_at", "updatedat", "updateddate", "url", "weight",
};

/* Longer than any of them. */
#define NAME_MAX_LEN 24

/* What themes of Zola and Hugo keep under "extra" and "params".  The rest there is their own. */
static const bool in_extra[KEY_COUNT] = {
	[KEY_AUTHOR] = true, [KEY_AUTHORS] = true, [KEY_BANNER] = true, [KEY_COVER] = true,
	[KEY_FEATURED] = true, [KEY_FEATURED_IMAGE] = true, [KEY_IMAGE] = true,
	[KEY_IMAGE_ALT] = true, [KEY_LANG] = true, [KEY_PIN] = true, [KEY_PINNED] = true,
	[KEY_SERIES] = true, [KEY_SOURCE] = true, [KEY_SOURCE_URL] = true, [KEY_STICKY] = true,
	[KEY_SUMMARY] = true, [KEY_THUMBNAIL] = true,
};

/* Like strcmp of a and the n bytes of b, which may hold NULs. */
static int
cmp(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i] == '\0')
			return -1;
		if (a[i] != b[i])
			return (unsigned char)a[i] < (unsigned char)b[i] ? -1 : 1;
	}
	return a[n] != '\0';
}

enum article_key
article_key_find(struct str name)
{
	size_t low = 0, high = KEY_COUNT;
	char lower[NAME_MAX_LEN];

	if (name.len == 0 || name.len > sizeof lower)
		return KEY_COUNT;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = ascii_small(name.p[i]);
	while (low < high) {
		size_t middle = (low + high) / 2;
		int d = cmp(article_key_names[middle], lower, name.len);

		if (d == 0)
			return (enum article_key)middle;
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return KEY_COUNT;
}

static void
sort_extra(struct making *m, const struct front_value *map)
{
	if (map == NULL || map->kind != FRONT_MAP)
		return;
	for (const struct front_value *v = map->items; v != NULL; v = v->next) {
		enum article_key key = article_key_find(v->key);

		if (key != KEY_COUNT && in_extra[key] && m->values[key] == NULL)
			m->values[key] = v;
	}
}

void
keys_sort(struct making *m)
{
	for (const struct front_value *v = m->front.root.items; v != NULL; v = v->next) {
		enum article_key key = article_key_find(v->key);

		/* "title:" beside "Title: x" takes nothing away. */
		if (key != KEY_COUNT && (v->kind != FRONT_NULL || m->values[key] == NULL))
			m->values[key] = v;
	}
	sort_extra(m, m->values[KEY_EXTRA]);
	sort_extra(m, m->values[KEY_PARAMS]);
}

static bool
has_text(const struct front_value *v)
{
	return v != NULL && v->kind == FRONT_SCALAR && str_trim(v->text).len > 0;
}

const struct front_value *
keys_scalar(const struct making *m, const enum article_key *keys)
{
	for (; *keys != KEY_COUNT; keys++)
		if (has_text(m->values[*keys]))
			return m->values[*keys];
	return NULL;
}

const struct front_value *
keys_text(const struct front_value *value, const char *const *names)
{
	if (value != NULL && value->kind == FRONT_LIST)
		value = value->items;
	if (value == NULL || value->kind == FRONT_LIST)
		return NULL;
	if (value->kind != FRONT_MAP)
		return has_text(value) ? value : NULL;
	for (; *names != NULL; names++) {
		const struct front_value *v = front_get(value, *names);

		if (has_text(v))
			return v;
	}
	return NULL;
}

struct str
keys_plain(struct making *m, const enum article_key *keys, size_t max)
{
	for (; *keys != KEY_COUNT; keys++) {
		struct str text;

		if (!has_text(m->values[*keys]))
			continue;
		text = text_plain(m->arena, m->values[*keys]->text, max);
		if (text.len > 0)
			return text;
	}
	return STR_NONE;
}

bool
keys_is(const struct making *m, enum article_key key, bool value)
{
	bool found;

	return front_bool(m->values[key], &found) && found == value;
}

void
keys_diagnose(struct making *m, enum diag_severity severity, const struct front_value *v,
    const char *why, const char *remedy)
{
	diag_add(m->diags, severity, m->file, v->line, v->col, "%.*s: %s (%s)",
	    STR_ARG(v->key), why, remedy);
}
