/* dialect_hugo.c - Hugo's shortcodes: {{< x >}} and {{% x %}}. */
#include "content/dialect_parts.h"

static bool
is_shortcode(const struct dialect *d, size_t at)
{
	return dialect_sees(d, at, "{{<") || dialect_sees(d, at, "{{%");
}

bool
dialect_hugo_tag(struct dialect *d, size_t at, struct dialect_tag *ret)
{
	struct str s;
	size_t n = 0;

	if (!is_shortcode(d, at) || dialect_sees(d, at + 3, "/*"))
		return false;
	*ret = (struct dialect_tag){ .engine = ENGINE_HUGO, .start = at };
	ret->end = dialect_tag_end(d, at + 3, d->text.p[at + 2] == '<' ? ">}}" : "%}}");
	if (ret->end == 0)
		return false;
	s = str_trim(str_slice(d->text, at + 3, ret->end - 3));
	if (s.len > 0 && s.p[0] == '/') {
		ret->closing = true;
		s = str_trim(str_from(s, 1));
	}
	if (s.len > 0 && s.p[s.len - 1] == '/') {
		ret->single = true;
		s.len--;
	}
	while (n < s.len && !dialect_is_space(s.p[n]) && s.p[n] != '"')
		n++;
	ret->name = str_slice(s, 0, n);
	ret->args = str_from(s, n);
	return n > 0;
}

/* With slash and asterisk inside its brackets, it is shown and not run. */
static bool
read_escaped(struct dialect *d)
{
	bool angle = d->text.p[d->at + 2] == '<';
	size_t from = d->at + 5, reach = dialect_reach(d), to;

	to = dialect_find(d, angle ? "*/>}}" : "*/%}}", from, reach);
	if (to >= reach)
		return false;
	dialect_put_text(d, angle ? STR("{{<") : STR("{{%"));
	dialect_put_text(d, str_slice(d->text, from, to));
	dialect_put_text(d, angle ? STR(">}}") : STR("%}}"));
	dialect_drop(d, to + 5);
	return true;
}

bool
dialect_read_hugo(struct dialect *d)
{
	struct dialect_tag tag;

	if (is_shortcode(d, d->at) && dialect_sees(d, d->at + 3, "/*"))
		return read_escaped(d);
	if (!dialect_hugo_tag(d, d->at, &tag))
		return false;
	dialect_call(d, &tag);
	return true;
}
