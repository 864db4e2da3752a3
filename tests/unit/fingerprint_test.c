/* Fingerprints as people and tools write them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fingerprint.h"

#define PLAIN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define COLONS "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

static void
test_read(void **state)
{
	static const char *const good[] = {
		PLAIN, COLONS, "  " PLAIN "\n", "SHA256:" PLAIN, "sha-256 " COLONS, "SHA-256:" COLONS,
		"0011 2233 4455 6677 8899 aabb ccdd eeff 0011 2233 4455 6677 8899 AABB CCDD EEFF",
	};
	struct fingerprint want = { { 0 } };

	(void)state;
	for (size_t i = 0; i < FINGERPRINT_SIZE; i++)
		want.bytes[i] = (unsigned char)(i % 16 * 0x11);
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct fingerprint f = { { 0 } };

		if (!fingerprint_read(str_of(good[i]), &f) || !fingerprint_eq(&f, &want))
			fail_msg("\"%s\" is not read", good[i]);
	}
}

static void
test_refused(void **state)
{
	static const char *const bad[] = {
		"", "00", "SHA256:", "all", PLAIN "0", PLAIN "00", "g" PLAIN, "x0112233445566778899aabbccddeeff" PLAIN,
		"SHA1:" PLAIN, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef",
		"00-11-22-33-44-55-66-77-88-99-AA-BB-CC-DD-EE-FF-00-11-22-33-44-55-66-77-88-99-AA-BB-CC-DD-EE-FF",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct fingerprint f = { { 7 } };

		assert_false(fingerprint_read(str_of(bad[i]), &f));
		assert_int_equal(f.bytes[0], 7);
	}
}

static void
test_written(void **state)
{
	struct fingerprint f, other;
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_true(fingerprint_read(STR(COLONS), &f));
	fingerprint_add(&out, &f);
	assert_string_equal(out.buf, PLAIN);
	other = f;
	other.bytes[31] ^= 1;
	assert_true(fingerprint_eq(&f, &f));
	assert_false(fingerprint_eq(&f, &other));
	strbuf_done(&out);
}

static void
test_base64(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct fingerprint f;

	(void)state;
	/* The SHA-256 of nothing, as openssl(1) and base64(1) have it. */
	assert_true(fingerprint_read(STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), &f));
	fingerprint_add_base64(&out, &f);
	assert_string_equal(out.buf, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
	strbuf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
