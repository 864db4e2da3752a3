/*
 * neighbour.h - answers for Gemini's neighbours, from the same sheets: Spartan
 * and Nex have its addresses and its pages.
 */
#ifndef PROTO_NEIGHBOUR_H
#define PROTO_NEIGHBOUR_H

#include "proto/answer.h"

/* How a protocol says what all of them have to say. */
struct manner {
	enum scheme scheme;
	/* What stands before a page or file; lang may be absent. */
	void (*success)(struct strbuf *out, const char *type);
	/* Leads to the place; false where a protocol cannot: the page itself is
	 * the answer then. */
	bool (*redirect)(struct answer *a);
	void (*refuse)(int status, const char *why, struct reply *ret);
	bool asks;			/* words for a search can be sent */
};

enum respond neighbour_answer(struct answer *a, const struct manner *manner);

#endif
