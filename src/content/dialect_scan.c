/* dialect_scan.c - whether a text holds anything to translate. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

#define COUNT(v) (sizeof(v) / sizeof(v)[0])
#define TARGET_LOOK 512	/* [bytes] of a target in which a blank is looked for */

struct look {
	struct str text;
	size_t at;
	char before, next;	/* the bytes around it; line ends at the ends */
	size_t text_before;	/* nothing from here on this line begins it */
	bool mdx;
};

typedef bool sign(struct look *l);

static bool
is_letter(char c)
{
	return ascii_is_word(c) && !ascii_is_digit(c);
}

static bool
begins_line(struct look *l)
{
	size_t at = l->at;

	/* A line may be long, and hold many such places. */
	while (at > l->text_before && (ascii_is_blank(l->text.p[at - 1]) || l->text.p[at - 1] == '>'))
		at--;
	if (at == 0 || (at > l->text_before && l->text.p[at - 1] == '\n'))
		return true;
	l->text_before = l->at;
	return false;
}

static bool
sees(const struct look *l, const char *s)
{
	return str_starts(str_from(l->text, l->at), str_of(s));
}

/* The rest of the line, which may be long: once for each line at most. */
static struct str
rest_of(const struct look *l)
{
	struct str rest = str_from(l->text, l->at);

	return str_slice(rest, 0, str_find(rest, '\n'));
}

static bool
is_brace(struct look *l)
{
	if (l->mdx || strchr("{%:#./*", l->next) != NULL)
		return true;
	/* { #id } */
	if (l->next == ' ' && l->at + 2 < l->text.len && strchr(".#:", l->text.p[l->at + 2]) != NULL)
		return true;
	/* Docusaurus, where ".md" is MDX: src={require('./a.png')} */
	if (l->before == '=')
		return sees(l, "{require(") || sees(l, "{useBaseUrl(");
	/* Attributes behind a link, or alone on a line: {width=50%} */
	return is_letter(l->next) && (strchr(")]`*_", l->before) != NULL || begins_line(l));
}

static bool
is_bracket(struct look *l)
{
	struct str s = str_slice(l->text, l->at, l->at + 5);

	if (l->next == '!')
		return s.len > 2 && ascii_is_word(s.p[2]);
	return l->next == '[' || str_is_case(s, "[toc]");
}

/* "](a b.md)", but not "](a.md "title")". */
static bool
is_target(struct look *l)
{
	size_t at = l->at + 2, most = at + TARGET_LOOK;
	struct str target = str_slice(l->text, at, most);

	/* Most hold no blank at all. */
	target = str_slice(target, 0, str_find(target, ')'));
	if (l->next != '(' || str_find(target, ' ') == target.len)
		return false;
	most = most < l->text.len ? most : l->text.len;
	while (at < most && !dialect_is_space(l->text.p[at]) && l->text.p[at] != ')')
		at++;
	if (at + 1 >= most || l->text.p[at] != ' ')
		return false;
	return strchr("\"'() \n", l->text.p[at + 1]) == NULL;
}

static bool
is_colon(struct look *l)
{
	if (l->next == ':')
		return sees(l, ":::") ||
		    (!dialect_is_space(l->before) && l->at + 2 < l->text.len &&
		    ascii_is_blank(l->text.p[l->at + 2]));
	return (ascii_is_blank(l->next) || l->next == 'L') && begins_line(l);
}

/* !!! note, ??? note */
static bool
is_thrice(struct look *l)
{
	return l->next == l->text.p[l->at] && begins_line(l) && rest_of(l).len > 3 &&
	    rest_of(l).p[2] == l->next;
}

/* /// note */
static bool
is_slash(struct look *l)
{
	return l->next == '/' && is_thrice(l);
}

static bool
is_equals(struct look *l)
{
	/* === "Tab" */
	if (l->next == '=' && is_thrice(l) && str_find(rest_of(l), '"') < rest_of(l).len)
		return true;
	return l->next == '=' && !ascii_is_word(l->before) && strchr("=!<>", l->before) == NULL;
}

static bool
is_caret(struct look *l)
{
	size_t n = l->at + 1;

	if (l->next == '[' || (l->next == '^' && l->before != '^'))
		return true;
	if (!dialect_is_space(l->before))
		return false;
	while (n < l->text.len && (ascii_is_word(l->text.p[n]) || l->text.p[n] == '-'))
		n++;
	return n - l->at > 1 && (n == l->text.len || dialect_is_space(l->text.p[n]));
}

static bool
is_paren(struct look *l)
{
	return l->next == '(' && l->at + 2 < l->text.len && ascii_is_word(l->text.p[l->at + 2]);
}

static bool
is_hash(struct look *l)
{
	return str_starts_case(str_from(l->text, l->at), STR("#+BEGIN_"));
}

static bool
is_percent(struct look *l)
{
	return l->next == '%' && l->before != '%';
}

static bool
is_dollar(struct look *l)
{
	return l->next == '$';
}

static bool
is_backslash(struct look *l)
{
	/* A formula; a formula or a table of contents that begins a line. */
	return l->next == '(' || l->next == '[' || (begins_line(l) && (sees(l, "\\begin{") || sees(l, "\\t")));
}

static bool
is_star(struct look *l)
{
	struct str rest;

	if (l->text.p[l->at] != '*' || !begins_line(l))
		return false;
	rest = rest_of(l);
	return str_search(rest, STR("]:")) < rest.len;
}

static bool
is_at(struct look *l)
{
	return l->next == '/' && strchr("( \t", l->before) != NULL;
}

/* --8<-- "x" */
static bool
is_dash(struct look *l)
{
	return sees(l, "--8<--");
}

static bool
is_less(struct look *l)
{
	struct str rest;

	if (l->next == '<')
		return sees(l, "<<< ");
	if (l->next == '!')
		return sees(l, "<!--@include:") || sees(l, "<!-- @include:");
	if (is_letter(l->next) && begins_line(l) && (str_starts_case(rest_of(l), STR("<br")) ||
	    str_starts_case(rest_of(l), STR("<img")) ||
	    str_search(rest_of(l), STR(" markdown")) < rest_of(l).len))
		return true;
	if (l->mdx)
		return is_letter(l->next) || l->next == '/' || l->next == '>';
	if (l->next == 'a' && sees(l, "<aside>"))
		return true;
	if (ascii_is_word(l->before) || l->next < 'A' || l->next > 'Z')
		return false;
	rest = str_slice(l->text, l->at, l->at + 2 + BLOCK_NAME_MAX);
	for (size_t i = 2; i < rest.len && ascii_is_word(rest.p[i]); i++)
		if (ascii_is_small(rest.p[i]))
			return true;
	return false;
}

/* Python's names no file.  Text begins where a line does. */
static bool
begins_with_import(struct str text)
{
	struct str line;

	if (!str_starts(text, STR("import")))
		return false;
	line = str_slice(text, 0, str_find(text, '\n'));
	return str_find(line, '"') < line.len || str_find(line, '\'') < line.len ||
	    str_find(line, '{') < line.len;
}

/* Lines are fewer than any letter of the word. */
static bool
is_import(struct look *l)
{
	return begins_with_import(str_from(l->text, l->at + 1));
}

static bool
is_export(struct look *l)
{
	return l->before == '\n' && l->text.p[l->at] == 'e';
}

/* Indents mean something to CommonMark. */
static bool
is_indent(struct look *l)
{
	return (l->next == ' ' || l->text.p[l->at] == '\t') && begins_line(l);
}

/* A sign, and the rarest of its bytes, by which it is looked for. */
struct search {
	char byte, next;	/* next: the byte behind it, if only one can be there */
	unsigned char ahead;	/* [bytes] of the sign before it */
	sign *is;
};

static const struct search searches[] = {
	{ '{', 0, 0, is_brace }, { '[', 0, 0, is_bracket }, { ']', '(', 0, is_target },
	{ ':', 0, 0, is_colon }, { '=', '=', 0, is_equals }, { '^', 0, 0, is_caret },
	{ '%', '%', 0, is_percent }, { '$', '$', 0, is_dollar }, { '\\', 0, 0, is_backslash },
	{ '[', 0, 1, is_star }, { '@', '/', 0, is_at }, { '<', 0, 0, is_less },
	{ '\n', 'i', 0, is_import }, { '!', '!', 0, is_thrice }, { '8', '<', 2, is_dash },
	{ '?', '?', 0, is_thrice }, { '/', '/', 0, is_slash }, { '(', '(', 0, is_paren },
	{ '+', 0, 1, is_hash },
};

static const struct search mdx_searches[] = {
	{ '{', 0, 0, is_brace }, { '<', 0, 0, is_less }, { 'x', 0, 1, is_export },
	{ '\t', 0, 0, is_indent }, { ' ', 0, 0, is_indent },
};

static bool
holds_one(const struct search *search, struct str text, bool mdx)
{
	struct look l = { .text = text, .mdx = mdx };

	for (size_t at = str_find(text, search->byte); at < text.len;
	    at += 1 + str_find(str_from(text, at + 1), search->byte)) {
		char next = at + 1 < text.len ? text.p[at + 1] : '\n';

		if ((search->next != 0 && search->next != next) || at < search->ahead)
			continue;
		l.at = at - search->ahead;
		l.before = l.at > 0 ? text.p[l.at - 1] : '\n';
		l.next = l.at + 1 < text.len ? text.p[l.at + 1] : '\n';
		if (search->is(&l))
			return true;
	}
	return false;
}

static bool
holds(struct str text, const struct search *v, size_t n, bool mdx)
{
	for (size_t i = 0; i < n; i++)
		if (holds_one(&v[i], text, mdx))
			return true;
	return false;
}

bool
dialect_may_hold(struct str text, const struct dialect_options *options)
{
	return begins_with_import(text) || holds(text, searches, COUNT(searches), options->mdx) ||
	    (options->mdx && holds(text, mdx_searches, COUNT(mdx_searches), true));
}
