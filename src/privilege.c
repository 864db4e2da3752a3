/* privilege.c - from root to a user of no account. */
#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

#define GROUPS_MAX 64	/* of the user; more are left out */

bool
privilege_init(struct privilege *p, const char *user, struct strbuf *why)
{
	const struct passwd *pw;

	*p = (struct privilege){ .user = user, .uid = geteuid(), .gid = getegid() };
	if (user == NULL)
		return true;
	errno = 0;
	pw = getpwnam(user);
	if (pw == NULL) {
		strbuf_addf(why, "user: there is no user \"%s\" on this system%s%s", user, errno != 0 ? ": " : "",
		    errno != 0 ? strerror(errno) : "");
		return false;
	}
	if (geteuid() != 0 && pw->pw_uid != geteuid()) {
		strbuf_addf(why, "user: only root can become \"%s\": start Marmot as root, or as that user", user);
		return false;
	}
	p->drops = geteuid() == 0 && pw->pw_uid != 0;
	p->uid = pw->pw_uid;
	p->gid = pw->pw_gid;
	return true;
}

int
privilege_give(const struct privilege *p, const char *path)
{
	return p->drops && lchown(path, p->uid, p->gid) != 0 ? -errno : 0;
}

int
privilege_make_dir(const struct privilege *p, const char *path, unsigned mode)
{
	bool is_new = access(path, F_OK) != 0;
	int r = fs_make_dirs(path, mode);

	return r == 0 && is_new ? privilege_give(p, path) : r;
}

int
privilege_drop(const struct privilege *p, struct strbuf *why)
{
	gid_t groups[GROUPS_MAX];
	int n = GROUPS_MAX, saved;

	if (!p->drops)
		return 0;
	if (getgrouplist(p->user, p->gid, groups, &n) < 0)
		n = GROUPS_MAX;
	if (setgroups((size_t)n, groups) != 0 || setgid(p->gid) != 0 || setuid(p->uid) != 0) {
		saved = errno;
		strbuf_addf(why, "cannot become the user %s: %s", p->user, strerror(saved));
		return -saved;
	}
	/* Both must fail now, or something of root was left. */
	if (setuid(0) == 0 || setgid(0) == 0 || getuid() != p->uid || geteuid() != p->uid || getegid() != p->gid) {
		strbuf_addf(why, "cannot give up root for good for the user %s", p->user);
		return -EPERM;
	}
	return 0;
}
