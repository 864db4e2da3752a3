/* accept.c - letting connections in, and what to do when there is no room. */
#include "net/accept.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "net/worker.h"

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

bool
accept_doors(struct worker *worker, bool open)
{
	bool good = true;

	for (size_t i = 0; i < worker->ndoors; i++)
		good &= loop_watch_set(worker->doors[i]->watch, open ? LOOP_READ : 0);
	return good;
}

int
accept_reserve(void)
{
	/* Not a copy of one that listens: that would keep an address open that is to be closed. */
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

/*
 * Whether there is room for another connection, which then has its place.  Once
 * descriptors have run out the reserve is given up for the files that requests under
 * way want to read, and a connection is let in only if it leaves one free.
 */
static bool
take_place(const struct worker *worker)
{
	struct limiter *limiter = worker->shared->limiter;
	int one, two;

	if (!limiter_enter(limiter))
		return false;
	if (worker->reserve >= 0)
		return true;
	one = accept_reserve();
	two = one >= 0 ? accept_reserve() : -1;
	if (one >= 0)
		close(one);
	if (two >= 0)
		close(two);
	if (two < 0)
		limiter_leave(limiter);
	return two >= 0;
}

void
accept_again(void *arg)
{
	struct worker *worker = arg;

	if (!worker->stopping && !accept_doors(worker, true))
		loop_timer_set(worker->pause, ACCEPT_PAUSE_MS);
}

/* One line, not one for each refusal: a log filled by strangers is a fault too. */
static void
complain(struct worker *worker, const char *what, const char *remedy)
{
	uint64_t now_ms = loop_now_ms(), last_ms = atomic_load(&worker->shared->complained_ms);

	if (last_ms != 0 && now_ms - last_ms < ACCEPT_COMPLAIN_MS)
		return;
	if (atomic_compare_exchange_strong(&worker->shared->complained_ms, &last_ms, now_ms))
		log_warning("%s: new connections have to wait (%s)", what, remedy);
}

static void
accept_pause(struct worker *worker)
{
	(void)accept_doors(worker, false);
	loop_timer_set(worker->pause, ACCEPT_PAUSE_MS);
}

/* Whether another try makes sense now. */
static bool
accept_refused(struct worker *worker, int error)
{
	if (error == EAGAIN) {
		/* Nobody waits any more. */
		if (worker->reserve < 0)
			worker->reserve = accept_reserve();
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

/* Whether another worker has not let him in meanwhile, perhaps at the last place. */
static bool
somebody_waits(const struct listener *listener)
{
	return poll(&(struct pollfd){ .fd = listener->fd, .events = POLLIN }, 1, 0) > 0;
}

/* Kept waiting in the backlog they are served when others leave. */
static bool
make_room(struct worker *worker, const struct listener *listener)
{
	while (!take_place(worker))
		if (!somebody_waits(listener)) {
			return false;
		} else if (!conn_evict(worker, loop_now_ms(), ACCEPT_EVICT_MS)) {
			complain(worker, "as many connections as allowed", "connections_max");
			accept_pause(worker);
			return false;
		}
	return true;
}

void
accept_ready(void *arg, unsigned what)
{
	struct worker_door *door = arg;
	struct worker *worker = door->worker;

	(void)what;
	for (int i = 0; i < ACCEPT_TURN && make_room(worker, door->listener); i++) {
		const struct setting *setting = worker_setting(worker);
		const struct setting_door *way = setting_door(setting, door->listener->id);
		struct limiter *limiter = worker->shared->limiter;
		struct peer peer;
		bool exempt;
		int fd = listener_accept(door->listener, &peer);

		if (fd < 0)
			limiter_leave(limiter);
		if (fd < 0 && accept_refused(worker, -fd))
			continue;
		if (fd < 0)
			return;
		exempt = limiter_exempts(limiter, &peer) || proxy_is_source(&setting->options, &peer);
		/* The address has just been closed, and this worker is about to hear of it. */
		if (way == NULL || limiter_take(limiter, &peer, exempt) != LIMITER_OK) {
			limiter_leave(limiter);
			close(fd);
			continue;
		}
		atomic_fetch_add_explicit(&worker->stats->connections, 1, memory_order_relaxed);
		worker->nconns++;
		if (worker->nconns > worker->peak)
			worker->peak = worker->nconns;
		conn_new(worker, way, fd, &peer, exempt);
	}
}
