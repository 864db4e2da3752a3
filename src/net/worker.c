/* worker.c - a thread with a loop that accepts and serves. */
#include "net/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/log.h"
#include "base/mem.h"
#include "net/thread.h"

/* --- accepting --------------------------------------------------------------- */

/* What went wrong with one connection before it was ours (accept(2)). */
static bool
is_passing(int error)
{
	static const int passing[] = {
		EINTR, ECONNABORTED, ECONNRESET, EPROTO, EPERM, ENETDOWN, ENETUNREACH, EHOSTDOWN,
		EHOSTUNREACH, ENOPROTOOPT, EOPNOTSUPP, ETIMEDOUT,
	};

	for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
		if (error == passing[i])
			return true;
	return false;
}

static bool
doors_set(struct worker *worker, bool open)
{
	bool good = true;

	for (size_t i = 0; i < worker->shared->nlisteners; i++)
		if (worker->doors[i].watch != NULL)
			good &= loop_watch_set(worker->doors[i].watch, open ? LOOP_READ : 0);
	return good;
}

static int
reserve_get(const struct worker *worker)
{
	return fcntl(worker->shared->listeners[0].fd, F_DUPFD_CLOEXEC, 0);
}

/*
 * Whether there is room for another connection.  Once descriptors have run out
 * the reserve is given up for the files that requests under way want to read,
 * and a connection is let in only if it leaves one free.
 */
static bool
has_room(const struct worker *worker)
{
	int one, two;

	if (limiter_is_full(worker->shared->limiter))
		return false;
	if (worker->reserve >= 0)
		return true;
	one = reserve_get(worker);
	two = one >= 0 ? reserve_get(worker) : -1;
	if (one >= 0)
		close(one);
	if (two >= 0)
		close(two);
	return two >= 0;
}

static void
accept_again(void *arg)
{
	struct worker *worker = arg;

	if (!worker->stopping && !doors_set(worker, true))
		loop_timer_set(worker->pause, WORKER_PAUSE_MS);
}

/* One line, not one for each refusal: a log filled by strangers is a fault too. */
static void
complain(struct worker *worker, const char *what, const char *remedy)
{
	uint64_t now_ms = loop_now_ms(), last_ms = atomic_load(&worker->shared->complained_ms);

	if (last_ms != 0 && now_ms - last_ms < WORKER_COMPLAIN_MS)
		return;
	if (atomic_compare_exchange_strong(&worker->shared->complained_ms, &last_ms, now_ms))
		log_warning("%s: new connections have to wait (%s)", what, remedy);
}

static void
accept_pause(struct worker *worker)
{
	(void)doors_set(worker, false);
	loop_timer_set(worker->pause, WORKER_PAUSE_MS);
}

/* Whether another try makes sense now. */
static bool
accept_refused(struct worker *worker, int error)
{
	if (error == EAGAIN) {
		/* Nobody waits any more. */
		if (worker->reserve < 0)
			worker->reserve = reserve_get(worker);
		return false;
	}
	if (is_passing(error))
		return true;
	if (error == EMFILE || error == ENFILE) {
		complain(worker, "no descriptors left", "raise the limit of open files");
		if (worker->reserve >= 0) {
			close(worker->reserve);
			worker->reserve = -1;
			/* Whether one was enough, or somebody can go, is seen at once. */
			if (error == EMFILE)
				return true;
		}
	} else {
		complain(worker, "cannot accept", "the system is short of memory or the network is down");
	}
	accept_pause(worker);
	return false;
}

/* Kept waiting in the backlog they are served when others leave. */
static bool
make_room(struct worker *worker)
{
	while (!has_room(worker))
		if (!conn_evict(worker, loop_now_ms(), WORKER_EVICT_MS)) {
			complain(worker, "as many connections as allowed", "connections_max");
			accept_pause(worker);
			return false;
		}
	return true;
}

static void
accept_ready(void *arg, unsigned what)
{
	struct worker_door *door = arg;
	struct worker *worker = door->worker;

	(void)what;
	for (int i = 0; i < WORKER_ACCEPT_TURN && make_room(worker); i++) {
		struct peer peer;
		int fd = listener_accept(door->listener, &peer);

		if (fd < 0 && accept_refused(worker, -fd))
			continue;
		if (fd < 0)
			return;
		if (limiter_take(worker->shared->limiter, &peer) != LIMITER_OK) {
			close(fd);
			continue;
		}
		worker->nconns++;
		if (worker->nconns > worker->peak)
			worker->peak = worker->nconns;
		conn_new(worker, door->listener, fd, &peer);
	}
}

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

struct tls_context *
worker_tls(struct worker *worker)
{
	struct worker_shared *shared = worker->shared;
	struct tls_context *fresh;
	const char *why = NULL;

	if (atomic_load(&shared->keys_number) == worker->keys_number)
		return worker->tls;
	pthread_mutex_lock(&shared->keys_mutex);
	fresh = tls_context_new(strbuf_str(&shared->crt_pem), strbuf_str(&shared->key_pem), &why);
	worker->keys_number = atomic_load(&shared->keys_number);
	pthread_mutex_unlock(&shared->keys_mutex);
	if (fresh != NULL) {
		tls_context_free(worker->tls);
		worker->tls = fresh;
	} else {
		/* It was good when the server loaded it. */
		log_error("the certificate cannot be used: %s", why);
	}
	return worker->tls;
}

void
worker_conn_gone(struct worker *worker)
{
	worker->nconns--;
	if (worker->stopping && worker->nconns == 0)
		loop_stop(worker->loop);
	if (worker->peak >= WORKER_TRIM_PEAK && worker->nconns <= worker->peak / 8) {
		worker->peak = worker->nconns;
#ifdef __GLIBC__
		/* glibc keeps what a crowd has used for ever unless it is told. */
		malloc_trim(0);
#endif
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
doors_close(struct worker *worker)
{
	struct worker_shared *shared = worker->shared;

	loop_timer_clear(worker->pause);
	for (size_t i = 0; i < shared->nlisteners; i++) {
		loop_watch_free(worker->doors[i].watch);
		worker->doors[i].watch = NULL;
	}
	if (worker->reserve >= 0)
		close(worker->reserve);
	worker->reserve = -1;
	/* The last one frees the ports, so that a successor can have them. */
	if (atomic_fetch_sub(&shared->accepting, 1) == 1)
		for (size_t i = 0; i < shared->nlisteners; i++)
			listener_close(&shared->listeners[i]);
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

	for (job = jobs_take(worker); job != NULL; job = next) {
		next = job->next;
		if (job->waiting != NULL)
			conn_take_job(job->waiting, job);
		else
			job_free(job);
	}
	if (stage != WORKER_SERVE && !worker->stopping) {
		worker->stopping = true;
		doors_close(worker);
		conn_stop(worker, false);
		loop_timer_set(worker->stop, worker->shared->options->stop_ms);
		if (worker->nconns == 0)
			loop_stop(worker->loop);
	}
	if (stage == WORKER_STOP)
		stop_now(worker);
}

struct worker *
worker_new(struct worker_shared *shared)
{
	struct worker *worker = mem_alloc(sizeof *worker);

	worker->shared = shared;
	worker->deadline_at_ms = UINT64_MAX;
	arena_init(&worker->scratch, 0);
	strbuf_init(&worker->gather);
	pthread_mutex_init(&worker->done_mutex, NULL);
	worker->reserve = reserve_get(worker);
	worker->loop = worker->reserve >= 0 ? loop_new() : NULL;
	if (worker->loop == NULL) {
		int saved = errno;

		worker_free(worker);
		errno = saved;
		return NULL;
	}
	loop_on_wake(worker->loop, woken, worker);
	worker->pause = loop_timer_new(worker->loop, accept_again, worker);
	worker->deadline = loop_timer_new(worker->loop, deadline_due, worker);
	worker->stop = loop_timer_new(worker->loop, stop_now, worker);
	worker->input = mem_alloc(WORKER_READ_SIZE);
	worker->doors = mem_calloc(shared->nlisteners, sizeof *worker->doors);
	for (size_t i = 0; i < shared->nlisteners; i++) {
		struct worker_door *door = &worker->doors[i];

		door->worker = worker;
		door->listener = &shared->listeners[i];
		door->watch = loop_watch_new(worker->loop, door->listener->fd, accept_ready, door);
	}
	if (!doors_set(worker, true)) {
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
	for (job = jobs_take(worker); job != NULL; job = next) {
		next = job->next;
		job_free(job);
	}
	for (size_t i = 0; worker->doors != NULL && i < worker->shared->nlisteners; i++)
		loop_watch_free(worker->doors[i].watch);
	loop_timer_free(worker->pause);
	loop_timer_free(worker->deadline);
	loop_timer_free(worker->stop);
	loop_free(worker->loop);
	if (worker->reserve >= 0)
		close(worker->reserve);
	tls_context_free(worker->tls);
	arena_done(&worker->scratch);
	strbuf_done(&worker->gather);
	pthread_mutex_destroy(&worker->done_mutex);
	free(worker->doors);
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

	atomic_fetch_add(&worker->shared->accepting, 1);
	atomic_fetch_add(&worker->shared->running, 1);
	r = thread_start(&worker->thread, run, worker);
	if (r != 0) {
		atomic_fetch_sub(&worker->shared->accepting, 1);
		atomic_fetch_sub(&worker->shared->running, 1);
	}
	return r;
}

void
worker_wake(struct worker *worker)
{
	loop_wake(worker->loop);
}
