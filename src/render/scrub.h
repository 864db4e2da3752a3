/*
 * scrub.h - any bytes, made into text that stands on one line.
 *
 * What comes out is valid UTF-8 without control characters (C0, DEL, C1), line
 * and paragraph separators and byte order marks.  ZWJ, ZWNJ and bidi marks
 * stay.  Time is linear in what comes in.
 */
#ifndef RENDER_SCRUB_H
#define RENDER_SCRUB_H

#include <stdbool.h>

#include "base/strbuf.h"

#define SCRUB_TAB_WIDTH 4	/* [columns] between tab stops in code, as in CommonMark */

/* s without blanks of any kind, no-break ones too, at its end. */
struct str scrub_end(struct str s);

/*
 * Appends prose: control characters and line ends become spaces, runs of
 * spaces one, those at either end none, nor are other blanks at the end;
 * invalid bytes become U+FFFD.  Soft hyphens go unless soft_hyphens.
 */
void scrub_prose(struct strbuf *out, struct str text, bool soft_hyphens);

/* Nothing that would be seen in either way but spaces. */
bool scrub_is_blank(struct str line);

/* Appends one line of code: tabs become spaces up to the next stop, other
 * control characters one space, all spaces stay; otherwise as scrub_prose. */
void scrub_code(struct strbuf *out, struct str line, bool soft_hyphens);

#endif
