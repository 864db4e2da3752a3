#include "proto/neighbour.h"

/* Nex has no status line: what is said is a text. */
static void
refuse_missing(struct answer *a, const struct manner *m)
{
	struct sheet sheet;

	m->refuse(51, answer_missing(a), a->reply);
	if (m->scheme != SCHEME_NEX || a->catalogue->not_found == NULL)
		return;
	sheet_init(&sheet, SHEET_PLAIN, m->scheme, a->service->capsule, &a->reply->bytes, 0);
	page_write_missing(a->catalogue, &sheet, a->scratch);
	sheet_done(&sheet);
}

static void
write_page(struct answer *a, const struct manner *m)
{
	bool plain = a->route.place.kind == PLACE_TEXT;
	enum page_verdict verdict;
	struct sheet sheet;

	m->success(&a->reply->bytes, plain ? "text/plain" : "text/gemini");
	sheet_init(&sheet, plain ? SHEET_PLAIN : SHEET_GEMTEXT, m->scheme, a->service->capsule,
	    &a->reply->bytes, 0);
	verdict = answer_page(a, &sheet);
	sheet_done(&sheet);
	if (verdict == PAGE_WRITTEN) {
		a->reply->status = 20;
		answer_keep(a);
		return;
	}
	strbuf_reset(&a->reply->bytes);
	if (verdict == PAGE_MISSING)
		refuse_missing(a, m);
	else
		m->refuse(40, answer_word(a, WORD_UNREADABLE), a->reply);
}

static void
write_feed(struct answer *a, const struct manner *m)
{
	m->success(&a->reply->bytes, "application/atom+xml");
	if (answer_feed(a, m->scheme)) {
		a->reply->status = 20;
		answer_keep(a);
		return;
	}
	strbuf_reset(&a->reply->bytes);
	refuse_missing(a, m);
}

static void
write_file(struct answer *a, const struct manner *m)
{
	const struct mime *mime;

	if (!answer_open(a, &mime)) {
		refuse_missing(a, m);
		return;
	}
	m->success(&a->reply->bytes, mime->type);
	a->reply->status = 20;
}

/* Without words the page says how to search, and asks. */
static enum respond
answer_search(struct answer *a, const struct manner *m)
{
	if (a->service->search == NULL || !m->asks) {
		refuse_missing(a, m);
		return RESPOND_DONE;
	}
	if (answer_words(a) && answer_wants_job(a))
		return RESPOND_JOB;
	write_page(a, m);
	return RESPOND_DONE;
}

enum respond
neighbour_answer(struct answer *a, const struct manner *m)
{
	if (a->route.other_spelling && m->redirect(a))
		return RESPOND_DONE;
	switch (a->route.kind) {
	case ROUTE_PAGE:
	case ROUTE_FEED:
		if (answer_wants_job(a))
			return RESPOND_JOB;
		if (a->route.kind == ROUTE_PAGE)
			write_page(a, m);
		else
			write_feed(a, m);
		break;
	case ROUTE_FILE:
	case ROUTE_SOURCE:
		write_file(a, m);
		break;
	case ROUTE_SEARCH:
		return answer_search(a, m);
	case ROUTE_GONE:
		m->refuse(52, answer_word(a, WORD_GONE), a->reply);
		break;
	default:
		if (m->scheme == SCHEME_NEX && answer_wants_job(a))
			return RESPOND_JOB;
		refuse_missing(a, m);
		break;
	}
	return RESPOND_DONE;
}
