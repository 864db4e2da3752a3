/* log_file.c - a file that lines are added to. */
#include "base/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

struct log_file {
	char *path;
	int fd;				/* its number never changes; -1 when there is not even a place for one */
	_Atomic int64_t complained_s;	/* when; 0: never, or it was reopened since */
};

static int64_t
now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + 1;
}

static int
open_path(const char *path)
{
	int fd;

	do
		/* Without waiting: a FIFO that nobody reads would stop the server. */
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, LOG_FILE_MODE);
	while (fd < 0 && errno == EINTR);
	return fd;
}

struct log_file *
log_file_new(const char *path)
{
	struct log_file *file = mem_alloc(sizeof *file);

	file->path = mem_strdup(path);
	file->fd = open_path(path);
	if (file->fd < 0) {
		log_error("log_file: %s: %s; requests are not logged until it can be opened (SIGUSR1 tries again)",
		    path, strerror(errno));
		/* Holds the number that the file will have. */
		file->fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
	return file;
}

void
log_file_reopen(struct log_file *file)
{
	int fd = open_path(file->path);

	/* In one step, so that a thread that is just writing meets either file. */
	if (fd < 0 || file->fd < 0 || dup3(fd, file->fd, O_CLOEXEC) < 0)
		log_error("log_file: %s: %s; the file that was open stays in use", file->path, strerror(errno));
	else
		atomic_store(&file->complained_s, 0);
	if (fd >= 0)
		close(fd);
}

static void
complain(struct log_file *file, int error)
{
	int64_t now = now_s(), last = atomic_load(&file->complained_s);

	if (last != 0 && now - last < LOG_FILE_COMPLAIN_S)
		return;
	if (atomic_compare_exchange_strong(&file->complained_s, &last, now))
		log_error("log_file: %s: %s; requests that cannot be logged are served all the same", file->path,
		    strerror(error));
}

void
log_file_add(struct log_file *file, struct strbuf *line)
{
	ssize_t n;

	strbuf_addc(line, '\n');
	do
		n = write(file->fd, line->buf, line->len);
	while (n < 0 && errno == EINTR);
	/* A part means that the disk is full; its rest would stand in the next line. */
	if (n != (ssize_t)line->len)
		complain(file, n < 0 ? errno : ENOSPC);
}

void
log_file_free(struct log_file *file)
{
	if (file == NULL)
		return;
	if (file->fd >= 0)
		close(file->fd);
	free(file->path);
	free(file);
}
