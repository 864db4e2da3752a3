/* Gemini request lines, to the byte. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guard.h"
#include "proto/protocol.h"

static struct capsule capsule = { .gemini_port = 11965 };
static const struct str hosts[] = { { "h", 1 }, { "xn--bcher-kva.example", 21 } };
static const struct service service = { .capsule = &capsule, .hosts = hosts, .nhosts = 2 };
static const struct request_origin origin = { .client = "192.0.2.7", .local = "192.0.2.1", .local_port = 21965 };

/* Parses line + CRLF (or bytes as they are when raw). */
static enum parse
parse(struct str bytes, bool raw, bool ended, struct request *r)
{
	static struct guard guard;
	struct strbuf in = STRBUF_INIT;
	struct str flush;
	enum parse verdict;

	if (guard.map == NULL)
		guard = guard_new(65536);
	strbuf_addstr(&in, bytes);
	if (!raw)
		strbuf_adds(&in, "\r\n");
	flush = guard_str(&guard, strbuf_str(&in));
	request_init(r);
	verdict = protocol_gemini.parse(&service, &origin, flush, ended, r);
	strbuf_done(&in);
	return verdict;
}

struct vector {
	struct str line;
	int status;		/* 0: taken */
	const char *path;	/* of those taken */
};

#define V(literal, status) { { literal, sizeof(literal) - 1 }, status, NULL }
#define OK(literal, path) { { literal, sizeof(literal) - 1 }, 0, path }

static const struct vector vectors[] = {
	V("", 59), V("/", 59), V("//h/", 59), V("h/", 59), V("hello", 59), V("?q", 59), V("gemini:", 59),
	V("gemini:/", 59), V("gemini://", 59), V("gemini:///x", 59), V("gemini://:1965/", 59),
	V("gemini://u@h/", 59), V("gemini://u:p@h/", 59), V("gemini://:p@h/", 59), V("gemini://@h/", 59),
	V("gemini://h/#f", 59), V("gemini://h/#", 59), V("gemini://h#f", 59), V("gemini://h/?q#f", 59),
	V("gemini://h:abc/", 59), V("gemini://h:99999/", 59), V("gemini://h:-1/", 59), V("gemini://h:65536/", 59),
	V("\xEF\xBB\xBFgemini://h/", 59), V(" gemini://h/", 59), V("gemini://h/ ", 59), V("gemini://h/a b", 59),
	V("gemini://h/%00", 59), V("gemini://h/%", 59), V("gemini://h/%4", 59), V("gemini://h/%zz", 59),
	V("gemini://h/\xFF", 59), V("gemini://h/\xC3", 59), V("gemini://h/\xED\xA0\x80", 59),
	V("gemini://h/\xC0\xAF", 59), V("gemini://h/\0x", 59), V("gemini://h/\x01", 59), V("gemini://h/\x09", 59),
	V("gemini://h/a\rb", 59), V("gemini://h/\x7F", 59), V("gemini://[::1/", 59), V("gemini://%/", 59),
	V("gemini://h/<", 59), V("gemini://h/>", 59), V("gemini://h/\"", 59), V("gemini://h/{", 59),
	V("gemini://h/}", 59), V("gemini://h/|", 59), V("gemini://h/^", 59), V("gemini://h/`", 59),
	V("gemini://h/\\", 59),
	V("http://h/", 53), V("https://h/", 53), V("gopher://h/", 53), V("ftp://h/", 53), V("xyz://h/", 53),
	V("gemini://example.org/", 53), V("gemini://www.h/", 53), V("gemini://h.evil/", 53), V("gemini://xh/", 53),
	V("gemini://h:443/", 53), V("titan://h/x;size=5", 53), V("gemini://192.0.2.1/", 53),
	V("gemini://h../", 53),
	OK("gemini://h", ""), OK("gemini://h/", ""), OK("GEMINI://H/", ""), OK("gemini://h:1965/", ""),
	OK("gemini://h:", ""), OK("gemini://h:/", ""), OK("gemini://h/.", ""), OK("gemini://h/./", ""),
	OK("gemini://h/?", ""), OK("gemini://h/articles/../", ""), OK("gemini://h./", ""),
	OK("gemini://h:11965/", ""), OK("gemini://h:21965/", ""), OK("gemini://h?q", ""),
	OK("gemini://XN--BCHER-KVA.example/", ""),
	OK("gemini://h/about.txt", "about.txt"), OK("gemini://h/%61bout.txt", "about.txt"),
	OK("gemini://h/%61BOUT", "aBOUT"), OK("gemini://h/caf%C3%A9", "caf\xC3\xA9"),
	OK("gemini://h/caf%c3%a9", "caf\xC3\xA9"), OK("gemini://h/caf\xC3\xA9", "caf\xC3\xA9"),
	OK("gemini://h/with%20space", "with space"), OK("gemini://h/with+space", "with+space"),
	OK("gemini://h/a//b", "a/b"), OK("gemini://h/a/../b", "b"), OK("gemini://h/dir/", "dir/"),
	OK("gemini://h//etc/passwd", "etc/passwd"), OK("gemini://h/....//....//etc/passwd", "..../..../etc/passwd"),
	V("gemini://h/../../etc/passwd", 59), V("gemini://h/%2e%2e/%2e%2e/etc/passwd", 59),
	V("gemini://h/..%2f..%2fetc%2fpasswd", 59), V("gemini://h/..%5c..", 59), V("gemini://h/%2fetc/passwd", 59),
	V("gemini://h/etc/passwd%00.gmi", 59), V("gemini://h/articles/..%2f..%2f..%2fetc/passwd", 59),
	OK("gemini://h/%252e%252e/etc/passwd", "%2e%2e/etc/passwd"),
};

static void
test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		const struct vector *v = &vectors[i];
		struct request r;
		enum parse verdict = parse(v->line, false, false, &r);

		if (v->status != 0) {
			if (verdict != PARSE_BAD || r.status != v->status)
				fail_msg("\"%.*s\": verdict %d, status %d instead of %d", STR_ARG(v->line), verdict,
				    r.status, v->status);
			assert_non_null(r.why);
			assert_true(strlen(r.why) > 0);
		} else if (verdict != PARSE_OK || !str_is(r.path, v->path)) {
			fail_msg("\"%.*s\": verdict %d, path \"%.*s\" instead of \"%s\" (%s)", STR_ARG(v->line), verdict,
			    STR_ARG(r.path), v->path, verdict == PARSE_BAD ? r.why : "");
		}
		request_done(&r);
	}
}

static struct strbuf
url_of_size(size_t size)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_adds(&url, "gemini://h/");
	strbuf_fill(&url, 'a', size - url.len);
	return url;
}

static void
test_limit(void **state)
{
	struct strbuf url = url_of_size(GEMINI_URL_MAX);
	struct request r;

	(void)state;
	assert_int_equal(parse(strbuf_str(&url), false, false, &r), PARSE_OK);
	assert_int_equal(r.path.len, GEMINI_URL_MAX - strlen("gemini://h/"));
	request_done(&r);
	/* Whole but for its LF: still to come. */
	strbuf_addc(&url, '\r');
	assert_int_equal(parse(strbuf_str(&url), true, false, &r), PARSE_MORE);
	request_done(&r);
	strbuf_done(&url);

	url = url_of_size(GEMINI_URL_MAX + 1);
	assert_int_equal(parse(strbuf_str(&url), false, false, &r), PARSE_BAD);
	assert_int_equal(r.status, 59);
	request_done(&r);
	/* Too long already, whatever comes: answered at once. */
	assert_int_equal(parse(strbuf_str(&url), true, false, &r), PARSE_BAD);
	assert_int_equal(r.status, 59);
	request_done(&r);
	strbuf_done(&url);
}

static void
test_pieces(void **state)
{
	static const char whole[] = "gemini://h/caf%C3%A9?words%20here\r\n";
	struct request r;

	(void)state;
	for (size_t n = 0; n < sizeof whole - 1; n++) {
		assert_int_equal(parse((struct str){ whole, n }, true, false, &r), PARSE_MORE);
		request_done(&r);
		assert_int_equal(parse((struct str){ whole, n }, true, true, &r), PARSE_BAD);
		assert_int_equal(r.status, 59);
		request_done(&r);
	}
	assert_int_equal(parse((struct str){ whole, sizeof whole - 1 }, true, false, &r), PARSE_OK);
	assert_true(str_is(r.query, "words here"));
	assert_true(str_is(r.raw_query, "words%20here"));
	assert_true(str_is(r.line, "gemini://h/caf%C3%A9?words%20here"));
	request_done(&r);
	/* What follows the line is nobody's business. */
	assert_int_equal(parse(STR("gemini://h/\r\ngemini://h/x\r\n"), true, false, &r), PARSE_OK);
	assert_true(str_is(r.line, "gemini://h/"));
	request_done(&r);
	/* LF alone ends nothing. */
	assert_int_equal(parse(STR("gemini://h/\n"), true, false, &r), PARSE_MORE);
	request_done(&r);
}

static void
test_query(void **state)
{
	struct request r;

	(void)state;
	assert_int_equal(parse(STR("gemini://h/search?a b+c%0Ad"), false, false, &r), PARSE_OK);
	assert_true(r.has_query);
	assert_true(str_is(r.query, "a b+c\nd"));
	request_done(&r);
	assert_int_equal(parse(STR("gemini://h/search"), false, false, &r), PARSE_OK);
	assert_false(r.has_query);
	request_done(&r);
	assert_int_equal(parse(STR("gemini://h/search?"), false, false, &r), PARSE_OK);
	assert_true(r.has_query);
	assert_int_equal(r.query.len, 0);
	request_done(&r);
}

static void
test_accept_fragments(void **state)
{
	struct request r;

	(void)state;
	capsule.accept_fragments = true;
	assert_int_equal(parse(STR("gemini://h/a#part"), false, false, &r), PARSE_OK);
	assert_true(str_is(r.path, "a"));
	request_done(&r);
	capsule.accept_fragments = false;
}

static void
test_local_address(void **state)
{
	static const struct service open = { .capsule = &capsule, .hosts = hosts, .nhosts = 1,
	    .any_local_address = true };
	static const struct request_origin v6 = { .local = "2001:db8::1", .local_port = 1965 };
	struct request r;

	(void)state;
	request_init(&r);
	assert_int_equal(protocol_gemini.parse(&open, &origin, STR("gemini://192.0.2.1/\r\n"), false, &r), PARSE_OK);
	request_done(&r);
	request_init(&r);
	assert_int_equal(protocol_gemini.parse(&open, &v6, STR("gemini://[2001:db8::1]/\r\n"), false, &r), PARSE_OK);
	request_done(&r);
	request_init(&r);
	assert_int_equal(protocol_gemini.parse(&open, &v6, STR("gemini://192.0.2.1/\r\n"), false, &r), PARSE_BAD);
	assert_int_equal(r.status, 53);
	request_done(&r);
}

static void
test_refusals_have_words(void **state)
{
	struct reply reply;

	(void)state;
	reply_init(&reply);
	protocol_gemini.refuse(41, "Too busy", &reply);
	assert_true(str_is(strbuf_str(&reply.bytes), "41 Too busy\r\n"));
	assert_int_equal(reply.status, 41);
	reply_done(&reply);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_query),
		cmocka_unit_test(test_accept_fragments),
		cmocka_unit_test(test_local_address),
		cmocka_unit_test(test_refusals_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
