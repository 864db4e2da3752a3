/* What commands say while they work. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "report.h"

#define LONG_AGO_S 60.0

/* What is said on a terminal of so many columns. */
static void
say(unsigned short columns, size_t done, size_t all, char *said, size_t size)
{
	struct winsize window = { .ws_row = 24, .ws_col = columns };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, before = dup(STDERR_FILENO);
	struct report_progress p;
	size_t len = 0;
	ssize_t n;

	assert_true(master >= 0 && before >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0 && ioctl(slave, TIOCSWINSZ, &window) == 0);
	assert_true(dup2(slave, STDERR_FILENO) >= 0);
	report_progress_begin(&p, "writing pages");
	p.begun_s -= LONG_AGO_S;
	p.said_s -= LONG_AGO_S;
	report_progress(&p, done, all);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	close(slave);
	/* What nobody can write to any more ends, by an error or not. */
	while ((n = read(master, said + len, size - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(master);
	close(before);
}

/* A line that wraps is no longer written over by the next. */
static void
test_narrow_terminals(void **state)
{
	static const struct {
		unsigned short columns;
		const char *said;
	} rows[] = {
		{ 0, "\rwriting pages [#######.......................] 25000 of 100000" },
		{ 200, "\rwriting pages [#######.......................] 25000 of 100000" },
		{ 63, "\rwriting pages [#######.......................] 25000 of 100000" },
		{ 62, "\rwriting pages [#######......................] 25000 of 100000" },
		{ 40, "\rwriting pages [#......] 25000 of 100000" },
		{ 34, "\rwriting pages [.] 25000 of 100000" },
		{ 33, "\rwriting pages [] 25000 of 100000" },
		{ 1, "\rwriting pages [] 25000 of 100000" },
	};
	char said[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		say(rows[i].columns, 25000, 100000, said, sizeof said);
		assert_string_equal(said, rows[i].said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_narrow_terminals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
