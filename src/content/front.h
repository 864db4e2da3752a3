/*
 * front.h - the block of settings above an article, in YAML, TOML, JSON or lines.
 *
 * A source begins (after a BOM and blank lines) with "---" (YAML up to "---"
 * or "..."; JSON inside is YAML too; "---json" as Eleventy writes it), "+++"
 * (TOML up to "+++") or "{" (JSON up to its closing brace, Hugo), or at its very
 * first line with "Title: x" (lines up to a blank one, whose keys are put in
 * small letters: Pelican, MkDocs).  What comes
 * out is one tree of values, whatever the syntax.  A line that cannot be read
 * costs its own key and gives a diagnostic; the others stay.  Keys keep their
 * spelling; duplicate keys: the last wins, with a warning.
 */
#ifndef CONTENT_FRONT_H
#define CONTENT_FRONT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "content/diag.h"

#define FRONT_SIZE_MAX ((size_t)256 * 1024)	/* [bytes] of the block; a larger one is not read */
#define FRONT_DEPTH_MAX 32			/* nesting; deeper values become FRONT_NULL */
#define FRONT_VALUES_MAX 65536			/* values in one block */

enum front_kind { FRONT_NULL, FRONT_SCALAR, FRONT_LIST, FRONT_MAP };
enum front_syntax { FRONT_NONE, FRONT_YAML, FRONT_TOML, FRONT_JSON, FRONT_LINES };

/*
 * kind		text		items (children)
 * FRONT_NULL	-		-		null, ~, or nothing
 * FRONT_SCALAR	the raw text	-		quoted: it was a string beyond doubt
 * FRONT_LIST	-		the items	each without key
 * FRONT_MAP	-		the entries	each with key
 */
struct front_value {
	enum front_kind kind;
	bool quoted;
	struct str key;			/* of this value in its map, else absent */
	struct str text;		/* escapes and folding undone; valid UTF-8 */
	struct front_value *items;	/* first child */
	struct front_value *next;	/* sibling */
	unsigned line, col;		/* of the key (or of the item), in the file, from 1 */
};

struct front {
	enum front_syntax syntax;
	struct front_value root;	/* a FRONT_MAP, empty when there is no block */
	size_t body_at;			/* [bytes] where the article's text begins in the source */
	unsigned body_line;		/* its line number in the file, from 1 */
};

/*
 * Reads the block above source; values live in arena a (scalars may borrow
 * from source).  At worst root is empty, and an unclosed block is no block (with
 * a warning).  path names the file in diagnostics.  0, or -ENOMEM when libyaml got
 * no memory: what is in root then is no ground to show anything.
 */
int front_parse(struct str source, struct str path, struct arena *a,
    struct diag_list *diags, struct front *ret);

/*
 * The same for a file that is nothing but settings: YAML from its first line to its
 * last.  A line "---" may stand above it; what follows another one is an error.
 */
int front_parse_whole(struct str source, struct str path, struct arena *a,
    struct diag_list *diags, struct front *ret);

/* Where the body begins, without reading the block: body_at and body_line are
 * set, root is empty. */
void front_skip(struct str source, struct front *ret);

/* The value at a dotted path of keys ("cover.image"), case-sensitive; a key
 * that itself holds dots is found first.  NULL when there is none. */
const struct front_value *front_get(const struct front_value *map, const char *path);

/* Scalars read as a type: true for true/yes/on/1 and false for false/no/off/0
 * in any case (only unquoted or JSON/TOML booleans decide visibility). */
bool front_bool(const struct front_value *v, bool *ret);

#endif
