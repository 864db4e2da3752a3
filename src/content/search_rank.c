/* search_rank.c - how well an article answers, as a function of FTS5. */
#include "content/search_rank.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "base/mem.h"
#include "content/search.h"

/* As in "Okapi at TREC-3", and FTS5. */
#define K1 1.2
#define B 0.75
#define IDF_MIN 1e-6
#define IDF_UNCOUNTED 1.0	/* of labels, and of prefixes, which stand for many words */

/* title, tags, excerpt, text; labels are no words. */
static const double weights[] = { 20.0, 8.0, 3.0, 1.0, 0.0 };
#define NCOLUMNS ((int)(sizeof weights / sizeof weights[0]))
#define LABELS (NCOLUMNS - 1)

/* Of one question. */
struct ranking {
	int nphrases;
	double average;		/* words of an article */
	double rarity[];	/* of each phrase: its inverse document frequency */
};

/* fts5.html, 7: SQLITE_DONE ends the counting. */
static int
count(const Fts5ExtensionApi *api, Fts5Context *context, void *arg)
{
	sqlite3_int64 *n = arg;

	(void)api;
	(void)context;
	return ++*n < SEARCH_RANKED_MAX ? SQLITE_OK : SQLITE_DONE;
}

static int
rarity_of(const Fts5ExtensionApi *api, Fts5Context *context, int phrase, sqlite3_int64 nrows, double *ret)
{
	sqlite3_int64 n = 0;
	int r = api->xQueryPhrase(context, phrase, &n, count);

	*ret = log(((double)(nrows - n) + 0.5) / ((double)n + 0.5));
	if (*ret < IDF_MIN)
		*ret = IDF_MIN;
	return r;
}

static int
begin(const Fts5ExtensionApi *api, Fts5Context *context, uint64_t counted, struct ranking **ret)
{
	int n = api->xPhraseCount(context), r;
	struct ranking *ranking = mem_alloc(sizeof *ranking + (size_t)n * sizeof ranking->rarity[0]);
	sqlite3_int64 nrows = 0, all = 0, labels = 0;

	ranking->nphrases = n;
	r = api->xRowCount(context, &nrows);
	if (r == SQLITE_OK)
		r = api->xColumnTotalSize(context, -1, &all);
	if (r == SQLITE_OK)
		r = api->xColumnTotalSize(context, LABELS, &labels);
	ranking->average = nrows > 0 && all > labels ? (double)(all - labels) / (double)nrows : 1.0;
	for (int i = 0; i < n && r == SQLITE_OK; i++) {
		/* One alone is as rare in all that it is compared with: the order is the same. */
		if (n > 1 && i < 64 && (counted >> i & 1) != 0)
			r = rarity_of(api, context, i, nrows, &ranking->rarity[i]);
		else
			ranking->rarity[i] = IDF_UNCOUNTED;
	}
	/* FTS5 frees it with the question, or at once when it cannot keep it. */
	if (r == SQLITE_OK) {
		r = api->xSetAuxdata(context, ranking, free);
		*ret = ranking;
	} else {
		free(ranking);
	}
	return r;
}

/* How often phrase stands in the row, each time as much as its column weighs. */
static int
weigh(const Fts5ExtensionApi *api, Fts5Context *context, int phrase, double *ret)
{
	Fts5PhraseIter at;
	int column, offset, r;

	*ret = 0;
	r = api->xPhraseFirst(context, phrase, &at, &column, &offset);
	for (; r == SQLITE_OK && column >= 0; api->xPhraseNext(context, &at, &column, &offset))
		*ret += column < NCOLUMNS ? weights[column] : 0;
	return r;
}

static void
rank(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result, int nvalues,
    sqlite3_value **values)
{
	struct ranking *ranking = api->xGetAuxdata(context, 0);
	double score = 0, length, often;
	int all = 0, labels = 0, r = SQLITE_OK;

	if (ranking == NULL)
		r = begin(api, context, nvalues > 0 ? (uint64_t)sqlite3_value_int64(values[0]) : 0, &ranking);
	if (r == SQLITE_OK)
		r = api->xColumnSize(context, -1, &all);
	if (r == SQLITE_OK)
		r = api->xColumnSize(context, LABELS, &labels);
	length = (double)(all - labels);
	for (int i = 0; r == SQLITE_OK && i < ranking->nphrases; i++) {
		r = weigh(api, context, i, &often);
		score += ranking->rarity[i] * often * (K1 + 1) /
		    (often + K1 * (1 - B + B * length / ranking->average));
	}
	if (r == SQLITE_OK)
		sqlite3_result_double(result, -score);
	else
		sqlite3_result_error_code(result, r);
}

int
search_rank_register(struct fts5_api *api)
{
	return api->xCreateFunction(api, "marmot_rank", NULL, rank, NULL);
}
