/*
 * counters.h - the page on which the owner sees what the server has counted.
 *
 * It has a path in an area of its own (content/area.h), so that only the
 * owner's certificate sees it, and is there in Gemini alone: no other protocol
 * knows who asks.
 */
#ifndef PROTO_COUNTERS_H
#define PROTO_COUNTERS_H

#include "proto/answer.h"

/* Who counts; of a floor above. */
struct counters {
	void (*write)(void *arg, struct strbuf *out);	/* appends gemtext; from any thread */
	void *arg;
};

/* Whether the routed request, which may see what is in its area, is for the counters. */
bool counters_are_asked(const struct answer *a);
/* Their page, as a reply of Gemini's; a job, since numbers of all threads are sorted. */
enum respond counters_answer(struct answer *a);

#endif
