/* media_test.c - what a file is: the owner's word, else the table's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "content/media.h"

static struct arena arena;

static bool
good(const char *glob, const char *type)
{
	struct media_rule rule;
	const char *why;
	bool made = media_rule_init(&rule, str_of(glob), str_of(type), &arena, &why);

	assert_true(made == (why == NULL));
	return made;
}

static void
test_judged(void **state)
{
	char type[MEDIA_TYPE_MAX + 2];

	(void)state;
	arena_init(&arena, 0);
	assert_true(good("*.x", "text/plain"));
	assert_true(good("/src/*", " text/plain;charset=utf-8; lang=de "));
	assert_false(good("", "text/plain"));
	assert_false(good("//", "text/plain"));
	assert_false(good("a\nb", "text/plain"));
	assert_false(good("*.x", ""));
	assert_false(good("*.x", "text"));
	assert_false(good("*.x", "text/"));
	assert_false(good("*.x", "/plain"));
	assert_false(good("*.x", "text/pl ain"));
	assert_false(good("*.x", "text/plain\r\nx"));
	assert_false(good("*.x", "text/plain;"));
	assert_false(good("*.x", "text/plain; charset"));
	assert_false(good("*.x", "text/pl\xc3\xa4in"));
	memset(type, 'a', sizeof type);
	type[4] = '/';
	type[MEDIA_TYPE_MAX + 1] = '\0';
	assert_false(good("*.x", type));
	type[MEDIA_TYPE_MAX] = '\0';
	assert_true(good("*.x", type));
	arena_done(&arena);
}

static void
test_found(void **state)
{
	static const struct {
		const char *path, *type;
		char item;
	} rows[] = {
		{ "src/a/b.c", "text/x-src", '0' },
		{ "src.c", "text/plain", '0' },
		{ "a/b.gif", "image/gif", 'g' },
		{ "a/b.song", "audio/x-song", 's' },
		{ "b.SONG", "application/octet-stream", '9' },
		{ "a/only.txt", "application/x-only", '9' },
		{ "only.txt", "text/plain", '0' },
		{ "a.page", "text/html; charset=utf-8", 'h' },
		{ "a.pic", "image/x-pic", 'I' },
	};
	static const char *const said[][2] = {
		{ "/src/*", "text/x-src" }, { "*.song", "audio/x-song" }, { "a/only.txt", "application/x-only" },
		{ "*.page", "text/html; charset=utf-8" }, { "*.pic", "image/x-pic" }, { "src/a/*", "text/never" },
	};
	struct media_rule rules[sizeof said / sizeof said[0]];
	struct capsule capsule = { .media = rules, .nmedia = sizeof said / sizeof said[0] };
	const char *why;

	(void)state;
	arena_init(&arena, 0);
	for (size_t i = 0; i < capsule.nmedia; i++)
		assert_true(media_rule_init(&rules[i], str_of(said[i][0]), str_of(said[i][1]), &arena, &why));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mime *m = media_of(&capsule, str_of(rows[i].path));

		assert_string_equal(m->type, rows[i].type);
		assert_int_equal(m->item, rows[i].item);
	}
	assert_null(media_said(&capsule, STR("x.txt")));
	assert_string_equal(media_of(NULL, STR("x.txt"))->type, "text/plain");
	arena_done(&arena);
}

static void
test_parameters(void **state)
{
	(void)state;
	assert_true(media_has("text/plain; charset=utf-8", "charset"));
	assert_true(media_has("text/gemini;a=b; Lang=de", "lang"));
	assert_false(media_has("text/plain", "charset"));
	assert_false(media_has("text/charset=x", "charset"));
	assert_false(media_has("text/plain; x=charset", "charset"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
