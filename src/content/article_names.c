/* article_names.c - the tags and the category of an article. */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/article_parts.h"
#include "content/language.h"

/* The tags of one article while they are gathered. */
struct tags {
	struct making *m;
	struct str names[ARTICLE_TAGS_MAX];
	struct str folded[ARTICLE_TAGS_MAX];	/* for comparing */
	size_t n;
	const struct front_value *value;	/* they come from */
	bool from_ghost;
	bool full;
};

static const char *const name_members[] = { "name", "title", "slug", NULL };

/* Folds ASCII by itself; nearly all tags are. */
static struct str
fold(struct arena *a, struct str name)
{
	struct strbuf out = STRBUF_INIT;
	char *lower = arena_bytes(a, name.len);
	struct str folded = { lower, name.len };

	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];

		if ((unsigned char)c >= 0x80) {
			utf8_fold(&out, name);
			folded = arena_str(a, strbuf_str(&out));
			break;
		}
		lower[i] = ascii_small(c);
	}
	strbuf_done(&out);
	return folded;
}

static void
tag_keep(struct tags *t, struct str name)
{
	struct str folded = fold(t->m->scratch, name);

	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->folded[i], folded))
			return;
	if (t->n == ARTICLE_TAGS_MAX) {
		if (!t->full)
			diag_add(t->m->diags, DIAG_WARNING, t->m->file, t->value->line, t->value->col,
			    "%.*s: more than %d; the rest does not count (keep those a reader would look for)",
			    STR_ARG(t->value->key), ARTICLE_TAGS_MAX);
		t->full = true;
		return;
	}
	t->names[t->n] = name;
	t->folded[t->n++] = folded;
}

/* "TCP/IP" and "I/O" are names, "linux/kernel" lies below "linux": nested ones are in small
 * letters. */
static bool
is_parent(struct str part)
{
	for (size_t i = 0; i < part.len; i++)
		if (ascii_is_small(part.p[i]) || (unsigned char)part.p[i] >= 0x80)
			return part.len > 1;
	return false;
}

/* Obsidian's a/b counts for a as well. */
static void
tag_keep_parents(struct tags *t, struct str name)
{
	if (name.p[0] == '/' || str_find(name, ' ') < name.len || str_find(name, ':') < name.len)
		return;
	for (size_t i = 1; i + 1 < name.len; i++)
		if (name.p[i] == '/' && name.p[i - 1] != '/' && is_parent(str_slice(name, 0, i)))
			tag_keep(t, str_slice(name, 0, i));
}

/* What Obsidian shows of a property that is a link: "[[Folder/Books|Books]]". */
static struct str
unlinked(struct str name)
{
	size_t at;

	name = str_trim(name);
	if (!str_starts(name, STR("[[")) || !str_ends(name, STR("]]")) || name.len < 5)
		return name;
	name = str_slice(name, 2, name.len - 2);
	at = str_find(name, '|');
	if (at < name.len)
		return str_trim(str_from(name, at + 1));
	at = str_rfind(name, '/');
	return at < name.len ? str_from(name, at + 1) : name;
}

static void
tag_add(struct tags *t, struct str name)
{
	name = unlinked(name);
	if (name.len > 0 && name.p[0] == '#') {
		if (t->from_ghost)
			return;
		while (name.len > 0 && name.p[0] == '#')
			name = str_from(name, 1);
	}
	if (name.len > ARTICLE_NAME_MAX) {
		keys_diagnose(t->m, DIAG_WARNING, t->value, "a name is too long and does not count",
		    "separate names by commas");
		return;
	}
	name = text_line(t->m->scratch, name, ARTICLE_NAME_MAX);
	if (name.len == 0)
		return;
	tag_keep(t, name);
	tag_keep_parents(t, name);
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* "a, b", "a b" or "a": how it is cut depends on who wrote it. */
static void
tags_split_text(struct tags *t, struct str text, bool at_blanks)
{
	struct str rest = text, name;

	if (str_find(text, ',') < text.len || !at_blanks) {
		while (str_cut(&rest, ',', &name))
			tag_add(t, name);
		return;
	}
	for (size_t from = 0, i = 0; i <= text.len; i++)
		if (i == text.len || text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n') {
			tag_add(t, str_slice(text, from, i));
			from = i + 1;
		}
}

static void
tags_take(struct tags *t, const struct front_value *v, bool at_blanks)
{
	bool flag;

	if (v == NULL || v->kind == FRONT_NULL)
		return;
	t->value = v;
	if (v->kind == FRONT_SCALAR) {
		if (!v->quoted && (is_number(v->text) || (front_bool(v, &flag) && v->text.len > 1)))
			keys_diagnose(t->m, DIAG_WARNING, v, "is no list of names; taken as one name",
			    "write a list: [one, two]");
		tags_split_text(t, v->text, at_blanks);
		return;
	}
	if (v->kind == FRONT_MAP) {
		keys_diagnose(t->m, DIAG_WARNING, v, "is a map, so it is ignored",
		    "write a list: [one, two]");
		return;
	}
	for (const struct front_value *item = v->items; item != NULL && !t->full; item = item->next) {
		const struct front_value *name = keys_text(item, name_members);

		if (name != NULL)
			tag_add(t, name->text);
	}
}

/* In a Ghost export "#name" is for its theme alone. */
static bool
is_ghost(const struct making *m)
{
	return m->values[KEY_FEATURE_IMAGE] != NULL || m->values[KEY_PRIMARY_TAG] != NULL ||
	    m->values[KEY_CUSTOM_EXCERPT] != NULL;
}

static bool
splits_at_blanks(const struct making *m)
{
	return m->capsule->tags_split == TAGS_SPLIT_SPACE ||
	    (m->capsule->tags_split == TAGS_SPLIT_AUTO && m->beside_jekyll);
}

void
tags_read(struct making *m)
{
	const struct front_value *taxonomies = m->values[KEY_TAXONOMIES];
	struct tags t;

	if (m->values[KEY_TAGS] == NULL && m->values[KEY_TAG] == NULL && taxonomies == NULL &&
	    !m->capsule->keywords_are_tags)
		return;
	t.m = m;
	t.n = 0;
	t.full = false;
	t.from_ghost = is_ghost(m);
	tags_take(&t, m->values[KEY_TAGS], splits_at_blanks(m));
	/* Jekyll's "tag" is a single one. */
	tags_take(&t, m->values[KEY_TAG], false);
	if (taxonomies != NULL)
		tags_take(&t, front_get(taxonomies, "tags"), false);
	if (m->capsule->keywords_are_tags)
		tags_take(&t, m->values[KEY_KEYWORDS], false);
	if (t.n == 0)
		return;
	m->article->tags = arena_calloc(m->arena, t.n, sizeof *t.names);
	for (size_t i = 0; i < t.n; i++)
		m->article->tags[i] = arena_str(m->arena, t.names[i]);
	m->article->ntags = (uint8_t)t.n;
}

/* Appends "a / b" as "a/b" behind what is there. */
static void
category_add(struct strbuf *out, struct str text)
{
	struct str rest = unlinked(text), part;

	while (str_cut(&rest, '/', &part)) {
		part = str_trim(part);
		if (part.len == 0)
			continue;
		if (out->len > 0)
			strbuf_addc(out, '/');
		strbuf_addstr(out, part);
	}
}

/* category: a text, or a list that goes from the outer to the inner. */
static void
category_take(struct strbuf *out, const struct front_value *v)
{
	const struct front_value *name;

	if (v == NULL)
		return;
	if (v->kind != FRONT_LIST) {
		name = keys_text(v, name_members);
		if (name != NULL)
			category_add(out, name->text);
		return;
	}
	for (const struct front_value *item = v->items; item != NULL; item = item->next) {
		name = keys_text(item, name_members);
		if (name != NULL)
			category_add(out, name->text);
	}
}

/* categories: the first of them. */
static void
category_take_first(struct making *m, struct strbuf *out, const struct front_value *v)
{
	struct str text;
	size_t end;

	if (v == NULL)
		return;
	if (v->kind == FRONT_LIST) {
		for (v = v->items; v != NULL && out->len == 0; v = v->next)
			category_take(out, v);
		return;
	}
	if (v->kind != FRONT_SCALAR) {
		category_take(out, v);
		return;
	}
	text = str_trim(v->text);
	end = str_find(text, ',');
	if (end == text.len && splits_at_blanks(m))
		end = str_find(text, ' ');
	category_add(out, str_slice(text, 0, end));
}

/* Folders that say how a site is built, not what its articles are about. */
static const char *const technical[] = {
	"post", "posts", "blog", "blogs", "content", "contents", "doc", "docs", "src", "page",
	"pages", "article", "articles", "public", "site", "source",
};

static bool
is_listed(struct str s, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is_case(s, v[i]))
			return true;
	return false;
}

static bool
is_technical(struct str folder)
{
	struct date date;
	struct str rest;

	if (folder.len == 0 || folder.p[0] == '_' || folder.p[0] == '.')
		return true;
	/* 2024, 2024-05, 05, 2024-05-01-notes. */
	if (is_number(folder) || date_from_name(folder, &date, &rest) ||
	    (folder.len == 7 && folder.p[4] == '-' && is_number(str_slice(folder, 0, 4)) &&
	    is_number(str_from(folder, 5))))
		return true;
	return language_is_folder(folder) ||
	    is_listed(folder, technical, sizeof technical / sizeof *technical);
}

/* index.ja.md, _index.pt-BR.md: the same article in another language. */
static bool
is_folder_translation(struct str base)
{
	base = str_from(base, base.len > 0 && base.p[0] == '_' ? 1 : 0);
	return str_starts(base, STR("index.")) && language_suffix(base).len + strlen("index.") == base.len;
}

/* The nearest folder that names a subject.  A folder's text asks above its own folder, a post of
 * Jekyll's above _posts: what lies below that sorts files, not subjects. */
static struct str
category_of_folder(const struct making *m)
{
	struct str path = str_slice(m->folder, 0, m->folder.len > 0 ? m->folder.len - 1 : 0);
	bool skip = m->article->is_folder_text || is_folder_translation(m->stem);

	if (m->below_posts) {
		path.len = str_search(m->folder, STR("_posts/"));
		path.len -= path.len > 0;
		skip = false;
	}
	while (path.len > 0) {
		size_t slash = str_rfind(path, '/');
		struct str name = slash < path.len ? str_from(path, slash + 1) : path;

		if (!skip && !is_technical(name))
			return name;
		skip = false;
		path.len = slash < path.len ? slash : 0;
	}
	return STR_NONE;
}

void
category_read(struct making *m)
{
	struct strbuf path = STRBUF_INIT;

	category_take(&path, m->values[KEY_CATEGORY]);
	if (path.len == 0)
		category_take_first(m, &path, m->values[KEY_CATEGORIES]);
	if (path.len == 0 && m->values[KEY_TAXONOMIES] != NULL)
		category_take_first(m, &path, front_get(m->values[KEY_TAXONOMIES], "categories"));
	if (path.len == 0)
		category_take(&path, m->values[KEY_PRIMARY_TAG]);
	if (path.len == 0)
		strbuf_addstr(&path, category_of_folder(m));
	if (path.len > ARTICLE_NAME_MAX) {
		diag_add(m->diags, DIAG_WARNING, m->file, 0, 0,
		    "category: its name is too long, so it is ignored (keep it below %d bytes)",
		    ARTICLE_NAME_MAX);
		strbuf_reset(&path);
	}
	m->article->category = text_line(m->arena, strbuf_str(&path), ARTICLE_NAME_MAX);
	strbuf_done(&path);
}
