/* watch.c - word from the system that something in the folders has changed. */
#include "content/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

void
watch_lull_note(struct watch_lull *l, enum watch_news news, uint64_t now_ms)
{
	if (news == WATCH_NOTHING)
		return;
	if (l->news == WATCH_NOTHING)
		l->first_ms = now_ms;
	l->last_ms = now_ms;
	if (news > l->news)
		l->news = news;
}

uint64_t
watch_lull_over(const struct watch_lull *l)
{
	uint64_t quiet = l->last_ms + WATCH_QUIET_MS, longest = l->first_ms + WATCH_LONGEST_MS;

	switch (l->news) {
	case WATCH_NOTHING:
		return UINT64_MAX;
	case WATCH_LOST:
		return 0;
	case WATCH_CHANGED:
		break;
	}
	return quiet < longest ? quiet : longest;
}

#ifdef __linux__

#include <stdalign.h>
#include <stdio.h>
#include <sys/inotify.h>

#include "content/article.h"
#include "content/excludes.h"

/* IN_MODIFY: a program may write and keep the file open. */
#define NEWS (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_MODIFY | \
    IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)
#define READ_SIZE ((size_t)32 * 1024)

/* The numbers the kernel gave to the watches of a walk; one may stand twice,
 * when two ways lead to the same folder. */
struct numbers {
	int *v;
	size_t n, cap;
};

struct watch {
	int fd;
	size_t folders_max, nfolders, nfiles, nleft_out;
	int error;
	struct numbers set, before;	/* of this walk, or the last; of the one before */
	struct numbers news, heard;	/* there was news of since the last watch_begin; before it */
	bool lost, heard_all;		/* of more than are told apart */
};

struct watch *
watch_new(size_t folders_max, int *ret_error)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct watch *w;

	if (fd < 0) {
		*ret_error = -errno;
		return NULL;
	}
	w = mem_alloc(sizeof *w);
	w->fd = fd;
	w->folders_max = folders_max > 0 ? folders_max : WATCH_FOLDERS_MAX;
	return w;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	close(w->fd);
	free(w->set.v);
	free(w->before.v);
	free(w->news.v);
	free(w->heard.v);
	free(w);
}

static int
by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void
sort(struct numbers *numbers)
{
	if (numbers->n > 1)
		qsort(numbers->v, numbers->n, sizeof *numbers->v, by_number);
}

static bool
has(const struct numbers *numbers, int number)
{
	return numbers->n > 0 && bsearch(&number, numbers->v, numbers->n, sizeof number, by_number) != NULL;
}

static void
swap(struct numbers *a, struct numbers *b)
{
	struct numbers spare = *a;

	*a = *b;
	*b = spare;
}

void
watch_begin(struct watch *w)
{
	swap(&w->before, &w->set);
	swap(&w->heard, &w->news);
	w->heard_all = w->lost;
	w->lost = false;
	sort(&w->heard);
	w->news.n = 0;
	w->set.n = w->nfolders = w->nfiles = w->nleft_out = 0;
	w->error = 0;
}

void
watch_end(struct watch *w)
{
	sort(&w->set);
	for (size_t i = 0, j = 0; i < w->before.n; i++) {
		int number = w->before.v[i];

		while (j < w->set.n && w->set.v[j] < number)
			j++;
		/* It fails for a folder that is gone, whose watch went with it. */
		if (j == w->set.n || w->set.v[j] != number)
			(void)inotify_rm_watch(w->fd, number);
	}
}

static void
note(struct numbers *numbers, int number)
{
	numbers->v = mem_grow(numbers->v, &numbers->cap, numbers->n + 1, sizeof *numbers->v);
	numbers->v[numbers->n++] = number;
}

/* By the descriptor, so that what is watched is what is listed.  Its number, or -1. */
static int
add(struct watch *w, int fd)
{
	char path[64];
	int number;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	number = inotify_add_watch(w->fd, path, NEWS | IN_EXCL_UNLINK);
	if (number < 0) {
		w->error = -errno;
		w->nleft_out++;
		return -1;
	}
	note(&w->set, number);
	return number;
}

bool
watch_folder(struct watch *w, int fd)
{
	int number;

	if (w->nfolders++ >= w->folders_max) {
		w->error = -E2BIG;
		w->nleft_out++;
		return true;
	}
	number = add(w, fd);
	return number < 0 || w->heard_all || has(&w->heard, number) || !has(&w->before, number);
}

void
watch_file(struct watch *w, int fd)
{
	if (w->nfiles++ < WATCH_FILES_MAX)
		(void)add(w, fd);
}

size_t
watch_count(const struct watch *w)
{
	return w->set.n;
}

size_t
watch_left_out(const struct watch *w, int *ret_error)
{
	*ret_error = w->error;
	return w->nleft_out;
}

int
watch_fd(const struct watch *w)
{
	return w->fd;
}

static enum watch_news
judge(const struct inotify_event *event)
{
	struct str name = event->len > 0 ? str_of(event->name) : STR("");

	if ((event->mask & IN_Q_OVERFLOW) != 0)
		return WATCH_LOST;
	/* Only says that the watch is no more: the folder above tells why. */
	if ((event->mask & IN_IGNORED) != 0)
		return WATCH_NOTHING;
	if (name.len == 0)
		return WATCH_CHANGED;
	if (excludes_leaving(name, (event->mask & IN_ISDIR) != 0))
		return WATCH_NOTHING;
	/* Of other files only the names are known, whatever is written to them;
	 * a log that grows in the folder is no news. */
	if ((event->mask & NEWS) == IN_MODIFY && !article_is_source(name))
		return WATCH_NOTHING;
	return WATCH_CHANGED;
}

static void
note_news(struct watch *w, int number, enum watch_news news)
{
	if (w->news.n > 0 && w->news.v[w->news.n - 1] == number)
		return;
	if (news == WATCH_LOST || w->news.n == WATCH_NEWS_MAX)
		w->lost = true;
	else
		note(&w->news, number);
}

enum watch_news
watch_read(struct watch *w)
{
	alignas(struct inotify_event) char buf[READ_SIZE];
	enum watch_news gravest = WATCH_NOTHING;
	ssize_t n;

	while ((n = read(w->fd, buf, sizeof buf)) > 0 || (n < 0 && errno == EINTR)) {
		for (const char *p = buf; n > 0 && p < buf + n;) {
			const struct inotify_event *event = (const void *)p;
			enum watch_news news = judge(event);

			if (news > gravest)
				gravest = news;
			if (news != WATCH_NOTHING)
				note_news(w, event->wd, news);
			p += sizeof *event + event->len;
		}
	}
	return gravest;
}

#else

struct watch *
watch_new(size_t folders_max, int *ret_error)
{
	(void)folders_max;
	*ret_error = -ENOSYS;
	return NULL;
}

/* There is never one to call these with. */
void
watch_free(struct watch *w)
{
	(void)w;
}

void
watch_begin(struct watch *w)
{
	(void)w;
}

void
watch_end(struct watch *w)
{
	(void)w;
}

bool
watch_folder(struct watch *w, int fd)
{
	(void)w;
	(void)fd;
	return true;
}

void
watch_file(struct watch *w, int fd)
{
	(void)w;
	(void)fd;
}

size_t
watch_count(const struct watch *w)
{
	(void)w;
	return 0;
}

size_t
watch_left_out(const struct watch *w, int *ret_error)
{
	(void)w;
	*ret_error = 0;
	return 0;
}

int
watch_fd(const struct watch *w)
{
	(void)w;
	return -1;
}

enum watch_news
watch_read(struct watch *w)
{
	(void)w;
	return WATCH_NOTHING;
}

#endif
