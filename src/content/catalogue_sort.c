/* catalogue_sort.c - building: the orders of listings. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* The keys lie beside each other: an article is a cache miss. */
struct row {
	int64_t at_s;		/* INT64_MIN: undated */
	double order;
	size_t place;
	const struct article *article;
};

static int
cmp_double(double a, double b)
{
	return (a > b) - (a < b);
}

static double
order_of(const struct article *article)
{
	return isnan(article->order) ? (double)INFINITY : article->order;
}

static int
cmp_date(const struct row *a, const struct row *b)
{
	int r = (a->at_s < b->at_s) - (a->at_s > b->at_s);

	if (r == 0 && a->at_s != INT64_MIN)
		r = cmp_double(a->order, b->order);
	return r;
}

static int
by_date(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	int r = cmp_date(a, b);

	return r != 0 ? r : str_cmp(a->article->file, b->article->file);
}

/* Of rows that came in the order of their files: many articles are of one day. */
static int
by_date_in_place(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	int r = cmp_date(a, b);

	return r != 0 ? r : (a->place > b->place) - (a->place < b->place);
}

static int
by_order(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	int r = cmp_double(a->order, b->order);

	return r != 0 ? r : (a->place > b->place) - (a->place < b->place);
}

static void
sort(const struct article **v, size_t n, int (*cmp)(const void *, const void *))
{
	struct row *rows = mem_calloc(n, sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		ahead_article(v, n, i);
		rows[i] = (struct row){
			.at_s = v[i]->date.known ? v[i]->date.at_s : INT64_MIN,
			.order = order_of(v[i]),
			.place = i,
			.article = v[i],
		};
	}
	qsort(rows, n, sizeof *rows, cmp);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].article;
	free(rows);
}

void
sort_by_date(const struct article **v, size_t n)
{
	size_t i = 1;

	while (i < n && str_cmp(v[i - 1]->file, v[i]->file) < 0)
		i++;
	if (n > 1)
		sort(v, n, i == n ? by_date_in_place : by_date);
}

void
sort_by_order(const struct article **v, size_t n)
{
	size_t i = 0;

	for (; i < n && isinf(order_of(v[i])) && order_of(v[i]) > 0; i++)
		ahead_article(v, n, i);
	if (i < n)
		sort(v, n, by_order);
}

static int
by_name(const void *va, const void *vb)
{
	const struct sort_name *a = va, *b = vb;
	int r = cmp_double(a->order, b->order);

	return r != 0 ? r : str_cmp(a->name, b->name);
}

void
sort_names(struct sort_name *v, size_t n)
{
	if (n > 1)
		qsort(v, n, sizeof *v, by_name);
}

struct str
sort_key(struct arena *a, struct str name)
{
	struct strbuf folded = STRBUF_INIT;
	struct str key;

	spelling_fold(&folded, name);
	key = arena_str(a, strbuf_str(&folded));
	strbuf_done(&folded);
	return key;
}
