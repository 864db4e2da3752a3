/*
 * mime.h - one table: file name extension to media type and Gopher item type.
 */
#ifndef BASE_MIME_H
#define BASE_MIME_H

#include "base/str.h"

struct mime {
	const char *extension;	/* lower case, without the dot */
	const char *type;	/* "image/png"; text types without charset */
	char item;		/* Gopher item type: 0 1 7 9 g I h s */
};

/* By the name's last extension, case ignored; never NULL: unknown names are
 * application/octet-stream, item 9. */
const struct mime *mime_of(struct str name);
bool mime_is_text(const struct mime *m);
bool mime_is_image(const struct mime *m);

#endif
