/* uri_test.c - parts, characters, escapes and paths of URIs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/uri.h"
#include "flush.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
/* STR() is no constant: this is, in a table. */
#define TEXT(literal) { "" literal, sizeof(literal) - 1 }

/* want NULL: absent. */
static void
assert_part(struct str in, const char *part, struct str got, const char *want)
{
	if ((want == NULL) != (got.p == NULL) || (want != NULL && !str_is(got, want)))
		fail_msg("<%.*s>: %s is %s<%.*s>, want <%s>", STR_ARG(in), part,
		    got.p == NULL ? "absent " : "", STR_ARG(got), want != NULL ? want : "absent");
}

struct parts {
	const char *in, *scheme, *userinfo, *host, *port, *path, *query, *fragment;
};

static void
assert_parts(struct str in, const struct uri *u, const struct parts *want)
{
	assert_part(in, "scheme", u->scheme, want->scheme);
	assert_part(in, "userinfo", u->userinfo, want->userinfo);
	assert_part(in, "host", u->host, want->host);
	assert_part(in, "port", u->port, want->port);
	assert_part(in, "path", u->path, want->path);
	assert_part(in, "query", u->query, want->query);
	assert_part(in, "fragment", u->fragment, want->fragment);
}

static void
test_parts(void **state)
{
	static const struct parts rows[] = {
		/* RFC 3986, 1.1.2 and 3 */
		{ "ftp://ftp.is.co.za/rfc/rfc1808.txt", "ftp", NULL, "ftp.is.co.za", NULL,
		    "/rfc/rfc1808.txt", NULL, NULL },
		{ "ldap://[2001:db8::7]/c=GB?objectClass?one", "ldap", NULL, "[2001:db8::7]", NULL,
		    "/c=GB", "objectClass?one", NULL },
		{ "mailto:John.Doe@example.com", "mailto", NULL, NULL, NULL,
		    "John.Doe@example.com", NULL, NULL },
		{ "tel:+1-816-555-1212", "tel", NULL, NULL, NULL, "+1-816-555-1212", NULL, NULL },
		{ "telnet://192.0.2.16:80/", "telnet", NULL, "192.0.2.16", "80", "/", NULL, NULL },
		{ "urn:oasis:names", "urn", NULL, NULL, NULL, "oasis:names", NULL, NULL },
		{ "foo://example.com:8042/over/there?name=ferret#nose", "foo", NULL, "example.com",
		    "8042", "/over/there", "name=ferret", "nose" },
		/* requests */
		{ "gemini://h", "gemini", NULL, "h", NULL, "", NULL, NULL },
		{ "gemini://h/", "gemini", NULL, "h", NULL, "/", NULL, NULL },
		{ "GEMINI://H/", "GEMINI", NULL, "H", NULL, "/", NULL, NULL },
		{ "gemini://h:1965/", "gemini", NULL, "h", "1965", "/", NULL, NULL },
		{ "gemini://h:", "gemini", NULL, "h", "", "", NULL, NULL },
		{ "gemini://h.", "gemini", NULL, "h.", NULL, "", NULL, NULL },
		{ "gemini://h/?", "gemini", NULL, "h", NULL, "/", "", NULL },
		{ "gemini://h?q", "gemini", NULL, "h", NULL, "", "q", NULL },
		{ "gemini://h/?q#f", "gemini", NULL, "h", NULL, "/", "q", "f" },
		{ "gemini://h#f", "gemini", NULL, "h", NULL, "", NULL, "f" },
		{ "gemini://h/#", "gemini", NULL, "h", NULL, "/", NULL, "" },
		{ "gemini://h/#a?b", "gemini", NULL, "h", NULL, "/", NULL, "a?b" },
		{ "gemini://u@h/", "gemini", "u", "h", NULL, "/", NULL, NULL },
		{ "gemini://u:p@h:1/", "gemini", "u:p", "h", "1", "/", NULL, NULL },
		{ "gemini://:p@h/", "gemini", ":p", "h", NULL, "/", NULL, NULL },
		{ "gemini://@h/", "gemini", "", "h", NULL, "/", NULL, NULL },
		{ "gemini:", "gemini", NULL, NULL, NULL, "", NULL, NULL },
		{ "gemini:/", "gemini", NULL, NULL, NULL, "/", NULL, NULL },
		{ "gemini://", "gemini", NULL, "", NULL, "", NULL, NULL },
		{ "gemini:///x", "gemini", NULL, "", NULL, "/x", NULL, NULL },
		{ "gemini://:1965/", "gemini", NULL, "", "1965", "/", NULL, NULL },
		{ "gemini://[::1]/", "gemini", NULL, "[::1]", NULL, "/", NULL, NULL },
		{ "gemini://[::1]:1965", "gemini", NULL, "[::1]", "1965", "", NULL, NULL },
		{ "gemini://[::ffff:192.0.2.1]/", "gemini", NULL, "[::ffff:192.0.2.1]", NULL, "/",
		    NULL, NULL },
		{ "gemini://[fe80::1%25eth0]/", "gemini", NULL, "[fe80::1%25eth0]", NULL, "/", NULL,
		    NULL },
		{ "gemini://[v1.a:b]/", "gemini", NULL, "[v1.a:b]", NULL, "/", NULL, NULL },
		{ "gemini://h/a//b", "gemini", NULL, "h", NULL, "/a//b", NULL, NULL },
		{ "gemini://h//etc/passwd", "gemini", NULL, "h", NULL, "//etc/passwd", NULL, NULL },
		{ "titan://h/x;size=5", "titan", NULL, "h", NULL, "/x;size=5", NULL, NULL },
		{ "xyz+1-2.3://h/", "xyz+1-2.3", NULL, "h", NULL, "/", NULL, NULL },
		/* not ASCII, and escaped */
		{ "gemini://müller.example/café?wörter", "gemini", NULL, "müller.example", NULL,
		    "/café", "wörter", NULL },
		{ "gemini://m%C3%BCller.example/", "gemini", NULL, "m%C3%BCller.example", NULL, "/",
		    NULL, NULL },
		{ "gemini://h/\u00A0\uFFFD👩\u200D💻", "gemini", NULL, "h", NULL,
		    "/\u00A0\uFFFD👩\u200D💻", NULL, NULL },
		/* a raw space in the query alone */
		{ "gemini://h/?two words", "gemini", NULL, "h", NULL, "/", "two words", NULL },
		{ "?a b", NULL, NULL, NULL, NULL, "", "a b", NULL },
		/* relative references */
		{ "", NULL, NULL, NULL, NULL, "", NULL, NULL },
		{ "/", NULL, NULL, NULL, NULL, "/", NULL, NULL },
		{ "//h/", NULL, NULL, "h", NULL, "/", NULL, NULL },
		{ "h/", NULL, NULL, NULL, NULL, "h/", NULL, NULL },
		{ "hello", NULL, NULL, NULL, NULL, "hello", NULL, NULL },
		{ "../a.md#b", NULL, NULL, NULL, NULL, "../a.md", NULL, "b" },
		{ "?q", NULL, NULL, NULL, NULL, "", "q", NULL },
		{ "#f", NULL, NULL, NULL, NULL, "", NULL, "f" },
		{ "1a:b", NULL, NULL, NULL, NULL, "1a:b", NULL, NULL },
		{ ":b", NULL, NULL, NULL, NULL, ":b", NULL, NULL },
		{ "a/b:c", NULL, NULL, NULL, NULL, "a/b:c", NULL, NULL },
		{ "a?b:c", NULL, NULL, NULL, NULL, "a", "b:c", NULL },
		{ "\xEF\xBB\xBFgemini://h/", NULL, NULL, NULL, NULL, "\xEF\xBB\xBFgemini://h/", NULL,
		    NULL },
		/* RFC 3986, 2: all that may stand in a path, and brackets */
		{ "-._~!$&'()*+,;=:@/[]%41", NULL, NULL, NULL, NULL, "-._~!$&'()*+,;=:@/[]%41", NULL,
		    NULL },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].in));
		struct uri u = { 0 }, split = { 0 };

		if (uri_parse(s, &u) != URI_OK)
			fail_msg("<%s>: %s", rows[i].in, uri_verdict_text(uri_parse(s, &u)));
		assert_parts(s, &u, &rows[i]);
		uri_split(s, &split);
		assert_parts(s, &split, &rows[i]);
		assert_int_equal(uri_has_scheme(s), rows[i].scheme != NULL);
		flush_drop(s);
	}
}

static void
test_refused(void **state)
{
	static const struct { struct str in; enum uri_verdict want; } rows[] = {
		{ TEXT(" gemini://h/"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/ "), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/a b"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h h/"), URI_BAD_CHARACTER },
		{ TEXT("gemini ://h/"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?a b#c d"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/#a?b c"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?a\tb"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\0"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?\0"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\x01"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\t"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\r"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\n"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?\r\n"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\x1F"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\x7F"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\xC2\x80"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?\xC2\x85"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\xC2\x9F"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/<"), URI_BAD_CHARACTER }, { TEXT("gemini://h/>"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\""), URI_BAD_CHARACTER }, { TEXT("gemini://h/{"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/}"), URI_BAD_CHARACTER }, { TEXT("gemini://h/|"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/^"), URI_BAD_CHARACTER }, { TEXT("gemini://h/`"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/\\"), URI_BAD_CHARACTER }, { TEXT("gemini://h\\x/"), URI_BAD_CHARACTER },
		{ TEXT("gemini://h/?<"), URI_BAD_CHARACTER }, { TEXT("gemini://h/#`"), URI_BAD_CHARACTER },

		{ TEXT("gemini://h/\xFF"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xC3"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xC3/x"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xED\xA0\x80"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xC0\xAF"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xE0\x80\xAF"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/\xF4\x90\x80\x80"), URI_BAD_UTF8 },
		{ TEXT("gemini://\xFF/"), URI_BAD_UTF8 },
		{ TEXT("gemini://h/?\xFE"), URI_BAD_UTF8 },

		{ TEXT("gemini://h/%00"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/?%00"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h%00/"), URI_BAD_ESCAPE },
		{ TEXT("%"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%4"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%zz"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%4g"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%g4"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/%%41"), URI_BAD_ESCAPE },
		/* no escape goes over a border of parts */
		{ TEXT("gemini://h/%4?1"), URI_BAD_ESCAPE },
		{ TEXT("gemini://h/?%4#1"), URI_BAD_ESCAPE },
		{ TEXT("gemini://%/"), URI_BAD_ESCAPE },

		{ TEXT("gemini://[::1/"), URI_BAD_HOST },
		{ TEXT("gemini://::1]/"), URI_BAD_HOST },
		{ TEXT("gemini://[/"), URI_BAD_HOST }, { TEXT("gemini://]/"), URI_BAD_HOST },
		{ TEXT("gemini://[]/"), URI_BAD_HOST }, { TEXT("gemini://[h]/"), URI_BAD_HOST },
		{ TEXT("gemini://[::1]x/"), URI_BAD_HOST }, { TEXT("gemini://x[::1]/"), URI_BAD_HOST },
		{ TEXT("gemini://[1:2:3]/"), URI_BAD_HOST }, { TEXT("gemini://[::1::2]/"), URI_BAD_HOST },
		{ TEXT("gemini://[::12345]/"), URI_BAD_HOST }, { TEXT("gemini://[192.0.2.1]/"), URI_BAD_HOST },
		{ TEXT("gemini://[1:2:3:4:5:6:7:8:9]/"), URI_BAD_HOST },
		{ TEXT("gemini://[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]/"), URI_BAD_HOST },
		{ TEXT("gemini://[fe80::1%25]/"), URI_BAD_HOST },
		{ TEXT("gemini://[fe80::1%41]/"), URI_BAD_HOST },
		{ TEXT("gemini://[v.x]/"), URI_BAD_HOST }, { TEXT("gemini://[v1.]/"), URI_BAD_HOST },
		{ TEXT("gemini://[vg.x]/"), URI_BAD_HOST }, { TEXT("gemini://[v1.é]/"), URI_BAD_HOST },
		{ TEXT("gemini://h:1:2/"), URI_BAD_HOST }, { TEXT("gemini://2001:db8::1/"), URI_BAD_HOST },
		{ TEXT("gemini://a@b@h/"), URI_BAD_HOST }, { TEXT("gemini://[@h/"), URI_BAD_HOST },

		{ TEXT("gemini://h:abc/"), URI_BAD_PORT },
		{ TEXT("gemini://h:99999/"), URI_BAD_PORT },
		{ TEXT("gemini://h:65536/"), URI_BAD_PORT },
		{ TEXT("gemini://h:-1/"), URI_BAD_PORT },
		{ TEXT("gemini://h:+1/"), URI_BAD_PORT },
		{ TEXT("gemini://h:1965x"), URI_BAD_PORT },
		{ TEXT("gemini://h:%31/"), URI_BAD_PORT },
		{ TEXT("gemini://h:٣/"), URI_BAD_PORT },
		{ TEXT("gemini://h:99999999999999999999999/"), URI_BAD_PORT },
		{ TEXT("gemini://[::1]:x/"), URI_BAD_PORT },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(rows[i].in);
		struct uri u = { .scheme = STR("untouched") };
		enum uri_verdict v = uri_parse(s, &u);

		if (v != rows[i].want)
			fail_msg("<%.*s>: %s, want %s", STR_ARG(s), uri_verdict_text(v),
			    uri_verdict_text(rows[i].want));
		assert_true(str_is(u.scheme, "untouched"));
		flush_drop(s);
	}
	struct uri u;

	assert_int_equal(uri_parse(STR("gemini://h:65535/"), &u), URI_OK);
	assert_int_equal(uri_parse(STR("gemini://h:0/"), &u), URI_OK);
	assert_int_equal(uri_parse(STR("gemini://h:00001965/"), &u), URI_OK);
	assert_int_equal(uri_parse(STR_NONE, &u), URI_OK);
	assert_non_null(u.path.p);
}

/* What a request must be before its host is looked at: here only as far as a
 * URI's parts tell it. */
static bool
is_request(struct str s, struct uri *u)
{
	return uri_parse(s, u) == URI_OK && u->scheme.p != NULL && u->host.len > 0 &&
	    u->userinfo.p == NULL && u->fragment.p == NULL;
}

static void
test_requests(void **state)
{
	static const struct { struct str in; bool want; } rows[] = {
		{ TEXT(""), false }, { TEXT("/"), false }, { TEXT("//h/"), false },
		{ TEXT("h/"), false }, { TEXT("hello"), false }, { TEXT("?q"), false },
		{ TEXT("gemini:"), false }, { TEXT("gemini:/"), false }, { TEXT("gemini://"), false },
		{ TEXT("gemini:///x"), false }, { TEXT("gemini://:1965/"), false },
		{ TEXT("gemini://u@h/"), false }, { TEXT("gemini://u:p@h/"), false },
		{ TEXT("gemini://:p@h/"), false }, { TEXT("gemini://h/#f"), false },
		{ TEXT("gemini://h/#"), false }, { TEXT("gemini://h#f"), false },
		{ TEXT("gemini://h/?q#f"), false }, { TEXT("\xEF\xBB\xBFgemini://h/"), false },
		{ TEXT("%"), false }, { TEXT("%4"), false }, { TEXT("%zz"), false },
		{ TEXT("http://h/"), true }, { TEXT("xyz://h/"), true },
		{ TEXT("gemini://h.evil/"), true }, { TEXT("gemini://h:443/"), true },
		{ TEXT("titan://h/x;size=5"), true },
		{ TEXT("gemini://h"), true }, { TEXT("gemini://h:"), true },
		{ TEXT("gemini://h/?"), true }, { TEXT("gemini://h/?two words"), true },
		{ TEXT("gemini://h/café"), true },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(rows[i].in);
		struct uri u;

		if (is_request(s, &u) != rows[i].want)
			fail_msg("<%.*s>", STR_ARG(s));
		flush_drop(s);
	}
}

static void
test_has_scheme(void **state)
{
	static const struct { struct str in; bool want; } rows[] = {
		{ TEXT("a:"), true }, { TEXT("http://h"), true }, { TEXT("X-y.z+1:q"), true },
		{ TEXT(""), false }, { TEXT("a"), false }, { TEXT(":"), false }, { TEXT("1:"), false },
		{ TEXT("+a:"), false }, { TEXT("a b:"), false }, { TEXT("a/b:"), false },
		{ TEXT("é:"), false }, { TEXT("a\0:"), false }, { TEXT("//h:1"), false },
		{ TEXT("#a:b"), false },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(uri_has_scheme(rows[i].in), rows[i].want);
	assert_false(uri_has_scheme(STR_NONE));
}

/* What authors write is split, whatever it holds. */
static void
test_split_anything(void **state)
{
	static const struct parts rows[] = {
		{ "a b c.md#x y", NULL, NULL, NULL, NULL, "a b c.md", NULL, "x y" },
		{ "<%zz>", NULL, NULL, NULL, NULL, "<%zz>", NULL, NULL },
		{ "http://a@b@c:d:e/f", "http", "a@b", "c:d", "e", "/f", NULL, NULL },
		{ "http://[::1:8", "http", NULL, "[::1", "8", "", NULL, NULL },
		{ "\xFF?\xFE", NULL, NULL, NULL, NULL, "\xFF", "\xFE", NULL },
		{ "C:\\a", "C", NULL, NULL, NULL, "\\a", NULL, NULL },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = flush_str(str_of(rows[i].in));
		struct uri u;

		uri_split(s, &u);
		assert_parts(s, &u, &rows[i]);
		flush_drop(s);
	}
}

/* --- escapes --------------------------------------------------------- */

static void
test_decode(void **state)
{
	static const struct { struct str in, want; } rows[] = {
		{ TEXT(""), TEXT("") }, { TEXT("abc"), TEXT("abc") },
		{ TEXT("%41%62%7e"), TEXT("Ab~") }, { TEXT("caf%C3%A9"), TEXT("café") },
		{ TEXT("caf%c3%a9"), TEXT("café") }, { TEXT("a+b%20c"), TEXT("a+b c") },
		{ TEXT("%2541"), TEXT("%41") }, { TEXT("%"), TEXT("%") }, { TEXT("%4"), TEXT("%4") },
		{ TEXT("%zz%4"), TEXT("%zz%4") }, { TEXT("%%41"), TEXT("%A") },
		{ TEXT("a%00b"), TEXT("a%00b") }, { TEXT("%2F%5C"), TEXT("/\\") },
		{ TEXT("%0d%0A"), TEXT("\r\n") }, { TEXT("%ff"), TEXT("\xFF") },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct str s = flush_str(rows[i].in);

		strbuf_adds(&out, "[");
		uri_decode(&out, s);
		if (!str_eq(str_from(strbuf_str(&out), 1), rows[i].want))
			fail_msg("<%.*s>: got <%s>", STR_ARG(s), out.buf);
		flush_drop(s);
		strbuf_done(&out);
	}
}

static void
test_encode(void **state)
{
	static const struct { struct str in; const char *keep, *want; } rows[] = {
		{ TEXT("a-Z_0.9~"), "", "a-Z_0.9~" },
		{ TEXT("a b/c?d"), "", "a%20b%2Fc%3Fd" },
		{ TEXT("a b/c@d"), "/:@", "a%20b/c@d" },
		{ TEXT("café 100%"), "", "caf%C3%A9%20100%25" },
		{ TEXT("\0\n\x7F\xFF"), "/", "%00%0A%7F%FF" },
		{ TEXT("+%41"), "", "%2B%2541" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;

		uri_encode(&out, rows[i].in, rows[i].keep);
		assert_string_equal(out.buf, rows[i].want);
		strbuf_done(&out);
	}
}

static void
test_encode_every_byte(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT, back = STRBUF_INIT;
	(void)state;

	for (int b = 1; b < 256; b++)
		strbuf_addc(&in, (char)b);
	uri_encode(&out, strbuf_str(&in), "");
	/* 66 unreserved ones stay. */
	assert_int_equal(out.len, 66 + (255 - 66) * 3);
	uri_decode(&back, strbuf_str(&out));
	assert_true(str_eq(strbuf_str(&back), strbuf_str(&in)));
	strbuf_done(&in);
	strbuf_done(&out);
	strbuf_done(&back);
}

static void
test_tidy(void **state)
{
	static const struct { struct str in; const char *want; } rows[] = {
		{ TEXT(""), "" },
		{ TEXT("http://h/a?b=c&d#e"), "http://h/a?b=c&d#e" },
		{ TEXT("/a b.png"), "/a%20b.png" },
		{ TEXT("/a%20b.png"), "/a%20b.png" },
		{ TEXT("/caf\xC3\xA9"), "/caf%C3%A9" },
		{ TEXT("/caf%c3%a9"), "/caf%c3%a9" },
		{ TEXT("100%"), "100%25" }, { TEXT("%zz"), "%25zz" }, { TEXT("%4"), "%254" },
		{ TEXT("%\"41"), "%25%2241" }, { TEXT("%%41"), "%25%41" }, { TEXT("%00"), "%00" },
		{ TEXT("<>\"{}|\\^`"), "%3C%3E%22%7B%7D%7C%5C%5E%60" },
		{ TEXT("\r\n\t\0\x7F\xFF"), "%0D%0A%09%00%7F%FF" },
		{ TEXT("!#$&'()*+,-./:;=?@[]_~"), "!#$&'()*+,-./:;=?@[]_~" },
		{ TEXT("/می\u200Cشود"), "/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;
		struct str s = flush_str(rows[i].in);

		uri_tidy(&out, s);
		assert_string_equal(out.buf, rows[i].want);
		uri_tidy(&again, strbuf_str(&out));
		assert_string_equal(again.buf, rows[i].want);
		flush_drop(s);
		strbuf_done(&out);
		strbuf_done(&again);
	}
}

/* What is said to be tidy is left as it is; in doubt are escapes alone. */
static void
test_is_tidy(void **state)
{
	(void)state;
	assert_true(uri_is_tidy(STR("")) && uri_is_tidy(STR("http://h/a?b=c&d#e")));
	assert_false(uri_is_tidy(STR("/a%20b")));
	for (int c = 0; c < 256; c++) {
		char text[] = { 'a', (char)c, 'b' };
		struct str s = { text, sizeof text };
		struct strbuf out = STRBUF_INIT;

		uri_tidy(&out, s);
		assert_int_equal(uri_is_tidy(s), str_eq(strbuf_str(&out), s));
		strbuf_done(&out);
	}
}

/* --- paths ----------------------------------------------------------- */

static void
test_remove_dots(void **state)
{
	static const struct { const char *in, *want; bool inside; } rows[] = {
		/* RFC 3986, 5.2.4 */
		{ "/a/b/c/./../../g", "/a/g", true },
		{ "mid/content=5/../6", "mid/6", true },
		{ "", "", true }, { "/", "/", true }, { ".", "", true }, { "./", "", true },
		{ "/.", "/", true }, { "/./", "/", true }, { "/a/.", "/a/", true },
		{ "/a/..", "/", true }, { "/a/../", "/", true }, { "a/..", "", true },
		{ "a/../", "", true }, { "a/b/..", "a/", true }, { "/a/b/../", "/a/", true },
		{ "a/./b", "a/b", true }, { "./a", "a", true }, { "a", "a", true }, { "a/", "a/", true },
		{ "/a/../b", "/b", true }, { "a/../b", "b", true },
		{ "...", "...", true }, { "/..a/.b/c..", "/..a/.b/c..", true },
		{ "/a//b", "/a//b", true }, { "/a//../b", "/a/b", true }, { "/a/b//../..", "/a/", true },
		/* never absolute by accident, never "//host" */
		{ "a/..//b", "b", true }, { "/a/..//b", "/b", true }, { "//b", "/b", true },
		{ "..", "", false }, { "../a", "a", false }, { "/..", "/", false },
		{ "/../a", "/a", false }, { "/a/../../b", "/b", false }, { "a/../../b/", "b/", false },
		{ "../../../a", "a", false },
		/* nothing is decoded here */
		{ "/a/%2e%2e/b", "/a/%2e%2e/b", true },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct str s = flush_str(str_of(rows[i].in));

		strbuf_adds(&out, "x/y");
		bool inside = uri_remove_dots(&out, s);

		if (!str_is(str_from(strbuf_str(&out), 3), rows[i].want) || inside != rows[i].inside)
			fail_msg("<%s>: got <%s>", rows[i].in, out.buf + 3);
		assert_memory_equal(out.buf, "x/y", 3);
		flush_drop(s);
		strbuf_done(&out);
	}
}

static void
test_join(void **state)
{
	static const struct { const char *base, *rel, *want; bool inside; } rows[] = {
		{ "dir/a.md", "b.md", "dir/b.md", true },
		{ "/dir/a.md", "b.md", "/dir/b.md", true },
		{ "a.md", "b.md", "b.md", true },
		{ "dir/", "b.md", "dir/b.md", true },
		{ "dir/sub/a.md", "../b.md", "dir/b.md", true },
		{ "dir/sub/a.md", "./b/../c.md", "dir/sub/c.md", true },
		{ "dir/a.md", "../", "", true }, { "dir/a.md", "..", "", true },
		{ "dir/a.md", ".", "dir/", true },
		{ "dir/a.md", "", "dir/a.md", true }, { "", "b.md", "b.md", true },
		/* the root replaces; the form is the base's */
		{ "dir/a.md", "/b.md", "b.md", true }, { "/dir/a.md", "/b.md", "/b.md", true },
		{ "dir/a.md", "/", "", true }, { "/dir/a.md", "//b.md", "/b.md", true },
		{ "", "/x/../y", "y", true },
		{ "dir/a.md", "../../b.md", "b.md", false },
		{ "a.md", "../b.md", "b.md", false }, { "/a.md", "../b.md", "/b.md", false },
		{ "dir/a.md", "/../b.md", "b.md", false },
		/* decoded paths hold any character */
		{ "über uns/a.md", "ß?#%41.md", "über uns/ß?#%41.md", true },
	};
	(void)state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;
		struct str base = flush_str(str_of(rows[i].base)), rel = flush_str(str_of(rows[i].rel));
		bool inside = uri_join(&out, base, rel);

		if (!str_is(strbuf_str(&out), rows[i].want) || inside != rows[i].inside)
			fail_msg("<%s> + <%s>: got <%s>", rows[i].base, rows[i].rel, out.buf);
		flush_drop(base);
		flush_drop(rel);
		strbuf_done(&out);
	}
}

struct path_row {
	struct str in;
	enum uri_path verdict;
	const char *want;
};

static void
check_paths(enum uri_path (*f)(struct strbuf *, struct str), const struct path_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct strbuf out = STRBUF_INIT;
		struct str s = flush_str(rows[i].in);

		strbuf_adds(&out, "root/");
		enum uri_path v = f(&out, s);

		if (v != rows[i].verdict || !str_is(str_from(strbuf_str(&out), 5), rows[i].want))
			fail_msg("<%.*s>: verdict %d, got <%s>", STR_ARG(s), (int)v, out.buf + 5);
		assert_memory_equal(out.buf, "root/", 5);
		flush_drop(s);
		strbuf_done(&out);
	}
}

static void
test_safe_path(void **state)
{
	static const struct path_row rows[] = {
		{ TEXT(""), URI_PATH_OK, "" }, { TEXT("/"), URI_PATH_OK, "" },
		{ TEXT("/."), URI_PATH_OK, "" }, { TEXT("/./"), URI_PATH_OK, "" },
		{ TEXT("/articles/../"), URI_PATH_OK, "" }, { TEXT("/articles/.."), URI_PATH_OK, "" },
		{ TEXT("/about.txt"), URI_PATH_OK, "about.txt" },
		{ TEXT("/%61bout.txt"), URI_PATH_OK, "about.txt" },
		{ TEXT("/%61BOUT"), URI_PATH_OK, "aBOUT" },
		{ TEXT("/caf%C3%A9"), URI_PATH_OK, "café" }, { TEXT("/caf%c3%a9"), URI_PATH_OK, "café" },
		{ TEXT("/café"), URI_PATH_OK, "café" },
		{ TEXT("/with%20space"), URI_PATH_OK, "with space" },
		{ TEXT("/with+space"), URI_PATH_OK, "with+space" },
		{ TEXT("/dir/"), URI_PATH_OK, "dir/" }, { TEXT("/dir/."), URI_PATH_OK, "dir/" },
		{ TEXT("/dir/x/.."), URI_PATH_OK, "dir/" },
		{ TEXT("/a//b"), URI_PATH_OK, "a/b" }, { TEXT("//a///b//"), URI_PATH_OK, "a/b/" },
		{ TEXT("//"), URI_PATH_OK, "" }, { TEXT("/a//../b"), URI_PATH_OK, "b" },
		{ TEXT("/a/%2e%2e/b"), URI_PATH_OK, "b" }, { TEXT("/a/.%2E/b"), URI_PATH_OK, "b" },
		{ TEXT("/a/%2e/b"), URI_PATH_OK, "a/b" },
		{ TEXT("/%2ehidden"), URI_PATH_OK, ".hidden" },
		{ TEXT("/..."), URI_PATH_OK, "..." }, { TEXT("/a..b/..c"), URI_PATH_OK, "a..b/..c" },
		{ TEXT("/x%3fy%23z"), URI_PATH_OK, "x?y#z" },
		{ TEXT("relative/x"), URI_PATH_OK, "relative/x" },
		/* nothing of this leaves the root */
		{ TEXT("/../../etc/passwd"), URI_PATH_CLIMBS, "" },
		{ TEXT("/%2e%2e/%2e%2e/etc/passwd"), URI_PATH_CLIMBS, "" },
		{ TEXT("/a/../.."), URI_PATH_CLIMBS, "" }, { TEXT("/.."), URI_PATH_CLIMBS, "" },
		{ TEXT(".."), URI_PATH_CLIMBS, "" }, { TEXT("../x"), URI_PATH_CLIMBS, "" },
		{ TEXT("/a/../../a"), URI_PATH_CLIMBS, "" }, { TEXT("//../x"), URI_PATH_CLIMBS, "" },
		{ TEXT("/..%2f..%2fetc%2fpasswd"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/..%5c.."), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/..\\x"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/%252e%252e/etc/passwd"), URI_PATH_OK, "%2e%2e/etc/passwd" },
		{ TEXT("//etc/passwd"), URI_PATH_OK, "etc/passwd" },
		{ TEXT("/%2fetc/passwd"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/etc/passwd%00.gmi"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/\0"), URI_PATH_FORBIDDEN, "" }, { TEXT("\x01"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/a%0a"), URI_PATH_FORBIDDEN, "" }, { TEXT("/a%7F"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/a%C2%9B"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/....//....//etc/passwd"), URI_PATH_OK, "..../..../etc/passwd" },
		{ TEXT("/articles/..%2f..%2f..%2fetc/passwd"), URI_PATH_FORBIDDEN, "" },
		/* judged even when a later ".." would take it away */
		{ TEXT("/%2f/../x"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/%ff"), URI_PATH_NOT_UTF8, "" }, { TEXT("/\xFF"), URI_PATH_NOT_UTF8, "" },
		{ TEXT("/%c0%af"), URI_PATH_NOT_UTF8, "" }, { TEXT("/%ed%a0%80"), URI_PATH_NOT_UTF8, "" },
		/* half a character on each side of a slash is no character */
		{ TEXT("/%c3/%a9"), URI_PATH_NOT_UTF8, "" },
		{ TEXT("/%zz%"), URI_PATH_OK, "%zz%" },
	};
	(void)state;

	check_paths(uri_safe_path, rows, COUNT(rows));
}

static void
test_literal_path(void **state)
{
	static const struct path_row rows[] = {
		{ TEXT(""), URI_PATH_OK, "" }, { TEXT("/"), URI_PATH_OK, "" },
		{ TEXT("about.txt"), URI_PATH_OK, "about.txt" },
		{ TEXT("/about.txt"), URI_PATH_OK, "about.txt" },
		{ TEXT("/dir/"), URI_PATH_OK, "dir/" }, { TEXT("/dir"), URI_PATH_OK, "dir" },
		{ TEXT("/100%41"), URI_PATH_OK, "100%41" }, { TEXT("/a%00"), URI_PATH_OK, "a%00" },
		{ TEXT("/%2e%2e/x"), URI_PATH_OK, "%2e%2e/x" }, { TEXT("/two words"), URI_PATH_OK, "two words" },
		{ TEXT("../x"), URI_PATH_CLIMBS, "" }, { TEXT("/..\\x"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("/\0"), URI_PATH_FORBIDDEN, "" }, { TEXT("\x01"), URI_PATH_FORBIDDEN, "" },
		{ TEXT("\xFF"), URI_PATH_NOT_UTF8, "" },
		{ TEXT("\x16\x03\x01\x02"), URI_PATH_FORBIDDEN, "" },
	};
	(void)state;

	check_paths(uri_literal_path, rows, COUNT(rows));
}

/* As long as a request can be, and far longer: time and outcome stay in line. */
static void
test_long(void **state)
{
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;
	struct uri u;
	(void)state;

	strbuf_adds(&in, "gemini://h/");
	strbuf_fill(&in, 'a', 1024 - in.len);
	assert_int_equal(uri_parse(strbuf_str(&in), &u), URI_OK);
	assert_int_equal(u.path.len, 1024 - 10);
	strbuf_reset(&in);
	for (int i = 0; i < 100000; i++)
		strbuf_adds(&in, "a/");
	for (int i = 0; i < 99999; i++)
		strbuf_adds(&in, "../");
	assert_int_equal(uri_safe_path(&out, strbuf_str(&in)), URI_PATH_OK);
	assert_string_equal(out.buf, "a/");
	strbuf_adds(&in, "../../b");
	assert_int_equal(uri_safe_path(&out, strbuf_str(&in)), URI_PATH_CLIMBS);
	assert_string_equal(out.buf, "a/");
	strbuf_done(&in);
	strbuf_done(&out);
}

static void
test_verdict_texts(void **state)
{
	(void)state;
	for (int v = URI_OK; v <= URI_BAD_PORT; v++)
		assert_true(strlen(uri_verdict_text((enum uri_verdict)v)) > 0);
	assert_string_not_equal(uri_verdict_text(URI_BAD_HOST), uri_verdict_text(URI_BAD_PORT));
}

static void
test_without_slash(void **state)
{
	(void)state;
	assert_true(str_is(uri_without_slash(STR("a/b/")), "a/b"));
	assert_true(str_is(uri_without_slash(STR("a//")), "a/"));
	assert_true(str_is(uri_without_slash(STR("a/b")), "a/b"));
	assert_int_equal(uri_without_slash(STR("/")).len, 0);
	assert_int_equal(uri_without_slash(STR("")).len, 0);
	assert_int_equal(uri_without_slash(STR_NONE).len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_has_scheme),
		cmocka_unit_test(test_split_anything),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_encode_every_byte),
		cmocka_unit_test(test_tidy),
		cmocka_unit_test(test_is_tidy),
		cmocka_unit_test(test_remove_dots),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_safe_path),
		cmocka_unit_test(test_literal_path),
		cmocka_unit_test(test_without_slash),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_verdict_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
