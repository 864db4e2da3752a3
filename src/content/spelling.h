/*
 * spelling.h - the many ways to write one address.
 *
 * What a page of an old site was called: "/Dir/Name.html", "dir/name/",
 * "dir/name/index.html", "dir/2015-05-15-name.md".  Paths are decoded and
 * below the root, without a leading "/".  Nothing here knows what exists.
 */
#ifndef CONTENT_SPELLING_H
#define CONTENT_SPELLING_H

#include <stdint.h>

#include "base/date.h"
#include "base/strbuf.h"

/* Appends s folded for comparing: case and Unicode form do not count. */
void spelling_fold(struct strbuf *out, struct str s);
uint64_t spelling_hash(struct str s);		/* of the folded s */
bool spelling_eq(struct str a, struct str b);	/* folded */

/* The last part of a path ("" after a final "/"), and what stands before it,
 * the "/" included. */
struct str spelling_base(struct str path);
struct str spelling_folder(struct str path);

/* A file's path or name without the extension of an article (.md and kin). */
struct str spelling_stem(struct str file);
/* A base name without the date it begins with; the date is known if it did. */
struct str spelling_dateless(struct str base, struct date *ret);
/* The base name of a path without date, final "/" and the extension of a page:
 * what wikilinks and date URLs know an article by. */
struct str spelling_bare(struct str path);

/*
 * A path without what says nothing: final slashes, the extensions of pages
 * (.html .htm .gmi .md …), "/index" and kin.  *ret_folder: it was written as
 * that of a folder.  "" is the home page.
 */
struct str spelling_page(struct str path, bool *ret_folder);

#endif
