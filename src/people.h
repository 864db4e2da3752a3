/*
 * people.h - those that the configuration names and nobody has let in.
 */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "config.h"

/*
 * Adds a note to diags for each name in "private", "authors", "counters" and
 * "titan: paths" that the file of "marmot cert allow" does not have.  None when
 * that file cannot be read by who asks.
 */
void people_check(const struct config *c, struct diag_list *diags);
/* The same, to the log. */
void people_say(const struct config *c);

#endif
