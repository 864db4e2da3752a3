/*
 * config.h - what the owner wants, from marmot.yaml and the command line.
 *
 * Filled in three steps: defaults, then the file, then options, which win.
 * Each floor gets its own option struct out of it.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/arena.h"
#include "content/capsule.h"
#include "content/diag.h"
#include "content/front.h"
#include "content/rule.h"
#include "net/server.h"
#include "proto/titan.h"
#include "proto/upstream.h"

#define CONFIG_FILE_MAX ((size_t)1024 * 1024)	/* [bytes] */
#define CONFIG_LIST_MAX 64			/* entries of a list in the file */
#define CONFIG_CAPSULES_MAX 32			/* below "capsules:" */
#define CONFIG_SHARED SIZE_MAX

struct config {
	struct arena arena;		/* owns every string below */
	const char *file;		/* that was read; NULL: none was found */
	struct front_value said;	/* what it holds, and the keys that options say: a map */
	struct capsule capsule;
	struct server_options server;
	const char *certs_dir, *state_dir;
	const char *certificate, *certificate_key;	/* files; NULL: looked for in certs_dir */
	struct str hosts[CONFIG_LIST_MAX];	/* as in proto/host.h; the first is the public one */
	size_t nhosts;
	bool host_is_guess;		/* nobody said a name */
	struct config_listen {
		const char *v[CONFIG_LIST_MAX];	/* "ADDR:PORT" */
		size_t n;		/* 0: the protocol is off */
		bool said;		/* and not the default */
	} listen[SCHEMES];		/* by the protocol's scheme */
	struct area *areas;		/* what capsule.areas is while it is filled */
	struct rule *rules;		/* what capsule.rules is while it is filled */
	struct people authors;		/* who read drafts; none: nobody does */
	bool backlinks;			/* who links to an article stands at its foot */
	bool gopher_tls;		/* Gopher's ports take TLS too */
	struct titan titan;
	bool has_titan;			/* the file speaks of it */
	struct upstream *upstreams;	/* that answer some paths */
	size_t nupstreams;
	size_t cache_size;		/* [bytes]; CONFIG_SHARED: its part of what the others leave */
	unsigned rescan_s;		/* 0: never */
	bool watch;			/* have the system tell of changes */
	const char *user;		/* whom root becomes; NULL: nobody said */
	bool sandbox;
	const char *const *sandbox_read;	/* folders that may be read beside what is served */
	size_t nsandbox_read;
	unsigned search_s;		/* of one search */

	const struct config *top;	/* of a capsule below "capsules:"; NULL for the top level */
	const struct front_value *further_said;	/* what stands below it */
	struct config *further[CONFIG_CAPSULES_MAX];	/* owned */
	size_t nfurther;
	bool is_capsule;		/* the top level is one itself: it names a host, or there are no others */
	size_t owners[SERVER_LISTENERS_MAX];	/* whose capsule each of server.listeners is */
};

void config_init(struct config *c);
void config_done(struct config *c);

/*
 * Reads the file: path, or when NULL ./marmot.yaml, else /etc/marmot/marmot.yaml,
 * else none.  Every mistake is a diagnostic with its line and remedy; false
 * when there was one (or path cannot be read).
 */
bool config_load(struct config *c, const char *path, struct diag_list *diags);

/* Notes that an option says a key, whatever the file says. */
void config_say(struct config *c, const char *key);
/* One setting as an option gives it; false with a message in why. */
bool config_set_listen(struct config *c, const struct protocol *protocol, const char *const *values,
    size_t n, struct strbuf *why);
bool config_set_hosts(struct config *c, const char *const *values, size_t n, struct strbuf *why);

/*
 * Works out what depends on other settings (public ports, listeners, the state
 * folder, the host), once everything is said.  False with a message in why.
 */
bool config_finish(struct config *c, struct strbuf *why);

/* All capsules, the first being the one for who names no host; known once config_finish is done. */
size_t config_ncapsules(const struct config *c);
struct config *config_capsule(struct config *c, size_t i);

/* [bytes] of finished pages that a capsule keeps: what it says, else an equal part of the rest. */
size_t config_cache_size(const struct config *c, size_t i);

/* Whether anything that is served wants a certificate. */
bool config_wants_tls(const struct config *c);
/* Where a protocol is reached from outside, in the capsule; 0 when it is off. */
unsigned *config_public_port(struct config *c, enum scheme scheme);

/* "ADDR:PORT", "[ADDR]:PORT", ":PORT" or "PORT" taken apart; ret_address is
 * "*" when none is named; a Unix socket, "unix:PATH", stays whole, with port 0.
 * The strings live in arena. */
bool config_is_unix(const char *address);
bool config_parse_listen(struct arena *arena, const char *text, const char **ret_address, unsigned *ret_port);

#endif
