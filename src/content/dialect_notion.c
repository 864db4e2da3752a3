/* dialect_notion.c - Notion's callouts: Markdown in a pair of <aside>. */
#include "base/ascii.h"
#include "content/dialect_parts.h"

#define CODE_INDENT 4	/* [columns] */

/* Whether the next line is text, which CommonMark would take for HTML too. */
static bool
is_text_next(const struct dialect *d)
{
	size_t at = d->line.next, indent = 0;

	while (at < d->text.len && ascii_is_blank(d->text.p[at]))
		indent += d->text.p[at++] == '\t' ? CODE_INDENT : 1;
	return at < d->text.len && indent < CODE_INDENT && d->text.p[at] != '\n' &&
	    d->text.p[at] != '<';
}

bool
dialect_read_aside(struct dialect *d)
{
	struct str line = str_trim(str_slice(d->text, d->line.text, d->line.end));
	struct dialect_box box = { .quote = true };

	if (!str_is_case(line, "<aside>") || !is_text_next(d))
		return false;
	box.close = dialect_find(d, "</aside>", d->line.end, d->text.len);
	if (box.close == d->text.len || !dialect_begins_line(d, box.close))
		return false;
	dialect_head(d);
	dialect_box_open(d, box, NULL, STR_NONE);
	d->block.leaf = LEAF_NONE;
	d->at = d->line.end;
	return true;
}
