/*
 * listener.h - a bound socket that accepts.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <stdatomic.h>

#include "base/strbuf.h"
#include "net/peer.h"

#define LISTENER_SOCKETS_MAX 2	/* for one address of the owner */
/*
 * [bytes] asked for; Linux doubles it for its own book-keeping.  Ten thousand
 * clients that never read would otherwise park a gigabyte in the kernel.
 */
#define LISTENER_SEND_BUFFER (32 * 1024)

/* [bytes] of a Unix socket's path with its NUL: what all systems have room for (macOS) */
#define LISTENER_PATH_SIZE 104

struct listener {
	int fd;
	unsigned port;			/* the real one */
	bool any;			/* bound to no address in particular */
	char address[PEER_TEXT_SIZE];	/* as bound, without brackets */
	char unix_path[LISTENER_PATH_SIZE];	/* of a Unix socket, removed at the end; "" for others */
	unsigned id;			/* of one that is kept: each has another */
	atomic_uint holders;
};

#define LISTENER_UNIX "unix:"	/* what an address of a Unix socket begins with; its path follows */
#define LISTENER_UNIX_MODE 0660	/* so that only its user and group can connect */

/*
 * Binds and listens at a numeric address; "*" is all of IPv6 and of IPv4 and
 * "localhost" ::1 and 127.0.0.1, two sockets each, one of which may be
 * missing on this machine.  port 0: the system's choice, the same for both.
 * Returns how many sockets are in ret, or -errno with a message in why that
 * names the address and option, the setting that moves it.
 *
 * "unix:PATH" is a Unix socket; one that nobody listens at any more is replaced.
 * Who comes there counts as ::1, as he is on this machine.
 */
int listener_open(const char *address, unsigned port, const char *option,
    struct listener ret[static LISTENER_SOCKETS_MAX], struct strbuf *why);
/* Whether it is an address in one of these forms, here or elsewhere. */
bool listener_is_address(const char *address);
void listener_close(struct listener *listener);

/* For one that several hold: takes what is in opened, held once.  The last one to
 * give it closes it, from any thread. */
struct listener *listener_keep(const struct listener *opened);
struct listener *listener_hold(struct listener *listener);
void listener_give(struct listener *listener);

/* The next connection, non-blocking, with its peer; -EAGAIN when there is
 * none now, else -errno. */
int listener_accept(const struct listener *listener, struct peer *ret);

#endif
