/* markdown_math.c - formulas between dollar signs. */
#include "content/markdown_math.h"

#include <string.h>

#include "base/ascii.h"

#define TICKS_MAX 8	/* backticks in a row that may begin code */

struct scan {
	struct str text;
	bool no_ticks[TICKS_MAX + 1];	/* no more of so many backticks in a row */
	bool no_pair;			/* no more "$$" */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static size_t
count_ticks(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && s.p[at + n] == '`')
		n++;
	return n;
}

/* The position behind the code that begins at text[at], or behind its
 * backticks when it does not end. */
static size_t
skip_code(struct scan *s, size_t at)
{
	size_t n = count_ticks(s->text, at), end, m;

	at += n;
	if (n > TICKS_MAX || s->no_ticks[n])
		return at;
	for (end = at; end < s->text.len; end += m) {
		end += str_find(str_from(s->text, end), '`');
		m = count_ticks(s->text, end);
		if (m == n)
			return end + m;
	}
	s->no_ticks[n] = true;
	return at;
}

/* The next dollar sign from text[at] on that no backslash precedes. */
static size_t
next_dollar(struct str text, size_t at)
{
	for (; at < text.len && text.p[at] != '$'; at++)
		if (text.p[at] == '\\')
			at++;
	return at < text.len ? at : text.len;
}

/* The end of the formula "$$…$$" at text[at], or 0. */
static size_t
pair_end(struct scan *s, size_t at)
{
	struct str text = s->text;

	if (s->no_pair)
		return 0;
	for (at = next_dollar(text, at + 2); at + 1 < text.len; at = next_dollar(text, at + 1))
		if (text.p[at + 1] == '$')
			return at + 2;
	s->no_pair = true;
	return 0;
}

/* The end of the formula "$…$" at text[at], or 0: amounts of money are none. */
static size_t
single_end(struct str text, size_t at)
{
	size_t end;

	if (at > 0 && ascii_is_word(text.p[at - 1]))
		return 0;
	if (at + 1 >= text.len || is_space(text.p[at + 1]))
		return 0;
	end = next_dollar(text, at + 1);
	if (end >= text.len || is_space(text.p[end - 1]) ||
	    (end + 1 < text.len && ascii_is_word(text.p[end + 1])))
		return 0;
	return end + 1;
}

/* What stands between two amounts is no formula, nor is a link. */
static bool
is_formula(struct str s)
{
	if (str_search(s, STR("](")) < s.len || str_search(s, STR("://")) < s.len)
		return false;
	for (size_t i = 0; ascii_is_digit(s.p[1]) && strchr("\\^_{=", s.p[i]) == NULL; i++)
		if (i + 1 == s.len)
			return false;
	return true;
}

static size_t
escape(struct str s, struct strbuf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (strchr("\\*_[]<&~!`", s.p[i]) != NULL) {
			strbuf_addc(out, '\\');
			n++;
		}
		strbuf_addc(out, s.p[i]);
	}
	return n;
}

bool
math_escape(struct str text, struct strbuf *out)
{
	struct scan s = { .text = text };
	size_t start = out->len, at = 0, from = 0, end, n = 0;

	while (at < text.len) {
		if (text.p[at] == '`') {
			at = skip_code(&s, at);
			continue;
		}
		if (text.p[at] != '$') {
			at += text.p[at] == '\\' ? 2 : 1;
			continue;
		}
		if (at + 1 < text.len && text.p[at + 1] == '$')
			end = pair_end(&s, at);
		else
			end = single_end(text, at);
		if (end == 0 || !is_formula(str_slice(text, at, end))) {
			at += at + 1 < text.len && text.p[at + 1] == '$' ? 2 : 1;
			continue;
		}
		strbuf_addstr(out, str_slice(text, from, at));
		n += escape(str_slice(text, at, end), out);
		at = from = end;
	}
	if (n == 0) {
		strbuf_truncate(out, start);
		return false;
	}
	strbuf_addstr(out, str_from(text, from));
	return true;
}

bool
math_is_block(struct str text, struct str *ret)
{
	struct scan s = { .text = str_trim(text) };

	if (s.text.len < 5 || !str_starts(s.text, STR("$$")) || pair_end(&s, 0) != s.text.len)
		return false;
	*ret = str_trim(str_slice(s.text, 2, s.text.len - 2));
	return ret->len > 0;
}
