/* mime_test.c - the table of types: its order, its rows, its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mime.h"

static void
test_of(void **state)
{
	static const struct { const char *name, *type; char item; bool text, image; } rows[] = {
		{ "index.gmi", "text/gemini", '0', true, false },
		{ "a.gemini", "text/gemini", '0', true, false },
		{ "a.md", "text/plain", '0', true, false },
		{ "a.TXT", "text/plain", '0', true, false },
		{ "a.xml", "application/xml", '0', false, false },
		{ "atom.xml", "application/atom+xml", '0', false, false },
		{ "blog/Feed.XML", "application/atom+xml", '0', false, false },
		{ "a.atom", "application/atom+xml", '0', false, false },
		{ "a.rss", "application/rss+xml", '0', false, false },
		{ "not-atom.xml", "application/xml", '0', false, false },
		{ "a.html", "text/html", 'h', true, false },
		{ "a.gif", "image/gif", 'g', false, true },
		{ "a.png", "image/png", 'I', false, true },
		{ "A.JPG", "image/jpeg", 'I', false, true },
		{ "a.jpeg", "image/jpeg", 'I', false, true },
		{ "a.svg", "image/svg+xml", 'I', false, true },
		{ "a.webp", "image/webp", 'I', false, true },
		{ "a.mp3", "audio/mpeg", 's', false, false },
		{ "a.ogg", "audio/ogg", 's', false, false },
		{ "a.mp4", "video/mp4", '9', false, false },
		{ "a.pdf", "application/pdf", '9', false, false },
		{ "a.djvu", "image/vnd.djvu", '9', false, false },
		{ "a.zip", "application/zip", '9', false, false },
		{ "a.tar.gz", "application/gzip", '9', false, false },
		{ "a.css", "text/css", '0', true, false },
		{ "a.js", "text/javascript", '0', true, false },
		{ "a.json", "application/json", '0', false, false },
		{ "a.woff2", "font/woff2", '9', false, false },
		{ "a.ics", "text/calendar", '0', true, false },
		{ "README", "text/plain", '0', true, false },
		{ "src/Makefile", "text/plain", '0', true, false },
		{ "", "application/octet-stream", '9', false, false },
		{ "a", "application/octet-stream", '9', false, false },
		{ "md", "application/octet-stream", '9', false, false },
		{ "a.", "application/octet-stream", '9', false, false },
		{ ".md", "application/octet-stream", '9', false, false },
		{ "a.md/", "application/octet-stream", '9', false, false },
		{ "a.md/b", "application/octet-stream", '9', false, false },
		{ "a.mdz", "application/octet-stream", '9', false, false },
		{ "a.md ", "application/octet-stream", '9', false, false },
		{ "a.\xc3\xa9", "application/octet-stream", '9', false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mime *m = mime_of(str_of(rows[i].name));

		if (strcmp(m->type, rows[i].type) != 0 || m->item != rows[i].item)
			fail_msg("%s: %s %c", rows[i].name, m->type, m->item);
		assert_int_equal(mime_is_text(m), rows[i].text);
		assert_int_equal(mime_is_image(m), rows[i].image);
	}
	assert_string_equal(mime_of(STR_NONE)->type, "application/octet-stream");
	assert_string_equal(mime_of(STR("a.png\0b"))->type, "application/octet-stream");
	assert_string_equal(mime_of(STR("a.png\0"))->type, "application/octet-stream");
}

/* Every row is found by its extension: so the table is sorted and has no two
 * of a kind. */
static void
test_table(void **state)
{
	size_t n = 0;
	char name[64];

	(void)state;
	for (const struct mime *m; (m = mime_at(n)) != NULL; n++) {
		assert_true(strlen(m->extension) <= MIME_EXTENSION_SIZE_MAX);
		snprintf(name, sizeof name, "folder.d/NAME.%s", m->extension);
		assert_ptr_equal(mime_of(str_of(name)), m);
		assert_non_null(strchr("0179gIhs", m->item));
		assert_int_equal(strspn(m->extension, "abcdefghijklmnopqrstuvwxyz0123456789"),
		    strlen(m->extension));
		assert_non_null(strchr(m->type, '/'));
		assert_null(strchr(m->type, ' '));
	}
	assert_true(n > 200);
	assert_null(mime_at(n + 1));
}

static void
test_longest(void **state)
{
	char name[2 + MIME_EXTENSION_SIZE_MAX + 2] = "a.";

	(void)state;
	for (size_t n = 1; n <= MIME_EXTENSION_SIZE_MAX + 1; n++) {
		name[1 + n] = 'x';
		assert_string_equal(mime_of((struct str){ name, 2 + n })->type,
		    "application/octet-stream");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
