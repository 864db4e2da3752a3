/* marmot stats: what a running server has counted. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "command_config.h"
#include "net/stats_socket.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "state", .argument = "DIR", .help = "the state folder of the server" },
	{ .name = "prometheus", .help = "in the text form that Prometheus reads" },
	{ .name = NULL },
};

static const char *
reason_of(int r)
{
	switch (r) {
	case -ENOENT:
	case -ENOTDIR:
	case -ECONNREFUSED:
	case -EPROTOTYPE:
		return "no server is running with this state folder";
	case -EACCES:
	case -EPERM:
		return "you may not ask this server: do it as the user it runs as, or as root";
	case -ENAMETOOLONG:
		return "its path is too long for a socket: choose a state folder with a shorter one";
	default:
		return "the server does not answer";
	}
}

static int
show(struct cli_command *command, const char *state_dir)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	struct str all, people;
	int r, status = CLI_OK;

	strbuf_addf(&path, "%s/" STATS_SOCKET, state_dir);
	r = stats_socket_read(path.buf, &text);
	if (r < 0) {
		status = cli_trouble(command, "%s (%s: %s)", reason_of(r), path.buf, strerror(-r));
	} else {
		all = strbuf_str(&text);
		people = str_slice(all, 0, str_find(all, STATS_SEPARATOR));
		if (cli_option(command, "prometheus")->n > 0)
			people = str_from(all, people.len + 1);
		if (people.len > 0)
			fwrite(people.p, 1, people.len, stdout);
	}
	strbuf_done(&path);
	strbuf_done(&text);
	return status;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct config config;
	bool help;
	int first = cli_read(command, argc, argv, &help), status = CLI_TROUBLE;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if (first < argc)
		return cli_trouble(command, "does not take \"%s\"", argv[first]);
	if (command_config_read(command, &config)) {
		if (cli_value(command, "state") != NULL)
			config.state_dir = cli_value(command, "state");
		if (command_config_finish(command, &config))
			status = show(command, config.state_dir);
	}
	config_done(&config);
	return status;
}

struct cli_command command_stats = {
	.name = "stats",
	.arguments = "[options]",
	.summary = "show what a running server has counted",
	.help = "Asks the server that runs with this configuration's state folder: requests by\n"
	    "protocol and status, the most asked paths, the readers of feeds, errors,\n"
	    "connections.  Only the server's own user and root may ask.",
	.options = options,
	.run = run,
};
