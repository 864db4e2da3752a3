/* menu.c - a Gopher menu: RFC 1436, 3.8, with the items "i" and "h" of common
 * use. */
#include "base/utf8.h"
#include "render/sheet_kind.h"
#include "render/wrap.h"

#define LISTING_HANG 2	/* [columns]; three spaces would be code to Lagrange */

/* The fields that no client reads of an "i" line, but needs to be there. */
#define INFO_FIELDS "\t\terror.host\t1\r\n"

static void
line(struct sheet *s, struct str prefix, struct str text)
{
	strbuf_grow(s->out, prefix.len + text.len + sizeof INFO_FIELDS);
	strbuf_addc(s->out, 'i');
	strbuf_addstr(s->out, prefix);
	strbuf_addstr(s->out, text);
	strbuf_addstr(s->out, STR(INFO_FIELDS));
}

static void
rule(struct sheet *s)
{
	fixed_text(s, STR("* * *"));
}

static void
item(struct sheet *s, const struct address_target *target, struct str selector, struct str label)
{
	strbuf_addc(s->out, target->type);
	strbuf_addstr(s->out, label);
	strbuf_addc(s->out, '\t');
	strbuf_addstr(s->out, selector);
	strbuf_addc(s->out, '\t');
	strbuf_addstr(s->out, target->host);
	strbuf_addc(s->out, '\t');
	strbuf_addu(s->out, target->port);
	strbuf_addstr(s->out, STR("\r\n"));
}

/* The label of an article's link is cut at the width. */
static struct str
cut(struct sheet *s, struct str label)
{
	struct str dots = STR("...");

	if (wrap_fit(label, s->width) == label.len)
		return label;
	strbuf_truncate(&s->scratch, wrap_fit(label, s->width - dots.len));
	while (s->scratch.len > 0 && s->scratch.buf[s->scratch.len - 1] == ' ')
		strbuf_truncate(&s->scratch, s->scratch.len - 1);
	strbuf_addstr(&s->scratch, dots);
	return strbuf_str(&s->scratch);
}

static void
write_link(struct sheet *s, const struct sheet_link *link, const struct sheet_label *label)
{
	struct address_target target;
	struct str rest = label->text, first;

	strbuf_reset(&s->line);
	if (!address_target(&s->line, s->capsule, &link->place, &target)) {
		fixed_outside(s, label->text, 0);
		return;
	}
	if (!link->listing) {
		item(s, &target, strbuf_str(&s->line), cut(s, label->text));
		return;
	}
	wrap_line(&rest, s->width, true, &first);
	item(s, &target, strbuf_str(&s->line), first);
	if (rest.len == 0)
		return;
	/* The hang is that of the lines after the first, which is the item. */
	strbuf_reset(&s->rest);
	strbuf_fill(&s->rest, ' ', LISTING_HANG);
	while (wrap_line(&rest, s->width - LISTING_HANG, true, &first))
		line(s, strbuf_str(&s->rest), first);
}

const struct sheet_kind sheet_menu = {
	.width = SHEET_MENU_WIDTH,
	.emphasis = true,
	.markers = true,
	.hard = true,
	.follows = {
		[SHEET_ITEM] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK),
		[SHEET_LINK] = SHEET_BIT(SHEET_ITEM) | SHEET_BIT(SHEET_LINK) |
		    SHEET_BIT(SHEET_HEADING) | SHEET_BIT(SHEET_TEXT) | SHEET_BIT(SHEET_VERBATIM),
	},
	.leaves = SHEET_BIT(SHEET_LINK),
	.heading = fixed_heading,
	.text = fixed_text,
	.verbatim = fixed_verbatim,
	.rule = rule,
	.link = write_link,
	.blank = fixed_blank,
	.line = line,
};
