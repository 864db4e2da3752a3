/*
 * export_tree.h - a folder that is brought up to date: only what has changed
 * is written, and what is wanted no more is taken away, and nothing else.
 *
 * A list of all its files is kept in it as ".marmot-export".
 */
#ifndef EXPORT_TREE_H
#define EXPORT_TREE_H

#include "base/fs.h"
#include "base/map.h"

#define EXPORT_TREE_LIST ".marmot-export"
#define EXPORT_TREE_LIST_MAX ((size_t)256 * 1024 * 1024)	/* [bytes] of the list */

struct export_tree {
	const char *dir;
	int error;			/* -errno of what stopped it; 0 for none */
	struct strbuf path;		/* that was written last: for the message */
	size_t nfiles, nchanged, nremoved;

	/* private */
	struct arena arena;
	struct map files, folders;	/* of this time: name below dir => anything */
	struct strbuf list, old;
	bool has_list;			/* in the folder */
};

/*
 * 0 or -errno, -ENOTEMPTY when the folder holds something and no list: then it
 * is not ours.  A missing folder is made with the first file, and the list, as
 * yet empty, before it.
 */
int export_tree_begin(struct export_tree *t, const char *dir);
/* Whether a file of that name below dir is written already. */
bool export_tree_has(const struct export_tree *t, struct str name);
/* Whether one can be written: no file is where a folder of its path has to be, and no folder is in its place. */
bool export_tree_fits(const struct export_tree *t, struct str name);
/* Writes a file; nothing when it is there already, when the tree has one of
 * that name, or after an error. */
void export_tree_put(struct export_tree *t, struct str name, struct str bytes);
/* The same with the rest of an open file, which is taken for unchanged when
 * size and time are those of the stamp. */
void export_tree_copy(struct export_tree *t, struct str name, int fd, const struct fs_stamp *stamp);
/* Takes away what is left over (unless there was an error) and writes the list;
 * returns t->error. */
int export_tree_end(struct export_tree *t);
void export_tree_done(struct export_tree *t);

#endif
