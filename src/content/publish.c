/* publish.c - putting files into the content folder, and taking them out. */
#include "content/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/beneath.h"
#include "content/excludes.h"
#include "content/publish_parts.h"
#include "content/spelling.h"

#define FILE_MODE 0644
#define FOLDER_MODE 0755

/* Two authors with one file: the second replaces what the first has stored. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Words of the system, without the paths of the server. */
static enum publish_verdict
failed(struct strbuf *why, const char *what, int error)
{
	strbuf_addf(why, "%s: %s", what, strerror(-error));
	return PUBLISH_FAILED;
}

static enum publish_verdict
wrong(struct strbuf *why, const char *words)
{
	strbuf_adds(why, words);
	return PUBLISH_WRONG;
}

/* --- names -------------------------------------------------------------------- */

struct twin {
	struct str name;
	struct strbuf found;
};

static bool
is_twin(void *arg, const struct fs_entry *entry)
{
	struct twin *twin = arg;

	if (str_is(twin->name, entry->name) || !spelling_eq(twin->name, str_of(entry->name)))
		return true;
	strbuf_adds(&twin->found, entry->name);
	return false;
}

/* Whether the folder has another spelling of a new name, which readers could not
 * tell from it. */
static bool
has_twin(int dir, struct str name, struct strbuf *why)
{
	struct twin twin = { .name = name, .found = STRBUF_INIT };
	bool found;

	(void)fs_list(dir, is_twin, &twin);
	found = twin.found.len > 0;
	if (found)
		strbuf_addf(why, "There is \"%s\" already: write it so", twin.found.buf);
	strbuf_done(&twin.found);
	return found;
}

const char *
publish_judge_name(const struct catalogue *c, struct str file)
{
	struct str rest = file, segment = STR(""), name;
	size_t depth = 0;
	struct excludes x;
	struct arena arena;
	bool out;

	while (str_cut(&rest, '/', &segment)) {
		depth++;
		if (segment.len == 0 || segment.p[0] == '.')
			return "Names that are empty or begin with a dot are not taken";
		/* Room for what a temporary file or another suffix needs. */
		if (segment.len > CATALOGUE_NAME_MAX - 5)
			return "A name is too long";
	}
	if (depth > CATALOGUE_DEPTH_MAX)
		return "The path is too deep";
	name = spelling_base(file);
	if (str_ends_case(name, STR(".key")) || str_ends_case(name, STR(".pem")))
		return "Keys and certificates are not taken";
	arena_init(&arena, 0);
	excludes_init(&x, c->capsule, &arena);
	out = excludes_path(&x, c->roots[0].fd, file);
	arena_done(&arena);
	return out ? "A file of this name would not be served" : NULL;
}

/* --- folders ------------------------------------------------------------------ */

/* What is open on the way to a file. */
struct way {
	int dir;			/* the folder it lies in; -1: not reached */
	char name[CATALOGUE_NAME_MAX + 1];
	struct strbuf path;		/* of dir below the content folder, "" or "a/b/" */
	size_t made;			/* [bytes] of path before the first folder that was made; path.len: none was */
};

static void
way_done(struct way *way)
{
	if (way->dir >= 0)
		close(way->dir);
	strbuf_done(&way->path);
}

/* Takes away the folders that were made for a file that is not there now. */
static void
way_undo(struct way *way, int root)
{
	while (way->path.len > way->made) {
		size_t slash;

		strbuf_truncate(&way->path, way->path.len - 1);
		if (unlinkat(root, way->path.buf, AT_REMOVEDIR) != 0)
			return;
		slash = str_rfind(strbuf_str(&way->path), '/');
		strbuf_truncate(&way->path, slash < way->path.len ? slash + 1 : 0);
	}
}

/* The folders of state and certificates are nobody's to publish in. */
static bool
is_own(const struct catalogue *c, int fd)
{
	const struct capsule *capsule = c->capsule;
	struct stat st, own;

	for (size_t i = 0; i < sizeof capsule->own_dirs / sizeof capsule->own_dirs[0]; i++)
		if (capsule->own_dirs[i] != NULL && fstat(fd, &st) == 0 && stat(capsule->own_dirs[i], &own) == 0 &&
		    st.st_dev == own.st_dev && st.st_ino == own.st_ino)
			return true;
	return false;
}

/* Goes into the folder name; make: even when it is not there yet. */
static enum publish_verdict
step_into(const struct catalogue *c, struct way *way, struct str name, bool make, struct strbuf *why)
{
	char cname[CATALOGUE_NAME_MAX + 1];
	int fd, r;

	memcpy(cname, name.p, name.len);
	cname[name.len] = '\0';
	fd = beneath_open_walk(way->dir, cname, O_RDONLY | O_DIRECTORY);
	if (fd == -ENOENT && !make)
		return PUBLISH_MISSING;
	if (fd == -ENOENT) {
		if (has_twin(way->dir, name, why))
			return PUBLISH_WRONG;
		if (mkdirat(way->dir, cname, FOLDER_MODE) != 0 && errno != EEXIST)
			return failed(why, "The folder cannot be made", -errno);
		r = fs_sync_dir(way->dir);
		if (r < 0)
			return failed(why, "The folder cannot be made", r);
		if (way->made > way->path.len)
			way->made = way->path.len;
		fd = beneath_open_walk(way->dir, cname, O_RDONLY | O_DIRECTORY);
	}
	if (fd == -ELOOP || fd == -ENOTDIR || fd == -EXDEV)
		return wrong(why, "A link or a file stands where a folder would be");
	if (fd < 0)
		return failed(why, "The folder cannot be opened", fd);
	close(way->dir);
	way->dir = fd;
	if (is_own(c, fd))
		return wrong(why, "A file of this name would not be served");
	strbuf_addstr(&way->path, name);
	strbuf_addc(&way->path, '/');
	return PUBLISH_DONE;
}

/* Opens the folder of file. */
static enum publish_verdict
find_way(const struct catalogue *c, struct str file, bool make, struct way *way, struct strbuf *why)
{
	struct str rest = file, segment;
	enum publish_verdict verdict = PUBLISH_DONE;

	*way = (struct way){ .path = STRBUF_INIT, .made = SIZE_MAX };
	way->dir = fcntl(c->roots[0].fd, F_DUPFD_CLOEXEC, 0);
	if (way->dir < 0)
		return failed(why, "The folder cannot be opened", -errno);
	while (verdict == PUBLISH_DONE && str_cut(&rest, '/', &segment)) {
		if (rest.p != NULL) {
			verdict = step_into(c, way, segment, make, why);
		} else {
			memcpy(way->name, segment.p, segment.len);
			way->name[segment.len] = '\0';
		}
	}
	return verdict;
}

/* --- files -------------------------------------------------------------------- */

/* What is there now: *ret_mode is 0 when nothing is. */
static enum publish_verdict
look(const struct way *way, unsigned *ret_mode, struct strbuf *why)
{
	struct stat st;

	*ret_mode = 0;
	if (fstatat(way->dir, way->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? PUBLISH_DONE : failed(why, "The file cannot be looked at", -errno);
	if (S_ISLNK(st.st_mode))
		return wrong(why, "A link stands there, which is not replaced");
	if (!S_ISREG(st.st_mode))
		return wrong(why, "Something that is no file stands there");
	*ret_mode = (unsigned)st.st_mode & 0777;
	return PUBLISH_DONE;
}

static enum publish_verdict
store(const struct catalogue *c, const struct publish_options *o, struct str file, struct str bytes,
    struct strbuf *why)
{
	struct way way;
	enum publish_verdict verdict = find_way(c, file, true, &way, why);
	unsigned mode = 0;
	struct version version = { .dir = -1 };
	int r;

	if (verdict == PUBLISH_DONE)
		verdict = look(&way, &mode, why);
	if (verdict == PUBLISH_DONE && mode == 0 && has_twin(way.dir, str_of(way.name), why))
		verdict = PUBLISH_WRONG;
	if (verdict == PUBLISH_DONE && mode != 0 && (r = version_keep(o, file, way.dir, way.name, &version)) < 0)
		verdict = failed(why, "What is there now cannot be kept", r);
	if (verdict == PUBLISH_DONE) {
		r = fs_write_at(way.dir, way.name, bytes, mode != 0 ? mode : FILE_MODE);
		if (r < 0) {
			verdict = failed(why, "The file cannot be written", r);
			version_undo(&version);
		}
	}
	if (verdict != PUBLISH_DONE)
		way_undo(&way, c->roots[0].fd);
	version_done(&version, o);
	way_done(&way);
	return verdict;
}

static enum publish_verdict
delete(const struct catalogue *c, const struct publish_options *o, struct str file, struct strbuf *why)
{
	struct way way;
	enum publish_verdict verdict = find_way(c, file, false, &way, why);
	unsigned mode = 0;
	struct version version = { .dir = -1 };
	int r;

	if (verdict == PUBLISH_DONE)
		verdict = look(&way, &mode, why);
	if (verdict == PUBLISH_DONE && mode == 0)
		verdict = PUBLISH_MISSING;
	if (verdict == PUBLISH_DONE && (r = version_keep(o, file, way.dir, way.name, &version)) < 0)
		verdict = failed(why, "What is there now cannot be kept", r);
	if (verdict == PUBLISH_DONE && (r = fs_remove_at(way.dir, way.name)) < 0) {
		verdict = failed(why, "The file cannot be removed", r);
		version_undo(&version);
	}
	version_done(&version, o);
	way_done(&way);
	return verdict;
}

enum publish_verdict
publish_store(const struct catalogue *c, const struct publish_options *o, struct str file,
    struct str bytes, struct strbuf *why)
{
	enum publish_verdict verdict;

	pthread_mutex_lock(&one_at_a_time);
	verdict = store(c, o, file, bytes, why);
	pthread_mutex_unlock(&one_at_a_time);
	return verdict;
}

enum publish_verdict
publish_delete(const struct catalogue *c, const struct publish_options *o, struct str file,
    struct strbuf *why)
{
	enum publish_verdict verdict;

	pthread_mutex_lock(&one_at_a_time);
	verdict = delete(c, o, file, why);
	pthread_mutex_unlock(&one_at_a_time);
	return verdict;
}

int
publish_open(const struct catalogue *c, struct str file, struct fs_stamp *ret_stamp)
{
	struct strbuf why = STRBUF_INIT;
	struct way way;
	int fd = -ENOENT;

	if (publish_judge_name(c, file) == NULL) {
		if (find_way(c, file, false, &way, &why) == PUBLISH_DONE)
			fd = fs_open_file(way.dir, way.name, ret_stamp);
		way_done(&way);
	}
	strbuf_done(&why);
	return fd;
}
