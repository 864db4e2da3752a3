/* load.c - the engine: see load.h. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load_run.h"

#define EVENTS_MAX 256

static const char *const fault_names[LOAD_NSTEPS] = {
	[LOAD_REFUSED] = "refused",
	[LOAD_RESET] = "reset",
	[LOAD_BROKEN] = "broken",
	[LOAD_TRUNCATED] = "truncated",
	[LOAD_CHANGED] = "changed",
	[LOAD_LATE] = "late",
};

void
load_die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, errno != 0 ? strerror(errno) : "failed");
	exit(2);
}

uint64_t
load_clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

bool
load_reply_add(struct load_reply *reply, const void *bytes, size_t n)
{
	if (n > LOAD_REPLY_MAX - reply->len)
		return false;
	memcpy(reply->bytes + reply->len, bytes, n);
	reply->len += n;
	return true;
}

enum load_step
load_step_of_errno(enum load_step again)
{
	if (errno == EAGAIN || errno == EINTR)
		return again;
	return errno == ECONNREFUSED ? LOAD_REFUSED : LOAD_RESET;
}

/* Pages of it cost nothing until they are written to. */
static void
reply_init(struct load_reply *reply)
{
	void *p = mmap(NULL, LOAD_REPLY_MAX + 1, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		load_die("mmap");
	reply->bytes = p;
	reply->len = 0;
}

static void
watch(struct run *r, struct slot *s, enum load_step want)
{
	/* Of one that is held only the end is waited for; a reset is always told. */
	uint32_t events = want == LOAD_WANT_WRITE ? EPOLLOUT : want == LOAD_HELD ? EPOLLRDHUP : EPOLLIN;
	struct epoll_event ev = { .events = events, .data.ptr = s };

	if (s->events == events)
		return;
	if (epoll_ctl(r->epoll, s->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, s->fd, &ev) != 0)
		load_die("epoll_ctl");
	s->events = events;
}

static bool
may_begin(const struct run *r, uint64_t now_ns)
{
	if (r->faults >= LOAD_FAULTS_MAX)
		return false;
	if (r->options->requests > 0 && r->begun >= r->options->requests)
		return false;
	return now_ns < r->until_ns;
}

static void
count(struct run *r, struct slot *s, enum load_step step, uint64_t now_ns)
{
	if (step == LOAD_DONE && !r->has_reference) {
		struct load_reply empty = r->reference;

		r->reference = s->reply;
		s->reply = empty;
		r->has_reference = true;
	} else if (step == LOAD_DONE && (s->reply.len != r->reference.len ||
	    memcmp(s->reply.bytes, r->reference.bytes, s->reply.len) != 0)) {
		step = LOAD_CHANGED;
	}
	r->counts[step]++;
	if (step != LOAD_DONE) {
		r->faults++;
		return;
	}
	if (r->done == r->latencies_cap) {
		r->latencies_cap = r->latencies_cap == 0 ? 65536 : r->latencies_cap * 2;
		r->latencies_us = realloc(r->latencies_us, r->latencies_cap * sizeof *r->latencies_us);
		if (r->latencies_us == NULL)
			load_die("realloc");
	}
	r->latencies_us[r->done++] = (uint32_t)((now_ns - s->begun_ns) / 1000);
	r->last_ns = now_ns;
}

static void
finish(struct run *r, struct slot *s, enum load_step step, uint64_t now_ns)
{
	count(r, s, step, now_ns);
	close(s->fd);
	s->fd = -1;
	r->open--;
}

enum load_step
run_begin(struct run *r, struct slot *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)r->options->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;

	s->begun_ns = load_clock_ns(CLOCK_MONOTONIC);
	s->events = 0;
	s->reply.len = 0;
	r->begun++;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		load_die("socket");
	r->open++;
	(void)setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (r->options->hold != LOAD_HOLD_NOT)
		hold_source(r, s);
	if (connect(s->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)
		return LOAD_REFUSED;
	r->kind->begin(s->session, s->fd);
	/* On loopback the handshake is mostly over when connect returns. */
	return r->kind->step(s->session, &s->reply);
}

void
run_advance(struct run *r, struct slot *s, enum load_step step)
{
	for (;;) {
		uint64_t now_ns;

		if (step == LOAD_WANT_READ || step == LOAD_WANT_WRITE) {
			watch(r, s, step);
			return;
		}
		if (step == LOAD_HELD) {
			r->held++;
			s->held_ns = load_clock_ns(CLOCK_MONOTONIC);
			watch(r, s, step);
			return;
		}
		now_ns = load_clock_ns(CLOCK_MONOTONIC);
		finish(r, s, step, now_ns);
		if (!may_begin(r, now_ns) || r->options->hold != LOAD_HOLD_NOT)
			return;
		step = run_begin(r, s);
	}
}

void
run_drop_late(struct run *r)
{
	uint64_t now_ns = load_clock_ns(CLOCK_MONOTONIC);

	for (unsigned i = 0; i < r->options->connections; i++) {
		struct slot *s = &r->slots[i];

		if (s->fd >= 0 && s->held_ns == 0 && now_ns - s->begun_ns > LOAD_PATIENCE_MS * (uint64_t)1000000)
			run_advance(r, s, LOAD_LATE);
	}
}

void
run_turn(struct run *r, int wait_ms)
{
	struct epoll_event events[EVENTS_MAX];
	int n = epoll_wait(r->epoll, events, EVENTS_MAX, wait_ms);

	if (n < 0 && errno != EINTR)
		load_die("epoll_wait");
	for (int i = 0; i < n; i++) {
		struct slot *s = events[i].data.ptr;

		if (s->held_ns != 0)
			hold_ended(r, s);
		else
			run_advance(r, s, r->kind->step(s->session, &s->reply));
	}
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static unsigned
quantile(const struct run *r, double q)
{
	return r->done == 0 ? 0 : r->latencies_us[(size_t)(q * (double)(r->done - 1))];
}

static void
print(struct run *r)
{
	double seconds = (double)(r->last_ns - r->begun_ns) / 1e9;
	double cpu_us = (double)load_clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e3;

	if (r->done > 0)
		qsort(r->latencies_us, r->done, sizeof *r->latencies_us, by_size);
	printf("requests=%lu failed=%lu", r->done, r->faults);
	for (int i = 0; i < LOAD_NSTEPS; i++)
		if (fault_names[i] != NULL)
			printf(" %s=%lu", fault_names[i], r->counts[i]);
	printf(" seconds=%.4f rate=%.1f cpu_us=%.1f bytes=%zu", seconds,
	    seconds > 0 ? (double)r->done / seconds : 0, r->done > 0 ? cpu_us / (double)r->done : 0,
	    r->reference.len);
	printf(" p50_us=%u p90_us=%u p99_us=%u p999_us=%u\n", quantile(r, 0.5), quantile(r, 0.9),
	    quantile(r, 0.99), quantile(r, 0.999));
}

static void
serve_load(struct run *r)
{
	/* The reference by itself, so that two first replies cannot differ unseen. */
	run_advance(r, &r->slots[0], run_begin(r, &r->slots[0]));
	while (r->open > 0 && !r->has_reference && r->faults < LOAD_FAULTS_MAX) {
		run_turn(r, RUN_TICK_MS);
		run_drop_late(r);
	}
	for (unsigned i = 0; i < r->options->connections; i++)
		if (r->slots[i].fd < 0 && may_begin(r, load_clock_ns(CLOCK_MONOTONIC)))
			run_advance(r, &r->slots[i], run_begin(r, &r->slots[i]));
	for (uint64_t ticked = r->begun_ns; r->open > 0;) {
		uint64_t now_ns;

		run_turn(r, RUN_TICK_MS);
		now_ns = load_clock_ns(CLOCK_MONOTONIC);
		if (now_ns - ticked > RUN_TICK_MS * (uint64_t)1000000) {
			run_drop_late(r);
			ticked = now_ns;
		}
	}
	print(r);
}

static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

int
load_run(const struct load_kind *kind, const struct load_options *options)
{
	struct run r = { .kind = kind, .options = options };

	raise_descriptors();
	r.slots = calloc(options->connections, sizeof *r.slots);
	r.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (r.slots == NULL || r.epoll < 0)
		load_die("start");
	reply_init(&r.reference);
	for (unsigned i = 0; i < options->connections; i++) {
		r.slots[i].fd = -1;
		r.slots[i].session = kind->session_new(options);
		reply_init(&r.slots[i].reply);
	}
	r.begun_ns = r.last_ns = load_clock_ns(CLOCK_MONOTONIC);
	r.until_ns = options->seconds > 0 ? r.begun_ns + (uint64_t)(options->seconds * 1e9) : UINT64_MAX;
	if (options->hold != LOAD_HOLD_NOT)
		hold_run(&r);
	else
		serve_load(&r);
	for (unsigned i = 0; i < options->connections; i++) {
		if (r.slots[i].fd >= 0)
			close(r.slots[i].fd);
		kind->session_free(r.slots[i].session);
		munmap(r.slots[i].reply.bytes, LOAD_REPLY_MAX + 1);
	}
	munmap(r.reference.bytes, LOAD_REPLY_MAX + 1);
	close(r.epoll);
	free(r.slots);
	free(r.latencies_us);
	return r.faults == 0 ? 0 : 1;
}
