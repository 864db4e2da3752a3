#include "proto/access.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"

struct access {
	char *path;
	pthread_mutex_t mutex;		/* for all below */
	struct access_entry *v;
	size_t n;
	struct fs_stamp stamp;
	bool was_read;
	bool again;			/* the stamp may not tell the next change, but this does: */
	uint64_t hash;
};

struct access *
access_new(const char *path)
{
	struct access *access = mem_alloc(sizeof *access);

	access->path = path != NULL ? mem_strdup(path) : NULL;
	pthread_mutex_init(&access->mutex, NULL);
	return access;
}

void
access_free(struct access *access)
{
	if (access == NULL)
		return;
	pthread_mutex_destroy(&access->mutex);
	free(access->v);
	free(access->path);
	free(access);
}

/* --- the file ------------------------------------------------------------------ */

bool
access_name_is_good(struct str name)
{
	struct fingerprint f;

	if (name.len == 0 || name.len > ACCESS_NAME_MAX || !utf8_valid(name) || name.p[0] == '#' ||
	    str_trim(name).len != name.len || str_is_case(name, "all") || fingerprint_read(name, &f))
		return false;
	for (size_t at = 0; at < name.len;) {
		uint32_t c = utf8_next(name, &at);

		if (c < ' ' || (c >= 0x7f && c < 0xa0))
			return false;
	}
	return true;
}

static bool
read_line(struct str line, struct access_entry *ret)
{
	size_t end = 0;
	struct str name;

	while (end < line.len && line.p[end] != ' ' && line.p[end] != '\t')
		end++;
	name = str_trim(str_from(line, end));
	if (!fingerprint_read(str_slice(line, 0, end), &ret->fingerprint))
		return false;
	if (name.len > 0 && !access_name_is_good(name))
		return false;
	memcpy(ret->name, name.p != NULL ? name.p : "", name.len);
	ret->name[name.len] = '\0';
	return true;
}

size_t
access_read(struct str text, struct access_entry *v, size_t max, size_t *ret_bad)
{
	struct str line;
	size_t n = 0;

	*ret_bad = 0;
	while (str_line(&text, &line)) {
		line = str_trim(line);
		if (line.len == 0 || line.p[0] == '#')
			continue;
		if (n < max && read_line(line, &v[n]))
			n++;
		else
			(*ret_bad)++;
	}
	return n;
}

void
access_write(struct strbuf *out, const struct access_entry *v, size_t n)
{
	strbuf_adds(out, "# Certificates that are let in: \"marmot cert allow\" and \"marmot cert forget\" change this.\n");
	for (size_t i = 0; i < n; i++) {
		fingerprint_add(out, &v[i].fingerprint);
		strbuf_addf(out, "%s%s\n", v[i].name[0] != '\0' ? " " : "", v[i].name);
	}
}

/* Its stamp; all zero when it is not there. */
static int
stamp_of(const char *path, struct fs_stamp *ret)
{
	int r;

	*ret = (struct fs_stamp){ 0 };
	r = fs_stat_path(path, ret);
	return r == -ENOENT ? 0 : r;
}

int
access_reload(struct access *access, bool *ret_read)
{
	struct strbuf text = STRBUF_INIT;
	struct access_entry *fresh, *old;
	struct fs_stamp stamp;
	size_t n, bad;
	uint64_t hash;
	bool again;
	int r = 0;

	*ret_read = false;
	if (access->path == NULL)
		return 0;
	r = stamp_of(access->path, &stamp);
	if (r < 0 || (access->was_read && !access->again && fs_stamp_eq(stamp, access->stamp)))
		return r;
	/* Asked before it is read, so that no delay in between makes it seem old. */
	again = fs_stamp_is_fresh(stamp);
	if (stamp.inode != 0)
		r = fs_read_path(access->path, ACCESS_FILE_SIZE_MAX, &text);
	if (r < 0) {
		strbuf_done(&text);
		return r;
	}
	hash = map_hash(strbuf_str(&text));
	if (access->was_read && fs_stamp_eq(stamp, access->stamp) && hash == access->hash) {
		access->again = again;
		strbuf_done(&text);
		return 0;
	}
	fresh = mem_calloc(ACCESS_REGISTERED_MAX, sizeof *fresh);
	n = access_read(strbuf_str(&text), fresh, ACCESS_REGISTERED_MAX, &bad);
	strbuf_done(&text);
	if (bad > 0)
		log_warning("%s: lines that name no certificate and let nobody in: %zu (mend or remove them)", access->path, bad);
	fresh = mem_realloc(fresh, (n + 1) * sizeof *fresh);
	pthread_mutex_lock(&access->mutex);
	old = access->v;
	access->v = fresh;
	access->n = n;
	access->stamp = stamp;
	access->was_read = true;
	access->again = again;
	access->hash = hash;
	pthread_mutex_unlock(&access->mutex);
	free(old);
	*ret_read = true;
	return 0;
}

/* --- judging -------------------------------------------------------------------- */

static bool
is_of(const struct fingerprint *f, const struct request_identity *identity)
{
	return fingerprint_eq(f, &identity->certificate) || fingerprint_eq(f, &identity->key);
}

/* Whether identity is registered under this name; absent: under any. */
static bool
is_registered(const struct access *access, struct str name, const struct request_identity *identity)
{
	if (name.p != NULL && name.len == 0)
		return false;
	for (size_t i = 0; access != NULL && i < access->n; i++)
		if ((name.p == NULL || str_is(name, access->v[i].name)) &&
		    is_of(&access->v[i].fingerprint, identity))
			return true;
	return false;
}

static bool
is_among(const struct access *access, struct people people, const struct request_identity *identity)
{
	for (size_t i = 0; i < people.n; i++) {
		struct fingerprint f;

		if (fingerprint_read(people.v[i], &f)) {
			if (is_of(&f, identity))
				return true;
		} else if (is_registered(access, str_is_case(people.v[i], "all") ? STR_NONE : people.v[i],
		    identity)) {
			return true;
		}
	}
	return false;
}

enum access_verdict
access_judge(struct access *access, struct people people, const struct request_identity *identity)
{
	bool among;

	if (!identity->given)
		return ACCESS_NOBODY;
	if (identity->expired)
		return ACCESS_EXPIRED;
	if (identity->not_yet)
		return ACCESS_NOT_YET;
	if (access != NULL)
		pthread_mutex_lock(&access->mutex);
	among = is_among(access, people, identity);
	if (access != NULL)
		pthread_mutex_unlock(&access->mutex);
	return among ? ACCESS_GRANTED : ACCESS_STRANGER;
}

int
access_refuse(enum access_verdict verdict, const struct request_identity *identity, struct strbuf *why)
{
	switch (verdict) {
	case ACCESS_NOBODY:
		strbuf_adds(why, "A certificate is needed here");
		return 60;
	case ACCESS_EXPIRED:
		strbuf_adds(why, "This certificate has expired");
		return 62;
	case ACCESS_NOT_YET:
		strbuf_adds(why, "This certificate is not valid yet");
		return 62;
	case ACCESS_STRANGER:
		strbuf_adds(why, "This certificate is not allowed here. The owner can let it in with: marmot cert allow ");
		fingerprint_add(why, &identity->certificate);
		return 61;
	case ACCESS_GRANTED:
		break;
	}
	strbuf_adds(why, "This is allowed");
	return 40;
}
