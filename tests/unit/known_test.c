/* Keys of servers as they were first seen. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/known.h"
#include "scratch.h"

static char path[512];
static const struct fingerprint one = { { 1 } }, two = { { 2 } };

static enum known_verdict
judge(struct known *k, const char *name, const struct fingerprint *key, int *ret_error)
{
	return known_judge(k, str_of(name), key, ret_error);
}

static void
test_first_use(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct known *k;
	struct stat st;
	int error;

	(void)state;
	k = known_new(path, &error);
	assert_int_equal(error, 0);
	assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_NEW);
	assert_int_equal(error, 0);
	assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_SAME);
	assert_int_equal(judge(k, "a:1965", &two, &error), KNOWN_OTHER);
	assert_int_equal(judge(k, "a:196", &two, &error), KNOWN_NEW);
	assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_SAME);
	known_free(k);
	/* The same after a restart. */
	k = known_new(path, &error);
	assert_int_equal(judge(k, "a:1965", &two, &error), KNOWN_OTHER);
	assert_int_equal(judge(k, "a:196", &two, &error), KNOWN_SAME);
	known_free(k);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(fs_read_path(path, 1000, &text), 0);
	assert_int_equal(text.len, strlen("a:1965 ") + strlen("a:196 ") + 2 * 65);
	strbuf_done(&text);
}

/* What an owner's editor leaves behind. */
static void
test_lines_by_hand(void **state)
{
	struct known *k;
	int error;

	(void)state;
	assert_int_equal(fs_write_path(path, STR("# mine\n\nnonsense\na:1965 short\n"
	    "a:1965 SHA256:0100000000000000000000000000000000000000000000000000000000000000\r\nlast"), 0600), 0);
	k = known_new(path, &error);
	assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_SAME);
	assert_int_equal(judge(k, "b:1965", &two, &error), KNOWN_NEW);
	known_free(k);
	k = known_new(path, &error);
	assert_int_equal(judge(k, "b:1965", &one, &error), KNOWN_OTHER);
	known_free(k);
}

static void
test_no_file(void **state)
{
	struct known *k;
	int error;

	(void)state;
	/* Nothing can be written: it is known nevertheless. */
	k = known_new("/nonexistent/known", &error);
	assert_int_equal(error, 0);
	assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_NEW);
	assert_int_equal(error, -ENOENT);
	assert_int_equal(judge(k, "a:1965", &two, &error), KNOWN_OTHER);
	known_free(k);
	k = known_new(scratch_path, &error);
	assert_int_not_equal(error, 0);
	known_free(k);
}

/* At the edge. */
static void
test_large_file(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct known *k;
	int error;

	(void)state;
	for (size_t n = KNOWN_FILE_SIZE_MAX; n <= KNOWN_FILE_SIZE_MAX + 1; n++) {
		strbuf_reset(&text);
		strbuf_fill(&text, '\n', n);
		assert_int_equal(fs_write_path(path, strbuf_str(&text), 0600), 0);
		k = known_new(path, &error);
		assert_int_equal(error, n == KNOWN_FILE_SIZE_MAX ? 0 : -EFBIG);
		if (error == 0) {
			assert_int_equal(judge(k, "a:1965", &one, &error), KNOWN_NEW);
			assert_int_equal(error, -EFBIG);
		}
		known_free(k);
	}
	strbuf_done(&text);
}

static int
begin(void **state)
{
	(void)state;
	scratch_begin();
	snprintf(path, sizeof path, "%s/known_servers", scratch_path);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	scratch_end();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_first_use, begin, end),
		cmocka_unit_test_setup_teardown(test_lines_by_hand, begin, end),
		cmocka_unit_test_setup_teardown(test_no_file, begin, end),
		cmocka_unit_test_setup_teardown(test_large_file, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
