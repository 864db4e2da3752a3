/*
 * known.h - keys of servers as they were first seen (trust on first use).
 *
 * A file of lines "host:port FINGERPRINT"; what is new is appended at once.  The
 * owner may remove a line, or write one, while nobody runs.  From any thread.
 */
#ifndef BASE_KNOWN_H
#define BASE_KNOWN_H

#include "base/fingerprint.h"

#define KNOWN_FILE "known_servers"			/* below the state folder */
#define KNOWN_FILE_SIZE_MAX ((size_t)256 * 1024)	/* [bytes]; what does not fit is not kept */

enum known_verdict {
	KNOWN_SAME,
	KNOWN_NEW,		/* and kept from now on */
	KNOWN_OTHER,		/* another key was seen first */
};

struct known;

/* Reads the file at path, which need not be there; *ret_error is 0 or -errno: then
 * nothing is known yet. */
struct known *known_new(const char *path, int *ret_error);
void known_free(struct known *k);

/* name: "host:port", without blanks.  *ret_error: 0, or -errno when what is new
 * could not be written: it is known until the end of the process. */
enum known_verdict known_judge(struct known *k, struct str name, const struct fingerprint *key, int *ret_error);

#endif
