/*
 * fingerprint.h - the SHA-256 of a certificate or of its public key.
 */
#ifndef BASE_FINGERPRINT_H
#define BASE_FINGERPRINT_H

#include "base/strbuf.h"

#define FINGERPRINT_SIZE 32	/* [bytes] of a SHA-256 */

struct fingerprint {
	unsigned char bytes[FINGERPRINT_SIZE];
};

/*
 * Reads 64 hex digits in any case; colons or blanks between them, "SHA256:"
 * and "SHA-256" in front are passed over, for that is how clients and tools
 * show one.  False for anything else; *ret is then untouched.
 */
bool fingerprint_read(struct str text, struct fingerprint *ret);
/* Appends 64 lower-case hex digits. */
void fingerprint_add(struct strbuf *out, const struct fingerprint *f);
/* Appends 44 characters of base64 (RFC 4648, 4). */
void fingerprint_add_base64(struct strbuf *out, const struct fingerprint *f);
bool fingerprint_eq(const struct fingerprint *a, const struct fingerprint *b);

#endif
