/* relay.c - an upstream's answer as it becomes the reply. */
#include "proto/relay.h"

#include <string.h>

#include "base/ascii.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "proto/gopher.h"

void
relay_init(struct relay *r, struct upstream *upstream, const struct request *request)
{
	*r = (struct relay){ .upstream = upstream, .capsule = request->service->capsule, .scheme = request->scheme,
	    .head = STRBUF_INIT, .piece = STRBUF_INIT, .path = STRBUF_INIT, .page = STRBUF_INIT };
	strbuf_addc(&r->path, '/');
	strbuf_addstr(&r->path, request->path);
	fcgi_init(&r->fcgi);
}

void
relay_done(struct relay *r)
{
	strbuf_done(&r->head);
	strbuf_done(&r->piece);
	strbuf_done(&r->path);
	gopher_menu_free(r->menu);
	strbuf_done(&r->page);
	fcgi_done(&r->fcgi);
}

int
relay_status(const struct relay *r)
{
	return r->upstream->kind == UPSTREAM_PROXY ? 43 : 42;
}

const char *
relay_apology(const struct relay *r)
{
	return r->upstream->kind == UPSTREAM_PROXY ? "The server behind this path does not answer as it should" :
	    "The program behind this path does not answer as it should";
}

static enum relay_verdict
bad(struct relay *r, const char *why)
{
	r->why = why;
	return RELAY_BAD;
}

/* --- the header ------------------------------------------------------------------ */

static bool
is_status(int status)
{
	static const unsigned char known[] = { 10, 11, 20, 30, 31, 40, 41, 42, 43, 44, 50, 51, 52, 53, 59, 60, 61, 62 };

	return memchr(known, status, sizeof known) != NULL;
}

static bool
is_meta(struct str meta)
{
	if (!utf8_valid(meta))
		return false;
	for (size_t i = 0; i < meta.len;) {
		uint32_t ch = utf8_next(meta, &i);

		if (ch < 0x20 || (ch >= 0x7F && ch < 0xA0) || ch == 0xFEFF)
			return false;
	}
	return true;
}

/* "text/gemini", "image/png; …" */
static bool
is_type(struct str meta)
{
	struct str type = str_slice(meta, 0, str_find(meta, ';'));
	size_t slash = str_find(type, '/');

	return slash > 0 && slash + 1 < type.len;
}

static const char *
judge_meta(int status, struct str meta)
{
	struct uri uri;

	if (!is_meta(meta))
		return "the header holds control characters, or is not UTF-8";
	if (status / 10 >= 4)
		return NULL;
	if (meta.len == 0)
		return status / 10 == 1 ? "the header asks for input without a prompt" :
		    status / 10 == 2 ? "the header names no media type" : "the header redirects to nowhere";
	if (status / 10 == 2 && !is_type(meta))
		return "the header's media type is none";
	if (status / 10 == 3 && uri_parse(meta, &uri) != URI_OK)
		return "the header redirects to what is no address";
	return NULL;
}

bool
relay_judge_header(struct str head, struct relay_header *ret, const char **ret_why)
{
	bool two = head.len >= 4 && head.p[0] >= '1' && head.p[0] <= '6' && ascii_is_digit(head.p[1]);

	*ret_why = "it does not begin with a header, as in \"20 text/gemini\" and CRLF";
	if (!two || (head.p[2] != ' ' && head.p[2] != '\r'))
		return false;
	ret->status = (head.p[0] - '0') * 10 + head.p[1] - '0';
	ret->meta = head.p[2] == ' ' ? str_slice(head, 3, head.len - 2) : STR("");
	*ret_why = "its header has a status that Gemini does not define";
	if (!is_status(ret->status))
		return false;
	*ret_why = judge_meta(ret->status, ret->meta);
	return *ret_why == NULL;
}

/* Whether a reference names the upstream itself, by host and port. */
static bool
is_own(const struct upstream *u, const struct uri *uri)
{
	unsigned long port = 1965;

	if (uri->host.p == NULL)
		return uri->path.len > 0 && uri->path.p[0] == '/';
	return (uri->scheme.p == NULL || str_is_case(uri->scheme, "gemini")) && str_eq_case(uri->host, u->host) &&
	    (uri->port.len == 0 || str_number(uri->port, 65535, &port)) && port == u->port;
}

/* A redirect as readers can follow it. */
static void
add_target(const struct relay *r, struct str meta, struct strbuf *out)
{
	const struct upstream *u = r->upstream;
	struct str path;
	struct uri uri;

	uri_split(meta, &uri);
	if (u->kind != UPSTREAM_PROXY || !is_own(u, &uri)) {
		strbuf_addstr(out, meta);
		return;
	}
	path = uri.path.len > 0 ? uri.path : STR("/");
	if (str_starts(path, u->to)) {
		upstream_add_url(r->capsule, u->path, out);
		strbuf_addstr(out, str_from(path, u->to.len));
	} else if (uri.host.p == NULL) {
		/* There it means what is not shown here. */
		strbuf_addf(out, "gemini://%.*s:%u%.*s", STR_ARG(u->host), u->port, STR_ARG(path));
	} else {
		strbuf_addstr(out, meta);
		return;
	}
	if (uri.query.p != NULL)
		strbuf_addf(out, "?%.*s", STR_ARG(uri.query));
}

static enum relay_verdict
take_header(struct relay *r, const struct relay_header *header, struct reply *ret)
{
	if (r->scheme == SCHEME_GOPHER)
		return relay_gopher_head(r, header, ret);
	strbuf_addf(&ret->bytes, "%02d ", header->status);
	if (header->status / 10 == 3)
		add_target(r, header->meta, &ret->bytes);
	else if (header->meta.len == 0)
		/* Clients take an empty one for a broken header. */
		strbuf_adds(&ret->bytes, "The answer says no more");
	else
		strbuf_addstr(&ret->bytes, header->meta);
	strbuf_adds(&ret->bytes, "\r\n");
	if (ret->bytes.len > RELAY_HEADER_MAX) {
		strbuf_reset(&ret->bytes);
		return bad(r, "its redirect is too long once it leads to here");
	}
	ret->status = header->status;
	r->form = RELAY_BYTES;
	/* No other answer has a body (Gemini 0.24.1, "Responses"). */
	return header->status / 10 == 2 ? RELAY_MORE : RELAY_END;
}

static enum relay_verdict
take_body(struct relay *r, struct str bytes, struct reply *ret)
{
	size_t max = r->upstream->size_max, room;

	if (r->form == RELAY_MENU && max > RELAY_MENU_MAX)
		max = RELAY_MENU_MAX;
	room = max - (size_t)r->taken;
	if (r->scheme == SCHEME_GOPHER)
		relay_gopher_body(r, str_slice(bytes, 0, room), ret);
	else
		strbuf_addstr(&ret->bytes, str_slice(bytes, 0, room));
	if (bytes.len > room)
		return bad(r, max < r->upstream->size_max ? "the answer is too large for a menu" :
		    "the answer is larger than max_size");
	r->taken += bytes.len;
	return RELAY_MORE;
}

/* The header's end: [bytes] with CRLF, 0 when it is not here. */
static size_t
find_end(struct str head)
{
	size_t lf = str_find(head, '\n');

	return lf < head.len ? lf + 1 : 0;
}

static enum relay_verdict
take_head(struct relay *r, struct str bytes, struct reply *ret)
{
	size_t before = r->head.len, end;
	struct relay_header header;
	enum relay_verdict v;

	strbuf_addstr(&r->head, str_slice(bytes, 0, RELAY_HEADER_MAX - before));
	end = find_end(strbuf_str(&r->head));
	if (end == 0 && r->head.len < RELAY_HEADER_MAX)
		return RELAY_MORE;
	if (end == 0)
		return bad(r, "its header is longer than 1,029 bytes, or it sent none");
	if (end < 2 || r->head.buf[end - 2] != '\r')
		return bad(r, "its header ends in LF without CR");
	if (!relay_judge_header(str_slice(strbuf_str(&r->head), 0, end), &header, &r->why))
		return RELAY_BAD;
	v = take_header(r, &header, ret);
	strbuf_done(&r->head);
	return v == RELAY_MORE ? take_body(r, str_from(bytes, end - before), ret) : v;
}

static enum relay_verdict
take_output(struct relay *r, struct str bytes, struct reply *ret)
{
	if (bytes.len == 0)
		return RELAY_MORE;
	return r->form == RELAY_HEAD ? take_head(r, bytes, ret) : take_body(r, bytes, ret);
}

static enum relay_verdict
finish(struct relay *r, struct reply *ret)
{
	if (r->form == RELAY_HEAD)
		return bad(r, "it answered nothing, or half a header");
	if (r->scheme == SCHEME_GOPHER)
		relay_gopher_end(r, ret);
	return RELAY_END;
}

enum relay_verdict
relay_take(struct relay *r, struct str bytes, struct reply *ret)
{
	enum relay_verdict v;
	enum fcgi_verdict f;

	if (r->upstream->kind != UPSTREAM_FASTCGI)
		return take_output(r, bytes, ret);
	f = fcgi_read(&r->fcgi, bytes, &r->piece);
	v = take_output(r, strbuf_str(&r->piece), ret);
	strbuf_reset(&r->piece);
	if (v != RELAY_MORE)
		return v;
	switch (f) {
	case FCGI_MORE:
		return RELAY_MORE;
	case FCGI_END:
		return finish(r, ret);
	case FCGI_BAD:
		break;
	}
	return bad(r, r->fcgi.why);
}

enum relay_verdict
relay_end(struct relay *r, struct reply *ret)
{
	if (r->form != RELAY_HEAD && r->upstream->kind == UPSTREAM_FASTCGI)
		return bad(r, "it ended in the middle of an answer");
	return finish(r, ret);
}
