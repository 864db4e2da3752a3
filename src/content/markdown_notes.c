/* markdown_notes.c - references to footnotes that go on in the next line. */
#include "content/markdown_notes.h"

bool
notes_join(struct str text, struct strbuf *out)
{
	size_t start = out->len, from, end;
	bool joined = false;

	strbuf_addstr(out, text);
	for (from = str_search(text, STR("[^")); from < text.len;
	    from = end + str_search(str_from(text, end), STR("[^"))) {
		end = from + str_find(str_from(text, from), ']');
		if (end == text.len)
			break;
		for (size_t at = from; at < end; at++)
			if (text.p[at] == '\n') {
				out->buf[start + at] = ' ';
				joined = true;
			}
	}
	if (!joined)
		strbuf_truncate(out, start);
	return joined;
}
