/* server_options.c - what holds where the owner said nothing. */
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "net/listener.h"
#include "net/server.h"
#include "net/stats_socket.h"

#define CONNECTIONS_MAX 65536

static const struct {
	size_t option;
	unsigned value;
} defaults[] = {
	{ offsetof(struct server_options, helpers), 2 },
	{ offsetof(struct server_options, jobs_max), 64 },
	{ offsetof(struct server_options, handshake_ms), 10000 },
	{ offsetof(struct server_options, request_ms), 10000 },
	{ offsetof(struct server_options, reply_ms), 30000 },
	{ offsetof(struct server_options, reply_bytes), 7680 },
	{ offsetof(struct server_options, finish_ms), 5000 },
	{ offsetof(struct server_options, linger_ms), 2000 },
	{ offsetof(struct server_options, upload_ms), 30000 },
	{ offsetof(struct server_options, uploads_max), 4 },
	{ offsetof(struct server_options, file_pause_ms), 250 },
	{ offsetof(struct server_options, upstream_look_ms), 5000 },
	{ offsetof(struct server_options, job_ms), 30000 },
	{ offsetof(struct server_options, stop_ms), 5000 },
	{ offsetof(struct server_options, connections_per_address), 512 },
	{ offsetof(struct server_options, jobs_per_address), 8 },
};

static unsigned
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > SERVER_WORKERS_MAX ? SERVER_WORKERS_MAX : (unsigned)n;
}

/*
 * Raises the soft limit of descriptors as far as it goes and gives the
 * connections it leaves room for: a quarter is kept for the files that replies
 * are read from, and some for ourselves.
 */
static unsigned
connections_possible(unsigned nworkers)
{
	const rlim_t own = 64 + 8 * (rlim_t)nworkers;
	const rlim_t want = (rlim_t)CONNECTIONS_MAX / 3 * 4 + own + 4;
	struct rlimit limit;
	rlim_t room;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 512;
	if (limit.rlim_cur < want) {
		rlim_t before = limit.rlim_cur;

		limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			limit.rlim_cur = before;
	}
	room = limit.rlim_cur > own ? (limit.rlim_cur - own) / 4 * 3 : 0;
	return room < 16 ? 16 : room > CONNECTIONS_MAX ? CONNECTIONS_MAX : (unsigned)room;
}

void
server_options_fill(struct server_options *o)
{
	unsigned possible;

	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
		unsigned *value = (unsigned *)(void *)((char *)o + defaults[i].option);

		if (*value == 0)
			*value = defaults[i].value;
	}
	if (o->listen_access.mode == 0)
		o->listen_access.mode = LISTENER_UNIX_MODE;
	if (o->stats_access.mode == 0)
		o->stats_access.mode = STATS_SOCKET_MODE;
	if (o->workers == 0)
		o->workers = processors();
	if (o->workers > SERVER_WORKERS_MAX)
		o->workers = SERVER_WORKERS_MAX;
	possible = connections_possible(o->workers);
	if (o->connections_max > possible)
		log_warning("at most %u connections instead of %u: the limit of open files leaves no more",
		    possible, o->connections_max);
	if (o->connections_max == 0 || o->connections_max > possible)
		o->connections_max = possible;
}
