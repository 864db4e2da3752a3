/*
 * load_run.h - a load client under way, for load.c, which brings connections
 * on, and load_hold.c, which keeps them.
 */
#ifndef BENCH_LOAD_RUN_H
#define BENCH_LOAD_RUN_H

#include <time.h>

#include "load.h"

#define RUN_TICK_MS 100

struct slot {
	int fd;			/* -1: no connection */
	uint32_t events;	/* that epoll waits for; 0: not there yet */
	uint64_t begun_ns, held_ns;	/* held_ns: 0 while it is not */
	void *session;
	struct load_reply reply;
};

struct run {
	const struct load_kind *kind;
	const struct load_options *options;
	struct slot *slots;
	struct load_reply reference;
	bool has_reference;
	int epoll;
	unsigned open;			/* slots with a connection */
	uint64_t begun_ns, until_ns, last_ns;
	unsigned long begun;		/* requests */
	unsigned long done, held, faults, counts[LOAD_NSTEPS];
	unsigned long gone;		/* that were held, until the server ended them */
	uint64_t age_min_ns, age_max_ns;	/* of those */
	uint32_t *latencies_us;
	size_t latencies_cap;
};

uint64_t load_clock_ns(clockid_t clock);
/* A new connection in a free slot; what it waits for, as a kind's step says. */
enum load_step run_begin(struct run *r, struct slot *s);
/* Brings a slot on, from one connection to the next as long as none waits. */
void run_advance(struct run *r, struct slot *s, enum load_step step);
/* Waits up to wait_ms, and brings on whatever is ready. */
void run_turn(struct run *r, int wait_ms);
/* Ends the requests that take longer than LOAD_PATIENCE_MS. */
void run_drop_late(struct run *r);

/* Gives a connection that will be held its address, and its buffer. */
void hold_source(const struct run *r, const struct slot *s);
/* The server has ended one that was held. */
void hold_ended(struct run *r, struct slot *s);
/* Opens them all, and keeps them: see load_run. */
void hold_run(struct run *r);

#endif
