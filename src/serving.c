/* serving.c - a configuration and all that is made of it. */
#include "serving.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/inherited.h"

struct cli_option serving_options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "content", .argument = "DIR", .help = "the folder of articles (default: content)" },
	{ .name = "certs", .argument = "DIR", .help = "the folder of certificates (default: certs)" },
	{ .name = "state", .argument = "DIR", .help = "the folder of what the server keeps (default: $STATE_DIRECTORY, else ~/.local/state/marmot)" },
	{ .name = "host", .argument = "NAME", .help = "a host name answered to; the first is the public one", .many = true },
	{ .name = "gemini", .argument = "ADDR:PORT", .help = "listen here for Gemini, or off (default: *:1965)", .many = true },
	{ .name = "gopher", .argument = "ADDR:PORT", .help = "listen here for Gopher, or off (default: *:70)", .many = true },
	{ .name = "user", .argument = "NAME", .help = "whom to become once the ports are bound, when started as root" },
	{ .name = "verbose", .help = "log more, to find out what goes on" },
	{ .name = NULL },
};

struct serving *
serving_new(void)
{
	struct serving *v = mem_alloc(sizeof *v);

	config_init(&v->config);
	return v;
}

void
serving_free(struct serving *v)
{
	if (v == NULL || v->stuck)
		return;
	for (size_t i = 0; i < v->n; i++)
		hosted_end(&v->capsules[i]);
	access_free(v->access);
	config_done(&v->config);
	free(v->capsules);
	free(v->pairs);
	free(v);
}

/* Options win over the file. */
static bool
apply_options(const struct cli_command *command, struct config *config, struct strbuf *why)
{
	const struct cli_option *hosts = cli_option(command, "host");
	const struct cli_option *gemini = cli_option(command, "gemini"), *gopher = cli_option(command, "gopher");

	struct {
		const char *name, **setting;
	} words[] = {
		{ "content", &config->capsule.content_dir }, { "certs", &config->certs_dir },
		{ "state", &config->state_dir }, { "user", &config->user },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (cli_value(command, words[i].name) != NULL) {
			*words[i].setting = cli_value(command, words[i].name);
			config_say(config, words[i].name);
		}
	return (hosts->n == 0 || config_set_hosts(config, hosts->values, hosts->n, why)) &&
	    (gemini->n == 0 || config_set_listen(config, &protocol_gemini, gemini->values, gemini->n, why)) &&
	    (gopher->n == 0 || config_set_listen(config, &protocol_gopher, gopher->values, gopher->n, why));
}

/* What a service manager has opened and named is where a protocol is, whatever else is said. */
static bool
apply_inherited(struct config *config, struct strbuf *why)
{
	static const struct protocol *const protocols[] = {
		&protocol_gemini, &protocol_gopher, &protocol_spartan, &protocol_nex, &protocol_finger,
	};
	const char *values[INHERITED_MAX];
	size_t n;

	for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
		for (n = 0; n < INHERITED_MAX && (values[n] = inherited_named(protocols[i]->name, n)) != NULL; n++)
			;
		if (n > 0 && !config_set_listen(config, protocols[i], values, n, why))
			return false;
	}
	return true;
}

bool
serving_load(struct serving *v, const struct cli_command *command, const char *file, struct diag_list *diags,
    struct strbuf *why)
{
	const char *named = cli_value(command, "config");

	return config_load(&v->config, named != NULL ? named : file, diags) && apply_options(command, &v->config, why) &&
	    apply_inherited(&v->config, why) && config_finish(&v->config, why);
}

struct hosted *
serving_find(struct serving *v, const struct hosted *like)
{
	const struct config *config = like->config;

	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->capsules[i].config->state_dir, config->state_dir) == 0)
			return &v->capsules[i];
	return NULL;
}

void
serving_reread_access(struct serving *v)
{
	bool was_read;
	int r = v->access != NULL ? access_reload(v->access, &was_read) : 0;

	if (r < 0 && r != v->access_error)
		log_error("%s/" ACCESS_FILE ": %s; who was registered before stays so", v->config.state_dir,
		    fs_why(r));
	v->access_error = r;
}

/* Whether its readers know a certificate of its, by what is served now. */
static bool
had_certificate(struct serving *before, const struct config *config)
{
	for (size_t i = 0; i < before->n; i++) {
		const struct config *old = before->capsules[i].config;

		if (config_wants_tls(old) && str_eq(old->hosts[0], config->hosts[0]) &&
		    strcmp(old->certs_dir, config->certs_dir) == 0)
			return true;
	}
	return false;
}

bool
serving_begin(struct serving *v, struct confine *confine, struct serving *before)
{
	size_t n = config_ncapsules(&v->config);
	struct strbuf path = STRBUF_INIT;

	if (v->config.server.ask_identity) {
		strbuf_addf(&path, "%s/" ACCESS_FILE, v->config.state_dir);
		v->access = access_new(path.buf);
		serving_reread_access(v);
	}
	strbuf_done(&path);
	v->capsules = mem_calloc(n, sizeof *v->capsules);
	v->pairs = mem_calloc(n, sizeof *v->pairs);
	while (v->n < n) {
		struct hosted *h = &v->capsules[v->n];
		bool good = hosted_begin(h, config_capsule(&v->config, v->n),
		    &(struct hosted_needs){ .cache_size = config_cache_size(&v->config, v->n), .access = v->access,
		    .counters = &v->counters, .confine = confine,
		    .is_certified = before != NULL && had_certificate(before, config_capsule(&v->config, v->n)) });

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

bool
serving_read(struct serving *v, struct serving *before)
{
	for (size_t i = 0; i < v->n; i++)
		if (!hosted_read(&v->capsules[i], before != NULL ? serving_find(before, &v->capsules[i]) : NULL))
			return false;
	return true;
}

void
serving_cancel(struct serving *v)
{
	for (size_t i = 0; i < v->n; i++)
		builder_cancel(v->capsules[i].builder);
}

void
serving_learn(struct serving *v, struct serving *before)
{
	for (size_t i = 0; i < v->n; i++)
		hosted_learn(&v->capsules[i], before != NULL ? serving_find(before, &v->capsules[i]) : NULL);
}

bool
serving_start(struct serving *v)
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

void
serving_end_surveys(struct serving *v)
{
	for (size_t i = 0; i < v->n; i++)
		hosted_end_survey(&v->capsules[i]);
}

bool
serving_stop(struct serving *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (hosted_stop(&v->capsules[i]) == -ETIMEDOUT)
			v->stuck = true;
	if (!v->stuck)
		serving_end_surveys(v);
	return !v->stuck;
}

void
serving_learn_port(struct serving *v, size_t i, unsigned port)
{
	enum scheme scheme = v->config.server.listeners[i].protocol->scheme;

	for (size_t k = 0; k < v->n; k++) {
		struct config *config = v->capsules[k].config;
		unsigned *public_port = config_public_port(config, scheme);

		if (*public_port == 0 && config->listen[scheme].n > 0 &&
		    (v->config.owners[i] == k || scheme == SCHEME_GEMINI || scheme == SCHEME_SPARTAN))
			*public_port = port;
	}
}

void
serving_say_addresses(const struct serving *v, const struct server *server)
{
	const struct server_options *o = &v->config.server;

	for (size_t i = 0; i < o->nlisteners; i++) {
		const struct server_listener *l = &o->listeners[i];
		unsigned port = server_port(server, i);

		if (config_is_unix(l->address)) {
			log_info("%-11s  %s", l->protocol->name, l->address);
			continue;
		}
		log_info("%-11s  %s%s%s port %u%s", l->protocol->name, strchr(l->address, ':') != NULL ? "[" : "",
		    strcmp(l->address, "*") == 0 ? "all addresses," : l->address,
		    strchr(l->address, ':') != NULL ? "]" : "", port, l->tls_too ? " (TLS too)" : "");
	}
}
