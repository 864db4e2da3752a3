/*
 * answer.h - the way from a parsed request to a reply that all protocols share:
 * cache, catalogue, route, page.
 */
#ifndef PROTO_ANSWER_H
#define PROTO_ANSWER_H

#include "base/mime.h"
#include "content/word.h"
#include "page/feed.h"
#include "page/page.h"
#include "page/route.h"
#include "proto/protocol.h"

/* A page that may read more texts than this for its excerpts is a job; so is one that
 * may read any that is larger than PAGE_JOB_SIZE. */
#define ANSWER_EXCERPTS_MAX 16

struct answer {
	const struct service *service;
	const struct request *request;
	struct arena *scratch;
	bool in_job;
	struct reply *reply;
	struct catalogue *catalogue;	/* borrowed for the length of one call */
	struct route route;
	const struct area *area;	/* that the path lies in; NULL: it is public */
	enum access_verdict access;	/* of ROUTE_CLOSED: why */
	/* private */
	bool waits;			/* RESPOND_JOB is to be RESPOND_WAIT */
	unsigned edition;		/* of the backlinks */
	struct fs_stamp stamp;		/* of the page's article, before it was read */
	const struct article *article;
};

/* Makes the reply of a routed request, in the protocol's own words. */
typedef enum respond answer_writer(struct answer *a);

/*
 * Borrows the catalogue, looks into the cache, else routes the path and lets
 * write make the reply.  The contract is struct protocol's respond.
 */
enum respond answer_request(const struct service *service, const struct request *request,
    struct arena *scratch, bool in_job, struct reply *ret, answer_writer *write);

/*
 * Routes a path (decoded and safe): what answer_request does for the request's
 * own.  Paths in an area are judged before anything is looked for, so that a
 * stranger does not learn what is there; where a protocol knows nobody, nothing
 * is.  From outside no spelling leads into an area but its folder's without "/".
 */
void answer_route(struct answer *a, struct str path);

/* Of a routed search: the words, from the request unless the address held them.
 * False when there are none. */
bool answer_words(struct answer *a);
/* Whether making the page would hold up the loop, or might; false within a job. */
bool answer_wants_job(struct answer *a);
/* A word of the server's in the language of what was asked for. */
const char *answer_word(const struct answer *a, enum word w);
/* What is said of what is not there: the owner's words, else the server's.  In scratch. */
const char *answer_missing(const struct answer *a);
/* Writes the routed page onto the sheet. */
enum page_verdict answer_page(struct answer *a, struct sheet *sheet);
/* Appends the routed feed to the reply; false when there is none. */
bool answer_feed(struct answer *a, enum scheme scheme);
/* Opens the routed file or source as the reply's body (a text's BOM is
 * skipped); false when it cannot be read now. */
bool answer_open(struct answer *a, const struct mime **ret_mime);
/* Keeps the reply, whole as it is, in the cache. */
void answer_keep(struct answer *a);

#endif
