/* host_test.c - names of hosts, and Punycode. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/punycode.h"
#include "proto/host.h"

static void
test_match(void **state)
{
	static const struct { const char *configured, *name; enum host_match want; } rows[] = {
		{ "example.org", "example.org", HOST_SAME },
		{ "example.org", "EXAMPLE.org", HOST_SAME },
		{ "example.org", "example.org.", HOST_SAME },
		{ "example.org", "www.example.org", HOST_OTHER },
		{ "*.example.org", "www.example.org", HOST_WILD },
		{ "*.example.org", "WWW.Example.org.", HOST_WILD },
		{ "*.example.org", "a.b.example.org", HOST_OTHER },
		{ "*.example.org", "example.org", HOST_OTHER },
		{ "*.example.org", ".example.org", HOST_OTHER },
		{ "example.org", "", HOST_OTHER },
		{ "example.org", ".", HOST_OTHER },
	};
	const struct str all[] = { STR("*.example.org"), STR("www.example.org") };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (host_match(str_of(rows[i].configured), str_of(rows[i].name)) != rows[i].want)
			fail_msg("%s is not as expected for %s", rows[i].name, rows[i].configured);
	assert_int_equal(host_match_any(all, 2, STR("www.example.org")), HOST_SAME);
	assert_int_equal(host_match_any(all, 2, STR("a.example.org")), HOST_WILD);
	assert_int_equal(host_match_any(all, 0, STR("a.example.org")), HOST_OTHER);
}

/* Both spellings of one name; RFC 3492, 7.1 has the longer ones. */
static const struct { const char *unicode, *ascii; } pairs[] = {
	{ "bücher.example", "xn--bcher-kva.example" },
	{ "räksmörgås.josefsson.org", "xn--rksmrgs-5wao1o.josefsson.org" },
	{ "straße.example", "xn--strae-oqa.example" },
	{ "他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye" },
	{ "なぜみんな日本語を話してくれないのか", "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa" },
	{ "3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b" },
	{ "почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l" },
	{ "παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp" },
	{ "example.org", "example.org" },
};

static void
test_both_spellings(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		strbuf_reset(&out);
		assert_true(host_ascii(&out, str_of(pairs[i].unicode)));
		assert_string_equal(out.buf, pairs[i].ascii);
		strbuf_reset(&out);
		assert_true(host_ascii(&out, str_of(pairs[i].ascii)));
		assert_string_equal(out.buf, pairs[i].ascii);
		strbuf_reset(&out);
		host_unicode(&out, str_of(pairs[i].ascii));
		assert_string_equal(out.buf, pairs[i].unicode);
	}
	strbuf_done(&out);
}

static void
test_ascii(void **state)
{
	static const struct { const char *name, *want; } rows[] = {
		{ "Example.ORG", "example.org" },
		{ "example.org.", "example.org" },
		{ "BÜCHER.example", "xn--bcher-kva.example" },
		{ "bu\xCC\x88" "cher.example", "xn--bcher-kva.example" },	/* u and a mark */
		{ "b%C3%BCcher.example", "xn--bcher-kva.example" },
		{ "*.bücher.example", "*.xn--bcher-kva.example" },
		{ "[2001:DB8::1]", "2001:db8::1" },
		{ "192.0.2.1", "192.0.2.1" },
		{ "", NULL },
		{ ".", NULL },
		{ "a..b", NULL },
		{ ".a", NULL },
		{ "\xFF.example", NULL },
	};
	struct strbuf out = STRBUF_INIT, name = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		strbuf_reset(&out);
		assert_int_equal(host_ascii(&out, str_of(rows[i].name)), rows[i].want != NULL);
		assert_string_equal(out.buf, rows[i].want != NULL ? rows[i].want : "");
	}
	/* A label and a name at their edges. */
	strbuf_fill(&name, 'a', HOST_LABEL_MAX);
	assert_true(host_ascii(&out, strbuf_str(&name)));
	strbuf_addc(&name, 'a');
	assert_false(host_ascii(&out, strbuf_str(&name)));
	strbuf_reset(&name);
	for (int i = 0; i < 126; i++)
		strbuf_adds(&name, "a.");
	strbuf_addc(&name, 'a');
	assert_int_equal(name.len, HOST_NAME_MAX_SIZE);
	assert_true(host_ascii(&out, strbuf_str(&name)));
	strbuf_addc(&name, 'a');
	assert_false(host_ascii(&out, strbuf_str(&name)));
	strbuf_done(&name);
	strbuf_done(&out);
}

static void
test_punycode_refuses(void **state)
{
	static const char *const rows[] = { "", "-", "a-", "!", "99999999", "zzzzzzzzzzzzzzzzzzzzzzzzzzzz", "a-\xC3\xBC",
	    "\xFF-kva" };
	struct strbuf out = STRBUF_INIT, label = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool good = punycode_decode(&out, str_of(rows[i]));

		/* "a-" is ASCII in disguise, which nobody is hurt by. */
		if (strcmp(rows[i], "a-") == 0) {
			assert_true(good);
			strbuf_reset(&out);
		} else {
			assert_false(good);
		}
		assert_int_equal(out.len, 0);
	}
	for (int i = 0; i < PUNYCODE_LABEL_MAX + 1; i++)
		strbuf_adds(&label, "ü");
	assert_false(punycode_encode(&out, strbuf_str(&label)));
	assert_false(punycode_encode(&out, STR("\xC3")));
	assert_false(punycode_encode(&out, STR("")));
	assert_int_equal(out.len, 0);
	strbuf_done(&label);
	strbuf_done(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_both_spellings),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_punycode_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
