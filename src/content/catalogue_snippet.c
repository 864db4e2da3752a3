/* catalogue_snippet.c - building: the texts that stand above and below all pages, or where none is. */
#include <string.h>
#include <unistd.h>

#include "content/catalogue_build.h"

static struct str
file_of(struct str setting)
{
	if (str_starts(setting, STR("./")))
		setting = str_from(setting, 2);
	setting = str_skip(setting, '/');
	return setting;
}

bool
snippet_is(const struct capsule *capsule, struct str path)
{
	return path.len > 0 && (str_eq(path, file_of(capsule->header)) || str_eq(path, file_of(capsule->footer)) ||
	    str_eq(path, file_of(capsule->not_found)));
}

static const struct article *
read_one(struct build *b, struct str setting, const char *key)
{
	struct catalogue *c = b->c;
	struct str file = arena_str(&c->arena, file_of(setting));
	struct article *article;
	struct fs_stamp stamp;
	int fd, r;

	if (file.len == 0)
		return NULL;
	strbuf_reset(&b->source);
	fd = r = catalogue_open(c, 0, file.p, &stamp);
	if (fd >= 0) {
		r = fs_read_fd(fd, CATALOGUE_SNIPPET_MAX, &b->source);
		close(fd);
	}
	article = ARENA_NEW(&c->arena, struct article);
	if (r >= 0) {
		r = article_read(article, strbuf_str(&b->source), file, b->capsule, false, &c->arena, &b->scratch,
		    &c->diags);
		arena_reset(&b->scratch);
	}
	if (r < 0) {
		diag_add(&c->diags, DIAG_ERROR, file, 0, 0, "%s: cannot be read, so pages go without it: %s "
		    "(it starts from the content folder and holds at most %zu bytes)", key, strerror(-r),
		    CATALOGUE_SNIPPET_MAX);
		return NULL;
	}
	article->stamp = stamp;
	return article;
}

void
snippet_read(struct build *b)
{
	b->c->header = read_one(b, b->capsule->header, "header");
	b->c->footer = read_one(b, b->capsule->footer, "footer");
	b->c->not_found = read_one(b, b->capsule->not_found, "not_found");
}
