/* Texts, menus by hand, and the small documents that a Gopher hole has. */

#include <string.h>

#include "base/mime.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "proto/gopher.h"

/* [bytes]; RFC 1436 says 255, and gophermaps in the wild keep below it */
#define MAP_FIELD_MAX 255

void
gopher_add_text(struct strbuf *out, struct str text, bool dot)
{
	struct str rest = text, line;

	strbuf_grow(out, text.len + text.len / 16);
	while (str_line(&rest, &line)) {
		if (dot && line.len > 0 && line.p[0] == '.')
			strbuf_addc(out, '.');
		strbuf_addstr(out, line);
		strbuf_addstr(out, STR("\r\n"));
	}
	if (dot)
		strbuf_adds(out, ".\r\n");
}

void
gopher_add_html(struct strbuf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.p[i]) {
		case '&': strbuf_adds(out, "&amp;"); break;
		case '<': strbuf_adds(out, "&lt;"); break;
		case '>': strbuf_adds(out, "&gt;"); break;
		case '"': strbuf_adds(out, "&quot;"); break;
		case '\'': strbuf_adds(out, "&#39;"); break;
		default: strbuf_addc(out, s.p[i]);
		}
	}
}

bool
gopher_add_url_page(struct strbuf *out, struct str url)
{
	static const char *const safe[] = {
		"http://", "https://", "gemini://", "gopher://", "ftp://", "spartan://", "finger://", "mailto:",
	};
	struct strbuf tidy = STRBUF_INIT;
	bool known = false;

	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++)
		known = known || str_starts_case(url, str_of(safe[i]));
	if (!known)
		return false;
	uri_tidy(&tidy, url);
	strbuf_adds(out, "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\r\n<html>\r\n<head>\r\n"
	    "<title>A link out of Gopher</title>\r\n<meta http-equiv=\"refresh\" content=\"5; url=");
	gopher_add_html(out, strbuf_str(&tidy));
	strbuf_adds(out, "\">\r\n</head>\r\n<body>\r\n<p>This link leads out of Gopher, to\r\n<a href=\"");
	gopher_add_html(out, strbuf_str(&tidy));
	strbuf_adds(out, "\">");
	gopher_add_html(out, strbuf_str(&tidy));
	strbuf_adds(out, "</a>.</p>\r\n</body>\r\n</html>\r\n");
	strbuf_done(&tidy);
	return true;
}

void
gopher_add_caps(struct strbuf *out, const struct capsule *capsule, struct str title)
{
	struct strbuf clean = STRBUF_INIT;

	strbuf_adds(out, "CAPS\r\n\r\nCapsVersion=1\r\nExpireCapsAfter=3600\r\n\r\n"
	    /* The misspelling is the format's own. */
	    "PathDelimeter=/\r\nPathIdentity=.\r\nPathParent=..\r\nPathParentDouble=FALSE\r\n"
	    "PathKeepPreDelimeter=FALSE\r\n\r\n"
	    "ServerSoftware=Marmot\r\nServerSoftwareVersion=" MARMOT_VERSION "\r\n");
	utf8_clean(&clean, title);
	strbuf_addf(out, "ServerDescription=%.*s\r\n", STR_ARG(str_slice(strbuf_str(&clean), 0,
	    str_find(strbuf_str(&clean), '\n'))));
	if (capsule->author.len > 0) {
		strbuf_reset(&clean);
		utf8_clean(&clean, capsule->author);
		strbuf_addf(out, "ServerAdmin=%.*s\r\n", STR_ARG(str_slice(strbuf_str(&clean), 0,
		    str_find(strbuf_str(&clean), '\n'))));
	}
	strbuf_done(&clean);
}

static void
add_info(struct strbuf *out, struct str text)
{
	strbuf_adds(out, "i");
	strbuf_addstr(out, text);
	strbuf_adds(out, "\t\terror.host\t1\r\n");
}

/* One line with TABs: type and display, then what the author gave of selector, host and port. */
static void
add_map_item(struct strbuf *out, const struct capsule *capsule, struct str folder, struct str line)
{
	struct str display, selector = STR_NONE, host = STR_NONE, port = STR_NONE, rest = line;
	unsigned long number;

	str_cut(&rest, '\t', &display);
	str_cut(&rest, '\t', &selector);
	str_cut(&rest, '\t', &host);
	str_cut(&rest, '\t', &port);
	if (display.len < 2 || display.len + selector.len + host.len > 3 * MAP_FIELD_MAX) {
		add_info(out, display);
		return;
	}
	if (display.p[0] == 'i') {
		add_info(out, str_from(display, 1));
		return;
	}
	strbuf_addstr(out, display);
	strbuf_addc(out, '\t');
	host = str_trim(host);
	if (selector.len == 0 && host.len == 0)
		selector = str_from(display, 1);	/* Bucktooth: the name is the selector */
	if (host.len == 0 && !str_starts(selector, STR("/")) && !str_starts(selector, STR("URL:"))) {
		strbuf_addc(out, '/');
		strbuf_addstr(out, folder);
	}
	strbuf_addstr(out, selector);
	if (host.len == 0)
		strbuf_addf(out, "\t%.*s\t%u\r\n", STR_ARG(capsule->host), capsule->gopher_port);
	else if (str_number(str_trim(port), 65535, &number) && number > 0)
		strbuf_addf(out, "\t%.*s\t%lu\r\n", STR_ARG(host), number);
	else
		strbuf_addf(out, "\t%.*s\t70\r\n", STR_ARG(host));
}

void
gopher_add_map(struct strbuf *out, const struct capsule *capsule, struct str folder, struct str map)
{
	struct strbuf clean = STRBUF_INIT;
	struct str rest, line;

	utf8_clean(&clean, map);
	rest = strbuf_str(&clean);
	while (str_line(&rest, &line)) {
		if (str_is(line, "."))
			break;
		if (str_find(line, '\t') < line.len)
			add_map_item(out, capsule, folder, line);
		else
			add_info(out, line);
	}
	strbuf_adds(out, ".\r\n");
	strbuf_done(&clean);
}
