/* dialect_args.c - the arguments of a tag, in any engine's way of writing them. */
#include <string.h>

#include "content/dialect_parts.h"

struct scan {
	struct str s;
	size_t at;
};

static bool
is_gap(char c)
{
	return dialect_is_space(c) || c == ',' || c == '(' || c == ')';
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* The text in the quotes at s->at; the rest when they do not end. */
static struct str
read_quoted(struct scan *s)
{
	char quote = s->s.p[s->at];
	size_t from = ++s->at, to;

	while (s->at < s->s.len && s->s.p[s->at] != quote)
		s->at += s->s.p[s->at] == '\\' && s->at + 1 < s->s.len ? 2 : 1;
	to = s->at;
	s->at += s->at < s->s.len;
	return str_slice(s->s, from, to);
}

/* What Docusaurus calls with the path of a file, as in require('@site/static/a.png').default;
 * the path, or absent when s is something else. */
static struct str
read_file_call(struct str s)
{
	static const char *const calls[] = { "require(", "useBaseUrl(" };
	struct scan inner = { .s = s };
	struct str path;

	for (size_t i = 0; i < sizeof calls / sizeof calls[0] && inner.at == 0; i++)
		if (str_starts(s, str_of(calls[i])))
			inner.at = strlen(calls[i]);
	if (inner.at == 0 || inner.at == s.len || !is_quote(s.p[inner.at]))
		return STR_NONE;
	path = read_quoted(&inner);
	if (!str_is(str_from(s, inner.at), ")") && !str_is(str_from(s, inner.at), ").default"))
		return STR_NONE;
	/* The site's folder, and the one whose files lie at its root. */
	if (str_starts(path, STR("@site/")))
		path = str_from(path, str_starts(path, STR("@site/static/")) ? 12 : 5);
	return str_search(path, STR("${")) == path.len ? path : STR_NONE;
}

/* JSX's "{…}": the text when it holds nothing but a quoted one or the path of a file. */
static struct str
read_braces(struct scan *s)
{
	size_t from = s->at + 1, depth = 0;
	struct scan inner;
	struct str text;

	for (; s->at < s->s.len; s->at++) {
		char c = s->s.p[s->at];

		if (is_quote(c)) {
			(void)read_quoted(s);
			s->at--;
		}
		depth += c == '{';
		if (c == '}' && --depth == 0)
			break;
	}
	inner.s = str_trim(str_slice(s->s, from, s->at));
	inner.at = 0;
	s->at += s->at < s->s.len;
	if (inner.s.len == 0 || !is_quote(inner.s.p[0]))
		return read_file_call(inner.s);
	text = read_quoted(&inner);
	return inner.at == inner.s.len && str_search(text, STR("${")) == text.len ? text : STR_NONE;
}

/* A word up to a gap.  A key ends before its "=" or ":". */
static struct str
read_word(struct scan *s, bool key)
{
	size_t from = s->at;
	bool url = false;

	for (; s->at < s->s.len && !is_gap(s->s.p[s->at]) && s->s.p[s->at] != '|'; s->at++) {
		char c = s->s.p[s->at];

		url = url || c == '/' || c == '?';
		if (key && !url && s->at > from && (c == '=' || (c == ':' &&
		    (s->at + 1 == s->s.len || is_gap(s->s.p[s->at + 1]) ||
		    is_quote(s->s.p[s->at + 1])))))
			break;
	}
	return str_slice(s->s, from, s->at);
}

static void
skip_gaps(struct scan *s)
{
	while (s->at < s->s.len && is_gap(s->s.p[s->at]))
		s->at++;
}

static void
read_arg(struct scan *s, struct dialect_arg *ret)
{
	size_t at;

	*ret = (struct dialect_arg){ .quoted = is_quote(s->s.p[s->at]) };
	if (ret->quoted) {
		ret->value = read_quoted(s);
		return;
	}
	ret->value = s->s.p[s->at] == '{' ? read_braces(s) : read_word(s, true);
	at = s->at;
	while (at < s->s.len && dialect_is_space(s->s.p[at]))
		at++;
	if (ret->value.len == 0 || at == s->s.len || (s->s.p[at] != '=' && s->s.p[at] != ':') ||
	    (s->s.p[at] == ':' && at != s->at))
		return;
	ret->key = ret->value;
	s->at = at + 1;
	skip_gaps(s);
	ret->value = STR("");
	if (s->at == s->s.len)
		return;
	ret->quoted = is_quote(s->s.p[s->at]);
	if (ret->quoted)
		ret->value = read_quoted(s);
	else
		ret->value = s->s.p[s->at] == '{' ? read_braces(s) : read_word(s, false);
}

void
dialect_args_read(struct dialect_args *a, struct str s)
{
	struct scan scan = { .s = s };

	a->n = 0;
	for (;;) {
		skip_gaps(&scan);
		if (scan.at >= s.len || s.p[scan.at] == '|' || a->n == DIALECT_ARGS_MAX)
			return;
		read_arg(&scan, &a->v[a->n++]);
	}
}

struct str
dialect_args_get(const struct dialect_args *a, const char *keys)
{
	struct str rest = str_of(keys), key;

	while (str_cut(&rest, ' ', &key))
		for (size_t i = 0; i < a->n; i++)
			if (a->v[i].value.len > 0 && str_eq_case(a->v[i].key, key))
				return a->v[i].value;
	return STR_NONE;
}

struct str
dialect_args_at(const struct dialect_args *a, size_t n)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].key.p == NULL && n-- == 0)
			return a->v[i].value;
	return STR_NONE;
}
