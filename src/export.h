/*
 * export.h - a capsule as files, for servers that know nothing of Markdown.
 *
 * Below the target folder, gemini/ holds what each Gemini address answers
 * ("index.gmi" for a folder's), gopher/ the same for Gopher, where a menu is a
 * folder with a "gophermap" and an "index.gph".
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "content/catalogue.h"
#include "content/diag.h"
#include "export_tree.h"

/*
 * Fills a tree that was begun, and ends it.  What cannot be read, or not be
 * written as it is served, is named in diags.  Returns tree->error.
 */
int export_write(struct export_tree *tree, const struct catalogue *c, bool gemini, bool gopher,
    struct diag_list *diags);

#endif
