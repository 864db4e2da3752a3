/*
 * slug.h - names as parts of an address.
 */
#ifndef BASE_SLUG_H
#define BASE_SLUG_H

#include "base/strbuf.h"

#define SLUG_SIZE_MAX 120	/* [bytes] before the hash */

/*
 * Appends the slug of a tag's, category's or year's name, made from the name
 * alone: NFC, case folded, runs of blanks, "-" and "_" to one "-" (blanks at
 * the ends to nothing), Unicode letters, digits and "." kept, as are ZWJ and
 * ZWNJ between letters.  If anything else had to be replaced (C++, C#, .NET,
 * a/b, -x), or the name is longer than SLUG_SIZE_MAX, "-" and four hexadecimal
 * digits of a fixed hash of the folded name follow, so that two such names do
 * not share a slug ("c-3f2a"; by chance one pair in 65,536 does).
 *
 * It is never empty, never begins with a dot or "-" and holds none of
 * / \ % ? # or control characters; it never is "page" and never ends in the
 * suffix of a page's form (.gmi .gemini .md .txt .xml).
 */
void slug_add(struct strbuf *out, struct str name);

#endif
