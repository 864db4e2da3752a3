/* beneath.c - opening a path that must not leave its folder. */
#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/strbuf.h"

#ifdef __linux__
#include <sys/syscall.h>

/*
 * openat2(2) by our own names (include/uapi/linux/openat2.h): the kernel's headers
 * need not be installed, and musl brings none.
 */
#define NO_MAGIC_LINKS 0x02u
#define STAY_BENEATH 0x08u
struct how {
	uint64_t flags, mode, resolve;
};
#endif

/* What a folder on the way is opened with: to pass through one needs no right
 * to read it. */
#if defined(O_PATH)
#define PASS_FLAGS O_PATH
#elif defined(O_SEARCH)
#define PASS_FLAGS O_SEARCH
#else
#define PASS_FLAGS O_RDONLY
#endif

/* A rename elsewhere can make the kernel unsure of ".." in a link: EAGAIN. */
#define TRIES_MAX 8

/* 0, or what is wrong with path, so that all ways of opening agree on it. */
static int
judge(const char *path)
{
	struct str rest = str_of(path), segment;

	if (rest.len == 0)
		return -ENOENT;
	if (path[0] == '/')
		return -EXDEV;
	while (str_cut(&rest, '/', &segment)) {
		if (str_eq(segment, STR("..")))
			return -EXDEV;
		if (segment.len > BENEATH_NAME_SIZE_MAX)
			return -ENAMETOOLONG;
	}
	return 0;
}

static int
kernel_open(int dir, const char *path, int flags)
{
#ifdef SYS_openat2
	/* open(2) adds O_LARGEFILE by itself; with O_PATH it is refused. */
	int large = flags & O_PATH ? 0 : O_LARGEFILE;
	struct how how = {
		.flags = (unsigned)(flags | large | O_CLOEXEC),
		.resolve = STAY_BENEATH | NO_MAGIC_LINKS,
	};

	return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
#elif defined(O_RESOLVE_BENEATH)
	return openat(dir, path, flags | O_CLOEXEC | O_RESOLVE_BENEATH);
#else
	(void)dir, (void)path, (void)flags;
	errno = ENOSYS;
	return -1;
#endif
}

int
beneath_open_kernel(int dir, const char *path, int flags)
{
	int fd, r = judge(path);

	if (r != 0)
		return r;
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		fd = kernel_open(dir, path, flags);
		if (fd >= 0)
			return fd;
		if (errno != EINTR && errno != EAGAIN)
			break;
	}
#ifdef ENOTCAPABLE
	if (errno == ENOTCAPABLE)	/* FreeBSD's word for it */
		return -EXDEV;
#endif
	return -errno;
}

/* fd, or -ELOOP if it is a link: O_PATH opens those themselves. */
static int
no_link(int fd, int flags)
{
#ifdef O_PATH
	struct stat st;

	if (fd >= 0 && flags & O_PATH && fstat(fd, &st) == 0 && S_ISLNK(st.st_mode)) {
		close(fd);
		return -ELOOP;
	}
#else
	(void)flags;
#endif
	return fd;
}

int
beneath_open_walk(int dir, const char *path, int flags)
{
	struct str rest = str_of(path), segment, next;
	char name[BENEATH_NAME_SIZE_MAX + 1];
	int at = dir, r = judge(path);

	if (r != 0)
		return r;
	/* Each step opens what the last one found, so that nobody can put a link
	 * into a part of the path that was judged before. */
	for (bool more = str_cut(&rest, '/', &segment); more; segment = next) {
		int step = PASS_FLAGS | O_DIRECTORY;

		more = str_cut(&rest, '/', &next);
		if (!more)
			step = flags;
		/* "a/" and "a//b" ask for the folder itself, as "a/." does. */
		if (segment.len == 0 || str_eq(segment, STR("."))) {
			segment = STR(".");
			step |= O_DIRECTORY;
		}
		memcpy(name, segment.p, segment.len);
		name[segment.len] = '\0';
		r = fs_openat(at, name, step | O_NOFOLLOW, 0);
		if (at != dir)
			close(at);
		if (r < 0)
			return r;
		at = r;
	}
	return no_link(at, flags);
}

/* What O_NOFOLLOW says to a link: POSIX, Linux with O_DIRECTORY, FreeBSD, NetBSD. */
static bool
may_be_link(int error)
{
#ifdef EFTYPE
	if (error == -EFTYPE)
		return true;
#endif
	return error == -ELOOP || error == -ENOTDIR || error == -EMLINK;
}

/*
 * Where path leads through its links, into out: a path without any.  By the time it is
 * opened another may have been put there; so it is walked then, and what is read here
 * gives nobody a right.
 */
static int
follow(int dir, const char *path, struct strbuf *out)
{
	struct strbuf todo = STRBUF_INIT;
	struct str rest, segment;
	char target[BENEATH_PATH_MAX + 1];
	unsigned nlinks = 0;
	bool folder = false;
	int r = 0;

	strbuf_adds(&todo, path);
	for (rest = strbuf_str(&todo); r == 0 && str_cut(&rest, '/', &segment); ) {
		struct strbuf next = STRBUF_INIT;
		size_t before = out->len, up;
		ssize_t n;

		folder = true;
		if (segment.len == 0 || str_eq(segment, STR(".")))
			continue;
		if (str_eq(segment, STR(".."))) {
			up = str_rfind(strbuf_str(out), '/');
			r = before > 0 ? 0 : -EXDEV;
			strbuf_truncate(out, up < before ? up : 0);
			continue;
		}
		if (before > 0)
			strbuf_addc(out, '/');
		strbuf_addstr(out, segment);
		folder = false;
		n = readlinkat(dir, out->buf, target, sizeof target);
		if (n < 0) {
			r = errno == EINVAL ? 0 : -errno;
			continue;
		}
		strbuf_truncate(out, before);
		if (++nlinks > BENEATH_LINKS_MAX)
			r = -ELOOP;
		else if (n > 0 && target[0] == '/')
			r = -EXDEV;
		else if ((size_t)n + rest.len > BENEATH_PATH_MAX)
			r = -ENAMETOOLONG;
		strbuf_add(&next, target, (size_t)n);
		if (rest.p != NULL) {
			strbuf_addc(&next, '/');
			strbuf_addstr(&next, rest);
		}
		strbuf_done(&todo);
		todo = next;
		rest = strbuf_str(&todo);
	}
	if (out->len == 0)
		strbuf_addc(out, '.');
	if (folder)
		strbuf_addc(out, '/');
	strbuf_done(&todo);
	return r;
}

int
beneath_open_links(int dir, const char *path, int flags)
{
	struct strbuf way = STRBUF_INIT;
	int r = beneath_open_walk(dir, path, flags);

	if (!may_be_link(r))
		return r;
	r = follow(dir, path, &way);
	if (r == 0)
		r = beneath_open_walk(dir, way.buf, flags);
	strbuf_done(&way);
	return r;
}

int
beneath_open(int dir, const char *path, int flags)
{
	static atomic_bool kernel_cannot;
	int r;

	if (atomic_load(&kernel_cannot))
		return beneath_open_links(dir, path, flags);
	r = beneath_open_kernel(dir, path, flags);
	if (r == -ENOSYS)
		atomic_store(&kernel_cannot, true);
	/* Some containers refuse calls they do not know with EPERM; if the file
	 * itself is meant, walking says so again. */
	if (r == -ENOSYS || r == -EPERM)
		return beneath_open_links(dir, path, flags);
	return r;
}
