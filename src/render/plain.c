/* plain.c - plain text: an article to be read as a Gopher text, or anywhere. */
#include "render/sheet_kind.h"

#define RULE_DASHES 20
#define LINK_HANG 2	/* [columns] */

static void
line(struct sheet *s, struct str prefix, struct str text)
{
	/* Blank lines of code are not indented: nobody would see it. */
	while (text.len == 0 && prefix.len > 0 && prefix.p[prefix.len - 1] == ' ')
		prefix.len--;
	strbuf_grow(s->out, prefix.len + text.len + 2);
	strbuf_addstr(s->out, prefix);
	strbuf_addstr(s->out, text);
	strbuf_addstr(s->out, s->crlf ? STR("\r\n") : STR("\n"));
}

static void
rule(struct sheet *s)
{
	size_t room = fixed_room(s);
	size_t left = room > RULE_DASHES ? (room - RULE_DASHES) / 2 : 0;

	strbuf_reset(&s->line);
	strbuf_fill(&s->line, ' ', left);
	strbuf_fill(&s->line, '-', RULE_DASHES);
	line(s, strbuf_str(&s->rest), strbuf_str(&s->line));
}

static void
write_link(struct sheet *s, const struct sheet_link *link, const struct sheet_label *label)
{
	bool item = sheet_pending(s) != NULL;

	/* An address that is read needs no number. */
	if (label->named)
		strbuf_addf(&s->scratch, " [%u]", sheet_note(s, &link->place));
	fixed_hanging(s, strbuf_str(&s->scratch), item ? 0 : LINK_HANG);
}

const struct sheet_kind sheet_plain = {
	.width = SHEET_TEXT_WIDTH,
	.emphasis = true,
	.numbers = true,
	.markers = true,
	.follows = {
		[SHEET_ITEM] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK),
		[SHEET_LINK] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK),
	},
	.heading = fixed_heading,
	.text = fixed_text,
	.verbatim = fixed_verbatim,
	.rule = rule,
	.link = write_link,
	.blank = fixed_blank,
	.line = line,
};
