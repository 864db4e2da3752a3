/*
 * article_permalink.c - addresses that other engines make from templates.
 *
 * Jekyll writes them as "/:categories/:year/:month/:day/:title.html", or names
 * a whole style; Hugo takes nearly the same words in "url".
 */
#include "base/ascii.h"
#include "base/uri.h"
#include "content/article_parts.h"

enum token {
	TOKEN_YEAR, TOKEN_SHORT_YEAR, TOKEN_MONTH, TOKEN_SHORT_MONTH, TOKEN_DAY, TOKEN_SHORT_DAY,
	TOKEN_CATEGORIES, TOKEN_TITLE, TOKEN_FILE, TOKEN_FOLDER, TOKEN_END,
};

static const struct word {
	const char *name;
	enum token token;
} words[] = {
	{ "year", TOKEN_YEAR },
	{ "short_year", TOKEN_SHORT_YEAR },
	{ "month", TOKEN_MONTH },
	{ "i_month", TOKEN_SHORT_MONTH },
	{ "day", TOKEN_DAY },
	{ "i_day", TOKEN_SHORT_DAY },
	{ "categories", TOKEN_CATEGORIES },
	{ "slugified_categories", TOKEN_CATEGORIES },
	{ "title", TOKEN_TITLE },
	{ "slug", TOKEN_TITLE },
	{ "slugorfilename", TOKEN_TITLE },
	{ "name", TOKEN_FILE },
	{ "basename", TOKEN_FILE },
	{ "filename", TOKEN_FILE },
	{ "contentbasename", TOKEN_FILE },
	{ "path", TOKEN_FOLDER },
	{ "sections", TOKEN_FOLDER },
	{ "output_ext", TOKEN_END },
};

static const struct {
	const char *name, *template;
} styles[] = {
	{ "date", "/:categories/:year/:month/:day/:title.html" },
	{ "pretty", "/:categories/:year/:month/:day/:title/" },
	{ "none", "/:categories/:title.html" },
};

/* Appends a part and "/"; what a URL would take for its own is encoded, to be decoded later. */
static void
add_part(struct strbuf *out, struct str part)
{
	if (part.len == 0)
		return;
	uri_encode(out, part, "/");
	strbuf_addc(out, '/');
}

/* As Jekyll has it: the folders above _posts, then what the keys say. */
static void
add_categories(const struct making *m, struct strbuf *out)
{
	static const enum article_key keys[] = { KEY_CATEGORY, KEY_CATEGORIES, KEY_COUNT };
	size_t posts = str_search(m->folder, STR("_posts/"));

	if (posts > 1 && posts < m->folder.len)
		add_part(out, str_slice(m->folder, 0, posts - 1));
	for (const enum article_key *key = keys; *key != KEY_COUNT; key++) {
		const struct front_value *v = m->values[*key];
		struct str rest, name;

		if (v == NULL || v->kind == FRONT_MAP)
			continue;
		if (v->kind == FRONT_LIST)
			for (const struct front_value *item = v->items; item != NULL; item = item->next)
				add_part(out, str_trim(item->text));
		else
			for (rest = str_trim(v->text); str_cut(&rest, ' ', &name); )
				add_part(out, name);
	}
	if (out->len > 0 && out->buf[out->len - 1] == '/')
		strbuf_truncate(out, out->len - 1);
}

/* False when the article has no date to fill in. */
static bool
add_token(const struct making *m, enum token token, struct strbuf *out)
{
	struct str title = m->slug.len > 0 ? m->slug : m->name;
	int year, month, day;

	if (token <= TOKEN_SHORT_DAY) {
		if (!m->article->date.known)
			return false;
		date_parts(m->article->date, &year, &month, &day);
	}
	switch (token) {
	case TOKEN_YEAR:
		strbuf_addf(out, "%04d", year);
		break;
	case TOKEN_SHORT_YEAR:
		strbuf_addf(out, "%02d", year % 100);
		break;
	case TOKEN_MONTH:
		strbuf_addf(out, "%02d", month);
		break;
	case TOKEN_SHORT_MONTH:
		strbuf_addf(out, "%d", month);
		break;
	case TOKEN_DAY:
		strbuf_addf(out, "%02d", day);
		break;
	case TOKEN_SHORT_DAY:
		strbuf_addf(out, "%d", day);
		break;
	case TOKEN_CATEGORIES:
		add_categories(m, out);
		break;
	case TOKEN_TITLE:
		uri_encode(out, title, "");
		break;
	case TOKEN_FILE:
		uri_encode(out, m->name, "");
		break;
	case TOKEN_FOLDER:
		if (m->folder.len > 0)
			uri_encode(out, str_slice(m->folder, 0, m->folder.len - 1), "/");
		break;
	case TOKEN_END:
		strbuf_adds(out, ".html");
		break;
	}
	return true;
}

static const struct word *
word_find(struct str name)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(name, words[i].name))
			return &words[i];
	return NULL;
}

static bool
fill(const struct making *m, struct str text, struct strbuf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t end = i + 1;
		const struct word *word;

		while (text.p[i] == ':' && end < text.len &&
		    (ascii_is_small(text.p[end]) || text.p[end] == '_'))
			end++;
		if (end == i + 1) {
			/* Nothing filled in between leaves "//", which would begin a host. */
			if (text.p[i] != '/' || out->len == 0 || out->buf[out->len - 1] != '/')
				strbuf_addc(out, text.p[i]);
			continue;
		}
		word = word_find(str_slice(text, i + 1, end));
		if (word == NULL || !add_token(m, word->token, out))
			return false;
		i = end - 1;
	}
	return true;
}

bool
permalink_fill(struct making *m, struct str text, struct strbuf *out)
{
	/* Liquid's and Nunjucks' templates need the engine itself. */
	if (str_search(text, STR("{{")) < text.len || str_search(text, STR("{%")) < text.len)
		return false;
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (str_is(text, styles[i].name))
			text = str_of(styles[i].template);
	if (str_find(text, ':') == text.len || uri_has_scheme(text)) {
		strbuf_addstr(out, text);
		return true;
	}
	return fill(m, text, out);
}

/* "2024/03/09/name.html", and with the categories before it. */
static void
add_date(struct making *m, struct date date, struct str categories)
{
	struct strbuf path = STRBUF_INIT;
	int year, month, day;

	date_parts(date, &year, &month, &day);
	strbuf_addf(&path, "/%04d/%02d/%02d/", year, month, day);
	uri_encode(&path, m->slug.len > 0 ? m->slug : m->name, "");
	strbuf_adds(&path, ".html");
	alias_add(m, strbuf_str(&path), NULL);
	if (categories.len > 0) {
		strbuf_insert(&path, 0, categories);
		strbuf_insert(&path, 0, STR("/"));
		alias_add(m, strbuf_str(&path), NULL);
	}
	strbuf_done(&path);
}

void
permalink_add_dates(struct making *m)
{
	struct strbuf categories = STRBUF_INIT;
	struct date written = m->article->date;

	if (!m->below_posts || !m->name_date.known || m->article->is_folder_text)
		return;
	add_categories(m, &categories);
	add_date(m, m->name_date, strbuf_str(&categories));
	/* A date in the front matter moves the address (Jekyll, "Permalinks"). */
	if (written.known && date_day(written) != date_day(m->name_date))
		add_date(m, written, strbuf_str(&categories));
	strbuf_done(&categories);
}
