#include "proto/gemini.h"

#include <string.h>

#include "base/ascii.h"
#include "base/log.h"
#include "base/uri.h"
#include "content/media.h"
#include "proto/answer.h"
#include "proto/counters.h"
#include "proto/titan.h"
#include "proto/upstream.h"

#define DEFAULT_PORT 1965u

/* 1 with the line's length, 0 for more, -1 when it is too long already. */
static int
find_line(struct str in, size_t *ret_len)
{
	for (size_t i = 0; i + 1 < in.len && i <= GEMINI_URL_MAX; i++) {
		if (in.p[i] == '\r' && in.p[i + 1] == '\n') {
			*ret_len = i;
			return 1;
		}
	}
	/* Behind a whole URL only CRLF can still save it. */
	if (in.len > GEMINI_URL_MAX && in.p[GEMINI_URL_MAX] != '\r')
		return -1;
	return in.len >= GEMINI_URL_MAX + 2 ? -1 : 0;
}

static bool
serves_port(const struct service *service, const struct request_origin *origin, struct str port)
{
	unsigned long n;

	if (port.len == 0)
		return true;
	if (!str_number(port, 65535, &n))
		return false;
	return n == DEFAULT_PORT || n == origin->local_port || n == service->capsule->gemini_port;
}

/* Where to, before the path is looked at. */
static enum parse
parse_authority(const struct service *service, const struct request_origin *origin, struct str line,
    struct request *r, struct uri *ret)
{
	enum uri_verdict verdict = uri_parse(line, ret);
	const struct service *found, *own;
	struct uri uri;

	if (verdict != URI_OK)
		return request_refuse(r, 59, uri_verdict_text(verdict));
	uri = *ret;
	if (uri.scheme.p == NULL || uri.host.p == NULL)
		return request_refuse(r, 59, "Not an absolute URL");
	found = service_of_host(service, origin, uri.host);
	own = found != NULL ? found : service;
	r->service = own;
	if (uri.fragment.p != NULL && !own->capsule->accept_fragments)
		return request_refuse(r, 59, "A request has no fragment (#)");
	if (uri.userinfo.p != NULL)
		return request_refuse(r, 59, "A request has no user name");
	if (uri.host.len == 0)
		return request_refuse(r, 59, "The URL names no host");
	if (!str_is_case(uri.scheme, "gemini") && (own->titan == NULL || !str_is_case(uri.scheme, "titan")))
		return request_refuse(r, 53, "Only gemini:// is served here");
	if (found == NULL)
		return request_refuse(r, 53, "That host is not served here");
	if (service_is_crossed(service, found, origin))
		return request_refuse(r, 53, "The connection was made to another host than the URL's");
	if (!serves_port(found, origin, uri.port))
		return request_refuse(r, 53, "That port is not served here");
	return PARSE_OK;
}

static enum parse
parse_uri(const struct service *service, const struct request_origin *origin, struct request *r)
{
	struct uri uri;
	enum parse verdict = parse_authority(service, origin, r->line, r, &uri);
	size_t path_len;

	if (verdict == PARSE_OK)
		verdict = request_add_path(r, uri.path);
	if (verdict != PARSE_OK)
		return verdict;
	path_len = r->store.len;
	if (uri.query.p != NULL) {
		uri_decode(&r->store, uri.query);
		r->has_query = true;
		r->raw_query = uri.query;
	}
	/* Only now has the store stopped moving. */
	r->path = str_slice(strbuf_str(&r->store), 0, path_len);
	r->query = r->has_query ? str_from(strbuf_str(&r->store), path_len) : STR_NONE;
	return PARSE_OK;
}

static enum parse
parse_titan(const struct service *service, const struct request_origin *origin, struct request *r)
{
	struct str line = r->line;
	struct uri uri;
	enum parse verdict;
	size_t path_at, semicolon;
	const char *why;

	/* So much that it never moves: each part is no longer than the line. */
	strbuf_grow(&r->store, 4 * (GEMINI_URL_MAX + 1));
	titan_hide_token(r);
	verdict = parse_authority(service, origin, line, r, &uri);
	if (verdict != PARSE_OK)
		return verdict;
	semicolon = str_find(uri.path, ';');
	path_at = r->store.len;
	verdict = request_add_path(r, str_slice(uri.path, 0, semicolon));
	if (verdict != PARSE_OK)
		return verdict;
	r->path = str_from(strbuf_str(&r->store), path_at);
	if (semicolon == uri.path.len)
		return request_refuse(r, 59, "A Titan request says its size: titan://host/path;size=N");
	why = titan_parse(str_from(uri.path, semicolon + 1), r);
	return why != NULL ? request_refuse(r, 59, why) : PARSE_OK;
}

static enum parse
gemini_parse(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	size_t len = 0;
	int found = find_line(in, &len);

	ret->scheme = SCHEME_GEMINI;
	ret->line = str_slice(in, 0, found > 0 ? len : GEMINI_URL_MAX);
	if (found <= 0 && str_starts_case(ret->line, STR("titan:")))
		titan_hide_token(ret);
	if (found < 0)
		return request_refuse(ret, 59, "The URL is longer than 1024 bytes");
	if (found == 0)
		/* It may be the head of another URL: never guess. */
		return ended ? request_refuse(ret, 59, "The request ended before its line did") : PARSE_MORE;
	ret->head_len = len + 2;
	return str_starts_case(ret->line, STR("titan:")) ? parse_titan(service, origin, ret) :
	    parse_uri(service, origin, ret);
}

static void
add_header(struct strbuf *out, int status, const char *meta)
{
	strbuf_addf(out, "%02d %s\r\n", status, meta);
}

static void
gemini_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	add_header(&ret->bytes, status, why);
}

void
gemini_add_success(struct strbuf *out, const char *type, struct str lang)
{
	strbuf_addf(out, "20 %s", type);
	if (strncmp(type, "text/", 5) == 0 && !media_has(type, "charset"))
		strbuf_adds(out, "; charset=utf-8");
	/* BCP 47 tags have nothing to quote; anything else is not said. */
	for (size_t i = 0; i < lang.len; i++) {
		char ch = lang.p[i];

		if (!ascii_is_word(ch) && ch != '-')
			lang = STR_NONE;
	}
	if (lang.len > 0 && lang.len <= 64 && strncmp(type, "text/gemini", 11) == 0 && !media_has(type, "lang"))
		strbuf_addf(out, "; lang=%.*s", STR_ARG(lang));
	strbuf_adds(out, "\r\n");
}

/* As it was asked, but for what clients may send as it is and no address holds. */
static void
add_query(struct strbuf *url, const struct request *request)
{
	strbuf_addc(url, '?');
	uri_tidy(url, request->raw_query);
}

bool
gemini_leads_to(struct str url)
{
	return url.len + strlen("31 \r\n") <= GEMINI_HEADER_MAX;
}

/* 31, or 30 for now, to the place's own address; false when that is too long to be sent. */
static bool
redirect(struct answer *a)
{
	struct strbuf url = STRBUF_INIT;
	bool fits;

	address_url(&url, a->service->capsule, SCHEME_GEMINI, &a->route.place);
	if (a->request->has_query && !a->route.is_whole)
		add_query(&url, a->request);
	fits = gemini_leads_to(strbuf_str(&url));
	if (fits)
		gemini_refuse(a->route.is_lent ? 30 : 31, url.buf, a->reply);
	strbuf_done(&url);
	return fits;
}

static void
write_page(struct answer *a)
{
	struct reply *reply = a->reply;
	bool plain = a->route.place.kind == PLACE_TEXT || a->route.place.kind == PLACE_DRAFT_TEXT;
	struct sheet sheet;
	enum page_verdict verdict;

	gemini_add_success(&reply->bytes, plain ? "text/plain" : "text/gemini",
	    page_lang(a->catalogue, &a->route.place));
	sheet_init(&sheet, plain ? SHEET_PLAIN : SHEET_GEMTEXT, SCHEME_GEMINI, a->service->capsule,
	    &reply->bytes, 0);
	verdict = answer_page(a, &sheet);
	sheet_done(&sheet);
	if (verdict == PAGE_WRITTEN) {
		reply->status = 20;
		answer_keep(a);
		return;
	}
	strbuf_reset(&reply->bytes);
	if (verdict == PAGE_MISSING)
		gemini_refuse(51, answer_missing(a), reply);
	else
		gemini_refuse(40, answer_word(a, WORD_UNREADABLE), reply);
}

static void
write_file(struct answer *a)
{
	const struct mime *mime;

	if (!answer_open(a, &mime)) {
		gemini_refuse(40, answer_word(a, WORD_UNREADABLE_FILE), a->reply);
		return;
	}
	gemini_add_success(&a->reply->bytes, mime->type, catalogue_path_lang(a->catalogue, a->request->path));
	a->reply->status = 20;
}

/* The log is where the owner looks whom to let in. */
static void
write_closed(struct answer *a)
{
	struct strbuf why = STRBUF_INIT;
	int status = access_refuse(a->access, &a->request->identity, &why);

	if (a->access == ACCESS_STRANGER)
		log_info("/%.*s: %s", STR_ARG(a->area->path), why.buf);
	gemini_refuse(status, why.buf, a->reply);
	strbuf_done(&why);
}

/* Page 2 of nothing is no page: the client would ask for words and send them there. */
static enum respond
answer_search(struct answer *a)
{
	if (a->service->search == NULL) {
		gemini_refuse(51, answer_missing(a), a->reply);
	} else if (!answer_words(a)) {
		a->route.place.page = 0;
		if (a->request->path.len == strlen("search") || !redirect(a))
			gemini_refuse(10, answer_word(a, WORD_SEARCH_PROMPT), a->reply);
	} else if (answer_wants_job(a)) {
		return RESPOND_JOB;
	} else {
		write_page(a);
	}
	return RESPOND_DONE;
}

static enum respond
gemini_answer(struct answer *a)
{
	if (counters_are_asked(a))
		return counters_answer(a);
	if (a->route.other_spelling && redirect(a))
		return RESPOND_DONE;
	switch (a->route.kind) {
	case ROUTE_PAGE:
		if (answer_wants_job(a))
			return RESPOND_JOB;
		write_page(a);
		break;
	case ROUTE_FEED:
		if (answer_wants_job(a))
			return RESPOND_JOB;
		gemini_add_success(&a->reply->bytes, "application/atom+xml", STR_NONE);
		if (answer_feed(a, SCHEME_GEMINI)) {
			a->reply->status = 20;
			answer_keep(a);
			break;
		}
		strbuf_reset(&a->reply->bytes);
		gemini_refuse(51, answer_missing(a), a->reply);
		break;
	case ROUTE_FILE:
	case ROUTE_SOURCE:
		write_file(a);
		break;
	case ROUTE_GONE:
		gemini_refuse(52, answer_word(a, WORD_GONE), a->reply);
		break;
	case ROUTE_CLOSED:
		write_closed(a);
		break;
	case ROUTE_SEARCH:
		return answer_search(a);
	case ROUTE_CAPS:
	case ROUTE_MISSING:
		gemini_refuse(51, answer_missing(a), a->reply);
		break;
	}
	return RESPOND_DONE;
}

static enum respond
gemini_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	if (request->upload.kind != UPLOAD_NONE)
		return titan_respond(service, request, scratch, in_job, ret);
	return answer_request(service, request, scratch, in_job, ret, gemini_answer);
}

static struct upstream *
gemini_upstream(const struct service *service, const struct request *request, struct reply *ret)
{
	struct strbuf url = STRBUF_INIT;
	bool door;
	struct upstream *found = upstream_find(service, request, &door);

	if (!door)
		return found;
	/* Relative links start from the folder. */
	upstream_add_url(service->capsule, found->path, &url);
	if (request->has_query)
		add_query(&url, request);
	ret->outcome = "ok";
	if (gemini_leads_to(strbuf_str(&url)))
		gemini_refuse(31, url.buf, ret);
	else
		gemini_refuse(59, "The URL is too long for where it leads to", ret);
	strbuf_done(&url);
	return NULL;
}

const struct protocol protocol_gemini = {
	.name = "gemini",
	.scheme = SCHEME_GEMINI,
	.tls = true,
	.wait_is_number = true,
	.line_max = GEMINI_URL_MAX + 2,
	.parse = gemini_parse,
	.admit = titan_admit,
	.upstream = gemini_upstream,
	.respond = gemini_respond,
	.refuse = gemini_refuse,
};
