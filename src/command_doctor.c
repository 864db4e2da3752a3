/* marmot doctor: speaks to a running server as strict clients do. */

#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/uri.h"
#include "cli.h"
#include "doctor.h"

#define PATIENCE_MAX_S 600
#define SAID_MAX 300	/* [bytes] of a line's end, part of which a server chose */

static struct cli_option options[] = {
	{ .name = "verbose", .help = "say what is good, too" },
	{ .name = "patience", .argument = "SECONDS", .help = "how long to wait for each step, 1 to 600 (default: 15)" },
	{ .name = NULL },
};

void
doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *rule, const char *source, const char *fmt, ...)
{
	static const char *const names[] = { "good", "odd", "WRONG" };
	char said[SAID_MAX];
	va_list ap;

	d->n[verdict]++;
	if (verdict == DOCTOR_GOOD && !d->verbose)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	/* A server's words are not to move the cursor. */
	for (char *p = said; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7F)
			*p = '?';
	printf("%-6s %s: %s (%s)\n", names[verdict], rule, said, source);
	fflush(stdout);
}

const char *
doctor_end(const struct doctor *d)
{
	static const char *const ends[] = {
		[VISIT_CLEAN] = "the connection was ended",
		[VISIT_CUT] = "the connection was cut off without TLS's close_notify",
		[VISIT_RESET] = "the connection was reset",
		[VISIT_LATE] = "nothing came for as long as I waited, nor an end",
		[VISIT_ENOUGH] = "more came than I read",
		[VISIT_NO_NAME] = "the name is not known: ",
		[VISIT_NO_CONNECTION] = "no connection: ",
		[VISIT_NO_HANDSHAKE] = "no TLS: ",
	};
	static char text[sizeof d->result.why + 32];

	(void)snprintf(text, sizeof text, "%s%s", ends[d->result.end],
	    d->result.end >= VISIT_NO_NAME ? d->result.why : "");
	return text;
}

static const char *
as_string(struct arena *a, struct str s)
{
	return arena_strf(a, "%.*s", STR_ARG(s)).p;
}

static int
examine(const struct cli_command *command, const char *url, struct arena *a)
{
	const char *patience = cli_value(command, "patience");
	struct doctor d = { .visit = { .patience_s = DOCTOR_PATIENCE_S }, .authority = STRBUF_INIT };
	struct uri uri;
	bool gemini;
	unsigned long number;

	if (uri_parse(str_of(url), &uri) != URI_OK || uri.host.len == 0 ||
	    (!str_is_case(uri.scheme, "gemini") && !str_is_case(uri.scheme, "gopher")))
		return cli_trouble(command, "\"%s\" is no URL of a server, as in gemini://example.org/ or gopher://example.org/",
		    url);
	if (patience != NULL) {
		if (!str_number(str_of(patience), PATIENCE_MAX_S, &number) || number < 1)
			return cli_trouble(command, "--patience needs seconds, 1 to %d", PATIENCE_MAX_S);
		d.visit.patience_s = (unsigned)number;
	}
	gemini = str_is_case(uri.scheme, "gemini");
	d.visit.tls = gemini;
	d.visit.port = str_number(uri.port, UINT16_MAX, &number) ? (unsigned)number : gemini ? 1965 : 70;
	d.visit.host = as_string(a, uri.host.p[0] == '[' ? str_slice(uri.host, 1, uri.host.len - 1) : uri.host);
	/* RFC 6066, 3: names alone, not addresses. */
	d.visit.sni = strchr(d.visit.host, ':') == NULL &&
	    strspn(d.visit.host, "0123456789.") < strlen(d.visit.host) ? d.visit.host : NULL;
	d.path = uri.path.len > 0 ? uri.path : STR("/");
	d.verbose = cli_option(command, "verbose")->n > 0;
	strbuf_addstr(&d.authority, uri.host);
	if (uri.port.len > 0)
		strbuf_addf(&d.authority, ":%.*s", STR_ARG(uri.port));
	visit_result_init(&d.result);
	if (gemini)
		doctor_gemini(&d);
	else
		doctor_gopher(&d);
	if (d.lost)
		fprintf(stderr, "marmot doctor: %s port %u cannot be reached: %s\n", d.visit.host, d.visit.port, doctor_end(&d));
	visit_result_done(&d.result);
	strbuf_done(&d.authority);
	if (d.lost)
		return CLI_TROUBLE;
	printf("%u good, %u odd, %u wrong\n", d.n[DOCTOR_GOOD], d.n[DOCTOR_ODD], d.n[DOCTOR_WRONG]);
	return d.n[DOCTOR_WRONG] > 0 ? CLI_FOUND : CLI_OK;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	const char *url;
	struct arena arena;
	bool help;
	int used = cli_read_word(command, argc, argv, &url, &help), status;

	if (used < 0)
		return CLI_TROUBLE;
	if (help)
		return CLI_OK;
	if (url == NULL || used < argc)
		return cli_trouble(command, "needs one URL, as in gemini://example.org/");
	(void)signal(SIGPIPE, SIG_IGN);
	arena_init(&arena, 0);
	status = examine(command, url, &arena);
	arena_done(&arena);
	return status;
}

struct cli_command command_doctor = {
	.name = "doctor",
	.arguments = "[options] URL",
	.summary = "speak to a running server, and say which rules it breaks",
	.help = "Visits a server, by gemini:// or gopher://, some twenty times as strict and as\n"
	    "careless clients do, and says what it does that the specifications forbid\n"
	    "(WRONG) or that some clients or readers suffer from (odd). It need not be a\n"
	    "Marmot. Ask only servers that are your own, or whose owners do not mind.\n\n"
	    "Exit status: 0 nothing is wrong, 1 something is, 2 it cannot be reached.",
	.options = options,
	.run = run,
};
