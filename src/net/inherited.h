/*
 * inherited.h - sockets that a service manager opened before it started us
 * (sd_listen_fds(3): $LISTEN_PID, $LISTEN_FDS, $LISTEN_FDNAMES).
 *
 * One that bears a protocol's name ("gemini", "gopher", ...) is that protocol's;
 * any other is found by its address and port.  All on the main thread.
 */
#ifndef NET_INHERITED_H
#define NET_INHERITED_H

#include "net/listener.h"

#define INHERITED_MAX 64	/* sockets; more are not looked at */
#define INHERITED_NAME_MAX 255	/* [bytes] of a name (systemd.socket(5), FileDescriptorName=) */

/* Takes them, before anything else is opened.  What is none that listens is
 * complained of. */
void inherited_begin(void);
/* The address of the socket number i that bears the name, as in the configuration:
 * "[::]:1965", "unix:/run/x".  NULL: there are not so many. */
const char *inherited_named(const char *name, size_t i);
/* Whether address (of listener_open) came from the service manager, who made it
 * and will remove it. */
bool inherited_has(const char *address, unsigned port);
/* The sockets for an address of listener_open, each given once; how many. */
int inherited_take(const char *address, unsigned port, struct listener ret[static LISTENER_SOCKETS_MAX]);
/* Complains of those that nobody took, and closes them. */
void inherited_end(void);

#endif
