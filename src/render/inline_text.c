/* inline_text.c - characters, code and the marks of emphasis in a line of text. */
#include "render/inline_parts.h"

#include <string.h>

#include "base/utf8.h"

/* Three of these in a row make Lagrange show a menu's line as preformatted. */
#define DRAWING_SIGNS "^*_-=~/|\\<>()[]{}"
#define DRAWING_RUN 3

static uint32_t
last_character(struct str s)
{
	size_t at;

	if (s.len == 0)
		return 0;
	at = utf8_before(s, s.len);
	return utf8_next(s, &at);
}

/* A line end in the source is a blank, but not between two characters of
 * scripts that are written without. */
void
inline_settle_soft(struct inlines *in, struct str next)
{
	struct str text = strbuf_str(&in->text);
	size_t at = 0;

	in->soft = false;
	if (text.len == 0 || text.p[text.len - 1] == '\n' || next.len == 0)
		return;
	if ((unsigned char)text.p[text.len - 1] >= 0x80 && (unsigned char)next.p[0] >= 0x80 &&
	    utf8_is_cjk(last_character(text)) && utf8_is_cjk(utf8_next(next, &at)))
		return;
	strbuf_addc(&in->text, ' ');
}

void
inline_add_text(struct inlines *in, struct str s)
{
	if (s.len == 0)
		return;
	if (in->soft)
		inline_settle_soft(in, s);
	strbuf_addstr(&in->text, s);
}

void
inline_add_break(struct inlines *in)
{
	in->soft = false;
	if (in->text.len > 0)
		strbuf_addc(&in->text, '\n');
}

/* Code keeps its backticks; what holds some gets more of them around. */
void
inline_add_code(struct inlines *in, struct str code)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < code.len; i++) {
		run = code.p[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	if (in->soft)
		inline_settle_soft(in, STR("`"));
	strbuf_fill(&in->text, '`', longest + 1);
	if (longest > 0)
		strbuf_addc(&in->text, ' ');
	strbuf_addstr(&in->text, code);
	if (longest > 0)
		strbuf_addc(&in->text, ' ');
	strbuf_fill(&in->text, '`', longest + 1);
}

/* --- emphasis -------------------------------------------------------- */

size_t
inline_add_mark(struct inlines *in, char sign)
{
	in->marks = arena_grow(in->arena, in->marks, &in->cap, in->nmarks + 1, sizeof *in->marks);
	in->marks[in->nmarks] = (struct inline_mark){ .at = in->text.len };
	strbuf_addc(&in->text, sign);
	return in->nmarks++;
}

void
inline_kill_mark(struct inlines *in, size_t i)
{
	in->marks[i].dead = true;
	in->marks[in->marks[i].partner].dead = true;
}

static bool
is_drawing(const struct inlines *in, size_t at)
{
	return at < in->text.len && in->text.buf[at] != '\0' &&
	    strchr(DRAWING_SIGNS, in->text.buf[at]) != NULL;
}

/* Takes out marks that would stand in a row of signs, with their partners. */
void
inline_thin_marks(struct inlines *in)
{
	size_t len, from = 0, at;

	for (size_t i = 0; i < in->nmarks; i++) {
		size_t start = in->marks[i].at, end = start + 1;

		while (start > 0 && is_drawing(in, start - 1) && end - start < DRAWING_RUN)
			start--;
		while (is_drawing(in, end) && end - start < DRAWING_RUN)
			end++;
		if (end - start >= DRAWING_RUN)
			inline_kill_mark(in, i);
	}
	len = in->text.len;
	at = 0;
	for (size_t i = 0; i <= in->nmarks; i++) {
		size_t to = i < in->nmarks ? in->marks[i].at : len;

		if (i < in->nmarks && !in->marks[i].dead)
			continue;
		memmove(in->text.buf + at, in->text.buf + from, to - from);
		at += to - from;
		from = to + 1;
	}
	strbuf_truncate(&in->text, at);
}

/* Appends the text from start on without its marks, on one line. */
struct str
inline_label_from(struct inlines *in, size_t start)
{
	char *label = arena_bytes(in->arena, in->text.len - start + 1);
	size_t n = 0, mark = in->nmarks;

	while (mark > 0 && in->marks[mark - 1].at >= start)
		mark--;
	for (size_t at = start; at < in->text.len; at++) {
		if (mark < in->nmarks && in->marks[mark].at == at)
			mark++;
		else
			label[n++] = in->text.buf[at] == '\n' ? ' ' : in->text.buf[at];
	}
	return (struct str){ label, n };
}
