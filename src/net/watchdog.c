/* watchdog.c - telling the service manager that all workers still turn round. */
#include "net/watchdog.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/notify.h"

struct watchdog {
	struct loop_timer *timer;
	struct worker *const *workers;
	unsigned nworkers;
	unsigned asked;			/* the number that the workers were to repeat */
	uint64_t every_ms;
};

static void
due(void *arg)
{
	struct watchdog *dog = arg;
	bool all = true;

	for (unsigned i = 0; i < dog->nworkers; i++)
		all &= atomic_load(&dog->workers[i]->answered) == dog->asked;
	if (all) {
		notify_say("WATCHDOG=1");
		dog->asked++;
	}
	for (unsigned i = 0; i < dog->nworkers; i++) {
		atomic_store(&dog->workers[i]->asked, dog->asked);
		worker_wake(dog->workers[i]);
	}
	loop_timer_set(dog->timer, dog->every_ms);
}

struct watchdog *
watchdog_new(struct loop *loop, struct worker *const *workers, unsigned n)
{
	struct watchdog *dog;

	if (notify_watchdog_ms() == 0)
		return NULL;
	dog = mem_alloc(sizeof *dog);
	dog->workers = workers;
	dog->nworkers = n;
	dog->every_ms = notify_watchdog_ms() / 2 > 0 ? notify_watchdog_ms() / 2 : 1;
	dog->timer = loop_timer_new(loop, due, dog);
	due(dog);
	return dog;
}

void
watchdog_free(struct watchdog *dog)
{
	if (dog == NULL)
		return;
	loop_timer_free(dog->timer);
	free(dog);
}
