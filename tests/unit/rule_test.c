/* Rules of redirection: what is taken, what is found, what is put in. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/rule.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#if defined(UNDER_ASAN)
size_t __sanitizer_get_current_allocated_bytes(void);	/* not every compiler has its header */
#elif defined(__GLIBC__)
#include <malloc.h>
#endif

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

static void
test_counts_at_their_limit(void **state)
{
	static const struct {
		const char *pattern;
		bool good;
	} vectors[] = {
		{ "/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", true },
#ifdef __GLIBC__
		/* Others take counts up to 255 (RE_DUP_MAX), and none without a first number. */
		{ "/.{511}", true }, { "/.{0,511}", true }, { "/.{510,}", true }, { "/.{,511}", true },
		{ "/[[:alpha:]]{511}", true }, { "/\\.{511}", true },
#endif
		{ "/.{255}.{255}.", true }, { "/.{512}", false }, { "/.{0,255}.{0,255}.", true }, { "/.{0,512}", false },
		{ "/.{254,}.{254,}.", true }, { "/.{511,}", false }, { "/.{,512}", false },
		{ "/.{9999999999999999999999}", false },
		{ "/(.{20}){20}", true }, { "/(.{20}){25}", false }, { "/.{20}{26}", false },
		{ "/((.{10}){10}){10}", false }, { "/(a|b{50}|[]x]{50}){5}", false }, { "/(a|b{40}|[]x]{50}){5}", true },
		{ "/[[:alpha:]]{255}[[:alpha:]]{255}.", true }, { "/[[:alpha:]]{512}", false },
		{ "/\\.{255}\\.{255}.", true }, { "/\\.{512}", false },
		{ "/(((((((((a+)+)+)+)+)+)+)+)+)+", false }, { "/((((((a+)+)+)+)+)+)", true },
		/* What is too long is not compiled to see that it makes no sense. */
		{ "/((.{500}){500}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		if (good(vectors[i].pattern, "/new") != vectors[i].good)
			fail_msg("%s", vectors[i].pattern);
	assert_false(good("/(.{500}){500}", "/new"));
	assert_non_null(strstr(why, "written out"));
}

/* A "*" with six "+" behind it took minutes to be compiled. */
static void
test_signs_of_repetition_that_pile_up(void **state)
{
	static const char *const taken[] = { "/.*?", "/a+?b*", "/(a*)+", "/a\\++", "/[*+?{]*+", "/a{2}{2}", "/\\*\\+\\?\\*" };
	static const char *const refused[] = { "/*++++++", "/.*?*", "/a+++b", "/a{2}{2}{2}", "/[]x]*+?", "/(a*?+)" };

	(void)state;
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (!good(taken[i], "/new"))
			fail_msg("%s: %s", taken[i], why);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (good(refused[i], "/new") || strstr(why, "side by side") == NULL)
			fail_msg("%s: %s", refused[i], why);
}

/* [bytes] in use; 0 where nobody counts them. */
static size_t
used(void)
{
#if defined(UNDER_ASAN)
	return __sanitizer_get_current_allocated_bytes();
#elif defined(__GLIBC__)
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
#else
	return 0;
#endif
}

/* glibc took 2.7 KB for each byte of such paths and never gave it back. */
static void
test_what_strangers_ask_for_fills_no_memory(void **state)
{
	struct rule rules[4];
	size_t before, after, n = sizeof rules / sizeof rules[0];
	char path[RULE_PATH_MAX + 1] = "";
	unsigned dice = 1;

	(void)state;
	for (size_t i = 0; i < n; i++)
		assert_true(rule_init(&rules[i], RULE_MOVED, i % 2 == 0 ? STR("/(.*)_(.{16})\\.html") : STR("/(.*)_(.{100})x"),
		    STR("/new/\\2"), why, sizeof why));
	before = used();
	for (int i = 0; i < 50; i++) {
		for (size_t j = 0; j < RULE_PATH_MAX - 22; j++) {
			dice = dice * 1103515245 + 12345;
			path[j] = dice & 1 << 20 ? '_' : 'a';
		}
		memcpy(path + RULE_PATH_MAX - 22, "_0123456789abcdef.html", 22);
		expect(rules, n, path, &rules[0], "/new/0123456789abcdef");
		path[RULE_PATH_MAX - 1] = ' ';
		expect(rules, n, path, NULL, NULL);
	}
	after = used();
	assert_true(after < before + (size_t)4 * 1024 * 1024);
	for (size_t i = 0; i < n; i++)
		rule_done(&rules[i]);
}

/* A pattern is compiled anew every few paths, under all that use it.  How often it found something else. */
static void *
ask(void *arg)
{
	const struct rule *rules = arg;
	uintptr_t nwrong = 0;
	struct arena arena;
	struct str found;

	arena_init(&arena, 0);
	for (int i = 0; i < 500; i++) {
		nwrong += rule_find(rules, 2, STR("old/12/a"), &arena, &found) != &rules[0] || !str_is(found, "/new/a-12");
		nwrong += rule_find(rules, 2, STR("other/1"), &arena, &found) != &rules[1] || !str_is(found, "/all/other/1");
		arena_reset(&arena);
	}
	arena_done(&arena);
	return (void *)nwrong;
}

static void
test_from_several_threads(void **state)
{
	pthread_t threads[4];
	struct rule rules[2];

	(void)state;
	assert_true(rule_init(&rules[0], RULE_MOVED, STR("/old/([0-9]+)/(.*)"), STR("/new/\\2-\\1"), why, sizeof why));
	assert_true(rule_init(&rules[1], RULE_MOVED, STR("/.*"), STR("/all\\0"), why, sizeof why));
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask, rules), 0);
	for (size_t i = 0; i < 4; i++) {
		void *nwrong;

		assert_int_equal(pthread_join(threads[i], &nwrong), 0);
		assert_null(nwrong);
	}
	rule_done(&rules[0]);
	rule_done(&rules[1]);
}

/* What a path has to begin with is looked at first. */
static void
test_beginnings(void **state)
{
	static const char *const patterns[] = {
		"/ab", "/ab*", "/ab?b", "/ab{1}", "/a[b]", "/a(b)", "/a.", "/ab+", "/x|/ab", "/(ab|x)", "/ab$",
	};
	struct rule rule;

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		assert_true(rule_init(&rule, RULE_GONE, str_of(patterns[i]), STR_NONE, why, sizeof why));
		expect(&rule, 1, "ab", &rule, NULL);
		expect(&rule, 1, "ba", NULL, NULL);
		rule_done(&rule);
	}
	/* What a backslash makes of a letter is each implementation's own: "\a" is a bell in musl's. */
	assert_true(rule_init(&rule, RULE_GONE, STR("/\\.b"), STR_NONE, why, sizeof why));
	expect(&rule, 1, ".b", &rule, NULL);
	expect(&rule, 1, "ab", NULL, NULL);
	rule_done(&rule);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_path_at_its_limit),
		cmocka_unit_test(test_counts_at_their_limit),
		cmocka_unit_test(test_signs_of_repetition_that_pile_up),
		cmocka_unit_test(test_what_strangers_ask_for_fills_no_memory),
		cmocka_unit_test(test_from_several_threads),
		cmocka_unit_test(test_beginnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
