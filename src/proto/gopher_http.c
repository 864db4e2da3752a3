/* gopher_http.c - what a web browser gets on Gopher's port. */

#include "proto/gopher.h"

/* "GET /x HTTP/1.1": no selector of ours is like that. */
bool
gopher_is_http(struct str line)
{
	static const char *const methods[] = { "GET ", "HEAD ", "POST ", "OPTIONS ", "CONNECT ", "PUT " };

	if (str_search(line, STR(" HTTP/1.")) == line.len)
		return false;
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (str_starts(line, str_of(methods[i])))
			return true;
	return false;
}

static void
add_link(struct strbuf *out, const struct capsule *capsule, enum scheme scheme, const char *client)
{
	struct strbuf url = STRBUF_INIT;

	address_url(&url, capsule, scheme, &(struct place){ .kind = PLACE_HOME, .path = STR("") });
	strbuf_adds(out, "<li><a href=\"");
	gopher_add_html(out, strbuf_str(&url));
	strbuf_adds(out, "\">");
	gopher_add_html(out, strbuf_str(&url));
	strbuf_addf(out, "</a>, for example with %s</li>\r\n", client);
	strbuf_done(&url);
}

void
gopher_add_http(struct strbuf *out, const struct capsule *capsule, bool head)
{
	struct strbuf page = STRBUF_INIT;

	strbuf_adds(&page, "<!DOCTYPE html>\r\n<html lang=\"en\">\r\n<head>\r\n<meta charset=\"utf-8\">\r\n"
	    "<meta name=\"robots\" content=\"noindex\">\r\n<title>Not a web site</title>\r\n</head>\r\n<body>\r\n"
	    "<p>This address speaks Gopher, not HTTP. A web browser cannot read it; these can:</p>\r\n<ul>\r\n");
	if (capsule->gemini_port > 0)
		add_link(&page, capsule, SCHEME_GEMINI, "Lagrange");
	add_link(&page, capsule, SCHEME_GOPHER, "Lagrange, Bombadillo or lynx");
	strbuf_adds(&page, "</ul>\r\n</body>\r\n</html>\r\n");
	strbuf_addf(out, "HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: %zu\r\nContent-Security-Policy: default-src 'none'\r\nConnection: close\r\n\r\n", page.len);
	if (!head)
		strbuf_addstr(out, strbuf_str(&page));
	strbuf_done(&page);
}
