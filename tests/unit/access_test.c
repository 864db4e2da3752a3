/* Who may enter, by the configuration and by the register. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/access.h"
#include "scratch.h"

#define A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define B "11112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define C "22112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct request_identity
identity(const char *certificate, const char *key)
{
	struct request_identity i = { .given = true };

	assert_true(fingerprint_read(str_of(certificate), &i.certificate));
	assert_true(fingerprint_read(str_of(key), &i.key));
	return i;
}

static enum access_verdict
judge(struct access *access, const char *who, const struct request_identity *i)
{
	struct str word = str_of(who);

	return access_judge(access, (struct people){ &word, 1 }, i);
}

static void
test_verdicts(void **state)
{
	struct request_identity nobody = { .given = false }, a = identity(A, B), late = a, early = a;
	bool was_read;
	struct access *access;

	(void)state;
	late.expired = early.not_yet = true;
	scratch_file("allowed", "# people\n" A " ada\n" C " carl the third\n" B "\n");
	access = access_new(scratch_name("allowed"));
	/* Before it was read nobody is registered. */
	assert_int_equal(judge(access, "ada", &a), ACCESS_STRANGER);
	assert_int_equal(access_reload(access, &was_read), 0);
	assert_true(was_read);
	assert_int_equal(judge(access, "ada", &a), ACCESS_GRANTED);
	assert_int_equal(judge(access, "Ada", &a), ACCESS_STRANGER);
	assert_int_equal(judge(access, "carl the third", &a), ACCESS_STRANGER);
	assert_int_equal(judge(access, "all", &a), ACCESS_GRANTED);
	assert_int_equal(judge(access, "", &a), ACCESS_STRANGER);
	assert_int_equal(judge(access, A, &a), ACCESS_GRANTED);
	assert_int_equal(judge(access, "SHA256:" B, &a), ACCESS_GRANTED);
	assert_int_equal(judge(access, C, &a), ACCESS_STRANGER);
	assert_int_equal(judge(NULL, A, &a), ACCESS_GRANTED);
	assert_int_equal(judge(NULL, "all", &a), ACCESS_STRANGER);
	assert_int_equal(judge(access, "ada", &nobody), ACCESS_NOBODY);
	assert_int_equal(judge(access, "ada", &late), ACCESS_EXPIRED);
	assert_int_equal(judge(access, "ada", &early), ACCESS_NOT_YET);
	assert_int_equal(access_judge(access, (struct people){ NULL, 0 }, &a), ACCESS_STRANGER);

	assert_int_equal(access_reload(access, &was_read), 0);
	assert_false(was_read);
	scratch_file("allowed", C " ada\n");
	assert_int_equal(access_reload(access, &was_read), 0);
	assert_true(was_read);
	assert_int_equal(judge(access, "ada", &a), ACCESS_STRANGER);
	assert_int_equal(unlink(scratch_name("allowed")), 0);
	assert_int_equal(access_reload(access, &was_read), 0);
	assert_true(was_read);
	access_free(access);
	access_free(NULL);
}

#define ROUNDS 50

/* As large as before, in the same tick of the kernel's clock: who was taken out stayed in. */
static void
test_changed_behind_one_stamp(void **state)
{
	struct request_identity a = identity(A, B);
	struct access *access = access_new(scratch_name("allowed"));
	bool was_read;
	int fd;

	(void)state;
	scratch_file("allowed", A " ada\n");
	fd = open(scratch_name("allowed"), O_WRONLY);
	assert_true(fd >= 0);
	/* A tick is some milliseconds long: most rounds fit into one. */
	for (int i = 0; i < ROUNDS; i++) {
		assert_int_equal(pwrite(fd, A, 2, 0), 2);
		assert_int_equal(access_reload(access, &was_read), 0);
		assert_int_equal(judge(access, "ada", &a), ACCESS_GRANTED);
		assert_int_equal(pwrite(fd, C, 2, 0), 2);
		assert_int_equal(access_reload(access, &was_read), 0);
		assert_true(was_read);
		assert_int_equal(judge(access, "ada", &a), ACCESS_STRANGER);
	}
	/* As it was read is as it stays. */
	assert_int_equal(access_reload(access, &was_read), 0);
	assert_false(was_read);
	close(fd);
	access_free(access);
}

/* A register that cannot be read leaves things as they were. */
static void
test_unreadable(void **state)
{
	struct request_identity a = identity(A, B);
	struct access *access;
	bool was_read;

	(void)state;
	scratch_file("allowed", A " ada\n");
	access = access_new(scratch_name("allowed"));
	assert_int_equal(access_reload(access, &was_read), 0);
	assert_int_equal(unlink(scratch_name("allowed")), 0);
	assert_int_equal(mkdir(scratch_name("allowed"), 0700), 0);
	assert_true(access_reload(access, &was_read) < 0);
	assert_false(was_read);
	assert_int_equal(judge(access, "ada", &a), ACCESS_GRANTED);
	access_free(access);
	assert_int_equal(rmdir(scratch_name("allowed")), 0);
}

static void
test_lines(void **state)
{
	static const char good[] = A "\tada\r\n  " B "   bob of the hill  \n#x\n\n" C;
	static const char bad[] = "ada " A "\n" A " all\n" A " " B "\n" A "x y\n:\n" A " \x01\n";
	struct access_entry v[4];
	struct strbuf out = STRBUF_INIT;
	size_t n, wrong;

	(void)state;
	n = access_read(str_of(good), v, 4, &wrong);
	assert_int_equal(n, 3);
	assert_int_equal(wrong, 0);
	assert_string_equal(v[0].name, "ada");
	assert_string_equal(v[1].name, "bob of the hill");
	assert_string_equal(v[2].name, "");
	access_write(&out, v, n);
	assert_true(str_ends(strbuf_str(&out), STR("\n" A " ada\n" B " bob of the hill\n" C "\n")));
	assert_int_equal(access_read(strbuf_str(&out), v, 4, &wrong), 3);
	assert_int_equal(access_read(str_of(bad), v, 4, &wrong), 0);
	assert_int_equal(wrong, 6);
	/* At the limit. */
	assert_int_equal(access_read(str_of(good), v, 3, &wrong), 3);
	assert_int_equal(wrong, 0);
	assert_int_equal(access_read(str_of(good), v, 2, &wrong), 2);
	assert_int_equal(wrong, 1);
	strbuf_done(&out);
}

static void
test_names(void **state)
{
	char longest[ACCESS_NAME_MAX + 2];

	(void)state;
	memset(longest, 'n', sizeof longest);
	assert_true(access_name_is_good((struct str){ longest, ACCESS_NAME_MAX }));
	assert_false(access_name_is_good((struct str){ longest, ACCESS_NAME_MAX + 1 }));
	assert_true(access_name_is_good(STR("\xC3\x84" "da von B.")));
	assert_false(access_name_is_good(STR("")));
	assert_false(access_name_is_good(STR("ALL")));
	assert_false(access_name_is_good(STR(" ada")));
	assert_false(access_name_is_good(STR("ada ")));
	assert_false(access_name_is_good(STR("#ada")));
	assert_false(access_name_is_good(STR(A)));
	assert_false(access_name_is_good(STR("a\nb")));
	assert_false(access_name_is_good(STR("a\x7F")));
	assert_false(access_name_is_good(STR("\xFF")));
}

/* What a reader is told fits into a header, and tells the owner what to do. */
static void
test_words(void **state)
{
	static const struct { enum access_verdict verdict; int status; } rows[] = {
		{ ACCESS_NOBODY, 60 }, { ACCESS_STRANGER, 61 }, { ACCESS_EXPIRED, 62 }, { ACCESS_NOT_YET, 62 },
	};
	struct request_identity a = identity(A, B);

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct strbuf why = STRBUF_INIT;

		assert_int_equal(access_refuse(rows[i].verdict, &a, &why), rows[i].status);
		assert_true(why.len > 0 && why.len < 500);
		assert_int_equal(str_ends(strbuf_str(&why), STR("marmot cert allow " A)), i == 1);
		strbuf_done(&why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_changed_behind_one_stamp),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_words),
	};
	int failed;

	scratch_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_end();
	return failed;
}
