#include "proto/spartan.h"

#include <string.h>

#include "base/utf8.h"
#include "content/media.h"
#include "proto/neighbour.h"

/* "example.org /walks/ 0": exactly three fields. */
static enum parse
parse_line(const struct service *service, const struct request_origin *origin, struct request *r,
    unsigned long *ret_size)
{
	struct str rest = r->line, host, path, size = STR_NONE;

	str_cut(&rest, ' ', &host);
	str_cut(&rest, ' ', &path);
	str_cut(&rest, ' ', &size);
	if (size.p == NULL || rest.p != NULL || host.len == 0 || path.len == 0 || path.p[0] != '/')
		return request_refuse(r, 59, "A request is HOST /PATH LENGTH");
	if (!str_number(size, 4294967295, ret_size))
		return request_refuse(r, 59, "The length is no number");
	r->service = service_of_host(service, origin, host);
	if (r->service == NULL)
		return request_refuse(r, 53, "That host is not served here");
	return request_add_path(r, path);
}

static enum parse
spartan_parse(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	size_t end = str_find(in, '\n'), path_len;
	unsigned long size = 0;
	struct str data;
	enum parse parse;

	ret->scheme = SCHEME_SPARTAN;
	ret->line = str_slice(in, 0, end < SPARTAN_LINE_MAX ? end : SPARTAN_LINE_MAX);
	if (end == in.len && end <= SPARTAN_LINE_MAX)
		return ended ? request_refuse(ret, 59, "The request ended before its line did") : PARSE_MORE;
	if (end > SPARTAN_LINE_MAX)
		return request_refuse(ret, 59, "The request is too long");
	if (end == 0 || in.p[end - 1] != '\r')
		return request_refuse(ret, 59, "A request line ends in CRLF");
	ret->line.len = end - 1;
	parse = parse_line(service, origin, ret, &size);
	if (parse != PARSE_OK)
		return parse;
	if (size > SPARTAN_DATA_MAX)
		return request_refuse(ret, 59, "More data than is taken here");
	data = str_from(in, end + 1);
	if (data.len < size) {
		if (!ended) {
			strbuf_reset(&ret->store);
			return PARSE_MORE;
		}
		return request_refuse(ret, 59, "The data ended too early");
	}
	path_len = ret->store.len;
	if (size > 0) {
		utf8_clean(&ret->store, str_slice(data, 0, size));
		ret->has_query = true;
	}
	/* Only now has the store stopped moving. */
	ret->path = str_slice(strbuf_str(&ret->store), 0, path_len);
	ret->query = ret->has_query ? str_from(strbuf_str(&ret->store), path_len) : STR_NONE;
	return PARSE_OK;
}

static void
spartan_success(struct strbuf *out, const char *type)
{
	strbuf_addf(out, "2 %s%s\r\n", type,
	    strncmp(type, "text/", 5) == 0 && !media_has(type, "charset") ? "; charset=utf-8" : "");
}

static void
spartan_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	strbuf_addf(&ret->bytes, "%c %s\r\n", status >= 40 && status < 50 ? '5' : '4', why);
}

static bool
spartan_redirect(struct answer *a)
{
	a->reply->status = 31;
	strbuf_adds(&a->reply->bytes, "3 ");
	address_path(&a->reply->bytes, SCHEME_SPARTAN, &a->route.place);
	strbuf_adds(&a->reply->bytes, "\r\n");
	return true;
}

static enum respond
spartan_answer(struct answer *a)
{
	static const struct manner manner = {
		.scheme = SCHEME_SPARTAN,
		.success = spartan_success,
		.redirect = spartan_redirect,
		.refuse = spartan_refuse,
		.asks = true,
	};

	return neighbour_answer(a, &manner);
}

static enum respond
spartan_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	return answer_request(service, request, scratch, in_job, ret, spartan_answer);
}

const struct protocol protocol_spartan = {
	.name = "spartan",
	.scheme = SCHEME_SPARTAN,
	.line_max = SPARTAN_LINE_MAX + 1 + SPARTAN_DATA_MAX,
	.parse = spartan_parse,
	.respond = spartan_respond,
	.refuse = spartan_refuse,
};
