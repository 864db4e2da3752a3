/* job.c - requests that take long, answered on threads of their own. */
#include "net/job.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"
#include "net/setting.h"

struct job_pool {
	pthread_mutex_t mutex;		/* for all below */
	unsigned nthreads, jobs_max;
	pthread_cond_t wanted;		/* a job, or the end */
	pthread_cond_t ended;		/* a helper has */
	struct job *first, **last;	/* the queue */
	unsigned njobs;			/* queued and running */
	unsigned nrunning;		/* helpers that have not ended */
	bool closing;
};

struct job *
job_new(const struct protocol *protocol, struct request *request)
{
	struct job *job = mem_alloc(sizeof *job);

	job->protocol = protocol;
	job->request = *request;
	strbuf_init(&job->line);
	strbuf_addstr(&job->line, request->line);
	job->request.line = strbuf_str(&job->line);
	reply_init(&job->reply);
	request_init(request);
	return job;
}

void
job_free(struct job *job)
{
	if (job == NULL)
		return;
	request_done(&job->request);
	strbuf_done(&job->line);
	reply_done(&job->reply);
	setting_release(job->setting);
	free(job);
}

struct job_pool *
job_pool_new(unsigned threads, unsigned jobs_max)
{
	struct job_pool *pool = mem_alloc(sizeof *pool);

	pool->nthreads = threads;
	pool->jobs_max = jobs_max;
	pool->last = &pool->first;
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->wanted, NULL);
	thread_cond_init(&pool->ended);
	return pool;
}

/* Of the pool and of the capsule that is asked. */
static bool
has_room(const struct job_pool *pool, const struct service *service)
{
	if (pool->njobs >= pool->jobs_max)
		return false;
	return service == NULL || service->njobs == NULL || service->jobs_max == 0 ||
	    *service->njobs < service->jobs_max;
}

static void
count(struct job_pool *pool, const struct service *service, int change)
{
	pool->njobs += (unsigned)change;
	if (service != NULL && service->njobs != NULL)
		*service->njobs += (unsigned)change;
}

static void *
help(void *arg)
{
	struct job_pool *pool = arg;
	struct arena scratch;

	arena_init(&scratch, 0);
	pthread_mutex_lock(&pool->mutex);
	for (;;) {
		struct job *job;

		while (pool->first == NULL && !pool->closing && pool->nrunning <= pool->nthreads)
			pthread_cond_wait(&pool->wanted, &pool->mutex);
		if (pool->closing || pool->first == NULL)
			break;
		job = pool->first;
		pool->first = job->next;
		if (pool->first == NULL)
			pool->last = &pool->first;
		pthread_mutex_unlock(&pool->mutex);

		if (!atomic_load(&job->abandoned)) {
			enum respond r = job->protocol->respond(job->request.service, &job->request,
			    &scratch, true, &job->reply);

			assert(r == RESPOND_DONE);
			(void)r;
			arena_reset(&scratch);
		}
		/* The place in the queue is free before the answer is out, so
		 * that one client after another never meets a full pool. */
		pthread_mutex_lock(&pool->mutex);
		count(pool, job->request.service, -1);
		pthread_mutex_unlock(&pool->mutex);
		job->finished(job);
		pthread_mutex_lock(&pool->mutex);
	}
	arena_done(&scratch);
	pool->nrunning--;
	pthread_cond_broadcast(&pool->ended);
	pthread_mutex_unlock(&pool->mutex);
	return NULL;
}

/* As many as are to be; 0 or -errno. */
static int
start_missing(struct job_pool *pool)
{
	for (;;) {
		pthread_t thread;
		bool enough;
		int r;

		pthread_mutex_lock(&pool->mutex);
		enough = pool->nrunning >= pool->nthreads;
		if (!enough)
			pool->nrunning++;
		pthread_mutex_unlock(&pool->mutex);
		if (enough)
			return 0;
		r = thread_start(&thread, help, pool);
		if (r != 0) {
			pthread_mutex_lock(&pool->mutex);
			pool->nrunning--;
			pthread_mutex_unlock(&pool->mutex);
			return r;
		}
		/* A stuck helper could never be joined; nrunning tells instead. */
		pthread_detach(thread);
	}
}

int
job_pool_start(struct job_pool *pool)
{
	return start_missing(pool);
}

int
job_pool_set(struct job_pool *pool, unsigned threads, unsigned jobs_max)
{
	pthread_mutex_lock(&pool->mutex);
	pool->nthreads = threads;
	pool->jobs_max = jobs_max;
	pthread_cond_broadcast(&pool->wanted);
	pthread_mutex_unlock(&pool->mutex);
	return start_missing(pool);
}

int
job_pool_free(struct job_pool *pool, unsigned wait_ms)
{
	struct timespec until = thread_deadline(wait_ms);
	bool stuck;

	if (pool == NULL)
		return 0;
	pthread_mutex_lock(&pool->mutex);
	pool->closing = true;
	pthread_cond_broadcast(&pool->wanted);
	while (pool->first != NULL) {
		struct job *job = pool->first;

		pool->first = job->next;
		job_free(job);
	}
	pool->last = &pool->first;
	while (pool->nrunning > 0 && thread_wait(&pool->ended, &pool->mutex, &until))
		;
	stuck = pool->nrunning > 0;
	pthread_mutex_unlock(&pool->mutex);
	if (stuck)
		return -ETIMEDOUT;
	pthread_cond_destroy(&pool->ended);
	pthread_cond_destroy(&pool->wanted);
	pthread_mutex_destroy(&pool->mutex);
	free(pool);
	return 0;
}

bool
job_submit(struct job_pool *pool, struct job *job)
{
	bool room;

	pthread_mutex_lock(&pool->mutex);
	room = has_room(pool, job->request.service);
	if (room) {
		job->next = NULL;
		*pool->last = job;
		pool->last = &job->next;
		count(pool, job->request.service, 1);
		pthread_cond_signal(&pool->wanted);
	}
	pthread_mutex_unlock(&pool->mutex);
	return room;
}
