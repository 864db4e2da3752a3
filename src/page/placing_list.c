/* placing_list.c - the lists themselves. */
#include <math.h>
#include <stdlib.h>

#include "content/spelling.h"
#include "page/excerpt.h"
#include "page/listing.h"
#include "page/placing.h"

/* --- articles ----------------------------------------------------------- */

/* Which articles are wanted: what is NULL or empty is not asked for. */
struct wanted {
	const struct group *tag, *category;
	const struct section *section;
	struct str year, series, lang;
	enum directive_answer featured;
	bool not_featured;		/* they are listed above */
	const struct article *but;
};

/* An article and what it is sorted by. */
struct entry {
	const struct article *article;
	struct str key;
};

/* The folder of that name; "." is the text's own.  NULL after saying so. */
static const struct section *
find_section(struct placing *p, struct str name, unsigned line)
{
	const struct section *section;

	if (str_is(name, "."))
		name = spelling_folder(p->article->file);
	name = str_skip(name, '/');
	if (name.len > 0 && name.p[name.len - 1] != '/')
		name = arena_strf(p->scratch, "%.*s/", STR_ARG(name));
	section = catalogue_find_section(p->catalogue, name);
	if (section != NULL && !area_shows(p->article->area, section->area))
		section = NULL;
	if (section == NULL)
		PLACING_SAY(p, line, "marmot: section: there is no folder \"%.*s\" with articles (start from the "
		    "content folder, as in section=notes/travel)", STR_ARG(name));
	return section;
}

static bool
read_wanted(struct placing *p, const struct directive *d, unsigned line, struct wanted *ret)
{
	const struct str *v = d->values;

	*ret = (struct wanted){
		.year = v[DIRECTIVE_YEAR], .series = v[DIRECTIVE_SERIES], .lang = v[DIRECTIVE_LANG],
		.featured = d->kind == DIRECTIVE_FEATURED ? DIRECTIVE_YES : d->featured,
		.not_featured = d->kind == DIRECTIVE_LATEST && p->featured,
		.but = p->article,
	};
	if (v[DIRECTIVE_TAG].len > 0 &&
	    (ret->tag = placing_group(p, GROUP_TAG, v[DIRECTIVE_TAG], line)) == NULL)
		return false;
	if (v[DIRECTIVE_CATEGORY].len > 0 &&
	    (ret->category = placing_group(p, GROUP_CATEGORY, v[DIRECTIVE_CATEGORY], line)) == NULL)
		return false;
	return v[DIRECTIVE_SECTION].len == 0 ||
	    (ret->section = find_section(p, v[DIRECTIVE_SECTION], line)) != NULL;
}

/* The group of an edition and that of the whole catalogue, which an article
 * knows, are two with one path. */
static bool
has_tag(const struct article *article, const struct group *tag)
{
	for (size_t i = 0; i < article->ntags; i++)
		if (article->tag_groups[i] != NULL && str_eq(article->tag_groups[i]->path, tag->path))
			return true;
	return false;
}

static bool
has_category(const struct article *article, const struct group *category)
{
	const struct group *group = article->category_group;

	while (group != NULL && !str_eq(group->path, category->path))
		group = group->parent;
	return group != NULL;
}

/* "en" is said of "en-GB" too. */
static bool
has_lang(const struct article *article, struct str lang)
{
	struct str has = article->language;

	return str_starts_case(has, lang) && (has.len == lang.len || has.p[lang.len] == '-' ||
	    has.p[lang.len] == '_');
}

static bool
has_year(const struct article *article, struct str year)
{
	struct strbuf day = STRBUF_INIT;
	bool r;

	if (!article->date.known)
		return str_is_case(year, "undated");
	date_add_day(&day, article->date);
	r = str_eq(str_slice(strbuf_str(&day), 0, str_find(strbuf_str(&day), '-')), year);
	strbuf_done(&day);
	return r;
}

static bool
is_wanted(const struct wanted *w, const struct article *article)
{
	return article != w->but &&
	    (w->tag == NULL || has_tag(article, w->tag)) &&
	    (w->category == NULL || has_category(article, w->category)) &&
	    (w->section == NULL || str_starts(article->file, w->section->path)) &&
	    (w->year.len == 0 || has_year(article, w->year)) &&
	    (w->series.len == 0 || spelling_eq(article->series, w->series)) &&
	    (w->lang.len == 0 || has_lang(article, w->lang)) &&
	    (w->featured == DIRECTIVE_UNSAID || article->featured == (w->featured == DIRECTIVE_YES)) &&
	    !(w->not_featured && article->featured);
}

static int
cmp_title(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int d = str_cmp(x->key, y->key);

	return d != 0 ? d : str_cmp(x->article->file, y->article->file);
}

static int
cmp_oldest(const void *a, const void *b)
{
	const struct article *x = ((const struct entry *)a)->article, *y = ((const struct entry *)b)->article;
	int d;

	if (x->date.known != y->date.known)
		return x->date.known ? -1 : 1;
	d = x->date.known ? date_cmp(x->date, y->date) : 0;
	return d != 0 ? d : str_cmp(x->file, y->file);
}

static int
cmp_newest(const void *a, const void *b)
{
	const struct article *x = ((const struct entry *)a)->article, *y = ((const struct entry *)b)->article;

	/* Those without a date come last here too. */
	return x->date.known != y->date.known || !x->date.known ? cmp_oldest(a, b) : -cmp_oldest(a, b);
}

static int
cmp_order(const void *a, const void *b)
{
	const struct article *x = ((const struct entry *)a)->article, *y = ((const struct entry *)b)->article;

	if (x->order < y->order || x->order > y->order)
		return x->order < y->order ? -1 : 1;
	return cmp_newest(a, b);
}

static void
sort(struct placing *p, struct entry *v, size_t n, enum directive_order order)
{
	struct strbuf folded = STRBUF_INIT;

	if (order == DIRECTIVE_NEWEST)
		qsort(v, n, sizeof *v, cmp_newest);
	if (order == DIRECTIVE_OLDEST)
		qsort(v, n, sizeof *v, cmp_oldest);
	if (order == DIRECTIVE_BY_ORDER)
		qsort(v, n, sizeof *v, cmp_order);
	if (order != DIRECTIVE_TITLE)
		return;
	for (size_t i = 0; i < n; i++) {
		strbuf_reset(&folded);
		spelling_fold(&folded, v[i].article->title);
		v[i].key = arena_str(p->scratch, strbuf_str(&folded));
	}
	qsort(v, n, sizeof *v, cmp_title);
	strbuf_done(&folded);
}

static size_t
default_limit(const struct placing *p, const struct directive *d)
{
	const struct capsule *capsule = p->catalogue->capsule;

	if (d->kind == DIRECTIVE_LATEST)
		return capsule->latest > 0 ? capsule->latest : CAPSULE_LATEST;
	return capsule->page_entries > 0 ? capsule->page_entries : CAPSULE_PAGE_ENTRIES;
}

size_t
placing_articles(struct placing *p, const struct directive *d, struct sheet *s, unsigned line)
{
	const struct catalogue *c = p->catalogue;
	size_t limit = d->limit > 0 ? d->limit : default_limit(p, d), n = 0, all, private;
	bool newest = d->order == DIRECTIVE_ORDER_UNSAID || d->order == DIRECTIVE_NEWEST;
	bool excerpts = d->excerpts != DIRECTIVE_UNSAID ? d->excerpts == DIRECTIVE_YES :
	    d->kind == DIRECTIVE_FEATURED;
	const struct article *const *articles = p->edition->articles;
	struct entry *found;
	struct arena trees;
	struct wanted w;

	if (!read_wanted(p, d, line, &w))
		return PLACING_WRONG;
	all = p->edition->narticles;
	if (w.tag != NULL) {
		articles = w.tag->articles;
		all = w.tag->narticles;
	}
	private = p->article->area != NULL ? c->nprivate : 0;
	/* The lists are by date, newest first: mostly the first few are enough. */
	found = arena_calloc(p->scratch, (newest && limit < all ? limit : all) + private, sizeof *found);
	for (size_t i = 0; i < all && (!newest || n < limit); i++)
		if (is_wanted(&w, articles[i]))
			found[n++].article = articles[i];
	for (size_t i = 0; i < private; i++)
		if (area_shows(p->article->area, c->private_articles[i]->area) &&
		    is_wanted(&w, c->private_articles[i]))
			found[n++].article = c->private_articles[i];
	sort(p, found, n, newest && private > 0 ? DIRECTIVE_NEWEST : d->order);
	arena_init(&trees, MARKDOWN_TREE_SIZE);
	for (size_t i = 0; i < n && i < limit; i++)
		listing_entry(s, c, found[i].article,
		    excerpts && p->nexcerpts++ < PLACING_EXCERPTS_MAX ? &trees : NULL);
	arena_done(&trees);
	if (d->kind == DIRECTIVE_FEATURED)
		p->featured = true;
	return n;
}

/* --- tags, categories, years -------------------------------------------- */

static int
cmp_used(const void *a, const void *b)
{
	const struct group *x = *(const struct group *const *)a, *y = *(const struct group *const *)b;

	if (x->narticles != y->narticles)
		return x->narticles > y->narticles ? -1 : 1;
	return str_cmp(x->path, y->path);
}

size_t
placing_groups(struct placing *p, const struct directive *d, struct sheet *s)
{
	const struct edition *c = p->edition;
	const struct {
		const struct group *const *groups;
		size_t n;
		enum place_kind one, all;
		enum word all_word;
		bool by_use;
	} rows[DIRECTIVE_KINDS] = {
		[DIRECTIVE_TAGS] = { c->tags, c->ntags, PLACE_TAG, PLACE_TAGS, WORD_ALL_TAGS, true },
		[DIRECTIVE_CATEGORIES] = { c->categories, c->ncategories, PLACE_CATEGORY, PLACE_CATEGORIES,
		    WORD_ALL_CATEGORIES, false },
		[DIRECTIVE_ARCHIVE] = { c->years, c->nyears, PLACE_YEAR, PLACE_ARCHIVE, WORD_ALL_ARTICLES, false },
	}, *row = &rows[d->kind];
	size_t limit = d->limit > 0 ? d->limit : default_limit(p, d);
	const struct group **v = arena_calloc(p->scratch, row->n, sizeof *v);

	for (size_t i = 0; i < row->n; i++)
		v[i] = row->groups[i];
	if (d->order == DIRECTIVE_USED || (row->by_use && d->order == DIRECTIVE_ORDER_UNSAID))
		qsort(v, row->n, sizeof *v, cmp_used);
	for (size_t i = 0; i < row->n && i < limit; i++)
		listing_group(s, v[i]);
	if (row->n > limit)
		listing_count(s, listing_place(row->all, STR("")), sheet_word(s, row->all_word),
		    d->kind == DIRECTIVE_ARCHIVE ? c->narticles : row->n);
	return row->n;
}

/* --- sections ------------------------------------------------------------ */

size_t
placing_sections(struct placing *p, const struct directive *d, struct sheet *s, unsigned line)
{
	struct str name = d->values[DIRECTIVE_SECTION];
	const struct section *section = find_section(p, name.len > 0 ? name : STR("."), line);
	size_t limit = d->limit > 0 ? d->limit : default_limit(p, d), n = 0;

	if (section == NULL)
		return PLACING_WRONG;
	for (size_t i = 0; i < section->nsections && n < limit; i++) {
		const struct section *below = section->sections[i];

		if (below->is_bundle)
			continue;
		listing_count(s, listing_place(PLACE_SECTION, below->path), below->title, below->total);
		n++;
	}
	return n;
}
