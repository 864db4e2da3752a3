/* entity_names.h - the table of HTML's entities.  For entity.c alone. */
#ifndef CONTENT_ENTITY_NAMES_H
#define CONTENT_ENTITY_NAMES_H

#define ENTITY_NAMES 2125
#define ENTITY_NAME_MAX 31		/* [bytes] of the longest */
#define ENTITY_OLD_NAMES 106
#define ENTITY_OLD_NAME_MAX 6

extern const char *const entity_names[ENTITY_NAMES];
extern const char *const entity_old_names[ENTITY_OLD_NAMES];

#endif
