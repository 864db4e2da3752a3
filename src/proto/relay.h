/*
 * relay.h - an upstream's answer as it becomes the reply, piece by piece.
 *
 * Whatever the upstream is, its answer is Gemini's: a header, judged strictly,
 * and a body that is passed on as it comes.  Redirects to the upstream's own
 * address become redirects to where readers find it.  Nothing is kept but what
 * one piece holds.
 */
#ifndef PROTO_RELAY_H
#define PROTO_RELAY_H

#include "proto/fcgi.h"
#include "proto/upstream.h"

#define RELAY_MENU_MAX ((size_t)256 * 1024)	/* [bytes] of gemtext that becomes a menu: it has to be whole first */
#define RELAY_MESSAGE_MAX 200u	/* [bytes] of an error's words in a menu */
#define RELAY_HEADER_MAX 1029u	/* [bytes] with CRLF: 1,024 of meta (Gemini 0.16.1, 3.1) */

enum relay_verdict {
	RELAY_MORE,		/* more may come */
	RELAY_END,		/* nothing more is wanted */
	RELAY_BAD,		/* why says what is wrong; the status to refuse with is relay_status */
};

/* How a body goes to the reader. */
enum relay_form {
	RELAY_HEAD,		/* not yet: the header is on its way */
	RELAY_BYTES,		/* as it comes */
	RELAY_LINES,		/* Gopher: a text, with its line ends */
	RELAY_MENU,		/* Gopher: gemtext, which becomes a menu when it is whole */
};

struct relay {
	struct upstream *upstream;
	const struct capsule *capsule;
	enum scheme scheme;
	enum relay_form form;
	struct strbuf head;	/* what is here of the header */
	struct strbuf piece;	/* of a program's output */
	struct strbuf path;	/* the request's, decoded, with its "/" */
	struct strbuf page;	/* of RELAY_MENU: as much of the menu as can be written */
	struct gopher_menu *menu;
	char last;		/* byte of RELAY_LINES; 0 before the first */
	struct fcgi fcgi;
	uint64_t taken;		/* [bytes] of body so far */
	const char *why;	/* static words for the owner */
};

void relay_init(struct relay *r, struct upstream *upstream, const struct request *request);
void relay_done(struct relay *r);

/* Takes what the upstream sent; appends to ret's bytes, and sets its status once the header is whole. */
enum relay_verdict relay_take(struct relay *r, struct str bytes, struct reply *ret);
/* The upstream has ended; whether that was the end of the answer (RELAY_END). */
enum relay_verdict relay_end(struct relay *r, struct reply *ret);

/* 43 for a server, 42 for a program. */
int relay_status(const struct relay *r);
/* The same in words for a reader. */
const char *relay_apology(const struct relay *r);

struct relay_header;
/* relay_gopher.c: the same for Gopher, of a header, a piece of the body, and its end. */
enum relay_verdict relay_gopher_head(struct relay *r, const struct relay_header *header, struct reply *ret);
void relay_gopher_body(struct relay *r, struct str bytes, struct reply *ret);
void relay_gopher_end(struct relay *r, struct reply *ret);

/* What a header says, whole with its CRLF; false with static words in *ret_why. */
struct relay_header {
	int status;
	struct str meta;	/* may be empty with 4x, 5x and 6x */
};
bool relay_judge_header(struct str head, struct relay_header *ret, const char **ret_why);

#endif
