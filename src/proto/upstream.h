/*
 * upstream.h - paths that other programs answer: a Gemini server behind this
 * one, or a program that speaks SCGI or FastCGI.
 *
 * The owner names them; none is there by itself.  What a program is told is
 * what other Gemini servers tell theirs, so that programs can be shared:
 * the names of RFC 3875 and the TLS_CLIENT_… of clients' certificates.  Its
 * answer is Gemini's, header and body, over Gopher too (relay.h).
 */
#ifndef PROTO_UPSTREAM_H
#define PROTO_UPSTREAM_H

#include <stdatomic.h>

#include "proto/protocol.h"

#define UPSTREAMS_MAX 64		/* of one capsule */
#define UPSTREAM_ADDRESS_MAX 108	/* [bytes] of an address or a Unix socket's path, with NUL */
#define UPSTREAM_ADDRESSES_MAX 4	/* of a host; others are not tried */
#define UPSTREAM_AT_ONCE_DEFAULT 16	/* connections to one at a time; more: 41 */
#define UPSTREAM_AT_ONCE_MAX 1000
#define UPSTREAM_SILENCE_DEFAULT_S 30	/* without a byte from it */
#define UPSTREAM_TOTAL_DEFAULT_S 300	/* for a whole answer */
#define UPSTREAM_SECONDS_MAX 86400
#define UPSTREAM_SIZE_DEFAULT ((size_t)64 * 1024 * 1024)	/* [bytes] of a body */
#define UPSTREAM_SIZE_LARGEST ((size_t)16 * 1024 * 1024 * 1024)
#define UPSTREAM_COMPLAINTS_MAX 8	/* about one that the log gets in a while (net/errand.h says how long) */

enum upstream_kind {
	UPSTREAM_PROXY,		/* a Gemini server */
	UPSTREAM_SCGI,
	UPSTREAM_FASTCGI,
};

enum upstream_trust {
	UPSTREAM_TRUST_FIRST,	/* the key that was seen first, kept among those known */
	UPSTREAM_TRUST_PIN,	/* a certificate, or its key, that the owner named */
	UPSTREAM_TRUST_ANY,	/* on the own machine */
};

struct known;

/* When its owner was last told what is wrong, and what it was: static words, NULL for nothing. */
struct upstream_complaint {
	_Atomic(const char *) why;
	_Atomic uint64_t at_ms;
};

struct upstream {
	enum upstream_kind kind;
	struct str path;		/* "games/" and all below it; "guestbook", and all below "guestbook/" */
	/* Where it listens: a Unix socket's path, or IPv4 and IPv6 addresses, to be tried in turn. */
	char addresses[UPSTREAM_ADDRESSES_MAX][UPSTREAM_ADDRESS_MAX];
	size_t naddresses;
	bool is_unix;
	unsigned port;
	struct str script;		/* of FastCGI: SCRIPT_FILENAME; absent when not said */
	/* Of a proxy: */
	struct str host;		/* as the owner wrote it: in requests and SNI */
	struct str to;			/* the path there, encoded, with both its "/" */
	enum upstream_trust trust;
	struct fingerprint pin;
	struct known *known;

	unsigned at_once, silence_s, total_s;
	size_t size_max;		/* [bytes] of a body */
	atomic_uint running;		/* changing: connections to it */
	struct upstream_complaint complaints[UPSTREAM_COMPLAINTS_MAX];	/* changing */
};

/*
 * Who answers the path of a request, NULL for the capsule itself: the one with
 * the longest path.  *ret_door: the path is its folder without "/".  A private
 * area in the way is the capsule's business unless it lets in who asks.
 */
struct upstream *upstream_find(const struct service *service, const struct request *request, bool *ret_door);
/* Appends the part of the decoded path behind upstream's own: "", or what begins with "/". */
void upstream_add_rest(const struct upstream *upstream, struct str path, struct strbuf *out);

/*
 * Appends what is sent to it for a request by client, an address as text.
 * False when that would be longer than Gemini allows.
 */
bool upstream_ask(const struct upstream *upstream, const struct request *request, const char *client,
    struct strbuf *out);

/* For messages: "/games/". */
void upstream_add_name(const struct upstream *upstream, struct strbuf *out);
/* Appends "gemini://host[:port]/PATH", percent-encoded, for a decoded path without leading "/". */
void upstream_add_url(const struct capsule *capsule, struct str path, struct strbuf *out);

#endif
