/* job_test.c - the queue of requests that take long. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

#include "net/job.h"

static sem_t entered, release;
static atomic_int answered, finished;

static enum respond
respond(const struct service *service, const struct request *request, struct arena *scratch, bool in_job,
    struct reply *ret)
{
	(void)service;
	(void)scratch;
	if (!in_job)
		return RESPOND_JOB;
	if (str_is(request->line, "wait")) {
		sem_post(&entered);
		while (sem_wait(&release) != 0)
			;
	}
	atomic_fetch_add(&answered, 1);
	strbuf_addf(&ret->bytes, "%.*s, %.*s", STR_ARG(request->line), STR_ARG(request->path));
	return RESPOND_DONE;
}

static const struct protocol protocol = { .name = "toy", .respond = respond };

static void
free_finished(struct job *job)
{
	job_free(job);
	atomic_fetch_add(&finished, 1);
}

static struct job *
make(const char *line)
{
	struct request request;
	struct job *job;
	char input[64];

	request_init(&request);
	strcpy(input, line);
	request.line = str_of(input);
	strbuf_adds(&request.store, "the path");
	request.path = strbuf_str(&request.store);
	job = job_new(&protocol, &request);
	/* The connection's input is used for something else by now. */
	memset(input, 'x', sizeof input);
	assert_int_equal(request.store.len, 0);
	request_done(&request);
	job->finished = free_finished;
	return job;
}

static void
begin_counts(void)
{
	atomic_store(&answered, 0);
	atomic_store(&finished, 0);
}

static struct job *kept;

static void
keep_finished(struct job *job)
{
	kept = job;
	atomic_fetch_add(&finished, 1);
}

static void
test_answer(void **state)
{
	struct job_pool *pool = job_pool_new(2, 4);
	struct job *job = make("hello");

	(void)state;
	begin_counts();
	job->finished = keep_finished;
	assert_int_equal(job_pool_start(pool), 0);
	assert_true(job_submit(pool, job));
	while (atomic_load(&finished) == 0)
		usleep(1000);
	assert_ptr_equal(kept, job);
	assert_string_equal(kept->reply.bytes.buf, "hello, the path");
	job_free(kept);
	job_free(NULL);
	assert_int_equal(job_pool_free(pool, 60000), 0);
	assert_int_equal(job_pool_free(NULL, 0), 0);
}

/* The limit counts what runs and what waits, and nothing else. */
static void
test_limit(void **state)
{
	struct job_pool *pool = job_pool_new(1, 3);
	struct job *fourth = make("four");

	(void)state;
	begin_counts();
	assert_int_equal(job_pool_start(pool), 0);
	assert_true(job_submit(pool, make("wait")));
	while (sem_wait(&entered) != 0)
		;
	assert_true(job_submit(pool, make("two")));
	assert_true(job_submit(pool, make("three")));
	assert_false(job_submit(pool, fourth));
	sem_post(&release);
	while (atomic_load(&finished) < 3)
		usleep(1000);
	assert_true(job_submit(pool, fourth));
	while (atomic_load(&finished) < 4)
		usleep(1000);
	assert_int_equal(atomic_load(&answered), 4);
	assert_int_equal(job_pool_free(pool, 60000), 0);
}

/* A capsule with a limit of its own leaves the helpers to the others. */
static void
test_limit_of_a_capsule(void **state)
{
	struct job_pool *pool = job_pool_new(1, 10);
	unsigned njobs = 0, nothers = 0;
	const struct service service = { .jobs_max = 2, .njobs = &njobs };
	const struct service other = { .jobs_max = 0, .njobs = &nothers };
	struct job *third = make("three");

	(void)state;
	begin_counts();
	assert_int_equal(job_pool_start(pool), 0);
	for (int i = 0; i < 2; i++) {
		struct job *job = make(i == 0 ? "wait" : "two");

		job->request.service = &service;
		assert_true(job_submit(pool, job));
	}
	while (sem_wait(&entered) != 0)
		;
	third->request.service = &service;
	assert_false(job_submit(pool, third));
	for (int i = 0; i < 3; i++) {
		struct job *job = make("elsewhere");

		job->request.service = &other;
		assert_true(job_submit(pool, job));
	}
	sem_post(&release);
	while (atomic_load(&finished) < 5)
		usleep(1000);
	assert_true(job_submit(pool, third));
	while (atomic_load(&finished) < 6)
		usleep(1000);
	assert_int_equal(job_pool_free(pool, 60000), 0);
	assert_int_equal(njobs, 0);
	assert_int_equal(nothers, 0);
}

/* What nobody waits for any more is not begun, but comes back. */
static void
test_abandoned(void **state)
{
	struct job_pool *pool = job_pool_new(1, 3);
	struct job *job = make("two");

	(void)state;
	begin_counts();
	assert_int_equal(job_pool_start(pool), 0);
	assert_true(job_submit(pool, make("wait")));
	while (sem_wait(&entered) != 0)
		;
	assert_true(job_submit(pool, job));
	atomic_store(&job->abandoned, true);
	sem_post(&release);
	while (atomic_load(&finished) < 2)
		usleep(1000);
	assert_int_equal(atomic_load(&answered), 1);
	assert_int_equal(job_pool_free(pool, 60000), 0);
}

/* The end drops the queue; a helper that never comes back is not waited for. */
static void
test_stuck(void **state)
{
	struct job_pool *pool = job_pool_new(1, 3);

	(void)state;
	begin_counts();
	assert_int_equal(job_pool_start(pool), 0);
	assert_true(job_submit(pool, make("wait")));
	while (sem_wait(&entered) != 0)
		;
	assert_true(job_submit(pool, make("two")));
	assert_int_equal(job_pool_free(pool, 20), -ETIMEDOUT);
	sem_post(&release);
	assert_int_equal(job_pool_free(pool, 60000), 0);
	assert_int_equal(atomic_load(&answered), 1);
	assert_int_equal(atomic_load(&finished), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_limit_of_a_capsule),
		cmocka_unit_test(test_abandoned),
		cmocka_unit_test(test_stuck),
	};

	sem_init(&entered, 0, 0);
	sem_init(&release, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
