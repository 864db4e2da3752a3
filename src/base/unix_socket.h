/*
 * unix_socket.h - sockets that have a path (unix(7)): reached, or made.
 */
#ifndef BASE_UNIX_SOCKET_H
#define BASE_UNIX_SOCKET_H

#include <stdbool.h>
#include <sys/types.h>

/* [bytes] of a path with its NUL: what all systems have room for (macOS) */
#define UNIX_SOCKET_PATH_SIZE 104

/* Who may connect: whoever may write to it. */
struct unix_socket_access {
	unsigned mode;		/* permissions: 0660 */
	const char *group;	/* its name or number; NULL: the process's own */
};

/*
 * A socket that is connected to path, or -errno.  type: SOCK_STREAM or
 * SOCK_DGRAM, with SOCK_NONBLOCK if wanted; closed on exec.  "@NAME" is an
 * abstract one, without a file.
 */
int unix_socket_connect(const char *path, int type);
/*
 * One that listens at path, non-blocking, or -errno: -EADDRINUSE when somebody
 * does already, or another kind of file is there; -ESRCH when there is no such
 * group, -EPERM when it cannot be given to that one.  What a process left behind
 * that listens no more is replaced.  Nobody can connect before all is set.
 */
int unix_socket_listen(const char *path, const struct unix_socket_access *access, int backlog);

/* Whether this system has the group, by its name or number, and which it is. */
bool unix_socket_find_group(const char *name, gid_t *ret);

#endif
