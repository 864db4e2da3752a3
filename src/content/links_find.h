/*
 * links_find.h - the file that a path in a link means.  For links.c.
 */
#ifndef CONTENT_LINKS_FIND_H
#define CONTENT_LINKS_FIND_H

#include "content/catalogue.h"

/* What a file system would say to path (decoded, no leading "/"): the exact
 * file, with ".md", with "/index.md", ".html" for ".md". */
bool links_find_file(const struct catalogue *c, struct str path, struct place *ret);

#endif
