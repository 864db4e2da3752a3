/*
 * fcgi.h - FastCGI (1.0, 29 April 1996): records of one request, written and read.
 *
 * One request a connection, the program in the role of the responder.
 */
#ifndef PROTO_FCGI_H
#define PROTO_FCGI_H

#include "base/strbuf.h"

#define FCGI_CONTENT_MAX 65535u		/* [bytes] of a record (FastCGI 1.0, 3.3) */
#define FCGI_COMPLAINT_MAX 1024u	/* [bytes] kept of what it writes to standard error */

enum fcgi_verdict {
	FCGI_MORE,
	FCGI_END,		/* the request is over */
	FCGI_BAD,		/* no FastCGI; why says it in words */
};

struct fcgi {
	unsigned char header[8];
	unsigned nheader;	/* [bytes] of it that are here */
	unsigned content, padding;	/* [bytes] of the record still to come */
	unsigned char end[8];	/* what END_REQUEST says */
	unsigned nend;
	struct strbuf complaint;	/* of its standard error, the first of it */
	const char *why;
};

void fcgi_init(struct fcgi *f);
void fcgi_done(struct fcgi *f);
/* Takes bytes, whatever their number; appends what they hold of the program's output. */
enum fcgi_verdict fcgi_read(struct fcgi *f, struct str bytes, struct strbuf *out);

/* Appends a whole request without a body; params: as fcgi_add_param made them. */
void fcgi_add_request(struct strbuf *out, struct str params);
void fcgi_add_param(struct strbuf *params, struct str name, struct str value);

#endif
