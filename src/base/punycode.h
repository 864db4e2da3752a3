/*
 * punycode.h - labels of international host names in ASCII (RFC 3492).
 */
#ifndef BASE_PUNYCODE_H
#define BASE_PUNYCODE_H

#include "base/strbuf.h"

#define PUNYCODE_LABEL_MAX 63	/* [bytes, and characters] of one label (RFC 1035, 2.3.4) */

/*
 * Appends what stands behind "xn--" for a label in UTF-8.  False, with nothing
 * appended, when it is no UTF-8 or its form would be longer than a label is.
 */
bool punycode_encode(struct strbuf *out, struct str label);
/* Appends the label in UTF-8 for what stands behind "xn--"; false, with nothing
 * appended, when that means nothing. */
bool punycode_decode(struct strbuf *out, struct str code);

#endif
