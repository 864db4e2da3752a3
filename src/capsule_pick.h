/*
 * capsule_pick.h - which of several capsules a command is about.
 */
#ifndef CAPSULE_PICK_H
#define CAPSULE_PICK_H

#include "cli.h"
#include "config.h"

/* For tables of options: --capsule. */
#define CAPSULE_OPTION \
	{ .name = "capsule", .argument = "HOST", .help = "which capsule, where the configuration has several" }

/*
 * The capsule that has the host of --capsule; else the only one; else the one
 * whose content the file or folder path lies in (NULL: not asked).  NULL after
 * saying what is wrong, which is all that is said of several capsules.  The
 * configuration is finished.
 */
struct config *capsule_pick(const struct cli_command *command, struct config *config, const char *path);

/* The same without a word when nothing was named: then the first. */
struct config *capsule_pick_or_first(const struct cli_command *command, struct config *config, const char *path);

#endif
