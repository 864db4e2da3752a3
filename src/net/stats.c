/* stats.c - counting, on the worker's thread. */
#include "net/stats.h"

#include <string.h>

#include "base/date.h"
#include "base/map.h"

void
stats_init(struct stats *s)
{
	pthread_mutex_init(&s->mutex, NULL);
}

void
stats_done(struct stats *s)
{
	pthread_mutex_destroy(&s->mutex);
}

static void
add(_Atomic uint64_t *counter, uint64_t n)
{
	/* Nobody else writes it, so that no locked instruction is needed. */
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

struct str
stats_path_of(struct str line)
{
	size_t scheme = str_search(line, STR("://")), end;
	struct str rest = line;

	if (scheme < line.len) {
		rest = str_from(line, scheme + 3);
		rest = str_from(rest, str_find(rest, '/'));
	} else if (str_find(line, '/') < line.len) {
		/* Spartan names its host first. */
		rest = str_from(line, str_find(line, '/'));
	}
	for (end = 0; end < rest.len; end++)
		if (strchr("?#; \t\r\n", rest.p[end]) != NULL)
			break;
	return str_slice(rest, 0, end);
}

/* The least asked of a set makes room for a new one and leaves it its number: what
 * is asked for often is never lost by that (the "space saving" counter). */
static void
count_path(struct stats *s, struct str path)
{
	char text[STATS_PATH_SIZE] = { 0 };
	struct stats_path *set, *least;

	path = path.len > 0 ? str_slice(path, 0, sizeof text - 1) : STR("/");
	memcpy(text, path.p, path.len);
	set = s->paths[map_hash(path) % STATS_SETS];
	if (pthread_mutex_trylock(&s->mutex) != 0)
		return;
	least = &set[0];
	for (size_t i = 0; i < STATS_WAYS; i++) {
		if (set[i].asked > 0 && strcmp(set[i].path, text) == 0) {
			least = &set[i];
			break;
		}
		if (set[i].asked < least->asked)
			least = &set[i];
	}
	memcpy(least->path, text, sizeof text);
	least->asked++;
	pthread_mutex_unlock(&s->mutex);
}

void
stats_count(struct stats *s, enum scheme scheme, const struct record *r, bool cached, bool failed)
{
	int status = r->status - STATS_STATUS_MIN;

	if (status >= 0 && status < STATS_STATUSES)
		add(&s->requests[scheme][status], 1);
	add(&s->bytes, r->bytes);
	if (cached)
		add(&s->cached, 1);
	if (failed)
		add(&s->failed, 1);
	/* Only what there is: strangers' guesses would fill the table. */
	if (r->status == 20)
		count_path(s, stats_path_of(r->request));
}

static void
begin_day(struct stats_readers *readers, int64_t day)
{
	int64_t last = atomic_load(&readers->day);

	/* A clock that goes back begins no day, unless it was a year ahead, which would last for a year. */
	if (day == last || day == last - 1 || !atomic_compare_exchange_strong(&readers->day, &last, day))
		return;
	atomic_store(&readers->before, day == last + 1 ? atomic_load(&readers->n) : 0);
	for (size_t i = 0; i < STATS_READERS_MAX; i++)
		atomic_store_explicit(&readers->hashes[i], 0, memory_order_relaxed);
	atomic_store(&readers->n, 0);
}

void
stats_count_reader(struct stats_readers *readers, struct record_salt *salt, const struct peer *peer, time_t now)
{
	struct peer network = peer_network(peer);
	uint64_t hash = record_hash(salt, now, (struct str){ (const char *)network.bytes, sizeof network.bytes }) | 1;

	begin_day(readers, now / DATE_DAY_S);
	for (size_t i = 0; i < STATS_READERS_MAX; i++) {
		_Atomic uint64_t *at = &readers->hashes[(hash + i) % STATS_READERS_MAX];
		uint64_t found = 0;

		if (atomic_compare_exchange_strong(at, &found, hash)) {
			atomic_fetch_add(&readers->n, 1);
			return;
		}
		if (found == hash)
			return;
	}
}
