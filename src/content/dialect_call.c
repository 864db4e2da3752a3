/*
 * dialect_call.c - what tags mean, in whatever engine's brackets they stand.
 *
 * What is not in the table shows the picture or the link that its arguments
 * name, and otherwise nothing; what stands between it and the tag that ends it
 * is part of the article.
 */
#include "content/dialect_call.h"

#include "base/ascii.h"

/* --- names ----------------------------------------------------------- */

/* What is left of "docs/my_figure.html": "my_figure". */
static struct str
base_of(struct str name)
{
	size_t slash = str_rfind(name, '/');
	size_t dot;

	if (slash < name.len)
		name = str_from(name, slash + 1);
	dot = str_find(name, '.');
	return dot > 0 ? str_slice(name, 0, dot) : name;
}

static const struct call *
find_call(const struct dialect_tag *tag, struct str name)
{
	const struct call *call;

	for (size_t i = 0; (call = call_at(i)) != NULL; i++)
		if (call_is_named(name, call->name) &&
		    (call->engines == 0 || (call->engines & CALL_ENGINE(tag->engine)) != 0))
			return call;
	return NULL;
}

/* --- what the rows do --------------------------------------------------- */

/* A name of a programming language, or nothing. */
static struct str
language_of(const struct scope *s)
{
	struct str lang = dialect_args_get(&s->args, "lang language type");

	if (s->call->label != NULL)
		lang = str_of(s->call->label);
	for (size_t i = 0; lang.len == 0 && i < s->args.n; i++)
		if (str_starts(s->args.v[i].value, STR("lang:")))
			lang = str_from(s->args.v[i].value, 5);
	if (lang.len == 0 && s->call->one != NULL)
		lang = dialect_args_at(&s->args, 0);
	for (size_t i = 0; i < lang.len; i++)
		if (!ascii_is_word(lang.p[i]) && lang.p[i] != '+' && lang.p[i] != '#' &&
		    lang.p[i] != '-' && lang.p[i] != '_' && lang.p[i] != '.')
			return STR_NONE;
	return lang.len <= 40 ? lang : STR_NONE;
}

static bool
begins_fence(const struct dialect *d, size_t from, size_t to)
{
	struct str s = str_trim(str_slice(d->text, from, to));

	return str_starts(s, STR("```")) || str_starts(s, STR("~~~"));
}

/* Code for Liquid stands in a pair of "raw" within the pair of "highlight". */
static void
unwrap_raw(struct dialect *d, size_t *from, size_t *to)
{
	struct str body = str_trim(str_slice(d->text, *from, *to));
	size_t at = (size_t)(body.p - d->text.p), last = str_rfind(body, '{');
	struct dialect_tag first, end;

	if (!dialect_liquid_tag(d, at, &first) || first.closing || !str_is(first.name, "raw") ||
	    last == 0 || last == body.len || !dialect_liquid_tag(d, at + last, &end) ||
	    !end.closing || !str_is(end.name, "raw") || end.end != at + body.len || first.end > end.start)
		return;
	*from = first.end;
	*to = end.start;
}

static bool
put_listing(struct scope *s)
{
	struct dialect *d = s->d;
	size_t from = s->tag->end, to;
	struct dialect_tag close;

	/* "set x = y" has nothing to end it. */
	if (dialect_sees(d, d->at, "{% set") && str_find(s->tag->args, '=') < s->tag->args.len)
		return false;
	if (!dialect_pair(d, s->tag, &close))
		return false;
	/* Markdown's own code within other tags than that for code. */
	if (!call_is_named(s->tag->name, "highlight") && begins_fence(d, from, close.start))
		return false;
	to = close.start;
	unwrap_raw(d, &from, &to);
	dialect_put_code(d, language_of(s), from, to, close.end);
	return true;
}

static bool
hide(struct scope *s)
{
	struct dialect_tag close;

	if (!dialect_pair(s->d, s->tag, &close))
		return false;
	dialect_drop(s->d, close.end);
	return true;
}

/* Between a title and the text on its line. */
static const char *
separator(struct str title)
{
	char last = title.p[title.len - 1];

	return ascii_is_word(last) || (unsigned char)last >= 0x80 ? ": " : " ";
}

static void
put_title(struct scope *s)
{
	struct str title = call_title(s);
	bool alone;

	/* What a tab is called that has no label. */
	if (title.len == 0)
		title = dialect_args_get(&s->args, "value");
	if (title.len == 0)
		title = dialect_args_at(&s->args, 0);
	if (title.len == 0 || s->d->where != IN_TEXT)
		return;
	alone = dialect_is_alone(s->d, s->tag->end);
	dialect_put_strong(s->d, title);
	/* A hard break: what follows on the next line is no part of it. */
	strbuf_adds(s->d->out, alone ? "  " : separator(title));
}

/* Whether the tag ends its line of text. */
static bool
is_last(const struct scope *s)
{
	struct dialect *d = s->d;

	return d->where == IN_TEXT && d->nested == 0 &&
	    block_is_blank(d->text, s->tag->end, dialect_line_end(d, s->tag->end));
}

/* What a card says of the page that it leads to. */
static void
put_description(struct scope *s)
{
	struct str description = dialect_args_get(&s->args, "description desc subtitle");

	if (description.len == 0 || !is_last(s))
		return;
	dialect_puts(s->d, ": ");
	dialect_put_label(s->d, description);
}

/* The end of a tag: the next line may begin with another one's title. */
static void
put_end(struct scope *s)
{
	struct dialect *d = s->d;

	if (s->call != NULL && s->call->kind == CALL_TITLED && !d->fresh && is_last(s))
		strbuf_adds(d->out, "  ");
	dialect_drop(d, s->tag->end);
}

/* "Listing 2-1: Words" above what a tag of unknown name stands around. */
static void
put_caption(struct scope *s)
{
	struct str caption = dialect_args_get(&s->args, "caption");
	struct str number = dialect_args_get(&s->args, "number");
	struct strbuf title = STRBUF_INIT;

	if (caption.len == 0 || s->d->where != IN_TEXT || !dialect_is_alone(s->d, s->tag->end))
		return;
	if (number.len > 0)
		strbuf_addf(&title, "%.*s %.*s: ", STR_ARG(s->tag->name), STR_ARG(number));
	strbuf_addstr(&title, caption);
	dialect_put_strong(s->d, strbuf_str(&title));
	strbuf_adds(s->d->out, "  ");
	strbuf_done(&title);
}

static void
begin_raw(struct scope *s)
{
	struct dialect_tag close;

	if (dialect_pair(s->d, s->tag, &close))
		s->d->raw_end = close.start;
}

/* Words, and no option of the tag. */
static bool
is_title(struct str s)
{
	return str_find(s, ' ') < s.len || (s.len > 0 && !ascii_is_small(s.p[0]));
}

/* A note: lines of its own become a quote, a line or an argument its text. */
static void
put_box(struct scope *s)
{
	struct dialect *d = s->d;
	struct str title = dialect_args_get(&s->args, "title header heading summary label");
	struct str type = dialect_args_get(&s->args, "type kind variant level intent status");
	struct str content = dialect_args_get(&s->args, "content text message body");
	struct str first = dialect_args_at(&s->args, 0);
	const char *kind = s->call->label;
	struct dialect_box box = { .quote = true };
	struct dialect_tag close;
	bool pair;

	if (type.len == 0 && dialect_box_title(first) != NULL) {
		type = first;
		first = dialect_args_at(&s->args, 1);
	}
	if (dialect_box_title(type) != NULL)
		kind = dialect_box_title(type);
	if (title.len == 0 && is_title(first))
		title = first;
	if (d->where != IN_TEXT || !d->fresh || d->nested > 0)
		return;
	pair = dialect_pair(d, s->tag, &close);
	if (!pair && content.len > 0 && dialect_is_alone(d, s->tag->end)) {
		dialect_puts(d, "> ");
		dialect_box_lead(d, kind, title);
		dialect_put_label(d, content);
	} else if (pair && block_is_blank(d->text, close.end, dialect_line_end(d, close.end))) {
		if (close.start < dialect_line_end(d, s->tag->end)) {
			dialect_puts(d, "> ");
			dialect_box_lead(d, kind, title);
		} else if (dialect_is_alone(d, s->tag->end) &&
		    dialect_begins_line(d, close.start)) {
			box.close = close.start;
			dialect_box_open(d, box, kind, title);
		}
	}
}

/* --- the call ----------------------------------------------------------- */

/* {% include figure.html src="…" %} means figure. */
static void
unwrap_include(struct scope *s, struct str *name)
{
	static const char *const includes[] = { "include", "includerelative", "includecached",
	    "render", "embed" };
	struct dialect_arg *v = s->args.v;
	size_t n = 0;

	for (size_t i = 0; i < sizeof includes / sizeof includes[0]; i++)
		if (s->tag->engine == ENGINE_LIQUID && call_is_named(*name, includes[i]) &&
		    s->args.n > 0 && !call_is_url(v[0].value)) {
			*name = base_of(v[0].value);
			/* The value of a variable is not known. */
			for (size_t k = 1; k < s->args.n; k++)
				if (v[k].quoted || str_find(v[k].value, '/') < v[k].value.len)
					v[n++] = v[k];
			s->args.n = n;
			return;
		}
}

void
dialect_call(struct dialect *d, const struct dialect_tag *tag)
{
	struct scope s = { .d = d, .tag = tag };
	struct str name = base_of(tag->name);

	if (tag->closing) {
		s.call = find_call(tag, name);
		put_end(&s);
		return;
	}
	dialect_args_read(&s.args, tag->args);
	unwrap_include(&s, &name);
	s.call = find_call(tag, name);
	switch (s.call != NULL ? s.call->kind : CALL_UNKNOWN) {
	case CALL_UNKNOWN:
		if (!call_picture(&s) && call_reference(&s))
			return;
		put_caption(&s);
		break;
	case CALL_NOTHING:
		break;
	case CALL_PICTURE:
		(void)call_picture(&s);
		break;
	case CALL_SITE:
		call_site(&s);
		break;
	case CALL_PATH:
		call_path(&s);
		break;
	case CALL_CODE:
		if (put_listing(&s))
			return;
		break;
	case CALL_HIDDEN:
		if (hide(&s))
			return;
		break;
	case CALL_RAW:
		begin_raw(&s);
		break;
	case CALL_TITLED:
		if (dialect_args_get(&s.args, "href link to url").len == 0)
			put_title(&s);
		else if (call_reference(&s))
			return;
		else
			put_description(&s);
		break;
	case CALL_BOX:
		put_box(&s);
		break;
	}
	dialect_drop(d, tag->end);
}
