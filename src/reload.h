/*
 * reload.h - reading everything anew while the server runs, as one transaction.
 *
 * Configuration, content, certificates, people: all is loaded beside what is
 * served and judged as at the start.  A mistake anywhere changes nothing.  The
 * content is read on a thread of its own; all else happens on the main one.
 */
#ifndef RELOAD_H
#define RELOAD_H

#include "serving.h"

struct reload;

/*
 * command: as the server was started with.  now: what is served; reload frees
 * it once it was replaced.
 */
struct reload *reload_new(const struct cli_command *command, struct server *server, struct confine *confine,
    struct serving *now);
/* Begins one, or another one after that which is under way.  Tells the service manager. */
void reload_begin(struct reload *r);
/* To be called when the server was woken. */
void reload_woken(struct reload *r);
/* Nobody uses what came with service any more. */
void reload_unused(struct reload *r, const struct service *service);
/* What is served now. */
struct serving *reload_serving(struct reload *r);
/*
 * Ends the threads of all that was loaded, before the server's end; false when
 * one does not end, and then nothing may be freed.
 */
bool reload_stop(struct reload *r);
/* Frees all that was loaded. */
void reload_free(struct reload *r);

#endif
