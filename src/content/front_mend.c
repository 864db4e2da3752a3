/*
 * front_mend.c - YAML that libyaml refuses, entry by entry.
 *
 * A block is cut into its outermost entries, a key's line and what hangs below
 * it, and each is tried alone, so that a bad line costs its own key at most.
 * An entry that still fails is taken as its author plainly meant it when it is
 * text or a list of texts ("title: A: b", "- @name"); otherwise it is named.
 */
#include "base/ascii.h"
#include "content/front_parse.h"

/* A tab that indents counts as this many blanks. */
#define TAB_WIDTH 4

struct entry {
	struct str text;	/* whole lines */
	unsigned line;
	struct str key;		/* quotes taken off; absent when there is none */
	struct str value;	/* on the key's line, trimmed */
	struct str rest;	/* the lines below */
};

/* libyaml's words, and ours. */
static const struct excuse {
	const char *what, *why, *remedy;
} excuses[] = {
	{ "mapping values are not allowed in this context",
	    "the value holds \": \"", "put it in quotes" },
	{ "found character that cannot start any token",
	    "a value begins with @, `, % or a tab", "put it in quotes" },
	{ "found undefined tag handle", "a value begins with \"!\"", "put it in quotes" },
	{ "did not find expected alphabetic or numeric character",
	    "a value begins with * or &", "put it in quotes" },
	{ "did not find expected key", "something follows what is complete",
	    "check quotes and indentation" },
	{ "did not find expected ',' or ']'", "a list in [ ] is not closed",
	    "add the missing comma or ]" },
	{ "did not find expected ',' or '}'", "a map in { } is not closed",
	    "add the missing comma or }" },
	{ "did not find expected '-' indicator", "a line of the list does not begin with \"- \"",
	    "check its indentation" },
	{ "ends too early", "what was begun is not closed", "add the closing bracket or quote" },
	{ "did not find expected node content", "there is a comma or bracket too many",
	    "take it out or put the value in quotes" },
	{ "found unexpected end of stream", "a quote is not closed", "add the closing quote" },
	{ "found unexpected document indicator", "a quote is not closed", "add the closing quote" },
	{ "found unknown escape character", "a backslash in double quotes is no escape", "use single quotes" },
	{ "could not find expected ':'", "a line is no \"key: value\"",
	    "indent it or put the value in quotes" },
	{ "block sequence entries are not allowed in this context",
	    "\"- \" stands beside the key", "begin the list on the next line" },
	{ "did not find expected comment or line break", "text follows | or >", "put it in quotes" },
	{ "no blank", "no blank follows the colon", "put one there" },
	{ "no key", "the line is no \"key: value\"", "take it out or indent it" },
	{ "directive", "a line begins with \"%\"", "take it out or put the value in quotes" },
	{ "too nested", "brackets are nested too deeply", "put the value in quotes" },
};

static const struct excuse *
excuse_find(const char *what)
{
	static const struct excuse other = { "", "it is no YAML", "put the value in quotes" };

	for (size_t i = 0; i < sizeof excuses / sizeof *excuses; i++)
		if (str_is(str_of(what), excuses[i].what))
			return &excuses[i];
	return &other;
}

static size_t
indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.len && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

/* Without the comment that begins behind a blank. */
static struct str
without_comment(struct str s)
{
	for (size_t i = 1; i < s.len; i++)
		if (s.p[i] == '#' && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return str_trim(str_slice(s, 0, i));
	return s;
}

/* Blank lines and comments carry nothing. */
static bool
is_idle(struct str line)
{
	line = str_trim(line);
	return line.len == 0 || line.p[0] == '#';
}

static bool
is_item(struct str line)
{
	line = str_from(line, indent_of(line));
	return line.len > 0 && line.p[0] == '-' &&
	    (line.len == 1 || line.p[1] == ' ' || line.p[1] == '\t' || line.p[1] == '\r');
}

/* Whether line begins an entry of a block that is indented by base. */
static bool
begins_entry(struct str line, size_t base)
{
	if (is_idle(line) || indent_of(line) > base || is_item(line))
		return false;
	line = str_trim(line);
	return line.p[0] != ']' && line.p[0] != '}';
}

/* Cuts the next entry off *rest; idle lines before it are dropped. */
static bool
entry_cut(struct str *rest, unsigned *number, size_t base, struct entry *ret)
{
	struct str line;
	size_t at = 0;

	*ret = (struct entry){ 0 };
	while (at < rest->len) {
		size_t len = str_find(str_from(*rest, at), '\n');

		line = str_slice(*rest, at, at + len);
		if (at == 0 && is_idle(line)) {
			*rest = str_from(*rest, len + 1);
			(*number)++;
			continue;
		}
		if (at > 0 && begins_entry(line, base))
			break;
		if (at == 0)
			ret->line = *number;
		at += len + 1;
		(*number)++;
	}
	ret->text = str_slice(*rest, 0, at);
	*rest = str_from(*rest, at);
	return ret->text.len > 0;
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Off with the quotes around s, also with one that lacks its fellow. */
static struct str
unquote(struct str s)
{
	if (s.len == 0 || !is_quote(s.p[0]))
		return s;
	if (s.len > 1 && s.p[s.len - 1] == s.p[0])
		return str_slice(s, 1, s.len - 1);
	/* "Foo" and bar: the quotes are part of the text. */
	if (str_find(str_from(s, 1), s.p[0]) < s.len - 1)
		return s;
	return str_from(s, 1);
}

/* Splits the key's line. */
static void
entry_split(struct entry *e)
{
	size_t end = str_find(e->text, '\n');
	struct str line = str_slice(e->text, 0, end);

	e->rest = str_from(e->text, end + 1);
	for (size_t i = 0; i < line.len; i++) {
		char c = i + 1 < line.len ? line.p[i + 1] : ' ';

		if (line.p[i] != ':' || (c != ' ' && c != '\t' && c != '\r'))
			continue;
		e->key = unquote(str_trim(str_slice(line, 0, i)));
		e->value = str_trim(str_from(line, i + 1));
		if (e->value.len > 0 && e->value.p[0] == '#')
			e->value = str_slice(e->value, 0, 0);
		return;
	}
}

static struct front_value *
add_text(struct front_reader *r, struct front_open *o, unsigned line, struct str text)
{
	struct front_value *v;
	bool quoted = text.len > 0 && is_quote(text.p[0]);

	if (!quoted)
		text = without_comment(text);
	v = front_child(r, o, line, 1);
	if (v == NULL || (!quoted && front_is_null(text)))
		return v;
	v->kind = FRONT_SCALAR;
	v->quoted = quoted;
	v->text = unquote(text);
	return v;
}

static struct front_value *
add_list(struct front_reader *r, struct front_open *o, const struct entry *e,
    struct front_open *items)
{
	struct front_value *list = front_child(r, o, e->line, 1);

	if (list == NULL)
		return NULL;
	list->kind = FRONT_LIST;
	list->key = e->key;
	front_open(items, list);
	return list;
}

/* [a, @b, "c, d"]: items up to the next comma outside quotes. */
static bool
mend_flow(struct front_reader *r, struct front_open *o, const struct entry *e, struct str text)
{
	struct front_open items;
	size_t from = 0;
	char quote = 0;

	text = without_comment(text);
	if (text.len < 2 || text.p[text.len - 1] != ']')
		return false;
	text = str_slice(text, 1, text.len - 1);
	if (str_find(text, '[') < text.len || str_find(text, '{') < text.len)
		return false;
	if (add_list(r, o, e, &items) == NULL)
		return true;
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.p[i] : ',';

		if (quote == 0 && is_quote(c) && str_trim(str_slice(text, from, i)).len == 0)
			quote = c;
		else if (c == quote)
			quote = 0;
		if (i < text.len && (c != ',' || quote != 0))
			continue;
		add_text(r, &items, e->line, str_trim(str_slice(text, from, i)));
		from = i + 1;
	}
	return true;
}

/* Lines that all begin with "- " and hold one text each. */
static bool
mend_items(struct front_reader *r, struct front_open *o, const struct entry *e)
{
	struct str rest = e->rest, line;
	struct front_open items;
	unsigned number = e->line;

	while (str_line(&rest, &line))
		if (!is_idle(line) && !is_item(line))
			return false;
	if (add_list(r, o, e, &items) == NULL)
		return true;
	for (rest = e->rest; str_line(&rest, &line); ) {
		number++;
		if (!is_idle(line))
			add_text(r, &items, number, str_trim(str_from(str_trim(line), 1)));
	}
	return true;
}

/* The value with the lines below it, joined by blanks. */
static struct str
join(struct arena *a, const struct entry *e)
{
	struct strbuf joined = STRBUF_INIT;
	struct str rest = e->rest, line, whole;

	strbuf_addstr(&joined, e->value);
	while (str_line(&rest, &line)) {
		if (is_idle(line))
			continue;
		strbuf_addc(&joined, ' ');
		strbuf_addstr(&joined, str_trim(line));
	}
	whole = joined.len > e->value.len ? arena_str(a, strbuf_str(&joined)) : e->value;
	strbuf_done(&joined);
	return whole;
}

/* Takes an entry as its author meant it, when that is plain to see. */
static bool
mend(struct front_reader *r, struct front_open *o, const struct entry *e)
{
	char first = e->value.len > 0 ? e->value.p[0] : 0;
	struct front_value *v;
	struct str text;

	if (e->key.p == NULL)
		return false;
	if (first == 0)
		return mend_items(r, o, e);
	if (first == '{')
		return false;
	text = join(r->arena, e);
	if (first == '[') {
		if (mend_flow(r, o, e, text))
			return true;
		/* "[RFC] a title" is one; "[a, b" is a list that is not closed. */
		if (str_find(text, ']') + 1 >= text.len)
			return false;
	}
	if (text.len > e->value.len && (is_quote(first) || first == '|' || first == '>'))
		return false;
	v = add_text(r, o, e->line, text);
	if (v != NULL)
		v->key = e->key;
	return true;
}

/* text with the tabs that indent its lines as blanks; false when it has none. */
static bool
expand_tabs(struct arena *a, struct str text, struct str *ret)
{
	struct strbuf out = STRBUF_INIT;
	struct str rest = text, line;
	bool found = false;

	while (str_line(&rest, &line)) {
		size_t indent = indent_of(line);

		for (size_t i = 0; i < indent; i++) {
			found = found || line.p[i] == '\t';
			strbuf_fill(&out, ' ', line.p[i] == '\t' ? TAB_WIDTH : 1);
		}
		strbuf_addstr(&out, str_from(line, indent));
		strbuf_addc(&out, '\n');
	}
	if (found)
		*ret = arena_str(a, strbuf_str(&out));
	strbuf_done(&out);
	return found;
}

/* "title:Snow", and no "https://". */
static bool
lacks_blank(struct str line)
{
	size_t at = 0;

	while (at < line.len && (ascii_is_word(line.p[at]) || line.p[at] == '_'))
		at++;
	return at > 0 && at + 1 < line.len && line.p[at] == ':' && line.p[at + 1] > ' ' && line.p[at + 1] != '/';
}

static void
read_entry(struct front_reader *r, struct front_open *o, struct entry *e)
{
	const struct excuse *excuse;
	struct front_trouble trouble, again;
	struct str spaced, name;

	if (front_yaml_try(r, e->text, e->line, o, &trouble))
		return;
	if (!r->no_memory && expand_tabs(r->arena, e->text, &spaced) &&
	    front_yaml_try(r, spaced, e->line, o, &again)) {
		diag_add(r->diags, DIAG_WARNING, r->path, trouble.line, 0,
		    "%.*s: indented with a tab, taken as %d blanks (use blanks)",
		    STR_ARG(front_subject(r)), TAB_WIDTH);
		return;
	}
	if (r->no_memory)
		return;
	entry_split(e);
	excuse = excuse_find(str_is(str_of(trouble.what), "no key") && lacks_blank(e->text) ? "no blank" : trouble.what);
	name = e->key.p != NULL ? front_quote(e->key) : front_subject(r);
	if (mend(r, o, e))
		diag_add(r->diags, DIAG_WARNING, r->path, trouble.line, trouble.col,
		    "%.*s: %s; taken as plain text (%s)", STR_ARG(name), excuse->why, excuse->remedy);
	else
		diag_add(r->diags, DIAG_ERROR, r->path, trouble.line, trouble.col,
		    "%.*s: %s, so it is ignored (%s)", STR_ARG(name), excuse->why, excuse->remedy);
}

void
front_mend(struct front_reader *r, struct front_open *o)
{
	struct str rest = r->text, line;
	unsigned number = r->line;
	struct entry e;
	size_t base = 0;

	/* The whole block may be indented. */
	while (str_line(&rest, &line))
		if (!is_idle(line)) {
			base = indent_of(line);
			break;
		}
	rest = r->text;
	while (r->nvalues <= FRONT_VALUES_MAX && !r->no_memory && entry_cut(&rest, &number, base, &e))
		read_entry(r, o, &e);
}
