/* Which paths lie in a private area. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/capsule.h"

static const struct area areas[] = {
	{ .path = { "members/", 8 } },
	{ .path = { "members/board/", 14 } },
	{ .path = { "notes/Secret", 12 } },
	{ .path = { "caf\xC3\xA9/", 6 } },
};
static const struct capsule capsule = { .areas = areas, .nareas = 4 };

static const struct { const char *path; int area, file_area; } vectors[] = {
	{ "", -1, -1 }, { "/", -1, -1 }, { "index.gmi", -1, -1 }, { "members", -1, -1 }, { "members/", 0, 0 },
	{ "members.gmi", -1, -1 }, { "membership/x", -1, -1 }, { "xmembers/x", -1, -1 }, { "members/x", 0, 0 },
	{ "/members/x", 0, 0 }, { "//members/x", 0, 0 }, { "MEMBERS/X.gmi", 0, 0 }, { "members/board", 0, 0 },
	{ "members/board/", 1, 1 }, { "members/Board/plan.txt", 1, 1 }, { "members/boards/x", 0, 0 },
	{ "notes/secret", 2, 2 }, { "notes/secret.gmi", 2, 2 }, { "notes/secret.tar.gz", 2, 2 },
	{ "notes/secret/", 2, 2 }, { "notes/secret/a/b", 2, 2 }, { "notes/SECRET.md", 2, 2 },
	{ "notes/secrets.gmi", -1, -1 }, { "notes/secret-x.gmi", -1, -1 }, { "notes/", -1, -1 },
	{ "caf\xC3\xA9/x", 3, 3 }, { "CAF\xC3\x89/x", 3, 3 }, { "cafe\xCC\x81/x", 3, 3 }, { "cafe/x", -1, -1 },
	{ "static/members/a.png", -1, 0 }, { "public/members/a.png", -1, 0 }, { "assets/notes/secret.png", -1, 2 },
	{ "/static/members/a.png", -1, 0 }, { "other/members/a.png", -1, -1 },
};

static void
test_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		const struct area *area = area_of(&capsule, str_of(vectors[i].path));
		const struct area *file_area = area_of_file(&capsule, str_of(vectors[i].path));

		if (area != (vectors[i].area < 0 ? NULL : &areas[vectors[i].area]) ||
		    file_area != (vectors[i].file_area < 0 ? NULL : &areas[vectors[i].file_area]))
			fail_msg("\"%s\" is taken for %d and %d", vectors[i].path, area ? (int)(area - areas) : -1,
			    file_area ? (int)(file_area - areas) : -1);
	}
}

static void
test_no_areas(void **state)
{
	static const struct capsule open_to_all = { .nareas = 0 };

	(void)state;
	assert_null(area_of(&open_to_all, STR("members/x")));
	assert_null(area_of_file(&open_to_all, STR("static/members/x")));
}

static void
test_shows(void **state)
{
	(void)state;
	assert_true(area_shows(NULL, NULL));
	assert_true(area_shows(&areas[0], NULL));
	assert_true(area_shows(&areas[0], &areas[0]));
	assert_false(area_shows(NULL, &areas[0]));
	assert_false(area_shows(&areas[0], &areas[1]));
	assert_false(area_shows(&areas[1], &areas[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_no_areas),
		cmocka_unit_test(test_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
