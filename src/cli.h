/*
 * cli.h - the command line: subcommands and options as tables that also write
 * their own help.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>

#define CLI_VALUES_MAX 16	/* times an option may be given */

/* Exit statuses of every subcommand. */
enum { CLI_OK = 0, CLI_FOUND = 1, CLI_TROUBLE = 2 };

struct cli_option {
	const char *name;		/* without "--"; NULL ends a table */
	const char *argument;		/* what stands behind it in the help; NULL: a flag */
	const char *help;
	bool many;			/* may be given several times */
	const char *values[CLI_VALUES_MAX];
	size_t n;			/* times it was given */
};

struct cli_command {
	const char *name;
	const char *arguments;		/* "[options] FILE", for the usage line */
	const char *summary;		/* one line, for the list of commands */
	const char *help;		/* paragraphs for its --help */
	struct cli_option *options;
	int (*run)(struct cli_command *command, int argc, char **argv);
};

/*
 * Reads options up to the first word that is none (or behind "--"); argv[0] is
 * the subcommand.  Takes "--name value" and "--name=value".  Returns the index
 * of the first word left, or -1 after saying what is wrong; *ret_help is set
 * when --help was asked for and written.
 */
int cli_read(struct cli_command *command, int argc, char **argv, bool *ret_help);

/* The same for a command with one word that options may stand before and
 * behind; *ret_word is NULL when there is none. */
int cli_read_word(struct cli_command *command, int argc, char **argv, const char **ret_word, bool *ret_help);

/* The (last) value of an option, or NULL. */
const char *cli_value(const struct cli_command *command, const char *name);
const struct cli_option *cli_option(const struct cli_command *command, const char *name);

/* "marmot serve: MESSAGE", with a hint at --help; returns CLI_TROUBLE. */
int cli_trouble(const struct cli_command *command, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The subcommands, each in a file of its own. */
extern struct cli_command command_serve, command_render, command_check, command_new, command_export,
    command_check_config, command_cert, command_doctor, command_stats, command_version;

#endif
