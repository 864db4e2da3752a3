/* worker.c - a thread with a loop that accepts and serves. */
#include "net/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "net/accept.h"
#include "net/tls_memory.h"

/* --- for connections ----------------------------------------------------------- */

static void
deadline_due(void *arg)
{
	struct worker *worker = arg;
	uint64_t next_ms;

	worker->deadline_at_ms = UINT64_MAX;
	next_ms = conn_expire(worker, loop_now_ms());
	if (next_ms != UINT64_MAX)
		worker_expect(worker, next_ms);
}

void
worker_expect(struct worker *worker, uint64_t at_ms)
{
	uint64_t now_ms;

	if (at_ms >= worker->deadline_at_ms)
		return;
	now_ms = loop_now_ms();
	worker->deadline_at_ms = at_ms;
	loop_timer_set(worker->deadline, at_ms > now_ms ? at_ms - now_ms : 0);
}

struct setting *
worker_setting(struct worker *worker)
{
	struct worker_shared *shared = worker->shared;
	struct setting *old = worker->setting;

	if (old != NULL && old->number == atomic_load(&shared->number))
		return old;
	/* They belong where it says. */
	if (old != NULL)
		conn_log_put(worker);
	pthread_mutex_lock(&shared->mutex);
	worker->setting = setting_hold(shared->setting);
	pthread_mutex_unlock(&shared->mutex);
	/* The certificates are others. */
	worker->keys_number = 0;
	conn_shorten(worker);
	setting_release(old);
	return worker->setting;
}

struct tls_context *
worker_tls(struct worker *worker)
{
	struct keys *keys = worker_setting(worker)->keys;
	struct tls_context *fresh;
	const char *why = NULL;

	if (keys == NULL || keys_number(keys) == worker->keys_number)
		return worker->tls;
	fresh = keys_context(keys, &worker->keys_number, &why);
	if (fresh != NULL) {
		tls_context_free(worker->tls);
		worker->tls = fresh;
		worker->keys_failed = false;
	} else if (!worker->keys_failed) {
		/* It was good when the server loaded it: the next client may find memory. */
		log_error("the certificate cannot be used: %s; it is tried again with each client", why);
		worker->keys_failed = true;
	}
	return worker->tls;
}

void
worker_give_back(void)
{
	tls_memory_release();
	mem_give_back();
}

void
worker_conn_gone(struct worker *worker)
{
	worker->nconns--;
	if (worker->stopping && worker->nconns == 0)
		loop_stop(worker->loop);
	worker->crowded = worker->crowded || worker->peak >= WORKER_TRIM_PEAK;
	/* Each time an eighth is left, and once more when hardly anybody is: the last
	 * hundred of ten thousand lie in pages that all of them have used. */
	if (worker->crowded && worker->nconns <= worker->peak / 8) {
		worker->peak = worker->nconns;
		worker->crowded = worker->nconns >= WORKER_TRIM_FEW;
		worker_give_back();
	}
}

/* --- jobs ------------------------------------------------------------------------ */

void
worker_job_finished(struct job *job)
{
	struct worker *worker = job->owner;

	pthread_mutex_lock(&worker->done_mutex);
	job->next = worker->done;
	worker->done = job;
	pthread_mutex_unlock(&worker->done_mutex);
	loop_wake(worker->loop);
}

static struct job *
jobs_take(struct worker *worker)
{
	struct job *job;

	pthread_mutex_lock(&worker->done_mutex);
	job = worker->done;
	worker->done = NULL;
	pthread_mutex_unlock(&worker->done_mutex);
	return job;
}

/* --- life -------------------------------------------------------------------------- */

static void
door_close(struct worker *worker, size_t i)
{
	struct worker_door *door = worker->doors[i];

	loop_watch_free(door->watch);
	listener_give(door->listener);
	free(door);
	worker->doors[i] = worker->doors[--worker->ndoors];
}

static void
door_open(struct worker *worker, struct listener *listener)
{
	struct worker_door *door = mem_alloc(sizeof *door);

	door->worker = worker;
	door->listener = listener_hold(listener);
	door->watch = loop_watch_new(worker->loop, listener->fd, accept_ready, door);
	worker->doors[worker->ndoors++] = door;
}

static bool
has_door(const struct worker *worker, const struct listener *listener)
{
	for (size_t i = 0; i < worker->ndoors; i++)
		if (worker->doors[i]->listener == listener)
			return true;
	return false;
}

/*
 * Closes what the setting has no more, and opens what it has anew.  The server
 * holds a setting's listeners for as long as it is in force; one that has been
 * replaced meanwhile is not looked into.
 */
static bool
doors_follow(struct worker *worker)
{
	struct worker_shared *shared = worker->shared;
	struct setting *setting = worker_setting(worker);

	for (size_t i = worker->ndoors; i-- > 0; )
		if (setting_door(setting, worker->doors[i]->listener->id) == NULL)
			door_close(worker, i);
	pthread_mutex_lock(&shared->mutex);
	for (size_t i = 0; shared->setting == setting && setting->open && i < setting->ndoors; i++)
		if (!has_door(worker, setting->doors[i].listener))
			door_open(worker, setting->doors[i].listener);
	pthread_mutex_unlock(&shared->mutex);
	worker->doors_number = setting->number;
	return accept_doors(worker, true);
}

/* The last worker frees the ports, so that a successor can have them. */
static void
doors_close(struct worker *worker)
{
	loop_timer_clear(worker->pause);
	while (worker->ndoors > 0)
		door_close(worker, worker->ndoors - 1);
	if (worker->reserve >= 0)
		close(worker->reserve);
	worker->reserve = -1;
}

static void
stop_now(void *arg)
{
	struct worker *worker = arg;

	conn_stop(worker, true);
	loop_stop(worker->loop);
}

static void
woken(void *arg)
{
	struct worker *worker = arg;
	enum worker_stage stage = atomic_load(&worker->shared->stage);
	struct job *job, *next;

	atomic_store(&worker->answered, atomic_load(&worker->asked));
	for (job = jobs_take(worker); job != NULL; job = next) {
		next = job->next;
		if (job->counted)
			limiter_give_job(worker->shared->limiter, &job->peer);
		if (job->waiting != NULL)
			conn_take_job(job->waiting, job);
		else
			job_free(job);
	}
	if (stage == WORKER_SERVE && worker_setting(worker)->number != worker->doors_number && !doors_follow(worker))
		loop_timer_set(worker->pause, ACCEPT_PAUSE_MS);
	if (stage != WORKER_SERVE && !worker->stopping) {
		worker->stopping = true;
		doors_close(worker);
		conn_stop(worker, false);
		loop_timer_set(worker->stop, worker->setting->options.stop_ms);
		if (worker->nconns == 0)
			loop_stop(worker->loop);
	}
	if (stage == WORKER_STOP)
		stop_now(worker);
}

static void
rest(void *arg)
{
	conn_log_put(arg);
}

struct worker *
worker_new(struct worker_shared *shared)
{
	struct worker *worker = mem_alloc(sizeof *worker);

	worker->shared = shared;
	worker->deadline_at_ms = UINT64_MAX;
	arena_init(&worker->scratch, WORKER_SCRATCH_SIZE);
	strbuf_init(&worker->gather);
	strbuf_init(&worker->lines);
	pthread_mutex_init(&worker->done_mutex, NULL);
	worker->reserve = accept_reserve();
	worker->loop = worker->reserve >= 0 ? loop_new() : NULL;
	if (worker->loop == NULL) {
		int saved = errno;

		worker_free(worker);
		errno = saved;
		return NULL;
	}
	loop_on_wake(worker->loop, woken, worker);
	loop_on_rest(worker->loop, rest, worker);
	worker->pause = loop_timer_new(worker->loop, accept_again, worker);
	worker->deadline = loop_timer_new(worker->loop, deadline_due, worker);
	worker->stop = loop_timer_new(worker->loop, stop_now, worker);
	worker->input = mem_alloc(WORKER_READ_SIZE);
	worker->stats = mem_calloc(1, sizeof *worker->stats);
	stats_init(worker->stats);
	if (!doors_follow(worker)) {
		worker_free(worker);
		errno = ENOMEM;
		return NULL;
	}
	return worker;
}

void
worker_free(struct worker *worker)
{
	struct job *job, *next;

	if (worker == NULL)
		return;
	if (worker->loop != NULL)
		conn_stop(worker, true);
	conn_log_put(worker);
	for (job = jobs_take(worker); job != NULL; job = next) {
		next = job->next;
		job_free(job);
	}
	while (worker->ndoors > 0)
		door_close(worker, worker->ndoors - 1);
	loop_timer_free(worker->pause);
	loop_timer_free(worker->deadline);
	loop_timer_free(worker->stop);
	loop_free(worker->loop);
	if (worker->reserve >= 0)
		close(worker->reserve);
	tls_context_free(worker->tls);
	setting_release(worker->setting);
	tls_context_free(worker->tls_client);
	arena_done(&worker->scratch);
	strbuf_done(&worker->gather);
	strbuf_done(&worker->lines);
	pthread_mutex_destroy(&worker->done_mutex);
	if (worker->stats != NULL)
		stats_done(worker->stats);
	free(worker->stats);
	free(worker->input);
	free(worker);
}

static void *
run(void *arg)
{
	struct worker *worker = arg;
	struct worker_shared *shared = worker->shared;
	int r = loop_run(worker->loop);

	if (r != 0)
		log_fatal("the event loop failed: error %d", -r);
	atomic_fetch_sub(&shared->running, 1);
	loop_wake(shared->main_loop);
	return NULL;
}

int
worker_start(struct worker *worker)
{
	int r;

	atomic_fetch_add(&worker->shared->running, 1);
	r = thread_start(&worker->thread, run, worker);
	if (r != 0) {
		atomic_fetch_sub(&worker->shared->running, 1);
	}
	return r;
}

void
worker_wake(struct worker *worker)
{
	loop_wake(worker->loop);
}
