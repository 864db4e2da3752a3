/*
 * privilege.h - from root to a user of no account.
 *
 * Root is needed to bind low ports and to read a key that only root may read;
 * after that the process becomes the user and cannot go back.
 */
#ifndef PRIVILEGE_H
#define PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/strbuf.h"

struct privilege {
	const char *user;	/* whom to become; NULL: nobody else */
	uid_t uid;
	gid_t gid;
	bool drops;		/* there is something to drop */
};

/*
 * Looks the user up.  NULL: whoever started it.  False with a message in why:
 * there is no such user, or only root can become him.
 */
bool privilege_init(struct privilege *p, const char *user, struct strbuf *why);
/* Gives the user a file or folder that was made for him as root; 0 or -errno.
 * Nothing when there is nothing to drop. */
int privilege_give(const struct privilege *p, const char *path);
/* Makes the folder, and gives it to the user when it was not there.  0 or -errno. */
int privilege_make_dir(const struct privilege *p, const char *path, unsigned mode);
/* Becomes the user for good, with his groups, in the only thread there is.  0, or
 * -errno with a message in why: then the process must end. */
int privilege_drop(const struct privilege *p, struct strbuf *why);

#endif
