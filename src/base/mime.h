/*
 * mime.h - one table: file name extension to media type and Gopher item type.
 */
#ifndef BASE_MIME_H
#define BASE_MIME_H

#include "base/str.h"

#define MIME_EXTENSION_SIZE_MAX 16	/* [bytes] of an extension worth a look */

struct mime {
	const char *extension;	/* lower case, without the dot */
	const char *type;	/* "image/png"; text types without charset */
	char item;		/* Gopher item type: 0 1 7 9 g I h s */
};

/*
 * By the last extension of the path's last segment, case ignored, or by the
 * whole segment ("README", "atom.xml").  Never NULL: unknown names are
 * application/octet-stream, item 9, of extension "".
 */
const struct mime *mime_of(struct str name);
/* The rows of the table, sorted by extension; NULL behind the last. */
const struct mime *mime_at(size_t i);
/* A type "text/...", to which charset and lang belong (item 0 has others too). */
bool mime_is_text(const struct mime *m);
/* A picture that clients show: items g and I. */
bool mime_is_image(const struct mime *m);

#endif
