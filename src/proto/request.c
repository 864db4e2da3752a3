/* request.c - what a client asked for. */
#include "proto/request.h"

#include "base/uri.h"

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

enum parse
request_refuse(struct request *r, int status, const char *why)
{
	r->status = status;
	r->why = why;
	return PARSE_BAD;
}

enum parse
request_add_path(struct request *r, struct str encoded)
{
	switch (uri_safe_path(&r->store, encoded)) {
	case URI_PATH_OK:
		break;
	case URI_PATH_CLIMBS:
		return request_refuse(r, 59, "The path leads out of the capsule");
	case URI_PATH_FORBIDDEN:
	case URI_PATH_NOT_UTF8:
		return request_refuse(r, 59, "The path holds what no address here has");
	}
	return PARSE_OK;
}
