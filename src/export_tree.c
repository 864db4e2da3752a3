#include "export_tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
any_entry(void *arg, const struct fs_entry *entry)
{
	bool *any = arg;

	(void)entry;
	*any = true;
	return false;
}

static int
read_list(struct export_tree *t)
{
	struct strbuf list = STRBUF_INIT;
	bool any = false;
	int fd = fs_open_dir(t->dir), r;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	strbuf_addf(&list, "%s/%s", t->dir, EXPORT_TREE_LIST);
	r = fs_read_path(list.buf, EXPORT_TREE_LIST_MAX, &t->old);
	t->has_list = r == 0;
	if (r == -ENOENT) {
		r = fs_list(fd, any_entry, &any);
		if (r == 0 && any)
			r = -ENOTEMPTY;
	}
	strbuf_done(&list);
	close(fd);
	return r;
}

int
export_tree_begin(struct export_tree *t, const char *dir)
{
	*t = (struct export_tree){ .dir = dir };
	arena_init(&t->arena, 0);
	map_init(&t->files, &t->arena, 0);
	map_init(&t->folders, &t->arena, 0);
	strbuf_init(&t->list);
	strbuf_init(&t->old);
	strbuf_init(&t->path);
	strbuf_adds(&t->path, dir);
	t->error = read_list(t);
	return t->error;
}

bool
export_tree_has(const struct export_tree *t, struct str name)
{
	return map_get(&t->files, name) != NULL;
}

/* Cuts the name of the folder from that of what is in it; false at the top. */
static bool
go_up(struct str *name)
{
	size_t slash = str_rfind(*name, '/');

	if (slash == name->len)
		return false;
	name->len = slash;
	return true;
}

bool
export_tree_fits(const struct export_tree *t, struct str name)
{
	if (map_get(&t->folders, name) != NULL)
		return false;
	while (go_up(&name))
		if (export_tree_has(t, name))
			return false;
	return true;
}

static void
note_folders(struct export_tree *t, struct str name)
{
	while (go_up(&name) && map_get(&t->folders, name) == NULL)
		map_put(&t->folders, arena_str(&t->arena, name), t);
}

static void
set_path(struct export_tree *t, struct str name)
{
	strbuf_reset(&t->path);
	strbuf_addf(&t->path, "%s/%.*s", t->dir, STR_ARG(name));
}

/* An empty one: whatever ends this export, the next one is to know the folder for ours. */
static void
begin_list(struct export_tree *t)
{
	set_path(t, STR(EXPORT_TREE_LIST));
	t->error = fs_make_dirs(t->dir, 0777);
	if (t->error == 0)
		t->error = fs_put_path(t->path.buf, STR(""), 0666);
	t->has_list = true;
}

/* Makes its folder; false when there is nothing to write. */
static bool
begin_file(struct export_tree *t, struct str name)
{
	struct strbuf folder = STRBUF_INIT;

	if (t->error != 0 || export_tree_has(t, name))
		return false;
	if (!t->has_list)
		begin_list(t);
	if (t->error != 0)
		return false;
	map_put(&t->files, arena_str(&t->arena, name), t);
	note_folders(t, name);
	strbuf_addf(&t->list, "%.*s\n", STR_ARG(name));
	set_path(t, name);
	strbuf_addstr(&folder, str_slice(strbuf_str(&t->path), 0, str_rfind(strbuf_str(&t->path), '/')));
	t->error = fs_make_dirs(folder.buf, 0777);
	strbuf_done(&folder);
	t->nfiles++;
	return t->error == 0;
}

static bool
is_same(const char *path, struct str bytes)
{
	struct strbuf old = STRBUF_INIT;
	bool same = fs_read_path(path, bytes.len, &old) == 0 && str_eq(strbuf_str(&old), bytes);

	strbuf_done(&old);
	return same;
}

void
export_tree_put(struct export_tree *t, struct str name, struct str bytes)
{
	if (!begin_file(t, name) || is_same(t->path.buf, bytes))
		return;
	t->error = fs_put_path(t->path.buf, bytes, 0666);
	t->nchanged++;
}

void
export_tree_copy(struct export_tree *t, struct str name, int fd, const struct fs_stamp *stamp)
{
	struct fs_stamp there;

	if (!begin_file(t, name))
		return;
	if (fs_stat_path(t->path.buf, &there) == 0 && there.size == stamp->size &&
	    there.mtime_ns == stamp->mtime_ns)
		return;
	t->error = fs_copy_path(t->path.buf, fd, 0666);
	t->nchanged++;
}

/* Folders that nothing is left in go along; one that holds something refuses. */
static void
remove_file(struct export_tree *t, struct str name)
{
	size_t top = strlen(t->dir), slash;

	set_path(t, name);
	if (unlink(t->path.buf) != 0)
		return;
	t->nremoved++;
	while ((slash = str_rfind(strbuf_str(&t->path), '/')) > top && slash < t->path.len) {
		strbuf_truncate(&t->path, slash);
		if (rmdir(t->path.buf) != 0)
			break;
	}
}

static bool
is_within(struct str name)
{
	return name.len > 0 && name.p[0] != '/' && !str_starts(name, STR("../")) &&
	    str_search(name, STR("/../")) == name.len;
}

static void
remove_stale(struct export_tree *t)
{
	struct str old = strbuf_str(&t->old), name;

	/* Whoever changed the list must not make us reach out of the folder. */
	while (str_line(&old, &name))
		if (is_within(name) && !export_tree_has(t, name))
			remove_file(t, name);
}

int
export_tree_end(struct export_tree *t)
{
	struct strbuf list = STRBUF_INIT;
	int r;

	if (t->error == 0)
		remove_stale(t);
	else
		strbuf_addstr(&t->list, strbuf_str(&t->old));	/* for the next time */
	strbuf_addf(&list, "%s/%s", t->dir, EXPORT_TREE_LIST);
	r = t->nfiles > 0 ? fs_put_path(list.buf, strbuf_str(&t->list), 0666) : 0;
	if (t->error == 0 && r < 0) {
		t->error = r;
		strbuf_reset(&t->path);
		strbuf_addstr(&t->path, strbuf_str(&list));
	}
	strbuf_done(&list);
	return t->error;
}

void
export_tree_done(struct export_tree *t)
{
	strbuf_done(&t->path);
	strbuf_done(&t->old);
	strbuf_done(&t->list);
	arena_done(&t->arena);
}
