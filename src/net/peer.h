/*
 * peer.h - who is at the other end: a network address without its port.
 */
#ifndef NET_PEER_H
#define NET_PEER_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/str.h"

#define PEER_TEXT_SIZE 64	/* [bytes] with NUL */

struct peer {
	unsigned char bytes[16];	/* IPv6; IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2) */
};

/* A network: all addresses that begin alike. */
struct peer_range {
	struct peer first;
	unsigned bits;			/* that are alike, of the 128; an IPv4 address has 96 before it */
};

/* Anything but IPv4 and IPv6 becomes "::". */
struct peer peer_of(const struct sockaddr *address);
unsigned peer_port_of(const struct sockaddr *address);
/* "192.0.2.1", "2001:db8::1"; no brackets, no zone. */
void peer_text(const struct peer *peer, char buf[static PEER_TEXT_SIZE]);
bool peer_is_loopback(const struct peer *peer);
/* What one owner has to himself: an IPv4 address, an IPv6 /64. */
struct peer peer_network(const struct peer *peer);
/* What may be told of one without naming him: 192.0.2.0, 2001:db8:1:: (the first 48 bits). */
struct peer peer_short(const struct peer *peer);

/*
 * Reads "192.0.2.7", "192.0.2.0/24", "2001:db8::1" or "2001:db8::/32" (RFC 4632,
 * 3.1; RFC 4291, 2.3).  Bits behind the prefix do not count.  False when it is
 * none of them.
 */
bool peer_range_parse(struct str text, struct peer_range *ret);
bool peer_range_holds(const struct peer_range *range, const struct peer *peer);

#endif
