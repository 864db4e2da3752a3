/* marmot render: one file as gemtext, menu or text on standard output. */

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "cli.h"
#include "config.h"
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

static struct cli_option options[] = {
	{ .name = "to", .argument = "FORM", .help = "gemtext, menu or text" },
	{ .name = "width", .argument = "COLUMNS", .help = "of a menu (67) or text (70)" },
	{ .name = NULL },
};

static int
render(const char *path, enum sheet_form form, enum scheme scheme, size_t width, struct strbuf *out)
{
	struct capsule capsule = { .host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70 };
	struct strbuf source = STRBUF_INIT;
	struct arena arena, scratch;
	struct diag_list diags;
	struct article article;
	struct front front;
	struct sheet sheet;
	struct str name = str_of(path);
	int r = fs_read_path(path, ARTICLE_SIZE_MAX, &source);

	arena_init(&arena, 0);
	arena_init(&scratch, 0);
	diag_list_init(&diags);
	if (r < 0) {
		fprintf(stderr, "marmot render: %s: %s\n", path, strerror(-r));
		goto out;
	}
	name = arena_str(&arena, str_from(name, str_rfind(name, '/') < name.len ? str_rfind(name, '/') + 1 : 0));
	article_read(&article, strbuf_str(&source), name, &capsule, false, &arena, &scratch, &diags);
	front_skip(strbuf_str(&source), &front);
	sheet_init(&sheet, form, scheme, &capsule, out, width);
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

static int
run(struct cli_command *command, int argc, char **argv)
{
	struct strbuf out = STRBUF_INIT;
	unsigned long width = 0;
	const char *to, *value;
	bool help;
	size_t form;
	int first = cli_read(command, argc, argv, &help), status = CLI_OK;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if ((to = cli_value(command, "to")) == NULL)
		return cli_trouble(command, "say which form: --to gemtext, --to menu or --to text");
	for (form = 0; form < NFORMS && strcmp(to, forms[form].name) != 0; form++)
		continue;
	if (form == NFORMS)
		return cli_trouble(command, "there is no form \"%s\": gemtext, menu or text", to);
	if ((value = cli_value(command, "width")) != NULL &&
	    (!str_number(str_of(value), 200, &width) || width < 40))
		return cli_trouble(command, "--width is a number of columns from 40 to 200, not \"%s\"", value);
	if (argc - first != 1)
		return cli_trouble(command, argc == first ? "name the Markdown file" : "takes one file");
	if (render(argv[first], forms[form].form, forms[form].scheme, width, &out) != 0)
		status = CLI_TROUBLE;
	else if (fwrite(out.buf, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		status = CLI_TROUBLE;
	strbuf_done(&out);
	return status;
}

struct cli_command command_render = {
	.name = "render",
	.arguments = "--to gemtext|menu|text [--width COLUMNS] FILE",
	.summary = "show one Markdown file as a reader would get it",
	.help = "Converts FILE and prints it: as gemtext (what Gemini readers get), as a Gopher\n"
	    "menu with live links, or as wrapped plain text.  Links stay as written, since\n"
	    "there is no folder to look them up in.  Problems go to standard error.",
	.options = options,
	.run = run,
};
