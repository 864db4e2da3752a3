/*
 * errand_parts.h - what is behind struct errand, for net/errand*.c only.
 */
#ifndef NET_ERRAND_PARTS_H
#define NET_ERRAND_PARTS_H

#include "net/errand.h"
#include "net/worker.h"

enum errand_stage { ERRAND_CONNECT, ERRAND_HANDSHAKE, ERRAND_ASK, ERRAND_LISTEN };

struct errand {
	struct worker *worker;
	struct upstream *upstream;
	struct relay relay;
	struct pipe pipe;
	struct loop_watch *watch;
	struct loop_timer *timer;
	loop_ready *ready;
	loop_due *due;
	void *arg;
	enum errand_stage stage;
	unsigned want;			/* LOOP_READ, LOOP_WRITE */
	size_t at;			/* which of the upstream's addresses */
	struct strbuf ask;
	size_t asked;			/* [bytes] of ask that are on their way */
	struct strbuf gather;		/* for TLS */
	uint64_t until_ms;		/* the whole answer */
	bool late;
	bool waiting;			/* for it: its silence counts */
	const char *why;		/* static */
	const char *apology;
};

/* What a stage can do now: ERRAND_PIECE, also when the next stage has begun. */
typedef enum errand_verdict errand_step_of(struct errand *e, struct reply *ret);
errand_step_of errand_handshake;	/* errand_tls.c */

/* Begins TLS on the pipe that is connected; errand_tls.c. */
enum errand_verdict errand_begin_tls(struct errand *e);

enum errand_verdict errand_wait_for(struct errand *e, unsigned what);
/* What becomes of a stage whose pipe said anything but PIPE_OK. */
enum errand_verdict errand_held_up(struct errand *e, enum pipe_verdict status);
/* Says what is wrong in the log (more may be NULL); why is static. */
enum errand_verdict errand_fail(struct errand *e, const char *why, const char *more);
enum errand_verdict errand_fail_reach(struct errand *e, int error);
enum errand_verdict errand_fail_lost(struct errand *e);
void errand_complain(struct errand *e, const char *why, const char *more);
/* Its silence begins anew. */
void errand_set_timer(struct errand *e);
/* A socket on its way to the address that is tried, or the next that can be; 0 or -errno. */
int errand_connect(struct errand *e);

#endif
