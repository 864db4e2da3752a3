/* catalogue_find.c - what an exact name stands for; files on the disk. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content/catalogue_build.h"
#include "content/spelling.h"

const struct section *
catalogue_find_section(const struct catalogue *c, struct str path)
{
	return map_get(&c->by_section, path);
}

const struct article *
catalogue_find_article(const struct catalogue *c, struct str path)
{
	const struct section *section;
	uint32_t i;

	if (path.len == 0 || path.p[path.len - 1] == '/') {
		section = catalogue_find_section(c, path);
		return section != NULL ? section->text : NULL;
	}
	i = folded_first(&c->articles_by_path, spelling_hash(path));
	while (i != FOLDED_END && !str_eq(c->shown[i]->path, path))
		i = folded_next(&c->articles_by_path, i);
	return i != FOLDED_END ? c->shown[i] : NULL;
}

const struct article *
catalogue_find_file(const struct catalogue *c, struct str file)
{
	const struct article *article = NULL;

	if (article_folder_rank(spelling_base(file)) != 0)
		article = catalogue_find_article(c, spelling_folder(file));
	if (article == NULL || !str_eq(article->file, file)) {
		struct str stem = spelling_stem(file);

		article = stem.len < file.len ? catalogue_find_article(c, stem) : NULL;
	}
	if (article == NULL || !str_eq(article->file, file))
		article = map_get(&c->by_file, file);
	/* What is hidden stands in no section. */
	return article != NULL && article->section != NULL ? article : NULL;
}

const struct group *
catalogue_find_group(const struct catalogue *c, enum group_kind kind, struct str path)
{
	switch (kind) {
	case GROUP_TAG:
		return map_get(&c->by_tag, path);
	case GROUP_CATEGORY:
		return map_get(&c->by_category, path);
	case GROUP_YEAR:
		return map_get(&c->by_year, path);
	}
	return NULL;
}

const struct asset *
catalogue_find_asset(const struct catalogue *c, struct str path)
{
	return map_get(&c->by_asset, path);
}

struct place
article_place(const struct article *article)
{
	struct place place = { .kind = PLACE_ARTICLE, .path = article->path };

	if (article->is_folder_text)
		place.kind = article->path.len == 0 ? PLACE_HOME : PLACE_SECTION;
	return place;
}

/* A descriptor that a link may have led out of the root to; or -errno. */
static int
open_anywhere(int dir, const char *path, int flags)
{
	return fs_openat(dir, path, flags | O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
}

int
catalogue_open(const struct catalogue *c, unsigned root, const char *path,
    struct fs_stamp *ret_stamp)
{
	int dir = c->roots[root].fd;
	int fd = fs_open_file(dir, path, ret_stamp);
	struct stat st;

	if (fd != -EXDEV || !c->capsule->follow_links)
		return fd;
	fd = open_anywhere(dir, path, 0);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	if (ret_stamp != NULL)
		*ret_stamp = fs_stamp_of(&st);
	return fd;
}

int
catalogue_open_folder(const struct catalogue *c, unsigned root, const char *path)
{
	int fd = fs_open_dir_at(c->roots[root].fd, path);

	if (fd == -EXDEV && c->capsule->follow_links)
		fd = open_anywhere(c->roots[root].fd, path, O_DIRECTORY);
	return fd;
}

int
catalogue_open_source(const struct catalogue *c, const struct article *article,
    struct fs_stamp *ret_stamp)
{
	/* Nobody knows whether it is to be shown, though its file may be there again. */
	if (article->unread)
		return -EAGAIN;
	return catalogue_open(c, 0, article->file.p, ret_stamp);
}

int
catalogue_open_asset(const struct catalogue *c, const struct asset *asset,
    struct fs_stamp *ret_stamp)
{
	return catalogue_open(c, asset->root, asset->file.p, ret_stamp);
}

int
catalogue_stat(const struct catalogue *c, const struct article *article, struct fs_stamp *ret)
{
	int r = fs_stat_file(c->roots[0].fd, article->file.p, ret), fd;

	if (r != -EXDEV || !c->capsule->follow_links)
		return r;
	fd = catalogue_open(c, 0, article->file.p, ret);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int
catalogue_read_source(const struct catalogue *c, const struct article *article, struct strbuf *out)
{
	size_t max = c->capsule->article_size_max > 0 ? c->capsule->article_size_max :
	    ARTICLE_SIZE_MAX;
	int fd = catalogue_open_source(c, article, NULL), r;

	if (fd < 0)
		return fd;
	r = fs_read_fd(fd, max, out);
	close(fd);
	return r;
}

int
catalogue_read_body(const struct catalogue *c, const struct article *article,
    struct strbuf *out, unsigned *ret_line)
{
	struct strbuf source = STRBUF_INIT;
	struct front front;
	int r = catalogue_read_source(c, article, &source);

	if (r == 0) {
		front_skip(strbuf_str(&source), &front);
		strbuf_addstr(out, str_from(strbuf_str(&source), front.body_at));
		*ret_line = front.body_line;
	}
	strbuf_done(&source);
	return r;
}
