/* catalogue_read.c - building: one article, from its file or from before. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "content/catalogue_build.h"
#include "content/language.h"
#include "content/spelling.h"

#define AHEAD 8		/* articles that may have gone, for the next to be found by its place */

/* The list itself: some tags may be taken out of it. */
static struct str *
copy_list(struct arena *a, const struct str *v, size_t n)
{
	struct str *copy = n > 0 ? arena_calloc(a, n, sizeof *copy) : NULL;

	if (n > 0)
		memcpy(copy, v, n * sizeof *copy);
	return copy;
}

static void
copy_texts(struct texts *to, struct article *article)
{
	struct str *const texts[] = {
		&article->title, &article->excerpt, &article->author,
		&article->lang, &article->series, &article->translation_key, &article->source, &article->source_url,
		&article->image, &article->image_alt, &article->category, &article->moved_to,
	};
	struct str file = arena_str(&to->arena, article->file);

	/* Mostly the file without its end. */
	if (str_starts(article->file, article->path))
		article->path = str_slice(file, 0, article->path.len);
	else
		article->path = arena_str(&to->arena, article->path);
	article->file = file;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		*texts[i] = arena_str(&to->arena, *texts[i]);
	for (size_t i = 0; i < article->ntags; i++)
		article->tags[i] = arena_str(&to->arena, article->tags[i]);
	for (size_t i = 0; i < article->naliases; i++)
		article->aliases[i] = arena_str(&to->arena, article->aliases[i]);
	to->narticles++;
}

/* What article_read would make of the unchanged file. */
static struct article *
copy_article(struct build *b, const struct article *from)
{
	struct arena *a = &b->c->arena;
	struct article *article = ARENA_NEW(a, struct article);

	*article = *from;
	article->tags = copy_list(a, from->tags, from->ntags);
	article->aliases = copy_list(a, from->aliases, from->naliases);
	if (!b->shares)
		copy_texts(b->c->texts[0], article);
	article->kept = false;
	article->section = NULL;
	article->category_group = NULL;
	article->tag_groups = NULL;
	article->language = STR_NONE;
	article->edition = NULL;
	article->translations = NULL;
	article->ntranslations = 0;
	article->older = article->newer = NULL;
	return article;
}

/* The diagnostics of a file lie together in the list of reading. */
static void
carry_diags(struct build *b, struct str file)
{
	const struct diag_list *from = &b->previous->read_diags;
	const struct diag *d;

	if (b->carried.arena == NULL) {
		map_init(&b->carried, &b->temp, 0);
		for (size_t i = 0; i < from->n; i++)
			map_put(&b->carried, from->v[i].path, &from->v[i]);
	}
	d = map_get(&b->carried, file);
	for (; d != NULL && d < from->v + from->n && str_eq(d->path, file); d++)
		diag_add(&b->c->read_diags, d->severity, file, d->line, d->col, "%.*s",
		    STR_ARG(d->text));
}

struct article *
read_take_over(struct build *b, const struct article *before)
{
	carry_diags(b, before->file);
	return copy_article(b, before);
}

/* What was read the last time is met again in the same order: where it is, or a little
 * further on, where files have gone since.  NULL says nothing. */
static const struct article *
meet_again(struct build *b, struct str file)
{
	const struct catalogue *previous = b->previous;

	for (size_t i = b->previous_at; i < previous->nread && i < b->previous_at + AHEAD; i++)
		if (str_eq(previous->read[i]->file, file)) {
			b->previous_at = i + 1;
			return previous->read[i];
		}
	return NULL;
}

const struct article *
read_previous(struct build *b, struct str file)
{
	const struct catalogue *previous = b->previous;
	const struct article *article;

	if (previous == NULL)
		return NULL;
	if (previous->saved != NULL)
		return saved_find(previous->saved, file, &b->before) ? &b->before.article : NULL;
	article = meet_again(b, file);
	if (article == NULL)
		article = map_get(&previous->by_file, file);
	return article != NULL ? article : catalogue_find_file(previous, file);
}

/* What may go well the next time, though nobody touches the file. */
static bool
is_passing(int error)
{
	return error == -ENOMEM || error == -EMFILE || error == -ENFILE;
}

static void
report(struct build *b, int error, bool kept)
{
	const char *then = kept ? "listed as it was before" : "not listed";
	size_t max = b->capsule->article_size_max;

	if (error == -EFBIG)
		diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
		    "larger than %zu bytes, %s (split it, or raise article_size below limits:)",
		    max > 0 ? max : ARTICLE_SIZE_MAX, then);
	else
		diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
		    "cannot be read: %s, %s (%s)", strerror(-error), then,
		    is_passing(error) ? "it is tried again" : "see its owner and mode");
}

bool
read_has_room(struct build *b)
{
	if (b->narticles < b->articles_max)
		return true;
	if (!b->articles_full)
		diag_add(&b->c->diags, DIAG_ERROR, strbuf_str(&b->path), 0, 0,
		    "more than %zu articles: this one and those after it are not shown",
		    b->articles_max);
	b->articles_full = true;
	return false;
}

void
read_names(struct build *b, struct article *article)
{
	struct str stem = spelling_stem(article->file);

	article->folder_len = (uint32_t)spelling_folder(article->file).len;
	article->renamed = !article->is_folder_text && !str_eq(stem, article->path);
	article->suffixed = language_suffix(stem).len > 0;
	article->path_hash = spelling_hash(article->path);
	article->base_hash = spelling_hash(spelling_bare(article->is_folder_text ? article->path : stem));
	b->any_series = b->any_series || article->series.len > 0;
	b->any_signs = b->any_signs || article->suffixed || article->translation_key.len > 0;
	b->any_clash = b->any_clash || clash_is_likely(b->capsule, article);
}

void
read_add(struct build *b, struct article *article)
{
	read_names(b, article);
	b->articles = mem_grow(b->articles, &b->articles_cap, b->narticles + 1,
	    sizeof *b->articles);
	b->articles[b->narticles++] = article;
}

static int
read_source(struct build *b, const struct walk_folder *f, const char *name, bool is_link,
    struct fs_stamp *ret_stamp)
{
	size_t max = b->capsule->article_size_max > 0 ? b->capsule->article_size_max :
	    ARTICLE_SIZE_MAX;
	int fd, r;

	strbuf_reset(&b->source);
	if (!is_link)
		return fs_read_file(f->fd, name, max, &b->source, ret_stamp);
	/* A link may lead out of its folder and still stay below the root. */
	fd = catalogue_open(b->c, f->root, b->path.buf, ret_stamp);
	if (fd < 0)
		return fd;
	if (b->aides.watch != NULL)
		watch_file(b->aides.watch, fd);
	r = fs_read_fd(fd, max, &b->source);
	close(fd);
	return r;
}

static bool
is_unchanged(const struct build *b, const struct walk_folder *f, const char *name, const struct article *before)
{
	struct fs_stamp stamp;

	if (!f->as_before || before->fresh_hash != 0)
		return false;
	/* The number tells of folders that have changed places, each quiet in itself. */
	if (f->quiet && !before->unread && !before->kept && b->inode == before->stamp.inode)
		return true;
	return fs_stat_file(f->fd, name, &stamp) == 0 && fs_stamp_eq(stamp, before->stamp);
}

/* What is never 0. */
static uint64_t
hash_of(struct str source)
{
	return map_hash(source) | 1;
}

/* *ret: an article made of source; 0 or -ENOMEM. */
static int
read_new(struct build *b, const struct walk_folder *f, struct str source, struct diag_list *diags,
    struct article **ret)
{
	struct texts *texts = b->c->texts[0];
	int r;

	*ret = ARENA_NEW(&b->c->arena, struct article);
	r = article_read(*ret, source, strbuf_str(&b->path), b->capsule, f->jekyll, &texts->arena, &b->scratch, diags);
	texts->narticles++;
	arena_reset(&b->scratch);
	return r;
}

/* Makes the article from b->source; 0 or -ENOMEM. */
static int
make(struct build *b, const struct walk_folder *f, const struct article *before, struct fs_stamp stamp,
    struct article **ret)
{
	bool trusted = before == NULL || before->fresh_hash == 0 || !fs_stamp_eq(stamp, before->stamp);
	bool fresh = fs_stamp_is_fresh(stamp);
	uint64_t hash = fresh || !trusted ? hash_of(strbuf_str(&b->source)) : 0;
	int r;

	if (!trusted && f->as_before && hash == before->fresh_hash) {
		*ret = read_take_over(b, before);
		(*ret)->fresh_hash = fresh ? hash : 0;
		return 0;
	}
	r = read_new(b, f, strbuf_str(&b->source), &b->c->read_diags, ret);
	(*ret)->stamp = stamp;
	(*ret)->fresh_hash = hash;
	return r;
}

/* Of one that was never read only the name is known. */
static struct article *
make_unread(struct build *b, const struct walk_folder *f)
{
	struct article *article;

	if (article_folder_rank(spelling_base(strbuf_str(&b->path))) != 0)
		return NULL;
	(void)read_new(b, f, STR(""), NULL, &article);
	article->unread = true;
	return article;
}

/* Whether it can be taken over from now on, and could not be, as it is, before. */
static bool
is_newly_settled(const struct article *article, const struct article *before)
{
	return article->fresh_hash == 0 &&
	    (before == NULL || before->fresh_hash != 0 || !fs_stamp_eq(before->stamp, article->stamp));
}

void
read_article(struct build *b, const struct walk_folder *f, const char *name, bool is_link)
{
	const struct article *before;
	struct article *article;
	struct fs_stamp stamp;
	bool altered;
	int r;

	if (!read_has_room(b))
		return;
	before = read_previous(b, strbuf_str(&b->path));
	altered = before != NULL && map_get(&b->previous->altered, before->file) != NULL;
	if (before != NULL && !altered && !is_link && is_unchanged(b, f, name, before)) {
		article = read_take_over(b, before);
	} else if ((r = read_source(b, f, name, is_link, &stamp)) == 0 &&
	    (r = make(b, f, altered ? NULL : before, stamp, &article)) == 0) {
		b->c->nsettled += !altered && is_newly_settled(article, before);
	} else {
		if (r == -ENOENT)
			return;		/* gone between listing and reading */
		report(b, r, before != NULL && !before->unread);
		b->again |= is_passing(r);
		article = before != NULL ? read_take_over(b, before) : make_unread(b, f);
		if (article == NULL)
			return;
		article->kept = true;
	}
	if (f->drafts)
		article->hidden = true;
	read_add(b, article);
}
