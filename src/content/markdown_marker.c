/* markdown_marker.c - as cmark-gfm reads them. */
#include "content/markdown_marker.h"

#include <string.h>

#include "base/ascii.h"

size_t
marker_skip_blanks(struct str text, size_t at, size_t end)
{
	while (at < end && ascii_is_blank(text.p[at]))
		at++;
	return at;
}

bool
marker_may_begin(char c)
{
	return c == '>' || c == '-' || c == '+' || c == '*' || c == '[' || ascii_is_digit(c);
}

/* "[^note]:" and "[ ]", behind which a line's text begins anew. */
static size_t
read_bracket(struct str text, size_t at, size_t end)
{
	size_t i = at + 2;

	if (i < end && text.p[at + 1] == '^') {
		while (i < end && text.p[i] != ']' && !ascii_is_blank(text.p[i]))
			i++;
		return i + 1 < end && i > at + 2 && text.p[i] == ']' && text.p[i + 1] == ':' ? i + 2 - at : 0;
	}
	return i + 1 < end && strchr(" xX", text.p[at + 1]) != NULL && text.p[i] == ']' &&
	    ascii_is_blank(text.p[i + 1]) ? 3 : 0;
}

size_t
marker_read_item(struct str text, size_t at, size_t end)
{
	size_t i = at;

	if (text.p[at] == '-' || text.p[at] == '+' || text.p[at] == '*')
		return 1;
	while (i < end && i - at < 9 && ascii_is_digit(text.p[i]))
		i++;
	return i > at && i < end && (text.p[i] == '.' || text.p[i] == ')') ? i + 1 - at : 0;
}

size_t
marker_read(struct str text, size_t at, size_t end, size_t *ret_escape)
{
	size_t n;

	*ret_escape = at;
	if (text.p[at] == '>')
		return 1;
	if (text.p[at] == '[')
		return read_bracket(text, at, end);
	n = marker_read_item(text, at, end);
	if (n == 0)
		return 0;
	*ret_escape = at + n - 1;
	return at + n == end || ascii_is_blank(text.p[at + n]) ? n : 0;
}

bool
marker_is_break(struct str text, size_t at, size_t end)
{
	char sign = text.p[at];

	if (sign != '-' && sign != '*')
		return false;
	while (at < end && (text.p[at] == sign || ascii_is_blank(text.p[at])))
		at++;
	return at == end;
}

size_t
marker_columns(struct str text, size_t at, size_t end)
{
	size_t n = 0;

	for (; at < end; at++)
		n = text.p[at] == '\t' ? (n / 4 + 1) * 4 : n + 1;
	return n;
}
