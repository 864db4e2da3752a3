/* Gopher selectors, and the small documents the protocol makes by itself. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guard.h"
#include "proto/gopher.h"

static const struct capsule capsule = { .host = { "h", 1 }, .gopher_port = 70, .author = { "Ann\tx", 5 } };
static const struct service service = { .capsule = &capsule };
static const struct request_origin origin = { .local_port = 70 };

static enum parse
parse(struct str in, bool ended, struct request *r)
{
	static struct guard guard;

	if (guard.map == NULL)
		guard = guard_new(131072);
	request_init(r);
	return protocol_gopher.parse(&service, &origin, guard_str(&guard, in), ended, r);
}

#define IN(literal) { literal, sizeof(literal) - 1 }

static void
test_selectors(void **state)
{
	static const struct {
		struct str in;
		const char *path;	/* NULL: refused */
		const char *words;	/* NULL: none */
	} vectors[] = {
		{ IN("\r\n"), "", NULL }, { IN("\n"), "", NULL }, { IN("/\r\n"), "", NULL },
		{ IN("about.txt\r\n"), "about.txt", NULL }, { IN("/about.txt\n"), "about.txt", NULL },
		{ IN("/about.txt\tx\r\n"), "about.txt", "x" }, { IN("/dir\r\n"), "dir", NULL },
		{ IN("/dir/\r\n"), "dir/", NULL }, { IN("//dir//x\r\n"), "dir/x", NULL },
		{ IN("/./dir/./\r\n"), "dir/", NULL }, { IN("/100%25.txt\r\n"), "100%25.txt", NULL },
		{ IN("/search\ttwo words\t+\r\n"), "search", "two words" }, { IN("/x\t+\r\n"), "x", "+" },
		{ IN("/x\t\r\n"), "x", "" }, { IN("/caf\xC3\xA9\r\n"), "caf\xC3\xA9", NULL },
		{ IN("/search\tbad\xFFword\r\n"), "search", "bad\xEF\xBF\xBDword" },
		{ IN("../x\r\n"), NULL, NULL }, { IN("/..\r\n"), NULL, NULL }, { IN("/a/../b\r\n"), "b", NULL },
		{ IN("/..\\x\r\n"), NULL, NULL }, { IN("/a\\b\r\n"), NULL, NULL }, { IN("/\0\r\n"), NULL, NULL },
		{ IN("\x01\r\n"), NULL, NULL }, { IN("\xFF\r\n"), NULL, NULL }, { IN("/a\x7F\r\n"), NULL, NULL },
		{ IN("/a\rb\r\n"), NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct request r;
		enum parse verdict = parse(vectors[i].in, false, &r);

		if (vectors[i].path == NULL) {
			if (verdict != PARSE_BAD || r.why == NULL)
				fail_msg("vector %zu: taken as \"%.*s\"", i, STR_ARG(r.path));
		} else if (verdict != PARSE_OK || !str_is(r.path, vectors[i].path) ||
		    r.has_query != (vectors[i].words != NULL) ||
		    (r.has_query && !str_is(r.query, vectors[i].words))) {
			fail_msg("vector %zu: verdict %d, \"%.*s\", words \"%.*s\"", i, verdict, STR_ARG(r.path),
			    STR_ARG(r.query));
		}
		request_done(&r);
	}
}

static void
test_limits(void **state)
{
	struct strbuf in = STRBUF_INIT;
	struct request r;

	(void)state;
	strbuf_fill(&in, 'x', GOPHER_SELECTOR_MAX);
	strbuf_addc(&in, '\n');
	assert_int_equal(parse(strbuf_str(&in), false, &r), PARSE_OK);
	assert_int_equal(r.path.len, GOPHER_SELECTOR_MAX);
	request_done(&r);
	strbuf_insert(&in, 0, STR("x"));
	assert_int_equal(parse(strbuf_str(&in), false, &r), PARSE_BAD);
	request_done(&r);
	strbuf_reset(&in);
	strbuf_fill(&in, 'x', GOPHER_LINE_MAX - 1);
	assert_int_equal(parse(strbuf_str(&in), false, &r), PARSE_MORE);
	request_done(&r);
	strbuf_addc(&in, 'x');
	assert_int_equal(parse(strbuf_str(&in), false, &r), PARSE_BAD);
	request_done(&r);
	strbuf_fill(&in, 'x', 70000);
	assert_int_equal(parse(strbuf_str(&in), false, &r), PARSE_BAD);
	request_done(&r);
	strbuf_done(&in);
}

static void
test_pieces(void **state)
{
	struct request r;

	(void)state;
	assert_int_equal(parse(STR(""), false, &r), PARSE_MORE);
	request_done(&r);
	assert_int_equal(parse(STR("/ab"), false, &r), PARSE_MORE);
	request_done(&r);
	/* The end of what a client sends ends its line too. */
	assert_int_equal(parse(STR("/ab"), true, &r), PARSE_OK);
	assert_true(str_is(r.path, "ab"));
	request_done(&r);
	assert_int_equal(parse(STR("/ab\r\nrest\r\n"), false, &r), PARSE_OK);
	assert_true(str_is(r.line, "/ab"));
	request_done(&r);
}

static void
test_url_page(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct request r;

	(void)state;
	assert_int_equal(parse(STR("URL:https://example.org/?a=1&b=2\r\n"), false, &r), PARSE_OK);
	assert_true(r.wants_url_page);
	assert_true(str_is(r.query, "https://example.org/?a=1&b=2"));
	assert_true(gopher_add_url_page(&out, r.query));
	assert_non_null(strstr(out.buf, "href=\"https://example.org/?a=1&amp;b=2\""));
	request_done(&r);
	strbuf_reset(&out);
	assert_true(gopher_add_url_page(&out, STR("http://h/\"><script>alert('x')</script>")));
	assert_null(strstr(out.buf, "<script"));
	assert_null(strstr(out.buf, "\"><s"));
	strbuf_reset(&out);
	assert_false(gopher_add_url_page(&out, STR("javascript:alert(1)")));
	assert_false(gopher_add_url_page(&out, STR("data:text/html,x")));
	assert_false(gopher_add_url_page(&out, STR("file:///etc/passwd")));
	assert_false(gopher_add_url_page(&out, STR("")));
	assert_int_equal(out.len, 0);
	strbuf_done(&out);
}

static void
test_text(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	gopher_add_text(&out, STR("a\r\n\n.b\nlast"), false);
	assert_string_equal(out.buf, "a\r\n\r\n.b\r\nlast\r\n");
	strbuf_reset(&out);
	gopher_add_text(&out, STR("a\n.\n.b\n"), true);
	assert_string_equal(out.buf, "a\r\n..\r\n..b\r\n.\r\n");
	strbuf_reset(&out);
	gopher_add_text(&out, STR(""), true);
	assert_string_equal(out.buf, ".\r\n");
	strbuf_done(&out);
}

static void
test_map(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	gopher_add_map(&out, &capsule, STR("dir/"),
	    STR("Welcome\n\n0About\tabout.txt\n1Away\t/x\tother.example\t7070\nhWeb\tURL:http://w/\n1Same name\t\n"
	    "0Root\t/root.txt\n1Port\t/p\tother.example\t99999\niinfo\tx\ty\t1\n.\nnever"));
	assert_string_equal(out.buf,
	    "iWelcome\t\terror.host\t1\r\n"
	    "i\t\terror.host\t1\r\n"
	    "0About\t/dir/about.txt\th\t70\r\n"
	    "1Away\t/x\tother.example\t7070\r\n"
	    "hWeb\tURL:http://w/\th\t70\r\n"
	    "1Same name\t/dir/Same name\th\t70\r\n"
	    "0Root\t/root.txt\th\t70\r\n"
	    "1Port\t/p\tother.example\t70\r\n"
	    "iinfo\t\terror.host\t1\r\n"
	    ".\r\n");
	strbuf_done(&out);
}

static void
test_errors_and_caps(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct reply reply;

	(void)state;
	reply_init(&reply);
	protocol_gopher.refuse(51, "Not found", &reply);
	assert_string_equal(reply.bytes.buf, "3Not found\t\terror.host\t1\r\n.\r\n");
	assert_int_equal(reply.status, 51);
	reply_done(&reply);
	gopher_add_caps(&out, &capsule, STR("A title\nof two lines"));
	assert_int_equal(strncmp(out.buf, "CAPS\r\n", 6), 0);
	assert_non_null(strstr(out.buf, "CapsVersion=1\r\n"));
	assert_non_null(strstr(out.buf, "ServerDescription=A title\r\n"));
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_selectors), cmocka_unit_test(test_limits), cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_url_page), cmocka_unit_test(test_text), cmocka_unit_test(test_map),
		cmocka_unit_test(test_errors_and_caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
