/* sheet_link.c - links on a sheet: as lines of their own, and numbered. */
#include <string.h>

#include "base/ascii.h"
#include "render/scrub.h"
#include "render/sheet_kind.h"
#include "render/wrap.h"

static bool
leads_somewhere(const struct place *place)
{
	return place->kind != PLACE_NONE && (place->kind != PLACE_REMOTE || place->path.len > 0);
}

/* What may stand before the label: an item's number or box, the date. */
static void
add_lead(struct sheet *s, const struct sheet_level *item, struct date date)
{
	if (item != NULL && item->ordered)
		sheet_add_marker(&s->scratch, item);
	else if (item != NULL)
		sheet_add_task(&s->scratch, item);
	if (date.known) {
		date_add_day(&s->scratch, date);
		strbuf_addc(&s->scratch, ' ');
	}
}

/* A title that begins with the day that stands before it already, without that. */
static struct str
without_day(struct str label, struct date date)
{
	struct strbuf day = STRBUF_INIT;
	struct str rest = label;

	if (!date.known || label.len == 0 || !ascii_is_digit(label.p[0]))
		return label;
	date_add_day(&day, date);
	if (str_starts(label, strbuf_str(&day)))
		rest = str_from(label, day.len);
	strbuf_done(&day);
	if (rest.len == label.len || rest.len == 0 || strchr(" :,-", rest.p[0]) == NULL)
		return label;
	while (rest.len > 0 && strchr(" :,-", rest.p[0]) != NULL)
		rest = str_from(rest, 1);
	return rest.len > 0 ? rest : label;
}

/* Fills s->scratch with what is read of a link. */
static void
make_label(struct sheet *s, const struct sheet_link *link, const struct sheet_level *item,
    struct sheet_label *ret)
{
	size_t lead;
	struct str name;

	strbuf_reset(&s->scratch);
	strbuf_reset(&s->line);
	add_lead(s, item, link->date);
	lead = s->scratch.len;
	sheet_scrub(s, without_day(link->label, link->date), false);
	name = str_from(strbuf_str(&s->scratch), lead);
	if (s->kind->numbers)
		address_url(&s->line, s->capsule, s->scheme, &link->place);
	else
		address_path(&s->line, s->scheme, &link->place);
	ret->named = wrap_start(name).len > 0 && !str_eq(name, strbuf_str(&s->line));
	if (!ret->named) {
		strbuf_truncate(&s->scratch, lead);
		/* A selector may hold anything. */
		scrub_prose(&s->scratch, strbuf_str(&s->line), s->kind->soft_hyphens);
	}
	ret->alone = !ret->named && lead == 0;
	ret->text = strbuf_str(&s->scratch);
}

void
sheet_link(struct sheet *s, const struct sheet_link *link)
{
	const struct sheet_level *item = sheet_pending(s);
	struct sheet_label label;
	enum sheet_block block;
	bool leaves;

	if (!leads_somewhere(&link->place)) {
		strbuf_reset(&s->scratch);
		add_lead(s, NULL, link->date);
		scrub_prose(&s->scratch, link->label, s->kind->soft_hyphens);
		sheet_write_text(s, SHEET_TEXT);
		return;
	}
	/* Where a link stays in its item, the marker stands before it. */
	leaves = (s->kind->leaves & SHEET_BIT(SHEET_LINK)) != 0;
	block = leaves || item == NULL ? SHEET_LINK : SHEET_ITEM;
	sheet_begin_block(s, block);
	make_label(s, link, leaves ? item : NULL, &label);
	s->kind->link(s, link, &label);
	sheet_end_block(s, block);
}

unsigned
sheet_note(struct sheet *s, const struct place *place)
{
	struct str url;
	unsigned *n;

	if (!s->kind->numbers || !leads_somewhere(place))
		return 0;
	strbuf_reset(&s->line);
	address_url(&s->line, s->capsule, s->scheme, place);
	n = map_get(&s->numbers, strbuf_str(&s->line));
	if (n != NULL)
		return *n;
	url = arena_str(&s->arena, strbuf_str(&s->line));
	n = ARENA_NEW(&s->arena, unsigned);
	*n = ++s->nnotes;
	map_set(&s->numbers, url, n);
	strbuf_addc(&s->notes, '[');
	strbuf_addu(&s->notes, *n);
	strbuf_addstr(&s->notes, STR("] "));
	strbuf_addstr(&s->notes, url);
	strbuf_addc(&s->notes, '\n');
	return *n;
}

void
sheet_write_notes(struct sheet *s)
{
	struct str rest, note;

	sheet_heading(s, 2, sheet_word(s, WORD_LINKS));
	sheet_begin_block(s, SHEET_TEXT);
	/* A URL stays in one piece, beside its number. */
	for (rest = strbuf_str(&s->notes); str_line(&rest, &note);)
		s->kind->line(s, STR(""), note);
	sheet_end_block(s, SHEET_TEXT);
}
