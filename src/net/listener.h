/*
 * listener.h - a bound socket that accepts.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <stdatomic.h>

#include "base/strbuf.h"
#include "base/unix_socket.h"
#include "net/peer.h"

#define LISTENER_SOCKETS_MAX 2	/* for one address of the owner */
/*
 * [bytes] asked for; Linux doubles it for its own book-keeping.  Ten thousand
 * clients that never read would otherwise park a gigabyte in the kernel.
 */
#define LISTENER_SEND_BUFFER (32 * 1024)

#define LISTENER_PATH_SIZE UNIX_SOCKET_PATH_SIZE

struct listener {
	int fd;
	unsigned port;			/* the real one */
	bool any;			/* bound to no address in particular */
	char address[PEER_TEXT_SIZE];	/* as bound, without brackets */
	char unix_path[LISTENER_PATH_SIZE];	/* of a Unix socket, removed at the end; "" for others */
	bool is_inherited;		/* its path is another's to remove (net/inherited.h) */
	unsigned id;			/* of one that is kept: each has another */
	atomic_uint holders;
};

#define LISTENER_UNIX "unix:"	/* what an address of a Unix socket begins with; its path follows */
#define LISTENER_UNIX_MODE 0660	/* so that only its user and group can connect, unless the owner says */

/*
 * Binds and listens at a numeric address; "*" is all of IPv6 and of IPv4 and
 * "localhost" ::1 and 127.0.0.1, two sockets each, one of which may be
 * missing on this machine.  port 0: the system's choice, the same for both.
 * Returns how many sockets are in ret, or -errno with a message in why that
 * names the address and option, the setting that moves it.  What a service
 * manager has opened for the address is taken as it is (net/inherited.h).
 *
 * "unix:PATH" is a Unix socket, made as access says (NULL: LISTENER_UNIX_MODE); one that nobody listens at any more is replaced.
 * Who comes there counts as ::1, as he is on this machine.
 */
int listener_open(const char *address, unsigned port, const struct unix_socket_access *access, const char *option,
    struct listener ret[static LISTENER_SOCKETS_MAX], struct strbuf *why);
/* Whether it is an address in one of these forms, here or elsewhere. */
bool listener_is_address(const char *address);
void listener_close(struct listener *listener);

/* All that is of the socket. */
void listener_copy(struct listener *to, const struct listener *from);
/* For one that several hold: takes what is in opened, held once.  The last one to
 * give it closes it, from any thread. */
struct listener *listener_keep(const struct listener *opened);
struct listener *listener_hold(struct listener *listener);
void listener_give(struct listener *listener);

/* The next connection, non-blocking, with its peer; -EAGAIN when there is
 * none now, else -errno. */
int listener_accept(const struct listener *listener, struct peer *ret);

#endif
