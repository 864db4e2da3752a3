/* article_date.c - when an article was written, changed, and is to be shown. */
#include <stdint.h>

#include "content/article_parts.h"

static const enum article_key date_keys[] = {
	KEY_DATE, KEY_PUBDATE, KEY_PUBDATETIME, KEY_PUBLISHED_AT, KEY_PUBLISHEDAT, KEY_PUBLISHDATE, KEY_PUBLISHED,
	KEY_CREATED, KEY_CREATED_AT, KEY_CREATEDAT, KEY_RSS_PUBDATE, KEY_COUNT
};
static const enum article_key updated_keys[] = {
	KEY_UPDATED, KEY_LASTMOD, KEY_MODIFIED, KEY_UPDATEDDATE, KEY_MODDATETIME, KEY_UPDATED_AT, KEY_UPDATEDAT,
	KEY_LAST_MODIFIED_AT, KEY_LAST_MODIFIED, KEY_LASTMODIFIED, KEY_DATE_MODIFIED, KEY_COUNT
};
/* Hugo's names for the moment from which an article is shown. */
static const enum article_key from_keys[] = {
	KEY_PUBLISHDATE, KEY_PUBDATE, KEY_PUBLISHED, KEY_COUNT
};
static const enum article_key until_keys[] = { KEY_EXPIRYDATE, KEY_UNPUBLISHDATE, KEY_COUNT };

/* What Eleventy and Hugo take for an order to ask git or the file system. */
static bool
is_order(struct str s)
{
	return (s.len > 0 && s.p[0] == ':') || str_is_case(s, "Created") ||
	    str_is_case(s, "Last Modified") || str_starts_case(s, STR("git "));
}

/* The date of v; false when it is none, which is said unless it was meant as something else. */
static bool
read_one(struct making *m, const struct front_value *v, bool tell, struct date *ret)
{
	enum date_verdict verdict;
	struct str quote;
	bool flag;

	if (v == NULL || v->kind == FRONT_NULL)
		return false;
	if (v->kind != FRONT_SCALAR) {
		/* {{date}} is a map to YAML, with a map for its key. */
		if (tell && v->kind == FRONT_MAP && v->items == NULL)
			keys_diagnose(m, DIAG_WARNING, v, "is a placeholder, as templates have them, and not a date",
			    "if this is a template, name its folder below ignore: in the configuration");
		else if (tell)
			keys_diagnose(m, DIAG_WARNING, v, "is a list or map, not a date",
			    "write it as 2024-12-31");
		return false;
	}
	if (str_trim(v->text).len == 0)
		return false;
	verdict = date_parse(v->text, ret);
	if (verdict == DATE_OK)
		return true;
	if (tell && !front_bool(v, &flag) && !is_order(v->text)) {
		quote = text_line(m->scratch, v->text, 40);
		diag_add(m->diags, DIAG_WARNING, m->file, v->line, v->col, "%.*s: \"%.*s\": %s",
		    STR_ARG(v->key), STR_ARG(quote), date_verdict_text(verdict));
	}
	return false;
}

/* The key the date was found in, or KEY_COUNT. */
static enum article_key
read_first(struct making *m, const enum article_key *keys, struct date *ret)
{
	while (*keys != KEY_COUNT && !read_one(m, m->values[*keys], true, ret))
		keys++;
	return *keys;
}

/* Whether the search for the date came as far as key, and so has told what is wrong with it. */
static bool
was_read(enum article_key found, enum article_key key)
{
	for (const enum article_key *keys = date_keys; *keys != KEY_COUNT && *keys != found; keys++)
		if (*keys == key)
			return true;
	return found == key;
}

void
dates_read(struct making *m)
{
	struct article *article = m->article;
	enum article_key found = read_first(m, date_keys, &article->date);
	struct date date;

	if (found == KEY_COUNT && m->name_date.known)
		article->date = m->name_date;
	else if (found == KEY_COUNT)
		(void)aliases_date(m, &article->date);
	(void)read_first(m, updated_keys, &article->updated);

	article->from_s = INT64_MIN;
	article->until_s = INT64_MAX;
	if (!m->capsule->show_future && article->date.known)
		article->from_s = article->date.at_s;
	for (const enum article_key *key = from_keys; *key != KEY_COUNT; key++)
		if (read_one(m, m->values[*key], !was_read(found, *key), &date) &&
		    !m->capsule->show_future && date.at_s > article->from_s)
			article->from_s = date.at_s;
	for (const enum article_key *key = until_keys; *key != KEY_COUNT; key++)
		if (read_one(m, m->values[*key], true, &date) && date.at_s < article->until_s)
			article->until_s = date.at_s;
}
