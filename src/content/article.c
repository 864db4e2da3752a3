/* article.c - what is known of an article without its text. */
#include "content/article.h"

#include <assert.h>
#include <stdint.h>

#include "base/nearest.h"
#include "content/article_parts.h"
#include "content/directive.h"

const char *const article_ends[ARTICLE_ENDS] = { ".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd" };
static const char *const folder_names[] = { "_index", "index", "readme" };

/* name without the extension that makes it a source; absent when it is none. */
static struct str
stem_of(struct str name)
{
	for (size_t i = 0; i < ARTICLE_ENDS; i++) {
		struct str end = str_of(article_ends[i]);

		if (name.len > end.len && str_ends_case(name, end))
			return str_slice(name, 0, name.len - end.len);
	}
	return STR_NONE;
}

bool
article_is_source(struct str name)
{
	return stem_of(name).len > 0;
}

unsigned
article_folder_rank(struct str name)
{
	struct str stem = stem_of(name);

	for (unsigned i = 0; i < sizeof folder_names / sizeof *folder_names; i++)
		if (str_is_case(stem, folder_names[i]))
			return i + 1;
	return 0;
}

static bool
is_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* A date that folders begin and a name may end: "2024/03/09/den", "2024/03-09-den".  name is
 * what stands in the folders above; what is left of it is kept. */
static void
date_of_folders(struct making *m, struct str above, struct str name)
{
	struct str parts[3], joined, rest;
	size_t n = 0;

	while (n < sizeof parts / sizeof *parts && above.len > 0) {
		size_t slash = str_rfind(above, '/');
		struct str part = slash < above.len ? str_from(above, slash + 1) : above;

		if (!is_digits(part) || part.len > 4)
			break;
		parts[n++] = part;
		above.len = slash < above.len ? slash : 0;
		if (part.len == 4)
			break;
	}
	if (n == 0 || parts[n - 1].len != 4)
		return;
	joined = name;
	for (size_t i = 0; i < n; i++)
		joined = arena_strf(m->scratch, "%.*s-%.*s", STR_ARG(parts[i]), STR_ARG(joined));
	if (!date_from_name(joined, &m->name_date, &rest))
		return;
	m->name_is_date = rest.len == 0;
	m->name = arena_str(m->arena, rest.len > 0 ? rest : joined);
}

/* Splits the file's path into what titles, dates and addresses are made of. */
static void
read_place(struct making *m, struct str file)
{
	struct article *article = m->article;
	struct str name, rest;
	size_t slash;

	m->file = article->file = arena_str(m->arena, file);
	slash = str_rfind(m->file, '/');
	m->folder = str_slice(m->file, 0, slash < file.len ? slash + 1 : 0);
	name = str_from(m->file, m->folder.len);
	article->is_folder_text = article_folder_rank(name) != 0;
	m->stem = stem_of(name);
	if (m->stem.len == 0)
		m->stem = name;
	m->below_posts = str_starts(m->folder, STR("_posts/")) ||
	    str_search(m->folder, STR("/_posts/")) < m->folder.len;
	m->beside_jekyll = m->beside_jekyll || m->below_posts;

	m->name = m->stem;
	if (article->is_folder_text) {
		name = str_slice(m->folder, 0, m->folder.len > 0 ? m->folder.len - 1 : 0);
		slash = str_rfind(name, '/');
		m->name = slash < name.len ? str_from(name, slash + 1) : name;
	}
	if (date_from_name(m->name, &m->name_date, &rest)) {
		m->name_is_date = rest.len == 0;
		if (rest.len > 0)
			m->name = rest;
		return;
	}
	name = str_slice(m->folder, 0, m->folder.len > 0 ? m->folder.len - 1 : 0);
	slash = str_rfind(name, '/');
	if (article->is_folder_text)
		name.len = slash < name.len ? slash : 0;
	date_of_folders(m, name, m->name);
}

/* "my-first_post" as "my first post". */
static struct str
title_of_name(struct making *m)
{
	char *p = arena_bytes(m->scratch, m->name.len);

	for (size_t i = 0; i < m->name.len; i++)
		p[i] = (char)(m->name.p[i] == '-' || m->name.p[i] == '_' ? ' ' : m->name.p[i]);
	return text_line(m->arena, (struct str){ p, m->name.len }, ARTICLE_TITLE_MAX);
}

static void
read_title(struct making *m)
{
	static const enum article_key keys[] = {
		KEY_TITLE, KEY_LINKTITLE, KEY_META_TITLE, KEY_COUNT
	};
	static const char *const navigation_members[] = { "title", "key", NULL };
	const struct front_value *v = m->values[KEY_TITLE];
	struct article *article = m->article;
	struct str text;

	if (v != NULL && (v->kind == FRONT_LIST || v->kind == FRONT_MAP))
		keys_diagnose(m, DIAG_WARNING, v, "is a list or map, so it is ignored",
		    "put the title in quotes");
	article->title = keys_plain(m, keys, ARTICLE_TITLE_MAX);
	if (article->title.len > 0)
		return;
	article->title = text_plain(m->arena, heading_find(str_from(m->source, m->front.body_at)),
	    ARTICLE_TITLE_MAX);
	if (article->title.len > 0)
		return;
	v = keys_text(m->values[KEY_ELEVENTYNAVIGATION], navigation_members);
	if (v != NULL)
		article->title = text_plain(m->arena, v->text, ARTICLE_TITLE_MAX);
	if (article->title.len > 0)
		return;
	text = text_plain(m->scratch, heading_begin(str_from(m->source, m->front.body_at)),
	    ARTICLE_TITLE_MAX);
	if (text.len > 0 && heading_says(text, m->name)) {
		article->title = arena_str(m->arena, text);
		return;
	}
	article->title_is_file_name = true;
	if (m->name_is_date)
		article->title = text_line(m->arena, m->name, ARTICLE_TITLE_MAX);
	else
		article->title = title_of_name(m);
	if (article->title.len == 0 && m->folder.len == 0 && article->is_folder_text)
		article->title = text_line(m->arena, m->capsule->title, ARTICLE_TITLE_MAX);
	if (article->title.len == 0)
		article->title = text_line(m->arena, m->stem, ARTICLE_TITLE_MAX);
	if (article->title.len == 0)
		article->title = arena_str(m->arena, STR("Untitled"));
}

/* A file that is a pattern for others; hidden with a word about it, for its name may be meant. */
static bool
is_template(const struct making *m)
{
	return str_starts_case(m->stem, STR("_template")) ||
	    str_ends_case(m->stem, STR("_template")) || str_is_case(m->stem, "0000-template");
}

/* A slip here would show what was to be hidden. */
static void
expect_bool(struct making *m, enum article_key key)
{
	const struct front_value *v = m->values[key];
	bool flag;

	if (v != NULL && v->kind != FRONT_NULL && !front_bool(v, &flag))
		keys_diagnose(m, DIAG_WARNING, v, "is neither true nor false, so it is ignored", "write true or false");
}

/* Whether status, a text or a list of them, hides the article; a slip in such a word is said, since it does not. */
static bool
is_hidden_by(struct making *m, const struct front_value *status)
{
	static const char *const hiding[] = { "draft", "scheduled", "private" };
	const struct front_value *item = status != NULL && status->kind == FRONT_LIST ? status->items : status;

	for (; item != NULL; item = item != status ? item->next : NULL) {
		struct nearest nearest = nearest_begin(str_trim(item->text));
		struct str meant;

		for (size_t i = 0; item->kind == FRONT_SCALAR && i < sizeof hiding / sizeof *hiding; i++)
			nearest_offer(&nearest, str_of(hiding[i]));
		meant = nearest_end(&nearest);
		if (meant.p != NULL && str_eq_case(meant, nearest.word))
			return true;
		if (meant.p != NULL)
			diag_add(m->diags, DIAG_WARNING, m->file, status->line, status->col,
			    "status: \"%.*s\" hides nothing; did you mean \"%.*s\"?", STR_ARG(nearest.word), STR_ARG(meant));
	}
	return false;
}

static void
read_visibility(struct making *m)
{
	struct article *article = m->article;

	expect_bool(m, KEY_DRAFT);
	expect_bool(m, KEY_GONE);
	expect_bool(m, KEY_HEADLESS);
	expect_bool(m, KEY_PUBLISH);
	article->gone = keys_is(m, KEY_GONE, true);
	/* "published: 2024-01-01" is no boolean, and so hides nothing. */
	article->hidden = keys_is(m, KEY_DRAFT, true) || keys_is(m, KEY_PUBLISHED, false) ||
	    keys_is(m, KEY_PUBLISH, false) || keys_is(m, KEY_HEADLESS, true) ||
	    str_starts(m->folder, STR("_drafts/")) ||
	    str_search(m->folder, STR("/_drafts/")) < m->folder.len || m->stem.p[0] == '.';
	if (is_hidden_by(m, m->values[KEY_STATUS]))
		article->hidden = true;
	if (!article->hidden && is_template(m)) {
		article->hidden = true;
		diag_add(m->diags, DIAG_NOTE, m->file, 0, 0,
		    "not shown: its name is that of a template (give it another to have it shown)");
	}
}

/* By a glance: code counts too, which costs no more than a job that was none. */
static bool
seems_to_place(struct str body)
{
	struct str words;
	size_t from, to;

	return directive_find(body, &from, &to, &words);
}

int
article_read(struct article *ret, struct str source, struct str file,
    const struct capsule *capsule, bool beside_jekyll, struct arena *a, struct arena *scratch,
    struct diag_list *diags)
{
	struct making m = { .article = ret, .capsule = capsule, .source = source,
	    .beside_jekyll = beside_jekyll, .arena = a, .scratch = scratch, .diags = diags };
	int r;

	assert(file.len > 0);
	*ret = (struct article){ 0 };
	read_place(&m, file);
	r = front_parse(source, m.file, scratch, diags, &m.front);
	if (r < 0)
		return r;
	keys_sort(&m);
	read_title(&m);
	address_read(&m);
	dates_read(&m);
	aliases_read(&m);
	read_visibility(&m);
	tags_read(&m);
	category_read(&m);
	fields_read(&m);
	ret->places = seems_to_place(str_from(source, m.front.body_at));
	return 0;
}
