/* markdown_east.c - strong emphasis in scripts written without blanks. */
#include "content/markdown_east.h"

#include <string.h>

#include "base/utf8.h"

#define TICKS_MAX 8	/* backticks in a row that may begin code */
#define RUN 2		/* signs of strong emphasis */

struct run {
	bool open;
	bool mended;
	size_t at;		/* of the opening run in out */
};

struct scan {
	struct str text;
	size_t at;
	struct strbuf *out;
	struct run star, line;	/* "**" and "__" */
	bool no_ticks[TICKS_MAX + 1];	/* no more of so many backticks in a row */
	bool marked;
};

static size_t
count(struct str s, size_t at, char c)
{
	size_t n = 0;

	while (at + n < s.len && s.p[at + n] == c)
		n++;
	return n;
}

static void
copy(struct scan *s, size_t to)
{
	to = to < s->text.len ? to : s->text.len;
	strbuf_add(s->out, s->text.p + s->at, to - s->at);
	s->at = to;
}

/* Copies the code that begins here, or its backticks when it does not end. */
static void
copy_code(struct scan *s)
{
	size_t n = count(s->text, s->at, '`'), end = s->at + n, m;

	copy(s, end);
	if (n > TICKS_MAX || s->no_ticks[n])
		return;
	for (; end < s->text.len; end += m) {
		end += str_find(str_from(s->text, end), '`');
		m = count(s->text, end, '`');
		if (m == n) {
			copy(s, end + m);
			return;
		}
	}
	s->no_ticks[n] = true;
}

/* --- characters ------------------------------------------------------ */

static uint32_t
character_before(struct str s, size_t at)
{
	size_t from;

	if (at == 0)
		return '\n';
	from = utf8_before(s, at);
	return utf8_next(s, &from);
}

static uint32_t
character_at(struct str s, size_t at)
{
	return at < s.len ? utf8_next(s, &at) : '\n';
}

static bool
is_punctuation(uint32_t c)
{
	return !utf8_is_letter(c) && !utf8_is_space(c);
}

/* A letter of the scripts in which words stand close to signs, or small words
 * close to others: "and" and "the" in Hebrew and Arabic. */
static bool
is_eastern(uint32_t c)
{
	static const uint32_t scripts[][2] = {
		{ 0x0590, 0x05FF },	/* Hebrew */
		{ 0x0600, 0x06FF }, { 0x0750, 0x077F }, { 0xFB50, 0xFEFC },	/* Arabic */
		{ 0x0E00, 0x0EFF }, { 0x1000, 0x109F }, { 0x1780, 0x17FF },	/* Thai, Lao, Burmese, Khmer */
		{ 0xAC00, 0xD7A3 },	/* Korean */
	};
	bool found = utf8_is_cjk(c);

	for (size_t i = 0; !found && i < sizeof scripts / sizeof scripts[0]; i++)
		found = c >= scripts[i][0] && c <= scripts[i][1];
	return found && utf8_is_letter(c);
}

/* Punctuation that takes the room of a letter: "。" and "「". */
static bool
is_wide(uint32_t c)
{
	return (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
}

/* Whether outside, next to the signs, and inside, the punctuation on their other
 * side, would keep them from being signs. */
static bool
needs_mark(uint32_t outside, uint32_t inside)
{
	return is_punctuation(inside) && (is_eastern(outside) ||
	    (is_wide(inside) && utf8_is_letter(outside)));
}

/* --- runs ------------------------------------------------------------ */

static void
put_mark(struct scan *s)
{
	strbuf_adds(s->out, EAST_MARK);
	s->marked = true;
}

/* "__" can stand within a word in no case, "**" can. */
static void
make_stars(struct scan *s, size_t at)
{
	memset(s->out->buf + at, '*', RUN);
}

static void
close_run(struct scan *s, struct run *run, bool mend)
{
	mend = mend || run->mended;
	/* Between the punctuation and the signs. */
	if (mend)
		put_mark(s);
	copy(s, s->at + RUN);
	if (mend) {
		make_stars(s, run->at);
		make_stars(s, s->out->len - RUN);
	}
	run->open = false;
}

static void
open_run(struct scan *s, struct run *run, bool mend)
{
	*run = (struct run){ .open = true, .mended = mend, .at = s->out->len };
	copy(s, s->at + RUN);
	if (mend)
		put_mark(s);
}

static void
take_run(struct scan *s, struct run *run)
{
	uint32_t before = character_before(s->text, s->at), after = character_at(s->text, s->at + RUN);

	if (run->open && !utf8_is_space(before))
		close_run(s, run, needs_mark(after, before));
	else if (!run->open && !utf8_is_space(after))
		open_run(s, run, needs_mark(before, after));
	else
		copy(s, s->at + RUN);
}

bool
east_is_needed(struct str text)
{
	if (str_search(text, STR("**")) == text.len && str_search(text, STR("__")) == text.len)
		return false;
	/* U+0580 and beyond begin with these bytes, and so does general punctuation, which
	 * is common elsewhere. */
	for (size_t i = utf8_skip_ascii(text, 0); i < text.len; i = utf8_skip_ascii(text, i + 1))
		if ((unsigned char)text.p[i] >= 0xD6 && (unsigned char)text.p[i] != 0xE2)
			return true;
	return false;
}

bool
east_mark(struct str text, struct strbuf *out)
{
	struct scan s = { .text = text, .out = out };
	size_t start = out->len;

	while (s.at < text.len) {
		char c = text.p[s.at];
		size_t n = count(text, s.at, c);

		if (c == '\\')
			copy(&s, s.at + 2);
		else if (c == '`')
			copy_code(&s);
		else if ((c == '*' || c == '_') && n == RUN)
			take_run(&s, c == '*' ? &s.star : &s.line);
		else
			copy(&s, s.at + ((unsigned char)c < 0x80 ? n : 1));
	}
	if (!s.marked)
		strbuf_truncate(out, start);
	return s.marked;
}

struct str
east_unmark(struct arena *a, struct str s)
{
	struct str mark = STR(EAST_MARK);
	char *text;
	size_t n = 0, end;

	if (str_search(s, mark) == s.len)
		return s;
	text = arena_bytes(a, s.len);
	while (s.len > 0) {
		end = str_search(s, mark);
		memcpy(text + n, s.p, end);
		n += end;
		s = str_from(s, end + mark.len);
	}
	return (struct str){ text, n };
}
