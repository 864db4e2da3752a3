/* marmot export: the whole capsule as files, for other servers. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capsule_pick.h"
#include "cli.h"
#include "command_config.h"
#include "content/backlinks.h"
#include "export.h"
#include "report.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	CAPSULE_OPTION,
	{ .name = "content", .argument = "DIR", .help = "the folder of articles (default: content)" },
	{ .name = "host", .argument = "NAME", .help = "the public host name, for feeds and menus", .many = true },
	{ .name = "only", .argument = "FORM", .help = "gemini or gopher, instead of both" },
	{ .name = NULL },
};

/* The next reading of the articles would take the copies for articles. */
static bool
is_within(const char *dir, const char *content)
{
	char *outer = realpath(content, NULL), *inner = realpath(dir, NULL);
	struct strbuf parent = STRBUF_INIT;
	size_t slash;
	bool within;

	if (inner == NULL) {
		strbuf_adds(&parent, dir);
		while (parent.len > 1 && parent.buf[parent.len - 1] == '/')
			strbuf_truncate(&parent, parent.len - 1);
		slash = str_rfind(strbuf_str(&parent), '/');
		strbuf_truncate(&parent, slash < parent.len ? slash : 0);
		inner = realpath(parent.len > 0 ? parent.buf : slash == 0 ? "/" : ".", NULL);
		strbuf_done(&parent);
	}
	within = outer != NULL && inner != NULL && strncmp(inner, outer, strlen(outer)) == 0 &&
	    (inner[strlen(outer)] == '/' || inner[strlen(outer)] == '\0');
	free(inner);
	free(outer);
	return within;
}

static void
say_done(const struct export_tree *tree, const struct diag_list *diags)
{
	struct strbuf text = STRBUF_INIT;

	report_plural(&text, tree->nfiles, "file", "files");
	strbuf_addf(&text, " in %s: %zu written, %zu taken away; problems: ", tree->dir, tree->nchanged,
	    tree->nremoved);
	report_counts(diags, &text);
	fprintf(stderr, "%s\n", text.buf);
	strbuf_done(&text);
}

static int
write_tree(const struct catalogue *c, const char *dir, const char *only, struct diag_list *diags)
{
	struct export_tree tree;
	int r = export_tree_begin(&tree, dir), status = CLI_TROUBLE;

	if (r == 0)
		r = export_write(&tree, c, only == NULL || strcmp(only, "gemini") == 0,
		    only == NULL || strcmp(only, "gopher") == 0, diags);
	report_diags(diags, stderr);
	if (r == -ENOTEMPTY && tree.nfiles == 0) {
		fprintf(stderr, "marmot export: %s holds files that no export wrote: name a new or empty folder\n", dir);
	} else if (r < 0) {
		fprintf(stderr, "marmot export: %s: %s\n", tree.path.buf, strerror(-r));
	} else {
		say_done(&tree, diags);
		status = diags->nerrors > 0 ? CLI_FOUND : CLI_OK;
	}
	export_tree_done(&tree);
	return status;
}

static int
export(struct cli_command *command, struct config *config, const char *dir, struct diag_list *diags)
{
	struct catalogue *c;
	struct survey_consumer consumer;
	const char *why;
	int error, status = CLI_TROUBLE;

	if (is_within(dir, config->capsule.content_dir))
		return cli_trouble(command, "%s lies in the folder of articles, where it would be read as articles", dir);
	config->capsule.search = false;
	config->capsule.backlinks = config->backlinks ? backlinks_new() : NULL;
	c = catalogue_build(&config->capsule, NULL, (int64_t)time(NULL), &error, &why);
	if (c == NULL) {
		fprintf(stderr, "marmot export: %s: %s (%s): %s\n", config->capsule.content_dir, why, strerror(-error),
		    report_folder_remedy(config->capsule.content_dir, error));
		goto out;
	}
	if (config->host_is_guess)
		fprintf(stderr, "marmot export: feeds name the host \"localhost\": say the public one with --host, or "
		    "host: in marmot.yaml\n");
	if (config->backlinks) {
		consumer = backlinks_consumer(config->capsule.backlinks);
		survey_read(c, &consumer, 1);
	}
	status = write_tree(c, dir, cli_value(command, "only"), diags);
	catalogue_release(c);
out:
	backlinks_free(config->capsule.backlinks);
	return status;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	const struct cli_option *hosts = cli_option(command, "host");
	struct config config, *one;
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;
	const char *dir, *only;
	bool help;
	int first = cli_read_word(command, argc, argv, &dir, &help), status = CLI_TROUBLE;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	only = cli_value(command, "only");
	if (dir == NULL || dir[0] == '\0' || first < argc)
		return cli_trouble(command, "takes one folder to write into");
	if (only != NULL && strcmp(only, "gemini") != 0 && strcmp(only, "gopher") != 0)
		return cli_trouble(command, "--only takes gemini or gopher, not \"%s\"", only);
	if (cli_value(command, "capsule") != NULL && (hosts->n > 0 || cli_value(command, "content") != NULL))
		return cli_trouble(command, "takes --capsule, or --host and --content, not both");
	diag_list_init(&diags);
	if (!command_config_read(command, &config))
		goto out;
	if (cli_value(command, "content") != NULL)
		config.capsule.content_dir = cli_value(command, "content");
	if ((hosts->n > 0 && !config_set_hosts(&config, hosts->values, hosts->n, &why)) ||
	    !config_finish(&config, &why))
		status = cli_trouble(command, "%s", why.buf);
	else if ((one = hosts->n > 0 || cli_value(command, "content") != NULL ? &config :
	    capsule_pick(command, &config, NULL)) != NULL)
		status = export(command, one, dir, &diags);
out:
	strbuf_done(&why);
	diag_list_done(&diags);
	config_done(&config);
	return status;
}

struct cli_command command_export = {
	.name = "export",
	.arguments = "DIR [--capsule HOST] [--only gemini|gopher]",
	.summary = "write the whole capsule as files, for other servers",
	.help = "Writes DIR/gemini, for gmid, agate, molly-brown and other servers of files, and\n"
	    "DIR/gopher, with a gophermap (gophernicus, pygopherd) and an index.gph (geomyidae)\n"
	    "for each menu.  Both trees are meant for the root of their host.  Search is the one\n"
	    "thing that files cannot do.  A second export into the same folder writes what has\n"
	    "changed and takes away what is gone; files it did not write itself it never touches.",
	.options = options,
	.run = run,
};
