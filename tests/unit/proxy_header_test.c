/* proxy_header_test.c - the PROXY protocol, as told and as mistold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/proxy_header.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define V6_ONE "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define V6_TWO "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2"
#define BYTES(literal) literal, sizeof literal - 1

static const struct {
	const char *bytes;
	size_t len;
	enum proxy_verdict verdict;
	const char *client, *local;	/* NULL: nothing is told */
	unsigned port;
} vectors[] = {
	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 40000 1965\r\n"), PROXY_WHOLE, "192.0.2.7", "198.51.100.1", 1965 },
	{ BYTES("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"), PROXY_WHOLE, "2001:db8::1", "2001:db8::2", 65535 },
	{ BYTES("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    PROXY_WHOLE, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535 },
	{ BYTES("PROXY UNKNOWN\r\n"), PROXY_WHOLE, NULL, NULL, 0 },
	{ BYTES("PROXY UNKNOWN ffff::1 whatever \x01\r\n"), PROXY_WHOLE, NULL, NULL, 0 },
	{ BYTES(SIGNATURE "\x21\x11\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_WHOLE, "192.0.2.7", "198.51.100.1", 1965 },
	{ BYTES(SIGNATURE "\x21\x21\0\x24" V6_ONE V6_TWO "\x9c\x40\0\x46"), PROXY_WHOLE, "2001:db8::1", "2001:db8::2", 70 },
	{ BYTES(SIGNATURE "\x21\x11\0\x10\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad\4\0\1x"), PROXY_WHOLE, "192.0.2.7", "198.51.100.1", 1965 },
	{ BYTES(SIGNATURE "\x20\x00\0\0"), PROXY_WHOLE, NULL, NULL, 0 },
	{ BYTES(SIGNATURE "\x20\x11\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_WHOLE, NULL, NULL, 0 },
	{ BYTES(SIGNATURE "\x21\x00\0\3abc"), PROXY_WHOLE, NULL, NULL, 0 },

	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 40000 1965\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 2001:db8::1 198.51.100.1 40000 1965\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 65536 1965\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY TCP4 192.0.2.7\0 198.51.100.1 1 2\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY \r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("PROXY \n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("gemini://localhost/\r\n"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("\x16\x03\x01"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES("\r\n"), PROXY_MORE, NULL, NULL, 0 },
	{ BYTES("\r\n\r\n\r"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES(SIGNATURE "\x11\x11\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_BAD, NULL, NULL, 0 },	/* version 1 */
	{ BYTES(SIGNATURE "\x22\x11\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_BAD, NULL, NULL, 0 },	/* no such command */
	{ BYTES(SIGNATURE "\x21\x12\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_BAD, NULL, NULL, 0 },	/* UDP */
	{ BYTES(SIGNATURE "\x21\x11\0\x0b\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7"), PROXY_BAD, NULL, NULL, 0 },	/* too short */
	{ BYTES(SIGNATURE "\x21\x21\0\x0c\xc0\0\2\7\xc6\x33\x64\1\x9c\x40\7\xad"), PROXY_BAD, NULL, NULL, 0 },
	{ BYTES(SIGNATURE "\x21\x11\xff\xff"), PROXY_BAD, NULL, NULL, 0 },	/* more than is read of one */
};

static void
test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct proxy_header got;
		char text[PEER_TEXT_SIZE];
		struct str in = { vectors[i].bytes, vectors[i].len };

		if (proxy_header_parse(in, &got) != vectors[i].verdict)
			fail_msg("vector %zu", i);
		if (vectors[i].verdict != PROXY_WHOLE)
			continue;
		assert_int_equal(got.len, in.len);
		assert_int_equal(got.told, vectors[i].client != NULL);
		if (!got.told)
			continue;
		peer_text(&got.client, text);
		assert_string_equal(text, vectors[i].client);
		peer_text(&got.local, text);
		assert_string_equal(text, vectors[i].local);
		assert_int_equal(got.local_port, vectors[i].port);
		/* Whole with what follows, and never before its end. */
		for (size_t len = 0; len < in.len; len++)
			assert_int_equal(proxy_header_parse(str_slice(in, 0, len), &got), PROXY_MORE);
	}
}

static void
test_limits(void **state)
{
	static char bytes[PROXY_HEADER_MAX + 16];
	struct proxy_header got;
	size_t size = PROXY_HEADER_MAX - 16;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes, "PROXY UNKNOWN ", 14);
	memcpy(bytes + PROXY_HEADER_V1_MAX - 2, "\r\n", 2);
	assert_int_equal(proxy_header_parse((struct str){ bytes, sizeof bytes }, &got), PROXY_WHOLE);
	assert_int_equal(got.len, PROXY_HEADER_V1_MAX);
	memset(bytes + PROXY_HEADER_V1_MAX - 2, 'x', 2);
	assert_int_equal(proxy_header_parse((struct str){ bytes, PROXY_HEADER_V1_MAX - 1 }, &got), PROXY_MORE);
	assert_int_equal(proxy_header_parse((struct str){ bytes, PROXY_HEADER_V1_MAX }, &got), PROXY_BAD);

	memcpy(bytes, SIGNATURE "\x20\x00", 14);
	bytes[14] = (char)(size >> 8);
	bytes[15] = (char)(size & 0xFF);
	assert_int_equal(proxy_header_parse((struct str){ bytes, PROXY_HEADER_MAX - 1 }, &got), PROXY_MORE);
	assert_int_equal(proxy_header_parse((struct str){ bytes, PROXY_HEADER_MAX }, &got), PROXY_WHOLE);
	size++;
	bytes[14] = (char)(size >> 8);
	bytes[15] = (char)(size & 0xFF);
	assert_int_equal(proxy_header_parse((struct str){ bytes, 16 }, &got), PROXY_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
