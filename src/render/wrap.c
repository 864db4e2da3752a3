/* wrap.c - text into lines of a width. */
#include "render/wrap.h"

#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "render/scrub.h"

#define ZERO_WIDTH_SPACE 0x200Bu

/* No-break space and kin: they hold what is beside them together. */
static bool
is_glue(uint32_t c)
{
	return c == 0xA0 || c == 0x2007 || c == 0x202F || c == 0x2060;
}

static bool
is_blank(uint32_t c)
{
	/* Below U+1680 there are only controls, which are scrubbed, and glue. */
	return c == ' ' || (c >= 0x1680 && utf8_is_space(c) && !is_glue(c));
}

/* Whether a line may end after a and the next begin with b, no blanks. */
static bool
may_part(uint32_t a, uint32_t b)
{
	if (a < 0x80 && b < 0x80)
		return false;
	if (a == ZERO_WIDTH_SPACE)
		return true;
	if (!utf8_is_cjk(a) && !utf8_is_cjk(b))
		return false;
	return !utf8_is_opening(a) && !utf8_is_closing(b) && !is_glue(a) && !is_glue(b);
}

static bool
is_graph(char c)
{
	return c > ' ' && c < 0x7F;
}

struct str
wrap_start(struct str s)
{
	size_t at = 0;

	while (at < s.len && !is_graph(s.p[at])) {
		size_t next = at;

		if (!is_blank(utf8_next(s, &next)))
			break;
		at = next;
	}
	return str_from(s, at);
}

/*
 * The bytes and columns of the next step through s: a run of ASCII without
 * blanks, of at most max columns, or one cluster.  A character that a mark may
 * follow is left to its cluster.
 */
static size_t
step(struct str s, size_t at, size_t max, size_t *ret_columns)
{
	size_t end = at;

	while (end < s.len && end - at < max && is_graph(s.p[end]))
		end++;
	if (end > at && end < s.len && (unsigned char)s.p[end] >= 0x80)
		end--;
	if (end == at)
		return utf8_grapheme(s, at, ret_columns);
	*ret_columns = end - at;
	return end - at;
}

static uint32_t
char_at(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];

	return c < 0x80 ? c : utf8_next(s, &at);
}

/* The first characters of a cluster too wide for width columns; at least one. */
static size_t
cluster_fit(struct str s, size_t width)
{
	size_t at = 0, fits;

	utf8_next(s, &at);
	for (fits = at; at < s.len; fits = at) {
		utf8_next(s, &at);
		if (utf8_width(str_slice(s, 0, at)) > width)
			break;
	}
	return fits;
}

/*
 * Most lines are ASCII: as many columns as bytes, that end at a blank.  Gives the
 * bytes of such a line, or 0 when it takes a closer look; then *ret_sure is the
 * place, of as many columns, of a blank that is on the line whatever follows it.
 */
static size_t
ascii_line(struct str s, size_t width, size_t *ret_sure)
{
	size_t n = utf8_skip_printable(str_slice(s, 0, width + 1), 0);
	size_t blank = str_rfind(str_slice(s, 0, n), ' ');

	*ret_sure = 0;
	if (n == s.len && n <= width)
		return n;
	if (blank == n)
		return 0;
	if (n > width)
		return blank;
	while (s.p[blank - 1] == ' ')
		blank--;
	*ret_sure = blank;
	return 0;
}

/* As wrap_line, of what begins with no blank. */
static size_t
find_end(struct str s, size_t width, bool hard)
{
	size_t at, columns;
	size_t end = ascii_line(s, width, &at);	/* where the line ends if no more fits; 0: nowhere yet */
	uint32_t before = 0;
	bool blank = false;

	if (end > 0)
		return end;
	columns = at;
	while (at < s.len) {
		uint32_t here = char_at(s, at);
		bool was_blank = blank;
		size_t room = columns < width ? width - columns : 0;
		size_t n, w;

		blank = is_blank(here);
		if (at > 0 && !was_blank && (blank || may_part(before, here)))
			end = at;
		if (columns > width && end > 0)
			break;
		/* A word that stays whole is measured to its end at once; any
		 * other only as far as it fits, or long words would be
		 * measured again for each of their lines. */
		n = step(s, at, end == 0 && !hard ? SIZE_MAX : room > 0 ? room : 1, &w);
		if (w > room && !blank) {
			if (end == 0 && hard)
				end = at > 0 ? at : cluster_fit(s, width);
			if (end > 0)
				break;
		}
		at += n;
		columns += w;
		/* A run of ASCII is known by its last byte, a cluster by its base. */
		before = is_graph(s.p[at - 1]) ? (unsigned char)s.p[at - 1] : here;
	}
	/* All fits, but for a blank at the end. */
	if (at == s.len && (end == 0 || !blank))
		end = at;
	return end;
}

bool
wrap_line(struct str *rest, size_t width, bool hard, struct str *ret)
{
	struct str s = wrap_start(*rest);
	size_t end;

	assert(width > 0);
	if (s.len == 0)
		return false;
	end = find_end(s, width, hard);
	*ret = scrub_end(str_slice(s, 0, end));
	if (ret->len == 0)
		*ret = str_slice(s, 0, end);
	*rest = wrap_start(str_from(s, end));
	return true;
}

size_t
wrap_fit(struct str s, size_t width)
{
	size_t plain = utf8_skip_printable(str_slice(s, 0, width + 1), 0), at = 0, columns = 0;

	/* No mark joins what ASCII follows. */
	if (plain > width && width > 0)
		return width;
	if (plain == s.len)
		return plain;
	while (at < s.len) {
		size_t room = width - columns;
		size_t w, n = step(s, at, room > 0 ? room : 1, &w);

		if (w > room)
			break;
		columns += w;
		at += n;
	}
	return at > 0 || s.len == 0 ? at : cluster_fit(s, width);
}
