/* markdown_definition.c - as cmark-gfm 0.29 reads a definition (inlines.c there). */
#include "content/markdown_definition.h"

#include "base/ascii.h"
#include "content/markdown_marker.h"

#define PARENS_MAX 32		/* within one another in a target (cmark) */

/* --- steps, which end where nothing fits --------------------------------- */

/* Blanks and at most one end of a line, with the signs of the quotes that the next line stands in. */
static size_t
skip_to_next(struct str s, size_t at)
{
	at = marker_skip_blanks(s, at, s.len);
	if (at == s.len || s.p[at] != '\n')
		return at;
	at++;
	while (at < s.len && (ascii_is_blank(s.p[at]) || s.p[at] == '>'))
		at++;
	return at;
}

static bool
ends_line(struct str s, size_t at)
{
	at = marker_skip_blanks(s, at, s.len);
	return at == s.len || s.p[at] == '\n';
}

/* --- its parts ------------------------------------------------------------ */

/* Behind "[label]:", or 0.  cmark takes no label over 1,000 bytes, but the signs of quotes count here. */
static size_t
skip_label(struct str s, size_t at)
{
	size_t i = at + 1;

	for (; i < s.len && s.p[i] != ']'; i++) {
		if (s.p[i] == '[')
			return 0;
		if (s.p[i] == '\\' && i + 1 < s.len && s.p[i + 1] != '\n')
			i++;
	}
	return i + 1 < s.len && s.p[i + 1] == ':' ? i + 2 : 0;
}

/* <target> */
static bool
read_angled(struct str s, size_t at, struct definition *d)
{
	size_t i = at + 1;

	for (; i < s.len && s.p[i] != '>'; i++) {
		if (s.p[i] == '\n' || s.p[i] == '<')
			return false;
		if (s.p[i] == '\\' && ++i < s.len && s.p[i] == '\n') {
			d->broken = true;
			return true;
		}
	}
	d->angled = true;
	d->target = at + 1;
	d->target_end = i;
	return i < s.len;
}

static bool
read_bare(struct str s, size_t at, struct definition *d)
{
	size_t i = at, depth = 0;

	for (; i < s.len && !ascii_is_space(s.p[i]); i++) {
		if (s.p[i] == '\\' && i + 1 < s.len && !ascii_is_space(s.p[i + 1]))
			i++;
		else if (s.p[i] == '(' && depth++ == PARENS_MAX)
			return false;
		else if (s.p[i] == ')' && depth-- == 0)
			return false;
	}
	d->target = at;
	d->target_end = i;
	return i > at;
}

/*
 * Finds the end of the title that begins at s.p[at].  Behind a backslash its sign may be part of it, or its
 * end when no other follows: cmark takes what is longest.
 */
static void
read_title(struct str s, size_t at, struct definition *d)
{
	char begin = s.p[at], end = begin == '(' ? ')' : begin;
	size_t line = at, last = 0;

	for (size_t i = at + 1; i < s.len; i++) {
		bool escaped = s.p[i - 1] == '\\';

		if (s.p[i] == '\n') {
			line = marker_skip_blanks(s, i + 1, s.len);
			if (line < s.len && s.p[line] == '\n')
				break;
		}
		if (s.p[i] == end) {
			last = i + 1;
			d->lines = line != at;
			if (!escaped)
				break;
		} else if (s.p[i] == begin && !escaped) {
			break;
		}
	}
	if (last > 0) {
		d->title = at;
		d->title_end = last;
	}
}

bool
definition_read(struct str text, size_t at, struct definition *ret)
{
	size_t i = skip_label(text, at);
	bool whole;

	*ret = (struct definition){ 0 };
	if (i == 0)
		return false;
	i = skip_to_next(text, i);
	if (i == text.len || !(text.p[i] == '<' ? read_angled(text, i, ret) : read_bare(text, i, ret)))
		return false;
	if (ret->broken)
		return true;
	at = ret->target_end + ret->angled;
	whole = ends_line(text, at);
	i = skip_to_next(text, at);
	if (i > at && i < text.len && (text.p[i] == '"' || text.p[i] == '\'' || text.p[i] == '('))
		read_title(text, i, ret);
	/* A title that is none leaves a definition that needs none. */
	return whole || (ret->title > 0 && ends_line(text, ret->title_end));
}
