/*
 * inetd.c - the leanest super-server: a process for each connection, with the
 * connection as its standard input and output.
 *
 * usage: inetd COMMAND [ARGUMENT ...]
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"

static void
serve(int fd, char **command)
{
	pid_t child = vfork();

	if (child == 0) {
		if (dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
			_exit(2);
		execv(command[0], command);
		_exit(2);
	}
	close(fd);
	if (child < 0)
		bare_die("vfork");
}

int
main(int argc, char **argv)
{
	int listener = bare_listen();
	struct pollfd fds = { .fd = listener, .events = POLLIN };

	if (argc < 2) {
		errno = EINVAL;
		bare_die("no command");
	}
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			serve(fd, argv + 1);
		else if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
			bare_die("accept4");
		/* Waited for, so that what they used is counted as ours. */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		(void)poll(&fds, 1, 10);
	}
}
