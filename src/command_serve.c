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
#include "net/inherited.h"
#include "net/tls_memory.h"
#include "reload.h"
#include "report.h"

static void
on_reload(void *arg)
{
	reload_begin(arg);
}

static void
on_woken(void *arg)
{
	reload_woken(arg);
}

static void
on_unused(void *arg, const struct service *service)
{
	reload_unused(arg, service);
}

static void
on_tick(void *arg)
{
	serving_reread_access(reload_serving(arg));
}

static void
say_summary(const struct serving *v, const struct server *server, const struct confine *confine)
{
	struct catalogue *c = shelf_borrow(v->capsules[0].service.shelf);

	log_info("Marmot %s serves \"%.*s\"", MARMOT_VERSION, STR_ARG(c->title));
	catalogue_release(c);
	if (v->config.file != NULL)
		log_info("settings     %s", v->config.file);
	serving_say_addresses(v, server);
	confine_say(confine, &v->config);
	for (size_t i = 0; i < v->n; i++)
		hosted_say(&v->capsules[i]);
}

/* Serves until it is told to stop.  True when all threads have ended. */
static bool
run_server(const struct cli_command *command, struct server *server, struct confine *confine, struct serving *v)
{
	struct reload *reload = reload_new(command, server, confine, v);
	bool ended;

	mem_forget_code();
	log_keep_going(true);
	ended = server_run(server, &(struct server_hooks){ .arg = reload, .reload = on_reload, .woken = on_woken,
	    .unused = on_unused, .tick = on_tick }) != -ETIMEDOUT;

	log_info("stopped");
	if (!reload_stop(reload) || !ended)
		return false;
	server_free(server);
	reload_free(reload);
	return true;
}

/* Takes v. */
static int
serve(const struct cli_command *command, struct serving *v)
{
	struct strbuf why = STRBUF_INIT;
	struct confine confine;
	struct server *server = NULL;
	int status = CLI_TROUBLE;

	if (!confine_init(&confine, &v->config, &why)) {
		log_error("%s", why.buf);
		goto out;
	}
	if (!serving_begin(v, &confine, NULL))
		goto out;
	/* What cannot be made is said by those who need it. */
	(void)fs_make_dirs(v->config.state_dir, 0700);
	server = server_new(&v->config.server, &v->capsules[0].service, &why);
	if (server == NULL) {
		log_error("%s", why.buf);
		goto out;
	}
	v->counters = (struct counters){ server_add_counters, server };
	inherited_end();
	if (confine_enter(&confine, &v->config, &why) < 0) {
		log_error("%s", why.buf);
		goto out;
	}
	/* As the user and in the sandbox that they are served in: what these refuse is not there. */
	if (!serving_read(v, NULL))
		goto out;
	for (size_t i = 0; i < v->config.server.nlisteners; i++)
		serving_learn_port(v, i, server_port(server, i));
	say_summary(v, server, &confine);
	serving_learn(v, NULL);
	if (!serving_start(v))
		goto out;
	/* A job or a build that never came back may still be reading what would be freed here. */
	if (!run_server(command, server, &confine, v))
		_exit(CLI_OK);
	v = NULL;
	server = NULL;
	status = CLI_OK;
out:
	if (v != NULL && !serving_stop(v))
		_exit(status);
	server_free(server);
	serving_free(v);
	confine_done(&confine);
	strbuf_done(&why);
	return status;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct serving *v;
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
	server_hold_signals(true, false);
	inherited_begin();
	notify_begin();
	diag_list_init(&diags);
	v = serving_new();
	if (serving_load(v, command, NULL, &diags, &why)) {
		report_diags(&diags, stderr);
		status = serve(command, v);
	} else {
		report_diags(&diags, stderr);
		if (why.len > 0)
			(void)cli_trouble(command, "%s", why.buf);
		else
			fprintf(stderr, "marmot serve: nothing is served until the configuration is right\n");
		status = CLI_TROUBLE;
		serving_free(v);
	}
	notify_end();
	diag_list_done(&diags);
	strbuf_done(&why);
	return status;
}

struct cli_command command_serve = {
	.name = "serve",
	.arguments = "[options]",
	.summary = "serve a folder of Markdown over Gemini and Gopher",
	.help = "Reads the folder of articles, makes a certificate when there is none, and serves\n"
	    "both protocols until it is told to stop (Ctrl-C or SIGTERM).  SIGHUP reads\n"
	    "everything anew.  It stays in the foreground and logs to standard error.\n"
	    "Settings come from marmot.yaml when there is one; options win.\n"
	    "Ports below 1024 (Gopher's own is 70) need root or CAP_NET_BIND_SERVICE.",
	.options = serving_options,
	.run = run,
};
