/* catalogue_series.c - building: articles that belong together, in the order to
 * be read in. */
#include <stdlib.h>

#include "content/catalogue_build.h"
#include "content/spelling.h"

struct draft {
	struct series s;		/* first: a series is its draft */
	size_t cap;
};

/* A translation is a series of its own. */
static void
add_key(struct strbuf *out, const struct article *article)
{
	spelling_fold(out, article->language);
	strbuf_addc(out, '\n');
	spelling_fold(out, article->series);
}

/* The oldest comes first, those without a date last; an order that is said goes
 * before dates. */
static int
compare(const void *a, const void *b)
{
	const struct article *x = *(const struct article *const *)a, *y = *(const struct article *const *)b;
	int d;

	if (x->order < y->order || x->order > y->order)
		return x->order < y->order ? -1 : 1;
	if (x->date.known != y->date.known)
		return x->date.known ? -1 : 1;
	d = date_cmp(x->date, y->date);
	return d != 0 ? d : str_cmp(x->file, y->file);
}

static void
add(struct build *b, const struct article *article)
{
	struct arena *a = &b->c->arena;
	struct strbuf key = STRBUF_INIT;
	struct draft *draft;

	add_key(&key, article);
	draft = map_get(&b->c->by_series, strbuf_str(&key));
	if (draft == NULL) {
		draft = ARENA_NEW(a, struct draft);
		*draft = (struct draft){ .s.name = article->series };
		map_put(&b->c->by_series, arena_str(a, strbuf_str(&key)), draft);
	}
	if (draft->s.narticles == draft->cap) {
		size_t cap = draft->cap > 0 ? 2 * draft->cap : 4;
		const struct article **grown = arena_calloc(a, cap, sizeof *grown);

		for (size_t i = 0; i < draft->s.narticles; i++)
			grown[i] = draft->s.articles[i];
		draft->s.articles = grown;
		draft->cap = cap;
	}
	draft->s.articles[draft->s.narticles++] = article;
	strbuf_done(&key);
}

void
series_build(struct build *b)
{
	struct catalogue *c = b->c;
	struct str key;
	void *value;
	size_t at = 0;

	map_init(&c->by_series, &c->arena, 0);
	for (size_t i = 0; b->any_series && i < c->narticles; i++)
		if (c->articles[i]->series.len > 0)
			add(b, c->articles[i]);
	while (map_next(&c->by_series, &at, &key, &value)) {
		struct draft *draft = value;

		qsort(draft->s.articles, draft->s.narticles, sizeof *draft->s.articles, compare);
	}
}

const struct series *
catalogue_find_series(const struct catalogue *c, const struct article *article)
{
	struct strbuf key = STRBUF_INIT;
	const struct series *found = NULL;

	if (article->series.len > 0 && c->by_series.n > 0) {
		add_key(&key, article);
		found = map_get(&c->by_series, strbuf_str(&key));
	}
	strbuf_done(&key);
	return found;
}
