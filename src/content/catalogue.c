/* catalogue.c - everything served at one moment: its building and its end. */
#include "content/catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "content/catalogue_build.h"
#include "content/catalogue_saved_parts.h"

#define CHUNK_LAST ((size_t)4 * 1024 * 1024)	/* [bytes] of a catalogue's arena */
#define STALE_SHARE 4		/* of the texts that are kept at most this part is shown no more: 1/4 */
#define STALE_SPARE 64		/* articles, and so many more */

void
catalogue_hold(struct catalogue *c)
{
	if (c != NULL)
		atomic_fetch_add_explicit(&c->references, 1, memory_order_relaxed);
}

static void
catalogue_free(struct catalogue *c)
{
	for (size_t i = 0; i < c->nroots; i++)
		close(c->roots[i].fd);
	diag_list_done(&c->diags);
	diag_list_done(&c->read_diags);
	saved_free(c->saved);
	for (size_t i = 0; i < c->ntexts; i++)
		texts_release(c->texts[i]);
	free(c->read);
	arena_done(&c->arena);
	free(c);
}

void
catalogue_release(struct catalogue *c)
{
	/* What others did with it comes before its end. */
	if (c != NULL && atomic_fetch_sub_explicit(&c->references, 1, memory_order_acq_rel) == 1)
		catalogue_free(c);
}

static void
add_root(struct catalogue *c, const char *path, int fd)
{
	c->roots[c->nroots++] = (struct catalogue_root){
		.path = arena_str(&c->arena, str_of(path)), .fd = fd,
	};
}

/* Where a further root lies. */
static void
add_asset_path(struct strbuf *out, const struct capsule *capsule, const char *path)
{
	if (path[0] != '/')
		strbuf_addf(out, "%s/", capsule->content_dir);
	strbuf_adds(out, path);
}

static void
open_asset_dir(struct catalogue *c, const char *path)
{
	struct strbuf whole = STRBUF_INIT;
	int fd;

	add_asset_path(&whole, c->capsule, path);
	fd = fs_open_dir(whole.buf);
	if (fd >= 0)
		add_root(c, path, fd);
	else
		diag_add(&c->diags, DIAG_WARNING, str_of(path), 0, 0,
		    "this folder of assets cannot be opened: %s%s", strerror(-fd),
		    path[0] == '/' ? "" : " (assets: starts from the content folder)");
	strbuf_done(&whole);
}

static uint64_t
mark_of(const char *path)
{
	struct stat st;
	uint64_t what[2] = { 0, 0 };

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		what[0] = (uint64_t)st.st_dev;
		what[1] = (uint64_t)st.st_ino;
	}
	return map_hash((struct str){ (const char *)what, sizeof what });
}

uint64_t
catalogue_roots_mark(const struct capsule *capsule)
{
	struct strbuf path = STRBUF_INIT;
	uint64_t mark = mark_of(capsule->content_dir);

	for (size_t i = 0; i < capsule->nasset_dirs; i++) {
		strbuf_reset(&path);
		add_asset_path(&path, capsule, capsule->asset_dirs[i]);
		/* In their order: two that change places are another state. */
		mark = mark * 31 + mark_of(path.buf);
	}
	strbuf_done(&path);
	return mark;
}

struct catalogue *
catalogue_new(const struct capsule *capsule, const struct catalogue *previous, int64_t now_s)
{
	struct catalogue *c = mem_alloc(sizeof *c);

	arena_init(&c->arena, 0);
	arena_let_grow(&c->arena, CHUNK_LAST);
	c->texts[c->ntexts++] = texts_new();
	diag_list_init(&c->diags);
	diag_list_init(&c->read_diags);
	atomic_init(&c->references, 1);
	c->capsule = capsule;
	c->number = previous != NULL ? previous->number + 1 : 1;
	c->built_s = now_s;
	map_init(&c->by_file, &c->arena, 0);
	map_init(&c->altered, &c->arena, 0);
	map_init(&c->jekyll_folders, &c->arena, 0);
	c->roots = arena_calloc(&c->arena, capsule->nasset_dirs + 1, sizeof *c->roots);
	return c;
}

/* Names for the whole, from what is nearest to the owner's word. */
static void
name_capsule(struct build *b)
{
	struct catalogue *c = b->c;
	const struct capsule *capsule = b->capsule;
	const struct article *home = c->root->text;

	c->title = capsule->title;
	if (c->title.len == 0 && home != NULL && !home->title_is_file_name)
		c->title = home->title;
	if (c->title.len == 0)
		c->title = capsule->host;
	if (c->title.len == 0)
		c->title = STR("Capsule");
	c->description = capsule->description;
	if (c->description.len == 0 && home != NULL)
		c->description = home->excerpt;
	c->author = capsule->author.len > 0 ? capsule->author : c->title;
	section_name_root(b, c->title);
}

/* Known by what they are, not by name: there may be many ways to them. */
static void
find_own(struct build *b)
{
	_Static_assert(sizeof b->capsule->own_dirs / sizeof b->capsule->own_dirs[0] == BUILD_OWN_DIRS, "all of them");

	for (size_t i = 0; i < BUILD_OWN_DIRS; i++) {
		struct stat st;

		if (b->capsule->own_dirs[i] != NULL && stat(b->capsule->own_dirs[i], &st) == 0)
			b->own[b->nown++] = (struct build_own){ (uint64_t)st.st_dev, (uint64_t)st.st_ino };
	}
}

/* The texts of before stay where they are, unless too many stores or too much
 * that nobody is shown any more have come together. */
static void
share_texts(struct build *b)
{
	const struct catalogue *before = b->previous;
	size_t narticles = 0;

	for (size_t i = 0; i < before->ntexts; i++)
		narticles += before->texts[i]->narticles;
	if (before->ntexts == TEXTS_MAX ||
	    (before->saved == NULL && narticles > before->nread + before->nread / STALE_SHARE + STALE_SPARE))
		return;
	for (size_t i = 0; i < before->ntexts; i++) {
		texts_hold(before->texts[i]);
		b->c->texts[b->c->ntexts++] = before->texts[i];
	}
	b->shares = true;
}

int
build_begin(struct build *b, const struct capsule *capsule, const struct catalogue *previous,
    int64_t now_s)
{
	int fd = fs_open_dir(capsule->content_dir);

	if (fd < 0)
		return fd;
	*b = (struct build){
		.c = catalogue_new(capsule, previous, now_s),
		.capsule = capsule,
		.now_s = now_s,
		.source = STRBUF_INIT,
		.path = STRBUF_INIT,
		.articles_max = capsule->articles_max > 0 ? capsule->articles_max :
		    CATALOGUE_ARTICLES_MAX,
		.assets_max = CATALOGUE_ASSETS_MAX,
		.folders_max = CATALOGUE_FOLDERS_MAX,
	};
	/* With other settings the same file makes another article. */
	if (previous != NULL && previous->capsule == capsule)
		b->previous = previous;
	if (b->previous != NULL)
		share_texts(b);
	arena_init(&b->temp, 0);
	arena_init(&b->scratch, 0);
	excludes_init(&b->excludes, capsule, &b->temp);
	find_own(b);
	add_root(b->c, capsule->content_dir, fd);
	for (size_t i = 0; i < capsule->nasset_dirs; i++)
		open_asset_dir(b->c, capsule->asset_dirs[i]);
	return 0;
}

bool
build_is_stopped(const struct build *b)
{
	return b->aides.stop != NULL && atomic_load_explicit(b->aides.stop, memory_order_relaxed);
}

/* All that is made from what the folders hold. */
static void
build_rest(struct build *b)
{
	/* An own store for nothing would only count. */
	if (b->shares && b->c->texts[0]->narticles == 0) {
		texts_release(b->c->texts[0]);
		b->c->texts[0] = b->c->texts[--b->c->ntexts];
	}
	snippet_read(b);
	address_assets(b);
	address_articles(b);
	section_build(b);
	language_find(b);
	address_files(b);
	draft_build(b);
	edition_build(b);
	group_build(b);
	series_build(b);
	other_build(b);
	clash_note(b);
	name_capsule(b);
	edition_list(b);
	diag_append(&b->c->diags, &b->c->read_diags);
	diag_sort(&b->c->diags);
}

struct catalogue *
build_end(struct build *b)
{
	struct catalogue *c = b->c;

	walk_roots(b);
	if (build_is_stopped(b)) {
		catalogue_release(c);
		c = NULL;
	} else {
		build_rest(b);
	}
	arena_done(&b->temp);
	arena_done(&b->scratch);
	strbuf_done(&b->source);
	strbuf_done(&b->path);
	if (c != NULL) {
		c->read = b->articles;
		c->nread = b->narticles;
	} else {
		free(b->articles);
	}
	free(b->assets);
	free(b->drafts);
	return c;
}

/* An article or a file in the content folder itself, shown or hidden. */
static bool
has_content(const struct catalogue *c)
{
	if (c->nshown + c->nhidden > 0)
		return true;
	for (size_t i = 0; i < c->nassets; i++)
		if (c->assets[i].root == 0)
			return true;
	return false;
}

/* A mount point that nothing is mounted at any more, most likely: what held
 * something is empty, and not the folder it was. */
static bool
is_emptied(const struct catalogue *c, const struct catalogue *previous)
{
	struct stat now, before;

	return previous != NULL && previous->nroots > 0 && !has_content(c) && has_content(previous) &&
	    fstat(c->roots[0].fd, &now) == 0 && fstat(previous->roots[0].fd, &before) == 0 &&
	    (now.st_dev != before.st_dev || now.st_ino != before.st_ino);
}

struct catalogue *
catalogue_build_with(const struct capsule *capsule, const struct catalogue *previous, int64_t now_s,
    const struct catalogue_aides *aides, int *ret_error, const char **ret_why)
{
	struct catalogue *c;
	struct build b;
	int r = build_begin(&b, capsule, previous, now_s);

	if (r < 0) {
		*ret_error = r;
		*ret_why = "the content folder cannot be opened";
		return NULL;
	}
	b.aides = *aides;
	if (b.previous == NULL && aides->takes_over && previous != NULL &&
	    saved_key(previous->capsule) == saved_key(capsule))
		b.previous = previous;
	c = build_end(&b);
	if (c == NULL) {
		*ret_error = -ECANCELED;
		*ret_why = "the reading was stopped";
	} else if (is_emptied(c, previous)) {
		*ret_error = -ENODATA;
		*ret_why = "is empty, and not the folder that was read before (is something to be mounted there? "
		    "a restart takes it as it is)";
		catalogue_release(c);
		return NULL;
	}
	return c;
}

struct catalogue *
catalogue_build(const struct capsule *capsule, const struct catalogue *previous, int64_t now_s,
    int *ret_error, const char **ret_why)
{
	return catalogue_build_with(capsule, previous, now_s, &(struct catalogue_aides){ 0 }, ret_error, ret_why);
}
