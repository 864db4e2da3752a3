/* publish_version.c - earlier states of published files. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "content/publish_parts.h"

#define TRIES_MAX 100	/* of one microsecond */

/* The states that are there, the oldest first. */
struct states {
	struct strbuf names;	/* each with its NUL */
	size_t n;
};

static void
name_now(char name[static 40], unsigned later)
{
	struct timespec now;
	struct tm tm;

	struct strbuf text = STRBUF_INIT;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strbuf_addf(&text, "%04d%02d%02dT%02d%02d%02d.%06ldZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
	    tm.tm_hour, tm.tm_min, tm.tm_sec, now.tv_nsec / 1000 + (long)later);
	memcpy(name, text.buf, text.len < 39 ? text.len + 1 : 40);
	name[39] = '\0';
	strbuf_done(&text);
}

int
version_keep(const struct publish_options *o, struct str file, int dir, const char *name,
    struct version *ret)
{
	struct strbuf path = STRBUF_INIT;
	int r = -EEXIST;

	*ret = (struct version){ .dir = -1 };
	if (o->versions_max == 0)
		return 0;
	strbuf_addf(&path, "%s/%.*s", o->versions_dir, STR_ARG(file));
	r = fs_make_dirs(path.buf, 0700);
	if (r == 0)
		r = ret->dir = fs_open_dir(path.buf);
	strbuf_done(&path);
	if (r < 0)
		return r;
	r = -EEXIST;
	for (unsigned i = 0; r == -EEXIST && i < TRIES_MAX; i++) {
		name_now(ret->name, i);
		r = fs_keep_at(dir, name, ret->dir, ret->name);
	}
	if (r < 0) {
		close(ret->dir);
		ret->dir = -1;
	}
	return r;
}

void
version_undo(struct version *v)
{
	if (v->dir >= 0)
		(void)fs_remove_at(v->dir, v->name);
}

static bool
add_state(void *arg, const struct fs_entry *entry)
{
	struct states *states = arg;

	if (entry->kind == 'f' && entry->name[0] != '.') {
		strbuf_add(&states->names, entry->name, strlen(entry->name) + 1);
		states->n++;
	}
	return true;
}

void
version_done(struct version *v, const struct publish_options *o)
{
	struct states states = { .names = STRBUF_INIT };
	const char *first, *end, *name;

	if (v->dir < 0)
		return;
	(void)fs_list(v->dir, add_state, &states);
	first = name = states.names.buf;
	end = first + states.names.len;
	/* A clock that was set back names the latest as if it were the oldest: those that seem
	 * to be later than it go first. */
	while (name < end && strcmp(name, v->name) <= 0)
		name += strlen(name) + 1;
	for (; states.n > o->versions_max; states.n--, name += strlen(name) + 1) {
		if (name == end)
			name = first;
		(void)unlinkat(v->dir, name, 0);
	}
	strbuf_done(&states.names);
	close(v->dir);
	v->dir = -1;
}
