/* notify.c - telling the service manager how the server is. */
#include "base/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/unix_socket.h"

static int notify_fd = -1;
static uint64_t watchdog_ms;

/* For us, and not for a process that only inherited the variables. */
static void
read_watchdog(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	unsigned long n;

	if (pid != NULL && (!str_number(str_of(pid), INT32_MAX, &n) || n != (unsigned long)getpid()))
		return;
	if (usec != NULL && str_number(str_of(usec), UINT32_MAX, &n))
		watchdog_ms = n / 1000;
}

void
notify_begin(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	if (path == NULL)
		return;
	notify_fd = path[0] != '/' && path[0] != '@' ? -EINVAL :
	    unix_socket_connect(path, SOCK_DGRAM | SOCK_NONBLOCK);
	if (notify_fd < 0)
		log_warning("NOTIFY_SOCKET: %s: %s; the service manager is told nothing", path, strerror(-notify_fd));
	else
		read_watchdog();
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void
notify_end(void)
{
	if (notify_fd >= 0)
		close(notify_fd);
	notify_fd = -1;
	watchdog_ms = 0;
}

void
notify_say(const char *fmt, ...)
{
	char text[NOTIFY_SIZE_MAX];
	va_list ap;
	int n;

	if (notify_fd < 0)
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof text)
		n = sizeof text - 1;
	while (send(notify_fd, text, (size_t)n, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

void
notify_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	notify_say("RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\nSTATUS=Reading everything anew",
	    (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

uint64_t
notify_watchdog_ms(void)
{
	return watchdog_ms;
}
