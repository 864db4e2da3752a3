/* address_test.c - how places are spelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/address.h"

static const struct capsule home = {
	.host = { "example.org", 11 }, .gemini_port = 1965, .gopher_port = 70,
};
static const struct capsule odd_ports = {
	.host = { "example.org", 11 }, .gemini_port = 19650, .gopher_port = 7070,
};
static const struct capsule bare_address = {
	.host = { "::1", 3 }, .gemini_port = 1965, .gopher_port = 70,
};

static const struct {
	enum place_kind kind;
	const char *path;
	unsigned page;
	const char *gemini, *gopher;
	char item;
} local_rows[] = {
	{ PLACE_HOME, NULL, 0, "/", "/", '1' },
	{ PLACE_HOME, NULL, 1, "/", "/", '1' },
	{ PLACE_HOME, NULL, 2, "/page/2.gmi", "/page/2", '1' },
	{ PLACE_SECTION, "a/b/", 0, "/a/b/", "/a/b/", '1' },
	{ PLACE_SECTION, "a/b/", 3, "/a/b/page/3.gmi", "/a/b/page/3", '1' },
	{ PLACE_ARTICLE, "a/b", 0, "/a/b.gmi", "/a/b", '1' },
	{ PLACE_ARTICLE, "a b/ü", 0, "/a%20b/%C3%BC.gmi", "/a b/ü", '1' },
	{ PLACE_ARTICLE, "100%?#x", 0, "/100%25%3F%23x.gmi", "/100%?#x", '1' },
	{ PLACE_ARTICLE, "it's:(1)", 0, "/it's:(1).gmi", "/it's:(1)", '1' },
	{ PLACE_TEXT, "a/b", 0, "/a/b.txt", "/a/b.txt", '0' },
	{ PLACE_TEXT, "a/b/", 0, "/a/b/index.txt", "/a/b/index.txt", '0' },
	{ PLACE_TEXT, "", 0, "/index.txt", "/index.txt", '0' },
	{ PLACE_SOURCE, "a/b", 0, "/a/b.md", "/a/b.md", '0' },
	{ PLACE_SOURCE, "", 0, "/index.md", "/index.md", '0' },
	{ PLACE_TAGS, NULL, 0, "/tags/", "/tags/", '1' },
	{ PLACE_TAGS, NULL, 2, "/tags/page/2.gmi", "/tags/page/2", '1' },
	{ PLACE_TAG, "linux", 0, "/tags/linux.gmi", "/tags/linux", '1' },
	{ PLACE_TAG, "ünïcode", 2, "/tags/%C3%BCn%C3%AFcode/page/2.gmi",
	    "/tags/ünïcode/page/2", '1' },
	{ PLACE_CATEGORIES, NULL, 0, "/categories/", "/categories/", '1' },
	{ PLACE_CATEGORY, "a/b", 0, "/categories/a/b.gmi", "/categories/a/b", '1' },
	{ PLACE_ARCHIVE, NULL, 0, "/archive/", "/archive/", '1' },
	{ PLACE_YEAR, "2025", 0, "/archive/2025.gmi", "/archive/2025", '1' },
	{ PLACE_YEAR, "2025", 4, "/archive/2025/page/4.gmi", "/archive/2025/page/4", '1' },
	{ PLACE_SEARCH, NULL, 0, "/search", "/search", '7' },
	{ PLACE_SEARCH, "a b&c?", 0, "/search?a%20b%26c%3F", "/search/page/1/a b&c?", '1' },
	{ PLACE_SEARCH, "雪/\\%", 3, "/search/page/3.gmi?%E9%9B%AA%2F%5C%25", "/search/page/3/雪%2F%5C%25", '1' },
	{ PLACE_SEARCH, "..", 0, "/search?..", "/search/page/1/%2E.", '1' },
	{ PLACE_FEED, NULL, 0, "/atom.xml", "/atom.xml", '0' },
	{ PLACE_TAG_FEED, "linux", 0, "/tags/linux.xml", "/tags/linux.xml", '0' },
	{ PLACE_CATEGORY_FEED, "a/b", 0, "/categories/a/b.xml", "/categories/a/b.xml", '0' },
	{ PLACE_ASSET, "img/a.png", 0, "/img/a.png", "/img/a.png", 'I' },
	{ PLACE_ASSET, "a.gif", 0, "/a.gif", "/a.gif", 'g' },
	{ PLACE_ASSET, "a.ogg", 0, "/a.ogg", "/a.ogg", 's' },
	{ PLACE_ASSET, "a.zip", 0, "/a.zip", "/a.zip", '9' },
	{ PLACE_ASSET, "a.txt", 0, "/a.txt", "/a.txt", '0' },
	{ PLACE_ASSET, "a.html", 0, "/a.html", "/a.html", '0' },
	{ PLACE_CAPS, NULL, 0, "/caps.txt", "/caps.txt", '0' },
};

/* Pages that are made for one language lie below its folder. */
static void
test_editions(void **state)
{
	const struct { struct place place; const char *gemini, *gopher; } rows[] = {
		{ { PLACE_HOME, 0, STR(""), STR("de/") }, "/de/", "/de/" },
		{ { PLACE_TAGS, 2, STR(""), STR("de/") }, "/de/tags/page/2.gmi", "/de/tags/page/2" },
		{ { PLACE_TAG, 0, STR("a b"), STR("pt-br/") }, "/pt-br/tags/a%20b.gmi", "/pt-br/tags/a b" },
		{ { PLACE_TAG_FEED, 0, STR("x"), STR("de/") }, "/de/tags/x.xml", "/de/tags/x.xml" },
		{ { PLACE_FEED, 0, STR(""), STR("de/") }, "/de/atom.xml", "/de/atom.xml" },
		{ { PLACE_YEAR, 0, STR("2024"), STR("de/") }, "/de/archive/2024.gmi", "/de/archive/2024" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		strbuf_reset(&out);
		address_path(&out, SCHEME_GEMINI, &rows[i].place);
		assert_string_equal(out.buf, rows[i].gemini);
		strbuf_reset(&out);
		address_path(&out, SCHEME_GOPHER, &rows[i].place);
		assert_string_equal(out.buf, rows[i].gopher);
	}
	strbuf_done(&out);
}

static void
test_local(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof local_rows / sizeof local_rows[0]; i++) {
		struct place place = { local_rows[i].kind, local_rows[i].page,
		    str_of(local_rows[i].path), STR("") };
		struct strbuf out = STRBUF_INIT;

		strbuf_adds(&out, "=> ");
		address_path(&out, SCHEME_GEMINI, &place);
		assert_string_equal(out.buf + 3, local_rows[i].gemini);
		strbuf_truncate(&out, 3);
		address_path(&out, SCHEME_GOPHER, &place);
		assert_string_equal(out.buf + 3, local_rows[i].gopher);
		assert_int_equal(address_item(NULL, &place), local_rows[i].item);
		strbuf_done(&out);
	}
}

static void
test_url(void **state)
{
	static const struct {
		const struct capsule *capsule;
		enum scheme scheme;
		enum place_kind kind;
		const char *path, *want;
	} rows[] = {
		{ &home, SCHEME_GEMINI, PLACE_HOME, NULL, "gemini://example.org/" },
		{ &home, SCHEME_GEMINI, PLACE_ARTICLE, "a b", "gemini://example.org/a%20b.gmi" },
		{ &odd_ports, SCHEME_GEMINI, PLACE_ARTICLE, "a", "gemini://example.org:19650/a.gmi" },
		{ &home, SCHEME_GOPHER, PLACE_ARTICLE, "a b", "gopher://example.org/1/a%20b" },
		{ &odd_ports, SCHEME_GOPHER, PLACE_TEXT, "é", "gopher://example.org:7070/0/%C3%A9.txt" },
		{ &home, SCHEME_GOPHER, PLACE_ASSET, "a?b.png", "gopher://example.org/I/a%3Fb.png" },
		{ &home, SCHEME_GOPHER, PLACE_SEARCH, "a b", "gopher://example.org/1/search/page/1/a%20b" },
		{ &home, SCHEME_GEMINI, PLACE_SEARCH, "a b", "gemini://example.org/search?a%20b" },
		{ &bare_address, SCHEME_GEMINI, PLACE_HOME, NULL, "gemini://[::1]/" },
		{ NULL, SCHEME_GEMINI, PLACE_ARTICLE, "a b", "/a%20b.gmi" },
		{ NULL, SCHEME_GOPHER, PLACE_ARTICLE, "a b", "/a%20b" },
		{ &home, SCHEME_GOPHER, PLACE_REMOTE, "https://e.net/x#y", "https://e.net/x#y" },
		{ &home, SCHEME_GEMINI, PLACE_REMOTE, "https://e.net/a b\n\xC3\xA9",
		    "https://e.net/a%20b%0A%C3%A9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct place place = { rows[i].kind, 0, str_of(rows[i].path), STR("") };
		struct strbuf out = STRBUF_INIT;

		address_url(&out, rows[i].capsule, rows[i].scheme, &place);
		assert_string_equal(out.buf, rows[i].want);
		strbuf_done(&out);
	}
}

/* "type selector host port", or "-" when no menu line can hold it. */
static void
target(struct strbuf *out, const struct capsule *capsule, enum place_kind kind, const char *path)
{
	struct place place = { kind, 0, str_of(path), STR("") };
	struct strbuf selector = STRBUF_INIT;
	struct address_target t;

	if (address_target(&selector, capsule, &place, &t))
		strbuf_addf(out, "%c|%s|%.*s|%u", t.type, selector.buf, STR_ARG(t.host), t.port);
	else
		strbuf_adds(out, selector.len > 0 ? "appended something" : "-");
	strbuf_done(&selector);
}

static void
test_target(void **state)
{
	static const struct { const struct capsule *capsule; enum place_kind kind; const char *path, *want; } rows[] = {
		{ &home, PLACE_ARTICLE, "a b/ü", "1|/a b/ü|example.org|70" },
		{ &odd_ports, PLACE_TEXT, "a", "0|/a.txt|example.org|7070" },
		{ NULL, PLACE_HOME, NULL, "1|/|localhost|70" },
		{ &home, PLACE_ASSET, "a\tb.png", "-" },
		{ &home, PLACE_ASSET, "a\r\nb.png", "-" },
		{ &home, PLACE_ASSET, "a\x7F.png", "-" },
		{ &home, PLACE_ASSET, "a\xC2\x85.png", "-" },
		{ &home, PLACE_ASSET, "a\xFF.png", "-" },
		/* other protocols */
		{ &odd_ports, PLACE_REMOTE, "https://e.net/x?y#z", "h|URL:https://e.net/x?y#z|example.org|7070" },
		{ &home, PLACE_REMOTE, "gemini://example.org/a.gmi", "h|URL:gemini://example.org/a.gmi|example.org|70" },
		{ &home, PLACE_REMOTE, "mailto:a@e.net", "h|URL:mailto:a@e.net|example.org|70" },
		{ &home, PLACE_REMOTE, "https://e.net/a\tb", "h|URL:https://e.net/a%09b|example.org|70" },
		/* gopher */
		{ &home, PLACE_REMOTE, "gopher://e.net", "1||e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/", "1||e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/1", "1||e.net|70" },
		{ &home, PLACE_REMOTE, "GOPHER://e.net:7070/0/a%20b.txt", "0|/a b.txt|e.net|7070" },
		{ &home, PLACE_REMOTE, "gopher://e.net/0about", "0|about|e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/1/cgi?a%3Fb", "1|/cgi?a?b|e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/7/find#x", "7|/find|e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/0/%C3%A9", "0|/é|e.net|70" },
		{ &home, PLACE_REMOTE, "gopher://example.org/0about.txt", "0|/about.txt|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://Example.org", "1|/|Example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://example.org/hURL:https://e.net/",
		    "h|URL:https://e.net/|example.org|70" },
		/* what a native item cannot say */
		{ &home, PLACE_REMOTE, "gopher://e.net/7/find%09words",
		    "h|URL:gopher://e.net/7/find%09words|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/0/%0D%0Ai", "h|URL:gopher://e.net/0/%0D%0Ai|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/0/%E9", "h|URL:gopher://e.net/0/%E9|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/i/x", "h|URL:gopher://e.net/i/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/3/x", "h|URL:gopher://e.net/3/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net/./x", "h|URL:gopher://e.net/./x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net:0/1/x", "h|URL:gopher://e.net:0/1/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e.net:70000/1/x", "h|URL:gopher://e.net:70000/1/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://[::1]/1/x", "h|URL:gopher://[::1]/1/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher:///1/x", "h|URL:gopher:///1/x|example.org|70" },
		{ &home, PLACE_REMOTE, "gopher://e%09.net/1/x", "h|URL:gopher://e%09.net/1/x|example.org|70" },
		/* telnet */
		{ &home, PLACE_REMOTE, "telnet://bbs.e.net", "8||bbs.e.net|23" },
		{ &home, PLACE_REMOTE, "telnet://guest:pw@bbs.e.net:2323/", "8|guest|bbs.e.net|2323" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;

		target(&out, rows[i].capsule, rows[i].kind, rows[i].path);
		assert_string_equal(out.buf, rows[i].want);
		strbuf_done(&out);
	}
}

static void
test_selector_limit(void **state)
{
	struct strbuf path = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	/* "/" and ".txt" count. */
	strbuf_fill(&path, 'a', ADDRESS_SELECTOR_MAX - 5);
	target(&out, &home, PLACE_TEXT, path.buf);
	assert_int_equal(out.len, ADDRESS_SELECTOR_MAX + strlen("0||example.org|70"));
	strbuf_reset(&out);
	strbuf_addc(&path, 'a');
	target(&out, &home, PLACE_TEXT, path.buf);
	assert_string_equal(out.buf, "-");
	strbuf_done(&path);
	strbuf_done(&out);
}

static void
test_remote_items(void **state)
{
	static const struct { const char *url; char item; } rows[] = {
		{ "https://e.net/a.png", 'h' }, { "gopher://e.net", '1' }, { "gopher://e.net/0/x", '0' },
		{ "gopher://e.net/i", 'h' }, { "telnet://e.net", '8' }, { "mailto:x@e.net", 'h' },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(rows[i].item, address_item(NULL,
		    &(struct place){ .kind = PLACE_REMOTE, .path = str_of(rows[i].url) }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_editions), cmocka_unit_test(test_local),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_selector_limit),
		cmocka_unit_test(test_remote_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
