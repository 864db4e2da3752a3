/* Rules of redirection: what is taken, what is found, what is put in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/rule.h"

static char why[256];

static bool
good(const char *pattern, const char *target)
{
	struct rule rule;

	if (!rule_init(&rule, RULE_MOVED, str_of(pattern), str_of(target), why, sizeof why))
		return false;
	rule_done(&rule);
	return true;
}

static void
test_judged(void **state)
{
	char pattern[RULE_PATTERN_MAX + 2], target[RULE_TARGET_MAX + 2];

	(void)state;
	assert_true(good("/old", "/new"));
	assert_true(good("/old/(.*)", "gemini://example.org/\\1?a"));
	assert_true(good("/a\\\\1(b)", "/x"));	/* an escaped backslash, and a digit */
	assert_false(good("", "/new"));
	assert_false(good("old", "/new"));
	assert_false(good("/old(", "/new"));
	assert_false(good("/(a)\\1", "/new"));
	assert_false(good("/old", "new"));
	assert_false(good("/old", ""));
	assert_false(good("/old", "mailto:a@example.org"));
	assert_false(good("/old", "/new\n"));
	assert_true(good("/(a)(b)", "/\\2"));
	assert_false(good("/(a)(b)", "/\\3"));
	memset(pattern, 'a', sizeof pattern);
	pattern[0] = '/';
	pattern[RULE_PATTERN_MAX + 1] = '\0';
	assert_false(good(pattern, "/new"));
	pattern[RULE_PATTERN_MAX] = '\0';
	assert_true(good(pattern, "/new"));
	memset(target, 'a', sizeof target);
	target[0] = '/';
	target[RULE_TARGET_MAX + 1] = '\0';
	assert_false(good("/old", target));
	target[RULE_TARGET_MAX] = '\0';
	assert_true(good("/old", target));
}

static void
expect(const struct rule *rules, size_t n, const char *path, const struct rule *rule, const char *target)
{
	struct arena arena;
	struct str found;

	arena_init(&arena, 0);
	assert_ptr_equal(rule_find(rules, n, str_of(path), &arena, &found), rule);
	if (target != NULL)
		assert_true(str_is(found, target));
	else
		assert_null(found.p);
	arena_done(&arena);
}

static void
test_found(void **state)
{
	struct rule rules[4];

	(void)state;
	assert_true(rule_init(&rules[0], RULE_MOVED, STR("/old/([0-9]+)/(.*)"), STR("/new/\\2-\\1"), why, sizeof why));
	assert_true(rule_init(&rules[1], RULE_LENT, STR("/web/(.*)|/net/(.*)"), STR("gemini://h/\\1\\2"), why, sizeof why));
	assert_true(rule_init(&rules[2], RULE_GONE, STR("/shop/.*"), STR_NONE, why, sizeof why));
	assert_true(rule_init(&rules[3], RULE_MOVED, STR("/.*"), STR("/all\\0"), why, sizeof why));
	expect(rules, 3, "old/12/a b", &rules[0], "/new/a b-12");
	expect(rules, 3, "web/a b/ü", &rules[1], "gemini://h/a%20b/%C3%BC");
	expect(rules, 3, "net/x", &rules[1], "gemini://h/x");
	expect(rules, 3, "shop/1", &rules[2], NULL);
	expect(rules, 3, "very/old/12/a", NULL, NULL);	/* the whole path has to match */
	expect(rules, 3, "old/12", NULL, NULL);
	expect(rules, 4, "rest", &rules[3], "/all/rest");
	expect(rules, 0, "old/12/a", NULL, NULL);
	for (size_t i = 0; i < 4; i++)
		rule_done(&rules[i]);
}

static void
test_path_at_its_limit(void **state)
{
	char path[RULE_PATH_MAX + 2];
	struct rule rule;

	(void)state;
	memset(path, 'a', sizeof path);
	path[RULE_PATH_MAX + 1] = '\0';
	assert_true(rule_init(&rule, RULE_GONE, STR("/a*"), STR_NONE, why, sizeof why));
	expect(&rule, 1, path, NULL, NULL);
	path[RULE_PATH_MAX] = '\0';
	expect(&rule, 1, path, &rule, NULL);
	rule_done(&rule);
	/* What the groups make longer than a target may be leads nowhere. */
	assert_true(rule_init(&rule, RULE_MOVED, STR("/(a*)"), STR("/\\1\\1"), why, sizeof why));
	expect(&rule, 1, path, NULL, NULL);
	rule_done(&rule);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_path_at_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
