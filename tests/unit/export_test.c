/* export_test.c - menus as the files of other servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export_menu.h"

static const struct capsule capsule = { .host = { "example.org", 11 }, .gopher_port = 70 };

#define MENU "iThe title\t\terror.host\t1\r\n" \
    "i[not a link]\t\terror.host\t1\r\n" \
    "i\t\terror.host\t1\r\n" \
    "1Here | there\t/here\texample.org\t70\r\n" \
    "0Other port\t/x\texample.org\t7070\r\n" \
    "hWeb\tURL:https://a.example/\texample.org\t70\r\n" \
    "7Search\t/v\tveronica.example\t70\r\n" \
    ".\r\n"

static void
test_gophermap(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	export_add_gophermap(&out, &capsule, STR(MENU));
	assert_string_equal(out.buf, "iThe title\t\terror.host\t1\ni[not a link]\t\terror.host\t1\ni\t\terror.host\t1\n"
	    "1Here | there\t/here\n0Other port\t/x\texample.org\t7070\nhWeb\tURL:https://a.example/\n"
	    "7Search\t/v\tveronica.example\t70\n");
	strbuf_done(&out);
}

static void
test_gph(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	export_add_gph(&out, &capsule, STR("itea\t\terror.host\t1\r\n" MENU));
	assert_string_equal(out.buf, "ttea\nThe title\nt[not a link]\n\n[1|Here \\| there|/here|server|port]\n"
	    "[0|Other port|/x|example.org|7070]\n[h|Web|URL:https://a.example/|server|port]\n"
	    "[7|Search|/v|veronica.example|70]\n");
	strbuf_done(&out);
}

static void
test_gph_backslash_at_the_end_of_a_label(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	export_add_gph(&out, &capsule, STR("1What is in C:\\\t/c\texample.org\t70\r\n0a\\b\t/ab\texample.org\t70\r\n"));
	assert_string_equal(out.buf, "[1|What is in C:\\ |/c|server|port]\n[0|a\\b|/ab|server|port]\n");
	strbuf_done(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gophermap),
		cmocka_unit_test(test_gph),
		cmocka_unit_test(test_gph_backslash_at_the_end_of_a_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
