/* marmot new: a file for a new article, with the front matter it will want. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/fs.h"
#include "base/slug.h"
#include "base/utf8.h"
#include "capsule_pick.h"
#include "cli.h"
#include "command_config.h"

static struct cli_option options[] = {
	{ .name = "config", .argument = "FILE", .help = "the configuration (default: ./marmot.yaml, /etc/marmot/marmot.yaml)" },
	CAPSULE_OPTION,
	{ .name = "content", .argument = "DIR", .help = "the folder of articles" },
	{ .name = "in", .argument = "FOLDER", .help = "the folder below it where the article goes; made when it is missing" },
	{ .name = "name", .argument = "NAME", .help = "the file's name, if it should not be made from the title" },
	{ .name = "tag", .argument = "TAG", .help = "a tag", .many = true },
	{ .name = "publish", .help = "no draft: readers see it as soon as it is saved" },
	{ .name = NULL },
};

/* One line of text, as a title or a tag is. */
static bool
is_line(struct str s)
{
	return !str_has_control(s) && utf8_valid(s) && str_trim(s).len > 0;
}

/* YAML 1.1, 5.7: a double-quoted scalar. */
static void
add_quoted(struct strbuf *out, struct str s)
{
	strbuf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			strbuf_addc(out, '\\');
		strbuf_addc(out, s.p[i]);
	}
	strbuf_addc(out, '"');
}

static void
write_article(const struct cli_command *command, struct str title, struct str day, struct strbuf *out)
{
	const struct cli_option *tags = cli_option(command, "tag");

	strbuf_adds(out, "---\ntitle: ");
	add_quoted(out, title);
	strbuf_addf(out, "\ndate: %.*s\ntags: [", STR_ARG(day));
	for (size_t i = 0; i < tags->n; i++) {
		strbuf_adds(out, i > 0 ? ", " : "");
		add_quoted(out, str_trim(str_of(tags->values[i])));
	}
	strbuf_adds(out, "]\n");
	if (cli_option(command, "publish")->n == 0)
		strbuf_adds(out, "draft: true    # take this line out to publish\n");
	strbuf_adds(out, "---\n\n");
}

/* Signs are no part of a file's name; unlike a tag's slug it need not tell
 * "C++" from "C". */
static void
add_name(struct strbuf *out, struct str title)
{
	struct strbuf words = STRBUF_INIT;

	for (size_t at = 0; at < title.len; ) {
		uint32_t c = utf8_next(title, &at);

		if (utf8_is_letter(c) || utf8_is_ignorable(c))
			utf8_add(&words, c);
		else if (c != '\'' && c != 0x2019)
			strbuf_addc(&words, ' ');
	}
	slug_add(out, str_trim(strbuf_str(&words)).len > 0 ? str_trim(strbuf_str(&words)) : title);
	strbuf_done(&words);
}

/* "content/notes/" and a name; below _posts Jekyll wants the day in front of it. */
static void
add_path(const struct cli_command *command, const char *content_dir, struct str title, struct str day,
    struct strbuf *out)
{
	const char *in = cli_value(command, "in"), *name = cli_value(command, "name");
	struct str folder = str_chop(str_trim(str_of(in != NULL ? in : "")), '/');

	strbuf_adds(out, content_dir);
	if (folder.len > 0)
		strbuf_addf(out, "/%.*s", STR_ARG(folder));
	strbuf_addc(out, '/');
	if (name == NULL && (str_is(folder, "_posts") || str_ends(folder, STR("/_posts"))))
		strbuf_addf(out, "%.*s-", STR_ARG(day));
	if (name != NULL)
		strbuf_adds(out, name);
	else
		add_name(out, title);
	if (!str_ends(strbuf_str(out), STR(".md")))
		strbuf_adds(out, ".md");
}

/* No way out of the content folder, and nothing that would never be served. */
static bool
is_below(const char *path)
{
	struct str s = str_of(path), part;

	if (s.len == 0 || s.p[0] == '/')
		return false;
	while (s.len > 0) {
		size_t slash = str_find(s, '/');

		part = str_slice(s, 0, slash);
		if (part.len == 0 || part.p[0] == '.' || str_find(part, '\\') < part.len)
			return false;
		s = str_from(s, slash < s.len ? slash + 1 : s.len);
	}
	return is_line(str_of(path));
}

static int
make(struct cli_command *command, const char *content_dir, struct str title)
{
	struct strbuf path = STRBUF_INIT, folder = STRBUF_INIT, bytes = STRBUF_INIT, day = STRBUF_INIT;
	int status = CLI_TROUBLE, r;

	date_add_day(&day, date_now());
	add_path(command, content_dir, title, strbuf_str(&day), &path);
	write_article(command, title, strbuf_str(&day), &bytes);
	strbuf_addstr(&folder, str_slice(strbuf_str(&path), 0, str_rfind(strbuf_str(&path), '/')));
	if (cli_value(command, "in") != NULL && (r = fs_make_dirs(folder.buf, 0777)) < 0) {
		fprintf(stderr, "marmot new: %s: %s\n", folder.buf, strerror(-r));
		goto out;
	}
	r = fs_create_path(path.buf, strbuf_str(&bytes), 0666);
	if (r == -EEXIST)
		fprintf(stderr, "marmot new: %s is there already, and stays as it is (--name gives the new one "
		    "another name)\n", path.buf);
	else if (r == -ENOENT)
		fprintf(stderr, "marmot new: %s: there is no such folder of articles: make it, or name it with --content DIR\n",
		    folder.buf);
	else if (r < 0)
		fprintf(stderr, "marmot new: %s: %s\n", path.buf, strerror(-r));
	else
		printf("%s\n", path.buf);
	status = r < 0 ? CLI_TROUBLE : CLI_OK;
out:
	strbuf_done(&day);
	strbuf_done(&bytes);
	strbuf_done(&folder);
	strbuf_done(&path);
	return status;
}

/* What is wrong with the command line; false after saying it. */
static bool
is_sound(struct cli_command *command, const char *title)
{
	const struct cli_option *tags = cli_option(command, "tag");
	const char *in = cli_value(command, "in"), *name = cli_value(command, "name");

	if (title == NULL)
		cli_trouble(command, "needs one title: marmot new \"First snow\"");
	else if (!is_line(str_of(title)))
		cli_trouble(command, "a title is one line of UTF-8");
	else if (in != NULL && !is_below(in))
		cli_trouble(command, "\"%s\" is no folder below the content folder that could be served", in);
	else if (name != NULL && (!is_below(name) || strchr(name, '/') != NULL))
		cli_trouble(command, "\"%s\" is no name of a file that could be served", name);
	else {
		for (size_t i = 0; i < tags->n; i++) {
			if (!is_line(str_of(tags->values[i]))) {
				cli_trouble(command, "a tag is one line of UTF-8");
				return false;
			}
		}
		return true;
	}
	return false;
}

static int
run(struct cli_command *command, int argc, char **argv)
{
	const char *title, *content;
	struct config config, *one;
	bool help;
	int first = cli_read_word(command, argc, argv, &title, &help), status = CLI_TROUBLE;

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if (first < argc)
		return cli_trouble(command, "takes one title; put it in quotes: marmot new \"First snow\"");
	if (!is_sound(command, title))
		return CLI_TROUBLE;
	content = cli_value(command, "content");
	if (content != NULL && cli_value(command, "capsule") != NULL)
		return cli_trouble(command, "takes --content or --capsule, not both");
	if (command_config_read(command, &config)) {
		if (content != NULL)
			status = make(command, content, str_trim(str_of(title)));
		else if (command_config_finish(command, &config) && (one = capsule_pick(command, &config, ".")) != NULL)
			status = make(command, one->capsule.content_dir, str_trim(str_of(title)));
	}
	config_done(&config);
	return status;
}

struct cli_command command_new = {
	.name = "new",
	.arguments = "\"TITLE\" [--capsule HOST] [--in FOLDER] [--tag TAG]...",
	.summary = "begin an article: a file with front matter",
	.help = "Makes a file named after the title, with title, date and tags in its front\n"
	    "matter, and prints its path; it opens nothing.  The article is a draft until\n"
	    "the line \"draft: true\" is taken out, so that a running server does not show it\n"
	    "half-written.  Below a folder _posts the name begins with the date, as Jekyll\n"
	    "wants it.  A file that is there already is never touched.\n"
	    "Of several capsules it is for the one in whose folder you are, or that you name.",
	.options = options,
	.run = run,
};
