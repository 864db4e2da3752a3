/* sheet.c - a page being written, whatever it will look like. */
#include "render/sheet_kind.h"

#include <assert.h>

#include "base/utf8.h"
#include "content/doc.h"
#include "render/scrub.h"
#include "render/wrap.h"

static const struct sheet_kind *const kinds[] = {
	[SHEET_GEMTEXT] = &sheet_gemtext,
	[SHEET_MENU] = &sheet_menu,
	[SHEET_PLAIN] = &sheet_plain,
};

void
sheet_init(struct sheet *s, enum sheet_form form, enum scheme scheme,
    const struct capsule *capsule, struct strbuf *out, size_t width)
{
	const struct sheet_kind *kind = kinds[form];

	*s = (struct sheet){
		.kind = kind,
		.form = form,
		.scheme = scheme,
		.capsule = capsule,
		.words = words_for(capsule, STR_NONE),
		.out = out,
		.width = width,
		.width_said = width > 0,
		.last = SHEET_NOTHING,
		.scratch = STRBUF_INIT,
		.line = STRBUF_INIT,
		.first = STRBUF_INIT,
		.rest = STRBUF_INIT,
		.notes = STRBUF_INIT,
	};
	if (s->width_said && s->width < SHEET_WIDTH_MIN)
		s->width = SHEET_WIDTH_MIN;
	s->emphasis = kind->emphasis;
	sheet_set_look(s, capsule != NULL ? &capsule->look : &(struct look){ 0 });
	arena_init(&s->arena, 0);
	map_init(&s->numbers, &s->arena, 0);
}

void
sheet_set_look(struct sheet *s, const struct look *look)
{
	size_t width = s->form == SHEET_MENU ? look->menu_width : look->text_width;

	if (!s->width_said)
		s->width = width > 0 ? width : s->kind->width;
	s->ascii = look->gopher_ascii == LOOK_FIRST && s->scheme == SCHEME_GOPHER &&
	    s->form != SHEET_GEMTEXT;
}

void
sheet_done(struct sheet *s)
{
	strbuf_done(&s->scratch);
	strbuf_done(&s->line);
	strbuf_done(&s->first);
	strbuf_done(&s->rest);
	strbuf_done(&s->notes);
	arena_done(&s->arena);
}

struct str
sheet_word(const struct sheet *s, enum word w)
{
	return str_of(word_of(&s->words, w));
}

bool
sheet_keeps_emphasis(const struct sheet *s)
{
	return s->emphasis;
}

bool
sheet_numbers_links(const struct sheet *s)
{
	return s->kind->numbers;
}

/* --- levels ---------------------------------------------------------- */

size_t
sheet_depth(const struct sheet *s)
{
	return s->nlevels < SHEET_LEVELS_MAX ? s->nlevels : SHEET_LEVELS_MAX;
}

const struct sheet_level *
sheet_pending(const struct sheet *s)
{
	for (size_t i = sheet_depth(s); i > 0; i--) {
		const struct sheet_level *level = &s->levels[i - 1];

		if (level->kind == SHEET_LEVEL_ITEM)
			return level->begun ? NULL : level;
	}
	return NULL;
}

static size_t
count_quotes(const struct sheet *s, size_t nlevels)
{
	size_t n = 0;

	for (size_t i = 0; i < nlevels; i++)
		n += s->levels[i].kind == SHEET_LEVEL_QUOTE;
	return n;
}

static bool
is_in_item(const struct sheet *s)
{
	for (size_t i = 0; i < sheet_depth(s); i++)
		if (s->levels[i].kind == SHEET_LEVEL_ITEM)
			return true;
	return false;
}

void
sheet_add_task(struct strbuf *out, const struct sheet_level *item)
{
	if (item->task != DOC_TASK_NONE)
		strbuf_adds(out, item->task == DOC_TASK_DONE ? "[x] " : "[ ] ");
}

void
sheet_add_marker(struct strbuf *out, const struct sheet_level *item)
{
	if (item->ordered)
		strbuf_addf(out, "%u. ", item->number);
	else
		strbuf_adds(out, "* ");
	sheet_add_task(out, item);
}

/* --- blocks ---------------------------------------------------------- */

static bool
is_one_of(unsigned set, enum sheet_block block)
{
	return (set & SHEET_BIT(block)) != 0;
}

static enum sheet_block
last_block(const struct sheet *s)
{
	return (enum sheet_block)s->last;
}

/* Whether a blank line parts the block to come from the last one. */
static bool
is_apart(const struct sheet *s, enum sheet_block block)
{
	size_t quotes;

	if (s->last == SHEET_NOTHING)
		return false;
	if (s->blank_wanted)
		return true;
	if (block == SHEET_LINE || s->last == SHEET_MARKER)
		return false;
	/* A new list begins, or one has ended; the same with quotes. */
	if (s->last_in_item != is_in_item(s))
		return true;
	quotes = count_quotes(s, sheet_depth(s));
	if (quotes != s->last_quotes || quotes != count_quotes(s, s->common))
		return true;
	return !is_one_of(s->kind->follows[block], last_block(s));
}

void
sheet_begin_block(struct sheet *s, enum sheet_block block)
{
	unsigned leaves = s->kind->leaves;

	if (is_apart(s, block))
		s->kind->blank(s, is_one_of(leaves, block) || is_one_of(leaves, last_block(s)) ?
		    0 : s->common);
}

void
sheet_end_block(struct sheet *s, enum sheet_block block)
{
	size_t depth = sheet_depth(s);

	if (block != SHEET_LINE)
		s->last = (int)block;
	else if (s->last != SHEET_ITEM)
		s->last = SHEET_TEXT;
	for (size_t i = 0; i < depth; i++)
		s->levels[i].begun = true;
	s->common = depth;
	s->last_in_item = is_in_item(s);
	s->last_quotes = count_quotes(s, depth);
	s->blank_wanted = false;
}

/* Folds what stands in s->scratch from there on. */
static void
fold(struct sheet *s, size_t from)
{
	struct strbuf ascii = STRBUF_INIT;
	size_t at = from;

	while (at < s->scratch.len && (unsigned char)s->scratch.buf[at] < 0x80)
		at++;
	if (at == s->scratch.len)
		return;
	utf8_ascii(&ascii, str_from(strbuf_str(&s->scratch), at));
	strbuf_truncate(&s->scratch, at);
	strbuf_addstr(&s->scratch, strbuf_str(&ascii));
	strbuf_done(&ascii);
}

void
sheet_scrub(struct sheet *s, struct str text, bool code)
{
	size_t from = s->scratch.len;

	if (code)
		scrub_code(&s->scratch, text, s->kind->soft_hyphens);
	else
		scrub_prose(&s->scratch, text, s->kind->soft_hyphens);
	if (s->ascii)
		fold(s, from);
}

static void
scrub(struct sheet *s, struct str text)
{
	strbuf_reset(&s->scratch);
	sheet_scrub(s, text, false);
}

/* Whether there is nothing in s->scratch to be seen. */
static bool
is_blank(const struct sheet *s)
{
	return wrap_start(strbuf_str(&s->scratch)).len == 0;
}

void
sheet_write_text(struct sheet *s, enum sheet_block block)
{
	if (is_blank(s))
		return;
	if (sheet_pending(s) != NULL)
		block = SHEET_ITEM;
	sheet_begin_block(s, block);
	s->kind->text(s, strbuf_str(&s->scratch));
	sheet_end_block(s, block);
}

/* Writes the marker of an item that no text follows on its line, as block. */
static void
write_marker(struct sheet *s, bool bullets, enum sheet_block block)
{
	const struct sheet_level *item = sheet_pending(s);

	if (item == NULL)
		return;
	if (bullets || item->ordered || item->task != DOC_TASK_NONE) {
		sheet_begin_block(s, SHEET_ITEM);
		s->kind->text(s, STR(""));
		sheet_end_block(s, block);
	}
}

void
sheet_heading(struct sheet *s, unsigned level, struct str text)
{
	scrub(s, text);
	if (is_blank(s))
		return;
	sheet_begin_block(s, SHEET_HEADING);
	s->kind->heading(s, level < 1 ? 1 : level > 6 ? 6 : level, strbuf_str(&s->scratch));
	sheet_end_block(s, SHEET_HEADING);
}

void
sheet_text(struct sheet *s, struct str text)
{
	scrub(s, text);
	sheet_write_text(s, SHEET_TEXT);
}

void
sheet_line(struct sheet *s, struct str text)
{
	scrub(s, text);
	sheet_write_text(s, SHEET_LINE);
}

bool
sheet_next_code(struct str *rest, size_t *nblank, struct str *ret)
{
	*nblank = 0;
	while (str_line(rest, ret)) {
		if (!scrub_is_blank(*ret))
			return true;
		++*nblank;
	}
	return false;
}

void
sheet_verbatim(struct sheet *s, struct str alt, struct str lines)
{
	struct str rest = lines, line;
	size_t nblank;

	if (!sheet_next_code(&rest, &nblank, &line))
		return;
	/* From the start of the first line that shows something. */
	lines = str_from(lines, (size_t)(line.p - lines.p));
	write_marker(s, s->kind->markers, SHEET_MARKER);
	sheet_begin_block(s, SHEET_VERBATIM);
	s->kind->verbatim(s, alt, lines);
	sheet_end_block(s, SHEET_VERBATIM);
}

void
sheet_rule(struct sheet *s)
{
	write_marker(s, s->kind->markers, SHEET_MARKER);
	sheet_begin_block(s, SHEET_RULE);
	s->kind->rule(s);
	sheet_end_block(s, SHEET_RULE);
}

void
sheet_blank(struct sheet *s)
{
	s->blank_wanted = true;
}

size_t
sheet_verbatim_width(struct sheet *s)
{
	if (is_one_of(s->kind->leaves, SHEET_VERBATIM))
		return SHEET_TABLE_WIDTH;
	return fixed_room(s) - FIXED_CODE_INDENT;
}

/* --- quotes, items, the end ------------------------------------------ */

static void
open_level(struct sheet *s, struct sheet_level level)
{
	if (s->nlevels < SHEET_LEVELS_MAX)
		s->levels[s->nlevels] = level;
	s->nlevels++;
}

void
sheet_open_quote(struct sheet *s)
{
	if (!s->kind->markers) {
		write_marker(s, false, SHEET_MARKER);
		for (size_t i = 0; i < sheet_depth(s); i++)
			s->levels[i].begun = true;
	}
	open_level(s, (struct sheet_level){ .kind = SHEET_LEVEL_QUOTE });
}

void
sheet_open_item(struct sheet *s, bool ordered, unsigned number, int task)
{
	open_level(s, (struct sheet_level){
		.kind = SHEET_LEVEL_ITEM, .ordered = ordered, .number = number, .task = task });
}

void
sheet_close(struct sheet *s)
{
	assert(s->nlevels > 0);
	if (s->nlevels <= SHEET_LEVELS_MAX &&
	    s->levels[s->nlevels - 1].kind == SHEET_LEVEL_ITEM)
		write_marker(s, false, SHEET_ITEM);
	s->nlevels--;
	if (s->common > s->nlevels)
		s->common = s->nlevels;
}

void
sheet_end(struct sheet *s)
{
	while (s->nlevels > 0)
		sheet_close(s);
	if (s->nnotes > 0)
		sheet_write_notes(s);
}
