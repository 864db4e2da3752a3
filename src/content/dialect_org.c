/* dialect_org.c - Org's blocks, which Logseq has in Markdown: "#+BEGIN_QUOTE". */
#include <stdint.h>

#include "base/ascii.h"
#include "content/dialect_parts.h"

static const struct {
	const char *name;
	enum { SHOWS_QUOTE, SHOWS_NOTE, SHOWS_CODE, SHOWS_NOTHING } shows;
} blocks[] = {
	{ "QUOTE", SHOWS_QUOTE }, { "VERSE", SHOWS_QUOTE }, { "CENTER", SHOWS_QUOTE },
	{ "PINNED", SHOWS_QUOTE }, { "NOTE", SHOWS_NOTE }, { "TIP", SHOWS_NOTE },
	{ "IMPORTANT", SHOWS_NOTE }, { "CAUTION", SHOWS_NOTE }, { "WARNING", SHOWS_NOTE },
	{ "SRC", SHOWS_CODE }, { "EXAMPLE", SHOWS_CODE },
	/* Is shown by what it finds. */
	{ "QUERY", SHOWS_NOTHING },
};

#define COUNT(v) (sizeof(v) / sizeof(v)[0])
#define NONE SIZE_MAX

/* The block whose name s begins with; *ret_rest is what follows. */
static size_t
find_block(struct str s, struct str *ret_rest)
{
	size_t n = 0;

	while (n < s.len && !ascii_is_blank(s.p[n]))
		n++;
	*ret_rest = str_trim(str_from(s, n));
	for (size_t i = 0; i < COUNT(blocks); i++)
		if (str_is_case(str_slice(s, 0, n), blocks[i].name))
			return i;
	return NONE;
}

/* Where "#+END_…" of the block stands, on a line of its own; 0 for none. */
static size_t
find_end(struct dialect *d, size_t block)
{
	size_t at = d->line.end, to;
	struct str rest;

	while ((at = dialect_find(d, "#+", at, d->text.len)) < d->text.len) {
		to = dialect_line_end(d, at);
		if (dialect_begins_line(d, at) &&
		    str_starts_case(str_from(d->text, at), STR("#+END_")) &&
		    find_block(str_slice(d->text, at + 6, to), &rest) == block)
			return at;
		at = to;
	}
	return 0;
}

/* "#+BEGIN_SRC clojure :results output" */
static struct str
first_word(struct str s)
{
	return str_slice(s, 0, str_find(s, ' '));
}

bool
dialect_read_org_block(struct dialect *d)
{
	struct str line = str_slice(d->text, d->line.text, d->line.end), rest;
	struct dialect_box box = { .quote = true };
	const char *kind = NULL;
	size_t block, end;

	if (str_starts_case(line, STR("#+END_")) && find_block(str_from(line, 6), &rest) != NONE) {
		dialect_blank(d);
		return true;
	}
	if (!str_starts_case(line, STR("#+BEGIN_")) ||
	    (block = find_block(str_from(line, 8), &rest)) == NONE ||
	    (box.close = find_end(d, block)) == 0)
		return false;
	end = dialect_line_end(d, box.close);
	dialect_head(d);
	switch (blocks[block].shows) {
	case SHOWS_CODE:
		dialect_put_code(d, first_word(rest), d->line.end, box.close, end);
		return true;
	case SHOWS_NOTHING:
		dialect_drop(d, end);
		d->again = false;
		break;
	case SHOWS_NOTE:
		kind = dialect_box_title(str_of(blocks[block].name));
		/* FALLTHROUGH */
	case SHOWS_QUOTE:
		dialect_box_open(d, box, kind, STR_NONE);
		d->at = d->line.end;
		break;
	}
	d->block.leaf = LEAF_NONE;
	return true;
}
