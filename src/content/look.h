/*
 * look.h - how an article is shown where tastes differ.
 *
 * The capsule says it for all articles, the map "marmot" in an article's front
 * matter for that one; what neither says is 0 and falls to the form's own
 * habit.
 */
#ifndef CONTENT_LOOK_H
#define CONTENT_LOOK_H

#include <stdint.h>

#include "content/front.h"

#define LOOK_WIDTH_MIN 40	/* [columns] of a menu's and a text's lines */
#define LOOK_WIDTH_MAX 200

enum look_choice {
	LOOK_UNSAID,
	LOOK_FIRST,		/* the first word of the pair below */
	LOOK_SECOND,
};

struct look {
	uint8_t links;		/* enum look_choice: "after" their block; at the "end" of the article */
	uint8_t emphasis;	/* "keep" its marks; "drop" them */
	uint8_t images;		/* "show" their links; "hide" them, their text stays */
	uint8_t gopher_ascii;	/* "true": menus and texts in ASCII, for terminals that know nothing else */
	uint8_t menu_width, text_width;	/* [columns]; 0: unsaid */
};

#define LOOK_KEYS 6

/* The keys, and what each can be: two words, or for want of them a width. */
struct look_key {
	const char *name;
	const char *first, *second;
	size_t offset;		/* in struct look */
};
extern const struct look_key look_keys[LOOK_KEYS];

/* The key of that name in any case; NULL when there is none. */
const struct look_key *look_key(struct str name);
/* Takes v as what key says; false when it can be no such thing, and look stays. */
bool look_read(struct look *look, const struct look_key *key, const struct front_value *v);
/* What of says, else what otherwise says. */
struct look look_merge(const struct look *of, const struct look *otherwise);

#endif
