/*
 * watchdog.h - telling the service manager that all workers still turn round.
 */
#ifndef NET_WATCHDOG_H
#define NET_WATCHDOG_H

#include "net/worker.h"

struct watchdog;

/*
 * Asks the workers, twice as often as the manager wants to hear from us, to
 * give a sign, and speaks only when all of them have: one that hangs makes the
 * manager start us anew.  NULL when the manager does not want to hear anything.
 * workers are the caller's, run and outlive it.
 */
struct watchdog *watchdog_new(struct loop *loop, struct worker *const *workers, unsigned n);
void watchdog_free(struct watchdog *dog);

#endif
