/* marmot check: reads a folder as serve would and names every problem. */

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "certificate.h"
#include "capsule_pick.h"
#include "cli.h"
#include "config.h"
#include "content/unknown.h"
#include "page/reading.h"
#include "people.h"
#include "render/gather.h"
#include "report.h"
#include "sandbox.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	CAPSULE_OPTION,
	{ .name = "content", .argument = "DIR", .help = "the folder of articles" },
	{ .name = "quiet", .help = "no notes, and no summary when there is nothing to say" },
	{ .name = "json", .help = "one JSON object instead of lines, for programs" },
	{ .name = NULL },
};

/* Folders beside the content folder in which engines keep what pages link to. */
static const char *const beside[] = { "static", "public", "assets" };
#define NBESIDE (sizeof beside / sizeof beside[0])

struct neighbours {
	struct diag_list *diags;	/* of the article, from first on */
	size_t first;
	int fd[NBESIDE];		/* -1: not there, or configured already */
	size_t found[NBESIDE];		/* stray targets that lie in it */
};

static bool
is_configured(const struct capsule *capsule, const char *path)
{
	for (size_t i = 0; i < capsule->nasset_dirs; i++)
		if (strcmp(capsule->asset_dirs[i], path) == 0)
			return true;
	return false;
}

static void
neighbours_init(struct neighbours *n, const struct capsule *capsule, struct diag_list *diags)
{
	struct strbuf path = STRBUF_INIT;

	n->diags = diags;
	for (size_t i = 0; i < NBESIDE; i++) {
		strbuf_reset(&path);
		strbuf_addf(&path, "../%s", beside[i]);
		n->found[i] = 0;
		n->fd[i] = -1;
		if (is_configured(capsule, path.buf))
			continue;
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/../%s", capsule->content_dir, beside[i]);
		n->fd[i] = fs_open_dir(path.buf);
	}
	strbuf_done(&path);
}

/* One word on the folder helps more than one on each link to it. */
static void
forget_stray(struct neighbours *n, struct str target)
{
	struct diag_list *l = n->diags;

	for (size_t i = n->first; i < l->n; i++)
		if (gather_says_nowhere(&l->v[i], target)) {
			diag_drop(l, i);
			return;
		}
}

static void
neighbours_stray(void *arg, const struct article *article, struct str target)
{
	struct neighbours *n = arg;
	struct strbuf path = STRBUF_INIT, joined = STRBUF_INIT;
	struct fs_stamp stamp;
	struct uri uri;
	bool found = false;

	uri_split(target, &uri);
	if (uri.scheme.p != NULL || uri.host.p != NULL)
		goto out;
	uri_decode(&path, uri.path);
	for (size_t i = 0; i < NBESIDE; i++) {
		struct str below = strbuf_str(&path);

		/* "/img/a.png" is a static folder's; "../static/a.png" leaves the content for it. */
		if (!str_starts(below, STR("/"))) {
			strbuf_reset(&joined);
			if (uri_join(&joined, article->file, below))
				continue;
			below = strbuf_str(&joined);
			if (!str_starts(below, str_of(beside[i])))
				continue;
			below = str_from(below, strlen(beside[i]));
		}
		if (n->fd[i] >= 0 && below.len > 1 && below.p[0] == '/' &&
		    memchr(below.p, '\0', below.len) == NULL && fs_stat_file(n->fd[i], below.p + 1, &stamp) == 0) {
			n->found[i]++;
			found = true;
		}
	}
	if (found)
		forget_stray(n, target);
out:
	strbuf_done(&joined);
	strbuf_done(&path);
}

static void
neighbours_report(struct neighbours *n, const struct capsule *capsule, struct diag_list *diags)
{
	for (size_t i = 0; i < NBESIDE; i++) {
		if (n->found[i] > 0)
			diag_add(diags, DIAG_WARNING, str_of(capsule->content_dir), 0, 0,
			    "%zu links of articles lead to files in ../%s, which is not served: "
			    "add \"assets: [../%s]\" to the configuration", n->found[i], beside[i], beside[i]);
		if (n->fd[i] >= 0)
			close(n->fd[i]);
	}
}

/* What reading all articles goes along with. */
struct checking {
	const struct catalogue *c;
	struct diag_list *diags;
	struct neighbours neighbours;
	struct unknown unknown;
	struct arena scratch;
};

/* The text of an older site, or one from Windows: its letters would be lost. */
static void
check_encoding(struct checking *k, const struct article *article, struct str source)
{
	unsigned line = utf8_bad_line(source);

	if (str_starts(source, STR("\xff\xfe")) || str_starts(source, STR("\xfe\xff")))
		diag_add(k->diags, DIAG_WARNING, article->file, 0, 0, "is in UTF-16 and cannot be read (save it as UTF-8)");
	else if (line > 0)
		diag_add(k->diags, DIAG_WARNING, article->file, line, 0,
		    "holds bytes that are no UTF-8 and are shown as question marks (save the file as UTF-8)");
}

static void
check_article(struct checking *k, const struct article *article)
{
	struct strbuf source = STRBUF_INIT;
	int r;

	k->neighbours.first = k->diags->n;
	r = reading_check(k->c, article, &k->scratch, k->diags, neighbours_stray, &k->neighbours);
	if (r == 0)
		r = catalogue_read_source(k->c, article, &source);
	if (r == 0) {
		check_encoding(k, article, strbuf_str(&source));
		r = unknown_read(&k->unknown, article, strbuf_str(&source), &k->scratch);
	}
	strbuf_done(&source);
	if (r < 0)
		diag_add(k->diags, DIAG_ERROR, article->file, 0, 0, "cannot be read: %s", strerror(-r));
	arena_reset(&k->scratch);
}

static void
check_articles(const struct catalogue *c, struct diag_list *diags)
{
	struct checking k = { .c = c, .diags = diags };
	struct report_progress progress;

	arena_init(&k.scratch, 0);
	neighbours_init(&k.neighbours, c->capsule, diags);
	unknown_init(&k.unknown);
	report_progress_begin(&progress, "checking articles");
	if (c->header != NULL)
		check_article(&k, c->header);
	if (c->footer != NULL)
		check_article(&k, c->footer);
	if (c->not_found != NULL)
		check_article(&k, c->not_found);
	if (c->root->text != NULL)
		check_article(&k, c->root->text);
	for (size_t i = 0; i < c->narticles; i++) {
		check_article(&k, c->articles[i]);
		report_progress(&progress, i + 1, c->narticles);
	}
	for (size_t i = 0; i < c->nprivate; i++)
		check_article(&k, c->private_articles[i]);
	report_progress_end(&progress);
	neighbours_report(&k.neighbours, c->capsule, diags);
	unknown_report(&k.unknown, diags);
	unknown_done(&k.unknown);
	arena_done(&k.scratch);
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

static void
say_found(const struct catalogue *c, const struct diag_list *diags, const char *capsule)
{
	struct strbuf summary = STRBUF_INIT;

	if (capsule != NULL)
		strbuf_addf(&summary, "%s: ", capsule);
	report_plural(&summary, c->narticles, "article", "articles");
	strbuf_addf(&summary, " (%zu hidden), ", c->nhidden);
	report_plural(&summary, c->nassets, "other file", "other files");
	strbuf_adds(&summary, ": ");
	report_counts(diags, &summary);
	fprintf(stderr, "%s\n", summary.buf);
	strbuf_done(&summary);
}

/* What serve would be shut into here. */
static void
say_sandbox(const struct config *config)
{
	struct strbuf what = STRBUF_INIT;

	sandbox_describe(&what);
	fprintf(stderr, "sandbox: %s%s\n", what.buf, config->sandbox ? "" : "; off, as configured");
	strbuf_done(&what);
}

/* c is NULL when the configuration was all there was to check. */
static int
say_all(const struct cli_command *command, const struct config *config, const struct catalogue *c, bool is_last,
    struct diag_list *diags)
{
	bool quiet = cli_option(command, "quiet")->n > 0;
	const char *capsule = c != NULL && config->nhosts > 0 ? config->hosts[0].p : NULL;

	if (quiet)
		drop_notes(diags);
	if (cli_option(command, "json")->n > 0) {
		report_json(diags, capsule, c != NULL ? c->narticles : 0, c != NULL ? c->nhidden : 0,
		    c != NULL ? c->nassets : 0, stdout);
	} else {
		report_diags(diags, stdout);
		if (c != NULL && (!quiet || diags->n > 0))
			say_found(c, diags, config->top != NULL || config->nfurther > 0 ? capsule : NULL);
		/* Once, not for each of several. */
		if (c != NULL && !quiet && is_last)
			say_sandbox(config);
	}
	return diags->nerrors > 0 || c == NULL ? CLI_FOUND : CLI_OK;
}

static int
check(struct cli_command *command, struct config *config, bool is_last, struct diag_list *diags)
{
	struct catalogue *c;
	const char *why;
	int error, status;

	c = catalogue_build(&config->capsule, NULL, (int64_t)time(NULL), &error, &why);
	if (c == NULL) {
		fprintf(stderr, "marmot check: %s: %s (%s): %s\n", config->capsule.content_dir, why, strerror(-error),
		    report_folder_remedy(config->capsule.content_dir, error));
		return CLI_TROUBLE;
	}
	diag_append(diags, &c->diags);
	check_articles(c, diags);
	if (config_wants_tls(config))
		certificate_check(config, diags);
	people_check(config, diags);
	if (c->narticles + c->nhidden == 0 && c->root->text == NULL)
		diag_add(diags, DIAG_NOTE, str_of(config->capsule.content_dir), 0, 0,
		    "there is no article in this folder: their names end in .md");
	status = say_all(command, config, c, is_last, diags);
	catalogue_release(c);
	return status;
}

/* One capsule after the other, the worst status of all. */
static int
check_all(struct cli_command *command, struct config *config, struct diag_list *diags)
{
	struct config *one = cli_value(command, "capsule") != NULL ? capsule_pick(command, config, NULL) : NULL;
	size_t n = config_ncapsules(config);
	int worst = CLI_OK;

	if (cli_value(command, "capsule") != NULL)
		return one != NULL ? check(command, one, true, diags) : CLI_TROUBLE;
	for (size_t i = 0; i < n; i++) {
		int status = check(command, config_capsule(config, i), i + 1 == n, diags);

		worst = status > worst ? status : worst;
		diag_list_done(diags);
	}
	return worst;
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
	if (content != NULL && cli_value(command, "capsule") != NULL)
		return cli_trouble(command, "takes a folder or --capsule, not both");
	config_init(&config);
	diag_list_init(&diags);
	if (!config_load(&config, cli_value(command, "config"), &diags)) {
		status = say_all(command, &config, NULL, true, &diags);
	} else if (content != NULL && (config.capsule.content_dir = content)[0] == '\0') {
		status = cli_trouble(command, "the folder has no name");
	} else if (!config_finish(&config, &why)) {
		status = cli_trouble(command, "%s", why.buf);
	} else {
		status = content != NULL ? check(command, &config, true, &diags) : check_all(command, &config, &diags);
	}
	diag_list_done(&diags);
	config_done(&config);
	strbuf_done(&why);
	return status;
}

struct cli_command command_check = {
	.name = "check",
	.arguments = "[--config FILE] [--quiet] [--json] [--capsule HOST | DIR]",
	.summary = "name every problem of a folder of articles",
	.help = "Reads the folder as serve would, and every text in it, and prints each problem\n"
	    "as path:line:col: severity: text.  Exit status: 0 when there are no errors\n"
	    "(warnings and notes do not count), 1 when there are some, of the configuration\n"
	    "too, 2 when the folder cannot be read or the command is wrong.  Of several\n"
	    "capsules all are read, one after the other, unless one is named.",
	.options = options,
	.run = run,
};
