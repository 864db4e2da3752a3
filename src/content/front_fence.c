/* front_fence.c - where the block above an article begins and ends. */
#include <string.h>

#include "content/front_parse.h"

#define BOM STR("\xef\xbb\xbf")

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

/* Whether a line carries nothing, in YAML. */
static bool
is_idle(struct str line)
{
	line = str_trim(line);
	return line.len == 0 || line.p[0] == '#';
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
static enum front_fence
fence_close(struct lines *l, const char *mark, bool needs_entry, struct front_block *ret)
{
	bool is_yaml = ret->syntax == FRONT_YAML;
	bool entries = !needs_entry, content = false, first_is_entry = false;
	size_t from = l->at, to;
	struct str line;

	ret->line = l->number;
	for (;;) {
		to = l->at;
		if (!line_next(l, &line))
			return first_is_entry || !needs_entry ? FRONT_FENCE_OPEN : FRONT_FENCE_NONE;
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
		return FRONT_FENCE_NONE;
	ret->text = str_slice(l->source, from, to);
	ret->body_at = l->at;
	ret->body_line = l->number;
	return FRONT_FENCE_FOUND;
}

static enum front_fence
fence_json(struct lines *l, size_t at, unsigned number, struct front_block *ret)
{
	struct str rest = str_from(l->source, at);
	size_t brace = str_find(rest, '{'), end;
	struct str inside = str_trim(str_slice(rest, brace + 1, brace + 256)), line;

	/* Hugo's {{< shortcodes >}} and kramdown's {: .lists} begin texts as well. */
	if (inside.len == 0 || (inside.p[0] != '"' && inside.p[0] != '}'))
		return FRONT_FENCE_NONE;
	end = front_json_end(str_from(rest, brace));
	if (end == 0)
		return FRONT_FENCE_OPEN;
	ret->syntax = FRONT_JSON;
	ret->text = str_slice(rest, 0, brace + end);
	ret->line = number;
	*l = (struct lines){ l->source, at, number };
	while (l->at < at + brace + end)
		line_next(l, &line);
	if (!is_blank(str_slice(l->source, at + brace + end, l->at)))
		return FRONT_FENCE_NONE;
	ret->body_at = l->at;
	ret->body_line = l->number;
	return FRONT_FENCE_FOUND;
}

/* The first lines, up to a blank one, or to what is none of Franklin's. */
static enum front_fence
fence_lines(struct lines *l, size_t at, unsigned number, enum front_syntax syntax, struct front_block *ret)
{
	struct str rest = str_from(l->source, at), line;
	size_t end = at + (syntax == FRONT_TOML ? front_defs_end(rest) : front_lines_end(rest));

	if (end == at)
		return FRONT_FENCE_NONE;
	ret->syntax = syntax;
	ret->text = str_slice(l->source, at, end);
	ret->line = number;
	while (l->at < end)
		line_next(l, &line);
	ret->body_at = l->at;
	ret->body_line = l->number;
	return FRONT_FENCE_FOUND;
}

enum front_fence
front_fence_find(struct str source, struct front_block *ret)
{
	struct lines l = { source, 0, 1 };
	const struct language *language;
	enum front_fence fence;
	struct str line;
	unsigned number;
	size_t at;

	if (str_starts(source, BOM))
		l.at = BOM.len;
	*ret = (struct front_block){ .body_at = l.at, .body_line = 1 };
	do {
		at = l.at;
		number = l.number;
		if (!line_next(&l, &line))
			return FRONT_FENCE_NONE;
	} while (is_blank(line));

	ret->fence_line = number;
	if (str_starts(line, STR("---"))) {
		language = language_find(str_trim(str_from(line, 3)));
		if (language == NULL)
			return FRONT_FENCE_NONE;
		ret->syntax = language->syntax;
		fence = fence_close(&l, "---", language->name[0] == '\0', ret);
		if (fence == FRONT_FENCE_FOUND && language->syntax == FRONT_NONE)
			return FRONT_FENCE_FOREIGN;
		return fence;
	}
	if (is_mark(line, "+++")) {
		ret->syntax = FRONT_TOML;
		return fence_close(&l, "+++", false, ret);
	}
	if (str_trim(line).p[0] == '{')
		return fence_json(&l, at, number, ret);
	if (str_starts(line, STR("@def ")))
		return fence_lines(&l, at, number, FRONT_TOML, ret);
	return number == 1 ? fence_lines(&l, at, number, FRONT_LINES, ret) : FRONT_FENCE_NONE;
}

bool
front_fence_whole(struct str source, struct front_block *ret, unsigned *ret_second)
{
	struct lines l = { source, str_starts(source, BOM) ? BOM.len : 0, 1 };
	bool begun = false, ended = false;
	size_t from = l.at, to = source.len, at;
	struct str line;

	*ret = (struct front_block){ .syntax = FRONT_YAML, .line = 1, .body_at = source.len, .body_line = 1 };
	*ret_second = 0;
	for (at = l.at; *ret_second == 0 && line_next(&l, &line); at = l.at) {
		if (is_idle(line))
			continue;
		if (ended) {
			*ret_second = l.number - 1;
		} else if (is_mark(line, "---") && !begun) {
			from = l.at;
			ret->line = l.number;
		} else if (is_mark(line, "---") || is_mark(line, "...")) {
			to = at;
			ended = true;
		}
		begun = true;
	}
	ret->text = str_slice(source, from, to);
	return *ret_second == 0;
}
