/* table_fit.c - how wide the columns of a table are. */
#include "base/utf8.h"
#include "render/table_parts.h"
#include "render/wrap.h"

/* The columns of the widest line of s, or with words of its widest word. */
static size_t
widest(struct str s, bool words)
{
	struct str line, word;
	size_t max = 0, width;

	while (str_cut(&s, '\n', &line)) {
		if (!words) {
			width = utf8_width(line);
			max = width > max ? width : max;
			continue;
		}
		while (wrap_line(&line, 1, false, &word)) {
			width = utf8_width(word);
			max = width > max ? width : max;
		}
	}
	return max;
}

/* Fills v, and returns the sum. */
static size_t
measure(const struct table *t, bool words, size_t *v)
{
	size_t sum = 0;

	for (size_t i = 0; i < t->ncolumns; i++)
		v[i] = 1;
	for (size_t row = 0; row < t->nrows; row++)
		for (size_t i = 0; i < t->ncolumns; i++) {
			size_t width = widest(cell_at(t, row, i)->text, words);

			v[i] = width > v[i] ? width : v[i];
		}
	for (size_t i = 0; i < t->ncolumns; i++)
		sum += v[i];
	return sum;
}

static size_t
limited(size_t natural, size_t least, size_t limit)
{
	size_t width = natural < limit ? natural : limit;

	return width > least ? width : least;
}

/* Gives room to the columns: wide ones are cut to the same width, none below
 * its longest word. */
static void
share(struct table *t, const size_t *natural, const size_t *least, size_t room)
{
	size_t low = 1, high = room, sum = 0;

	while (low < high) {
		size_t limit = low + (high - low + 1) / 2;

		sum = 0;
		for (size_t i = 0; i < t->ncolumns; i++)
			sum += limited(natural[i], least[i], limit);
		if (sum <= room)
			low = limit;
		else
			high = limit - 1;
	}
	sum = 0;
	for (size_t i = 0; i < t->ncolumns; i++) {
		t->widths[i] = limited(natural[i], least[i], low);
		sum += t->widths[i];
	}
	for (size_t i = 0; i < t->ncolumns && sum < room; i++)
		if (t->widths[i] < natural[i]) {
			t->widths[i]++;
			sum++;
		}
}

bool
table_fit(struct table *t)
{
	size_t width = sheet_verbatim_width(t->sheet), between, room;
	size_t *natural, *least;

	between = TABLE_SEPARATOR_WIDTH * (t->ncolumns - 1);
	if (between + t->ncolumns > width)
		return false;
	room = width - between;
	natural = arena_calloc(t->arena, t->ncolumns, sizeof *natural);
	if (measure(t, false, natural) <= room) {
		t->widths = natural;
		return true;
	}
	least = arena_calloc(t->arena, t->ncolumns, sizeof *least);
	if (measure(t, true, least) > room)
		return false;
	t->widths = arena_calloc(t->arena, t->ncolumns, sizeof *t->widths);
	share(t, natural, least, room);
	return true;
}
