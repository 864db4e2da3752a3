/* search_snippet_test.c - the piece of a text in which a reader's words stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "content/search_snippet.h"

static bool
cut(struct strbuf *out, struct str text, const char *words)
{
	struct arena a;
	struct search_query q;
	bool any;

	arena_init(&a, 0);
	search_query_read(&q, str_of(words), &a);
	any = search_snippet_add(out, text, &q);
	arena_done(&a);
	return any;
}

static void
test_short_text(void **state)
{
	static const struct {
		const char *text, *words, *want;	/* NULL: nothing */
	} rows[] = {
		{ "The first snow.\n", "snow", "The first snow." },
		{ "A heading\nAnd a text.\n", "text", "A heading \xC2\xB7 And a text." },
		{ "The first snow.\n", "rain", NULL },
		{ "The first snow.\n", "-snow", NULL },
		{ "The first snow.\n", "tag:snow", NULL },
		{ "The first snow.\n", "sno*", "The first snow." },
		{ "The first snow.\n", "\"first snow\"", "The first snow." },
		{ "The first snow.\n", "\"snow first\"", NULL },
		{ "first first snow\n", "\"first snow\"", "first first snow" },
		{ "first and snow\n", "\"first snow\"", NULL },
		{ "first \xC3\xA9t\xC3\xA9 snow\n", "\"first snow\"", NULL },
		{ "first - snow\n", "\"first snow\"", "first - snow" },
		{ "今日は雪。\n", "雪", "今日は雪。" },
		{ "今日は雪。\n", "日は雪", "今日は雪。" },
		{ "今日は雪。\n", "今雪", NULL },
		{ "", "snow", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf out = STRBUF_INIT;
		bool any = cut(&out, str_of(rows[i].text), rows[i].words);

		assert_int_equal(any, rows[i].want != NULL);
		assert_string_equal(out.buf, any ? rows[i].want : "");
		strbuf_done(&out);
	}
}

static void
test_long_text(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (int i = 0; i < 100; i++)
		strbuf_addf(&text, "filler%02d ", i);
	strbuf_adds(&text, "one snow ");
	for (int i = 0; i < 100; i++)
		strbuf_addf(&text, "stuff%02d ", i);
	strbuf_adds(&text, "then snow and lake ");
	for (int i = 0; i < 100; i++)
		strbuf_addf(&text, "rest%02d ", i);
	assert_true(cut(&out, strbuf_str(&text), "snow lake"));
	/* Where both are, whole words, and a sign at each end. */
	assert_non_null(strstr(out.buf, "then snow and lake rest00"));
	assert_true(str_starts(strbuf_str(&out), STR("\xE2\x80\xA6stuff9")));
	assert_true(str_ends(strbuf_str(&out), STR(" \xE2\x80\xA6")));
	assert_true(out.len < SEARCH_SNIPPET_SIZE + 20);
	strbuf_reset(&out);
	assert_true(cut(&out, strbuf_str(&text), "snow"));
	assert_non_null(strstr(out.buf, "one snow stuff00"));
	strbuf_done(&text);
	strbuf_done(&out);
}

/* Without blanks to cut at, never within a character. */
static void
test_text_without_blanks(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (int before = 0; before < 100; before++) {
		strbuf_reset(&text);
		strbuf_reset(&out);
		strbuf_fill(&text, 'x', (size_t)before % 3);
		for (int i = 0; i < before; i++)
			strbuf_adds(&text, "山");
		strbuf_adds(&text, "雪国");
		for (int i = 0; i < 200; i++)
			strbuf_adds(&text, "川");
		assert_true(cut(&out, strbuf_str(&text), "雪国"));
		assert_true(utf8_valid(strbuf_str(&out)));
		assert_non_null(strstr(out.buf, "雪国"));
	}
	strbuf_done(&text);
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_text), cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_text_without_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
