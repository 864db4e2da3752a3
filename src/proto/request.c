/* request.c - what a client asked for. */
#include "proto/request.h"

void
request_init(struct request *r)
{
	*r = (struct request){ .store = STRBUF_INIT, .upload = { .body = STRBUF_INIT } };
}

void
request_done(struct request *r)
{
	strbuf_done(&r->store);
	strbuf_done(&r->upload.body);
	request_init(r);
}
