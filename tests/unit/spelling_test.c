/* spelling_test.c - the many ways to write one address come down to one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "content/spelling.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void
check_str(const char *what, struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("%s: \"%.*s\", not \"%s\"", what, STR_ARG(got), want);
}

static void
test_page(void **state)
{
	static const struct {
		const char *path, *page;
		bool folder;
	} cases[] = {
		{ "a", "a", false },
		{ "a/", "a", true },
		{ "a//", "a", true },
		{ "a/b.html", "a/b", false },
		{ "a/b.HTM", "a/b", false },
		{ "a/b.gmi", "a/b", false },
		{ "a/b.md", "a/b", false },
		{ "a/b.markdown", "a/b", false },
		{ "a/b.php", "a/b", false },
		{ "a/b.txt", "a/b.txt", false },
		{ "a/b.png", "a/b.png", false },
		{ "a/.html", "a/.html", false },
		{ "a/index.html", "a", true },
		{ "a/index", "a", true },
		{ "a/_index.md", "a", true },
		{ "a/README.md", "a", true },
		{ "a/readme/", "a", true },
		{ "index.html", "", true },
		{ "", "", true },
		{ "/", "", true },
		{ "a/b.html/", "a/b", true },
		{ "a/indexes.html", "a/indexes", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool folder = !cases[i].folder;

		check_str(cases[i].path, spelling_page(str_of(cases[i].path), &folder),
		    cases[i].page);
		if (folder != cases[i].folder)
			fail_msg("%s: folder %d", cases[i].path, folder);
	}
}

static void
test_parts(void **state)
{
	static const struct {
		const char *path, *folder, *base, *stem, *bare;
	} cases[] = {
		{ "a.md", "", "a.md", "a", "a" },
		{ "x/y/a.md", "x/y/", "a.md", "x/y/a", "a" },
		{ "x.y/a", "x.y/", "a", "x.y/a", "a" },
		{ "x/.md", "x/", ".md", "x/.md", ".md" },
		{ "x.md/a", "x.md/", "a", "x.md/a", "a" },
		{ "x/A.HTML", "x/", "A.HTML", "x/A.HTML", "A" },
		{ "x/a.tar.gz", "x/", "a.tar.gz", "x/a.tar.gz", "a.tar.gz" },
		{ "x/a.b.markdown", "x/", "a.b.markdown", "x/a.b", "a.b" },
		{ "x/2015-05-15-a", "x/", "2015-05-15-a", "x/2015-05-15-a", "a" },
		{ "x/2015-05-15", "x/", "2015-05-15", "x/2015-05-15", "2015-05-15" },
		{ "x/2015-05-15-a/", "x/2015-05-15-a/", "", "x/2015-05-15-a/", "a" },
		{ "x/2015-99-15-a", "x/", "2015-99-15-a", "x/2015-99-15-a", "2015-99-15-a" },
		{ "", "", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str path = str_of(cases[i].path);

		check_str(cases[i].path, spelling_folder(path), cases[i].folder);
		check_str(cases[i].path, spelling_base(path), cases[i].base);
		check_str(cases[i].path, spelling_stem(path), cases[i].stem);
		check_str(cases[i].path, spelling_bare(path), cases[i].bare);
	}
}

static void
test_fold(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "abc", "abc", true },
		{ "ABC", "abc", true },
		{ "abc", "abd", false },
		{ "\xc3\x84pfel", "\xc3\xa4PFEL", true },
		{ "\xc3\xa4", "a\xcc\x88", true },	/* composed and not */
		{ "a", "\xc3\xa4", false },
		{ "", "", true },
		{ "", "a", false },
		{ "ab", "abc", false },
		{ "xa\xcc\x88", "X\xc3\x84", true },
		{ "xa\xcc\x88", "xa", false },
		{ "x\xc3\xa4" "b", "x\xc3\xa4" "c", false },
		{ "stra\xc3\x9f" "e", "STRASSE", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str a = str_of(cases[i].a), b = str_of(cases[i].b);

		assert_int_equal(spelling_eq(a, b), cases[i].same);
		assert_int_equal(spelling_hash(a) == spelling_hash(b), cases[i].same);
	}
}

static void
test_fold_appends(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	spelling_fold(&out, STR("Ab"));
	spelling_fold(&out, STR("C\xc3\x84"));
	spelling_fold(&out, STR(""));
	assert_string_equal(out.buf, "abc\xc3\xa4");
	assert_int_equal(out.len, 5);
	strbuf_done(&out);
}

static void
test_dateless(void **state)
{
	struct date date = { .known = true };

	(void)state;
	check_str("plain", spelling_dateless(STR("plain"), &date), "plain");
	assert_false(date.known);
	check_str("dated", spelling_dateless(STR("1970-01-02-x-y"), &date), "x-y");
	assert_true(date.known);
	assert_int_equal(date.at_s, 86400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_appends),
		cmocka_unit_test(test_dateless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
