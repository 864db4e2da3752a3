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

/* Of one date, or of none. */
static int
by_order_and_file(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	int r = a->at_s != INT64_MIN ? cmp_double(a->order, b->order) : 0;

	return r != 0 ? r : str_cmp(a->article->file, b->article->file);
}

static int
by_order(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	int r = cmp_double(a->order, b->order);

	return r != 0 ? r : (a->place > b->place) - (a->place < b->place);
}

/* Seconds before the newest; UINT64_MAX: undated. */
static uint64_t
age_of(const struct row *row, int64_t newest_s)
{
	return row->at_s == INT64_MIN ? UINT64_MAX : (uint64_t)newest_s - (uint64_t)row->at_s;
}

/* One round over the age's byte at shift, stable: from rows into to. */
static void
deal(const struct row *rows, struct row *to, size_t n, int64_t newest_s, unsigned shift)
{
	size_t ends[256] = { 0 }, at = 0;

	for (size_t i = 0; i < n; i++)
		ends[age_of(&rows[i], newest_s) >> shift & 0xff]++;
	for (size_t i = 0; i < 256; i++) {
		size_t count = ends[i];

		ends[i] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[ends[age_of(&rows[i], newest_s) >> shift & 0xff]++] = rows[i];
}

/* Those of one moment by their order, then by their files, whose order they may be in. */
static void
sort_ties(struct row *rows, size_t n, bool by_file)
{
	for (size_t i = 0, end; i < n; i = end) {
		bool ordered = false;

		for (end = i; end < n && rows[end].at_s == rows[i].at_s; end++)
			ordered = ordered || rows[end].order < (double)INFINITY;
		if (!by_file)
			qsort(rows + i, end - i, sizeof *rows, by_order_and_file);
		else if (ordered && rows[i].at_s != INT64_MIN)
			qsort(rows + i, end - i, sizeof *rows, by_order);
	}
}

/* Byte by byte, the lowest first: comparing takes ten times as long.  Gives the rows, which may
 * have moved. */
static struct row *
sort_dates(struct row *rows, size_t n)
{
	struct row *to = mem_calloc(n, sizeof *to);
	int64_t newest_s = INT64_MIN, oldest_s = INT64_MAX;
	uint64_t span;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].at_s > newest_s)
			newest_s = rows[i].at_s;
		if (rows[i].at_s != INT64_MIN && rows[i].at_s < oldest_s)
			oldest_s = rows[i].at_s;
	}
	/* The highest byte of the ages that are, and one bit for those of nothing. */
	span = newest_s != INT64_MIN ? ((uint64_t)newest_s - (uint64_t)oldest_s) * 2 + 1 : 0;
	for (unsigned shift = 0; shift < 64 && span >> shift > 0; shift += 8) {
		struct row *from = rows;

		deal(from, to, n, newest_s, shift);
		rows = to;
		to = from;
	}
	free(to);
	return rows;
}

static struct row *
rows_of(const struct article *const *v, size_t n)
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
	return rows;
}

void
sort_by_date(const struct article **v, size_t n)
{
	struct row *rows;
	size_t i = 1;

	if (n < 2)
		return;
	/* Mostly they come in the order of their files, and many are of one day. */
	while (i < n && str_cmp(v[i - 1]->file, v[i]->file) < 0)
		i++;
	rows = sort_dates(rows_of(v, n), n);
	sort_ties(rows, n, i == n);
	for (i = 0; i < n; i++)
		v[i] = rows[i].article;
	free(rows);
}

void
sort_by_order(const struct article **v, size_t n)
{
	size_t first = 0, nordered = 0, nothers = 0;
	const struct article **others;
	struct row *rows;

	for (; first < n && !(order_of(v[first]) < (double)INFINITY); first++)
		ahead_article(v, n, first);
	if (first == n)
		return;
	/* Mostly few say an order; the rest stay as they are behind them. */
	rows = mem_calloc(n, sizeof *rows);
	others = mem_calloc(n, sizeof *others);
	for (size_t i = 0; i < n; i++) {
		ahead_article(v, n, i);
		if (order_of(v[i]) < (double)INFINITY) {
			rows[nordered] = (struct row){ .order = v[i]->order, .place = nordered, .article = v[i] };
			nordered++;
		} else {
			others[nothers++] = v[i];
		}
	}
	qsort(rows, nordered, sizeof *rows, by_order);
	for (size_t i = 0; i < nordered; i++)
		v[i] = rows[i].article;
	for (size_t i = 0; i < nothers; i++)
		v[nordered + i] = others[i];
	free(rows);
	free(others);
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
