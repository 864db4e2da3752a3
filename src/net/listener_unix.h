/*
 * listener_unix.h - a Unix socket that accepts, for listener.c only.
 */
#ifndef NET_LISTENER_UNIX_H
#define NET_LISTENER_UNIX_H

#include "net/listener.h"

/* 0 or -errno; -EADDRINUSE when somebody listens there, or it is another kind of file. */
int listener_open_unix(const char *path, struct listener *ret);

#endif
