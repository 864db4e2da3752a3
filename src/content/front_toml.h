/*
 * front_toml.h - the words of TOML: keys, texts, numbers; for front_toml*.c.
 *
 * Functions that can fail give false and leave why and remedy set.
 */
#ifndef CONTENT_FRONT_TOML_H
#define CONTENT_FRONT_TOML_H

#include "content/front_parse.h"

struct table;

struct toml {
	struct front_reader *r;
	struct str s;
	size_t at;
	unsigned line;			/* of at */
	size_t line_at;			/* where that line begins */
	struct table *tables;		/* all of them */
	struct front_value *latest;	/* the value of the entry that is being read */
	unsigned nest;			/* brackets of the entry that are open */
	const char *why, *remedy;	/* what is wrong, once something is */
};

bool toml_fail(struct toml *t, const char *why, const char *remedy);	/* false */
char toml_peek(const struct toml *t);		/* 0 at the end */
bool toml_looking_at(const struct toml *t, struct str mark);
void toml_advance(struct toml *t);
unsigned toml_col(const struct toml *t);
void toml_skip_blanks(struct toml *t);
/* Blanks, line ends and comments: what may stand between the items of an array. */
void toml_skip_idle(struct toml *t);

/* A text in any of the four kinds of quotes. */
bool toml_read_string(struct toml *t, struct str *ret);
/* One part of a dotted key, bare or quoted, and the blanks around it. */
bool toml_read_key(struct toml *t, struct str *ret);
/* Numbers and dates, judged by their characters alone. */
bool toml_is_number(struct str s);

#endif
