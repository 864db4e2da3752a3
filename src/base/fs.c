/* fs.c - files, without surprises: opening, reading, telling apart. */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/beneath.h"

/* O_NONBLOCK: opening a FIFO must not wait for a writer, nor a device for its
 * line.  O_NOCTTY: a terminal must not become ours. */
#define FILE_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
/* To ask for a stamp one needs no right to read. */
#ifdef O_PATH
#define STAT_FLAGS (O_PATH | O_CLOEXEC)
#else
#define STAT_FLAGS FILE_FLAGS
#endif

#define READ_SIZE ((size_t)64 * 1024)

bool
fs_stamp_eq(struct fs_stamp a, struct fs_stamp b)
{
	return a.size == b.size && a.mtime_ns == b.mtime_ns && a.ctime_ns == b.ctime_ns &&
	    a.inode == b.inode;
}

static int64_t
ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct fs_stamp
fs_stamp_of(const struct stat *st)
{
#ifdef __APPLE__
	struct timespec mtime = st->st_mtimespec, ctime = st->st_ctimespec;
#else
	struct timespec mtime = st->st_mtim, ctime = st->st_ctim;
#endif

	return (struct fs_stamp){
		.size = (uint64_t)st->st_size,
		.mtime_ns = ns_of(mtime),
		.ctime_ns = ns_of(ctime),
		.inode = (uint64_t)st->st_ino,
	};
}

bool
fs_stamp_is_fresh(struct fs_stamp stamp)
{
	const int64_t grain_ns = (int64_t)FS_STAMP_GRAIN_S * 1000000000;
	struct timespec now;
	int64_t age_ns;

	clock_gettime(CLOCK_REALTIME, &now);
	age_ns = ns_of(now) - stamp.ctime_ns;
	/* A change far in the future was made by another clock, which tells nothing. */
	return age_ns < grain_ns && age_ns > -grain_ns;
}

/* 0 and the stamp (unless NULL) if st is of a regular file. */
static int
judge(const struct stat *st, struct fs_stamp *ret_stamp)
{
	/* Where links are not followed, O_PATH opens the link itself. */
	if (S_ISLNK(st->st_mode))
		return -ELOOP;
	if (!S_ISREG(st->st_mode))
		return -EINVAL;
	if (ret_stamp != NULL)
		*ret_stamp = fs_stamp_of(st);
	return 0;
}

/* fd if it is a regular file, else closed and a negative errno. */
static int
regular(int fd, struct fs_stamp *ret_stamp)
{
	struct stat st;
	int r;

	/* So do sockets, and devices that are not there, answer open(2). */
	if (fd == -ENXIO || fd == -ENODEV || fd == -EOPNOTSUPP)
		return -EINVAL;
	if (fd < 0)
		return fd;
	r = fstat(fd, &st) == 0 ? judge(&st, ret_stamp) : -errno;
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

int
fs_openat(int dir, const char *path, int flags, unsigned mode)
{
	int fd;

	do
		fd = openat(dir, path, flags | O_CLOEXEC, (mode_t)mode);
	while (fd < 0 && errno == EINTR);
	return fd >= 0 ? fd : -errno;
}

int
fs_sync(int fd)
{
	int r;

	do
		r = fsync(fd);
	while (r != 0 && errno == EINTR);
	return r == 0 ? 0 : -errno;
}

int
fs_sync_dir(int dir)
{
	int r = fs_sync(dir);

	return r == -EINVAL ? 0 : r;
}

int
fs_open_dir(const char *path)
{
	return fs_openat(AT_FDCWD, path, DIR_FLAGS, 0);
}

int
fs_open_dir_at(int dir, const char *path)
{
	return beneath_open(dir, path, DIR_FLAGS);
}

int
fs_open_file(int dir, const char *path, struct fs_stamp *ret_stamp)
{
	return regular(beneath_open(dir, path, FILE_FLAGS), ret_stamp);
}

int
fs_stat_file(int dir, const char *path, struct fs_stamp *ret_stamp)
{
	struct stat st;
	int fd;

	/* A single name that is no link cannot lead anywhere: a third of the
	 * price, for the many files of a folder that is read again. */
	if (strchr(path, '/') == NULL && strcmp(path, "..") != 0) {
		if (fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
			return -errno;
		if (!S_ISLNK(st.st_mode))
			return judge(&st, ret_stamp);
	}
	fd = regular(beneath_open(dir, path, STAT_FLAGS), ret_stamp);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int
fs_stat_path(const char *path, struct fs_stamp *ret_stamp)
{
	struct stat st;

	return stat(path, &st) == 0 ? judge(&st, ret_stamp) : -errno;
}

int
fs_read_fd(int fd, size_t max, struct strbuf *out)
{
	size_t start = out->len, left = max, size = 0;
	struct stat st;
	int r = 0;

	/* With the size known a file is read in one go and one allocation. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if ((uintmax_t)st.st_size > max)
			return -EFBIG;
		size = (size_t)st.st_size;
		strbuf_grow(out, size + 1);
	}
	for (;;) {
		size_t want;
		ssize_t n;

		if (out->cap - out->len < 2)
			strbuf_grow(out, READ_SIZE);
		want = out->cap - out->len - 1;
		/* One byte more than allowed tells a file that is too long from
		 * one that just fits. */
		if (want > left)
			want = left + 1;
		n = read(fd, out->buf + out->len, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			break;
		if (n < 0 || (size_t)n > left) {
			r = n < 0 ? -errno : -EFBIG;
			break;
		}
		left -= (size_t)n;
		strbuf_advance(out, (size_t)n);
		/* All there was, and not a byte of what there was room for beyond it. */
		if (out->len - start == size && (size_t)n < want)
			break;
	}
	if (r != 0)
		out->len = start;
	/* read(2) may have written over the NUL. */
	strbuf_truncate(out, out->len);
	return r;
}

/* Takes fd, which may be a negative errno. */
static int
read_and_close(int fd, size_t max, struct strbuf *out)
{
	int r;

	if (fd < 0)
		return fd;
	r = fs_read_fd(fd, max, out);
	close(fd);
	return r;
}

int
fs_read_file(int dir, const char *path, size_t max, struct strbuf *out, struct fs_stamp *ret_stamp)
{
	struct fs_stamp stamp;
	/* The stamp is from before the reading: if somebody writes meanwhile, the
	 * next look at the file finds it changed. */
	int r = read_and_close(fs_open_file(dir, path, &stamp), max, out);

	if (r == 0 && ret_stamp != NULL)
		*ret_stamp = stamp;
	return r;
}

int
fs_read_path(const char *path, size_t max, struct strbuf *out)
{
	return read_and_close(regular(fs_openat(AT_FDCWD, path, FILE_FLAGS, 0), NULL), max, out);
}

const char *
fs_why(int error)
{
	return error == -EINVAL ? "it is a folder or a device, and no plain file" : strerror(-error);
}
