/* listener_unix.c - a Unix socket that accepts. */
#include "net/listener_unix.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Left behind by a process that ended without a word: nobody listens any more. */
static bool
is_stale(const struct sockaddr_un *address)
{
	struct stat st;
	bool stale = false;
	int fd;

	if (lstat(address->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		stale = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
		close(fd);
	}
	return stale;
}

static int
bind_and_listen(int fd, const struct sockaddr_un *address)
{
	if (bind(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
	    (errno != EADDRINUSE || !is_stale(address) || unlink(address->sun_path) != 0 ||
	    bind(fd, (const struct sockaddr *)address, sizeof *address) != 0))
		return -errno;
	/* Nobody can connect before it listens. */
	if (chmod(address->sun_path, LISTENER_UNIX_MODE) != 0 || listen(fd, SOMAXCONN) != 0) {
		int error = errno;

		(void)unlink(address->sun_path);
		return -error;
	}
	return 0;
}

int
listener_open_unix(const char *path, struct listener *ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd, r;

	_Static_assert(LISTENER_PATH_SIZE <= sizeof address.sun_path, "a path does not fit");
	if (len >= LISTENER_PATH_SIZE)
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, len + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	r = bind_and_listen(fd, &address);
	if (r != 0) {
		close(fd);
		return r;
	}
	*ret = (struct listener){ .fd = fd };
	memcpy(ret->unix_path, path, len + 1);
	return 0;
}
