/*
 * restart.h - what cannot change while the server runs.
 */
#ifndef RESTART_H
#define RESTART_H

#include "confine.h"

/*
 * Whether next, which is finished (config.h), asks for what now's process does
 * not do or may not do any more: another user, folders that the sandbox does not
 * allow.  Then a line for each, with its key, is appended to why.
 */
bool restart_needed(const struct confine *f, struct config *now, struct config *next, struct strbuf *why);

#endif
