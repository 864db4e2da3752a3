/*
 * utf8.h - Unicode: decoding, width on a screen, case.
 *
 * The only room that knows utf8proc.  The C locale is never asked.  Widths are
 * terminal columns: wide and emoji characters two, combining marks, ZWJ and
 * ZWNJ none, an emoji ZWJ sequence or flag two in all.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "base/strbuf.h"

#define UTF8_REPLACEMENT 0xFFFDu

/*
 * Decodes the character at s[*at] and moves *at behind it.  An invalid byte
 * gives UTF8_REPLACEMENT and moves *at by the maximal ill-formed part (at
 * least one byte).  *at must be below s.len.
 */
uint32_t utf8_next(struct str s, size_t *at);
/* The first byte from s[at] on, at <= s.len, that is not ASCII, or not a printable
 * character of it (space to "~"); s.len when there is none. */
size_t utf8_skip_ascii(struct str s, size_t at);
size_t utf8_skip_printable(struct str s, size_t at);
/* The first line of s, from 1, with bytes that are no UTF-8, or a NUL; 0 when all of it is text. */
unsigned utf8_bad_line(struct str s);
bool utf8_valid(struct str s);		/* no surrogates, no overlong forms */
/* Whether a character goes on with c: a byte 10xxxxxx (RFC 3629, 3). */
static inline bool
utf8_is_inside(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}
/* Where the character before s[at] begins, 0 < at <= s.len. */
size_t utf8_before(struct str s, size_t at);
/* As much of s as max bytes hold without cutting a character. */
struct str utf8_cut(struct str s, size_t max);
/* c in bytes, U+FFFD for what is none; returns how many. */
size_t utf8_put(char ret[static 4], uint32_t c);
void utf8_add(struct strbuf *out, uint32_t c);

/*
 * Appends s made safe for any reader: invalid bytes become U+FFFD, a leading
 * BOM, NUL and control characters (C0 but TAB and LF, DEL, C1) go, CRLF and CR
 * become LF, U+2028, U+2029 and U+0085 become LF, and U+FFFE and U+FFFF, which
 * XML forbids, U+FFFD.
 */
void utf8_clean(struct strbuf *out, struct str s);
/* The same on one line: line ends and TABs become spaces. */
void utf8_clean_line(struct strbuf *out, struct str s);

/*
 * What belongs together on a screen (UAX #29) is cut after this many
 * characters, so that no cluster is wider than 64 columns and fits on a line;
 * the longest emoji in use has ten, a heavily accented letter a handful.
 */
#define UTF8_CLUSTER_MAX 32	/* [characters] */

/* Columns of s, which holds no line ends; a TAB counts as one, other control
 * characters as none, a spacing vowel sign (Devanagari, Thai) as one. */
size_t utf8_width(struct str s);
/*
 * The next grapheme cluster at s[at], at < s.len: its length in bytes (at
 * least 1) and its width in columns (ret_width may be NULL).
 */
size_t utf8_grapheme(struct str s, size_t at, size_t *ret_width);

/* Scripts that are written without spaces (Han, kana, Hangul not, Thai no):
 * a line may break before or after such a character, and a soft line break
 * between two of them is nothing. */
bool utf8_is_cjk(uint32_t c);
/* What must not begin a line: closing punctuation 。、」）!?,.) and kin, and in
 * Japanese small kana, repeat marks and the long vowel sign. */
bool utf8_is_closing(uint32_t c);
/* Opening punctuation that must not end a line: 「（( and kin. */
bool utf8_is_opening(uint32_t c);
bool utf8_is_letter(uint32_t c);	/* letters, marks and numbers (L*, M*, N*) */
bool utf8_is_mark(uint32_t c);		/* M*: joins the character before it */
bool utf8_is_space(uint32_t c);		/* Zs, TAB, LF, CR and kin */
/* Seen by no reader: soft hyphen, ZWJ, ZWNJ, bidi marks, variation selectors
 * (Unicode's Default_Ignorable_Code_Point). */
bool utf8_is_ignorable(uint32_t c);

/* Appends s case-folded and in NFC (invalid bytes as U+FFFD): for comparing names. */
void utf8_fold(struct strbuf *out, struct str s);
/* Appends the letters, marks and numbers of s, folded: what stays of a text when
 * only its words are compared. */
void utf8_letters(struct strbuf *out, struct str s);

/* c in its parts, also those of ligatures, fractions and wide forms (NFKD);
 * returns how many.  A character without parts is itself. */
#define UTF8_DECOMPOSED_MAX 18
size_t utf8_decompose(uint32_t c, uint32_t ret[UTF8_DECOMPOSED_MAX]);

/*
 * c as a search compares it: case folded, in its parts (NFKD), without the marks
 * that only colour a letter: accents, points of Hebrew, vowel signs of Arabic.
 * Those that make another letter of it stay (kana, Indic scripts, Thai).
 * Returns how many characters; 0: a mark that goes.
 */
size_t utf8_seek(uint32_t c, uint32_t ret[UTF8_DECOMPOSED_MAX]);

/* Appends the best ASCII for s: quotes, dashes, ellipsis, Latin letters
 * without their marks; one "?" for each cluster that has none. */
void utf8_ascii(struct strbuf *out, struct str s);

#endif
