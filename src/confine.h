/*
 * confine.h - shuts the server in: what the configuration says becomes a user
 * and a sandbox.
 */
#ifndef CONFINE_H
#define CONFINE_H

#include "config.h"
#include "privilege.h"
#include "sandbox.h"

struct confine {
	struct arena arena;	/* of the paths below: they outlive the configuration */
	struct privilege privilege;
	struct sandbox sandbox;
	const char *key_path;	/* that cannot be read any more; NULL: none */
};

/* Whether root would serve strangers, unless he insists: with the remedy appended to why. */
bool confine_serves_strangers(const struct config *config, struct strbuf *why);
/* Who it will be, and that root serves no strangers.  Makes nothing.  False with a
 * message in why.  confine_done is to be called either way. */
bool confine_judge(struct confine *f, const struct config *config, struct strbuf *why);
/*
 * Before anything is made or bound: who it will be, and that root without a
 * user: serves nobody beyond this machine.  False with a message in why.
 */
bool confine_init(struct confine *f, struct config *config, struct strbuf *why);
/* After all is bound and loaded, and before any thread: becomes the user and
 * enters the sandbox.  0 or -errno with a message in why. */
int confine_enter(struct confine *f, struct config *config, struct strbuf *why);
/* Lines for the summary at the start. */
void confine_say(const struct confine *f, const struct config *config);
/*
 * Why what is served cannot be read again, in words with a remedy appended to
 * why; false when nothing is in the way.  From any thread.
 */
bool confine_blocks(const struct confine *f, struct strbuf *why);
/* The same for what next would serve in its place. */
bool confine_would_block(const struct confine *f, struct config *next, struct strbuf *why);
/* After a reload: folders that are served no more are not missed when they are replaced. */
void confine_follow(struct confine *f, struct config *config);
void confine_done(struct confine *f);

#endif
