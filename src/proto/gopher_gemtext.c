/* gopher_gemtext.c - gemtext that a program wrote, as a menu. */
#include "base/mime.h"
#include "base/uri.h"
#include "proto/gopher.h"
#include "proto/upstream.h"
#include "render/sheet.h"

#define KEEP "!$&'()*+,;=:@/"	/* what a path holds as it is (RFC 3986, 3.3) */

enum line { LINE_NONE, LINE_TEXT, LINE_QUOTE };

struct writing {
	struct sheet sheet;
	const struct gopher_gemtext *how;
	enum line last;			/* that the next of its kind stands directly below */
	bool in_quote;
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
add_local(struct writing *w, const struct uri *uri, struct strbuf *out)
{
	const struct capsule *capsule = w->how->capsule;
	struct strbuf path = STRBUF_INIT, rel = STRBUF_INIT;

	uri_decode(&rel, uri->path);
	(void)uri_join(&path, w->how->path, strbuf_str(&rel));
	if (uri->query.p != NULL) {
		/* No selector can say it. */
		upstream_add_url(capsule, str_from(strbuf_str(&path), 1), out);
		strbuf_addf(out, "?%.*s", STR_ARG(uri->query));
	} else {
		strbuf_addf(out, "gopher://%.*s:%u/%c", STR_ARG(capsule->host), capsule->gopher_port,
		    item_of(w->how, strbuf_str(&path)));
		uri_encode(out, strbuf_str(&path), KEEP);
	}
	strbuf_done(&rel);
	strbuf_done(&path);
}

static void
add_link(struct writing *w, struct str line)
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
		add_local(w, &uri, &target);
	else
		strbuf_addf(&target, "%s%.*s", uri.scheme.p == NULL ? "gemini:" : "", STR_ARG(url));
	uri_tidy(&tidy, strbuf_str(&target));
	sheet_link(&w->sheet, &(struct sheet_link){ .label = label.len > 0 ? label : url,
	    .place = { .kind = PLACE_REMOTE, .path = strbuf_str(&tidy) } });
	strbuf_done(&tidy);
	strbuf_done(&target);
}

static void
end_quote(struct writing *w)
{
	if (w->in_quote)
		sheet_close(&w->sheet);
	w->in_quote = false;
}

/* Lines of one kind stand below each other, as they do in gemtext. */
static void
add_text(struct writing *w, enum line kind, struct str text)
{
	if (w->last == kind)
		sheet_line(&w->sheet, text);
	else
		sheet_text(&w->sheet, text);
	w->last = str_trim(text).len > 0 ? kind : LINE_NONE;
}

static void
add_heading(struct writing *w, struct str line)
{
	unsigned level = 0;

	while (level < 3 && level < line.len && line.p[level] == '#')
		level++;
	sheet_heading(&w->sheet, level, str_trim(str_from(line, level)));
}

static void
add_line(struct writing *w, struct str line)
{
	if (str_starts(line, STR(">"))) {
		if (!w->in_quote)
			sheet_open_quote(&w->sheet);
		w->in_quote = true;
		add_text(w, LINE_QUOTE, str_from(line, 1));
		return;
	}
	end_quote(w);
	if (!str_starts(line, STR("=>")) && !str_starts(line, STR("#")) && !str_starts(line, STR("* "))) {
		add_text(w, LINE_TEXT, line);
		return;
	}
	w->last = LINE_NONE;
	if (str_starts(line, STR("=>"))) {
		add_link(w, line);
	} else if (str_starts(line, STR("#"))) {
		add_heading(w, line);
	} else {
		sheet_open_item(&w->sheet, false, 0, 0);
		sheet_text(&w->sheet, str_from(line, 2));
		sheet_close(&w->sheet);
	}
}

void
gopher_add_gemtext(struct strbuf *out, const struct gopher_gemtext *how, struct str text)
{
	struct writing w = { .how = how };
	struct strbuf verbatim = STRBUF_INIT;
	struct str rest = text, line, alt = STR_NONE;
	bool inside = false;

	sheet_init(&w.sheet, SHEET_MENU, SCHEME_GOPHER, how->capsule, out, 0);
	while (str_line(&rest, &line)) {
		if (!str_starts(line, STR("```"))) {
			if (inside)
				strbuf_addf(&verbatim, "%.*s\n", STR_ARG(line));
			else
				add_line(&w, line);
			continue;
		}
		end_quote(&w);
		w.last = LINE_NONE;
		if (inside)
			sheet_verbatim(&w.sheet, alt, strbuf_str(&verbatim));
		alt = str_trim(str_from(line, 3));
		strbuf_reset(&verbatim);
		inside = !inside;
	}
	end_quote(&w);
	if (inside)
		sheet_verbatim(&w.sheet, alt, strbuf_str(&verbatim));
	sheet_end(&w.sheet);
	sheet_done(&w.sheet);
	strbuf_adds(out, ".\r\n");
	strbuf_done(&verbatim);
}
