/*
 * proxy_header.h - what a proxy says, in front of everything else, about the
 * connection that it passes on: the PROXY protocol, versions 1 and 2
 * (HAProxy's proxy-protocol.txt).
 */
#ifndef NET_PROXY_HEADER_H
#define NET_PROXY_HEADER_H

#include "net/peer.h"

/* [bytes] of version 1 with its CRLF (2.1), and of version 2 as far as we read
 * it: addresses and some hundred bytes of what else a proxy may add (2.2). */
#define PROXY_HEADER_V1_MAX ((size_t)107)
#define PROXY_HEADER_MAX ((size_t)2048)

enum proxy_verdict {
	PROXY_WHOLE,
	PROXY_MORE,		/* it is not all here */
	PROXY_BAD,		/* it is none */
};

struct proxy_header {
	size_t len;		/* [bytes] of it; what follows is the client's */
	bool told;		/* false: the proxy speaks for itself, as to ask after our health, or does not know */
	struct peer client;
	struct peer local;	/* the address and port that the client connected to */
	unsigned local_port;
};

/* *ret is filled when PROXY_WHOLE.  While PROXY_MORE, all of in belongs to the header. */
enum proxy_verdict proxy_header_parse(struct str in, struct proxy_header *ret);

#endif
