/*
 * alert.h - GitHub's alerts: quotes whose first line is a mark such as "[!NOTE]".
 */
#ifndef RENDER_ALERT_H
#define RENDER_ALERT_H

#include "content/doc.h"
#include "content/word.h"

/* What stands, with a colon, before the quote's text in place of the mark;
 * WORD_COUNT when its first line is none. */
enum word alert_word(const struct doc_node *quote);

#endif
