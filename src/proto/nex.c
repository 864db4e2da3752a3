#include "proto/nex.h"

#include "base/uri.h"
#include "proto/neighbour.h"

static enum parse
nex_parse(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	size_t end = str_find(in, '\n');

	(void)service;
	(void)origin;
	ret->scheme = SCHEME_NEX;
	ret->line = str_slice(in, 0, end < NEX_LINE_MAX ? end : NEX_LINE_MAX);
	if (end > NEX_LINE_MAX)
		return request_refuse(ret, 59, "The path is too long");
	if (end == in.len && !ended)
		return PARSE_MORE;
	if (ret->line.len > 0 && ret->line.p[ret->line.len - 1] == '\r')
		ret->line.len--;
	if (uri_safe_path(&ret->store, ret->line) != URI_PATH_OK)
		return request_refuse(ret, 59, "No address here is like that");
	ret->path = strbuf_str(&ret->store);
	return PARSE_OK;
}

static void
nex_success(struct strbuf *out, const char *type)
{
	(void)out;
	(void)type;
}

static void
nex_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	strbuf_addf(&ret->bytes, "%s\n", why);
}

/* There are none; the page is as good under its other name. */
static bool
nex_redirect(struct answer *a)
{
	(void)a;
	return false;
}

static enum respond
nex_answer(struct answer *a)
{
	static const struct manner manner = {
		.scheme = SCHEME_NEX,
		.success = nex_success,
		.redirect = nex_redirect,
		.refuse = nex_refuse,
	};

	return neighbour_answer(a, &manner);
}

static enum respond
nex_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	return answer_request(service, request, scratch, in_job, ret, nex_answer);
}

const struct protocol protocol_nex = {
	.name = "nex",
	.scheme = SCHEME_NEX,
	.line_max = NEX_LINE_MAX + 2,
	.parse = nex_parse,
	.respond = nex_respond,
	.refuse = nex_refuse,
};
