/* catalogue_edition.c - building: who speaks which language, and what translates what. */
#include "content/catalogue_build.h"
#include "content/language.h"
#include "content/spelling.h"

/* An article among those that say the same. */
struct member {
	struct article *article;
	struct member *next;
};

struct str
edition_key(struct arena *a, const struct article *article, size_t folder_len, bool suffixed)
{
	struct str path = str_from(spelling_stem(article->file), folder_len), base;

	if (article->translation_key.len > 0)
		return arena_strf(a, "=%.*s", STR_ARG(article->translation_key));
	if (suffixed)
		path = str_slice(path, 0, path.len - language_suffix(path).len - (language_suffix(path).len > 0));
	base = spelling_base(path);
	if (str_is_case(base, "index") || str_is_case(base, "_index") || str_is_case(base, "readme"))
		path = spelling_folder(path);
	return arena_strf(a, "/%.*s", STR_ARG(path));
}

const struct edition *
edition_of_file(const struct catalogue *c, struct str file)
{
	struct str suffix;

	if (c->neditions == 0)
		return NULL;
	suffix = language_suffix(spelling_stem(file));
	for (size_t i = 0; i < c->neditions; i++)
		if (c->editions[i].is_folder && str_starts(file, c->editions[i].folder))
			return &c->editions[i];
	for (size_t i = 0; suffix.len > 0 && i < c->neditions; i++)
		if (language_likeness(c->editions[i].tag, suffix) == 2)
			return &c->editions[i];
	return NULL;
}

/* The edition nearest to a language; the default one where none is near. */
static const struct edition *
edition_of_lang(const struct catalogue *c, struct str lang)
{
	const struct edition *best = &c->editions[0];
	unsigned highest = 0;

	for (size_t i = 0; i < c->neditions; i++) {
		unsigned likeness = language_likeness(c->editions[i].tag, lang);

		if (likeness > highest) {
			highest = likeness;
			best = &c->editions[i];
		}
	}
	return best;
}

/* A folder's language is its text's, else its edition's, else that of the folder above. */
static void
give_sections(struct build *b)
{
	struct catalogue *c = b->c;

	for (size_t i = 0; i < c->nsections; i++) {
		struct section *section = (struct section *)c->sections[i];
		const struct edition *edition = edition_of_file(c, section->path);

		if (section->parent == NULL)
			section->lang = c->capsule->lang;
		if (section->lang.len == 0 && section->text != NULL)
			section->lang = section->text->lang;
		if (section->lang.len == 0 && edition != NULL && section->parent == c->root)
			section->lang = edition->tag;
		if (section->lang.len == 0 && section->parent != NULL)
			section->lang = section->parent->lang;
		if (section->lang.len == 0 && c->neditions > 0)
			section->lang = c->editions[0].tag;
	}
}

static void
give_article(const struct catalogue *c, struct article *article)
{
	const struct edition *edition = edition_of_file(c, article->file);
	const struct section *section = article->section;

	/* A bundle's own folder is no section, but its text's. */
	article->language = article->lang;
	if (article->language.len == 0 && edition != NULL && !edition->is_folder)
		article->language = edition->tag;
	if (article->language.len == 0 && section != NULL)
		article->language = section->lang;
	if (c->neditions > 0)
		article->edition = edition != NULL ? edition : edition_of_lang(c, article->language);
}

static void
put(struct build *b, struct map *by_key, struct article *article)
{
	const struct edition *edition = article->edition;
	bool in_folder = edition->is_folder && str_starts(article->file, edition->folder);
	struct str key = edition_key(&b->temp, article, in_folder ? edition->folder.len : 0, !in_folder);
	struct member *member = ARENA_NEW(&b->temp, struct member), *first;

	member->article = article;
	first = map_put(by_key, key, member);
	if (first == member)
		return;
	member->next = first->next;
	first->next = member;
}

/* The one of an edition among members that article may be joined to. */
static const struct article *
counterpart(const struct member *members, const struct article *article, const struct edition *edition)
{
	const struct article *best = NULL;

	if (article->edition == edition)
		return NULL;
	for (const struct member *m = members; m != NULL; m = m->next)
		if (m->article->edition == edition && area_shows(article->area, m->article->area) &&
		    (best == NULL || str_cmp(m->article->file, best->file) < 0))
			best = m->article;
	return best;
}

static void
join(struct build *b, const struct member *members)
{
	const struct catalogue *c = b->c;

	for (const struct member *m = members; m != NULL && members->next != NULL; m = m->next) {
		struct article *article = m->article;

		article->translations = arena_calloc(&b->c->arena, c->neditions, sizeof *article->translations);
		for (size_t i = 0; i < c->neditions; i++) {
			const struct article *other = counterpart(members, article, &c->editions[i]);

			if (other != NULL)
				article->translations[article->ntranslations++] = other;
		}
	}
}

void
edition_build(struct build *b)
{
	struct catalogue *c = b->c;
	struct map by_key;
	struct str key;
	void *members;
	size_t at = 0;

	edition_find(b);
	give_sections(b);
	for (size_t i = 0; i < c->nshown; i++)
		if (b->shown[i] != NULL)
			give_article(c, b->shown[i]);
	if (c->neditions == 0)
		return;
	map_init(&by_key, &b->temp, 0);
	for (size_t i = 0; i < c->nshown; i++)
		if (b->shown[i] != NULL && !b->shown[i]->gone)
			put(b, &by_key, b->shown[i]);
	while (map_next(&by_key, &at, &key, &members))
		join(b, members);
}
