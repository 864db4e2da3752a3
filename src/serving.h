/*
 * serving.h - a configuration and all that is made of it: what one reload
 * replaces as a whole.
 */
#ifndef SERVING_H
#define SERVING_H

#include "cli.h"
#include "confine.h"
#include "hosted.h"
#include "proto/counters.h"

struct serving {
	struct config config;
	struct hosted *capsules;
	size_t n;
	struct keys_pair *pairs;	/* one for each */
	struct counters counters;	/* for whom has the server to fill in, before it serves */
	struct access *access;		/* NULL: nobody needs to be known */
	int access_error;		/* of the last look at the registered certificates; said once */
	bool stuck;			/* a thread never came back: nothing may be freed */
	struct serving *next;		/* for whoever keeps several */
};

/* The options of "marmot serve", as a table that commands share. */
extern struct cli_option serving_options[];

struct serving *serving_new(void);
/* Once nobody answers for it any more, and its threads have ended (serving_stop).  NULL is fine. */
void serving_free(struct serving *v);

/*
 * Reads the file, and puts the command's options over it.  False with what is
 * wrong in diags (of the file) or why.  file: the one to be read where the
 * options name none; NULL: looked for.
 */
bool serving_load(struct serving *v, const struct cli_command *command, const char *file, struct diag_list *diags,
    struct strbuf *why);
/*
 * Looks for the folders and certificates, which are made when there are none.
 * before: what is served now, or NULL.  False after saying why not in the log.
 */
bool serving_begin(struct serving *v, struct confine *confine, struct serving *before);
/* Reads all content.  before: what is served now, or NULL.  False after saying why not in the log. */
bool serving_read(struct serving *v, struct serving *before);
/* Has serving_read end soon.  From any thread. */
void serving_cancel(struct serving *v);
/* Takes over what is learned from before (or NULL), and begins to learn once its threads have ended. */
void serving_learn(struct serving *v, struct serving *before);
/* False after saying why not in the log. */
bool serving_start(struct serving *v);
/* Ends the threads; false when one does not end, and then all of it is left alone: the
 * surveys too, which whoever is to feed the same things has to end first. */
bool serving_stop(struct serving *v);
void serving_end_surveys(struct serving *v);

/* The file of registered certificates, when it has changed. */
void serving_reread_access(struct serving *v);
/* Public ports that were left to the system: that of the listener with number i is port. */
void serving_learn_port(struct serving *v, size_t i, unsigned port);
/* Where it listens, for the log. */
void serving_say_addresses(const struct serving *v, const struct server *server);
/* The capsule with the same state folder; NULL: there is none. */
struct hosted *serving_find(struct serving *v, const struct hosted *like);

#endif
