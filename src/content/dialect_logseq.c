/*
 * dialect_logseq.c - Logseq's macros, ids and properties; and "key:: value" as
 * Obsidian's Dataview has it too.
 */
#include <limits.h>
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_call.h"

/* --- ((ids)) --------------------------------------------------------- */

#define UUID_LEN 36
#define MOMENT_LEN 13	/* milliseconds since 1970, in digits */

static bool
is_uuid(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s.p[i] != '-' : !ascii_is_word(s.p[i]))
			return false;
	}
	return s.len == UUID_LEN;
}

/* "((64f1…))", whole. */
static bool
is_reference(struct str s)
{
	return s.len == UUID_LEN + 4 && str_starts(s, STR("((")) && str_ends(s, STR("))")) &&
	    is_uuid(str_slice(s, 2, s.len - 2));
}

size_t
dialect_reference_end(const struct dialect *d, size_t at)
{
	size_t end = at + UUID_LEN + 4;

	return is_reference(str_slice(d->text, at, end)) && end <= d->stop ? end : 0;
}

/* Stands for the text of a block that is anywhere, or in no file at all. */
bool
dialect_read_reference(struct dialect *d)
{
	size_t end = dialect_reference_end(d, d->at);

	if (end == 0)
		return false;
	if (!dialect_is_alone(d, end))
		dialect_put_text(d, STR("\xE2\x80\xA6"));
	dialect_drop(d, end);
	return true;
}

/* --- {{macros}} ------------------------------------------------------ */

enum macro {
	MACRO_EMBED,	/* of a page, or of a block */
	MACRO_VIDEO,	/* the address of one */
	MACRO_SITE,	/* what dialect_calls.c knows by the same name */
	MACRO_TEXT,
	MACRO_NOTHING,
};

static const struct {
	const char *name;
	enum macro macro;
} macros[] = {
	{ "embed", MACRO_EMBED }, { "video", MACRO_VIDEO }, { "youtube", MACRO_SITE },
	{ "vimeo", MACRO_SITE }, { "bilibili", MACRO_SITE }, { "tweet", MACRO_SITE },
	{ "twitter", MACRO_SITE }, { "cloze", MACRO_TEXT }, { "query", MACRO_NOTHING },
	{ "function", MACRO_NOTHING }, { "namespace", MACRO_NOTHING },
	{ "renderer", MACRO_NOTHING }, { "youtube-timestamp", MACRO_NOTHING },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

/* Puts what the macro that ends at end is to show, and moves behind it; false
 * when args, which stand in the text, are none of its. */
static bool
read_macro(struct dialect *d, enum macro macro, struct str name, struct str args, size_t end)
{
	struct dialect_tag tag = { .engine = ENGINE_EXPRESSION, .start = d->at, .end = end,
	    .name = name, .args = args };
	size_t from = (size_t)(args.p - d->text.p);
	bool word = str_find(args, ' ') == args.len;

	switch (macro) {
	case MACRO_EMBED:
		if (is_reference(args))
			break;
		if (!str_starts(args, STR("[[")) || !str_ends(args, STR("]]")))
			return false;
		dialect_drop(d, from);
		dialect_inner(d, from + args.len);
		break;
	case MACRO_VIDEO:
		if (!word || !call_is_url(args))
			return false;
		dialect_put_link(d, args, STR("Video"));
		break;
	case MACRO_SITE:
		if (word)
			dialect_call(d, &tag);
		return word;
	case MACRO_TEXT:
		dialect_drop(d, from);
		dialect_inner(d, from + args.len);
		break;
	case MACRO_NOTHING:
		if (!ascii_is_digit(args.p[0]) && strchr("([:", args.p[0]) == NULL)
			return false;
		break;
	}
	dialect_drop(d, end);
	return true;
}

/* Whether a macro of that name begins at d->at. */
static bool
is_macro(const struct dialect *d, const char *name)
{
	return dialect_sees(d, d->at + 2, name) && dialect_sees(d, d->at + 2 + strlen(name), " ");
}

bool
dialect_read_macro(struct dialect *d)
{
	size_t from = d->at + 2, end, i = 0;
	struct str name, args;

	/* The name comes first: the end may be far, and there may be none. */
	while (i < COUNT(macros) && !is_macro(d, macros[i].name))
		i++;
	if (i == COUNT(macros) || d->where != IN_TEXT || d->nested >= DIALECT_DEPTH_MAX)
		return false;
	end = dialect_find(d, "}}", from, d->stop);
	name = str_slice(d->text, from, from + strlen(macros[i].name));
	args = str_trim(str_slice(d->text, from + name.len, end));
	return end < d->stop && args.len > 0 && read_macro(d, macros[i].macro, name, args, end + 2);
}

/* --- key:: value ------------------------------------------------------- */

/* What Logseq writes for itself. */
static const char *const own_keys[] = {
	"background-color", "hl-page", "hl-color", "hl-type", "ls-type", "query-table",
	"query-properties", "card-last-score", "card-repeats", "card-next-schedule",
	"card-last-interval", "card-ease-factor", "card-last-reviewed",
};

/* The key of a line "key:: value", or absent. */
static struct str
key_of(struct str line)
{
	size_t n = 0;

	while (n < line.len && (ascii_is_word(line.p[n]) || line.p[n] == '-' || line.p[n] == '_' ||
	    line.p[n] == '.' || (unsigned char)line.p[n] >= 0x80))
		n++;
	return n > 0 && str_starts(str_from(line, n), STR("::")) &&
	    (n + 2 == line.len || ascii_is_blank(line.p[n + 2])) ? str_slice(line, 0, n) : STR_NONE;
}

static bool
is_own(struct str key, struct str value)
{
	unsigned long n;

	/* Words that others use too have to look like Logseq's. */
	if (str_is(key, "id"))
		return is_uuid(value);
	if (str_is(key, "heading") || str_is(key, "collapsed"))
		return str_is(value, "true") || str_is(value, "false") || str_number(value, 6, &n);
	if (str_is(key, "created-at") || str_is(key, "created_at") || str_is(key, "updated-at"))
		return value.len == MOMENT_LEN && str_number(value, ULONG_MAX, &n);
	if (str_starts(key, STR("logseq.")))
		return true;
	for (size_t i = 0; i < COUNT(own_keys); i++)
		if (str_is(key, own_keys[i]))
			return true;
	return false;
}

/* Whether the line read goes on with another property. */
static bool
has_next(struct dialect *d)
{
	struct str next;

	if (d->line.next >= d->text.len)
		return false;
	next = str_trim(str_slice(d->text, d->line.next, dialect_line_end(d, d->line.next)));
	return key_of(next).len > 0;
}

bool
dialect_read_property(struct dialect *d)
{
	struct str line = str_slice(d->text, d->line.text, d->line.end), key = key_of(line), value;

	if (key.len == 0)
		return false;
	value = str_trim(str_from(line, key.len + 2));
	if (is_own(key, value)) {
		/* The first line of an item keeps its sign. */
		if (d->line.new_item)
			return false;
		dialect_blank(d);
		return true;
	}
	if (!has_next(d) || d->nested > 0)
		return false;
	dialect_head(d);
	dialect_inner(d, d->line.text + str_trim(line).len);
	dialect_puts(d, "  ");
	d->at = d->line.end;
	return true;
}

/* --- :DRAWERS: and {:height 300} --------------------------------------- */

/* ":LOGBOOK:" up to ":END:" is for the program that measures time. */
bool
dialect_read_drawer(struct dialect *d)
{
	struct str line = str_trim(str_slice(d->text, d->line.text, d->line.end));
	size_t end;

	if (d->line.start < d->drawer_end) {
		dialect_blank(d);
		return true;
	}
	if (!str_is(line, ":LOGBOOK:") || d->line.new_item)
		return false;
	end = dialect_find(d, ":END:", d->line.end, d->text.len);
	if (end >= d->text.len || !dialect_begins_line(d, end))
		return false;
	d->drawer_end = end + 1;
	dialect_blank(d);
	return true;
}

/* ":height 300, :width 400" behind a picture. */
bool
dialect_is_size(struct str inner)
{
	struct str rest = inner, part;
	size_t n = 0;

	for (; str_cut(&rest, ',', &part); n++) {
		unsigned long pixels;

		part = str_trim(part);
		if (str_starts(part, STR(":height ")))
			part = str_from(part, 8);
		else if (str_starts(part, STR(":width ")))
			part = str_from(part, 7);
		else
			return false;
		if (!str_number(part, 100000, &pixels))
			return false;
	}
	return n > 0;
}
