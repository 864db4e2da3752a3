/* survey.c - reading the texts of all articles, in the background. */
#include "content/survey.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/resource.h>
#endif

#include "base/mem.h"
#include "base/thread.h"
#include "content/markdown.h"

/* Low, and not the lowest: it takes turns at the parser, whose lock others wait for. */
#define NICE 10
/* Articles, after which the heap has enough to give back. */
#define TRIM_MANY 512

struct survey {
	struct shelf *shelf;
	pthread_t thread;
	bool stop;			/* by the shelf's mutex */
	struct survey_consumer consumers[SURVEY_CONSUMERS_MAX];
	size_t nconsumers;

	unsigned seen;			/* of the shelf */
	const struct article **wanted;	/* of this pass, newest first; heap */
	unsigned char *by;		/* by whom: a bit each */
	size_t nwanted, wanted_cap, by_cap;
	struct strbuf body;
	struct arena arena;
};

static void
done(struct survey *s)
{
	free(s->wanted);
	free(s->by);
	strbuf_done(&s->body);
	arena_done(&s->arena);
}

static void
want(struct survey *s, const struct article *article)
{
	unsigned by = 0;

	for (size_t i = 0; i < s->nconsumers; i++)
		if (s->consumers[i].wants(s->consumers[i].arg, article))
			by |= 1u << i;
	if (by == 0)
		return;
	s->wanted = mem_grow(s->wanted, &s->wanted_cap, s->nwanted + 1, sizeof *s->wanted);
	s->by = mem_grow(s->by, &s->by_cap, s->nwanted + 1, sizeof *s->by);
	s->wanted[s->nwanted] = article;
	s->by[s->nwanted++] = (unsigned char)by;
}

/* The text of a folder is in none of the lists, yet everyone can read it. */
static bool
is_unlisted(const struct article *article)
{
	return article != NULL && !article->gone && article->area == NULL && article->is_folder_text &&
	    str_eq(article->section->path, article->path);
}

static void
find_wanted(struct survey *s, const struct catalogue *c)
{
	s->nwanted = 0;
	for (size_t i = 0; i < c->narticles; i++)
		want(s, c->articles[i]);
	for (size_t i = 0; i < c->nshown; i++)
		if (is_unlisted(c->shown[i]))
			want(s, c->shown[i]);
}

static void
read_one(struct survey *s, const struct catalogue *c, size_t i)
{
	const struct article *article = s->wanted[i];
	const struct doc_node *root = NULL;
	unsigned line;

	strbuf_reset(&s->body);
	if (catalogue_read_body(c, article, &s->body, &line) == 0)
		root = markdown_parse(&s->arena, strbuf_str(&s->body), article->file, line, NULL);
	for (size_t j = 0; j < s->nconsumers; j++)
		if ((s->by[i] & 1u << j) != 0)
			s->consumers[j].take(s->consumers[j].arg, article, root);
	arena_reset(&s->arena);
	/* A single large article must not be paid for ever after. */
	if (s->body.cap > 4 * ARENA_CHUNK_SIZE)
		strbuf_done(&s->body);
}

/* False when the pass was broken off. */
static bool
read_all(struct survey *s, const struct catalogue *c)
{
	for (size_t first = 0; first < s->nwanted; first += SURVEY_GROUP) {
		size_t end = s->nwanted - first > SURVEY_GROUP ? first + SURVEY_GROUP : s->nwanted;
		bool past = false;

		for (size_t i = end; i > first && !past; i--) {
			past = s->shelf != NULL && shelf_is_past(s->shelf, s->seen, &s->stop);
			if (!past)
				read_one(s, c, i - 1);
		}
		for (size_t j = 0; j < s->nconsumers; j++)
			s->consumers[j].rest(s->consumers[j].arg);
		if (past)
			return false;
	}
	return true;
}

/* True: something is to be tried again. */
static bool
pass(struct survey *s, const struct catalogue *c)
{
	bool whole, again = false;

	for (size_t i = 0; i < s->nconsumers; i++)
		s->consumers[i].begin(s->consumers[i].arg, c);
	find_wanted(s, c);
	whole = read_all(s, c);
	for (size_t i = 0; i < s->nconsumers; i++)
		if (s->consumers[i].end(s->consumers[i].arg, whole))
			again = true;
	if (s->nwanted > TRIM_MANY)
		mem_give_back();
	return again;
}

static void
settle(struct survey *s)
{
	for (size_t i = 0; i < s->nconsumers; i++)
		while (s->consumers[i].settle != NULL && !shelf_is_past(s->shelf, s->seen, &s->stop) &&
		    s->consumers[i].settle(s->consumers[i].arg))
			;
}

static void *
run(void *arg)
{
	struct survey *s = arg;
	struct catalogue *c;
	bool again = false;

#ifdef __linux__
	/* There a thread has a priority of its own, elsewhere only the process has. */
	(void)setpriority(PRIO_PROCESS, 0, NICE);
#endif
	while ((c = shelf_await(s->shelf, &s->seen, again ? SURVEY_RETRY_S : 0, &s->stop)) != NULL) {
		again = pass(s, c);
		catalogue_release(c);
		settle(s);
	}
	return NULL;
}

void
survey_read(const struct catalogue *c, const struct survey_consumer *consumers, size_t n)
{
	struct survey s = { .nconsumers = n };

	assert(n <= SURVEY_CONSUMERS_MAX);
	for (size_t i = 0; i < n; i++)
		s.consumers[i] = consumers[i];
	strbuf_init(&s.body);
	arena_init(&s.arena, 0);
	(void)pass(&s, c);
	done(&s);
}

struct survey *
survey_new(struct shelf *shelf, const struct survey_consumer *consumers, size_t n, int *ret_error)
{
	struct survey *s = mem_alloc(sizeof *s);
	int r;

	assert(n <= SURVEY_CONSUMERS_MAX);
	s->shelf = shelf;
	s->nconsumers = n;
	for (size_t i = 0; i < n; i++)
		s->consumers[i] = consumers[i];
	strbuf_init(&s->body);
	arena_init(&s->arena, 0);
	r = thread_start(&s->thread, run, s);
	if (r < 0) {
		*ret_error = r;
		arena_done(&s->arena);
		free(s);
		return NULL;
	}
	return s;
}

void
survey_free(struct survey *s)
{
	if (s == NULL)
		return;
	shelf_stop(s->shelf, &s->stop);
	pthread_join(s->thread, NULL);
	done(s);
	free(s);
}
