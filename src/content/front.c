/* front.c - the block of settings above an article: where it is, and its tree. */
#include "content/front.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "content/front_parse.h"

#define BOM STR("\xef\xbb\xbf")

/* Up to this many keys are compared with each other; more go into a map. */
#define FEW_KEYS 24

enum fence {
	FENCE_NONE,
	FENCE_FOUND,
	FENCE_OPEN,		/* begins like a block and is not closed */
	FENCE_FOREIGN,		/* closed, in a language that is not read */
};

struct block {
	enum front_syntax syntax;
	struct str text;	/* between the delimiters */
	unsigned line;		/* of text's first line */
	unsigned fence_line;
	size_t body_at;
	unsigned body_line;
};

/* Walks the lines of a source. */
struct lines {
	struct str source;
	size_t at;		/* where the next line begins */
	unsigned number;	/* of the next line */
};

static bool
line_next(struct lines *l, struct str *ret)
{
	struct str rest = str_from(l->source, l->at);
	size_t end;

	if (rest.len == 0)
		return false;
	end = str_find(rest, '\n');
	l->at += end < rest.len ? end + 1 : end;
	l->number++;
	if (end > 0 && rest.p[end - 1] == '\r')
		end--;
	*ret = str_slice(rest, 0, end);
	return true;
}

static bool
is_blank(struct str s)
{
	return str_trim(s).len == 0;
}

/* The three bytes of mark and nothing but blanks behind them. */
static bool
is_mark(struct str line, const char *mark)
{
	return line.len >= 3 && memcmp(line.p, mark, 3) == 0 && is_blank(str_from(line, 3));
}

/* Whether a line can be an entry: "key:" or "key: value", or JSON's "{". */
static bool
is_entry(struct str line)
{
	for (size_t at = 0; at < line.len; at++) {
		at += str_find(str_from(line, at), ':');
		if (at + 1 == line.len ||
		    (at < line.len && (line.p[at + 1] == ' ' || line.p[at + 1] == '\t')))
			return true;
	}
	line = str_trim(line);
	return line.len > 0 && line.p[0] == '{';
}

/* What stands behind the opening "---": Eleventy and gray-matter name the language there. */
static const struct language {
	const char *name;
	enum front_syntax syntax;
} languages[] = {
	{ "", FRONT_YAML },
	{ "yaml", FRONT_YAML },
	{ "yml", FRONT_YAML },
	{ "json", FRONT_JSON },
	{ "toml", FRONT_TOML },
	{ "js", FRONT_NONE },
	{ "javascript", FRONT_NONE },
};

static const struct language *
language_find(struct str name)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (str_is_case(name, languages[i].name))
			return &languages[i];
	return NULL;
}

/*
 * Reads on to the closing delimiter.  A "---" without any entry below it is a
 * thematic break of the text: nothing is closed then and nothing is amiss.
 */
static enum fence
fence_close(struct lines *l, const char *mark, bool needs_entry, struct block *ret)
{
	bool is_yaml = ret->syntax == FRONT_YAML;
	bool entries = !needs_entry, content = false, first_is_entry = false;
	size_t from = l->at, to;
	struct str line;

	ret->line = l->number;
	for (;;) {
		to = l->at;
		if (!line_next(l, &line))
			return first_is_entry || !needs_entry ? FENCE_OPEN : FENCE_NONE;
		if (is_mark(line, mark) || (is_yaml && is_mark(line, "...")))
			break;
		if (entries || is_blank(line) || line.p[0] == '#')
			continue;
		entries = is_entry(line);
		if (!content)
			first_is_entry = entries;
		content = true;
	}
	if (content && !entries)
		return FENCE_NONE;
	ret->text = str_slice(l->source, from, to);
	ret->body_at = l->at;
	ret->body_line = l->number;
	return FENCE_FOUND;
}

static enum fence
fence_json(struct lines *l, size_t at, unsigned number, struct block *ret)
{
	struct str rest = str_from(l->source, at);
	size_t brace = str_find(rest, '{'), end;
	struct str inside = str_trim(str_slice(rest, brace + 1, brace + 256)), line;

	/* Hugo's {{< shortcodes >}} and kramdown's {: .lists} begin texts as well. */
	if (inside.len == 0 || (inside.p[0] != '"' && inside.p[0] != '}'))
		return FENCE_NONE;
	end = front_json_end(str_from(rest, brace));
	if (end == 0)
		return FENCE_OPEN;
	ret->syntax = FRONT_JSON;
	ret->text = str_slice(rest, 0, brace + end);
	ret->line = number;
	*l = (struct lines){ l->source, at, number };
	while (l->at < at + brace + end)
		line_next(l, &line);
	if (!is_blank(str_slice(l->source, at + brace + end, l->at)))
		return FENCE_NONE;
	ret->body_at = l->at;
	ret->body_line = l->number;
	return FENCE_FOUND;
}

static enum fence
block_find(struct str source, struct block *ret)
{
	struct lines l = { source, 0, 1 };
	const struct language *language;
	enum fence fence;
	struct str line;
	unsigned number;
	size_t at;

	if (str_starts(source, BOM))
		l.at = BOM.len;
	*ret = (struct block){ .body_at = l.at, .body_line = 1 };
	do {
		at = l.at;
		number = l.number;
		if (!line_next(&l, &line))
			return FENCE_NONE;
	} while (is_blank(line));

	ret->fence_line = number;
	if (str_starts(line, STR("---"))) {
		language = language_find(str_trim(str_from(line, 3)));
		if (language == NULL)
			return FENCE_NONE;
		ret->syntax = language->syntax;
		fence = fence_close(&l, "---", language->name[0] == '\0', ret);
		if (fence == FENCE_FOUND && language->syntax == FRONT_NONE)
			return FENCE_FOREIGN;
		return fence;
	}
	if (is_mark(line, "+++")) {
		ret->syntax = FRONT_TOML;
		return fence_close(&l, "+++", false, ret);
	}
	if (str_trim(line).p[0] == '{')
		return fence_json(&l, at, number, ret);
	return FENCE_NONE;
}

/* Behind the bytes from s[at] on that are printable ASCII, eight at a time. */
static size_t
skip_printable(struct str s, size_t at)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	for (; s.len - at >= sizeof each; at += sizeof each) {
		uint64_t eight;

		memcpy(&eight, s.p + at, sizeof eight);
		/* A top bit comes up where a byte is below 0x20, is 0x7f, or has it set. */
		if ((((eight - each * 0x20) | (eight + each) | eight) & each * 0x80) != 0)
			break;
	}
	return at;
}

/* Whether s holds nothing that a reader of front matter stumbles over. */
static bool
is_clean(struct str s)
{
	bool ascii = true;

	for (size_t i = skip_printable(s, 0); i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned char d = i + 1 < s.len ? (unsigned char)s.p[i + 1] : 0;
		unsigned char e = i + 2 < s.len ? (unsigned char)s.p[i + 2] : 0;

		if (c >= 0x20 && c < 0x7f)
			continue;
		if (c == '\n') {
			i = skip_printable(s, i + 1) - 1;
			continue;
		}
		if (c == '\t' || (c == '\r' && d == '\n'))
			continue;
		if (c < 0x80)
			return false;
		ascii = false;
		/* C1; U+2028 and U+2029; U+FEFF, U+FFFE and U+FFFF. */
		if (c == 0xc2 && d < 0xa0)
			return false;
		if (c == 0xe2 && d == 0x80 && (e == 0xa8 || e == 0xa9))
			return false;
		if (c == 0xef && ((d == 0xbb && e == 0xbf) || (d == 0xbf && e >= 0xbe)))
			return false;
	}
	return ascii || utf8_valid(s);
}

/*
 * A copy of s that passes is_clean.  Every LF stays where it is, so that line
 * numbers hold; other line ends of Unicode become blanks.
 */
static struct str
make_clean(struct arena *a, struct str s)
{
	struct strbuf out = STRBUF_INIT;
	struct str copy;

	for (size_t at = 0; at < s.len; ) {
		uint32_t c = utf8_next(s, &at);

		if (c == '\r' && at < s.len && s.p[at] == '\n')
			continue;
		if (c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
			c = ' ';
		else if (c == 0xfffe || c == 0xffff)
			c = UTF8_REPLACEMENT;
		else if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
		    c == 0xfeff)
			continue;
		utf8_add(&out, c);
	}
	copy = arena_str(a, strbuf_str(&out));
	strbuf_done(&out);
	return copy;
}

static void (*const readers[])(struct front_reader *, struct front_value *) = {
	[FRONT_NONE] = NULL,
	[FRONT_YAML] = front_yaml_read,
	[FRONT_TOML] = front_toml_read,
	[FRONT_JSON] = front_json_read,
};

static void
diagnose_fence(enum fence fence, const struct block *b, struct str path, struct diag_list *diags)
{
	if (fence == FENCE_OPEN)
		diag_add(diags, DIAG_WARNING, path, b->fence_line, 0,
		    "front matter: the block is not closed and so is shown as text (%s)",
		    b->syntax == FRONT_TOML ? "end it with a line \"+++\"" :
		    b->syntax == FRONT_YAML ? "end it with a line \"---\"" :
		    "check its quotes and end it with a line \"}\"");
	if (fence == FENCE_FOREIGN)
		diag_add(diags, DIAG_WARNING, path, b->fence_line, 0,
		    "front matter: written in JavaScript, which is not read "
		    "(write it in YAML, TOML or JSON)");
}

static void
begin(struct front *ret, enum fence fence, const struct block *b)
{
	*ret = (struct front){ .syntax = fence == FENCE_FOUND ? b->syntax : FRONT_NONE };
	ret->root.kind = FRONT_MAP;
	ret->root.line = b->line > 0 ? b->line : 1;
	ret->root.col = 1;
	ret->body_at = b->body_at;
	ret->body_line = b->body_line;
}

void
front_parse(struct str source, struct str path, struct arena *a,
    struct diag_list *diags, struct front *ret)
{
	struct block b;
	enum fence fence = block_find(source, &b);
	struct front_reader r = { .text = b.text, .path = path, .arena = a, .diags = diags,
	    .line = b.line };

	begin(ret, fence, &b);
	diagnose_fence(fence, &b, path, diags);
	if (fence != FENCE_FOUND)
		return;
	if (b.text.len > FRONT_SIZE_MAX) {
		diag_add(diags, DIAG_ERROR, path, b.fence_line, 0,
		    "front matter: the block has %zu bytes and is not read (keep it below %zu)",
		    b.text.len, FRONT_SIZE_MAX);
		return;
	}
	if (!is_clean(r.text))
		r.text = make_clean(a, r.text);
	readers[b.syntax](&r, &ret->root);
}

void
front_skip(struct str source, struct front *ret)
{
	struct block b;
	enum fence fence = block_find(source, &b);

	begin(ret, fence, &b);
}

void
front_open(struct front_open *o, struct front_value *value)
{
	o->value = value;
	o->tail = &value->items;
	while (*o->tail != NULL)
		o->tail = &(*o->tail)->next;
}

struct front_value *
front_child(struct front_reader *r, struct front_open *o, unsigned line, unsigned col)
{
	struct front_value *v;

	if (r->nvalues >= FRONT_VALUES_MAX) {
		if (r->nvalues++ == FRONT_VALUES_MAX)
			diag_add(r->diags, DIAG_ERROR, r->path, line, 0,
			    "front matter: more than %d values; the rest is not read "
			    "(move data out of the article)", FRONT_VALUES_MAX);
		return NULL;
	}
	r->nvalues++;
	v = ARENA_NEW(r->arena, struct front_value);
	v->line = line;
	v->col = col;
	*o->tail = v;
	o->tail = &v->next;
	return v;
}

/* An entry that a later one replaces has no key from then on, which sweep looks for. */
static void
drop(struct front_reader *r, struct front_value *early, const struct front_value *late)
{
	struct str key = front_quote(late->key);

	diag_add(r->diags, DIAG_WARNING, r->path, late->line, late->col,
	    "%.*s: stands in line %u too; this one counts (remove the other)",
	    STR_ARG(key), early->line);
	early->key = STR_NONE;
}

static void
sweep(struct front_value *map)
{
	for (struct front_value **at = &map->items; *at != NULL; ) {
		if ((*at)->key.p == NULL)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

void
front_close_map(struct front_reader *r, struct front_value *map)
{
	bool dropped = false;
	struct map seen;
	size_t n = 0;

	for (const struct front_value *v = map->items; v != NULL; v = v->next)
		n++;
	if (n <= FEW_KEYS) {
		for (struct front_value *v = map->items; v != NULL; v = v->next)
			for (const struct front_value *w = v->next; w != NULL; w = w->next)
				if (str_eq(v->key, w->key)) {
					drop(r, v, w);
					dropped = true;
					break;
				}
	} else {
		map_init(&seen, r->arena, n);
		for (struct front_value *v = map->items; v != NULL; v = v->next) {
			struct front_value *early = map_get(&seen, v->key);

			map_set(&seen, v->key, v);
			if (early != NULL) {
				drop(r, early, v);
				dropped = true;
			}
		}
	}
	if (dropped)
		sweep(map);
}

bool
front_is_null(struct str text)
{
	return text.len == 0 || str_is(text, "~") || str_is_case(text, "null");
}

struct str
front_quote(struct str s)
{
	size_t n = FRONT_QUOTE_MAX;

	s = str_slice(s, 0, str_find(s, '\n'));
	if (s.len <= n)
		return s;
	/* Not in the middle of a character. */
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_slice(s, 0, n);
}

static const struct front_value *
find(const struct front_value *map, struct str key)
{
	if (map->kind != FRONT_MAP)
		return NULL;
	for (const struct front_value *v = map->items; v != NULL; v = v->next)
		if (str_eq(v->key, key))
			return v;
	return NULL;
}

const struct front_value *
front_get(const struct front_value *map, const char *path)
{
	struct str rest = str_of(path), key;
	const struct front_value *v = find(map, rest);

	if (v != NULL)
		return v;
	for (v = map; v != NULL && str_cut(&rest, '.', &key); )
		v = find(v, key);
	return v;
}

static const struct {
	const char *word;
	bool value;
} booleans[] = {
	{ "true", true }, { "false", false },
	{ "yes", true }, { "no", false },
	{ "on", true }, { "off", false },
	{ "1", true }, { "0", false },
};

bool
front_bool(const struct front_value *v, bool *ret)
{
	if (v == NULL || v->kind != FRONT_SCALAR || v->text.len > 5)
		return false;
	for (size_t i = 0; i < sizeof booleans / sizeof *booleans; i++)
		if (str_is_case(v->text, booleans[i].word)) {
			*ret = booleans[i].value;
			return true;
		}
	return false;
}
