/* gemtext.c - text/gemini: Gemini's gemtext specification 0.24.1. */
#include <string.h>

#include "render/scrub.h"
#include "render/sheet_kind.h"

#define FENCE "```"
#define HEADING_LEVELS 3
#define LADDER_MAX 8		/* rungs that are shown; clients do not wrap well deep in blanks */
#define NBSP "\xC2\xA0"
#define DASH "\xE2\x80\x93 "	/* an en dash and a blank */

/* What would make a text line one of another type. */
static const char *const line_types[] = { "=>", "#", ">", "* ", FENCE };

static bool
is_other_type(struct str line)
{
	if (line.len == 0 || strchr("=#>*`", line.p[0]) == NULL)
		return false;
	for (size_t i = 0; i < sizeof line_types / sizeof line_types[0]; i++)
		if (str_starts(line, str_of(line_types[i])))
			return true;
	return false;
}

/*
 * The marker of an item on a rung of the ladder.  Gemtext has lists of one
 * level; the others are shown within it, by no-break spaces since Lagrange
 * trims ordinary ones.
 */
static void
add_rung(struct strbuf *out, unsigned rung)
{
	if (rung == 0)
		return;
	strbuf_adds(out, "* ");
	if (rung > LADDER_MAX)
		rung = LADDER_MAX;
	for (unsigned i = 2; i < rung; i++)
		strbuf_adds(out, NBSP NBSP);
	if (rung > 1)
		strbuf_adds(out, DASH);
}

/* Appends what stands before a line within nlevels levels: the quotes' signs,
 * and the marker of an item it begins. */
static void
add_prefix(struct sheet *s, size_t nlevels, bool marker)
{
	const struct sheet_level *item = NULL;
	unsigned rung = 0;
	bool outermost = true;

	for (size_t i = 0; i < nlevels; i++) {
		const struct sheet_level *level = &s->levels[i];

		if (level->kind == SHEET_LEVEL_QUOTE) {
			strbuf_adds(s->out, "> ");
			item = NULL;
			rung = 0;
			outermost = true;
			continue;
		}
		/* An outermost ordered item is a text line, not a list item. */
		if (!outermost || !level->ordered)
			rung++;
		outermost = false;
		item = level;
	}
	if (!marker || item == NULL || item->begun)
		return;
	add_rung(s->out, rung);
	if (item->ordered)
		sheet_add_marker(s->out, item);
	else
		sheet_add_task(s->out, item);
}

static void
end_line(struct sheet *s)
{
	size_t len = s->out->len;

	while (len > 0 && s->out->buf[len - 1] == ' ')
		len--;
	strbuf_truncate(s->out, len);
	strbuf_addc(s->out, '\n');
}

static void
write_text(struct sheet *s, struct str text)
{
	size_t start = s->out->len;

	if (s->nlevels > 0)
		add_prefix(s, sheet_depth(s), true);
	if (s->out->len == start && is_other_type(text))
		strbuf_addc(s->out, ' ');
	strbuf_addstr(s->out, text);
	end_line(s);
}

static void
heading(struct sheet *s, unsigned level, struct str title)
{
	size_t start = s->out->len;

	if (s->nlevels > 0)
		add_prefix(s, sheet_depth(s), true);
	/* Quotes and list items hold text alone. */
	if (s->out->len == start) {
		strbuf_fill(s->out, '#', level < HEADING_LEVELS ? level : HEADING_LEVELS);
		strbuf_addc(s->out, ' ');
	}
	strbuf_addstr(s->out, title);
	end_line(s);
}

static void
blank(struct sheet *s, size_t nlevels)
{
	add_prefix(s, nlevels, false);
	end_line(s);
}

/* Behind a fence stands what is in it; a backtick there would end it. */
static void
add_alt(struct sheet *s, struct str alt)
{
	strbuf_reset(&s->scratch);
	scrub_prose(&s->scratch, alt, s->kind->soft_hyphens);
	for (size_t i = 0; i < s->scratch.len; i++)
		if (s->scratch.buf[i] != '`')
			strbuf_addc(s->out, s->scratch.buf[i]);
}

static void
verbatim(struct sheet *s, struct str alt, struct str lines)
{
	struct str line;
	size_t nblank, start;

	strbuf_adds(s->out, FENCE);
	add_alt(s, alt);
	end_line(s);
	while (sheet_next_code(&lines, &nblank, &line)) {
		strbuf_fill(s->out, '\n', nblank);
		start = s->out->len;
		scrub_code(s->out, line, s->kind->soft_hyphens);
		/* There is no other way to write a fence within one.  Scrubbed
		 * first: what it drops can hide one. */
		if (str_starts(str_from(strbuf_str(s->out), start), STR(FENCE)))
			strbuf_insert(s->out, start, STR(" "));
		strbuf_addc(s->out, '\n');
	}
	strbuf_adds(s->out, FENCE "\n");
}

static void
rule(struct sheet *s)
{
	add_prefix(s, sheet_depth(s), false);
	strbuf_adds(s->out, "---\n");
}

static void
write_link(struct sheet *s, const struct sheet_link *link, const struct sheet_label *label)
{
	/* Spartan has a line of its own for what asks for words. */
	bool asks = s->scheme == SCHEME_SPARTAN && link->place.kind == PLACE_SEARCH && link->place.path.len == 0;

	strbuf_adds(s->out, asks ? "=: " : "=> ");
	/* A selector is no URL: a capsule's links on Gopher are whole ones. */
	if (s->scheme == SCHEME_GOPHER)
		address_url(s->out, s->capsule, s->scheme, &link->place);
	else
		address_path(s->out, s->scheme, &link->place);
	if (!label->alone) {
		strbuf_addc(s->out, ' ');
		strbuf_addstr(s->out, label->text);
	}
	end_line(s);
}

const struct sheet_kind sheet_gemtext = {
	.soft_hyphens = true,
	.follows = {
		[SHEET_ITEM] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK),
		[SHEET_LINK] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK) |
		    SHEET_BIT(SHEET_HEADING),
	},
	.leaves = SHEET_BIT(SHEET_LINK) | SHEET_BIT(SHEET_VERBATIM),
	.heading = heading,
	.text = write_text,
	.verbatim = verbatim,
	.rule = rule,
	.link = write_link,
	.blank = blank,
};
