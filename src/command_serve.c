/* marmot serve: the server itself. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "cli.h"
#include "config.h"
#include "confine.h"
#include "hosted.h"
#include "net/tls_memory.h"
#include "report.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "content", .argument = "DIR", .help = "the folder of articles (default: content)" },
	{ .name = "certs", .argument = "DIR", .help = "the folder of certificates (default: certs)" },
	{ .name = "state", .argument = "DIR", .help = "where Marmot keeps what it can make again" },
	{ .name = "host", .argument = "NAME", .help = "a host name answered to; the first is the public one", .many = true },
	{ .name = "gemini", .argument = "ADDR:PORT", .help = "listen here for Gemini, or off (default: *:1965)", .many = true },
	{ .name = "gopher", .argument = "ADDR:PORT", .help = "listen here for Gopher, or off (default: *:70)", .many = true },
	{ .name = "user", .argument = "NAME", .help = "whom to become once the ports are bound, when started as root" },
	{ .name = "verbose", .help = "log more, to find out what goes on" },
	{ .name = NULL },
};

/* All that runs while the server does. */
struct serving {
	struct config config;
	struct hosted *capsules;
	size_t n;
	struct keys_pair *pairs;
	struct access *access;
	struct server *server;
	struct confine confine;
	int access_error;	/* of the last look at the registered certificates; said once */
};

/* The file of registered certificates, when it has changed. */
static void
reread_access(struct serving *v)
{
	bool was_read;
	int r = v->access != NULL ? access_reload(v->access, &was_read) : 0;

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
	for (size_t i = 0; i < v->n; i++)
		builder_ask(v->capsules[i].builder);
	strbuf_done(&why);
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

	for (size_t i = 0; i < o->nlisteners; i++) {
		const struct server_listener *l = &o->listeners[i];
		unsigned port = server_port(v->server, i);

		if (config_is_unix(l->address)) {
			log_info("%-11s  %s", l->protocol->name, l->address);
			continue;
		}
		log_info("%-11s  %s%s%s port %u%s", l->protocol->name, strchr(l->address, ':') != NULL ? "[" : "",
		    strcmp(l->address, "*") == 0 ? "all addresses," : l->address,
		    strchr(l->address, ':') != NULL ? "]" : "", port, l->tls_too ? " (TLS too)" : "");
	}
}

static void
say_summary(const struct serving *v)
{
	struct catalogue *c = shelf_borrow(v->capsules[0].service.shelf);

	log_info("Marmot %s serves \"%.*s\"", MARMOT_VERSION, STR_ARG(c->title));
	catalogue_release(c);
	if (v->config.file != NULL)
		log_info("settings     %s", v->config.file);
	say_addresses(v);
	confine_say(&v->confine, &v->config);
	for (size_t i = 0; i < v->n; i++)
		hosted_say(&v->capsules[i]);
}

/* Public ports that were left to the system are known once the server is bound. */
static void
learn_ports(struct serving *v)
{
	for (size_t i = 0; i < v->config.server.nlisteners; i++) {
		const struct protocol *protocol = v->config.server.listeners[i].protocol;

		for (size_t k = 0; k < v->n; k++) {
			struct config *config = v->capsules[k].config;
			unsigned *port = config_public_port(config, protocol->scheme);

			if (*port == 0 && config->listen[protocol->scheme].n > 0 &&
			    (v->config.owners[i] == k || protocol->scheme == SCHEME_GEMINI ||
			    protocol->scheme == SCHEME_SPARTAN))
				*port = server_port(v->server, i);
		}
	}
}

/* False after saying why not. */
static bool
begin_capsules(struct serving *v)
{
	size_t n = config_ncapsules(&v->config);

	v->capsules = mem_calloc(n, sizeof *v->capsules);
	v->pairs = mem_calloc(n, sizeof *v->pairs);
	while (v->n < n) {
		struct hosted *h = &v->capsules[v->n];
		bool good = hosted_begin(h, config_capsule(&v->config, v->n),
		    &(struct hosted_needs){ .cache_size = v->config.cache_size / n, .access = v->access,
		    .confine = &v->confine });

		if (v->n > 0)
			v->capsules[v->n - 1].service.next = &h->service;
		v->pairs[v->n++] = (struct keys_pair){ .crt_path = h->crt.buf, .key_path = h->key.buf,
		    .hosts = h->config->hosts, .nhosts = h->config->nhosts };
		if (!good)
			return false;
	}
	if (config_wants_tls(&v->config)) {
		v->config.server.pairs = v->pairs;
		v->config.server.npairs = n;
	}
	for (size_t i = 0; i < v->config.server.nlisteners; i++)
		v->config.server.listeners[i].service = &v->capsules[v->config.owners[i]].service;
	return true;
}

static bool
start_capsules(struct serving *v)
{
	for (size_t i = 0; i < v->n; i++) {
		int error = hosted_start(&v->capsules[i]);

		if (error != 0) {
			log_error("cannot start a thread: %s", strerror(-error));
			return false;
		}
	}
	return true;
}

static int
serve(struct serving *v)
{
	struct strbuf why = STRBUF_INIT;
	bool stuck = false;
	int status = CLI_TROUBLE;

	if (!confine_init(&v->confine, &v->config, &why)) {
		log_error("%s", why.buf);
		strbuf_done(&why);
		return CLI_TROUBLE;
	}
	if (v->config.server.ask_identity) {
		strbuf_addf(&why, "%s/" ACCESS_FILE, v->config.state_dir);
		v->access = access_new(why.buf);
		strbuf_reset(&why);
		reread_access(v);
	}
	if (!begin_capsules(v))
		goto out;
	/* What cannot be made is said by those who need it. */
	(void)fs_make_dirs(v->config.state_dir, 0700);
	v->server = server_new(&v->config.server, &v->capsules[0].service, &why);
	if (v->server == NULL) {
		log_error("%s", why.buf);
		goto out;
	}
	if (confine_enter(&v->confine, &v->config, &why) < 0) {
		log_error("%s", why.buf);
		goto out;
	}
	/* As the user and in the sandbox that they are served in: what these refuse is not there. */
	for (size_t i = 0; i < v->n; i++)
		if (!hosted_read(&v->capsules[i]))
			goto out;
	learn_ports(v);
	say_summary(v);
	if (!start_capsules(v))
		goto out;
	stuck = server_run(v->server, &(struct server_hooks){ .arg = v, .reload = on_reload, .tick = on_tick }) ==
	    -ETIMEDOUT;
	log_info("stopped");
	status = CLI_OK;
out:
	for (size_t i = 0; i < v->n; i++)
		stuck = hosted_stop(&v->capsules[i]) == -ETIMEDOUT || stuck;
	/* A job or a build that never came back may still be reading what would be freed here. */
	if (stuck)
		_exit(status);
	for (size_t i = 0; i < v->n; i++)
		hosted_end_survey(&v->capsules[i]);
	server_free(v->server);
	for (size_t i = 0; i < v->n; i++)
		hosted_end(&v->capsules[i]);
	access_free(v->access);
	free(v->capsules);
	free(v->pairs);
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
	if (cli_value(command, "user") != NULL)
		config->user = cli_value(command, "user");
	return (hosts->n == 0 || config_set_hosts(config, hosts->values, hosts->n, why)) &&
	    (gemini->n == 0 || config_set_listen(config, &protocol_gemini, gemini->values, gemini->n, why)) &&
	    (gopher->n == 0 || config_set_listen(config, &protocol_gopher, gopher->values, gopher->n, why)) &&
	    config_finish(config, why);
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct serving serving = { .n = 0 };
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
	(void)tls_memory_use();
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
