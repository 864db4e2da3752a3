/*
 * protocol.h - what the net floor knows of a protocol: a row of functions.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "content/search.h"
#include "content/shelf.h"
#include "proto/access.h"
#include "proto/cache.h"
#include "proto/reply.h"
#include "proto/request.h"

struct counters;
struct titan;
struct upstream;

/* What answering needs; constant while requests are under way. */
struct service {
	const struct capsule *capsule;
	struct shelf *shelf;
	struct cache *cache;		/* may be NULL */
	struct access *access;		/* who may enter private areas; may be NULL */
	struct search *search;		/* NULL: there is none */
	const struct titan *titan;	/* who may publish what; NULL: nobody */
	const struct counters *counters;	/* proto/counters.h: what the owner may see; NULL: nothing */
	struct upstream *upstreams;	/* that answer some paths; each counts who is with it */
	size_t nupstreams;
	const struct str *hosts;	/* names answered to, lower case */
	size_t nhosts;
	unsigned jobs_max;		/* long answers under way, of this capsule; 0: as many as of all */
	unsigned *njobs;		/* how many there are, by the net floor; NULL when there is no limit */
	bool any_local_address;		/* no name was given: the address connected to serves too */
	const struct service *next;	/* a further capsule at the same addresses; NULL: that was the last */
};

enum respond {
	RESPOND_DONE,		/* the reply is ready to be sent */
	RESPOND_JOB,		/* would take long: call again with in_job set, on a helper thread */
	RESPOND_WAIT,		/* might have to wait: the same, but on any thread where no helper is free */
};

struct protocol {
	const char *name;	/* "gemini", "gopher": for the log */
	enum scheme scheme;
	bool tls;
	bool wait_is_number;	/* a refusal with 44 holds the seconds and no words */
	size_t line_max;	/* [bytes] of input that are ever needed to decide */

	/*
	 * Judges the bytes so far.  ended: the client will send no more.  *ret
	 * is initialised, its service is service; its strings point into in.  A
	 * protocol whose requests name a host chooses among service and those
	 * behind it.
	 */
	enum parse (*parse)(const struct service *service, const struct request_origin *origin,
	    struct str in, bool ended, struct request *ret);

	/*
	 * Whether the body of a parsed upload is to be read; when not, *ret says
	 * why.  NULL: there are no uploads.  Does not wait for anything.
	 */
	bool (*admit)(const struct service *service, const struct request *request, struct reply *ret);

	/*
	 * Who else is to answer a parsed request (upstream.h).  NULL: respond does,
	 * unless *ret has become the reply (its status says so).  NULL for a protocol
	 * that knows no others.
	 */
	struct upstream *(*upstream)(const struct service *service, const struct request *request,
	    struct reply *ret);

	/*
	 * Answers a parsed request, an upload once its body is whole.  Borrows the catalogue for just this call;
	 * scratch is reset by the caller.  With in_job set it gives RESPOND_DONE
	 * and nothing else.
	 */
	enum respond (*respond)(const struct service *service, const struct request *request,
	    struct arena *scratch, bool in_job, struct reply *ret);

	/* Makes the reply that refuses: PARSE_BAD's status and why, 41 when full, 40, 42, 44. */
	void (*refuse)(int status, const char *why, struct reply *ret);
};

/*
 * Whose host it is, as a request names it in any spelling, of all services from
 * first on; a name said in full goes before a wildcard.  NULL: nobody's.
 */
const struct service *service_of_host(const struct service *first, const struct request_origin *origin,
    struct str host);
/* Whether the handshake asked for a host of another service than found: then one
 * capsule's certificate would vouch for another's pages. */
bool service_is_crossed(const struct service *first, const struct service *found,
    const struct request_origin *origin);

/* Whether host, in plain ASCII, is any one's of first and those behind it. */
bool service_has_host(const struct service *first, struct str host);

extern const struct protocol protocol_gemini;
extern const struct protocol protocol_gopher;
/* Neighbours, off unless the owner names an address for them. */
extern const struct protocol protocol_spartan;
extern const struct protocol protocol_nex;
extern const struct protocol protocol_finger;

#endif
