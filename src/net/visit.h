/*
 * visit.h - one visit to a server as a client makes it: connect, say something,
 * read to the end, and know how it ended.  For marmot doctor.
 *
 * Blocks; not for the server's threads.  Certificates are taken as they are,
 * and read: trust on first use is the reader's affair.
 */
#ifndef NET_VISIT_H
#define NET_VISIT_H

#include "base/strbuf.h"
#include "net/cert.h"

#define VISIT_REPLY_MAX ((size_t)1024 * 1024)	/* [bytes] read of a reply; more is cut off */

enum visit_end {
	VISIT_CLEAN,		/* TLS: close_notify; else FIN */
	VISIT_CUT,		/* TLS: FIN without close_notify */
	VISIT_RESET,
	VISIT_LATE,		/* nothing more came within patience */
	VISIT_ENOUGH,		/* VISIT_REPLY_MAX */
	VISIT_NO_NAME,		/* the host's name is not known */
	VISIT_NO_CONNECTION,
	VISIT_NO_HANDSHAKE,
};

struct visit {
	const char *host;
	unsigned port;
	bool tls;
	const char *sni;	/* NULL: none is sent */
	bool old_tls;		/* offer TLS 1.1 and 1.0 alone */
	bool tls12;		/* offer TLS 1.2 alone */
	bool bytewise;		/* each byte in a record or segment of its own */
	bool half_close;	/* say the end of what is sent before reading */
	unsigned patience_s;	/* for each step, and ten times that in all */
};

struct visit_result {
	enum visit_end end;
	struct strbuf reply;
	char why[160];		/* of no name, connection, handshake */
	/* With TLS: */
	char version[16];
	bool has_certificate, covers_host;
	struct cert_facts certificate;
};

void visit_result_init(struct visit_result *r);
void visit_result_done(struct visit_result *r);
/* Sends bytes; r is initialised, and emptied first. */
void visit(const struct visit *how, struct str bytes, struct visit_result *r);

#endif
