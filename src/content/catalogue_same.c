/* catalogue_same.c - whether looking again has found anything new. */
#include <sys/stat.h>

#include "content/catalogue.h"

/* A folder that was replaced by another is new, whatever it holds: its
 * descriptor leads to the old one. */
static bool
same_root(const struct catalogue_root *a, const struct catalogue_root *b)
{
	struct stat x, y;

	return fstat(a->fd, &x) == 0 && fstat(b->fd, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool
same_article(const struct article *a, const struct article *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	/* Under one stamp it was read again: then it is the same only if its text is. */
	if (b->fresh_hash != 0 && b->fresh_hash != a->fresh_hash)
		return false;
	return fs_stamp_eq(a->stamp, b->stamp) && str_eq(a->file, b->file) && str_eq(a->path, b->path);
}

bool
catalogue_same(const struct catalogue *a, const struct catalogue *b)
{
	if (a->nroots != b->nroots || a->nshown != b->nshown || a->nhidden != b->nhidden ||
	    a->nassets != b->nassets || a->next_change_s != b->next_change_s || a->diags.n != b->diags.n)
		return false;
	if (!same_article(a->header, b->header) || !same_article(a->footer, b->footer) ||
	    !same_article(a->not_found, b->not_found))
		return false;
	for (size_t i = 0; i < a->nroots; i++)
		if (!same_root(&a->roots[i], &b->roots[i]))
			return false;
	for (size_t i = 0; i < a->nshown; i++)
		if (!same_article(a->shown[i], b->shown[i]))
			return false;
	for (size_t i = 0; i < a->nassets; i++)
		if (!str_eq(a->assets[i].path, b->assets[i].path) || a->assets[i].root != b->assets[i].root)
			return false;
	return true;
}
