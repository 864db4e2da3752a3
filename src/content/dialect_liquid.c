/*
 * dialect_liquid.c - {% tags %} and {{ expressions }}: Liquid (Jekyll), Nunjucks
 * (Eleventy), Tera (Zola) and, of expressions, Vue.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

/* --- tags ------------------------------------------------------------ */

bool
dialect_liquid_tag(struct dialect *d, size_t at, struct dialect_tag *ret)
{
	struct str s;
	size_t n = 0;
	bool component;

	if (!dialect_sees(d, at, "{%"))
		return false;
	*ret = (struct dialect_tag){ .engine = ENGINE_LIQUID, .start = at };
	ret->end = dialect_tag_end(d, at + 2, "%}");
	if (ret->end == 0)
		return false;
	s = str_slice(d->text, at + 2, ret->end - 2);
	if (s.len > 0 && strchr("-~+", s.p[0]) != NULL)
		s = str_from(s, 1);
	if (s.len > 0 && strchr("-~+", s.p[s.len - 1]) != NULL)
		s.len--;
	s = str_trim(s);
	/* Bridgetown's "{%@ Note do %}", which "{% end %}" ends. */
	component = s.len > 0 && s.p[0] == '@';
	if (component)
		s = str_trim(str_from(s, 1));
	if (s.len > 0 && s.p[s.len - 1] == '/') {
		ret->single = true;
		s.len--;
	}
	if (s.len > 0 && s.p[0] == '/') {
		ret->closing = true;
		s = str_from(s, 1);
	}
	while (n < s.len && (ascii_is_word(s.p[n]) || s.p[n] == '_' || s.p[n] == '-' ||
	    s.p[n] == ':' || s.p[n] == '.'))
		n++;
	ret->name = str_slice(s, 0, n);
	ret->args = str_from(s, n);
	ret->call = component || (ret->args.len > 0 && ret->args.p[0] == '(');
	if (str_starts(ret->name, STR("end"))) {
		ret->closing = true;
		ret->name = str_from(ret->name, 3);
	}
	return n > 0 || str_starts(s, STR("#"));
}

/* Zola's way to show a tag and not run it: slash and asterisk in the brackets. */
static bool
read_escaped(struct dialect *d, const char *close, struct str begin, struct str end)
{
	size_t from = d->at + 4, reach = dialect_reach(d), to;

	to = dialect_find(d, close, from, reach);
	if (to >= reach)
		return false;
	dialect_put_text(d, begin);
	dialect_put_text(d, str_slice(d->text, from, to));
	dialect_put_text(d, end);
	dialect_drop(d, to + 4);
	return true;
}

bool
dialect_read_liquid(struct dialect *d)
{
	struct dialect_tag tag;

	if (d->at < d->raw_end)
		return false;
	if (dialect_sees(d, d->at, "{%/*"))
		return read_escaped(d, "*/%}", STR("{%"), STR("%}"));
	if (!dialect_liquid_tag(d, d->at, &tag))
		return false;
	dialect_call(d, &tag);
	return true;
}

/* --- expressions ----------------------------------------------------- */

static bool
is_name(char c)
{
	return ascii_is_word(c) || c == '_' || c == '$' || c == '@' || (unsigned char)c >= 0x80;
}

/* The position behind what opens at s.p[at], such as "(…)". */
static size_t
skip_brackets(struct str s, size_t at)
{
	size_t depth = 0;

	for (; at < s.len; at++) {
		depth += s.p[at] == '(' || s.p[at] == '[';
		if ((s.p[at] == ')' || s.p[at] == ']') && --depth == 0)
			return at + 1;
	}
	return at;
}

/* A name with parts, calls and filters; not words in two braces. */
static bool
is_expression(struct str s)
{
	size_t at = 0;

	if (s.len > 0 && strchr("#/>!^&.%", s.p[0]) != NULL)
		at++;
	if (at == s.len || !is_name(s.p[at]) || ascii_is_digit(s.p[at]))
		return at == 1 && s.p[0] == '.' && at == s.len;
	while (at < s.len) {
		if (is_name(s.p[at]) || ((s.p[at] == '.' || s.p[at] == '-' || s.p[at] == ':') &&
		    at + 1 < s.len && is_name(s.p[at + 1])))
			at++;
		else if (s.p[at] == '(' || s.p[at] == '[')
			at = skip_brackets(s, at);
		else
			break;
	}
	while (at < s.len && dialect_is_space(s.p[at]))
		at++;
	/* "-" is part of a name unless blanks stand around it. */
	return at == s.len || strchr("|?+*/=&<>!", s.p[at]) != NULL || s.p[0] == '#' || s.p[0] == '%' ||
	    (s.p[at] == '-' && at + 1 < s.len && dialect_is_space(s.p[at + 1]));
}

/* A text in quotes at the start of s; *ret_rest is what follows. */
static bool
cut_literal(struct str s, struct str *ret, struct str *ret_rest)
{
	size_t end;

	if (s.len < 2 || (s.p[0] != '"' && s.p[0] != '\''))
		return false;
	for (end = 1; end < s.len && s.p[end] != s.p[0]; end++)
		end += s.p[end] == '\\' && end + 1 < s.len;
	/* Liquid knows no escapes. */
	if (end >= s.len)
		end = 1 + str_find(str_from(s, 1), s.p[0]);
	*ret = str_slice(s, 1, end);
	*ret_rest = str_trim(str_from(s, end + 1));
	return end < s.len;
}

/* A backslash before a sign of punctuation goes in Nunjucks, and in Liquid as
 * soon as the text is Markdown. */
static void
put_unescaped(struct dialect *d, struct str literal)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < literal.len; i++) {
		if (literal.p[i] == '\\' && i + 1 < literal.len && dialect_is_punctuation(literal.p[i + 1]))
			i++;
		strbuf_addc(&text, literal.p[i]);
	}
	dialect_put_text(d, strbuf_str(&text));
	strbuf_done(&text);
}

/* Puts what filters add before or behind: "/x" | prepend: "/y" | append: "z". */
static void
put_joined(struct dialect *d, struct str filters, struct str filter)
{
	struct str rest = filters, one, literal, after;

	while (str_cut(&rest, '|', &one)) {
		one = str_trim(one);
		if (!str_starts(one, filter))
			continue;
		one = str_trim(str_from(one, filter.len));
		if (cut_literal(one, &literal, &after))
			put_unescaped(d, literal);
	}
}

/* A text in quotes, mostly a path, and what is done to it. */
static bool
put_literal(struct dialect *d, struct str s)
{
	struct str literal, filters;

	if (!cut_literal(s, &literal, &filters))
		return false;
	if (filters.len > 0 && filters.p[0] != '|' && filters.p[0] != '+')
		return false;
	/* "now" | date: … */
	if (str_search(filters, STR("| date")) < filters.len)
		return true;
	put_joined(d, filters, STR("prepend:"));
	put_unescaped(d, literal);
	put_joined(d, filters, STR("append:"));
	return true;
}

/* A number, and what is done to it. */
static bool
put_number(struct dialect *d, struct str s)
{
	size_t n = 0, bar = str_find(s, '|');

	while (n < s.len && (ascii_is_digit(s.p[n]) || s.p[n] == '.'))
		n++;
	if (n == 0 || bar == s.len || str_trim(str_slice(s, n, bar)).len > 0)
		return false;
	dialect_put_text(d, str_slice(s, 0, n));
	return true;
}

static bool
is_call(struct str s, struct dialect_tag *tag)
{
	size_t n = 0;

	while (n < s.len && (ascii_is_word(s.p[n]) || s.p[n] == '_' || s.p[n] == '-' ||
	    s.p[n] == ':'))
		n++;
	if (n == 0 || n == s.len || s.p[n] != '(' || s.p[s.len - 1] != ')')
		return false;
	tag->name = str_slice(s, 0, n);
	tag->args = str_from(s, n);
	return true;
}

/* "**{{ x }}**" with nothing in it would show its stars. */
static void
drop_marks(struct dialect *d)
{
	while (d->where == IN_TEXT && d->out->len > 0 && d->at < d->stop &&
	    (d->text.p[d->at] == '*' || d->text.p[d->at] == '_') &&
	    d->out->buf[d->out->len - 1] == d->text.p[d->at]) {
		strbuf_truncate(d->out, d->out->len - 1);
		d->at++;
	}
}

bool
dialect_read_expression(struct dialect *d)
{
	struct dialect_tag tag = { .engine = ENGINE_EXPRESSION, .start = d->at };
	size_t before = d->out->len, shown;
	struct str s;

	if (d->at < d->raw_end)
		return false;
	if (dialect_sees(d, d->at, "{{/*"))
		return read_escaped(d, "*/}}", STR("{{"), STR("}}"));
	tag.end = dialect_tag_end(d, d->at + 2, "}}");
	if (tag.end == 0)
		return false;
	s = str_slice(d->text, d->at + 2, tag.end - 2);
	/* "{{{x}}}" is Handlebars'. */
	if (s.len > 0 && s.p[0] == '{' && dialect_sees(d, tag.end, "}")) {
		s = str_from(s, 1);
		tag.end++;
	}
	if (s.len > 0 && s.p[0] == '-')
		s = str_from(s, 1);
	if (s.len > 0 && s.p[s.len - 1] == '-')
		s.len--;
	s = str_trim(s);
	if (is_call(s, &tag)) {
		dialect_call(d, &tag);
		return true;
	}
	if (!put_literal(d, s) && !put_number(d, s) && !is_expression(s) && d->where != IN_TARGET)
		return false;
	shown = d->out->len;
	dialect_drop(d, tag.end);
	if (shown == before)
		drop_marks(d);
	return true;
}
