/* slug.c - names as parts of an address. */
#include "base/slug.h"

#include <stdint.h>

#include "base/utf8.h"

#define ZWNJ 0x200Cu
#define ZWJ 0x200Du

struct slug {
	struct strbuf *out;
	size_t start;
	bool gap;		/* blanks, "-" or "_" since the last character */
	bool edge_sign;		/* of those, one was no blank */
	bool changed;		/* a character was lost: a hash must follow */
};

/* Names that mean something else where a slug stands. */
static const char *const reserved_names[] = { "page" };
/* Ends that choose a form of the page. */
static const char *const reserved_ends[] = { ".gmi", ".gemini", ".md", ".txt", ".xml" };

/* FNV-1a, folded to 16 bits.  Addresses depend on it: it never changes. */
static unsigned
hash(struct str s)
{
	uint32_t h = UINT32_C(2166136261);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT32_C(16777619);
	return (h >> 16 ^ h) & 0xFFFF;
}

/* Appends name folded, blanks at the ends gone and runs of them one space. */
static void
add_folded(struct strbuf *out, struct str name)
{
	struct strbuf folded = STRBUF_INIT;
	bool blank = false;

	utf8_fold(&folded, name);
	struct str s = strbuf_str(&folded);

	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);

		if (utf8_is_space(c)) {
			blank = true;
			continue;
		}
		if (blank && out->len > 0)
			strbuf_addc(out, ' ');
		blank = false;
		utf8_add(out, c);
	}
	strbuf_done(&folded);
}

static bool
is_joint(uint32_t c)
{
	return c == ' ' || c == '-' || c == '_';
}

static bool
is_empty(const struct slug *g)
{
	return g->out->len == g->start;
}

/* May c stand after what is there?  next: the character after it, or 0. */
static bool
is_kept(const struct slug *g, uint32_t c, uint32_t next)
{
	bool inside = !is_empty(g) && !g->gap;

	if (c == '.')
		return !is_empty(g);
	/* Persian and Indic words are spelled with these two. */
	if (c == ZWNJ || c == ZWJ)
		return inside && utf8_is_letter(next);
	if (utf8_is_ignorable(c))
		return false;
	/* A mark that lost its letter would join the dash. */
	if (utf8_is_mark(c))
		return inside;
	return utf8_is_letter(c);
}

/* Adds c, after the dash that is due. */
static void
slug_char(struct slug *g, uint32_t c)
{
	if (g->gap && !is_empty(g))
		strbuf_addc(g->out, '-');
	else if (g->edge_sign)
		g->changed = true;
	g->gap = g->edge_sign = false;
	utf8_add(g->out, c);
}

static void
slug_chars(struct slug *g, struct str folded)
{
	for (size_t at = 0; at < folded.len;) {
		uint32_t c = utf8_next(folded, &at);
		size_t ahead = at;
		uint32_t next = at < folded.len ? utf8_next(folded, &ahead) : 0;
		size_t before = g->out->len;

		if (is_joint(c)) {
			g->gap = true;
			g->edge_sign = g->edge_sign || c != ' ';
			continue;
		}
		if (!is_kept(g, c, next)) {
			g->gap = g->changed = true;
			continue;
		}
		slug_char(g, c);
		if (g->out->len - g->start > SLUG_SIZE_MAX) {
			strbuf_truncate(g->out, before);
			g->changed = true;
			return;
		}
	}
	if (g->edge_sign)
		g->changed = true;
}

static bool
is_reserved(struct str slug)
{
	for (size_t i = 0; i < sizeof reserved_names / sizeof *reserved_names; i++)
		if (str_is(slug, reserved_names[i]))
			return true;
	for (size_t i = 0; i < sizeof reserved_ends / sizeof *reserved_ends; i++)
		if (str_ends(slug, str_of(reserved_ends[i])))
			return true;
	return false;
}

void
slug_add(struct strbuf *out, struct str name)
{
	struct strbuf folded = STRBUF_INIT;
	struct slug g = { .out = out, .start = out->len };

	add_folded(&folded, name);
	slug_chars(&g, strbuf_str(&folded));
	if (g.changed || is_empty(&g) || is_reserved(str_from(strbuf_str(out), g.start)))
		strbuf_addf(out, "%s%04x", is_empty(&g) ? "" : "-", hash(strbuf_str(&folded)));
	strbuf_done(&folded);
}
