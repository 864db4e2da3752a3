/* search_query_test.c - what a reader's words ask for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "content/search_query.h"

static const int years[] = { 2024, 2023, 2020, 999 };

static void
check(const char *text, const char *want)
{
	struct arena a;
	struct search_query q;
	struct strbuf out = STRBUF_INIT;
	uint64_t counted;
	bool any;

	arena_init(&a, 0);
	search_query_read(&q, str_of(text), &a);
	any = search_query_express(&q, years, sizeof years / sizeof years[0], &out, &counted);
	assert_true(any || out.len == 0);
	if (strcmp(any ? out.buf : "-", want) != 0)
		fail_msg("%s gives %s, not %s", text, any ? out.buf : "-", want);
	strbuf_done(&out);
	arena_done(&a);
}

static void
test_expressions(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "snow", "(\"snow\")" },
		{ "  Snow\tLAKE\n", "(\"snow\" AND \"lake\")" },
		{ "\"first snow\" dawn", "(\"first\" + \"snow\" AND \"dawn\")" },
		{ "\xE2\x80\x9E" "first snow\xE2\x80\x9C", "(\"first\" + \"snow\")" },
		{ "\xC2\xAB neige \xC2\xBB", "(\"neige\")" },
		{ "\"open to the end", "(\"open\" + \"to\" + \"the\" + \"end\")" },
		{ "node.js", "(\"node\" + \"js\")" },
		{ "wint*", "(\"wint\" *)" },
		{ "wi*", "(\"wi\" *)" },
		{ "w*", "(\"w\")" },
		{ "\xC3\xA9t*", "(\"et\" *)" },
		{ "*", "-" },
		{ "\"first sn*\"", "(\"first\" + \"sn\" *)" },
		{ "snow -rain", "(\"snow\") NOT (\"rain\")" },
		{ "-rain", "(\"\1all\") NOT (\"rain\")" },
		{ "-\"two words\" - x", "(\"\1all\") NOT (\"two\" + \"words\") NOT (\"x\")" },
		{ "well-known", "(\"well\" + \"known\")" },
		{ "tag:winter", "(\"\1t:winter\")" },
		{ "TAG:Winter", "(\"\1t:winter\")" },
		{ "tag:\"DGX Spark\"", "(\"\1t:dgx-spark\")" },
		{ "tag:dgx-spark snow", "(\"\1t:dgx-spark\" AND \"snow\")" },
		{ "category:notes/Wet", "(\"\1c:notes/wet\")" },
		{ "category:\"Field notes / wet\"", "(\"\1c:field-notes/wet\")" },
		{ "-tag:winter", "(\"\1all\") NOT (\"\1t:winter\")" },
		{ "year:2024", "((\"\1y:2024\"))" },
		{ "year:2020-2023", "((\"\1y:2023\" OR \"\1y:2020\"))" },
		{ "year:2023-2020", "((\"\1y:2023\" OR \"\1y:2020\"))" },
		{ "year:0999", "((\"\1y:999\"))" },
		{ "year:1999", "-" },
		{ "snow -year:1999", "(\"snow\")" },
		{ "year:99999", "(\"year\" + \"99999\")" },
		{ "year:x", "(\"year\" + \"x\")" },
		{ "tag:", "(\"tag\")" },
		{ "tag: winter", "(\"tag\" AND \"winter\")" },
		{ "title:snow", "(\"title\" + \"snow\")" },
		{ "\"tag:winter\"", "(\"tag\" + \"winter\")" },
		/* What is syntax elsewhere is words here. */
		{ "a AND (b OR c) NOT d NEAR/2 ^e", "(\"a\" AND \"and\" AND \"b\" AND \"or\" AND \"c\" AND \"not\" AND "
		    "\"d\" AND \"near\" + \"2\" AND \"e\")" },
		{ "x'; DROP TABLE docs; --", "(\"x\" AND \"drop\" AND \"table\" AND \"docs\")" },
		{ "{text}:a + b", "(\"text\" + \"a\" AND \"b\")" },
		{ "\1all \1t:winter", "(\"all\" AND \"t\" + \"winter\")" },
		{ "東京 雪", "(\"東京\" AND \"雪\")" },
		{ "日本語*", "(\"日本\" + \"本語\")" },
		{ "", "-" },
		{ " \" ", "-" },
		{ "-", "-" },
		{ ". , ;", "-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(rows[i].text, rows[i].want);
}

/* Prefixes, labels and what is left out are not counted. */
static void
test_counted(void **state)
{
	struct arena a;
	struct search_query q;
	struct strbuf out = STRBUF_INIT;
	uint64_t counted;

	(void)state;
	arena_init(&a, 0);
	search_query_read(&q, STR("year:2020-2023 snow wint* \"first walk\" tag:x -rain lake"), &a);
	assert_true(search_query_express(&q, years, 3, &out, &counted));
	/* 2023, 2020, snow, wint*, first walk, tag, lake, rain */
	assert_int_equal(counted, 1 << 2 | 1 << 4 | 1 << 6);
	strbuf_done(&out);
	arena_done(&a);
}

/* A label of a reader's is one of the catalogue's, or nothing at all. */
static void
test_labels_cannot_be_forged(void **state)
{
	struct arena a;
	struct search_query q;

	(void)state;
	arena_init(&a, 0);
	search_query_read(&q, STR("tag:x\"y \"\1t:z\" \1y:2024"), &a);
	for (size_t i = 0; i < q.nterms; i++)
		for (size_t j = 0; j < q.terms[i].nwords; j++)
			assert_true(str_find(q.terms[i].words[j], '\1') == q.terms[i].words[j].len);
	arena_done(&a);
}

static void
test_limits(void **state)
{
	struct arena a;
	struct search_query q;
	struct strbuf text = STRBUF_INIT;

	(void)state;
	arena_init(&a, 0);
	strbuf_fill(&text, 'x', SEARCH_QUERY_SIZE_MAX);
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.text.len, SEARCH_QUERY_SIZE_MAX);
	assert_false(q.cut);
	strbuf_addc(&text, 'x');
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.text.len, SEARCH_QUERY_SIZE_MAX);
	assert_true(q.cut);
	/* Between characters. */
	strbuf_truncate(&text, SEARCH_QUERY_SIZE_MAX - 1);
	strbuf_adds(&text, "\xC3\xA9");
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.text.len, SEARCH_QUERY_SIZE_MAX - 1);
	assert_true(q.cut && utf8_valid(q.text));
	strbuf_fill(&text, 'x', 100000);
	search_query_read(&q, strbuf_str(&text), &a);
	assert_true(q.cut && q.nterms == 1);

	strbuf_reset(&text);
	for (int i = 0; i < SEARCH_TERMS_MAX; i++)
		strbuf_adds(&text, "a ");
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.nterms, SEARCH_TERMS_MAX);
	assert_false(q.cut);
	strbuf_adds(&text, "b");
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.nterms, SEARCH_TERMS_MAX);
	assert_true(q.cut);

	strbuf_reset(&text);
	strbuf_addc(&text, '"');
	for (int i = 0; i < SEARCH_PHRASE_MAX + 1; i++)
		strbuf_adds(&text, "a ");
	search_query_read(&q, strbuf_str(&text), &a);
	assert_int_equal(q.terms[0].nwords, SEARCH_PHRASE_MAX);
	strbuf_done(&text);
	arena_done(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions), cmocka_unit_test(test_counted),
		 cmocka_unit_test(test_labels_cannot_be_forged),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
