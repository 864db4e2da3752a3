/*
 * sandbox.h - what the process may still touch once it serves.
 *
 * Linux: landlock(7), asked for at run time by plain system calls, so that one
 * binary runs on kernels with and without it.  Domains belong to threads.  The
 * main thread, which loads certificates, gets one; every thread begun after
 * that (base/thread.h) narrows it for itself and cannot read them.  OpenBSD:
 * pledge(2) and unveil(2), for the whole process.  Elsewhere: nothing.
 *
 * Nothing may be executed.  From landlock 4 on no TCP port can be bound but by
 * the main thread, for a new address in the configuration, and none but those
 * named be connected to; what is open stays open.
 *
 * Rules hold what is there when they are made, not names: a folder that was
 * replaced by another of its name is refused (sandbox_lost).
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/strbuf.h"

#define SANDBOX_PATHS_MAX 3072	/* all capsules with all that their lists can hold */
#define SANDBOX_PORTS_MAX 2112	/* all that all capsules can name */

enum sandbox_use {
	SANDBOX_READ,		/* what lies there and below */
	SANDBOX_WRITE,		/* and make, change, remove */
};
enum sandbox_who {
	SANDBOX_ALL,		/* all threads */
	SANDBOX_MAIN,		/* the main one alone, where threads can differ */
};

struct sandbox {
	struct sandbox_path {
		const char *path;	/* borrowed */
		enum sandbox_use use;
		enum sandbox_who who;
		bool root;
		atomic_bool missed;	/* when it is replaced: a root that is served */
	} paths[SANDBOX_PATHS_MAX];
	size_t npaths;
	unsigned ports[SANDBOX_PORTS_MAX];
	size_t nports;
	int version;			/* of landlock; 0: there is none, or not entered */
	bool active;
};

/* What this system has: landlock's version (ABI), 0 for none.  Asks the kernel. */
int sandbox_version(void);
/* The same in words, for the owner: "landlock 7: ...". */
void sandbox_describe(struct strbuf *out);

/* One more file or folder; what is not there is left out when it begins. */
void sandbox_allow(struct sandbox *s, const char *path, enum sandbox_use use, enum sandbox_who who);
/* The same for a folder that is read and has to stay the same one. */
void sandbox_allow_root(struct sandbox *s, const char *path, enum sandbox_use use);
/* A TCP port of any address that may be connected to. */
void sandbox_allow_port(struct sandbox *s, unsigned port);

/*
 * Begins, in the only thread there is; for good.  From then on each thread that
 * thread_start begins narrows itself.  0; -ENOSYS when the system has nothing of
 * the kind, and then nothing has changed; any other -errno, with what failed in
 * why: then nobody is to be served.
 */
int sandbox_enter(struct sandbox *s, struct strbuf *why);

/*
 * Whether path may be used so, or made where it would lie, by what was allowed at
 * the beginning.  True when nothing is active.  Says nothing of permissions.
 */
bool sandbox_allows(const struct sandbox *s, const char *path, enum sandbox_use use, enum sandbox_who who);

bool sandbox_allows_port(const struct sandbox *s, unsigned port);

/* Whether a root is missed when it is replaced: all are until this says otherwise. */
void sandbox_miss(struct sandbox *s, size_t i, bool missed);
/* Whether a root, number i, was replaced, and is refused by the sandbox and by nothing else. */
bool sandbox_refuses(const struct sandbox *s, size_t i);
/*
 * The first of the missed roots that was allowed, and is now refused by the sandbox and
 * by nothing else: another was put in its place.  NULL when all is well, or
 * nothing is active.  From any thread.
 */
const char *sandbox_lost(const struct sandbox *s);

#endif
