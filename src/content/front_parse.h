/*
 * front_parse.h - what the readers of YAML, TOML, JSON and plain lines share.
 *
 * Each reader turns the text of a block into children of one root map.  None
 * fails: what it cannot read it names in a diagnostic and leaves out.  Only
 * for the front_*.c files.
 */
#ifndef CONTENT_FRONT_PARSE_H
#define CONTENT_FRONT_PARSE_H

#include <stdint.h>

#include "content/front.h"

/* Entries of a block that are given up one by one; the rest after that many is not read.  A
 * failed entry may have been scanned to the end of the block, so this bounds the work too. */
#define FRONT_FAILURES_MAX 100

/* Quoted from an author's file in a diagnostic [bytes]. */
#define FRONT_QUOTE_MAX 60

struct front_reader {
	struct str text;		/* the block without its delimiters: valid UTF-8, no control
					 * characters but TAB, LF and CRLF */
	struct str path;		/* of the file, for diagnostics */
	struct arena *arena;
	struct diag_list *diags;
	unsigned line;			/* of text's first line in the file, from 1 */
	size_t nvalues;
	bool whole;			/* the block is the whole file, and no article's */
	bool no_memory;			/* libyaml was refused more: nothing that follows is true */
};

enum front_fence {
	FRONT_FENCE_NONE,
	FRONT_FENCE_FOUND,
	FRONT_FENCE_OPEN,	/* begins like a block and is not closed */
	FRONT_FENCE_FOREIGN,	/* closed, in a language that is not read */
};

struct front_block {
	enum front_syntax syntax;
	struct str text;	/* between the delimiters */
	unsigned line;		/* of text's first line */
	unsigned fence_line;	/* of what opens it */
	size_t body_at;		/* as in struct front */
	unsigned body_line;
};

/* front_fence.c */
enum front_fence front_fence_find(struct str source, struct front_block *ret);

/* The same where the whole source is the block, in YAML.  False when a second document follows,
 * which is left out; *ret_second is then its line. */
bool front_fence_whole(struct str source, struct front_block *ret, unsigned *ret_second);

/* front_lines.c */
/* Where a block of "Key: value" lines that text begins with ends; 0: there is none. */
size_t front_lines_end(struct str text);

/* front_julia.c */
/* Where the lines "@def key = value" that text begins with end; 0: there are none, or the last is not closed. */
size_t front_defs_end(struct str text);
/* s, or a copy in arena a that is TOML where s is Franklin's Julia.  Every byte stays in its place. */
struct str front_julia(struct arena *a, struct str s);

/* front_clean.c */
/* s, or a copy in arena a, as struct front_reader wants it.  Every LF stays where it is, for line
 * numbers to hold. */
struct str front_clean(struct arena *a, struct str s);

/* The children of a list or map while it is being filled. */
struct front_open {
	struct front_value *value;
	struct front_value **tail;	/* where the next child is hung */
};

void front_yaml_read(struct front_reader *r, struct front_value *root);
void front_toml_read(struct front_reader *r, struct front_value *root);
void front_json_read(struct front_reader *r, struct front_value *root);
void front_lines_read(struct front_reader *r, struct front_value *root);

/* front_escape.c */
/* The number of that many hexadecimal digits (at most eight) at s[at]; false when they are not
 * there. */
bool front_hex(struct str s, size_t at, unsigned digits, uint32_t *ret);
/* What stands between the quotes of a JSON text, its escapes undone; lives in arena a. */
struct str front_json_unescape(struct arena *a, struct str s);

/* Where a JSON object that begins at s[0] ends, behind its brace; 0 when it is not closed. */
size_t front_json_end(struct str s);

/* Reads r's text if it is plain enough to be sure of without libyaml; false, and o as it was,
 * when it is not. */
bool front_plain_try(struct front_reader *r, struct front_open *o);
/*
 * One go at YAML text through libyaml, its entries hung below o.  True when it
 * is good to the end (or too much, which has been said); false with *ret set,
 * and o as it was, when libyaml refuses it, or got no memory, which r tells.
 * line: of text's first line.
 */
struct front_trouble {
	const char *what;		/* libyaml's words, static */
	unsigned line, col;		/* in the file, from 1 */
};
bool front_yaml_try(struct front_reader *r, struct str text, unsigned line,
    struct front_open *o, struct front_trouble *ret);
/* Reads a block that libyaml refuses, entry by entry. */
void front_mend(struct front_reader *r, struct front_open *o);

void front_open(struct front_open *o, struct front_value *value);
/* A new child of o, a FRONT_NULL without key; NULL when the block holds too many, which is said
 * once. */
struct front_value *front_child(struct front_reader *r, struct front_open *o,
    unsigned line, unsigned col);
/* Drops all but the last of equal keys, each with a warning.  Call once when map is complete. */
void front_close_map(struct front_reader *r, struct front_value *map);
/* The bytes of letters, digits, "_" and "-" before the ":" of the key that line begins with; 0 when
 * there is none of up to FRONT_QUOTE_MAX bytes. */
size_t front_key_end(struct str line);
/* True when text is the way to write nothing: "", ~, null. */
bool front_is_null(struct str text);
/* Warns that v, which is somewhere in the block, stays without its value. */
#define FRONT_TOO_DEEP "lists and maps are nested too deeply"
void front_say_nothing(struct front_reader *r, const struct front_value *v, const char *why, const char *remedy);
/* Warns that the rest of the block, from line on, is not read, since FRONT_FAILURES_MAX entries failed. */
void front_say_failures(struct front_reader *r, unsigned line);
/* What the block is called where no key can be named. */
struct str front_subject(const struct front_reader *r);
/* Cuts s to its first line, and to FRONT_QUOTE_MAX, for a message. */
struct str front_quote(struct str s);

#endif
