/* upstream_ask.c - what other programs are asked, and told. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/uri.h"
#include "proto/fcgi.h"
#include "proto/upstream.h"

#define GEMINI_PORT 1965u
#define KEEP "!$&'()*+,;=:@/"	/* what a path holds as it is (RFC 3986, 3.3) */

/* --- a Gemini server ------------------------------------------------------------- */

static bool
ask_proxy(const struct upstream *u, const struct request *r, struct strbuf *out)
{
	struct strbuf rest = STRBUF_INIT;

	strbuf_addf(out, "gemini://%.*s", STR_ARG(u->host));
	if (u->port != GEMINI_PORT)
		strbuf_addf(out, ":%u", u->port);
	strbuf_addstr(out, str_slice(u->to, 0, u->to.len - 1));
	upstream_add_rest(u, r->path, &rest);
	uri_encode(out, strbuf_str(&rest), KEEP);
	if (r->has_query) {
		strbuf_addc(out, '?');
		/* Spaces, which are taken from readers, are not passed on. */
		uri_tidy(out, r->raw_query);
	}
	strbuf_done(&rest);
	if (out->len > GEMINI_URL_MAX)
		return false;
	strbuf_adds(out, "\r\n");
	return true;
}

/* --- a program ------------------------------------------------------------------- */

typedef void add_param(struct strbuf *out, struct str name, struct str value);

static void
add_scgi_param(struct strbuf *out, struct str name, struct str value)
{
	strbuf_addstr(out, name);
	strbuf_addc(out, '\0');
	strbuf_addstr(out, value);
	strbuf_addc(out, '\0');
}

struct params {
	struct strbuf *out;
	add_param *add;
};

static void
put(const struct params *p, const char *name, struct str value)
{
	p->add(p->out, str_of(name), value);
}

static void
put_time(const struct params *p, const char *name, int64_t at_s)
{
	struct strbuf text = STRBUF_INIT;
	struct date at;

	if (date_of_seconds((time_t)at_s, &at) == DATE_OK)
		date_add_rfc3339(&text, at);
	put(p, name, strbuf_str(&text));
	strbuf_done(&text);
}

/* (RFC 4514, 2.4) */
static void
put_subject(const struct params *p, const char *name)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, "CN=");
	for (; *name != '\0'; name++) {
		if (strchr(",+\"\\<>;#=", *name) != NULL)
			strbuf_addc(&text, '\\');
		strbuf_addc(&text, *name);
	}
	put(p, "TLS_CLIENT_SUBJECT", strbuf_str(&text));
	strbuf_done(&text);
}

static void
put_identity(const struct params *p, const struct request_identity *identity)
{
	struct strbuf hash = STRBUF_INIT;

	if (!identity->given)
		return;
	strbuf_adds(&hash, "SHA256:");
	fingerprint_add(&hash, &identity->certificate);
	put(p, "AUTH_TYPE", STR("Certificate"));
	put(p, "REMOTE_USER", str_of(identity->name));
	put(p, "TLS_CLIENT_HASH", strbuf_str(&hash));
	put_subject(p, identity->name);
	put(p, "TLS_CLIENT_SUBJECT_CN", str_of(identity->name));
	put_time(p, "TLS_CLIENT_NOT_BEFORE", identity->not_before_s);
	put_time(p, "TLS_CLIENT_NOT_AFTER", identity->not_after_s);
	strbuf_done(&hash);
}

static void
put_gemini(const struct params *p, const struct request *r)
{
	struct strbuf path = STRBUF_INIT;
	struct uri uri;

	uri_split(r->line, &uri);
	put(p, "GEMINI_URL", r->line);
	strbuf_addc(&path, '/');
	uri_encode(&path, r->path, KEEP);
	put(p, "GEMINI_URL_PATH", strbuf_str(&path));
	put(p, "SERVER_NAME", uri.host);
	put(p, "QUERY_STRING", r->raw_query);
	strbuf_done(&path);
}

static void
put_gopher(const struct params *p, const struct request *r)
{
	struct strbuf query = STRBUF_INIT;

	uri_encode(&query, r->query, "");
	put(p, "SERVER_NAME", r->service->capsule->host);
	put(p, "QUERY_STRING", strbuf_str(&query));
	strbuf_done(&query);
}

static void
put_paths(const struct params *p, const struct upstream *u, const struct request *r)
{
	struct strbuf text = STRBUF_INIT;

	upstream_add_rest(u, r->path, &text);
	put(p, "PATH_INFO", strbuf_str(&text));
	strbuf_reset(&text);
	if (u->path.len > 0)
		upstream_add_name(u, &text);
	if (text.len > 0 && text.buf[text.len - 1] == '/')
		strbuf_truncate(&text, text.len - 1);
	put(p, "SCRIPT_NAME", strbuf_str(&text));
	if (u->script.p != NULL)
		put(p, "SCRIPT_FILENAME", u->script);
	strbuf_done(&text);
}

static void
put_all(const struct params *p, const struct upstream *u, const struct request *r, const char *client)
{
	const struct capsule *capsule = r->service->capsule;
	bool gemini = r->scheme == SCHEME_GEMINI;
	char port[16];

	put(p, "GATEWAY_INTERFACE", STR("CGI/1.1"));
	put(p, "SERVER_SOFTWARE", STR("Marmot/" MARMOT_VERSION));
	put(p, "SERVER_PROTOCOL", gemini ? STR("GEMINI") : STR("GOPHER"));
	(void)snprintf(port, sizeof port, "%u", gemini ? capsule->gemini_port : capsule->gopher_port);
	put(p, "SERVER_PORT", str_of(port));
	/* There are no methods; libraries made for the web want one. */
	put(p, "REQUEST_METHOD", STR("GET"));
	put(p, "REMOTE_ADDR", str_of(client));
	put(p, "REMOTE_HOST", str_of(client));
	put_paths(p, u, r);
	if (gemini)
		put_gemini(p, r);
	else
		put_gopher(p, r);
	put_identity(p, &r->identity);
}

/* (SCGI, 2008-06-23: a netstring of names and values, CONTENT_LENGTH first) */
static void
ask_scgi(const struct upstream *u, const struct request *r, const char *client, struct strbuf *out)
{
	struct strbuf all = STRBUF_INIT;
	struct params params = { .out = &all, .add = add_scgi_param };

	put(&params, "CONTENT_LENGTH", STR("0"));
	put(&params, "SCGI", STR("1"));
	put_all(&params, u, r, client);
	strbuf_addf(out, "%zu:", all.len);
	strbuf_addstr(out, strbuf_str(&all));
	strbuf_addc(out, ',');
	strbuf_done(&all);
}

static void
ask_fastcgi(const struct upstream *u, const struct request *r, const char *client, struct strbuf *out)
{
	struct strbuf all = STRBUF_INIT;
	struct params params = { .out = &all, .add = fcgi_add_param };

	put(&params, "CONTENT_LENGTH", STR("0"));
	put_all(&params, u, r, client);
	fcgi_add_request(out, strbuf_str(&all));
	strbuf_done(&all);
}

bool
upstream_ask(const struct upstream *u, const struct request *r, const char *client, struct strbuf *out)
{
	switch (u->kind) {
	case UPSTREAM_PROXY:
		return ask_proxy(u, r, out);
	case UPSTREAM_SCGI:
		ask_scgi(u, r, client, out);
		break;
	case UPSTREAM_FASTCGI:
		ask_fastcgi(u, r, client, out);
		break;
	}
	return true;
}
