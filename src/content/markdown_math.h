/*
 * markdown_math.h - formulas between dollar signs, as GitHub and pandoc read
 * them: "$x_1$" in a line, "$$…$$" also over several.  To CommonMark they are
 * text like any other, and it would take their backslashes and underscores.
 * Linear in the length of the text.
 */
#ifndef CONTENT_MARKDOWN_MATH_H
#define CONTENT_MARKDOWN_MATH_H

#include "base/strbuf.h"

/*
 * Appends a paragraph's text with all markup within formulas escaped.  False,
 * and nothing appended, when there is nothing to escape.
 */
bool math_escape(struct str text, struct strbuf *out);

/* Whether the paragraph is one formula between "$$"; *ret is what is between. */
bool math_is_block(struct str text, struct str *ret);

#endif
