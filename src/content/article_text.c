/*
 * article_text.c - titles and excerpts as plain text.
 *
 * They are one line and lie in the catalogue, which is built without cmark: a
 * light scanner undoes what marks a title commonly holds.  When in doubt a sign
 * stays, for "Vec<T>", "2 * 3" and "__init__" are titles too.
 */
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/entity.h"
#include "content/article_parts.h"

/* How far the closing mark may be from the opening one [bytes]; keeps the search linear. */
#define SPAN_MAX ((size_t)500)
/* Marks within marks. */
#define NEST_MAX 6
/* What is looked at of a text that is cut to max bytes in the end: marks take room as well. */
#define RAW_MAX(max) ((max) * 4)

static void scan(struct strbuf *out, struct str s, unsigned nest);

static bool
is_word(char c)
{
	return ascii_is_word(c) || (unsigned char)c >= 0x80;
}

static bool
is_punct(char c)
{
	return c > ' ' && c < 0x7f && !is_word(c);
}

static char
at(struct str s, size_t i)
{
	return i < s.len ? s.p[i] : ' ';
}

/* How many times the sign at s[i] stands there in a row. */
static size_t
run(struct str s, size_t i)
{
	size_t n = 1;

	while (i + n < s.len && s.p[i + n] == s.p[i])
		n++;
	return n;
}

/* The next run of exactly n signs c from i on; s.len when there is none near. */
static size_t
find_run(struct str s, size_t i, char c, size_t n)
{
	size_t end = s.len - i > SPAN_MAX ? i + SPAN_MAX : s.len, len;

	for (; i < end; i += len) {
		len = 1;
		if (s.p[i] == '\\' && c != '`')
			len = 2;
		else if (s.p[i] == c && (len = run(s, i)) == n)
			return i;
	}
	return s.len;
}

/* Each scan_ function is given the place of its sign and returns the place behind what it took,
 * or the same place when the sign is only itself. */

static size_t
scan_code(struct strbuf *out, struct str s, size_t i)
{
	size_t n = run(s, i), end = find_run(s, i + n, '`', n);

	if (end == s.len) {
		strbuf_fill(out, '`', n);
		return i + n;
	}
	strbuf_addstr(out, str_slice(s, i + n, end));
	return end + n;
}

/* *x*, **x**, ***x***, _x_, ~~x~~; never within a word. */
static size_t
scan_emphasis(struct strbuf *out, struct str s, size_t i, unsigned nest)
{
	char c = s.p[i];
	size_t n = run(s, i), end = i + n;
	bool opens = !ascii_is_space(at(s, i + n)) && (i == 0 || !is_word(s.p[i - 1]) || n > 1);

	if (n > 3 || (c == '_' && n != 1) || (c == '~' && n != 2) || nest == 0)
		opens = false;
	while (opens) {
		end = find_run(s, end, c, n);
		if (end == s.len)
			break;
		if (!ascii_is_space(s.p[end - 1]) && (n > 1 || !is_word(at(s, end + n)))) {
			scan(out, str_slice(s, i + n, end), nest - 1);
			return end + n;
		}
		end += n;
	}
	strbuf_fill(out, c, n);
	return i + n;
}

/* The bracket that closes the one at s[i]; s.len when there is none near. */
static size_t
find_close(struct str s, size_t i, char open, char close)
{
	size_t end = s.len - i > SPAN_MAX * 4 ? i + SPAN_MAX * 4 : s.len, depth = 0;

	for (; i < end; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == open)
			depth++;
		else if (s.p[i] == close && --depth == 0)
			return i;
	}
	return s.len;
}

/* [text](target), [text][label], ![alt](target), [[page|text]]: the text. */
static size_t
scan_link(struct strbuf *out, struct str s, size_t i, unsigned nest)
{
	size_t close = nest > 0 ? find_close(s, i, '[', ']') : s.len, end = s.len;
	struct str inside = str_slice(s, i + 1, close);

	if (close == s.len)
		return i;
	if (at(s, close + 1) == '(')
		end = find_close(s, close + 1, '(', ')');
	else if (at(s, close + 1) == '[')
		end = find_close(s, close + 1, '[', ']');
	else if (inside.len > 2 && inside.p[0] == '[' && inside.p[inside.len - 1] == ']') {
		inside = str_slice(inside, 1, inside.len - 1);
		if (str_find(inside, '|') < inside.len)
			inside = str_from(inside, str_find(inside, '|') + 1);
		end = close;
	}
	if (end == s.len)
		return i;
	scan(out, inside, nest - 1);
	return end + 1;
}

/* Elements that stand in titles.  Others are text: "std::vector<int>". */
static const char *const elements[] = {
	"a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "dfn", "div",
	"em", "font", "h1", "h2", "h3", "i", "img", "ins", "kbd", "mark", "p", "q", "s", "samp",
	"small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
};

static bool
is_element(struct str name)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (str_is_case(name, elements[i]))
			return true;
	return false;
}

/* A component's tag that shows nothing in a title: <Badge type="new" />, and both
 * halves of <Version>5</Version>.  "List<String>" is text, and so is "<Link />". */
static bool
is_component(struct str s, size_t i, struct str tag, struct str name)
{
	bool closing = at(tag, 0) == '/', small = false;
	struct strbuf other = STRBUF_INIT;
	size_t found;

	for (size_t k = 1; k < name.len; k++)
		small = small || ascii_is_small(name.p[k]);
	if (!small || name.p[0] < 'A' || name.p[0] > 'Z')
		return false;
	if (tag.p[tag.len - 1] == '/')
		return str_find(tag, '=') < tag.len;
	strbuf_addf(&other, closing ? "<%.*s" : "</%.*s>", STR_ARG(name));
	s = closing ? str_slice(s, 0, i) : str_slice(s, i, i + SPAN_MAX);
	found = str_search(s, strbuf_str(&other));
	strbuf_done(&other);
	return found < s.len;
}

/* <em>, </em>, <br/>, <!-- x -->, and <https://x.y/>, which is its own text. */
static size_t
scan_tag(struct strbuf *out, struct str s, size_t i)
{
	struct str rest = str_slice(s, i + 1, i + 1 + SPAN_MAX);
	size_t end = str_find(rest, '>'), name = 0, from;

	if (str_starts(rest, STR("!--"))) {
		end = str_search(rest, STR("-->"));
		return end < rest.len ? i + 1 + end + 3 : i;
	}
	if (end == rest.len)
		return i;
	rest.len = end;
	if (str_starts_case(rest, STR("https://")) || str_starts_case(rest, STR("http://"))) {
		strbuf_addstr(out, rest);
		return i + 1 + end + 1;
	}
	from = at(rest, 0) == '/';
	name = from;
	while (name < rest.len && is_word(rest.p[name]))
		name++;
	if (!(is_element(str_slice(rest, from, name)) ||
	    is_component(s, i, rest, str_slice(rest, from, name))) ||
	    (name < rest.len && !ascii_is_space(rest.p[name]) && rest.p[name] != '/'))
		return i;
	if (str_is_case(str_slice(rest, 0, name), "br"))
		strbuf_addc(out, ' ');
	return i + 1 + end + 1;
}

static size_t
scan_sign(struct strbuf *out, struct str s, size_t i, unsigned nest)
{
	size_t next;

	switch (s.p[i]) {
	case '\\':
		if (!is_punct(at(s, i + 1)))
			return i;
		strbuf_addc(out, s.p[i + 1]);
		return i + 2;
	case '`':
		return scan_code(out, s, i);
	case '*':
	case '_':
	case '~':
		return scan_emphasis(out, s, i, nest);
	case '!':
		if (at(s, i + 1) != '[')
			return i;
		next = scan_link(out, s, i + 1, nest);
		return next == i + 1 ? i : next;
	case '[':
		return scan_link(out, s, i, nest);
	case '<':
		return scan_tag(out, s, i);
	case '&':
		return i + entity_add(out, str_from(s, i), ENTITY_MARKDOWN);
	default:
		return i;
	}
}

static void
scan(struct strbuf *out, struct str s, unsigned nest)
{
	for (size_t i = 0; i < s.len; ) {
		size_t next = scan_sign(out, s, i, nest);

		if (next == i)
			strbuf_addc(out, s.p[next++]);
		i = next;
	}
}

/* One line: blanks of any kind run together, none at the ends. */
static void
squeeze(struct strbuf *sb)
{
	struct str s = strbuf_str(sb);
	size_t to = 0;

	for (size_t i = 0; i < s.len; ) {
		size_t from = i;
		uint32_t c = utf8_next(s, &i);

		/* Line ends, and U+00A0; wider spaces carry meaning. */
		if (c <= ' ' || c == 0xa0 || c == 0x7f) {
			if (to > 0 && sb->buf[to - 1] != ' ')
				sb->buf[to++] = ' ';
			continue;
		}
		memmove(sb->buf + to, sb->buf + from, i - from);
		to += i - from;
	}
	if (to > 0 && sb->buf[to - 1] == ' ')
		to--;
	strbuf_truncate(sb, to);
}

static struct str
keep(struct arena *a, struct str s, size_t max)
{
	size_t end;

	if (s.len == 0)
		return STR_NONE;
	if (s.len <= max)
		return arena_str(a, s);
	s = utf8_cut(s, max - strlen("…"));
	/* At a word, unless that word is most of it. */
	end = str_rfind(s, ' ');
	if (end < s.len && end > s.len / 2)
		s.len = end;
	return arena_strf(a, "%.*s…", STR_ARG(s));
}

/* Whether s is one line of clean text already; marks: and holds none of them. */
static bool
is_ready(struct str s, bool marks)
{
	static const bool signs[256] = {
		['\\'] = true, ['`'] = true, ['*'] = true, ['_'] = true, ['~'] = true,
		['['] = true, ['<'] = true, ['&'] = true,
	};
	bool ascii = true;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (ascii_is_letter(s.p[i]))
			continue;
		if (c == ' ' && i > 0 && s.p[i - 1] != ' ')
			continue;
		if (c <= ' ' || c == 0x7f || (marks && signs[c]))
			return false;
		/* The lead bytes of C1 and U+00A0, of U+2028 and of U+FEFF: look closer. */
		if (c == 0xc2 || c == 0xef || (c == 0xe2 && (unsigned char)at(s, i + 1) == 0x80 &&
		    (unsigned char)at(s, i + 2) >= 0xa8 && (unsigned char)at(s, i + 2) <= 0xa9))
			return false;
		ascii = ascii && c < 0x80;
	}
	return s.len > 0 && s.p[s.len - 1] != ' ' && (ascii || utf8_valid(s));
}

static struct str
make(struct arena *a, struct str s, size_t max, bool marks)
{
	struct strbuf clean = STRBUF_INIT, out = STRBUF_INIT;
	struct str kept;

	s = utf8_cut(str_trim(s), RAW_MAX(max));
	if (is_ready(s, marks))
		return keep(a, s, max);
	utf8_clean(&clean, s);
	if (marks)
		scan(&out, strbuf_str(&clean), NEST_MAX);
	else
		strbuf_addstr(&out, strbuf_str(&clean));
	squeeze(&out);
	kept = keep(a, strbuf_str(&out), max);
	strbuf_done(&clean);
	strbuf_done(&out);
	return kept;
}

struct str
text_plain(struct arena *a, struct str s, size_t max)
{
	return make(a, s, max, true);
}

struct str
text_line(struct arena *a, struct str s, size_t max)
{
	return make(a, s, max, false);
}
