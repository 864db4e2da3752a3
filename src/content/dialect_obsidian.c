/* dialect_obsidian.c - [[wikilinks]], ![[embeds]], %%comments%%, ==marks==, ^ids;
 * Logseq's ^^marks^^. */
#include <string.h>

#include "base/ascii.h"
#include "base/mime.h"
#include "base/uri.h"
#include "content/dialect_parts.h"

#define BLOCK_ID_LEN 4	/* [bytes] from which on a block's name is hardly anything else */

/* --- wikilinks ------------------------------------------------------- */

struct wikilink {
	struct str page;	/* with "#Heading" */
	struct str label;	/* may be empty */
	size_t end;
};

/* Reads "[[page|label]]" at at. */
static bool
parse(const struct dialect *d, size_t at, struct wikilink *ret)
{
	size_t from = at + 2, to = from, bar = 0;

	for (;; to++) {
		if (to >= d->stop || to - from > DIALECT_NAME_MAX || d->text.p[to] == '\n' ||
		    d->text.p[to] == '[')
			return false;
		if (d->text.p[to] == ']')
			break;
		if (d->text.p[to] == '|' && bar == 0)
			bar = to;
	}
	if (!dialect_sees(d, to, "]]") || to + 2 > d->stop || to == from)
		return false;
	ret->end = to + 2;
	ret->page = str_slice(d->text, from, bar > 0 ? bar : to);
	ret->label = bar > 0 ? str_trim(str_slice(d->text, bar + 1, to)) : STR_NONE;
	/* In a table's row the bar is escaped. */
	if (bar > 0 && ret->page.len > 0 && ret->page.p[ret->page.len - 1] == '\\')
		ret->page.len--;
	return ret->page.len > 0 && !dialect_is_space(ret->page.p[0]) &&
	    str_trim(ret->page).len > 0;
}

/* "[[1]](url)", "a[[1]]" and "a_[[1]]" are none. */
static bool
is_wikilink(const struct dialect *d, size_t at, const struct wikilink *link)
{
	char behind = link->end < d->text.len ? d->text.p[link->end] : ' ', before;

	while (dialect_before(d, at) == '_')
		at--;
	before = dialect_before(d, at);
	return behind != '(' && !ascii_is_word(before) && before != '\\';
}

/* What Obsidian shows for "Page#Heading" and "Page#^id". */
static void
add_name(struct strbuf *out, struct str page)
{
	struct str rest = page, part;

	while (str_cut(&rest, '#', &part)) {
		part = str_trim(part);
		if (part.len == 0 || part.p[0] == '^')
			continue;
		if (out->len > 0)
			strbuf_adds(out, " > ");
		strbuf_addstr(out, part);
	}
}

static void
put_wikilink(struct dialect *d, const struct wikilink *link)
{
	struct str page = str_trim(link->page);
	struct strbuf name = STRBUF_INIT, target = STRBUF_INIT;

	add_name(&name, page);
	if (page.p[0] == '#') {
		if (link->label.len > 0)
			dialect_put_label(d, link->label);
		else
			dialect_put_text(d, name.len > 0 ? strbuf_str(&name) : str_from(page, 1));
		goto out;
	}
	/* "Note: x" is no address of another site. */
	if (uri_has_scheme(page) && str_search(page, STR("://")) == page.len)
		strbuf_adds(&target, "./");
	strbuf_addstr(&target, page);
	if (link->label.len > 0) {
		dialect_put_link(d, strbuf_str(&target), link->label);
	} else {
		dialect_puts(d, "[");
		dialect_put_text(d, strbuf_str(&name));
		dialect_put_target(d, strbuf_str(&target));
	}
out:
	strbuf_done(&target);
	strbuf_done(&name);
}

static bool
is_contents(struct str s)
{
	return str_is_case(s, "toc") || str_is_case(s, "_toc_");
}

bool
dialect_read_wikilink(struct dialect *d)
{
	struct wikilink link;
	struct str rest = str_slice(d->text, d->at, d->at + 5);

	/* Where an engine puts a table of contents. */
	if (str_is_case(rest, "[toc]") && dialect_is_alone(d, d->at + 5)) {
		dialect_drop(d, d->at + 5);
		return true;
	}
	if (!dialect_sees(d, d->at, "[[") || !parse(d, d->at, &link) ||
	    !is_wikilink(d, d->at, &link))
		return false;
	if (!is_contents(link.page) || !dialect_is_alone(d, link.end))
		put_wikilink(d, &link);
	dialect_drop(d, link.end);
	return true;
}

/* "300" and "300x200" are sizes, no labels. */
static bool
is_size(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.p[i]) && s.p[i] != 'x')
			return false;
	return true;
}

bool
dialect_read_embed(struct dialect *d)
{
	struct wikilink link;
	struct str file;

	if (!dialect_sees(d, d->at, "![[") || !parse(d, d->at + 1, &link) ||
	    !is_wikilink(d, d->at, &link))
		return false;
	file = str_slice(link.page, 0, str_find(link.page, '#'));
	if (is_size(link.label))
		link.label = STR_NONE;
	if (mime_is_image(mime_of(file)))
		dialect_put_image(d, link.page, link.label, STR_NONE);
	else
		put_wikilink(d, &link);
	dialect_drop(d, link.end);
	return true;
}

/* --- comments and marks ------------------------------------------------- */

static bool
is_percent(const struct dialect *d, size_t at)
{
	return at < d->text.len && d->text.p[at] == '%';
}

/* A whole line or several lines of their own, or words close to their signs:
 * "%% of" in a sentence on printf is none. */
bool
dialect_read_comment(struct dialect *d)
{
	size_t from = d->at + 2, to, limit;
	bool alone, close;

	if (!dialect_sees(d, d->at, "%%") || is_percent(d, from) ||
	    is_percent(d, d->at > 0 ? d->at - 1 : d->text.len) || from >= d->text.len)
		return false;
	alone = d->fresh && d->nested == 0;
	limit = alone ? d->text.len : dialect_bound(d);
	to = dialect_find(d, "%%", from, limit);
	if (to >= limit || is_percent(d, to + 2))
		return false;
	close = !dialect_is_space(d->text.p[from]) && !dialect_is_space(d->text.p[to - 1]) &&
	    !ascii_is_word(dialect_before(d, d->at)) &&
	    (to + 2 == d->text.len || !ascii_is_word(d->text.p[to + 2]));
	/* Over lines it begins and ends with lines of its own. */
	if (!close && !block_is_blank(d->text, to + 2, dialect_line_end(d, to)))
		return false;
	if (dialect_line_end(d, from) < to && !alone)
		return false;
	dialect_drop(d, to + 2);
	return true;
}

bool
dialect_read_mark(struct dialect *d)
{
	char sign = d->text.p[d->at], both[3] = { sign, sign, '\0' };
	size_t from = d->at + 2, bound, to;
	char before = dialect_before(d, d->at);

	if (!dialect_sees(d, d->at, both) || d->nested >= DIALECT_DEPTH_MAX)
		return false;
	if (before == sign || from >= d->stop || d->text.p[from] == sign) {
		while (from < d->stop && d->text.p[from] == sign)
			from++;
		dialect_take(d, from);
		return true;
	}
	if (ascii_is_word(before) || before == '!' || before == '<' || before == '>' ||
	    dialect_is_space(d->text.p[from]))
		return false;
	bound = dialect_bound(d);
	to = dialect_find(d, both, from, bound);
	if (to >= bound || dialect_is_space(d->text.p[to - 1]) || (to + 2 < d->text.len &&
	    (ascii_is_word(d->text.p[to + 2]) || d->text.p[to + 2] == sign)))
		return false;
	d->at = from;
	dialect_inner(d, to);
	if (d->at == to)
		dialect_drop(d, to + 2);
	return true;
}

/* " ^id" at the end of a line: what links to the block name. */
bool
dialect_read_block_id(struct dialect *d)
{
	size_t to = d->at + 1, least = BLOCK_ID_LEN;
	bool letter = false;

	if (!dialect_is_space(dialect_before(d, d->at)) || d->nested > 0)
		return false;
	/* Behind a whole sentence it may be short. */
	if (d->at > 1 && strchr(".!?", dialect_before(d, d->at - 1)) != NULL)
		least = 1;
	for (; to < d->stop && (ascii_is_word(d->text.p[to]) || d->text.p[to] == '-'); to++)
		letter = letter || !ascii_is_digit(d->text.p[to]);
	/* "x ^2" is arithmetic. */
	if ((!letter && to - d->at < 7) || to - d->at <= least || !block_is_blank(d->text, to, d->stop))
		return false;
	dialect_drop(d, to);
	return true;
}
