/* fence_test.c - language and title out of what stands behind a fence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/fence.h"

static const struct {
	const char *info, *language, *title;
} rows[] = {
	{ "", "", "" },
	{ "js", "js", "" },
	{ "c++", "c++", "" },
	{ "rust,ignore", "rust", "" },
	{ "js {1,3}", "js", "" },
	{ "{.python .numberLines}", "python", "" },
	{ "js title=\"src/a b.js\"", "js", "src/a b.js" },
	{ "js {1-3} title='a.js' showLineNumbers", "js", "a.js" },
	{ "yaml {title=\"marmot.yaml\",hl=2}", "yaml", "marmot.yaml" },
	{ "js:title=a.js {1}", "js", "a.js" },
	{ "py filename=\"a.py\"", "py", "a.py" },
	{ "title=\"no language\"", "", "no language" },
	{ "sh [npm]", "sh", "npm" },
	{ "ts:line-numbers {1} [config.ts]", "ts", "config.ts" },
	{ "ts[config.ts]", "ts", "config.ts" },
	{ "ts:line-numbers", "ts", "" },
	{ "ts:no-line-numbers=2", "ts", "" },
	{ "js:src/a.js", "js", "src/a.js" },
	{ "js:a.js {2}", "js", "a.js" },
	/* No titles. */
	{ "js subtitle=\"x\"", "js", "" },
	{ "js note=\"title='x'\"", "js", "" },
	{ "js title=\"open", "js", "" },
	{ "js a[0]", "js", "" },
	{ "js [open", "js", "" },
	{ "{r, echo=FALSE}", "r", "" },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str info = str_of(rows[i].info);

		if (!str_is(fence_language(info), rows[i].language) ||
		    !str_is(fence_title(info), rows[i].title))
			fail_msg("%s: language \"%.*s\", title \"%.*s\"", rows[i].info,
			    STR_ARG(fence_language(info)), STR_ARG(fence_title(info)));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
