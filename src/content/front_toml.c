/*
 * front_toml.c - front matter in TOML 1.0.
 *
 * Dates, numbers and booleans stay as they are written.  An entry that cannot
 * be read costs its own key: reading goes on at the next line that begins one.
 */
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "content/front_parse.h"

/* A table, or an array of tables, that later lines may add to. */
struct table {
	struct front_open open;
	struct map tables;		/* by key; made when the first one comes */
	struct table *last;		/* of an array: its latest table */
	struct table *next;		/* in the order of their making */
};

struct toml {
	struct front_reader *r;
	struct str s;
	size_t at;
	unsigned line;			/* of at */
	size_t line_at;			/* where that line begins */
	struct table *tables;		/* all of them */
	struct front_value *latest;	/* the value of the entry that is being read */
	const char *why, *remedy;	/* what is wrong, once something is */
};

static bool read_value(struct toml *t, struct front_value *v, unsigned depth);

static bool
fail(struct toml *t, const char *why, const char *remedy)
{
	t->why = why;
	t->remedy = remedy;
	return false;
}

static char
peek(const struct toml *t)
{
	return t->at < t->s.len ? t->s.p[t->at] : 0;
}

static bool
looking_at(const struct toml *t, struct str mark)
{
	return str_starts(str_from(t->s, t->at), mark);
}

static void
advance(struct toml *t)
{
	if (t->s.p[t->at++] == '\n') {
		t->line++;
		t->line_at = t->at;
	}
}

static unsigned
col_of(const struct toml *t)
{
	return (unsigned)(t->at - t->line_at) + 1;
}

static void
skip_blanks(struct toml *t)
{
	while (peek(t) == ' ' || peek(t) == '\t')
		t->at++;
}

/* Blanks, line ends and comments: what may stand between the items of an array. */
static void
skip_idle(struct toml *t)
{
	for (;;) {
		char c = peek(t);

		if (c == '#')
			t->at += str_find(str_from(t->s, t->at), '\n');
		else if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			advance(t);
		else
			return;
	}
}

static bool
read_hex(struct toml *t, unsigned digits, uint32_t *ret)
{
	uint32_t n = 0;

	for (; digits > 0; digits--, t->at++) {
		char c = peek(t);

		if (c >= '0' && c <= '9')
			n = n * 16 + (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n * 16 + (uint32_t)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			n = n * 16 + (uint32_t)(c - 'A') + 10;
		else
			return false;
	}
	*ret = n;
	return n <= 0x10ffff && (n < 0xd800 || n > 0xdfff);
}

/* What stands behind a backslash.  An unknown escape stays as it is written. */
static bool
read_escape(struct toml *t, struct strbuf *out)
{
	static const char from[] = "\"\\bfnrte", to[] = "\"\\\b\f\n\r\t\033";
	char c = peek(t);
	const char *escape = c != '\0' ? strchr(from, c) : NULL;
	uint32_t u;

	if (escape != NULL) {
		t->at++;
		strbuf_addc(out, to[escape - from]);
	} else if (c == 'u' || c == 'U') {
		t->at++;
		if (!read_hex(t, c == 'u' ? 4 : 8, &u))
			return fail(t, "\\u is not followed by a character's number",
			    "use single quotes for backslashes");
		utf8_add(out, u);
	} else {
		strbuf_addc(out, '\\');
	}
	return true;
}

/* Passes a backslash at the end of a line with the blanks that follow it. */
static bool
skip_line_end(struct toml *t)
{
	struct str rest = str_from(t->s, t->at);
	size_t end = str_find(rest, '\n');

	if (end == rest.len || str_trim(str_slice(rest, 0, end)).len > 0)
		return false;
	while (peek(t) == ' ' || peek(t) == '\t' || peek(t) == '\r' || peek(t) == '\n')
		advance(t);
	return true;
}

static bool
read_text(struct toml *t, struct str mark, struct strbuf *out)
{
	bool long_text = mark.len == 3, escapes = mark.p[0] == '"';

	t->at += mark.len;
	/* A line end right behind the opening quotes is none of the text. */
	if (long_text && looking_at(t, STR("\r\n")))
		t->at++;
	if (long_text && peek(t) == '\n')
		advance(t);
	for (;;) {
		char c = peek(t);

		if (t->at == t->s.len || (c == '\n' && !long_text))
			return fail(t, "a quote is not closed", "add the closing quote");
		if (looking_at(t, mark)) {
			t->at += mark.len;
			/* Up to two more quotes belong to the text: """a"""" ends in one. */
			for (int i = 0; long_text && i < 2 && peek(t) == mark.p[0]; i++, t->at++)
				strbuf_addc(out, mark.p[0]);
			return true;
		}
		if (escapes && c == '\\') {
			t->at++;
			if (long_text && skip_line_end(t))
				continue;
			if (!read_escape(t, out))
				return false;
			continue;
		}
		if (c != '\r')
			strbuf_addc(out, c);
		advance(t);
	}
}

static bool
read_string(struct toml *t, struct str *ret)
{
	static const char *const marks[] = { "\"\"\"", "'''", "\"", "'" };
	struct strbuf out = STRBUF_INIT;
	bool good = false;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (looking_at(t, str_of(marks[i]))) {
			good = read_text(t, str_of(marks[i]), &out);
			break;
		}
	if (good)
		*ret = arena_str(t->r->arena, strbuf_str(&out));
	strbuf_done(&out);
	return good;
}

static bool
is_key_end(char c)
{
	return c == '\0' || strchr(".=[]{}\"'#, \t\r\n", c) != NULL;
}

/* One part of a dotted key, bare or quoted. */
static bool
read_key(struct toml *t, struct str *ret)
{
	size_t from;

	skip_blanks(t);
	from = t->at;
	if (peek(t) == '"' || peek(t) == '\'') {
		if (!read_string(t, ret))
			return false;
	} else {
		while (!is_key_end(peek(t)))
			t->at++;
		*ret = str_slice(t->s, from, t->at);
		if (ret->len == 0)
			return fail(t, "the line is no \"key = value\"", "take it out");
	}
	skip_blanks(t);
	return true;
}

static struct table *
table_new(struct toml *t, struct front_value *v)
{
	struct table *table = ARENA_NEW(t->r->arena, struct table);

	front_open(&table->open, v);
	table->next = t->tables;
	t->tables = table;
	return table;
}

/* A value of the given kind below parent, which later lines may add to. */
static struct table *
table_add(struct toml *t, struct table *parent, struct str key, enum front_kind kind)
{
	struct front_value *v = front_child(t->r, &parent->open, t->line, 1);
	struct table *table;

	if (v == NULL)
		return NULL;
	v->kind = kind;
	v->key = key;
	table = table_new(t, v);
	if (parent->open.value->kind == FRONT_MAP) {
		if (parent->tables.arena == NULL)
			map_init(&parent->tables, t->r->arena, 0);
		map_set(&parent->tables, key, table);
	}
	return table;
}

/* The table of that name below parent, made if need be; of an array, its latest. */
static struct table *
table_get(struct toml *t, struct table *parent, struct str key)
{
	struct table *table = map_get(&parent->tables, key);

	if (table == NULL)
		return table_add(t, parent, key, FRONT_MAP);
	return table->last != NULL ? table->last : table;
}

/* [[key]]: one more table in the array of that name. */
static struct table *
table_append(struct toml *t, struct table *parent, struct str key)
{
	struct table *array = map_get(&parent->tables, key);

	if (array == NULL || array->open.value->kind != FRONT_LIST)
		array = table_add(t, parent, key, FRONT_LIST);
	if (array == NULL)
		return NULL;
	array->last = table_add(t, array, STR_NONE, FRONT_MAP);
	return array->last;
}

/*
 * Reads a dotted key from parent on: *ret_table is where its last part goes,
 * *ret_key that part.
 */
static bool
read_path(struct toml *t, struct table *parent, unsigned *depth, struct table **ret_table,
    struct str *ret_key)
{
	struct str key;

	for (;;) {
		if (!read_key(t, &key))
			return false;
		if (peek(t) != '.')
			break;
		if (++*depth >= FRONT_DEPTH_MAX)
			return fail(t, "the key has too many parts", "use fewer dots");
		t->at++;
		parent = table_get(t, parent, key);
		if (parent == NULL)
			return fail(t, NULL, NULL);
	}
	*ret_table = parent;
	*ret_key = key;
	return true;
}

static bool
is_number(struct str s)
{
	bool digit = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		digit = digit || (c >= '0' && c <= '9');
		if (strchr("0123456789abcdefABCDEFxoinTZ+-._: ", c) == NULL)
			return false;
	}
	return digit || str_ends(s, STR("inf")) || str_ends(s, STR("nan"));
}

/* Numbers, dates and the two words; 1_000 loses its "_". */
static bool
read_bare(struct toml *t, struct front_value *v, unsigned depth)
{
	size_t from = t->at;
	const char *ends = depth > 1 ? ",]}#\r\n" : "#\r\n";

	while (t->at < t->s.len && strchr(ends, t->s.p[t->at]) == NULL)
		t->at++;
	v->text = str_trim(str_slice(t->s, from, t->at));
	if (v->text.len == 0)
		return fail(t, "there is no value", "write one, such as \"\"");
	v->kind = FRONT_SCALAR;
	if (str_is(v->text, "true") || str_is(v->text, "false"))
		return true;
	if (!is_number(v->text)) {
		if (depth > 1)
			return fail(t, "a text stands without quotes", "put it in quotes");
		diag_add(t->r->diags, DIAG_WARNING, t->r->path, v->line, v->col,
		    "%.*s: a text without quotes; taken as it stands (put it in quotes)",
		    STR_ARG(front_quote(v->key)));
		return true;
	}
	if (str_find(v->text, '_') < v->text.len) {
		struct strbuf digits = STRBUF_INIT;

		for (size_t i = 0; i < v->text.len; i++)
			if (v->text.p[i] != '_')
				strbuf_addc(&digits, v->text.p[i]);
		v->text = arena_str(t->r->arena, strbuf_str(&digits));
		strbuf_done(&digits);
	}
	return true;
}

/* Passes over what is nested too deeply to be kept. */
static bool
skip_nest(struct toml *t)
{
	size_t depth = 0;
	struct str text;

	while (t->at < t->s.len) {
		char c = peek(t);

		if (c == '"' || c == '\'') {
			if (!read_string(t, &text))
				return false;
			continue;
		}
		if (c == '#') {
			skip_idle(t);
			continue;
		}
		advance(t);
		if (c == '[' || c == '{')
			depth++;
		if ((c == ']' || c == '}') && --depth == 0)
			return true;
	}
	return fail(t, "a bracket is not closed", "add the closing bracket");
}

static bool
read_array(struct toml *t, struct front_value *v, unsigned depth)
{
	struct front_open o;

	front_open(&o, v);
	advance(t);
	for (;;) {
		struct front_value *item;

		skip_idle(t);
		if (peek(t) == ']')
			break;
		item = front_child(t->r, &o, t->line, col_of(t));
		if (item == NULL)
			return fail(t, NULL, NULL);
		if (!read_value(t, item, depth))
			return false;
		skip_idle(t);
		if (peek(t) == ',')
			advance(t);
		else if (peek(t) != ']')
			return fail(t, "a list in [ ] is not closed", "add the missing comma or ]");
	}
	advance(t);
	return true;
}

/* "key = value" into table. */
static bool
read_pair(struct toml *t, struct table *table, unsigned depth)
{
	unsigned line = t->line, col = col_of(t);
	struct front_value *v;
	struct str key;

	if (!read_path(t, table, &depth, &table, &key))
		return false;
	if (peek(t) != '=')
		return fail(t, "\"=\" is missing behind the key", "write key = value");
	advance(t);
	skip_blanks(t);
	v = front_child(t->r, &table->open, line, col);
	if (v == NULL)
		return fail(t, NULL, NULL);
	v->key = key;
	if (t->latest == NULL)
		t->latest = v;
	return read_value(t, v, depth);
}

static bool
read_inline_table(struct toml *t, struct front_value *v, unsigned depth)
{
	struct table *table = table_new(t, v);

	advance(t);
	for (;;) {
		skip_idle(t);
		if (peek(t) == '}')
			break;
		if (!read_pair(t, table, depth))
			return false;
		skip_idle(t);
		if (peek(t) == ',')
			advance(t);
		else if (peek(t) != '}')
			return fail(t, "a table in { } is not closed", "add the missing comma or }");
	}
	advance(t);
	return true;
}

static bool
read_value(struct toml *t, struct front_value *v, unsigned depth)
{
	switch (peek(t)) {
	case '[':
	case '{':
		if (depth >= FRONT_DEPTH_MAX)
			return skip_nest(t);
		v->kind = peek(t) == '[' ? FRONT_LIST : FRONT_MAP;
		return v->kind == FRONT_LIST ? read_array(t, v, depth + 1) :
		    read_inline_table(t, v, depth + 1);
	case '"':
	case '\'':
		v->kind = FRONT_SCALAR;
		v->quoted = true;
		return read_string(t, &v->text);
	default:
		return read_bare(t, v, depth);
	}
}

/* [table] or [[array of tables]]: where the lines below it go. */
static bool
read_header(struct toml *t, struct table *root, struct table **ret)
{
	bool is_array = looking_at(t, STR("[["));
	unsigned depth = 1;
	struct table *table;
	struct str key;

	t->at += is_array ? 2 : 1;
	if (!read_path(t, root, &depth, &table, &key))
		return false;
	if (!looking_at(t, is_array ? STR("]]") : STR("]")))
		return fail(t, "a table's name is not closed", "add the closing bracket");
	t->at += is_array ? 2 : 1;
	table = is_array ? table_append(t, table, key) : table_get(t, table, key);
	if (table == NULL)
		return fail(t, NULL, NULL);
	*ret = table;
	return true;
}

/* Behind a value or a header there is nothing but a comment. */
static bool
end_line(struct toml *t)
{
	skip_blanks(t);
	if (t->at < t->s.len && strchr("#\r\n", peek(t)) == NULL)
		return fail(t, "something follows the value", "check its quotes");
	skip_idle(t);
	return true;
}

/* The first words of the line that could not be read. */
static struct str
name_of(struct str s, size_t at)
{
	struct str line = str_from(s, at);

	line = str_slice(line, 0, str_find(line, '\n'));
	line = str_trim(str_slice(line, 0, str_find(line, '=')));
	return front_quote(line);
}

/* On to the next line that begins an entry. */
static void
resume(struct toml *t, size_t from, unsigned line)
{
	t->at = from;
	t->line = line;
	for (;;) {
		struct str rest;

		t->at += str_find(str_from(t->s, t->at), '\n');
		if (t->at == t->s.len)
			return;
		advance(t);
		rest = str_from(t->s, t->at);
		rest = str_trim(str_slice(rest, 0, str_find(rest, '\n')));
		if (rest.len > 0 && (rest.p[0] == '[' || str_find(rest, '=') < rest.len))
			return;
	}
}

/* What was read of an entry before it failed is taken back. */
static void
give_up(struct toml *t, size_t from, unsigned line)
{
	struct front_value *v = t->latest;
	struct str name = name_of(t->s, from);

	diag_add(t->r->diags, DIAG_ERROR, t->r->path, t->line, col_of(t),
	    "%.*s: %s, so it is ignored (%s)", STR_ARG(name), t->why, t->remedy);
	if (v != NULL) {
		v->kind = FRONT_NULL;
		v->quoted = false;
		v->text = STR_NONE;
		v->items = NULL;
	}
	resume(t, from, line);
	skip_idle(t);
}

void
front_toml_read(struct front_reader *r, struct front_value *root)
{
	struct toml t = { .r = r, .s = r->text, .line = r->line };
	struct table *top = table_new(&t, root), *table = top;
	struct front_value nowhere = { .kind = FRONT_MAP };
	unsigned failures = 0;

	skip_idle(&t);
	while (t.at < t.s.len && failures <= FRONT_FAILURES_MAX) {
		bool is_header = peek(&t) == '[';
		unsigned line = t.line;
		size_t from = t.at;

		t.why = NULL;
		t.latest = NULL;
		if (is_header ? read_header(&t, top, &table) : read_pair(&t, table, 1))
			if (end_line(&t))
				continue;
		if (t.why == NULL)
			break;
		/* What stands below an unreadable header belongs to no other table. */
		if (is_header)
			table = table_new(&t, &nowhere);
		give_up(&t, from, line);
		failures++;
	}
	for (const struct table *each = t.tables; each != NULL; each = each->next)
		if (each->open.value->kind == FRONT_MAP)
			front_close_map(r, each->open.value);
}
