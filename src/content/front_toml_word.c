/* front_toml_word.c - the words of TOML: keys, texts, numbers. */
#include "content/front_toml.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

bool
toml_fail(struct toml *t, const char *why, const char *remedy)
{
	t->why = why;
	t->remedy = remedy;
	return false;
}

char
toml_peek(const struct toml *t)
{
	return t->at < t->s.len ? t->s.p[t->at] : 0;
}

bool
toml_looking_at(const struct toml *t, struct str mark)
{
	return str_starts(str_from(t->s, t->at), mark);
}

void
toml_advance(struct toml *t)
{
	if (t->s.p[t->at++] == '\n') {
		t->line++;
		t->line_at = t->at;
	}
}

unsigned
toml_col(const struct toml *t)
{
	return (unsigned)(t->at - t->line_at) + 1;
}

void
toml_skip_blanks(struct toml *t)
{
	while (toml_peek(t) == ' ' || toml_peek(t) == '\t')
		t->at++;
}

void
toml_skip_idle(struct toml *t)
{
	for (;;) {
		char c = toml_peek(t);

		if (c == '#')
			t->at += str_find(str_from(t->s, t->at), '\n');
		else if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			toml_advance(t);
		else
			return;
	}
}

/* What stands behind a backslash.  An unknown escape stays as it is written. */
static bool
read_escape(struct toml *t, struct strbuf *out)
{
	static const char from[] = "\"\\bfnrte", to[] = "\"\\\b\f\n\r\t\033";
	char c = toml_peek(t);
	const char *escape = c != '\0' ? strchr(from, c) : NULL;
	unsigned digits = c == 'u' ? 4 : 8;
	uint32_t u;

	if (escape != NULL) {
		t->at++;
		strbuf_addc(out, to[escape - from]);
	} else if (c == 'u' || c == 'U') {
		if (!front_hex(t->s, t->at + 1, digits, &u) || u > 0x10ffff || (u >= 0xd800 && u <= 0xdfff))
			return toml_fail(t, "\\u is not followed by a character's number",
			    "use single quotes for backslashes");
		t->at += 1 + digits;
		utf8_add(out, u);
	} else {
		strbuf_addc(out, '\\');
	}
	return true;
}

/* Passes a backslash at the end of a line with the blanks that follow it. */
static bool
skip_line_end(struct toml *t)
{
	struct str rest = str_from(t->s, t->at);
	size_t end = str_find(rest, '\n');

	if (end == rest.len || str_trim(str_slice(rest, 0, end)).len > 0)
		return false;
	while (t->at < t->s.len && strchr(" \t\r\n", t->s.p[t->at]) != NULL)
		toml_advance(t);
	return true;
}

static bool
read_text(struct toml *t, struct str mark, struct strbuf *out)
{
	bool long_text = mark.len == 3, escapes = mark.p[0] == '"';
	const struct toml begin = *t;

	t->at += mark.len;
	/* A line end right behind the opening quotes is none of the text. */
	if (long_text && toml_looking_at(t, STR("\r\n")))
		t->at++;
	if (long_text && toml_peek(t) == '\n')
		toml_advance(t);
	for (;;) {
		char c = toml_peek(t);

		if (t->at == t->s.len || (c == '\n' && !long_text)) {
			/* What may go on over lines is missed at the end of the block, but is so where it began. */
			if (long_text) {
				t->at = begin.at;
				t->line = begin.line;
				t->line_at = begin.line_at;
			}
			return toml_fail(t, "a quote is not closed", "add the closing quote");
		}
		if (toml_looking_at(t, mark)) {
			t->at += mark.len;
			/* Up to two more quotes belong to the text: """a"""" ends in one. */
			for (int i = 0; long_text && i < 2 && toml_peek(t) == mark.p[0]; i++, t->at++)
				strbuf_addc(out, mark.p[0]);
			return true;
		}
		if (escapes && c == '\\') {
			t->at++;
			if (long_text && skip_line_end(t))
				continue;
			if (!read_escape(t, out))
				return false;
			continue;
		}
		if (c != '\r')
			strbuf_addc(out, c);
		toml_advance(t);
	}
}

bool
toml_read_string(struct toml *t, struct str *ret)
{
	static const char *const marks[] = { "\"\"\"", "'''", "\"", "'" };
	struct strbuf out = STRBUF_INIT;
	bool good = false;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (toml_looking_at(t, str_of(marks[i]))) {
			good = read_text(t, str_of(marks[i]), &out);
			break;
		}
	if (good)
		*ret = arena_str(t->r->arena, strbuf_str(&out));
	strbuf_done(&out);
	return good;
}

static bool
is_key_end(char c)
{
	return c == '\0' || strchr(".=[]{}\"'#, \t\r\n", c) != NULL;
}

bool
toml_read_key(struct toml *t, struct str *ret)
{
	size_t from;

	toml_skip_blanks(t);
	from = t->at;
	if (toml_peek(t) == '"' || toml_peek(t) == '\'') {
		if (!toml_read_string(t, ret))
			return false;
	} else {
		while (!is_key_end(toml_peek(t)))
			t->at++;
		*ret = str_slice(t->s, from, t->at);
		if (ret->len == 0)
			return toml_fail(t, "the line is no \"key = value\"", "take it out");
	}
	toml_skip_blanks(t);
	return true;
}

bool
toml_is_number(struct str s)
{
	bool digit = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		digit = digit || ascii_is_digit(c);
		if (strchr("0123456789abcdefABCDEFxoinTZ+-._: ", c) == NULL)
			return false;
	}
	return digit || str_ends(s, STR("inf")) || str_ends(s, STR("nan"));
}
