/* catalogue_section.c - building: folders, their texts and bundles. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/mime.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* A section while it is being filled.  Parents come before their children in
 * build->drafts. */
struct section_draft {
	struct section s;		/* first: a section is its draft */
	struct section_draft *up;
	struct section_draft *top;	/* the first folder of its path; the root is its own */
	struct article *text;
	const struct article **articles;
	const struct section **sections;
	const struct asset **assets;
	size_t ntexts;			/* its text in other languages, when it is a bundle */
	struct article *last_dated;	/* of those below, while neighbours are joined */
};

/* What a folder is called: Jekyll's "_posts" are posts to a reader. */
static struct str
folder_name(struct str path)
{
	struct str name = path.len > 0 ? spelling_base(str_slice(path, 0, path.len - 1)) : STR_NONE;

	return name.len > 1 && name.p[0] == '_' ? str_from(name, 1) : name;
}

/* NULL when nothing that is shown lies in the folder. */
static struct section_draft *
draft_of(struct build *b, struct str folder)
{
	/* Files come folder by folder. */
	if (b->last_draft == NULL || !str_eq(b->last_draft->s.path, folder))
		b->last_draft = map_get(&b->c->by_section, folder);
	return b->last_draft;
}

static struct section_draft *
ensure(struct build *b, struct str path)
{
	struct section_draft *draft = draft_of(b, path), *up = NULL;

	/* Recursion ends: the walk goes CATALOGUE_DEPTH_MAX folders deep. */
	if (draft != NULL)
		return draft;
	if (path.len > 0)
		up = ensure(b, spelling_folder(str_slice(path, 0, path.len - 1)));
	draft = ARENA_NEW(&b->c->arena, struct section_draft);
	draft->s.path = path;
	draft->s.title = folder_name(path);
	draft->s.parent = up != NULL ? &up->s : NULL;
	draft->s.area = area_of(b->capsule, path);
	draft->up = up;
	draft->top = up != NULL && up->up != NULL ? up->top : draft;
	b->drafts = mem_grow(b->drafts, &b->drafts_cap, b->ndrafts + 1, sizeof *b->drafts);
	b->drafts[b->ndrafts++] = draft;
	map_put(&b->c->by_section, path, draft);
	return draft;
}

const struct article *
build_home(const struct build *b)
{
	return b->drafts[0]->text;
}

/* Whether a speaks for the folder rather than b. */
static bool
is_better_text(const struct article *a, const struct article *b)
{
	unsigned ra = article_folder_rank(spelling_base(a->file));
	unsigned rb = article_folder_rank(spelling_base(b->file));

	return ra != rb ? ra < rb : str_cmp(a->file, b->file) < 0;
}

/* An _index.md beside an index.md: one of them is an article like others. */
static void
demote(struct build *b, struct article *article, const struct article *winner)
{
	article->is_folder_text = false;
	article->path = spelling_stem(article->file);
	read_names(b, article);
	map_set(&b->c->altered, article->file, b->c);
	diag_add(&b->c->diags, DIAG_NOTE, article->file, 0, 0,
	    "%.*s speaks for the folder; this is an article like others", STR_ARG(winner->file));
}

static void
claim_folder(struct build *b, struct section_draft *draft, struct article *article)
{
	struct article *loser = draft->text;

	if (loser == NULL || is_better_text(article, loser)) {
		draft->text = article;
	} else {
		loser = article;
	}
	if (loser != NULL)
		demote(b, loser, draft->text);
}

static bool
is_gemtext(struct str path)
{
	return str_ends_case(path, STR(".gmi")) || str_ends_case(path, STR(".gemini"));
}

/* A file of content/static belongs to no folder that is read. */
static bool
is_in_place(const struct asset *asset)
{
	return asset->root == 0 && !str_starts(asset->path, STR("static/")) &&
	    !str_starts(asset->path, STR("public/")) && !str_starts(asset->path, STR("assets/"));
}

/* Sections for all that is shown, and who speaks for them. */
void
section_texts(struct build *b)
{
	struct catalogue *c = b->c;

	map_init(&c->by_section, &c->arena, 0);
	ensure(b, STR(""));
	for (size_t i = 0; i < c->nshown; i++) {
		struct article *article = b->shown[i];
		struct section_draft *draft = ensure(b, article_folder(article));

		article->section = &draft->s;
		if (article->is_folder_text)
			claim_folder(b, draft, article);
	}
	for (size_t i = 0; i < c->nassets; i++)
		if (is_gemtext(c->assets[i].path) && is_in_place(&c->assets[i]))
			ensure(b, spelling_folder(c->assets[i].path));
	for (size_t i = 0; i < b->ndrafts; i++)
		if (b->drafts[i]->text != NULL)
			b->drafts[i]->text->path = b->drafts[i]->s.path;
}

static void
raise_latest(struct date *latest, struct date d)
{
	if (date_cmp(*latest, d) < 0)
		*latest = d;
}

/* Counts, from the leaves up: what lies below decides what a text is. */
static void
count(struct build *b)
{
	for (size_t i = 0; i < b->c->nshown; i++) {
		struct article *article = b->shown[i];
		struct section_draft *draft;

		if (article == NULL || article->is_folder_text)
			continue;
		draft = (struct section_draft *)article->section;
		if (document_is_text(b, draft->text, article)) {
			draft->ntexts += article_is_listed(article) && draft->up != NULL &&
			    area_shows(draft->up->s.area, article->area);
			continue;
		}
		/* It can be asked for, to be told so; no list has it. */
		if (!article_is_listed(article) || !area_shows(draft->s.area, article->area))
			continue;
		draft->s.narticles++;
		draft->s.total++;
		raise_latest(&draft->s.latest, article_latest(article));
	}
	for (size_t i = b->ndrafts; i-- > 1;) {
		struct section_draft *draft = b->drafts[i], *up = draft->up;

		if (draft->text != NULL && draft->s.total == 0) {
			draft->s.is_bundle = true;
			up->s.narticles += draft->ntexts;
			up->s.total += draft->ntexts;
			if (!article_is_listed(draft->text) || !area_shows(up->s.area, draft->text->area))
				continue;
			draft->s.latest = article_latest(draft->text);
			up->s.narticles++;
			up->s.total++;
		} else {
			if (!area_shows(up->s.area, draft->s.area))
				continue;
			up->s.nsections++;
			up->s.total += draft->s.total;
		}
		raise_latest(&up->s.latest, draft->s.latest);
	}
}

/* The listed articles by date: all but the texts of sections. */
static void
list_articles(struct build *b)
{
	struct catalogue *c = b->c;

	c->articles = arena_calloc(&c->arena, b->drafts[0]->s.total + 1, sizeof *c->articles);
	private_room(b);
	for (size_t i = 0; i < b->ndrafts; i++) {
		struct section_draft *draft = b->drafts[i];

		if (draft->text == NULL)
			continue;
		draft->s.text = draft->text;
		draft->text->section = draft->s.is_bundle ? &draft->up->s : &draft->s;
		if (!draft->text->title_is_file_name)
			draft->s.title = draft->text->title;
	}
	for (size_t i = 0; i < c->nshown; i++) {
		struct article *article = b->shown[i];
		struct section_draft *draft;

		if (article == NULL || !article_is_listed(article))
			continue;
		/* That of a folder's text may be the one above by now. */
		draft = article->is_folder_text ? draft_of(b, article_folder(article)) : (struct section_draft *)article->section;
		if (document_is_text(b, draft->text, article)) {
			if (!draft->s.is_bundle)
				continue;
			article->section = &draft->up->s;
		} else if (article->is_folder_text && !draft->s.is_bundle) {
			continue;
		}
		if (article->area != NULL)
			c->private_articles[c->nprivate++] = article;
		else
			c->articles[c->narticles++] = article;
		c->ndated += article->area == NULL && article->date.known;
		c->nfeatured += article->area == NULL && article->featured;
	}
	assert(c->narticles == b->drafts[0]->s.total);
	sort_by_date(c->articles, c->narticles);
	sort_by_date(c->private_articles, c->nprivate);
}

/* Older and newer: from the newest down, each folder of the root for itself. */
static void
join_newer(struct article *article)
{
	struct section_draft *top = ((struct section_draft *)article->section)->top;

	article->newer = top->last_dated;
	if (top->last_dated != NULL)
		top->last_dated->older = article;
	top->last_dated = article;
}

static void
put_article(const struct article *article)
{
	struct section_draft *draft = (struct section_draft *)article->section;

	draft->articles[draft->s.narticles++] = article;
}

static void
fill_articles(struct build *b)
{
	struct catalogue *c = b->c;
	size_t nfeatured = 0;

	for (size_t i = 0; i < b->ndrafts; i++) {
		struct section_draft *draft = b->drafts[i];

		/* Bundles, of which there may be many, have none. */
		if (draft->s.narticles == 0)
			continue;
		draft->articles = arena_calloc(&c->arena, draft->s.narticles, sizeof *draft->articles);
		draft->s.articles = draft->articles;
		draft->s.narticles = 0;
	}
	c->featured = arena_calloc(&c->arena, c->nfeatured + 1, sizeof *c->featured);
	/* All in one round, for by date they lie anywhere in memory. */
	for (size_t i = 0; i < c->narticles; i++) {
		struct article *article = (struct article *)c->articles[i];

		ahead_article(c->articles, c->narticles, i);
		raise_latest(&c->latest, article_latest(article));
		if (article->featured)
			c->featured[nfeatured++] = article;
		put_article(article);
		if (i < c->ndated)
			join_newer(article);
	}
	for (size_t i = 0; i < c->nprivate; i++)
		if (area_shows(c->private_articles[i]->section->area, c->private_articles[i]->area))
			put_article(c->private_articles[i]);
	for (size_t i = 0; i < b->ndrafts; i++)
		sort_by_order(b->drafts[i]->articles, b->drafts[i]->s.narticles);
}

/* Sections within sections: by the order of their texts, then by name. */
static void
fill_sections(struct build *b)
{
	size_t n = 0;
	struct sort_name *names = mem_calloc(b->ndrafts, sizeof *names);

	for (size_t i = 0; i < b->ndrafts; i++) {
		struct section_draft *draft = b->drafts[i];

		if (draft->s.nsections > 0)
			draft->sections = arena_calloc(&b->c->arena, draft->s.nsections, sizeof *draft->sections);
		draft->s.sections = draft->sections;
		draft->s.nsections = 0;
		if (i == 0 || draft->s.is_bundle || !area_shows(draft->up->s.area, draft->s.area))
			continue;
		names[n++] = (struct sort_name){
			.order = draft->text != NULL && !isnan(draft->text->order) ?
			    draft->text->order : (double)INFINITY,
			.name = sort_key(&b->temp, folder_name(draft->s.path)),
			.thing = draft,
		};
	}
	sort_names(names, n);
	for (size_t i = 0; i < n; i++) {
		const struct section_draft *draft = names[i].thing;

		draft->up->sections[draft->up->s.nsections++] = &draft->s;
	}
	free(names);
}

static struct section_draft *
listing_section(struct build *b, const struct asset *asset)
{
	struct section_draft *draft;

	if (asset->root != 0 || !document_is(asset->path))
		return NULL;
	draft = draft_of(b, spelling_folder(asset->path));
	return draft != NULL && area_shows(draft->s.area, asset->area) ? draft : NULL;
}

static void
fill_assets(struct build *b)
{
	struct catalogue *c = b->c;
	struct section_draft *draft;

	for (size_t i = 0; i < c->nassets; i++)
		if ((draft = listing_section(b, &c->assets[i])) != NULL)
			draft->s.nassets++;
	for (size_t i = 0; i < b->ndrafts; i++) {
		draft = b->drafts[i];
		if (draft->s.nassets == 0)
			continue;
		draft->assets = arena_calloc(&c->arena, draft->s.nassets, sizeof *draft->assets);
		draft->s.assets = draft->assets;
		draft->s.nassets = 0;
	}
	for (size_t i = 0; i < c->nassets; i++)
		if ((draft = listing_section(b, &c->assets[i])) != NULL)
			draft->assets[draft->s.nassets++] = &c->assets[i];
}

void
section_build(struct build *b)
{
	struct catalogue *c = b->c;

	count(b);
	list_articles(b);
	fill_articles(b);
	fill_sections(b);
	fill_assets(b);
	c->root = &b->drafts[0]->s;
	c->nsections = b->ndrafts;
	c->sections = arena_calloc(&c->arena, c->nsections, sizeof *c->sections);
	folded_init(&c->sections_by_path, &c->arena, c->nsections);
	for (size_t i = 0; i < c->nsections; i++) {
		struct str path = b->drafts[i]->s.path;

		c->sections[i] = &b->drafts[i]->s;
		folded_add(&c->sections_by_path, i,
		    spelling_hash(str_slice(path, 0, path.len > 0 ? path.len - 1 : 0)));
	}
}

void
section_name_root(struct build *b, struct str title)
{
	b->drafts[0]->s.title = title;
}
