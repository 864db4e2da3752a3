/* marmot.yaml: paths that others answer. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "config.h"
#include "scratch.h"

static char path[512];

static bool
load(struct config *c, const char *text, struct diag_list *diags)
{
	struct strbuf why = STRBUF_INIT;
	bool good;

	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	assert_int_equal(fs_write_path(path, str_of(text), 0600), 0);
	config_init(c);
	diag_list_init(diags);
	good = config_load(c, path, diags) && config_finish(c, &why);
	strbuf_done(&why);
	return good;
}

static void
done(struct config *c, struct diag_list *diags)
{
	diag_list_done(diags);
	config_done(c);
}

static void
test_programs(void **state)
{
	struct config c;
	struct diag_list diags;
	const struct upstream *u;

	(void)state;
	assert_true(load(&c, "scgi:\n  - path: /guestbook\n    to: unix:/run/guestbook.sock\n"
	    "fastcgi:\n  - path: /games/\n    to: \"[::1]:4000\"\n    script: /usr/lib/x.cgi\n    seconds: 5\n"
	    "    total_seconds: 6\n    at_once: 7\n    max_size: 8k\n", &diags));
	assert_int_equal(c.nupstreams, 2);
	u = &c.upstreams[0];
	assert_int_equal(u->kind, UPSTREAM_SCGI);
	assert_true(u->is_unix && str_is(u->path, "guestbook"));
	assert_string_equal(u->addresses[0], "/run/guestbook.sock");
	assert_int_equal(u->silence_s, UPSTREAM_SILENCE_DEFAULT_S);
	assert_int_equal(u->total_s, UPSTREAM_TOTAL_DEFAULT_S);
	assert_int_equal(u->at_once, UPSTREAM_AT_ONCE_DEFAULT);
	assert_int_equal(u->size_max, UPSTREAM_SIZE_DEFAULT);
	u = &c.upstreams[1];
	assert_int_equal(u->kind, UPSTREAM_FASTCGI);
	assert_true(!u->is_unix && str_is(u->path, "games/") && str_is(u->script, "/usr/lib/x.cgi"));
	assert_string_equal(u->addresses[0], "::1");
	assert_int_equal(u->port, 4000);
	assert_int_equal(u->silence_s, 5);
	assert_int_equal(u->total_s, 6);
	assert_int_equal(u->at_once, 7);
	assert_int_equal(u->size_max, 8192);
	/* A program may ask who it is. */
	assert_true(c.server.ask_identity);
	done(&c, &diags);
}

static void
test_proxy(void **state)
{
	struct config c;
	struct diag_list diags;

	(void)state;
	assert_true(load(&c, "proxy:\n  - path: /games\n    to: gemini://127.0.0.1\n    verify: none\n"
	    "  - path: /\n    to: gemini://[::1]:1966/a/b\n    fingerprint: "
	    "SHA256:4c1b7f8ab8b5f858b55040d6936e5d4d11363301f3655c40c9802c364a015b55\n"
	    "  - path: /x/\n    to: gemini://127.0.0.1:1967/\n    verify: first\n", &diags));
	assert_true(str_is(c.upstreams[0].path, "games/") && str_is(c.upstreams[0].to, "/"));
	assert_true(str_is(c.upstreams[0].host, "127.0.0.1"));
	assert_int_equal(c.upstreams[0].port, 1965);
	assert_int_equal(c.upstreams[0].trust, UPSTREAM_TRUST_ANY);
	assert_true(str_is(c.upstreams[1].path, "") && str_is(c.upstreams[1].to, "/a/b/"));
	assert_true(str_is(c.upstreams[1].host, "[::1]"));
	assert_int_equal(c.upstreams[1].trust, UPSTREAM_TRUST_PIN);
	assert_int_equal(c.upstreams[1].pin.bytes[31], 0x55);
	assert_int_equal(c.upstreams[2].trust, UPSTREAM_TRUST_FIRST);
	/* Another server is not told who asks. */
	assert_false(c.server.ask_identity);
	done(&c, &diags);
}

#define PROXY "proxy:\n  - path: /x\n    to: gemini://127.0.0.1/\n"
#define ONE "scgi:\n  - path: /x\n    to: 127.0.0.1:1\n"

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} vectors[] = {
		{ "scgi: /x\n", 1, "needs a list" },
		{ "scgi: [x]\n", 1, "each needs a path: and an address to:" },
		{ "scgi:\n  - path: /x\n", 2, "each needs a path: and an address to:" },
		{ "scgi:\n  - to: 127.0.0.1:1\n", 2, "each needs a path: and an address to:" },
		{ "scgi:\n  - path: x\n    to: 127.0.0.1:1\n", 2, "begins with \"/\"" },
		{ "scgi:\n  - path: /a/../b\n    to: 127.0.0.1:1\n", 2, "no path below the capsule" },
		{ "scgi:\n  - path: /x\n    to: 127.0.0.1\n", 3, "needs a Unix socket or an address with its port" },
		{ "scgi:\n  - path: /x\n    to: 127.0.0.1:0\n", 3, "from 1 to 65535" },
		{ "scgi:\n  - path: /x\n    to: 127.0.0.1:65536\n", 3, "from 1 to 65535" },
		{ "scgi:\n  - path: /x\n    to: unix:x.sock\n", 3, "needs the whole path" },
		{ "scgi:\n  - path: /x\n    to: [a, b]\n", 3, "needs one address" },
		{ ONE "    seconds: 0\n", 4, "scgi: seconds: \"0\" is not a whole number" },
		{ ONE "    seconds: 86401\n", 4, "is not a whole number" },
		{ ONE "    at_once: 1001\n", 4, "from 1 to 1000" },
		{ ONE "    max_size: 0\n", 4, "is not a whole number" },
		{ "proxy:\n  - path: /x\n    to: 127.0.0.1:1965\n", 3, "as in \"gemini://127.0.0.1:1966/\"" },
		{ "proxy:\n  - path: /x\n    to: https://127.0.0.1/\n", 3, "address of a Gemini server" },
		{ "proxy:\n  - path: /x\n    to: gemini://a@127.0.0.1/\n", 3, "address of a Gemini server" },
		{ "proxy:\n  - path: /x\n    to: gemini://127.0.0.1/?q\n", 3, "address of a Gemini server" },
		{ PROXY "    fingerprint: abcd\n", 4, "64 hexadecimal digits" },
		{ PROXY "    verify: all\n", 4, "needs \"first\"" },
		{ PROXY "    verify: none\n    fingerprint: SHA256:"
		    "4c1b7f8ab8b5f858b55040d6936e5d4d11363301f3655c40c9802c364a015b55\n", 2, "keep one of the two" },
		{ "proxy:\n  - path: /x\n    to: gemini://192.0.2.1/\n    verify: none\n", 2, "on this machine alone" },
		{ PROXY "    script: /x\n", 4, "there is no such key" },
		{ PROXY "  - path: /x/\n    to: gemini://127.0.0.1/\n", 4, "is named twice" },
		{ ONE "    script: /x\n", 4, "there is no such key" },
		{ ONE "    fingerprint: x\n", 4, "there is no such key" },
		{ ONE "  - path: /x\n    to: 127.0.0.1:2\n", 4, "is named twice" },
		{ ONE "fastcgi:\n  - path: /x\n    to: 127.0.0.1:2\n", 5, "is named twice" },
		/* A path with and without "/" at its end. */
		{ ONE "  - path: /x/\n    to: 127.0.0.1:2\n", 4, "\"/x/\" is named twice: keep one (there is \"/x\" in \"scgi:\")" },
		{ ONE PROXY, 5, "\"/x/\" is named twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct config c;
		struct diag_list diags;

		if (load(&c, vectors[i].text, &diags))
			fail_msg("taken: %s", vectors[i].text);
		assert_true(diags.n > 0);
		if (diags.v[0].line != vectors[i].line ||
		    str_search(diags.v[0].text, str_of(vectors[i].says)) == diags.v[0].text.len)
			fail_msg("\"%s\": line %u, \"%.*s\"", vectors[i].text, diags.v[0].line, STR_ARG(diags.v[0].text));
		done(&c, &diags);
	}
}

/* At the edges. */
static void
test_limits(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct config c;
	struct diag_list diags;

	(void)state;
	for (size_t n = UPSTREAMS_MAX; n <= UPSTREAMS_MAX + 1; n++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "scgi:\n");
		for (size_t i = 0; i < n; i++)
			strbuf_addf(&text, "  - path: /x%zu\n    to: 127.0.0.1:%zu\n", i, i + 1);
		assert_int_equal(load(&c, text.buf, &diags), n == UPSTREAMS_MAX);
		done(&c, &diags);
	}
	for (size_t n = UPSTREAM_ADDRESS_MAX - 1; n <= UPSTREAM_ADDRESS_MAX; n++) {
		strbuf_reset(&text);
		strbuf_adds(&text, "scgi:\n  - path: /x\n    to: unix:/");
		strbuf_fill(&text, 'x', n - 1);
		strbuf_adds(&text, "\n");
		assert_int_equal(load(&c, text.buf, &diags), n == UPSTREAM_ADDRESS_MAX - 1);
		done(&c, &diags);
	}
	strbuf_done(&text);
}

/* What belongs to a capsule does not stand where there is none. */
static void
test_capsules(void **state)
{
	struct config c;
	struct diag_list diags;

	(void)state;
	assert_false(load(&c, ONE "capsules:\n  - host: a.test\n    content: a\n", &diags));
	done(&c, &diags);
	assert_true(load(&c, "capsules:\n  - host: a.test\n    content: a\n    scgi:\n      - path: /x\n"
	    "        to: 127.0.0.1:1\n", &diags));
	assert_int_equal(c.further[0]->nupstreams, 1);
	assert_true(c.server.ask_identity);
	done(&c, &diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs), cmocka_unit_test(test_proxy), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_capsules),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
