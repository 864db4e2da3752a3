/*
 * accept.h - letting connections in, and what to do when there is no room.
 *
 * When places or descriptors are used up, whoever has idled longest without
 * asking for anything makes room; when nobody can go, accepting pauses and the
 * newcomers wait in the backlog.  On the worker's thread.
 */
#ifndef NET_ACCEPT_H
#define NET_ACCEPT_H

#include <stdbool.h>

#define ACCEPT_TURN 16		/* connections accepted in one turn */
#define ACCEPT_PAUSE_MS 250		/* without accepting when there is no room */
#define ACCEPT_EVICT_MS 1000		/* idle for so long, one may be closed for another */
#define ACCEPT_COMPLAIN_MS 60000	/* at least between two complaints about the same */

struct worker;

/* Callbacks of a door's watch (arg: struct worker_door) and of the pause. */
void accept_ready(void *arg, unsigned what);
void accept_again(void *arg);

/* Whether listeners are watched; false when the kernel refuses. */
bool accept_doors(struct worker *worker, bool open);
/* A descriptor to hold in reserve, or -1 with errno. */
int accept_reserve(void);

#endif
