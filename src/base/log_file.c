/* log_file.c - a file that lines are added to. */
#include "base/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"

struct log_file {
	char *path;
	int fd;				/* its number never changes; < 0 when there is not even a place for one */
	pthread_mutex_t mutex;		/* one line at a time: a short write must not meet another's line */
	bool torn;			/* by the mutex: the last line is there in part */
	bool lost;			/* by the mutex: there is no file to be added to */
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
	/* Without waiting: a FIFO that nobody reads would stop the server. */
	return fs_openat(AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, LOG_FILE_MODE);
}

struct log_file *
log_file_new(const char *path)
{
	struct log_file *file = mem_alloc(sizeof *file);

	file->path = mem_strdup(path);
	pthread_mutex_init(&file->mutex, NULL);
	file->fd = open_path(path);
	if (file->fd < 0) {
		log_error("log_file: %s: %s; requests are not logged until it can be opened (that is tried each second)",
		    path, strerror(-file->fd));
		file->lost = true;
		/* Holds the number that the file will have. */
		file->fd = fs_openat(AT_FDCWD, "/dev/null", O_WRONLY, 0);
	}
	return file;
}

/* The path's file takes the place of the one that is open.  0 or -errno. */
static int
take_path(struct log_file *file)
{
	int fd = open_path(file->path), r = fd < 0 ? fd : file->fd < 0 ? -EMFILE : 0;

	pthread_mutex_lock(&file->mutex);
	if (r == 0 && dup3(fd, file->fd, O_CLOEXEC) < 0)
		r = -errno;
	if (r == 0)
		file->torn = file->lost = false;
	pthread_mutex_unlock(&file->mutex);
	if (fd >= 0)
		close(fd);
	return r;
}

void
log_file_reopen(struct log_file *file)
{
	int r = take_path(file);

	if (r < 0)
		log_error("log_file: %s: %s; the file that was open stays in use", file->path, strerror(-r));
	else
		atomic_store(&file->complained_s, 0);
}

/* Nobody would ever read what is added to a file that has no name any more, and
 * nobody would see what fills the disk. */
static void
lose(struct log_file *file, int error)
{
	pthread_mutex_lock(&file->mutex);
	file->lost = true;
	pthread_mutex_unlock(&file->mutex);
	log_error("log_file: %s was deleted and cannot be made anew: %s; requests are not logged until it can (make its "
	    "folder again; in the sandbox Marmot needs a restart then)", file->path, strerror(error));
}

void
log_file_look(struct log_file *file)
{
	struct stat st;
	bool lost;
	int r;

	pthread_mutex_lock(&file->mutex);
	lost = file->lost;
	pthread_mutex_unlock(&file->mutex);
	if (!lost && (file->fd < 0 || fstat(file->fd, &st) != 0 || st.st_nlink > 0))
		return;
	r = take_path(file);
	if (r == 0 && lost)
		log_info("log_file: %s: requests are logged again", file->path);
	else if (r < 0 && !lost)
		lose(file, -r);
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

/* All of it, though a signal or a disk that is nearly full cuts it in two.  The
 * bytes that could be written; *ret_error: why not the rest. */
static size_t
write_all(int fd, struct str bytes, int *ret_error)
{
	size_t done = 0;

	while (done < bytes.len) {
		ssize_t n = write(fd, bytes.p + done, bytes.len - done);

		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			*ret_error = n == 0 ? ENOSPC : errno;
			break;
		}
	}
	return done;
}

void
log_file_add(struct log_file *file, struct str lines)
{
	int error = 0;
	size_t done = 0;

	pthread_mutex_lock(&file->mutex);
	if (file->lost)
		goto out;
	if (file->torn && write_all(file->fd, STR("\n"), &error) == 1)
		file->torn = false;
	done = error == 0 ? write_all(file->fd, lines, &error) : 0;
	if (done > 0 && done < lines.len)
		file->torn = true;
out:
	pthread_mutex_unlock(&file->mutex);
	if (error != 0)
		complain(file, error);
}

void
log_file_free(struct log_file *file)
{
	if (file == NULL)
		return;
	if (file->fd >= 0)
		close(file->fd);
	pthread_mutex_destroy(&file->mutex);
	free(file->path);
	free(file);
}
