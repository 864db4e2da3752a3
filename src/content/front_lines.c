/*
 * front_lines.c - "Title: x" and "Date: y" above an article, without delimiters.
 *
 * Pelican, MkDocs, Python-Markdown and MultiMarkdown take the first lines of a
 * file for its settings, up to a blank one.  A text may begin with "Note: x" as
 * well, so only lines that can hardly be anything else are taken.
 */
#include "base/ascii.h"
#include "base/strbuf.h"
#include "content/front_parse.h"

enum duty {
	SETTING,
	SHOWN,		/* a page shows it: nothing is lost when the line was text after all */
	SHOWN_DATE,	/* if it begins as one */
};

/* With which a block may begin. */
static const struct {
	const char *name;
	enum duty duty;
} keys[] = {
	{ "title", SHOWN }, { "author", SHOWN }, { "authors", SHOWN }, { "category", SHOWN },
	{ "date", SHOWN_DATE }, { "description", SETTING }, { "keywords", SETTING },
	{ "lang", SETTING }, { "language", SETTING }, { "modified", SHOWN_DATE },
	{ "save_as", SETTING }, { "slug", SETTING }, { "status", SETTING },
	{ "subtitle", SETTING }, { "summary", SETTING }, { "tags", SHOWN },
	{ "template", SETTING }, { "url", SETTING },
};

/* "Key: value"; the value may be empty. */
static bool
read_entry(struct str line, struct str *ret_key, struct str *ret_value)
{
	size_t end = front_key_end(line);

	if (end == 0 || !ascii_is_letter(line.p[0]))
		return false;
	*ret_key = str_slice(line, 0, end);
	line = str_from(line, end + 1);
	*ret_value = str_trim(line);
	return line.len == 0 || ret_value->len == 0 || ascii_is_blank(line.p[0]);
}

/* Python-Markdown: four blanks go on with the value above. */
static bool
is_more(struct str line)
{
	if (line.len > 0 && line.p[0] == '\t')
		return true;
	for (size_t i = 0; i < 4; i++)
		if (i >= line.len || line.p[i] != ' ')
			return false;
	return true;
}

/* Links and tags of Obsidian's or Markdown's own, which would be lost. */
static bool
is_markup(struct str value)
{
	return (value.len > 0 && value.p[0] == '#') || str_search(value, STR("[[")) < value.len ||
	    str_search(value, STR("](")) < value.len;
}

static int
key_find(struct str key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_is_case(key, keys[i].name))
			return (int)i;
	return -1;
}

static bool
is_shown(int known, struct str value)
{
	if (known < 0 || keys[known].duty == SETTING || value.len == 0)
		return false;
	return keys[known].duty == SHOWN || ascii_is_digit(value.p[0]);
}

size_t
front_lines_end(struct str text)
{
	struct str key, value;
	bool titled = false, shown = true;
	size_t at = 0;

	while (at < text.len) {
		size_t end = at + str_find(str_from(text, at), '\n');
		struct str line = str_slice(text, at, end);

		if (str_trim(line).len == 0)
			break;
		if (read_entry(line, &key, &value)) {
			int known = key_find(key);

			if ((at == 0 && known < 0) || is_markup(value))
				return 0;
			titled = titled || (known == 0 && value.len > 0);
			shown = shown && is_shown(known, value);
		} else if (at == 0 || !is_more(line)) {
			return 0;
		}
		at = end < text.len ? end + 1 : end;
	}
	return titled || shown ? at : 0;
}

/* In small letters. */
static struct str
put_key(struct front_reader *r, struct str key)
{
	char *name = arena_bytes(r->arena, key.len);

	for (size_t i = 0; i < key.len; i++)
		name[i] = ascii_small(key.p[i]);
	return (struct str){ name, key.len };
}

/* What stands in lines, as one. */
static void
put_value(struct front_reader *r, struct front_value *v, struct str lines)
{
	struct strbuf text = STRBUF_INIT;
	struct str line;

	lines = str_trim(lines);
	if (v == NULL || lines.len == 0)
		return;
	v->kind = FRONT_SCALAR;
	v->text = lines;
	if (str_find(lines, '\n') == lines.len)
		return;
	while (str_line(&lines, &line)) {
		if (text.len > 0)
			strbuf_addc(&text, ' ');
		strbuf_addstr(&text, str_trim(line));
	}
	v->text = arena_str(r->arena, strbuf_str(&text));
	strbuf_done(&text);
}

void
front_lines_read(struct front_reader *r, struct front_value *root)
{
	struct str rest = r->text, line, key, value, lines = STR_NONE;
	struct front_value *v = NULL;
	unsigned number = r->line;
	struct front_open o;

	front_open(&o, root);
	for (; str_line(&rest, &line); number++) {
		if (!read_entry(line, &key, &value)) {
			lines.len = v != NULL ? (size_t)(line.p + line.len - lines.p) : 0;
			continue;
		}
		put_value(r, v, lines);
		lines = value;
		v = front_child(r, &o, number, 1);
		if (v == NULL)
			return;
		v->key = put_key(r, key);
	}
	put_value(r, v, lines);
	front_close_map(r, root);
}
