/* search.c - asking the search index. */
#include "content/search.h"

#include <stdlib.h>

#include <sqlite3.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "content/search_parts.h"

/* Steps of SQLite between two looks at the clock. */
#define CLOCK_STEPS 200

struct search *
search_new(const struct search_options *options)
{
	struct search *s = mem_alloc(sizeof *s);

	s->options = *options;
	s->options.state_dir = s->state_dir = options->state_dir != NULL ? mem_strdup(options->state_dir) : NULL;
	s->options.content_dir = s->content_dir = mem_strdup(options->content_dir);
	atomic_store(&s->holders, 1);
	if (s->options.deadline_ms == 0)
		s->options.deadline_ms = SEARCH_SECONDS * 1000;
	if (s->options.memory_max == 0)
		s->options.memory_max = SEARCH_MEMORY_MAX;
	pthread_rwlock_init(&s->files, NULL);
	pthread_mutex_init(&s->mutex, NULL);
	search_writer_init(s);
	return s;
}

/* --- connections ----------------------------------------------------- */

static void
reader_free(struct search_reader *r)
{
	if (r == NULL)
		return;
	sqlite3_finalize(r->find);
	sqlite3_finalize(r->file);
	if (r->db != NULL)
		search_db_close(r->db);
	free(r);
}

void
search_close_readers(struct search *s)
{
	struct search_reader *r;

	while ((r = s->idle) != NULL) {
		s->idle = r->next;
		reader_free(r);
	}
}

struct search *
search_hold(struct search *s)
{
	atomic_fetch_add(&s->holders, 1);
	return s;
}

/* Its shelf may be another's by now. */
static void
nudge(struct search *s)
{
	pthread_mutex_lock(&s->mutex);
	shelf_nudge(s->options.shelf);
	pthread_mutex_unlock(&s->mutex);
}

void
search_move(struct search *s, struct shelf *shelf, unsigned deadline_ms)
{
	pthread_mutex_lock(&s->mutex);
	s->options.shelf = shelf;
	s->options.deadline_ms = deadline_ms > 0 ? deadline_ms : SEARCH_SECONDS * 1000;
	pthread_mutex_unlock(&s->mutex);
}

void
search_free(struct search *s)
{
	if (s == NULL || atomic_fetch_sub(&s->holders, 1) != 1)
		return;
	search_close_readers(s);
	/* The last connection takes the log into the file, and the log away. */
	search_writer_done(s);
	if (s->has_place)
		search_place_done(&s->place);
	pthread_mutex_destroy(&s->mutex);
	pthread_rwlock_destroy(&s->files);
	free(s->state_dir);
	free(s->content_dir);
	free(s);
}

/* SQLite asks this every few steps: other than 0 ends the question. */
static int
is_late(void *arg)
{
	const struct search_reader *r = arg;

	return thread_now_ms() >= r->until_ms;
}

/* The survey's thread makes it anew, at once. */
static void
say_damaged(struct search *s)
{
	if (!atomic_exchange(&s->damaged, true))
		nudge(s);
}

static struct search_reader *
reader_new(struct search *s)
{
	struct search_reader *r = mem_alloc(sizeof *r);
	int code = search_db_read(&s->place, &r->db);

	if (code == SQLITE_OK)
		code = sqlite3_prepare_v3(r->db, "SELECT rowid, marmot_rank(words, ?3) FROM words WHERE words MATCH ?1 "
		    "AND rowid NOT IN dead ORDER BY rowid DESC LIMIT ?2", -1, SQLITE_PREPARE_PERSISTENT, &r->find, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v3(r->db, "SELECT file FROM docs WHERE id = ?1", -1, SQLITE_PREPARE_PERSISTENT,
		    &r->file, NULL);
	if (code == SQLITE_OK) {
		sqlite3_progress_handler(r->db, CLOCK_STEPS, is_late, r);
		return r;
	}
	if (search_db_is_damage(code))
		say_damaged(s);
	/* Perhaps it was deleted: the survey's thread looks. */
	if ((code & 0xFF) == SQLITE_CANTOPEN)
		nudge(s);
	log_debug("search: the index cannot be asked: %s", sqlite3_errstr(code));
	reader_free(r);
	return NULL;
}

/* An idle connection or a new one; NULL when there is nothing to be asked. */
static struct search_reader *
reader_take(struct search *s)
{
	struct search_reader *r;
	bool open;

	pthread_mutex_lock(&s->mutex);
	open = s->open;
	r = s->idle;
	if (r != NULL)
		s->idle = r->next;
	pthread_mutex_unlock(&s->mutex);
	return r != NULL || !open ? r : reader_new(s);
}

static void
reader_give(struct search *s, struct search_reader *r)
{
	pthread_mutex_lock(&s->mutex);
	r->next = s->idle;
	s->idle = r;
	pthread_mutex_unlock(&s->mutex);
}

/* --- asking ---------------------------------------------------------- */

struct match {
	int64_t id;
	double score;		/* search_rank.h: the less, the better */
};

struct matches {
	struct match *v;
	size_t n, cap;
};

static int
by_score(const void *a, const void *b)
{
	const struct match *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->id > y->id ? -1 : x->id < y->id;
}

static enum search_verdict
verdict_of(struct search *s, int code)
{
	if (code == SQLITE_DONE || code == SQLITE_OK)
		return SEARCH_FOUND;
	if ((code & 0xFF) == SQLITE_INTERRUPT || (code & 0xFF) == SQLITE_BUSY)
		return SEARCH_TOO_LONG;
	if (search_db_is_damage(code))
		say_damaged(s);
	log_warning("search: the index cannot be read: %s", sqlite3_errstr(code));
	return SEARCH_TROUBLE;
}

/* All that are ranked. */
static int
find_matches(struct search_reader *r, struct str expression, uint64_t counted, struct matches *ret,
    struct arena *a)
{
	int code;

	sqlite3_bind_text(r->find, 1, expression.p, (int)expression.len, SQLITE_STATIC);
	sqlite3_bind_int64(r->find, 2, SEARCH_RANKED_MAX + 1);
	sqlite3_bind_int64(r->find, 3, (sqlite3_int64)counted);
	while ((code = sqlite3_step(r->find)) == SQLITE_ROW) {
		ret->v = arena_grow(a, ret->v, &ret->cap, ret->n + 1, sizeof *ret->v);
		ret->v[ret->n++] = (struct match){ sqlite3_column_int64(r->find, 0), sqlite3_column_double(r->find, 1) };
	}
	(void)sqlite3_reset(r->find);
	(void)sqlite3_clear_bindings(r->find);
	return code;
}

/* The article an id stands for, if the catalogue shows it to everyone. */
static int
find_article(struct search_reader *r, const struct catalogue *c, int64_t id, const struct article **ret)
{
	const struct article *article = NULL;
	int code;

	sqlite3_bind_int64(r->file, 1, id);
	code = sqlite3_step(r->file);
	if (code == SQLITE_ROW) {
		struct str file = { sqlite3_column_blob(r->file, 0), (size_t)sqlite3_column_bytes(r->file, 0) };

		article = catalogue_find_file(c, file);
		code = SQLITE_OK;
	}
	(void)sqlite3_reset(r->file);
	*ret = article != NULL && !article->gone && article->area == NULL ? article : NULL;
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Passes over those that are not shown: they count for nothing. */
static int
choose(struct search_reader *r, const struct catalogue *c, const struct matches *m, size_t first, size_t n,
    struct search_result *ret)
{
	size_t shown = 0;
	int code = SQLITE_OK;

	for (size_t i = 0; i < m->n && ret->narticles < n && code == SQLITE_OK; i++) {
		const struct article *article;

		code = find_article(r, c, m->v[i].id, &article);
		if (article == NULL)
			ret->found--;
		else if (shown++ >= first)
			ret->articles[ret->narticles++] = article;
	}
	return code;
}

static bool
express(const struct catalogue *c, const struct search_query *q, struct arena *a, struct strbuf *out,
    uint64_t *ret_counted)
{
	int *years = arena_calloc(a, c->nyears + 1, sizeof *years);
	size_t n = 0;
	unsigned long year;

	for (size_t i = 0; i < c->nyears; i++)
		if (str_number(c->years[i]->path, 9999, &year))
			years[n++] = (int)year;
	return search_query_express(q, years, n, out, ret_counted);
}

static enum search_verdict
ask(struct search *s, struct search_reader *r, const struct catalogue *c, struct str expression,
    uint64_t counted, size_t first, size_t n, struct arena *a, struct search_result *ret)
{
	struct matches m = { .v = NULL };
	int code;

	pthread_mutex_lock(&s->mutex);
	r->until_ms = thread_now_ms() + s->options.deadline_ms;
	pthread_mutex_unlock(&s->mutex);
	code = find_matches(r, expression, counted, &m, a);
	if (code == SQLITE_DONE) {
		ret->more = m.n > SEARCH_RANKED_MAX;
		m.n = ret->more ? SEARCH_RANKED_MAX : m.n;
		ret->found = m.n;
		if (m.n > 1)
			qsort(m.v, m.n, sizeof *m.v, by_score);
		code = choose(r, c, &m, first, n, ret);
	}
	return verdict_of(s, code);
}

void
search_find(struct search *s, const struct catalogue *c, const struct search_query *q,
    size_t first, size_t n, struct arena *a, struct search_result *ret)
{
	struct strbuf expression = STRBUF_INIT;
	struct search_reader *r;
	uint64_t counted;

	*ret = (struct search_result){ .verdict = SEARCH_FOUND };
	ret->articles = arena_calloc(a, n + 1, sizeof *ret->articles);
	pthread_rwlock_rdlock(&s->files);
	ret->progress = (struct search_progress){ .done = atomic_load(&s->done), .total = atomic_load(&s->total),
	    .complete = atomic_load(&s->complete) };
	r = reader_take(s);
	if (r != NULL) {
		if (express(c, q, a, &expression, &counted))
			ret->verdict = ask(s, r, c, strbuf_str(&expression), counted, first, n, a,
			    ret);
		reader_give(s, r);
	} else if (ret->progress.complete) {
		ret->verdict = SEARCH_TROUBLE;
	}
	pthread_rwlock_unlock(&s->files);
	strbuf_done(&expression);
}
