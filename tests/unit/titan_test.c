/* Titan request lines, to the byte, and who is granted what. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/titan.h"
#include "proto/titan_target.h"
#include "site.h"

static const struct str hosts[] = { { "h", 1 } };
static const struct request_origin origin = { .local = "192.0.2.1", .local_port = 1965 };
static const struct titan titan = {
	.grants = {
		{ .path = { "notes/", 6 } }, { .path = { "notes/private/", 14 } }, { .path = { "about", 5 } },
	},
	.ngrants = 3,
	.size_max = 100,
};
static struct capsule capsule = { .gemini_port = 1965 };

static enum parse
parse(const char *line, const struct titan *t, struct request *r)
{
	static struct strbuf in = STRBUF_INIT;
	struct service service = { .capsule = &capsule, .hosts = hosts, .nhosts = 1, .titan = t };

	strbuf_done(&in);
	strbuf_addf(&in, "%s\r\nbody", line);
	request_init(r);
	return protocol_gemini.parse(&service, &origin, strbuf_str(&in), false, r);
}

static const struct {
	const char *line, *path;
	enum upload_kind kind;
	uint64_t size;
	const char *mime, *token, *logged;	/* NULL: absent; as the line */
} good[] = {
	{ "titan://h/x;size=5", "x", UPLOAD_STORE, 5, NULL, NULL, NULL },
	{ "titan://h/x;size=0", "x", UPLOAD_STORE, 0, NULL, NULL, NULL },
	{ "TITAN://H:1965/a/b.gmi;MIME=Text/Gemini;Size=12;Token=a%3Bb", "a/b.gmi", UPLOAD_STORE, 12, "text/gemini",
	    "a;b", "TITAN://H:1965/a/b.gmi;MIME=Text/Gemini;Size=12;Token=***" },
	{ "titan://h/x;token=s3cret;size=5;mime=text%2Fplain%3B%20charset%3Dutf-8", "x", UPLOAD_STORE, 5, "text/plain",
	    "s3cret", "titan://h/x;token=***;size=5;mime=text%2Fplain%3B%20charset%3Dutf-8" },
	{ "titan://h/x;token=s3cret;size=5?token=s3cret", "x", UPLOAD_STORE, 5, NULL, "s3cret",
	    "titan://h/x;token=***;size=5?token=s3cret" },
	{ "titan://h/x;size=5;token=", "x", UPLOAD_STORE, 5, NULL, "", "titan://h/x;size=5;token=***" },
	{ "titan://h/;size=1", "", UPLOAD_STORE, 1, NULL, NULL, NULL },
	{ "titan://h/dir/;size=1", "dir/", UPLOAD_STORE, 1, NULL, NULL, NULL },
	{ "titan://h/a%3Bb;size=2147483647", "a;b", UPLOAD_STORE, 2147483647, NULL, NULL, NULL },
	{ "titan://h:1965/x.gmi;edit", "x.gmi", UPLOAD_EDIT, 0, NULL, NULL, NULL },
	{ "titan://h/x;edit;token=s3cret", "x", UPLOAD_EDIT, 0, NULL, "s3cret", "titan://h/x;edit;token=***" },
	{ "gemini://h/x;size=5", "x;size=5", UPLOAD_NONE, 0, NULL, NULL, NULL },
};

static void
expect(struct str s, const char *want, const char *line, const char *what)
{
	if ((s.p == NULL) != (want == NULL) || (want != NULL && !str_is(s, want)))
		fail_msg("%s: %s is \"%.*s\"", line, what, STR_ARG(s));
}

static void
test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		const char *line = good[i].line;
		struct request r;

		if (parse(line, &titan, &r) != PARSE_OK)
			fail_msg("%s: %s", line, r.why);
		expect(r.path, good[i].path, line, "the path");
		assert_int_equal(r.upload.kind, good[i].kind);
		assert_int_equal(r.upload.size, good[i].size);
		expect(r.upload.mime, good[i].mime, line, "the type");
		expect(r.upload.token, good[i].token, line, "the token");
		expect(r.line, good[i].logged != NULL ? good[i].logged : line, line, "what is logged");
		assert_int_equal(r.head_len, strlen(line) + 2);
		request_done(&r);
	}
}

static void
test_bad(void **state)
{
	static const struct { const char *line; int status; } bad[] = {
		{ "titan://h/x", 59 }, { "titan://h/x;", 59 }, { "titan://h/x;size", 59 }, { "titan://h/x;size=", 59 },
		{ "titan://h/x;size=1;", 59 }, { "titan://h/x;size=1;size=1", 59 }, { "titan://h/x;size=-1", 59 },
		{ "titan://h/x;size=2147483648", 59 }, { "titan://h/x;size=1;x=y", 59 }, { "titan://h/x;edit=", 59 },
		{ "titan://h/x;edit;edit", 59 }, { "titan://h/x;edit;size=0", 59 }, { "titan://h/x;mime=a/b", 59 },
		{ "titan://h/x;size=1;mime=", 59 }, { "titan://h/x;size=1;mime=ab", 59 },
		{ "titan://h/x;size=1;mime=/b", 59 }, { "titan://h/x;size=1;mime=a/", 59 },
		{ "titan://h/x;size=1;mime=a/b/c", 59 }, { "titan://h/x;size=1;mime=a%0Ab/c", 59 },
		{ "titan://h/x;size=1#f", 59 }, { "titan://u@h/x;size=1", 59 }, { "titan:///x;size=1", 59 },
		{ "titan://h/../x;size=1", 59 }, { "titan://h/%2e%2e/x;size=1", 59 }, { "titan://h/a%2fb;size=1", 59 },
		{ "titan://h/%00;size=1", 59 }, { "titan://other/x;size=1", 53 }, { "titan://h:70/x;size=1", 53 },
		{ "titans://h/x;size=1", 53 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct request r;

		if (parse(bad[i].line, &titan, &r) != PARSE_BAD || r.status != bad[i].status)
			fail_msg("%s: status %d", bad[i].line, r.status);
		request_done(&r);
	}
}

static void
test_type_limit(void **state)
{
	struct strbuf line = STRBUF_INIT;

	(void)state;
	for (size_t n = TITAN_MIME_MAX - 1; n <= TITAN_MIME_MAX + 1; n++) {
		struct request r;

		strbuf_reset(&line);
		strbuf_adds(&line, "titan://h/x;size=1;mime=text/");
		strbuf_fill(&line, 'a', n - 5);
		assert_int_equal(parse(line.buf, &titan, &r), n <= TITAN_MIME_MAX ? PARSE_OK : PARSE_BAD);
		request_done(&r);
	}
	strbuf_done(&line);
}

static bool
see_later(void *arg)
{
	(void)arg;
	return false;
}

/* While everything was read anew its author was told that it was a draft. */
static void
test_what_is_stored_during_a_reload(void **state)
{
	static const struct str types[] = { { "text/markdown", 13 } };
	const struct titan open = { .grants = { { .path = { "", 0 }, .token = true } }, .ngrants = 1,
	    .token = { "s3cret", 6 }, .size_max = 100, .types = types, .ntypes = 1, .changed = see_later };
	struct service service = { .capsule = &site, .hosts = hosts, .nhosts = 1, .titan = &open };
	struct shelf shelf;
	struct reply reply;
	struct request r;
	struct arena scratch;

	(void)state;
	site_begin();
	site_put("index.md", "# Home\n");
	shelf_init(&shelf, site_build(NULL));
	service.shelf = &shelf;
	arena_init(&scratch, 0);
	reply_init(&reply);
	assert_int_equal(parse("titan://h/new;size=6;token=s3cret", &open, &r), PARSE_OK);
	strbuf_adds(&r.upload.body, "# New\n");
	assert_int_equal(titan_respond(&service, &r, &scratch, true, &reply), RESPOND_DONE);
	assert_int_equal(reply.status, 20);
	assert_non_null(strstr(reply.bytes.buf, "once everything has been read again"));
	assert_null(strstr(reply.bytes.buf, "draft"));
	reply_done(&reply);
	request_done(&r);
	arena_done(&scratch);
	shelf_done(&shelf);
	site_end();
}

static void
test_off(void **state)
{
	struct request r;

	(void)state;
	assert_int_equal(parse("titan://h/x;size=5;token=s3cret", NULL, &r), PARSE_BAD);
	assert_int_equal(r.status, 53);
	assert_true(str_is(r.line, "titan://h/x;size=5;token=***"));
	request_done(&r);
}

static void
test_grants(void **state)
{
	static const struct { const char *path; int grant; } cases[] = {
		{ "", -1 }, { "x", -1 }, { "notes", -1 }, { "notes/", 0 }, { "notes/x.md", 0 }, { "Notes/x.md", -1 },
		{ "notesx/y", -1 }, { "notes/private", 0 }, { "notes/private/x", 1 }, { "notes/private.md", 0 },
		{ "about", 2 }, { "about.md", 2 }, { "about/x", 2 }, { "aboutx", -1 }, { "xabout", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct titan_grant *grant = titan_grant(&titan, str_of(cases[i].path));

		if (grant != (cases[i].grant < 0 ? NULL : &titan.grants[cases[i].grant]))
			fail_msg("\"%s\" is granted otherwise", cases[i].path);
	}
}

static void
test_targets(void **state)
{
	static const struct { const char *line, *file; bool article; } cases[] = {
		{ "/notes/new", "notes/new.md", true }, { "/notes/new.gmi", "notes/new.md", true },
		{ "/notes/new.md", "notes/new.md", true }, { "/notes/new.markdown", "notes/new.markdown", true },
		{ "/notes/v1.2", "notes/v1.2.md", true }, { "/notes/README", "notes/README.md", true },
		{ "/notes/old", "notes/old.mdx", true }, { "/notes/old.gmi", "notes/old.mdx", true },
		{ "/notes/old.md", "notes/old.mdx", true }, { "/notes/slug.gmi", "notes/2020-01-01-named.md", true },
		{ "/notes/2020-01-01-named.md", "notes/2020-01-01-named.md", true },
		{ "/", "index.md", true }, { "/index.gmi", "index.md", true }, { "/notes/", "notes/_index.md", true },
		{ "/notes/index.md", "notes/_index.md", true }, { "/empty/", "empty/_index.md", true },
		{ "/empty/index.gmi", "empty/index.md", true }, { "/hand.gmi", "hand.gmi", false },
		{ "/a.png", "a.png", false }, { "/a.txt", "a.txt", false }, { "/robots.txt", "robots.txt", false },
		{ "/notes/old.txt", NULL, false }, { "/notes/index.txt", NULL, false }, { "/tags/", NULL, false },
		{ "/TAGS/x", NULL, false }, { "/archive/2020.gmi", NULL, false }, { "/search", NULL, false },
		{ "/atom.xml", NULL, false }, { "/notes/.gmi", NULL, false },
	};
	struct catalogue *c;
	struct arena scratch;

	(void)state;
	site_begin();
	site_put("notes/_index.md", "# Notes\n");
	site_put("notes/old.mdx", "# Old\n");
	site_put("notes/2020-01-01-named.md", "---\nslug: slug\n---\n# Named\n");
	site_put("hand.gmi", "# By hand\n");
	c = site_build(NULL);
	arena_init(&scratch, 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct titan_target target = { .file = STR_NONE };
		struct strbuf line = STRBUF_INIT;
		struct request r;
		const char *why;

		strbuf_addf(&line, "titan://h%s;size=1", cases[i].line);
		assert_int_equal(parse(line.buf, &titan, &r), PARSE_OK);
		why = titan_find_target(c, &r, &scratch, &target);
		if ((why == NULL) != (cases[i].file != NULL) || (why == NULL && (!str_is(target.file, cases[i].file) ||
		    target.is_article != cases[i].article)))
			fail_msg("%s means \"%.*s\" (%s)", cases[i].line, STR_ARG(target.file), why != NULL ? why : "");
		request_done(&r);
		strbuf_done(&line);
	}
	arena_done(&scratch);
	catalogue_release(c);
	site_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_type_limit),
		cmocka_unit_test(test_what_is_stored_during_a_reload),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_grants),
		cmocka_unit_test(test_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
