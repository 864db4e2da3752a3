/*
 * front_julia.c - Franklin's settings, which are Julia: lines '@def title = "x"' above an article,
 * and 'rss_pubdate = Date(2026, 6, 14)' in them and in its blocks between "+++".
 *
 * All that pages say of themselves in it is TOML but for those two.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/strbuf.h"
#include "content/front_parse.h"

#define DEF STR("@def ")
#define QUOTES STR("\"\"\"")	/* around a text of several lines */
#define DAY_LEN 10		/* [bytes] of "2026-06-14" */

static size_t
count_quotes(struct str line)
{
	size_t n = 0;

	for (size_t at = str_search(line, QUOTES); at < line.len;
	    at += QUOTES.len + str_search(str_from(line, at + QUOTES.len), QUOTES))
		n++;
	return n;
}

size_t
front_defs_end(struct str text)
{
	struct str rest = text, line;
	size_t end = 0;
	bool open = false;

	while (str_line(&rest, &line)) {
		if (!open && str_trim(line).len == 0)
			continue;
		if (!open && !str_starts(line, DEF))
			break;
		if (count_quotes(line) % 2 != 0)
			open = !open;
		end = text.len - rest.len;
	}
	return open ? 0 : end;
}

/* The number at s[*at], behind blanks and before the sign end; -1: there is none. */
static int
take_number(struct str s, size_t *at, char end)
{
	int n = 0, digits = 0;

	while (*at < s.len && s.p[*at] == ' ')
		++*at;
	for (; *at < s.len && ascii_is_digit(s.p[*at]) && digits < 4; digits++)
		n = n * 10 + (s.p[(*at)++] - '0');
	while (*at < s.len && s.p[*at] == ' ')
		++*at;
	return digits > 0 && *at < s.len && s.p[(*at)++] == end ? n : -1;
}

/* Writes the date that the bytes from p on are, "Date(2026, 6, 14)", over them. */
static void
write_date(char *p, size_t len)
{
	struct str s = { p, len };
	struct strbuf day = STRBUF_INIT;
	size_t at = strlen("Date(");
	int y = take_number(s, &at, ','), m = y < 0 ? -1 : take_number(s, &at, ','), d = m < 0 ? -1 : take_number(s, &at, ')');

	if (d >= 0 && at >= DAY_LEN && m < 100 && d < 100) {
		strbuf_addf(&day, "%04d-%02d-%02d", y, m, d);
		memset(p, ' ', at);
		memcpy(p, day.buf, DAY_LEN);
	}
	strbuf_done(&day);
}

/* Where the value "Date(...)" of a key begins on the line; its length when there is none. */
static size_t
find_date(struct str line)
{
	size_t at = 0;

	while (at < line.len && (ascii_is_word(line.p[at]) || line.p[at] == '_' || line.p[at] == ' '))
		at++;
	return str_starts(str_from(line, at), STR("= Date(")) ? at + 2 : line.len;
}

struct str
front_julia(struct arena *a, struct str s)
{
	bool defs = str_starts(s, DEF), open = false;
	size_t at, next;
	char *p;

	if (!defs && str_search(s, STR("= Date(")) == s.len)
		return s;
	p = arena_bytes(a, s.len + 1);
	memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	for (at = 0; at < s.len; at = next) {
		struct str line = str_slice(s, at, at + str_find(str_from(s, at), '\n'));
		size_t from = !open && defs && str_starts(line, DEF) ? DEF.len : 0, date;

		next = at + line.len + 1;
		memset(p + at, ' ', from);
		date = open ? line.len : from + find_date(str_from(line, from));
		if (date < line.len)
			write_date(p + at + date, line.len - date);
		if (count_quotes(line) % 2 != 0)
			open = !open;
	}
	return (struct str){ p, s.len };
}
