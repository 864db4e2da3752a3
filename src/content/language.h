/*
 * language.h - folders that hold the translations of a site: "en", "pt-br".
 */
#ifndef CONTENT_LANGUAGE_H
#define CONTENT_LANGUAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Whether a folder of that name, without "/", holds one language. */
bool language_is_folder(struct str name);
/* How alike two language tags are ("pt_BR", "pt-br"), case aside: 2 the same,
 * 1 the same language of another country or script, 0 different. */
unsigned language_likeness(struct str a, struct str b);
/* What the language of a tag is called in itself ("Deutsch" for "de-AT"); the tag
 * where we do not know. */
struct str language_name(struct str tag);
/* The tag in which a file's name without extension ends: "de" of "name.de"; absent for none. */
struct str language_suffix(struct str stem);

/*
 * A language as tags have it, in arena a: en_US.UTF-8 is en-US; absent when s has not the
 * form of a tag (RFC 5646, 2.1) of at most ARTICLE_LANG_MAX bytes, for it goes into headers.
 */
struct str language_tag(struct arena *a, struct str s);

#endif
