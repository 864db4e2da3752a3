/* dialect_tag.c - where a tag ends, and which tag ends another. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

typedef bool tag_reader(struct dialect *d, size_t at, struct dialect_tag *ret);

static const struct engine {
	const char *begin;
	tag_reader *read;
	bool nests;		/* one tag may stand in another of its name */
} engines[] = {
	[ENGINE_HUGO] = { "{{", dialect_hugo_tag, false },
	[ENGINE_LIQUID] = { "{%", dialect_liquid_tag, false },
	[ENGINE_EXPRESSION] = { NULL, NULL, false },
	[ENGINE_JSX] = { "<", dialect_jsx_tag, true },
};

static bool
begins_quote(const struct dialect *d, size_t at)
{
	char c = d->text.p[at];

	/* "don't" is no quote. */
	return (c == '"' || c == '\'' || c == '`') && !ascii_is_word(d->text.p[at - 1]);
}

size_t
dialect_tag_end(struct dialect *d, size_t from, const char *close)
{
	size_t reach = d->text.len - from < DIALECT_TAG_MAX ? d->text.len : from + DIALECT_TAG_MAX;
	size_t first, at = from;

	if (d->nested > 0 && reach > d->stop)
		reach = d->stop;
	first = dialect_find(d, close, from, reach);
	if (first >= reach)
		return 0;
	while (at < reach) {
		char quote[2] = { d->text.p[at], '\0' };

		if (begins_quote(d, at)) {
			size_t end = dialect_find(d, quote, at + 1, reach);

			if (end >= reach)
				return first + strlen(close);
			at = end + 1;
			continue;
		}
		if (dialect_sees(d, at, close)) {
			(void)dialect_pay(d, at - from);
			return at + strlen(close);
		}
		if (quote[0] == '{' && (dialect_sees(d, at, "{{") || dialect_sees(d, at, "{%")))
			break;
		at++;
	}
	(void)dialect_pay(d, at - from);
	return 0;
}

/* Whether name, perhaps behind "end" or "/", is what the tag at at is called;
 * a cheap look before it is read. */
static bool
is_named(const struct dialect *d, size_t at, struct str name)
{
	struct str s = str_slice(d->text, at, at + name.len + 32);
	size_t i = 0;

	while (i < s.len && strchr("{%<-/ \t", s.p[i]) != NULL)
		i++;
	s = str_from(s, i);
	if (str_starts_case(s, name))
		return true;
	return str_starts(s, STR("end")) && (str_starts_case(str_from(s, 3), name) ||
	    s.len == 3 || !ascii_is_word(s.p[3]));
}

bool
dialect_pair(struct dialect *d, const struct dialect_tag *tag, struct dialect_tag *ret)
{
	const struct engine *engine = &engines[tag->engine];
	size_t limit = d->nested > 0 ? d->stop : d->text.len, at = tag->end, depth = 0;

	if (engine->read == NULL || tag->single)
		return false;
	for (size_t i = 0; i < d->nunpaired; i++)
		if (str_eq(d->unpaired[i], tag->name))
			return false;
	while ((at = dialect_find(d, engine->begin, at, limit)) < limit) {
		/* One in a span of code is only spoken of. */
		if ((tag->engine == ENGINE_JSX && d->text.p[at - 1] == '`') || !is_named(d, at, tag->name) || !engine->read(d, at, ret) ||
		    !(str_eq_case(ret->name, tag->name) ||
		    (tag->call && ret->closing && ret->name.len == 0))) {
			at++;
			continue;
		}
		if (ret->closing && depth == 0)
			return true;
		if (engine->nests && !ret->single)
			depth += ret->closing ? (size_t)-1 : 1;
		at = ret->end;
	}
	if (d->nested == 0 && d->nunpaired < DIALECT_UNPAIRED_MAX)
		d->unpaired[d->nunpaired++] = tag->name;
	return false;
}
