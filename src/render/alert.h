/*
 * alert.h - GitHub's alerts: quotes whose first line is a mark such as "[!NOTE]".
 */
#ifndef RENDER_ALERT_H
#define RENDER_ALERT_H

#include "content/doc.h"

/* What stands before the quote's text in place of the mark ("Note: "); absent
 * when its first line is none.  Static text. */
struct str alert_lead(const struct doc_node *quote);

#endif
