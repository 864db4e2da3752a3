/*
 * command_config.h - how commands begin: with the configuration.
 */
#ifndef COMMAND_CONFIG_H
#define COMMAND_CONFIG_H

#include "cli.h"
#include "config.h"

/*
 * Reads the file of --config, or the one that is found, into a configuration of
 * its defaults; config_done is to be called either way.  False after naming
 * every mistake on standard error.
 */
bool command_config_read(const struct cli_command *command, struct config *config);
/* config_finish, once the options have been put over it; false after saying why not. */
bool command_config_finish(const struct cli_command *command, struct config *config);

#endif
