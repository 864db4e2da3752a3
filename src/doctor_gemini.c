/* doctor_gemini.c - what a Gemini server does with what clients say. */
#include "doctor.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define URL_MAX 1024	/* [bytes] (Gemini 0.24.1, "Requests") */
#define META_MAX 1024	/* [bytes]; of 0.16 and older, which clients still hold to */

#define REQUESTS "Gemini 0.24.1, \"Requests\""
#define RESPONSES "Gemini 0.24.1, \"Responses\""
#define CLOSING "Gemini 0.24.1, \"Closing connections\""
#define TLS "Gemini 0.24.1, \"The use of TLS\""

enum probe_form {
	PROBE_PLAIN,
	PROBE_BYTEWISE,
	PROBE_NO_SNI,
	PROBE_TLS12,
};

/* {} in a request is the server's host and port, {/} the path that is there. */
static const struct probe {
	const char *rule, *source, *request;
	size_t len;		/* of the request; 0: up to its NUL */
	const char *good;	/* statuses, "x" for any digit; "--": no answer but a clean end */
	enum doctor_verdict else_;
	enum probe_form form;
} probes[] = {
	{ "a URL without a path means the root", REQUESTS, "gemini://{}\r\n", 0, "2x 1x 3x 6x", DOCTOR_WRONG, PROBE_PLAIN },
	{ "the scheme's case does not matter", "RFC 3986, 3.1", "GEMINI://{}{/}\r\n", 0, "2x 1x 3x 6x", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a request may come byte by byte", REQUESTS, "gemini://{}{/}\r\n", 0, "2x 1x 3x 6x", DOCTOR_WRONG, PROBE_BYTEWISE },
	{ "what stands behind the request changes nothing", REQUESTS, "gemini://{}{/}\r\nmore\r\n", 0, "2x 1x 3x 6x", DOCTOR_ODD, PROBE_PLAIN },
	{ "who asks by address sends no SNI", TLS, "gemini://{}{/}\r\n", 0, "2x 1x 3x 6x 53", DOCTOR_ODD, PROBE_NO_SNI },
	{ "TLS 1.2 is enough", TLS, "gemini://{}{/}\r\n", 0, "2x 1x 3x 6x", DOCTOR_ODD, PROBE_TLS12 },
	{ "a page that is not there is 51", RESPONSES, "gemini://{}/marmot-doctor-looks-for-nothing\r\n", 0, "51", DOCTOR_ODD, PROBE_PLAIN },
	{ "a URL without a scheme is no request", REQUESTS, "//{}{/}\r\n", 0, "59", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a path alone is no request", REQUESTS, "/\r\n", 0, "59", DOCTOR_WRONG, PROBE_PLAIN },
	{ "an empty line is no request", REQUESTS, "\r\n", 0, "59", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a user's name has no place in a URL", REQUESTS, "gemini://ada@{}{/}\r\n", 0, "59", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a fragment has no place in a request", REQUESTS, "gemini://{}{/}#part\r\n", 0, "59", DOCTOR_ODD, PROBE_PLAIN },
	{ "other schemes are proxy requests", RESPONSES, "http://{}{/}\r\n", 0, "53 59", DOCTOR_WRONG, PROBE_PLAIN },
	{ "other hosts are proxy requests", RESPONSES, "gemini://marmot-doctor.invalid/\r\n", 0, "53", DOCTOR_ODD, PROBE_PLAIN },
	{ "what is not UTF-8 is refused", REQUESTS, "gemini://{}/\xC3\x28\xFF\r\n", 0, "59 51", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a zero byte ends no name", REQUESTS, "gemini://{}{/}\0.txt\r\n", sizeof "gemini://{}{/}\0.txt\r\n" - 1, "59 51", DOCTOR_WRONG, PROBE_PLAIN },
	{ "nor does an escaped one", REQUESTS, "gemini://{}{/}%00.txt\r\n", 0, "59 51", DOCTOR_WRONG, PROBE_PLAIN },
	{ "a line end alone is no end of a request", REQUESTS, "gemini://{}{/}\n", 0, "59 --", DOCTOR_ODD, PROBE_PLAIN },
	{ "no path leads out of the capsule", "RFC 3986, 5.2.4", "gemini://{}/../../../../../../etc/passwd\r\n", 0, "5x 3x", DOCTOR_WRONG, PROBE_PLAIN },
	{ "nor one that is escaped", "RFC 3986, 5.2.4", "gemini://{}/%2e%2e/..%2f..%2f..%2f..%2fetc/passwd\r\n", 0, "5x 3x", DOCTOR_WRONG, PROBE_PLAIN },
};

static void
fill(const struct doctor *d, struct str request, struct strbuf *out)
{
	for (size_t i = 0; i < request.len; i++) {
		struct str rest = str_from(request, i);

		if (str_starts(rest, STR("{}"))) {
			strbuf_addstr(out, strbuf_str(&d->authority));
			i += 1;
		} else if (str_starts(rest, STR("{/}"))) {
			strbuf_addstr(out, d->path);
			i += 2;
		} else {
			strbuf_addc(out, request.p[i]);
		}
	}
}

/* The header without its line end; absent when there is none. */
static struct str
header_of(const struct doctor *d)
{
	struct str reply = strbuf_str(&d->result.reply);
	size_t end = str_search(reply, STR("\r\n"));

	return end < reply.len ? str_slice(reply, 0, end) : STR_NONE;
}

static bool
has_status(struct str header, const char *wanted)
{
	if (header.len < 2)
		return false;
	for (const char *p = wanted; *p != '\0'; p += p[2] == ' ' ? 3 : 2)
		if (p[0] == header.p[0] && (p[1] == 'x' || p[1] == header.p[1]))
			return true;
	return false;
}

static void
ask(struct doctor *d, const struct visit *how, struct str request)
{
	struct strbuf bytes = STRBUF_INIT;

	fill(d, request, &bytes);
	visit(how, strbuf_str(&bytes), &d->result);
	strbuf_done(&bytes);
}

/* What is said of every header. */
static void
judge_header(struct doctor *d, const char *rule, struct str header)
{
	struct str meta = str_from(header, 3);

	if (header.len < 2 || header.p[0] < '1' || header.p[0] > '6' || !ascii_is_digit(header.p[1]) ||
	    (header.len > 2 && header.p[2] != ' '))
		doctor_say(d, DOCTOR_WRONG, rule, RESPONSES, "the header is no status and a blank");
	else if (meta.len > META_MAX)
		doctor_say(d, DOCTOR_ODD, rule, RESPONSES, "%zu bytes stand behind the status", meta.len);
	else if (!utf8_valid(meta) || str_has_control(meta))
		doctor_say(d, DOCTOR_WRONG, rule, RESPONSES, "the header holds control characters, or is not UTF-8");
}

static void
judge_end(struct doctor *d, const char *rule)
{
	if (d->result.end != VISIT_CLEAN && d->result.end != VISIT_ENOUGH)
		doctor_say(d, DOCTOR_WRONG, rule, CLOSING, "%s", doctor_end(d));
}

static void
run(struct doctor *d, const struct probe *probe)
{
	struct visit how = d->visit;
	struct str header;

	how.bytewise = probe->form == PROBE_BYTEWISE;
	how.tls12 = probe->form == PROBE_TLS12;
	if (probe->form == PROBE_NO_SNI)
		how.sni = NULL;
	ask(d, &how, probe->len > 0 ? (struct str){ probe->request, probe->len } : str_of(probe->request));
	header = header_of(d);
	if (header.p == NULL) {
		bool quiet = strstr(probe->good, "--") != NULL && d->result.end == VISIT_CLEAN &&
		    d->result.reply.len == 0;

		doctor_say(d, quiet ? DOCTOR_GOOD : probe->else_, probe->rule, probe->source, "no answer: %s",
		    doctor_end(d));
		return;
	}
	judge_header(d, probe->rule, header);
	if (has_status(header, probe->good))
		doctor_say(d, DOCTOR_GOOD, probe->rule, probe->source, "%.*s", STR_ARG(header));
	else
		doctor_say(d, probe->else_, probe->rule, probe->source, "\"%.*s\" instead of %s",
		    (int)(header.len < 60 ? header.len : 60), header.p, probe->good);
	judge_end(d, probe->rule);
}

/* The longest URL that is allowed, and one byte more. */
static void
ask_long(struct doctor *d, size_t len, const char *rule, bool good)
{
	struct strbuf url = STRBUF_INIT;
	struct str header;
	bool refused;

	fill(d, STR("gemini://{}/"), &url);
	while (url.len < len)
		strbuf_addc(&url, 'a');
	strbuf_adds(&url, "\r\n");
	visit(&d->visit, strbuf_str(&url), &d->result);
	strbuf_done(&url);
	header = header_of(d);
	refused = has_status(header, "59");
	if (header.p == NULL)
		doctor_say(d, DOCTOR_WRONG, rule, REQUESTS, "no answer: %s", doctor_end(d));
	else
		doctor_say(d, refused != good ? DOCTOR_GOOD : DOCTOR_WRONG, rule, REQUESTS, "%.*s", STR_ARG(header));
}

static void
judge_certificate(struct doctor *d)
{
	const struct visit_result *r = &d->result;
	const struct cert_facts *facts = &r->certificate;

	if (!r->has_certificate)
		return;
	if (d->verbose)
		printf("its certificate is %s\n", facts->fingerprint);
	if (facts->expired)
		doctor_say(d, DOCTOR_WRONG, "the certificate is valid now", TLS, "it has expired");
	else if (facts->not_yet)
		doctor_say(d, DOCTOR_WRONG, "the certificate is valid now", TLS, "it is not valid yet");
	else
		doctor_say(d, DOCTOR_GOOD, "the certificate is valid now", TLS, "it is");
	doctor_say(d, r->covers_host ? DOCTOR_GOOD : DOCTOR_ODD, "the certificate names the host", TLS, "%s",
	    r->covers_host ? "it does" : "it does not, and some clients refuse it");
	if (r->covers_host && !facts->has_alternatives)
		doctor_say(d, DOCTOR_ODD, "its names stand in subjectAltName", "RFC 6125", "only in the CN");
	if (facts->key_trouble != NULL)
		doctor_say(d, DOCTOR_ODD, "all clients take its key", TLS, "%s", facts->key_trouble);
}

/* Gemtext and other text is what readers get first. */
static void
judge_home(struct doctor *d, struct str header)
{
	struct str body = str_from(strbuf_str(&d->result.reply), header.len + 2), type = str_from(header, 3);

	if (!has_status(header, "20"))
		return;
	if (type.len == 0)
		doctor_say(d, DOCTOR_ODD, "a page says its media type", RESPONSES, "none is said, which means gemtext");
	else if (!str_starts_case(type, STR("text/gemini")))
		doctor_say(d, DOCTOR_ODD, "the page is gemtext", RESPONSES, "it is %.*s", STR_ARG(type));
	if (str_starts_case(type, STR("text/")) && !utf8_valid(body) &&
	    str_search(type, STR("charset")) == type.len)
		doctor_say(d, DOCTOR_WRONG, "text is UTF-8 unless it says otherwise", RESPONSES, "it is not");
}

/* False when it makes no sense to ask for more. */
static bool
look_at_home(struct doctor *d)
{
	static const char *const rule = "a page that is there is answered";
	struct str header;

	ask(d, &d->visit, STR("gemini://{}{/}\r\n"));
	d->lost = d->result.end >= VISIT_NO_NAME;
	header = header_of(d);
	if (d->lost)
		return false;
	if (header.p == NULL) {
		doctor_say(d, DOCTOR_WRONG, rule, RESPONSES, "%s", doctor_end(d));
		return true;
	}
	if (has_status(header, "53")) {
		doctor_say(d, DOCTOR_WRONG, rule, RESPONSES, "%.*s: visit it by a host and port that it answers to; "
		    "nothing else was tried", STR_ARG(header));
		return false;
	}
	doctor_say(d, has_status(header, "2x 1x 3x 6x") ? DOCTOR_GOOD : DOCTOR_WRONG, rule, RESPONSES, "%.*s, %s",
	    STR_ARG(header), d->result.version);
	judge_header(d, rule, header);
	judge_home(d, header);
	judge_end(d, rule);
	judge_certificate(d);
	return true;
}

void
doctor_gemini(struct doctor *d)
{
	struct visit old = d->visit;

	if (!look_at_home(d))
		return;
	for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++)
		run(d, &probes[i]);
	ask_long(d, URL_MAX, "a URL of 1024 bytes is taken", true);
	ask_long(d, URL_MAX + 1, "one of 1025 bytes is not", false);
	old.old_tls = true;
	ask(d, &old, STR("gemini://{}{/}\r\n"));
	if (d->result.end == VISIT_NO_HANDSHAKE)
		doctor_say(d, DOCTOR_GOOD, "TLS 1.1 and older are refused", TLS, "%s", d->result.why);
	else
		doctor_say(d, DOCTOR_WRONG, "TLS 1.1 and older are refused", TLS, "%s was spoken", d->result.version);
}
