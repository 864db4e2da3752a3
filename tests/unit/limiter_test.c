/* limiter_test.c - connections counted, and the addresses they are counted by. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "net/limiter.h"

static struct peer
peer(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return peer_of((struct sockaddr *)&in);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peer_of((struct sockaddr *)&in6);
}

static void
test_peers(void **state)
{
	static const struct {
		const char *in, *text, *network;
		bool loopback;
	} rows[] = {
		{ "127.0.0.1", "127.0.0.1", "127.0.0.1", true },
		{ "127.255.3.4", "127.255.3.4", "127.255.3.4", true },
		{ "128.0.0.1", "128.0.0.1", "128.0.0.1", false },
		{ "192.0.2.1", "192.0.2.1", "192.0.2.1", false },
		{ "::1", "::1", "::", true },
		{ "::2", "::2", "::", false },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", false },
		/* As Linux shows IPv4 on a socket for both. */
		{ "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", false },
		{ "::ffff:127.0.0.1", "127.0.0.1", "127.0.0.1", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct peer p = peer(rows[i].in), network = peer_network(&p);
		char text[PEER_TEXT_SIZE];

		peer_text(&p, text);
		assert_string_equal(text, rows[i].text);
		peer_text(&network, text);
		assert_string_equal(text, rows[i].network);
		assert_int_equal(peer_is_loopback(&p), rows[i].loopback);
	}
}

static void
test_port(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(1965) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(70) };
	struct sockaddr other = { .sa_family = AF_UNSPEC };

	(void)state;
	assert_int_equal(peer_port_of((struct sockaddr *)&in), 1965);
	assert_int_equal(peer_port_of((struct sockaddr *)&in6), 70);
	assert_int_equal(peer_port_of(&other), 0);
}

static void
test_total(void **state)
{
	struct limiter *limiter = limiter_new(3, 10);
	struct peer p = peer("127.0.0.1");

	(void)state;
	assert_false(limiter_is_full(limiter));
	for (int i = 0; i < 3; i++)
		assert_int_equal(limiter_take(limiter, &p), LIMITER_OK);
	assert_true(limiter_is_full(limiter));
	assert_int_equal(limiter_take(limiter, &p), LIMITER_FULL);
	assert_int_equal(limiter_total(limiter), 3);
	limiter_give(limiter, &p);
	assert_false(limiter_is_full(limiter));
	assert_int_equal(limiter_take(limiter, &p), LIMITER_OK);
	limiter_free(limiter);
	limiter_free(NULL);
}

static void
test_address(void **state)
{
	struct limiter *limiter = limiter_new(100, 2);
	struct peer a = peer("192.0.2.1"), b = peer("192.0.2.2");

	(void)state;
	assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_ADDRESS);
	/* A refusal counts for nothing. */
	assert_int_equal(limiter_total(limiter), 2);
	assert_int_equal(limiter_take(limiter, &b), LIMITER_OK);
	limiter_give(limiter, &a);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_ADDRESS);
	limiter_free(limiter);
}

/* An IPv6 owner has a /64 and no more than anybody else. */
static void
test_networks(void **state)
{
	struct limiter *limiter = limiter_new(100, 2);
	struct peer a = peer("2001:db8:0:1::1"), b = peer("2001:db8:0:1:ffff::1"), c = peer("2001:db8:0:2::1");

	(void)state;
	assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &b), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_ADDRESS);
	assert_int_equal(limiter_take(limiter, &b), LIMITER_ADDRESS);
	assert_int_equal(limiter_take(limiter, &c), LIMITER_OK);
	limiter_give(limiter, &b);
	assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
	limiter_free(limiter);
}

/* Everybody behind an onion service comes from loopback. */
static void
test_loopback(void **state)
{
	struct limiter *limiter = limiter_new(100, 1);
	struct peer a = peer("127.0.0.1"), b = peer("::1");

	(void)state;
	for (int i = 0; i < 50; i++) {
		assert_int_equal(limiter_take(limiter, &a), LIMITER_OK);
		assert_int_equal(limiter_take(limiter, &b), LIMITER_OK);
	}
	assert_int_equal(limiter_take(limiter, &a), LIMITER_FULL);
	for (int i = 0; i < 50; i++) {
		limiter_give(limiter, &a);
		limiter_give(limiter, &b);
	}
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

static void
test_many_addresses(void **state)
{
	struct limiter *limiter = limiter_new(50000, 1);
	char text[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 40000; i++) {
			struct peer p;

			snprintf(text, sizeof text, "10.%d.%d.%d", i / 65536, i / 256 % 256, i % 256);
			p = peer(text);
			assert_int_equal(limiter_take(limiter, &p), LIMITER_OK);
			assert_int_equal(limiter_take(limiter, &p), LIMITER_ADDRESS);
		}
		for (int i = 0; i < 40000; i++) {
			struct peer p;

			snprintf(text, sizeof text, "10.%d.%d.%d", i / 65536, i / 256 % 256, i % 256);
			p = peer(text);
			limiter_give(limiter, &p);
		}
	}
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

static void *
take_and_give(void *arg)
{
	struct limiter *limiter = arg;
	struct peer p = peer("192.0.2.1");

	for (int i = 0; i < 20000; i++)
		if (limiter_take(limiter, &p) == LIMITER_OK)
			limiter_give(limiter, &p);
	return NULL;
}

static void
test_threads(void **state)
{
	struct limiter *limiter = limiter_new(3, 2);
	struct peer p = peer("192.0.2.1");
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, limiter), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(limiter_total(limiter), 0);
	assert_int_equal(limiter_take(limiter, &p), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &p), LIMITER_OK);
	assert_int_equal(limiter_take(limiter, &p), LIMITER_ADDRESS);
	limiter_free(limiter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peers),
		cmocka_unit_test(test_port),
		cmocka_unit_test(test_total),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_many_addresses),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
