/*
 * scratch.h - a folder of one's own for a unit test that needs files.
 *
 * scratch_begin makes it below $TMPDIR, scratch_end removes it with all that
 * is in it.  A failed step ends the program: a test cannot go on without.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH_DEPTH_MAX 128	/* folders within folders: musl's nftw goes no deeper than it may open */

static char scratch_path[256];
static int scratch_dir = -1;

static inline void
scratch_must(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

static inline void
scratch_begin(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(scratch_path, sizeof scratch_path, "%s/marmot-unit-XXXXXX",
	    tmp != NULL && *tmp != '\0' ? tmp : P_tmpdir);
	scratch_must(mkdtemp(scratch_path) != NULL, scratch_path);
	scratch_dir = open(scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	scratch_must(scratch_dir >= 0, scratch_path);
}

static inline int
scratch_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static inline void
scratch_end(void)
{
	close(scratch_dir);
	scratch_dir = -1;
	scratch_must(nftw(scratch_path, scratch_remove, SCRATCH_DEPTH_MAX, FTW_DEPTH | FTW_PHYS) == 0,
	    scratch_path);
}

/* The two as a fixture of cmocka's. */
static inline int
scratch_setup(void **state)
{
	(void)state;
	scratch_begin();
	return 0;
}

static inline int
scratch_teardown(void **state)
{
	(void)state;
	scratch_end();
	return 0;
}

/* Makes the folder the current one, which gives the old one for scratch_leave. */
static inline int
scratch_enter(void)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	scratch_must(here >= 0 && fchdir(scratch_dir) == 0, scratch_path);
	return here;
}

static inline void
scratch_leave(int here)
{
	scratch_must(fchdir(here) == 0, "the folder before");
	close(here);
}

/* The path of name in the folder, until the next call. */
static inline const char *
scratch_name(const char *name)
{
	static char path[1024];

	snprintf(path, sizeof path, "%s/%s", scratch_path, name);
	return path;
}

static inline void
scratch_folder(const char *name)
{
	scratch_must(mkdirat(scratch_dir, name, 0755) == 0, name);
}

static inline void
scratch_link(const char *name, const char *target)
{
	scratch_must(symlinkat(target, scratch_dir, name) == 0, name);
}

static inline void
scratch_bytes(const char *name, const char *bytes, size_t n)
{
	int fd = openat(scratch_dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	scratch_must(fd >= 0, name);
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		scratch_must(done > 0, name);
		bytes += done;
		n -= (size_t)done;
	}
	close(fd);
}

static inline void
scratch_file(const char *name, const char *text)
{
	scratch_bytes(name, text, strlen(text));
}

#endif
