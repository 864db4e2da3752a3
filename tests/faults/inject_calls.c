/* inject_calls.c - faults of the system, made to order: reading, writing, opening. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inject.h"

/* glibc alone has second names for long files, and its headers declare accept4 with a union. */
#ifdef __GLIBC__
#define SOCKADDR __SOCKADDR_ARG
#else
#define SOCKADDR struct sockaddr *restrict
#endif

/* Only those who say that they mean it get EINTR and parts: libevent's one byte from a
 * signal's handler is lost by it, and SQLite takes it for a disk's fault when it syncs. */
static bool
is_meant(enum inject_caller caller, unsigned slot)
{
	return caller == INJECT_OWN || (caller == INJECT_SQLITE && slot != INJECT_SYNC);
}

/* What comes in parts at all: files, pipes, streams; no datagrams, no inotify. */
static bool
has_parts(int fd)
{
	struct stat st;
	int kind = 0;
	socklen_t size = sizeof kind;

	if (fstat(fd, &st) != 0)
		return false;
	if (!S_ISSOCK(st.st_mode))
		return S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode);
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM;
}

/* Whether the call fails, with errno; or cuts *size. */
static bool
disturb(unsigned slot, enum inject_caller caller, int fd, size_t *size)
{
	int64_t kind;

	if (inject_page == NULL || !is_meant(caller, slot))
		return false;
	kind = inject_fault(slot);
	if (kind == INJECT_KILL)
		(void)kill(getpid(), SIGKILL);
	while (kind == INJECT_HOLD && __atomic_load_n(&inject_page->slots[slot].every, __ATOMIC_RELAXED) != 0)
		(void)usleep(1000);
	if (kind > 0) {
		errno = (int)kind;
		return true;
	}
	if (kind == INJECT_SHORT && size != NULL && *size > INJECT_SHORT_SIZE && has_parts(fd))
		*size = INJECT_SHORT_SIZE;
	return false;
}

static bool
has_no_room(int fd)
{
	if (inject_page == NULL || !inject_in_folder_fd(fd))
		return false;
	errno = (int)inject_page->folder_error;
	return true;
}

static bool
takes_no_names(int dir, const char *path)
{
	if (inject_page == NULL || !inject_in_folder(dir, path))
		return false;
	errno = (int)inject_page->folder_error;
	return true;
}

static bool
refuses_name(enum inject_caller caller, int dir, const char *path)
{
	return takes_no_names(dir, path) || disturb(INJECT_NAME, caller, -1, NULL);
}

/* --- bytes ---------------------------------------------------------------------- */

ssize_t
read(int fd, void *buf, size_t size)
{
	INJECT_REAL(read);
	return disturb(INJECT_READ, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size);
}

#ifdef __GLIBC__
ssize_t
pread64(int fd, void *buf, size_t size, off_t at)
{
	INJECT_REAL(pread64);
	return disturb(INJECT_READ, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, at);
}
#endif

ssize_t
pread(int fd, void *buf, size_t size, off_t at)
{
	INJECT_REAL(pread);
	return disturb(INJECT_READ, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, at);
}

ssize_t
recv(int fd, void *buf, size_t size, int flags)
{
	INJECT_REAL(recv);
	return disturb(INJECT_RECV, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, flags);
}

ssize_t
write(int fd, const void *buf, size_t size)
{
	INJECT_REAL(write);
	return has_no_room(fd) || disturb(INJECT_WRITE, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size);
}

#ifdef __GLIBC__
ssize_t
pwrite64(int fd, const void *buf, size_t size, off_t at)
{
	INJECT_REAL(pwrite64);
	return has_no_room(fd) || disturb(INJECT_WRITE, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, at);
}
#endif

ssize_t
pwrite(int fd, const void *buf, size_t size, off_t at)
{
	INJECT_REAL(pwrite);
	return has_no_room(fd) || disturb(INJECT_WRITE, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, at);
}

ssize_t
send(int fd, const void *buf, size_t size, int flags)
{
	INJECT_REAL(send);
	return disturb(INJECT_SEND, INJECT_CALLER(), fd, &size) ? -1 : real(fd, buf, size, flags);
}

int
fsync(int fd)
{
	INJECT_REAL(fsync);
	return has_no_room(fd) || disturb(INJECT_SYNC, INJECT_CALLER(), fd, NULL) ? -1 : real(fd);
}

/* --- opening -------------------------------------------------------------------- */

#define MODE_OF(flags, mode) \
	do { \
		va_list args; \
		va_start(args, flags); \
		mode = (flags) & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0; \
		va_end(args); \
	} while (0)

static bool
refuses(enum inject_caller caller, int dir, const char *path, int flags)
{
	return (flags & O_CREAT && takes_no_names(dir, path)) || disturb(INJECT_OPEN, caller, -1, NULL);
}

int
openat(int dir, const char *path, int flags, ...)
{
	INJECT_REAL(openat);
	mode_t mode;

	MODE_OF(flags, mode);
	return refuses(INJECT_CALLER(), dir, path, flags) ? -1 : real(dir, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	INJECT_REAL(open);
	mode_t mode;

	MODE_OF(flags, mode);
	return refuses(INJECT_CALLER(), AT_FDCWD, path, flags) ? -1 : real(path, flags, mode);
}

#ifdef __GLIBC__
int
open64(const char *path, int flags, ...)
{
	INJECT_REAL(open64);
	mode_t mode;

	MODE_OF(flags, mode);
	return refuses(INJECT_CALLER(), AT_FDCWD, path, flags) ? -1 : real(path, flags, mode);
}
#endif

/* openat2(2) has no function of its own. */
long
syscall(long number, ...)
{
	INJECT_REAL(syscall);
	va_list args;
	long a[6];

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (number == SYS_openat2 && disturb(INJECT_OPEN, INJECT_CALLER(), -1, NULL))
		return -1;
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	INJECT_REAL(mkdirat);
	return refuses_name(INJECT_CALLER(), dir, path) ? -1 : real(dir, path, mode);
}

int
renameat(int from_dir, const char *from, int dir, const char *path)
{
	INJECT_REAL(renameat);
	return refuses_name(INJECT_CALLER(), dir, path) ? -1 : real(from_dir, from, dir, path);
}

int
linkat(int from_dir, const char *from, int dir, const char *path, int flags)
{
	INJECT_REAL(linkat);
	return refuses_name(INJECT_CALLER(), dir, path) ? -1 : real(from_dir, from, dir, path, flags);
}

int
unlink(const char *path)
{
	INJECT_REAL(unlink);
	return disturb(INJECT_NAME, INJECT_CALLER(), -1, NULL) ? -1 : real(path);
}

int
unlinkat(int dir, const char *path, int flags)
{
	INJECT_REAL(unlinkat);
	return disturb(INJECT_NAME, INJECT_CALLER(), -1, NULL) ? -1 : real(dir, path, flags);
}

/* --- waiting -------------------------------------------------------------------- */

int
accept4(int fd, SOCKADDR address, socklen_t *size, int flags)
{
	INJECT_REAL(accept4);
	return disturb(INJECT_ACCEPT, INJECT_CALLER(), fd, NULL) ? -1 : real(fd, address, size, flags);
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	INJECT_REAL(poll);
	return disturb(INJECT_POLL, INJECT_CALLER(), -1, NULL) ? -1 : real(fds, n, ms);
}
