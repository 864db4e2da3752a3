/*
 * sheet_fuzz.c - whatever is written onto a sheet, it stays valid, and nothing
 * but the sheet's own markup makes a link, a heading, an item, a quote or a
 * fence.
 *
 * The input is a program: a byte names a call (low five bits) and a variation
 * (high three), a call with text takes a length and that many bytes.  All three
 * forms are written by the same program, in several widths.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "content/doc.h"
#include "render/scrub.h"
#include "render/sheet.h"

#include "../lib/sheet_check.h"

#define TEXT_MAX ((size_t)4096)		/* [bytes] of a text that a call repeats */
#define OUT_MAX ((size_t)1 << 20)	/* [bytes]; a program ends here */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct program {
	const uint8_t *bytes;
	size_t size, at;
	struct strbuf text;
};

struct run {
	struct program program;
	struct sheet sheet;
	/* What the calls may have made at most; links are exact in gemtext. */
	struct sheet_census made;
};

typedef void call(struct run *r, unsigned variation);

static unsigned
next_byte(struct program *p)
{
	return p->at < p->size ? p->bytes[p->at++] : 0;
}

/* The next text; with times it is repeated, so that few bytes make long ones.
 * Valid until the next one. */
static struct str
next_text(struct program *p, unsigned times)
{
	size_t n = next_byte(p), from = p->at;

	if (n > p->size - p->at)
		n = p->size - p->at;
	p->at += n;
	strbuf_reset(&p->text);
	do
		strbuf_add(&p->text, p->bytes + from, n);
	while (times-- > 0 && p->text.len < TEXT_MAX);
	return strbuf_str(&p->text);
}

static void
call_text(struct run *r, unsigned variation)
{
	sheet_text(&r->sheet, next_text(&r->program, variation * 20));
}

static void
call_line(struct run *r, unsigned variation)
{
	sheet_line(&r->sheet, next_text(&r->program, variation * 20));
}

static void
call_heading(struct run *r, unsigned variation)
{
	r->made.headings++;
	sheet_heading(&r->sheet, variation, next_text(&r->program, 0));
}

static void
call_verbatim(struct run *r, unsigned variation)
{
	struct str code = next_text(&r->program, variation * 20);
	static const char *const alts[] = { "", "c", "Table: a, b", "```", "a\n```", "\xFF\n=> x", " ", "`" };

	r->made.fences += scrub_is_blank(code) ? 0 : 2;
	sheet_verbatim(&r->sheet, str_of(alts[variation]), code);
}

static void
call_rule(struct run *r, unsigned variation)
{
	(void)variation;
	sheet_rule(&r->sheet);
}

/* A place of the kind that a byte names, with the text that follows. */
static struct place
next_place(struct program *p, struct strbuf *path)
{
	struct place place = { .kind = next_byte(p) % (PLACE_REMOTE + 1), .page = next_byte(p) };

	strbuf_addstr(path, next_text(p, 0));
	place.path = strbuf_str(path);
	return place;
}

static void
call_link(struct run *r, unsigned variation)
{
	struct strbuf path = STRBUF_INIT;
	struct sheet_link link = {
		.place = next_place(&r->program, &path),
		.listing = (variation & 1) != 0,
		.date = { .at_s = 1700000000, .known = (variation & 2) != 0 },
	};

	link.label = next_text(&r->program, (variation & 4) != 0 ? 20 : 0);
	if (link.place.kind != PLACE_NONE && (link.place.kind != PLACE_REMOTE || path.len > 0))
		r->made.links++;
	sheet_link(&r->sheet, &link);
	strbuf_done(&path);
}

static void
call_note(struct run *r, unsigned variation)
{
	struct strbuf path = STRBUF_INIT;
	struct place place = next_place(&r->program, &path);

	(void)variation;
	sheet_note(&r->sheet, &place);
	strbuf_done(&path);
}

static void
call_blank(struct run *r, unsigned variation)
{
	(void)variation;
	sheet_blank(&r->sheet);
}

static void
call_quote(struct run *r, unsigned variation)
{
	r->made.quotes++;
	/* Deep ones cost a byte. */
	for (unsigned i = 0; i <= variation * 10; i++)
		sheet_open_quote(&r->sheet);
}

static void
call_item(struct run *r, unsigned variation)
{
	unsigned number = next_byte(&r->program) << (variation * 3);

	r->made.bullets++;
	sheet_open_item(&r->sheet, (variation & 1) != 0, number,
	    (int)(variation >> 1) % (DOC_TASK_DONE + 1));
}

static void
call_close(struct run *r, unsigned variation)
{
	for (unsigned i = 0; i <= variation * 10 && r->sheet.nlevels > 0; i++)
		sheet_close(&r->sheet);
}

static call *const calls[] = {
	call_text, call_line, call_heading, call_verbatim, call_rule, call_link, call_note,
	call_blank, call_quote, call_item, call_close,
};

static void
fail(struct run *r, const char *what, size_t line, const struct strbuf *out)
{
	fprintf(stderr, "form %d, width %zu, line %zu: %s\n", (int)r->sheet.form, r->sheet.width,
	    line, what);
	fwrite(out->buf, 1, out->len, stderr);
	abort();
}

static void
check(struct run *r, const struct strbuf *out)
{
	const struct capsule *capsule = r->sheet.capsule;
	struct sheet_check c = { .form = r->sheet.form, .width = r->sheet.width,
	    .host = capsule != NULL ? capsule->host : STR_NONE };
	const struct sheet_census *made = &r->made;
	const char *wrong = sheet_check(&c, strbuf_str(out));

	if (wrong != NULL)
		fail(r, wrong, c.line, out);
	if (r->sheet.form == SHEET_PLAIN)
		return;
	if (c.census.links > made->links)
		fail(r, "text became a link", 0, out);
	if (r->sheet.form == SHEET_MENU)
		return;
	if (c.census.links != made->links)
		fail(r, "a link was lost", 0, out);
	if (c.census.fences != made->fences)
		fail(r, "text became a fence, or code was lost", 0, out);
	if (c.census.headings > made->headings)
		fail(r, "text became a heading", 0, out);
	if (c.census.bullets > made->bullets)
		fail(r, "text became an item", 0, out);
	if (c.census.quotes > 0 && made->quotes == 0)
		fail(r, "text became a quote", 0, out);
}

static void
run_form(enum sheet_form form, size_t width, const uint8_t *bytes, size_t size)
{
	static const struct capsule narrow = { .host = { "example.org", 11 }, .look = { .menu_width = 50 } };
	struct strbuf out = STRBUF_INIT;
	struct run r = { .program = { .bytes = bytes, .size = size, .text = STRBUF_INIT } };
	struct program *p = &r.program;

	sheet_init(&r.sheet, form, form == SHEET_GEMTEXT ? SCHEME_GEMINI : SCHEME_GOPHER,
	    size % 2 == 0 ? NULL : &narrow, &out, width);
	while (p->at < p->size && out.len < OUT_MAX) {
		unsigned op = next_byte(p);

		calls[(op & 31) % (sizeof calls / sizeof *calls)](&r, op >> 5);
	}
	sheet_end(&r.sheet);
	check(&r, &out);
	sheet_done(&r.sheet);
	strbuf_done(&p->text);
	strbuf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	run_form(SHEET_GEMTEXT, 0, bytes, size);
	run_form(SHEET_MENU, 0, bytes, size);
	run_form(SHEET_MENU, SHEET_WIDTH_MIN, bytes, size);
	run_form(SHEET_PLAIN, 0, bytes, size);
	return 0;
}
