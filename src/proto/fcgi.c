/* fcgi.c - FastCGI records of one request. */
#include "proto/fcgi.h"

#include <string.h>

#define VERSION 1
#define REQUEST_ID 1
#define RESPONDER 1

enum type {
	BEGIN_REQUEST = 1, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT, STDERR, DATA,
};

enum status { REQUEST_COMPLETE, CANT_MPX_CONN, OVERLOADED, UNKNOWN_ROLE };

void
fcgi_init(struct fcgi *f)
{
	*f = (struct fcgi){ .complaint = STRBUF_INIT };
}

void
fcgi_done(struct fcgi *f)
{
	strbuf_done(&f->complaint);
}

/* --- reading ------------------------------------------------------------------- */

static enum fcgi_verdict
bad(struct fcgi *f, const char *why)
{
	f->why = why;
	return FCGI_BAD;
}

static enum fcgi_verdict
judge_header(struct fcgi *f)
{
	const unsigned char *h = f->header;
	unsigned id = (unsigned)h[2] << 8 | h[3];

	f->content = (unsigned)h[4] << 8 | h[5];
	f->padding = h[6];
	f->nend = 0;
	if (h[0] != VERSION)
		return bad(f, "what it sent is no FastCGI");
	/* Records of request 0 are about the program itself: nobody asked. */
	if (id != REQUEST_ID && id != 0)
		return bad(f, "it answered a request that nobody made");
	if (id == REQUEST_ID && h[1] == END_REQUEST && f->content < sizeof f->end)
		return bad(f, "its END_REQUEST is too short");
	return FCGI_MORE;
}

static void
take(struct fcgi *f, struct str bytes, struct strbuf *out)
{
	size_t room;

	if (f->header[2] == 0 && f->header[3] == 0)
		return;
	switch (f->header[1]) {
	case STDOUT:
		strbuf_addstr(out, bytes);
		break;
	case STDERR:
		room = FCGI_COMPLAINT_MAX - f->complaint.len;
		strbuf_addstr(&f->complaint, str_slice(bytes, 0, room));
		break;
	case END_REQUEST:
		bytes = str_slice(bytes, 0, sizeof f->end - f->nend);
		if (bytes.len > 0)
			memcpy(f->end + f->nend, bytes.p, bytes.len);
		f->nend += (unsigned)bytes.len;
		break;
	default:
		break;
	}
}

static enum fcgi_verdict
end(struct fcgi *f)
{
	switch (f->end[4]) {
	case REQUEST_COMPLETE:
		return FCGI_END;
	case OVERLOADED:
		return bad(f, "it says that it is overloaded");
	case CANT_MPX_CONN:
	case UNKNOWN_ROLE:
	default:
		return bad(f, "it does not do what was asked of it");
	}
}

enum fcgi_verdict
fcgi_read(struct fcgi *f, struct str bytes, struct strbuf *out)
{
	while (bytes.len > 0) {
		struct str piece;

		if (f->nheader < sizeof f->header) {
			f->header[f->nheader++] = (unsigned char)bytes.p[0];
			bytes = str_from(bytes, 1);
			if (f->nheader == sizeof f->header && judge_header(f) == FCGI_BAD)
				return FCGI_BAD;
		} else if (f->content > 0) {
			piece = str_slice(bytes, 0, f->content);
			take(f, piece, out);
			f->content -= (unsigned)piece.len;
			bytes = str_from(bytes, piece.len);
		} else {
			piece = str_slice(bytes, 0, f->padding);
			f->padding -= (unsigned)piece.len;
			bytes = str_from(bytes, piece.len);
		}
		if (f->nheader == sizeof f->header && f->content == 0) {
			if (f->nend == sizeof f->end)
				return end(f);
			if (f->padding == 0)
				f->nheader = 0;
		}
	}
	return FCGI_MORE;
}

/* --- writing ------------------------------------------------------------------- */

static void
add_header(struct strbuf *out, enum type type, size_t content)
{
	const char header[8] = { VERSION, (char)type, 0, REQUEST_ID, (char)(content >> 8), (char)content, 0, 0 };

	strbuf_add(out, header, sizeof header);
}

void
fcgi_add_request(struct strbuf *out, struct str params)
{
	/* No FCGI_KEEP_CONN: the program closes when it is done. */
	static const char begin[8] = { 0, RESPONDER, 0 };

	add_header(out, BEGIN_REQUEST, sizeof begin);
	strbuf_add(out, begin, sizeof begin);
	while (params.len > 0) {
		struct str piece = str_slice(params, 0, FCGI_CONTENT_MAX);

		add_header(out, PARAMS, piece.len);
		strbuf_addstr(out, piece);
		params = str_from(params, piece.len);
	}
	add_header(out, PARAMS, 0);
	add_header(out, STDIN, 0);
}

/* (FastCGI 1.0, 3.4) */
static void
add_length(struct strbuf *out, size_t n)
{
	const char bytes[4] = { (char)(n >> 24 | 0x80), (char)(n >> 16), (char)(n >> 8), (char)n };

	if (n < 128)
		strbuf_addc(out, (char)n);
	else
		strbuf_add(out, bytes, sizeof bytes);
}

void
fcgi_add_param(struct strbuf *params, struct str name, struct str value)
{
	add_length(params, name.len);
	add_length(params, value.len);
	strbuf_addstr(params, name);
	strbuf_addstr(params, value);
}
