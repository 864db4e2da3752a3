/* survey_test.c - reading in the background, and what is put in order when nothing is to be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <assert.h>
#include <pthread.h>

#include "content/survey.h"
#include "site.h"

/* Told by the survey's thread. */
struct told {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	size_t nbegun, nended, nsteps;
	size_t most;		/* steps there are to be done; SIZE_MAX: without end */
};

static struct told told;
static struct shelf shelf;

static void
tell(struct told *t, size_t *n)
{
	pthread_mutex_lock(&t->mutex);
	++*n;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->mutex);
}

static void
wait_until(struct told *t, const size_t *n, size_t many)
{
	pthread_mutex_lock(&t->mutex);
	while (*n < many)
		pthread_cond_wait(&t->changed, &t->mutex);
	pthread_mutex_unlock(&t->mutex);
}

static size_t
steps(struct told *t)
{
	size_t n;

	pthread_mutex_lock(&t->mutex);
	n = t->nsteps;
	pthread_mutex_unlock(&t->mutex);
	return n;
}

static void
begin(void *arg, const struct catalogue *c)
{
	struct told *t = arg;

	(void)c;
	tell(t, &t->nbegun);
}

static bool
wants(void *arg, const struct article *article)
{
	(void)arg;
	(void)article;
	return false;
}

static bool
end(void *arg, bool whole)
{
	struct told *t = arg;

	assert(whole);
	tell(t, &t->nended);
	return false;
}

static bool
settle(void *arg)
{
	struct told *t = arg;

	/* Never within a pass. */
	assert(t->nbegun == t->nended);
	tell(t, &t->nsteps);
	return t->nsteps < t->most;
}

static struct survey *
start(size_t most)
{
	static const struct survey_consumer consumer = { .arg = &told, .begin = begin, .wants = wants, .end = end,
	    .settle = settle };
	struct survey *survey;
	int error;

	told.nbegun = told.nended = told.nsteps = 0;
	told.most = most;
	survey = survey_new(&shelf, &consumer, 1, &error);
	assert_non_null(survey);
	return survey;
}

static void
test_settles_to_the_end(void **state)
{
	struct survey *survey = start(5);

	(void)state;
	wait_until(&told, &told.nsteps, 5);
	/* Once more after each pass. */
	shelf_nudge(&shelf);
	wait_until(&told, &told.nended, 2);
	wait_until(&told, &told.nsteps, 6);
	survey_free(survey);
	assert_int_equal(told.nsteps, 6);
}

/* What never comes to an end makes way for the next catalogue, and for the end. */
static void
test_settling_makes_way(void **state)
{
	struct survey *survey = start(SIZE_MAX);

	(void)state;
	wait_until(&told, &told.nsteps, 3);
	shelf_nudge(&shelf);
	wait_until(&told, &told.nbegun, 2);
	wait_until(&told, &told.nsteps, steps(&told) + 1);
	survey_free(survey);
	assert_int_equal(told.nended, 2);
}

static int
setup(void **state)
{
	(void)state;
	site_begin();
	site_put("index.md", "# Home\n");
	pthread_mutex_init(&told.mutex, NULL);
	pthread_cond_init(&told.changed, NULL);
	shelf_init(&shelf, site_build(NULL));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	shelf_done(&shelf);
	pthread_mutex_destroy(&told.mutex);
	pthread_cond_destroy(&told.changed);
	site_end();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_settles_to_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(test_settling_makes_way, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
