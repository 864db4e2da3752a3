/*
 * conn.h - a connection, from accept to close.
 *
 * A connection is in one state of a const table { name, step, deadline }:
 *
 *	(proxy ->) handshake -> request (-> upload) (-> job) -> reply -> finish -> linger
 *
 * What an upstream answers goes to and fro between upstream, which waits for it
 * with the meter stopped, and reply, which sends what came.  A file that is being
 * written to makes reply wait in pause until it shows what becomes of it.
 *
 * A step does what can be done now and returns what it waits for; only
 * conn_turn, which called it, ends the connection, so nothing is freed under a
 * step's feet.  Deadlines: each state has one length, so the connections of a
 * state wait in the order in which they entered it, and a list for each state
 * is always sorted.  A deadline is for the whole state, not for each read; in
 * upload, reply and linger it is renewed by progress at the minimum rate.
 *
 * All of it happens on the thread of the connection's worker.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "net/loop.h"
#include "net/peer.h"
#include "net/pipe.h"
#include "proto/protocol.h"

#define CONN_TURN_BYTES ((size_t)128 * 1024)	/* written for one connection before others have their turn */
#define CONN_SEND_SIZE ((size_t)32 * 1024)	/* written in one call */
#define CONN_DRAIN_TURN ((size_t)64 * 1024)	/* [bytes] drained in one turn */
#define CONN_METER_PARTS 8			/* readings of the meter in reply_ms */
#define CONN_DRAIN_MAX ((size_t)4 * 1024 * 1024)	/* [bytes] drained in all; of a refused body as many as it has, */
#define CONN_BODY_DRAIN_MAX ((uint64_t)64 * 1024 * 1024)	/*   up to this */
#define CONN_FAILED_LINES 10		/* about handshakes, in each span of */
#define CONN_FAILED_SPAN_MS 60000
#define CONN_HELD_FREE ((size_t)16 * 1024)	/* [bytes] of an answer in memory that count for nothing: buffers take more */
#define CONN_UPLOAD_TURN ((size_t)256 * 1024)	/* [bytes] of a body taken in one turn */

struct errand;
struct job;
struct server_options;
struct setting;
struct setting_door;
struct upload;
struct worker;
struct worker_shared;

enum conn_state {
	CONN_PROXY,
	CONN_HANDSHAKE,
	CONN_REQUEST,
	CONN_UPLOAD,
	CONN_JOB,
	CONN_UPSTREAM,
	CONN_PAUSE,
	CONN_REPLY,
	CONN_FINISH,
	CONN_LINGER,
	CONN_STATES
};

enum conn_want {
	CONN_GO_ON,		/* with the state's step, which has changed */
	CONN_WANT_READ,
	CONN_WANT_WRITE,
	CONN_WANT_NOTHING,	/* of the client: a job is done, or the state's time passes */
	CONN_WANT_UPSTREAM,
	CONN_DONE,		/* close */
	CONN_RESET,		/* close so that the client sees a failure and the kernel keeps nothing */
};

struct conn {
	struct conn *prev, *next;	/* neighbours in the state's list, when waiting */
	struct worker *worker;
	struct setting *setting;	/* held: what it was accepted in, then what its request began in */
	const struct setting_door *door;	/* of it */
	struct loop_watch *watch;	/* NULL until it first waits */
	struct pipe pipe;
	struct peer peer;
	bool exempt;			/* from the limits for one address */
	bool told;			/* a proxy has told who the peer is, and where he connected to: */
	struct peer told_local;
	unsigned told_port;
	enum conn_state state;
	enum conn_state list;		/* the one it is in, when waiting */
	bool waiting;
	bool clean;			/* the handshake is done and nothing broke: a clean end can be said */
	bool finished;			/* it was said */
	bool failed;			/* what is sent is not what was asked for: too late, or a broken file */

	struct strbuf in;		/* what came so far; afterwards the request line, for the log */
	struct upload *upload;		/* a body on its way, or being stored */
	struct job *job;
	struct errand *errand;		/* to an upstream, until its answer is here */
	bool errand_counted;		/* by the limiter */
	bool deaf;			/* the client sends no more, or too much: not listened to any more */
	struct reply reply;
	size_t held;			/* [bytes] of it, as the limiter has counted */
	size_t header_len;		/* [bytes] of the reply that are no body */
	size_t drained;			/* [bytes] in linger */
	size_t drained_before;		/* at the last look */
	uint64_t body_left;		/* [bytes] of a refused body that may still come, and are drained */
	uint64_t drain_until_ms;	/* as long as they come */

	uint64_t deadline_ms;
	uint64_t asked_ms;		/* when the request was whole */

	/*
	 * The minimum rate as a meter: bytes taken buy time, up to reply_ms.
	 * It runs from the first wait in reply, finish or linger.
	 */
	uint64_t metered_ms;		/* when it was last read; 0: it does not run */
	uint64_t metered;		/* [bytes] the client had taken by then */
	uint64_t left_ms;		/* what was left then */
};

/* Connections in one state, the first deadline first. */
struct conn_list {
	struct conn *first, *last;
};

/*
 * Takes the accepted, non-blocking descriptor fd, which the limiter has
 * counted (exempt: and knows to be so), and gives it its first turn at once.
 * door: of the worker's setting.
 */
void conn_new(struct worker *worker, const struct setting_door *door, int fd, const struct peer *peer,
    bool exempt);

/* Takes a finished job that was this connection's. */
void conn_take_job(struct conn *c, struct job *job);

/* Deals with every connection whose time is up; the next deadline [ms of
 * loop_now_ms], UINT64_MAX when nobody waits. */
uint64_t conn_expire(struct worker *worker, uint64_t now_ms);

/* Closes the connection that has idled longest, if one has for idle_ms without
 * having asked for anything: room for another. */
bool conn_evict(struct worker *worker, uint64_t now_ms, uint64_t idle_ms);

/* The lengths of states have changed: nobody waits longer than a newcomer would. */
void conn_shorten(struct worker *worker);

/* At the end: closes who has asked for nothing; with all set, everybody. */
void conn_stop(struct worker *worker, bool all);

/* proxy.c: whether peer's connections begin with the header of the PROXY protocol. */
bool proxy_is_source(const struct server_options *options, const struct peer *peer);

/* For the steps (step.c), which know the states' work. */
typedef enum conn_want conn_step(struct conn *c);
conn_step step_proxy, step_handshake, step_request, step_upload, step_job, step_upstream, step_pause, step_reply, step_finish, step_linger;

/* What follows (late.c) when the time in a state is up; CONN_GO_ON when the state has changed. */
conn_step late_quietly, late_handshake, late_upload, late_job, late_upstream, late_pause, late_reply, late_finish, late_linger;

/*
 * For the steps: a request is answered by what is in force when it is whole,
 * unless the address it came to has been closed since, or speaks something else.
 */
void conn_follow(struct conn *c);
/* For the steps: puts a refusal in the place of the answer and goes to reply. */
void conn_refuse(struct conn *c, int status, const char *why);
/* For the steps: refuses who asks too much, with 44. */
void conn_refuse_haste(struct conn *c, unsigned wait_s);
/* For the steps: counts a reply that stays in memory until the client has taken it, or puts a
 * refusal in its place when there is too much of that; and when it is gone. */
void conn_hold(struct conn *c);
void conn_let_go(struct conn *c);
/* For the steps: lets the protocol answer a whole request, which is then empty. */
void conn_answer(struct conn *c, struct request *request);
/* upstream.c: asks an upstream, or refuses. */
void upstream_begin(struct conn *c, struct upstream *upstream, const struct request *request);
void upstream_done(struct conn *c);
/* conn.c: a turn, for whoever has something for the connection. */
loop_ready conn_ready;
/* upload.c: begins to take the body of request, which is moved; behind: what has
 * come of it already.  Or refuses. */
void upload_begin(struct conn *c, struct request *request, struct str behind);
void upload_done(struct conn *c);
/* For who is refused before a body of size bytes was begun: it is drained, so that he reads why. */
void upload_expect_rest(struct conn *c, uint64_t size);
/* [bytes] of the body that are here. */
uint64_t upload_taken(const struct conn *c);
/* For the steps: one line about the request, when it is answered or given up. */
void conn_log(struct conn *c, const char *outcome);
/* Writes the lines of this turn of the loop; before it waits. */
void conn_log_put(struct worker *worker);
/* For the steps: why there is no TLS, as pipe.why says; so many lines and no more. */
void conn_log_handshake(const struct conn *c);
/* Says how many such lines were left out, when a span of theirs is over (last: in any case). */
void conn_log_left_out(struct worker_shared *shared, bool last);

#endif
