/* diag_test.c - the author's mistakes, in order and in one line each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "content/diag.h"

static void
assert_written(const struct diag_list *l, const char *want)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < l->n; i++)
		diag_write(&out, &l->v[i]);
	assert_string_equal(out.buf, want);
	strbuf_done(&out);
}

static void
test_write(void **state)
{
	struct diag_list l;

	(void)state;
	diag_list_init(&l);
	diag_add(&l, DIAG_ERROR, STR("a.md"), 3, 7, "date: %s %d", "month", 13);
	diag_add(&l, DIAG_WARNING, STR("a.md"), 3, 0, "x");
	diag_add(&l, DIAG_NOTE, STR("b/c d.md"), 0, 5, "y");
	diag_add(&l, DIAG_NOTE, STR("e\033.md"), 1, 1, "z\nz\t\xff");
	assert_written(&l,
	    "a.md:3:7: error: date: month 13\n"
	    "a.md:3: warning: x\n"
	    "b/c d.md: note: y\n"
	    "e\\x1b.md:1:1: note: z\\x0az\\x09\\xff\n");
	assert_int_equal(l.nerrors, 1);
	assert_int_equal(l.nwarnings, 1);
	assert_int_equal(l.nnotes, 2);
	diag_list_done(&l);
}

static void
test_nobody_listens(void **state)
{
	struct diag_list l;

	(void)state;
	diag_list_init(&l);
	diag_add(NULL, DIAG_ERROR, STR("a.md"), 1, 1, "x");
	diag_append(NULL, &l);
	assert_int_equal(l.n, 0);
	diag_list_done(&l);
}

/* The list must not look at the texts it was given once they are gone. */
static void
test_owns(void **state)
{
	char path[] = "a.md", text[] = "text";
	struct diag_list l;

	(void)state;
	diag_list_init(&l);
	diag_add(&l, DIAG_NOTE, (struct str){ path, 4 }, 1, 0, "%s", text);
	path[0] = 'b';
	text[0] = 'n';
	diag_add(&l, DIAG_NOTE, (struct str){ path, 4 }, 2, 0, "%s", text);
	assert_written(&l, "a.md:1: note: text\nb.md:2: note: next\n");
	diag_list_done(&l);
}

static void
test_sort(void **state)
{
	struct diag_list l;

	(void)state;
	diag_list_init(&l);
	diag_sort(&l);
	diag_add(&l, DIAG_NOTE, STR("b.md"), 1, 1, "1");
	diag_add(&l, DIAG_NOTE, STR("a.md"), 10, 1, "2");
	diag_add(&l, DIAG_NOTE, STR("a.md"), 9, 2, "3");
	diag_add(&l, DIAG_WARNING, STR("a.md"), 9, 1, "5");
	diag_add(&l, DIAG_WARNING, STR("a.md"), 9, 1, "4");
	diag_add(&l, DIAG_ERROR, STR("a.md"), 9, 1, "6");
	diag_sort(&l);
	assert_written(&l,
	    "a.md:9:1: error: 6\n"
	    "a.md:9:1: warning: 4\n"
	    "a.md:9:1: warning: 5\n"
	    "a.md:9:2: note: 3\n"
	    "a.md:10:1: note: 2\n"
	    "b.md:1:1: note: 1\n");
	diag_list_done(&l);
}

/* What is taken back is not counted, and nothing else goes. */
static void
test_drop(void **state)
{
	struct diag_list l;

	(void)state;
	diag_list_init(&l);
	diag_add(&l, DIAG_ERROR, STR("a.md"), 1, 0, "x");
	diag_add(&l, DIAG_WARNING, STR("a.md"), 2, 0, "y");
	diag_add(&l, DIAG_WARNING, STR("a.md"), 3, 0, "z");
	diag_drop(&l, 1);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.nerrors, 1);
	assert_int_equal(l.nwarnings, 1);
	assert_true(str_is(l.v[0].text, "x") && str_is(l.v[1].text, "z"));
	diag_drop(&l, 1);
	diag_drop(&l, 0);
	assert_int_equal(l.n + l.nerrors + l.nwarnings + l.nnotes, 0);
	diag_list_done(&l);
}

static void
test_append(void **state)
{
	struct diag_list l, from;

	(void)state;
	diag_list_init(&l);
	diag_list_init(&from);
	diag_add(&l, DIAG_NOTE, STR("a.md"), 1, 0, "x");
	diag_add(&from, DIAG_ERROR, STR("b.md"), 2, 0, "y");
	diag_append(&l, &from);
	diag_list_done(&from);
	assert_written(&l, "a.md:1: note: x\nb.md:2: error: y\n");
	assert_int_equal(l.nerrors, 1);
	assert_int_equal(l.nnotes, 1);
	diag_list_done(&l);
}

static void
test_max(void **state)
{
	struct diag_list l, more;

	(void)state;
	diag_list_init(&l);
	for (unsigned i = 0; i < DIAG_MAX; i++)
		diag_add(&l, DIAG_NOTE, STR("a.md"), i + 1, 0, "x");
	assert_int_equal(l.n, DIAG_MAX);
	diag_add(&l, DIAG_ERROR, STR("a.md"), 1, 0, "one too many");
	assert_int_equal(l.n, DIAG_MAX);
	assert_int_equal(l.nnotes, DIAG_MAX);
	assert_int_equal(l.nerrors, 1);
	assert_int_equal(l.v[DIAG_MAX - 1].line, DIAG_MAX);

	diag_list_init(&more);
	diag_append(&more, &l);
	diag_append(&more, &l);
	assert_int_equal(more.n, DIAG_MAX);
	assert_int_equal(more.nnotes, 2 * DIAG_MAX);
	assert_int_equal(more.nerrors, 2);
	diag_list_done(&more);
	diag_list_done(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_owns),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_max),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
