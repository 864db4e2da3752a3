/*
 * worker.h - a thread with a loop that accepts and serves.
 */
#ifndef NET_WORKER_H
#define NET_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "net/conn.h"
#include "net/job.h"
#include "net/keys.h"
#include "net/limiter.h"
#include "net/listener.h"
#include "net/quota.h"
#include "net/server.h"
#include "net/setting.h"
#include "net/stats.h"
#include "net/tls.h"

#define WORKER_TRIM_PEAK 256		/* so many connections leave memory worth giving back */
#define WORKER_TRIM_FEW 8		/* and so few leave none */
#define WORKER_TRIM_ANSWER ((size_t)1024 * 1024)	/* [bytes] of one answer that do */
#define WORKER_READ_SIZE ((size_t)32 * 1024)
/* Converting an article of 6 KB takes 200 KB: most leave nothing to give back. */
#define WORKER_SCRATCH_SIZE ((size_t)256 * 1024)

/* How far the end has come. */
enum worker_stage {
	WORKER_SERVE,
	WORKER_FINISH,		/* accept nobody, end what runs */
	WORKER_STOP,		/* now */
};

/* What all workers share; constant but for what is marked. */
struct worker_shared {
	struct limiter *limiter;
	struct job_pool *jobs;
	struct record_salt *salt;
	struct quota failed;			/* changing: handshakes that are spoken of */
	struct stats_readers *readers;
	struct loop *main_loop;			/* woken when a worker has ended */

	pthread_mutex_t mutex;			/* for the next */
	struct setting *setting;		/* changing: in force */
	atomic_uint number;			/* changing: the setting's, after it has changed */

	atomic_uint uploads;			/* changing: how many there are */
	_Atomic enum worker_stage stage;	/* changing */
	atomic_uint running;			/* changing: workers that have not ended */
	_Atomic uint64_t proxy_complained_ms;	/* changing: when a proxy was last complained of */
	_Atomic uint64_t complained_ms;		/* changing: when descriptors were last complained of */
};

/* A listener as one worker sees it. */
struct worker_door {
	struct worker *worker;
	struct listener *listener;		/* held */
	struct loop_watch *watch;
};

struct worker {
	struct worker_shared *shared;
	pthread_t thread;
	struct loop *loop;
	struct worker_door *doors[SETTING_DOORS_MAX];
	size_t ndoors;
	unsigned doors_number;			/* of the setting that they belong to */
	struct setting *setting;		/* the newest this worker knows of; held */
	struct loop_timer *pause;
	struct loop_timer *deadline;
	struct loop_timer *stop;
	uint64_t deadline_at_ms;		/* when it fires; UINT64_MAX: not set */
	int reserve;				/* a descriptor to give up when there are none; -1 then */
	bool stopping;

	struct conn_list lists[CONN_STATES];
	unsigned nconns, peak;			/* peak: since memory was last given back */
	bool crowded;				/* of a crowd's memory some is still to be given back */
	struct tls_context *tls;
	unsigned keys_number;			/* of tls */
	struct tls_context *tls_client;		/* for upstreams; NULL until one wants it */
	bool keys_failed;			/* newer ones could not be used, which was said */

	/* Used by one connection in its turn, empty between turns. */
	struct arena scratch;
	struct strbuf gather;
	char *input;				/* WORKER_READ_SIZE bytes */
	struct strbuf lines;			/* of the log, until the loop has no more to do at once */

	struct stats *stats;			/* of its own */
	atomic_uint asked, answered;		/* the watchdog's question, repeated as a sign of life */

	pthread_mutex_t done_mutex;
	struct job *done;			/* finished jobs, by the mutex */
};

/* NULL with errno when the system refuses. */
struct worker *worker_new(struct worker_shared *shared);
/* 0 or -errno. */
int worker_start(struct worker *worker);
/* Only after its thread has ended, or never began; no job may be running. */
void worker_free(struct worker *worker);
/* The stage or the setting has changed.  From any thread. */
void worker_wake(struct worker *worker);

/* For connections. */
struct setting *worker_setting(struct worker *worker);		/* what is in force, as long as the turn lasts */
void worker_expect(struct worker *worker, uint64_t at_ms);	/* call conn_expire by then */
struct tls_context *worker_tls(struct worker *worker);		/* with the newest certificate; NULL for none */
void worker_job_finished(struct job *job);			/* job->finished, on any thread */
void worker_conn_gone(struct worker *worker);
void worker_give_back(void);					/* to the system, what is free of the process's memory */

#endif
