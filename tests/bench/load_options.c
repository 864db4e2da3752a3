/* load_options.c - a load client's command line. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

#define CONNECTIONS_DEFAULT 16
#define SECONDS_DEFAULT 1.0

static _Noreturn void
usage(const char *program, bool tls)
{
	fprintf(stderr, "usage: %s [-c CONNECTIONS] [-s SECONDS] [-n REQUESTS] [--hold silent|half|shaken|unread]\n"
	    "    %s[--name HOST] PORT REQUEST\n", program, tls ? "[--openssl] " : "");
	exit(2);
}

static enum load_hold
hold_of(const char *word)
{
	static const char *const names[] = {
		[LOAD_HOLD_SILENT] = "silent", [LOAD_HOLD_HALF] = "half", [LOAD_HOLD_SHAKEN] = "shaken",
		[LOAD_HOLD_UNREAD] = "unread",
	};

	for (int i = LOAD_HOLD_SILENT; i <= LOAD_HOLD_UNREAD; i++)
		if (strcmp(word, names[i]) == 0)
			return (enum load_hold)i;
	return LOAD_HOLD_NOT;
}

void
load_options_read(struct load_options *ret, bool *openssl, int argc, char **argv)
{
	static char request[2048];
	int i;

	*ret = (struct load_options){ .name = "localhost", .connections = CONNECTIONS_DEFAULT,
	    .request = request };
	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *option = argv[i], *value;

		if (openssl != NULL && strcmp(option, "--openssl") == 0) {
			*openssl = true;
			continue;
		}
		if ((value = argv[++i]) == NULL)
			usage(argv[0], openssl != NULL);
		if (strcmp(option, "-c") == 0)
			ret->connections = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(option, "-s") == 0)
			ret->seconds = strtod(value, NULL);
		else if (strcmp(option, "-n") == 0)
			ret->requests = strtoul(value, NULL, 10);
		else if (strcmp(option, "--name") == 0)
			ret->name = value;
		else if (strcmp(option, "--hold") != 0 || (ret->hold = hold_of(value)) == LOAD_HOLD_NOT)
			usage(argv[0], openssl != NULL);
	}
	if (argc - i != 2 || ret->connections == 0 || ret->connections > LOAD_CONNECTIONS_MAX)
		usage(argv[0], openssl != NULL);
	ret->port = (unsigned)strtoul(argv[i], NULL, 10);
	if (ret->port == 0 || ret->port > 65535 ||
	    (size_t)snprintf(request, sizeof request, "%s\r\n", argv[i + 1]) >= sizeof request)
		usage(argv[0], openssl != NULL);
	if (ret->seconds <= 0 && ret->requests == 0)
		ret->seconds = SECONDS_DEFAULT;
}
