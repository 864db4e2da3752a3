/* marmot serve: the server itself. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/log.h"
#include "cli.h"
#include "config.h"
#include "net/cert.h"
#include "report.h"

#define SERVE_DIAGS_SHOWN 20	/* problems named at start; "marmot check" names all */

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "content", .argument = "DIR", .help = "the folder of articles (default: content)" },
	{ .name = "certs", .argument = "DIR", .help = "the folder of certificates (default: certs)" },
	{ .name = "state", .argument = "DIR", .help = "where Marmot keeps what it can make again" },
	{ .name = "host", .argument = "NAME", .help = "a host name answered to; the first is the public one", .many = true },
	{ .name = "gemini", .argument = "ADDR:PORT", .help = "listen here for Gemini, or off (default: *:1965)", .many = true },
	{ .name = "gopher", .argument = "ADDR:PORT", .help = "listen here for Gopher, or off (default: *:70)", .many = true },
	{ .name = "verbose", .help = "log more, to find out what goes on" },
	{ .name = NULL },
};

/* All that runs while the server does. */
struct serving {
	struct config config;
	struct shelf shelf;
	struct service service;
	struct server *server;
	struct strbuf crt, key;
	int64_t scanned_s;	/* when the folder was last looked through */
};

static int64_t
now_s(void)
{
	return (int64_t)time(NULL);
}

static void
log_diags(struct diag_list *diags)
{
	struct strbuf line = STRBUF_INIT;
	size_t shown = 0;

	diag_sort(diags);
	for (size_t i = 0; i < diags->n && shown < SERVE_DIAGS_SHOWN; i++) {
		if (diags->v[i].severity == DIAG_NOTE)
			continue;
		strbuf_reset(&line);
		diag_write(&line, &diags->v[i]);
		strbuf_truncate(&line, line.len - 1);
		log_warning("%s", line.buf);
		shown++;
	}
	if (diags->nerrors + diags->nwarnings > shown)
		log_warning("and %zu more: \"marmot check\" names them all", diags->nerrors + diags->nwarnings - shown);
	strbuf_done(&line);
}

static void
add_found(struct strbuf *out, const struct catalogue *c)
{
	report_plural(out, c->narticles, "article", "articles");
	strbuf_addf(out, " (%zu hidden), ", c->nhidden);
	report_plural(out, c->ntags, "tag", "tags");
	strbuf_adds(out, ", ");
	report_plural(out, c->nassets, "other file", "other files");
	strbuf_adds(out, "; problems: ");
	report_counts(&c->diags, out);
}

/* Looks through the folder again; the old catalogue stays on any error. */
static void
rescan(struct serving *v, bool always_say)
{
	struct catalogue *old = shelf_borrow(&v->shelf), *next;
	struct strbuf found = STRBUF_INIT;
	const char *why;
	int error;

	v->scanned_s = now_s();
	next = catalogue_build(&v->config.capsule, old, v->scanned_s, &error, &why);
	if (next == NULL) {
		log_error("%s: %s (%s); what was read before stays", v->config.capsule.content_dir, why,
		    strerror(-error));
	} else if (!always_say && catalogue_same(old, next)) {
		catalogue_release(next);
	} else {
		add_found(&found, next);
		log_info("read %s again: %s", v->config.capsule.content_dir, found.buf);
		if (next->diags.nerrors + next->diags.nwarnings != old->diags.nerrors + old->diags.nwarnings)
			log_diags(&next->diags);
		shelf_replace(&v->shelf, next);
	}
	strbuf_done(&found);
	catalogue_release(old);
#ifdef __GLIBC__
	/* The old catalogue's pieces lie among others: glibc keeps them unless it is told. */
	malloc_trim(0);
#endif
}

static void
on_reload(void *arg)
{
	struct serving *v = arg;
	struct strbuf why = STRBUF_INIT;

	rescan(v, true);
	if (v->config.ngemini > 0 && server_reload_certificate(v->server, &why) < 0)
		log_error("%s; the certificate in use stays", why.buf);
	strbuf_done(&why);
}

static void
on_tick(void *arg)
{
	struct serving *v = arg;
	struct catalogue *c = shelf_borrow(&v->shelf);
	int64_t now = now_s(), since = now - v->scanned_s;
	bool due = now >= c->next_change_s;

	catalogue_release(c);
	/* A clock that was set back must not stop the looking. */
	if (v->config.rescan_s > 0 && (since >= (int64_t)v->config.rescan_s || since < 0))
		due = true;
	if (due)
		rescan(v, false);
}

/* Finds the certificate or makes one; false after saying why not. */
static bool
prepare_certificate(struct serving *v)
{
	struct config *config = &v->config;
	const char *why;
	int r;

	if (config->ngemini == 0)
		return true;
	if (!cert_find(config->certs_dir, config->hosts[0], &v->crt, &v->key)) {
		r = cert_make(config->certs_dir, config->hosts, config->nhosts, &why);
		if (r < 0) {
			log_error("no certificate for %.*s in %s, and none can be made there: %s (%s)",
			    STR_ARG(config->hosts[0]), config->certs_dir, why, strerror(-r));
			return false;
		}
		if (!cert_find(config->certs_dir, config->hosts[0], &v->crt, &v->key))
			return false;
		log_info("made a certificate for %.*s: %s", STR_ARG(config->hosts[0]), v->crt.buf);
	}
	config->server.crt_path = v->crt.buf;
	config->server.key_path = v->key.buf;
	return true;
}

static void
say_certificate(const struct serving *v)
{
	struct cert_facts facts;
	struct strbuf until = STRBUF_INIT;
	const char *why;

	if (v->config.ngemini == 0 || cert_read(v->crt.buf, &facts, &why) < 0)
		return;
	date_add_day(&until, facts.until);
	log_info("certificate  %s for %s, valid until %s", v->crt.buf, facts.names.buf, until.buf);
	log_info("fingerprint  SHA-256 %s", facts.fingerprint);
	if (facts.expired || facts.not_yet)
		log_warning("%s: the certificate %s: many clients refuse it", v->crt.buf,
		    facts.expired ? "has expired" : "is not valid yet");
	for (size_t i = 0; i < v->config.nhosts; i++)
		if (!cert_covers(v->crt.buf, v->config.hosts[i]))
			log_warning("%s does not name %.*s, so that strict clients refuse it there", v->crt.buf,
			    STR_ARG(v->config.hosts[i]));
	cert_facts_done(&facts);
	strbuf_done(&until);
}

static void
say_addresses(const struct serving *v)
{
	const struct server_options *o = &v->config.server;
	struct strbuf url = STRBUF_INIT;

	for (size_t i = 0; i < o->nlisteners; i++) {
		const struct server_listener *l = &o->listeners[i];
		unsigned port = server_port(v->server, i);

		log_info("%-11s  %s%s%s port %u", l->protocol->name, strchr(l->address, ':') != NULL ? "[" : "",
		    strcmp(l->address, "*") == 0 ? "all addresses," : l->address,
		    strchr(l->address, ':') != NULL ? "]" : "", port);
	}
	for (int scheme = SCHEME_GEMINI; scheme <= SCHEME_GOPHER; scheme++) {
		if ((scheme == SCHEME_GEMINI ? v->config.ngemini : v->config.ngopher) == 0)
			continue;
		strbuf_reset(&url);
		address_url(&url, &v->config.capsule, (enum scheme)scheme,
		    &(struct place){ .kind = PLACE_HOME, .path = STR("") });
		log_info("open         %s", url.buf);
	}
	strbuf_done(&url);
}

static void
say_summary(const struct serving *v, struct catalogue *c)
{
	struct strbuf found = STRBUF_INIT;

	log_info("Marmot %s serves \"%.*s\"", MARMOT_VERSION, STR_ARG(c->title));
	if (v->config.file != NULL)
		log_info("settings     %s", v->config.file);
	add_found(&found, c);
	log_info("content      %s: %s", v->config.capsule.content_dir, found.buf);
	say_addresses(v);
	say_certificate(v);
	if (v->config.host_is_guess)
		log_info("note         answering to \"localhost\" only: for others to read it, name the host "
		    "(--host example.org, or host: in marmot.yaml)");
	log_diags(&c->diags);
	strbuf_done(&found);
}

/* Public ports that were left to the system are known once the server is bound. */
static void
learn_ports(struct serving *v)
{
	struct capsule *capsule = &v->config.capsule;

	for (size_t i = 0; i < v->config.server.nlisteners; i++) {
		unsigned *port = v->config.server.listeners[i].protocol->scheme == SCHEME_GEMINI ?
		    &capsule->gemini_port : &capsule->gopher_port;

		if (*port == 0)
			*port = server_port(v->server, i);
	}
}

static int
serve(struct serving *v)
{
	struct strbuf why = STRBUF_INIT;
	const char *text;
	struct catalogue *c;
	int error, status = CLI_TROUBLE;

	v->scanned_s = now_s();
	c = catalogue_build(&v->config.capsule, NULL, v->scanned_s, &error, &text);
	if (c == NULL) {
		log_error("%s: %s (%s): name the folder of articles with --content DIR", v->config.capsule.content_dir,
		    text, strerror(-error));
		return CLI_TROUBLE;
	}
	shelf_init(&v->shelf, c);
	v->service = (struct service){ .capsule = &v->config.capsule, .shelf = &v->shelf,
	    .cache = v->config.cache_size > 0 ? cache_new(v->config.cache_size) : NULL,
	    /* Without a name of its own it answers to the address it was reached at too. */
	    .hosts = v->config.hosts, .nhosts = v->config.nhosts,
	    .any_local_address = v->config.host_is_guess };
	if (!prepare_certificate(v))
		goto out;
	v->server = server_new(&v->config.server, &v->service, &why);
	if (v->server == NULL) {
		log_error("%s", why.buf);
		goto out;
	}
	learn_ports(v);
	say_summary(v, c);
	error = server_run(v->server, &(struct server_hooks){ .arg = v, .reload = on_reload, .tick = on_tick });
	log_info("stopped");
	/* A job that never came back may still be reading what would be freed here. */
	if (error == -ETIMEDOUT)
		_exit(CLI_OK);
	status = CLI_OK;
out:
	server_free(v->server);
	cache_free(v->service.cache);
	shelf_done(&v->shelf);
	strbuf_done(&why);
	return status;
}

/* Options win over the file. */
static bool
apply_options(const struct cli_command *command, struct config *config, struct strbuf *why)
{
	const struct cli_option *hosts = cli_option(command, "host");
	const struct cli_option *gemini = cli_option(command, "gemini"), *gopher = cli_option(command, "gopher");

	if (cli_value(command, "content") != NULL)
		config->capsule.content_dir = cli_value(command, "content");
	if (cli_value(command, "certs") != NULL)
		config->certs_dir = cli_value(command, "certs");
	if (cli_value(command, "state") != NULL)
		config->state_dir = cli_value(command, "state");
	return (hosts->n == 0 || config_set_hosts(config, hosts->values, hosts->n, why)) &&
	    (gemini->n == 0 || config_set_listen(config, &protocol_gemini, gemini->values, gemini->n, why)) &&
	    (gopher->n == 0 || config_set_listen(config, &protocol_gopher, gopher->values, gopher->n, why)) &&
	    config_finish(config, why);
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct serving serving = { .crt = STRBUF_INIT, .key = STRBUF_INIT };
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;
	bool help;
	int first = cli_read(command, argc, argv, &help), status;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if (first < argc)
		return cli_trouble(command, "does not take \"%s\" (the folder is named with --content)", argv[first]);
	if (cli_option(command, "verbose")->n > 0)
		log_set_level(LOG_LEVEL_DEBUG);
	config_init(&serving.config);
	diag_list_init(&diags);
	if (!config_load(&serving.config, cli_value(command, "config"), &diags)) {
		report_diags(&diags, stderr);
		fprintf(stderr, "marmot serve: nothing is served until the configuration is right\n");
		status = CLI_TROUBLE;
	} else if (!apply_options(command, &serving.config, &why)) {
		status = cli_trouble(command, "%s", why.buf);
	} else {
		report_diags(&diags, stderr);
		status = serve(&serving);
	}
	diag_list_done(&diags);
	config_done(&serving.config);
	strbuf_done(&serving.crt);
	strbuf_done(&serving.key);
	strbuf_done(&why);
	return status;
}

struct cli_command command_serve = {
	.name = "serve",
	.arguments = "[options]",
	.summary = "serve a folder of Markdown over Gemini and Gopher",
	.help = "Reads the folder of articles, makes a certificate when there is none, and serves\n"
	    "both protocols until it is told to stop (Ctrl-C or SIGTERM).  SIGHUP reads the\n"
	    "folder and the certificate anew.  It stays in the foreground and logs to\n"
	    "standard error.  Settings come from marmot.yaml when there is one; options win.\n"
	    "Ports below 1024 (Gopher's own is 70) need root or CAP_NET_BIND_SERVICE.",
	.options = options,
	.run = run,
};
