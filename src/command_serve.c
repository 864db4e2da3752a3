/* marmot serve: the server itself. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/notify.h"
#include "builder.h"
#include "certificate.h"
#include "cli.h"
#include "config.h"
#include "content/backlinks.h"
#include "report.h"

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
	struct builder *builder;
	struct survey *survey;
	struct strbuf crt, key;
	struct keys_pair pair;
	int access_error;	/* of the last look at the registered certificates; said once */
};

/* The file of registered certificates, when it has changed. */
static void
reread_access(struct serving *v)
{
	bool was_read;
	int r = v->service.access != NULL ? access_reload(v->service.access, &was_read) : 0;

	if (r < 0 && r != v->access_error)
		log_error("%s/" ACCESS_FILE ": %s; who was registered before stays so", v->config.state_dir,
		    strerror(-r));
	v->access_error = r;
}

static void
on_reload(void *arg)
{
	struct serving *v = arg;
	struct strbuf why = STRBUF_INIT;

	reread_access(v);
	if (config_wants_tls(&v->config) && server_reload_certificate(v->server, &why) < 0)
		log_error("%s; the certificate in use stays", why.buf);
	builder_ask(v->builder);
	strbuf_done(&why);
}

/* On a helper thread: what was published is to be seen before its author is told. */
static void
on_published(void *arg)
{
	struct serving *v = arg;

	builder_ask_and_wait(v->builder);
}

static void
on_tick(void *arg)
{
	reread_access(arg);
}

static void
say_addresses(const struct serving *v)
{
	const struct server_options *o = &v->config.server;
	struct strbuf url = STRBUF_INIT;

	for (size_t i = 0; i < o->nlisteners; i++) {
		const struct server_listener *l = &o->listeners[i];
		unsigned port = server_port(v->server, i);

		log_info("%-11s  %s%s%s port %u%s", l->protocol->name, strchr(l->address, ':') != NULL ? "[" : "",
		    strcmp(l->address, "*") == 0 ? "all addresses," : l->address,
		    strchr(l->address, ':') != NULL ? "]" : "", port, l->tls_too ? " (TLS too)" : "");
	}
	for (int scheme = 0; scheme < SCHEMES; scheme++) {
		/* Finger has no address that a client could be given. */
		if (v->config.listen[scheme].n == 0 || scheme == SCHEME_FINGER)
			continue;
		strbuf_reset(&url);
		address_url(&url, &v->config.capsule, (enum scheme)scheme,
		    &(struct place){ .kind = PLACE_HOME, .path = STR("") });
		log_info("open         %s", url.buf);
	}
	strbuf_done(&url);
}

static void
say_summary(const struct serving *v, const struct catalogue *c)
{
	struct strbuf found = STRBUF_INIT;

	log_info("Marmot %s serves \"%.*s\"", MARMOT_VERSION, STR_ARG(c->title));
	if (v->config.file != NULL)
		log_info("settings     %s", v->config.file);
	report_found(c, &found);
	log_info("content      %s: %s", v->config.capsule.content_dir, found.buf);
	say_addresses(v);
	if (config_wants_tls(&v->config))
		certificate_say(&v->config, v->crt.buf, v->key.buf);
	for (size_t i = 0; v->service.titan != NULL && i < v->config.titan.ngrants; i++) {
		const struct titan_grant *grant = &v->config.titan.grants[i];

		log_info("titan        /%.*s takes what is published by %zu %s%s", STR_ARG(grant->path),
		    grant->people.n, grant->people.n == 1 ? "person or group" : "people and groups",
		    grant->token ? ", and by the token" : "");
	}
	if (v->config.host_is_guess)
		log_info("note         answering to \"localhost\" only: for others to read it, name the host "
		    "(--host example.org, or host: in marmot.yaml)");
	report_log(&c->diags, NULL);
	strbuf_done(&found);
}

/* Public ports that were left to the system are known once the server is bound. */
static void
learn_ports(struct serving *v)
{
	for (size_t i = 0; i < v->config.server.nlisteners; i++) {
		unsigned *port = config_public_port(&v->config, v->config.server.listeners[i].protocol->scheme);

		if (*port == 0)
			*port = server_port(v->server, i);
	}
}

static struct survey_consumer
search_start(struct serving *v)
{
	v->service.search = search_new(&(struct search_options){ .state_dir = v->config.state_dir,
	    .content_dir = v->config.capsule.content_dir, .shelf = &v->shelf,
	    .deadline_ms = v->config.search_s * 1000 });
	return search_consumer(v->service.search);
}

/* What needs the texts of all articles is made while the server answers. */
static void
start_survey(struct serving *v)
{
	struct survey_consumer consumers[2];
	size_t n = 0;
	int error;

	if (v->config.backlinks) {
		v->config.capsule.backlinks = backlinks_new();
		consumers[n++] = backlinks_consumer(v->config.capsule.backlinks);
	}
	if (v->config.capsule.search)
		consumers[n++] = search_start(v);
	if (n == 0)
		return;
	v->survey = survey_new(&v->shelf, consumers, n, &error);
	if (v->survey == NULL)
		log_warning("no thread to read the articles with (%s): search finds nothing, and who links to an article "
		    "is not known", strerror(-error));
}

static int
serve(struct serving *v)
{
	struct strbuf why = STRBUF_INIT;
	const char *text;
	struct catalogue *c;
	int error, status = CLI_TROUBLE;

	v->builder = builder_new(&(struct builder_options){ .capsule = &v->config.capsule,
	    .watch = v->config.watch, .rescan_s = v->config.rescan_s, .state_dir = v->config.state_dir });
	c = builder_first(v->builder, &error, &text);
	if (c == NULL) {
		log_error("%s: %s (%s): name the folder of articles with --content DIR", v->config.capsule.content_dir,
		    text, strerror(-error));
		builder_free(v->builder);
		return CLI_TROUBLE;
	}
	shelf_init(&v->shelf, c);
	v->service = (struct service){ .capsule = &v->config.capsule, .shelf = &v->shelf,
	    .cache = v->config.cache_size > 0 ? cache_new(v->config.cache_size) : NULL,
	    /* Without a name of its own it answers to the address it was reached at too. */
	    .hosts = v->config.hosts, .nhosts = v->config.nhosts,
	    .any_local_address = v->config.host_is_guess };
	if (v->config.has_titan && v->config.listen[SCHEME_GEMINI].n > 0) {
		v->config.titan.changed = on_published;
		v->config.titan.arg = v;
		v->service.titan = &v->config.titan;
	}
	if (v->config.server.ask_identity) {
		strbuf_addf(&why, "%s/" ACCESS_FILE, v->config.state_dir);
		v->service.access = access_new(why.buf);
		strbuf_reset(&why);
		reread_access(v);
	}
	if (config_wants_tls(&v->config)) {
		if (!certificate_prepare(&v->config, &v->crt, &v->key))
			goto out;
		v->pair = (struct keys_pair){ .crt_path = v->crt.buf, .key_path = v->key.buf };
		v->config.server.pairs = &v->pair;
		v->config.server.npairs = 1;
	}
	v->server = server_new(&v->config.server, &v->service, &why);
	if (v->server == NULL) {
		log_error("%s", why.buf);
		goto out;
	}
	learn_ports(v);
	say_summary(v, c);
	error = builder_start(v->builder, &v->shelf);
	if (error != 0) {
		log_error("cannot start a thread: %s", strerror(-error));
		goto out;
	}
	start_survey(v);
	error = server_run(v->server, &(struct server_hooks){ .arg = v, .reload = on_reload, .tick = on_tick });
	log_info("stopped");
	status = CLI_OK;
out:
	/* A job or a build that never came back may still be reading what would be freed here. */
	if (builder_free(v->builder) == -ETIMEDOUT || error == -ETIMEDOUT)
		_exit(status);
	survey_free(v->survey);
	server_free(v->server);
	search_free(v->service.search);
	backlinks_free(v->config.capsule.backlinks);
	cache_free(v->service.cache);
	access_free(v->service.access);
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
	notify_begin();
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
	notify_end();
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
