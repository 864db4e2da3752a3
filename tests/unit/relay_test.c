/* What is asked of upstreams, and what becomes of their answers. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/relay.h"

static struct capsule capsule = { .host = { "example.org", 11 }, .gemini_port = 1965, .gopher_port = 70 };
static const struct service service = { .capsule = &capsule };

static struct upstream proxy = { .kind = UPSTREAM_PROXY, .path = { "games/", 6 }, .host = { "behind.test", 11 },
	.port = 1966, .to = { "/to/", 4 }, .size_max = 1000 };
static struct upstream program = { .kind = UPSTREAM_FASTCGI, .path = { "x", 1 }, .size_max = 1000 };
static struct upstream scgi = { .kind = UPSTREAM_SCGI, .path = { "x", 1 }, .size_max = 1000 };

static struct request
request_for(enum scheme scheme, const char *path)
{
	struct request r;

	request_init(&r);
	r.service = &service;
	r.scheme = scheme;
	r.path = str_of(path);
	return r;
}

static enum relay_verdict
relay(struct upstream *u, struct str bytes, struct reply *reply, const char **ret_why)
{
	struct request r = request_for(SCHEME_GEMINI, "x");
	struct relay relay;
	enum relay_verdict v;

	reply_init(reply);
	relay_init(&relay, u, &r);
	v = relay_take(&relay, bytes, reply);
	if (v == RELAY_MORE)
		v = relay_end(&relay, reply);
	*ret_why = relay.why;
	relay_done(&relay);
	return v;
}

/* A menu is made as its gemtext comes, so that nothing of the work is left for the end; it is shown as a whole. */
static void
test_menus_in_pieces(void **state)
{
	static const char text[] = "20 text/gemini\r\n# Head\r\nA line\nand one\n\n> q\n> r\n* item\n=> a b\n=>gemini://h/ c\r\n"
	    "```alt\n  x\n\n y\n```\nlast\r";
	struct request request = request_for(SCHEME_GOPHER, "x");
	struct strbuf wanted = STRBUF_INIT;

	(void)state;
	for (size_t n = strlen(text); n > 0; n--) {
		struct str rest = str_of(text);
		struct reply reply;
		struct relay relay;

		reply_init(&reply);
		relay_init(&relay, &scgi, &request);
		for (; rest.len > 0; rest = str_from(rest, n)) {
			assert_int_equal(relay_take(&relay, str_slice(rest, 0, n), &reply), RELAY_MORE);
			assert_int_equal(reply.bytes.len, 0);
			assert_int_equal(reply.status, 0);
		}
		/* But for the line whose end is on its way. */
		assert_non_null(strstr(relay.page.buf, "gemini://h/"));
		assert_non_null(strstr(relay.page.buf, " y\t"));
		assert_null(strstr(relay.page.buf, "last"));
		assert_int_equal(relay_end(&relay, &reply), RELAY_END);
		assert_int_equal(reply.status, 20);
		assert_true(str_ends(strbuf_str(&reply.bytes), STR("\r\n.\r\n")));
		assert_non_null(strstr(reply.bytes.buf, "ilast"));
		if (wanted.len == 0)
			strbuf_addstr(&wanted, strbuf_str(&reply.bytes));
		assert_string_equal(reply.bytes.buf, wanted.buf);
		relay_done(&relay);
		reply_done(&reply);
	}
	strbuf_done(&wanted);
}

/* A redirect to itself leads to where readers find it; any other stays. */
static void
test_redirects(void **state)
{
	static const struct {
		const char *from, *to;
	} vectors[] = {
		{ "gemini://behind.test:1966/to/a/b?c", "gemini://example.org/games/a/b?c" },
		{ "GEMINI://BEHIND.test:1966/to/", "gemini://example.org/games/" },
		{ "//behind.test:1966/to/x", "gemini://example.org/games/x" },
		{ "/to/x?y", "gemini://example.org/games/x?y" },
		{ "/to/", "gemini://example.org/games/" },
		{ "/else", "gemini://behind.test:1966/else" },
		{ "/to", "gemini://behind.test:1966/to" },
		{ "gemini://behind.test:1966/else", "gemini://behind.test:1966/else" },
		{ "gemini://behind.test/to/x", "gemini://behind.test/to/x" },
		{ "gemini://behind.test.evil:1966/to/x", "gemini://behind.test.evil:1966/to/x" },
		{ "https://behind.test:1966/to/x", "https://behind.test:1966/to/x" },
		{ "x/y", "x/y" }, { "?q", "?q" }, { "../z", "../z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct strbuf head = STRBUF_INIT, wanted = STRBUF_INIT;
		struct reply reply;
		const char *why;

		strbuf_addf(&head, "31 %s\r\n", vectors[i].from);
		strbuf_addf(&wanted, "31 %s\r\n", vectors[i].to);
		assert_int_equal(relay(&proxy, strbuf_str(&head), &reply, &why), RELAY_END);
		assert_string_equal(reply.bytes.buf, wanted.buf);
		assert_int_equal(reply.status, 31);
		reply_done(&reply);
		strbuf_done(&head);
		strbuf_done(&wanted);
	}
}

/* At the edge of what a header may have, as it comes and as it goes on. */
static void
test_header_limits(void **state)
{
	struct strbuf head = STRBUF_INIT;
	struct reply reply;
	const char *why;

	(void)state;
	for (size_t n = RELAY_HEADER_MAX; n <= RELAY_HEADER_MAX + 1; n++) {
		strbuf_reset(&head);
		strbuf_adds(&head, "44 ");
		strbuf_fill(&head, '1', n - 5);
		strbuf_adds(&head, "\r\n");
		assert_int_equal(relay(&proxy, strbuf_str(&head), &reply, &why),
		    n == RELAY_HEADER_MAX ? RELAY_END : RELAY_BAD);
		reply_done(&reply);
	}
	/* "/to/" becomes "gemini://example.org/games/", 23 bytes more. */
	for (size_t n = RELAY_HEADER_MAX - 23; n <= RELAY_HEADER_MAX - 22; n++) {
		strbuf_reset(&head);
		strbuf_adds(&head, "30 /to/");
		strbuf_fill(&head, 'x', n - 9);
		strbuf_adds(&head, "\r\n");
		assert_int_equal(relay(&proxy, strbuf_str(&head), &reply, &why),
		    n == RELAY_HEADER_MAX - 23 ? RELAY_END : RELAY_BAD);
		assert_int_equal(reply.bytes.len, n == RELAY_HEADER_MAX - 23 ? RELAY_HEADER_MAX : 0);
		reply_done(&reply);
	}
	strbuf_done(&head);
}

static void
add_record(struct strbuf *out, int type, int id, struct str content, unsigned padding)
{
	const char header[8] = { 1, (char)type, 0, (char)id, (char)(content.len >> 8), (char)content.len,
		(char)padding, 0 };

	strbuf_add(out, header, sizeof header);
	strbuf_addstr(out, content);
	strbuf_fill(out, '\0', padding);
}

static const struct str end_of_request = { "\0\0\0\0\0\0\0\0", 8 };

/* Whole, and byte by byte: padding, standard error in between, other requests. */
static void
test_fcgi_records(void **state)
{
	struct strbuf bytes = STRBUF_INIT, out = STRBUF_INIT;
	struct fcgi f;
	enum fcgi_verdict v = FCGI_MORE;

	(void)state;
	add_record(&bytes, 6, 1, STR("20 te"), 3);
	add_record(&bytes, 7, 1, STR("oops"), 255);
	add_record(&bytes, 10, 0, STR("nobody asked"), 1);
	add_record(&bytes, 6, 1, STR("xt/plain\r\n"), 0);
	add_record(&bytes, 6, 1, STR(""), 0);
	add_record(&bytes, 3, 1, end_of_request, 8);
	fcgi_init(&f);
	assert_int_equal(fcgi_read(&f, strbuf_str(&bytes), &out), FCGI_END);
	assert_string_equal(out.buf, "20 text/plain\r\n");
	assert_string_equal(f.complaint.buf, "oops");
	fcgi_done(&f);
	strbuf_reset(&out);
	fcgi_init(&f);
	for (size_t i = 0; i < bytes.len && v == FCGI_MORE; i++)
		v = fcgi_read(&f, str_slice(strbuf_str(&bytes), i, i + 1), &out);
	assert_int_equal(v, FCGI_END);
	assert_string_equal(out.buf, "20 text/plain\r\n");
	fcgi_done(&f);
	strbuf_done(&bytes);
	strbuf_done(&out);
}

static void
test_fcgi_mistakes(void **state)
{
	static const struct {
		int type, id;
		struct str content;
		const char *says;
	} vectors[] = {
		{ 6, 2, { "x", 1 }, "nobody made" },
		{ 3, 1, { "\0\0\0\0\0\0\0", 7 }, "too short" },
		{ 3, 1, { "\0\0\0\0\2\0\0\0", 8 }, "overloaded" },
		{ 3, 1, { "\0\0\0\0\3\0\0\0", 8 }, "does not do what was asked" },
		{ 3, 1, { "\0\0\0\0\x63\0\0\0", 8 }, "does not do what was asked" },
	};
	struct strbuf bytes = STRBUF_INIT;
	struct reply reply;
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		strbuf_reset(&bytes);
		add_record(&bytes, vectors[i].type, vectors[i].id, vectors[i].content, 0);
		assert_int_equal(relay(&program, strbuf_str(&bytes), &reply, &why), RELAY_BAD);
		assert_non_null(strstr(why, vectors[i].says));
		reply_done(&reply);
	}
	/* A program that dies sends no end. */
	strbuf_reset(&bytes);
	add_record(&bytes, 6, 1, STR("20 text/plain\r\nhalf"), 0);
	assert_int_equal(relay(&program, strbuf_str(&bytes), &reply, &why), RELAY_BAD);
	assert_string_equal(reply.bytes.buf, "20 text/plain\r\nhalf");
	assert_non_null(strstr(why, "in the middle"));
	reply_done(&reply);
	strbuf_done(&bytes);
}

static void
test_fcgi_complaint_limit(void **state)
{
	struct strbuf bytes = STRBUF_INIT, text = STRBUF_INIT, out = STRBUF_INIT;
	struct fcgi f;

	(void)state;
	for (size_t n = FCGI_COMPLAINT_MAX; n <= FCGI_COMPLAINT_MAX + 1; n++) {
		strbuf_reset(&bytes);
		strbuf_reset(&text);
		strbuf_fill(&text, 'x', n);
		add_record(&bytes, 7, 1, strbuf_str(&text), 0);
		fcgi_init(&f);
		assert_int_equal(fcgi_read(&f, strbuf_str(&bytes), &out), FCGI_MORE);
		assert_int_equal(f.complaint.len, FCGI_COMPLAINT_MAX);
		fcgi_done(&f);
	}
	strbuf_done(&bytes);
	strbuf_done(&text);
	strbuf_done(&out);
}

/* Params beyond one record, and values beyond 127 bytes (FastCGI 1.0, 3.4). */
static void
test_fcgi_request(void **state)
{
	struct strbuf params = STRBUF_INIT, out = STRBUF_INIT, value = STRBUF_INIT;

	(void)state;
	for (size_t n = 127; n <= 128; n++) {
		strbuf_reset(&params);
		strbuf_reset(&value);
		strbuf_fill(&value, 'v', n);
		fcgi_add_param(&params, STR("N"), strbuf_str(&value));
		assert_int_equal(params.len, (n == 127 ? 2u : 5u) + 1 + n);
		assert_int_equal((unsigned char)params.buf[1], n == 127 ? 127 : 0x80);
	}
	for (size_t n = FCGI_CONTENT_MAX; n <= FCGI_CONTENT_MAX + 1; n++) {
		strbuf_reset(&params);
		strbuf_reset(&out);
		strbuf_fill(&params, 'p', n);
		fcgi_add_request(&out, strbuf_str(&params));
		assert_int_equal(out.len, 16 + n + 8 * (n == FCGI_CONTENT_MAX ? 1u : 2u) + 16);
	}
	strbuf_done(&params);
	strbuf_done(&out);
	strbuf_done(&value);
}

/* The longest path wins; a name that only begins alike is another one. */
static void
test_who_answers(void **state)
{
	static struct upstream all[] = {
		{ .path = { "x", 1 } }, { .path = { "x/y/", 4 } }, { .path = { "z/", 2 } },
	};
	const struct service with = { .capsule = &capsule, .upstreams = all, .nupstreams = 3 };
	static const struct {
		const char *path;
		int who;
		bool door;
		const char *rest;
	} vectors[] = {
		{ "x", 0, false, "" }, { "x/", 0, false, "/" }, { "x/a", 0, false, "/a" }, { "xa", -1, false, "" },
		{ "x/y", 1, true, "" }, { "x/y/", 1, false, "/" }, { "x/y/a/b", 1, false, "/a/b" },
		{ "x/yz", 0, false, "/yz" }, { "z", 2, true, "" }, { "", -1, false, "" }, { "y", -1, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct request r = request_for(SCHEME_GEMINI, vectors[i].path);
		struct strbuf rest = STRBUF_INIT;
		bool door;
		struct upstream *u = upstream_find(&with, &r, &door);

		assert_ptr_equal(u, vectors[i].who < 0 ? NULL : &all[vectors[i].who]);
		assert_int_equal(door, vectors[i].door);
		if (u != NULL)
			upstream_add_rest(u, r.path, &rest);
		assert_string_equal(rest.buf, vectors[i].rest);
		strbuf_done(&rest);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_redirects), cmocka_unit_test(test_menus_in_pieces),
		cmocka_unit_test(test_header_limits), cmocka_unit_test(test_fcgi_records),
		cmocka_unit_test(test_fcgi_mistakes), cmocka_unit_test(test_fcgi_complaint_limit),
		cmocka_unit_test(test_fcgi_request), cmocka_unit_test(test_who_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
