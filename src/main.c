/* Marmot: a folder of Markdown on Gemini and Gopher. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli.h"

static struct cli_command *const commands[] = {
	&command_serve, &command_new, &command_check, &command_check_config, &command_render, &command_export, &command_cert, &command_doctor,
	&command_stats, &command_version,
};
#define NCOMMANDS (sizeof commands / sizeof commands[0])

static int
run_version(struct cli_command *command, int argc, char **argv)
{
	bool help;
	int first = cli_read(command, argc, argv, &help);

	if (first < 0 || help)
		return help ? CLI_OK : CLI_TROUBLE;
	if (first < argc)
		return cli_trouble(command, "does not take \"%s\"", argv[first]);
	printf("marmot %s\n", MARMOT_VERSION);
	return CLI_OK;
}

static struct cli_option no_options[] = { { .name = NULL } };

struct cli_command command_version = {
	.name = "version",
	.arguments = "",
	.summary = "say which version this is",
	.help = "Prints the name and the version on one line.",
	.options = no_options,
	.run = run_version,
};

static void
write_usage(FILE *out)
{
	fprintf(out,
	    "Marmot serves a folder of Markdown articles as a Gemini capsule and a Gopher hole.\n\n"
	    "usage: marmot COMMAND [options]\n\n");
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(out, "  %-12s  %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out,
	    "\nThe shortest start: put some .md files into ./content and run\n\n"
	    "  marmot serve --gopher 127.0.0.1:7070 --gemini 127.0.0.1:1965\n\n"
	    "then open gemini://localhost/ in Lagrange or Amfora.\n"
	    "\"marmot COMMAND --help\" explains each command; \"man marmot\" all of them.\n");
}

static struct cli_command *
find(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

static int
say_unknown(const char *name)
{
	struct nearest nearest = nearest_begin(str_of(name));
	struct str meant;

	for (size_t i = 0; i < NCOMMANDS; i++)
		nearest_offer(&nearest, str_of(commands[i]->name));
	meant = nearest_end(&nearest);
	if (meant.p != NULL) {
		fprintf(stderr, "marmot: there is no command \"%s\"; did you mean \"%.*s\"?\nTry: marmot --help\n", name,
		    STR_ARG(meant));
	} else {
		fprintf(stderr, "marmot: there is no command \"%s\"\n\n", name);
		write_usage(stderr);
	}
	return CLI_TROUBLE;
}

/* Whatever is opened next would take the place of a closed one, and what is said would be written into it. */
static void
hold_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			/* Not to be written to where somebody waits for what is said. */
			(void)open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
}

/* What was said in vain, on a full disk, is no success. */
static int
finish(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	/* Whoever went away from the other end knows. */
	if (errno != EPIPE)
		fprintf(stderr, "marmot: standard output cannot be written to: %s\n", strerror(errno != 0 ? errno : EIO));
	return CLI_TROUBLE;
}

static int
run(int argc, char **argv)
{
	static char help[] = "--help", *for_help[] = { help, help };
	struct cli_command *command;

	if (argc < 2) {
		write_usage(stderr);
		return CLI_TROUBLE;
	}
	if (argc == 3 && strcmp(argv[1], "help") == 0) {
		command = find(argv[2]);
		return command != NULL ? command->run(command, 2, for_help) : say_unknown(argv[2]);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		write_usage(stdout);
		return CLI_OK;
	}
	if (strcmp(argv[1], "--version") == 0)
		return command_version.run(&command_version, 1, argv + 1);
	command = find(argv[1]);
	return command != NULL ? command->run(command, argc - 1, argv + 1) : say_unknown(argv[1]);
}

int
main(int argc, char **argv)
{
	hold_standard();
	return finish(run(argc, argv));
}
