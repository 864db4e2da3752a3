/* marmot check: reads a folder as serve would and names every problem. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "config.h"
#include "net/cert.h"
#include "page/reading.h"
#include "report.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	{ .name = "content", .argument = "DIR", .help = "the folder of articles" },
	{ .name = "quiet", .help = "no notes, and no summary when there is nothing to say" },
	{ .name = NULL },
};

static void
check_texts(const struct catalogue *c, struct diag_list *diags)
{
	struct report_progress progress;
	struct arena scratch;
	int r;

	arena_init(&scratch, 0);
	report_progress_begin(&progress, "checking texts");
	for (size_t i = 0; i < c->narticles; i++) {
		r = reading_check(c, c->articles[i], &scratch, diags);
		if (r < 0)
			diag_add(diags, DIAG_ERROR, c->articles[i]->file, 0, 0, "cannot be read: %s", strerror(-r));
		arena_reset(&scratch);
		report_progress(&progress, i + 1, c->narticles);
	}
	report_progress_end(&progress);
	arena_done(&scratch);
}

static void
drop_notes(struct diag_list *diags)
{
	size_t n = 0;

	for (size_t i = 0; i < diags->n; i++)
		if (diags->v[i].severity != DIAG_NOTE)
			diags->v[n++] = diags->v[i];
	diags->n = n;
	diags->nnotes = 0;
}

static int
check(struct cli_command *command, struct config *config, struct diag_list *diags)
{
	struct strbuf summary = STRBUF_INIT;
	struct catalogue *c;
	const char *why;
	bool quiet = cli_option(command, "quiet")->n > 0;
	int error;

	c = catalogue_build(&config->capsule, NULL, (int64_t)time(NULL), &error, &why);
	if (c == NULL) {
		fprintf(stderr, "marmot check: %s: %s (%s)\n", config->capsule.content_dir, why, strerror(-error));
		return CLI_TROUBLE;
	}
	diag_append(diags, &c->diags);
	check_texts(c, diags);
	if (quiet)
		drop_notes(diags);
	report_diags(diags, stdout);
	report_plural(&summary, c->narticles, "article", "articles");
	strbuf_addf(&summary, " (%zu hidden), ", c->nhidden);
	report_plural(&summary, c->nassets, "other file", "other files");
	strbuf_adds(&summary, ": ");
	report_counts(diags, &summary);
	if (!quiet || diags->n > 0)
		fprintf(stderr, "%s\n", summary.buf);
	strbuf_done(&summary);
	catalogue_release(c);
	return diags->nerrors > 0 ? CLI_FOUND : CLI_OK;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct config config;
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;
	const char *content;
	bool help;
	int first = cli_read(command, argc, argv, &help), status;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	content = cli_value(command, "content");
	if (argc - first > 1 || (argc > first && content != NULL))
		return cli_trouble(command, "takes one folder");
	if (argc > first)
		content = argv[first];
	config_init(&config);
	diag_list_init(&diags);
	if (!config_load(&config, cli_value(command, "config"), &diags)) {
		report_diags(&diags, stdout);
		status = CLI_FOUND;
	} else if (content != NULL && (config.capsule.content_dir = content)[0] == '\0') {
		status = cli_trouble(command, "the folder has no name");
	} else if (!config_finish(&config, &why)) {
		status = cli_trouble(command, "%s", why.buf);
	} else {
		status = check(command, &config, &diags);
	}
	diag_list_done(&diags);
	config_done(&config);
	strbuf_done(&why);
	return status;
}

struct cli_command command_check = {
	.name = "check",
	.arguments = "[--config FILE] [--quiet] [DIR]",
	.summary = "name every problem of a folder of articles",
	.help = "Reads the folder as serve would, and every text in it, and prints each problem\n"
	    "as path:line:col: severity: text.  Exit status: 0 when there are no errors\n"
	    "(warnings and notes do not count), 1 when there are some, 2 when the folder\n"
	    "cannot be read or the command is wrong.",
	.options = options,
	.run = run,
};
