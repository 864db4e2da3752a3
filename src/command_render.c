/* marmot render: one file as gemtext, menu or text on standard output. */

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "capsule_pick.h"
#include "cli.h"
#include "command_config.h"
#include "content/article.h"
#include "page/reading.h"
#include "report.h"

static const struct {
	const char *name;
	enum sheet_form form;
	enum scheme scheme;
} forms[] = {
	{ "gemtext", SHEET_GEMTEXT, SCHEME_GEMINI },
	{ "menu", SHEET_MENU, SCHEME_GOPHER },
	{ "text", SHEET_PLAIN, SCHEME_GOPHER },
};
#define NFORMS (sizeof forms / sizeof forms[0])

#define GOPHER_PORT 70

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	CAPSULE_OPTION,
	{ .name = "to", .argument = "FORM", .help = "gemtext, menu or text" },
	{ .name = "width", .argument = "COLUMNS", .help = "of a menu (67) or text (70); wins over what is configured" },
	{ .name = NULL },
};

static int
render(const struct capsule *capsule, const char *path, enum sheet_form form, enum scheme scheme,
    size_t width, struct strbuf *out)
{
	struct strbuf source = STRBUF_INIT;
	struct arena arena, scratch;
	struct diag_list diags;
	struct article article;
	struct front front;
	struct sheet sheet;
	struct str name = str_of(path);
	int r = fs_read_path(path, capsule->article_size_max > 0 ? capsule->article_size_max : ARTICLE_SIZE_MAX,
	    &source);

	arena_init(&arena, 0);
	arena_init(&scratch, 0);
	diag_list_init(&diags);
	if (r >= 0) {
		name = arena_str(&arena, str_from(name, str_rfind(name, '/') < name.len ? str_rfind(name, '/') + 1 : 0));
		r = article_read(&article, strbuf_str(&source), name, capsule, false, &arena, &scratch, &diags);
	}
	if (r < 0) {
		fprintf(stderr, "marmot render: %s: %s\n", path, fs_why(r));
		goto out;
	}
	front_skip(strbuf_str(&source), &front);
	sheet_init(&sheet, form, scheme, capsule, out, width);
	reading_render(&article, str_from(strbuf_str(&source), front.body_at), front.body_line, &sheet, &scratch,
	    &diags);
	sheet_done(&sheet);
	if (form == SHEET_MENU)
		strbuf_adds(out, ".\r\n");
	report_diags(&diags, stderr);
out:
	diag_list_done(&diags);
	arena_done(&scratch);
	arena_done(&arena);
	strbuf_done(&source);
	return r;
}

/* The configuration says how an article is shown, who writes and in which
 * language: of several capsules that of the one it lies in.  False after saying
 * what is wrong with it. */
static bool
configure(struct cli_command *command, struct config *config, const char *path, const struct capsule **ret)
{
	bool good = command_config_read(command, config) && command_config_finish(command, config);
	struct config *one = good ? capsule_pick_or_first(command, config, path) : NULL;

	if (one == NULL)
		return false;
	/* A menu's own items need a port even where Gopher is off. */
	if (one->capsule.gopher_port == 0)
		one->capsule.gopher_port = GOPHER_PORT;
	*ret = &one->capsule;
	return true;
}

static int
write_out(struct cli_command *command, const char *path, size_t form, size_t width)
{
	struct strbuf out = STRBUF_INIT;
	const struct capsule *capsule;
	struct config config;
	int status = CLI_TROUBLE;

	if (configure(command, &config, path, &capsule) &&
	    render(capsule, path, forms[form].form, forms[form].scheme, width, &out) == 0 &&
	    fwrite(out.buf, 1, out.len, stdout) == out.len && fflush(stdout) == 0)
		status = CLI_OK;
	config_done(&config);
	strbuf_done(&out);
	return status;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	unsigned long width = 0;
	const char *to, *value;
	bool help;
	size_t form;
	int first = cli_read(command, argc, argv, &help);

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if ((to = cli_value(command, "to")) == NULL)
		return cli_trouble(command, "say which form: --to gemtext, --to menu or --to text");
	for (form = 0; form < NFORMS && strcmp(to, forms[form].name) != 0; form++)
		continue;
	if (form == NFORMS)
		return cli_trouble(command, "there is no form \"%s\": gemtext, menu or text", to);
	if ((value = cli_value(command, "width")) != NULL &&
	    (!str_number(str_of(value), LOOK_WIDTH_MAX, &width) || width < LOOK_WIDTH_MIN))
		return cli_trouble(command, "--width is a number of columns from %d to %d, not \"%s\"",
		    LOOK_WIDTH_MIN, LOOK_WIDTH_MAX, value);
	if (argc - first != 1)
		return cli_trouble(command, argc == first ? "name the Markdown file" : "takes one file");
	return write_out(command, argv[first], form, width);
}

struct cli_command command_render = {
	.name = "render",
	.arguments = "--to gemtext|menu|text [--config FILE] [--capsule HOST] [--width COLUMNS] FILE",
	.summary = "show one Markdown file as a reader would get it",
	.help = "Converts FILE and prints it: as gemtext (what Gemini readers get), as a Gopher\n"
	    "menu with live links, or as wrapped plain text.  Links stay as written, since\n"
	    "there is no folder to look them up in.  Problems go to standard error.\n"
	    "How it looks is read from the configuration and from the front matter of FILE;\n"
	    "of several capsules that of the one FILE lies in, unless one is named.",
	.options = options,
	.run = run,
};
