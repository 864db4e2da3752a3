/* conn.c - a connection: its states, its turns, its deadlines. */
#include "net/conn.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/errand.h"
#include "net/worker.h"

static const struct {
	const char *name;
	conn_step *step;
	size_t deadline;		/* where in the options its length [ms] stands */
	conn_step *late;
} states[CONN_STATES] = {
	[CONN_PROXY] = { "proxy", step_proxy, offsetof(struct server_options, handshake_ms), late_quietly },
	[CONN_HANDSHAKE] = { "handshake", step_handshake, offsetof(struct server_options, handshake_ms), late_handshake },
	[CONN_REQUEST] = { "request", step_request, offsetof(struct server_options, request_ms), late_quietly },
	[CONN_UPLOAD] = { "upload", step_upload, offsetof(struct server_options, upload_ms), late_upload },
	[CONN_JOB] = { "job", step_job, offsetof(struct server_options, job_ms), late_job },
	[CONN_UPSTREAM] = { "upstream", step_upstream, offsetof(struct server_options, upstream_look_ms), late_upstream },
	[CONN_PAUSE] = { "pause", step_pause, offsetof(struct server_options, file_pause_ms), late_pause },
	[CONN_REPLY] = { "reply", step_reply, offsetof(struct server_options, reply_ms), late_reply },
	[CONN_FINISH] = { "finish", step_finish, offsetof(struct server_options, finish_ms), late_finish },
	[CONN_LINGER] = { "linger", step_linger, offsetof(struct server_options, linger_ms), late_linger },
};

static uint64_t
state_length_ms(const struct worker *worker, enum conn_state state)
{
	const char *options = (const char *)&worker->setting->options;
	unsigned ms = *(const unsigned *)(const void *)(options + states[state].deadline);

	/* Its end is the meter's business, which wants to be read more often. */
	return state == CONN_REPLY || state == CONN_UPLOAD ? ms / CONN_METER_PARTS + 1 : ms;
}

/* --- the lists of those who wait ------------------------------------------ */

static void
conn_unlist(struct conn *c)
{
	struct conn_list *list = &c->worker->lists[c->list];

	if (!c->waiting)
		return;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		list->first = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	else
		list->last = c->prev;
	c->prev = c->next = NULL;
	c->waiting = false;
}

/* Waiting goes on in the same state without a new deadline. */
static void
conn_list(struct conn *c)
{
	struct conn_list *list = &c->worker->lists[c->state];
	uint64_t now_ms;

	if (c->waiting && c->list == c->state)
		return;
	conn_unlist(c);
	now_ms = loop_now_ms();
	c->deadline_ms = now_ms + state_length_ms(c->worker, c->state);
	if ((c->state == CONN_UPLOAD || c->state >= CONN_REPLY) && c->metered_ms == 0) {
		c->metered_ms = now_ms;
		c->left_ms = c->state == CONN_UPLOAD ? c->worker->setting->options.upload_ms :
		    c->worker->setting->options.reply_ms;
	}
	c->list = c->state;
	c->waiting = true;
	c->prev = list->last;
	if (list->last != NULL)
		list->last->next = c;
	else
		list->first = c;
	list->last = c;
	worker_expect(c->worker, c->deadline_ms);
}

/* --- turns ------------------------------------------------------------------ */

static void
conn_close(struct conn *c, bool reset)
{
	static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	struct worker *worker = c->worker;

	conn_log(c, "cut off");
	if (c->job != NULL) {
		/* The job comes back to the worker in its own time. */
		atomic_store(&c->job->abandoned, true);
		c->job->waiting = NULL;
	}
	conn_unlist(c);
	upload_done(c);
	upstream_done(c);
	loop_watch_free(c->watch);
	pipe_done(&c->pipe);
	if (reset)
		(void)setsockopt(c->pipe.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(c->pipe.fd);
	reply_done(&c->reply);
	conn_let_go(c);
	limiter_give(worker->shared->limiter, &c->peer, c->exempt);
	strbuf_done(&c->in);
	setting_release(c->setting);
	free(c);
	worker_conn_gone(worker);
}

/* Does what the last step wants; the only place where a connection ends. */
static void
conn_settle(struct conn *c, enum conn_want want)
{
	unsigned what = want == CONN_WANT_READ ? LOOP_READ : want == CONN_WANT_WRITE ? LOOP_WRITE : 0;
	bool waits = want == CONN_WANT_UPSTREAM;

	/* Whoever waits for an upstream may go away meanwhile. */
	if (waits && !c->deaf)
		what = LOOP_READ;

	if (want == CONN_DONE || want == CONN_RESET) {
		conn_close(c, want == CONN_RESET);
		return;
	}
	switch (pipe_flush(&c->pipe)) {
	case PIPE_OK:
		break;
	case PIPE_WANT_WRITE:
		what = LOOP_WRITE;
		waits = false;
		break;
	default:
		conn_log(c, c->pipe.why);
		conn_close(c, true);
		return;
	}
	if (c->watch == NULL && what != 0)
		c->watch = loop_watch_new(c->worker->loop, c->pipe.fd, conn_ready, c);
	if ((c->watch != NULL && !loop_watch_set(c->watch, what)) ||
	    (c->errand != NULL && !errand_wait(c->errand, waits))) {
		conn_log(c, "no room to wait");
		conn_close(c, true);
		return;
	}
	conn_list(c);
}

static void
conn_turn(struct conn *c)
{
	enum conn_want want = CONN_WANT_WRITE;

	/* What the client has not taken yet goes first. */
	switch (pipe_flush(&c->pipe)) {
	case PIPE_OK:
		do
			want = states[c->state].step(c);
		while (want == CONN_GO_ON);
		break;
	case PIPE_WANT_WRITE:
		break;
	default:
		conn_log(c, c->pipe.why);
		want = CONN_RESET;
		break;
	}
	conn_settle(c, want);
}

void
conn_ready(void *arg, unsigned what)
{
	(void)what;
	conn_turn(arg);
}

void
conn_new(struct worker *worker, const struct setting_door *door, int fd, const struct peer *peer,
    bool exempt)
{
	struct conn *c = mem_alloc(sizeof *c);

	c->worker = worker;
	c->setting = setting_hold(worker->setting);
	c->door = door;
	c->peer = *peer;
	c->exempt = exempt;
	c->state = proxy_is_source(&worker->setting->options, peer) ? CONN_PROXY :
	    door->protocol->tls ? CONN_HANDSHAKE : CONN_REQUEST;
	pipe_init(&c->pipe, fd);
	strbuf_init(&c->in);
	reply_init(&c->reply);
	conn_turn(c);
}

void
conn_take_job(struct conn *c, struct job *job)
{
	assert(c->state == CONN_JOB && c->job == job);
	c->job = NULL;
	upload_done(c);
	reply_done(&c->reply);
	c->reply = job->reply;
	reply_init(&job->reply);
	job_free(job);
	c->state = CONN_REPLY;
	conn_hold(c);
	conn_turn(c);
}

void
conn_follow(struct conn *c)
{
	struct setting *newest = worker_setting(c->worker);
	const struct setting_door *door = newest != c->setting ? setting_door(newest, c->door->id) : NULL;

	if (door == NULL || door->protocol != c->door->protocol)
		return;
	setting_hold(newest);
	setting_release(c->setting);
	c->setting = newest;
	c->door = door;
}

/* --- time ------------------------------------------------------------------- */

static void
conn_late(struct conn *c)
{
	enum conn_want want;

	conn_unlist(c);
	log_debug("%s: time is up", states[c->state].name);
	want = states[c->state].late(c);
	if (want == CONN_GO_ON)
		conn_turn(c);
	else
		conn_settle(c, want);
}

uint64_t
conn_expire(struct worker *worker, uint64_t now_ms)
{
	uint64_t next_ms = UINT64_MAX;

	for (int i = 0; i < CONN_STATES; i++)
		while (worker->lists[i].first != NULL && worker->lists[i].first->deadline_ms <= now_ms)
			conn_late(worker->lists[i].first);
	for (int i = 0; i < CONN_STATES; i++)
		if (worker->lists[i].first != NULL && worker->lists[i].first->deadline_ms < next_ms)
			next_ms = worker->lists[i].first->deadline_ms;
	return next_ms;
}

/* Each list is sorted by deadlines, and stays so. */
void
conn_shorten(struct worker *worker)
{
	uint64_t now_ms = loop_now_ms();

	for (int i = 0; i < CONN_STATES; i++) {
		uint64_t latest_ms = now_ms + state_length_ms(worker, (enum conn_state)i);

		for (struct conn *c = worker->lists[i].last; c != NULL && c->deadline_ms > latest_ms; c = c->prev)
			c->deadline_ms = latest_ms;
		if (worker->lists[i].first != NULL)
			worker_expect(worker, worker->lists[i].first->deadline_ms);
	}
}

bool
conn_evict(struct worker *worker, uint64_t now_ms, uint64_t idle_ms)
{
	static const enum conn_state idle[] = { CONN_LINGER, CONN_PROXY, CONN_HANDSHAKE, CONN_REQUEST };
	struct conn *oldest = NULL;
	uint64_t oldest_ms = now_ms > idle_ms ? now_ms - idle_ms : 0;

	for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++) {
		struct conn *c = worker->lists[idle[i]].first;
		uint64_t length_ms = state_length_ms(worker, idle[i]);
		uint64_t since_ms = c != NULL && c->deadline_ms > length_ms ? c->deadline_ms - length_ms : 0;

		if (c != NULL && since_ms <= oldest_ms) {
			oldest = c;
			oldest_ms = since_ms;
		}
	}
	if (oldest == NULL)
		return false;
	if (oldest->state != CONN_LINGER)
		(void)late_quietly(oldest);
	conn_close(oldest, false);
	return true;
}

void
conn_stop(struct worker *worker, bool all)
{
	for (int i = 0; i < CONN_STATES; i++) {
		struct conn *c, *next;

		for (c = worker->lists[i].first; c != NULL; c = next) {
			bool asking = i == CONN_PROXY || i == CONN_HANDSHAKE || i == CONN_REQUEST;
			/* Without TLS nothing else tells half an answer from a whole one. */
			bool half = i == CONN_REPLY || i == CONN_PAUSE || (i == CONN_UPSTREAM && c->reply.sent > 0);

			next = c->next;
			if (!all && (!asking || c->in.len > 0 || (i == CONN_HANDSHAKE && c->pipe.tls != NULL)))
				continue;
			if (asking)
				(void)late_quietly(c);
			conn_log(c, "stopped");
			conn_close(c, half);
		}
	}
}
