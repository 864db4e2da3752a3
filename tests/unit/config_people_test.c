/* marmot.yaml: who may enter, who writes, who publishes. */

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
load(struct config *c, const char *text)
{
	struct diag_list diags;
	struct strbuf why = STRBUF_INIT;
	bool good;

	snprintf(path, sizeof path, "%s/marmot.yaml", scratch_path);
	assert_int_equal(fs_write_path(path, str_of(text), 0600), 0);
	config_init(c);
	diag_list_init(&diags);
	good = config_load(c, path, &diags) && config_finish(c, &why);
	diag_list_done(&diags);
	strbuf_done(&why);
	return good;
}

static void
test_areas(void **state)
{
	struct config c;

	(void)state;
	assert_true(load(&c, "private:\n  /members/: [ada, bob]\n  notes/diary: all\nauthors: ada\n"));
	assert_int_equal(c.capsule.nareas, 3);
	assert_true(str_is(c.capsule.areas[0].path, "members/"));
	assert_int_equal(c.capsule.areas[0].people.n, 2);
	assert_true(str_is(c.capsule.areas[0].people.v[1], "bob"));
	assert_true(str_is(c.capsule.areas[1].path, "notes/diary"));
	assert_true(c.capsule.areas[2].is_drafts && str_is(c.capsule.areas[2].path, AREA_DRAFTS));
	assert_true(c.server.ask_identity);
	config_done(&c);
	assert_true(load(&c, "private: [members/, diary]\n"));
	assert_true(str_is(c.capsule.areas[1].people.v[0], "all"));
	config_done(&c);
	assert_true(load(&c, "title: nothing private\n"));
	assert_false(c.server.ask_identity);
	config_done(&c);
}

static void
test_titan(void **state)
{
	struct config c;

	(void)state;
	assert_true(load(&c, "titan:\n  paths:\n    notes/: [ada, token]\n    /: boss\n  token: 12345678\n"
	    "  max_size: 2k\n  versions: 0\n  types: image/png\n"));
	assert_true(c.has_titan && c.server.ask_identity);
	assert_int_equal(c.titan.ngrants, 2);
	assert_true(str_is(c.titan.grants[0].path, "notes/") && c.titan.grants[0].token);
	assert_int_equal(c.titan.grants[0].people.n, 1);
	assert_true(c.titan.grants[1].path.len == 0 && !c.titan.grants[1].token);
	assert_int_equal(c.titan.size_max, 2048);
	assert_int_equal(c.titan.publish.versions_max, 0);
	assert_int_equal(c.titan.ntypes, 1);
	config_done(&c);
	/* A token needs nobody's certificate. */
	assert_true(load(&c, "titan: {token: 12345678}\n"));
	assert_int_equal(c.titan.ngrants, 1);
	assert_true(c.titan.grants[0].token && c.titan.grants[0].path.len == 0);
	assert_int_equal(c.titan.size_max, TITAN_SIZE_DEFAULT);
	assert_int_equal(c.titan.publish.versions_max, PUBLISH_VERSIONS_DEFAULT);
	assert_true(c.titan.ntypes > 0);
	assert_false(c.server.ask_identity);
	config_done(&c);
	assert_true(load(&c, "authors: ada\ntitan: {max_size: 1M}\n"));
	assert_true(c.titan.grants[0].people.n == 1 && !c.titan.grants[0].token);
	config_done(&c);
}

static void
test_token_file(void **state)
{
	struct config c;

	(void)state;
	scratch_file("token", "  from a file \n");
	assert_true(load(&c, "titan: {token_file: token}\n"));
	assert_true(str_is(c.titan.token, "from a file"));
	config_done(&c);
	scratch_file("token", "short\n");
	assert_false(load(&c, "titan: {token_file: token}\n"));
	config_done(&c);
}

/* n times text, "#" in it being the number. */
static void
repeat(struct strbuf *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (const char *p = text; *p != '\0'; p++) {
			if (*p == '#')
				strbuf_addf(out, "%zu", i);
			else
				strbuf_addc(out, *p);
		}
}

/* What fits, and what is one too many. */
static void
test_limits(void **state)
{
	static const struct { const char *before, *each, *after; size_t max; } limits[] = {
		{ "private:\n", "  area#/: all\n", "", AREAS_MAX },
		{ "private:\n  a/: [x", ", p#", "]\n", AREA_PEOPLE_MAX - 1 },
		{ "titan:\n  paths:\n", "    path#/: all\n", "", TITAN_GRANTS_MAX },
		{ "titan:\n  token: 12345678\n  types: [a/b", ", t/p#", "]\n", TITAN_TYPES_MAX - 1 },
		{ "titan:\n  token: \"", "t", "\"\n", TITAN_TOKEN_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		for (size_t more = 0; more < 2; more++) {
			struct strbuf text = STRBUF_INIT;
			struct config c;

			strbuf_adds(&text, limits[i].before);
			repeat(&text, limits[i].each, limits[i].max + more);
			strbuf_adds(&text, limits[i].after);
			if (load(&c, text.buf) != (more == 0))
				fail_msg("%s… %zu times", limits[i].before, limits[i].max + more);
			config_done(&c);
			strbuf_done(&text);
		}
	}
	for (size_t n = TITAN_TOKEN_MIN - 1; n <= TITAN_TOKEN_MIN; n++) {
		struct strbuf text = STRBUF_INIT;
		struct config c;

		strbuf_adds(&text, "titan:\n  token: \"");
		strbuf_fill(&text, 't', n);
		strbuf_adds(&text, "\"\n");
		assert_int_equal(load(&c, text.buf), n == TITAN_TOKEN_MIN);
		config_done(&c);
		strbuf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_areas),
		cmocka_unit_test(test_titan),
		cmocka_unit_test(test_token_file),
		cmocka_unit_test(test_limits),
	};
	int failed;

	scratch_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_end();
	return failed;
}
