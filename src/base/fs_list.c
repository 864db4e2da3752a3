/* fs_list.c - files, without surprises: what is in a folder. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"

#define NAMES_CHUNK_SIZE ((size_t)4096)	/* most folders are small */

struct list {
	struct arena arena;	/* of their names */
	struct fs_entry *entries;
	size_t n, cap;
};

static char
kind_of_mode(mode_t mode)
{
	return S_ISREG(mode) ? 'f' : S_ISDIR(mode) ? 'd' : S_ISLNK(mode) ? 'l' : '?';
}

/* 0: it has gone meanwhile. */
static char
kind_of(int dir, const struct dirent *de)
{
	struct stat st;

#ifdef DT_UNKNOWN
	switch (de->d_type) {
	case DT_REG:
		return 'f';
	case DT_DIR:
		return 'd';
	case DT_LNK:
		return 'l';
	case DT_UNKNOWN:
		break;
	default:
		return '?';
	}
#endif
	/* Not every file system keeps kinds in its folders. */
	if (fstatat(dir, de->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return kind_of_mode(st.st_mode);
	return errno == ENOENT ? 0 : '?';
}

static int
fill(struct list *list, DIR *d)
{
	for (;;) {
		const struct dirent *de;
		char kind;

		errno = 0;
		de = readdir(d);
		if (de == NULL)
			return -errno;
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		kind = kind_of(dirfd(d), de);
		if (kind == 0)
			continue;
		list->entries = mem_grow(list->entries, &list->cap, list->n + 1,
		    sizeof *list->entries);
		list->entries[list->n++] = (struct fs_entry){
			.name = arena_str(&list->arena, str_of(de->d_name)).p, .inode = (uint64_t)de->d_ino, .kind = kind,
		};
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct fs_entry *)a)->name, ((const struct fs_entry *)b)->name);
}

int
fs_list(int dir, fs_each *each, void *arg)
{
	struct list list = { .entries = NULL };
	DIR *d = NULL;
	int r = 0, fd;

	arena_init(&list.arena, NAMES_CHUNK_SIZE);
	/* Not dup(2): it would share, and move, the caller's place in the folder. */
	fd = fs_openat(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	if (fd >= 0)
		d = fdopendir(fd);
	if (d == NULL) {
		r = fd >= 0 ? -errno : fd;
		if (fd >= 0)
			close(fd);
		goto out;
	}
	r = fill(&list, d);
	/* Before each is called: it may go down into folder after folder, and
	 * descriptors are few. */
	closedir(d);
	if (r != 0)
		goto out;
	if (list.n > 0)
		qsort(list.entries, list.n, sizeof *list.entries, by_name);
	for (size_t i = 0; i < list.n; i++)
		if (!each(arg, &list.entries[i]))
			break;
out:
	free(list.entries);
	arena_done(&list.arena);
	return r;
}
