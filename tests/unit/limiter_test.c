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

static struct limiter *
with(unsigned total_max, unsigned address_max)
{
	return limiter_new(&(struct limiter_options){ .total_max = total_max, .address_max = address_max,
	    .address_jobs_max = 1 });
}

static enum limiter_verdict
take(struct limiter *limiter, const struct peer *p)
{
	enum limiter_verdict verdict;

	if (!limiter_enter(limiter))
		return LIMITER_FULL;
	verdict = limiter_take(limiter, p, limiter_exempts(limiter, p));
	if (verdict != LIMITER_OK)
		limiter_leave(limiter);
	return verdict;
}

static bool
is_full(struct limiter *limiter)
{
	bool full = !limiter_enter(limiter);

	if (!full)
		limiter_leave(limiter);
	return full;
}

static void
give(struct limiter *limiter, const struct peer *p)
{
	limiter_give(limiter, p, limiter_exempts(limiter, p));
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
test_ranges(void **state)
{
	static const struct {
		const char *range, *in, *out;	/* NULL: there is none */
	} rows[] = {
		{ "192.0.2.7", "192.0.2.7", "192.0.2.6" },
		{ "192.0.2.7", "::ffff:192.0.2.7", "::192.0.2.7" },
		{ "192.0.2.0/24", "192.0.2.255", "192.0.3.0" },
		{ "192.0.2.77/24", "192.0.2.1", "192.0.1.255" },
		{ "192.0.2.128/25", "192.0.2.128", "192.0.2.127" },
		{ "192.0.2.4/31", "192.0.2.5", "192.0.2.6" },
		{ "192.0.2.4/32", "192.0.2.4", "192.0.2.5" },
		{ "0.0.0.0/0", "255.1.2.3", "2001:db8::1" },
		{ "128.0.0.0/1", "255.0.0.1", "127.0.0.1" },
		{ "2001:db8::1", "2001:db8::1", "2001:db8::2" },
		{ "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::" },
		{ "2001:db8:8000::/33", "2001:db8:8000::", "2001:db8:7fff::" },
		{ "2001:DB8::5/128", "2001:db8::5", "2001:db8::4" },
		{ "::1", "::1", "127.0.0.1" },
		{ "::/0", "192.0.2.1", NULL },
		{ "::/0", "2001:db8::", NULL },
		{ "::ffff:192.0.2.0/120", "192.0.2.9", "192.0.3.9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct peer_range range;
		struct peer p = peer(rows[i].in);

		if (!peer_range_parse(str_of(rows[i].range), &range) || !peer_range_holds(&range, &p))
			fail_msg("%s does not hold %s", rows[i].range, rows[i].in);
		if (rows[i].out == NULL)
			continue;
		p = peer(rows[i].out);
		if (peer_range_holds(&range, &p))
			fail_msg("%s holds %s", rows[i].range, rows[i].out);
	}
}

static void
test_no_ranges(void **state)
{
	static const char *const rows[] = {
		"", "/", "/24", "192.0.2", "192.0.2.256", "192.0.2.0/",
		"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/8 ", "192.0.2.0/24/1",
		"192.0.2.0/255.255.255.0", "2001:db8::/129", "2001:db8::/x", "[2001:db8::1]",
		"fe80::1%eth0", "example.org", "localhost", " 192.0.2.1",
		"192.0.2.1:1965", "*",
		"1111111111111111111111111111111111111111111111111111111111111111/8",
	};
	struct peer_range range;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (peer_range_parse(str_of(rows[i]), &range))
			fail_msg("taken: %s", rows[i]);
	assert_false(peer_range_parse(STR("192.0.2.1\0"), &range));
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
	struct limiter *limiter = with(3, 10);
	struct peer p = peer("127.0.0.1");

	(void)state;
	assert_false(is_full(limiter));
	for (int i = 0; i < 3; i++)
		assert_int_equal(take(limiter, &p), LIMITER_OK);
	assert_true(is_full(limiter));
	assert_int_equal(take(limiter, &p), LIMITER_FULL);
	assert_int_equal(limiter_total(limiter), 3);
	give(limiter, &p);
	assert_false(is_full(limiter));
	assert_int_equal(take(limiter, &p), LIMITER_OK);
	limiter_free(limiter);
	limiter_free(NULL);
}

static void
test_address(void **state)
{
	struct limiter *limiter = with(100, 2);
	struct peer a = peer("192.0.2.1"), b = peer("192.0.2.2");

	(void)state;
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_ADDRESS);
	/* A refusal counts for nothing. */
	assert_int_equal(limiter_total(limiter), 2);
	assert_int_equal(take(limiter, &b), LIMITER_OK);
	give(limiter, &a);
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_ADDRESS);
	limiter_free(limiter);
}

/* An IPv6 owner has a /64 and no more than anybody else. */
static void
test_networks(void **state)
{
	struct limiter *limiter = with(100, 2);
	struct peer a = peer("2001:db8:0:1::1"), b = peer("2001:db8:0:1:ffff::1"), c = peer("2001:db8:0:2::1");

	(void)state;
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_int_equal(take(limiter, &b), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_ADDRESS);
	assert_int_equal(take(limiter, &b), LIMITER_ADDRESS);
	assert_int_equal(take(limiter, &c), LIMITER_OK);
	give(limiter, &b);
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	limiter_free(limiter);
}

/* Everybody behind an onion service comes from loopback. */
static void
test_loopback(void **state)
{
	struct limiter *limiter = with(100, 1);
	struct peer a = peer("127.0.0.1"), b = peer("::1");

	(void)state;
	for (int i = 0; i < 50; i++) {
		assert_int_equal(take(limiter, &a), LIMITER_OK);
		assert_int_equal(take(limiter, &b), LIMITER_OK);
	}
	assert_int_equal(take(limiter, &a), LIMITER_FULL);
	for (int i = 0; i < 50; i++) {
		give(limiter, &a);
		give(limiter, &b);
	}
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

/* ... unless the owner wants it counted; whom he allows is not. */
static void
test_exempt(void **state)
{
	struct peer a = peer("127.0.0.1"), b = peer("192.0.2.1"), c = peer("2001:db8::1"), d = peer("::1");
	struct peer_range allow[2];
	struct limiter *limiter;

	(void)state;
	assert_true(peer_range_parse(STR("192.0.2.0/24"), &allow[0]));
	assert_true(peer_range_parse(STR("::1"), &allow[1]));
	limiter = limiter_new(&(struct limiter_options){ .total_max = 100, .address_max = 1, .address_jobs_max = 1, .per_second = 1,
	    .burst = 1, .loopback = true, .allow = allow, .nallow = 2 });
	assert_false(limiter_exempts(limiter, &a));
	assert_true(limiter_exempts(limiter, &b));
	assert_false(limiter_exempts(limiter, &c));
	assert_true(limiter_exempts(limiter, &d));
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_ADDRESS);
	for (int i = 0; i < 5; i++)
		assert_int_equal(take(limiter, &b), LIMITER_OK);
	limiter_free(limiter);

	limiter = limiter_new(&(struct limiter_options){ .total_max = 100, .address_max = 1, .address_jobs_max = 1,
	    .allow = allow, .nallow = 1 });
	assert_true(limiter_exempts(limiter, &a));
	assert_true(limiter_exempts(limiter, &d));
	assert_false(limiter_exempts(limiter, &c));
	limiter_free(limiter);
}

/* They outlive the connection they were begun for. */
static void
test_jobs(void **state)
{
	struct limiter *limiter = limiter_new(&(struct limiter_options){ .total_max = 10, .address_max = 1,
	    .address_jobs_max = 2 });
	struct peer a = peer("2001:db8::1"), b = peer("2001:db8::2"), c = peer("192.0.2.1");

	(void)state;
	assert_int_equal(take(limiter, &a), LIMITER_OK);
	assert_true(limiter_take_job(limiter, &a));
	assert_true(limiter_take_job(limiter, &b));
	assert_false(limiter_take_job(limiter, &a));
	assert_true(limiter_take_job(limiter, &c));
	give(limiter, &a);
	assert_false(limiter_take_job(limiter, &a));
	assert_int_equal(take(limiter, &b), LIMITER_OK);
	assert_int_equal(take(limiter, &a), LIMITER_ADDRESS);
	limiter_give_job(limiter, &b);
	assert_true(limiter_take_job(limiter, &a));
	limiter_give_job(limiter, &a);
	limiter_give_job(limiter, &a);
	limiter_give_job(limiter, &c);
	give(limiter, &a);
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

/* Up to the limit, and one answer more: else nobody could have a large one. */
static void
test_answers_that_nobody_reads(void **state)
{
	const size_t piece = LIMITER_HELD_ADDRESS_MAX / 2;
	const unsigned all = LIMITER_HELD_MAX / LIMITER_HELD_ADDRESS_MAX;
	struct limiter *limiter = with(10, 1);
	struct peer a = peer("2001:db8::1"), b = peer("2001:db8::2"), c = peer("192.0.2.99"), own = peer("127.0.0.1");

	(void)state;
	assert_int_equal(limiter_hold(limiter, &a, false, piece), LIMITER_OK);
	assert_int_equal(limiter_hold(limiter, &b, false, piece - 1), LIMITER_OK);
	assert_int_equal(limiter_hold(limiter, &b, false, 1), LIMITER_OK);
	assert_int_equal(limiter_hold(limiter, &a, false, 1), LIMITER_ADDRESS);
	/* A refusal counts for nothing. */
	assert_false(limiter_let_go(limiter, &b, false, 1));
	assert_int_equal(limiter_hold(limiter, &a, false, 3 * piece), LIMITER_OK);
	assert_int_equal(limiter_hold(limiter, &b, false, 1), LIMITER_ADDRESS);
	limiter_let_go(limiter, &a, false, 3 * piece);

	/* Who is exempt is so from the limit for one address alone. */
	assert_int_equal(limiter_hold(limiter, &own, true, LIMITER_HELD_MAX), LIMITER_OK);
	assert_int_equal(limiter_hold(limiter, &own, true, 1), LIMITER_FULL);
	assert_int_equal(limiter_hold(limiter, &c, false, 1), LIMITER_FULL);
	limiter_let_go(limiter, &own, true, LIMITER_HELD_MAX);
	limiter_let_go(limiter, &a, false, piece);
	limiter_let_go(limiter, &b, false, piece - 1);
	for (unsigned i = 0; i < all; i++) {
		c.bytes[15] = (unsigned char)i;
		assert_int_equal(limiter_hold(limiter, &c, false, LIMITER_HELD_ADDRESS_MAX), LIMITER_OK);
	}
	assert_int_equal(limiter_hold(limiter, &a, false, 1), LIMITER_FULL);
	for (unsigned i = 0; i < all; i++) {
		c.bytes[15] = (unsigned char)i;
		limiter_let_go(limiter, &c, false, LIMITER_HELD_ADDRESS_MAX);
	}
	assert_int_equal(limiter_hold(limiter, &a, false, 1), LIMITER_OK);
	assert_true(limiter_let_go(limiter, &a, false, 1));
	assert_int_equal(limiter_hold(limiter, &own, true, 1), LIMITER_OK);
	assert_true(limiter_let_go(limiter, &own, true, 1));
	limiter_free(limiter);
}

static void
test_requests(void **state)
{
	struct limiter_options options = { .total_max = 1, .address_max = 1, .address_jobs_max = 1, .per_second = 1,
	    .burst = 2 };
	struct limiter *limiter = limiter_new(&options);
	struct peer a = peer("2001:db8::1"), b = peer("2001:db8::2"), c = peer("2001:db8:0:1::1");

	(void)state;
	assert_int_equal(limiter_ask(limiter, &a, 1000), 0);
	assert_int_equal(limiter_ask(limiter, &b, 1000), 0);
	assert_int_equal(limiter_ask(limiter, &a, 1000), 1);
	assert_int_equal(limiter_ask(limiter, &c, 1000), 0);
	assert_int_equal(limiter_ask(limiter, &b, 2000), 0);
	assert_int_equal(limiter_ask(limiter, &a, 2000), 1);
	limiter_free(limiter);
	/* Either number may say that there is no limit. */
	for (int i = 0; i < 2; i++) {
		options.per_second = i == 0 ? 0 : 1;
		options.burst = i == 0 ? 1 : 0;
		limiter = limiter_new(&options);
		for (int j = 0; j < 1000; j++)
			assert_int_equal(limiter_ask(limiter, &a, 1000), 0);
		limiter_free(limiter);
	}
}

static unsigned
handshakes_at_once(struct limiter *limiter, const struct peer *p, uint64_t now_ms)
{
	unsigned n = 0;

	while (n < 100000 && limiter_ask_handshake(limiter, p, now_ms) == 0)
		n++;
	return n;
}

static void
test_handshakes(void **state)
{
	static const struct {
		unsigned per_second, burst;
		unsigned at_once, after_a_second;
	} rows[] = {
		{ 1, 1, LIMITER_HANDSHAKES_AT_ONCE, LIMITER_HANDSHAKES },
		{ 1, LIMITER_HANDSHAKES_AT_ONCE / LIMITER_HANDSHAKES, LIMITER_HANDSHAKES_AT_ONCE, LIMITER_HANDSHAKES },
		{ 2, LIMITER_HANDSHAKES_AT_ONCE / LIMITER_HANDSHAKES + 1, LIMITER_HANDSHAKES_AT_ONCE + LIMITER_HANDSHAKES,
		    2 * LIMITER_HANDSHAKES },
		{ 0, 1, 100000, 100000 },
		{ 1, 0, 100000, 100000 },
	};
	struct peer a = peer("2001:db8::1"), b = peer("2001:db8::2"), c = peer("2001:db8:0:1::1");

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct limiter *limiter = limiter_new(&(struct limiter_options){ .total_max = 1, .address_max = 1,
		    .address_jobs_max = 1, .per_second = rows[i].per_second, .burst = rows[i].burst });

		assert_int_equal(handshakes_at_once(limiter, &a, 1000), rows[i].at_once);
		assert_int_equal(handshakes_at_once(limiter, &b, 2000), rows[i].after_a_second);
		assert_int_equal(handshakes_at_once(limiter, &c, 2000), rows[i].at_once);
		/* They are no requests. */
		assert_int_equal(limiter_ask(limiter, &a, 2000), 0);
		limiter_free(limiter);
	}
	/* The largest numbers that may be said stay what they are. */
	limiter_free(limiter_new(&(struct limiter_options){ .total_max = 1, .address_max = 1, .address_jobs_max = 1,
	    .per_second = 1000000, .burst = 1000000 }));
}

static void
test_many_addresses(void **state)
{
	struct limiter *limiter = with(50000, 1);
	char text[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 40000; i++) {
			struct peer p;

			snprintf(text, sizeof text, "10.%d.%d.%d", i / 65536, i / 256 % 256, i % 256);
			p = peer(text);
			assert_int_equal(take(limiter, &p), LIMITER_OK);
			assert_int_equal(take(limiter, &p), LIMITER_ADDRESS);
		}
		for (int i = 0; i < 40000; i++) {
			struct peer p;

			snprintf(text, sizeof text, "10.%d.%d.%d", i / 65536, i / 256 % 256, i % 256);
			p = peer(text);
			give(limiter, &p);
		}
	}
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

/* Of two who look at the last place at the same time one has it, before anybody comes. */
static void
test_the_last_place_is_one_mans(void **state)
{
	struct limiter *limiter = with(2, 10);
	struct peer p = peer("192.0.2.1");

	(void)state;
	assert_int_equal(take(limiter, &p), LIMITER_OK);
	assert_true(limiter_enter(limiter));
	assert_false(limiter_enter(limiter));
	/* Nobody came. */
	limiter_leave(limiter);
	assert_true(limiter_enter(limiter));
	assert_int_equal(limiter_take(limiter, &p, false), LIMITER_OK);
	assert_int_equal(limiter_total(limiter), 2);
	limiter_give(limiter, &p, false);
	limiter_give(limiter, &p, false);
	assert_int_equal(limiter_total(limiter), 0);
	limiter_free(limiter);
}

static void *
take_and_give(void *arg)
{
	struct limiter *limiter = arg;
	struct peer p = peer("192.0.2.1");

	for (int i = 0; i < 20000; i++)
		if (take(limiter, &p) == LIMITER_OK)
			give(limiter, &p);
	return NULL;
}

static void
test_threads(void **state)
{
	struct limiter *limiter = with(3, 2);
	struct peer p = peer("192.0.2.1");
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, limiter), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(limiter_total(limiter), 0);
	assert_int_equal(take(limiter, &p), LIMITER_OK);
	assert_int_equal(take(limiter, &p), LIMITER_OK);
	assert_int_equal(take(limiter, &p), LIMITER_ADDRESS);
	limiter_free(limiter);
}

static void
test_limits_change_while_they_are_kept(void **state)
{
	struct peer one = peer("192.0.2.1"), home = peer("127.0.0.1");
	struct peer_range allow;
	struct limiter_options options = { .total_max = 3, .address_max = 3, .address_jobs_max = 1 };
	struct limiter *limiter = limiter_new(&options);

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(take(limiter, &one), LIMITER_OK);
	assert_true(is_full(limiter));
	/* Those who are there stay counted. */
	options.total_max = 5;
	options.address_max = 2;
	options.loopback = true;
	limiter_set(limiter, &options);
	assert_false(is_full(limiter));
	assert_int_equal(take(limiter, &one), LIMITER_ADDRESS);
	assert_false(limiter_exempts(limiter, &home));
	assert_true(peer_range_parse(STR("192.0.2.0/24"), &allow));
	options.allow = &allow;
	options.nallow = 1;
	limiter_set(limiter, &options);
	assert_true(limiter_exempts(limiter, &one));
	for (int i = 0; i < 3; i++)
		limiter_give(limiter, &one, false);
	assert_int_equal(limiter_total(limiter), 0);
	/* A rate that stays remembers, one that changes begins anew. */
	options.per_second = options.burst = 1;
	limiter_set(limiter, &options);
	assert_int_equal(limiter_ask(limiter, &one, 1000), 0);
	limiter_set(limiter, &options);
	assert_int_not_equal(limiter_ask(limiter, &one, 1000), 0);
	options.burst = 2;
	limiter_set(limiter, &options);
	assert_int_equal(limiter_ask(limiter, &one, 1000), 0);
	options.per_second = 0;
	limiter_set(limiter, &options);
	for (int i = 0; i < 100; i++)
		assert_int_equal(limiter_ask(limiter, &one, 1000), 0);
	limiter_free(limiter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits_change_while_they_are_kept),
		cmocka_unit_test(test_peers),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_no_ranges),
		cmocka_unit_test(test_port),
		cmocka_unit_test(test_total),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_exempt),
		cmocka_unit_test(test_jobs),
		cmocka_unit_test(test_answers_that_nobody_reads),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_handshakes),
		cmocka_unit_test(test_many_addresses),
		cmocka_unit_test(test_the_last_place_is_one_mans),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
