/* record.c - the line that the log gets about a finished request. */
#include "net/record.h"

#include <inttypes.h>

#include "base/log.h"

#define DAY_SIZE 64	/* [bytes] of a time in any form */

/* The language that quotes stand in. */
enum quotes {
	QUOTES_OURS,		/* read by people: a quote within is left as it is */
	QUOTES_LOG,
	QUOTES_JSON,
};

/* log_escape has doubled the backslashes of its own language already. */
static void
add_escaped(struct strbuf *out, struct str s, enum quotes quotes)
{
	struct strbuf plain = STRBUF_INIT;

	if (quotes == QUOTES_OURS) {
		log_escape(out, s);
		return;
	}
	log_escape(&plain, s);
	for (size_t i = 0; i < plain.len; i++) {
		if (plain.buf[i] == '"' || (quotes == QUOTES_JSON && plain.buf[i] == '\\'))
			strbuf_addc(out, '\\');
		strbuf_addc(out, plain.buf[i]);
	}
	strbuf_done(&plain);
}

/* Fit for quotes; cut where the line would become too long. */
static void
add_quoted(struct strbuf *out, struct str s, enum quotes quotes)
{
	size_t from = out->len, whole = s.len;

	for (;; s.len -= s.len / 4 + 1) {
		strbuf_truncate(out, from);
		add_escaped(out, s, quotes);
		if (out->len - from <= RECORD_REQUEST_MAX || s.len == 0)
			break;
	}
	if (s.len < whole)
		strbuf_adds(out, "...");
}

static void
add_plain(struct strbuf *out, const struct record *r)
{
	/* Piece by piece: printf would be a third of what a Gopher request takes outside the kernel. */
	strbuf_adds(out, r->protocol);
	strbuf_addc(out, ' ');
	strbuf_addu(out, (unsigned)r->status);
	strbuf_addc(out, ' ');
	strbuf_addu(out, r->bytes);
	strbuf_adds(out, " bytes ");
	strbuf_addu(out, r->ms);
	strbuf_adds(out, " ms ");
	strbuf_adds(out, r->outcome);
	if (r->client[0] != '\0') {
		strbuf_adds(out, " from ");
		strbuf_adds(out, r->client);
	}
	strbuf_adds(out, " \"");
	add_quoted(out, r->request, QUOTES_OURS);
	strbuf_addc(out, '"');
}

static void
add_common(struct strbuf *out, const struct record *r)
{
	char day[DAY_SIZE];
	struct tm tm = { 0 };

	gmtime_r(&r->at, &tm);
	strftime(day, sizeof day, "%d/%b/%Y:%H:%M:%S +0000", &tm);
	/* Those who read this form want a method before what was asked for. */
	strbuf_addf(out, "%s - - [%s] \"GET ", r->client[0] != '\0' ? r->client : "-", day);
	add_quoted(out, r->request, QUOTES_LOG);
	strbuf_addf(out, " %s\" %d ", r->protocol, r->status);
	if (r->bytes > 0)
		strbuf_addf(out, "%" PRIu64, r->bytes);
	else
		strbuf_addc(out, '-');
}

static void
add_json_time(struct strbuf *out, time_t at)
{
	char day[DAY_SIZE];
	struct tm tm = { 0 };

	gmtime_r(&at, &tm);
	strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%SZ", &tm);
	strbuf_addf(out, "{\"time\":\"%s\"", day);
}

static void
add_json(struct strbuf *out, const struct record *r)
{
	add_json_time(out, r->at);
	strbuf_addf(out, ",\"protocol\":\"%s\",\"status\":%d,\"bytes\":%" PRIu64 ",\"ms\":%" PRIu64
	    ",\"outcome\":\"", r->protocol, r->status, r->bytes, r->ms);
	add_quoted(out, str_of(r->outcome), QUOTES_JSON);
	if (r->client[0] != '\0')
		strbuf_addf(out, "\",\"client\":\"%s", r->client);
	strbuf_adds(out, "\",\"request\":\"");
	add_quoted(out, r->request, QUOTES_JSON);
	strbuf_adds(out, "\"}");
}

void
record_add(struct strbuf *out, enum record_format format, const struct record *r)
{
	switch (format) {
	case RECORD_PLAIN:
		add_plain(out, r);
		break;
	case RECORD_COMMON:
		add_common(out, r);
		break;
	case RECORD_COMBINED:
		add_common(out, r);
		strbuf_adds(out, " \"-\" \"-\"");
		break;
	case RECORD_JSON:
		add_json(out, r);
		break;
	}
}

static void
add_failure_json(struct strbuf *out, const struct record_failure *f)
{
	add_json_time(out, f->at);
	strbuf_adds(out, ",\"event\":\"handshake\"");
	if (f->protocol != NULL)
		strbuf_addf(out, ",\"protocol\":\"%s\"", f->protocol);
	if (f->left_out > 0)
		strbuf_addf(out, ",\"left_out\":%" PRIu64, f->left_out);
	if (f->client[0] != '\0')
		strbuf_addf(out, ",\"client\":\"%s\"", f->client);
	strbuf_adds(out, ",\"outcome\":\"");
	add_quoted(out, f->why, QUOTES_JSON);
	strbuf_adds(out, "\"}");
}

void
record_add_failure(struct strbuf *out, enum record_format format, const struct record_failure *f)
{
	if (format == RECORD_JSON) {
		add_failure_json(out, f);
		return;
	}
	if (f->left_out > 0) {
		strbuf_addf(out, "%" PRIu64 " more could not shake hands: ", f->left_out);
	} else {
		strbuf_addf(out, "%s: %s could not shake hands: ", f->protocol,
		    f->client[0] != '\0' ? f->client : "a client");
	}
	log_escape(out, f->why);
}
