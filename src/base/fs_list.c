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

struct row {
	uint64_t key;		/* what of its name tells it from the others, the first byte highest */
	struct fs_entry entry;
};

struct list {
	struct arena arena;	/* of their names */
	struct row *rows;
	size_t n, cap;
	size_t common;		/* [bytes] that all names begin with */
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

static void
add(struct list *list, const char *name, uint64_t inode, char kind)
{
	const char *first;

	list->rows = mem_grow(list->rows, &list->cap, list->n + 1, sizeof *list->rows);
	list->rows[list->n].entry = (struct fs_entry){
		.name = arena_str(&list->arena, str_of(name)).p, .inode = inode, .kind = kind,
	};
	first = list->rows[0].entry.name;
	if (list->n++ == 0)
		list->common = strlen(name);
	for (size_t i = 0; i < list->common; i++)
		if (name[i] != first[i])
			list->common = i;
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
		add(list, de->d_name, (uint64_t)de->d_ino, kind);
	}
}

/* Of numbers and dates the beginning is often the same. */
static uint64_t
key_of(const char *name, size_t common)
{
	const unsigned char *p = (const unsigned char *)name + common;
	uint64_t key = 0;

	for (unsigned i = 0; i < sizeof key; i++)
		key = key << 8 | (*p != '\0' ? *p++ : 0);
	return key;
}

static int
by_name(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return strcmp(a->entry.name, b->entry.name);
}

static void
sort(struct list *list)
{
	for (size_t i = 0; i < list->n; i++)
		list->rows[i].key = key_of(list->rows[i].entry.name, list->common);
	if (list->n > 1)
		qsort(list->rows, list->n, sizeof *list->rows, by_name);
}

int
fs_list(int dir, fs_each *each, void *arg)
{
	struct list list = { .rows = NULL };
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
	sort(&list);
	for (size_t i = 0; i < list.n; i++)
		if (!each(arg, &list.rows[i].entry))
			break;
out:
	free(list.rows);
	arena_done(&list.arena);
	return r;
}
