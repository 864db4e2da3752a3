/*
 * log_jam.h - standard error that nobody reads; for log.c.
 */
#ifndef BASE_LOG_JAM_H
#define BASE_LOG_JAM_H

#include <stdbool.h>

/* False, and nothing is locked, unless log_keep_going was asked for and standard error
 * can jam. */
bool log_jam_lock(void);
void log_jam_unlock(void);
/* Whether LOG_LINE_SIZE_MAX bytes are taken without waiting now, or after as much of it
 * as there is patience left for.  Locked. */
bool log_jam_is_ready(void);

#endif
