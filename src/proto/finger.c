#include "proto/finger.h"

#include "base/uri.h"
#include "proto/answer.h"
#include "proto/gopher.h"

static enum parse
finger_parse(const struct service *service, const struct request_origin *origin, struct str in,
    bool ended, struct request *ret)
{
	size_t end = str_find(in, '\n');
	struct str name;

	(void)service;
	(void)origin;
	ret->scheme = SCHEME_FINGER;
	ret->line = str_slice(in, 0, end < FINGER_LINE_MAX ? end : FINGER_LINE_MAX);
	if (end > FINGER_LINE_MAX)
		return request_refuse(ret, 59, "The name is too long");
	if (end == in.len && !ended)
		return PARSE_MORE;
	if (ret->line.len > 0 && ret->line.p[ret->line.len - 1] == '\r')
		ret->line.len--;
	name = str_trim(ret->line);
	if (str_is_case(name, "/W") || (str_starts(name, STR("/W ")) || str_starts(name, STR("/w "))))
		name = str_trim(str_from(name, 2));
	if (str_find(name, '@') < name.len)
		return request_refuse(ret, 59, "Requests for other hosts are not passed on");
	if (uri_literal_path(&ret->store, name) != URI_PATH_OK)
		return request_refuse(ret, 59, "Nobody and nothing here is called that");
	ret->path = strbuf_str(&ret->store);
	return PARSE_OK;
}

static void
finger_refuse(int status, const char *why, struct reply *ret)
{
	ret->status = status;
	strbuf_addf(&ret->bytes, "%s\r\n", why);
}

/* A name is that of an article wherever it lies. */
static void
route_by_name(struct answer *a)
{
	struct place place;

	if (a->area == NULL && catalogue_find_base(a->catalogue, a->request->path, NULL, &place) &&
	    place.kind != PLACE_ASSET)
		a->route = (struct route){ .kind = ROUTE_PAGE, .place = place };
}

static void
write_page(struct answer *a)
{
	const struct capsule *capsule = a->service->capsule;
	struct strbuf text = STRBUF_INIT;
	enum page_verdict verdict;
	struct sheet sheet;

	sheet_init(&sheet, SHEET_PLAIN, capsule->gemini_port > 0 ? SCHEME_FINGER : SCHEME_GOPHER, capsule,
	    &text, 0);
	verdict = answer_page(a, &sheet);
	sheet_done(&sheet);
	if (verdict == PAGE_WRITTEN) {
		gopher_add_text(&a->reply->bytes, strbuf_str(&text), false);
		a->reply->status = 20;
		answer_keep(a);
	} else {
		finger_refuse(verdict == PAGE_MISSING ? 51 : 40,
		    answer_word(a, verdict == PAGE_MISSING ? WORD_NOT_FOUND : WORD_UNREADABLE), a->reply);
	}
	strbuf_done(&text);
}

static enum respond
finger_answer(struct answer *a)
{
	if (a->route.kind == ROUTE_MISSING)
		route_by_name(a);
	if (a->route.kind == ROUTE_PAGE) {
		if (answer_wants_job(a))
			return RESPOND_JOB;
		write_page(a);
	} else if (a->route.kind == ROUTE_GONE) {
		finger_refuse(52, answer_word(a, WORD_GONE), a->reply);
	} else {
		finger_refuse(51, answer_word(a, WORD_NOT_FOUND), a->reply);
	}
	return RESPOND_DONE;
}

static enum respond
finger_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	return answer_request(service, request, scratch, in_job, ret, finger_answer);
}

const struct protocol protocol_finger = {
	.name = "finger",
	.scheme = SCHEME_FINGER,
	.line_max = FINGER_LINE_MAX + 2,
	.parse = finger_parse,
	.respond = finger_respond,
	.refuse = finger_refuse,
};
