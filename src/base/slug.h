/*
 * slug.h - names as parts of an address.
 */
#ifndef BASE_SLUG_H
#define BASE_SLUG_H

#include "base/strbuf.h"

#define SLUG_SIZE_MAX 120	/* [bytes] before the hash */

/*
 * Appends the slug of a tag's, category's or year's name, made from the name
 * alone: NFC, case folded, runs of blanks, "-" and "_" to one "-", Unicode
 * letters, digits and "." kept.  If anything else had to be replaced (C++, C#,
 * .NET, a/b), "-" and four hexadecimal digits of a fixed hash of the folded
 * name follow, so that two names never share a slug ("c-3f2a").  It is never
 * empty, never begins with a dot and holds none of / \ % ? # or control
 * characters; it never is "page".
 */
void slug_add(struct strbuf *out, struct str name);

#endif
