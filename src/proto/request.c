/* request.c - what a client asked for. */
#include "proto/request.h"

void
request_init(struct request *r)
{
	*r = (struct request){ .store = STRBUF_INIT };
}

void
request_done(struct request *r)
{
	strbuf_done(&r->store);
	request_init(r);
}
