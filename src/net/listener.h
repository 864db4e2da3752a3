/*
 * listener.h - a bound socket that accepts.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include "base/strbuf.h"
#include "net/peer.h"

#define LISTENER_SOCKETS_MAX 2	/* for one address of the owner */
/*
 * [bytes] asked for; Linux doubles it for its own book-keeping.  Ten thousand
 * clients that never read would otherwise park a gigabyte in the kernel.
 */
#define LISTENER_SEND_BUFFER (32 * 1024)

struct protocol;
struct service;

struct listener {
	int fd;
	unsigned port;			/* the real one */
	bool any;			/* bound to no address in particular */
	char address[PEER_TEXT_SIZE];	/* as bound, without brackets */
	const struct protocol *protocol;	/* for the caller, */
	const struct service *service;		/*   as these are */
	bool tls_too;
};

/*
 * Binds and listens at a numeric address; "*" is all of IPv6 and of IPv4 and
 * "localhost" ::1 and 127.0.0.1, two sockets each, one of which may be
 * missing on this machine.  port 0: the system's choice, the same for both.
 * Returns how many sockets are in ret, or -errno with a message in why that
 * names the address and option, the setting that moves it.
 */
int listener_open(const char *address, unsigned port, const char *option,
    struct listener ret[static LISTENER_SOCKETS_MAX], struct strbuf *why);
void listener_close(struct listener *listener);

/* The next connection, non-blocking, with its peer; -EAGAIN when there is
 * none now, else -errno. */
int listener_accept(const struct listener *listener, struct peer *ret);

#endif
