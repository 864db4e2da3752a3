/*
 * dialect_target.c - targets of links that are none to CommonMark: with blanks,
 * which kramdown and the authors of notes take for granted, and Logseq's.
 */
#include <string.h>

#include "base/mime.h"
#include "base/uri.h"
#include "content/dialect_parts.h"

/* The end of what stands in brackets from at on, on this line; 0 for none. */
static size_t
brackets_end(struct dialect *d, size_t at)
{
	size_t depth = 0, from = at;

	/* What is nested may go over several lines. */
	for (; at < d->stop && d->text.p[at] != '\n'; at++) {
		if (d->text.p[at] == '(')
			depth++;
		else if (d->text.p[at] == ')' && depth-- == 0)
			break;
	}
	return dialect_pay(d, at - from) && at < d->stop && d->text.p[at] == ')' ? at : 0;
}

/* Whether s, which holds blanks, is the path of a file or an address, and not
 * words in brackets behind words in others. */
static bool
is_path(struct str s)
{
	struct str file = str_slice(s, 0, str_find(s, '#'));

	for (size_t i = 0; i < s.len; i++)
		if (strchr("\"<>`", s.p[i]) != NULL)
			return false;
	return str_starts(s, STR("./")) || str_starts(s, STR("../")) ||
	    (s.p[0] == '/' && s.p[1] != ' ') ||
	    (uri_has_scheme(s) && str_search(s, STR("://")) < s.len) ||
	    mime_of(file) != mime_of(STR(""));
}

#define LABEL_MAX 1000	/* [bytes] */

/* Whether the "]" at d->at may end a label. */
static bool
ends_label(struct dialect *d)
{
	size_t at = d->at, least = at > LABEL_MAX ? at - LABEL_MAX : 0;

	while (at > least && d->text.p[at - 1] != '[' &&
	    !(d->text.p[at - 1] == '\n' && at > 1 && d->text.p[at - 2] == '\n'))
		at--;
	return dialect_pay(d, d->at - at) && at > least && d->text.p[at - 1] == '[';
}

bool
dialect_read_spaced(struct dialect *d, size_t at)
{
	size_t end = brackets_end(d, at);
	struct str target, title = STR_NONE;

	if (end == 0)
		return false;
	target = str_trim(str_slice(d->text, at, end));
	if (target.len > 2 && (str_ends(target, STR("\"")) || str_ends(target, STR("'")))) {
		size_t quote = str_rfind(str_slice(target, 0, target.len - 1), target.p[target.len - 1]);

		if (quote + 1 >= target.len || quote == 0 || target.p[quote - 1] != ' ')
			return false;
		title = str_from(target, quote);
		target = str_trim(str_slice(target, 0, quote));
	}
	if (str_find(target, ' ') == target.len || target.p[0] == '<' || !is_path(target) ||
	    !ends_label(d))
		return false;
	dialect_puts(d, "](<");
	dialect_put(d, target);
	dialect_puts(d, title.len > 0 ? "> " : ">");
	dialect_put(d, title);
	d->at = end;
	return true;
}

bool
dialect_read_page(struct dialect *d, size_t at)
{
	size_t end = dialect_reference_end(d, at);
	struct str page;

	if (end > 0 && dialect_sees(d, end, ")")) {
		dialect_puts(d, "](#");
		d->at = end;
		return true;
	}
	if (!dialect_sees(d, at, "[["))
		return false;
	end = dialect_find(d, "]])", at, d->stop);
	page = str_slice(d->text, at + 2, end);
	if (end >= d->stop || page.len == 0)
		return false;
	for (size_t i = 0; i < page.len; i++)
		if (page.p[i] == '[' || page.p[i] == '<' || page.p[i] == '>' || page.p[i] == '\n')
			return false;
	dialect_puts(d, "](<");
	dialect_put(d, page);
	dialect_puts(d, ">");
	d->at = end + 2;
	return true;
}
