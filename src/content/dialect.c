/* dialect.c - goes over a text, line by line and byte by byte. */
#include "content/dialect.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

typedef bool reader(struct dialect *d);

/* What may begin with a byte, in lines of text. */
static reader *const readers[256] = {
	['`'] = dialect_read_code,
	['\\'] = dialect_read_escape,
	['['] = dialect_read_bracket,
	['!'] = dialect_read_embed,
	[']'] = dialect_read_target,
	['{'] = dialect_read_brace,
	['<'] = dialect_read_markup,
	['%'] = dialect_read_comment,
	['='] = dialect_read_mark,
	['^'] = dialect_read_caret,
	['$'] = dialect_read_math,
	[':'] = dialect_read_url,
	['('] = dialect_read_reference,
};

/* What a line, or several from it on, may be. */
static reader *const line_readers[] = {
	dialect_read_drawer, dialect_read_include, dialect_read_box, dialect_read_indented,
	dialect_read_callout, dialect_read_org_block, dialect_read_module, dialect_read_attributes,
	dialect_read_open, dialect_read_abbreviation, dialect_read_contents,
	dialect_read_property, dialect_read_definition, dialect_read_formula,
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])

/* --- within a line --------------------------------------------------- */

static void
read_inline(struct dialect *d)
{
	while (d->at < d->stop && (!d->again || d->nested > 0)) {
		size_t to = d->at;
		reader *r = NULL;

		while (to < d->stop && (r = readers[(unsigned char)d->text.p[to]]) == NULL)
			to++;
		dialect_take(d, to);
		if (d->at >= d->stop)
			break;
		if (d->where == IN_HTML && d->text.p[to] != '<' && d->text.p[to] != '{')
			r = NULL;
		if (r == NULL || d->steps == 0 || !r(d))
			dialect_take(d, d->at + 1);
	}
}

void
dialect_inner(struct dialect *d, size_t to)
{
	size_t stop = d->stop;

	d->nested++;
	d->stop = to;
	read_inline(d);
	d->nested--;
	d->stop = stop;
	dialect_settle(d);
}

/* What stood before has gone: perhaps the rest is code. */
static void
judge_again(struct dialect *d)
{
	d->again = false;
	d->line.text = d->line.inner = d->at;
	d->line.indent = 0;
	d->line.end = d->stop;
	if (d->line.begins || d->at == d->stop)
		d->block.leaf = LEAF_NONE;
	block_judge(&d->block, d->text, &d->line);
	if (d->line.kind == LINE_CODE)
		dialect_take(d, d->stop);
	else if (d->line.kind == LINE_HTML)
		d->where = IN_HTML;
}

/* Whether the next line goes on with the item that begins on this one. */
static bool
has_more(const struct dialect *d)
{
	size_t at = d->stop + 1, indent = 0;

	while (at + indent < d->text.len && ascii_is_blank(d->text.p[at + indent]))
		indent++;
	at += indent;
	return indent > d->column / 2 && at < d->text.len && d->text.p[at] != '\n';
}

/* Nothing is left of a line, whose signs stand in the output from begin on. */
static void
read_nothing(struct dialect *d, size_t begin)
{
	/* Blank now, it would end a block of HTML. */
	if (d->where == IN_HTML) {
		strbuf_adds(d->out, "<!-- -->");
		return;
	}
	d->block.leaf = LEAF_NONE;
	/* "- " alone below a paragraph would make it a heading. */
	if (!d->line.new_item || memchr(d->out->buf + begin, '\n', d->out->len - begin) != NULL)
		return;
	if (has_more(d))
		strbuf_adds(d->out, "<!-- -->");
	else
		strbuf_truncate(d->out, begin);
}

static void
read_text(struct dialect *d)
{
	size_t begin = d->out->len;

	d->where = d->line.kind == LINE_HTML ? IN_HTML : IN_TEXT;
	d->fresh = true;
	d->again = false;
	if (d->where == IN_HTML && d->steps > 0 && dialect_read_aside(d))
		return;
	for (size_t i = 0; d->where == IN_TEXT && i < COUNT(line_readers); i++)
		if (d->steps > 0 && line_readers[i](d))
			return;
	dialect_head(d);
	/* A comment is a block of one line, behind which Markdown goes on. */
	strbuf_adds(d->out, d->line.lone ? "<!-- -->" : "");
	for (;;) {
		read_inline(d);
		if (!d->again)
			break;
		judge_again(d);
	}
	if (d->fresh)
		read_nothing(d, begin);
}

/* --- code ------------------------------------------------------------ */

static const struct {
	const char *sign, *put;
} code_escapes[] = {
	{ "{{</*", "{{<" }, { "*/>}}", ">}}" }, { "{{%/*", "{{%" }, { "*/%}}", "%}}" },
	{ "{% raw %}", "" }, { "{% endraw %}", "" }, { "{%raw%}", "" }, { "{%endraw%}", "" },
	{ "{%- raw -%}", "" }, { "{%- endraw -%}", "" },
};

static void
take_code(struct dialect *d, size_t to)
{
	while (d->options->code_escapes && d->at < to) {
		size_t i = 0, at = d->at;

		while (at < to && d->text.p[at] != '{' && d->text.p[at] != '*')
			at++;
		dialect_take(d, at);
		if (at == to)
			return;
		while (i < COUNT(code_escapes) && !dialect_sees(d, at, code_escapes[i].sign))
			i++;
		if (i == COUNT(code_escapes)) {
			dialect_take(d, at + 1);
			continue;
		}
		strbuf_adds(d->out, code_escapes[i].put);
		d->at += strlen(code_escapes[i].sign);
	}
	dialect_take(d, to);
}

static void
read_code_line(struct dialect *d)
{
	size_t dedent = d->block.fence_dedent;

	if (dedent > 0 && d->at <= d->line.inner) {
		dialect_take(d, d->line.inner);
		while (dedent-- > 0 && d->at < d->line.end && ascii_is_blank(d->text.p[d->at]))
			d->at++;
	}
	take_code(d, d->line.end);
}

/* The bytes of the run of backticks at text[at]. */
static size_t
count_ticks(const struct dialect *d, size_t at, size_t end)
{
	size_t n = 0;

	while (at + n < end && d->text.p[at + n] == '`')
		n++;
	return n;
}

bool
dialect_read_code(struct dialect *d)
{
	size_t end = dialect_bound(d), n = count_ticks(d, d->at, end), at = d->at + n, m;

	while (at < end) {
		at = dialect_find(d, "`", at, end);
		m = count_ticks(d, at, end);
		if (m == n) {
			take_code(d, at + n);
			return true;
		}
		at += m;
	}
	dialect_take(d, d->at + n);
	return true;
}

/* --- the text -------------------------------------------------------- */

/* Whether the line is a shortcode and nothing else. */
static bool
is_shortcode(struct dialect *d)
{
	struct dialect_tag tag;

	return dialect_hugo_tag(d, d->line.text, &tag) && block_is_blank(d->text, tag.end, d->line.end);
}

/* What is indented as code is none when it is a shortcode below another one, within whose pair it stands. */
static void
judge_shortcode(struct dialect *d)
{
	bool below = d->below_shortcode, code = d->line.kind == LINE_CODE;

	d->below_shortcode = false;
	if ((code && (!below || d->line.indent < 4 || d->block.leaf != LEAF_NONE)) || !is_shortcode(d))
		return;
	d->below_shortcode = true;
	if (!code)
		return;
	dialect_take(d, d->line.inner);
	d->at = d->line.text;
	judge_again(d);
}

static void
read_line(struct dialect *d)
{
	block_line(&d->block, d->text, d->at, &d->line);
	d->stop = d->line.end;
	if (d->line.begins)
		d->bound = d->at;
	d->column = (d->options->mdx && d->line.indent >= 4 ? d->line.inner : d->line.text) -
	    d->line.start;
	if (dialect_box_close(d)) {
		dialect_open_line(d);
		dialect_blank(d);
		return;
	}
	dialect_open_line(d);
	judge_shortcode(d);
	if (d->line.kind == LINE_TEXT || d->line.kind == LINE_HTML)
		read_text(d);
	else if (!dialect_read_include_fence(d) && !dialect_read_include_comment(d))
		read_code_line(d);
	/* A blank may have been all that was left. */
	dialect_take(d, d->stop);
}

/* The definitions of footnotes must not stand in code. */
static void
put_notes(struct dialect *d)
{
	if (d->notes.len == 0)
		return;
	if (d->out->len > 0 && d->out->buf[d->out->len - 1] != '\n')
		strbuf_addc(d->out, '\n');
	if (d->block.n > 0 || d->nboxes > 0) {
		;	/* no code goes on outside of its quote or item */
	} else if (d->block.leaf == LEAF_FENCE) {
		strbuf_fill(d->out, d->block.fence, d->block.fence_len);
		strbuf_addc(d->out, '\n');
	} else if (d->block.leaf == LEAF_RAW) {
		strbuf_adds(d->out, d->block.ends[0]);
		strbuf_addc(d->out, '\n');
	}
	strbuf_addc(d->out, '\n');
	strbuf_addstr(d->out, strbuf_str(&d->notes));
}

/* Docusaurus reads every file as MDX; what begins with an import is certain to be. */
static bool
begins_as_mdx(struct str text)
{
	struct str line = str_trim(text);

	/* What indents the first line may make code of it. */
	if (line.len > 0 && line.p > text.p && line.p[-1] != '\n')
		return false;
	line = str_slice(line, 0, str_find(line, '\n'));
	return str_starts(line, STR("import ")) && (str_search(line, STR(" from '")) < line.len ||
	    str_search(line, STR(" from \"")) < line.len);
}

bool
dialect_translate(struct strbuf *out, struct str text, const struct dialect_options *options)
{
	struct dialect_options own = {
		.mdx = options->mdx || begins_as_mdx(text),
		.code_escapes = options->code_escapes,
	};
	struct dialect d = {
		.text = text,
		.options = &own,
		.out = out,
		.steps = text.len * DIALECT_STEPS,
		.known_from = SIZE_MAX,
		.block = { .mdx = own.mdx },
	};
	size_t before = out->len;
	bool changed;

	if (!dialect_may_hold(text, &own))
		return false;
	strbuf_init(&d.notes);
	strbuf_grow(out, text.len);
	while (d.at < text.len) {
		read_line(&d);
		assert(d.at == text.len || text.p[d.at] == '\n');
		if (d.at < text.len) {
			strbuf_addc(out, '\n');
			d.at++;
		}
	}
	put_notes(&d);
	strbuf_done(&d.notes);
	changed = !str_eq(str_from(strbuf_str(out), before), text);
	if (!changed)
		strbuf_truncate(out, before);
	return changed;
}
