/* gopher_plus.c - the one request of Gopher+ that is answered in its own way. */

#include "proto/gopher.h"

void
gopher_add_attributes(struct strbuf *out, struct str menu)
{
	strbuf_adds(out, "+-1\r\n");
	while (menu.len > 0) {
		size_t end = str_find(menu, '\n');
		size_t next = end < menu.len ? end + 1 : end;
		struct str line = str_slice(menu, 0, next);

		if (!str_starts(line, STR(".\r")))
			strbuf_adds(out, "+INFO: ");
		strbuf_addstr(out, line);
		menu = str_from(menu, next);
	}
}
