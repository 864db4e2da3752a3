/*
 * front_yaml.c - front matter in YAML, by libyaml's events.
 *
 * The only room that knows libyaml on this floor.  Anchors are not followed:
 * an alias is nothing, so that no block can grow beyond its own size.
 */
#include <assert.h>
#include <yaml.h>

#include "base/ascii.h"
#include "content/front_parse.h"

/*
 * libyaml looks at every open flow collection for each token, so nesting makes
 * it quadratic; deeper brackets are refused before it sees them.
 */
#define BRACKETS_MAX 256

struct frame {
	struct front_open open;
	struct str key;
	unsigned line, col;	/* of key */
	bool has_key;		/* the next node is key's value */
	bool drop;		/* key is no scalar: its value goes too */
};

struct build {
	struct front_reader *r;
	unsigned first_line;
	struct frame stack[FRONT_DEPTH_MAX];
	unsigned depth;
	unsigned skip;		/* open collections of a node that is not kept */
	bool done;		/* the first document's map is complete */
	bool full;
	const char *refused;
};

static unsigned
line_of(const struct build *b, const yaml_event_t *e)
{
	return b->first_line + (unsigned)e->start_mark.line;
}

static unsigned
col_of(const yaml_event_t *e)
{
	return (unsigned)e->start_mark.column + 1;
}

static bool
is_collection(const yaml_event_t *e)
{
	return e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT;
}

static struct str
scalar_text(const yaml_event_t *e)
{
	return (struct str){ (const char *)e->data.scalar.value, e->data.scalar.length };
}

static void
push(struct build *b, struct front_value *v)
{
	struct frame *f = &b->stack[b->depth++];

	*f = (struct frame){ 0 };
	front_open(&f->open, v);
}

/* An entry of the block has a list, map or alias for its key.  Deeper down it is a template's {{name}}, which whoever
 * asks for that value tells better. */
static void
say_no_key(struct build *b, const yaml_event_t *e)
{
	if (b->depth == 1 || b->r->whole)
		diag_add(b->r->diags, DIAG_WARNING, b->r->path, line_of(b, e), col_of(e),
		    "%.*s: a key that is a list, a map or an alias means nothing, and so its entry is ignored "
		    "(put the key in quotes)", STR_ARG(front_subject(b->r)));
}

/* The node that names the next value of a map. */
static void
take_key(struct build *b, struct frame *f, const yaml_event_t *e)
{
	f->has_key = true;
	f->drop = e->type != YAML_SCALAR_EVENT;
	if (f->drop)
		say_no_key(b, e);
	else
		f->key = arena_str(b->r->arena, scalar_text(e));
	if (is_collection(e))
		b->skip = 1;
	f->line = line_of(b, e);
	f->col = col_of(e);
}

static void
fill(struct build *b, struct front_value *v, const yaml_event_t *e)
{
	if (e->type == YAML_SCALAR_EVENT) {
		v->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
		if (!v->quoted && front_is_null(scalar_text(e)))
			return;
		v->kind = FRONT_SCALAR;
		v->text = arena_str(b->r->arena, scalar_text(e));
	} else if (is_collection(e)) {
		if (b->depth == FRONT_DEPTH_MAX) {
			front_say_nothing(b->r, v, FRONT_TOO_DEEP, "move data out of the file");
			b->skip = 1;
			return;
		}
		v->kind = e->type == YAML_MAPPING_START_EVENT ? FRONT_MAP : FRONT_LIST;
		push(b, v);
	} else {
		front_say_nothing(b->r, v, "an alias (*) stands for a value that is elsewhere, which is not looked up",
		    "write the value itself, or put it in quotes");
	}
}

static void
take_node(struct build *b, const yaml_event_t *e)
{
	struct frame *f = &b->stack[b->depth - 1];
	bool in_map;
	struct front_value *v;

	assert(f->open.value != NULL);
	in_map = f->open.value->kind == FRONT_MAP;
	if (in_map && !f->has_key) {
		take_key(b, f, e);
		return;
	}
	f->has_key = false;
	if (in_map && f->drop) {
		if (is_collection(e))
			b->skip = 1;
		return;
	}
	v = front_child(b->r, &f->open, in_map ? f->line : line_of(b, e),
	    in_map ? f->col : col_of(e));
	if (v == NULL) {
		b->full = true;
		return;
	}
	if (in_map)
		v->key = f->key;
	fill(b, v, e);
}

/* The node a document consists of: only a map has entries. */
static void
take_root(struct build *b, struct front_open *root, const yaml_event_t *e)
{
	if (e->type == YAML_MAPPING_START_EVENT) {
		b->stack[0] = (struct frame){ .open = *root };
		b->depth = 1;
	} else if (e->type != YAML_SCALAR_EVENT || scalar_text(e).len > 0) {
		b->refused = "no key";
	}
}

/* False when there is no more to be had.  After the map one goes on to the end, for libyaml may
 * still refuse what stands there; only further documents are left alone. */
static bool
take_event(struct build *b, struct front_open *root, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
	case YAML_ALIAS_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (b->skip > 0)
			b->skip += is_collection(e);
		else if (b->depth == 0)
			take_root(b, root, e);
		else
			take_node(b, e);
		return !b->full && b->refused == NULL;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		if (b->skip > 0) {
			b->skip--;
			return true;
		}
		b->depth--;
		if (b->depth == 0) {
			*root = b->stack[0].open;
			b->done = true;
		} else if (e->type == YAML_MAPPING_END_EVENT) {
			front_close_map(b->r, b->stack[b->depth].open.value);
		}
		return true;
	case YAML_DOCUMENT_START_EVENT:
		return !b->done;
	case YAML_STREAM_END_EVENT:
		return false;
	default:
		return true;
	}
}

/* Whether brackets may nest deeper than libyaml takes in good time.  Those within quotes count
 * too, which errs on the safe side. */
static bool
is_too_nested(struct str text)
{
	unsigned depth = 0;

	/* Hardly any block holds so many at all. */
	if (str_count(text, '[') + str_count(text, '{') <= BRACKETS_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		if ((c == '[' || c == '{') && ++depth > BRACKETS_MAX)
			return true;
		if ((c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return false;
}

/* %TAG and %YAML mean nothing here, and libyaml compares each with all before it. */
static bool
has_directive(struct str text)
{
	return str_starts(text, STR("%")) || str_search(text, STR("\n%")) < text.len;
}

/* From 0. */
static size_t
last_line_with_text(struct str text)
{
	size_t end = text.len;

	while (end > 0 && ascii_is_space(text.p[end - 1]))
		end--;
	return str_count(str_slice(text, 0, end), '\n');
}

static void
tell(const yaml_parser_t *parser, struct str text, unsigned line, struct front_trouble *ret)
{
	const yaml_mark_t *at = &parser->problem_mark;
	size_t last = last_line_with_text(text);

	/* What is never closed is noticed at the end; it began where the context did. */
	if (parser->context != NULL && (parser->error == YAML_SCANNER_ERROR || at->line > last))
		at = &parser->context_mark;
	ret->what = parser->problem != NULL ? parser->problem : "unreadable";
	ret->line = line + (unsigned)at->line;
	ret->col = (unsigned)at->column + 1;
	if (at->line > last)
		*ret = (struct front_trouble){ "ends too early", line + (unsigned)last, 0 };
}

bool
front_yaml_try(struct front_reader *r, struct str text, unsigned line,
    struct front_open *o, struct front_trouble *ret)
{
	struct build b = { .r = r, .first_line = line };
	struct diag_list *diags = r->diags, said;
	struct front_value **tail = o->tail;
	size_t nvalues = r->nvalues;
	yaml_parser_t parser;
	yaml_event_t event;
	bool more, good;

	if (is_too_nested(text) || has_directive(text)) {
		*ret = (struct front_trouble){ has_directive(text) ? "directive" : "too nested", line, 0 };
		return false;
	}
	*ret = (struct front_trouble){ "unreadable", line, 0 };
	if (!yaml_parser_initialize(&parser)) {
		r->no_memory = true;
		return false;
	}
	/* A block that is refused is read once more, entry by entry. */
	diag_list_init(&said);
	r->diags = diags != NULL ? &said : NULL;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.len);
	do {
		good = yaml_parser_parse(&parser, &event);
		if (!good)
			break;
		more = take_event(&b, o, &event);
		if (b.refused != NULL)
			*ret = (struct front_trouble){ b.refused, line_of(&b, &event), col_of(&event) };
		yaml_event_delete(&event);
	} while (more);
	if (!good)
		tell(&parser, text, line, ret);
	if (!good && parser.error == YAML_MEMORY_ERROR)
		r->no_memory = true;
	yaml_parser_delete(&parser);
	r->diags = diags;
	good = good && b.refused == NULL;
	if (good && diags != NULL)
		diag_append(diags, &said);
	diag_list_done(&said);
	if (good) {
		/* Too many values: what was being filled stays as far as it got. */
		if (b.full)
			*o = b.stack[0].open;
		return true;
	}
	*tail = NULL;
	o->tail = tail;
	r->nvalues = nvalues;
	return false;
}

void
front_yaml_read(struct front_reader *r, struct front_value *root)
{
	struct front_open o;
	struct front_trouble trouble;

	front_open(&o, root);
	if (!front_plain_try(r, &o) && !front_yaml_try(r, r->text, r->line, &o, &trouble)) {
		/* What it refused for want of memory is no author's mistake to be mended: that
		 * could leave out the line that hides an article. */
		if (r->no_memory)
			return;
		/* JSON is YAML to libyaml; when it fails, JSON's own reader knows better. */
		if (str_starts(str_trim(r->text), STR("{"))) {
			front_json_read(r, root);
			return;
		}
		front_mend(r, &o);
	}
	front_close_map(r, root);
}
