/*
 * wrap.h - text into lines of a width.
 *
 * Widths are display columns over grapheme clusters (base/utf8.h).  Lines
 * break at blanks, at zero-width spaces, and around characters of scripts
 * written without blanks, but not before closing or after opening punctuation;
 * no line begins or ends with a blank, nor ends with a no-break one.  Text is
 * scrubbed (scrub.h).  All is linear in the length of the text, whatever it
 * holds.
 */
#ifndef RENDER_WRAP_H
#define RENDER_WRAP_H

#include <stdbool.h>

#include "base/str.h"

/* s without the blanks at its start; empty when no line would come of it.
 * No-break spaces are text. */
struct str wrap_start(struct str s);

/*
 * Cuts the next line of at most width (> 0) columns off *rest and gives it in
 * *ret; false when nothing but blanks is left.  A word that is wider stands on
 * a line of its own: whole, or with hard in pieces (of a cluster wider than
 * width as many characters as fit, at least one).  *rest is left at the start of the line after.
 */
bool wrap_line(struct str *rest, size_t width, bool hard, struct str *ret);

/* The bytes of those clusters at the start of s that fit into width columns;
 * of a first one that does not, the characters that fit, at least one. */
size_t wrap_fit(struct str s, size_t width);

#endif
