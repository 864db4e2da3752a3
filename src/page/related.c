#include "page/related.h"

#include <stdlib.h>

#include "content/backlinks.h"
#include "page/listing.h"

#define WEIGHT 1024	/* of a tag that only one article has */

struct candidate {
	const struct article *article;
	unsigned score;
};

static void
write_entry(struct sheet *s, const struct article *article)
{
	listing_link(s, article_place(article), article->title);
}

/* --- series -------------------------------------------------------------------- */

static size_t
position_of(const struct series *series, const struct article *article)
{
	size_t i = 0;

	while (i < series->narticles && series->articles[i] != article)
		i++;
	return i;
}

static void
write_series(struct sheet *s, const struct series *series, const struct article *article)
{
	size_t at = position_of(series, article), first = 0, end = series->narticles;
	struct strbuf title = STRBUF_INIT, line = STRBUF_INIT;

	if (end > RELATED_PARTS_MAX) {
		first = at > RELATED_PARTS_MAX / 2 ? at - RELATED_PARTS_MAX / 2 : 0;
		if (first > end - RELATED_PARTS_MAX)
			first = end - RELATED_PARTS_MAX;
		end = first + RELATED_PARTS_MAX;
	}
	listing_label(&title, s, WORD_SERIES, series->name);
	if (at < series->narticles)
		strbuf_addf(&title, " (%zu/%zu)", at + 1, series->narticles);
	sheet_heading(s, 2, strbuf_str(&title));
	for (size_t i = first; i < end; i++) {
		if (i == at)
			continue;	/* where one is leads nowhere */
		strbuf_reset(&line);
		strbuf_addf(&line, "%zu. ", i + 1);
		strbuf_addstr(&line, series->articles[i]->title);
		listing_link(s, article_place(series->articles[i]), strbuf_str(&line));
	}
	strbuf_done(&line);
	strbuf_done(&title);
}

/* --- related ------------------------------------------------------------------- */

static bool
is_candidate(const struct article *other, const struct article *article, const struct series *series)
{
	return other != article && str_eq_case(other->language, article->language) &&
	    (series == NULL || position_of(series, other) == series->narticles);
}

static void
score(struct map *scores, struct arena *scratch, const struct group *group, const struct article *article,
    const struct series *series)
{
	size_t n = group->narticles < RELATED_LOOK_MAX ? group->narticles : RELATED_LOOK_MAX;
	unsigned weight = (unsigned)(WEIGHT / group->narticles);

	for (size_t i = 0; i < n; i++) {
		const struct article *other = group->articles[i];
		struct candidate *candidate;

		if (!is_candidate(other, article, series))
			continue;
		candidate = map_get(scores, other->file);
		if (candidate == NULL) {
			candidate = ARENA_NEW(scratch, struct candidate);
			*candidate = (struct candidate){ .article = other };
			map_put(scores, other->file, candidate);
		}
		candidate->score += weight > 0 ? weight : 1;
	}
}

static int
compare(const void *a, const void *b)
{
	const struct candidate *x = *(const struct candidate *const *)a, *y = *(const struct candidate *const *)b;
	int d;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	d = date_cmp(y->article->date, x->article->date);
	return d != 0 ? d : str_cmp(x->article->file, y->article->file);
}

static void
write_related(struct sheet *s, const struct article *article, const struct series *series, size_t most,
    struct arena *scratch)
{
	const struct candidate **v;
	struct map scores;
	size_t at = 0, n = 0;
	struct str key;
	void *value;

	map_init(&scores, scratch, 0);
	for (size_t i = 0; i < article->ntags; i++)
		if (article->tag_groups[i] != NULL)
			score(&scores, scratch, article->tag_groups[i], article, series);
	if (scores.n == 0)
		return;
	v = arena_calloc(scratch, scores.n, sizeof *v);
	while (map_next(&scores, &at, &key, &value))
		v[n++] = value;
	qsort(v, n, sizeof *v, compare);
	sheet_heading(s, 2, sheet_word(s, WORD_RELATED));
	for (size_t i = 0; i < n && i < most; i++)
		write_entry(s, v[i]->article);
}

/* --- linked from --------------------------------------------------------------- */

static int
newest_first(const void *a, const void *b)
{
	const struct article *x = *(const struct article *const *)a, *y = *(const struct article *const *)b;
	int d = date_cmp(y->date, x->date);

	return d != 0 ? d : str_cmp(x->file, y->file);
}

/* What the table names may have gone since. */
static void
write_sources(struct sheet *s, const struct catalogue *c, const struct article *article, struct arena *scratch)
{
	const struct backlinks_table *table = backlinks_borrow(c->capsule->backlinks);
	struct backlinks_sources sources = backlinks_find(table, article->file);
	const struct article **v = sources.n > 0 ? arena_calloc(scratch, sources.n, sizeof *v) : NULL;
	size_t n = 0;

	for (size_t i = 0; i < sources.n; i++) {
		const struct article *source = catalogue_find_file(c, sources.files[i]);

		if (source != NULL && source->area == NULL && !source->gone && source != article)
			v[n++] = source;
	}
	backlinks_release(table);
	if (n == 0)
		return;
	qsort(v, n, sizeof *v, newest_first);
	sheet_heading(s, 2, sheet_word(s, WORD_LINKED_FROM));
	for (size_t i = 0; i < n && i < RELATED_SOURCES_MAX; i++)
		write_entry(s, v[i]);
}

void
related_write(struct sheet *s, const struct catalogue *c, const struct article *article, struct arena *scratch)
{
	const struct capsule *capsule = c->capsule;
	const struct series *series = capsule->series ? catalogue_find_series(c, article) : NULL;

	if (series != NULL && series->narticles > 1)
		write_series(s, series, article);
	if (capsule->related > 0)
		write_related(s, article, series, capsule->related, scratch);
	if (capsule->backlinks != NULL)
		write_sources(s, c, article, scratch);
}
