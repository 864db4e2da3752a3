/*
 * front_toml.c - front matter in TOML 1.0.
 *
 * Dates, numbers and booleans stay as they are written.  An entry that cannot
 * be read costs its own key: reading goes on at the next line that begins one.
 */
#include <assert.h>
#include <string.h>

#include "base/map.h"
#include "content/front_toml.h"

/* A table, or an array of tables, that later lines may add to. */
struct table {
	struct front_open open;
	struct map tables;		/* by key; made when the first one comes */
	struct table *last;		/* of an array: its latest table */
	unsigned depth;			/* at which its values lie; 1 at the top */
	struct table *next;		/* in the order of their making */
};

static bool read_value(struct toml *t, struct front_value *v, unsigned depth);

static struct table *
table_new(struct toml *t, struct front_value *v, unsigned depth)
{
	struct table *table = ARENA_NEW(t->r->arena, struct table);

	front_open(&table->open, v);
	table->depth = depth;
	table->next = t->tables;
	t->tables = table;
	return table;
}

/* A value of the given kind below parent, which later lines may add to; an array only if its tables fit below it. */
static struct table *
table_add(struct toml *t, struct table *parent, struct str key, enum front_kind kind)
{
	struct front_value *v;
	struct table *table;

	assert(parent->open.value != NULL);
	if (parent->depth + (kind == FRONT_LIST) >= FRONT_DEPTH_MAX) {
		(void)toml_fail(t, "the key has too many parts", "use fewer dots");
		return NULL;
	}
	v = front_child(t->r, &parent->open, t->line, 1);
	if (v == NULL)
		return NULL;
	v->kind = kind;
	v->key = key;
	table = table_new(t, v, parent->depth + 1);
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
read_path(struct toml *t, struct table *parent, struct table **ret_table, struct str *ret_key)
{
	struct str key = STR_NONE;

	for (;;) {
		if (!toml_read_key(t, &key))
			return false;
		if (toml_peek(t) != '.')
			break;
		parent = table_get(t, parent, key);
		if (parent == NULL)
			return false;
		t->at++;
	}
	*ret_table = parent;
	*ret_key = key;
	return true;
}

/* Numbers, dates and the two words; 1_000 loses its "_". */
static bool
read_bare(struct toml *t, struct front_value *v)
{
	size_t from = t->at;
	const char *ends = t->nest > 0 ? ",]}#\r\n" : "#\r\n";

	while (t->at < t->s.len && strchr(ends, t->s.p[t->at]) == NULL)
		t->at++;
	v->text = str_trim(str_slice(t->s, from, t->at));
	if (v->text.len == 0)
		return toml_fail(t, "there is no value", "write one, such as \"\"");
	v->kind = FRONT_SCALAR;
	if (str_is(v->text, "true") || str_is(v->text, "false"))
		return true;
	if (!toml_is_number(v->text)) {
		if (t->nest > 0)
			return toml_fail(t, "a text stands without quotes", "put it in quotes");
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
		char c = toml_peek(t);

		if (c == '"' || c == '\'') {
			if (!toml_read_string(t, &text))
				return false;
			continue;
		}
		if (c == '#') {
			toml_skip_idle(t);
			continue;
		}
		toml_advance(t);
		if (c == '[' || c == '{')
			depth++;
		if ((c == ']' || c == '}') && --depth == 0)
			return true;
	}
	return toml_fail(t, "a bracket is not closed", "add the closing bracket");
}

static bool
read_array(struct toml *t, struct front_value *v, unsigned depth)
{
	struct front_open o;

	front_open(&o, v);
	toml_advance(t);
	t->nest++;
	for (;;) {
		struct front_value *item;

		toml_skip_idle(t);
		if (toml_peek(t) == ']')
			break;
		item = front_child(t->r, &o, t->line, toml_col(t));
		if (item == NULL)
			return toml_fail(t, NULL, NULL);
		if (!read_value(t, item, depth))
			return false;
		toml_skip_idle(t);
		if (toml_peek(t) == ',')
			toml_advance(t);
		else if (toml_peek(t) != ']')
			return toml_fail(t, "a list in [ ] is not closed", "add the missing comma or ]");
	}
	t->nest--;
	toml_advance(t);
	return true;
}

/* "key = value" into table. */
static bool
read_pair(struct toml *t, struct table *table)
{
	unsigned line = t->line, col = toml_col(t);
	struct front_value *v;
	struct str key = STR_NONE;

	if (!read_path(t, table, &table, &key))
		return false;
	if (toml_peek(t) != '=')
		return toml_fail(t, "\"=\" is missing behind the key", "write key = value");
	toml_advance(t);
	toml_skip_blanks(t);
	v = front_child(t->r, &table->open, line, col);
	if (v == NULL)
		return toml_fail(t, NULL, NULL);
	v->key = key;
	if (t->latest == NULL)
		t->latest = v;
	return read_value(t, v, table->depth);
}

static bool
read_inline_table(struct toml *t, struct front_value *v, unsigned depth)
{
	struct table *table = table_new(t, v, depth);

	toml_advance(t);
	t->nest++;
	for (;;) {
		toml_skip_idle(t);
		if (toml_peek(t) == '}')
			break;
		if (!read_pair(t, table))
			return false;
		toml_skip_idle(t);
		if (toml_peek(t) == ',')
			toml_advance(t);
		else if (toml_peek(t) != '}')
			return toml_fail(t, "a table in { } is not closed", "add the missing comma or }");
	}
	t->nest--;
	toml_advance(t);
	return true;
}

static bool
read_value(struct toml *t, struct front_value *v, unsigned depth)
{
	switch (toml_peek(t)) {
	case '[':
	case '{':
		if (depth >= FRONT_DEPTH_MAX) {
			front_say_nothing(t->r, v, FRONT_TOO_DEEP, "move data out of the file");
			return skip_nest(t);
		}
		v->kind = toml_peek(t) == '[' ? FRONT_LIST : FRONT_MAP;
		return v->kind == FRONT_LIST ? read_array(t, v, depth + 1) :
		    read_inline_table(t, v, depth + 1);
	case '"':
	case '\'':
		v->kind = FRONT_SCALAR;
		v->quoted = true;
		return toml_read_string(t, &v->text);
	default:
		return read_bare(t, v);
	}
}

/* [table] or [[array of tables]]: where the lines below it go. */
static bool
read_header(struct toml *t, struct table *root, struct table **ret)
{
	bool is_array = toml_looking_at(t, STR("[["));
	struct table *table = root;
	struct str key = STR_NONE;

	t->at += is_array ? 2 : 1;
	if (!read_path(t, root, &table, &key))
		return false;
	if (!toml_looking_at(t, is_array ? STR("]]") : STR("]")))
		return toml_fail(t, "a table's name is not closed", "add the closing bracket");
	t->at += is_array ? 2 : 1;
	table = is_array ? table_append(t, table, key) : table_get(t, table, key);
	if (table == NULL)
		return false;
	*ret = table;
	return true;
}

/* Behind a value or a header there is nothing but a comment. */
static bool
end_line(struct toml *t)
{
	toml_skip_blanks(t);
	if (t->at < t->s.len && strchr("#\r\n", toml_peek(t)) == NULL)
		return toml_fail(t, "something follows the value", "check its quotes");
	toml_skip_idle(t);
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
		toml_advance(t);
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

	diag_add(t->r->diags, DIAG_ERROR, t->r->path, t->line, toml_col(t),
	    "%.*s: %s, so it is ignored (%s)", STR_ARG(name), t->why, t->remedy);
	if (v != NULL) {
		v->kind = FRONT_NULL;
		v->quoted = false;
		v->text = STR_NONE;
		v->items = NULL;
	}
	resume(t, from, line);
	toml_skip_idle(t);
}

void
front_toml_read(struct front_reader *r, struct front_value *root)
{
	struct toml t = { .r = r, .s = r->text, .line = r->line };
	struct table *top = table_new(&t, root, 1), *table = top;
	struct front_value nowhere = { .kind = FRONT_MAP };
	unsigned failures = 0;

	toml_skip_idle(&t);
	while (t.at < t.s.len && failures <= FRONT_FAILURES_MAX) {
		bool is_header = toml_peek(&t) == '[';
		unsigned line = t.line;
		size_t from = t.at;

		t.why = NULL;
		t.latest = NULL;
		t.nest = 0;
		if (is_header ? read_header(&t, top, &table) : read_pair(&t, table))
			if (end_line(&t))
				continue;
		if (t.why == NULL)
			break;
		/* What stands below an unreadable header belongs to no other table. */
		if (is_header)
			table = table_new(&t, &nowhere, 1);
		give_up(&t, from, line);
		failures++;
	}
	if (failures > FRONT_FAILURES_MAX && t.at < t.s.len)
		front_say_failures(r, t.line);
	for (const struct table *each = t.tables; each != NULL; each = each->next)
		if (each->open.value->kind == FRONT_MAP)
			front_close_map(r, each->open.value);
}
