#include "export_menu.h"

#include "base/strbuf.h"

/* One line of a menu, without its end. */
struct item {
	char type;
	struct str label, selector, host, port;
	bool own;		/* at the capsule's own host and port */
};

/* Cuts the next line off *menu; false at its end. */
static bool
next_item(struct str *menu, const struct capsule *capsule, struct item *ret)
{
	struct str line;
	unsigned long port;

	if (!str_line(menu, &line) || line.len == 0 || str_is(line, "."))
		return false;
	ret->type = line.p[0];
	line = str_from(line, 1);
	ret->selector = ret->host = ret->port = STR("");
	str_cut(&line, '\t', &ret->label);
	str_cut(&line, '\t', &ret->selector);
	str_cut(&line, '\t', &ret->host);
	str_cut(&line, '\t', &ret->port);
	ret->own = str_eq(ret->host, capsule->host) && str_number(ret->port, 65535, &port) &&
	    port == capsule->gopher_port;
	return true;
}

void
export_add_gophermap(struct strbuf *out, const struct capsule *capsule, struct str menu)
{
	struct item item;

	while (next_item(&menu, capsule, &item)) {
		strbuf_addf(out, "%c%.*s\t%.*s", item.type, STR_ARG(item.label), STR_ARG(item.selector));
		if (!item.own)
			strbuf_addf(out, "\t%.*s\t%.*s", STR_ARG(item.host), STR_ARG(item.port));
		strbuf_addc(out, '\n');
	}
}

/* A backslash escapes the '|' behind it and nothing escapes a backslash, so one
 * at the end of a field is kept apart from the field's end (geomyidae(8)). */
static void
add_gph_field(struct strbuf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '|')
			strbuf_addc(out, '\\');
		strbuf_addc(out, s.p[i]);
	}
	if (str_ends(s, STR("\\")))
		strbuf_addc(out, ' ');
	strbuf_addc(out, '|');
}

void
export_add_gph(struct strbuf *out, const struct capsule *capsule, struct str menu)
{
	struct item item;

	while (next_item(&menu, capsule, &item)) {
		if (item.type == 'i') {
			if (item.label.len > 0 && (item.label.p[0] == 't' || item.label.p[0] == '['))
				strbuf_addc(out, 't');
			strbuf_addf(out, "%.*s\n", STR_ARG(item.label));
			continue;
		}
		strbuf_addf(out, "[%c|", item.type);
		add_gph_field(out, item.label);
		add_gph_field(out, item.selector);
		if (item.own)
			strbuf_adds(out, "server|port]\n");
		else
			strbuf_addf(out, "%.*s|%.*s]\n", STR_ARG(item.host), STR_ARG(item.port));
	}
}
