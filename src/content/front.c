/* front.c - the block of settings above an article, and the tree of its values. */
#include "content/front.h"

#include <errno.h>

#include "base/ascii.h"
#include "base/map.h"
#include "base/utf8.h"
#include "content/front_parse.h"

/* Up to this many keys are compared with each other; more go into a map. */
#define FEW_KEYS 24

static void (*const readers[])(struct front_reader *, struct front_value *) = {
	[FRONT_NONE] = NULL,
	[FRONT_YAML] = front_yaml_read,
	[FRONT_TOML] = front_toml_read,
	[FRONT_JSON] = front_json_read,
	[FRONT_LINES] = front_lines_read,
};

static void
diagnose_fence(enum front_fence fence, const struct front_block *b, struct str path,
    struct diag_list *diags)
{
	if (fence == FRONT_FENCE_OPEN)
		diag_add(diags, DIAG_WARNING, path, b->fence_line, 0,
		    "front matter: the block is not closed and so is shown as text (%s)",
		    b->syntax == FRONT_TOML ? "end it with a line \"+++\"" :
		    b->syntax == FRONT_YAML ? "end it with a line \"---\"" :
		    "check its quotes and end it with a line \"}\"");
	if (fence == FRONT_FENCE_FOREIGN)
		diag_add(diags, DIAG_WARNING, path, b->fence_line, 0,
		    "front matter: written in JavaScript, which is not read "
		    "(write it in YAML, TOML or JSON)");
}

static void
begin(struct front *ret, enum front_fence fence, const struct front_block *b)
{
	*ret = (struct front){ .syntax = fence == FRONT_FENCE_FOUND ? b->syntax : FRONT_NONE };
	ret->root.kind = FRONT_MAP;
	ret->root.line = fence == FRONT_FENCE_FOUND ? b->line : 1;
	ret->root.col = 1;
	ret->body_at = b->body_at;
	ret->body_line = b->body_line;
}

int
front_parse(struct str source, struct str path, struct arena *a,
    struct diag_list *diags, struct front *ret)
{
	struct front_block b;
	enum front_fence fence = front_fence_find(source, &b);
	struct front_reader r = { .text = b.text, .path = path, .arena = a, .diags = diags,
	    .line = b.line };

	begin(ret, fence, &b);
	diagnose_fence(fence, &b, path, diags);
	if (fence != FRONT_FENCE_FOUND)
		return 0;
	if (b.text.len > FRONT_SIZE_MAX) {
		diag_add(diags, DIAG_ERROR, path, b.fence_line, 0,
		    "front matter: the block has %zu bytes and is not read (keep it below %zu)",
		    b.text.len, FRONT_SIZE_MAX);
		return 0;
	}
	r.text = front_clean(a, r.text);
	if (b.syntax == FRONT_TOML)
		r.text = front_julia(a, r.text);
	readers[b.syntax](&r, &ret->root);
	return r.no_memory ? -ENOMEM : 0;
}

int
front_parse_whole(struct str source, struct str path, struct arena *a,
    struct diag_list *diags, struct front *ret)
{
	struct front_block b;
	unsigned second;
	bool alone = front_fence_whole(source, &b, &second);
	struct front_reader r = { .path = path, .arena = a, .diags = diags, .line = b.line, .whole = true };

	begin(ret, FRONT_FENCE_FOUND, &b);
	ret->root.line = 1;
	if (!alone)
		diag_add(diags, DIAG_ERROR, path, second, 0,
		    "settings: a line \"---\" or \"...\" ends them, so that this and all below is not read "
		    "(take that line out)");
	if (b.text.len > FRONT_SIZE_MAX) {
		diag_add(diags, DIAG_ERROR, path, 0, 0, "settings: the file has %zu bytes and is not read "
		    "(keep it below %zu)", b.text.len, FRONT_SIZE_MAX);
		return 0;
	}
	r.text = front_clean(a, b.text);
	front_yaml_read(&r, &ret->root);
	return r.no_memory ? -ENOMEM : 0;
}

struct str
front_subject(const struct front_reader *r)
{
	return r->whole ? STR("settings") : STR("front matter");
}

void
front_say_nothing(struct front_reader *r, const struct front_value *v, const char *why, const char *remedy)
{
	struct str name = v->key.len > 0 ? front_quote(v->key) : front_subject(r);

	diag_add(r->diags, DIAG_WARNING, r->path, v->line, v->col, "%.*s: %s, so it is ignored (%s)", STR_ARG(name),
	    why, remedy);
}

void
front_say_failures(struct front_reader *r, unsigned line)
{
	diag_add(r->diags, DIAG_ERROR, r->path, line, 0, "%.*s: more than %d entries cannot be read; the rest is not looked at "
	    "(mend those above)", STR_ARG(front_subject(r)), FRONT_FAILURES_MAX);
}

void
front_skip(struct str source, struct front *ret)
{
	struct front_block b;
	enum front_fence fence = front_fence_find(source, &b);

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
			    "%.*s: more than %d values; the rest is not read (move data out of the %s)",
			    STR_ARG(front_subject(r)), FRONT_VALUES_MAX, r->whole ? "file" : "article");
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
	    r->whole ? "%.*s: stands in line %u too (remove one of them)" :
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

size_t
front_key_end(struct str line)
{
	size_t end = 0;

	while (end < line.len && end <= FRONT_QUOTE_MAX &&
	    (ascii_is_word(line.p[end]) || line.p[end] == '_' || line.p[end] == '-'))
		end++;
	return end <= FRONT_QUOTE_MAX && end < line.len && line.p[end] == ':' ? end : 0;
}

bool
front_is_null(struct str text)
{
	return text.len == 0 || str_is(text, "~") || str_is_case(text, "null");
}

struct str
front_quote(struct str s)
{
	return utf8_cut(str_slice(s, 0, str_find(s, '\n')), FRONT_QUOTE_MAX);
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
