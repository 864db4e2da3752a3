/*
 * dialect_call.h - the tags that are known by name.  For dialect_call.c.
 */
#ifndef CONTENT_DIALECT_CALL_H
#define CONTENT_DIALECT_CALL_H

#include "content/dialect_parts.h"

enum call_kind {
	CALL_UNKNOWN,
	CALL_NOTHING,	/* shows nothing itself */
	CALL_PICTURE,
	CALL_SITE,	/* something on another site: one and two are its address */
	CALL_PATH,	/* an address: one */
	CALL_CODE,	/* what follows is code: in label, or in the first argument when
			 * one is set */
	CALL_HIDDEN,	/* what follows is not shown */
	CALL_RAW,	/* what follows holds no tags */
	CALL_TITLED,	/* what follows has a title */
	CALL_BOX,	/* what follows is a note; label is its kind */
};

#define CALL_ENGINE(engine) (1u << (engine))

struct call {
	const char *name;	/* lower case, without "-" and "_" */
	enum call_kind kind;
	const char *label;
	const char *one, *two;	/* with one argument or two, "%1" and "%2" */
	unsigned engines;	/* where it means that; 0: anywhere */
};

/* A tag that is being read. */
struct scope {
	struct dialect *d;
	const struct dialect_tag *tag;
	struct dialect_args args;
	const struct call *call;	/* NULL: not in the table */
};

/* The rows of the table; NULL behind the last. */
const struct call *call_at(size_t i);
/* Whether name is row's, whatever its case, "-" and "_". */
bool call_is_named(struct str name, const char *row);

/* --- dialect_show.c ---------------------------------------------------- */

bool call_is_url(struct str s);
struct str call_title(const struct scope *s);	/* may be empty */
/* Puts the picture that the arguments name; false when they name none. */
bool call_picture(struct scope *s);
/* Puts the link that the arguments name, if any; true when it stands around
 * what follows, and d->at is behind that. */
bool call_reference(struct scope *s);
void call_site(struct scope *s);
void call_path(struct scope *s);

#endif
