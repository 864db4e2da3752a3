/* dialect_link.c - targets of links, and tags of HTML, with templates in them. */
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

static bool
is_template(const struct dialect *d, size_t at)
{
	return dialect_sees(d, at, "{{") || dialect_sees(d, at, "{%");
}

/* The position behind the template at at, or 0. */
static size_t
template_end(struct dialect *d, size_t at)
{
	if (dialect_sees(d, at, "{%"))
		return dialect_tag_end(d, at + 2, "%}");
	return dialect_tag_end(d, at + 2, "}}");
}

/* The end of the target that begins at at; *ret_made: there is something in it
 * that an engine would make the target of. */
static size_t
target_end(struct dialect *d, size_t at, size_t bound, bool *ret_made)
{
	size_t depth = 0, end;

	*ret_made = dialect_sees(d, at, "@/");
	while (at < bound && !dialect_is_space(d->text.p[at])) {
		char c = d->text.p[at];

		if (is_template(d, at) && at >= d->raw_end && (end = template_end(d, at)) > 0 &&
		    end <= bound) {
			*ret_made = true;
			at = end;
			continue;
		}
		if (c == '(')
			depth++;
		else if (c == ')' && depth-- == 0)
			break;
		at += c == '\\' && at + 1 < bound ? 2 : 1;
	}
	return at < bound ? at : bound;
}

/* Reads templates up to to, and appends what they make to what stands between. */
static void
read_made(struct dialect *d, struct strbuf *url, size_t to)
{
	struct strbuf *out = d->out;
	enum dialect_where where = d->where;
	bool fresh = d->fresh, flat = d->flat;

	d->out = url;
	d->where = IN_TARGET;
	d->flat = true;
	d->nested++;
	while (d->at < to) {
		size_t stop = d->stop;
		bool read = false;

		d->stop = to;
		if (is_template(d, d->at))
			read = dialect_read_brace(d);
		d->stop = stop;
		if (!read) {
			d->nflat += d->text.p[d->at] == '\n';
			strbuf_addc(url, d->text.p[d->at++]);
		}
	}
	d->nested--;
	d->flat = flat;
	d->where = where;
	d->out = out;
	d->fresh = fresh;
}

/* Puts the target that ends at to in angle brackets. */
static void
put_made(struct dialect *d, size_t to)
{
	struct strbuf url = STRBUF_INIT;
	size_t lines = d->nflat;
	struct str target;

	if (dialect_sees(d, d->at, "@/"))
		d->at++;
	read_made(d, &url, to);
	target = str_trim(strbuf_str(&url));
	if (str_starts(target, STR("<")) && str_ends(target, STR(">")))
		target = str_slice(target, 1, target.len - 1);
	dialect_puts(d, "<");
	for (size_t i = 0; i < target.len; i++) {
		if (target.p[i] == '<' || target.p[i] == '>')
			strbuf_addc(d->out, '\\');
		strbuf_addc(d->out, target.p[i] == '\n' ? ' ' : target.p[i]);
	}
	dialect_puts(d, ">");
	for (; lines < d->nflat && !d->flat; d->nflat--)
		strbuf_addc(d->out, '\n');
	dialect_settle(d);
	strbuf_done(&url);
}

bool
dialect_read_target(struct dialect *d)
{
	size_t bound, at, end;
	bool made;

	if (!dialect_sees(d, d->at, "]("))
		return false;
	bound = dialect_bound(d);
	at = d->at + 2;
	while (at < bound && ascii_is_blank(d->text.p[at]))
		at++;
	if (dialect_read_page(d, at))
		return true;
	end = target_end(d, at, bound, &made);
	if (!made && end < d->stop && d->text.p[end] == ' ' && dialect_read_spaced(d, at))
		return true;
	(void)dialect_pay(d, end - at);
	dialect_take(d, made ? at : end);
	if (made)
		put_made(d, end);
	return true;
}

/* "[label]: target" */
static bool
read_definition(struct dialect *d)
{
	size_t at, end;
	bool made;

	if (!d->fresh || d->nested > 0)
		return false;
	at = dialect_find(d, "]:", d->at, d->line.end);
	if (at >= d->line.end)
		return false;
	at += 2;
	while (at < d->line.end && ascii_is_blank(d->text.p[at]))
		at++;
	end = target_end(d, at, d->line.end, &made);
	if (!made)
		return false;
	dialect_take(d, at);
	put_made(d, end);
	return true;
}

bool
dialect_read_bracket(struct dialect *d)
{
	return dialect_read_wikilink(d) || read_definition(d);
}

/* What is in an address is no markup. */
bool
dialect_read_url(struct dialect *d)
{
	size_t at = d->at + 1, bound;

	if (!dialect_sees(d, d->at, "://"))
		return false;
	bound = dialect_bound(d);
	while (at < bound && !dialect_is_space(d->text.p[at]) &&
	    strchr("<>\"`()[]|", d->text.p[at]) == NULL && !is_template(d, at))
		at++;
	dialect_take(d, at);
	return true;
}

/* --- HTML ------------------------------------------------------------ */

/* The ">" that ends the tag at d->at, or bound; *ret_made as above. */
static size_t
markup_end(struct dialect *d, size_t bound, bool *ret_made)
{
	size_t at = d->at + 1, end;
	char quote = '\0';

	*ret_made = false;
	while (at < bound) {
		char c = d->text.p[at];

		if (is_template(d, at) && at >= d->raw_end && (end = template_end(d, at)) > 0 &&
		    end <= bound) {
			*ret_made = true;
			at = end;
			continue;
		}
		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			break;
		at++;
	}
	(void)dialect_pay(d, at - d->at);
	return at;
}

static void
take_markup(struct dialect *d, size_t to)
{
	while (d->at < to) {
		struct strbuf made = STRBUF_INIT;
		size_t at = d->at, lines = d->nflat;

		while (at < to && !is_template(d, at))
			at++;
		dialect_take(d, at);
		if (at == to)
			break;
		at = template_end(d, at);
		read_made(d, &made, at > 0 && at <= to ? at : d->at + 1);
		for (size_t i = 0; i < made.len; i++)
			if (made.buf[i] == '"')
				dialect_puts(d, "%22");
			else
				strbuf_addc(d->out, made.buf[i] == '\n' ? ' ' : made.buf[i]);
		for (; lines < d->nflat && !d->flat; d->nflat--)
			strbuf_addc(d->out, '\n');
		strbuf_done(&made);
	}
	dialect_settle(d);
}

/* HTML in which nothing is to be touched. */
static bool
is_verbatim(struct str name)
{
	static const char *const names[] = { "code", "pre", "script", "style", "textarea", "svg",
	    "math", "samp", "kbd" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_is_case(name, names[i]))
			return true;
	return false;
}

/* Copies up to the tag that ends the one named. */
static void
take_verbatim(struct dialect *d, struct str name, size_t bound)
{
	size_t at = d->at;

	while ((at = dialect_find(d, "</", at, bound)) < bound) {
		if (str_starts_case(str_from(d->text, at + 2), name)) {
			dialect_take(d, at);
			return;
		}
		at += 2;
	}
}

/* "<https://…>", "<a@b.c>" */
static bool
read_autolink(struct dialect *d)
{
	size_t at = d->at + 1;

	if (at == d->stop || !ascii_is_word(d->text.p[at]))
		return false;
	while (at < d->stop && !dialect_is_space(d->text.p[at]) && d->text.p[at] != '>' &&
	    d->text.p[at] != '<')
		at++;
	if (at == d->stop || d->text.p[at] != '>')
		return false;
	dialect_take(d, at + 1);
	return true;
}

bool
dialect_read_markup(struct dialect *d)
{
	size_t bound = dialect_bound(d), end;
	bool closing = dialect_sees(d, d->at, "</"), made;
	struct str name;

	if (dialect_sees(d, d->at, "<!--")) {
		end = dialect_find(d, "-->", d->at + 4, bound);
		dialect_take(d, end < bound ? end + 3 : d->at + 4);
		return true;
	}
	name = block_tag_name(d->text, d->at, bound);
	if (name.len == 0 && !dialect_sees(d, d->at, "<>") && !dialect_sees(d, d->at, "</>"))
		return read_autolink(d);
	if (dialect_read_component(d))
		return true;
	end = markup_end(d, bound, &made);
	if (name.len == 0 || end >= bound)
		return false;
	if (made)
		take_markup(d, end + 1);
	else
		dialect_take(d, end + 1);
	if (!closing && is_verbatim(name))
		take_verbatim(d, name, bound);
	return true;
}
