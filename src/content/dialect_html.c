/* dialect_html.c - which lines are HTML, and which tags are none. */
#include "content/dialect_block.h"

#include <string.h>

#include "base/ascii.h"

static const char *const raw_ends[] = { "</script>", "</pre>", "</style>", "</textarea>", NULL };
static const char *const comment_ends[] = { "-->", NULL };
static const char *const instruction_ends[] = { "?>", NULL };
static const char *const declaration_ends[] = { ">", NULL };
static const char *const cdata_ends[] = { "]]>", NULL };

static const struct {
	const char *begin;
	const char *const *ends;
	bool name;	/* begin is a tag's and must end there */
} raws[] = {
	{ "<script", raw_ends, true },
	{ "<pre", raw_ends, true },
	{ "<style", raw_ends, true },
	{ "<textarea", raw_ends, true },
	{ "<!--", comment_ends, false },
	{ "<?", instruction_ends, false },
	{ "<![CDATA[", cdata_ends, false },
	{ "<!", declaration_ends, false },
};

/* block: begins a block of HTML anywhere (CommonMark, 4.6, condition 6).  plain:
 * says nothing of what is in it, so that in MDX, where Markdown goes on within
 * tags, it may go. */
static const struct element {
	const char *name;
	bool block, plain;
} elements[] = {
	{ "a", false, false }, { "abbr", false, false }, { "acronym", false, false },
	{ "address", true, false }, { "article", true, true }, { "aside", true, true },
	{ "audio", false, false }, { "b", false, false }, { "base", true, false },
	{ "basefont", true, false }, { "bdi", false, false }, { "bdo", false, false },
	{ "big", false, false }, { "blockquote", true, false }, { "body", true, false },
	{ "br", false, false }, { "button", false, false }, { "canvas", false, false },
	{ "caption", true, false }, { "center", true, true }, { "cite", false, false },
	{ "code", false, false }, { "col", true, false }, { "colgroup", true, false },
	{ "data", false, false }, { "dd", true, false }, { "del", false, false },
	{ "details", true, true }, { "dfn", false, false }, { "dialog", true, false },
	{ "dir", true, false }, { "div", true, true }, { "dl", true, false },
	{ "dt", true, false }, { "em", false, false }, { "embed", false, false },
	{ "fieldset", true, false }, { "figcaption", true, false }, { "figure", true, false },
	{ "font", false, false }, { "footer", true, true }, { "form", true, false },
	{ "frame", true, false }, { "frameset", true, false }, { "h1", true, false },
	{ "h2", true, false }, { "h3", true, false }, { "h4", true, false },
	{ "h5", true, false }, { "h6", true, false }, { "head", true, false },
	{ "header", true, true }, { "hr", true, false }, { "html", true, false },
	{ "i", false, false }, { "iframe", true, false }, { "img", false, false },
	{ "input", false, false }, { "ins", false, false }, { "kbd", false, false },
	{ "label", false, false }, { "legend", true, false }, { "li", true, false },
	{ "link", true, false }, { "main", true, true }, { "map", false, false },
	{ "mark", false, false }, { "math", false, false }, { "menu", true, false },
	{ "menuitem", true, false }, { "meta", true, false }, { "meter", false, false },
	{ "nav", true, true }, { "noframes", true, false }, { "object", false, false },
	{ "ol", true, false }, { "optgroup", true, false }, { "option", true, false },
	{ "output", false, false }, { "p", true, false }, { "param", true, false },
	{ "picture", false, false }, { "pre", false, false }, { "progress", false, false },
	{ "q", false, false }, { "rp", false, false }, { "rt", false, false },
	{ "ruby", false, false }, { "s", false, false }, { "samp", false, false },
	{ "script", false, false }, { "search", true, false }, { "section", true, true },
	{ "select", false, false }, { "small", false, true }, { "source", false, false },
	{ "span", false, true }, { "strike", false, false }, { "strong", false, false },
	{ "style", false, false }, { "sub", false, false }, { "summary", true, true },
	{ "sup", false, false }, { "svg", false, false }, { "table", true, false },
	{ "tbody", true, false }, { "td", true, false }, { "textarea", false, false },
	{ "tfoot", true, false }, { "th", true, false }, { "thead", true, false },
	{ "time", false, false }, { "title", true, false }, { "tr", true, false },
	{ "track", true, false }, { "tt", false, false }, { "u", false, false },
	{ "ul", true, false }, { "var", false, false }, { "video", false, false },
	{ "wbr", false, false },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

static const struct element *
element_find(struct str name)
{
	char first = (char)(name.p[0] | 0x20);	/* in lower case */

	for (size_t i = 0; i < COUNT(elements); i++)
		if (elements[i].name[0] == first && str_is_case(name, elements[i].name))
			return &elements[i];
	return NULL;
}

struct str
block_tag_name(struct str text, size_t at, size_t end)
{
	size_t from = at + 1, to;

	from += from < end && text.p[from] == '/';
	to = from;
	if (to == end || !ascii_is_letter(text.p[to]))
		return STR_NONE;
	while (to < end && (ascii_is_letter(text.p[to]) || ascii_is_digit(text.p[to]) ||
	    text.p[to] == '-' || text.p[to] == '.' || text.p[to] == '_'))
		to++;
	if (to < end && strchr(" \t\n/>", text.p[to]) == NULL)
		return STR_NONE;
	return str_slice(text, from, to);
}

bool
block_is_component(struct str name, bool mdx)
{
	const struct element *element = element_find(name);
	bool capital = ascii_is_capital(name.p[0]), small = false;

	if (name.len > BLOCK_NAME_MAX)
		return false;
	/* In MDX, custom elements hold Markdown as well. */
	if (mdx && (element != NULL ? element->plain : str_find(name, '-') < name.len))
		return true;
	for (size_t i = 1; i < name.len; i++)
		small = small || ascii_is_small(name.p[i]);
	/* "<BR>" and "<Table>" are old ways to write HTML. */
	return capital && (mdx || (small && element == NULL));
}

/* --- blocks of HTML -------------------------------------------------- */

bool
block_ends_raw(const struct block *b, struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		for (size_t k = 0; b->ends[k] != NULL; k++)
			if (line.p[i] == b->ends[k][0] &&
			    str_starts_case(str_from(line, i), str_of(b->ends[k])))
				return true;
	return false;
}

static bool
begins_raw(struct block *b, struct str text, const struct block_line *line)
{
	struct str s = str_slice(text, line->text, line->end);

	for (size_t i = 0; i < COUNT(raws); i++) {
		struct str begin = str_of(raws[i].begin);

		if (!str_starts_case(s, begin) || (raws[i].name && s.len > begin.len &&
		    strchr(" \t>", s.p[begin.len]) == NULL))
			continue;
		b->ends = raws[i].ends;
		b->fence_dedent = 0;
		b->leaf = block_ends_raw(b, str_from(s, begin.len)) ? LEAF_NONE : LEAF_RAW;
		return true;
	}
	return false;
}

/* A tag with nothing after it (CommonMark, 4.6, start condition 7). */
static bool
is_lone_tag(struct str text, size_t at, size_t end)
{
	char quote = '\0';

	for (; at < end; at++) {
		char c = text.p[at];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return block_is_blank(text, at + 1, end);
	}
	return false;
}

/* Whether s, which begins a tag, has the attribute "markdown", as in <div markdown="1">. */
static bool
has_markdown(struct str s)
{
	struct str name = STR("markdown");
	char quote = '\0';

	for (size_t at = 1; at + name.len < s.len; at++) {
		char c = s.p[at], next = s.p[at + name.len];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			break;
		else if (c == 'm' && strchr(" \t", s.p[at - 1]) != NULL &&
		    str_starts(str_from(s, at), name) && strchr("= \t>", next) != NULL)
			return !str_starts(str_from(s, at + name.len), STR("=\"0"));
	}
	return false;
}

/* Whether the next line is indented like code, which it is not meant to be. */
static bool
is_indented_below(struct str text, const struct block_line *line)
{
	size_t at = line->next + (line->inner - line->start), n = 0;

	for (; at < text.len && n < 4 && (text.p[at] == ' ' || text.p[at] == '\t'); at++)
		n += text.p[at] == '\t' ? 4 : 1;
	return n >= 4;
}

/* <br> or <img …>, which hold nothing, with text below that no blank line sets apart. */
static bool
is_above_text(struct str text, struct str name, const struct block_line *line)
{
	size_t at = line->next + (line->inner - line->start);

	if (!str_is_case(name, "br") && !str_is_case(name, "img"))
		return false;
	while (at < text.len && (text.p[at] == ' ' || text.p[at] == '\t'))
		at++;
	return at < text.len && text.p[at] != '\n' && text.p[at] != '<';
}

bool
block_is_open(struct str text, const struct block_line *line)
{
	struct str name, s = str_slice(text, line->text, line->end);
	const struct element *element;

	if (s.len < 3 || s.p[0] != '<' || s.p[1] == '/' || !has_markdown(s))
		return false;
	name = block_tag_name(text, line->text, line->end);
	element = name.len > 0 ? element_find(name) : NULL;
	return element != NULL && element->block && (element->plain || str_is_case(name, "p") ||
	    str_is_case(name, "figure")) &&
	    is_lone_tag(text, line->text, line->end) && !is_indented_below(text, line);
}

bool
block_begins_html(struct block *b, struct str text, struct block_line *line)
{
	const struct element *element;
	struct str name;
	bool block;

	if (begins_raw(b, text, line)) {
		line->kind = LINE_CODE;
		return true;
	}
	if (block_is_open(text, line))
		return false;
	name = block_tag_name(text, line->text, line->end);
	if (name.len == 0 || block_is_component(name, b->mdx))
		return false;
	element = element_find(name);
	block = element != NULL && element->block;
	if (!block && (b->leaf == LEAF_PARAGRAPH || !is_lone_tag(text, line->text, line->end)))
		return false;
	line->kind = LINE_HTML;
	line->lone = !block && (b->open || is_above_text(text, name, line)) &&
	    !is_indented_below(text, line);
	b->leaf = line->lone ? LEAF_NONE : LEAF_HTML;
	if (block && text.p[line->text + 1] == '/')
		b->open = false;
	return true;
}
