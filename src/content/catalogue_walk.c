/* catalogue_walk.c - building: what lies in the folders. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "base/utf8.h"
#include "content/catalogue_build.h"
#include "content/spelling.h"

#define TELL_AFTER_MS 2000

/* What a folder holds, taken down before any of it is gone into: engines are
 * known by files that may come last. */
struct names {
	struct strbuf bytes;	/* for each: kind, name, NUL */
	uint64_t *inodes;	/* heap */
	size_t n, cap;
};

static void walk_folder(struct build *b, struct walk_folder *f);

static void
report(struct build *b, enum diag_severity severity, const char *what)
{
	diag_add(&b->c->diags, severity, strbuf_str(&b->path), 0, 0, "%s", what);
}

static void
tell_progress(struct build *b)
{
	uint64_t now;

	if ((b->narticles + b->nassets) % 256 != 0)
		return;
	now = thread_now_ms();
	if (now - b->logged_ms < TELL_AFTER_MS)
		return;
	b->logged_ms = now;
	log_info("reading %s: %zu articles so far", b->capsule->content_dir, b->narticles);
}

static bool
add_name(void *arg, const struct fs_entry *entry)
{
	struct names *names = arg;

	strbuf_addc(&names->bytes, entry->kind);
	strbuf_add(&names->bytes, entry->name, strlen(entry->name) + 1);
	names->inodes = mem_grow(names->inodes, &names->cap, names->n + 1, sizeof *names->inodes);
	names->inodes[names->n++] = entry->inode;
	return true;
}

/* A name that no request can spell would be a link that never works. */
static bool
is_servable(struct str name)
{
	if (name.len > CATALOGUE_NAME_MAX || !utf8_valid(name))
		return false;
	for (size_t at = 0; at < name.len;) {
		uint32_t c = utf8_next(name, &at);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\\')
			return false;
	}
	return true;
}

void
walk_add_asset(struct build *b, unsigned root, struct str file)
{
	struct asset *asset;

	if (b->nassets >= b->assets_max) {
		if (!b->assets_full)
			diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
			    "more than %zu files: this one and those after it are not served",
			    b->assets_max);
		b->assets_full = true;
		return;
	}
	b->assets = mem_grow(b->assets, &b->assets_cap, b->nassets + 1, sizeof *b->assets);
	asset = &b->assets[b->nassets++];
	asset->file = arena_str(&b->c->arena, file);
	asset->path = asset->file;
	asset->root = root;
}

/* Quarto writes what it makes of "x.qmd" into "x.md", where it is asked for Markdown. */
static bool
is_made_into_another(const struct walk_folder *f, struct str name)
{
	struct strbuf other = STRBUF_INIT;
	struct fs_stamp stamp;
	bool made = false;

	if (str_ends_case(name, STR(".qmd"))) {
		strbuf_addf(&other, "%.*s.md", STR_ARG(str_slice(name, 0, name.len - strlen(".qmd"))));
		made = fs_stat_file(f->fd, other.buf, &stamp) == 0;
	}
	strbuf_done(&other);
	return made;
}

static void
walk_file(struct build *b, const struct walk_folder *f, const char *name, bool is_link)
{
	tell_progress(b);
	if (f->root == 0 && snippet_is(b->capsule, strbuf_str(&b->path)))
		return;
	if (f->root == 0 && !f->well_known && article_is_source(str_of(name)) &&
	    !is_made_into_another(f, str_of(name)))
		read_article(b, f, name, is_link);
	else if (f->drafts)
		return;
	else if (excludes_private_key(b->c->roots[f->root].fd, b->path.buf))
		report(b, DIAG_WARNING,
		    "a private key, which is not served (move it out of the content folder)");
	else
		walk_add_asset(b, f->root, strbuf_str(&b->path));
}

/* Whether the open folder is one of those above it, reached through a link. */
static bool
is_loop(const struct walk_folder *f)
{
	for (const struct walk_folder *up = f->up; up != NULL; up = up->up)
		if (up->device == f->device && up->inode == f->inode)
			return true;
	return false;
}

/* What is hidden or private there would not be anywhere else. */
static bool
is_content(const struct build *b, const struct walk_folder *f)
{
	return b->content.device == f->device && b->content.inode == f->inode;
}

static bool
is_own(const struct build *b, const struct walk_folder *f)
{
	if (f->root > 0 && is_content(b, f))
		return true;
	for (size_t i = 0; i < b->nown; i++)
		if (b->own[i].device == f->device && b->own[i].inode == f->inode)
			return true;
	return false;
}

/* Takes fd. */
static void
walk_down(struct build *b, const struct walk_folder *f, const char *name, int fd)
{
	struct walk_folder down = {
		.up = f,
		.fd = fd,
		.root = f->root,
		.depth = f->depth + 1,
		.jekyll = f->jekyll || strcmp(name, "_posts") == 0,
		.drafts = f->drafts || strcmp(name, "_drafts") == 0,
		.well_known = f->well_known || strcmp(name, ".well-known") == 0,
		.as_before = f->as_before,
	};
	struct stat st;

	if (fstat(fd, &st) == 0) {
		down.device = (uint64_t)st.st_dev;
		down.inode = (uint64_t)st.st_ino;
	}
	if (is_own(b, &down)) {
		close(fd);
		return;
	}
	if (is_loop(&down)) {
		report(b, DIAG_WARNING, "a symbolic link to a folder above it: not followed");
	} else if (down.depth > CATALOGUE_DEPTH_MAX) {
		diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
		    "more than %d folders within folders: not read", CATALOGUE_DEPTH_MAX);
	} else if (b->nfolders >= b->folders_max) {
		if (!b->folders_full)
			diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
			    "more than %zu folders: this one and those after it are not read",
			    b->folders_max);
		b->folders_full = true;
	} else {
		strbuf_addc(&b->path, '/');
		down.path_len = b->path.len;
		walk_folder(b, &down);
	}
	close(fd);
}

/* What a link stands for is found by opening it. */
static void
walk_link(struct build *b, const struct walk_folder *f, const char *name)
{
	int fd = catalogue_open_folder(b->c, f->root, b->path.buf);

	if (fd >= 0) {
		walk_down(b, f, name, fd);
		return;
	}
	fd = catalogue_open(b->c, f->root, b->path.buf, NULL);
	if (fd >= 0) {
		close(fd);
		walk_file(b, f, name, true);
	} else if (fd == -ENOENT) {
		report(b, DIAG_WARNING, "a symbolic link to nothing");
	} else if (fd == -EXDEV || fd == -ELOOP) {
		report(b, DIAG_WARNING, "a symbolic link that leaves the content folder: not "
		    "followed (set follow_links if it should be)");
	} else {
		keep_before(b, f->root, fd);
	}
}

static void
walk_entry(struct build *b, const struct walk_folder *f, const char *name, char kind)
{
	struct str path;
	int fd;

	strbuf_truncate(&b->path, f->path_len);
	strbuf_adds(&b->path, name);
	path = strbuf_str(&b->path);
	if (kind != 'd' && excludes_entry(&b->excludes, path, false, f->engines) &&
	    !(kind == 'l' && strcmp(name, ".well-known") == 0))
		return;
	if ((kind == 'd' || kind == 'l') &&
	    excludes_entry(&b->excludes, path, true, f->engines))
		return;
	if (!is_servable(str_of(name))) {
		report(b, DIAG_WARNING, "its name holds what no address can (bytes that are not "
		    "UTF-8, control characters or \"\\\"): not served");
		return;
	}
	switch (kind) {
	case 'd':
		fd = fs_open_dir_at(f->fd, name);
		if (fd >= 0)
			walk_down(b, f, name, fd);
		else if (fd != -ENOENT)
			keep_before(b, f->root, fd);
		break;
	case 'f':
		walk_file(b, f, name, false);
		break;
	case 'l':
		walk_link(b, f, name);
		break;
	default:
		report(b, DIAG_WARNING, "neither a file nor a folder: not served");
	}
}

/* Settings that reach into a folder's articles from outside of them. */
static void
learn_engines(struct build *b, struct walk_folder *f, const struct names *names)
{
	const char *end = names->bytes.buf + names->bytes.len;
	struct str path = str_slice(strbuf_str(&b->path), 0, f->path_len);
	bool before;

	for (const char *p = names->bytes.buf; p < end; p += strlen(p) + 1)
		if (*p == 'f' || *p == 'l')
			f->engines |= excludes_engine_of(f->fd, p + 1);
	before = b->previous != NULL && map_get(&b->previous->jekyll_folders, path) != NULL;
	if ((f->engines & EXCLUDES_JEKYLL) != 0) {
		f->jekyll = true;
		map_put(&b->c->jekyll_folders, arena_str(&b->c->arena, path), b->c);
	}
	if (before != ((f->engines & EXCLUDES_JEKYLL) != 0))
		f->as_before = false;
}

static void
walk_folder(struct build *b, struct walk_folder *f)
{
	struct names names = { .bytes = STRBUF_INIT };
	const char *end;
	size_t i = 0;
	int r;

	b->nfolders++;
	/* First, so that nothing can come between listing and watching. */
	if (b->aides.watch != NULL)
		f->quiet = !watch_folder(b->aides.watch, f->fd) && b->aides.trust_watch;
	r = fs_list(f->fd, add_name, &names);
	if (r < 0)
		keep_before(b, f->root, r);
	learn_engines(b, f, &names);
	end = names.bytes.buf + names.bytes.len;
	for (const char *p = names.bytes.buf; p < end && !build_is_stopped(b); p += strlen(p) + 1) {
		b->inode = names.inodes[i++];
		walk_entry(b, f, p + 1, *p);
	}
	strbuf_truncate(&b->path, f->path_len);
	strbuf_done(&names.bytes);
	free(names.inodes);
}

void
walk_roots(struct build *b)
{
	b->logged_ms = thread_now_ms();
	if (b->aides.watch != NULL)
		watch_begin(b->aides.watch);
	for (unsigned i = 0; i < b->c->nroots; i++) {
		struct walk_folder f = {
			.fd = b->c->roots[i].fd,
			.root = i,
			.as_before = true,
		};
		struct stat st;

		if (fstat(f.fd, &st) == 0) {
			f.device = (uint64_t)st.st_dev;
			f.inode = (uint64_t)st.st_ino;
		}
		if (i == 0)
			b->content = (struct build_own){ f.device, f.inode };
		else if (is_content(b, &f)) {
			diag_add(&b->c->diags, DIAG_WARNING, b->c->roots[i].path, 0, 0, "this folder of assets is that of the "
			    "articles, whose files are served anyway (take it out of assets:)");
			continue;
		}
		strbuf_reset(&b->path);
		walk_folder(b, &f);
	}
	if (b->aides.watch != NULL)
		watch_end(b->aides.watch);
}
