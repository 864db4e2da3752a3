/* plain.c - plain text: an article to be read as a Gopher text, or anywhere. */
#include "base/utf8.h"
#include "render/sheet_kind.h"

#define RULE_DASHES 20
#define LINK_HANG 2	/* [columns] */

static void
line(struct sheet *s, struct str prefix, struct str text)
{
	/* Blank lines of code are not indented: nobody would see it. */
	while (text.len == 0 && prefix.len > 0 && prefix.p[prefix.len - 1] == ' ')
		prefix.len--;
	strbuf_grow(s->out, prefix.len + text.len + 1);
	strbuf_addstr(s->out, prefix);
	strbuf_addstr(s->out, text);
	strbuf_addc(s->out, '\n');
}

/* A table fitted to the whole width is indented less than code. */
static size_t
indent_of(struct sheet *s, struct str lines)
{
	size_t room = fixed_room(s), widest = 0;
	struct str one;

	while (str_line(&lines, &one)) {
		size_t columns = utf8_width(one);

		widest = columns > widest ? columns : widest;
	}
	if (widest + FIXED_CODE_INDENT <= room)
		return FIXED_CODE_INDENT;
	return widest < room ? room - widest : 0;
}

static void
verbatim(struct sheet *s, struct str alt, struct str lines, bool fold)
{
	(void)alt;
	fixed_verbatim(s, lines, fold, fold ? FIXED_CODE_INDENT : indent_of(s, lines));
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
	.verbatim = verbatim,
	.rule = rule,
	.link = write_link,
	.blank = fixed_blank,
	.line = line,
};
