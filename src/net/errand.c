/* errand.c - a connection to an upstream: its life, and what goes wrong. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/errand_parts.h"

/* --- what goes wrong --------------------------------------------------------------- */

/* Whether the same, or too much else, was said a moment ago; it counts as said from now on if not. */
static bool
was_said(struct upstream *u, const char *why, uint64_t now_ms)
{
	struct upstream_complaint *takes = &u->complaints[0];

	for (size_t i = 0; i < UPSTREAM_COMPLAINTS_MAX; i++) {
		struct upstream_complaint *one = &u->complaints[i];

		if (atomic_load(&one->why) == why) {
			takes = one;
			break;
		}
		if (atomic_load(&one->at_ms) < atomic_load(&takes->at_ms))
			takes = one;
	}
	if (atomic_load(&takes->why) != NULL && now_ms - atomic_load(&takes->at_ms) < ERRAND_COMPLAIN_MS)
		return true;
	atomic_store(&takes->why, why);
	atomic_store(&takes->at_ms, now_ms);
	return false;
}

/* The owner is told what is wrong, and again after a while: strangers could fill a log with it. */
void
errand_complain(struct errand *e, const char *why, const char *more)
{
	struct upstream *u = e->upstream;
	struct strbuf name = STRBUF_INIT;

	if (was_said(u, why, loop_now_ms()))
		return;
	upstream_add_name(u, &name);
	if (u->is_unix)
		log_warning("%s: %s: %s%s%s", name.buf, u->addresses[0], why, more != NULL ? ": " : "",
		    more != NULL ? more : "");
	else
		log_warning("%s: %s port %u: %s%s%s", name.buf, u->addresses[e->at], u->port, why, more != NULL ? ": " : "",
		    more != NULL ? more : "");
	strbuf_done(&name);
}

enum errand_verdict
errand_fail(struct errand *e, const char *why, const char *more)
{
	e->why = why;
	errand_complain(e, why, more);
	return ERRAND_FAILED;
}

enum errand_verdict
errand_fail_reach(struct errand *e, int error)
{
	e->apology = e->upstream->kind == UPSTREAM_PROXY ? "The server behind this path cannot be reached" :
	    "The program behind this path cannot be reached";
	return errand_fail(e, "cannot be reached", strerror(error));
}

enum errand_verdict
errand_fail_lost(struct errand *e)
{
	return errand_fail(e, e->stage == ERRAND_HANDSHAKE ? "no TLS with it" : "the connection was lost", e->pipe.why);
}

/* --- time, life ---------------------------------------------------------------------- */

static void
timer_due(void *arg)
{
	struct errand *e = arg;

	/* Else its time comes when it is waited for again. */
	if (!e->waiting && loop_now_ms() < e->until_ms)
		return;
	e->late = true;
	e->due(e->arg);
}

void
errand_set_timer(struct errand *e)
{
	uint64_t now_ms = loop_now_ms(), silence_ms = (uint64_t)e->upstream->silence_s * 1000;
	uint64_t left_ms = e->until_ms > now_ms ? e->until_ms - now_ms : 0;

	loop_timer_set(e->timer, left_ms < silence_ms || !e->waiting ? left_ms : silence_ms);
}

static bool
take_place(struct upstream *u)
{
	if (atomic_fetch_add(&u->running, 1) < u->at_once)
		return true;
	atomic_fetch_sub(&u->running, 1);
	return false;
}

struct errand *
errand_new(struct worker *worker, struct upstream *u, const struct request *request,
    const struct peer *peer, loop_ready *ready, loop_due *due, void *arg, int *ret_status, const char **ret_why)
{
	struct errand *e;
	char client[PEER_TEXT_SIZE];
	int error;

	*ret_status = 41;
	*ret_why = "Too many ask for this at once, try again later";
	if (!take_place(u))
		return NULL;
	e = mem_alloc(sizeof *e);
	*e = (struct errand){ .worker = worker, .upstream = u, .ready = ready, .due = due, .arg = arg, .ask = STRBUF_INIT,
	    .gather = STRBUF_INIT, .want = LOOP_WRITE };
	relay_init(&e->relay, u, request);
	pipe_init(&e->pipe, -1);
	peer_text(peer, client);
	if (!upstream_ask(u, request, client, &e->ask)) {
		*ret_status = 59;
		*ret_why = "The URL is too long for the server behind this path";
		errand_free(e);
		return NULL;
	}
	error = errand_connect(e);
	if (error != 0) {
		(void)errand_fail_reach(e, -error);
		*ret_status = errand_status(e);
		*ret_why = errand_apology(e);
		errand_free(e);
		return NULL;
	}
	e->pipe.is_ours = true;
	pipe_expect_body(&e->pipe);
	e->timer = loop_timer_new(worker->loop, timer_due, e);
	e->until_ms = loop_now_ms() + (uint64_t)u->total_s * 1000;
	errand_set_timer(e);
	return e;
}

void
errand_free(struct errand *e)
{
	if (e == NULL)
		return;
	loop_watch_free(e->watch);
	loop_timer_free(e->timer);
	pipe_done(&e->pipe);
	if (e->pipe.fd >= 0)
		close(e->pipe.fd);
	relay_done(&e->relay);
	strbuf_done(&e->ask);
	strbuf_done(&e->gather);
	atomic_fetch_sub(&e->upstream->running, 1);
	free(e);
}

int
errand_status(const struct errand *e)
{
	return relay_status(&e->relay);
}

const char *
errand_apology(const struct errand *e)
{
	return e->apology != NULL ? e->apology : relay_apology(&e->relay);
}

const char *
errand_why(const struct errand *e)
{
	return e->why;
}
