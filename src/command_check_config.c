/* marmot check-config: what serve would serve by. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/unix_socket.h"
#include "certificate.h"
#include "config_write.h"
#include "net/listener.h"
#include "report.h"
#include "serving.h"

/* With the line of the key, if the file says it. */
static void
add(const struct config *c, struct diag_list *diags, const char *key, const char *words)
{
	const struct front_value *v = key != NULL ? front_get(&c->said, key) : NULL;
	const char *file = c->top != NULL ? c->top->file : c->file;

	diag_add(diags, DIAG_ERROR, str_of(file != NULL ? file : "marmot"), v != NULL ? v->line : 0,
	    v != NULL ? v->col : 0, "%s", words);
}

static void
judge_listener(struct config *c, const struct server_listener *l, struct diag_list *diags)
{
	const char *group = c->server.listen_access.group;
	struct strbuf why = STRBUF_INIT;
	gid_t gid;

	if (!listener_is_address(l->address)) {
		if (config_is_unix(l->address))
			strbuf_addf(&why, "%s: \"%s\": the path of a socket has less than %d bytes", l->protocol->name, l->address,
			    LISTENER_PATH_SIZE);
		else
			strbuf_addf(&why, "%s: \"%s\" is no numeric IP address, \"localhost\" or \"*\"", l->protocol->name, l->address);
		add(c, diags, l->protocol->name, why.buf);
	} else if (config_is_unix(l->address) && group != NULL && !unix_socket_find_group(group, &gid)) {
		strbuf_addf(&why, "socket_group: there is no group \"%s\" on this system", group);
		add(c, diags, "socket_group", why.buf);
	}
	strbuf_done(&why);
}

/* What serve would find out only once it is to serve, without making anything. */
static void
judge(struct config *c, struct diag_list *diags)
{
	struct strbuf why = STRBUF_INIT;
	struct confine confine;

	if (!confine_judge(&confine, c, &why))
		add(c, diags, str_starts(strbuf_str(&why), STR("user: ")) ? "user" : NULL, why.buf);
	confine_done(&confine);
	for (size_t i = 0; i < c->server.nlisteners; i++)
		judge_listener(c, &c->server.listeners[i], diags);
	for (size_t i = 0; i < config_ncapsules(c); i++) {
		const struct config *one = config_capsule(c, i);
		int fd = fs_open_dir(one->capsule.content_dir);

		strbuf_reset(&why);
		strbuf_addf(&why, "content: %s: the content folder cannot be opened (%s): %s", one->capsule.content_dir,
		    fd < 0 ? strerror(-fd) : "", report_folder_remedy(one->capsule.content_dir, fd));
		if (fd < 0)
			add(one, diags, "content", why.buf);
		else
			close(fd);
		if (config_wants_tls(one))
			certificate_check(one, diags);
	}
	strbuf_done(&why);
}

static bool
has_errors(const struct diag_list *diags)
{
	for (size_t i = 0; i < diags->n; i++)
		if (diags->v[i].severity == DIAG_ERROR)
			return true;
	return false;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct strbuf text = STRBUF_INIT;
	struct serving *v;
	struct diag_list diags;
	bool help, good;
	int first = cli_read(command, argc, argv, &help);

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if (first < argc)
		return cli_trouble(command, "does not take \"%s\" (the file is named with --config)", argv[first]);
	diag_list_init(&diags);
	v = serving_new();
	good = serving_load(v, command, NULL, &diags, &text);
	if (good)
		judge(&v->config, &diags);
	else if (text.len > 0)
		add(&v->config, &diags, NULL, text.buf);
	good = good && !has_errors(&diags);
	report_diags(&diags, stderr);
	strbuf_reset(&text);
	if (good)
		config_write(&v->config, &text);
	fwrite(text.buf, 1, text.len, stdout);
	strbuf_done(&text);
	diag_list_done(&diags);
	serving_free(v);
	return good ? CLI_OK : CLI_FOUND;
}

struct cli_command command_check_config = {
	.name = "check-config",
	.arguments = "[options]",
	.summary = "show by which settings serve would serve",
	.help = "Loads what \"marmot serve\" would with the same options, and prints it as a\n"
	    "configuration: what the file and the options say, and the default of all else,\n"
	    "marked by a comment.  Exits with 1, and says why, when serve would refuse.\n"
	    "Nothing is made, bound or changed.",
	.options = serving_options,
	.run = run,
};
