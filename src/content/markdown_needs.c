/* markdown_needs.c - which of GitHub's additions a text makes use of. */
#include "content/markdown_needs.h"

#include <string.h>

#include "base/ascii.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The next c from text[at] on, or text.len. */
static size_t
next(struct str text, size_t at, char c)
{
	return at + str_find(str_from(text, at), c);
}

/* "[^" and "[x]" */
static void
find_brackets(struct str text, struct needs *ret)
{
	for (size_t at = next(text, 0, '['); at + 1 < text.len; at = next(text, at + 1, '[')) {
		char c = text.p[at + 1];

		if (c == '^')
			ret->footnotes = true;
		else if ((c == ' ' || c == 'x' || c == 'X') && at + 2 < text.len &&
		    text.p[at + 2] == ']')
			ret->tasks = true;
	}
}

#define LABEL_MAX 300	/* [bytes] of a link's label that are looked at */

/* Whether the "]" at text[at] ends a plain label. */
static bool
is_label_end(struct str text, size_t at)
{
	size_t end = at > LABEL_MAX ? at - LABEL_MAX : 0;

	while (at > end)
		switch (text.p[--at]) {
		case '[':
			return at == 0 || text.p[at - 1] != '\\';
		case ']':
		case '\\':
		case '`':
		case '<':
			return false;
		case '\n':
			if (at > 0 && text.p[at - 1] == '\n')
				return false;
			break;
		default:
			break;
		}
	return false;
}

static bool
ends_target(char c)
{
	return is_space(c) || c == '<' || c == '>' || c == '(' || c == ')';
}

/* Whether the "://" at text[at] stands in the target of a link or between
 * angle brackets, and so is one without the extension. */
static bool
is_linked(struct str text, size_t at)
{
	size_t start = at, end = at;
	bool angle, paren;

	while (start > 0 && ascii_is_word(text.p[start - 1]))
		start--;
	angle = start > 0 && text.p[start - 1] == '<';
	paren = start > 1 && text.p[start - 1] == '(' && text.p[start - 2] == ']' &&
	    is_label_end(text, start - 2);
	if (!angle && !paren)
		return false;
	while (end < text.len && !ends_target(text.p[end]))
		end++;
	return end < text.len && text.p[end] == (angle ? '>' : ')');
}

static bool
has_address(struct str text)
{
	for (size_t at = next(text, 0, ':'); at + 2 < text.len; at = next(text, at + 1, ':'))
		if (text.p[at + 1] == '/' && text.p[at + 2] == '/' && !is_linked(text, at))
			return true;
	return false;
}

static bool
has_www(struct str text)
{
	struct str www = STR("www.");

	for (size_t at = str_search(text, www); at < text.len;
	    at += www.len + str_search(str_from(text, at + www.len), www))
		if (at == 0 || is_space(text.p[at - 1]) ||
		    strchr("*_~([]!<>`&;\\", text.p[at - 1]) != NULL)
			return true;
	return false;
}

/* The extension looks at text without its escapes and entities. */
static bool
has_mail(struct str text)
{
	for (size_t at = next(text, 0, '@'); at < text.len; at = next(text, at + 1, '@'))
		if (at > 0 && at + 1 < text.len && !is_space(text.p[at - 1]) &&
		    !is_space(text.p[at + 1]))
			return true;
	return str_search(text, STR("&#")) < text.len || str_search(text, STR("&commat;")) < text.len;
}

void
needs_find(struct str text, struct needs *ret)
{
	*ret = (struct needs){
		.strikethrough = str_search(text, STR("~~")) < text.len,
		.autolinks = has_address(text) || has_mail(text) || has_www(text),
	};
	find_brackets(text, ret);
}
