/* command_config.c - how commands begin: with the configuration. */
#include "command_config.h"

#include <stdio.h>

#include "report.h"

bool
command_config_read(const struct cli_command *command, struct config *config)
{
	struct diag_list diags;
	bool good;

	config_init(config);
	diag_list_init(&diags);
	good = config_load(config, cli_value(command, "config"), &diags);
	report_diags(&diags, stderr);
	diag_list_done(&diags);
	return good;
}

bool
command_config_finish(const struct cli_command *command, struct config *config)
{
	struct strbuf why = STRBUF_INIT;
	bool good = config_finish(config, &why);

	if (!good)
		(void)cli_trouble(command, "%s", why.buf);
	strbuf_done(&why);
	return good;
}
