/* strbuf_test.c - bytes that grow, and the heap below them. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/strbuf.h"

static void
assert_holds(const struct strbuf *sb, const char *want)
{
	assert_int_equal(sb->len, strlen(want));
	assert_string_equal(sb->buf, want);
}

static void
test_empty(void **state)
{
	struct strbuf sb = STRBUF_INIT, other;

	(void)state;
	strbuf_init(&other);
	assert_holds(&sb, "");
	assert_holds(&other, "");
	strbuf_add(&sb, "x", 0);
	strbuf_adds(&sb, "");
	strbuf_addstr(&sb, STR_NONE);
	strbuf_fill(&sb, 'x', 0);
	strbuf_insert(&sb, 0, STR_NONE);
	strbuf_truncate(&sb, 0);
	strbuf_advance(&sb, 0);
	strbuf_reset(&sb);
	/* Nothing was allocated for nothing. */
	assert_int_equal(sb.cap, 0);
	assert_ptr_equal(sb.buf, strbuf_empty);
	assert_non_null(strbuf_str(&sb).p);
	strbuf_done(&sb);
	strbuf_done(&sb);
}

static void
test_add(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_adds(&sb, "ab");
	strbuf_addc(&sb, 'c');
	strbuf_addstr(&sb, STR("de"));
	strbuf_fill(&sb, '-', 3);
	strbuf_addf(&sb, "%d%s", 42, "!");
	assert_holds(&sb, "abcde---42!");
	strbuf_truncate(&sb, 5);
	assert_holds(&sb, "abcde");
	strbuf_truncate(&sb, 5);
	strbuf_reset(&sb);
	assert_holds(&sb, "");
	assert_true(sb.cap > 0);
	strbuf_add(&sb, "\0x\0", 3);
	assert_int_equal(sb.len, 3);
	assert_memory_equal(sb.buf, "\0x\0", 4);
	strbuf_addc(&sb, '\0');
	assert_int_equal(strbuf_str(&sb).len, 4);
	strbuf_done(&sb);
	assert_holds(&sb, "");
	strbuf_adds(&sb, "usable again");
	assert_holds(&sb, "usable again");
	strbuf_done(&sb);
}

/* Growth by one must double: few moves however many bytes come. */
static void
test_growth(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	size_t moves = 0, cap = 0;

	(void)state;
	for (size_t i = 0; i < 1000000; i++) {
		strbuf_addc(&sb, (char)('a' + i % 26));
		if (sb.cap != cap)
			moves++;
		cap = sb.cap;
		assert_true(sb.len < sb.cap);
	}
	assert_int_equal(sb.len, 1000000);
	assert_true(moves < 20);
	assert_true(sb.cap <= 2 * 1000001);
	for (size_t i = 0; i < sb.len; i++)
		assert_int_equal(sb.buf[i], 'a' + (int)(i % 26));
	strbuf_done(&sb);
}

static void
test_advance(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_adds(&sb, "ab");
	strbuf_grow(&sb, 300);
	assert_true(sb.cap - sb.len > 300);
	memset(sb.buf + sb.len, 'x', 300);
	strbuf_advance(&sb, 300);
	assert_int_equal(sb.len, 302);
	assert_int_equal(strlen(sb.buf), 302);
	strbuf_done(&sb);
}

/* Formatted text around the edges of what is allocated. */
static void
test_addu(void **state)
{
	static const unsigned long rows[] = { 0, 1, 9, 10, 65535, 4294967295, ULONG_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct strbuf got = STRBUF_INIT, want = STRBUF_INIT;

		strbuf_addu(&got, rows[i]);
		strbuf_addf(&want, "%lu", rows[i]);
		assert_string_equal(got.buf, want.buf);
		strbuf_done(&got);
		strbuf_done(&want);
	}
}

static void
test_addf_edges(void **state)
{
	(void)state;
	for (int n = 0; n < 300; n++) {
		struct strbuf sb = STRBUF_INIT;

		strbuf_adds(&sb, "12345");
		strbuf_addf(&sb, "%*s", n, "");
		assert_int_equal(sb.len, 5 + (size_t)n);
		assert_int_equal(strlen(sb.buf), sb.len);
		assert_true(sb.len < sb.cap);
		strbuf_done(&sb);
	}
}

static void
test_insert(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_insert(&sb, 0, STR("bd"));
	strbuf_insert(&sb, 1, STR("c"));
	strbuf_insert(&sb, 0, STR("a"));
	strbuf_insert(&sb, 4, STR("ef"));
	strbuf_insert(&sb, 2, STR_NONE);
	assert_holds(&sb, "abcdef");
	strbuf_done(&sb);
}

static void
test_mem(void **state)
{
	char *p = mem_calloc(3, 5), *none = mem_alloc(0), *copy = mem_strdup("text");
	int *v = NULL;
	size_t cap = 0;

	(void)state;
	for (size_t i = 0; i < 15; i++)
		assert_int_equal(p[i], 0);
	assert_non_null(none);
	none = mem_realloc(none, 0);
	assert_non_null(none);
	assert_string_equal(copy, "text");
	for (size_t n = 0; n < 1000; n++) {
		v = mem_grow(v, &cap, n + 1, sizeof *v);
		assert_true(cap > n);
		v[n] = (int)n;
	}
	for (int n = 0; n < 1000; n++)
		assert_int_equal(v[n], n);
	assert_true(cap < 2048);
	free(v);
	free(copy);
	free(none);
	free(p);
}

static void
test_double(void **state)
{
	(void)state;
	assert_int_equal(mem_double(0, 1, 1), 4);
	assert_int_equal(mem_double(4, 5, 1), 8);
	assert_int_equal(mem_double(8, 100, 1), 128);
	/* Where doubling would overflow it gives what was asked for. */
	assert_true(mem_double(0, SIZE_MAX, 1) == SIZE_MAX);
	assert_true(mem_double(0, SIZE_MAX / 8, 8) <= SIZE_MAX / 8);
	assert_true(mem_double(0, 1, SIZE_MAX) == 1);
}

static void
calloc_too_much(void)
{
	mem_calloc(SIZE_MAX / 2, 3);
}

static void
grow_too_much(void)
{
	size_t cap = 0;

	mem_grow(NULL, &cap, SIZE_MAX / 4, 8);
}

static void
strbuf_too_much(void)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addc(&sb, 'x');
	strbuf_grow(&sb, SIZE_MAX - 1);
}

/* Sizes that overflow end the process with its own status, and never wrap. */
static void
test_too_much(void **state)
{
	static void (*const rows[])(void) = { calloc_too_much, grow_too_much, strbuf_too_much };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			close(STDERR_FILENO);
			rows[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 70);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_advance),
		cmocka_unit_test(test_addu),
		cmocka_unit_test(test_addf_edges),
		cmocka_unit_test(test_insert),
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_double),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
