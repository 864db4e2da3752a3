/*
 * article_heading.c - the first heading of a Markdown text, by its lines alone.
 *
 * Follows CommonMark 0.31 as far as that goes without parsing: ATX and setext
 * headings (4.2, 4.3), and none in fenced code (4.5), indented code (4.4) or in
 * the HTML that holds raw text (4.6, kinds 1 and 2).
 */
#include <stdint.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "content/article_parts.h"

struct heading_scan {
	struct str body;
	size_t from;		/* of the line */
	char fence;		/* of the code block one is in, else 0 */
	size_t fence_len;
	const char *raw_end;	/* of the raw HTML one is in, else NULL */
	size_t paragraph;	/* where the paragraph began that goes on; SIZE_MAX: none does */
	bool over;		/* a lower heading came first */
};

static const struct {
	const char *begin, *end;
} raws[] = {
	{ "<!--", "-->" }, { "<pre", "</pre>" }, { "<script", "</script>" },
	{ "<style", "</style>" }, { "<textarea", "</textarea>" },
};

static size_t
run(struct str s, char c)
{
	size_t n = 0;

	while (n < s.len && s.p[n] == c)
		n++;
	return n;
}

/* Opens or closes fenced code; true when the line is part of it. */
static bool
take_fence(struct heading_scan *h, struct str line)
{
	char c = line.len > 0 ? line.p[0] : 0;
	size_t n = run(line, c);
	struct str rest = str_from(line, n);

	if (h->fence != 0) {
		if (c == h->fence && n >= h->fence_len && str_trim(rest).len == 0)
			h->fence = 0;
		return true;
	}
	if ((c != '`' && c != '~') || n < 3 || (c == '`' && str_find(rest, '`') < rest.len))
		return false;
	h->fence = c;
	h->fence_len = n;
	return true;
}

static bool
take_raw(struct heading_scan *h, struct str line)
{
	if (h->raw_end == NULL) {
		if (line.len == 0 || line.p[0] != '<')
			return false;
		for (size_t i = 0; i < sizeof raws / sizeof *raws; i++)
			if (str_starts_case(line, str_of(raws[i].begin)))
				h->raw_end = raws[i].end;
		if (h->raw_end == NULL)
			return false;
	}
	/* These tags are nearly always written in lower case. */
	if (str_search(line, str_of(h->raw_end)) < line.len)
		h->raw_end = NULL;
	return true;
}

/* Without the signs behind it: "Title ##". */
static struct str
without_closing(struct str text)
{
	size_t end = text.len;

	while (end > 0 && text.p[end - 1] == '#')
		end--;
	if (end == 0 || text.p[end - 1] == ' ' || text.p[end - 1] == '\t')
		text = str_trim(str_slice(text, 0, end));
	return text;
}

/* Without what Pandoc and kramdown write behind it, "{#id}" or "{ #id }", or MDX: a comment. */
static struct str
without_attributes(struct str text)
{
	size_t brace = str_rfind(text, '{');
	struct str inner;

	if (brace == 0 || brace == text.len || text.p[text.len - 1] != '}')
		return text;
	inner = str_trim(str_slice(text, brace + 1, text.len - 1));
	if (inner.len < 2 || (inner.p[0] != '#' && inner.p[0] != '.' && inner.p[0] != ':' &&
	    !str_starts(inner, STR("/*"))))
		return text;
	return str_trim(str_slice(text, 0, brace));
}

static struct str
atx_text(struct str line)
{
	struct str text = without_closing(str_trim(str_from(line, run(line, '#'))));

	return without_closing(without_attributes(text));
}

/* Whether a line begins a block other than a paragraph. */
static bool
begins_block(struct str line)
{
	char c = line.p[0], next = line.len > 1 ? line.p[1] : ' ';
	size_t digits = 0;

	if (c == '>' || c == '<' || c == '#' || c == '|')
		return true;
	if ((c == '-' || c == '*' || c == '+') && (next == ' ' || next == '\t'))
		return true;
	if ((c == '-' || c == '*' || c == '_') && run(line, c) == line.len)
		return true;
	while (digits < line.len && ascii_is_digit(line.p[digits]))
		digits++;
	return digits > 0 && digits + 1 < line.len &&
	    (line.p[digits] == '.' || line.p[digits] == ')') && line.p[digits + 1] == ' ';
}

/* <h1 align="center">Title</h1>, as READMEs have it, over a few lines at most. */
static struct str
html_heading(struct heading_scan *h, struct str line)
{
	struct str rest = str_slice(h->body, h->from, h->from + 2048);
	size_t end;

	if (!str_starts_case(line, STR("<h1")))
		return STR_NONE;
	rest = str_from(rest, str_find(rest, '>') + 1);
	end = str_search(rest, STR("</h1>"));
	return end < rest.len ? str_trim(str_slice(rest, 0, end)) : STR_NONE;
}

/* What this line makes the first heading, if anything. */
static struct str
take_line(struct heading_scan *h, struct str line)
{
	size_t indent = run(line, ' '), paragraph = h->paragraph;
	struct str text;

	line = str_from(line, indent);
	while (line.len > 0 && (line.p[line.len - 1] == ' ' || line.p[line.len - 1] == '\t' ||
	    line.p[line.len - 1] == '\r'))
		line.len--;
	if (h->raw_end == NULL && indent < 4 && take_fence(h, line)) {
		h->paragraph = SIZE_MAX;
		return STR_NONE;
	}
	if (h->fence != 0)
		return STR_NONE;
	if ((h->raw_end != NULL || indent < 4) && take_raw(h, line)) {
		h->paragraph = SIZE_MAX;
		return STR_NONE;
	}
	if (line.len == 0) {
		h->paragraph = SIZE_MAX;
		return STR_NONE;
	}
	/* Indented by four it is code, or goes on with a paragraph. */
	if (indent >= 4 || line.p[0] == '\t')
		return STR_NONE;
	if (line.p[0] == '#' && (line.len == 1 || line.p[1] == ' ' || line.p[1] == '\t')) {
		h->paragraph = SIZE_MAX;
		return atx_text(line);
	}
	if (line.p[0] == '=' && run(line, '=') == line.len) {
		h->paragraph = SIZE_MAX;
		if (paragraph != SIZE_MAX)
			return without_attributes(str_trim(str_slice(h->body, paragraph, h->from)));
		return STR_NONE;
	}
	h->over = run(line, '#') > 0 && run(line, '#') <= 6 && run(line, '#') < line.len &&
	    line.p[run(line, '#')] == ' ';
	text = html_heading(h, line);
	if (begins_block(line))
		h->paragraph = SIZE_MAX;
	else if (paragraph == SIZE_MAX)
		h->paragraph = h->from;
	return text;
}

struct str
heading_find(struct str body)
{
	struct heading_scan h = { .body = body, .paragraph = SIZE_MAX };

	while (h.from < body.len) {
		struct str rest = str_from(body, h.from), text;
		size_t end = str_find(rest, '\n');

		text = take_line(&h, str_slice(rest, 0, end));
		if (text.len > 0 || h.over)
			return text;
		h.from += end + 1;
	}
	return STR_NONE;
}

struct str
heading_begin(struct str body)
{
	struct heading_scan h = { .body = body, .paragraph = SIZE_MAX };
	struct str rest = body, line;

	while (str_cut(&rest, '\n', &line)) {
		size_t level;

		line = str_trim(line);
		/* Comments and anchors show nothing. */
		if (line.len == 0 || take_raw(&h, line) || str_starts(line, STR("<a ")))
			continue;
		level = run(line, '#');
		return level > 0 && level <= 6 && level < line.len && line.p[level] == ' ' ?
		    atx_text(line) : STR_NONE;
	}
	return STR_NONE;
}

/* --- names ----------------------------------------------------------- */

#define WORD_MIN 3	/* [bytes] */

static bool
is_letter(char c)
{
	return ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

/* Whether word stands in s, and not within another. */
static bool
holds_word(struct str s, struct str word)
{
	for (size_t at = 0; at < s.len; at++) {
		at += str_search(str_from(s, at), word);
		if (at < s.len && (at == 0 || !is_letter(s.p[at - 1])) &&
		    (at + word.len == s.len || !is_letter(s.p[at + word.len])))
			return true;
	}
	return false;
}

bool
heading_says(struct str heading, struct str name)
{
	struct strbuf folded = STRBUF_INIT, text = STRBUF_INIT;
	size_t found = 0;
	bool all = true;
	struct str s;

	utf8_fold(&folded, name);
	utf8_fold(&text, heading);
	s = strbuf_str(&folded);
	for (size_t from = 0, to; all && from < s.len; from = to + 1) {
		bool letters = true;

		for (to = from; to < s.len && (is_letter(s.p[to]) || ascii_is_digit(s.p[to])); to++)
			letters = letters && is_letter(s.p[to]);
		if (to - from < WORD_MIN || !letters)
			continue;
		all = holds_word(strbuf_str(&text), str_slice(s, from, to));
		found++;
	}
	strbuf_done(&folded);
	strbuf_done(&text);
	return all && found > 0;
}
