/* unix_socket.c - sockets that have a path. */
#include "base/unix_socket.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

/* The length of the address, or -errno. */
static int
address_of(const char *path, struct sockaddr_un *ret)
{
	size_t len = strlen(path);

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (len == 0 || len >= sizeof ret->sun_path)
		return -ENAMETOOLONG;
	memcpy(ret->sun_path, path, len);
	if (path[0] != '@')
		return sizeof *ret;
	/* An abstract socket's name has no file, and every byte counts. */
	ret->sun_path[0] = '\0';
	return (int)(offsetof(struct sockaddr_un, sun_path) + len);
}

int
unix_socket_connect(const char *path, int type)
{
	struct sockaddr_un address;
	int size = address_of(path, &address), fd, r;

	if (size < 0)
		return size;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&address, (socklen_t)size) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

/* Left behind by a process that ended without a word: nobody listens any more. */
static bool
is_stale(const char *path)
{
	struct stat st;
	int fd;

	/* A file of another kind cannot be connected to either. */
	if (lstat(path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = unix_socket_connect(path, SOCK_STREAM | SOCK_NONBLOCK);
	if (fd >= 0)
		close(fd);
	return fd == -ECONNREFUSED;
}

bool
unix_socket_find_group(const char *name, gid_t *ret)
{
	const struct group *group;
	unsigned long number;

	if (str_number(str_of(name), INT_MAX, &number)) {
		*ret = (gid_t)number;
		return true;
	}
	group = getgrnam(name);
	if (group != NULL)
		*ret = group->gr_gid;
	return group != NULL;
}

static int
set_access(const char *path, const struct unix_socket_access *access)
{
	gid_t group;

	if (access->group != NULL) {
		if (!unix_socket_find_group(access->group, &group))
			return -ESRCH;
		if (chown(path, (uid_t)-1, group) != 0)
			return -errno;
	}
	return chmod(path, (mode_t)access->mode) == 0 ? 0 : -errno;
}

static int
make(int fd, const char *path, const struct sockaddr_un *address, const struct unix_socket_access *access,
    int backlog)
{
	const struct sockaddr *a = (const struct sockaddr *)address;
	int r;

	if (bind(fd, a, sizeof *address) != 0 && (errno != EADDRINUSE || !is_stale(path) || unlink(path) != 0 ||
	    bind(fd, a, sizeof *address) != 0))
		return -errno;
	r = set_access(path, access);
	if (r == 0 && listen(fd, backlog) != 0)
		r = -errno;
	if (r != 0)
		(void)unlink(path);
	return r;
}

int
unix_socket_listen(const char *path, const struct unix_socket_access *access, int backlog)
{
	struct sockaddr_un address;
	int fd, r = path[0] == '@' ? -EINVAL : address_of(path, &address);

	if (r < 0)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	r = make(fd, path, &address, access, backlog);
	if (r == 0)
		return fd;
	close(fd);
	return r;
}
