/* doc_text_test.c - all that an article says, as text to be searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/doc_text.h"
#include "content/markdown.h"

static void
check(const char *markdown, const char *want)
{
	struct arena a;
	struct strbuf out = STRBUF_INIT;

	arena_init(&a, 0);
	doc_text_add(&out, markdown_parse(&a, str_of(markdown), STR("a.md"), 1, NULL), SIZE_MAX);
	if (strcmp(out.buf, want) != 0)
		fail_msg("\"%s\" gives \"%s\", not \"%s\"", markdown, out.buf, want);
	strbuf_done(&out);
	arena_done(&a);
}

static void
test_text(void **state)
{
	static const struct {
		const char *markdown, *want;
	} rows[] = {
		{ "", "" },
		{ "# A *title*\n\nOne **two**three.\n", "A title\nOne twothree.\n" },
		{ "[a link](https://x.org/hidden \"unsaid\") and ![a picture](y.png)\n", "a link and a picture\n" },
		{ "```c\nint x;\n```\n\n- one\n- two `code`\n", "int x;\none\ntwo code\n" },
		{ "| a | b |\n|---|---|\n| c | d |\n", "a\nb\nc\nd\n" },
		{ "one\ntwo\\\nthree\n", "one two three\n" },
		{ "今日\nは\n", "今日は\n" },
		{ "&amp; &eacute; \\*\n", "& \xC3\xA9 *\n" },
		{ "<div>seen <b>too</b> &lt;</div>\n", "seen too <\n" },
		{ "<script>\nvar unseen;\n</script>\n\nafter\n", "after\n" },
		{ "<!-- unseen -->\n\nafter <i>it</i>\n", "after it\n" },
		{ "<p\n\nno end\n", "no end\n" },
		{ "text[^1]\n\n[^1]: a note\n", "text\na note\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(rows[i].markdown, rows[i].want);
}

static void
test_limit(void **state)
{
	struct arena a;
	struct strbuf out = STRBUF_INIT;
	const struct doc_node *root;

	(void)state;
	arena_init(&a, 0);
	root = markdown_parse(&a, STR("1234\n\n5678\n\n9\n"), STR("a.md"), 1, NULL);
	doc_text_add(&out, root, 9);
	assert_string_equal(out.buf, "1234\n5678\n");
	strbuf_reset(&out);
	doc_text_add(&out, root, 10);
	assert_string_equal(out.buf, "1234\n5678\n9\n");
	strbuf_done(&out);
	arena_done(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_text), cmocka_unit_test(test_limit) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
