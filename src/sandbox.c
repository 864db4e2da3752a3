/* sandbox.c - what the process may still touch once it serves. */
#include "sandbox.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"

static void
add(struct sandbox *s, struct sandbox_path path)
{
	assert(s->npaths < SANDBOX_PATHS_MAX && !s->active);
	s->paths[s->npaths++] = path;
}

void
sandbox_allow(struct sandbox *s, const char *path, enum sandbox_use use, enum sandbox_who who)
{
	add(s, (struct sandbox_path){ .path = path, .use = use, .who = who });
}

void
sandbox_allow_root(struct sandbox *s, const char *path, enum sandbox_use use)
{
	add(s, (struct sandbox_path){ .path = path, .use = use, .root = true, .missed = true });
}

void
sandbox_allow_port(struct sandbox *s, unsigned port)
{
	assert(s->nports < SANDBOX_PORTS_MAX && !s->active);
	s->ports[s->nports++] = port;
}

/* The real place of path, or of the nearest folder above it that is there; to be freed, NULL when there is none. */
static char *
place_of(const char *path)
{
	char *rest = mem_strdup(path), *real, *slash;

	while ((real = realpath(rest[0] != '\0' ? rest : "/", NULL)) == NULL && errno == ENOENT &&
	    (slash = strrchr(rest, '/')) != NULL)
		*slash = '\0';
	if (real == NULL && errno == ENOENT)
		real = realpath(".", NULL);
	free(rest);
	return real;
}

static bool
lies_in(const char *inner, const char *outer)
{
	char *real = realpath(outer, NULL);
	size_t len = real != NULL ? strlen(real) : 0;
	bool within;

	if (len > 0 && real[len - 1] == '/')
		len--;
	within = real != NULL && strncmp(inner, real, len) == 0 && (inner[len] == '/' || inner[len] == '\0');
	free(real);
	return within;
}

bool
sandbox_allows(const struct sandbox *s, const char *path, enum sandbox_use use, enum sandbox_who who)
{
	char *real = s->active ? place_of(path) : NULL;
	bool allows = !s->active;

	for (size_t i = 0; !allows && real != NULL && i < s->npaths; i++) {
		const struct sandbox_path *p = &s->paths[i];

		allows = p->use >= use && (p->who == SANDBOX_ALL || who == SANDBOX_MAIN) && lies_in(real, p->path);
	}
	free(real);
	return allows;
}

bool
sandbox_allows_port(const struct sandbox *s, unsigned port)
{
	if (!s->active || s->version < 4)
		return true;
	for (size_t i = 0; i < s->nports; i++)
		if (s->ports[i] == port)
			return true;
	return false;
}

/* Permissions and the sandbox both make it EACCES; access(2) knows only the first. */
bool
sandbox_refuses(const struct sandbox *s, size_t i)
{
	const char *path = s->paths[i].path;
	int fd = s->active ? open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC) : -1;

	if (fd >= 0)
		close(fd);
	return s->active && fd < 0 && (errno == EACCES || errno == EPERM) && access(path, R_OK | X_OK) == 0;
}

const char *
sandbox_lost(const struct sandbox *s)
{
	for (size_t i = 0; s->active && i < s->npaths; i++)
		if (atomic_load(&s->paths[i].missed) && sandbox_refuses(s, i))
			return s->paths[i].path;
	return NULL;
}

void
sandbox_miss(struct sandbox *s, size_t i, bool missed)
{
	assert(i < s->npaths && s->paths[i].root);
	atomic_store(&s->paths[i].missed, missed);
}

#if defined(__linux__)

#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/*
 * The kernel's interface (landlock(7), include/uapi/linux/landlock.h), by our
 * own names: the headers of a system may be older than its kernel.
 */
#define CALL_CREATE 444
#define CALL_ADD 445
#define CALL_RESTRICT 446
#define CREATE_VERSION 1u
#define RULE_PATH 1
#define RULE_PORT 2

enum {
	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5, FS_MAKE_CHAR = 1 << 6, FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8, FS_MAKE_SOCK = 1 << 9, FS_MAKE_FIFO = 1 << 10, FS_MAKE_BLOCK = 1 << 11,
	FS_MAKE_SYM = 1 << 12,
	FS_REFER = 1 << 13,		/* from version 2 */
	FS_TRUNCATE = 1 << 14,		/* 3 */
	FS_IOCTL_DEV = 1 << 15,		/* 5 */
	NET_BIND_TCP = 1 << 0, NET_CONNECT_TCP = 1 << 1,	/* 4 */
	SCOPE_SIGNAL = 1 << 1,		/* 6 */
};
#define FS_OF_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

struct ruleset {
	uint64_t fs, net, scoped;
};
struct path_rule {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));
struct port_rule {
	uint64_t access, port;
};

static const struct {
	int since;
	uint64_t fs;
} versions[] = {
	{ 1, FS_REFER - 1 }, { 2, FS_REFER }, { 3, FS_TRUNCATE }, { 5, FS_IOCTL_DEV },
};

static const uint64_t uses[] = {
	[SANDBOX_READ] = FS_READ_FILE | FS_READ_DIR,
	[SANDBOX_WRITE] = FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_TRUNCATE | FS_REMOVE_DIR | FS_REMOVE_FILE |
	    FS_MAKE_DIR | FS_MAKE_REG | FS_MAKE_SOCK | FS_REFER,
};

/* What libraries open at any time; and what sanitizers need, in builds for tests alone. */
static const char *const always[] = {
	"/dev/urandom", "/dev/null",
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	"/proc",
#endif
};

static int narrow = -1;		/* the ruleset of other threads than the main one */

int
sandbox_version(void)
{
	long version = syscall(CALL_CREATE, NULL, (size_t)0, CREATE_VERSION);

	return version > 0 ? (int)version : 0;
}

static uint64_t
handled(int version)
{
	uint64_t fs = 0;

	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
		if (version >= versions[i].since)
			fs |= versions[i].fs;
	return fs;
}

static int
add_path(int ruleset, int version, const char *path, enum sandbox_use use)
{
	struct path_rule rule = { .access = uses[use] & handled(version) };
	int r = 0, fd = fs_openat(AT_FDCWD, path, O_PATH, 0);

	if (fd < 0)
		return fd == -ENOENT || fd == -ENOTDIR || fd == -EACCES ? 0 : fd;
	rule.fd = fd;
	if (syscall(CALL_ADD, ruleset, RULE_PATH, &rule, 0u) != 0) {
		/* Of a file no rights of folders are taken. */
		rule.access &= FS_OF_FILES;
		if (errno != EINVAL || syscall(CALL_ADD, ruleset, RULE_PATH, &rule, 0u) != 0)
			r = -errno;
	}
	close(fd);
	return r;
}

/* A ruleset's descriptor, or -errno with the path in ret_what. */
static int
make_ruleset(const struct sandbox *s, int version, enum sandbox_who who, const char **ret_what)
{
	/* The main thread opens the addresses that a reload adds. */
	const uint64_t net = who == SANDBOX_MAIN ? NET_CONNECT_TCP : NET_BIND_TCP | NET_CONNECT_TCP;
	struct ruleset of = { .fs = handled(version), .net = version >= 4 ? net : 0,
	    .scoped = version >= 6 ? SCOPE_SIGNAL : 0 };
	size_t size = version >= 6 ? sizeof of : version >= 4 ? offsetof(struct ruleset, scoped) :
	    offsetof(struct ruleset, net);
	int r = 0, fd = (int)syscall(CALL_CREATE, &of, size, 0u);

	*ret_what = "landlock";
	if (fd < 0)
		return -errno;
	for (size_t i = 0; r == 0 && i < sizeof always / sizeof always[0]; i++)
		r = add_path(fd, version, *ret_what = always[i], SANDBOX_READ);
	for (size_t i = 0; r == 0 && i < s->npaths; i++)
		if (s->paths[i].who == SANDBOX_ALL || who == SANDBOX_MAIN)
			r = add_path(fd, version, *ret_what = s->paths[i].path, s->paths[i].use);
	for (size_t i = 0; r == 0 && version >= 4 && i < s->nports; i++) {
		struct port_rule rule = { NET_CONNECT_TCP, s->ports[i] };

		*ret_what = "the ports to connect to";
		if (syscall(CALL_ADD, fd, RULE_PORT, &rule, 0u) != 0)
			r = -errno;
	}
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

/* The beginning of each thread.  One that is not shut in must not meet strangers. */
static void
narrow_thread(void)
{
	if (syscall(CALL_RESTRICT, narrow, 0u) != 0)
		log_fatal("a thread cannot be shut into the sandbox: %s", strerror(errno));
}

int
sandbox_enter(struct sandbox *s, struct strbuf *why)
{
	int version = sandbox_version(), wide;
	const char *what;

	assert(!s->active && narrow < 0);
	if (version == 0)
		return -ENOSYS;
	wide = make_ruleset(s, version, SANDBOX_MAIN, &what);
	narrow = wide < 0 ? wide : make_ruleset(s, version, SANDBOX_ALL, &what);
	if (narrow < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(CALL_RESTRICT, wide, 0u) != 0) {
		int r = narrow < 0 ? narrow : -errno;

		strbuf_addf(why, "the sandbox cannot be made: %s: %s (to go on without: \"sandbox: false\")", what,
		    strerror(-r));
		return r;
	}
	close(wide);
	s->version = version;
	s->active = true;
	thread_begin_with(narrow_thread);
	return 0;
}

void
sandbox_describe(struct strbuf *out)
{
	int version = sandbox_version();

	if (version == 0)
		strbuf_adds(out, "none: this kernel has no landlock, or it is turned off (lsm= on its command line)");
	else
		strbuf_addf(out, "landlock %d: files, no programs%s", version,
		    version >= 4 ? ", no new TCP ports" : "; too old to limit the network");
}

#elif defined(__OpenBSD__)

int
sandbox_version(void)
{
	return 1;
}

int
sandbox_enter(struct sandbox *s, struct strbuf *why)
{
	for (size_t i = 0; i < s->npaths; i++) {
		const char *path = s->paths[i].path;

		if (unveil(path, s->paths[i].use == SANDBOX_WRITE ? "rwc" : "r") != 0 && errno != ENOENT) {
			int saved = errno;

			strbuf_addf(why, "unveil: %s: %s", path, strerror(saved));
			return -saved;
		}
	}
	if (unveil("/dev/urandom", "r") != 0 || unveil(NULL, NULL) != 0 ||
	    pledge("stdio rpath wpath cpath fattr flock inet unix", NULL) != 0) {
		int saved = errno;

		strbuf_addf(why, "pledge: %s", strerror(saved));
		return -saved;
	}
	s->version = 1;
	s->active = true;
	return 0;
}

void
sandbox_describe(struct strbuf *out)
{
	strbuf_adds(out, "pledge and unveil: files, no programs");
}

#else

int
sandbox_version(void)
{
	return 0;
}

int
sandbox_enter(struct sandbox *s, struct strbuf *why)
{
	(void)s;
	(void)why;
	return -ENOSYS;
}

void
sandbox_describe(struct strbuf *out)
{
	strbuf_adds(out, "none: this system has neither landlock nor pledge");
}

#endif
