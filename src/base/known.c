/* known.c - keys of servers as they were first seen. */
#include "base/known.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

struct known {
	pthread_mutex_t mutex;	/* for all below */
	char *path;
	struct strbuf text;	/* what the file holds, and what it should */
};

struct known *
known_new(const char *path, int *ret_error)
{
	struct known *k = mem_alloc(sizeof *k);

	pthread_mutex_init(&k->mutex, NULL);
	k->path = mem_strdup(path);
	strbuf_init(&k->text);
	*ret_error = fs_read_path(path, KNOWN_FILE_SIZE_MAX, &k->text);
	if (*ret_error == -ENOENT)
		*ret_error = 0;
	return k;
}

void
known_free(struct known *k)
{
	if (k == NULL)
		return;
	pthread_mutex_destroy(&k->mutex);
	strbuf_done(&k->text);
	free(k->path);
	free(k);
}

/* The first line that names it; lines that make no sense are passed over. */
static bool
find(const struct known *k, struct str name, struct fingerprint *ret)
{
	struct str rest = strbuf_str(&k->text), line;

	while (str_line(&rest, &line)) {
		size_t blank = str_find(line, ' ');

		if (str_eq(str_slice(line, 0, blank), name) && fingerprint_read(str_trim(str_from(line, blank)), ret))
			return true;
	}
	return false;
}

/* 0 or -errno. */
static int
append(const struct known *k, struct str line)
{
	int fd = open(k->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600), error = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, line.p, line.len);
	if (n != (ssize_t)line.len)
		error = n < 0 ? -errno : -ENOSPC;
	close(fd);
	return error;
}

enum known_verdict
known_judge(struct known *k, struct str name, const struct fingerprint *key, int *ret_error)
{
	enum known_verdict verdict = KNOWN_NEW;
	struct fingerprint first;
	size_t before;

	*ret_error = 0;
	pthread_mutex_lock(&k->mutex);
	if (find(k, name, &first)) {
		verdict = fingerprint_eq(&first, key) ? KNOWN_SAME : KNOWN_OTHER;
	} else {
		before = k->text.len;
		/* A line that somebody left without its end. */
		if (k->text.len > 0 && k->text.buf[k->text.len - 1] != '\n')
			strbuf_addc(&k->text, '\n');
		strbuf_addf(&k->text, "%.*s ", STR_ARG(name));
		fingerprint_add(&k->text, key);
		strbuf_addc(&k->text, '\n');
		*ret_error = k->text.len > KNOWN_FILE_SIZE_MAX ? -EFBIG :
		    append(k, str_from(strbuf_str(&k->text), before));
	}
	pthread_mutex_unlock(&k->mutex);
	return verdict;
}
