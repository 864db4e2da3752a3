/* titan_answer.c - who may publish, and what comes of it. */
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mime.h"
#include "base/utf8.h"
#include "content/spelling.h"
#include "page/pages.h"
#include "proto/answer.h"
#include "proto/gemini.h"
#include "proto/titan.h"
#include "proto/titan_target.h"

#define WHY_MAX 700	/* [bytes] of words in a header */

static void
refuse(struct reply *ret, int status, struct str why)
{
	struct strbuf clean = STRBUF_INIT;
	struct str cut;

	utf8_clean_line(&clean, why);
	cut = utf8_cut(strbuf_str(&clean), WHY_MAX);
	reply_done(ret);
	ret->status = status;
	strbuf_addf(&ret->bytes, "%02d %.*s\r\n", status, STR_ARG(cut));
	strbuf_done(&clean);
}

static void
refuse_words(struct reply *ret, int status, const char *why)
{
	refuse(ret, status, str_of(why));
}

/* --- who may ------------------------------------------------------------------- */

/* Takes as long for every token of a length. */
static bool
is_token(const struct titan *titan, struct str token)
{
	unsigned differ = titan->token.len != token.len;

	for (size_t i = 0; i < token.len; i++)
		differ |= (unsigned char)token.p[i] ^
		    (unsigned char)titan->token.p[titan->token.len > 0 ? i % titan->token.len : 0];
	return titan->token.len > 0 && differ == 0;
}

static bool
covers(const struct titan_grant *grant, struct str path)
{
	struct str inside = grant->path;

	if (inside.len == 0)
		return true;
	if (!str_starts(path, inside))
		return false;
	return inside.p[inside.len - 1] == '/' || path.len == inside.len || path.p[inside.len] == '.' ||
	    path.p[inside.len] == '/';
}

const struct titan_grant *
titan_grant(const struct titan *titan, struct str path)
{
	const struct titan_grant *found = NULL;

	for (size_t i = 0; i < titan->ngrants; i++)
		if (covers(&titan->grants[i], path) &&
		    (found == NULL || titan->grants[i].path.len > found->path.len))
			found = &titan->grants[i];
	return found;
}

/* What the grant for a draft hangs on is where the draft lies. */
static struct str
granted_path(const struct service *service, struct str path)
{
	const struct area *area = area_of(service->capsule, path);

	return area != NULL && area->is_drafts ? str_from(path, sizeof AREA_DRAFTS - 1) : path;
}

/* Whether the grant lets this request in; if not, *ret says why. */
static bool
is_granted(const struct service *service, const struct titan_grant *grant, const struct request *request,
    struct reply *ret)
{
	enum access_verdict verdict = ACCESS_NOBODY;
	struct strbuf why = STRBUF_INIT;
	int status;

	if (grant == NULL) {
		refuse_words(ret, 50, "Nothing can be published here");
		return false;
	}
	if (grant->people.n > 0)
		verdict = access_judge(service->access, grant->people, &request->identity);
	if (verdict == ACCESS_GRANTED)
		return true;
	if (grant->token && request->upload.token.p != NULL) {
		if (is_token(service->titan, request->upload.token))
			return true;
		refuse_words(ret, 59, "The token is wrong");
		return false;
	}
	if (grant->people.n == 0) {
		refuse_words(ret, 59, "A token is needed to publish here");
		return false;
	}
	status = access_refuse(verdict, &request->identity, &why);
	if (verdict == ACCESS_STRANGER)
		log_info("titan /%.*s: %s", STR_ARG(request->path), why.buf);
	refuse(ret, status, strbuf_str(&why));
	strbuf_done(&why);
	return false;
}

/* --- what may be --------------------------------------------------------------- */

static bool
is_type_taken(const struct titan *titan, struct str type)
{
	for (size_t i = 0; i < titan->ntypes; i++) {
		struct str one = titan->types[i];

		if (str_eq_case(one, type) || (one.len > 1 && one.p[one.len - 1] == '*' &&
		    str_starts_case(type, str_slice(one, 0, one.len - 1))))
			return true;
	}
	return false;
}

/* "text" of "text/plain". */
static struct str
main_type(struct str type)
{
	return str_slice(type, 0, str_find(type, '/'));
}

/* The types of what is published: that of its name, and what the request says. */
static const char *
judge_type(const struct titan *titan, const struct titan_target *target, const struct request *request)
{
	struct str own = target->is_article ? STR("text/markdown") : str_of(mime_of(target->file)->type);
	struct str said = request->upload.mime;

	if (!is_type_taken(titan, own))
		return "Files of this type are not taken";
	/* A client that does not know says so. */
	if (said.p == NULL || str_is(said, "application/octet-stream"))
		return NULL;
	if (!str_eq(main_type(said), main_type(own)))
		return "The name and the media type (mime=) say different things";
	return NULL;
}

/* Everything that can be judged without the body and without waiting. */
static bool
judge_request(const struct service *service, const struct catalogue *c, const struct request *request,
    struct arena *scratch, struct titan_target *ret_target, struct reply *ret)
{
	const struct titan *titan = service->titan;
	const char *why;

	if (!is_granted(service, titan_grant(titan, granted_path(service, request->path)), request, ret))
		return false;
	why = titan_find_target(c, request, scratch, ret_target);
	if (why == NULL && request->upload.kind == UPLOAD_STORE && request->upload.size > 0)
		why = judge_type(titan, ret_target, request);
	if (why != NULL) {
		refuse_words(ret, 59, why);
		return false;
	}
	/* An address may mean a file elsewhere, for which somebody else is asked. */
	return is_granted(service, titan_grant(titan, ret_target->file), request, ret);
}

bool
titan_admit(const struct service *service, const struct request *request, struct reply *ret)
{
	struct strbuf why = STRBUF_INIT;
	struct titan_target target;
	struct catalogue *c = shelf_borrow(service->shelf);
	struct arena scratch;
	bool good;

	arena_init(&scratch, 0);
	good = judge_request(service, c, request, &scratch, &target, ret);
	if (good && request->upload.size > service->titan->size_max) {
		strbuf_addf(&why, "At most %zu bytes are taken", service->titan->size_max);
		refuse(ret, 59, strbuf_str(&why));
		good = false;
	}
	arena_done(&scratch);
	catalogue_release(c);
	strbuf_done(&why);
	return good;
}

/* --- what comes of it ------------------------------------------------------------ */

/* 30 to the place; where that does not fit into a header, a page that links to it. */
static void
lead_to(const struct service *service, const struct place *place, struct reply *ret)
{
	struct strbuf url = STRBUF_INIT;

	address_url(&url, service->capsule, SCHEME_GEMINI, place);
	reply_done(ret);
	if (gemini_leads_to(strbuf_str(&url))) {
		ret->status = 30;
		strbuf_addf(&ret->bytes, "30 %s\r\n", url.buf);
	} else {
		ret->status = 20;
		gemini_add_success(&ret->bytes, "text/gemini", STR("en"));
		strbuf_addf(&ret->bytes, "# Done\n\n=> %s Its address is too long to lead you there\n", url.buf);
	}
	strbuf_done(&url);
}

/* Where readers, or its author, find what was stored; false: nowhere. */
static bool
find_place(const struct catalogue *c, const struct titan_target *target, struct place *ret)
{
	const struct article *article = target->is_article ? catalogue_find_file(c, target->file) : NULL;
	const struct asset *asset = target->is_article ? NULL : catalogue_find_asset(c, target->file);

	if (article != NULL && !article->gone) {
		*ret = article_place(article);
		return true;
	}
	for (size_t i = 0; c->hidden != NULL && target->is_article && i < c->nhidden; i++) {
		if (!str_eq(c->hidden[i]->file, target->file))
			continue;
		*ret = (struct place){ .kind = PLACE_DRAFT, .path = catalogue_draft_path(c, c->hidden[i]) };
		return true;
	}
	if (asset != NULL)
		*ret = (struct place){ .kind = PLACE_ASSET, .path = asset->path };
	return asset != NULL;
}

static void
answer_stored(const struct service *service, const struct titan_target *target, bool seen, struct reply *ret)
{
	struct catalogue *c = shelf_borrow(service->shelf);
	struct place place;

	if (find_place(c, target, &place)) {
		lead_to(service, &place, ret);
	} else {
		reply_done(ret);
		ret->status = 20;
		gemini_add_success(&ret->bytes, "text/gemini", STR("en"));
		strbuf_adds(&ret->bytes, seen ? "# Stored\n\nIt is kept, and hidden from readers for now: it is a draft, "
		    "its time has not come or is over, or another file has its address.\n" :
		    "# Stored\n\nIt is kept, and readers see it once everything has been read again.\n");
	}
	catalogue_release(c);
}

/* The nearest folder that is still there. */
static void
answer_deleted(const struct service *service, const struct titan_target *target, struct reply *ret)
{
	struct catalogue *c = shelf_borrow(service->shelf);
	struct str folder = spelling_folder(target->file);

	while (folder.len > 0 && catalogue_find_section(c, folder) == NULL)
		folder = spelling_folder(str_slice(folder, 0, folder.len - 1));
	lead_to(service, &(struct place){ .kind = folder.len > 0 ? PLACE_SECTION : PLACE_HOME, .path = folder },
	    ret);
	catalogue_release(c);
}

/* A certificate that is shown has not always opened the door: the token may have. */
static void
log_done(const struct service *service, const struct request *request, const struct titan_target *target)
{
	const struct titan_grant *grant = titan_grant(service->titan, granted_path(service, request->path));
	struct strbuf who = STRBUF_INIT;

	if (access_judge(service->access, grant->people, &request->identity) == ACCESS_GRANTED) {
		strbuf_adds(&who, request->identity.name);
		strbuf_addc(&who, ' ');
		fingerprint_add(&who, &request->identity.certificate);
	} else {
		strbuf_adds(&who, "the token");
	}
	if (request->upload.size > 0)
		log_info("titan: %.*s stored, %zu bytes, by %s", STR_ARG(target->file), request->upload.body.len,
		    who.buf);
	else
		log_info("titan: %.*s deleted, by %s", STR_ARG(target->file), who.buf);
	strbuf_done(&who);
}

static enum publish_verdict
publish(const struct service *service, const struct catalogue *c, const struct request *request,
    const struct titan_target *target, struct strbuf *why)
{
	const struct publish_options *options = &service->titan->publish;
	struct str bytes = strbuf_str(&request->upload.body);
	enum publish_verdict verdict = PUBLISH_DONE;
	const char *words = publish_judge_name(c, target->file);

	/* "x.key" becomes no article by the ".md" that is put behind it. */
	if (words == NULL && request->path.len > 0 && request->path.p[request->path.len - 1] != '/')
		words = publish_judge_name(c, request->path);
	if (words != NULL) {
		strbuf_adds(why, words);
		return PUBLISH_WRONG;
	}
	if (request->upload.size == 0)
		return publish_delete(c, options, target->file, why);
	if (target->is_article)
		verdict = publish_judge_article(c, target->file, bytes, why);
	return verdict != PUBLISH_DONE ? verdict : publish_store(c, options, target->file, bytes, why);
}

static void
store_or_delete(const struct service *service, struct catalogue *c, const struct request *request,
    const struct titan_target *target, struct reply *ret)
{
	struct strbuf why = STRBUF_INIT;
	bool seen = true;

	switch (publish(service, c, request, target, &why)) {
	case PUBLISH_DONE:
		log_done(service, request, target);
		if (service->titan->changed != NULL)
			seen = service->titan->changed(service->titan->arg);
		if (request->upload.size > 0)
			answer_stored(service, target, seen, ret);
		else
			answer_deleted(service, target, ret);
		break;
	case PUBLISH_WRONG:
		refuse(ret, 59, strbuf_str(&why));
		break;
	case PUBLISH_MISSING:
		refuse_words(ret, 51, "There is nothing to delete");
		break;
	case PUBLISH_FAILED:
		log_error("titan: %.*s: %s", STR_ARG(target->file), why.buf);
		refuse(ret, 40, strbuf_str(&why));
		break;
	}
	strbuf_done(&why);
}

/* The source as it lies, for a client's editor. */
static void
edit(const struct catalogue *c, const struct titan_target *target, struct reply *ret)
{
	const char *type = target->is_article ? "text/markdown" : mime_of(target->file)->type;
	struct fs_stamp stamp;
	int fd = publish_open(c, target->file, &stamp);

	if (fd < 0) {
		refuse_words(ret, 51, "There is nothing to edit yet");
		return;
	}
	ret->status = 20;
	gemini_add_success(&ret->bytes, type, STR_NONE);
	reply_set_file(ret, fd, stamp.size, &stamp);
}

enum respond
titan_respond(const struct service *service, const struct request *request, struct arena *scratch,
    bool in_job, struct reply *ret)
{
	struct catalogue *c;
	struct titan_target target;

	/* Folders are listed and disks waited for; strangers wait for nothing. */
	if (!in_job)
		return is_granted(service, titan_grant(service->titan, granted_path(service, request->path)),
		    request, ret) ? RESPOND_JOB : RESPOND_DONE;
	c = shelf_borrow(service->shelf);
	if (judge_request(service, c, request, scratch, &target, ret)) {
		if (request->upload.kind == UPLOAD_EDIT)
			edit(c, &target, ret);
		else
			store_or_delete(service, c, request, &target, ret);
	}
	catalogue_release(c);
	return RESPOND_DONE;
}
