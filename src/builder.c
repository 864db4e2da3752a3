/* builder.c - the thread that keeps the catalogue up to date. */
#include "builder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "net/loop.h"
#include "report.h"
#include "saver.h"

struct builder {
	struct builder_options options;
	struct shelf *shelf;
	struct watch *watch;		/* NULL: there is none */
	int knock[2];			/* a pipe: something was asked, or the end */
	atomic_bool asked, stop;

	/* The thread's own, and builder_first's before. */
	struct watch_lull lull;
	uint64_t tick_ms;		/* when clock and roots are looked at next */
	uint64_t nap_ms;		/* until when no news is taken in */
	uint64_t rest_ms;		/* until when nothing but the owner's word leads to a build */
	int64_t built_s;		/* when the folders were last looked through */
	uint64_t roots;			/* catalogue_roots_mark then */
	bool due;			/* for another reason than news */
	bool failing, left_out, blocked;	/* so it was the last time, and was said */
	struct saver saver;

	pthread_mutex_t mutex;		/* for all below */
	pthread_cond_t ended;		/* the thread, or a build that was asked for */
	bool running;
	unsigned asked_number, done_number;	/* of the last word of the owner's; of the last obeyed */
};

static int64_t
now_s(void)
{
	return (int64_t)time(NULL);
}

static void
say_no_watch(int error)
{
	const char *remedy = "";

	if (error == -EMFILE)
		remedy = "; see fs.inotify.max_user_instances";
	if (error == -ENOSYS)
		log_info("this system does not tell of changes: the folders are looked through now and then "
		    "(rescan_seconds)");
	else
		log_warning("the system cannot tell of changes (%s%s): they are found by looking now and then "
		    "(rescan_seconds)", strerror(-error), remedy);
}

struct builder *
builder_new(const struct builder_options *options)
{
	struct builder *b = mem_alloc(sizeof *b);
	int error;

	b->options = *options;
	saver_init(&b->saver, options->state_dir);
	pthread_mutex_init(&b->mutex, NULL);
	thread_cond_init(&b->ended);
	if (pipe2(b->knock, O_CLOEXEC | O_NONBLOCK) != 0)
		log_fatal("no pipe can be made: %s", strerror(errno));
	if (options->watch && (b->watch = watch_new(0, &error)) == NULL)
		say_no_watch(error);
	return b;
}

/* Once for each time that it begins. */
static void
say_left_out(struct builder *b)
{
	int error;
	size_t n = b->watch != NULL ? watch_left_out(b->watch, &error) : 0;

	if (n > 0 && !b->left_out)
		log_warning("%zu of %zu folders are not watched (%s): changes in them are found by looking now "
		    "and then (rescan_seconds)%s", n, n + watch_count(b->watch), strerror(-error),
		    error == -ENOSPC ? "; to watch more, raise the system's limit: "
		    "sysctl fs.inotify.max_user_watches=1048576" : "");
	b->left_out = n > 0;
}

static struct catalogue *
build(struct builder *b, const struct catalogue *previous, int *ret_error, const char **ret_why)
{
	struct catalogue_aides aides = { .watch = b->watch, .takes_over = true, .stop = &b->stop };
	struct catalogue *c;

	/* What leads here for another reason than news is for finding what brings none; and
	 * a build that failed has taken the news that it came for. */
	aides.trust_watch = !b->due && !b->failing && b->lull.news == WATCH_CHANGED;

	/* What changes from here on asks again; what came before is seen now. */
	if (b->watch != NULL)
		(void)watch_read(b->watch);
	b->lull = (struct watch_lull){ WATCH_NOTHING, 0, 0 };
	b->due = false;
	b->built_s = now_s();
	b->roots = catalogue_roots_mark(b->options.capsule);
	c = catalogue_build_with(b->options.capsule, previous, b->built_s, &aides, ret_error, ret_why);
	if (c != NULL)
		say_left_out(b);
	return c;
}

struct catalogue *
builder_first(struct builder *b, const struct catalogue *before, int *ret_error, const char **ret_why)
{
	struct catalogue *saved = before == NULL ? saver_load(&b->saver, b->options.capsule) : NULL;
	struct catalogue *c = build(b, before != NULL ? before : saved, ret_error, ret_why);

	if (c != NULL)
		saver_begin(&b->saver, c, saved);
	catalogue_release(saved);
	return c;
}

/* --- the thread ------------------------------------------------------------------ */

static void
say_built(const struct builder *b, const struct catalogue *old, const struct catalogue *next, bool asked)
{
	struct strbuf found = STRBUF_INIT;

	report_found(next, &found);
	log_info("read %s again%s: %s", b->options.capsule->content_dir, asked ? ", as asked" : "", found.buf);
	report_log(&next->diags, &old->diags);
	strbuf_done(&found);
}

/* Said once each time, and to whoever asks; looked at again with the next tick. */
static bool
is_blocked(struct builder *b, bool asked)
{
	struct strbuf why = STRBUF_INIT;
	bool blocked = b->options.blocked != NULL && b->options.blocked(b->options.arg, &why);

	if (blocked && (asked || !b->blocked))
		log_error("%s; what was read before stays%s", why.buf, asked ? ", although a reload was asked for" : "");
	b->blocked = blocked;
	if (blocked) {
		b->due = false;
		b->lull = (struct watch_lull){ WATCH_NOTHING, 0, 0 };
	}
	strbuf_done(&why);
	return blocked;
}

/* The old catalogue stays on any error, and when nothing is new.  What was built, or NULL. */
static struct catalogue *
rebuild(struct builder *b, bool asked)
{
	struct catalogue *old, *next;
	const char *why;
	int error;

	if (is_blocked(b, asked))
		return NULL;
	b->due = b->due || asked;
	old = shelf_borrow(b->shelf);
	next = build(b, old, &error, &why);
	if (next == NULL && error == -ECANCELED) {
		catalogue_release(old);
		return NULL;
	}
	if (next == NULL) {
		if (asked || !b->failing)
			report_unread(b->options.capsule->content_dir, error, why, asked);
	} else {
		bool same = !asked && catalogue_same(old, next);

		saver_note(&b->saver, next, old, same);
		if (!same) {
			catalogue_hold(next);
			shelf_replace(b->shelf, next);
			say_built(b, old, next, asked);
		}
	}
	b->failing = next == NULL;
	catalogue_release(old);
	return next;
}

/* When nobody waits any more. */
static void
store_and_release(struct builder *b, struct catalogue *c)
{
	if (c != NULL)
		saver_store(&b->saver, c);
	catalogue_release(c);
	/* A catalogue's pieces lie among others. */
	mem_give_back();
}

/* What nobody brings news of. */
static void
look_round(struct builder *b)
{
	struct catalogue *c = shelf_borrow(b->shelf);
	int64_t now = now_s(), since = now - b->built_s;

	if (b->failing || b->blocked || now >= c->next_change_s)
		b->due = true;
	/* A clock that was set back must not stop the looking. */
	if (since < 0 || (b->options.rescan_s > 0 && since >= (int64_t)b->options.rescan_s))
		b->due = true;
	if (catalogue_roots_mark(b->options.capsule) != b->roots)
		b->due = true;
	catalogue_release(c);
}

static bool
is_due(const struct builder *b, uint64_t now_ms)
{
	if (now_ms < b->rest_ms)
		return false;
	return b->due || watch_lull_over(&b->lull) <= now_ms;
}

/* When the thread has something to do without anybody knocking. */
static uint64_t
next_ms(const struct builder *b)
{
	uint64_t look = b->due ? 0 : watch_lull_over(&b->lull), next = b->tick_ms;

	if (look < b->rest_ms)
		look = b->rest_ms;
	if (look < next)
		next = look;
	if (b->watch != NULL && b->nap_ms != 0 && b->nap_ms < next)
		next = b->nap_ms;
	return next;
}

static void
wait_for_something(struct builder *b)
{
	uint64_t now_ms = loop_now_ms(), until_ms = next_ms(b);
	struct pollfd fds[2] = { { .fd = b->knock[0], .events = POLLIN }, { .events = POLLIN } };
	char bytes[64];

	fds[1].fd = b->watch != NULL && b->nap_ms == 0 ? watch_fd(b->watch) : -1;
	(void)poll(fds, 2, until_ms > now_ms ? (int)(until_ms - now_ms) : 0);
	while (read(b->knock[0], bytes, sizeof bytes) > 0)
		;
	now_ms = loop_now_ms();
	if (b->nap_ms != 0 && now_ms >= b->nap_ms)
		b->nap_ms = 0;
	else if (fds[1].revents != 0) {
		watch_lull_note(&b->lull, watch_read(b->watch), now_ms);
		b->nap_ms = now_ms + BUILDER_NAP_MS;
	}
}

static void *
run(void *arg)
{
	struct builder *b = arg;

	store_and_release(b, shelf_borrow(b->shelf));
	b->tick_ms = loop_now_ms() + BUILDER_TICK_MS;
	while (!atomic_load(&b->stop)) {
		uint64_t begun_ms;
		struct catalogue *next;
		unsigned number;
		bool asked;

		wait_for_something(b);
		/* In this order: whoever's word is taken here must be among those obeyed. */
		asked = atomic_exchange(&b->asked, false);
		pthread_mutex_lock(&b->mutex);
		number = b->asked_number;
		pthread_mutex_unlock(&b->mutex);
		begun_ms = loop_now_ms();
		if (begun_ms >= b->tick_ms) {
			look_round(b);
			b->tick_ms = begun_ms + BUILDER_TICK_MS;
		}
		if (atomic_load(&b->stop) || (!asked && !is_due(b, begun_ms)))
			continue;
		next = rebuild(b, asked);
		pthread_mutex_lock(&b->mutex);
		/* One that was broken off has obeyed nobody. */
		if (next != NULL || !atomic_load(&b->stop))
			b->done_number = number;
		pthread_cond_broadcast(&b->ended);
		pthread_mutex_unlock(&b->mutex);
		store_and_release(b, next);
		/* A folder that never comes to rest takes half of one processor at most. */
		b->rest_ms = 2 * loop_now_ms() - begun_ms;
	}
	pthread_mutex_lock(&b->mutex);
	b->running = false;
	pthread_cond_broadcast(&b->ended);
	pthread_mutex_unlock(&b->mutex);
	return NULL;
}

int
builder_start(struct builder *b, struct shelf *shelf)
{
	pthread_t thread;
	int r;

	b->shelf = shelf;
	b->running = true;
	r = thread_start(&thread, run, b);
	/* One that hangs could never be joined; running tells instead. */
	if (r == 0)
		pthread_detach(thread);
	else
		b->running = false;
	return r;
}

static void
knock(struct builder *b)
{
	/* A full pipe has been knocked at enough. */
	while (write(b->knock[1], "", 1) < 0 && errno == EINTR)
		;
}

void
builder_ask(struct builder *b)
{
	atomic_store(&b->asked, true);
	knock(b);
}

bool
builder_ask_and_wait(struct builder *b)
{
	struct timespec until = thread_deadline(BUILDER_WAIT_MS);
	unsigned number;
	bool obeyed;

	pthread_mutex_lock(&b->mutex);
	number = ++b->asked_number;
	pthread_mutex_unlock(&b->mutex);
	builder_ask(b);
	pthread_mutex_lock(&b->mutex);
	while (b->running && (int)(b->done_number - number) < 0 &&
	    thread_wait(&b->ended, &b->mutex, &until))
		;
	obeyed = (int)(b->done_number - number) >= 0;
	pthread_mutex_unlock(&b->mutex);
	return obeyed;
}

void
builder_cancel(struct builder *b)
{
	atomic_store(&b->stop, true);
	knock(b);
}

int
builder_stop(struct builder *b)
{
	struct timespec until = thread_deadline(BUILDER_STOP_MS);
	bool ended;

	builder_cancel(b);
	pthread_mutex_lock(&b->mutex);
	while (b->running && thread_wait(&b->ended, &b->mutex, &until))
		;
	ended = !b->running;
	pthread_mutex_unlock(&b->mutex);
	return ended ? 0 : -ETIMEDOUT;
}

void
builder_free(struct builder *b)
{
	if (b == NULL)
		return;
	watch_free(b->watch);
	close(b->knock[0]);
	close(b->knock[1]);
	pthread_cond_destroy(&b->ended);
	pthread_mutex_destroy(&b->mutex);
	free(b);
}
