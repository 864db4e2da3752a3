/* server.c - the running server. */
#include "net/server.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "net/stats_socket.h"
#include "net/watchdog.h"
#include "net/worker.h"

#define TICK_MS 1000
#define MINUTE 60	/* ticks */
#define HELPERS_GRACE_MS 500	/* at least, for jobs under way at the end */

struct server {
	struct worker_shared shared;
	struct setting *replaced;	/* settings that were in force, and are still used */
	struct worker *workers[SERVER_WORKERS_MAX];
	unsigned nworkers, nstarted;
	struct loop *loop;
	struct loop_timer *tick;
	const struct server_hooks *hooks;
	atomic_bool stop_asked;
	uint64_t stopping_ms;		/* since when */
	struct stats *stats[SERVER_WORKERS_MAX];	/* the workers' */
	struct stats_socket *stats_socket;
	uint64_t began_ms;
	_Atomic uint64_t before[MINUTE];	/* requests by each of the last ticks */
	atomic_uint ticks;
	bool stuck;			/* a helper never came back: nothing may be freed */
};

/* --- beginning ------------------------------------------------------------------ */

static struct stats_sum
sum_of(const struct server *server)
{
	uint64_t before = atomic_load(&server->before[atomic_load(&server->ticks) % MINUTE]);

	return (struct stats_sum){
		.stats = server->stats, .n = server->nworkers, .readers = server->shared.readers,
		.uptime_s = (loop_now_ms() - server->began_ms) / 1000, .open = limiter_total(server->shared.limiter),
		.last_minute = stats_requests(server->stats, server->nworkers) - before,
	};
}

static void
write_stats(void *arg, struct strbuf *out)
{
	const struct stats_sum sum = sum_of(arg);

	stats_add_text(out, &sum);
	strbuf_addc(out, STATS_SEPARATOR);
	stats_add_prometheus(out, &sum);
}

void
server_add_counters(void *server, struct strbuf *out)
{
	const struct stats_sum sum = sum_of(server);

	stats_add_gemtext(out, &sum);
}

struct server *
server_new(const struct server_options *options, const struct service *service, struct strbuf *why)
{
	struct server *server = mem_alloc(sizeof *server);
	struct worker_shared *shared = &server->shared;
	struct limiter_options limits;

	quota_init(&shared->failed, CONN_FAILED_LINES, CONN_FAILED_SPAN_MS);
	signal(SIGPIPE, SIG_IGN);
	pthread_mutex_init(&shared->mutex, NULL);
	server->loop = shared->main_loop = loop_new();
	if (server->loop == NULL) {
		strbuf_addf(why, "cannot wait for events: %s", strerror(errno));
		goto fail;
	}
	shared->setting = setting_new(options, service, NULL, server->loop, why);
	if (shared->setting == NULL)
		goto fail;
	atomic_store(&shared->number, shared->setting->number);
	options = &shared->setting->options;
	shared->salt = record_salt_new();
	shared->readers = mem_calloc(1, sizeof *shared->readers);
	server->began_ms = loop_now_ms();
	limits = setting_limits(shared->setting);
	shared->limiter = limiter_new(&limits);
	shared->jobs = job_pool_new(options->helpers, options->jobs_max);
	while (server->nworkers < options->workers) {
		struct worker *worker = worker_new(shared);

		if (worker == NULL) {
			strbuf_addf(why, "cannot make worker %u: %s", server->nworkers + 1,
			    strerror(errno));
			goto fail;
		}
		server->stats[server->nworkers] = worker->stats;
		server->workers[server->nworkers++] = worker;
	}
	if (options->stats_path != NULL)
		server->stats_socket = stats_socket_new(server->loop, options->stats_path, &options->stats_access,
		    write_stats, server);
	return server;
fail:
	server_free(server);
	return NULL;
}

unsigned
server_setting_port(const struct setting *setting, size_t i)
{
	assert(i < setting->options.nlisteners);
	return setting->doors[setting->first_doors[i]].port;
}

unsigned
server_port(const struct server *server, size_t i)
{
	return server_setting_port(server->shared.setting, i);
}

int
server_reload_certificate(struct server *server, struct strbuf *why)
{
	struct keys *keys = server->shared.setting->keys;

	return keys != NULL ? keys_load(keys, why) : 0;
}

/* --- other settings --------------------------------------------------------------- */

struct setting *
server_prepare(struct server *server, const struct server_options *options, const struct service *service,
    struct strbuf *why)
{
	return setting_new(options, service, server->shared.setting, server->loop, why);
}

void
server_adopt(struct server *server, struct setting *takes)
{
	struct worker_shared *shared = &server->shared;
	const struct server_options *options = &takes->options;
	struct limiter_options limits = setting_limits(takes);
	struct setting *old = shared->setting;
	int r;

	pthread_mutex_lock(&shared->mutex);
	shared->setting = takes;
	setting_close(old);
	atomic_store(&shared->number, takes->number);
	pthread_mutex_unlock(&shared->mutex);
	limiter_set(shared->limiter, &limits);
	r = job_pool_set(shared->jobs, options->helpers, options->jobs_max);
	if (r < 0)
		log_warning("limits: helpers: no thread can be started (%s): there are fewer", strerror(-r));
	old->next = server->replaced;
	server->replaced = old;
	setting_release(old);
	for (unsigned i = 0; i < server->nstarted; i++)
		worker_wake(server->workers[i]);
}

/* What was replaced goes when nobody uses it any more. */
static void
free_unused(struct server *server)
{
	for (struct setting **at = &server->replaced; *at != NULL; ) {
		struct setting *s = *at;
		const struct service *service = s->service;

		if (atomic_load(&s->references) > 0) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		setting_free(s);
		if (server->hooks != NULL && server->hooks->unused != NULL)
			server->hooks->unused(server->hooks->arg, service);
	}
}

void
server_wake(struct server *server)
{
	loop_wake(server->loop);
}

/* --- running ---------------------------------------------------------------------- */

static void
set_stage(struct server *server, enum worker_stage stage)
{
	if (server->stopping_ms == 0) {
		server->stopping_ms = loop_now_ms();
		notify_say("STOPPING=1\nSTATUS=Finishing what runs");
		/* From here on the workers alone hold the listeners. */
		pthread_mutex_lock(&server->shared.mutex);
		setting_close(server->shared.setting);
		pthread_mutex_unlock(&server->shared.mutex);
	}
	atomic_store(&server->shared.stage, stage);
	for (unsigned i = 0; i < server->nstarted; i++)
		worker_wake(server->workers[i]);
}

/* Asked a second time, an owner means it. */
static void
stop_signalled(void *arg)
{
	struct server *server = arg;

	set_stage(server, server->stopping_ms == 0 ? WORKER_FINISH : WORKER_STOP);
}

static void
reload_signalled(void *arg)
{
	struct server *server = arg;

	if (server->hooks == NULL || server->hooks->reload == NULL || server->stopping_ms != 0)
		return;
	server->hooks->reload(server->hooks->arg);
}

static void
reopen_signalled(void *arg)
{
	struct server *server = arg;

	if (server->shared.setting->log_file != NULL)
		log_file_reopen(server->shared.setting->log_file);
	for (struct setting *s = server->replaced; s != NULL; s = s->next)
		if (s->log_file != NULL)
			log_file_reopen(s->log_file);
}

static void
ticked(void *arg)
{
	struct server *server = arg;

	if (server->shared.setting->keys != NULL && server->stopping_ms == 0)
		keys_look(server->shared.setting->keys);
	if (server->hooks != NULL && server->hooks->tick != NULL && server->stopping_ms == 0)
		server->hooks->tick(server->hooks->arg);
	if (server->shared.setting->log_file != NULL)
		log_file_look(server->shared.setting->log_file);
	conn_log_left_out(&server->shared, false);
	atomic_store(&server->before[atomic_load(&server->ticks) % MINUTE],
	    stats_requests(server->stats, server->nworkers));
	atomic_fetch_add(&server->ticks, 1);
	loop_timer_set(server->tick, TICK_MS);
}

static void
main_woken(void *arg)
{
	struct server *server = arg;

	if (atomic_load(&server->stop_asked) && server->stopping_ms == 0)
		set_stage(server, WORKER_FINISH);
	free_unused(server);
	if (server->hooks != NULL && server->hooks->woken != NULL && server->stopping_ms == 0)
		server->hooks->woken(server->hooks->arg);
	if (atomic_load(&server->shared.running) == 0)
		loop_stop(server->loop);
}

/* Returns 0 or -errno; those started have to be stopped either way. */
static int
start_threads(struct server *server)
{
	int r = job_pool_start(server->shared.jobs);

	while (r == 0 && server->nstarted < server->nworkers) {
		r = worker_start(server->workers[server->nstarted]);
		if (r == 0)
			server->nstarted++;
	}
	return r;
}

static unsigned
stop_time_left(const struct server *server)
{
	uint64_t gone = loop_now_ms() - server->stopping_ms;
	uint64_t left = gone < server->shared.setting->options.stop_ms ? server->shared.setting->options.stop_ms - gone : 0;

	return left > HELPERS_GRACE_MS ? (unsigned)left : HELPERS_GRACE_MS;
}

void
server_hold_signals(bool hold, bool all)
{
	static const int numbers[] = { SIGHUP, SIGUSR1, SIGTERM, SIGINT };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < (all ? 4U : 2U); i++)
		sigaddset(&set, numbers[i]);
	pthread_sigmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

int
server_run(struct server *server, const struct server_hooks *hooks)
{
	struct watchdog *dog = NULL;
	int r;

	server->hooks = hooks;
	loop_on_wake(server->loop, main_woken, server);
	loop_signal(server->loop, SIGTERM, stop_signalled, server);
	loop_signal(server->loop, SIGINT, stop_signalled, server);
	loop_signal(server->loop, SIGHUP, reload_signalled, server);
	loop_signal(server->loop, SIGUSR1, reopen_signalled, server);
	server_hold_signals(false, true);
	server->tick = loop_timer_new(server->loop, ticked, server);
	loop_timer_set(server->tick, TICK_MS);

	r = start_threads(server);
	if (r != 0) {
		log_error("cannot start a thread: %s", strerror(-r));
		set_stage(server, WORKER_STOP);
	} else {
		notify_say("READY=1\nSTATUS=Serving");
		dog = watchdog_new(server->loop, server->workers, server->nstarted);
	}
	if (r == 0 || server->nstarted > 0) {
		int failed = loop_run(server->loop);

		if (failed != 0)
			log_fatal("the event loop failed: error %d", -failed);
	}
	/* It has ended as it was told: once nobody waits for them any more, another would kill. */
	server_hold_signals(true, true);
	watchdog_free(dog);
	for (unsigned i = 0; i < server->nstarted; i++)
		pthread_join(server->workers[i]->thread, NULL);
	server->nstarted = 0;
	conn_log_left_out(&server->shared, true);
	if (job_pool_free(server->shared.jobs, stop_time_left(server)) != 0) {
		log_warning("a request that takes too long was given up");
		server->stuck = true;
		return r != 0 ? r : -ETIMEDOUT;
	}
	server->shared.jobs = NULL;
	return r;
}

void
server_stop(struct server *server)
{
	atomic_store(&server->stop_asked, true);
	loop_wake(server->loop);
}

void
server_free(struct server *server)
{
	if (server == NULL || server->stuck)
		return;
	/* Without server_run the pool has no threads that could be stuck. */
	(void)job_pool_free(server->shared.jobs, 0);
	for (unsigned i = 0; i < server->nworkers; i++)
		worker_free(server->workers[i]);
	/* Their services are the caller's, who frees them all. */
	while (server->replaced != NULL) {
		struct setting *s = server->replaced;

		server->replaced = s->next;
		setting_free(s);
	}
	setting_free(server->shared.setting);
	stats_socket_free(server->stats_socket);
	loop_timer_free(server->tick);
	loop_free(server->loop);
	limiter_free(server->shared.limiter);
	record_salt_free(server->shared.salt);
	quota_done(&server->shared.failed);
	free(server->shared.readers);
	pthread_mutex_destroy(&server->shared.mutex);
	free(server);
}
