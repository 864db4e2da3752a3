/* fs_write.c - files, without surprises: writing and making folders. */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define TEMPORARY_TRIES_MAX 100
#define COPY_CHUNK ((size_t)64 * 1024)	/* [bytes] */

/* The folder of path, and its last segment in *ret_name (within path). */
static int
open_parent(const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	char *parent;
	int fd;

	*ret_name = slash != NULL ? slash + 1 : path;
	if (slash == NULL)
		return fs_open_dir(".");
	parent = mem_strdup(path);
	parent[slash == path ? 1 : slash - path] = '\0';
	fd = fs_open_dir(parent);
	free(parent);
	return fd;
}

/* Removes what a process that was killed has left: nobody holds its lock.  Whoever
 * holds the lock of a file that still has a name may take the name away. */
static void
remove_stale(int dir, const char *name)
{
	int fd = fs_openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
	    st.st_nlink > 0)
		unlinkat(dir, name, 0);
	close(fd);
}

/* False when another took it for stale before it was locked. */
static bool
lock_new(int fd)
{
	struct stat st;

	/* Not every file system has locks; there nothing is ever taken for stale. */
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

/* A new file with a hidden name of its own in dir, so that nobody who reads the
 * folder takes it for an article.  The names are few, so that what was left behind
 * is found by the next one, and locked. */
static int
open_temporary(int dir, unsigned mode, char name[static 64])
{
	for (unsigned number = 0; number < TEMPORARY_TRIES_MAX; number++) {
		int fd = -EEXIST;

		snprintf(name, 64, ".marmot-%u.tmp", number);
		for (int tries = 0; fd == -EEXIST && tries < 2; tries++) {
			if (tries > 0)
				remove_stale(dir, name);
			fd = fs_openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
		}
		if (fd < 0 && fd != -EEXIST)
			return fd;
		if (fd >= 0 && lock_new(fd))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -EEXIST;
}

static int
write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.p, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes = str_from(bytes, (size_t)n);
	}
	return 0;
}

int
fs_put_at(int fd, size_t at, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = pwrite(fd, bytes.p, bytes.len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += (size_t)n;
		bytes = str_from(bytes, (size_t)n);
	}
	return 0;
}

/* What a new file is filled with. */
struct filling {
	struct str bytes;
	int from;		/* else the rest of this file; -1: bytes */
	fs_fill *fill;		/* else what this puts into it; NULL: it does not */
	void *arg;
	bool sync;		/* on the disk before it takes the old one's place */
	bool exact;		/* with just that mode: the umask is for the owner's own hands */
};

static int
copy_all(int fd, int from)
{
	char chunk[COPY_CHUNK];

	for (;;) {
		ssize_t n = read(from, chunk, sizeof chunk);
		int r;

		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		r = write_all(fd, (struct str){ chunk, (size_t)n });
		if (r < 0)
			return r;
	}
}

static int
fill(int fd, const struct filling *f)
{
	struct stat st;
	int r;

	if (f->fill != NULL)
		r = f->fill(f->arg, fd);
	else
		r = f->from >= 0 ? copy_all(fd, f->from) : write_all(fd, f->bytes);
	if (r == 0 && f->from >= 0 && fstat(f->from, &st) == 0)
		(void)futimens(fd, (const struct timespec[2]){ st.st_mtim, st.st_mtim });
	if (r == 0 && f->sync)
		r = fs_sync(fd);
	/* Network file systems tell of a full disk only here. */
	if (close(fd) != 0 && r == 0 && errno != EINTR)
		r = -errno;
	return r;
}

static int
replace_at(int dir, const char *name, unsigned mode, const struct filling *f)
{
	char temporary[64];
	int fd = open_temporary(dir, mode, temporary), lock, r;

	if (fd < 0)
		return fd;
	/* Until it has its own name: the lock goes with the last of its descriptors. */
	lock = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (f->exact)
		(void)fchmod(fd, (mode_t)mode);
	r = fill(fd, f);
	if (r == 0 && renameat(dir, temporary, dir, name) != 0)
		r = -errno;
	if (r != 0)
		unlinkat(dir, temporary, 0);
	else if (f->sync)
		r = fs_sync_dir(dir);
	if (lock >= 0)
		close(lock);
	return r;
}

static int
replace(const char *path, unsigned mode, const struct filling *f)
{
	const char *name;
	int dir, r;

	dir = open_parent(path, &name);
	if (dir < 0)
		return dir;
	if (*name == '\0')
		r = *path == '\0' ? -ENOENT : -EISDIR;
	else
		r = replace_at(dir, name, mode, f);
	close(dir);
	return r;
}

int
fs_write_at(int dir, const char *name, struct str bytes, unsigned mode)
{
	return replace_at(dir, name, mode, &(struct filling){ .bytes = bytes, .from = -1, .sync = true,
	    .exact = true });
}

int
fs_keep_at(int dir, const char *name, int to, const char *to_name)
{
	int from, r;

	if (linkat(dir, name, to, to_name, 0) == 0)
		return fs_sync_dir(to);
	if (errno == EEXIST)
		return -EEXIST;
	from = fs_open_file(dir, name, NULL);
	if (from < 0)
		return from;
	r = replace_at(to, to_name, 0600, &(struct filling){ .from = from, .sync = true });
	close(from);
	return r;
}

int
fs_keep_path(const char *path, const char *to_name)
{
	const char *name;
	int dir = open_parent(path, &name), r;

	if (dir < 0)
		return dir;
	r = fs_keep_at(dir, name, dir, to_name);
	close(dir);
	return r;
}

int
fs_move_path(const char *path, const char *to_name)
{
	const char *name;
	int dir = open_parent(path, &name), r;

	if (dir < 0)
		return dir;
	r = renameat(dir, name, dir, to_name) == 0 ? fs_sync_dir(dir) : -errno;
	close(dir);
	return r;
}

int
fs_remove_at(int dir, const char *name)
{
	return unlinkat(dir, name, 0) == 0 ? fs_sync_dir(dir) : -errno;
}

int
fs_write_path(const char *path, struct str bytes, unsigned mode)
{
	return replace(path, mode, &(struct filling){ .bytes = bytes, .from = -1, .sync = true });
}

int
fs_fill_path(const char *path, fs_fill *fill_it, void *arg, unsigned mode)
{
	return replace(path, mode, &(struct filling){ .fill = fill_it, .arg = arg, .from = -1, .sync = true });
}

int
fs_put_path(const char *path, struct str bytes, unsigned mode)
{
	return replace(path, mode, &(struct filling){ .bytes = bytes, .from = -1 });
}

int
fs_copy_path(const char *path, int from, unsigned mode)
{
	return replace(path, mode, &(struct filling){ .from = from });
}

int
fs_create_path(const char *path, struct str bytes, unsigned mode)
{
	const char *name;
	int dir, fd, r;

	dir = open_parent(path, &name);
	if (dir < 0)
		return dir;
	fd = fs_openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
	if (fd < 0) {
		r = fd;
		goto out;
	}
	r = write_all(fd, bytes);
	if (close(fd) != 0 && r == 0 && errno != EINTR)
		r = -errno;
	if (r != 0)
		unlinkat(dir, name, 0);
out:
	close(dir);
	return r;
}

/* A folder that is there, if only by a link, is as good as a new one. */
static int
make_dir(const char *path, unsigned mode)
{
	struct stat st;
	int r;

	if (mkdir(path, (mode_t)mode) == 0)
		return 0;
	/* Of a folder that exists some systems say EROFS or EACCES. */
	r = -errno;
	if (stat(path, &st) != 0)
		return r;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int
fs_make_dirs(const char *path, unsigned mode)
{
	char *part = mem_strdup(path);
	int r = *path == '\0' ? -ENOENT : 0;

	for (char *at = part; r == 0 && *at != '\0'; ) {
		char *end = at + strspn(at, "/");
		char kept;

		end += strcspn(end, "/");
		kept = *end;
		*end = '\0';
		r = make_dir(part, mode);
		*end = kept;
		at = end;
	}
	free(part);
	return r;
}
