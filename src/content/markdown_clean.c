/* markdown_clean.c - bytes made into text, which most of them are already. */
#include "content/markdown_clean.h"

#include "base/ascii.h"
#include "base/utf8.h"

#define BLOCK ((size_t)64)	/* [bytes] */

static bool
is_good(uint32_t c)
{
	if (c < 0x80)
		return c >= ' ' ? c != 0x7F : c == '\n' || c == '\t';
	return c >= 0xA0 && c != 0x2028 && c != 0x2029 && c != 0xFEFF &&
	    c != 0xFFFE && c != 0xFFFF && c != UTF8_REPLACEMENT;
}

/* Whether BLOCK bytes are ASCII without control characters but LF: most of any text.
 * A loop of this shape is one that compilers make vector instructions of. */
static bool
are_plain(const char *p)
{
	unsigned char bad = 0;

	for (size_t i = 0; i < BLOCK; i++)
		bad |= ((unsigned char)(p[i] - ' ') >= 0x7F - ' ') & (p[i] != '\n');
	return bad == 0;
}

bool
text_is_clean(struct str text)
{
	size_t at = 0, end;

	while (at < text.len) {
		end = at + BLOCK;
		if (text.len - at >= BLOCK && are_plain(text.p + at)) {
			at = end;
			continue;
		}
		for (; at < end && at < text.len; at = utf8_skip_printable(text, at))
			if (!is_good(utf8_next(text, &at)))
				return false;
	}
	return true;
}

struct str
text_clean(struct arena *a, struct str text)
{
	struct strbuf cleaned = STRBUF_INIT;

	if (text_is_clean(text))
		return text;
	utf8_clean(&cleaned, text);
	text = arena_str(a, strbuf_str(&cleaned));
	strbuf_done(&cleaned);
	return text;
}

/* Whether there is a tab other than those that indent a line, which are no part of
 * what stands on it unless that is code. */
static bool
has_inner_tab(struct str text)
{
	size_t at = str_find(text, '\t');

	while (at < text.len) {
		size_t start = at;

		while (start > 0 && ascii_is_blank(text.p[start - 1]))
			start--;
		if (start > 0 && text.p[start - 1] != '\n')
			return true;
		while (at < text.len && ascii_is_blank(text.p[at]))
			at++;
		at += str_find(str_from(text, at), '\t');
	}
	return false;
}

/* &#9;, &Tab; and &NewLine; among others; entities of such names are rare. */
static bool
has_control_entity(struct str text)
{
	size_t at = str_find(text, '&');

	for (; at + 1 < text.len; at += 1 + str_find(str_from(text, at + 1), '&'))
		if (text.p[at + 1] == '#' || text.p[at + 1] == 'T' || text.p[at + 1] == 'N')
			return true;
	return false;
}

bool
text_may_turn_dirty(struct str text)
{
	/* A reference to no footnote goes on in the next line. */
	return has_control_entity(text) || has_inner_tab(text) || str_search(text, STR("[^")) < text.len;
}
