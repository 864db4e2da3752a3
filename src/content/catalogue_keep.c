/* catalogue_keep.c - building: folders that cannot be read, as they were before. */
#include <string.h>

#include "content/catalogue_build.h"

/* Whether file is the one at path or lies below it; a path of a folder may end in "/". */
static bool
is_within(struct str file, struct str path)
{
	if (path.len == 0)
		return true;
	if (!str_starts(file, path))
		return false;
	return file.len == path.len || path.p[path.len - 1] == '/' || file.p[path.len] == '/';
}

/* Those that are hidden are not among them: they are read when they can be. */
static size_t
keep_articles(struct build *b, struct str path)
{
	const struct catalogue *c = b->previous;
	size_t n = 0;

	for (size_t i = 0; i < c->nshown; i++)
		if (c->shown[i] != NULL && is_within(c->shown[i]->file, path) && read_has_room(b)) {
			read_add(b, read_take_over(b, c->shown[i]));
			n++;
		}
	return n;
}

static size_t
keep_assets(struct build *b, unsigned root, struct str path)
{
	const struct catalogue *c = b->previous;
	size_t n = 0;

	/* Roots are counted as far as they could be opened. */
	for (size_t i = 0; i < c->nassets; i++)
		if (str_eq(c->roots[c->assets[i].root].path, b->c->roots[root].path) &&
		    is_within(c->assets[i].file, path)) {
			walk_add_asset(b, root, c->assets[i].file);
			n++;
		}
	return n;
}

void
keep_before(struct build *b, unsigned root, int error)
{
	struct str path = strbuf_str(&b->path);
	size_t n = 0;

	if (b->previous != NULL) {
		if (root == 0)
			n += keep_articles(b, path);
		n += keep_assets(b, root, path);
	}
	diag_add(&b->c->diags, DIAG_ERROR, path, 0, 0, "cannot be read: %s%s (see its owner and mode)",
	    strerror(-error), n > 0 ? ", listed as it was before" : "");
}
