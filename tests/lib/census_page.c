/* census_page.c - a page taken apart. */
#include "census_page.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "render/scrub.h"

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
add_str(struct arena *a, struct str **v, size_t *n, size_t *cap, struct str s)
{
	*v = arena_grow(a, *v, cap, *n + 1, sizeof **v);
	(*v)[(*n)++] = s;
}

/* Appends s without anything that shows nothing; where quotes are wrapped
 * without their signs. */
static void
add_dense(const struct census_page *p, struct strbuf *out, struct str s)
{
	bool quotes = p->form == SHEET_GEMTEXT;

	for (size_t at = 0, from; at < s.len;) {
		uint32_t c;

		from = at;
		c = utf8_next(s, &at);
		/* A soft hyphen is none where there is no hyphenation. */
		if (c > 0x20 && c != 0xAD && (quotes || c != '>') && !utf8_is_space(c) && c != 0x7F && (c < 0x80 || c > 0x9F) && c != 0xFEFF)
			strbuf_add(out, s.p + from, at - from);
	}
}

static void
read_gemtext(struct census_page *p, struct str rest)
{
	struct str line;
	bool open = false;

	while (str_line(&rest, &line)) {
		if (str_starts(line, STR("```"))) {
			if (open)
				add_str(p->arena, &p->code, &p->ncode, &p->code_cap, STR_NONE);
			open = !open;
		} else if (open) {
			add_str(p->arena, &p->code, &p->ncode, &p->code_cap, line);
		} else if (str_starts(line, STR("=> "))) {
			struct str address = str_from(line, 3);

			address = str_slice(address, 0, str_find(address, ' '));
			add_str(p->arena, &p->links, &p->nlinks, &p->links_cap, address);
			/* The label is text, the address is not. */
			line = str_from(line, 3 + address.len);
			if (line.len == 0)
				line = address;
		} else if (str_starts(line, STR("> "))) {
			line = str_from(line, 2);
		}
		add_dense(p, &p->text, line);
	}
	if (p->nlinks > 0)
		qsort(p->links, p->nlinks, sizeof *p->links, compare);
}

static void
read_lines(struct census_page *p, struct str rest)
{
	struct str line;

	while (str_line(&rest, &line)) {
		if (p->form == SHEET_MENU)
			line = str_slice(line, 1, str_find(line, '\t'));
		add_dense(p, &p->text, line);
	}
}

void
census_page_init(struct census_page *p, enum sheet_form form, struct str page, struct arena *arena)
{
	*p = (struct census_page){ .arena = arena, .form = form, .text = STRBUF_INIT };
	if (form == SHEET_GEMTEXT)
		read_gemtext(p, page);
	else
		read_lines(p, page);
}

void
census_page_done(struct census_page *p)
{
	strbuf_done(&p->text);
}

size_t
census_page_links(const struct census_page *p, struct str address)
{
	size_t low = 0, high = p->nlinks, n = 0;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (str_cmp(p->links[mid], address) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	while (low + n < p->nlinks && str_eq(p->links[low + n], address))
		n++;
	return n;
}

/* The lines of code as they must be shown: without blank ones at either end. */
static struct str *
wanted_lines(struct arena *a, struct str code, size_t *ret_n)
{
	struct str *v = NULL, line;
	struct strbuf shown = STRBUF_INIT;
	size_t n = 0, cap = 0, last = 0;

	while (str_line(&code, &line)) {
		strbuf_reset(&shown);
		if (!scrub_is_blank(line)) {
			scrub_code(&shown, line, true);
			if (str_starts(strbuf_str(&shown), STR("```")))
				strbuf_insert(&shown, 0, STR(" "));
		}
		if (shown.len == 0 && n == 0)
			continue;
		add_str(a, &v, &n, &cap, arena_str(a, strbuf_str(&shown)));
		last = shown.len > 0 ? n : last;
	}
	strbuf_done(&shown);
	*ret_n = last;
	return v;
}

bool
census_page_code(struct census_page *p, struct str code, size_t *ret_nlines)
{
	size_t n, from = p->code_at, to;
	struct str *wanted = wanted_lines(p->arena, code, &n);

	*ret_nlines = n;
	if (n == 0)
		return true;
	for (; from < p->ncode; from = to + 1) {
		size_t same = 0;

		for (to = from; to < p->ncode && p->code[to].p != NULL;)
			to++;
		while (same < n && from + same < to && str_eq(p->code[from + same], wanted[same]))
			same++;
		if (same == n && from + n == to) {
			p->code_at = to + 1;
			return true;
		}
	}
	return false;
}

bool
census_page_text(struct census_page *p, struct str s)
{
	struct str text = strbuf_str(&p->text), behind = str_from(text, p->text_at);
	struct strbuf dense = STRBUF_INIT;
	size_t at, len;

	add_dense(p, &dense, s);
	len = dense.len;
	at = str_search(behind, strbuf_str(&dense));
	if (at < behind.len)
		p->text_at += at + len;
	else
		at = len == 0 ? 0 : str_search(text, strbuf_str(&dense));
	strbuf_done(&dense);
	return len == 0 || at < text.len;
}
