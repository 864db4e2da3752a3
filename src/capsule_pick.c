/* capsule_pick.c - which of several capsules a command is about. */
#include "capsule_pick.h"

#include <stdlib.h>
#include <string.h>

#include "proto/host.h"

static struct config *
of_host(struct config *config, const char *name)
{
	struct strbuf host = STRBUF_INIT;
	struct config *found = NULL;
	enum host_match best = HOST_OTHER;

	if (host_ascii(&host, str_of(name)))
		for (size_t i = 0; i < config_ncapsules(config); i++) {
			struct config *one = config_capsule(config, i);
			enum host_match m = host_match_any(one->hosts, one->nhosts, strbuf_str(&host));

			if (m > best) {
				best = m;
				found = one;
			}
		}
	strbuf_done(&host);
	return found;
}

/* Of folders within each other the inner one. */
static struct config *
of_path(struct config *config, const char *path)
{
	char *file = realpath(path, NULL);
	struct config *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; file != NULL && i < config_ncapsules(config); i++) {
		char *dir = realpath(config_capsule(config, i)->capsule.content_dir, NULL);
		size_t len = dir != NULL ? strlen(dir) : 0;

		if (len > longest && strncmp(file, dir, len) == 0 && (file[len] == '/' || file[len] == '\0')) {
			longest = len;
			found = config_capsule(config, i);
		}
		free(dir);
	}
	free(file);
	return found;
}

static void
say_several(const struct cli_command *command, struct config *config, const char *asked)
{
	struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < config_ncapsules(config); i++)
		strbuf_addf(&names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(config_capsule(config, i)->hosts[0]));
	if (asked != NULL)
		(void)cli_trouble(command, "no capsule here has the host \"%s\": %s", asked, names.buf);
	else
		(void)cli_trouble(command, "there are several capsules: say which with --capsule (%s)", names.buf);
	strbuf_done(&names);
}

struct config *
capsule_pick(const struct cli_command *command, struct config *config, const char *path)
{
	const char *asked = cli_value(command, "capsule");
	struct config *found = NULL;

	if (asked != NULL)
		found = of_host(config, asked);
	else if (config_ncapsules(config) == 1)
		found = config_capsule(config, 0);
	else if (path != NULL)
		found = of_path(config, path);
	if (found == NULL)
		say_several(command, config, asked);
	return found;
}

struct config *
capsule_pick_or_first(const struct cli_command *command, struct config *config, const char *path)
{
	struct config *found = cli_value(command, "capsule") == NULL ? of_path(config, path) : NULL;

	if (found == NULL && cli_value(command, "capsule") == NULL)
		return config_capsule(config, 0);
	return found != NULL ? found : capsule_pick(command, config, path);
}
