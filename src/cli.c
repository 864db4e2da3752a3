#include "cli.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

static struct cli_option *
find(struct cli_command *command, const char *name, size_t len)
{
	for (struct cli_option *o = command->options; o != NULL && o->name != NULL; o++)
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static void
write_help(const struct cli_command *command)
{
	printf("usage: marmot %s%s%s\n\n%s\n", command->name, command->arguments[0] != '\0' ? " " : "", command->arguments,
	    command->help);
	if (command->options == NULL || command->options->name == NULL)
		return;
	printf("\nOptions:\n");
	for (const struct cli_option *o = command->options; o->name != NULL; o++) {
		int n = printf("  --%s%s%s", o->name, o->argument != NULL ? " " : "",
		    o->argument != NULL ? o->argument : "");

		if (n < 26)
			printf("%*s%s\n", 26 - n, "", o->help);
		else
			printf("\n%26s%s\n", "", o->help);
	}
}

int
cli_trouble(const struct cli_command *command, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "marmot %s: ", command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry: marmot %s --help\n", command->name);
	return CLI_TROUBLE;
}

static void
say_unknown(const struct cli_command *command, const char *given, struct str name)
{
	struct nearest nearest = nearest_begin(name);
	struct str meant;

	for (const struct cli_option *o = command->options; o != NULL && o->name != NULL; o++)
		nearest_offer(&nearest, str_of(o->name));
	meant = nearest_end(&nearest);
	if (meant.p != NULL)
		cli_trouble(command, "there is no option %s; did you mean --%.*s?", given, STR_ARG(meant));
	else
		cli_trouble(command, "there is no option %s", given);
}

int
cli_read(struct cli_command *command, int argc, char **argv, bool *ret_help)
{
	struct cli_option *o;
	const char *name, *equals, *value;
	size_t len;
	int i;

	*ret_help = false;
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			write_help(command);
			*ret_help = true;
			return i + 1;
		}
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			return i;
		if (strncmp(argv[i], "--", 2) != 0) {
			cli_trouble(command, "there are no one-letter options (%s)", argv[i]);
			return -1;
		}
		name = argv[i] + 2;
		equals = strchr(name, '=');
		len = strcspn(name, "=");
		o = find(command, name, len);
		if (o == NULL) {
			say_unknown(command, argv[i], (struct str){ name, len });
			return -1;
		}
		value = "";
		if (o->argument != NULL && equals != NULL) {
			value = equals + 1;
		} else if (o->argument != NULL) {
			if (i + 1 == argc) {
				cli_trouble(command, "--%s needs a value: --%s %s", o->name, o->name, o->argument);
				return -1;
			}
			value = argv[++i];
		} else if (equals != NULL) {
			cli_trouble(command, "--%s takes no value", o->name);
			return -1;
		}
		if (o->n > 0 && !o->many) {
			cli_trouble(command, "--%s is given twice", o->name);
			return -1;
		}
		if (o->n == CLI_VALUES_MAX) {
			cli_trouble(command, "--%s is given more than %d times", o->name, CLI_VALUES_MAX);
			return -1;
		}
		o->values[o->n++] = value;
	}
	return i;
}

int
cli_read_word(struct cli_command *command, int argc, char **argv, const char **ret_word, bool *ret_help)
{
	int first = cli_read(command, argc, argv, ret_help), more;

	*ret_word = NULL;
	if (first < 0 || *ret_help || first == argc)
		return first;
	*ret_word = argv[first];
	more = cli_read(command, argc - first, argv + first, ret_help);
	return more < 0 ? more : first + more;
}

const struct cli_option *
cli_option(const struct cli_command *command, const char *name)
{
	for (const struct cli_option *o = command->options; o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	assert(!"an option that the command's table does not have");
	return NULL;
}

const char *
cli_value(const struct cli_command *command, const char *name)
{
	const struct cli_option *o = cli_option(command, name);

	return o->n > 0 ? o->values[o->n - 1] : NULL;
}
