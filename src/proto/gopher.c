#include "proto/gopher.h"

#include <string.h>
#include <unistd.h>

#include "base/uri.h"
#include "base/utf8.h"
#include "proto/answer.h"
#include "proto/upstream.h"
#include "proto/cache.h"

static enum parse
parse_selector(struct request *r)
{
	struct str selector = r->line, words = STR_NONE, rest;
	size_t tab = str_find(selector, '\t'), path_len;

	if (tab < selector.len) {
		words = str_from(selector, tab + 1);
		/* A third field is Gopher+: not ours. */
		words = str_slice(words, 0, str_find(words, '\t'));
		selector = str_slice(selector, 0, tab);
		r->wants_attributes = selector.len == 0 && str_eq(words, STR("$"));
	}
	if (selector.len > GOPHER_SELECTOR_MAX)
		return request_refuse(r, 59, "The selector is too long");
	rest = str_starts(selector, STR("/")) ? str_from(selector, 1) : selector;
	if (str_starts(rest, STR("URL:"))) {
		r->wants_url_page = true;
		utf8_clean(&r->store, str_from(rest, 4));
		r->path = STR("");
		r->query = strbuf_str(&r->store);
		return PARSE_OK;
	}
	switch (uri_literal_path(&r->store, selector)) {
	case URI_PATH_OK:
		break;
	case URI_PATH_CLIMBS:
		return request_refuse(r, 59, "The selector leads out of the hole");
	case URI_PATH_FORBIDDEN:
	case URI_PATH_NOT_UTF8:
		return request_refuse(r, 59, "The selector holds what no address here has");
	}
	path_len = r->store.len;
	if (words.p != NULL) {
		utf8_clean(&r->store, words);
		r->has_query = true;
	}
	r->path = str_slice(strbuf_str(&r->store), 0, path_len);
	r->query = r->has_query ? str_from(strbuf_str(&r->store), path_len) : STR_NONE;
	return PARSE_OK;
}

static enum parse
gopher_parse(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	size_t end = str_find(in, '\n');

	(void)service;
	(void)origin;
	ret->scheme = SCHEME_GOPHER;
	ret->line = str_slice(in, 0, end < GOPHER_LINE_MAX ? end : GOPHER_LINE_MAX);
	if (end >= GOPHER_LINE_MAX)
		return request_refuse(ret, 59, "The selector is too long");
	if (end == in.len && !ended)
		return PARSE_MORE;
	/* Bombadillo and w3m end the line with LF alone. */
	if (ret->line.len > 0 && ret->line.p[ret->line.len - 1] == '\r')
		ret->line.len--;
	ret->is_http = gopher_is_http(ret->line);
	return ret->is_http ? PARSE_OK : parse_selector(ret);
}

void
gopher_add_error(struct strbuf *out, const char *text)
{
	strbuf_addf(out, "3%s\t\terror.host\t1\r\n.\r\n", text);
}

static void
gopher_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	gopher_add_error(&ret->bytes, why);
}

/* In ASCII, where that is wanted. */
static void
refuse_text(struct answer *a, int status, const char *text)
{
	struct strbuf ascii = STRBUF_INIT;

	if (a->service->capsule->look.gopher_ascii == LOOK_FIRST) {
		utf8_ascii(&ascii, str_of(text));
		text = ascii.buf;
	}
	gopher_refuse(status, text, a->reply);
	strbuf_done(&ascii);
}

static void
refuse_word(struct answer *a, int status, enum word w)
{
	refuse_text(a, status, answer_word(a, w));
}

/* An error is a menu of one item: the owner's words, if there are, are further ones. */
static void
refuse_missing(struct answer *a)
{
	struct strbuf *bytes = &a->reply->bytes;
	struct sheet sheet;

	refuse_text(a, 51, answer_missing(a));
	if (a->catalogue->not_found == NULL)
		return;
	strbuf_truncate(bytes, bytes->len - strlen(".\r\n"));
	sheet_init(&sheet, SHEET_MENU, SCHEME_GOPHER, a->service->capsule, bytes, 0);
	page_write_missing(a->catalogue, &sheet, a->scratch);
	sheet_done(&sheet);
	strbuf_adds(bytes, ".\r\n");
}

static void
write_page(struct answer *a)
{
	struct reply *reply = a->reply;
	bool plain = a->route.place.kind == PLACE_TEXT, dot = plain && a->service->capsule->gopher_text_dot;
	struct strbuf text = STRBUF_INIT;
	struct sheet sheet;
	enum page_verdict verdict;

	sheet_init(&sheet, plain ? SHEET_PLAIN : SHEET_MENU, SCHEME_GOPHER, a->service->capsule,
	    dot ? &text : &reply->bytes, 0);
	sheet.crlf = !dot;
	verdict = answer_page(a, &sheet);
	sheet_done(&sheet);
	if (verdict == PAGE_WRITTEN) {
		if (dot)
			gopher_add_text(&reply->bytes, strbuf_str(&text), true);
		else if (!plain)
			strbuf_adds(&reply->bytes, ".\r\n");
		reply->status = 20;
		answer_keep(a);
	} else {
		strbuf_reset(&reply->bytes);
		if (verdict == PAGE_MISSING)
			refuse_missing(a);
		else
			refuse_word(a, 40, WORD_UNREADABLE);
	}
	strbuf_done(&text);
}

static void
write_feed(struct answer *a)
{
	struct strbuf *bytes = &a->reply->bytes, feed = STRBUF_INIT;

	if (answer_feed(a, SCHEME_GOPHER)) {
		/* It is a text to Gopher (type 0), so it has a text's line ends. */
		feed = *bytes;
		strbuf_init(bytes);
		gopher_add_text(bytes, strbuf_str(&feed), a->service->capsule->gopher_text_dot);
		a->reply->status = 20;
		answer_keep(a);
	} else {
		strbuf_reset(bytes);
		refuse_missing(a);
	}
	strbuf_done(&feed);
}

/* A gophermap that stands for its folder; asked for by its own name it is a text. */
static bool
is_map(const struct answer *a)
{
	return a->route.kind == ROUTE_FILE && str_ends(a->route.asset->path, STR("gophermap")) &&
	    !str_ends(a->request->path, STR("gophermap"));
}

/* The menu that an open gophermap is, all at once. */
static void
write_map(struct answer *a)
{
	struct strbuf text = STRBUF_INIT;
	struct reply *reply = a->reply;

	if (fs_read_fd(reply->fd, GOPHER_MAP_MAX, &text) < 0) {
		reply_done(reply);
		refuse_word(a, 40, WORD_UNREADABLE_MENU);
	} else {
		close(reply->fd);
		reply->fd = -1;
		reply->file_left = 0;
		gopher_add_map(&reply->bytes, a->service->capsule,
		    str_slice(a->route.asset->path, 0, a->route.asset->path.len - strlen("gophermap")),
		    strbuf_str(&text));
	}
	strbuf_done(&text);
}

static enum respond
write_file(struct answer *a)
{
	const struct mime *mime;
	struct reply *reply = a->reply;
	bool map = is_map(a);

	if (!answer_open(a, &mime)) {
		refuse_word(a, 40, WORD_UNREADABLE_FILE);
		return RESPOND_DONE;
	}
	if (map && !a->in_job && reply->file_left > PAGE_JOB_SIZE) {
		reply_done(reply);
		return RESPOND_JOB;
	}
	reply->status = 20;
	if (map)
		write_map(a);
	else if (mime->item == '0')
		reply->form = a->service->capsule->gopher_text_dot ? REPLY_DOTTED : REPLY_LINES;
	/* Else as it lies, ended by closing. */
	return RESPOND_DONE;
}

/* Some clients encode what they should send as it is. */
static void
route_decoded(struct answer *a)
{
	struct strbuf path = STRBUF_INIT;

	if (str_find(a->request->path, '%') < a->request->path.len &&
	    uri_safe_path(&path, a->request->path) == URI_PATH_OK)
		answer_route(a, arena_str(a->scratch, strbuf_str(&path)));
	strbuf_done(&path);
}

static enum respond
gopher_answer(struct answer *a)
{
	if (a->route.kind == ROUTE_MISSING)
		route_decoded(a);
	switch (a->route.kind) {
	case ROUTE_PAGE:
	case ROUTE_FEED:
		if (answer_wants_job(a))
			return RESPOND_JOB;
		if (a->route.kind == ROUTE_PAGE)
			write_page(a);
		else
			write_feed(a);
		break;
	case ROUTE_FILE:
	case ROUTE_SOURCE:
		return write_file(a);
	case ROUTE_CAPS:
		gopher_add_caps(&a->reply->bytes, a->service->capsule, a->catalogue->title);
		a->reply->status = 20;
		break;
	case ROUTE_GONE:
		refuse_word(a, 52, WORD_GONE);
		break;
	case ROUTE_CLOSED:
	case ROUTE_SEARCH:
		if (a->service->search == NULL) {
			refuse_missing(a);
			break;
		}
		if (answer_words(a) && answer_wants_job(a))
			return RESPOND_JOB;
		write_page(a);
		break;
	case ROUTE_MISSING:
		if (answer_wants_job(a))
			return RESPOND_JOB;
		refuse_missing(a);
		break;
	}
	return RESPOND_DONE;
}

/* Of the menu that was answered, wherever its bytes are. */
static void
show_attributes(struct reply *reply)
{
	struct strbuf plain = reply->bytes;
	struct cache_entry *entry = reply->entry;

	strbuf_init(&reply->bytes);
	gopher_add_attributes(&reply->bytes, entry != NULL ? entry->bytes : strbuf_str(&plain));
	reply->entry = NULL;
	if (entry != NULL)
		cache_entry_release(entry);
	strbuf_done(&plain);
}

static enum respond
gopher_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	if (request->is_http) {
		ret->outcome = "http";
		ret->status = 53;
		gopher_add_http(&ret->bytes, service->capsule, str_starts(request->line, STR("HEAD ")));
		return RESPOND_DONE;
	}
	if (!request->wants_url_page) {
		enum respond done = answer_request(service, request, scratch, in_job, ret, gopher_answer);

		if (done == RESPOND_DONE && request->wants_attributes && ret->status == 20 && ret->fd < 0)
			show_attributes(ret);
		return done;
	}
	ret->outcome = "ok";
	if (gopher_add_url_page(&ret->bytes, request->query))
		ret->status = 20;
	else
		gopher_refuse(59, "Links of that kind are not shown", ret);
	return RESPOND_DONE;
}

/* Another Gemini server is shown where it can be reached; programs answer here too. */
static struct upstream *
gopher_upstream(const struct service *service, const struct request *request, struct reply *ret)
{
	bool door;
	struct upstream *found = request->is_http || request->wants_url_page ? NULL :
	    upstream_find(service, request, &door);
	struct strbuf text = STRBUF_INIT;

	if (found == NULL || found->kind != UPSTREAM_PROXY)
		return found;
	strbuf_adds(&text, "This part of the capsule is on Gemini alone.\n=> ");
	upstream_add_url(service->capsule, request->path, &text);
	gopher_add_gemtext(&ret->bytes, &(struct gopher_gemtext){ .capsule = service->capsule }, strbuf_str(&text));
	ret->status = 20;
	ret->outcome = "ok";
	strbuf_done(&text);
	return NULL;
}

const struct protocol protocol_gopher = {
	.name = "gopher",
	.scheme = SCHEME_GOPHER,
	.tls = false,
	.line_max = GOPHER_LINE_MAX + 2,
	.parse = gopher_parse,
	.upstream = gopher_upstream,
	.respond = gopher_respond,
	.refuse = gopher_refuse,
};
