/*
 * front_plain.c - the plain part of YAML, read without libyaml.
 *
 * Nearly every block of real front matter is a few lines of "key: text",
 * "key: [a, b]" and "- item".  libyaml takes 7 us for twelve of them, this
 * reader well below 1 us, and a hundred thousand articles are read at start.
 * It knows so little YAML that nothing it takes can mean anything else, and
 * leaves the whole block to libyaml at the first byte it is not sure of.  That
 * both make the same of a block is what front_fuzz.c asserts.
 */
#include "base/ascii.h"
#include "content/front_parse.h"

struct plain {
	struct front_reader *r;
	struct front_open *root;
	struct front_open list;		/* of the entry above, while items may follow */
	struct front_value *entry;	/* the entry above if it has no value yet, else NULL */
	size_t indent;			/* of the list's items */
	unsigned line;
};

/* Whether a text that begins with s[0] is plain; all of YAML's own signs are left out. */
static bool
begins_plain(struct str s)
{
	char c = s.p[0];

	if (c == '-')
		return s.len > 1 && ascii_is_digit(s.p[1]);
	return ascii_is_word(c) || (unsigned char)c >= 0x80 || c == '/' || c == '.' || c == '(' || c == '_';
}

/* Whether s is one plain text to its end; within [ ] more signs end it. */
static bool
is_plain(struct str s, bool in_list)
{
	if (!begins_plain(s))
		return false;
	for (size_t i = 1; i < s.len; i++) {
		char c = s.p[i];

		if (ascii_is_word(c))
			continue;
		if (c == ':' && (in_list || i + 1 == s.len || s.p[i + 1] == ' '))
			return false;
		if (c == '#' && s.p[i - 1] == ' ')
			return false;
		if (in_list && (c == '[' || c == ']' || c == '{' || c == '}' || c == '?'))
			return false;
	}
	return true;
}

/* Whether s is one quoted text to its end, without anything to undo in it. */
static bool
is_quoted(struct str s)
{
	struct str inside = str_slice(s, 1, s.len - 1);

	if (s.len < 2 || s.p[s.len - 1] != s.p[0])
		return false;
	if (str_find(inside, s.p[0]) < inside.len)
		return false;
	return s.p[0] == '\'' || str_find(inside, '\\') == inside.len;
}

static struct str
trim(struct str s)
{
	while (s.len > 0 && s.p[s.len - 1] == ' ')
		s.len--;
	while (s.len > 0 && s.p[0] == ' ')
		s = str_from(s, 1);
	return s;
}

/* Fills v with text, which is not empty. */
static bool
take_text(struct front_value *v, struct str text, bool in_list)
{
	if (text.p[0] == '"' || text.p[0] == '\'') {
		if (!is_quoted(text))
			return false;
		v->kind = FRONT_SCALAR;
		v->quoted = true;
		v->text = str_slice(text, 1, text.len - 1);
		return true;
	}
	if (!is_plain(text, in_list))
		return false;
	if (front_is_null(text))
		return true;
	v->kind = FRONT_SCALAR;
	v->text = text;
	return true;
}

static unsigned
col_of(struct str line, struct str part)
{
	return (unsigned)(part.p - line.p) + 1;
}

/* [a, "b", c]: no comma within quotes, for an item is what stands between commas. */
static bool
take_list(struct plain *p, struct front_value *v, struct str text, struct str line)
{
	struct front_open items;
	struct str rest, item;

	if (text.p[text.len - 1] != ']')
		return false;
	v->kind = FRONT_LIST;
	rest = str_slice(text, 1, text.len - 1);
	if (trim(rest).len == 0)
		return true;
	front_open(&items, v);
	while (str_cut(&rest, ',', &item)) {
		struct front_value *child;

		item = trim(item);
		if (item.len == 0)
			return false;
		child = front_child(p->r, &items, p->line, col_of(line, item));
		if (child == NULL || !take_text(child, item, true))
			return false;
	}
	return true;
}

/* "key:" or "key: value". */
static bool
take_entry(struct plain *p, struct str line)
{
	struct front_value *v;
	struct str value;
	size_t end = front_key_end(line);

	if (end == 0 || !ascii_is_word(line.p[0]) || (end + 1 < line.len && line.p[end + 1] != ' '))
		return false;
	v = front_child(p->r, p->root, p->line, 1);
	if (v == NULL)
		return false;
	v->key = str_slice(line, 0, end);
	value = trim(str_from(line, end + 1));
	p->entry = value.len == 0 ? v : NULL;
	p->list.value = NULL;
	if (value.len == 0)
		return true;
	if (value.p[0] == '[')
		return take_list(p, v, value, line);
	return take_text(v, value, false);
}

/* "- item" below a key without value; all of a list are indented alike. */
static bool
take_item(struct plain *p, struct str line, size_t indent)
{
	struct str text = str_from(line, indent + 1);
	struct front_value *v;

	if (text.len > 0 && text.p[0] != ' ')
		return false;
	if (p->entry != NULL) {
		p->entry->kind = FRONT_LIST;
		front_open(&p->list, p->entry);
		p->entry = NULL;
		p->indent = indent;
	}
	if (p->list.value == NULL || indent != p->indent)
		return false;
	text = trim(text);
	v = front_child(p->r, &p->list, p->line,
	    text.len > 0 ? col_of(line, text) : (unsigned)indent + 2);
	return v != NULL && (text.len == 0 || take_text(v, text, false));
}

static bool
take_line(struct plain *p, struct str line)
{
	size_t indent = 0;

	while (indent < line.len && line.p[indent] == ' ')
		indent++;
	if (indent == line.len || line.p[0] == '#')
		return true;
	if (line.p[indent] == '-')
		return take_item(p, line, indent);
	return indent == 0 && take_entry(p, line);
}

bool
front_plain_try(struct front_reader *r, struct front_open *o)
{
	struct plain p = { .r = r, .root = o, .line = r->line };
	struct front_value **tail = o->tail;
	size_t nvalues = r->nvalues;
	struct str rest = r->text, line;

	/* So few bytes cannot hold too many values. */
	if (r->text.len > FRONT_VALUES_MAX || str_find(r->text, '\t') < r->text.len ||
	    str_find(r->text, '\r') < r->text.len)
		return false;
	for (; str_line(&rest, &line); p.line++)
		if (!take_line(&p, line)) {
			*tail = NULL;
			o->tail = tail;
			r->nvalues = nvalues;
			return false;
		}
	return true;
}
