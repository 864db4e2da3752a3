/* gopher_gemtext.c - gemtext that a program wrote, as a menu. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/mime.h"
#include "base/uri.h"
#include "proto/gopher.h"
#include "proto/upstream.h"
#include "render/sheet.h"

#define KEEP "!$&'()*+,;=:@/"	/* what a path holds as it is (RFC 3986, 3.3) */

enum line { LINE_NONE, LINE_TEXT, LINE_QUOTE };

struct gopher_menu {
	struct sheet sheet;
	struct gopher_gemtext how;
	struct strbuf part;		/* of a line whose end is on its way */
	enum line last;			/* that the next of its kind stands directly below */
	bool in_quote;
	bool inside;			/* preformatted text */
	struct strbuf alt;		/* of it */
	struct strbuf verbatim;
};

static char
item_of(const struct gopher_gemtext *how, struct str path)
{
	struct str name = str_from(path, str_rfind(path, '/') + 1);

	/* What a program answers is a menu; so are folders and articles. */
	if (str_starts(path, how->own) || str_find(name, '.') == name.len || str_ends(name, STR(".gmi")))
		return '1';
	return mime_of(name)->item;
}

/* A reference within the capsule, from the page's own path. */
static void
add_local(struct gopher_menu *m, const struct uri *uri, struct strbuf *out)
{
	const struct capsule *capsule = m->how.capsule;
	struct strbuf path = STRBUF_INIT, rel = STRBUF_INIT;

	uri_decode(&rel, uri->path);
	(void)uri_join(&path, m->how.path, strbuf_str(&rel));
	if (uri->query.p != NULL) {
		/* No selector can say it. */
		upstream_add_url(capsule, str_from(strbuf_str(&path), 1), out);
		strbuf_addf(out, "?%.*s", STR_ARG(uri->query));
	} else {
		strbuf_addf(out, "gopher://%.*s:%u/%c", STR_ARG(capsule->host), capsule->gopher_port,
		    item_of(&m->how, strbuf_str(&path)));
		uri_encode(out, strbuf_str(&path), KEEP);
	}
	strbuf_done(&rel);
	strbuf_done(&path);
}

static void
add_link(struct gopher_menu *m, struct str line)
{
	struct str rest = str_trim(str_from(line, 2)), url, label = STR_NONE;
	struct strbuf target = STRBUF_INIT, tidy = STRBUF_INIT;
	struct uri uri;
	size_t end = 0;

	while (end < rest.len && rest.p[end] != ' ' && rest.p[end] != '\t')
		end++;
	url = str_slice(rest, 0, end);
	if (end < rest.len)
		label = str_trim(str_from(rest, end));
	if (url.len == 0)
		return;
	uri_split(url, &uri);
	if (uri.scheme.p == NULL && uri.host.p == NULL)
		add_local(m, &uri, &target);
	else
		strbuf_addf(&target, "%s%.*s", uri.scheme.p == NULL ? "gemini:" : "", STR_ARG(url));
	uri_tidy(&tidy, strbuf_str(&target));
	sheet_link(&m->sheet, &(struct sheet_link){ .label = label.len > 0 ? label : url,
	    .place = { .kind = PLACE_REMOTE, .path = strbuf_str(&tidy) } });
	strbuf_done(&tidy);
	strbuf_done(&target);
}

static void
end_quote(struct gopher_menu *m)
{
	if (m->in_quote)
		sheet_close(&m->sheet);
	m->in_quote = false;
}

/* Lines of one kind stand below each other, as they do in gemtext. */
static void
add_text(struct gopher_menu *m, enum line kind, struct str text)
{
	if (m->last == kind)
		sheet_line(&m->sheet, text);
	else
		sheet_text(&m->sheet, text);
	m->last = str_trim(text).len > 0 ? kind : LINE_NONE;
}

static void
add_heading(struct gopher_menu *m, struct str line)
{
	unsigned level = 0;

	while (level < 3 && level < line.len && line.p[level] == '#')
		level++;
	sheet_heading(&m->sheet, level, str_trim(str_from(line, level)));
}

static void
add_line(struct gopher_menu *m, struct str line)
{
	if (str_starts(line, STR(">"))) {
		if (!m->in_quote)
			sheet_open_quote(&m->sheet);
		m->in_quote = true;
		add_text(m, LINE_QUOTE, str_from(line, 1));
		return;
	}
	end_quote(m);
	if (!str_starts(line, STR("=>")) && !str_starts(line, STR("#")) && !str_starts(line, STR("* "))) {
		add_text(m, LINE_TEXT, line);
		return;
	}
	m->last = LINE_NONE;
	if (str_starts(line, STR("=>"))) {
		add_link(m, line);
	} else if (str_starts(line, STR("#"))) {
		add_heading(m, line);
	} else {
		sheet_open_item(&m->sheet, false, 0, 0);
		sheet_text(&m->sheet, str_from(line, 2));
		sheet_close(&m->sheet);
	}
}

static void
end_verbatim(struct gopher_menu *m)
{
	if (m->inside)
		sheet_verbatim(&m->sheet, strbuf_str(&m->alt), strbuf_str(&m->verbatim));
	strbuf_reset(&m->verbatim);
}

static void
take_line(struct gopher_menu *m, struct str line)
{
	if (!str_starts(line, STR("```"))) {
		if (!m->inside) {
			add_line(m, line);
			return;
		}
		strbuf_addstr(&m->verbatim, line);
		strbuf_addc(&m->verbatim, '\n');
		return;
	}
	end_quote(m);
	m->last = LINE_NONE;
	end_verbatim(m);
	strbuf_reset(&m->alt);
	strbuf_addstr(&m->alt, str_trim(str_from(line, 3)));
	m->inside = !m->inside;
}

struct gopher_menu *
gopher_menu_new(struct strbuf *out, const struct gopher_gemtext *how)
{
	struct gopher_menu *m = mem_alloc(sizeof *m);

	*m = (struct gopher_menu){ .how = *how, .part = STRBUF_INIT, .alt = STRBUF_INIT, .verbatim = STRBUF_INIT };
	sheet_init(&m->sheet, SHEET_MENU, SCHEME_GOPHER, how->capsule, out, 0);
	return m;
}

void
gopher_menu_free(struct gopher_menu *m)
{
	if (m == NULL)
		return;
	sheet_done(&m->sheet);
	strbuf_done(&m->part);
	strbuf_done(&m->alt);
	strbuf_done(&m->verbatim);
	free(m);
}

void
gopher_menu_take(struct gopher_menu *m, struct str bytes)
{
	while (bytes.len > 0) {
		size_t lf = str_find(bytes, '\n');
		struct str whole = str_slice(bytes, 0, lf + 1), line;

		bytes = str_from(bytes, whole.len);
		if (m->part.len > 0 || lf == whole.len) {
			strbuf_addstr(&m->part, whole);
			whole = strbuf_str(&m->part);
		}
		if (whole.p[whole.len - 1] != '\n')
			break;
		if (str_line(&whole, &line))
			take_line(m, line);
		strbuf_reset(&m->part);
	}
}

void
gopher_menu_end(struct gopher_menu *m)
{
	struct str rest = strbuf_str(&m->part), line;

	if (str_line(&rest, &line))
		take_line(m, line);
	end_quote(m);
	end_verbatim(m);
	sheet_end(&m->sheet);
	strbuf_adds(m->sheet.out, ".\r\n");
}

void
gopher_add_gemtext(struct strbuf *out, const struct gopher_gemtext *how, struct str text)
{
	struct gopher_menu *m = gopher_menu_new(out, how);

	gopher_menu_take(m, text);
	gopher_menu_end(m);
	gopher_menu_free(m);
}
