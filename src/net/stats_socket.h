/*
 * stats_socket.h - a Unix socket that says what was counted.
 *
 * Whoever connects is sent both forms, people's first, with STATS_SEPARATOR
 * between, and the end; nothing is read.  Who may connect, access says.  On the main loop's thread.
 */
#ifndef NET_STATS_SOCKET_H
#define NET_STATS_SOCKET_H

#include "base/strbuf.h"
#include "base/unix_socket.h"

#define STATS_SOCKET "stats.sock"	/* in the state folder */
#define STATS_SOCKET_MODE 0600	/* the server's own user alone, unless the owner says */
#define STATS_SEPARATOR '\f'

struct loop;
struct stats_socket;

/* Appends both forms. */
typedef void stats_writer(void *arg, struct strbuf *out);

/* NULL after saying why in the log: the server does without. */
struct stats_socket *stats_socket_new(struct loop *loop, const char *path, const struct unix_socket_access *access,
    stats_writer *write, void *arg);
void stats_socket_free(struct stats_socket *s);
/* What the server at path says; 0 or -errno. */
int stats_socket_read(const char *path, struct strbuf *out);

#endif
