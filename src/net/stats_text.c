/* stats_text.c - what was counted, for people and for Prometheus. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/stats.h"

static const char *const names[SCHEMES] = {
	[SCHEME_GEMINI] = "gemini", [SCHEME_GOPHER] = "gopher", [SCHEME_SPARTAN] = "spartan", [SCHEME_NEX] = "nex",
	[SCHEME_FINGER] = "finger",
};

static uint64_t
get(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* One counter of all workers. */
#define TOTAL(sum, member, ret) do { \
	(ret) = 0; \
	for (size_t w_ = 0; w_ < (sum)->n; w_++) \
		(ret) += get(&(sum)->stats[w_]->member); \
} while (0)

uint64_t
stats_requests(struct stats *const *stats, size_t n)
{
	const struct stats_sum sum = { .stats = stats, .n = n };
	uint64_t all = 0, one;

	for (int scheme = 0; scheme < SCHEMES; scheme++)
		for (int i = 0; i < STATS_STATUSES; i++) {
			TOTAL(&sum, requests[scheme][i], one);
			all += one;
		}
	return all;
}

/* --- paths -------------------------------------------------------------------- */

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct stats_path *)a)->path, ((const struct stats_path *)b)->path);
}

static int
by_number(const void *a, const void *b)
{
	const struct stats_path *one = a, *two = b;

	return one->asked != two->asked ? (one->asked < two->asked ? 1 : -1) : by_path(a, b);
}

/* The most asked first; how many, at most STATS_SHOWN.  The caller frees *ret. */
static size_t
gather_paths(const struct stats_sum *sum, struct stats_path **ret)
{
	struct stats_path *all = mem_calloc(sum->n * STATS_SETS * STATS_WAYS + 1, sizeof *all);
	size_t n = 0, kept = 0;

	for (size_t w = 0; w < sum->n; w++) {
		struct stats *s = sum->stats[w];

		pthread_mutex_lock(&s->mutex);
		for (size_t i = 0; i < STATS_SETS * STATS_WAYS; i++)
			if (s->paths[i / STATS_WAYS][i % STATS_WAYS].asked > 0)
				all[n++] = s->paths[i / STATS_WAYS][i % STATS_WAYS];
		pthread_mutex_unlock(&s->mutex);
	}
	qsort(all, n, sizeof *all, by_path);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && strcmp(all[kept - 1].path, all[i].path) == 0)
			all[kept - 1].asked += all[i].asked;
		else
			all[kept++] = all[i];
	}
	qsort(all, kept, sizeof *all, by_number);
	*ret = all;
	return kept < STATS_SHOWN ? kept : STATS_SHOWN;
}

/* --- forms -------------------------------------------------------------------- */

static void
add_requests(struct strbuf *out, const struct stats_sum *sum, const char *fmt)
{
	uint64_t n;

	for (int scheme = 0; scheme < SCHEMES; scheme++)
		for (int i = 0; i < STATS_STATUSES; i++) {
			TOTAL(sum, requests[scheme][i], n);
			if (n == 0)
				continue;
			if (fmt == NULL)
				strbuf_addf(out, "marmot_requests_total{protocol=\"%s\",status=\"%d\"} %" PRIu64 "\n",
				    names[scheme], i + STATS_STATUS_MIN, n);
			else
				strbuf_addf(out, "  %-8s %d  %10" PRIu64 "\n", names[scheme], i + STATS_STATUS_MIN, n);
		}
}

/* What is one number of its kind: "up           …" or, as an item of a page, "* Up: …". */
static void
add_label(struct strbuf *out, const char *name, bool page)
{
	if (page)
		strbuf_addf(out, "* %c%s: ", name[0] - 'a' + 'A', name + 1);
	else
		strbuf_addf(out, "%-13s", name);
}

static void
add_summary(struct strbuf *out, const struct stats_sum *sum, bool page)
{
	uint64_t bytes, cached, failed, connections, handshakes;

	TOTAL(sum, bytes, bytes);
	TOTAL(sum, cached, cached);
	TOTAL(sum, failed, failed);
	TOTAL(sum, connections, connections);
	TOTAL(sum, handshakes_failed, handshakes);
	add_label(out, "up", page);
	strbuf_addf(out, "%" PRIu64 " d %02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 "\n", sum->uptime_s / DATE_DAY_S,
	    sum->uptime_s / 3600 % 24, sum->uptime_s / 60 % 60, sum->uptime_s % 60);
	add_label(out, "connections", page);
	strbuf_addf(out, "%" PRIu64 " open, %" PRIu64 " in all; %" PRIu64 " failed to begin TLS\n", sum->open,
	    connections, handshakes);
	add_label(out, "requests", page);
	strbuf_addf(out, "%" PRIu64 ", %" PRIu64 " in the last minute; %" PRIu64 " from the cache, %" PRIu64
	    " not finished; %" PRIu64 " bytes\n", stats_requests(sum->stats, sum->n), sum->last_minute, cached, failed, bytes);
	add_label(out, "feeds", page);
	strbuf_addf(out, "%" PRIu64 " readers today, %" PRIu64 " yesterday (UTC)\n", get(&sum->readers->n),
	    get(&sum->readers->before));
}

static void
add_paths(struct strbuf *out, const struct stats_sum *sum)
{
	struct stats_path *paths;
	size_t n = gather_paths(sum, &paths);

	for (size_t i = 0; i < n; i++) {
		strbuf_addf(out, "  %10" PRIu64 "  ", paths[i].asked);
		log_escape(out, str_of(paths[i].path));
		strbuf_addc(out, '\n');
	}
	free(paths);
}

void
stats_add_text(struct strbuf *out, const struct stats_sum *sum)
{
	add_summary(out, sum, false);
	strbuf_adds(out, "\nby protocol and status\n");
	add_requests(out, sum, "");
	strbuf_adds(out, "\nmost asked\n");
	add_paths(out, sum);
}

/* What strangers asked for stands in blocks, each line behind blanks: there it cannot be a link. */
void
stats_add_gemtext(struct strbuf *out, const struct stats_sum *sum)
{
	strbuf_adds(out, "# Counters\n\nOf the whole server, since it was started.\n\n");
	add_summary(out, sum, true);
	strbuf_adds(out, "\n## By protocol and status\n\n``` protocol, status, requests\n");
	add_requests(out, sum, "");
	strbuf_adds(out, "```\n\n## Most asked\n\n``` requests, path\n");
	add_paths(out, sum);
	strbuf_adds(out, "```\n");
}

static void
add_one(struct strbuf *out, const char *name, const char *type, const char *help, uint64_t value)
{
	strbuf_addf(out, "# HELP marmot_%s %s\n# TYPE marmot_%s %s\nmarmot_%s %" PRIu64 "\n", name, help, name, type, name,
	    value);
}

void
stats_add_prometheus(struct strbuf *out, const struct stats_sum *sum)
{
	static const struct {
		const char *name, *help;
		size_t offset;
	} counters[] = {
		{ "sent_bytes_total", "Bytes of bodies sent.", offsetof(struct stats, bytes) },
		{ "cached_total", "Answers from the cache.", offsetof(struct stats, cached) },
		{ "failed_total", "Answers that did not reach their end.", offsetof(struct stats, failed) },
		{ "connections_total", "Connections accepted.", offsetof(struct stats, connections) },
		{ "handshakes_failed_total", "Connections that failed to begin TLS.",
		    offsetof(struct stats, handshakes_failed) },
	};

	add_one(out, "uptime_seconds", "gauge", "Since the start.", sum->uptime_s);
	add_one(out, "connections_open", "gauge", "Connections now.", sum->open);
	add_one(out, "feed_readers", "gauge", "Distinct readers of feeds today (UTC).", get(&sum->readers->n));
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
		uint64_t all = 0;

		for (size_t w = 0; w < sum->n; w++)
			all += get((_Atomic uint64_t *)(void *)((char *)sum->stats[w] + counters[i].offset));
		add_one(out, counters[i].name, "counter", counters[i].help, all);
	}
	strbuf_adds(out, "# HELP marmot_requests_total Requests answered, with Gemini's statuses for all protocols.\n"
	    "# TYPE marmot_requests_total counter\n");
	add_requests(out, sum, NULL);
}
