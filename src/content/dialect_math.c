/* dialect_math.c - formulas within a line. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

#define FORMULA_MAX 1000	/* [bytes] */

/* What is between dollar signs is left to content/markdown_math.h: here it only
 * must not be taken for anything else. */
bool
dialect_read_math(struct dialect *d)
{
	size_t from = d->at + 1, bound = dialect_bound(d), to;
	struct str inner;

	if (bound > d->at + FORMULA_MAX)
		bound = d->at + FORMULA_MAX;
	if (dialect_sees(d, d->at, "$$")) {
		to = dialect_find(d, "$$", from + 1, bound);
		dialect_take(d, to < bound ? to + 2 : from + 1);
		return true;
	}
	/* Pandoc's rule: "$5 and $10" are prices. */
	if (from >= bound || dialect_is_space(d->text.p[from]))
		return false;
	for (to = dialect_find(d, "$", from, bound); to < bound;
	    to = dialect_find(d, "$", to + 1, bound))
		if (!dialect_is_space(d->text.p[to - 1]) && d->text.p[to - 1] != '\\' &&
		    (to + 1 == d->text.len || !ascii_is_digit(d->text.p[to + 1])))
			break;
	inner = str_slice(d->text, from, to);
	/* No formula has links and code in it. */
	if (to >= bound || str_find(inner, '`') < inner.len ||
	    str_search(inner, STR("](")) < inner.len || str_search(inner, STR("[[")) < inner.len ||
	    str_search(inner, STR("{%")) < inner.len)
		return false;
	dialect_take(d, to + 1);
	return true;
}

/* Brackets are escaped in prose too: is this a formula? */
static bool
is_formula(struct str s)
{
	if (str_search(s, STR("</")) < s.len)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '^' || s.p[i] == '=' || s.p[i] == '_')
			return str_search(s, STR("](")) == s.len;
		/* "\frac", but not a regular expression's "\s*". */
		if (s.p[i] == '\\' && i + 2 < s.len && ascii_is_word(s.p[i + 1]) &&
		    ascii_is_word(s.p[i + 2]))
			return true;
	}
	return false;
}

bool
dialect_read_escape(struct dialect *d)
{
	size_t from = d->at + 2, bound = dialect_bound(d), to;
	bool round = dialect_sees(d, d->at, "\\(");

	if (from > bound)
		return false;
	if (!round && !dialect_sees(d, d->at, "\\["))
		goto escape;
	if (bound > from + FORMULA_MAX)
		bound = from + FORMULA_MAX;
	to = dialect_find(d, round ? "\\)" : "\\]", from, bound);
	if (to >= bound || !is_formula(str_slice(d->text, from, to)))
		goto escape;
	dialect_puts(d, round ? "\\\\(" : "\\\\\\[");
	d->at = from;
	while (d->at < to) {
		if (strchr("\\`*_[]<>~$", d->text.p[d->at]) != NULL)
			dialect_puts(d, "\\");
		dialect_take(d, d->at + 1);
	}
	dialect_puts(d, round ? "\\\\)" : "\\\\\\]");
	d->at = to;
	dialect_drop(d, to + 2);
	return true;
escape:
	/* A backslash before a line's end is a hard break. */
	dialect_take(d, d->text.p[d->at + 1] == '\n' ? d->at + 1 : from);
	return true;
}
