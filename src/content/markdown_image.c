/* markdown_image.c - what stands in an image's text and is not for readers. */
#include "content/markdown_image.h"

/* "300" or "300x200" */
static bool
is_size(struct str s)
{
	size_t x = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == 'x' && i > 0 && i + 1 < s.len)
			x++;
		else if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.len > 0 && x <= 1;
}

void
image_trim_size(struct doc_node *image)
{
	struct doc_node *last = image->last;
	size_t bar;

	if (last == NULL || last->kind != DOC_TEXT)
		return;
	bar = str_rfind(last->text, '|');
	if (bar == last->text.len || !is_size(str_from(last->text, bar + 1)))
		return;
	while (bar > 0 && last->text.p[bar - 1] == ' ')
		bar--;
	last->text = str_slice(last->text, 0, bar);
}
