/*
 * look.h - how an article is shown where tastes differ.
 *
 * The capsule says it for all articles, the map "marmot" in an article's front
 * matter for that one; what neither says is LOOK_UNSAID and falls to the form's
 * own habit.
 */
#ifndef CONTENT_LOOK_H
#define CONTENT_LOOK_H

#include "base/str.h"

enum look_choice {
	LOOK_UNSAID,
	LOOK_FIRST,		/* the first word of the pair below */
	LOOK_SECOND,
};

struct look {
	enum look_choice links;		/* "after" their block; at the "end" of the article */
	enum look_choice emphasis;	/* "keep" its marks; "drop" them */
	enum look_choice images;	/* "show" their links; "hide" them, their text stays */
};

#define LOOK_KEYS 3

/* The keys and their two words. */
struct look_key {
	const char *name;
	const char *first, *second;
	size_t offset;		/* in struct look */
};
extern const struct look_key look_keys[LOOK_KEYS];

/* The choice a word stands for; LOOK_UNSAID when it is none of the key's. */
enum look_choice look_read(const struct look_key *key, struct str word);
/* What of says, else what otherwise says. */
struct look look_merge(const struct look *of, const struct look *otherwise);

#endif
