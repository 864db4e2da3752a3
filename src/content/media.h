/*
 * media.h - the media type of a file: the owner's word for it, else the table's.
 */
#ifndef CONTENT_MEDIA_H
#define CONTENT_MEDIA_H

#include "base/mime.h"
#include "content/capsule.h"

#define MEDIA_RULES_MAX 64	/* that an owner may give */
#define MEDIA_TYPE_MAX 128	/* [bytes] of a type with its parameters */

/* What files of some name or path are. */
struct media_rule {
	const char *glob;	/* as of "ignore": against the path below content/, and the name */
	struct mime mime;	/* its type with parameters: "text/gemini; lang=de" */
};

/*
 * Makes a rule; the item type follows from the media type.  False with a static
 * message for what is no media type, or no pattern.  The strings are copied into arena a.
 */
bool media_rule_init(struct media_rule *rule, struct str glob, struct str type, struct arena *a,
    const char **ret_why);

/* The first of the capsule's rules (NULL: none) that fits the path below content/, else mime_of; never NULL. */
const struct mime *media_of(const struct capsule *capsule, struct str path);
/* Only what the owner says; NULL for nothing. */
const struct mime *media_said(const struct capsule *capsule, struct str path);

/* Whether the type brings the parameter name along. */
bool media_has(const char *type, const char *name);

#endif
