/*
 * titan.h - publishing by Titan, on Gemini's port.
 *
 *	titan://HOST/PATH;size=N;mime=TYPE;token=WORDS CRLF and N bytes
 *	titan://HOST/PATH;edit CRLF
 *
 * (Titan, transjovian.org; ";edit" as Lagrange has it.)  Parameters stand behind
 * the path in any order.  size=0 deletes.  Answers are Gemini's: 30 to the page
 * as it now is, 59 for what the request or its body does wrong, 60 to 62 for
 * certificates, 40 when the server cannot, 50 where nothing can be published.
 */
#ifndef PROTO_TITAN_H
#define PROTO_TITAN_H

#include "content/publish.h"
#include "proto/protocol.h"

#define TITAN_GRANTS_MAX 64
#define TITAN_TYPES_MAX 64
#define TITAN_SIZE_DEFAULT ((size_t)8 * 1024 * 1024)	/* [bytes] of a body */
#define TITAN_SIZE_LARGEST ((size_t)256 * 1024 * 1024)
#define TITAN_TOKEN_MIN 8	/* [bytes]; a shorter one is guessed */
#define TITAN_TOKEN_MAX 256
#define TITAN_MIME_MAX 100	/* [bytes] of a media type */

/* Who may publish below a path. */
struct titan_grant {
	struct str path;	/* "notes/", "about"; "" is everywhere */
	struct people people;
	bool token;		/* the token is enough */
};

/* What the owner wants; constant while the server runs. */
struct titan {
	struct titan_grant grants[TITAN_GRANTS_MAX];
	size_t ngrants;
	struct str token;	/* absent: there is none */
	size_t size_max;	/* [bytes] */
	const struct str *types;	/* that are taken: "image/png", "text/" followed by "*" */
	size_t ntypes;
	struct publish_options publish;
	/* Called when a file has changed; returns when readers can see it, or false when
	 * they cannot be made to now.  On a helper thread. */
	bool (*changed)(void *arg);
	void *arg;
};

/*
 * Reads what stands behind the first ";" of a titan URL's raw path into
 * r->upload; its strings go behind what is in r->store, which must have room for
 * them.  NULL, or static words that say what is wrong.
 */
const char *titan_parse(struct str parameters, struct request *r);
/* Replaces r->line by a copy in r->store that is fit for a log: its token is hidden. */
void titan_hide_token(struct request *r);

/* struct protocol's admit and respond, for titan requests. */
bool titan_admit(const struct service *service, const struct request *request, struct reply *ret);
enum respond titan_respond(const struct service *service, const struct request *request,
    struct arena *scratch, bool in_job, struct reply *ret);

/* The grant that decides about a path or file: the innermost; NULL for none. */
const struct titan_grant *titan_grant(const struct titan *titan, struct str path);

#endif
