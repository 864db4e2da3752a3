/*
 * markdown_clean.h - bytes made into text, which most of them are already.
 */
#ifndef CONTENT_MARKDOWN_CLEAN_H
#define CONTENT_MARKDOWN_CLEAN_H

#include "base/arena.h"

/* Whether utf8_clean would leave text as it is; may say no in doubt. */
bool text_is_clean(struct str text);
/* What utf8_clean makes of text: text itself, or a copy in arena a. */
struct str text_clean(struct arena *a, struct str text);
/* Whether there may be control characters on the lines of clean text when it has
 * been parsed, code apart; may say yes in doubt. */
bool text_may_turn_dirty(struct str text);

#endif
