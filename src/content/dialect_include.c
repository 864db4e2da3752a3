/*
 * dialect_include.c - lines that stand for another file: '{{#include x}}'
 * (mdBook), '--8<-- "x"' (Python-Markdown), '<<< x' and '<!--@include: x-->'
 * (VitePress), '{* x *}' (FastAPI's).  Nothing is read here, so they become links.
 */
#include "content/dialect_parts.h"

/* The text of [at, end) behind begin and before close, or absent. */
static struct str
between(const struct dialect *d, size_t at, size_t end, const char *begin, const char *close)
{
	struct str s = str_trim(str_slice(d->text, at, end));

	if (!str_starts(s, str_of(begin)) || !str_ends(s, str_of(close)))
		return STR_NONE;
	return str_trim(str_slice(s, str_of(begin).len, s.len - str_of(close).len));
}

struct included {
	struct str path;	/* absent: nothing is included */
	struct str name;	/* of the file, with what part of it: "x.rs:10:20", "x.ts#region" */
};

static void
take_path(struct included *inc, struct str s)
{
	size_t slash, part, end = 0;

	while (end < s.len && !dialect_is_space(s.p[end]) && s.p[end] != '{')
		end++;
	s = str_slice(s, 0, end);
	slash = str_rfind(s, '/');
	inc->name = slash < s.len ? str_from(s, slash + 1) : s;
	end = str_find(inc->name, ':');
	part = str_find(inc->name, '#');
	end = part < end ? part : end;
	inc->path = str_slice(s, 0, s.len - inc->name.len + end);
	/* "@" is the folder of the sources, "/" ours. */
	if (str_starts(inc->path, STR("@/")))
		inc->path = str_from(inc->path, 1);
}

/* What the line [at, end) stands for; false when it is no include. */
static bool
read_line(const struct dialect *d, size_t at, size_t end, struct included *ret)
{
	static const char *const forms[][2] = {
		{ "{{#include ", "}}" }, { "{{#rustdoc_include ", "}}" },
		{ "{{#playground ", "}}" }, { "--8<-- \"", "\"" }, { "<<< ", "" }, { "{* ", " *}" },
		{ "<!--@include:", "-->" }, { "<!-- @include:", "-->" },
	};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		take_path(ret, between(d, at, end, forms[i][0], forms[i][1]));
		if (str_find(ret->path, '.') < ret->path.len)
			return true;
	}
	return false;
}

bool
dialect_read_include(struct dialect *d)
{
	struct included inc;

	if (!read_line(d, d->line.text, d->line.end, &inc))
		return false;
	dialect_head(d);
	dialect_put_link(d, inc.path, inc.name);
	d->at = d->line.end;
	return true;
}

/* A fence around nothing but such a line. */
bool
dialect_read_include_fence(struct dialect *d)
{
	struct block block = d->block;
	struct block_line line, close;
	struct included inc;

	if (!d->options->code_escapes || block.leaf != LEAF_FENCE || !d->line.begins)
		return false;
	block_line(&block, d->text, d->line.next, &line);
	if (line.kind != LINE_CODE || block.leaf != LEAF_FENCE ||
	    !read_line(d, line.text, line.end, &inc))
		return false;
	block_line(&block, d->text, line.next, &close);
	if (block.leaf != LEAF_NONE || close.kind != LINE_CODE)
		return false;
	dialect_head(d);
	d->at = d->line.end;
	dialect_take(d, line.text);
	dialect_put_link(d, inc.path, inc.name);
	d->at = line.end;
	dialect_take(d, close.text);
	d->at = close.end;
	d->block = block;
	dialect_settle(d);
	return true;
}

/* A comment is a block of HTML. */
bool
dialect_read_include_comment(struct dialect *d)
{
	if (!d->line.begins || !dialect_sees(d, d->line.text, "<!--") || d->line.indent >= 4 ||
	    !dialect_read_include(d))
		return false;
	d->block.leaf = LEAF_PARAGRAPH;
	return true;
}
