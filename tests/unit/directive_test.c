/* Comments that place lists: which they are, what they say, what is said of mistakes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "content/directive.h"

static void
test_find(void **state)
{
	static const struct {
		const char *html;
		size_t from, to;
		const char *words;	/* NULL: there is none */
	} rows[] = {
		{ "<!-- marmot: tags -->", 0, 21, "tags" },
		{ "<!--marmot:tags-->", 0, 18, "tags" },
		{ "<!-- MARMOT: tags\n  limit=3\n-->\n", 0, 31, "tags\n  limit=3" },
		{ "<p>x</p><!-- marmot: auto -->y", 8, 29, "auto" },
		{ "<!-- more --><!-- marmot: tags --><!-- marmot: feed -->", 13, 34, "tags" },
		{ "<!-- marmot: -->", 0, 16, "" },
		{ "<!-- marmot -->", 0, 0, NULL },
		{ "<!-- marmots: tags -->", 0, 0, NULL },
		{ "<!-- marmot: tags ", 0, 0, NULL },
		{ "<!-->", 0, 0, NULL }, { "<!---->", 0, 0, NULL }, { "<!--", 0, 0, NULL }, { "", 0, 0, NULL },
	};
	struct str words;
	size_t from, to;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool found = directive_find(str_of(rows[i].html), &from, &to, &words);

		if (found != (rows[i].words != NULL))
			fail_msg("\"%s\" %s", rows[i].html, found ? "is one" : "is none");
		if (!found)
			continue;
		assert_int_equal(from, rows[i].from);
		assert_int_equal(to, rows[i].to);
		assert_true(str_is(words, rows[i].words));
	}
}

static void
test_read(void **state)
{
	struct directive d;

	(void)state;
	assert_true(directive_read(STR("articles tag=linux limit=5 order=Oldest excerpts=yes"), STR("a.md"), 1, NULL, &d));
	assert_int_equal(d.kind, DIRECTIVE_ARTICLES);
	assert_true(str_is(d.values[DIRECTIVE_TAG], "linux"));
	assert_null(d.values[DIRECTIVE_CATEGORY].p);
	assert_int_equal(d.limit, 5);
	assert_int_equal(d.order, DIRECTIVE_OLDEST);
	assert_int_equal(d.excerpts, DIRECTIVE_YES);
	assert_int_equal(d.featured, DIRECTIVE_UNSAID);

	assert_true(directive_read(STR("articles  series = \" The \xC3\xA4lps \"\n\ttag='C++'\tfeatured=no"), STR("a.md"), 1,
	    NULL, &d));
	assert_true(str_is(d.values[DIRECTIVE_SERIES], "The \xC3\xA4lps"));
	assert_true(str_is(d.values[DIRECTIVE_TAG], "C++"));
	assert_int_equal(d.featured, DIRECTIVE_NO);
	assert_int_equal(d.limit, 0);

	assert_true(directive_read(STR("TAGS order=name"), STR("a.md"), 1, NULL, &d));
	assert_int_equal(d.order, DIRECTIVE_NAME);
	for (int kind = 0; kind < DIRECTIVE_KINDS; kind++) {
		assert_true(directive_read(str_of(directive_name((enum directive_kind)kind)), STR("a.md"), 1, NULL, &d));
		assert_int_equal(d.kind, kind);
	}
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *words, *says;
	} rows[] = {
		{ "", "names no list (write one of articles, featured" },
		{ "artcles", "there is no list \"artcles\"; did you mean \"articles\"?" },
		{ "xyzzy", "there is no list \"xyzzy\" (write one of" },
		{ "tag=linux", "there is no list \"tag\"; did you mean \"tags\"?" },
		{ "articles categroy=x", "articles: takes no \"categroy\"; did you mean \"category\"?" },
		{ "articles label=x", "articles: takes no \"label\"" },
		{ "tags tag=x", "tags: takes no \"tag\" (what it takes: limit, order)" },
		{ "auto limit=1", "auto: takes no \"limit\" (what it takes: none)" },
		{ "articles linux", "articles: takes no \"linux\"" },
		{ "articles tag", "tag: has no value" }, { "articles tag=", "tag: has no value" },
		{ "articles tag=\"\"", "tag: has no value" }, { "articles tag = ", "tag: has no value" },
		{ "articles tag=\"a b", "tag: a quote has no end" },
		{ "articles tag=a tag=b", "tag: is said twice" },
		{ "articles limit=0", "limit: \"0\" is not a whole number from 1 to 1000" },
		{ "articles limit=1001", "limit: \"1001\" is not" }, { "articles limit=-1", "limit: \"-1\" is not" },
		{ "articles limit=99999999999999999999", "is not a whole number" },
		{ "articles order=used", "order: \"used\" is none of newest, oldest, title, order" },
		{ "tags order=newest", "order: \"newest\" is none of used, name" },
		{ "articles excerpts=maybe", "excerpts: \"maybe\" is neither yes nor no" },
		{ "articles =", "articles: takes no \"\"" },
		{ "articles tag=\"a\"b", "articles: takes no \"b\"" },
	};
	struct diag_list diags;
	struct directive d;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		diag_list_init(&diags);
		if (directive_read(str_of(rows[i].words), STR("a.md"), 7, &diags, &d))
			fail_msg("\"%s\" is taken", rows[i].words);
		assert_int_equal(diags.n, 1);
		assert_int_equal(diags.v[0].line, 7);
		assert_true(str_is(diags.v[0].path, "a.md"));
		if (str_search(diags.v[0].text, str_of(rows[i].says)) == diags.v[0].text.len)
			fail_msg("\"%s\": %.*s", rows[i].words, STR_ARG(diags.v[0].text));
		diag_list_done(&diags);
	}
}

static void
test_limits(void **state)
{
	struct strbuf words = STRBUF_INIT;
	struct directive d;

	(void)state;
	assert_true(directive_read(STR("articles limit=1000"), STR("a.md"), 1, NULL, &d));
	assert_int_equal(d.limit, DIRECTIVE_LIMIT_MAX);
	strbuf_adds(&words, "articles tag=");
	strbuf_fill(&words, 'x', DIRECTIVE_SIZE_MAX - words.len);
	assert_true(directive_read(strbuf_str(&words), STR("a.md"), 1, NULL, &d));
	strbuf_addc(&words, 'x');
	assert_false(directive_read(strbuf_str(&words), STR("a.md"), 1, NULL, &d));
	strbuf_done(&words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find), cmocka_unit_test(test_read), cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
