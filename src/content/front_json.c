/*
 * front_json.c - front matter in JSON (RFC 8259).
 *
 * Read in one pass.  A comma too many is forgiven.  A member that cannot be
 * read costs its own key: reading goes on at the next line that begins one.
 */
#include <string.h>

#include "base/ascii.h"
#include "content/front_parse.h"

struct json {
	struct front_reader *r;
	struct str s;
	size_t at;
	unsigned line;		/* of at */
	size_t line_at;		/* where that line begins */
	unsigned nest;		/* brackets open within the outermost object */
	const char *why;	/* what is wrong, once something is */
};

static bool read_value(struct json *j, struct front_value *v, unsigned depth);

/* Whether the string that begins at s[at] is closed; *ret is behind its quote. */
static bool
string_end(struct str s, size_t at, size_t *ret)
{
	for (at++; at < s.len; at++) {
		if (s.p[at] == '\\')
			at++;
		else if (s.p[at] == '"') {
			*ret = at + 1;
			return true;
		}
	}
	return false;
}

/* Behind the bracket that closes the one at s[at]; 0 when there is none. */
static size_t
nest_end(struct str s, size_t at)
{
	size_t depth = 0;

	while (at < s.len) {
		char c = s.p[at];

		if (c == '"') {
			if (!string_end(s, at, &at))
				return 0;
			continue;
		}
		at++;
		if (c == '{' || c == '[')
			depth++;
		if ((c == '}' || c == ']') && --depth == 0)
			return at;
	}
	return 0;
}

size_t
front_json_end(struct str s)
{
	size_t end = nest_end(s, 0), at = 0;
	struct str rest = s, line;

	if (end > 0)
		return end;
	/* A quote that is not closed costs its key, not the block: a brace alone in its line ends it. */
	while (str_line(&rest, &line)) {
		if (str_is(line, "}"))
			return at + 1;
		at = s.len - rest.len;
	}
	return 0;
}

static bool
fail(struct json *j, const char *why)
{
	j->why = why;
	return false;
}

static char
peek(const struct json *j)
{
	return j->at < j->s.len ? j->s.p[j->at] : 0;
}

static void
new_line(struct json *j)
{
	j->line++;
	j->line_at = j->at;
}

static void
skip_blanks(struct json *j)
{
	for (; j->at < j->s.len; ) {
		char c = j->s.p[j->at];

		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			return;
		j->at++;
		if (c == '\n')
			new_line(j);
	}
}

static unsigned
col_of(const struct json *j)
{
	return (unsigned)(j->at - j->line_at) + 1;
}

static bool
read_string(struct json *j, struct str *ret)
{
	struct str raw;
	size_t end;

	if (peek(j) != '"')
		return fail(j, "a text does not begin with \"");
	if (!string_end(j->s, j->at, &end))
		return fail(j, "a quote is not closed");
	raw = str_slice(j->s, j->at + 1, end - 1);
	/* RFC 8259, 7: no control characters; a line end most often means a lost quote. */
	if (str_find(raw, '\n') < raw.len)
		return fail(j, "a quote is not closed");
	j->at = end;
	*ret = str_find(raw, '\\') < raw.len ? front_json_unescape(j->r->arena, raw) : raw;
	return true;
}

/* Numbers and the three words stay as they are written. */
static bool
read_bare(struct json *j, struct front_value *v)
{
	size_t from = j->at;

	while (j->at < j->s.len && strchr(" \t\r\n,]}\"{[:", j->s.p[j->at]) == NULL)
		j->at++;
	v->text = str_slice(j->s, from, j->at);
	if (v->text.len == 0)
		return fail(j, "there is no value");
	if (str_is(v->text, "null"))
		v->text = STR_NONE;
	else if (str_is(v->text, "true") || str_is(v->text, "false") ||
	    v->text.p[0] == '-' || ascii_is_digit(v->text.p[0]))
		v->kind = FRONT_SCALAR;
	else
		return fail(j, "a text stands without quotes");
	return true;
}

static bool
read_member(struct json *j, struct front_open *o, bool in_map, unsigned depth)
{
	unsigned line = j->line, col = col_of(j);
	struct front_value *v;
	struct str key = STR_NONE;

	if (in_map) {
		if (!read_string(j, &key))
			return false;
		skip_blanks(j);
		if (peek(j) != ':')
			return fail(j, "\":\" is missing behind the key");
		j->at++;
		skip_blanks(j);
	}
	v = front_child(j->r, o, line, col);
	if (v == NULL)
		return fail(j, NULL);
	v->key = key;
	return read_value(j, v, depth);
}

/* The members behind an opening bracket, and the closing one. */
static bool
read_members(struct json *j, struct front_value *v, unsigned depth)
{
	bool in_map = v->kind == FRONT_MAP;
	char close = in_map ? '}' : ']';
	struct front_open o;

	front_open(&o, v);
	j->at++;
	j->nest++;
	for (;;) {
		skip_blanks(j);
		if (peek(j) == close)
			break;
		if (!read_member(j, &o, in_map, depth))
			return false;
		skip_blanks(j);
		if (peek(j) == ',')
			j->at++;
		else if (peek(j) != close)
			return fail(j, in_map ? "\",\" or \"}\" is missing" : "\",\" or \"]\" is missing");
	}
	j->at++;
	j->nest--;
	if (in_map)
		front_close_map(j->r, v);
	return true;
}

/* Passes over what is nested too deeply to be kept. */
static bool
skip_nest(struct json *j)
{
	size_t end = nest_end(j->s, j->at);

	if (end == 0)
		return fail(j, "a bracket is not closed");
	while (j->at < end)
		if (j->s.p[j->at++] == '\n')
			new_line(j);
	return true;
}

static bool
read_value(struct json *j, struct front_value *v, unsigned depth)
{
	switch (peek(j)) {
	case '{':
	case '[':
		if (depth >= FRONT_DEPTH_MAX) {
			front_say_nothing(j->r, v, FRONT_TOO_DEEP, "move data out of the file");
			return skip_nest(j);
		}
		v->kind = peek(j) == '{' ? FRONT_MAP : FRONT_LIST;
		return read_members(j, v, depth + 1);
	case '"':
		v->kind = FRONT_SCALAR;
		v->quoted = true;
		return read_string(j, &v->text);
	default:
		return read_bare(j, v);
	}
}

/*
 * On to the next line that begins an outermost member or ends the object.
 * Brackets are trusted at the ends of lines only, for the quotes are not.
 */
static void
resume(struct json *j)
{
	/* What is left of the failing line may close what it opened: {"a": [b], */
	for (; j->at < j->s.len && j->s.p[j->at] != '\n'; j->at++) {
		char c = j->s.p[j->at];

		if (c == '[' || c == '{')
			j->nest++;
		if ((c == ']' || c == '}') && j->nest > 0)
			j->nest--;
		if (c == ',' && j->nest == 0 && str_starts(str_trim(str_slice(j->s, j->at + 1,
		    j->at + 64)), STR("\""))) {
			j->at++;
			return;
		}
	}
	while (j->at < j->s.len) {
		struct str line;
		char first, last;

		j->at += str_find(str_from(j->s, j->at), '\n');
		if (j->at == j->s.len)
			break;
		j->at++;
		new_line(j);
		line = str_from(j->s, j->at);
		line = str_trim(str_slice(line, 0, str_find(line, '\n')));
		if (line.len == 0)
			continue;
		first = line.p[0];
		last = line.p[line.len - 1];
		if (j->nest == 0 && (first == '"' || first == '}'))
			break;
		if (j->nest > 0 && (first == '}' || first == ']'))
			j->nest--;
		if (last == '{' || last == '[')
			j->nest++;
	}
	j->nest = 0;
}

static void
diagnose(struct json *j, unsigned line, struct str key)
{
	key = front_quote(key);
	diag_add(j->r->diags, DIAG_ERROR, j->r->path, line, 0,
	    "%.*s: %s, so it is ignored (check quotes, commas and brackets)",
	    STR_ARG(key), j->why);
}

/* The key of the member that begins at s[at], as far as it can be told. */
static struct str
key_at(const struct json *j, size_t at)
{
	struct str key = str_from(j->s, at + 1);
	size_t end = str_find(key, '"');

	if (at >= j->s.len || j->s.p[at] != '"' || end == key.len || end == 0)
		return front_subject(j->r);
	return str_slice(key, 0, end);
}

void
front_json_read(struct front_reader *r, struct front_value *root)
{
	struct json j = { .r = r, .s = r->text, .line = r->line };
	struct front_value **tail;
	struct front_open o;
	unsigned failures = 0;

	front_open(&o, root);
	skip_blanks(&j);
	if (peek(&j) == '{')
		j.at++;
	for (;;) {
		size_t from;

		skip_blanks(&j);
		if (j.at == j.s.len || peek(&j) == '}')
			break;
		if (failures > FRONT_FAILURES_MAX) {
			front_say_failures(r, j.line);
			break;
		}
		from = j.at;
		j.why = NULL;
		tail = o.tail;
		if (read_member(&j, &o, true, 1)) {
			skip_blanks(&j);
			if (peek(&j) == ',') {
				j.at++;
				continue;
			}
			if (peek(&j) == '}' || j.at == j.s.len)
				continue;
			/* The member is good; only what follows it is not. */
			if (peek(&j) == '"') {
				diag_add(r->diags, DIAG_WARNING, r->path, j.line, col_of(&j),
				    "%.*s: \",\" is missing before this key (add it)", STR_ARG(front_subject(r)));
				continue;
			}
			fail(&j, "something follows the value");
		}
		if (j.why == NULL)
			break;
		*tail = NULL;
		o.tail = tail;
		diagnose(&j, j.line, key_at(&j, from));
		resume(&j);
		failures++;
	}
	front_close_map(r, root);
}
